#include "phrase.h"

#include <math.h>

#include "metric.h"
#include "words.h"

static void write_expr(GString *out, const Expr *expr, int least);
static void write_compare(GString *out, const Compare *compare);

static void
write_metric(GString *out, const Ref *ref)
{
	const Metric *metric = metric_find(ref->metric);

	if (metric)
		g_string_append_printf(out, "the %s", metric->label);
	else
		g_string_append_printf(out, "the value “%s”", ref->metric);
}

/* Write where @ref was measured: " of gil (2 workers)". */
static void
write_place(GString *out, const Ref *ref)
{
	const char *before = " (";

	g_string_append_printf(out, " %s %s", ref->over ? "over the workers of" : "of",
	                       ref->executor);
	for (guint i = 0; i < ref->settings->len; i++) {
		const Setting *setting = g_ptr_array_index(ref->settings, i);
		g_autofree char *words = level_words(setting->factor, setting->level);

		g_string_append_printf(out, "%s%s", before, words);
		before = ", ";
	}
	if (*before == ',')
		g_string_append_c(out, ')');
	if (ref->experiment)
		g_string_append_printf(out, " in %s", ref->experiment);
}

static void
write_ref(GString *out, const Ref *ref)
{
	static const char *const over[] = {
		[OVER_NONE] = "",
		[OVER_DISTINCT] = "the number of different values of ",
		[OVER_SPREAD] = "the spread of ",
		[OVER_FAIRNESS] = "the fairness of ",
		[OVER_TOTAL] = "the total of ",
	};

	g_string_append(out, over[ref->over]);
	write_metric(out, ref);
	write_place(out, ref);
}

/* Tell whether nothing in @expr is measured. */
static gboolean
is_constant(const Expr *expr)
{
	return !expr || (expr->kind != EXPR_REF && expr->kind != EXPR_RATE &&
	                 is_constant(expr->left) && is_constant(expr->right));
}

/* Write @to as what something of the same kind as @from stands beside: "that of gil". */
static void
write_other(GString *out, const Expr *from, const Expr *to)
{
	if (from->kind == EXPR_REF && to->kind == EXPR_REF && from->ref->over == to->ref->over &&
	    g_str_equal(from->ref->metric, to->ref->metric)) {
		g_string_append(out, "that");
		write_place(out, to->ref);
	} else {
		write_expr(out, to, 3);
	}
}

/* Write what the function @name is of: "the mean of ...", "the mean ratio of ... to ...". */
static void
write_function(GString *out, const char *name, const Expr *of)
{
	if (of->kind == EXPR_DIVIDE && !is_constant(of)) {
		g_string_append_printf(out, "the %s ratio of ", name);
		write_expr(out, of->left, 3);
		g_string_append(out, " to ");
		write_other(out, of->left, of->right);
	} else {
		g_string_append_printf(out, "the %s of ", name);
		write_expr(out, of, 3);
	}
}

static void
write_aggregate(GString *out, const Expr *expr)
{
	static const char *const names[] = {
		[AGG_MEAN] = "mean", [AGG_MIN] = "smallest", [AGG_MAX] = "largest"};
	static const char *const endings[] = {"th", "st", "nd", "rd"};
	guint percent = (guint)lround(expr->p * 100), last = percent % 10;
	g_autofree char *percentile = g_strdup_printf(
		"%u%s percentile", percent, endings[last > 3 || percent / 10 == 1 ? 0 : last]);

	if (expr->agg != AGG_QUANTILE)
		write_function(out, names[expr->agg], expr->left);
	else
		write_function(out, expr->p == 0.5 ? "median" : percentile, expr->left);
}

/* Operators between two operands: in words, between constants as a sign, and how they bind. */
static const struct {
	const char *words, *sign;
	int bind;
} operators[] = {
	[EXPR_ADD] = {"plus", "+", 1},
	[EXPR_SUBTRACT] = {"minus", "−", 1},
	[EXPR_MULTIPLY] = {"times", "×", 2},
	[EXPR_DIVIDE] = {"divided by", "/", 2},
};

/* Write an operation in parentheses where it binds less than @least: 3 for an operand that must be
 * one thing. */
static void
write_binary(GString *out, const Expr *expr, int least)
{
	int bind = operators[expr->kind].bind;

	if (bind < least)
		g_string_append_c(out, '(');
	write_expr(out, expr->left, bind);
	g_string_append_printf(out, " %s ",
	                       is_constant(expr) ? operators[expr->kind].sign
	                                         : operators[expr->kind].words);
	write_expr(out, expr->right, bind + 1);
	if (bind < least)
		g_string_append_c(out, ')');
}

static void
write_expr(GString *out, const Expr *expr, int least)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		g_string_append(out, expr->written);
		return;
	case EXPR_REF:
		write_ref(out, expr->ref);
		return;
	case EXPR_NEGATE:
		g_string_append(out, "−");
		write_expr(out, expr->left, 3);
		return;
	case EXPR_ADD:
	case EXPR_SUBTRACT:
	case EXPR_MULTIPLY:
	case EXPR_DIVIDE:
		write_binary(out, expr, least);
		return;
	case EXPR_LOG:
		write_function(out, "logarithm", expr->left);
		return;
	case EXPR_ABS:
		write_function(out, "size", expr->left);
		return;
	case EXPR_AGG:
		write_aggregate(out, expr);
		return;
	case EXPR_RATE:
		g_string_append(out, "the share of the rounds in which ");
		write_compare(out, expr->compare);
		return;
	}
	g_assert_not_reached();
}

/* What stands between the two sides. */
static const char *const verbs[] = {
	[COMPARE_GREATER] = "is more than",
	[COMPARE_GREATER_EQUAL] = "is at least",
	[COMPARE_LESS] = "is less than",
	[COMPARE_LESS_EQUAL] = "is at most",
	[COMPARE_EQUAL] = "is",
	[COMPARE_NOT_EQUAL] = "is not",
	[COMPARE_NEAR] = "is within",
};

/* Write the right side of @compare; what has the same metric as the left is "that of". */
static void
write_right(GString *out, const Compare *compare)
{
	const Expr *rhs = compare->rhs;

	if (rhs->kind == EXPR_REF) {
		write_other(out, compare->lhs, rhs);
	} else if (rhs->kind == EXPR_MULTIPLY && is_constant(rhs->left) &&
	           rhs->right->kind == EXPR_REF) {
		write_expr(out, rhs->left, 2);
		g_string_append(out, " times ");
		write_other(out, compare->lhs, rhs->right);
	} else {
		write_expr(out, rhs, compare->op == COMPARE_NEAR ? 3 : 0);
	}
}

static void
write_compare(GString *out, const Compare *compare)
{
	write_expr(out, compare->lhs, 0);
	g_string_append_printf(out, " %s ", verbs[compare->op]);
	if (compare->op == COMPARE_NEAR)
		g_string_append_printf(out, "%g\u202f%% of ", compare->within * 100);
	else if ((compare->op == COMPARE_EQUAL || compare->op == COMPARE_NOT_EQUAL) &&
	         !is_constant(compare->rhs))
		g_string_append(out, "the same as ");
	write_right(out, compare);
}

static void
write_term(GString *out, const Term *term)
{
	static const char *const before[] = {
		[TERM_INTERVAL] = "",
		[TERM_ALWAYS] = "in every round, ",
		[TERM_SOMETIMES] = "in at least one round, ",
	};

	g_string_append(out, before[term->kind]);
	write_compare(out, term->compare);
}

static void
write_when(GString *out, const When *when)
{
	g_autofree char *words = factor_words(when->subject);

	if (g_str_equal(when->subject, "cores"))
		g_string_append(out, "the number of cores");
	else if (g_str_equal(when->subject, "python"))
		g_string_append(out, "the version of Python");
	else
		g_string_append(out, words);
	g_string_append_printf(out, " %s %s", verbs[when->op], when->level);
}

/* Make a sentence of @out (transfer full). */
static char *
finish(GString *out)
{
	out->str[0] = g_ascii_toupper(out->str[0]);
	g_string_append_c(out, '.');
	return g_string_free(out, FALSE);
}

static void
write_whens(GString *out, const Formula *formula)
{
	for (guint i = 0; i < formula->whens->len; i++) {
		g_string_append(out, i > 0 ? " and " : ", when ");
		write_when(out, g_ptr_array_index(formula->whens, i));
	}
}

char *
phrase_part(const Formula *formula, guint index)
{
	GString *out = g_string_new(NULL);

	write_term(out, g_ptr_array_index(formula->terms, index));
	write_whens(out, formula);
	return finish(out);
}

char *
phrase_claim(const Formula *formula)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < formula->terms->len; i++) {
		g_string_append(out, i > 0 ? ", and " : "");
		write_term(out, g_ptr_array_index(formula->terms, i));
	}
	write_whens(out, formula);
	return finish(out);
}

char *
phrase_value(const Formula *formula)
{
	GString *out = g_string_new(NULL);

	write_expr(out, formula->expr, 0);
	return g_string_free(out, FALSE);
}
