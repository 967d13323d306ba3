/*
 * estimate.h - the interval of an expression, by the method that suits its aggregates.
 *
 * One median or other quantile, or one rate: exact.  Several, with a quantile other than the median
 * or a rate among them: exact intervals of each at a level that holds for all together
 * (Bonferroni), combined by interval arithmetic; resampling would cover too little there.  Means:
 * bootstrap-t.  Medians, and medians with means: expanded percentile bootstrap of whole rounds.
 *
 * Knows of leaves and statistics; nothing of verdicts.
 */
#ifndef LECTERN_ESTIMATE_H
#define LECTERN_ESTIMATE_H

#include "leaves.h"

/* Above so many rounds intervals are combined instead of resampled: exact, and fast. */
#define ESTIMATE_MAX_RESAMPLED 2048

/* One number that is wanted: lhs, lhs / rhs, or lhs - rhs. */
typedef struct Target {
	const Expr *lhs;
	const Expr *rhs;   /* or NULL */
	guint first;       /* index of the first leaf of lhs; those of rhs follow on */
	gboolean log;      /* positive: intervals are computed on the logarithm; a ratio */
	double estimate;   /* result; NAN: cannot be computed */
	Interval interval; /* result; infinite ends: too few rounds; NAN with the estimate */
	double r1;         /* result: lag-1 autocorrelation of the analysed series; 0: small */
	double widened;    /* result: by how much that widened the interval; 1: not */
	double rounding;   /* result: what is nearer on its scale (logarithm) is the same number */
} Target;

/*
 * Make a target of @lhs, whose leaves begin at @first, and @rhs (or NULL), on the log scale if both
 * are positive by their form and their samples.
 */
Target target_new(const Leaves *leaves, const Expr *lhs, const Expr *rhs, guint first);

/* Estimate @n targets at @confidence; resampling begins at @seed and is shared by all. */
void targets_estimate(Target *targets, guint n, const Leaves *leaves, double confidence,
                      guint64 seed);

/* Return how many rounds it takes for the intervals of all quantiles of @target to have two ends.
 */
guint target_rounds(const Target *target, const Leaves *leaves, double confidence);

/* Return the values of @target round by round (transfer full), or NULL if rounds are no pairs. */
GArray *target_series(const Target *target, const Leaves *leaves);

#endif
