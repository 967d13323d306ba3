/*
 * calibration.h - how many iterations, warm-ups and calls at once every run of an experiment has.
 *
 * What a trial and some pilot rounds showed decides: calls are batched until one timed sample is
 * long against the clock; iterations repeat within a run what varies there, as far as runs are
 * dear (Kalibera and Jones 2013).  All conditions get the same.
 *
 * Pure functions of samples.  Knows nothing of experiments or of how runs are made.
 */
#ifndef LECTERN_CALIBRATION_H
#define LECTERN_CALIBRATION_H

#include "samples.h"

/* A timed sample lasts at least so many steps of the clock, and so many readings of it. */
#define CALIBRATION_STEPS     1000
#define CALIBRATION_READINGS  20
#define CALIBRATION_MAX_BATCH (1u << 20)

/* Bounds of the iterations that count, where time allows; and of those of a pilot run. */
#define CALIBRATION_MIN_ITERATIONS   3
#define CALIBRATION_MAX_ITERATIONS   100
#define CALIBRATION_PILOT_ITERATIONS 8

/*
 * So few pilot rounds cannot show that runs differ by less than this part of what iterations differ
 * by (variances); to believe it would fill the time with iterations that hardly help.
 */
#define CALIBRATION_LEAST_BETWEEN (1.0 / 16)

/* Rounds of the pilot, and the longest that a run may take by itself, in s. */
#define CALIBRATION_PILOT_ROUNDS 3
#define CALIBRATION_RUN_TIME     1.0

/* What runs have in common. */
typedef struct Calibration {
	guint iterations; /* that count */
	guint warmup;     /* run first, flagged */
	guint batch;      /* calls of `work` in one timed sample */
} Calibration;

/* Return the seconds that a timed sample lasts at least, for a clock of steps of @step s. */
double calibration_sample_time(double step);

/* Return the smallest batch, a power of two from @batch on, for the shortest `work` of @samples. */
guint calibration_batch(const Samples *samples, guint batch, double sample_time);

/*
 * Tell whether a second iteration in the same run would see what the first has left behind: the
 * workload counts, records or is observed.
 */
gboolean calibration_is_single(const Samples *samples);

/*
 * Return the iterations of a pilot run that takes @time s at most, from a trial of one iteration a
 * run in @samples; 0: not even CALIBRATION_MIN_ITERATIONS fit, a pilot tells nothing.
 */
guint calibration_pilot(const Samples *samples, double time);

/*
 * Return how many iterations, one of them a warm-up, @time s hold of the slowest condition seen in
 * @samples, without the warm-up, but one at least.
 */
guint calibration_fit(const Samples *samples, double time);

/*
 * Return the iterations of a run: of all conditions the largest
 *	k = sqrt((cost of a run / cost of an iteration) (variance within runs / between runs))
 * by the rounds of @samples, on the logarithms (Kalibera and Jones 2013, 6.2), between the bounds,
 * and as many as @time s hold, but one at least.
 */
guint calibration_iterations(const Samples *samples, double time);

#endif
