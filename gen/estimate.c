#include "estimate.h"

#include "bootstrap.h"
#include "distribution.h"

#include <math.h>

typedef enum Method {
	METHOD_CONSTANT,
	METHOD_NONE,     /* min and max have no interval */
	METHOD_EXACT,    /* leaf by leaf */
	METHOD_EXPANDED, /* bootstrap percentiles */
	METHOD_T,        /* bootstrap-t: means only */
} Method;

/* Of the size of what is computed with, so much may be due to rounding, and more never is. */
#define ROUNDING 1e-12

/* A resampling under way. */
typedef struct Resampling {
	const Leaves *leaves;
	const Target *const *targets;
	guint n;
	gboolean studentised;
	double *values; /* scratch, one a leaf */
	double *slopes; /* scratch, one a leaf */
} Resampling;

static Leaf *
leaf_at(const Leaves *leaves, guint index)
{
	return g_ptr_array_index(leaves->leaves, index);
}

static const Stratum *
stratum_of(const Leaves *leaves, const Leaf *leaf)
{
	return &g_array_index(leaves->strata, Stratum, leaf->stratum);
}

static guint
target_leaves(const Target *target)
{
	return expr_leaves(target->lhs) + expr_leaves(target->rhs);
}

/* Tell whether @expr is positive whatever rounds are drawn. */
static gboolean
is_positive(const Leaves *leaves, const Expr *expr, guint *cursor)
{
	gboolean left, right;

	if (expr_leaves(expr) == 0) {
		guint none = 0;

		return expr_evaluate(expr, NULL, &none) > 0.0;
	}
	switch (expr->kind) {
	case EXPR_REF:
	case EXPR_AGG:
	case EXPR_RATE: {
		const Leaf *leaf = leaf_at(leaves, (*cursor)++);
		guint n = stratum_of(leaves, leaf)->n;

		return expr->kind != EXPR_RATE && n > 0 && leaf->values[leaf->order[0]] > 0.0;
	}
	case EXPR_ADD:
	case EXPR_MULTIPLY:
	case EXPR_DIVIDE:
		left = is_positive(leaves, expr->left, cursor);
		right = is_positive(leaves, expr->right, cursor);
		return left && right;
	case EXPR_ABS:
		return is_positive(leaves, expr->left, cursor);
	case EXPR_NUMBER:
	case EXPR_NEGATE:
	case EXPR_SUBTRACT:
	case EXPR_LOG:
		*cursor += expr_leaves(expr);
		return FALSE;
	}
	g_assert_not_reached();
}

Target
target_new(const Leaves *leaves, const Expr *lhs, const Expr *rhs, guint first)
{
	Target target = {.lhs = lhs, .rhs = rhs, .first = first, .widened = 1.0};
	gboolean left, right = TRUE;

	left = is_positive(leaves, lhs, &first);
	if (rhs != NULL)
		right = is_positive(leaves, rhs, &first);
	target.log = left && right;
	return target;
}

/* Return the target's number on its own scale (a logarithm if `log`), @values for its leaves. */
static double
evaluate(const Target *target, const double *values)
{
	guint cursor = target->first;
	double lhs = expr_evaluate(target->lhs, values, &cursor), rhs;

	if (target->rhs == NULL)
		return target->log ? log(lhs) : lhs;
	rhs = expr_evaluate(target->rhs, values, &cursor);
	return target->log ? log(lhs) - log(rhs) : lhs - rhs;
}

/* Return the number itself: a ratio if `log`. */
static double
evaluate_plain(const Target *target, const double *values)
{
	guint cursor = target->first;
	double lhs = expr_evaluate(target->lhs, values, &cursor), rhs;

	if (target->rhs == NULL)
		return lhs;
	rhs = expr_evaluate(target->rhs, values, &cursor);
	return target->log ? lhs / rhs : lhs - rhs;
}

static gboolean
is_extreme(const Expr *expr)
{
	return expr->kind == EXPR_AGG && (expr->agg == AGG_MIN || expr->agg == AGG_MAX);
}

static Method
choose_method(const Target *target, const Leaves *leaves)
{
	guint m = target_leaves(target), means = 0;

	if (m == 0)
		return METHOD_CONSTANT;
	for (guint i = 0; i < m; i++)
		if (is_extreme(leaf_at(leaves, target->first + i)->expr))
			return METHOD_NONE;
	for (guint i = 0; i < m; i++) {
		const Leaf *leaf = leaf_at(leaves, target->first + i);
		double p = leaf_quantile(leaf);

		if (leaf->expr->kind == EXPR_RATE || (!isnan(p) && p != 0.5))
			return METHOD_EXACT;
		if (stratum_of(leaves, leaf)->n > ESTIMATE_MAX_RESAMPLED)
			return METHOD_EXACT;
		means += isnan(p);
	}
	if (means == m)
		return METHOD_T;
	return m == 1 ? METHOD_EXACT : METHOD_EXPANDED;
}

/* Return the interval of one mean, by bootstrap-t or, from many rounds, the normal distribution. */
static Interval
mean_interval(const Leaves *leaves, guint index, double confidence, guint64 seed)
{
	const Leaf *leaf = leaf_at(leaves, index);
	Target target = target_new(leaves, leaf->expr, NULL, index);
	guint n = stratum_of(leaves, leaf)->n;
	double half;

	if (n <= ESTIMATE_MAX_RESAMPLED) {
		targets_estimate(&target, 1, leaves, confidence, seed);
		return target.interval;
	}
	half = stats_sd(leaf->values, n) / sqrt(n) * normal_quantile(0.5 + confidence / 2);
	return (Interval){leaf->estimate - half, leaf->estimate + half};
}

static Interval
leaf_interval(const Leaves *leaves, guint index, double confidence, guint64 seed)
{
	const Leaf *leaf = leaf_at(leaves, index);
	guint n = stratum_of(leaves, leaf)->n, k = 0;
	double p = leaf_quantile(leaf);
	g_autofree double *sorted = NULL;

	if (leaf->expr->kind == EXPR_RATE) {
		for (guint i = 0; i < n; i++)
			k += leaf->values[i] > 0.0;
		return stats_rate_interval(k, n, confidence);
	}
	if (isnan(p))
		return mean_interval(leaves, index, confidence, seed);
	sorted = stats_sorted(leaf->values, n);
	return stats_quantile_interval(sorted, n, p, confidence);
}

/* Combine the exact intervals of the leaves, each at a level that holds for all together. */
static void
estimate_exact(Target *target, const Leaves *leaves, double confidence, guint64 seed)
{
	guint m = target_leaves(target), cursor = 0;
	g_autofree Interval *bounds = g_new(Interval, m);
	Interval lhs, rhs;

	for (guint i = 0; i < m; i++) {
		bounds[i] = leaf_interval(leaves, target->first + i, 1.0 - (1.0 - confidence) / m,
		                          seed);
		if (target->log) /* all values are positive, so is what they were drawn from */
			bounds[i].low = MAX(bounds[i].low, 0.0);
	}
	lhs = expr_bounds(target->lhs, bounds, &cursor);
	if (target->rhs == NULL) {
		target->interval = lhs;
		return;
	}
	rhs = expr_bounds(target->rhs, bounds, &cursor);
	if (target->log)
		target->interval =
			(Interval){isinf(rhs.high) ? 0.0 : lhs.low / rhs.high,
		                   rhs.low > 0.0 ? lhs.high / rhs.low : (double)INFINITY};
	else
		target->interval = (Interval){lhs.low - rhs.high, lhs.high - rhs.low};
}

/* Find by how much the number moves with each leaf: central differences at @values. */
static void
find_slopes(const Target *target, guint m, double *values, double *slopes)
{
	for (guint i = target->first; i < target->first + m; i++) {
		double at = values[i], step = 1e-6 * (fabs(at) > 0.0 ? fabs(at) : 1.0), up;

		values[i] = at + step;
		up = evaluate(target, values);
		values[i] = at - step;
		slopes[i] = (up - evaluate(target, values)) / (2.0 * step);
		values[i] = at;
	}
}

/*
 * Return the standard error of the number by the delta method (Efron and Tibshirani 1993, 21.9):
 * rounds of a stratum weigh as in @counts (NULL: once each), @values are the leaves' means.
 */
static double
delta_error(const Target *target, const Leaves *leaves, const guint32 *counts, double *values,
            double *slopes)
{
	guint m = target_leaves(target);
	double variance = 0.0;

	find_slopes(target, m, values, slopes);
	for (guint s = 0; s < leaves->strata->len; s++) {
		const Stratum *stratum = &g_array_index(leaves->strata, Stratum, s);
		double squares = 0.0, n = stratum->n;

		for (guint i = 0; i < stratum->n; i++) {
			double weight = counts ? counts[stratum->offset + i] : 1.0;
			double influence = 0.0;

			for (guint k = target->first; k < target->first + m; k++) {
				const Leaf *leaf = leaf_at(leaves, k);

				if (leaf->stratum == s)
					influence += slopes[k] * (leaf->values[i] - values[k]);
			}
			squares += weight * influence * influence;
		}
		variance += squares / (n * (n - 1.0));
	}
	return sqrt(variance);
}

/* A Statistic: all targets of one resample, as numbers or as studentised differences. */
static void
resample(const guint32 *counts, double *results, gpointer data)
{
	Resampling *r = data;

	for (guint k = 0; k < r->leaves->leaves->len; k++) {
		const Leaf *leaf = leaf_at(r->leaves, k);
		const Stratum *stratum = stratum_of(r->leaves, leaf);

		r->values[k] = leaf_resampled(leaf, counts + stratum->offset, stratum->n);
	}
	for (guint t = 0; t < r->n; t++) {
		const Target *target = r->targets[t];
		double value = evaluate(target, r->values), error, away;

		results[t] = value;
		if (!r->studentised)
			continue;
		away = value - (target->log ? log(target->estimate) : target->estimate);
		error = delta_error(target, r->leaves, counts, r->values, r->slopes);
		results[t] = away == 0.0 ? 0.0 : away / error;
	}
}

/* Put @interval, on the target's own scale, into the target. */
static void
set_interval(Target *target, Interval interval)
{
	target->interval = interval;
	if (target->log)
		target->interval = (Interval){exp(interval.low), exp(interval.high)};
}

/* Turn the resampled numbers of one target into its interval. */
static void
read_interval(Target *target, Resampling *r, double *replicates, double confidence)
{
	double estimate = target->log ? log(target->estimate) : target->estimate, error;

	if (!r->studentised) {
		set_interval(target,
		             bootstrap_expanded(replicates, leaves_rounds(r->leaves), confidence));
		return;
	}
	for (guint k = 0; k < r->leaves->leaves->len; k++)
		r->values[k] = leaf_at(r->leaves, k)->estimate;
	error = delta_error(target, r->leaves, NULL, r->values, r->slopes);
	if (error > 0.0)
		set_interval(target, bootstrap_t(replicates, estimate, error, confidence));
	else
		target->interval = (Interval){target->estimate, target->estimate};
}

/* Resample for all targets of the kind @method. */
static void
estimate_resampled(Target *targets, guint n, const Leaves *leaves, Method method, double confidence,
                   guint64 seed)
{
	g_autofree const Target **wanted = g_new(const Target *, n);
	g_autofree double *values = g_new(double, leaves->leaves->len);
	g_autofree double *slopes = g_new(double, leaves->leaves->len);
	g_autofree guint *strata = g_new(guint, leaves->strata->len);
	g_autofree double *all = NULL;
	Resampling r = {leaves, wanted, 0, method == METHOD_T, values, slopes};
	Bootstrap bootstrap = {.strata = strata,
	                       .n_strata = leaves->strata->len,
	                       .statistic = resample,
	                       .data = &r,
	                       .seed = seed};

	for (guint i = 0; i < n; i++)
		if (choose_method(&targets[i], leaves) == method)
			wanted[r.n++] = &targets[i];
	if (r.n == 0)
		return;
	for (guint s = 0; s < leaves->strata->len; s++)
		strata[s] = g_array_index(leaves->strata, Stratum, s).n;
	bootstrap.n_results = r.n;
	all = bootstrap_draw(&bootstrap);
	for (guint i = 0, t = 0; i < n; i++)
		if (t < r.n && wanted[t] == &targets[i])
			read_interval(&targets[i], &r, all + (gsize)BOOTSTRAP_RESAMPLES * t++,
			              confidence);
}

guint
target_rounds(const Target *target, const Leaves *leaves, double confidence)
{
	guint m = target_leaves(target), most = 0;
	double each = m > 0 ? 1.0 - (1.0 - confidence) / m : confidence;

	for (guint i = 0; i < m; i++) {
		double p = leaf_quantile(leaf_at(leaves, target->first + i));

		if (isnan(p))
			continue;
		most = MAX(most, stats_quantile_rounds(p, each, TRUE));
		most = MAX(most, stats_quantile_rounds(p, each, FALSE));
	}
	return most;
}

GArray *
target_series(const Target *target, const Leaves *leaves)
{
	guint m = target_leaves(target), stratum = 0;
	g_autofree double *values = g_new(double, leaves->leaves->len);
	GArray *series = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint k = target->first; k < target->first + m; k++) {
		guint own = leaf_at(leaves, k)->stratum;

		if (k > target->first && own != stratum) {
			g_array_unref(series);
			return NULL;
		}
		stratum = own;
	}
	for (guint i = 0; m > 0 && i < g_array_index(leaves->strata, Stratum, stratum).n; i++) {
		double value;

		for (guint k = target->first; k < target->first + m; k++)
			values[k] = leaf_at(leaves, k)->values[i];
		value = evaluate(target, values);
		if (!isfinite(value)) {
			g_array_unref(series);
			return NULL;
		}
		g_array_append_val(series, value);
	}
	return series;
}

/* Find how the analysed series depends on itself, and the factor for the interval. */
static void
find_widening(Target *target, const Leaves *leaves)
{
	g_autoptr(GArray) series = target_series(target, leaves);

	if (series != NULL) {
		target->r1 = stats_autocorrelation((double *)(void *)series->data, series->len);
		target->widened = stats_widening(target->r1, series->len);
		return;
	}
	for (guint k = target->first; k < target->first + target_leaves(target); k++) {
		const Leaf *leaf = leaf_at(leaves, k);
		guint n = stratum_of(leaves, leaf)->n;
		double r1 = stats_autocorrelation(leaf->values, n);

		if (stats_widening(r1, n) > target->widened) {
			target->widened = stats_widening(r1, n);
			target->r1 = r1;
		}
	}
}

/* Widen the interval of @target about its estimate. */
static void
widen(Target *target)
{
	Interval *interval = &target->interval;
	double middle = target->estimate, factor = target->widened;

	if (!(factor > 1.0))
		return;
	if (target->log) {
		interval->low = middle * pow(interval->low / middle, factor);
		interval->high = middle * pow(interval->high / middle, factor);
	} else {
		interval->low = middle - factor * (middle - interval->low);
		interval->high = middle + factor * (interval->high - middle);
	}
	if (target->rhs == NULL && target->lhs->kind == EXPR_RATE) {
		interval->low = MAX(interval->low, 0.0);
		interval->high = MIN(interval->high, 1.0);
	}
}

/* Find the interval of @target if it takes no resampling. */
static void
estimate_directly(Target *target, const Leaves *leaves, double confidence, guint64 seed)
{
	switch (choose_method(target, leaves)) {
	case METHOD_CONSTANT:
		target->interval = (Interval){target->estimate, target->estimate};
		return;
	case METHOD_NONE:
		target->interval = (Interval){(double)NAN, (double)NAN};
		return;
	case METHOD_EXACT:
		estimate_exact(target, leaves, confidence, seed);
		return;
	case METHOD_EXPANDED:
	case METHOD_T:
		return;
	}
	g_assert_not_reached();
}

/*
 * Return how near two numbers of @target may be and still be the same, were it not for rounding: a
 * clock that ticks gives 11 / 10 and 22 / 20, and 1.1 is neither.  Of a difference, it hangs on the
 * size of its terms.
 */
static double
find_rounding(const Target *target, const Leaves *leaves, double *values)
{
	g_autofree double *slopes = g_new0(double, leaves->leaves->len);
	guint m = target_leaves(target);
	double size = 0.0;

	if (target->log)
		return ROUNDING;
	find_slopes(target, m, values, slopes);
	for (guint i = target->first; i < target->first + m; i++)
		size += fabs(slopes[i] * values[i]);
	return isfinite(size) ? ROUNDING * size : 0.0;
}

void
targets_estimate(Target *targets, guint n, const Leaves *leaves, double confidence, guint64 seed)
{
	g_autofree double *values = g_new(double, leaves->leaves->len);
	guint rounds = leaves->leaves->len > 0 ? leaves_rounds(leaves) : 1;

	for (guint k = 0; k < leaves->leaves->len; k++)
		values[k] = leaf_at(leaves, k)->estimate;
	for (guint i = 0; i < n; i++) {
		Target *target = &targets[i];

		target->estimate = evaluate_plain(target, values);
		target->interval = (Interval){-INFINITY, INFINITY};
		target->rounding = find_rounding(target, leaves, values);
		if (isfinite(target->estimate))
			estimate_directly(target, leaves, confidence, seed);
	}
	if (rounds > 1) {
		estimate_resampled(targets, n, leaves, METHOD_EXPANDED, confidence, seed);
		estimate_resampled(targets, n, leaves, METHOD_T, confidence, seed);
	}
	for (guint i = 0; i < n; i++) {
		if (!isfinite(targets[i].estimate)) {
			targets[i].estimate = (double)NAN;
			targets[i].interval = (Interval){(double)NAN, (double)NAN};
			continue;
		}
		find_widening(&targets[i], leaves);
		widen(&targets[i]);
	}
}
