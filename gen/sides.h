/*
 * sides.h - an interval against the boundary of a comparison: which side it is on, and how far.
 *
 * Knows of targets and verdicts; nothing of samples.
 */
#ifndef LECTERN_SIDES_H
#define LECTERN_SIDES_H

#include "estimate.h"
#include "verdict.h"

/* lhs against rhs on the scale on which 0 is equality: log(lhs / rhs), or lhs - rhs. */
typedef struct Sides {
	double margin;    /* half width of the zone that counts as equal; 0: a point */
	double low, high; /* interval */
	double estimate;
	gboolean exact; /* counts: an interval that ends on equality is not wider than it says */
} Sides;

/*
 * Put @target on that scale; @rhs is the target of the right side alone, @exact as in Sides.  What
 * is as near to equality or to the margin as rounding errors are is on it.
 */
Sides sides_find(const Compare *compare, const Target *target, const Target *rhs, gboolean exact);

/*
 * Return what the interval says of `lhs op rhs`: wholly on the claimed side, the other, neither.
 * One that ends on equality is on neither side, since values may tie for want of resolution, unless
 * it has no width, or counts are claimed to be at least or at most something.
 */
VerdictKind sides_read(CompareOp op, const Sides *s);

/* Tell whether the interval has no end on the side where it would have to keep off the boundary. */
gboolean sides_open(const Sides *s);

/*
 * Return how many rounds would about be needed to decide, where @rounds do not and the estimate
 * stays: widths shrink with the square root of their number.  0 when that is not known.
 */
guint sides_needed(const Sides *s, guint rounds);

#endif
