#include "judge.h"

#include "caution.h"
#include "decidable.h"
#include "dimension.h"
#include "estimate.h"
#include "number.h"
#include "random.h"
#include "sides.h"

#include <math.h>
#include <string.h>

/* Everything that judging one part of a claim needs. */
typedef struct Case {
	const Formula *formula;
	const Term *term;
	const Scope *scope;
	const Samples *const *samples;
	double confidence;
	guint64 seed;
	gboolean last;           /* no more rounds will come */
	gboolean all;            /* dropped rounds, too */
	const gboolean *differs; /* by experiment, or NULL */
} Case;

static const Estimate no_estimate = {(double)NAN, (double)NAN, (double)NAN, UNIT_NONE, 0, 0, FALSE};

/*
 * Return the seed for the part of @formula from @start to @end: it hangs on the text and on the
 * names of the experiments, so that it is the same wherever the part is judged.
 */
static guint64
make_seed(guint64 seed, const Formula *formula, const Scope *scope, gsize start, gsize end)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *text = formula_slice(formula, start, end);
	g_autofree char *word = g_new0(char, strlen(text) + 1);
	gsize len = 0;

	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);

		if (ref->start >= start && ref->start < end)
			g_ptr_array_add(names, scope->experiments[ref->home].design->id);
	}
	for (const char *at = text; *at != '\0'; at++) /* spaces do not matter */
		if (!g_ascii_isspace(*at))
			word[len++] = *at;
	g_ptr_array_add(names, word);
	g_ptr_array_add(names, NULL);
	return seed_from_names(seed, (const char *const *)names->pdata);
}

/* Give the verdict @kind, for @reason (transfer full, or NULL). */
static void
decide(Verdict *verdict, VerdictKind kind, char *reason)
{
	verdict->verdict = kind;
	verdict->testable = kind != VERDICT_UNTESTABLE;
	g_free(verdict->reason);
	verdict->reason = reason;
}

static Estimate
to_estimate(const Target *target, const Leaves *leaves, Unit unit)
{
	guint n = expr_leaves(target->lhs) + expr_leaves(target->rhs);
	gboolean measured = n > 0;
	/* what is above zero has 0 below it: that end is none */
	gboolean open = target->log && target->interval.low <= 0.0;

	return (Estimate){.estimate = target->estimate,
	                  .low = open ? -(double)INFINITY : target->interval.low,
	                  .high = target->interval.high,
	                  .unit = unit,
	                  .rounds = measured ? leaves_rounds(leaves) : 0,
	                  .dropped = measured ? leaves_dropped(leaves) : 0,
	                  .constant = leaves_constant(leaves, target->first, n)};
}

/* A lone rate against a number is shown as the rate itself; @edge is that number. */
static gboolean
is_rate_claim(const Compare *compare, double *edge)
{
	return (compare->lhs->kind == EXPR_RATE && expr_constant(compare->rhs, edge)) ||
	       (compare->rhs->kind == EXPR_RATE && expr_constant(compare->lhs, edge));
}

/* Return how many rounds would about be needed to decide; 0: not known. */
static guint
find_needed(const Case *c, const Verdict *verdict, const Sides *s, const Target *target,
            const Leaves *leaves)
{
	const Compare *compare = c->term->compare;
	double edge, needed;

	if (sides_open(s)) {
		needed = target_rounds(target, leaves, c->confidence);
		return needed > verdict->rounds ? (guint)needed : 0;
	}
	if (compare->op == COMPARE_NEAR || !is_rate_claim(compare, &edge))
		return sides_needed(s, verdict->rounds);
	needed = stats_rate_rounds(verdict->estimate.estimate, edge, c->confidence);
	needed = ceil(needed * target->widened * target->widened);
	return needed > verdict->rounds && needed < STATS_MANY_ROUNDS ? (guint)needed : 0;
}

/* Say why the interval decides nothing (transfer full). */
static char *
explain_inconclusive(const Case *c, Verdict *verdict, const Sides *s, const Target *target,
                     const Leaves *leaves)
{
	const Estimate *e = &verdict->estimate;
	g_autofree char *interval =
		target->log ? number_ratio_interval(e->estimate, e->low, e->high)
			    : number_interval(e->estimate, e->low, e->high, e->unit);
	g_autofree char *more = NULL;
	gboolean rate = verdict->scale == SCALE_RATE;
	const char *what = rate ? "rate" : target->log ? "ratio" : "difference";
	const char *edge = rate ? "the claimed one" : target->log ? "1" : "0";

	verdict->needed = find_needed(c, verdict, s, target, leaves);
	if (sides_open(s) && verdict->needed > 0)
		return g_strdup_printf("%u rounds give no interval on the side that is needed: it "
		                       "takes %u",
		                       verdict->rounds, verdict->needed);
	if (sides_open(s))
		return g_strdup("the interval has no end on the side that is needed: what is "
		                "divided by, or what the logarithm is taken of, may be zero");
	if (verdict->needed > 0)
		more = g_strdup_printf("; about %u rounds would be needed", verdict->needed);
	return g_strdup_printf("the interval of the %s, %s, lies on both sides of %s%s", what,
	                       interval, s->margin > 0.0 ? "the margin" : edge, more ? more : "");
}

/* Return how many rounds the intervals of @compare take at least. */
static guint
least_rounds(const Case *c, const Leaves *leaves)
{
	guint least = stats_min_rounds(c->confidence);

	for (guint i = 0; i < leaves->leaves->len; i++) {
		const Leaf *leaf = g_ptr_array_index(leaves->leaves, i);

		if (leaf->expr->kind == EXPR_AGG && leaf->expr->agg == AGG_MEAN)
			least = MAX(least, STATS_MIN_MEAN_ROUNDS);
	}
	return least;
}

/* Tell whether the gate has dropped rounds of an experiment that the part names. */
static gboolean
has_dropped(const Formula *formula, const Samples *const *samples)
{
	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);
		const Samples *its = samples[ref->home];

		if (its != NULL && samples_clean_rounds(its) < its->rounds)
			return TRUE;
	}
	return FALSE;
}

/*
 * Say why @n rounds of @made decide nothing where it takes @least (transfer full), or NULL when
 * they may; from @undefined of them nothing could be computed.
 */
static char *
explain_few(const Case *c, guint n, guint made, guint least, guint undefined)
{
	if (n >= least)
		return NULL;
	if (undefined > 0 && n + undefined >= least)
		return g_strdup_printf("it cannot be computed in %u rounds: division by zero or "
		                       "the like",
		                       undefined);
	if (made >= least && !c->all && has_dropped(c->formula, c->samples))
		return g_strdup_printf("noisy machine: %u of %u rounds could be used, it takes %u",
		                       n, made, least);
	if (made >= least && !c->all)
		return g_strdup_printf("%u of %u rounds have all values, it takes %u", n, made,
		                       least);
	return g_strdup_printf("%u round%s decide%s nothing, it takes %u", n, n == 1 ? "" : "s",
	                       n == 1 ? "s" : "", least);
}

/* Tell whether an experiment of the part differs from itself. */
static gboolean
differs(const Case *c, const Leaves *leaves)
{
	for (guint i = 0; c->differs != NULL && i < leaves->strata->len; i++)
		if (c->differs[g_array_index(leaves->strata, Stratum, i).home])
			return TRUE;
	return FALSE;
}

/* Say that the clock does not tell the rounds apart (transfer full). */
static char *
explain_ties(const Verdict *verdict, const Target *target, const Leaves *leaves)
{
	g_autoptr(GArray) series = target_series(target, leaves);
	guint ties = verdict->rounds;

	if (series != NULL) {
		const double *values = (double *)(void *)series->data;
		double median = stats_median(values, series->len);

		ties = 0;
		for (guint i = 0; i < series->len; i++)
			ties += fabs(values[i] - median) <= target->rounding;
	}
	return g_strdup_printf("timer resolution: %u of %u rounds gave the same value", ties,
	                       verdict->rounds);
}

/* Decide by the interval, once there are rounds enough. */
static void
decide_by_interval(const Case *c, Verdict *verdict, const Leaves *leaves, const Target *target,
                   const Target *rhs)
{
	const Compare *compare = c->term->compare;
	gboolean timed = expr_is_timed(compare->lhs) || expr_is_timed(compare->rhs);
	Sides sides = sides_find(compare, target, rhs, !timed && leaves_whole(leaves));
	VerdictKind kind;

	if (isnan(target->estimate)) {
		decide(verdict, VERDICT_INCONCLUSIVE,
		       g_strdup("it cannot be computed from these samples: division by zero or the "
		                "logarithm of what is not above zero"));
		return;
	}
	if (differs(c, leaves)) {
		decide(verdict, VERDICT_INCONCLUSIVE, g_strdup("the machine differs from itself"));
		return;
	}
	if (timed && sides.high - sides.low <= target->rounding) {
		decide(verdict, VERDICT_INCONCLUSIVE, explain_ties(verdict, target, leaves));
		return;
	}
	kind = sides_read(compare->op, &sides);
	decide(verdict, kind,
	       kind == VERDICT_INCONCLUSIVE
	               ? explain_inconclusive(c, verdict, &sides, target, leaves)
	               : NULL);
}

/* Judge a part by its interval. */
static void
judge_interval(const Case *c, Verdict *verdict, const Leaves *leaves)
{
	const Compare *compare = c->term->compare;
	guint left = expr_leaves(compare->lhs);
	Target targets[] = {
		target_new(leaves, compare->lhs, compare->rhs, 0),
		target_new(leaves, compare->lhs, NULL, 0),
		target_new(leaves, compare->rhs, NULL, left),
	};
	Unit lhs = expr_unit(compare->lhs), rhs = expr_unit(compare->rhs);
	Unit unit = lhs != UNIT_NONE ? lhs : rhs;
	guint n = leaves_rounds(leaves), least = least_rounds(c, leaves);
	char *few = explain_few(c, n, n + leaves_dropped(leaves), least, leaves->undefined);
	double edge;

	targets_estimate(targets, G_N_ELEMENTS(targets), leaves, c->confidence, c->seed);
	verdict->has_scale = TRUE;
	verdict->scale = targets[0].log ? SCALE_LOG : SCALE_DIFFERENCE;
	verdict->estimate = to_estimate(&targets[0], leaves, targets[0].log ? UNIT_NONE : unit);
	verdict->lhs = to_estimate(&targets[1], leaves, unit);
	verdict->rhs = to_estimate(&targets[2], leaves, unit);
	if (is_rate_claim(compare, &edge)) {
		verdict->scale = SCALE_RATE;
		verdict->estimate = compare->lhs->kind == EXPR_RATE ? verdict->lhs : verdict->rhs;
	}
	if (few != NULL) {
		verdict->needed = least;
		decide(verdict, VERDICT_INCONCLUSIVE, few);
		return;
	}
	decide_by_interval(c, verdict, leaves, &targets[0], &targets[2]);
	caution_series(verdict, &targets[0], leaves);
	caution_spikes(verdict, leaves);
}

/* Count in how many rounds the comparison holds. */
static guint
count_rounds(const Compare *compare, const Leaves *leaves, GArray *lhs, GArray *rhs,
             guint *undefined)
{
	g_autofree double *x = g_new(double, leaves->leaves->len);
	guint holds = 0;

	*undefined = 0;
	for (guint i = 0; i < leaves_rounds(leaves); i++) {
		guint cursor = 0;
		double l, r;

		for (guint k = 0; k < leaves->leaves->len; k++)
			x[k] = ((const Leaf *)g_ptr_array_index(leaves->leaves, k))->values[i];
		l = expr_evaluate(compare->lhs, x, &cursor);
		r = expr_evaluate(compare->rhs, x, &cursor);
		if (!isfinite(l) || !isfinite(r)) {
			(*undefined)++;
			continue;
		}
		g_array_append_val(lhs, l);
		g_array_append_val(rhs, r);
		holds += compare_holds(compare, l, r);
	}
	return holds;
}

/* Return the median of @values, one a round, and its interval. */
static Estimate
median_of(const GArray *values, double confidence, Unit unit)
{
	Estimate estimate = no_estimate;
	g_autofree double *sorted = stats_sorted((double *)(void *)values->data, values->len);

	estimate.unit = unit;
	estimate.rounds = values->len;
	if (values->len == 0)
		return estimate;
	estimate.estimate = stats_quantile(sorted, values->len, 0.5);
	estimate.constant = sorted[0] == sorted[values->len - 1];
	if (estimate.constant && values->len > 1)
		estimate.low = estimate.high = sorted[0];
	else
		stats_median_interval(sorted, values->len, confidence, &estimate.low,
		                      &estimate.high);
	return estimate;
}

/* Return the rate @k of @n with its interval, one-sided where all agree. */
static Estimate
fact_rate(guint k, guint n, double confidence)
{
	Estimate rate = {(double)k / n, 0.0, 1.0, UNIT_NONE, n, 0, k == n || k == 0};
	double bound = pow(1.0 - confidence, 1.0 / n); /* all n agree: rate > alpha^(1/n) */
	Interval interval = stats_rate_interval(k, n, confidence);

	rate.low = k == n ? bound : interval.low;
	rate.high = k == 0 ? 1.0 - bound : interval.high;
	return rate;
}

/* Decide a fact of which @k of @n rounds agree. */
static void
decide_fact(const Case *c, Verdict *verdict, guint k, guint n, guint undefined)
{
	guint least = stats_min_rounds(c->confidence);
	gboolean always = c->term->kind == TERM_ALWAYS;

	if (always && k == n && n < least)
		verdict->needed = least;
	if (!always)
		decide(verdict, k > 0 ? VERDICT_SUPPORTED : VERDICT_INCONCLUSIVE,
		       k > 0 ? NULL : g_strdup_printf("not seen in %u rounds", n));
	else if (k < n)
		decide(verdict, VERDICT_REFUTED, NULL);
	else if (undefined > 0)
		decide(verdict, VERDICT_INCONCLUSIVE,
		       g_strdup_printf("it cannot be computed in %u rounds: division by zero",
		                       undefined));
	else if (n < least)
		decide(verdict, VERDICT_INCONCLUSIVE,
		       explain_few(c, n, n + verdict->dropped, least, 0));
	else if (!c->last)
		decide(verdict, VERDICT_INCONCLUSIVE,
		       g_strdup_printf("no counter-example in %u rounds so far", n));
	else
		decide(verdict, VERDICT_SUPPORTED, NULL);
}

/* Judge a part that is a fact, by counting rounds. */
static void
judge_fact(const Case *c, Verdict *verdict, const Leaves *leaves)
{
	const Compare *compare = c->term->compare;
	g_autoptr(GArray) lhs = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) rhs = g_array_new(FALSE, FALSE, sizeof(double));
	guint undefined, holds = count_rounds(compare, leaves, lhs, rhs, &undefined);
	Unit left = expr_unit(compare->lhs), right = expr_unit(compare->rhs);
	Unit unit = left != UNIT_NONE ? left : right;

	verdict->has_scale = TRUE;
	verdict->scale = SCALE_FACT;
	verdict->rounds = lhs->len;
	verdict->dropped = leaves_dropped(leaves) + undefined;
	verdict->lhs = median_of(lhs, c->confidence, unit);
	verdict->rhs = median_of(rhs, c->confidence, unit);
	if (lhs->len > 0) {
		verdict->estimate = fact_rate(holds, lhs->len, c->confidence);
		verdict->estimate.dropped = verdict->dropped;
	}
	decide_fact(c, verdict, holds, lhs->len, undefined);
}

/* Judge one part of a claim, by clean rounds or by all. */
static Verdict *
judge_rounds(const Case *c)
{
	const Compare *compare = c->term->compare;
	const Expr *exprs[] = {compare->lhs, compare->rhs};
	g_autoptr(Leaves) leaves = leaves_new(exprs, 2, c->samples, c->all);
	g_autofree char *text = formula_slice(c->formula, c->term->start, c->term->end);
	Verdict *verdict = verdict_new(text);

	verdict->expected = c->formula->expected;
	verdict->confidence = c->confidence;
	verdict->rounds = leaves_rounds(leaves);
	verdict->dropped = leaves_dropped(leaves);
	if (leaves->missing != NULL && leaves_rounds(leaves) == 0)
		decide(verdict, VERDICT_UNTESTABLE, g_strdup(leaves->missing));
	else if (c->term->kind == TERM_INTERVAL)
		judge_interval(c, verdict, leaves);
	else
		judge_fact(c, verdict, leaves);
	if (leaves->undefined > 0)
		verdict_warn(verdict, "%u rounds could not be used: division by zero or the like",
		             leaves->undefined);
	return verdict;
}

/* Judge one part of a claim, with the gate and against what it says without. */
static Verdict *
judge_part(Case *c)
{
	Verdict *verdict;
	g_autoptr(Verdict) ungated = NULL;

	c->seed = make_seed(c->seed, c->formula, c->scope, c->term->start, c->term->end);
	verdict = judge_rounds(c);
	if ((verdict->verdict != VERDICT_SUPPORTED && verdict->verdict != VERDICT_REFUTED) ||
	    !has_dropped(c->formula, c->samples))
		return verdict;
	c->all = TRUE;
	ungated = judge_rounds(c);
	if ((verdict->verdict == VERDICT_SUPPORTED && ungated->verdict == VERDICT_REFUTED) ||
	    (verdict->verdict == VERDICT_REFUTED && ungated->verdict == VERDICT_SUPPORTED))
		decide(verdict, VERDICT_INCONCLUSIVE,
		       g_strdup_printf("noisy machine: with the %u disturbed rounds it would be %s",
		                       verdict->dropped, verdict_name(ungated->verdict)));
	return verdict;
}

/* Make the verdict on a claim of the verdicts on its parts. */
static void
join_parts(Verdict *whole)
{
	static const VerdictKind order[] = {VERDICT_REFUTED, VERDICT_UNTESTABLE,
	                                    VERDICT_INCONCLUSIVE, VERDICT_SUPPORTED};

	whole->rounds = G_MAXUINT;
	for (guint i = 0; i < whole->parts->len; i++) {
		const Verdict *part = g_ptr_array_index(whole->parts, i);

		whole->rounds = MIN(whole->rounds, part->rounds);
		whole->dropped = MAX(whole->dropped, part->dropped);
		whole->needed = MAX(whole->needed, part->needed);
	}
	for (guint k = 0; k < G_N_ELEMENTS(order); k++) {
		for (guint i = 0; i < whole->parts->len; i++) {
			const Verdict *part = g_ptr_array_index(whole->parts, i);

			if (part->verdict != order[k])
				continue;
			decide(whole, part->verdict, g_strdup(part->reason));
			return;
		}
	}
}

static double
confidence_of(const JudgeOptions *options)
{
	return options->confidence > 0.0 ? options->confidence : JUDGE_CONFIDENCE;
}

Verdict *
judge_claim(const Formula *formula, const Scope *scope, const Samples *const *samples,
            const JudgeOptions *options)
{
	g_autoptr(Verdict) whole = verdict_new(formula->text);
	g_autofree char *why = formula_untestable(formula, scope);

	g_assert(formula->checked && !formula->value);
	whole->expected = formula->expected;
	whole->confidence = confidence_of(options);
	if (why != NULL) {
		decide(whole, VERDICT_UNTESTABLE, g_steal_pointer(&why));
		return g_steal_pointer(&whole);
	}
	for (guint i = 0; i < formula->terms->len; i++) {
		Case c = {.formula = formula,
		          .term = g_ptr_array_index(formula->terms, i),
		          .scope = scope,
		          .samples = samples,
		          .confidence = confidence_of(options),
		          .seed = options->seed,
		          .last = !options->more_looks,
		          .differs = options->differs};

		g_ptr_array_add(whole->parts, judge_part(&c));
	}
	if (formula->terms->len == 1) {
		Verdict *only = g_ptr_array_steal_index(whole->parts, 0);

		g_free(only->claim);
		only->claim = g_strdup(formula->text);
		return only;
	}
	join_parts(whole);
	return g_steal_pointer(&whole);
}

Estimate
judge_value(const Formula *formula, const Scope *scope, const Samples *const *samples,
            const JudgeOptions *options, char **reason)
{
	g_autofree char *why = formula_untestable(formula, scope);
	const Expr *exprs[] = {formula->expr};
	g_autoptr(Leaves) leaves = NULL;
	Estimate estimate = no_estimate;
	Target target;

	g_assert(formula->checked && formula->value);
	estimate.unit = expr_unit(formula->expr);
	if (why == NULL) {
		leaves = leaves_new(exprs, 1, samples, FALSE);
		if (leaves_rounds(leaves) == 0)
			why = g_strdup(leaves->missing ? leaves->missing
			               : has_dropped(formula, samples)
			                       ? "noisy machine: all rounds were disturbed"
			                       : "no round has all that it takes");
	}
	if (why == NULL) {
		target = target_new(leaves, formula->expr, NULL, 0);
		targets_estimate(
			&target, 1, leaves, confidence_of(options),
			make_seed(options->seed, formula, scope, 0, strlen(formula->text)));
		estimate = to_estimate(&target, leaves, estimate.unit);
		if (isnan(target.estimate))
			why = g_strdup("it cannot be computed from these samples: division by zero "
			               "or the like");
	}
	if (reason != NULL && why != NULL)
		*reason = g_steal_pointer(&why);
	return estimate;
}

gboolean
judge_decided(const Verdict *verdict)
{
	return verdict->verdict != VERDICT_INCONCLUSIVE;
}

Estimate
judge_median(const Samples *samples, guint condition, const char *metric, double confidence)
{
	g_autoptr(GArray) series = samples_series(samples, condition, metric, OVER_NONE, FALSE);
	g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
	const Metric *row = metric_find(metric);
	Estimate estimate;

	for (guint i = 0; i < series->len; i++)
		if (!isnan(g_array_index(series, double, i)))
			g_array_append_val(values, g_array_index(series, double, i));
	estimate = median_of(values, confidence, row ? row->unit : UNIT_NONE);
	estimate.dropped = series->len - values->len;
	return estimate;
}
