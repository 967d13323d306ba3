/*
 * bootstrap.h - intervals by resampling whole rounds.
 *
 * A resample draws rounds with replacement, all conditions of a round together; several experiments
 * are strata that are drawn each on its own.  The statistic gets how often every round was drawn,
 * and answers one or more numbers; each number gets its interval.
 *
 * Knows of random numbers and distributions; nothing of samples or claims.
 */
#ifndef LECTERN_BOOTSTRAP_H
#define LECTERN_BOOTSTRAP_H

#include "stats.h"

/* Resamples: (B + 1) alpha / 2 is whole for 95 %, 99 %, 99.9 % (Davison and Hinkley 1997). */
#define BOOTSTRAP_RESAMPLES 9999

/*
 * Compute @results from a resample: @counts tells how often each round was drawn, the strata one
 * after the other.  Numbers that cannot be computed are NAN.
 */
typedef void (*Statistic)(const guint32 *counts, double *results, gpointer data);

/* What to resample. */
typedef struct Bootstrap {
	const guint *strata; /* rounds of each stratum, > 1 */
	guint n_strata;
	guint n_results; /* how many numbers the statistic gives */
	Statistic statistic;
	gpointer data; /* for it */
	guint64 seed;
} Bootstrap;

/*
 * Return all resampled numbers (transfer full, g_free): n_results blocks of BOOTSTRAP_RESAMPLES,
 * in the order of drawing.
 */
double *bootstrap_draw(const Bootstrap *bootstrap);

/*
 * Return the expanded percentile interval from BOOTSTRAP_RESAMPLES @replicates, which are reordered
 * in place: tail Phi(-sqrt(n / (n - 1)) t(1 - alpha / 2, n - 1)), n the @rounds of the smallest
 * stratum (Hesterberg 2015, 4.3).  With replicates that are no numbers, both ends are infinite.
 */
Interval bootstrap_expanded(double *replicates, guint rounds, double confidence);

/*
 * Return the bootstrap-t interval for @estimate with standard error @error from @scores, the
 * BOOTSTRAP_RESAMPLES studentised differences (replicate - estimate) / its own standard error,
 * which are reordered in place (Efron and Tibshirani 1993, 12.5).
 */
Interval bootstrap_t(double *scores, double estimate, double error, double confidence);

#endif
