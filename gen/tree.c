#include "tree.h"

#include "words.h"

#include <string.h>

#define THIN_SPACE "\u202f" /* narrow no-break space */

static void
setting_free(gpointer data)
{
	Setting *setting = data;

	g_free(setting->factor);
	g_free(setting->level);
	g_free(setting);
}

Ref *
ref_new(void)
{
	Ref *ref = g_new0(Ref, 1);

	ref->settings = g_ptr_array_new_with_free_func(setting_free);
	ref->home = -1;
	ref->condition = -1;
	return ref;
}

void
ref_free(Ref *ref)
{
	if (ref == NULL)
		return;
	g_free(ref->experiment);
	g_free(ref->executor);
	g_ptr_array_unref(ref->settings);
	g_free(ref->metric);
	g_free(ref);
}

void
expr_free(Expr *expr)
{
	if (expr == NULL)
		return;
	g_free(expr->written);
	ref_free(expr->ref);
	expr_free(expr->left);
	expr_free(expr->right);
	compare_free(expr->compare);
	g_free(expr);
}

void
compare_free(Compare *compare)
{
	if (compare == NULL)
		return;
	expr_free(compare->lhs);
	expr_free(compare->rhs);
	g_free(compare);
}

static void
term_free(gpointer data)
{
	Term *term = data;

	compare_free(term->compare);
	g_free(term);
}

static void
when_free(gpointer data)
{
	When *when = data;

	g_free(when->subject);
	g_free(when->level);
	g_free(when);
}

Formula *
formula_new(const char *text, Span span)
{
	Formula *formula = g_new0(Formula, 1);

	formula->text = g_strdup(text);
	formula->span = span;
	formula->terms = g_ptr_array_new_with_free_func(term_free);
	formula->whens = g_ptr_array_new_with_free_func(when_free);
	formula->refs = g_ptr_array_new();
	return formula;
}

void
formula_free(Formula *formula)
{
	if (formula == NULL)
		return;
	g_ptr_array_unref(formula->refs);
	g_ptr_array_unref(formula->terms);
	g_ptr_array_unref(formula->whens);
	expr_free(formula->expr);
	g_free(formula->text);
	g_free(formula);
}

/* Return how many bytes of @source stand for the character @c of a formula: 0 when they do not. */
static gsize
match_length(const char *source, gsize left, char c)
{
	static const struct {
		const char *entity;
		char c;
	} entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}};

	if (left > 0 && source[0] == c)
		return 1;
	if (left > 1 && source[0] == '\\' && source[1] == c)
		return 2;
	for (guint i = 0; i < G_N_ELEMENTS(entities); i++) {
		gsize len = strlen(entities[i].entity);

		if (c == entities[i].c && left >= len &&
		    memcmp(source, entities[i].entity, len) == 0)
			return len;
	}
	if (c == ' ' && left > 0 && source[0] == '\n')
		return 1;
	return 0;
}

/*
 * Find the bytes of the source that bytes @start to @end of the formula came from, seeing through
 * escapes, entities and what stands before continued lines; FALSE when they do not fit.
 */
static gboolean
map_range(const Formula *formula, gsize start, gsize end, gsize *from, gsize *to)
{
	const char *source = formula->span.source->text;
	gsize at = formula->span.start, stop = formula->span.end;
	gboolean prefix = FALSE; /* only spaces and quote marks since the line began */

	*from = *to = at;
	for (gsize i = 0; i < end; i++) {
		gsize len = match_length(source + at, stop - at, formula->text[i]);

		while (len == 0 && at < stop &&
		       (source[at] == '\r' || (prefix && strchr(" \t>", source[at]) != NULL))) {
			at++;
			len = match_length(source + at, stop - at, formula->text[i]);
		}
		if (len == 0)
			return FALSE;
		if (i == start)
			*from = at;
		prefix = source[at] == '\n' || (prefix && strchr(" \t>", source[at]) != NULL);
		at += len;
		*to = at;
	}
	if (start >= end)
		*from = at;
	return TRUE;
}

Span
formula_span(const Formula *formula, gsize start, gsize end)
{
	gsize from, to;

	if (formula->span.source == NULL || !map_range(formula, start, end, &from, &to))
		return formula->span;
	return source_span(formula->span.source, from, to);
}

char *
formula_slice(const Formula *formula, gsize start, gsize end)
{
	return g_strstrip(g_strndup(formula->text + start, end - start));
}

static const struct {
	const char *written;
	const char *words;
} signs[] = {
	[COMPARE_GREATER] = {">", ">"}, [COMPARE_GREATER_EQUAL] = {">=", "≥"},
	[COMPARE_LESS] = {"<", "<"},    [COMPARE_LESS_EQUAL] = {"<=", "≤"},
	[COMPARE_EQUAL] = {"==", "="},  [COMPARE_NOT_EQUAL] = {"!=", "≠"},
	[COMPARE_NEAR] = {"~=", "≈"},
};

const char *
compare_sign(CompareOp op)
{
	return signs[op].written;
}

const char *
expected_name(Expected expected)
{
	switch (expected) {
	case EXPECTED_SUPPORTED:
		return "supported";
	case EXPECTED_REFUTED:
		return "refuted";
	case EXPECTED_INCONCLUSIVE:
		return "inconclusive";
	}
	g_assert_not_reached();
}

const char *
over_name(Over over)
{
	switch (over) {
	case OVER_NONE:
		return "";
	case OVER_DISTINCT:
		return "distinct";
	case OVER_SPREAD:
		return "spread";
	case OVER_FAIRNESS:
		return "fairness";
	case OVER_TOTAL:
		return "total";
	}
	g_assert_not_reached();
}

static void
write_ref(GString *out, const Ref *ref)
{
	const char *before = " (";

	if (ref->over != OVER_NONE)
		g_string_append_printf(out, "%s(", over_name(ref->over));
	if (ref->experiment != NULL)
		g_string_append_printf(out, "%s: ", ref->experiment);
	g_string_append(out, ref->executor);
	for (guint i = 0; i < ref->settings->len; i++) {
		const Setting *setting = g_ptr_array_index(ref->settings, i);
		g_autofree char *words = level_words(setting->factor, setting->level);

		g_string_append_printf(out, "%s%s", before, words);
		before = ", ";
	}
	if (before[0] == ',')
		g_string_append_c(out, ')');
	g_string_append_printf(out, " %s", ref->metric);
	if (ref->over != OVER_NONE)
		g_string_append_c(out, ')');
}

/* Return how tightly the node binds: sums 1, products 2, all else 3. */
static int
tightness(const Expr *expr)
{
	switch (expr->kind) {
	case EXPR_ADD:
	case EXPR_SUBTRACT:
	case EXPR_NEGATE:
		return 1;
	case EXPR_MULTIPLY:
	case EXPR_DIVIDE:
		return 2;
	case EXPR_NUMBER:
	case EXPR_REF:
	case EXPR_LOG:
	case EXPR_ABS:
	case EXPR_AGG:
	case EXPR_RATE:
		return 3;
	}
	g_assert_not_reached();
}

static void write_expr(GString *out, const Expr *expr, int least);
static void write_compare(GString *out, const Compare *compare);

static void
write_call(GString *out, const char *name, const Expr *argument)
{
	g_string_append_printf(out, "%s(", name);
	write_expr(out, argument, 0);
	g_string_append_c(out, ')');
}

static void
write_binary(GString *out, const Expr *expr, const char *sign, int least)
{
	write_expr(out, expr->left, least);
	g_string_append_printf(out, " %s ", sign);
	write_expr(out, expr->right, least + 1); /* a - (b - c) keeps its parentheses */
}

char *
agg_name(Agg agg, double p)
{
	switch (agg) {
	case AGG_QUANTILE:
		return p == 0.5 ? g_strdup("median") : g_strdup_printf("p%02.0f", p * 100.0);
	case AGG_MEAN:
		return g_strdup("mean");
	case AGG_MIN:
		return g_strdup("min");
	case AGG_MAX:
		return g_strdup("max");
	}
	g_assert_not_reached();
}

/* Write @expr without parentheses of its own. */
static void
write_plain(GString *out, const Expr *expr)
{
	g_autofree char *name = NULL;

	switch (expr->kind) {
	case EXPR_NUMBER:
		g_string_append(out, expr->written);
		return;
	case EXPR_REF:
		write_ref(out, expr->ref);
		return;
	case EXPR_NEGATE:
		g_string_append(out, "−");
		write_expr(out, expr->left, 2);
		return;
	case EXPR_ADD:
		write_binary(out, expr, "+", 1);
		return;
	case EXPR_SUBTRACT:
		write_binary(out, expr, "−", 1);
		return;
	case EXPR_MULTIPLY:
		write_binary(out, expr, "×", 2);
		return;
	case EXPR_DIVIDE:
		write_binary(out, expr, "/", 2);
		return;
	case EXPR_LOG:
		write_call(out, "log", expr->left);
		return;
	case EXPR_ABS:
		write_call(out, "abs", expr->left);
		return;
	case EXPR_AGG:
		name = agg_name(expr->agg, expr->p);
		write_call(out, name, expr->left);
		return;
	case EXPR_RATE:
		g_string_append(out, "rate(");
		write_compare(out, expr->compare);
		g_string_append_c(out, ')');
		return;
	}
	g_assert_not_reached();
}

/* Write @expr, in parentheses if it binds less than @least. */
static void
write_expr(GString *out, const Expr *expr, int least)
{
	gboolean wrap = tightness(expr) < least;

	if (wrap)
		g_string_append_c(out, '(');
	write_plain(out, expr);
	if (wrap)
		g_string_append_c(out, ')');
}

static void
write_compare(GString *out, const Compare *compare)
{
	write_expr(out, compare->lhs, 0);
	g_string_append_printf(out, " %s ", signs[compare->op].words);
	write_expr(out, compare->rhs, 0);
	if (compare->op == COMPARE_NEAR)
		g_string_append_printf(out, " within %g" THIN_SPACE "%%", compare->within * 100.0);
}

char *
expr_words(const Expr *expr)
{
	g_autoptr(GString) out = g_string_new(NULL);

	write_expr(out, expr, 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
compare_words(const Compare *compare)
{
	g_autoptr(GString) out = g_string_new(NULL);

	write_compare(out, compare);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
formula_words(const Formula *formula)
{
	static const char *const before[] = {
		[TERM_INTERVAL] = "", [TERM_ALWAYS] = "always ", [TERM_SOMETIMES] = "sometimes "};
	g_autoptr(GString) out = g_string_new(NULL);

	if (formula->value)
		write_expr(out, formula->expr, 0);
	for (guint i = 0; i < formula->terms->len; i++) {
		const Term *term = g_ptr_array_index(formula->terms, i);

		g_string_append_printf(out, "%s%s", i > 0 ? " and " : "", before[term->kind]);
		write_compare(out, term->compare);
	}
	for (guint i = 0; i < formula->whens->len; i++) {
		const When *when = g_ptr_array_index(formula->whens, i);

		g_string_append_printf(out, "%s%s %s %s", i > 0 ? " and " : ", when ",
		                       when->subject, signs[when->op].words, when->level);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Tell whether there is a rate, or a quantile but the median, in @expr. */
static gboolean
needs_more(const Expr *expr)
{
	if (expr == NULL)
		return FALSE;
	if (expr->kind == EXPR_RATE)
		return TRUE;
	if (expr->kind == EXPR_AGG && expr->agg == AGG_QUANTILE && expr->p != 0.5)
		return TRUE;
	return needs_more(expr->left) || needs_more(expr->right);
}

gboolean
formula_needs_more(const Formula *formula)
{
	for (guint i = 0; i < formula->terms->len; i++) {
		const Term *term = g_ptr_array_index(formula->terms, i);

		if (needs_more(term->compare->lhs) || needs_more(term->compare->rhs))
			return TRUE;
	}
	return needs_more(formula->expr);
}
