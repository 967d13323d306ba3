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

/* Tell whether all @values are numbers. */
static gboolean
are_sound(const double *values)
{
	for (guint i = 0; i < BOOTSTRAP_RESAMPLES; i++)
		if (!isfinite(values[i]))
			return FALSE;
	return TRUE;
}

/*
 * Put the value of rank @k where sorting would put it, none greater before it and none smaller
 * behind it (Hoare 1961): a few ranks are wanted of thousands, and there are many ties.
 */
static void
select_rank(double *values, int k)
{
	int first = 0, last = BOOTSTRAP_RESAMPLES - 1;

	while (first < last) {
		double pivot = values[first + (last - first) / 2];
		int i = first, j = last;

		while (i <= j) {
			while (values[i] < pivot)
				i++;
			while (values[j] > pivot)
				j--;
			if (i <= j) {
				double held = values[i];

				values[i++] = values[j];
				values[j--] = held;
			}
		}
		if (k <= j)
			last = j;
		else if (k >= i)
			first = i;
		else
			return;
	}
}

/* Return what stats_quantile() would of the sorted @replicates, which are reordered. */
static double
quantile(double *replicates, double p)
{
	double position = p * (BOOTSTRAP_RESAMPLES - 1), next;
	int below = (int)position;

	select_rank(replicates, below);
	if (below + 1 >= BOOTSTRAP_RESAMPLES)
		return replicates[below];
	next = replicates[below + 1];
	for (int i = below + 2; i < BOOTSTRAP_RESAMPLES; i++)
		next = MIN(next, replicates[i]);
	return replicates[below] + (position - below) * (next - replicates[below]);
}

Interval
bootstrap_expanded(double *replicates, guint rounds, double confidence)
{
	double n = rounds;
	double t = t_quantile(0.5 + confidence / 2, n - 1.0);
	double tail = normal_cdf(-sqrt(n / (n - 1.0)) * t);
	Interval interval = {-INFINITY, INFINITY};

	g_assert(rounds > 1);
	if (!are_sound(replicates))
		return interval;
	interval.low = quantile(replicates, tail);
	interval.high = quantile(replicates, 1.0 - tail);
	return interval;
}

Interval
bootstrap_t(double *scores, double estimate, double error, double confidence)
{
	double tail = (1.0 - confidence) / 2;
	Interval interval = {-INFINITY, INFINITY};

	if (!are_sound(scores))
		return interval;
	interval.low = estimate - error * quantile(scores, 1.0 - tail);
	interval.high = estimate - error * quantile(scores, tail);
	return interval;
}
