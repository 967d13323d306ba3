#include "scope.h"

#include "decidable.h"
#include "dimension.h"
#include "util.h"

#include <math.h>
#include <string.h>

/* A walk over the tree of a formula. */
typedef struct Walk {
	const Formula *formula;
	Diag *diag;
	const Expr *around; /* the aggregate or rate that is walked, NULL outside */
	gboolean fact;      /* within always or sometimes */
	const Ref *first;   /* within `around` or a fact: the first reference */
	gboolean nested;    /* within `around`: another aggregate, which is a finding already */
} Walk;

static void
walk_ref(Walk *walk, const Expr *expr)
{
	const Ref *ref = expr->ref;
	const Metric *metric = metric_find(ref->metric);
	Span span = formula_span(walk->formula, expr->start, expr->end);
	gboolean rounds = walk->around != NULL || walk->fact;

	if (metric != NULL && metric->identity && ref->over != OVER_DISTINCT && !rounds)
		diag_add(walk->diag, span, FINDING_FORMULA_IDENTITY,
		         "count them: distinct(...); or compare them: always(...)",
		         "'%s' is a name, not an amount", ref->metric);
	if (metric != NULL && !metric->per_worker && ref->over != OVER_NONE)
		diag_add(walk->diag, span, FINDING_FORMULA_OVER, NULL,
		         "'%s' has one value for all workers", ref->metric);
	if (!rounds)
		return;
	if (walk->first == NULL)
		walk->first = ref;
	else if (ref->home >= 0 && walk->first->home >= 0 && ref->home != walk->first->home)
		diag_add(walk->diag, span, FINDING_FORMULA_PAIRS,
		         "aggregate each, as in median(...) / median(...)",
		         "rounds of '%s' and '%s' are no pairs",
		         walk->first->experiment ? walk->first->experiment : "this experiment",
		         ref->experiment ? ref->experiment : "this experiment");
}

static void walk_expr(Walk *walk, const Expr *expr);

/* Walk an aggregate or rate, whose inside speaks of single rounds. */
static void
walk_aggregate(Walk *walk, const Expr *expr)
{
	Span span = formula_span(walk->formula, expr->start, expr->end);

	if (walk->around != NULL || walk->fact) {
		walk->nested = TRUE;
		diag_add(walk->diag, span, FINDING_FORMULA_NESTED,
		         "within it, every name is the value of one round",
		         walk->fact ? "a function over the rounds within always or sometimes"
		                    : "a function over the rounds within another");
		return;
	}
	if (expr->kind == EXPR_AGG && (expr->agg == AGG_MIN || expr->agg == AGG_MAX) &&
	    !walk->formula->value)
		diag_add(walk->diag, span, FINDING_FORMULA_MIN_MAX,
		         expr->agg == AGG_MIN ? "use p05(...)" : "use p95(...)",
		         "no claim can rest on %s", expr->agg == AGG_MIN ? "min" : "max");
	walk->around = expr;
	walk->first = NULL;
	walk->nested = FALSE;
	if (expr->kind == EXPR_RATE) {
		walk_expr(walk, expr->compare->lhs);
		walk_expr(walk, expr->compare->rhs);
	} else {
		walk_expr(walk, expr->left);
	}
	if (walk->first == NULL && !walk->nested)
		diag_add(walk->diag, span, FINDING_FORMULA_CONSTANT, NULL,
		         "nothing measured stands in it");
	walk->around = NULL;
	walk->first = NULL;
}

static void
walk_expr(Walk *walk, const Expr *expr)
{
	double divisor;

	if (expr == NULL)
		return;
	if (expr->kind == EXPR_REF) {
		walk_ref(walk, expr);
		return;
	}
	if (expr->kind == EXPR_AGG || expr->kind == EXPR_RATE) {
		walk_aggregate(walk, expr);
		return;
	}
	walk_expr(walk, expr->left);
	walk_expr(walk, expr->right);
	if (expr->kind == EXPR_DIVIDE && expr_constant(expr->right, &divisor) && divisor == 0.0)
		diag_add(walk->diag,
		         formula_span(walk->formula, expr->right->start, expr->right->end),
		         FINDING_FORMULA_ZERO, NULL, "division by zero");
	if (expr->kind == EXPR_LOG && expr_constant(expr->left, &divisor) && !(divisor > 0.0))
		diag_add(walk->diag, formula_span(walk->formula, expr->start, expr->end),
		         FINDING_FORMULA_ZERO, NULL, "the logarithm of what is not above zero");
}

/* Walk a comparison that is a part of the claim. */
static void
walk_term(const Formula *formula, const Term *term, Diag *diag)
{
	Walk walk = {.formula = formula, .diag = diag, .fact = term->kind != TERM_INTERVAL};
	const Compare *compare = term->compare;
	double ignored;

	if (expr_constant(compare->lhs, &ignored) && expr_constant(compare->rhs, &ignored))
		diag_add(diag, formula_span(formula, term->start, term->end),
		         FINDING_FORMULA_CONSTANT, "compare a reference, as in gil.wall > 5 ms",
		         "nothing measured stands in it");
	walk_expr(&walk, compare->lhs);
	walk_expr(&walk, compare->rhs);
	if (compare->op == COMPARE_NEAR && expr_constant(compare->rhs, &ignored) && ignored == 0.0)
		diag_add(diag, formula_span(formula, compare->start, compare->end),
		         FINDING_FORMULA_UNDECIDABLE, "write abs(...) < a margin",
		         "a margin of %g %% of zero is nothing", compare->within * 100.0);
}

/* Tell whether some experiment that @formula refers to has the factor @name. */
static gboolean
has_factor(const Formula *formula, const Scope *scope, const char *name)
{
	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);

		if (ref->home >= 0 &&
		    design_factor(scope->experiments[ref->home].design, name) >= 0)
			return TRUE;
	}
	return FALSE;
}

static void
check_when(const Formula *formula, const Scope *scope, const When *when, Diag *diag)
{
	gsize end = when->start + strlen(when->subject), stop = when->end;

	if (g_str_equal(when->subject, "cores")) {
		if (when->level[strspn(when->level, G_CSET_DIGITS)] != '\0')
			diag_add(diag, formula_span(formula, when->level_start, stop),
			         FINDING_FORMULA_LEVEL, NULL, "'%s' is no number of cores",
			         when->level);
		return;
	}
	if (g_str_equal(when->subject, "python")) {
		if (!g_ascii_isdigit(when->level[0]) && !has_factor(formula, scope, "python"))
			diag_add(diag, formula_span(formula, when->level_start, stop),
			         FINDING_FORMULA_LEVEL, "write it as in 3.12",
			         "'%s' is no version of Python", when->level);
		return;
	}
	if (!has_factor(formula, scope, when->subject))
		diag_add(diag, formula_span(formula, when->start, end), FINDING_FORMULA_FACTOR,
		         "`when` knows cores, python and the factors of the experiment",
		         "no experiment of this formula has a factor '%s'", when->subject);
}

/* Return how many rounds the formula gets at most; 0: as many as the looks allow. */
static guint
planned_rounds(const Formula *formula, const Scope *scope)
{
	guint least = 0;

	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);
		guint rounds = scope->experiments[ref->home].rounds;

		if (rounds > 0 && (least == 0 || rounds < least))
			least = rounds;
	}
	return least;
}

gboolean
formula_check(Formula *formula, const Scope *scope, Diag *diag)
{
	guint before = diag_count(diag, SEVERITY_ERROR);

	formula->checked = FALSE;
	formula_resolve(formula, scope, diag);
	for (guint i = 0; i < formula->terms->len; i++)
		walk_term(formula, g_ptr_array_index(formula->terms, i), diag);
	if (formula->expr != NULL) {
		Walk walk = {.formula = formula, .diag = diag};

		walk_expr(&walk, formula->expr);
		if (formula->refs->len == 0)
			diag_add(diag, formula_span(formula, 0, strlen(formula->text)),
			         FINDING_FORMULA_CONSTANT, NULL, "nothing measured stands in it");
	}
	if (diag_count(diag, SEVERITY_ERROR) > before)
		return FALSE;
	dimension_check(formula, diag);
	for (guint i = 0; i < formula->whens->len; i++)
		check_when(formula, scope, g_ptr_array_index(formula->whens, i), diag);
	if (scope->confidence > 0.0)
		decidable_check(formula, planned_rounds(formula, scope), scope->confidence, diag);
	formula->checked = diag_count(diag, SEVERITY_ERROR) == before;
	return formula->checked;
}

/* Return the version of Python under the condition of @ref, or NULL when it is not known. */
static const char *
python_of(const Ref *ref, const Scope *scope)
{
	const ScopeExperiment *experiment = &scope->experiments[ref->home];
	const Condition *condition =
		g_ptr_array_index(experiment->design->conditions, ref->condition);
	int index = design_factor(experiment->design, "python");
	const Factor *factor;

	if (index < 0)
		return experiment->python;
	factor = g_ptr_array_index(experiment->design->factors, index);
	for (guint i = 0; experiment->versions != NULL && i < experiment->versions->len; i++)
		if (g_str_equal(g_ptr_array_index(factor->levels, i),
		                g_ptr_array_index(condition->levels, index)))
			return g_ptr_array_index(experiment->versions, i);
	return g_ptr_array_index(condition->levels, index);
}

/* Return why the condition @ref names does not meet @when (transfer full), or NULL. */
static char *
unmet_by_ref(const When *when, const Ref *ref, const Scope *scope)
{
	const Design *design = scope->experiments[ref->home].design;
	const Condition *condition = g_ptr_array_index(design->conditions, ref->condition);
	gboolean python = g_str_equal(when->subject, "python");
	const char *level =
		python ? python_of(ref, scope) : condition_level(design, condition, when->subject);
	int order;

	if (level == NULL)
		return python ? g_strdup("the version of Python is not known") : NULL;
	if (python && g_ascii_isdigit(level[0]) && g_ascii_isdigit(when->level[0]))
		order = version_compare(level, when->level);
	else
		order = level_compare(level, when->level);
	if (order_satisfies(order, when->op))
		return NULL;
	return g_strdup_printf("needs %s %s %s, has %s", when->subject, compare_sign(when->op),
	                       when->level, level);
}

static char *
unmet(const When *when, const Formula *formula, const Scope *scope)
{
	if (g_str_equal(when->subject, "cores")) {
		g_autofree char *cores = g_strdup_printf("%u", scope->cores);

		if (scope->cores == 0)
			return g_strdup("the number of cores is not known");
		if (order_satisfies(level_compare(cores, when->level), when->op))
			return NULL;
		return g_strdup_printf("needs cores %s %s, has %s", compare_sign(when->op),
		                       when->level, cores);
	}
	for (guint i = 0; i < formula->refs->len; i++) {
		char *why = unmet_by_ref(when, g_ptr_array_index(formula->refs, i), scope);

		if (why != NULL)
			return why;
	}
	return NULL;
}

char *
formula_untestable(const Formula *formula, const Scope *scope)
{
	g_assert(formula->checked);
	for (guint i = 0; i < formula->whens->len; i++) {
		char *why = unmet(g_ptr_array_index(formula->whens, i), formula, scope);

		if (why != NULL)
			return why;
	}
	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);
		const Design *design = scope->experiments[ref->home].design;
		const Condition *condition = g_ptr_array_index(design->conditions, ref->condition);
		g_autofree char *label = condition_label(design, condition);

		if (condition->absent != NULL)
			return g_strdup_printf("%s: %s", label, condition->absent);
	}
	return NULL;
}
