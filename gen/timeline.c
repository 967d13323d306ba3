#include "timeline.h"

#include <math.h>

#include "tell.h"

#define TOP     6.0
#define BOTTOM  56.0 /* for ticks and title of the axis */
#define HEADING 28.0 /* of a condition */
#define GAP     10.0
#define ROW     26.0
#define BOX     17.0 /* height of the box of a turn */

/* Pauses shorter than this part of the timeline cannot be seen: the turns are drawn as one. */
#define FINEST (1.0 / 600)

/* Return how many workers of @cell there are: those asked for, or those seen. */
static guint
count_workers(const Cell *cell)
{
	guint n = cell->workers;

	for (guint i = 0; i < cell->turns->len; i++)
		n = MAX(n, (guint)g_array_index(cell->turns, Turn, i).worker + 1);
	return MAX(n, 1);
}

/* Write a turn, from @start to @stop, in the row at @y, and let it answer the pointer. */
static void
write_turn(const Figure *figure, Script *script, const Axis *axis, const Cell *cell, guint worker,
           double y, double start, double stop)
{
	double end = MIN(stop, figure->end);
	double left = start * axis->scale, right = end * axis->scale;

	script_row(script, 4, left, right, y, (double)worker);
	script_spot(script, (left + right) / 2, y,
	            &(const Area){left, right, y - ROW / 2, y + ROW / 2},
	            tell_turn(figure, cell, worker, start, end));
}

/* Write the turns of worker @worker of @cell in the row at @y, joining what cannot be told apart.
 */
static void
write_turns(const Figure *figure, Script *script, const Axis *axis, const Cell *cell, guint worker,
            double y)
{
	double start = NAN, stop = NAN;

	for (guint i = 0; i <= cell->turns->len; i++) {
		Turn turn = {.start = INFINITY, .worker = (gint32)worker};

		if (i < cell->turns->len)
			turn = g_array_index(cell->turns, Turn, i);
		if (turn.worker != (gint32)worker)
			continue;
		if (isfinite(start) && turn.start - stop <= figure->end * FINEST) {
			stop = MAX(stop, turn.end);
			continue;
		}
		if (isfinite(start) && start < figure->end)
			write_turn(figure, script, axis, cell, worker, y, start, stop);
		start = turn.start;
		stop = turn.end;
	}
}

/* Write the rows of @cell from @y downward; return where they end. */
static double
write_cell(const Figure *figure, Script *script, const Axis *axis, const Cell *cell, double y)
{
	guint workers = count_workers(cell), drawn = MIN(workers, FIGURE_MAX_ROWS);

	if (cell->turns->len == 0)
		return y + ROW;
	for (guint i = 0; i < drawn; i++, y += ROW)
		write_turns(figure, script, axis, cell, i, y + ROW / 2);
	return y + (drawn < workers ? ROW : 0);
}

/* Write the names of the rows of @cell from @y downward; return where they end. */
static double
write_names(const Figure *figure, Script *script, const Cell *cell, double y)
{
	const Series *series = g_ptr_array_index(figure->series, cell->series);
	guint workers = count_workers(cell), drawn = MIN(workers, FIGURE_MAX_ROWS);

	if (*series->label != '\0') {
		script_bold(script, 4, script->top + y + HEADING / 2, ALIGN_LEFT, series->label);
		y += HEADING;
	}
	if (cell->turns->len == 0) {
		script_text(script, script->left + 8, script->top + y + ROW / 2, ALIGN_LEFT,
		            figure_empty(figure, cell), "tc rgb c_grey");
		return y + ROW;
	}
	for (guint i = 0; i < drawn; i++, y += ROW) {
		g_autofree char *name = g_strdup_printf("worker %u", i + 1);

		script_text(script, script->left - 10, script->top + y + ROW / 2, ALIGN_RIGHT, name,
		            "");
	}
	if (drawn < workers) {
		g_autofree char *note =
			g_strdup_printf("%u more workers are not drawn", workers - drawn);

		script_text(script, script->left + 8, script->top + y + ROW / 2, ALIGN_LEFT, note,
		            "tc rgb c_grey");
		y += ROW;
	}
	return y;
}

/* Return where the rows of @cell begin when its heading is at @y. */
static double
below_heading(const Figure *figure, const Cell *cell, double y)
{
	const Series *series = g_ptr_array_index(figure->series, cell->series);

	return y + (*series->label != '\0' ? HEADING : 0);
}

/* Return the height of all rows. */
static double
total_height(const Figure *figure)
{
	double y = 0;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		guint workers = cell->turns->len == 0 ? 1 : count_workers(cell);

		y = below_heading(figure, cell, y + (i > 0 ? GAP : 0));
		y += ROW * MIN(workers, FIGURE_MAX_ROWS + 1);
	}
	return MAX(y, ROW);
}

/* Lay out the figure; without turns there is no axis. */
static void
lay_out(const Figure *figure, Script *script, const Axis *axis)
{
	gboolean empty = !figure_has_values(figure);

	script->left = script_width("worker 88") + 14;
	script->right = SCRIPT_WIDTH - 22;
	script->top = TOP;
	script->bottom = TOP + total_height(figure);
	script->height =
		script->bottom + (empty ? TOP : BOTTOM) + (figure->left_out > 0 ? SCRIPT_LINE : 0);
	script_frame(script);
	script_set(script, "set yrange [%g:0]", script->bottom - script->top);
	script_set(script, "unset ytics");
	if (empty) {
		script_set(script, "unset xtics");
		script_set(script, "unset border");
	} else {
		g_autofree char *title = axis_title(axis, "time since the release of the workers");

		script_axis(script, "x", axis);
		script_set(script, "set border 1");
		script_text(script, (script->left + script->right) / 2, script->bottom + 44,
		            ALIGN_CENTRE, title, "");
	}
	if (figure->left_out > 0) {
		g_autofree char *note =
			g_strdup_printf("%u more conditions are not drawn", figure->left_out);

		script_text(script, 4, script->height - 12, ALIGN_LEFT, note, "tc rgb c_grey");
	}
}

void
timeline_turns(const Figure *figure, Script *script)
{
	g_autoptr(Axis) axis =
		axis_new(0, figure->end > 0 ? figure->end : 1e-3, UNIT_SECOND, FALSE, TRUE, 6);
	double y = 0;

	axis->high = (figure->end > 0 ? figure->end : 1e-3) * axis->scale;
	lay_out(figure, script, axis);
	for (guint i = 0; i < figure->cells->len; i++)
		y = write_names(figure, script, g_ptr_array_index(figure->cells, i),
		                y + (i > 0 ? GAP : 0));
	if (!figure_has_values(figure)) {
		script_plot(script, "NaN");
		return;
	}
	script_block(script, "turns", "start end y worker");
	y = 0;
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		y = write_cell(figure, script, axis, cell,
		               below_heading(figure, cell, y + (i > 0 ? GAP : 0)));
	}
	script_plot(script,
	            "DATA index 'turns' using 1:3:1:2:($3-%g):($3+%g):(shade($4)) "
	            "with boxxyerror lc rgb variable fs solid 0.85 noborder",
	            BOX / 2, BOX / 2);
}
