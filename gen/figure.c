#include "figure.h"

#include <math.h>
#include <string.h>

#include "executor.h"
#include "stats.h"
#include "turns.h"

/* A linear axis shows values this far apart badly: beyond, the axis becomes logarithmic. */
#define LOG_MEDIANS 20.0
#define LOG_VALUES  100.0
/* Levels of a factor this far apart crowd at the left of a linear axis. */
#define LOG_LEVELS 20.0

/* A range that starts below this part of its end starts at zero. */
#define NEAR_ZERO 0.25

#define PALETTE 6

/* So many series of one executor are told apart by dashes and markers alone. */
#define SAME_COLOUR 3

/* A timeline shows at most this much, and less where this many turns a worker would be too fine. */
#define TIMELINE_MAX   0.1 /* s */
#define TIMELINE_TURNS 40

/* What figure_make() knows besides the figure. */
typedef struct Making {
	const Samples *samples;
	const Design *design;
	const FigureWish *wish;
	Varying *varying;
	int axis;  /* factor on the axis, or -1 */
	int group; /* factor by which rows are grouped; -1: by executor, -2: not at all */
	GPtrArray *executors; /* const char *: in order of appearance, for colours */
} Making;

static void
series_free(gpointer data)
{
	Series *series = data;

	g_free(series->label);
	g_free(series);
}

static void
cell_free(gpointer data)
{
	Cell *cell = data;

	g_free(cell->label);
	g_array_unref(cell->values);
	g_array_unref(cell->dots);
	g_array_unref(cell->turns);
	g_free(cell);
}

void
figure_free(Figure *figure)
{
	if (figure == NULL)
		return;
	g_free(figure->metric);
	g_free(figure->label);
	g_free(figure->factor);
	g_array_unref(figure->levels);
	g_ptr_array_unref(figure->level_texts);
	g_free(figure->commands);
	g_ptr_array_unref(figure->series);
	g_ptr_array_unref(figure->cells);
	g_free(figure);
}

int
figure_factor(const Design *design)
{
	int found = -1;

	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);

		if (factor->levels->len < 3 || !factor_numeric(design, i))
			continue;
		if (g_str_equal(factor->name, "workers"))
			return (int)i;
		if (found < 0)
			found = (int)i;
	}
	return found;
}

int
figure_axis(const Design *design, const char *x)
{
	g_autoptr(Varying) varying = varying_new(design);
	int axis = x == NULL ? -1 : design_factor(design, x);

	if (axis < 0)
		axis = figure_factor(design);
	for (guint i = 0; axis < 0 && i < design->factors->len; i++)
		if (varying->factors[i])
			axis = (int)i;
	return axis;
}

/* Return the colour of @executor: the same in every figure, for those of the table. */
static guint
executor_colour(const Making *making, const char *executor)
{
	/* serial sky, thread green, process orange, gil blue, then pink and amber */
	static const guint colours[PALETTE] = {4, 2, 1, 0, 3, 5};
	gboolean taken[PALETTE] = {FALSE};
	guint n, position = 0;
	const Executor *table = executor_table(&n);

	for (guint i = 0; i < MIN(n, PALETTE); i++) {
		if (g_str_equal(table[i].name, executor))
			return colours[i];
		for (guint j = 0; j < making->executors->len; j++)
			if (g_str_equal(table[i].name, g_ptr_array_index(making->executors, j)))
				taken[colours[i]] = TRUE;
	}
	for (guint j = 0; j < making->executors->len; j++) {
		const char *other = g_ptr_array_index(making->executors, j);

		if (g_str_equal(other, executor))
			break;
		position += executor_find(other) == NULL;
	}
	for (guint i = 0; i < 2 * PALETTE; i++)
		if (!taken[i % PALETTE] && position-- == 0)
			return i % PALETTE;
	return position % PALETTE;
}

static Making *
making_new(const Samples *samples, const FigureWish *wish)
{
	Making *making = g_new0(Making, 1);
	const Design *design = samples->design;

	making->samples = samples;
	making->design = design;
	making->wish = wish;
	making->varying = varying_new(design);
	making->executors = g_ptr_array_new();
	making->axis = -1;
	making->group = -2;
	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);

		if (!g_ptr_array_find_with_equal_func(making->executors, condition->executor,
		                                      g_str_equal, NULL))
			g_ptr_array_add(making->executors, condition->executor);
	}
	if (wish->shape == SHAPE_OVER)
		making->axis = figure_axis(design, wish->x);
	if (wish->shape == SHAPE_ROWS && making->varying->count >= 2) {
		making->group = -1;
		for (guint i = 0; !making->varying->executor && i < design->factors->len; i++)
			if (making->varying->factors[i] && making->group == -1 &&
			    (wish->x == NULL || design_factor(design, wish->x) != (int)i))
				making->group = (int)i;
	}
	return making;
}

static void
making_free(Making *making)
{
	varying_free(making->varying);
	g_ptr_array_unref(making->executors);
	g_free(making);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Making, making_free)

/* Return what the cells of the series of @condition have in common. */
static char *
series_label(const Making *making, const Condition *condition)
{
	switch (making->wish->shape) {
	case SHAPE_ROWS:
		if (making->group == -2)
			return g_strdup("");
		if (making->group == -1)
			return g_strdup(condition->executor);
		return level_words(
			((const Factor *)g_ptr_array_index(making->design->factors, making->group))
				->name,
			g_ptr_array_index(condition->levels, making->group));
	case SHAPE_OVER:
	case SHAPE_SPREAD:
	case SHAPE_WORKERS:
		return condition_words(making->design, condition, making->varying, making->axis);
	}
	g_assert_not_reached();
}

/* Return what tells @condition from the others of its series. */
static char *
cell_label(const Making *making, const Condition *condition)
{
	Varying rest = *making->varying;
	g_autofree char *label = NULL;

	switch (making->wish->shape) {
	case SHAPE_ROWS:
		if (making->group == -1)
			rest.executor = FALSE;
		label = condition_words(making->design, condition, &rest, making->group);
		return *label != '\0' ? g_steal_pointer(&label) : g_strdup(condition->executor);
	case SHAPE_OVER:
		if (making->axis < 0)
			return g_strdup("");
		return g_strdup(g_ptr_array_index(condition->levels, making->axis));
	case SHAPE_SPREAD:
	case SHAPE_WORKERS:
		return g_strdup("");
	}
	g_assert_not_reached();
}

/* Return the index of the series called @label, adding it. */
static guint
find_series(const Making *making, Figure *figure, const char *label, const char *executor)
{
	Series *series;
	guint n = figure->series->len;

	for (guint i = 0; i < n; i++)
		if (g_str_equal(((Series *)g_ptr_array_index(figure->series, i))->label, label))
			return i;
	series = g_new0(Series, 1);
	series->label = g_strdup(label);
	series->style = n;
	series->colour = executor_colour(making, executor);
	g_ptr_array_add(figure->series, series);
	return n;
}

/* Compute what the values of @cell come to. */
static void
summarise(Cell *cell, double confidence)
{
	guint n = cell->values->len;
	g_autofree double *sorted = stats_sorted((const double *)cell->values->data, n);
	g_autofree double *dots = stats_sorted((const double *)cell->dots->data, cell->dots->len);

	cell->median = cell->low = cell->high = cell->q1 = cell->q3 = NAN;
	if (n == 0)
		return;
	cell->median = stats_quantile(sorted, n, 0.5);
	cell->q1 = stats_quantile(dots, cell->dots->len, 0.25);
	cell->q3 = stats_quantile(dots, cell->dots->len, 0.75);
	if (!stats_median_interval(sorted, n, confidence, &cell->low, &cell->high))
		cell->low = cell->high = NAN;
}

static GArray *
clean_values(const Samples *samples, guint condition, const char *metric)
{
	g_autoptr(GArray) series = samples_series(samples, condition, metric, OVER_NONE, FALSE);
	GArray *values = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint i = 0; i < series->len; i++) {
		double value = g_array_index(series, double, i);

		if (isfinite(value))
			g_array_append_val(values, value);
	}
	return values;
}

/* Choose the dots of @cell: its workers where they share something out and a row has room. */
static void
set_dots(const Making *making, Figure *figure, Cell *cell)
{
	g_autoptr(GArray) workers = NULL;

	if (figure->shape == SHAPE_ROWS && metric_is_shared(figure->metric) &&
	    cell->values->len > 0)
		workers = samples_workers(making->samples, cell->condition, figure->metric);
	figure->each = figure->each || (workers && workers->len > 0);
	cell->dots =
		workers && workers->len > 0 ? g_steal_pointer(&workers) : g_array_ref(cell->values);
}

/* Tell whether more series than dashes can tell apart have the colour of one executor. */
static gboolean
crowded(const Figure *figure)
{
	guint counts[PALETTE] = {0};

	for (guint i = 0; i < figure->series->len; i++)
		if (++counts[((Series *)g_ptr_array_index(figure->series, i))->colour] >
		    SAME_COLOUR)
			return TRUE;
	return FALSE;
}

/*
 * Give series and cells their colours.  An executor has the same in every figure; where executors
 * do not tell the series apart, they take the colours in turn.
 */
static void
set_colours(const Making *making, Figure *figure)
{
	gboolean in_turn =
		figure->series->len > 1 && (!making->varying->executor || crowded(figure));

	for (guint i = 0; in_turn && i < figure->series->len; i++)
		((Series *)g_ptr_array_index(figure->series, i))->colour = i % PALETTE;
	for (guint i = 0; i < figure->cells->len; i++) {
		Cell *cell = g_ptr_array_index(figure->cells, i);
		const Condition *condition =
			g_ptr_array_index(making->design->conditions, cell->condition);

		cell->colour = ((Series *)g_ptr_array_index(figure->series, cell->series))->colour;
		if (figure->shape == SHAPE_ROWS && making->group == -2)
			cell->colour = executor_colour(making, condition->executor);
	}
}

static Cell *
cell_new(const Making *making, Figure *figure, guint index)
{
	const Condition *condition = g_ptr_array_index(making->design->conditions, index);
	const char *workers = condition_level(making->design, condition, "workers");
	g_autofree char *label = series_label(making, condition);
	Cell *cell = g_new0(Cell, 1);
	double count = workers == NULL ? (double)NAN : level_number(workers);

	cell->condition = index;
	cell->series = find_series(making, figure, label, condition->executor);
	cell->label = cell_label(making, condition);
	cell->x = making->axis < 0
	                  ? (double)NAN
	                  : level_number(g_ptr_array_index(condition->levels, making->axis));
	cell->workers = count >= 1 && count < 1e6 ? (guint)count : 0;
	cell->values = clean_values(making->samples, index, figure->metric);
	set_dots(making, figure, cell);
	cell->turns = making->wish->shape == SHAPE_WORKERS
	                      ? turns_typical(making->samples, index, TIMELINE_MAX)
	                      : g_array_new(FALSE, FALSE, sizeof(Turn));
	cell->absent = condition->absent;
	cell->ideal = NAN;
	summarise(cell, figure->confidence);
	return cell;
}

/* Put the levels of the axis in order; names that are no numbers stand at 1, 2, 3. */
static void
place_levels(const Making *making, Figure *figure)
{
	const Factor *factor = g_ptr_array_index(making->design->factors, making->axis);
	gboolean numeric = factor_numeric(making->design, (guint)making->axis);

	figure->factor = factor_words(factor->name);
	for (guint i = 0; i < factor->levels->len; i++) {
		const char *level = g_ptr_array_index(factor->levels, i);
		double at = numeric ? level_number(level) : i + 1.0;
		guint place = figure->levels->len;

		for (guint j = 0; j < figure->cells->len; j++) {
			Cell *cell = g_ptr_array_index(figure->cells, j);

			if (g_str_equal(cell->label, level))
				cell->x = at;
		}
		while (place > 0 && g_array_index(figure->levels, double, place - 1) > at)
			place--;
		g_array_insert_val(figure->levels, place, at);
		g_ptr_array_insert(figure->level_texts, (int)place, g_strdup(level));
	}
}

static int
compare_cells(gconstpointer a, gconstpointer b)
{
	const Cell *x = *(Cell *const *)a, *y = *(Cell *const *)b;

	if (x->series != y->series)
		return (x->series > y->series) - (x->series < y->series);
	if (x->x < y->x || x->x > y->x)
		return (x->x > y->x) - (x->x < y->x);
	return (x->condition > y->condition) - (x->condition < y->condition);
}

/* Leave out what there is no room for. */
static void
trim(Figure *figure)
{
	gboolean rows = figure->shape == SHAPE_ROWS || figure->shape == SHAPE_WORKERS;
	guint taken = 0;

	for (guint i = 0; i < figure->cells->len;) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		gboolean fits = rows ? taken < FIGURE_MAX_ROWS : cell->series < FIGURE_MAX_SERIES;

		if (fits) {
			/* a heading above its workers takes a row, too */
			taken += figure->shape == SHAPE_WORKERS ? MAX(cell->workers, 1) + 1 : 1;
			i++;
			continue;
		}
		g_ptr_array_remove_index(figure->cells, i);
		figure->left_out++;
	}
}

/* Compute what perfect scaling would give for every cell, where that is known. */
static void
set_ideals(Figure *figure, gboolean over_workers)
{
	const Cell *base = NULL;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		if (isfinite(cell->median) && (base == NULL || cell->x < base->x))
			base = cell;
	}
	for (guint i = 0; i < figure->cells->len; i++) {
		Cell *cell = g_ptr_array_index(figure->cells, i);

		if (g_str_equal(figure->metric, "speedup") ||
		    g_str_equal(figure->metric, "parallelism"))
			cell->ideal = cell->workers > 0 ? (double)cell->workers : (double)NAN;
		else if (g_str_equal(figure->metric, "fairness") ||
		         g_str_equal(figure->metric, "total-fairness"))
			cell->ideal = 1;
		else if (g_str_equal(figure->metric, "throughput") && over_workers && base != NULL)
			cell->ideal = base->median * cell->x / base->x;
		figure->ideal = figure->ideal || isfinite(cell->ideal);
	}
}

gboolean
figure_range(const Figure *figure, double *low, double *high)
{
	gboolean found = FALSE;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		for (guint j = 0; j < cell->dots->len + 1; j++) {
			double value = j < cell->dots->len ? g_array_index(cell->dots, double, j)
			               : figure->ideal     ? cell->ideal
			                                   : (double)NAN;

			if (!isfinite(value))
				continue;
			*low = found ? MIN(*low, value) : value;
			*high = found ? MAX(*high, value) : value;
			found = TRUE;
		}
	}
	return found;
}

gboolean
figure_has_values(const Figure *figure)
{
	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		if (figure->shape == SHAPE_WORKERS ? cell->turns->len > 0 : cell->values->len > 0)
			return TRUE;
	}
	return FALSE;
}

const char *
figure_empty(const Figure *figure, const Cell *cell)
{
	if (cell->absent != NULL)
		return "not testable here";
	if (figure->rounds == 0 && figure->dropped > 0)
		return "the machine was disturbed in every round";
	return figure->shape == SHAPE_WORKERS ? "no turns were recorded" : "no values";
}

/* Decide which axes are logarithmic. */
static void
choose_scales(Figure *figure, const FigureWish *wish)
{
	double low = NAN, high = NAN, smallest = INFINITY, largest = 0, first, last;
	gboolean positive = figure_range(figure, &low, &high) && low > 0, wide;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);

		smallest = fmin(smallest, cell->median);
		largest = fmax(largest, cell->median);
	}
	wide = positive && !figure->each &&
	       (largest > LOG_MEDIANS * smallest || high > LOG_VALUES * low);
	first = figure->levels->len > 0 ? g_array_index(figure->levels, double, 0) : (double)NAN;
	last = figure->levels->len > 0
	               ? g_array_index(figure->levels, double, figure->levels->len - 1)
	               : (double)NAN;
	figure->log_x = wish->log_x && first > 0;
	figure->log_y = wish->log_y;
	if (!wish->log_set) {
		figure->log_x = figure->log_x || (first > 0 && last > LOG_LEVELS * first);
		if (figure->shape == SHAPE_OVER)
			figure->log_y = figure->log_y || (wide && figure->log_x);
		else
			figure->log_y = figure->log_y || (wide && !wish->zero);
	}
	if (figure->shape != SHAPE_OVER)
		figure->log_y = figure->log_y || wish->log_x;
	figure->log_y = figure->log_y && positive;
	/* where zero is near, an axis without it would mislead; elsewhere dots need none */
	figure->zero =
		!figure->log_y &&
		(wish->zero || (figure->shape == SHAPE_ROWS && positive && low < NEAR_ZERO * high));
}

/* Decide how much of the timeline is shown. */
static void
choose_end(Figure *figure)
{
	double all = 0, fine = 0;

	for (guint i = 0; i < figure->cells->len; i++) {
		const Cell *cell = g_ptr_array_index(figure->cells, i);
		guint enough = TIMELINE_TURNS * MAX(cell->workers, 2);

		for (guint j = 0; j < cell->turns->len; j++) {
			Turn turn = g_array_index(cell->turns, Turn, j);

			all = MAX(all, turn.end);
			if (j < enough)
				fine = MAX(fine, turn.end);
		}
	}
	figure->end = MIN(MIN(all, fine), TIMELINE_MAX);
}

Figure *
figure_make(const Samples *samples, const FigureWish *wish)
{
	g_autoptr(Making) making = making_new(samples, wish);
	const Metric *metric = metric_find(wish->metric);
	Figure *figure = g_new0(Figure, 1);

	figure->kind = wish->kind;
	figure->shape = wish->shape;
	figure->metric = g_strdup(wish->metric);
	figure->label = metric == NULL ? factor_words(wish->metric) : g_strdup(metric->label);
	figure->unit = metric == NULL ? UNIT_NONE : metric->unit;
	figure->levels = g_array_new(FALSE, FALSE, sizeof(double));
	figure->level_texts = g_ptr_array_new_with_free_func(g_free);
	figure->confidence = wish->confidence > 0 ? wish->confidence : FIGURE_CONFIDENCE;
	figure->commands = g_strdup(wish->commands == NULL ? "" : wish->commands);
	figure->series = g_ptr_array_new_with_free_func(series_free);
	figure->cells = g_ptr_array_new_with_free_func(cell_free);
	figure->rounds = samples_clean_rounds(samples);
	figure->dropped = samples->rounds - figure->rounds;
	for (guint i = 0; i < samples->design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(samples->design->conditions, i);

		if (!condition->implied)
			g_ptr_array_add(figure->cells, cell_new(making, figure, i));
	}
	set_colours(making, figure);
	if (making->axis >= 0)
		place_levels(making, figure);
	g_ptr_array_sort(figure->cells, compare_cells);
	trim(figure);
	if (wish->ideal)
		set_ideals(figure,
		           figure->factor != NULL && g_str_equal(figure->factor, "workers"));
	choose_scales(figure, wish);
	choose_end(figure);
	return figure;
}

char *
figure_cell_name(const Figure *figure, const Cell *cell)
{
	const Series *series = g_ptr_array_index(figure->series, cell->series);

	if (*series->label == '\0' || *cell->label == '\0')
		return g_strdup(*series->label == '\0' ? cell->label : series->label);
	return g_strdup_printf("%s, %s", series->label, cell->label);
}
