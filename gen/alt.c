#include "alt.h"

#include <math.h>

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

char *
figure_marks(const Figure *figure)
{
	g_auto(GStrv) parts = g_strsplit(figure->kind->marks, "%s", 2);

	if (parts[1] == NULL)
		return g_strconcat(parts[0], ".", NULL);
	return g_strdup_printf("%s%g\u00a0%% interval%s.", parts[0], figure->confidence * 100,
	                       parts[1]);
}

/* Append "1.2 ms" for a median of @figure. */
static void
append_quantity(GString *out, const Figure *figure, double value)
{
	g_autofree char *text = quantity_text(value, figure->unit, 3);

	g_string_append(out, text);
}

static void
append_absent(GString *out, const Cell *cell)
{
	g_string_append(out, cell->absent != NULL ? "not testable here" : "no values");
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
			append_absent(out, cell);
		} else {
			g_string_append(out, "median ");
			append_quantity(out, figure, cell->median);
		}
		if (isfinite(cell->low)) {
			g_string_append_printf(out, ", %g\u00a0%% interval ",
			                       figure->confidence * 100);
			append_quantity(out, figure, cell->low);
			g_string_append(out, " to ");
			append_quantity(out, figure, cell->high);
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
		append_quantity(out, figure, least->median);
		g_string_append_printf(out, " (%s), the largest ", low);
		append_quantity(out, figure, most->median);
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
		append_quantity(out, figure, cell->median);
		g_string_append_printf(out, " at %s", cell->label);
	}
	g_string_append_c(out, '.');
}

/* Return the part of the time up to the end of the figure in which two or more workers of @cell
 * ran. */
static double
overlap(const Figure *figure, const Cell *cell)
{
	double both = 0, covered = 0;

	/* by start: whatever begins before all that was covered so far ends overlaps */
	for (guint i = 0; i < cell->turns->len; i++) {
		Turn turn = g_array_index(cell->turns, Turn, i);
		double end = MIN(turn.end, figure->end);

		if (turn.start >= figure->end)
			break;
		if (turn.start < covered)
			both += MIN(end, covered) - turn.start;
		covered = MAX(covered, end);
	}
	return figure->end > 0 ? MIN(both / figure->end, 1) : 0;
}

/* Tell how often the workers of @cell took turns. */
static void
tell_turns(GString *out, const Figure *figure, const Cell *cell)
{
	g_autofree char *name = figure_cell_name(figure, cell);
	g_autofree char *end = quantity_text(figure->end, UNIT_SECOND, 3);
	guint n = 0;

	while (n < cell->turns->len && g_array_index(cell->turns, Turn, n).start < figure->end)
		n++;
	g_string_append_printf(out, " %s%s", name, *name == '\0' ? "" : ": ");
	if (n == 0)
		g_string_append(out, cell->absent != NULL ? "not testable here"
		                                          : "no turns were recorded");
	else
		g_string_append_printf(out,
		                       "%u turn%s in %s, two or more workers at once for "
		                       "%.0f\u00a0%% of the time",
		                       n, n == 1 ? "" : "s", end, 100 * overlap(figure, cell));
	g_string_append_c(out, '.');
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
		break;
	case SHAPE_WORKERS:
		for (guint i = 0; i < figure->cells->len; i++)
			tell_turns(out, figure, g_ptr_array_index(figure->cells, i));
		break;
	}
	if (figure->left_out > 0)
		g_string_append_printf(out, " %u more conditions are not drawn.", figure->left_out);
	return g_string_free(out, FALSE);
}
