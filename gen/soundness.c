#include "soundness.h"
#include "distribution.h"
#include "stats.h"
#include <math.h>

/* Fewer values after the beginning tell nothing of the rest. */
#define LEAST_REST 4

double
soundness_trend(const double *values, guint n)
{
	return 2 * normal_cdf(-fabs(stats_trend(values, n)));
}

/* Return the ranks of @n values, equal ones have the same (transfer full). */
static double *
ranks_of(const double *values, guint n)
{
	double *ranks = g_new0(double, n);

	for (guint i = 0; i < n; i++)
		for (guint k = 0; k < n; k++)
			ranks[i] += (values[k] < values[i]) + (values[k] <= values[i]);
	return ranks;
}

double
soundness_neighbours(const double *values, guint n)
{
	g_autofree double *ranks = ranks_of(values, n);
	double mean = -1.0 / n, variance;

	if (n < 3)
		return 1;
	variance = (n - 2.0) * (n - 2.0) / ((double)n * n * (n - 1.0));
	return normal_cdf((mean - stats_autocorrelation(ranks, n)) / sqrt(variance));
}

/* Tell whether all of the first @n values are above, or all below, the @rest that follow. */
static gboolean
is_apart(const double *values, guint n, guint rest)
{
	g_autofree double *first = stats_sorted(values, n);
	g_autofree double *others = stats_sorted(values + n, rest);

	return first[0] > others[rest - 1] || first[n - 1] < others[0];
}

/* Return the variance within two parts of @values, taken together. */
static double
variance_within(const double *values, guint n, guint rest)
{
	return ((n - 1) * stats_variance(values, n) +
	        (rest - 1) * stats_variance(values + n, rest)) /
	       (n + rest - 2);
}

double
soundness_beginning(const double *values, guint n)
{
	const guint first = SOUNDNESS_FIRST, rest = n > first ? n - first : 0;
	double variance, orders = 1, t;

	if (rest < LEAST_REST || !is_apart(values, first, rest) ||
	    soundness_trend(values + first, rest) < 0.01)
		return 1;
	for (guint i = 0; i < first; i++) /* in so many ways the first can be chosen */
		orders *= (n - i) / (i + 1.0);
	variance = variance_within(values, first, rest);
	if (!(variance > 0))
		return 2 / orders;
	t = (stats_mean(values, first) - stats_mean(values + first, rest)) /
	    sqrt(variance * (1.0 / first + 1.0 / rest));
	return 2 * t_cdf(-fabs(t), n - 2);
}

double
soundness_heaps(const double *values, guint n)
{
	g_autofree double *sorted = NULL;
	double lower, upper, gap;
	guint split = 0;

	if (!stats_bimodal(values, n, &lower, &upper))
		return 1;
	sorted = stats_sorted(values, n);
	while (split < n && sorted[split] < (lower + upper) / 2)
		split++;
	if (split < 2 || n - split < 2)
		return 1;
	gap = sorted[split] - sorted[split - 1];
	return pow(10, -(2 + n * gap / sqrt(variance_within(sorted, split, n - split))) / 26);
}
