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

Sides
sides_find(const Compare *compare, const Target *target, const Target *rhs, gboolean exact)
{
	double near = MIN(fabs(rhs->interval.low), fabs(rhs->interval.high));

	if (target->log)
		return (Sides){log1p(compare->within), log(target->interval.low),
		               log(target->interval.high), log(target->estimate), exact};
	if (rhs->interval.low < 0.0 && rhs->interval.high > 0.0)
		near = 0.0;
	return (Sides){compare->within * near, target->interval.low, target->interval.high,
	               target->estimate, exact};
}

guint
sides_needed(const Sides *s, guint rounds)
{
	double edge = s->margin == 0.0 ? 0.0 : s->estimate > 0.0 ? s->margin : -s->margin;
	double away = s->estimate - edge;
	double half = away > 0.0 ? s->estimate - s->low : s->high - s->estimate;
	double needed = ceil(rounds * (half / away) * (half / away));

	return isfinite(needed) && needed > rounds && needed < 100000.0 ? (guint)needed : 0;
}
