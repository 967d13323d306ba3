/* t-expr.c - formulas: the grammar, where carets point, how they read. */
#include "expr.h"

#include <string.h>

static Formula *
parse(const char *text, gboolean value, Source **source, Diag *diag)
{
	Span span;

	*source = source_new("expression", g_strdup(text), strlen(text));
	span = source_span(*source, 0, (*source)->len);
	return value ? value_parse(text, span, diag) : formula_parse(text, span, diag);
}

/* What is sound, and how readers see it. */
static void
test_words(void)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{"process.start > 5 * gil.start", "process start > 5 × gil start"},
		{"a.x>b.x", "a x > b x"},
		{"a.x >= 5ms", "a x ≥ 5\u202fms"},
		{"a.x <= 5 us", "a x ≤ 5\u202fµs"},
		{"a.x == 64 KiB", "a x = 64\u202fKiB"},
		{"a.x != 1.5e-3 s", "a x ≠ 1.5e-3\u202fs"},
		{"a.x < .5", "a x < .5"},
		{"a.x ~= b.x within 5%", "a x ≈ b x within 5\u202f%"},
		{"a.x ~= b.x within 2.5 %", "a x ≈ b x within 2.5\u202f%"},
		{"a.total-fairness < 50 %", "a total-fairness < 50\u202f%"},
		{"gil(workers=2).parallelism <= 1.1", "gil (2 workers) parallelism ≤ 1.1"},
		{"startup:gil ( workers = 2 , lock = \"a b\" ) . wall > 0",
	         "startup: gil (2 workers, a b) wall > 0"},
		{"\"my exec\".wall > 'x y'.wall", "my exec wall > x y wall"},
		{"median(a.x / b.x) > 2", "median(a x / b x) > 2"},
		{"p05(a.x) < p95(b.x)", "p05(a x) < p95(b x)"},
		{"mean(a.x) + a.x - 3 > -a.x", "mean(a x) + a x − 3 > −a x"},
		{"a.x - (b.x - c.x) > (a.x + b.x) * 2", "a x − (b x − c x) > (a x + b x) × 2"},
		{"a.x / (b.x * c.x) > a.x / b.x / c.x", "a x / (b x × c x) > a x / b x / c x"},
		{"rate(a.lost > 0) > 0.9", "rate(a lost > 0) > 0.9"},
		{"always(distinct(a.pid) == 1)", "always distinct(a pid) = 1"},
		{"sometimes(abs(log(a.x)) > 1)", "sometimes abs(log(a x)) > 1"},
		{"total(a.memory) < 1 MiB", "total(a memory) < 1\u202fMiB"},
		{"a.x > 1 and b.x > 2 and always(c.x > 3)",
	         "a x > 1 and b x > 2 and always c x > 3"},
		{"a.x > 1 when cores >= 2 and python < 3.13",
	         "a x > 1, when cores ≥ 2 and python < 3.13"},
		{"a.x > 5 when cores >= 2 expect refuted", "a x > 5, when cores ≥ 2"},
		{"total.x > rate.x", "total x > rate x"}, /* executors may be called so */
		{"median(size=2).x > 1", "median (size 2) x > 1"},
		{"always.x > 1", "always x > 1"},
		{"always(size=2).x > 1", "always (size 2) x > 1"},
		{"a.and > b.when", "a and > b when"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula = parse(rows[i].text, FALSE, &source, diag);
		g_autofree char *words = NULL;

		g_assert_cmpuint(diag->findings->len, ==, 0);
		words = formula_words(formula);
		g_assert_cmpstr(words, ==, rows[i].words);
	}
}

/* The first byte and length that the one finding points at. */
static const struct {
	const char *text;
	gsize start, len;
	FindingId id;
} findings[] = {
	{"", 0, 0, FINDING_FORMULA_SYNTAX},
	{"a.x >", 5, 0, FINDING_FORMULA_SYNTAX},
	{"a.x", 3, 0, FINDING_FORMULA_SYNTAX},
	{"a.x = 5", 4, 1, FINDING_FORMULA_SYNTAX},
	{"a.x => 5", 4, 2, FINDING_FORMULA_SYNTAX},
	{"a.x <> 5", 4, 2, FINDING_FORMULA_SYNTAX},
	{"a.x ≥ 5", 4, 3, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 × 3", 8, 2, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 or b.x > 3", 8, 2, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 && b.x > 3", 8, 2, FINDING_FORMULA_SYNTAX},
	{"a > 5", 0, 1, FINDING_FORMULA_SYNTAX},
	{"a(workers=2) > 5", 0, 12, FINDING_FORMULA_SYNTAX},
	{"a(workers==2).x > 5", 9, 2, FINDING_FORMULA_SYNTAX},
	{"a(workers=).x > 5", 10, 1, FINDING_FORMULA_SYNTAX},
	{"a(workers=2.x > 5", 14, 1, FINDING_FORMULA_SYNTAX},
	{"a(workers=2, ).x > 5", 13, 1, FINDING_FORMULA_SYNTAX},
	{"(a.x + 1 > 5", 9, 1, FINDING_FORMULA_SYNTAX},
	{"(a.x + 1", 0, 1, FINDING_FORMULA_SYNTAX},
	{"a.x + 1) > 5", 7, 1, FINDING_FORMULA_SYNTAX},
	{"1 < a.x < 2", 8, 1, FINDING_FORMULA_SYNTAX},
	{"(a.x > 1) and b.x > 2", 5, 1, FINDING_FORMULA_SYNTAX},
	{"medain(a.x) > 5", 0, 6, FINDING_FORMULA_FUNCTION},
	{"p99(a.x) > 5", 0, 3, FINDING_FORMULA_FUNCTION},
	{"p00(a.x) > 5", 0, 3, FINDING_FORMULA_FUNCTION},
	{"median(a.x > 5) > 5", 11, 1, FINDING_FORMULA_SYNTAX},
	{"rate(a.x) > 5", 8, 1, FINDING_FORMULA_SYNTAX},
	{"1 + always(a.x > 5)", 4, 6, FINDING_FORMULA_SYNTAX},
	{"total(5) > 5", 6, 1, FINDING_FORMULA_SYNTAX},
	{"total(a.x + b.x) > 5", 10, 1, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 parsecs", 8, 7, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 µs", 8, 3, FINDING_FORMULA_SYNTAX},
	{"a.x > 1e999", 6, 5, FINDING_FORMULA_LIMIT},
	{"a.x ~= b.x", 4, 2, FINDING_FORMULA_SYNTAX},
	{"a.x ~= b.x within 5", 19, 0, FINDING_FORMULA_SYNTAX},
	{"a.x ~= b.x within 0%", 18, 2, FINDING_FORMULA_SYNTAX},
	{"a.x ~= b.x within 100%", 18, 4, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 when", 12, 0, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 when cores", 18, 0, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 when cores ~= 2", 19, 2, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 expect", 14, 0, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 expect supported", 15, 9, FINDING_FORMULA_SYNTAX},
	{"a.x > 5 expect refuted b", 23, 1, FINDING_FORMULA_SYNTAX},
	{"a.x-b.x > 5", 2, 3, FINDING_FORMULA_SYNTAX},
	{"a.x-b(workers=1).x > 5", 2, 3, FINDING_FORMULA_SYNTAX},
	{"\"a.x > 5", 0, 1, FINDING_FORMULA_SYNTAX},
	{"a.x > \xff", 6, 1, FINDING_FORMULA_SYNTAX},
	{"a..x > 5", 2, 1, FINDING_FORMULA_SYNTAX},
	{":a.x > 5", 0, 1, FINDING_FORMULA_SYNTAX},
};

static void
test_findings(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(findings); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		const Finding *finding;

		g_test_message("%s", findings[i].text);
		g_assert_null(parse(findings[i].text, FALSE, &source, diag));
		g_assert_cmpuint(diag->findings->len, ==, 1);
		finding = g_ptr_array_index(diag->findings, 0);
		g_assert_cmpuint(finding->span.start, ==, findings[i].start);
		g_assert_cmpuint(finding->span.end - finding->span.start, ==, findings[i].len);
		g_assert_cmpstr(finding_kind(finding->id)->slug, ==,
		                finding_kind(findings[i].id)->slug);
	}
}

static void
test_value(void)
{
	g_autoptr(Source) a = NULL, b = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) value = parse("max(gil.wall) / 2", TRUE, &a, diag);

	g_assert_nonnull(value);
	g_assert_true(value->value && value->terms->len == 0 && value->refs->len == 1);
	g_assert_null(parse("gil.wall > 5", TRUE, &b, diag));
	g_assert_cmpuint(diag->findings->len, ==, 1);
}

static void
test_limits(void)
{
	g_autofree char *deep = g_strnfill(1000, '('), *minus = g_strnfill(1000, '-');
	g_autoptr(GString) nested = g_string_new(NULL), longest = g_string_new("a.x > 1");
	const char *texts[] = {deep, minus, NULL};
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) sound = NULL;

	for (guint i = 0; texts[i] != NULL; i++) {
		g_autoptr(Source) one = NULL;
		g_autoptr(Diag) found = diag_new();

		g_assert_null(parse(texts[i], FALSE, &one, found));
		g_assert_cmpint(((Finding *)g_ptr_array_index(found->findings, 0))->id, ==,
		                FINDING_FORMULA_LIMIT);
	}
	for (guint i = 0; i < FORMULA_MAX_NESTING - 1; i++)
		g_string_append_c(nested, '(');
	g_string_append(nested, "a.x");
	for (guint i = 0; i < FORMULA_MAX_NESTING - 1; i++)
		g_string_append_c(nested, ')');
	g_string_append(nested, " > 1");
	sound = parse(nested->str, FALSE, &source, diag);
	g_assert_nonnull(sound);
	while (longest->len <= FORMULA_MAX_BYTES)
		g_string_append(longest, " + 1");
	{
		g_autoptr(Source) one = NULL;

		g_assert_null(parse(longest->str, FALSE, &one, diag));
		g_assert_cmpuint(diag->findings->len, ==, 1);
	}
}

/* Findings point at the bytes of the note, through escapes, entities and line prefixes. */
static void
test_mapping(void)
{
	static const struct {
		const char *note, *text;
		gsize start, end;  /* of the formula in the note */
		const char *caret; /* the bytes that the finding of "x" shows */
		gsize at;          /* where they stand in the note */
	} rows[] = {
		{"[s](claim: \"a.b > xx\")", "a.b > xx", 12, 20, "xx", 18},
		{"[s](claim: \"a.b \\> xx\")", "a.b > xx", 12, 21, "xx", 19},
		{"[s](claim: \"a.b &gt; xx\")", "a.b > xx", 12, 23, "xx", 21},
		{"> [s](claim: \"a.b >\n> xx\")", "a.b >\nxx", 14, 24, "xx", 22},
		{"> [s](claim: \"a.b >\r\n> xx\")", "a.b >\nxx", 14, 25, "xx", 23},
		{"[s](claim: \"a.b >\n   xx\")", "a.b >\nxx", 12, 23, "xx", 21},
		{"[s](claim: \"a.b >\nxx\")", "a.b > xx", 12, 20, "xx", 18},
		/* what does not fit is shown whole */
		{"[s](claim: \"something\")", "a.b > xx", 12, 21, "something", 12},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source =
			source_new("note.md", g_strdup(rows[i].note), strlen(rows[i].note));
		g_autoptr(Diag) diag = diag_new();
		Span span = source_span(source, rows[i].start, rows[i].end);
		g_autofree char *shown = NULL;
		const Finding *finding;

		g_assert_null(formula_parse(rows[i].text, span, diag));
		finding = g_ptr_array_index(diag->findings, 0);
		shown = span_text(finding->span);
		g_assert_cmpstr(shown, ==, rows[i].caret);
		g_assert_cmpuint(finding->span.start, ==, rows[i].at);
	}
}

static void
test_tree(void)
{
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) f = parse("e:gil(n=2).wall > 7 % and rate(a.x > 0) > 0.5 expect refuted",
	                             FALSE, &source, diag);
	const Term *term = g_ptr_array_index(f->terms, 0);
	const Ref *ref = g_ptr_array_index(f->refs, 0);

	g_assert_cmpuint(f->terms->len, ==, 2);
	g_assert_cmpuint(f->refs->len, ==, 2);
	g_assert_cmpint(f->expected, ==, EXPECTED_REFUTED);
	g_assert_cmpstr(ref->experiment, ==, "e");
	g_assert_cmpuint(ref->executor_start, ==, 2);
	g_assert_cmpuint(ref->metric_start, ==, 11);
	g_assert_cmpuint(ref->end, ==, 15);
	g_assert_cmpfloat(term->compare->rhs->number, ==, 0.07);
	g_assert_true(formula_needs_more(f));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/expr/words", test_words);
	g_test_add_func("/expr/findings", test_findings);
	g_test_add_func("/expr/value", test_value);
	g_test_add_func("/expr/limits", test_limits);
	g_test_add_func("/expr/mapping", test_mapping);
	g_test_add_func("/expr/tree", test_tree);
	return g_test_run();
}
