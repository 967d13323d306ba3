#include "curves.h"

#include <math.h>

#include "stats.h"

#define HEIGHT       384.0
#define BOTTOM       56.0 /* for ticks and title of the axis below */
#define NAME_COLUMNS 16   /* a longer name of a curve wraps */
#define NAME_LINES   3
#define DODGE        9.0 /* between the whiskers of two series at one level */
#define MARKS        7.0 /* between whisker and the dots of its rounds */
#define IDEAL_STEPS  16  /* of the ideal curve between two levels */

/* The name of a curve, and where it wants to stand. */
typedef struct Name {
	char **lines;
	double y; /* of its middle, from the top of the picture */
	double height;
	guint colour; /* G_MAXUINT: grey */
	guint style;
	double order; /* where it would like to be */
} Name;

typedef struct Curves {
	const Figure *figure;
	Script *script;
	Axis *x, *y;
	GArray *names; /* Name */
} Curves;

static void
name_clear(gpointer data)
{
	g_strfreev(((Name *)data)->lines);
}

static void
curves_clear(Curves *curves)
{
	axis_free(curves->x);
	axis_free(curves->y);
	g_array_unref(curves->names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Curves, curves_clear)

/* Return where @value stands between @from and @to. */
static double
project(const Axis *axis, double value, double from, double to)
{
	double part = axis->log ? log(value / axis->low) / log(axis->high / axis->low)
	                        : (value - axis->low) / (axis->high - axis->low);

	return from + part * (to - from);
}

/* Return the value @distance units of the picture to the right of @value, on the axis below. */
static double
shifted(const Curves *curves, double value, double distance)
{
	const Axis *axis = curves->x;
	double part = distance / (curves->script->right - curves->script->left);

	return axis->log ? value * pow(axis->high / axis->low, part)
	                 : value + part * (axis->high - axis->low);
}

static void
add_name(Curves *curves, const char *text, double order, guint colour, guint style)
{
	Name name = {.order = order, .colour = colour, .style = style};

	name.lines = text_wrap(text, NAME_COLUMNS, NAME_LINES);
	name.height = g_strv_length(name.lines) * SCRIPT_LINE;
	g_array_append_val(curves->names, name);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	const Name *x = a, *y = b;

	if (x->order != y->order)
		return (x->order > y->order) - (x->order < y->order);
	return (x->style > y->style) - (x->style < y->style);
}

/*
 * Move the names apart: those that touch form a block around the middle of the places they want,
 * blocks that touch join, and all stay between @top and @bottom where there is room.
 */
static void
spread_names(Curves *curves, double top, double bottom)
{
	Name *names = (Name *)curves->names->data;
	guint n = curves->names->len;

	g_array_sort(curves->names, compare_names);
	for (guint i = 0; i < n; i++)
		names[i].y = names[i].order;
	for (guint pass = 0; pass < 200; pass++) {
		double moved = 0;

		for (guint i = 0; i + 1 < n; i++) {
			double want = (names[i].height + names[i + 1].height) / 2;
			double lack = want - (names[i + 1].y - names[i].y);

			if (lack <= 0)
				continue;
			names[i].y -= lack / 2;
			names[i + 1].y += lack / 2;
			moved = MAX(moved, lack);
		}
		for (guint i = 0; i < n; i++)
			names[i].y = MIN(MAX(names[i].y, top), MAX(bottom, top));
		if (moved < 0.1)
			break;
	}
}

/* Return the width that the names need. */
static double
names_width(const Curves *curves)
{
	double width = 0;

	for (guint i = 0; i < curves->names->len; i++) {
		const Name *name = &g_array_index(curves->names, Name, i);

		for (guint j = 0; name->lines[j] != NULL; j++)
			width = MAX(width, script_width(name->lines[j]));
	}
	return width;
}

/* Write the names, @x from the left, each line in the ink of its curve. */
static void
write_names(const Curves *curves, double x)
{
	for (guint i = 0; i < curves->names->len; i++) {
		const Name *name = &g_array_index(curves->names, Name, i);
		guint lines = g_strv_length(name->lines);
		g_autofree char *style = name->colour == G_MAXUINT
		                                 ? g_strdup("tc rgb c_grey")
		                                 : g_strdup_printf("tc rgb ink(%u)", name->colour);

		for (guint j = 0; j < lines; j++)
			script_text(curves->script, x,
			            name->y + (j - (lines - 1) / 2.0) * SCRIPT_LINE, ALIGN_LEFT,
			            name->lines[j], style);
	}
}

/* Write the titles: of the axis upward above it, of the axis below under it; and what is missing.
 */
static void
write_titles(const Curves *curves, const char *up, const char *below)
{
	Script *script = curves->script;
	GString *note = g_string_new(NULL);
	double half = script_width(below) / 2;

	script_text(script, 4, 14, ALIGN_LEFT, up, "");
	script_text(script, MAX((script->left + script->right) / 2, half + 4), script->bottom + 44,
	            ALIGN_CENTRE, below, "");
	if (curves->figure->left_out > 0)
		g_string_append_printf(note, "%u more conditions are not drawn",
		                       curves->figure->left_out);
	if (note->len > 0)
		script_text(script, 4, script->height - 12, ALIGN_LEFT, note->str, "tc rgb c_grey");
	g_string_free(note, TRUE);
}

/* Set the sizes that do not depend on names. */
static void
begin(Curves *curves, const Figure *figure, Script *script)
{
	curves->figure = figure;
	curves->script = script;
	curves->names = g_array_new(FALSE, FALSE, sizeof(Name));
	g_array_set_clear_func(curves->names, name_clear);
	script->height = HEIGHT + (figure->left_out > 0 ? SCRIPT_LINE : 0);
	script->top = 38;
	script->bottom = HEIGHT - BOTTOM;
}

/* Make the axis of the levels: ticks at the levels, as many as there is room for. */
static Axis *
level_axis(const Curves *curves)
{
	const Figure *figure = curves->figure;
	const GArray *levels = figure->levels;
	double low = g_array_index(levels, double, 0);
	double high = g_array_index(levels, double, levels->len - 1);
	double margin = 0.05, free_from = -INFINITY;
	Axis *axis = axis_new(low, high, UNIT_NONE, figure->log_x, FALSE, 2);

	g_array_set_size(axis->ticks, 0);
	axis->scale = 1;
	axis->unit = "";
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
		Tick tick = {.at = g_array_index(levels, double, i)};
		const char *text = g_ptr_array_index(figure->level_texts, i);
		double half = script_width(text) / 2;
		double at = project(axis, tick.at, curves->script->left, curves->script->right);

		if (at - half < free_from)
			continue;
		free_from = at + half + SCRIPT_COLUMN;
		tick.text = g_strdup(text);
		g_array_append_val(axis->ticks, tick);
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
			add_name(curves, series->label,
			         project(curves->y, cell->median * curves->y->scale, bottom, top),
			         series->colour, series->style);
	}
	if (figure->ideal && ideal != NULL)
		add_name(curves, "ideal",
		         project(curves->y, ideal->ideal * curves->y->scale, bottom, top),
		         G_MAXUINT, G_MAXUINT);
}

/* Return how far the series @index stands beside the level, so that whiskers do not meet. */
static double
dodge(const Curves *curves, guint index)
{
	guint n = MIN(curves->figure->series->len, FIGURE_MAX_SERIES);
	const GArray *levels = curves->figure->levels;
	double room = DODGE;

	for (guint i = 0; i + 1 < levels->len; i++) {
		double from = project(curves->x, g_array_index(levels, double, i),
		                      curves->script->left, curves->script->right);
		double to = project(curves->x, g_array_index(levels, double, i + 1),
		                    curves->script->left, curves->script->right);

		room = MIN(room, 0.7 * (to - from) / n);
	}
	return room * (index - (n - 1) / 2.0);
}

/* Write the rounds and the medians of every series. */
static void
write_cells(const Curves *curves)
{
	const Figure *figure = curves->figure;
	double scale = curves->y->scale;

	script_block(curves->script, "rounds", "x value colour");
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		double at = dodge(curves, cell->series);

		for (guint j = 0; j < cell->values->len; j++)
			script_row(
				curves->script, 3,
				shifted(curves, cell->x,
			                at + MARKS * (fmod(0.5 + j * 0.6180339887498949, 1) - 0.5)),
				g_array_index(cell->values, double, j) * scale,
				(double)cell->colour);
	}
	for (guint s = 0; s < figure->series->len; s++) {
		g_autofree char *name = g_strdup_printf("series %u", s + 1);
		gboolean begun = FALSE;

		for (guint i = 0; i < figure->cells->len; i++) {
			const Cell *cell = g_ptr_array_index(figure->cells, i);

			if (cell->series != s || cell->values->len == 0)
				continue;
			if (!begun)
				script_block(curves->script, name, "x median low high level");
			begun = TRUE;
			script_row(curves->script, 5, shifted(curves, cell->x, dodge(curves, s)),
			           cell->median * scale, cell->low * scale, cell->high * scale,
			           cell->x);
		}
	}
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

	script_plot(script, "DATA index 'rounds' using 1:2:(shade($3)) "
	                    "with points pt 7 ps 0.26 lc rgb variable");
	for (guint s = 0; s < figure->series->len; s++) {
		const Series *series = g_ptr_array_index(figure->series, s);

		if (!has_cells(figure, s))
			continue;
		script_plot(script,
		            "DATA index 'series %u' using 1:3:(0):($4-$3) "
		            "with vectors heads size screen 0.006,90 lc rgb shade(%u) lw 1.2",
		            s + 1, series->colour);
	}
	for (guint s = 0; s < figure->series->len; s++) {
		const Series *series = g_ptr_array_index(figure->series, s);

		if (!has_cells(figure, s))
			continue;
		script_plot(script,
		            "DATA index 'series %u' using 1:2 with lines lc rgb shade(%u) lw 2.2 "
		            "dt %u",
		            s + 1, series->colour, series->style % 6 + 1);
		script_plot(script,
		            "DATA index 'series %u' using 1:2 with points lc rgb shade(%u) lw 1.6 "
		            "pt marker(%u) ps 0.75",
		            s + 1, series->colour, series->style);
	}
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
	spread_names(&curves, script->top + 4, script->bottom - 8);
	script->left = axis_columns(curves.y) * SCRIPT_COLUMN + 18;
	script->right = SCRIPT_WIDTH - MAX(names_width(&curves) + 14, 16);
	curves.x = level_axis(&curves);
	title = axis_title(curves.y, figure->label);
	script_frame(script);
	script_axis(script, "x", curves.x);
	script_axis(script, "y", curves.y);
	script_set(script, "set grid noxtics ytics");
	write_titles(&curves, title, figure->factor);
	write_names(&curves, script->right + 8);
	if (!figure_has_values(figure)) {
		script_plot(script, "NaN");
		return;
	}
	plot_ideal(&curves);
	write_cells(&curves);
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

/* Write the curves: steps, and the median with its interval at one half. */
static void
plot_steps(const Curves *curves)
{
	const Figure *figure = curves->figure;
	Script *script = curves->script;
	double scale = curves->x->scale;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		const Series *series = g_ptr_array_index(figure->series, cell->series);

		if (cell->values->len == 0)
			continue;
		write_steps(curves, cell);
		script_plot(script,
		            "DATA index 'series %u' using 1:2 with steps lc rgb shade(%u) lw 2.2 "
		            "dt %u",
		            cell->series + 1, series->colour, series->style % 6 + 1);
	}
	script_block(script, "medians", "median low high y colour marker");
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		const Series *series = g_ptr_array_index(figure->series, cell->series);

		if (cell->values->len > 0)
			script_row(script, 6, cell->median * scale, cell->low * scale,
			           cell->high * scale, 0.5, (double)series->colour,
			           (double)series->style);
	}
	script_plot(script, "DATA index 'medians' using 2:4:($3-$2):(0) "
	                    "with vectors heads size screen 0.008,90 lc rgb c_ink lw 1.4");
	script_plot(script, "DATA index 'medians' using 1:4:(0.9):(marker($6)):(shade($5)) "
	                    "with points ps variable pt variable lc rgb variable lw 1.6");
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
			add_name(&curves, series->label, i * 1000.0, series->colour, series->style);
	}
	spread_names(&curves, script->top + 10, script->top + 10);
	for (guint i = 0, y = 0; i < curves.names->len; i++) { /* a list from the top */
		Name *name = &g_array_index(curves.names, Name, i);

		name->y = script->top + y + name->height / 2;
		y += (guint)name->height + 6;
	}
	curves.y = axis_new(0, 1, UNIT_NONE, FALSE, TRUE, 6);
	curves.y->high = 1.02;
	script->left = axis_columns(curves.y) * SCRIPT_COLUMN + 18;
	script->right = SCRIPT_WIDTH - (curves.names->len > 0 ? names_width(&curves) + 54 : 20);
	curves.x = axis_new(low, high, figure->unit, figure->log_y, FALSE,
	                    (guint)CLAMP((script->right - script->left) / 80, 3, 6));
	title = axis_title(curves.x, figure->label);
	script_frame(script);
	script_axis(script, "x", curves.x);
	script_axis(script, "y", curves.y);
	write_titles(&curves, "part of the rounds", title);
	write_names(&curves, script->right + 46);
	write_samples(&curves, script->right + 14);
	if (figure_has_values(figure))
		plot_steps(&curves);
	else
		script_plot(script, "NaN");
}
