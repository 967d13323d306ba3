#include "samples.h"

#include "stats.h"

#include <math.h>
#include <string.h>

/* What a series is made of: one sample, with the keys it is sorted by. */
typedef struct Item {
	guint32 round;
	guint32 iteration;
	gint16 worker;
	gboolean suits; /* held or unheld as the metric wants it */
	double value;
} Item;

const Usage usage_unknown = {.user = (double)NAN,
                             .system = (double)NAN,
                             .switches = (double)NAN,
                             .preemptions = (double)NAN,
                             .faults = (double)NAN,
                             .peak = (double)NAN,
                             .ran = (double)NAN,
                             .waited = (double)NAN};

const Disturbance disturbance_unknown = {.steal = (double)NAN,
                                         .foreign = (double)NAN,
                                         .waiting = (double)NAN,
                                         .capacity = (double)NAN};

static void
array_free(gpointer array)
{
	g_array_unref(array);
}

Samples *
samples_new(Design *design)
{
	Samples *samples = g_new0(Samples, 1);

	samples->design = design;
	samples->metrics = g_ptr_array_new_with_free_func(g_free);
	samples->runs = g_array_new(FALSE, FALSE, sizeof(Run));
	samples->samples = g_array_new(FALSE, FALSE, sizeof(Sample));
	samples->turns = g_array_new(FALSE, FALSE, sizeof(Turn));
	samples->dropped = g_array_new(FALSE, TRUE, sizeof(gboolean));
	samples->machine = g_array_new(FALSE, FALSE, sizeof(Disturbance));
	samples->reduce = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	samples->index = g_hash_table_new_full(NULL, NULL, NULL, array_free);
	return samples;
}

void
samples_free(Samples *samples)
{
	if (samples == NULL)
		return;
	design_free(samples->design);
	g_ptr_array_unref(samples->metrics);
	g_array_unref(samples->runs);
	g_array_unref(samples->samples);
	g_array_unref(samples->turns);
	g_array_unref(samples->dropped);
	g_array_unref(samples->machine);
	g_hash_table_unref(samples->reduce);
	g_hash_table_unref(samples->index);
	g_free(samples);
}

guint16
samples_metric(Samples *samples, const char *name)
{
	int known = samples_find_metric(samples, name);

	if (known >= 0)
		return (guint16)known;
	g_assert(samples->metrics->len < G_MAXUINT16);
	g_ptr_array_add(samples->metrics, g_strdup(name));
	return (guint16)(samples->metrics->len - 1);
}

int
samples_find_metric(const Samples *samples, const char *name)
{
	for (guint i = 0; i < samples->metrics->len; i++)
		if (g_str_equal(g_ptr_array_index(samples->metrics, i), name))
			return (int)i;
	return -1;
}

guint32
samples_add_run(Samples *samples, Run run)
{
	g_assert(run.condition < samples->design->conditions->len);
	g_array_append_val(samples->runs, run);
	if (run.round >= samples->rounds) {
		samples->rounds = run.round + 1;
		g_array_set_size(samples->dropped, samples->rounds);
		while (samples->machine->len < samples->rounds)
			g_array_append_val(samples->machine, disturbance_unknown);
	}
	return samples->runs->len - 1;
}

/* Return the key of a condition and metric in the index. */
static gpointer
index_key(guint condition, guint metric)
{
	return GSIZE_TO_POINTER((gsize)condition << 16 | metric);
}

void
samples_add(Samples *samples, guint32 run, guint16 metric, int worker, guint32 iteration,
            gboolean warmup, double value)
{
	Sample sample = {run, metric, (gint16)worker, iteration, warmup, value};
	guint32 position = samples->samples->len;
	gpointer key;
	GArray *cell;

	g_assert(run < samples->runs->len && metric < samples->metrics->len);
	g_assert(isfinite(value) && worker >= -1 && worker <= G_MAXINT16);
	key = index_key(g_array_index(samples->runs, Run, run).condition, metric);
	cell = g_hash_table_lookup(samples->index, key);
	if (cell == NULL) {
		cell = g_array_new(FALSE, FALSE, sizeof(guint32));
		g_hash_table_insert(samples->index, key, cell);
	}
	g_array_append_val(cell, position);
	g_array_append_val(samples->samples, sample);
}

Reduce
samples_reduce(const Samples *samples, const char *metric)
{
	gpointer own;

	if (g_hash_table_lookup_extended(samples->reduce, metric, NULL, &own))
		return (Reduce)GPOINTER_TO_INT(own);
	return metric_reduce(metric);
}

double
reduce_values(Reduce reduce, double *values, guint n)
{
	double sum = 0.0;

	switch (reduce) {
	case REDUCE_MEDIAN:
		stats_sort(values, n);
		return stats_quantile(values, n, 0.5);
	case REDUCE_P25:
		stats_sort(values, n);
		return stats_quantile(values, n, 0.25);
	case REDUCE_MEAN:
		return stats_mean(values, n);
	case REDUCE_MIN:
		stats_sort(values, n);
		return values[0];
	case REDUCE_SUM:
		for (guint i = 0; i < n; i++)
			sum += values[i];
		return sum;
	}
	g_assert_not_reached();
}

/* Return what @over makes of the @n > 0 values of the workers, which are sorted in place. */
static double
over_workers(Over over, double *values, guint n)
{
	guint distinct = 1;

	stats_sort(values, n);
	switch (over) {
	case OVER_NONE:
		return stats_quantile(values, n, 0.5);
	case OVER_DISTINCT:
		for (guint i = 1; i < n; i++)
			distinct += values[i] > values[i - 1];
		return distinct;
	case OVER_SPREAD:
		return values[n - 1] - values[0];
	case OVER_FAIRNESS:
		return stats_jain(values, n);
	case OVER_TOTAL:
		return reduce_values(REDUCE_SUM, values, n);
	}
	g_assert_not_reached();
}

/* Sort by round, what suits first, then iteration, then worker. */
static int
compare_items(gconstpointer a, gconstpointer b)
{
	const Item *x = a, *y = b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	if (x->suits != y->suits)
		return x->suits ? -1 : 1;
	if (x->iteration != y->iteration)
		return x->iteration < y->iteration ? -1 : 1;
	return (x->worker > y->worker) - (x->worker < y->worker);
}

/* Return whether runs without barrier are those that yield @metric. */
static gboolean
wants_unheld(const char *metric)
{
	const Metric *row = metric_find(metric);

	return row != NULL && row->unheld;
}

static const GArray *
find_cell(const Samples *samples, guint condition, const char *metric)
{
	int index = samples_find_metric(samples, metric);

	if (index < 0)
		return NULL;
	return g_hash_table_lookup(samples->index, index_key(condition, (guint)index));
}

/* Return the samples of @cell that count, sorted (transfer full). */
static GArray *
collect(const Samples *samples, const GArray *cell, const char *metric, gboolean control)
{
	GArray *items = g_array_sized_new(FALSE, FALSE, sizeof(Item), cell->len);
	gboolean unheld = wants_unheld(metric), sorted = TRUE;

	for (guint i = 0; i < cell->len; i++) {
		const Sample *sample =
			&g_array_index(samples->samples, Sample, g_array_index(cell, guint32, i));
		const Run *run = &g_array_index(samples->runs, Run, sample->run);
		Item item = {run->round, sample->iteration, sample->worker, !run->unheld == !unheld,
		             sample->value};

		if (sample->warmup || !run->control != !control)
			continue;
		if (items->len > 0 &&
		    compare_items(&g_array_index(items, Item, items->len - 1), &item) > 0)
			sorted = FALSE;
		g_array_append_val(items, item);
	}
	if (!sorted)
		g_array_sort(items, compare_items);
	return items;
}

/* Return the value of one round: the @n > 0 sorted @items of one kind of run. */
static double
round_value(const Item *items, guint n, Over over, Reduce reduce)
{
	g_autofree double *workers = NULL;
	g_autofree double *iterations = NULL;
	guint n_iterations = 0;

	if (n == 1 && over == OVER_NONE) /* there may be a million such rounds */
		return items[0].value;
	workers = g_new(double, n);
	iterations = g_new(double, n);
	for (guint i = 0; i < n;) {
		guint k = 0;

		for (guint first = i; i < n && items[i].iteration == items[first].iteration; i++)
			workers[k++] = items[i].value;
		iterations[n_iterations++] = over_workers(over, workers, k);
	}
	return reduce_values(reduce, iterations, n_iterations);
}

static GArray *
empty_series(const Samples *samples)
{
	GArray *series = g_array_sized_new(FALSE, FALSE, sizeof(double), samples->rounds);
	double none = (double)NAN;

	for (guint i = 0; i < samples->rounds; i++)
		g_array_append_val(series, none);
	return series;
}

/* Fill the rounds of @series from the samples of one condition. */
static void
fill_series(const Samples *samples, guint condition, const char *metric, Over over,
            gboolean control, GArray *series)
{
	const GArray *cell = find_cell(samples, condition, metric);
	Reduce reduce = samples_reduce(samples, metric);
	g_autoptr(GArray) items = NULL;

	if (cell == NULL)
		return;
	items = collect(samples, cell, metric, control);
	for (guint i = 0; i < items->len;) {
		const Item *first = &g_array_index(items, Item, i);
		guint n = 0, rest;

		while (i + n < items->len && first[n].round == first->round &&
		       first[n].suits == first->suits)
			n++;
		g_array_index(series, double, first->round) = round_value(first, n, over, reduce);
		for (rest = n; i + rest < items->len && first[rest].round == first->round;)
			rest++;
		i += rest;
	}
}

/* Return the serial condition that does the same work as @condition, or -1. */
static int
find_serial(const Samples *samples, guint condition)
{
	const Condition *own = g_ptr_array_index(samples->design->conditions, condition);

	return design_find(samples->design, "serial", (char *const *)own->levels->pdata);
}

/* Fill @series with the speed-up over serial, round by round. */
static void
fill_speedup(const Samples *samples, guint condition, gboolean control, GArray *series)
{
	int serial = find_serial(samples, condition);
	gboolean ticks = serial >= 0 &&
	                 (samples->timed || find_cell(samples, (guint)serial, "elapsed") == NULL);
	const char *metric = ticks ? "throughput" : "elapsed";
	g_autoptr(GArray) own = empty_series(samples);
	g_autoptr(GArray) base = empty_series(samples);

	if (serial < 0)
		return;
	fill_series(samples, condition, metric, OVER_NONE, control, own);
	fill_series(samples, (guint)serial, metric, OVER_NONE, FALSE, base);
	for (guint i = 0; i < series->len; i++) {
		double x = g_array_index(own, double, i), b = g_array_index(base, double, i);
		double ratio = ticks ? x / b : b / x;

		if (isfinite(ratio))
			g_array_index(series, double, i) = ratio;
	}
}

static GArray *
make_series(const Samples *samples, guint condition, const char *metric, Over over,
            gboolean control, gboolean all)
{
	GArray *series = empty_series(samples);

	g_assert(condition < samples->design->conditions->len);
	if (g_str_equal(metric, "speedup") && find_cell(samples, condition, metric) == NULL)
		fill_speedup(samples, condition, control, series);
	else
		fill_series(samples, condition, metric, over, control, series);
	for (guint i = 0; i < series->len && !all; i++)
		if (g_array_index(samples->dropped, gboolean, i))
			g_array_index(series, double, i) = (double)NAN;
	return series;
}

GArray *
samples_series(const Samples *samples, guint condition, const char *metric, Over over, gboolean all)
{
	return make_series(samples, condition, metric, over, FALSE, all);
}

GArray *
samples_control(const Samples *samples, const char *metric, guint *condition)
{
	for (guint i = 0; i < samples->runs->len; i++) {
		const Run *run = &g_array_index(samples->runs, Run, i);

		if (!run->control)
			continue;
		*condition = run->condition;
		return make_series(samples, run->condition, metric, OVER_NONE, TRUE, FALSE);
	}
	return NULL;
}

gboolean
samples_serves(const Samples *samples, const Sample *sample)
{
	const Run *run = &g_array_index(samples->runs, Run, sample->run);
	const char *metric = g_ptr_array_index(samples->metrics, sample->metric);
	gboolean unheld = wants_unheld(metric);
	const GArray *cell;

	if (!run->unheld == !unheld)
		return TRUE;
	cell = find_cell(samples, run->condition, metric);
	for (guint i = 0; cell != NULL && i < cell->len; i++) {
		const Sample *other =
			&g_array_index(samples->samples, Sample, g_array_index(cell, guint32, i));
		const Run *its = &g_array_index(samples->runs, Run, other->run);

		if (its->round == run->round && !its->control == !run->control &&
		    !its->unheld == !unheld)
			return FALSE;
	}
	return TRUE;
}

GArray *
samples_workers(const Samples *samples, guint condition, const char *metric)
{
	GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
	const GArray *cell = find_cell(samples, condition, metric);

	for (guint i = 0; cell != NULL && i < cell->len; i++) {
		const Sample *sample =
			&g_array_index(samples->samples, Sample, g_array_index(cell, guint32, i));
		const Run *run = &g_array_index(samples->runs, Run, sample->run);

		if (sample->worker >= 0 && !sample->warmup && !run->control &&
		    !g_array_index(samples->dropped, gboolean, run->round) &&
		    samples_serves(samples, sample))
			g_array_append_val(values, sample->value);
	}
	return values;
}

gboolean
samples_has(const Samples *samples, guint condition, const char *metric)
{
	g_autoptr(GArray) series = samples_series(samples, condition, metric, OVER_NONE, TRUE);

	for (guint i = 0; i < series->len; i++)
		if (!isnan(g_array_index(series, double, i)))
			return TRUE;
	return FALSE;
}

guint
samples_clean_rounds(const Samples *samples)
{
	guint clean = 0;

	for (guint i = 0; i < samples->rounds; i++)
		clean += !g_array_index(samples->dropped, gboolean, i);
	return clean;
}
