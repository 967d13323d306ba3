#include "curves.h"

#include <math.h>

#include "names.h"
#include "stats.h"
#include "tell.h"

#define HEIGHT      384.0
#define BOTTOM      56.0 /* for ticks and title of the axis below */
#define DODGE       14.0 /* between the whiskers of two series at one level */
#define IDEAL_STEPS 16   /* of the ideal curve between two levels */

typedef struct Curves {
	const Figure *figure;
	Script *script;
	Axis *x, *y;
	GArray *names; /* Name */
	char **note;   /* lines below the picture */
} Curves;

static void
curves_clear(Curves *curves)
{
	axis_free(curves->x);
	axis_free(curves->y);
	g_array_unref(curves->names);
	g_strfreev(curves->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Curves, curves_clear)

/* Return where @value stands between @from and @to. */
static double
project(const Axis *axis, double value, double from, double to)
{
	return from + axis_part(axis, value) * (to - from);
}

/* Return the value @distance units of the picture to the right of @value, on the axis below. */
static double
shifted(const Curves *curves, double value, double distance)
{
	const Axis *axis = curves->x;
	double part = distance / (curves->script->right - curves->script->left);

	return axis_value(axis, axis_part(axis, value) + part);
}

/* Tell whether the series @index has anything to draw. */
static gboolean
has_cells(const Figure *figure, guint index)
{
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		if (cell->series == index && cell->values->len > 0)
			return TRUE;
	}
	return FALSE;
}

/* Return the number of the series @index for those who light it up; one alone has none. */
static int
series_tag(const Figure *figure, guint index)
{
	return figure->series->len > 1 ? (int)index : -1;
}

/* Return what is not in the picture and why, or "" (transfer full). */
static char *
missing_note(const Figure *figure)
{
	g_autoptr(GString) absent = g_string_new(NULL);
	GString *note = g_string_new(NULL);

	for (guint i = 0; i < figure->series->len; i++) {
		const Series *series = g_ptr_array_index(figure->series, i);
		const char *why = NULL;

		for (guint j = 0; j < figure->cells->len; j++) {
			const Cell *cell = g_ptr_array_index(figure->cells, j);

			if (cell->series == i && cell->absent != NULL)
				why = cell->absent;
		}
		if (why != NULL && !has_cells(figure, i))
			g_string_append_printf(absent, "%s%s", absent->len > 0 ? "; " : "",
			                       series->label);
	}
	if (absent->len > 0)
		g_string_append_printf(note, "not testable here: %s", absent->str);
	if (figure->left_out > 0)
		g_string_append_printf(note, "%s%u more conditions are not drawn",
		                       note->len > 0 ? "; " : "", figure->left_out);
	return g_string_free(note, FALSE);
}

/* Write the titles: of the axis upward above it, of the axis below under it; and what is missing.
 */
static void
write_titles(const Curves *curves, const char *up, const char *below)
{
	Script *script = curves->script;
	double half = script_width(below) / 2;

	script_text(script, 4, 14, ALIGN_LEFT, up, "");
	script_text(script, MAX((script->left + script->right) / 2, half + 4), script->bottom + 44,
	            ALIGN_CENTRE, below, "");
	for (guint i = 0; curves->note[i] != NULL; i++)
		script_text(script, 4, script->bottom + BOTTOM + 8 + i * SCRIPT_LINE, ALIGN_LEFT,
		            curves->note[i], "tc rgb c_grey");
}

/* Set the sizes that do not depend on names. */
static void
begin(Curves *curves, const Figure *figure, Script *script)
{
	g_autofree char *note = missing_note(figure);

	curves->figure = figure;
	curves->script = script;
	curves->names = names_new();
	curves->note = g_new0(char *, 1);
	if (*note != '\0') {
		g_strfreev(curves->note);
		curves->note = text_wrap(note, (guint)(SCRIPT_WIDTH / SCRIPT_COLUMN), 3);
	}
	script->height = HEIGHT + g_strv_length(curves->note) * SCRIPT_LINE;
	script->top = 38;
	script->bottom = HEIGHT - BOTTOM;
}

static guint
series_count(const Curves *curves)
{
	return MIN(curves->figure->series->len, FIGURE_MAX_SERIES);
}

/* Make the axis of the levels: ticks at the levels, as many as there is room for. */
static Axis *
level_axis(const Curves *curves)
{
	const Figure *figure = curves->figure;
	const GArray *levels = figure->levels;
	double low = g_array_index(levels, double, 0);
	double high = g_array_index(levels, double, levels->len - 1);
	double width = curves->script->right - curves->script->left, free_from = -INFINITY;
	/* whiskers and dots beside the level */
	double margin = MIN(series_count(curves) * DODGE / 2 + 8, 0.08 * width);
	Axis *axis = axis_new(low, high, UNIT_NONE, figure->log_x, FALSE, 2);

	g_array_set_size(axis->ticks, 0);
	axis->scale = 1;
	axis->unit = "";
	margin /= MAX(width - 2 * margin, margin);
	if (low == high) {
		axis->low = low - 1;
		axis->high = high + 1;
		axis->log = FALSE;
	} else if (axis->log) {
		axis->low = low / pow(high / low, margin);
		axis->high = high * pow(high / low, margin);
	} else {
		axis->low = low - margin * (high - low);
		axis->high = high + margin * (high - low);
	}
	for (guint i = 0; i < levels->len; i++) {
		double level = g_array_index(levels, double, i);
		const char *text = g_ptr_array_index(figure->level_texts, i);
		double half = script_width(text) / 2;
		double at = project(axis, level, curves->script->left, curves->script->right);

		if (at - half < free_from)
			continue;
		free_from = at + half + SCRIPT_COLUMN;
		/* cppcheck-suppress memleak; the axis owns it */
		g_array_append_val(axis->ticks, ((Tick){.at = level, .text = g_strdup(text)}));
	}
	return axis;
}

/* Name every series that has a value, at its last one, and the ideal. */
static void
name_lines(Curves *curves)
{
	const Figure *figure = curves->figure;
	const Cell *ideal = NULL;
	double top = curves->script->top, bottom = curves->script->bottom;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		const Series *series = g_ptr_array_index(figure->series, cell->series);
		gboolean last = TRUE;

		if (isfinite(cell->ideal) && (ideal == NULL || cell->x > ideal->x))
			ideal = cell;
		for (guint j = i + 1; last && j < figure->cells->len; j++) {
			const Cell *other = g_ptr_array_index(figure->cells, j);

			last = other->series != cell->series || other->values->len == 0;
		}
		if (last && cell->values->len > 0 && *series->label != '\0')
			names_add(curves->names, series->label,
			          project(curves->y, cell->median * curves->y->scale, bottom, top),
			          series->colour, series->style)
				->level = cell->x;
	}
	if (figure->ideal && ideal != NULL)
		names_add(curves->names, "ideal",
		          project(curves->y, ideal->ideal * curves->y->scale, bottom, top),
		          NAME_GREY, G_MAXUINT)
			->level = ideal->x;
}

/* Return the room that a series has at every level, so that whiskers and dots do not meet. */
static double
series_room(const Curves *curves)
{
	const GArray *levels = curves->figure->levels;
	double room = DODGE;

	for (guint i = 0; i + 1 < levels->len; i++) {
		double from = project(curves->x, g_array_index(levels, double, i),
		                      curves->script->left, curves->script->right);
		double to = project(curves->x, g_array_index(levels, double, i + 1),
		                    curves->script->left, curves->script->right);

		room = MIN(room, 0.7 * (to - from) / series_count(curves));
	}
	return room;
}

/* Return where the series @index stands at the level @x: beside it, each series at a place. */
static double
dodged(const Curves *curves, double x, guint index, double room)
{
	return shifted(curves, x, room * (index - (series_count(curves) - 1) / 2.0));
}

/* Tell the names where their curves end, dots and whiskers included. */
static void
set_ends(const Curves *curves, double room)
{
	const Script *script = curves->script;

	for (guint i = 0; i < curves->names->len; i++) {
		Name *name = &g_array_index(curves->names, Name, i);

		name->x = project(curves->x, name->level, script->left, script->right);
		if (name->colour != NAME_GREY)
			name->x += room * (name->style - (series_count(curves) - 1) / 2.0 + 0.9);
	}
}

/* Write every round of the series @index, in the right half of its room. */
static void
write_rounds(const Curves *curves, guint index, double room)
{
	const Figure *figure = curves->figure;
	g_autofree char *name = g_strdup_printf("rounds %u", index + 1);

	script_block(curves->script, name, "x value colour");
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		double x = dodged(curves, cell->x, cell->series, room);

		for (guint j = 0; cell->series == index && j < cell->values->len; j++) {
			/* multiples of the golden ratio: even, without pattern */
			double place = 0.3 + 0.4 * fmod(0.5 + j * 0.6180339887498949, 1);

			script_row(curves->script, 3, shifted(curves, x, room * place),
			           g_array_index(cell->values, double, j) * curves->y->scale,
			           (double)cell->colour);
		}
	}
}

/* Write the medians of every series in a block of its own. */
static void
write_medians(const Curves *curves, double room)
{
	const Figure *figure = curves->figure;
	double scale = curves->y->scale;
	guint series = G_MAXUINT;

	for (guint i = 0; i < figure->cells->len; i++) { /* they come series by series */
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		g_autofree char *name = g_strdup_printf("series %u", cell->series + 1);

		if (cell->values->len == 0)
			continue;
		if (cell->series != series)
			script_block(curves->script, name, "x median low high level");
		series = cell->series;
		script_row(curves->script, 5, dodged(curves, cell->x, series, room),
		           cell->median * scale, cell->low * scale, cell->high * scale, cell->x);
		curves->script->series = series_tag(figure, series);
		script_spot(curves->script, dodged(curves, cell->x, series, room),
		            cell->median * scale, NO_AREA, tell_cell(figure, cell));
	}
	curves->script->series = -1;
}

/* Write the ideal curve: straight between levels where both axes are linear, sampled elsewhere. */
static void
plot_ideal(const Curves *curves)
{
	const Figure *figure = curves->figure;
	double x0 = NAN, y0 = NAN;

	if (!figure->ideal)
		return;
	script_block(curves->script, "ideal", "x value");
	for (guint l = 0; l < figure->levels->len; l++) {
		double x1 = g_array_index(figure->levels, double, l), y1 = NAN;

		for (guint i = 0; i < figure->cells->len && !isfinite(y1); i++) {
			const Cell *cell = g_ptr_array_index(figure->cells, i);

			if (cell->x == x1)
				y1 = cell->ideal * curves->y->scale;
		}
		if (!isfinite(y1))
			continue;
		for (guint k = 1; isfinite(x0) && k < IDEAL_STEPS; k++)
			script_row(curves->script, 2, x0 + (x1 - x0) * k / IDEAL_STEPS,
			           y0 + (y1 - y0) * k / IDEAL_STEPS);
		script_row(curves->script, 2, x1, y1);
		x0 = x1;
		y0 = y1;
	}
	script_plot(curves->script,
	            "DATA index 'ideal' using 1:2 with lines lc rgb c_grey lw 1.4 dt (5,3)");
}

/* Write the clauses: dots, whiskers, lines with markers. */
static void
plot_series(const Curves *curves)
{
	const Figure *figure = curves->figure;
	Script *script = curves->script;

	for (guint s = 0; s < figure->series->len; s++) {
		if (!has_cells(figure, s))
			continue;
		script->series = series_tag(figure, s);
		script_plot(script,
		            "DATA index 'rounds %u' using 1:2:(shade($3)) "
		            "with points pt 7 ps 0.26 lc rgb variable",
		            s + 1);
	}
	for (guint s = 0; s < figure->series->len; s++) {
		const Series *series = g_ptr_array_index(figure->series, s);

		if (!has_cells(figure, s))
			continue;
		script->series = series_tag(figure, s);
		script_plot(script,
		            "DATA index 'series %u' using 1:3:(0):($4-$3) "
		            "with vectors heads size screen 0.006,90 lc rgb shade(%u) lw 1.2",
		            s + 1, series->colour);
	}
	for (guint s = 0; s < figure->series->len; s++) {
		const Series *series = g_ptr_array_index(figure->series, s);

		if (!has_cells(figure, s))
			continue;
		script->series = series_tag(figure, s);
		script_plot(script,
		            "DATA index 'series %u' using 1:2 with lines lc rgb shade(%u) lw 1.8 "
		            "dt %u",
		            s + 1, series->colour, series->style % 6 + 1);
		script_plot(script,
		            "DATA index 'series %u' using 1:2 with points lc rgb shade(%u) lw 1.6 "
		            "pt marker(%u) ps 0.6",
		            s + 1, series->colour, series->style);
	}
	script->series = -1;
}

void
curves_lines(const Figure *figure, Script *script)
{
	g_auto(Curves) curves = {NULL};
	g_autofree char *title = NULL;
	double low = 0, high = 1;

	begin(&curves, figure, script);
	figure_range(figure, &low, &high);
	curves.y = axis_new(low, high, figure->unit, figure->log_y, figure->zero, 7);
	name_lines(&curves);
	names_spread(curves.names, script->top - 8, script->bottom + 2);
	script->left = axis_columns(curves.y) * SCRIPT_COLUMN + 18;
	script->right = SCRIPT_WIDTH - MAX(names_width(curves.names) + 20, 16);
	curves.x = level_axis(&curves);
	title = axis_title(curves.y, figure->label);
	script_frame(script);
	script_axis(script, "x", curves.x);
	script_axis(script, "y", curves.y);
	script_set(script, "set grid noxtics ytics");
	write_titles(&curves, title, figure->factor);
	set_ends(&curves, series_room(&curves));
	names_write(curves.names, script, script->right + 14, TRUE);
	if (!figure_has_values(figure)) {
		script_plot(script, "NaN");
		return;
	}
	plot_ideal(&curves);
	for (guint s = 0; s < figure->series->len; s++)
		if (has_cells(figure, s))
			write_rounds(&curves, s, series_room(&curves));
	write_medians(&curves, series_room(&curves));
	plot_series(&curves);
}

/* Write the steps of @cell. */
static void
write_steps(const Curves *curves, const Cell *cell)
{
	guint n = cell->values->len;
	g_autofree double *sorted = stats_sorted((const double *)cell->values->data, n);
	g_autofree char *name = g_strdup_printf("series %u", cell->series + 1);

	script_block(curves->script, name, "value part");
	script_row(curves->script, 2, curves->x->low, 0.0);
	for (guint i = 0; i < n; i++)
		script_row(curves->script, 2, sorted[i] * curves->x->scale, (i + 1.0) / n);
	script_row(curves->script, 2, curves->x->high, 1.0);
}

/* Write a sample of line and marker before every name. */
static void
write_samples(const Curves *curves, double x)
{
	Script *script = curves->script;

	for (guint i = 0; i < curves->names->len; i++) {
		const Name *name = &g_array_index(curves->names, Name, i);
		double y = name->y - (name->height - SCRIPT_LINE) / 2;

		script_set(script,
		           "set arrow from screen %.4f,%.4f to screen %.4f,%.4f nohead "
		           "lc rgb shade(%u) lw 2.2 dt %u",
		           x / SCRIPT_WIDTH, 1 - y / script->height, (x + 26) / SCRIPT_WIDTH,
		           1 - y / script->height, name->colour, name->style % 6 + 1);
		script_set(script,
		           "set label '' at screen %.4f,%.4f point pt marker(%u) ps 0.75 lw 1.6 "
		           "lc rgb shade(%u)",
		           (x + 13) / SCRIPT_WIDTH, 1 - y / script->height, name->style,
		           name->colour);
	}
}

/* Write the median of @cell, with its interval, at one half of the rounds. */
static void
plot_middle(const Curves *curves, const Cell *cell)
{
	const Figure *figure = curves->figure;
	const Series *series = g_ptr_array_index(figure->series, cell->series);
	Script *script = curves->script;
	double scale = curves->x->scale;
	g_autofree char *name = g_strdup_printf("median %u", cell->series + 1);

	script_block(script, name, "median low high y");
	script_row(script, 4, cell->median * scale, cell->low * scale, cell->high * scale, 0.5);
	script_spot(script, cell->median * scale, 0.5, NO_AREA, tell_cell(figure, cell));
	script_plot(script,
	            "DATA index '%s' using 2:4:($3-$2):(0) "
	            "with vectors heads size screen 0.008,90 lc rgb c_ink lw 1.4",
	            name);
	script_plot(script,
	            "DATA index '%s' using 1:4 with points ps 0.9 pt marker(%u) lc rgb shade(%u) "
	            "lw 1.6",
	            name, series->style, series->colour);
}

/* Write the curves: steps, and the median with its interval at one half. */
static void
plot_steps(const Curves *curves)
{
	const Figure *figure = curves->figure;
	Script *script = curves->script;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		const Series *series = g_ptr_array_index(figure->series, cell->series);

		if (cell->values->len == 0)
			continue;
		script->series = series_tag(figure, cell->series);
		write_steps(curves, cell);
		script_plot(script,
		            "DATA index 'series %u' using 1:2 with steps lc rgb shade(%u) lw 2.2 "
		            "dt %u",
		            cell->series + 1, series->colour, series->style % 6 + 1);
	}
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		script->series = series_tag(figure, cell->series);
		if (cell->values->len > 0)
			plot_middle(curves, cell);
	}
	script->series = -1;
}

void
curves_ecdf(const Figure *figure, Script *script)
{
	g_auto(Curves) curves = {NULL};
	g_autofree char *title = NULL;
	double low = 0, high = 1;

	begin(&curves, figure, script);
	figure_range(figure, &low, &high);
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		const Series *series = g_ptr_array_index(figure->series, cell->series);

		if (cell->values->len > 0 && *series->label != '\0')
			names_add(curves.names, series->label, 0, series->colour, series->style);
	}
	names_list(curves.names, script->top);
	curves.y = axis_new(0, 1, UNIT_NONE, FALSE, TRUE, 6);
	curves.y->high = 1.02;
	script->left = axis_columns(curves.y) * SCRIPT_COLUMN + 18;
	script->right =
		SCRIPT_WIDTH - (curves.names->len > 0 ? names_width(curves.names) + 54 : 20);
	curves.x = axis_fit(low, high, figure->unit, figure->log_y, figure->zero,
	                    (script->right - script->left) / SCRIPT_COLUMN);
	title = axis_title(curves.x, figure->label);
	script_frame(script);
	script_axis(script, "x", curves.x);
	script_axis(script, "y", curves.y);
	write_titles(&curves, "part of the rounds", title);
	names_write(curves.names, script, script->right + 46, FALSE);
	write_samples(&curves, script->right + 14);
	if (figure_has_values(figure))
		plot_steps(&curves);
	else
		script_plot(script, "NaN");
}
