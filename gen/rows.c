#include "rows.h"

#include <math.h>

#include "number.h"
#include "tell.h"

#define LABEL_COLUMNS 26 /* a longer label wraps */
#define LABEL_LINES   3
#define TOP           26.0 /* for the heading of the column of medians */
#define BOTTOM        56.0 /* for ticks and title of the axis */
#define HEADING       26.0 /* of a group */
#define GAP           10.0 /* between groups */
#define INDENT        18.0 /* of names below that of their group */

/* A row: where it stands and what its name looks like. */
typedef struct Row {
	const Cell *cell;
	char **label;  /* lines */
	double centre; /* from the top of the plot */
	double height;
} Row;

/* The layout of a figure. */
typedef struct Rows {
	const Figure *figure;
	Script *script;
	Axis *axis;
	GArray *rows;     /* Row */
	double height;    /* of the plot */
	gboolean grouped; /* the series have names, which stand above their rows */
} Rows;

static void
row_clear(gpointer data)
{
	g_strfreev(((Row *)data)->label);
}

static void
rows_clear(Rows *rows)
{
	axis_free(rows->axis);
	g_array_unref(rows->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rows, rows_clear)

/* Return how high a row is, when there are @n: few rows make no flat picture. */
static double
row_height(guint n)
{
	return CLAMP(260.0 / n, 30.0, 58.0);
}

/* Wrap the names of the rows; return how high a row must be. */
static double
name_rows(Rows *rows)
{
	const GPtrArray *cells = rows->figure->cells;
	double height = row_height(cells->len);

	for (guint i = 0; i < cells->len; i++) {
		Row row = {.cell = g_ptr_array_index(cells, i)};

		row.label = text_wrap(row.cell->label, LABEL_COLUMNS, LABEL_LINES);
		height = MAX(height, g_strv_length(row.label) * SCRIPT_LINE + 6);
		g_array_append_val(rows->rows, row);
	}
	return height;
}

/* Give every row its place; return the height of all. */
static double
place_rows(Rows *rows)
{
	double y = 0, height = name_rows(rows);
	guint series = G_MAXUINT;

	for (guint i = 0; i < rows->rows->len; i++) {
		Row *row = &g_array_index(rows->rows, Row, i);

		if (row->cell->series != series && rows->grouped)
			y += HEADING + (i > 0 ? GAP : 0);
		series = row->cell->series;
		row->height = height;
		row->centre = y + height / 2;
		y += height;
	}
	return y;
}

/* Return the median of @cell for readers, with the digits that its interval justifies. */
static char *
median_text(const Figure *figure, const Cell *cell)
{
	return number_format(cell->median, cell->low, cell->high, figure->unit);
}

/* Return the width of the names, and of the medians in @right. */
static double
margin_widths(const Rows *rows, double *right)
{
	double left = 0;

	*right = script_width("median");
	for (guint i = 0; i < rows->rows->len; i++) {
		const Row *row = &g_array_index(rows->rows, Row, i);
		g_autofree char *median = median_text(rows->figure, row->cell);

		for (guint j = 0; row->label[j] != NULL; j++)
			left = MAX(left, script_width(row->label[j]));
		*right = MAX(*right, script_width(median));
	}
	return left;
}

static double
position(const Rows *rows, double value)
{
	const Axis *axis = rows->axis;
	const Script *script = rows->script;

	return script->left + axis_part(axis, value) * (script->right - script->left);
}

/* Return how many groups there are whose marks light up together; without names it is one. */
static guint
group_count(const Rows *rows)
{
	return rows->grouped ? rows->figure->series->len : 1;
}

/* Tell whether @row belongs to the group @group. */
static gboolean
in_group(const Rows *rows, const Row *row, guint group)
{
	return !rows->grouped || row->cell->series == group;
}

/* Tell whether the group @group has any value. */
static gboolean
group_has_values(const Rows *rows, guint group)
{
	for (guint i = 0; i < rows->rows->len; i++) {
		const Row *row = &g_array_index(rows->rows, Row, i);

		if (in_group(rows, row, group) && row->cell->values->len > 0)
			return TRUE;
	}
	return FALSE;
}

/* Return what the block @name of the group @group is called (transfer full). */
static char *
block_name(const Rows *rows, const char *name, guint group)
{
	return rows->grouped ? g_strdup_printf("%s %u", name, group + 1) : g_strdup(name);
}

/* Plot the block @name of every group in the style @format, with the columns it uses. */
static void G_GNUC_PRINTF(3, 4)
	plot_groups(const Rows *rows, const char *name, const char *format, ...)
{
	va_list arguments;
	g_autofree char *style = NULL;

	va_start(arguments, format);
	style = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	for (guint g = 0; g < group_count(rows); g++) {
		g_autofree char *block = block_name(rows, name, g);

		if (!group_has_values(rows, g))
			continue;
		rows->script->series = rows->grouped ? (int)g : -1;
		script_plot(rows->script, "DATA index '%s' %s", block, style);
	}
	rows->script->series = -1;
}

/* Write the name of @group above @row, its first. */
static void
write_heading(const Rows *rows, const Row *row, const Series *group)
{
	double y = rows->script->top + row->centre - row->height / 2 - HEADING / 2 + 2;

	script_bold(rows->script, 4, y, ALIGN_LEFT, group->label);
	script_legend(
		rows->script, (int)row->cell->series,
		&(const Area){0, script_width(group->label) + 8, y - HEADING / 2, y + HEADING / 2});
}

/* Write the names of rows and groups, and the medians. */
static void
write_names(const Rows *rows)
{
	const Figure *figure = rows->figure;
	Script *script = rows->script;
	guint series = G_MAXUINT;

	for (guint i = 0; i < rows->rows->len; i++) {
		const Row *row = &g_array_index(rows->rows, Row, i);
		const Series *group = g_ptr_array_index(figure->series, row->cell->series);
		g_autofree char *median = median_text(figure, row->cell);
		guint lines = g_strv_length(row->label);
		double y = script->top + row->centre;

		if (row->cell->series != series && rows->grouped)
			write_heading(rows, row, group);
		series = row->cell->series;
		for (guint j = 0; j < lines; j++)
			script_text(script, rows->grouped ? 4 + INDENT : script->left - 10,
			            y + (j - (lines - 1) / 2.0) * SCRIPT_LINE,
			            rows->grouped ? ALIGN_LEFT : ALIGN_RIGHT, row->label[j], "");
		if (row->cell->values->len > 0)
			script_text(script, SCRIPT_WIDTH - 4, y, ALIGN_RIGHT, median, "");
		else
			script_text(script, script->left + 8, y, ALIGN_LEFT,
			            figure_empty(figure, row->cell), "tc rgb c_grey");
	}
	if (figure_has_values(figure))
		script_text(script, SCRIPT_WIDTH - 4, script->top - 12, ALIGN_RIGHT, "median",
		            "tc rgb c_grey");
}

/* Write the title of the axis and how many conditions found no room. */
static void
write_title(const Rows *rows)
{
	Script *script = rows->script;
	g_autofree char *title = axis_title(rows->axis, rows->figure->label);
	g_auto(GStrv) lines = text_wrap(title, (guint)(SCRIPT_WIDTH / SCRIPT_COLUMN), 1);
	double half = script_width(lines[0]) / 2;
	double centre = (script->left + script->right) / 2;

	centre = CLAMP(centre, half + 4, MAX(SCRIPT_WIDTH - half - 4, half + 4));
	script_text(script, centre, script->bottom + 44, ALIGN_CENTRE, lines[0], "");
	if (rows->figure->left_out > 0) {
		g_autofree char *note =
			g_strdup_printf("%u more conditions are not drawn", rows->figure->left_out);

		script_text(script, 4, script->height - 12, ALIGN_LEFT, note, "tc rgb c_grey");
	}
}

/* Lay out the figure and write all but the marks. */
static void
rows_begin(Rows *rows, const Figure *figure, Script *script)
{
	double low = 0, high = 1, left, right;

	rows->figure = figure;
	rows->script = script;
	rows->rows = g_array_new(FALSE, FALSE, sizeof(Row));
	g_array_set_clear_func(rows->rows, row_clear);
	for (guint i = 0; i < figure->series->len; i++)
		rows->grouped = rows->grouped ||
		                *((Series *)g_ptr_array_index(figure->series, i))->label != '\0';
	rows->height = place_rows(rows);
	left = margin_widths(rows, &right);
	/* a short name of wide letters ("spawn") is wider than its columns tell */
	script->left = MAX(left + 20 + (rows->grouped ? INDENT : 0), 24);
	script->right = SCRIPT_WIDTH - right - 16;
	script->top = TOP;
	script->bottom = TOP + MAX(rows->height, 40);
	script->height = script->bottom + BOTTOM + (figure->left_out > 0 ? SCRIPT_LINE : 0);
	figure_range(figure, &low, &high);
	rows->axis = axis_fit(low, high, figure->unit, figure->log_y, figure->zero,
	                      (script->right - script->left) / SCRIPT_COLUMN);
	script_frame(script);
	if (figure_has_values(figure)) {
		script_axis(script, "x", rows->axis);
		script_set(script, "set border 1");
	} else {
		script_set(script, "unset xtics");
		script_set(script, "unset border");
	}
	script_set(script, "set yrange [%g:0]", script->bottom - script->top);
	script_set(script, "unset ytics");
	write_names(rows);
	write_title(rows);
}

/* Return a number from 0 to 1 for the round @i: even, without pattern, the same every time. */
static double
scatter(guint i)
{
	return fmod(0.5 + i * 0.6180339887498949, 1.0); /* multiples of the golden ratio */
}

/* Write every round, or every worker in it, as a dot in the band of the row from @above to @below,
 * parts of its height. */
static void
write_rounds(const Rows *rows, double above, double below)
{
	Script *script = rows->script;

	for (guint g = 0; g < group_count(rows); g++) {
		g_autofree char *name = block_name(rows, "rounds", g);

		if (!group_has_values(rows, g))
			continue;
		script_block(script, name, "value y colour");
		for (guint i = 0; i < rows->rows->len; i++) {
			const Row *row = &g_array_index(rows->rows, Row, i);

			for (guint j = 0; in_group(rows, row, g) && j < row->cell->dots->len; j++)
				script_row(script, 3,
				           g_array_index(row->cell->dots, double, j) *
				                   rows->axis->scale,
				           row->centre + row->height * (above + (below - above) *
				                                                        scatter(j)),
				           (double)row->cell->colour);
		}
	}
	plot_groups(rows, "rounds",
	            "using 1:2:(shade($3)) with points pt 7 ps 0.32 lc rgb variable");
}

/* Write the numbers of @row, and let it answer the pointer. */
static void
write_median(const Rows *rows, const Row *row)
{
	const Axis *axis = rows->axis;
	const Cell *cell = row->cell;
	double half = row->height / 2, far = 1e9 * (axis->high - axis->low);
	/* gnuplot cuts the area at the edges, also where the author made the axis longer */
	double left = axis->low > 0 ? axis->low * 1e-9 : axis->low - far, right = axis->high + far;

	script_row(rows->script, 8, cell->median * axis->scale, cell->low * axis->scale,
	           cell->high * axis->scale, cell->q1 * axis->scale, cell->q3 * axis->scale,
	           row->centre, row->height, (double)cell->colour);
	script_spot(rows->script, cell->median * axis->scale, row->centre,
	            &(const Area){left, right, row->centre - half, row->centre + half},
	            tell_cell(rows->figure, cell));
}

/* Write the numbers of every row that has any. */
static void
write_medians(const Rows *rows)
{
	for (guint g = 0; g < group_count(rows); g++) {
		g_autofree char *name = block_name(rows, "medians", g);

		if (!group_has_values(rows, g))
			continue;
		rows->script->series = rows->grouped ? (int)g : -1;
		script_block(rows->script, name, "median low high q1 q3 y height colour");
		for (guint i = 0; i < rows->rows->len; i++) {
			const Row *row = &g_array_index(rows->rows, Row, i);

			if (in_group(rows, row, g) && row->cell->values->len > 0)
				write_median(rows, row);
		}
	}
	rows->script->series = -1;
}

/* Write the interval as a line with caps, @at below the middle of the row, and the median on it. */
static void
plot_interval(const Rows *rows, double at)
{
	plot_groups(rows, "medians",
	            "using 2:($6+$7*%g):($3-$2):(0) "
	            "with vectors heads size screen 0.008,90 lc rgb c_ink lw 1.4",
	            at);
	plot_groups(rows, "medians",
	            "using 1:($6+$7*(%g)-6):(0):(12) with vectors nohead lc rgb c_ink lw 3", at);
}

/* Write what perfect scaling would give, as a dashed line across each row. */
static void
plot_ideal(const Rows *rows)
{
	Script *script = rows->script;
	gboolean named = FALSE;

	if (!rows->figure->ideal)
		return;
	script_block(script, "ideal", "value y height");
	for (guint i = 0; i < rows->rows->len; i++) {
		const Row *row = &g_array_index(rows->rows, Row, i);
		double at = row->cell->ideal * rows->axis->scale, half = script_width("ideal") / 2;

		if (!isfinite(at))
			continue;
		script_row(script, 3, at, row->centre, row->height);
		if (!named)
			script_text(script, MIN(position(rows, at), script->right - half),
			            script->top - 12, ALIGN_CENTRE, "ideal", "tc rgb c_grey");
		named = TRUE;
	}
	script_plot(script, "DATA index 'ideal' using 1:($2-$3/2):(0):3 "
	                    "with vectors nohead lc rgb c_grey lw 1.4 dt (5,3)");
}

/* gnuplot needs something to plot, also where nothing was measured. */
static gboolean
plot_nothing(const Rows *rows)
{
	if (figure_has_values(rows->figure))
		return FALSE;
	script_plot(rows->script, "NaN");
	return TRUE;
}

void
rows_strip(const Figure *figure, Script *script)
{
	g_auto(Rows) rows = {NULL};

	rows_begin(&rows, figure, script);
	if (plot_nothing(&rows))
		return;
	plot_ideal(&rows);
	write_rounds(&rows, -0.40, 0.04);
	write_medians(&rows);
	plot_interval(&rows, 0.26);
}

void
rows_box(const Figure *figure, Script *script)
{
	g_auto(Rows) rows = {NULL};

	rows_begin(&rows, figure, script);
	if (plot_nothing(&rows))
		return;
	plot_ideal(&rows);
	write_rounds(&rows, -0.42, -0.10);
	write_medians(&rows);
	plot_groups(&rows, "medians",
	            "using 1:6:4:5:($6+$7*0.06):($6+$7*0.40):"
	            "(shade($8)) with boxxyerror lc rgb variable lw 1.4 fs solid 0.2 border");
	plot_groups(&rows, "medians",
	            "using 1:6:2:3:($6+$7*0.06):($6+$7*0.40):"
	            "(shade($8)) with boxxyerror lc rgb variable fs solid 0.5 noborder");
	plot_groups(&rows, "medians",
	            "using 1:($6+$7*0.06):(0):($7*0.34) "
	            "with vectors nohead lc rgb c_ink lw 3");
}

void
rows_bars(const Figure *figure, Script *script)
{
	g_auto(Rows) rows = {NULL};
	double base;

	rows_begin(&rows, figure, script);
	if (plot_nothing(&rows))
		return;
	base = rows.axis->log ? rows.axis->low : 0;
	write_medians(&rows);
	plot_groups(&rows, "medians",
	            "using 1:6:(%g):1:($6-$7*0.36):($6+$7*0.36):"
	            "(shade($8)) with boxxyerror lc rgb variable lw 1.4 fs solid 0.3 border",
	            base);
	plot_ideal(&rows);
	write_rounds(&rows, -0.30, 0.02);
	plot_groups(&rows, "medians",
	            "using 2:($6+$7*0.2):($3-$2):(0) "
	            "with vectors heads size screen 0.008,90 lc rgb c_ink lw 1.4");
}

/* The bins of a histogram: equal on the axis as it is drawn. */
typedef struct Bins {
	double start, width; /* in the unit of the axis, or its logarithm */
	guint n;
} Bins;

/*
 * Choose bins that resolve the narrowest condition: width 2 IQR n^(-1/3) (Freedman and Diaconis
 * 1981), from 8 to 48 on the axis.
 */
static Bins
choose_bins(const Rows *rows)
{
	const Axis *axis = rows->axis;
	double low = axis->log ? log(axis->low) : axis->low;
	double high = axis->log ? log(axis->high) : axis->high;
	double width = high - low;
	Bins bins;

	for (guint i = 0; i < rows->rows->len; i++) {
		const Cell *cell = g_array_index(rows->rows, Row, i).cell;
		double iqr = axis->log ? log(cell->q3) - log(cell->q1)
		                       : (cell->q3 - cell->q1) * axis->scale;

		if (cell->dots->len > 1 && iqr > 0)
			width = MIN(width, 2 * iqr / cbrt(cell->dots->len));
	}
	bins.n = (guint)CLAMP(ceil((high - low) / width), 8, 48);
	bins.start = low;
	bins.width = (high - low) / bins.n;
	return bins;
}

/* Count the dots of @cell into @bins; return the largest count. */
static guint
count_dots(const Rows *rows, const Cell *cell, Bins bins, guint *counts)
{
	guint most = 0;

	for (guint i = 0; i < bins.n; i++)
		counts[i] = 0;
	for (guint i = 0; i < cell->dots->len; i++) {
		double value = g_array_index(cell->dots, double, i) * rows->axis->scale;
		double at = ((rows->axis->log ? log(value) : value) - bins.start) / bins.width;
		guint bin = (guint)CLAMP(floor(at), 0, bins.n - 1);

		counts[bin]++;
		most = MAX(most, counts[bin]);
	}
	return most;
}

/* Return where bin @i starts, in the unit of the axis. */
static double
bin_edge(const Rows *rows, Bins bins, guint i)
{
	double edge = bins.start + i * bins.width;

	return rows->axis->log ? exp(edge) : edge;
}

/* Write the bins of every row of the group @group. */
static void
write_bins(const Rows *rows, Bins bins, guint group)
{
	g_autofree char *name = block_name(rows, "bins", group);
	guint counts[64];

	if (!group_has_values(rows, group))
		return;
	script_block(rows->script, name, "from to count y base colour");
	for (guint i = 0; i < rows->rows->len; i++) {
		const Row *row = &g_array_index(rows->rows, Row, i);
		guint most = count_dots(rows, row->cell, bins, counts);
		double base = row->centre + 0.20 * row->height;

		for (guint j = 0; in_group(rows, row, group) && j < bins.n; j++)
			if (counts[j] > 0)
				script_row(rows->script, 6, bin_edge(rows, bins, j),
				           bin_edge(rows, bins, j + 1), (double)counts[j],
				           base - 0.62 * row->height * counts[j] / most, base,
				           (double)row->cell->colour);
	}
}

void
rows_histogram(const Figure *figure, Script *script)
{
	g_auto(Rows) rows = {NULL};
	Bins bins;

	rows_begin(&rows, figure, script);
	if (plot_nothing(&rows))
		return;
	bins = choose_bins(&rows);
	for (guint g = 0; g < group_count(&rows); g++)
		write_bins(&rows, bins, g);
	plot_groups(&rows, "bins",
	            "using 1:5:1:2:4:5:(shade($6)) "
	            "with boxxyerror lc rgb variable lw 0.8 fs solid 0.45 border");
	plot_ideal(&rows);
	write_medians(&rows);
	plot_interval(&rows, 0.36);
}
