/* What must be on a page is found, once, wherever pandoc has put it. */
#include "pagecheck.h"
#include <string.h>

static const char note_text[] = "---\ntitle: T\n---\n[a](claim:x \"y\") and @fig-lost\n";

typedef struct Row {
	const char *name;
	const char *html;
	const char *expected; /* ids, with blanks between them */
	const char *found;    /* slugs, with blanks between them */
} Row;

static const Row rows[] = {
	{"all there", "<p><span id=\"claim-1\">a</span><b id='fig-1'/></p>", "claim-1 fig-1", ""},
	{"lost", "<p>claim-1</p>", "claim-1", "render-lost"},
	{"twice", "<p id=\"claim-1\"></p><i id=\"claim-1\"></i>", "claim-1", "render-doubled"},
	{"in an attribute only", "<p class=\"claim-1\" title=\" id=&quot;claim-1\">", "claim-1",
         "render-lost"},
	{"a quoted > ends no tag", "<p title=\"a > b\" id=\"claim-1\">", "claim-1", ""},
	{"in a comment", "<!-- <p id=\"claim-1\"> --><p>", "claim-1", "render-lost"},
	{"in a script", "<script>x = '<p id=\"claim-1\">'</script>", "claim-1", "render-lost"},
	{"in the style", "<style>/* <p id=\"claim-1\"> */</style>", "claim-1", "render-lost"},
	{"in code", "<code>&lt;p id=\"claim-1\"&gt;</code>", "claim-1", "render-lost"},
	{"address as a link", "<a href=\"claim:x\">a</a>", "", "render-address"},
	{"value as a link", "<a href=\"value:x\" title=\"y\">a</a>", "", "render-address"},
	{"address in the text", "<p>[a](claim:x \"y\")</p>", "", "render-address"},
	{"address in code", "<pre><code>[a](claim:x)</code></pre>", "", ""},
	{"address after code", "<code>a</code> [a](value:x)", "", "render-address"},
	{"reference", "<span class=\"citation\" data-cites=\"fig-lost\">@fig-lost</span>", "",
         "render-reference"},
	{"reference among citations", "<span data-cites=\"knuth tbl-x\">", "", "render-reference"},
	{"citation", "<span data-cites=\"knuth configure\">", "", ""},
	{"cut off in a tag", "<p id=\"claim-1", "claim-1", "render-lost"},
	{"cut off in a comment", "<p id=\"claim-1\"><!--", "claim-1", ""},
	{"a lone <", "<p>1 < 2</p><p id=\"claim-1\">", "claim-1", ""},
	{"nothing", "", "", ""},
};

static void
test_rows(void)
{
	g_autoptr(Source) source = source_new("n.md", g_strdup(note_text), strlen(note_text));

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(GString) found = g_string_new(NULL);
		g_autoptr(GPtrArray) expected =
			g_ptr_array_new_with_free_func((GDestroyNotify)page_id_free);
		g_auto(GStrv) ids = g_strsplit(rows[i].expected, " ", -1);

		for (guint j = 0; ids[j] != NULL; j++)
			g_ptr_array_add(expected, page_id_new(ids[j], source_span(source, 18, 19)));
		page_check(rows[i].html, strlen(rows[i].html), expected, source_span(source, 0, 1),
		           diag);
		for (guint j = 0; j < diag->findings->len; j++) {
			const Finding *finding = g_ptr_array_index(diag->findings, j);

			g_string_append_printf(found, "%s%s", j > 0 ? " " : "",
			                       finding_kind(finding->id)->slug);
		}
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(found->str, ==, rows[i].found);
	}
}

/* A finding points at the object's own place, or to where the text is found in the note. */
static void
test_places(void)
{
	g_autoptr(Source) source = source_new("n.md", g_strdup(note_text), strlen(note_text));
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(GPtrArray) expected =
		g_ptr_array_new_with_free_func((GDestroyNotify)page_id_free);
	const char *html = "<a href=\"claim:x\">a</a><span data-cites=\"fig-lost\">"
			   "<a href=\"value:gone\">";
	const char *want[] = {"claim:x", "@fig-lost", "-", "[a](claim:x \"y\")"};

	g_ptr_array_add(expected, page_id_new("claim-1", source_span(source, 17, 33)));
	page_check(html, strlen(html), expected, source_span(source, 0, 1), diag);
	g_assert_cmpuint(diag->findings->len, ==, G_N_ELEMENTS(want));
	for (guint i = 0; i < G_N_ELEMENTS(want); i++) {
		const Finding *finding = g_ptr_array_index(diag->findings, i);
		g_autofree char *text = span_text(finding->span);

		g_assert_cmpstr(text, ==, want[i]);
	}
}

/* Pages that no note makes are checked, too. */
static void
test_nowhere(void)
{
	g_autoptr(Diag) diag = diag_new();
	const char *html = "<a href=\"claim:x\">a</a>";

	page_check(html, strlen(html), NULL, source_nowhere(), diag);
	g_assert_cmpuint(diag->findings->len, ==, 1);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pagecheck/rows", test_rows);
	g_test_add_func("/pagecheck/places", test_places);
	g_test_add_func("/pagecheck/nowhere", test_nowhere);
	return g_test_run();
}
