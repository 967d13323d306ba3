/*
 * stats.h - statistics of one series of numbers: pure functions, sources named.
 *
 * All values are finite unless said otherwise; a caller sorts out what is missing first.  Exact
 * intervals come from here, those by resampling from bootstrap.h.
 *
 * Knows of distributions; nothing of samples or claims.
 */
#ifndef LECTERN_STATS_H
#define LECTERN_STATS_H

#include <glib.h>

/* Rounds below which nothing is ever decided, and below which no mean is. */
#define STATS_MIN_ROUNDS      10
#define STATS_MIN_MEAN_ROUNDS 20

/* Rounds after which no more are made: in general, and where a quantile or rate is claimed. */
#define STATS_LAST_ROUNDS      51
#define STATS_LAST_RATE_ROUNDS 110

/* So many rounds nobody makes: where it takes more, it is not said how many. */
#define STATS_MANY_ROUNDS 100000

/* An interval of an estimate; an end that no number of samples so small can give is infinite. */
typedef struct Interval {
	double low;
	double high;
} Interval;

/* Sort @n values ascending, in place. */
void stats_sort(double *values, guint n);

/* Return a sorted copy of @n values (transfer full, g_free). */
double *stats_sorted(const double *values, guint n);

/* Return the quantile @p (0 to 1) of @n > 0 sorted values: type 7 of Hyndman and Fan (1996). */
double stats_quantile(const double *sorted, guint n, double p);

/* Return the median of @n > 0 values in any order. */
double stats_median(const double *values, guint n);

/* Return the mean of @n > 0 values: a compensated sum (Neumaier 1974), then corrected once. */
double stats_mean(const double *values, guint n);

/* Return the variance (n - 1) of @n > 1 values: corrected two-pass algorithm (Chan 1983, 1.7). */
double stats_variance(const double *values, guint n);

/* Return the standard deviation (n - 1); 0 when @n < 2. */
double stats_sd(const double *values, guint n);

/* Return the lag-1 autocorrelation coefficient as NIST defines it; 0 for constant series. */
double stats_autocorrelation(const double *values, guint n);

/* Return Jain's index (Jain, Chiu, Hawe 1984) of @n > 0 values; 1 when all are 0. */
double stats_jain(const double *values, guint n);

/* Return the median absolute deviation from the median, unscaled. */
double stats_mad(const double *values, guint n);

/*
 * Return the exact interval for the quantile @p of what @n sorted values were drawn from: the
 * tightest order statistics that leave at most (1 - @confidence) / 2 outside on either side
 * (Conover 1999, 3.2).  Ends that @n is too small for are infinite.
 */
Interval stats_quantile_interval(const double *sorted, guint n, double p, double confidence);

/* Tell the interval for the median of @n sorted values; FALSE when @n is too small for one. */
gboolean stats_median_interval(const double *sorted, guint n, double confidence, double *low,
                               double *high);

/* Return the smallest n for which stats_quantile_interval() has a finite @low (or high) end. */
guint stats_quantile_rounds(double p, double confidence, gboolean low);

/* Return the interval for a rate of which @k of @n > 0 were seen (Clopper and Pearson 1934). */
Interval stats_rate_interval(guint k, guint n, double confidence);

/*
 * Return about how many rounds it takes until the interval of a rate that stays at @p leaves out
 * @edge: from the same tails, of fractions of rounds, too.  0: STATS_MANY_ROUNDS are not enough.
 */
guint stats_rate_rounds(double p, double edge, double confidence);

/* Return the smallest n that decides anything: 2^(1-n) <= 1 - @confidence, and at least 10. */
guint stats_min_rounds(double confidence);

/*
 * Return the factor by which the interval of a series of @n values with lag-1 autocorrelation @r1
 * is widened: sqrt((1 + r) / (1 - r)) with r = min(0.9, r1 + (1 + 3 r1) / n) if r1 > 1 / sqrt(n),
 * else 1 (bias: Kendall 1954; variance of a mean of AR(1)).
 */
double stats_widening(double r1, guint n);

/*
 * Return Mann and Kendall's trend statistic as a normal score, ties corrected; values in order of
 * time.  Above 2.58 in size, a drift is likely (1 %).
 */
double stats_trend(const double *values, guint n);

/*
 * Tell whether at least 15 values fall in two heaps, a gap of over 3 MAD with 15 % on either side;
 * then their medians are @lower and @upper.
 */
gboolean stats_bimodal(const double *values, guint n, double *lower, double *upper);

#endif
