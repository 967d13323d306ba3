/*
 * leaves.h - the numbers behind an expression: the series of every aggregate in it, round by round.
 *
 * A leaf is an aggregate over rounds; a bare reference is the median.  Leaves of one experiment
 * share its rounds (a stratum): a round in which one of them has no value is used for none.
 *
 * Knows of formulas and samples; nothing of intervals or verdicts.
 */
#ifndef LECTERN_LEAVES_H
#define LECTERN_LEAVES_H

#include "stats.h"
#include "tree.h"

typedef struct Leaf {
	const Expr *expr; /* EXPR_REF, EXPR_AGG or EXPR_RATE */
	guint stratum;    /* index into the strata */
	double *values;   /* one a used round of the stratum; of a rate, 0 or 1 */
	guint32 *order;   /* rounds by ascending value */
	double estimate;  /* over the used rounds; NAN when there are none */
} Leaf;

/* The rounds of one experiment. */
typedef struct Stratum {
	int home;     /* index of the experiment */
	guint rounds; /* that were made */
	guint n;      /* that are used */
	guint offset; /* of the stratum's first round in counts of resamples */
} Stratum;

typedef struct Leaves {
	GPtrArray *leaves; /* Leaf, owned, in the order of the expressions */
	GArray *strata;    /* Stratum */
	guint undefined;   /* rounds with samples, but from which nothing can be computed */
	char *missing;     /* what has no samples at all, for the reader; NULL: nothing */
} Leaves;

/*
 * Collect the leaves of @n expressions of a checked formula, one expression after the other, from
 * @samples (by experiment; NULL where nothing was measured).  @all: dropped rounds, too.
 */
Leaves *leaves_new(const Expr *const *exprs, guint n, const Samples *const *samples, gboolean all);
void leaves_free(Leaves *leaves);

/* Return how many leaves @expr has. */
guint expr_leaves(const Expr *expr);

/*
 * Return @expr with @values in place of its leaves, of which *@cursor is the next; it moves on.
 */
double expr_evaluate(const Expr *expr, const double *values, guint *cursor);

/* Return the bounds of @expr likewise, by interval arithmetic. */
Interval expr_bounds(const Expr *expr, const Interval *bounds, guint *cursor);

/* Return what the aggregate of @leaf is in a resample in which rounds count as in @counts. */
double leaf_resampled(const Leaf *leaf, const guint32 *counts, guint n);

/* Return the quantile that @leaf is; 0.5 for a bare reference; NAN when it is no quantile. */
double leaf_quantile(const Leaf *leaf);

/* Tell whether the comparison @compare holds between @lhs and @rhs. */
gboolean compare_holds(const Compare *compare, double lhs, double rhs);

/* Tell whether all values are whole numbers: counts. */
gboolean leaves_whole(const Leaves *leaves);

/* Tell whether each of the @n leaves from @first on is the same in all rounds. */
gboolean leaves_constant(const Leaves *leaves, guint first, guint n);

/* Return the fewest rounds of any stratum, and the most that were made but not used. */
guint leaves_rounds(const Leaves *leaves);
guint leaves_dropped(const Leaves *leaves);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Leaves, leaves_free)

#endif
