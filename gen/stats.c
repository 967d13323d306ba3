#include "stats.h"

#include "distribution.h"

#include <math.h>
#include <string.h>

/* Tails are compared with this much grace, so that a level like 1 - 0.99 is the 0.01 it means. */
#define GRACE (1.0 + 1e-9)

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
stats_sort(double *values, guint n)
{
	if (n > 1)
		qsort(values, n, sizeof(*values), compare_doubles);
}

double *
stats_sorted(const double *values, guint n)
{
	double *sorted = g_new(double, MAX(n, 1));

	for (guint i = 0; i < n; i++)
		sorted[i] = values[i];
	stats_sort(sorted, n);
	return sorted;
}

double
stats_quantile(const double *sorted, guint n, double p)
{
	double position = p * (n - 1);
	guint below = (guint)position;

	g_assert(n > 0);
	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
}

double
stats_median(const double *values, guint n)
{
	g_autofree double *sorted = stats_sorted(values, n);

	return stats_quantile(sorted, n, 0.5);
}

/* Of fewer normal values, more than 1 % fall in two heaps by chance (4 % of 10, 0.7 % of 15). */
#define BIMODAL_ROUNDS 15

/* A sum with the digits that plain addition loses (Neumaier 1974). */
typedef struct Sum {
	double sum;
	double lost;
} Sum;

static void
sum_add(Sum *sum, double value)
{
	double next = sum->sum + value;

	if (fabs(sum->sum) >= fabs(value))
		sum->lost += (sum->sum - next) + value;
	else
		sum->lost += (value - next) + sum->sum;
	sum->sum = next;
}

static double
sum_end(const Sum *sum)
{
	return sum->sum + sum->lost;
}

double
stats_mean(const double *values, guint n)
{
	Sum sum = {0.0, 0.0}, rest = {0.0, 0.0};
	double mean;

	g_assert(n > 0);
	for (guint i = 0; i < n; i++)
		sum_add(&sum, values[i]);
	mean = sum_end(&sum) / n;
	for (guint i = 0; i < n; i++)
		sum_add(&rest, values[i] - mean);
	return mean + sum_end(&rest) / n;
}

double
stats_variance(const double *values, guint n)
{
	double mean = stats_mean(values, n);
	Sum squares = {0.0, 0.0}, rest = {0.0, 0.0};

	g_assert(n > 1);
	for (guint i = 0; i < n; i++) {
		double d = values[i] - mean;

		sum_add(&squares, d * d);
		sum_add(&rest, d);
	}
	return (sum_end(&squares) - sum_end(&rest) * sum_end(&rest) / n) / (n - 1);
}

double
stats_sd(const double *values, guint n)
{
	return n < 2 ? 0.0 : sqrt(stats_variance(values, n));
}

double
stats_autocorrelation(const double *values, guint n)
{
	double mean = n > 0 ? stats_mean(values, n) : 0.0;
	Sum products = {0.0, 0.0}, squares = {0.0, 0.0};

	for (guint i = 0; i < n; i++) {
		double d = values[i] - mean;

		sum_add(&squares, d * d);
		if (i > 0)
			sum_add(&products, d * (values[i - 1] - mean));
	}
	return sum_end(&squares) > 0.0 ? sum_end(&products) / sum_end(&squares) : 0.0;
}

double
stats_jain(const double *values, guint n)
{
	double largest = 0.0, sum = 0.0, squares = 0.0;

	g_assert(n > 0);
	for (guint i = 0; i < n; i++)
		largest = MAX(largest, fabs(values[i]));
	if (!(largest > 0.0))
		return 1.0;
	for (guint i = 0; i < n; i++) { /* scaled, so that no square overflows */
		double x = values[i] / largest;

		sum += x;
		squares += x * x;
	}
	return sum * sum / (n * squares);
}

double
stats_mad(const double *values, guint n)
{
	double median = stats_median(values, n);
	g_autofree double *away = g_new(double, n);

	for (guint i = 0; i < n; i++)
		away[i] = fabs(values[i] - median);
	stats_sort(away, n);
	return stats_quantile(away, n, 0.5);
}

/* Return the largest k with P(K < k) <= @tail, K of Binomial(@n, @p); at most @n. */
static guint
tail_rank(guint n, double p, double tail)
{
	guint low = 0, high = n;

	while (low < high) {
		guint middle = low + (high - low + 1) / 2;

		if (binomial_cdf((gint64)middle - 1, n, p) <= tail * GRACE)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

Interval
stats_quantile_interval(const double *sorted, guint n, double p, double confidence)
{
	double tail = (1.0 - confidence) / 2;
	guint below = tail_rank(n, p, tail);
	guint above = tail_rank(n, 1.0 - p, tail); /* mirrored: counted from the top */
	Interval interval = {-INFINITY, INFINITY};

	if (below > 0)
		interval.low = sorted[below - 1];
	if (above > 0)
		interval.high = sorted[n - above];
	return interval;
}

gboolean
stats_median_interval(const double *sorted, guint n, double confidence, double *low, double *high)
{
	Interval interval = stats_quantile_interval(sorted, n, 0.5, confidence);

	if (isinf(interval.low) || isinf(interval.high))
		return FALSE;
	*low = interval.low;
	*high = interval.high;
	return TRUE;
}

guint
stats_quantile_rounds(double p, double confidence, gboolean low)
{
	double outside = low ? 1.0 - p : p;
	double n = ceil(log((1.0 - confidence) / 2 * GRACE) / log(outside));

	return n < 1.0 ? 1 : n < G_MAXUINT ? (guint)n : G_MAXUINT;
}

Interval
stats_rate_interval(guint k, guint n, double confidence)
{
	double tail = (1.0 - confidence) / 2;
	Interval interval = {0.0, 1.0};

	g_assert(n > 0 && k <= n);
	if (k > 0)
		interval.low = beta_quantile(tail, k, n - k + 1.0);
	if (k < n)
		interval.high = 1.0 - beta_quantile(tail, n - k, k + 1.0);
	return interval;
}

guint
stats_rate_rounds(double p, double edge, double confidence)
{
	double tail = (1.0 - confidence) / 2;
	guint few = 0, enough = STATS_MANY_ROUNDS;

	if (p < edge)
		return stats_rate_rounds(1.0 - p, 1.0 - edge, confidence);
	if (!(p > edge))
		return 0;
	while (enough - few > 1) {
		guint n = few + (enough - few) / 2;

		if (beta_cdf(edge, p * n, n - p * n + 1.0) <= tail * GRACE)
			enough = n;
		else
			few = n;
	}
	return enough < STATS_MANY_ROUNDS ? enough : 0;
}

guint
stats_min_rounds(double confidence)
{
	double n = ceil(1.0 - log2((1.0 - confidence) * GRACE));

	return MAX(STATS_MIN_ROUNDS, (guint)n);
}

double
stats_widening(double r1, guint n)
{
	double r;

	if (n < 2 || r1 <= 1.0 / sqrt(n))
		return 1.0;
	r = MIN(0.9, r1 + (1.0 + 3.0 * r1) / n);
	return sqrt((1.0 + r) / (1.0 - r));
}

/* Sort @values and return how many pairs stood in descending order; @space is as long. */
static guint64
count_inversions(double *values, double *space, guint n)
{
	guint half = n / 2, left = 0, right = half, out = 0;
	guint64 count;

	if (n < 2)
		return 0;
	count = count_inversions(values, space, half) +
	        count_inversions(values + half, space, n - half);
	while (left < half || right < n) {
		if (right == n || (left < half && values[left] <= values[right])) {
			space[out++] = values[left++];
		} else {
			count += half - left;
			space[out++] = values[right++];
		}
	}
	memcpy(values, space, n * sizeof(*values));
	return count;
}

double
stats_trend(const double *values, guint n)
{
	g_autofree double *sorted = g_new(double, MAX(n, 1));
	g_autofree double *space = g_new(double, MAX(n, 1));
	double pairs = 0.5 * n * (n - 1.0), variance = n * (n - 1.0) * (2.0 * n + 5.0), s;

	for (guint i = 0; i < n; i++)
		sorted[i] = values[i];
	s = pairs - 2.0 * (double)count_inversions(sorted, space, n);
	for (guint i = 0; i < n;) {
		double ties = 0.0;

		for (guint first = i; i < n && sorted[i] <= sorted[first]; i++)
			ties++;
		s -= 0.5 * ties * (ties - 1.0);
		variance -= ties * (ties - 1.0) * (2.0 * ties + 5.0);
	}
	if (n < 3 || !(variance > 0.0) || fabs(s) < 1.0)
		return 0.0;
	return (s - copysign(1.0, s)) / sqrt(variance / 18.0); /* continuity corrected */
}

gboolean
stats_bimodal(const double *values, guint n, double *lower, double *upper)
{
	g_autofree double *sorted = stats_sorted(values, n);
	guint least = (guint)ceil(0.15 * n);
	double mad = n > 0 ? stats_mad(values, n) : 0.0, widest = 3.0 * mad;
	guint split = 0;

	if (n < BIMODAL_ROUNDS || !(mad > 0.0))
		return FALSE;
	for (guint i = least; i + least <= n; i++) {
		if (sorted[i] - sorted[i - 1] > widest) {
			widest = sorted[i] - sorted[i - 1];
			split = i;
		}
	}
	if (split == 0)
		return FALSE;
	*lower = stats_quantile(sorted, split, 0.5);
	*upper = stats_quantile(sorted + split, n - split, 0.5);
	return TRUE;
}
