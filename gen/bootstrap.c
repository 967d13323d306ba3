#include "bootstrap.h"

#include "distribution.h"
#include "random.h"

#include <math.h>
#include <string.h>

double *
bootstrap_draw(const Bootstrap *bootstrap)
{
	double *all = g_new(double, (gsize)bootstrap->n_results *BOOTSTRAP_RESAMPLES);
	g_autofree double *results = g_new(double, bootstrap->n_results);
	Random random = random_new(bootstrap->seed);
	g_autofree guint32 *counts = NULL;
	gsize rounds = 0;

	for (guint s = 0; s < bootstrap->n_strata; s++)
		rounds += bootstrap->strata[s];
	counts = g_new(guint32, rounds);
	for (guint b = 0; b < BOOTSTRAP_RESAMPLES; b++) {
		guint32 *stratum = counts;

		memset(counts, 0, rounds * sizeof(*counts));
		for (guint s = 0; s < bootstrap->n_strata; s++) {
			guint n = bootstrap->strata[s];

			for (guint i = 0; i < n; i++)
				stratum[random_below(&random, n)]++;
			stratum += n;
		}
		bootstrap->statistic(counts, results, bootstrap->data);
		for (guint r = 0; r < bootstrap->n_results; r++)
			all[(gsize)r * BOOTSTRAP_RESAMPLES + b] = results[r];
	}
	return all;
}

/* Sort @values; FALSE when one of them is no number. */
static gboolean
sort_sound(double *values)
{
	for (guint i = 0; i < BOOTSTRAP_RESAMPLES; i++)
		if (!isfinite(values[i]))
			return FALSE;
	stats_sort(values, BOOTSTRAP_RESAMPLES);
	return TRUE;
}

Interval
bootstrap_expanded(double *replicates, guint rounds, double confidence)
{
	double n = rounds;
	double t = t_quantile(0.5 + confidence / 2, n - 1.0);
	double tail = normal_cdf(-sqrt(n / (n - 1.0)) * t);
	Interval interval = {-INFINITY, INFINITY};

	g_assert(rounds > 1);
	if (!sort_sound(replicates))
		return interval;
	interval.low = stats_quantile(replicates, BOOTSTRAP_RESAMPLES, tail);
	interval.high = stats_quantile(replicates, BOOTSTRAP_RESAMPLES, 1.0 - tail);
	return interval;
}

Interval
bootstrap_t(double *scores, double estimate, double error, double confidence)
{
	double tail = (1.0 - confidence) / 2;
	Interval interval = {-INFINITY, INFINITY};

	if (!sort_sound(scores))
		return interval;
	interval.low = estimate - error * stats_quantile(scores, BOOTSTRAP_RESAMPLES, 1.0 - tail);
	interval.high = estimate - error * stats_quantile(scores, BOOTSTRAP_RESAMPLES, tail);
	return interval;
}
