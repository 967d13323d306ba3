#include "sides.h"

#include <math.h>

VerdictKind
sides_read(CompareOp op, const Sides *s)
{
	gboolean yes = FALSE, no = FALSE, point = s->low == 0.0 && s->high == 0.0;

	switch (op) {
	case COMPARE_GREATER:
		yes = s->low > 0.0;
		no = s->high < 0.0 || point;
		break;
	case COMPARE_GREATER_EQUAL:
		yes = s->low > 0.0 || point || (s->low == 0.0 && s->exact);
		no = s->high < 0.0;
		break;
	case COMPARE_LESS:
		yes = s->high < 0.0;
		no = s->low > 0.0 || point;
		break;
	case COMPARE_LESS_EQUAL:
		yes = s->high < 0.0 || point || (s->high == 0.0 && s->exact);
		no = s->low > 0.0;
		break;
	case COMPARE_EQUAL:
		yes = point;
		no = s->low > 0.0 || s->high < 0.0;
		break;
	case COMPARE_NOT_EQUAL:
		no = point;
		yes = s->low > 0.0 || s->high < 0.0;
		break;
	case COMPARE_NEAR:
		yes = s->low >= -s->margin && s->high <= s->margin;
		no = s->low > s->margin || s->high < -s->margin;
		break;
	}
	return yes ? VERDICT_SUPPORTED : no ? VERDICT_REFUTED : VERDICT_INCONCLUSIVE;
}

/* Return @x, or the boundary that it is no farther from than @rounding. */
static double
snap(double x, double margin, double rounding)
{
	if (fabs(x) <= rounding)
		return 0.0;
	return fabs(fabs(x) - margin) <= rounding ? copysign(margin, x) : x;
}

Sides
sides_find(const Compare *compare, const Target *target, const Target *rhs, gboolean exact)
{
	double near = MIN(fabs(rhs->interval.low), fabs(rhs->interval.high));
	Sides s = {log1p(compare->within), log(target->interval.low), log(target->interval.high),
	           log(target->estimate), exact};

	if (!target->log) {
		if (rhs->interval.low < 0.0 && rhs->interval.high > 0.0)
			near = 0.0;
		s = (Sides){compare->within * near, target->interval.low, target->interval.high,
		            target->estimate, exact};
	}
	s.low = snap(s.low, s.margin, target->rounding);
	s.high = snap(s.high, s.margin, target->rounding);
	s.estimate = snap(s.estimate, s.margin, target->rounding);
	return s;
}

/* How far the estimate is from a boundary, and how far the interval reaches that way. */
typedef struct Gap {
	double away;
	double reach;
} Gap;

static Gap
gap_to(const Sides *s, double edge)
{
	double below = s->estimate - s->low, above = s->high - s->estimate;
	double away = s->estimate - edge;

	return (Gap){fabs(away), away > 0.0 ? below : away < 0.0 ? above : MIN(below, above)};
}

/* Find what keeps the claim open: one boundary, or within the margin both; return how many. */
static guint
find_gaps(const Sides *s, Gap gaps[2])
{
	double edge = copysign(s->margin, s->estimate);

	gaps[0] = gap_to(s, edge);
	gaps[1] = gap_to(s, -edge);
	return fabs(s->estimate) < s->margin ? 2 : 1;
}

gboolean
sides_open(const Sides *s)
{
	Gap gaps[2];
	guint n = find_gaps(s, gaps);

	return isinf(gaps[0].reach) || (n == 2 && isinf(gaps[1].reach));
}

guint
sides_needed(const Sides *s, guint rounds)
{
	Gap gaps[2];
	guint n = find_gaps(s, gaps);
	double needed = 0.0;

	for (guint i = 0; i < n; i++) {
		double widths = gaps[i].reach / gaps[i].away;

		needed = MAX(needed, ceil(rounds * widths * widths));
	}
	return isfinite(needed) && needed > rounds && needed < STATS_MANY_ROUNDS ? (guint)needed
	                                                                         : 0;
}
