/* t-diag.c - findings are sorted, printed like a compiler's, and hint at the nearest word. */
#include "texts.h"

static void
test_print(void)
{
	g_autoptr(Source) source = text_source("one two\n\tfour f\303\274nf\n");
	g_autoptr(Diag) diag = diag_new();
	g_autofree char *text = NULL;

	diag_add(diag, source_nowhere(), FINDING_NOTE_EMPTY, NULL, "about %s", "nothing");
	diag_add(diag, source_span(source, 14, 19), FINDING_OPTION_RANGE, "try %", "bad");
	diag_add(diag, source_span(source, 9, 13), FINDING_NOTE_TITLE, NULL, "tabbed");
	diag_add(diag, source_span(source, 4, 7), FINDING_OPTION_TYPE, NULL, "first");
	diag_add(diag, source_span(source, 4, 7), FINDING_OPTION_TYPE, NULL, "first");
	text = text_print(diag);
	g_assert_cmpstr(text, ==,
	                "test.md:1:5: error: first [option-type]\n"
	                "    1 | one two\n"
	                "      |     ^~~\n"
	                "test.md:2:2: warning: tabbed [note-title]\n"
	                "    2 | \tfour f\303\274nf\n"
	                "      | \t^~~~\n"
	                "test.md:2:7: error: bad [option-range]\n"
	                "    2 | \tfour f\303\274nf\n"
	                "      | \t     ^~~~\n"
	                "      = help: try %\n"
	                "lectern: warning: about nothing [note-empty]\n");
	g_assert_cmpint(diag_worst(diag), ==, SEVERITY_ERROR);
	g_assert_cmpuint(diag_count(diag, SEVERITY_WARNING), ==, 2);
}

/* Spans that end on another line, lie at the end, or are empty have one caret at least. */
static void
test_edges(void)
{
	static const struct {
		gsize start, end;
		const char *carets;
	} rows[] = {
		{0, 0, "^"}, {0, 7, "^~~"}, {3, 4, "   ^"}, {7, 7, "   ^"}, {2, 3, "  ^"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source("abc\ndef");
		g_autoptr(Diag) diag = diag_new();
		g_autofree char *text = NULL;
		g_auto(GStrv) lines = NULL;

		diag_add(diag, source_span(source, rows[i].start, rows[i].end), FINDING_OPTION_TYPE,
		         NULL, "x");
		text = text_print(diag);
		lines = g_strsplit(text, "\n", -1);
		g_assert_cmpstr(lines[2] + strlen("      | "), ==, rows[i].carets);
	}
}

/* A very long line is cut around the caret, and bytes that are no text do not reach the terminal.
 */
static void
test_long_line(void)
{
	g_autofree char *xs = g_strnfill(5000, 'x');
	g_autofree char *line = g_strconcat(xs, "\033[31m\377HERE", xs, NULL);
	g_autoptr(Source) source = text_source(line);
	g_autoptr(Diag) diag = diag_new();
	g_autofree char *text = NULL;
	const char *caret, *shown;

	diag_add(diag, source_span(source, 5006, 5010), FINDING_OPTION_TYPE, NULL, "x");
	text = text_print(diag);
	g_assert_cmpuint(strlen(text), <, 800);
	g_assert_null(strchr(text, '\033'));
	g_assert_true(g_utf8_validate(text, -1, NULL));
	shown = strstr(text, "HERE");
	caret = strstr(text, "^~~~\n");
	g_assert_nonnull(shown);
	g_assert_nonnull(caret);
	g_assert_nonnull(strstr(text, "..."));
}

static void
test_nearest(void)
{
	static const char *const words[] = {"executors", "workers", "x", "gil", NULL};
	static const struct {
		const char *word, *nearest;
	} rows[] = {
		{"excutors", "executors"}, {"worker", "workers"}, {"gli", "gil"},
		{"banana", NULL},          {"y", NULL},           {"", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(diag_nearest(rows[i].word, words), ==, rows[i].nearest);
}

static void
test_did_you_mean(void)
{
	static const char *const words[] = {"gil", NULL};
	g_autofree char *both = diag_did_you_mean("gli", words, "lectern list x");
	g_autofree char *near = diag_did_you_mean("gli", words, NULL);
	g_autofree char *more = diag_did_you_mean("zzz", words, "lectern list x");

	g_assert_cmpstr(both, ==, "did you mean 'gil'?  (`lectern list x`)");
	g_assert_cmpstr(near, ==, "did you mean 'gil'?");
	g_assert_cmpstr(more, ==, "see `lectern list x`");
	g_assert_null(diag_did_you_mean("zzz", words, NULL));
}

/* The catalogue: slugs are unique, made of small letters, and say what they mean. */
static void
test_catalogue(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint id = 0; id < FINDING_COUNT; id++) {
		const FindingKind *kind = finding_kind(id);

		g_assert_true(g_regex_match_simple("^[a-z][a-z0-9-]+$", kind->slug, 0, 0));
		g_assert_true(g_hash_table_add(seen, (gpointer)kind->slug));
		g_assert_cmpint(kind->severity, !=, SEVERITY_NONE);
		g_assert_true(g_str_has_suffix(kind->meaning, "."));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/diag/print", test_print);
	g_test_add_func("/diag/edges", test_edges);
	g_test_add_func("/diag/long-line", test_long_line);
	g_test_add_func("/diag/nearest", test_nearest);
	g_test_add_func("/diag/did-you-mean", test_did_you_mean);
	g_test_add_func("/diag/catalogue", test_catalogue);
	return g_test_run();
}
