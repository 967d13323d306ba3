/*
 * soundness.h - is a series what a machine yields that stays the same?  Tests, as p-values.
 *
 * Rounds of a sound series come in random order and in one heap.  Each test asks for one way in
 * which they do not; its p-value is how often chance alone looks so, or worse.  Who asks of many
 * series shares the level among them.  Values whose noise multiplies, as times', come as
 * logarithms.
 *
 * Pure functions of statistics and distributions; know nothing of samples.
 */
#ifndef LECTERN_SOUNDNESS_H
#define LECTERN_SOUNDNESS_H

#include <glib.h>

/* How many values make a beginning. */
#define SOUNDNESS_FIRST 3

/* A test: return its p-value for @n values in their order. */
typedef double (*SoundnessTest)(const double *values, guint n);

/* A trend, either way: Mann (1945) and Kendall (1975), see stats_trend(). */
double soundness_trend(const double *values, guint n);

/*
 * Neighbours that are alike: the lag-1 autocorrelation of the ranks, with the mean and the variance
 * that it has in random order (Moran 1948).  As a normal score: of ten values, 1.5 % have less than
 * 1 %; far smaller p-values are rarer than they say.
 */
double soundness_neighbours(const double *values, guint n);

/*
 * A beginning that is not like the rest: 1 unless the first SOUNDNESS_FIRST values are all above,
 * or all below, the others, and those have no trend of their own (1 %); then that of Student's t
 * (1908), as ranks alone tell too little of so few.  If values vary in neither part, that of the
 * order alone.
 */
double soundness_beginning(const double *values, guint n);

/*
 * Two heaps: 1 unless stats_bimodal() finds them; then by the gap between them and their own
 * spread, log10 p = -(2 + n gap / sd) / 26, which is fitted to uniform values (n from 15 to 51, p
 * from .01 to .0001); normal ones are farther from it, exponential ones reach it three times as
 * often.
 */
double soundness_heaps(const double *values, guint n);

#endif
