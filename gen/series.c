#include "series.h"
#include "soundness.h"
#include "stats.h"
#include <math.h>

static const SoundnessTest tests[SERIES_TESTS] = {
	[SERIES_BEGINNING] = soundness_beginning,
	[SERIES_TREND] = soundness_trend,
	[SERIES_HEAPS] = soundness_heaps,
	[SERIES_NEIGHBOURS] = soundness_neighbours,
};

static void
series_free(gpointer data)
{
	Series *series = data;

	g_free(series->name);
	g_free(series->values);
	g_free(series->scaled);
	g_free(series);
}

/* Tell whether tests have something to go by. */
static gboolean
is_testable(const Series *series)
{
	for (guint i = 1; i < series->n; i++)
		if (series->values[i] < series->values[0] || series->values[i] > series->values[0])
			return series->n >= STATS_MIN_ROUNDS;
	return FALSE;
}

static void
run_tests(Series *series)
{
	series->log = TRUE;
	for (guint i = 0; i < series->n; i++)
		series->log = series->log && series->values[i] > 0;
	series->scaled = g_new(double, series->n);
	for (guint i = 0; i < series->n; i++)
		series->scaled[i] = series->log ? log(series->values[i]) : series->values[i];
	series->tested = is_testable(series);
	for (guint t = 0; t < SERIES_TESTS; t++)
		series->p[t] = series->tested ? tests[t](series->scaled, series->n) : 1;
}

/* Return the series of @metric under @condition, tested, or NULL when it has no value. */
static Series *
series_new(const Samples *samples, guint condition, const char *metric)
{
	g_autoptr(GArray) rounds = samples_series(samples, condition, metric, OVER_NONE, FALSE);
	g_autofree double *values = g_new(double, rounds->len + 1);
	g_autofree char *label = NULL;
	const Metric *row = metric_find(metric);
	Series *series;
	guint n = 0;

	for (guint i = 0; i < rounds->len; i++)
		if (!isnan(g_array_index(rounds, double, i)))
			values[n++] = g_array_index(rounds, double, i);
	if (n == 0)
		return NULL;
	label = condition_label(samples->design,
	                        g_ptr_array_index(samples->design->conditions, condition));
	series = g_new0(Series, 1);
	series->condition = condition;
	series->metric = metric;
	series->name = g_strconcat(label, ".", metric, NULL);
	series->unit = row ? row->unit : UNIT_NONE;
	series->n = n;
	series->values = g_steal_pointer(&values);
	run_tests(series);
	return series;
}

GPtrArray *
series_collect(const Samples *samples, const Experiment *experiment)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(series_free);

	for (guint c = 0; c < samples->design->conditions->len; c++) {
		const Condition *condition = g_ptr_array_index(samples->design->conditions, c);

		for (guint i = 0; !condition->implied && i < experiment->sampled->len; i++) {
			const char *name = g_ptr_array_index(experiment->sampled, i);
			const Metric *metric = metric_find(name);
			Series *series =
				metric && metric->identity ? NULL : series_new(samples, c, name);

			if (series)
				g_ptr_array_add(all, series);
		}
	}
	return all;
}

static int
compare(gconstpointer a, gconstpointer b, gpointer data)
{
	const Series *x = *(const Series *const *)a, *y = *(const Series *const *)b;
	guint test = GPOINTER_TO_UINT(data);

	return (x->p[test] > y->p[test]) - (x->p[test] < y->p[test]);
}

/* Return the level that each test of each of @series has for itself. */
static double
level_of(const GPtrArray *series)
{
	guint tested = 0;

	for (guint i = 0; i < series->len; i++)
		tested += ((const Series *)g_ptr_array_index(series, i))->tested;
	return SERIES_SHARED_LEVEL / (SERIES_TESTS * MAX(tested, 1));
}

GPtrArray *
series_find(const GPtrArray *series, SeriesTest test)
{
	GPtrArray *found = g_ptr_array_new();
	double level = level_of(series);
	const Series *first;

	for (guint i = 0; i < series->len; i++) {
		Series *its = g_ptr_array_index(series, i);

		if (!its->named && its->p[test] < SERIES_LEVEL)
			g_ptr_array_add(found, its);
	}
	g_ptr_array_sort_with_data(found, compare, GUINT_TO_POINTER(test));
	first = found->len > 0 ? g_ptr_array_index(found, 0) : NULL;
	if (first && !(first->p[test] < level))
		g_ptr_array_set_size(found, 0);
	for (guint i = 0; i < found->len; i++)
		((Series *)g_ptr_array_index(found, i))->named = TRUE;
	return found;
}
