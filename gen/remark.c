#include "remark.h"
#include <string.h>

enum {
	WIDTH = 80,  /* columns of the text */
	INDENT = 18, /* columns before what was found */
};

static void
free_remark(gpointer data)
{
	Remark *remark = data;

	g_free(remark->found);
	g_free(remark->advice);
	g_free(remark);
}

GPtrArray *
remarks_new(void)
{
	return g_ptr_array_new_with_free_func(free_remark);
}

void
remarks_add(GPtrArray *remarks, Remark remark)
{
	Remark *copy = g_memdup2(&remark, sizeof remark);

	copy->found = g_strdup(remark.found);
	copy->advice = g_strdup(remark.advice);
	g_ptr_array_add(remarks, copy);
}

static guint
count(const GPtrArray *remarks, Health health)
{
	guint n = 0;

	for (guint i = 0; i < remarks->len; i++)
		n += ((const Remark *)g_ptr_array_index(remarks, i))->health == health;
	return n;
}

gboolean
remarks_fit(const GPtrArray *remarks)
{
	return count(remarks, HEALTH_MISSING) == 0;
}

/* Words -------------------------------------------------------------------------------- */

typedef struct HealthWords {
	const char *name, *sign;
	const char *colour; /* escape sequence */
} HealthWords;

static const HealthWords words[] = {
	[HEALTH_GOOD] = {"good", "✓", "\033[32m"},
	[HEALTH_REMARK] = {"remark", "!", "\033[33m"},
	[HEALTH_MISSING] = {"missing", "✗", "\033[31m"},
};

/* Append @text in lines that end before WIDTH; the first one goes on at column @column. */
static void
wrap(GString *out, const char *text, glong column)
{
	g_auto(GStrv) parts = g_strsplit(text, " ", -1);
	glong begun = column;

	for (guint i = 0; parts[i]; i++) {
		glong len = g_utf8_strlen(parts[i], -1);

		if (column > begun && column + 1 + len > WIDTH) {
			g_string_append_printf(out, "\n%*s", INDENT, "");
			column = begun = INDENT;
		} else if (column > begun) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, parts[i]);
		column += len;
	}
	g_string_append_c(out, '\n');
}

char *
remarks_text(const GPtrArray *remarks, gboolean colour)
{
	GString *out = g_string_new(NULL);
	guint missing = count(remarks, HEALTH_MISSING), bad = count(remarks, HEALTH_REMARK);
	const Remark *before = NULL;

	for (guint i = 0; i < remarks->len; i++) {
		const Remark *remark = g_ptr_array_index(remarks, i);
		const HealthWords *word = &words[remark->health];

		if (!before || !g_str_equal(before->area, remark->area))
			g_string_append_printf(out, "%s%s%s%s\n", before ? "\n" : "",
			                       colour ? "\033[1m" : "", remark->area,
			                       colour ? "\033[0m" : "");
		g_string_append_printf(out, "%s%s%s %-*s", colour ? word->colour : "", word->sign,
		                       colour ? "\033[0m" : "", INDENT - 2, remark->name);
		wrap(out, remark->found, INDENT);
		if (remark->advice) {
			g_string_append_printf(out, "%*s", INDENT, "");
			wrap(out, remark->advice, INDENT);
		}
		before = remark;
	}
	if (missing)
		g_string_append_printf(out, "\nNot fit: %u missing, marked ✗.", missing);
	else
		g_string_append(out, "\nFit to build and to measure.");
	if (bad)
		g_string_append_printf(out, " %u remark%s, marked !.", bad, bad == 1 ? "" : "s");
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

json_t *
remarks_json(const GPtrArray *remarks)
{
	json_t *all = json_array();

	for (guint i = 0; i < remarks->len; i++) {
		const Remark *remark = g_ptr_array_index(remarks, i);

		json_array_append_new(all, json_pack("{s:s s:s s:s s:s s:s?}", "area", remark->area,
		                                     "name", remark->name, "health",
		                                     words[remark->health].name, "found",
		                                     remark->found, "advice", remark->advice));
	}
	return json_pack("{s:b s:o}", "fit", remarks_fit(remarks), "checks", all);
}
