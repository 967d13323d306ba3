#include "leaves.h"

#include <math.h>

static gboolean
is_leaf(const Expr *expr)
{
	return expr->kind == EXPR_REF || expr->kind == EXPR_AGG || expr->kind == EXPR_RATE;
}

guint
expr_leaves(const Expr *expr)
{
	if (expr == NULL)
		return 0;
	return is_leaf(expr) ? 1 : expr_leaves(expr->left) + expr_leaves(expr->right);
}

double
expr_evaluate(const Expr *expr, const double *values, guint *cursor)
{
	double a = 0.0, b = 0.0;

	if (is_leaf(expr))
		return values[(*cursor)++];
	if (expr->left != NULL)
		a = expr_evaluate(expr->left, values, cursor);
	if (expr->right != NULL)
		b = expr_evaluate(expr->right, values, cursor);
	switch (expr->kind) {
	case EXPR_NUMBER:
		return expr->number;
	case EXPR_NEGATE:
		return -a;
	case EXPR_ADD:
		return a + b;
	case EXPR_SUBTRACT:
		return a - b;
	case EXPR_MULTIPLY:
		return a * b;
	case EXPR_DIVIDE:
		return a / b;
	case EXPR_LOG:
		return log(a);
	case EXPR_ABS:
		return fabs(a);
	case EXPR_REF:
	case EXPR_AGG:
	case EXPR_RATE:
		break;
	}
	g_assert_not_reached();
}

/* Return the product of two ends; an infinite end times 0 is 0, as in IEEE 1788. */
static double
times(double x, double y)
{
	return x == 0.0 || y == 0.0 ? 0.0 : x * y;
}

static Interval
multiply(Interval a, Interval b)
{
	double p = times(a.low, b.low), q = times(a.low, b.high);
	double r = times(a.high, b.low), s = times(a.high, b.high);

	return (Interval){MIN(MIN(p, q), MIN(r, s)), MAX(MAX(p, q), MAX(r, s))};
}

static Interval
invert(Interval a)
{
	if (a.low < 0.0 && a.high > 0.0)
		return (Interval){-INFINITY, INFINITY};
	if (a.low == 0.0 && a.high == 0.0)
		return (Interval){-INFINITY, INFINITY};
	return (Interval){a.high == 0.0 ? -(double)INFINITY : 1.0 / a.high,
	                  a.low == 0.0 ? (double)INFINITY : 1.0 / a.low};
}

static Interval
absolute(Interval a)
{
	if (a.low >= 0.0)
		return a;
	if (a.high <= 0.0)
		return (Interval){-a.high, -a.low};
	return (Interval){0.0, MAX(-a.low, a.high)};
}

Interval
expr_bounds(const Expr *expr, const Interval *bounds, guint *cursor)
{
	Interval a = {0.0, 0.0}, b = {0.0, 0.0};

	if (is_leaf(expr))
		return bounds[(*cursor)++];
	if (expr->left != NULL)
		a = expr_bounds(expr->left, bounds, cursor);
	if (expr->right != NULL)
		b = expr_bounds(expr->right, bounds, cursor);
	switch (expr->kind) {
	case EXPR_NUMBER:
		return (Interval){expr->number, expr->number};
	case EXPR_NEGATE:
		return (Interval){-a.high, -a.low};
	case EXPR_ADD:
		return (Interval){a.low + b.low, a.high + b.high};
	case EXPR_SUBTRACT:
		return (Interval){a.low - b.high, a.high - b.low};
	case EXPR_MULTIPLY:
		return multiply(a, b);
	case EXPR_DIVIDE:
		return multiply(a, invert(b));
	case EXPR_LOG:
		return (Interval){a.low > 0.0 ? log(a.low) : -(double)INFINITY,
		                  a.high > 0.0 ? log(a.high) : -(double)INFINITY};
	case EXPR_ABS:
		return absolute(a);
	case EXPR_REF:
	case EXPR_AGG:
	case EXPR_RATE:
		break;
	}
	g_assert_not_reached();
}

gboolean
compare_holds(const Compare *compare, double lhs, double rhs)
{
	switch (compare->op) {
	case COMPARE_GREATER:
		return lhs > rhs;
	case COMPARE_GREATER_EQUAL:
		return lhs >= rhs;
	case COMPARE_LESS:
		return lhs < rhs;
	case COMPARE_LESS_EQUAL:
		return lhs <= rhs;
	case COMPARE_EQUAL:
		return lhs == rhs;
	case COMPARE_NOT_EQUAL:
		return lhs != rhs;
	case COMPARE_NEAR:
		if (lhs > 0.0 && rhs > 0.0)
			return fabs(log(lhs / rhs)) <= log1p(compare->within);
		return fabs(lhs - rhs) <= compare->within * fabs(rhs);
	}
	g_assert_not_reached();
}

double
leaf_quantile(const Leaf *leaf)
{
	if (leaf->expr->kind == EXPR_REF)
		return 0.5;
	if (leaf->expr->kind == EXPR_AGG && leaf->expr->agg == AGG_QUANTILE)
		return leaf->expr->p;
	return (double)NAN;
}

static void
leaf_free(gpointer data)
{
	Leaf *leaf = data;

	g_free(leaf->values);
	g_free(leaf->order);
	g_free(leaf);
}

void
leaves_free(Leaves *leaves)
{
	if (leaves == NULL)
		return;
	g_ptr_array_unref(leaves->leaves);
	g_array_unref(leaves->strata);
	g_free(leaves->missing);
	g_free(leaves);
}

/* Collect the nodes of @expr that are leaves: of the outside, or the references within one. */
static void
collect(const Expr *expr, GPtrArray *nodes)
{
	if (expr == NULL)
		return;
	if (is_leaf(expr)) {
		g_ptr_array_add(nodes, (gpointer)expr);
		return;
	}
	collect(expr->left, nodes);
	collect(expr->right, nodes);
}

/* Collect the references that the leaf @expr is computed from. */
static GPtrArray *
collect_refs(const Expr *expr)
{
	GPtrArray *refs = g_ptr_array_new();

	if (expr->kind == EXPR_REF) {
		g_ptr_array_add(refs, (gpointer)expr);
	} else if (expr->kind == EXPR_RATE) {
		collect(expr->compare->lhs, refs);
		collect(expr->compare->rhs, refs);
	} else {
		collect(expr->left, refs);
	}
	return refs;
}

/* Return the value of the leaf @expr in one round, of the values @x of its references. */
static double
round_value(const Expr *expr, const double *x)
{
	guint cursor = 0;
	double lhs, rhs;

	if (expr->kind == EXPR_REF)
		return x[0];
	if (expr->kind == EXPR_AGG)
		return expr_evaluate(expr->left, x, &cursor);
	lhs = expr_evaluate(expr->compare->lhs, x, &cursor);
	rhs = expr_evaluate(expr->compare->rhs, x, &cursor);
	if (!isfinite(lhs) || !isfinite(rhs))
		return (double)NAN;
	return compare_holds(expr->compare, lhs, rhs);
}

/* Say which reference has no samples at all (transfer full); NULL: there are some, if dropped. */
static char *
describe_missing(const Ref *ref, const Samples *samples)
{
	g_autofree char *label = NULL;

	if (samples == NULL)
		return g_strdup_printf("'%s' has not been measured", ref->executor);
	if (samples_has(samples, (guint)ref->condition, ref->metric))
		return NULL;
	label = condition_label(samples->design,
	                        g_ptr_array_index(samples->design->conditions, ref->condition));
	return g_strdup_printf("there are no samples of '%s' under %s", ref->metric, label);
}

/* Return the values of the leaf @expr, one a round made; NAN where there is none. */
static GArray *
make_values(Leaves *leaves, const Expr *expr, const Samples *samples, gboolean all)
{
	g_autoptr(GPtrArray) refs = collect_refs(expr);
	g_autoptr(GPtrArray) series = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	g_autofree double *x = g_new(double, refs->len);
	GArray *values = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint r = 0; r < refs->len; r++) {
		const Ref *ref = ((const Expr *)g_ptr_array_index(refs, r))->ref;
		GArray *one = samples ? samples_series(samples, (guint)ref->condition, ref->metric,
		                                       ref->over, all)
		                      : g_array_new(FALSE, FALSE, sizeof(double));

		g_ptr_array_add(series, one);
		if (leaves->missing == NULL)
			leaves->missing = describe_missing(ref, samples);
	}
	for (guint i = 0; samples != NULL && i < samples->rounds; i++) {
		gboolean whole = TRUE;
		double value = (double)NAN;

		for (guint r = 0; r < refs->len; r++) {
			x[r] = g_array_index((GArray *)g_ptr_array_index(series, r), double, i);
			whole = whole && !isnan(x[r]);
		}
		if (whole)
			value = round_value(expr, x);
		if (whole && !isfinite(value)) {
			leaves->undefined++;
			value = (double)NAN;
		}
		g_array_append_val(values, value);
	}
	return values;
}

/* Return the index of the stratum of the experiment @home, adding it. */
static guint
find_stratum(Leaves *leaves, int home, const Samples *samples)
{
	Stratum stratum = {.home = home, .rounds = samples ? samples->rounds : 0};

	for (guint i = 0; i < leaves->strata->len; i++)
		if (g_array_index(leaves->strata, Stratum, i).home == home)
			return i;
	g_array_append_val(leaves->strata, stratum);
	return leaves->strata->len - 1;
}

static int
compare_by_value(gconstpointer a, gconstpointer b, gpointer values)
{
	double x = ((double *)values)[*(const guint32 *)a];
	double y = ((double *)values)[*(const guint32 *)b];

	return (x > y) - (x < y);
}

/* Return the aggregate of @leaf over @n > 0 rounds, given how often each counts. */
double
leaf_resampled(const Leaf *leaf, const guint32 *counts, guint n)
{
	double p = leaf_quantile(leaf), position, value;
	guint32 below, seen = 0;
	guint i = 0;

	if (isnan(p)) {
		double sum = 0.0;

		for (i = 0; i < n; i++)
			sum += counts[i] * leaf->values[i];
		return sum / n;
	}
	position = p * (n - 1); /* type 7, in the sorted resample */
	below = (guint32)position;
	while (seen + counts[leaf->order[i]] <= below)
		seen += counts[leaf->order[i++]];
	value = leaf->values[leaf->order[i]];
	if (position <= below || seen + counts[leaf->order[i]] > below + 1)
		return value;
	for (i++; counts[leaf->order[i]] == 0;)
		i++;
	return value + (position - below) * (leaf->values[leaf->order[i]] - value);
}

/* Return the aggregate of @leaf over its @n rounds. */
static double
leaf_estimate(const Leaf *leaf, guint n)
{
	g_autofree double *sorted = NULL;
	double p = leaf_quantile(leaf);

	if (n == 0)
		return (double)NAN;
	sorted = stats_sorted(leaf->values, n);
	if (!isnan(p))
		return stats_quantile(sorted, n, p);
	if (leaf->expr->kind == EXPR_AGG && leaf->expr->agg == AGG_MIN)
		return sorted[0];
	if (leaf->expr->kind == EXPR_AGG && leaf->expr->agg == AGG_MAX)
		return sorted[n - 1];
	return stats_mean(leaf->values, n);
}

/* Keep of the leaves of the stratum @index the rounds in which all have a value. */
static void
use_rounds(Leaves *leaves, guint index, const GPtrArray *series)
{
	Stratum *stratum = &g_array_index(leaves->strata, Stratum, index);

	for (guint i = 0; i < stratum->rounds; i++) {
		gboolean whole = TRUE;

		for (guint k = 0; k < leaves->leaves->len; k++) {
			const Leaf *leaf = g_ptr_array_index(leaves->leaves, k);
			const GArray *one = g_ptr_array_index(series, k);

			if (leaf->stratum == index && isnan(g_array_index(one, double, i)))
				whole = FALSE;
		}
		for (guint k = 0; whole && k < leaves->leaves->len; k++) {
			Leaf *leaf = g_ptr_array_index(leaves->leaves, k);
			const GArray *one = g_ptr_array_index(series, k);

			if (leaf->stratum == index)
				leaf->values[stratum->n] = g_array_index(one, double, i);
		}
		stratum->n += whole;
	}
}

Leaves *
leaves_new(const Expr *const *exprs, guint n, const Samples *const *samples, gboolean all)
{
	Leaves *leaves = g_new0(Leaves, 1);
	g_autoptr(GPtrArray) nodes = g_ptr_array_new();
	g_autoptr(GPtrArray) series = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	guint offset = 0;

	leaves->leaves = g_ptr_array_new_with_free_func(leaf_free);
	leaves->strata = g_array_new(FALSE, TRUE, sizeof(Stratum));
	for (guint i = 0; i < n; i++)
		collect(exprs[i], nodes);
	for (guint i = 0; i < nodes->len; i++) {
		const Expr *expr = g_ptr_array_index(nodes, i);
		g_autoptr(GPtrArray) refs = collect_refs(expr);
		int home = ((const Expr *)g_ptr_array_index(refs, 0))->ref->home;
		Leaf *leaf = g_new0(Leaf, 1);

		leaf->expr = expr;
		leaf->stratum = find_stratum(leaves, home, samples[home]);
		g_ptr_array_add(leaves->leaves, leaf);
		g_ptr_array_add(series, make_values(leaves, expr, samples[home], all));
		leaf->values = g_new0(double, samples[home] ? samples[home]->rounds + 1 : 1);
	}
	for (guint i = 0; i < leaves->strata->len; i++) {
		use_rounds(leaves, i, series);
		g_array_index(leaves->strata, Stratum, i).offset = offset;
		offset += g_array_index(leaves->strata, Stratum, i).n;
	}
	for (guint k = 0; k < leaves->leaves->len; k++) {
		Leaf *leaf = g_ptr_array_index(leaves->leaves, k);
		guint used = g_array_index(leaves->strata, Stratum, leaf->stratum).n;

		leaf->order = g_new(guint32, used + 1);
		for (guint32 i = 0; i < used; i++)
			leaf->order[i] = i;
		g_qsort_with_data(leaf->order, (int)used, sizeof(guint32), compare_by_value,
		                  leaf->values);
		leaf->estimate = leaf_estimate(leaf, used);
	}
	return leaves;
}

gboolean
leaves_whole(const Leaves *leaves)
{
	for (guint k = 0; k < leaves->leaves->len; k++) {
		const Leaf *leaf = g_ptr_array_index(leaves->leaves, k);
		guint n = g_array_index(leaves->strata, Stratum, leaf->stratum).n;

		for (guint i = 0; i < n; i++)
			if (leaf->values[i] != round(leaf->values[i]))
				return FALSE;
	}
	return TRUE;
}

gboolean
leaves_constant(const Leaves *leaves, guint first, guint n)
{
	for (guint k = first; k < first + n; k++) {
		const Leaf *leaf = g_ptr_array_index(leaves->leaves, k);
		guint rounds = g_array_index(leaves->strata, Stratum, leaf->stratum).n;

		for (guint i = 1; i < rounds; i++)
			if (leaf->values[i] != leaf->values[0])
				return FALSE;
	}
	return TRUE;
}

guint
leaves_rounds(const Leaves *leaves)
{
	guint fewest = G_MAXUINT;

	for (guint i = 0; i < leaves->strata->len; i++)
		fewest = MIN(fewest, g_array_index(leaves->strata, Stratum, i).n);
	return leaves->strata->len == 0 ? 0 : fewest;
}

guint
leaves_dropped(const Leaves *leaves)
{
	guint most = 0;

	for (guint i = 0; i < leaves->strata->len; i++) {
		const Stratum *stratum = &g_array_index(leaves->strata, Stratum, i);

		most = MAX(most, stratum->rounds - stratum->n);
	}
	return most;
}
