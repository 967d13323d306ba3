#include "alt.h"

#include <math.h>

#include "number.h"
#include "stats.h"
#include "turns.h"

/* More conditions, or levels of a line, than these are told by their extremes. */
#define TOLD_CONDITIONS 12
#define TOLD_LEVELS     8

char *
figure_title(const Figure *figure)
{
	if (figure->shape == SHAPE_WORKERS)
		return g_strdup("Timeline of which worker ran when");
	if (figure->shape == SHAPE_OVER && figure->factor != NULL)
		return g_strdup_printf("%s of %s over %s", figure->kind->title, figure->label,
		                       figure->factor);
	return g_strdup_printf("%s of %s", figure->kind->title, figure->label);
}

/* Append how many rounds are not in @figure. */
static void
append_dropped(GString *out, const Figure *figure)
{
	guint all = figure->rounds + figure->dropped;

	if (figure->rounds == 0 && all > 0)
		g_string_append_printf(
			out, " All %u rounds were dropped: the machine was disturbed.", all);
	else if (figure->dropped > 0)
		g_string_append_printf(out,
		                       " %u of %u rounds %s dropped: the machine was disturbed.",
		                       figure->dropped, all, figure->dropped == 1 ? "was" : "were");
}

char *
figure_marks(const Figure *figure)
{
	g_auto(GStrv) parts = g_strsplit(figure->kind->marks, "%s", 2);
	GString *out = g_string_new(parts[0]);

	if (parts[1] != NULL)
		g_string_append_printf(out, "%g\u202f%% interval%s", figure->confidence * 100,
		                       parts[1]);
	g_string_append_c(out, '.');
	if (figure->each)
		g_string_replace(out, "rounds", "the workers of each round", 1);
	append_dropped(out, figure);
	return g_string_free(out, FALSE);
}

/* Append the median of @cell: "1.2 ms". */
static void
append_median(GString *out, const Figure *figure, const Cell *cell)
{
	g_autofree char *text = number_format(cell->median, cell->low, cell->high, figure->unit);

	g_string_append(out, text);
}

/* Append what the dots of @cell range over: ", workers from 0.1 to 0.9". */
static void
append_range(GString *out, const Figure *figure, const Cell *cell)
{
	const double *dots = (const double *)(const void *)cell->dots->data;
	g_autofree double *sorted = stats_sorted(dots, cell->dots->len);
	double least = sorted[0], most = sorted[cell->dots->len - 1];
	g_autofree char *low = number_format(least, least, least, figure->unit);
	g_autofree char *high = number_format(most, most, most, figure->unit);

	g_string_append_printf(out, ", workers from %s to %s", low, high);
}

/* Tell median and interval of every condition. */
static void
tell_conditions(GString *out, const Figure *figure)
{
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		g_autofree char *name = figure_cell_name(figure, cell);

		g_string_append_printf(out, " %s: ", name);
		if (cell->values->len == 0) {
			g_string_append(out, figure_empty(figure, cell));
		} else {
			g_string_append(out, "median ");
			append_median(out, figure, cell);
		}
		if (figure->each && cell->dots->len > 0)
			append_range(out, figure, cell);
		if (isfinite(cell->low)) {
			g_autofree char *interval =
				number_interval(cell->median, cell->low, cell->high, figure->unit);

			g_string_append_printf(out, ", %g\u202f%% interval %s",
			                       figure->confidence * 100, interval);
		}
		g_string_append_c(out, '.');
	}
}

/* Tell the smallest and the largest median of many conditions. */
static void
tell_extremes(GString *out, const Figure *figure)
{
	const Cell *least = NULL, *most = NULL;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		if (cell->values->len == 0)
			continue;
		least = least == NULL || cell->median < least->median ? cell : least;
		most = most == NULL || cell->median > most->median ? cell : most;
	}
	g_string_append_printf(out, " %u conditions.", figure->cells->len);
	if (least != NULL) {
		g_autofree char *low = figure_cell_name(figure, least);
		g_autofree char *high = figure_cell_name(figure, most);

		g_string_append(out, " The smallest median is ");
		append_median(out, figure, least);
		g_string_append_printf(out, " (%s), the largest ", low);
		append_median(out, figure, most);
		g_string_append_printf(out, " (%s).", high);
	}
}

/* Tell the medians of the series @index, level by level; of many levels the ends and the peak. */
static void
tell_line(GString *out, const Figure *figure, guint index)
{
	const Series *series = g_ptr_array_index(figure->series, index);
	g_autoptr(GPtrArray) cells = g_ptr_array_new();
	const Cell *peak = NULL;

	for (guint i = 0; i < figure->cells->len; i++) {
		Cell *cell = g_ptr_array_index(figure->cells, i);

		if (cell->series != index || cell->values->len == 0)
			continue;
		peak = peak == NULL || cell->median > peak->median ? cell : peak;
		g_ptr_array_add(cells, cell);
	}
	g_string_append_printf(out, " %s%s", series->label, *series->label == '\0' ? "" : ": ");
	if (cells->len == 0)
		g_string_append(out, "no values");
	for (guint i = 0; i < cells->len; i++) {
		const Cell *cell = g_ptr_array_index(cells, i);
		gboolean told = cells->len <= TOLD_LEVELS || i == 0 || i + 1 == cells->len;

		if (!told && cell != peak)
			continue;
		g_string_append(out, i == 0 ? "median " : ", ");
		append_median(out, figure, cell);
		g_string_append_printf(out, " at %s", cell->label);
	}
	g_string_append_c(out, '.');
}

/* Tell how often the workers of @cell took turns. */
static void
tell_turns(GString *out, const Figure *figure, const Cell *cell)
{
	g_autofree char *name = figure_cell_name(figure, cell);
	g_autofree char *end = number_format(figure->end, (double)NAN, (double)NAN, UNIT_SECOND);
	TurnsSummary summary = turns_summary(cell->turns, figure->end);
	guint n = summary.turns;
	g_string_append_printf(out, " %s%s", name, *name == '\0' ? "" : ": ");
	if (n == 0)
		g_string_append(out, figure_empty(figure, cell));
	else
		g_string_append_printf(out,
		                       "%u turn%s in %s, two or more workers at once for "
		                       "%.0f\u202f%% of the time",
		                       n, n == 1 ? "" : "s", end, 100 * summary.overlap);
	g_string_append_c(out, '.');
}

/* Tell how far the intervals of a line chart reach, in one sentence. */
static void
tell_widest(GString *out, const Figure *figure)
{
	double widest = 0;
	guint intervals = 0;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		double reach = fmax(cell->high - cell->median, cell->median - cell->low);

		if (!isfinite(reach))
			continue;
		intervals++;
		widest = fmax(widest, reach / fabs(cell->median));
	}
	if (intervals > 0 && isfinite(widest)) {
		g_autofree char *part = number_percent(widest);

		g_string_append_printf(out,
		                       " No %g\u202f%% interval reaches further than %s from its "
		                       "median.",
		                       figure->confidence * 100, part);
	}
}

char *
figure_alt(const Figure *figure)
{
	g_autofree char *title = figure_title(figure);
	GString *out = g_string_new(title);

	g_string_append_c(out, '.');
	switch (figure->shape) {
	case SHAPE_ROWS:
	case SHAPE_SPREAD:
		if (figure->cells->len <= TOLD_CONDITIONS)
			tell_conditions(out, figure);
		else
			tell_extremes(out, figure);
		break;
	case SHAPE_OVER:
		for (guint i = 0; i < MIN(figure->series->len, FIGURE_MAX_SERIES); i++)
			tell_line(out, figure, i);
		tell_widest(out, figure);
		break;
	case SHAPE_WORKERS:
		for (guint i = 0; i < figure->cells->len; i++)
			tell_turns(out, figure, g_ptr_array_index(figure->cells, i));
		break;
	}
	append_dropped(out, figure);
	if (figure->left_out > 0)
		g_string_append_printf(out, " %u more conditions are not drawn.", figure->left_out);
	return g_string_free(out, FALSE);
}
