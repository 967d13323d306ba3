#include "expr.h"

#include "function.h"
#include "scan.h"

#include <math.h>
#include <string.h>

#define THIN_SPACE "\u202f" /* narrow no-break space */

static Expr *parse_expr(Scan *scan);
static Compare *parse_compare(Scan *scan);

static Expr *
expr_new(ExprKind kind, gsize start)
{
	Expr *expr = g_new0(Expr, 1);

	expr->kind = kind;
	expr->start = start;
	return expr;
}

/* Take the unit that follows the number @expr, if any. */
static void
parse_unit(Scan *scan, Expr *expr)
{
	g_autofree char *digits = NULL;
	double divisor;
	const char *shown = scan_unit(scan, &divisor, &expr->unit);

	if (shown == NULL)
		return;
	digits = g_steal_pointer(&expr->written);
	expr->written = g_strconcat(digits, THIN_SPACE, shown, NULL);
	expr->number /= divisor;
	expr->bare = FALSE;
	expr->end = scan->at;
}

static Expr *
parse_number(Scan *scan)
{
	Expr *expr = expr_new(EXPR_NUMBER, scan->at);
	gsize end = scan_number_end(scan->text, scan->at);

	expr->written = g_strndup(scan->text + scan->at, end - scan->at);
	expr->number = g_ascii_strtod(expr->written, NULL);
	expr->bare = TRUE;
	scan->at = end;
	expr->end = end;
	if (!isfinite(expr->number))
		scan_fail(scan, FINDING_FORMULA_LIMIT, expr->start, end, NULL,
		          "the number is too large");
	parse_unit(scan, expr);
	return expr;
}

/* Take "factor=level, ...)" of a reference; the "(" is taken and stood at @open. */
static gboolean
parse_settings(Scan *scan, Ref *ref, gsize open)
{
	do {
		Setting *setting = g_new0(Setting, 1);

		g_ptr_array_add(ref->settings, setting);
		scan_spaces(scan);
		setting->factor_start = scan->at;
		setting->factor = scan_name(scan, "a factor");
		if (setting->factor == NULL)
			return FALSE;
		if (scan_take(scan, "==")) {
			scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at - 2, scan->at,
			          "write '=': a reference picks a level",
			          "'==' within a reference");
			return FALSE;
		}
		if (!scan_take(scan, "=")) {
			scan_unexpected(scan, "'='");
			return FALSE;
		}
		scan_spaces(scan);
		setting->level_start = scan->at;
		setting->level = scan_level(scan);
		if (setting->level == NULL)
			return FALSE;
	} while (scan_take(scan, ","));
	return scan_close(scan, open);
}

/*
 * Tell whether "name =" follows the "(" at @open: then it belongs to a reference.  "name ==" does
 * if @loose: it is a mistake there, not a comparison.
 */
static gboolean
starts_settings(const Scan *scan, gsize open, gboolean loose)
{
	gsize at = open + 1, end;

	while (g_ascii_isspace(scan->text[at]))
		at++;
	end = scan_name_end(scan->text, at);
	if (end == at)
		return FALSE;
	while (g_ascii_isspace(scan->text[end]))
		end++;
	return scan->text[end] == '=' && (loose || scan->text[end + 1] != '=');
}

/* Take the rest of a reference whose first name has been taken (transfer full to @ref). */
static gboolean
parse_ref_rest(Scan *scan, Ref *ref, char *first)
{
	ref->executor = first;
	if (scan_take(scan, ":")) {
		ref->experiment = g_steal_pointer(&ref->executor);
		scan_spaces(scan);
		ref->executor_start = scan->at;
		ref->executor = scan_name(scan, "an executor");
		if (ref->executor == NULL)
			return FALSE;
	}
	if (scan_take(scan, "(") && !parse_settings(scan, ref, scan->at - 1))
		return FALSE;
	ref->end = scan->at;
	if (!scan_take(scan, ".")) {
		g_autofree char *help =
			g_strdup_printf("name what was measured, as in %s.wall", ref->executor);

		scan_fail(scan, FINDING_FORMULA_SYNTAX, ref->start, scan->at, help,
		          "a reference without metric");
		return FALSE;
	}
	scan_spaces(scan);
	ref->metric_start = scan->at;
	ref->metric = scan_name(scan, "a metric");
	ref->end = scan->at;
	if (ref->metric != NULL && scan->text[scan->at] != '\0' &&
	    strchr(".(:", scan->text[scan->at]) != NULL && strchr(ref->metric, '-') != NULL)
		scan_fail(scan, FINDING_FORMULA_SYNTAX, ref->metric_start, scan->at,
		          "a minus has spaces around it, as in a.wall - b.wall",
		          "'%s' is read as one name", ref->metric);
	return ref->metric != NULL;
}

static Expr *
parse_ref(Scan *scan, gsize start, char *first)
{
	Expr *expr = expr_new(EXPR_REF, start);

	expr->ref = ref_new();
	expr->ref->start = start;
	expr->ref->executor_start = start;
	g_ptr_array_add(scan->formula->refs, expr->ref);
	parse_ref_rest(scan, expr->ref, first);
	expr->end = scan->at;
	return expr;
}

static Expr *
fail_function(Scan *scan, gsize start, const char *name)
{
	g_autofree char *help = NULL;
	gsize end = start + strlen(name);

	if (name[0] == 'p' && name[1 + strspn(name + 1, G_CSET_DIGITS)] == '\0' && name[1] != '\0')
		return scan_fail(scan, FINDING_FORMULA_FUNCTION, start, end,
		                 "write two digits, as in p90", "quantiles go from p05 to p95");
	help = diag_did_you_mean(name, function_names(), NULL);
	return scan_fail(scan, FINDING_FORMULA_FUNCTION, start, end,
	                 help != NULL ? help
	                              : "functions are median mean p05 .. p95 rate distinct spread "
	                                "fairness total log abs",
	                 "no function is called '%s'", name);
}

/* Parse the argument of distinct(...) and its like: one reference. */
static Expr *
parse_over(Scan *scan, gsize start, Over over)
{
	gsize inner;
	char *first;
	Expr *expr;

	scan_spaces(scan);
	inner = scan->at;
	first = scan_name(scan, "a reference");
	if (first == NULL)
		return NULL;
	expr = parse_ref(scan, inner, first);
	expr->start = start;
	expr->ref->over = over;
	return expr;
}

/* Parse the call of @name, which stands at @start; the cursor is on its "(". */
static Expr *
parse_call(Scan *scan, gsize start, const char *name)
{
	double p;
	const Function *function = function_find(name, &p);
	gsize open = scan->at++;
	Expr *expr = NULL;

	if (function == NULL)
		return fail_function(scan, start, name);
	switch (function->kind) {
	case FUNCTION_AGG:
		expr = expr_new(EXPR_AGG, start);
		expr->agg = (Agg)function->which;
		expr->p = p;
		expr->left = parse_expr(scan);
		break;
	case FUNCTION_OVER:
		expr = parse_over(scan, start, (Over)function->which);
		break;
	case FUNCTION_RATE:
		expr = expr_new(EXPR_RATE, start);
		expr->compare = parse_compare(scan);
		break;
	case FUNCTION_LOG:
	case FUNCTION_ABS:
		expr = expr_new(function->kind == FUNCTION_LOG ? EXPR_LOG : EXPR_ABS, start);
		expr->left = parse_expr(scan);
		break;
	case FUNCTION_FACT:
		return scan_fail(
			scan, FINDING_FORMULA_SYNTAX, start, start + strlen(name),
			"write it around a whole comparison, as in always(gil.observed == 0)",
			"'%s' within an expression", name);
	}
	if (expr != NULL && !scan->failed && scan_close(scan, open))
		expr->end = scan->at;
	return expr;
}

/* Parse what begins with a name: a call or a reference. */
static Expr *
parse_named(Scan *scan)
{
	gsize start = scan->at;
	gboolean quoted = scan->text[start] == '"' || scan->text[start] == '\'';
	char *name = scan_name(scan, "a name");
	gsize end = scan->at;
	double p;
	Expr *expr;

	if (name == NULL)
		return NULL;
	scan_spaces(scan);
	if (quoted || scan->text[scan->at] != '(' ||
	    starts_settings(scan, scan->at, function_find(name, &p) == NULL)) {
		scan->at = end;
		return parse_ref(scan, start, name);
	}
	expr = parse_call(scan, start, name);
	g_free(name);
	return expr;
}

/* Parse a number, a reference, a call, or an expression in parentheses. */
static Expr *
parse_primary(Scan *scan)
{
	const char *text = scan->text;
	gsize open;
	Expr *expr;

	scan_spaces(scan);
	open = scan->at;
	if (g_ascii_isdigit(text[open]) || (text[open] == '.' && g_ascii_isdigit(text[open + 1])))
		return parse_number(scan);
	if (scan_name_end(text, open) > open || text[open] == '"' || text[open] == '\'')
		return parse_named(scan);
	if (!scan_take(scan, "("))
		return scan_unexpected(scan, "a number, a reference or a function");
	expr = parse_expr(scan);
	scan_spaces(scan);
	if (!scan->failed && text[scan->at] != '\0' && strchr("<>=!~", text[scan->at]))
		scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, scan_token_end(scan),
		          "join comparisons by `and`, without parentheses",
		          "a comparison within parentheses");
	if (!scan->failed && scan_close(scan, open)) {
		expr->start = open;
		expr->end = scan->at;
	}
	return expr;
}

static Expr *
parse_unary(Scan *scan)
{
	Expr *expr = NULL;

	scan_spaces(scan);
	if (++scan->depth > FORMULA_MAX_NESTING) {
		scan_fail(scan, FINDING_FORMULA_LIMIT, scan->at, scan_token_end(scan), NULL,
		          "nested more than %d deep", FORMULA_MAX_NESTING);
	} else if (scan->text[scan->at] == '-') {
		expr = expr_new(EXPR_NEGATE, scan->at++);
		expr->left = parse_unary(scan);
		expr->end = scan->at;
	} else {
		expr = parse_primary(scan);
	}
	scan->depth--;
	return expr;
}

/* Make a node of two operands (transfer full). */
static Expr *
join(ExprKind kind, Expr *left, Expr *right)
{
	g_assert(left != NULL);
	Expr *expr = expr_new(kind, left->start);

	expr->left = left;
	expr->right = right;
	expr->end = right == NULL ? left->end : right->end;
	return expr;
}

static Expr *
parse_product(Scan *scan)
{
	Expr *left = parse_unary(scan);

	while (!scan->failed) {
		if (scan_take(scan, "*"))
			left = join(EXPR_MULTIPLY, left, parse_unary(scan));
		else if (scan_take(scan, "/"))
			left = join(EXPR_DIVIDE, left, parse_unary(scan));
		else
			break;
	}
	return left;
}

static Expr *
parse_expr(Scan *scan)
{
	Expr *left = parse_product(scan);

	while (!scan->failed) {
		if (scan_take(scan, "+"))
			left = join(EXPR_ADD, left, parse_product(scan));
		else if (scan_take(scan, "-"))
			left = join(EXPR_SUBTRACT, left, parse_product(scan));
		else
			break;
	}
	return left;
}

/* Take "within p%". */
static void
parse_within(Scan *scan, Compare *compare)
{
	gsize start;

	if (!scan_word(scan, "within")) {
		scan_fail(scan, FINDING_FORMULA_SYNTAX, compare->op_start, compare->op_start + 2,
		          "say how near, as in: a.wall ~= b.wall within 5%",
		          "'~=' without `within`");
		return;
	}
	scan_spaces(scan);
	start = scan->at;
	scan->at = scan_number_end(scan->text, start);
	if (scan->at > start) {
		g_autofree char *digits = g_strndup(scan->text + start, scan->at - start);

		compare->within = g_ascii_strtod(digits, NULL) / 100.0;
	}
	if (scan->at == start || !scan_take(scan, "%"))
		scan_unexpected(scan, scan->at == start ? "a percentage" : "'%'");
	else if (!(compare->within > 0.0 && compare->within < 1.0))
		scan_fail(scan, FINDING_FORMULA_SYNTAX, start, scan->at, NULL,
		          "a margin lies between 0 %% and 100 %%");
}

static Compare *
parse_compare(Scan *scan)
{
	Compare *compare = g_new0(Compare, 1);
	CompareOp again;

	scan_spaces(scan);
	compare->start = scan->at;
	compare->lhs = parse_expr(scan);
	scan_spaces(scan);
	compare->op_start = scan->at;
	if (!scan->failed && !scan_operator(scan, &compare->op))
		scan_unexpected(scan, "a comparison (> >= < <= == != ~=)");
	if (!scan->failed)
		compare->rhs = parse_expr(scan);
	if (!scan->failed && compare->op == COMPARE_NEAR)
		parse_within(scan, compare);
	compare->end = scan->at;
	if (!scan->failed) {
		gsize at;

		scan_spaces(scan);
		at = scan->at;
		if (scan_operator(scan, &again))
			scan_fail(scan, FINDING_FORMULA_SYNTAX, at, scan->at,
			          "write a < b and b < c", "comparisons do not chain");
	}
	return compare;
}

/* Tell whether always(...) or sometimes(...) comes next. */
static gboolean
sees_fact(Scan *scan, const char *word)
{
	gsize open;

	if (!scan_sees_word(scan, word))
		return FALSE;
	open = scan->at + strlen(word);
	while (g_ascii_isspace(scan->text[open]))
		open++;
	return scan->text[open] == '(' && !starts_settings(scan, open, FALSE);
}

static void
parse_term(Scan *scan)
{
	Term *term = g_new0(Term, 1);
	gsize open;

	g_ptr_array_add(scan->formula->terms, term);
	scan_spaces(scan);
	term->start = scan->at;
	if (sees_fact(scan, "always"))
		term->kind = TERM_ALWAYS;
	else if (sees_fact(scan, "sometimes"))
		term->kind = TERM_SOMETIMES;
	if (term->kind == TERM_INTERVAL) {
		term->compare = parse_compare(scan);
	} else {
		open = term->start + strcspn(scan->text + term->start, "(");
		scan->at = open + 1;
		term->compare = parse_compare(scan);
		if (!scan->failed)
			scan_close(scan, open);
	}
	term->end = scan->at;
}

static void
parse_when(Scan *scan)
{
	When *when = g_new0(When, 1);

	g_ptr_array_add(scan->formula->whens, when);
	scan_spaces(scan);
	when->start = scan->at;
	when->subject = scan_name(scan, "cores, python or a factor");
	if (when->subject == NULL)
		return;
	if (!scan_operator(scan, &when->op)) {
		scan_unexpected(scan, "a comparison (> >= < <= == !=)");
		return;
	}
	if (when->op == COMPARE_NEAR) {
		scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at - 2, scan->at, NULL,
		          "'~=' within `when`");
		return;
	}
	scan_spaces(scan);
	when->level_start = scan->at;
	when->level = scan_level(scan);
	when->end = scan->at;
}

static void
parse_claim(Scan *scan)
{
	do
		parse_term(scan);
	while (!scan->failed && scan_word(scan, "and"));
	if (!scan->failed && scan_word(scan, "when")) {
		do
			parse_when(scan);
		while (!scan->failed && scan_word(scan, "and"));
	}
	if (scan->failed || !scan_word(scan, "expect"))
		return;
	if (scan_word(scan, "refuted"))
		scan->formula->expected = EXPECTED_REFUTED;
	else if (scan_word(scan, "inconclusive"))
		scan->formula->expected = EXPECTED_INCONCLUSIVE;
	else
		scan_unexpected(scan, "'refuted' or 'inconclusive'");
}

/* Complain about what comes after the end of a formula. */
static void
fail_rest(Scan *scan, gboolean value)
{
	CompareOp op;
	gsize at = scan->at;

	if (value && scan_operator(scan, &op))
		scan_fail(scan, FINDING_FORMULA_SYNTAX, at, scan->at,
		          "make a claim of it, or delete the comparison",
		          "a value is an expression, not a comparison");
	else
		scan_unexpected(scan, value ? "an operator or the end"
		                            : "an operator, `and`, `when`, `expect` or the end");
}

static Formula *
parse(const char *text, Span span, gboolean value, Diag *diag)
{
	g_autoptr(Formula) formula = formula_new(text, span);
	Scan scan = {.text = text, .formula = formula, .diag = diag};

	formula->value = value;
	if (strlen(text) > FORMULA_MAX_BYTES)
		return scan_fail(&scan, FINDING_FORMULA_LIMIT, 0, strlen(text), NULL,
		                 "a formula of %zu bytes; at most %d are read", strlen(text),
		                 FORMULA_MAX_BYTES);
	if (value)
		formula->expr = parse_expr(&scan);
	else
		parse_claim(&scan);
	scan_spaces(&scan);
	if (!scan.failed && text[scan.at] != '\0')
		fail_rest(&scan, value);
	return scan.failed ? NULL : g_steal_pointer(&formula);
}

Formula *
formula_parse(const char *text, Span span, Diag *diag)
{
	return parse(text, span, FALSE, diag);
}

Formula *
value_parse(const char *text, Span span, Diag *diag)
{
	return parse(text, span, TRUE, diag);
}
