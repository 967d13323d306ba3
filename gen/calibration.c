#include "calibration.h"
#include "stats.h"
#include <math.h>
#include <time.h>

/* What the runs of one condition and kind showed. */
typedef struct Cost {
	double iteration; /* s, median; NAN: none was seen */
	double run;       /* s that a run takes beside its iterations */
	double within;    /* variance of the logarithms within runs, mean over the runs */
	double between;   /* variance between runs: what the one within does not explain */
} Cost;

double
calibration_sample_time(double step)
{
	enum { READINGS = 1000 };
	struct timespec first, last;
	double reading;

	clock_gettime(CLOCK_MONOTONIC, &first);
	for (guint i = 0; i < READINGS; i++)
		clock_gettime(CLOCK_MONOTONIC, &last);
	reading = ((double)(last.tv_sec - first.tv_sec) +
	           (double)(last.tv_nsec - first.tv_nsec) / 1e9) /
	          READINGS;
	return fmax(CALIBRATION_STEPS * step, CALIBRATION_READINGS * reading);
}

guint
calibration_batch(const Samples *samples, guint batch, double sample_time)
{
	int work = samples_find_metric(samples, "work");
	double least = INFINITY;

	for (guint i = 0; i < samples->samples->len; i++) {
		const Sample *sample = &g_array_index(samples->samples, Sample, i);

		/* A zero is shorter than the clock can tell: the batch tells. */
		if (sample->metric == work)
			least = fmin(least, fmax(sample->value, 1e-9));
	}
	while (isfinite(least) && least * batch < sample_time && batch < CALIBRATION_MAX_BATCH)
		batch *= 2;
	return batch;
}

gboolean
calibration_is_single(const Samples *samples)
{
	for (guint i = 0; i < samples->metrics->len; i++) {
		const char *name = g_ptr_array_index(samples->metrics, i);
		const Metric *metric = metric_find(name);

		if (!metric || metric->from_ticks || g_str_equal(name, "observed"))
			return TRUE;
	}
	return FALSE;
}

/* How long the iterations of one run took. */
typedef struct Times {
	GArray *durations; /* double, s, in order, warm-ups included */
	guint warmup;
} Times;

static void
times_free(gpointer data)
{
	Times *times = data;

	g_array_unref(times->durations);
	g_free(times);
}

/* Return the times of all runs, in their order (Times, transfer full). */
static GPtrArray *
times_of(const Samples *samples)
{
	int elapsed = samples_find_metric(samples, "elapsed");
	int life = samples_find_metric(samples, "life");
	GPtrArray *all = g_ptr_array_new_with_free_func(times_free);

	for (guint i = 0; i < samples->runs->len; i++) {
		Times *times = g_new0(Times, 1);

		times->durations = g_array_new(FALSE, TRUE, sizeof(double));
		g_ptr_array_add(all, times);
	}
	for (guint i = 0; i < samples->samples->len; i++) {
		const Sample *sample = &g_array_index(samples->samples, Sample, i);
		Times *times = g_ptr_array_index(all, sample->run);

		if (sample->metric != elapsed && sample->metric != life)
			continue;
		if (sample->iteration >= times->durations->len)
			g_array_set_size(times->durations, sample->iteration + 1);
		/* Of several workers the longest life. */
		double *duration = &g_array_index(times->durations, double, sample->iteration);
		*duration = fmax(*duration, sample->value);
		if (sample->warmup)
			times->warmup = MAX(times->warmup, sample->iteration + 1);
	}
	return all;
}

static double
median_of(const GArray *values)
{
	return values->len ? stats_median((const double *)(void *)values->data, values->len)
	                   : (double)NAN;
}

static double
mean_of(const GArray *values)
{
	return values->len ? stats_mean((const double *)(void *)values->data, values->len)
	                   : (double)NAN;
}

/* Take the logarithms of the counted durations of one run into the means and variances. */
static void
take_logs(const Times *times, GArray *means, GArray *variances)
{
	g_autoptr(GArray) logs = g_array_new(FALSE, FALSE, sizeof(double));
	const double *values;
	double mean, variance;

	for (guint i = times->warmup; i < times->durations->len; i++) {
		double value = log(fmax(g_array_index(times->durations, double, i), 1e-9));

		g_array_append_val(logs, value);
	}
	if (logs->len < 2)
		return;
	values = (const double *)(void *)logs->data;
	mean = stats_mean(values, logs->len);
	variance = stats_variance(values, logs->len);
	g_array_append_val(means, mean);
	g_array_append_val(variances, variance);
}

/* Find the costs and variances of the runs like @model. */
static Cost
cost_of(const Samples *samples, const GPtrArray *times, const Run *model)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) rest = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) means = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) variances = g_array_new(FALSE, FALSE, sizeof(double));
	guint counted = 1;
	Cost cost;

	for (guint i = 0; i < samples->runs->len; i++) {
		const Run *run = &g_array_index(samples->runs, Run, i);
		const Times *its = g_ptr_array_index(times, i);
		const GArray *durations = its->durations;
		double left = run->took;

		if (run->condition != model->condition || !run->unheld != !model->unheld)
			continue;
		for (guint k = 0; k < durations->len; k++)
			left -= g_array_index(durations, double, k);
		left = fmax(left, 0);
		g_array_append_val(rest, left);
		g_array_append_vals(all, durations->data, durations->len);
		take_logs(its, means, variances);
		counted = durations->len > its->warmup ? durations->len - its->warmup : 1;
	}
	cost = (Cost){.iteration = median_of(all), .run = median_of(rest)};
	cost.within = mean_of(variances);
	cost.between = means->len > 1
	                       ? stats_variance((const double *)(void *)means->data, means->len) -
	                                 cost.within / counted
	                       : (double)NAN;
	return cost;
}

/* Return the costs of every kind of run (Cost, transfer full): each stands in the first round. */
static GArray *
costs_of(const Samples *samples)
{
	g_autoptr(GPtrArray) times = times_of(samples);
	GArray *costs = g_array_new(FALSE, FALSE, sizeof(Cost));

	for (guint i = 0; i < samples->runs->len; i++) {
		const Run *run = &g_array_index(samples->runs, Run, i);

		if (run->round != g_array_index(samples->runs, Run, 0).round)
			continue;
		Cost cost = cost_of(samples, times, run);
		g_array_append_val(costs, cost);
	}
	return costs;
}

/* Return the longest iteration of any condition, by its median, in s; 0: none was seen. */
static double
slowest(const GArray *costs)
{
	double most = 0;

	for (guint i = 0; i < costs->len; i++)
		most = fmax(most, g_array_index(costs, Cost, i).iteration); /* ignores NAN */
	return most;
}

guint
calibration_pilot(const Samples *samples, double time)
{
	g_autoptr(GArray) costs = costs_of(samples);
	double iteration = slowest(costs);
	double fit = iteration > 0 ? floor(time / iteration) - 1 : 0; /* one is a warm-up */

	return fit < CALIBRATION_MIN_ITERATIONS ? 0
	                                        : (guint)fmin(fit, CALIBRATION_PILOT_ITERATIONS);
}

/* Return how many iterations of @iteration s @time s hold beside a warm-up: one at least. */
static double
fitting(double iteration, double time)
{
	return fmax(1, floor(time / iteration) - 1);
}

guint
calibration_fit(const Samples *samples, double time)
{
	g_autoptr(GArray) costs = costs_of(samples);
	double iteration = slowest(costs);

	return iteration > 0 ? (guint)fmin(fitting(iteration, time), CALIBRATION_MAX_BATCH) : 1;
}

guint
calibration_iterations(const Samples *samples, double time)
{
	g_autoptr(GArray) costs = costs_of(samples);
	double wanted = CALIBRATION_MIN_ITERATIONS, iteration = slowest(costs);

	if (!(iteration > 0))
		return 1;
	for (guint i = 0; i < costs->len; i++) {
		const Cost *cost = &g_array_index(costs, Cost, i);

		if (!(cost->iteration > 0) || isnan(cost->between))
			continue;
		double between = fmax(cost->between, cost->within * CALIBRATION_LEAST_BETWEEN);

		if (between > 0)
			wanted = fmax(wanted,
			              sqrt(cost->run / cost->iteration * cost->within / between));
	}
	wanted = fmin(ceil(wanted), CALIBRATION_MAX_ITERATIONS);
	return (guint)fmin(wanted, fitting(iteration, time));
}
