#include "design.h"

#include <string.h>

Factor *
factor_new(const char *name)
{
	Factor *factor = g_new0(Factor, 1);

	factor->name = g_strdup(name);
	factor->levels = g_ptr_array_new_with_free_func(g_free);
	return factor;
}

void
factor_free(Factor *factor)
{
	if (factor == NULL)
		return;
	g_free(factor->name);
	g_ptr_array_unref(factor->levels);
	g_free(factor);
}

static void
condition_free(gpointer data)
{
	Condition *condition = data;

	g_free(condition->executor);
	g_ptr_array_unref(condition->levels);
	g_free(condition->absent);
	g_free(condition);
}

Design *
design_new(const char *id)
{
	Design *design = g_new0(Design, 1);

	design->id = g_strdup(id);
	design->factors = g_ptr_array_new_with_free_func((GDestroyNotify)factor_free);
	design->conditions = g_ptr_array_new_with_free_func(condition_free);
	return design;
}

void
design_free(Design *design)
{
	if (design == NULL)
		return;
	g_free(design->id);
	g_ptr_array_unref(design->factors);
	g_ptr_array_unref(design->conditions);
	g_free(design);
}

Factor *
design_add_factor(Design *design, const char *name)
{
	Factor *factor = factor_new(name);

	g_assert(design->conditions->len == 0 && design_factor(design, name) < 0);
	g_ptr_array_add(design->factors, factor);
	return factor;
}

void
factor_add_level(Factor *factor, const char *level)
{
	if (!g_ptr_array_find_with_equal_func(factor->levels, level, g_str_equal, NULL))
		g_ptr_array_add(factor->levels, g_strdup(level));
}

int
design_factor(const Design *design, const char *name)
{
	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);

		if (g_str_equal(factor->name, name))
			return (int)i;
	}
	return -1;
}

Condition *
design_add_condition(Design *design, const char *executor, char *const *levels)
{
	Condition *condition = g_new0(Condition, 1);

	condition->executor = g_strdup(executor);
	condition->levels = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < design->factors->len; i++)
		g_ptr_array_add(condition->levels, g_strdup(levels[i]));
	g_ptr_array_add(design->conditions, condition);
	return condition;
}

Design *
design_copy(const Design *design)
{
	Design *copy = design_new(design->id);

	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);
		Factor *same = design_add_factor(copy, factor->name);

		for (guint k = 0; k < factor->levels->len; k++)
			factor_add_level(same, g_ptr_array_index(factor->levels, k));
	}
	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);
		Condition *same = design_add_condition(copy, condition->executor,
		                                       (char *const *)condition->levels->pdata);

		same->absent = g_strdup(condition->absent);
		same->implied = condition->implied;
	}
	return copy;
}

/* Whether @condition has these values exactly. */
static gboolean
condition_is(const Condition *condition, const char *executor, char *const *levels)
{
	if (!g_str_equal(condition->executor, executor))
		return FALSE;
	for (guint i = 0; i < condition->levels->len; i++)
		if (!g_str_equal(g_ptr_array_index(condition->levels, i), levels[i]))
			return FALSE;
	return TRUE;
}

int
design_find(const Design *design, const char *executor, char *const *levels)
{
	for (guint i = 0; i < design->conditions->len; i++)
		if (condition_is(g_ptr_array_index(design->conditions, i), executor, levels))
			return (int)i;
	return -1;
}

const char *
condition_level(const Design *design, const Condition *condition, const char *name)
{
	int factor = design_factor(design, name);

	return factor < 0 ? NULL : g_ptr_array_index(condition->levels, factor);
}

/* Whether @level can stand in a reference as it is: [A-Za-z0-9_./-]+. */
static gboolean
is_bare(const char *level)
{
	return level[0] != '\0' &&
	       level[strspn(level, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_./-")] == '\0';
}

char *
condition_label(const Design *design, const Condition *condition)
{
	g_autoptr(GString) label = g_string_new(condition->executor);
	const char *before = "(";

	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);
		const char *level = g_ptr_array_index(condition->levels, i);
		const char *quote = is_bare(level) ? "" : "\"";

		if (factor->levels->len < 2)
			continue;
		g_string_append_printf(label, "%s%s=%s%s%s", before, factor->name, quote, level,
		                       quote);
		before = ", ";
	}
	if (before[0] == ',')
		g_string_append_c(label, ')');
	return g_string_free(g_steal_pointer(&label), FALSE);
}
