#include "scan.h"

#include <string.h>

/* Units that may follow a number, as written and as shown. */
static const struct {
	const char *name;
	const char *shown;
	Unit unit;
	double divisor; /* exact, so that 7 % is 0.07 */
} units[] = {
	{"ns", "ns", UNIT_SECOND, 1e9},
	{"us", "µs", UNIT_SECOND, 1e6},
	{"ms", "ms", UNIT_SECOND, 1e3},
	{"s", "s", UNIT_SECOND, 1.0},
	{"KiB", "KiB", UNIT_BYTE, 1.0 / 1024},
	{"MiB", "MiB", UNIT_BYTE, 1.0 / 1048576},
	{"%", "%", UNIT_NONE, 100},
};
static const char *const unit_names[] = {"ns", "us", "ms", "s", "KiB", "MiB", "%", NULL};

/* Words that may follow a number and are no units. */
static const char *const keywords[] = {"and", "when", "expect", "within", "or", "", NULL};

/* Operators that compare; longer ones first. */
static const struct {
	const char *sign;
	CompareOp op;
} operators[] = {
	{">=", COMPARE_GREATER_EQUAL}, {"<=", COMPARE_LESS_EQUAL}, {"==", COMPARE_EQUAL},
	{"!=", COMPARE_NOT_EQUAL},     {"~=", COMPARE_NEAR},       {">", COMPARE_GREATER},
	{"<", COMPARE_LESS},
};

/* What authors write by mistake, and what is meant. */
static const struct {
	const char *wrong;
	const char *right;
} mistakes[] = {
	{"=>", ">="}, {"=<", "<="},  {"<>", "!="}, {"≥", ">="}, {"≤", "<="}, {"≠", "!="},
	{"≈", "~="},  {"&&", "and"}, {"&", "and"}, {"×", "*"},  {"·", "*"},  {"÷", "/"},
	{"−", "-"},   {"–", "-"},    {"^", "*"},   {"=", "=="}, {"~", "~="},
};

gpointer
scan_fail(Scan *scan, FindingId id, gsize start, gsize end, const char *help, const char *format,
          ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	if (scan->failed)
		return NULL;
	scan->failed = TRUE;
	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	diag_add(scan->diag, formula_span(scan->formula, start, end), id, help, "%s", message);
	return NULL;
}

void
scan_spaces(Scan *scan)
{
	while (g_ascii_isspace(scan->text[scan->at]))
		scan->at++;
}

gsize
scan_name_end(const char *text, gsize at)
{
	if (!g_ascii_isalpha(text[at]) && text[at] != '_')
		return at;
	for (;; at++) {
		gboolean inner =
			text[at] == '-' && (g_ascii_isalnum(text[at + 1]) || text[at + 1] == '_');

		if (!inner && !g_ascii_isalnum(text[at]) && text[at] != '_')
			return at;
	}
}

gboolean
scan_take(Scan *scan, const char *sign)
{
	gsize start = scan->at;

	scan_spaces(scan);
	if (!g_str_has_prefix(scan->text + scan->at, sign)) {
		scan->at = start;
		return FALSE;
	}
	scan->at += strlen(sign);
	return TRUE;
}

gboolean
scan_sees_word(Scan *scan, const char *word)
{
	gsize end;

	scan_spaces(scan);
	end = scan_name_end(scan->text, scan->at);
	return end - scan->at == strlen(word) &&
	       strncmp(scan->text + scan->at, word, strlen(word)) == 0;
}

gboolean
scan_word(Scan *scan, const char *word)
{
	if (!scan_sees_word(scan, word))
		return FALSE;
	scan->at += strlen(word);
	return TRUE;
}

gsize
scan_token_end(const Scan *scan)
{
	const char *text = scan->text + scan->at;
	gsize end = scan_name_end(scan->text, scan->at);

	if (end > scan->at || text[0] == '\0')
		return end;
	if (g_ascii_isdigit(text[0]))
		return scan->at + strspn(text, "0123456789.");
	for (guint i = 0; i < G_N_ELEMENTS(operators); i++)
		if (g_str_has_prefix(text, operators[i].sign))
			return scan->at + strlen(operators[i].sign);
	if (g_utf8_get_char_validated(text, -1) >= (gunichar)-2)
		return scan->at + 1;
	return scan->at + (gsize)(g_utf8_next_char(text) - text);
}

gpointer
scan_unexpected(Scan *scan, const char *expected)
{
	g_autofree char *found = NULL;
	const char *text;
	gsize end;

	scan_spaces(scan);
	text = scan->text + scan->at;
	end = scan_token_end(scan);
	for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		gsize len = strlen(mistakes[i].wrong);
		g_autofree char *help = NULL;

		if (!g_str_has_prefix(text, mistakes[i].wrong) || g_str_has_prefix(text, "==") ||
		    g_str_has_prefix(text, "~="))
			continue;
		help = g_strdup_printf("write '%s'", mistakes[i].right);
		return scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, scan->at + len, help,
		                 "'%s' is no operator", mistakes[i].wrong);
	}
	if (end == scan->at)
		return scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, end, NULL,
		                 "the formula ends where %s should come", expected);
	found = g_strndup(scan->text + scan->at, end - scan->at);
	if (!g_utf8_validate(found, -1, NULL))
		return scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, end, NULL,
		                 "a byte that is not UTF-8 where %s should come", expected);
	if (g_str_equal(found, "or") || g_str_equal(found, "not"))
		return scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, end,
		                 "make two claims of it, or turn the comparison round",
		                 "formulas have no '%s'", found);
	if (g_str_equal(found, ")"))
		return scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, end,
		                 "delete it, or write the '(' that it closes",
		                 "')' where %s should come", expected);
	return scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, end, NULL,
	                 "'%s' where %s should come", found, expected);
}

gboolean
scan_close(Scan *scan, gsize open)
{
	scan_spaces(scan);
	if (scan_take(scan, ")"))
		return TRUE;
	if (scan->text[scan->at] == '\0')
		scan_fail(scan, FINDING_FORMULA_SYNTAX, open, open + 1, "add the ')'",
		          "'(' is never closed");
	else
		scan_unexpected(scan, "')'");
	return FALSE;
}

gsize
scan_number_end(const char *text, gsize at)
{
	gsize end = at + strspn(text + at, G_CSET_DIGITS), exponent;

	if (text[end] == '.' && g_ascii_isdigit(text[end + 1]))
		end += 1 + strspn(text + end + 1, G_CSET_DIGITS);
	if (end == at || (text[end] != 'e' && text[end] != 'E'))
		return end;
	exponent = end + 1 + strspn(text + end + 1, "+-");
	if (exponent > end + 2 || !g_ascii_isdigit(text[exponent]))
		return end;
	return exponent + strspn(text + exponent, G_CSET_DIGITS);
}

/* Take a quoted string, its quotes not included (transfer full); NULL when none comes next. */
static char *
take_quoted(Scan *scan)
{
	char quote = scan->text[scan->at];
	gsize start = scan->at + 1;
	const char *close;

	if (quote != '"' && quote != '\'')
		return NULL;
	close = strchr(scan->text + start, quote);
	if (close == NULL)
		return scan_fail(scan, FINDING_FORMULA_SYNTAX, scan->at, scan->at + 1,
		                 "add the closing quote", "the quote is never closed");
	scan->at = (gsize)(close - scan->text) + 1;
	return g_strndup(scan->text + start, (gsize)(close - scan->text) - start);
}

char *
scan_name(Scan *scan, const char *expected)
{
	gsize start, end;
	char *quoted;

	scan_spaces(scan);
	quoted = take_quoted(scan);
	if (quoted != NULL || scan->failed)
		return quoted;
	start = scan->at;
	end = scan_name_end(scan->text, start);
	if (end == start)
		return scan_unexpected(scan, expected);
	scan->at = end;
	return g_strndup(scan->text + start, end - start);
}

char *
scan_level(Scan *scan)
{
	gsize len, start;
	char *quoted;

	scan_spaces(scan);
	quoted = take_quoted(scan);
	if (quoted != NULL || scan->failed)
		return quoted;
	start = scan->at;
	len = strspn(scan->text + start, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_./-");
	if (len == 0)
		return scan_unexpected(scan, "a level");
	scan->at += len;
	return g_strndup(scan->text + start, len);
}

gboolean
scan_operator(Scan *scan, CompareOp *op)
{
	scan_spaces(scan);
	if (g_str_has_prefix(scan->text + scan->at, "<>"))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(operators); i++) {
		if (!scan_take(scan, operators[i].sign))
			continue;
		*op = operators[i].op;
		return TRUE;
	}
	return FALSE;
}

const char *
scan_unit(Scan *scan, double *divisor, Unit *unit)
{
	g_autofree char *word = NULL, *help = NULL;
	gsize start, end;

	scan_spaces(scan);
	start = scan->at;
	end = scan->text[start] == '%' ? start + 1 : scan_name_end(scan->text, start);
	word = g_strndup(scan->text + start, end - start);
	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		if (!g_str_equal(word, units[i].name))
			continue;
		scan->at = end;
		*divisor = units[i].divisor;
		*unit = units[i].unit;
		return units[i].shown;
	}
	if (g_str_has_prefix(scan->text + start, "µs") ||
	    g_str_has_prefix(scan->text + start, "μs"))
		return scan_fail(scan, FINDING_FORMULA_SYNTAX, start, start + strlen("µs"),
		                 "write 'us'", "microseconds are written 'us'");
	if (g_strv_contains(keywords, word))
		return NULL;
	help = diag_did_you_mean(word, unit_names, NULL);
	return scan_fail(scan, FINDING_FORMULA_SYNTAX, start, end,
	                 help != NULL ? help
	                              : "units are ns us ms s KiB MiB %; or an operator is missing",
	                 "no unit is called '%s'", word);
}
