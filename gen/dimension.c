#include "dimension.h"

#include <string.h>

/* Who is asking: where findings go, NULL when none are wanted. */
typedef struct Check {
	const Formula *formula;
	Diag *diag;
} Check;

static Dimension walk(const Expr *expr, const Check *check);

static Dimension
dimension_of(Unit unit)
{
	Dimension dimension = {0, 0, FALSE, FALSE};

	switch (unit) {
	case UNIT_NONE:
		break;
	case UNIT_SECOND:
		dimension.seconds = 1;
		break;
	case UNIT_BYTE:
		dimension.bytes = 1;
		break;
	case UNIT_PER_SECOND:
		dimension.seconds = -1;
		break;
	}
	return dimension;
}

Unit
ref_unit(const Ref *ref)
{
	const Metric *metric = metric_find(ref->metric);

	switch (ref->over) {
	case OVER_DISTINCT:
	case OVER_FAIRNESS:
		return UNIT_NONE;
	case OVER_NONE:
	case OVER_SPREAD:
	case OVER_TOTAL:
		return metric == NULL ? UNIT_NONE : metric->unit;
	}
	g_assert_not_reached();
}

static Dimension
ref_dimension(const Ref *ref)
{
	Dimension dimension = dimension_of(ref_unit(ref));

	dimension.free = metric_find(ref->metric) == NULL && ref->over != OVER_DISTINCT &&
	                 ref->over != OVER_FAIRNESS;
	return dimension;
}

static char *
dimension_words(Dimension dimension)
{
	if (dimension.seconds == 1 && dimension.bytes == 0)
		return g_strdup("a time");
	if (dimension.seconds == -1 && dimension.bytes == 0)
		return g_strdup("a rate per second");
	if (dimension.seconds == 0 && dimension.bytes == 1)
		return g_strdup("an amount of memory");
	if (dimension.seconds == 0 && dimension.bytes == 0)
		return g_strdup("a number without unit");
	return g_strdup_printf("an amount in s^%d B^%d", dimension.seconds, dimension.bytes);
}

/* Find what is added or compared: the common dimension of both sides, which must agree. */
static Dimension
meet(const Expr *left, const Expr *right, const char *what, const Check *check)
{
	Dimension a = walk(left, check), b = walk(right, check);
	Dimension fixed = a.free ? b : a, other = a.free ? a : b;
	const Expr *bare = a.free ? left : right;

	if (a.free && b.free) {
		fixed.bare = a.bare && b.bare;
		return fixed;
	}
	if (check->diag == NULL)
		return fixed;
	if (!other.free && (a.seconds != b.seconds || a.bytes != b.bytes)) {
		g_autofree char *x = dimension_words(a), *y = dimension_words(b);

		diag_add(check->diag, formula_span(check->formula, left->start, right->end),
		         FINDING_FORMULA_UNITS, NULL, "%s is %s %s", x, what, y);
	} else if (other.bare && (fixed.seconds == 1 || fixed.bytes == 1) &&
	           !(bare->kind == EXPR_NUMBER && bare->number == 0.0)) {
		diag_add(check->diag, formula_span(check->formula, bare->start, bare->end),
		         FINDING_FORMULA_UNIT_MISSING,
		         fixed.bytes ? "write KiB or MiB behind it"
		                     : "write ns, us, ms or s behind it",
		         "a number without unit is %s %s; it is taken in %s", what,
		         fixed.bytes ? "an amount of memory" : "a time",
		         fixed.bytes ? "bytes" : "seconds");
	}
	return fixed;
}

static Dimension
combine(const Expr *expr, int sign, const Check *check)
{
	Dimension a = walk(expr->left, check), b = walk(expr->right, check);

	a.seconds += sign * b.seconds;
	a.bytes += sign * b.bytes;
	a.bare = a.bare && b.bare;
	a.free = a.free && b.free;
	return a;
}

static Dimension
walk_log(const Expr *expr, const Check *check)
{
	Dimension inner = walk(expr->left, check);

	if (check->diag != NULL && (inner.seconds != 0 || inner.bytes != 0)) {
		g_autofree char *words = dimension_words(inner);

		diag_add(check->diag, formula_span(check->formula, expr->start, expr->end),
		         FINDING_FORMULA_UNITS, "divide by an amount of the same unit first",
		         "the logarithm of %s", words);
	}
	return dimension_of(UNIT_NONE);
}

static Dimension
walk(const Expr *expr, const Check *check)
{
	Dimension dimension = dimension_of(UNIT_NONE);

	switch (expr->kind) {
	case EXPR_NUMBER:
		dimension = dimension_of(expr->unit);
		dimension.free = dimension.bare = expr->bare;
		return dimension;
	case EXPR_REF:
		return ref_dimension(expr->ref);
	case EXPR_NEGATE:
	case EXPR_ABS:
	case EXPR_AGG:
		return walk(expr->left, check);
	case EXPR_ADD:
		return meet(expr->left, expr->right, "added to", check);
	case EXPR_SUBTRACT:
		return meet(expr->left, expr->right, "subtracted from or by", check);
	case EXPR_MULTIPLY:
		return combine(expr, 1, check);
	case EXPR_DIVIDE:
		return combine(expr, -1, check);
	case EXPR_LOG:
		return walk_log(expr, check);
	case EXPR_RATE:
		meet(expr->compare->lhs, expr->compare->rhs, "compared with", check);
		return dimension;
	}
	g_assert_not_reached();
}

void
dimension_check(const Formula *formula, Diag *diag)
{
	Check check = {formula, diag};

	if (formula->expr != NULL)
		walk(formula->expr, &check);
	for (guint i = 0; i < formula->terms->len; i++) {
		const Term *term = g_ptr_array_index(formula->terms, i);

		meet(term->compare->lhs, term->compare->rhs, "compared with", &check);
	}
}

Dimension
expr_dimension(const Expr *expr)
{
	Check check = {NULL, NULL};

	return walk(expr, &check);
}

Unit
expr_unit(const Expr *expr)
{
	Dimension dimension = expr_dimension(expr);

	if (dimension.seconds == 1 && dimension.bytes == 0)
		return UNIT_SECOND;
	if (dimension.seconds == -1 && dimension.bytes == 0)
		return UNIT_PER_SECOND;
	if (dimension.seconds == 0 && dimension.bytes == 1)
		return UNIT_BYTE;
	return UNIT_NONE;
}

/* Metrics without unit that are quotients of times. */
static gboolean
is_timed_metric(const char *name)
{
	static const char *const quotients[] = {"parallelism", "speedup", NULL};
	const Metric *metric = metric_find(name);

	return g_strv_contains(quotients, name) || (metric != NULL && metric->unit == UNIT_SECOND);
}

gboolean
expr_is_timed(const Expr *expr)
{
	if (expr == NULL)
		return FALSE;
	if (expr->kind == EXPR_REF)
		return is_timed_metric(expr->ref->metric) && expr->ref->over != OVER_DISTINCT;
	return expr_is_timed(expr->left) || expr_is_timed(expr->right);
}
