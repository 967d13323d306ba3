#include "words.h"

#include <math.h>
#include <string.h>

static gboolean
differ(const Design *design, int factor)
{
	const Condition *first = NULL;

	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);

		if (condition->implied)
			continue;
		if (first == NULL)
			first = condition;
		else if (factor < 0 ? !g_str_equal(condition->executor, first->executor)
		                    : !g_str_equal(g_ptr_array_index(condition->levels, factor),
		                                   g_ptr_array_index(first->levels, factor)))
			return TRUE;
	}
	return FALSE;
}

Varying *
varying_new(const Design *design)
{
	Varying *varying = g_new0(Varying, 1);

	varying->factors = g_new0(gboolean, design->factors->len + 1);
	varying->executor = differ(design, -1);
	varying->count = varying->executor;
	for (guint i = 0; i < design->factors->len; i++) {
		varying->factors[i] = differ(design, (int)i);
		varying->count += varying->factors[i];
	}
	return varying;
}

void
varying_free(Varying *varying)
{
	if (varying == NULL)
		return;
	g_free(varying->factors);
	g_free(varying);
}

double
level_number(const char *level)
{
	char *end;
	double value = g_ascii_strtod(level, &end);

	return end == level || *end != '\0' || !isfinite(value) ? (double)NAN : value;
}

gboolean
factor_numeric(const Design *design, guint index)
{
	const Factor *factor = g_ptr_array_index(design->factors, index);

	if (g_str_equal(factor->name, "python"))
		return FALSE;
	for (guint i = 0; i < factor->levels->len; i++)
		if (isnan(level_number(g_ptr_array_index(factor->levels, i))))
			return FALSE;
	return TRUE;
}

char *
factor_words(const char *name)
{
	return g_strdelimit(g_strdup(name), "_-", ' ');
}

char *
level_words(const char *name, const char *level)
{
	static const char *const yes[] = {"true", "yes", "on", NULL};
	static const char *const no[] = {"false", "no", "off", NULL};
	g_autofree char *words = factor_words(name);

	if (g_str_equal(name, "workers"))
		return g_strdup_printf("%s worker%s", level, g_str_equal(level, "1") ? "" : "s");
	if (g_str_equal(name, "python")) {
		g_autofree char *base = g_path_get_basename(level);

		return g_ascii_isdigit(*base) ? g_strdup_printf("Python %s", base)
		                              : g_steal_pointer(&base);
	}
	if (g_strv_contains(yes, level) || g_strv_contains(no, level)) {
		gboolean is = g_strv_contains(yes, level);

		if (g_str_equal(name, "release"))
			return g_strdup(is ? "GIL released" : "GIL held");
		return g_strdup_printf("%s %s", is ? "with" : "without", words);
	}
	if (!isnan(level_number(level)))
		return g_strdup_printf("%s %s", words, level);
	return g_strdup(level);
}

char *
condition_words(const Design *design, const Condition *condition, const Varying *varying,
                int except)
{
	GString *out = g_string_new(varying->executor ? condition->executor : NULL);

	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);
		g_autofree char *words = NULL;

		if (!varying->factors[i] || (int)i == except)
			continue;
		words = level_words(factor->name, g_ptr_array_index(condition->levels, i));
		g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", words);
	}
	return g_string_free(out, FALSE);
}
