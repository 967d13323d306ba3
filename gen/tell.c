#include "tell.h"

#include <math.h>

#include "number.h"
#include "stats.h"

/* Append the smallest and the largest dot of @cell, which are workers. */
static void
append_workers(GString *out, const Figure *figure, const Cell *cell)
{
	const double *dots = (const double *)(const void *)cell->dots->data;
	g_autofree double *sorted = stats_sorted(dots, cell->dots->len);
	double least = sorted[0], most = sorted[cell->dots->len - 1];
	g_autofree char *low = number_format(least, least, least, figure->unit);
	g_autofree char *high = number_format(most, most, most, figure->unit);

	g_string_append_printf(out, "\nworkers: %s to %s", low, high);
}

/* Tell whether all rounds of @cell gave the same number. */
static gboolean
is_constant(const Cell *cell)
{
	for (guint i = 1; i < cell->values->len; i++)
		if (g_array_index(cell->values, double, i) !=
		    g_array_index(cell->values, double, 0))
			return FALSE;
	return TRUE;
}

/* Append the interval of @cell; one without width says that it has none. */
static void
append_interval(GString *out, const Figure *figure, const Cell *cell)
{
	g_autofree char *interval =
		number_interval(cell->median, cell->low, cell->high, figure->unit);

	if (!isfinite(cell->low))
		return;
	if (cell->low == cell->high)
		g_string_append_printf(out, "\nthe same in %s",
		                       is_constant(cell) ? "every round" : "most rounds");
	else
		g_string_append_printf(out, "\n%g\u202f%% interval: %s", figure->confidence * 100,
		                       interval);
}

/* Return the name of @cell; of a point of a line, with its level in words (transfer full). */
static char *
cell_name(const Figure *figure, const Cell *cell)
{
	const Series *series = g_ptr_array_index(figure->series, cell->series);
	g_autofree char *level = NULL;

	if (figure->shape != SHAPE_OVER || figure->factor == NULL)
		return figure_cell_name(figure, cell);
	level = level_words(figure->factor, cell->label);
	return *series->label == '\0' ? g_steal_pointer(&level)
	                              : g_strdup_printf("%s, %s", series->label, level);
}

char *
tell_cell(const Figure *figure, const Cell *cell)
{
	g_autofree char *name = cell_name(figure, cell);
	g_autofree char *median = number_format(cell->median, cell->low, cell->high, figure->unit);
	GString *out = g_string_new(name);

	g_string_append_printf(out, "%s%s: %s", out->len > 0 ? "\n" : "", figure->label, median);
	if (figure->each && cell->dots->len > 0)
		append_workers(out, figure, cell);
	append_interval(out, figure, cell);
	if (figure->ideal && isfinite(cell->ideal)) {
		g_autofree char *ideal =
			number_format(cell->ideal, cell->ideal, cell->ideal, figure->unit);

		g_string_append_printf(out, "\nideal: %s", ideal);
	}
	g_string_append_printf(out, "\n%u round%s", cell->values->len,
	                       cell->values->len == 1 ? "" : "s");
	return g_string_free(out, FALSE);
}

char *
tell_turn(const Figure *figure, const Cell *cell, guint worker, double start, double end)
{
	g_autofree char *name = figure_cell_name(figure, cell);
	double took = end - start;
	g_autofree char *from = number_format(start, start, start, UNIT_SECOND);
	g_autofree char *to = number_format(end, end, end, UNIT_SECOND);
	g_autofree char *length = number_format(took, took, took, UNIT_SECOND);

	return g_strdup_printf("%s%sworker %u\n%s to %s\nran for %s", name,
	                       *name == '\0' ? "" : ", ", worker + 1, from, to, length);
}
