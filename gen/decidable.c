#include "decidable.h"

#include "dimension.h"
#include "stats.h"

#include <math.h>

gboolean
expr_constant(const Expr *expr, double *value)
{
	double a = 0.0, b = 0.0;

	if (expr->left != NULL && !expr_constant(expr->left, &a))
		return FALSE;
	if (expr->right != NULL && !expr_constant(expr->right, &b))
		return FALSE;
	switch (expr->kind) {
	case EXPR_NUMBER:
		*value = expr->number;
		return TRUE;
	case EXPR_REF:
	case EXPR_RATE:
		return FALSE;
	case EXPR_NEGATE:
		*value = -a;
		return TRUE;
	case EXPR_ADD:
		*value = a + b;
		return TRUE;
	case EXPR_SUBTRACT:
		*value = a - b;
		return TRUE;
	case EXPR_MULTIPLY:
		*value = a * b;
		return TRUE;
	case EXPR_DIVIDE:
		*value = a / b;
		return TRUE;
	case EXPR_LOG:
		*value = log(a);
		return TRUE;
	case EXPR_ABS:
		*value = fabs(a);
		return TRUE;
	case EXPR_AGG:
		*value = a;
		return TRUE;
	}
	g_assert_not_reached();
}

/* A part of a claim as `SIDE op NUMBER`, turned round where the number stands first. */
typedef struct Against {
	const Expr *side;
	CompareOp op;
	double number;
} Against;

static CompareOp
turn(CompareOp op)
{
	switch (op) {
	case COMPARE_GREATER:
		return COMPARE_LESS;
	case COMPARE_GREATER_EQUAL:
		return COMPARE_LESS_EQUAL;
	case COMPARE_LESS:
		return COMPARE_GREATER;
	case COMPARE_LESS_EQUAL:
		return COMPARE_GREATER_EQUAL;
	case COMPARE_EQUAL:
	case COMPARE_NOT_EQUAL:
	case COMPARE_NEAR:
		return op;
	}
	g_assert_not_reached();
}

/* Tell whether one side is a number; then the other is what it is held against. */
static gboolean
find_against(const Compare *compare, Against *against)
{
	if (expr_constant(compare->rhs, &against->number)) {
		against->side = compare->lhs;
		against->op = compare->op;
		return TRUE;
	}
	against->side = compare->rhs;
	against->op = turn(compare->op);
	return expr_constant(compare->lhs, &against->number);
}

/* Return whether a rate can be shown to satisfy the comparison by @rounds rounds. */
static gboolean
rate_reachable(const Against *against, guint rounds, double confidence)
{
	Interval all = stats_rate_interval(rounds, rounds, confidence);
	Interval none = stats_rate_interval(0, rounds, confidence);

	switch (against->op) {
	case COMPARE_GREATER:
		return all.low > against->number;
	case COMPARE_GREATER_EQUAL:
		return all.low >= against->number;
	case COMPARE_LESS:
		return none.high < against->number;
	case COMPARE_LESS_EQUAL:
		return none.high <= against->number;
	case COMPARE_EQUAL:
		return FALSE;
	case COMPARE_NOT_EQUAL:
	case COMPARE_NEAR: /* hangs on the samples */
		return TRUE;
	}
	g_assert_not_reached();
}

/* Return whether the quantile's interval gets the end that the comparison needs. */
static gboolean
quantile_reachable(const Against *against, guint rounds, double confidence)
{
	double p = against->side->p;
	gboolean low = rounds >= stats_quantile_rounds(p, confidence, TRUE);
	gboolean high = rounds >= stats_quantile_rounds(p, confidence, FALSE);

	switch (against->op) {
	case COMPARE_GREATER:
	case COMPARE_GREATER_EQUAL:
		return low;
	case COMPARE_LESS:
	case COMPARE_LESS_EQUAL:
		return high;
	case COMPARE_EQUAL:
	case COMPARE_NEAR:
		return low && high;
	case COMPARE_NOT_EQUAL:
		return low || high;
	}
	g_assert_not_reached();
}

/* Tell whether @expr holds a mean over rounds. */
static gboolean
has_mean(const Expr *expr)
{
	if (expr == NULL)
		return FALSE;
	return (expr->kind == EXPR_AGG && expr->agg == AGG_MEAN) || has_mean(expr->left) ||
	       has_mean(expr->right);
}

/* Tell whether @expr holds a rate, or a quantile but the median. */
static gboolean
has_rare(const Expr *expr)
{
	if (expr == NULL)
		return FALSE;
	return expr->kind == EXPR_RATE ||
	       (expr->kind == EXPR_AGG && expr->agg == AGG_QUANTILE && expr->p != 0.5) ||
	       has_rare(expr->left) || has_rare(expr->right);
}

/* Return why @term cannot be supported (transfer full), or NULL; @help is borrowed. */
static char *
find_obstacle(const Term *term, guint rounds, double confidence, const char **help)
{
	const Compare *compare = term->compare;
	Against against;

	if (term->kind == TERM_SOMETIMES)
		return NULL;
	if (rounds < stats_min_rounds(confidence)) {
		*help = "raise `rounds:`, or leave it out";
		return g_strdup_printf("%u rounds decide nothing: it takes %u", rounds,
		                       stats_min_rounds(confidence));
	}
	if (term->kind == TERM_ALWAYS)
		return NULL;
	if (compare->op == COMPARE_EQUAL &&
	    (expr_is_timed(compare->lhs) || expr_is_timed(compare->rhs))) {
		*help = "write a ~= b within 5%";
		return g_strdup("measured times are never equal");
	}
	if ((has_mean(compare->lhs) || has_mean(compare->rhs)) && rounds < STATS_MIN_MEAN_ROUNDS) {
		*help = "raise `rounds:`, or claim the median";
		return g_strdup_printf("%u rounds decide nothing about a mean: it takes %d", rounds,
		                       STATS_MIN_MEAN_ROUNDS);
	}
	if (!find_against(compare, &against))
		return NULL;
	if (against.side->kind == EXPR_RATE && !rate_reachable(&against, rounds, confidence)) {
		*help = "claim less, or use always(...)";
		return g_strdup_printf(
			"%u rounds cannot show such a rate: if all agree, it is only "
			"known to be over %.3g",
			rounds, stats_rate_interval(rounds, rounds, confidence).low);
	}
	if (against.side->kind == EXPR_AGG && against.side->agg == AGG_QUANTILE &&
	    !quantile_reachable(&against, rounds, confidence)) {
		double p = against.side->p;

		*help = "claim a quantile nearer to the median, or raise `rounds:`";
		return g_strdup_printf("%u rounds cannot bound this quantile on the side that is "
		                       "claimed: it takes %u",
		                       rounds, stats_quantile_rounds(p, confidence, p < 0.5));
	}
	return NULL;
}

void
decidable_check(const Formula *formula, guint rounds, double confidence, Diag *diag)
{
	if (formula->expected != EXPECTED_SUPPORTED)
		return;
	for (guint i = 0; i < formula->terms->len; i++) {
		const Term *term = g_ptr_array_index(formula->terms, i);
		gboolean rare = has_rare(term->compare->lhs) || has_rare(term->compare->rhs);
		guint most = rounds > 0 ? rounds
		             : rare     ? STATS_LAST_RATE_ROUNDS
		                        : STATS_LAST_ROUNDS;
		const char *help = NULL;
		g_autofree char *obstacle = find_obstacle(term, most, confidence, &help);

		if (obstacle != NULL)
			diag_add(diag, formula_span(formula, term->start, term->end),
			         FINDING_FORMULA_UNDECIDABLE, help, "%s", obstacle);
	}
}
