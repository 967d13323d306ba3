#include "caution.h"

#include "number.h"

#include <math.h>

void
caution_series(Verdict *verdict, const Target *target, const Leaves *leaves)
{
	g_autoptr(GArray) series = target_series(target, leaves);
	double *values, lower, upper;

	if (target->widened > 1.0)
		verdict_warn(
			verdict,
			"rounds depend on each other (autocorrelation %.2f): the interval is %.1f "
			"times as wide; a quieter machine would help",
			target->r1, target->widened);
	if (series == NULL || series->len < STATS_MIN_ROUNDS)
		return;
	values = (double *)(void *)series->data;
	if (fabs(stats_trend(values, series->len)) > 2.576)
		verdict_warn(verdict,
		             "the values drift over the rounds: something on the machine changed "
		             "meanwhile; measure again, or compare within rounds: median(a / b)");
	if (stats_bimodal(values, series->len, &lower, &upper)) {
		g_autofree char *a = number_format(target->log ? exp(lower) : lower, (double)NAN,
		                                   (double)NAN, verdict->estimate.unit);
		g_autofree char *b = number_format(target->log ? exp(upper) : upper, (double)NAN,
		                                   (double)NAN, verdict->estimate.unit);

		verdict_warn(verdict,
		             "the rounds fall in two heaps, about %s and %s: look at the figure", a,
		             b);
	}
}

void
caution_spikes(Verdict *verdict, const Leaves *leaves)
{
	for (guint i = 0; i < leaves->leaves->len; i++) {
		const Leaf *leaf = g_ptr_array_index(leaves->leaves, i);
		guint n = g_array_index(leaves->strata, Stratum, leaf->stratum).n, spikes = 0;
		double median, mad;

		if (leaf->expr->kind != EXPR_AGG || leaf->expr->agg != AGG_MEAN || n == 0)
			continue;
		median = stats_median(leaf->values, n);
		mad = stats_mad(leaf->values, n);
		for (guint k = 0; k < n; k++) /* 10 MAD are 6.7 standard deviations */
			spikes += mad > 0.0 && fabs(leaf->values[k] - median) > 10.0 * mad;
		if (spikes > 0)
			verdict_warn(verdict,
			             "%u of %u values lie far out and carry the mean: the median "
			             "would be a safer claim",
			             spikes, n);
	}
}
