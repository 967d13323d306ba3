#include "names.h"

#include <math.h>

#define COLUMNS 17 /* a longer name wraps */
#define LINES   3
#define NEAR    7.0  /* a name that moved further has a leader */
#define FAR     84.0 /* and one whose curve ends further to the left */

static void
name_clear(gpointer data)
{
	g_strfreev(((Name *)data)->lines);
}

GArray *
names_new(void)
{
	GArray *names = g_array_new(FALSE, FALSE, sizeof(Name));

	g_array_set_clear_func(names, name_clear);
	return names;
}

Name *
names_add(GArray *names, const char *text, double wish, guint colour, guint style)
{
	Name name = {.wish = wish, .y = wish, .colour = colour, .style = style};

	name.lines = text_wrap(text, COLUMNS, LINES);
	name.height = g_strv_length(name.lines) * SCRIPT_LINE;
	g_array_append_val(names, name);
	return &g_array_index(names, Name, names->len - 1);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	const Name *x = a, *y = b;

	if (x->wish != y->wish)
		return (x->wish > y->wish) - (x->wish < y->wish);
	return (x->style > y->style) - (x->style < y->style);
}

/*
 * The places nearest to the wishes, in the sense of least squares, with the names in order and no
 * overlap: take from every wish the heights above it, make the rest monotone by joining neighbours
 * that are out of order at their mean (pool adjacent violators; Ayer et al. 1955), add the heights.
 */
void
names_spread(GArray *names, double top, double bottom)
{
	guint n = names->len, blocks = 0;
	g_autofree double *mean = g_new0(double, n + 1);
	g_autofree guint *size = g_new0(guint, n + 1);
	double above = 0, all = 0;

	g_array_sort(names, compare_names);
	for (guint i = 0; i < n; i++) {
		const Name *name = &g_array_index(names, Name, i);

		mean[blocks] = name->wish - name->height / 2 - all;
		size[blocks++] = 1;
		all += name->height;
		while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
			guint both = size[blocks - 2] + size[blocks - 1];

			mean[blocks - 2] = (mean[blocks - 2] * size[blocks - 2] +
			                    mean[blocks - 1] * size[blocks - 1]) /
			                   both;
			size[blocks - 2] = both;
			blocks--;
		}
	}
	for (guint i = 0, block = 0, left = blocks > 0 ? size[0] : 0; i < n; i++, left--) {
		Name *name = &g_array_index(names, Name, i);

		if (left == 0)
			left = size[++block];
		/* the top counts more than the bottom, where there is no room for all */
		name->y = MAX(MIN(mean[block], bottom - all), top) + above + name->height / 2;
		above += name->height;
	}
}

void
names_list(GArray *names, double top)
{
	for (guint i = 0; i < names->len; i++) {
		Name *name = &g_array_index(names, Name, i);

		name->y = top + name->height / 2;
		top += name->height + 6;
	}
}

double
names_width(const GArray *names)
{
	double width = 0;

	for (guint i = 0; i < names->len; i++) {
		const Name *name = &g_array_index(names, Name, i);

		for (guint j = 0; name->lines[j] != NULL; j++)
			width = MAX(width, script_width(name->lines[j]));
	}
	return width;
}

static void
write_leader(const Name *name, Script *script, double x)
{
	g_autofree char *shade = name->colour == NAME_GREY
	                                 ? g_strdup("c_grey")
	                                 : g_strdup_printf("shade(%u)", name->colour);

	if (fabs(name->y - name->wish) <= NEAR && x - name->x <= FAR)
		return;
	script_set(script,
	           "set arrow from screen %.4f,%.4f to screen %.4f,%.4f nohead lc rgb %s lw 0.7",
	           name->x / SCRIPT_WIDTH, 1 - name->wish / script->height, (x - 4) / SCRIPT_WIDTH,
	           1 - name->y / script->height, shade);
}

void
names_write(const GArray *names, Script *script, double x, gboolean leaders)
{
	for (guint i = 0; i < names->len; i++) {
		const Name *name = &g_array_index(names, Name, i);
		guint lines = g_strv_length(name->lines);
		g_autofree char *style = name->colour == NAME_GREY
		                                 ? g_strdup("tc rgb c_grey")
		                                 : g_strdup_printf("tc rgb ink(%u)", name->colour);

		for (guint j = 0; j < lines; j++)
			script_text(script, x, name->y + (j - (lines - 1) / 2.0) * SCRIPT_LINE,
			            ALIGN_LEFT, name->lines[j], style);
		if (name->colour != NAME_GREY)
			script_legend(script, (int)name->style,
			              &(const Area){x - 4, SCRIPT_WIDTH, name->y - name->height / 2,
			                            name->y + name->height / 2});
		if (leaders)
			write_leader(name, script, x);
	}
}
