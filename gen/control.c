#include "control.h"

#include "stats.h"

#include <math.h>

gboolean
control_differs(const Samples *samples, const char *metric, double confidence)
{
	guint condition, n = 0;
	g_autoptr(GArray) control = samples_control(samples, metric, &condition);
	g_autoptr(GArray) own = NULL;
	g_autofree double *pairs = NULL;
	double low, high;
	gboolean positive = TRUE;

	if (control == NULL)
		return FALSE;
	own = samples_series(samples, condition, metric, OVER_NONE, FALSE);
	pairs = g_new(double, own->len + 1);
	for (guint i = 0; i < own->len; i++)
		positive = positive && !(g_array_index(own, double, i) <= 0.0) &&
		           !(g_array_index(control, double, i) <= 0.0);
	for (guint i = 0; i < own->len; i++) {
		double a = g_array_index(own, double, i), b = g_array_index(control, double, i);

		if (!isnan(a) && !isnan(b))
			pairs[n++] = positive ? log(a / b) : a - b;
	}
	stats_sort(pairs, n);
	if (n < stats_min_rounds(confidence) ||
	    !stats_median_interval(pairs, n, confidence, &low, &high))
		return FALSE;
	return low > 0.0 || high < 0.0;
}
