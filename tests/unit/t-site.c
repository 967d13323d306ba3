/* Start page, ledger and the folder of the site. */
#include "site.h"
#include <glib/gstdio.h>
#include <string.h>

static void
add_claim(SitePage *page, const char *sentence, SiteVerdict verdict, SiteVerdict expected)
{
	LedgerRow *row = site_add_row(page);

	row->sentence = g_strdup(sentence);
	row->verdict = verdict;
	row->expected = expected;
	row->unexpected = verdict != expected && verdict != SITE_UNTESTABLE;
	row->formula = g_strdup("a.wall > 2 * b.wall");
	row->experiment = g_strdup("a-b");
	row->statement = row->unexpected ? g_strdup("S4") : NULL;
	row->evidence = g_strdup("n = 33");
	row->href = g_strdup("01-a.html#claim-a-1");
	row->figure_href = g_strdup("01-a.html#fig-a");
	row->figure = g_strdup("Figure 1.1");
}

static Site *
make_site(void)
{
	Site *site = site_new();
	SitePage *page;

	site->title = g_strdup("Tom's *Threads*");
	site->confidence = 0.99;
	page = site_add_page(site);
	page->href = g_strdup("01-a.html");
	page->title = g_strdup("Costs [of] starting");
	page->subtitle = g_strdup("a_b");
	page->number = 1;
	add_claim(page, "It is *slower*", SITE_SUPPORTED, SITE_SUPPORTED);
	add_claim(page, "It is faster", SITE_REFUTED, SITE_REFUTED);
	add_claim(page, "It is so", SITE_INCONCLUSIVE, SITE_SUPPORTED);
	page = site_add_page(site);
	page->href = g_strdup("02-b.html");
	page->title = g_strdup("Nothing claimed");
	page->number = 2;
	page = site_add_page(site);
	page->href = g_strdup("index.html");
	page->title = g_strdup("The start page itself");
	return site;
}

static void
assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		g_error("'%s' is not in:\n%s", part, text);
}

static void
test_counts(void)
{
	g_autoptr(Site) site = make_site();
	guint counts[SITE_VERDICTS];

	site_count(site, NULL, counts);
	g_assert_cmpuint(counts[SITE_SUPPORTED], ==, 1);
	g_assert_cmpuint(counts[SITE_REFUTED], ==, 1);
	g_assert_cmpuint(counts[SITE_INCONCLUSIVE], ==, 1);
	g_assert_cmpuint(counts[SITE_UNTESTABLE], ==, 0);
	site_count(site, g_ptr_array_index(site->pages, 1), counts);
	g_assert_cmpuint(counts[SITE_SUPPORTED], ==, 0);
}

static void
test_start(void)
{
	g_autoptr(Site) site = make_site();
	g_autofree char *text = site_start_text(site, "Welcome.");

	g_assert_true(g_str_has_prefix(text, "---\ntitle: 'Tom\\''s \\*Threads\\*'\n---\n"));
	assert_has(text, "\nWelcome.\n");
	assert_has(text, "3 claims: <span class=\"tally supported\">"
	                 "[<span class=\"glyph\">✓</span> 1 supported]"
	                 "(<ledger.html#show-supported>)</span>");
	assert_has(text, "\n<span class=\"tally\">[1 not as expected]"
	                 "(<ledger.html#show-unexpected>)</span>\n[All");
	assert_has(
		text,
		"- <span class=\"num\">1</span> [Costs \\[of\\] starting](<01-a.html>){.chapter-title}\n"
		"  <span class=\"summary\">a\\_b</span>\n  <span class=\"tallies\">"
		"<span class=\"tally supported\"><span class=\"glyph\">✓</span> 1");
	assert_has(
		text,
		"- <span class=\"num\">2</span> [Nothing claimed](<02-b.html>){.chapter-title}\n:::");
	g_assert_null(strstr(text, "not testable"));
	g_assert_null(strstr(text, "itself"));
	g_assert_null(strstr(text, "one PDF"));
}

static void
test_handout(void)
{
	g_autoptr(Site) site = make_site();
	g_autoptr(Site) none = site_new();
	g_autofree char *text = NULL, *trust = site_confidence_text(site);
	g_autofree char *silence = site_confidence_text(none);

	((SitePage *)g_ptr_array_index(site->pages, 0))->slides = g_strdup("slides/01-a.pdf");
	site->handout = g_strdup("handouts/course.pdf");
	text = site_start_text(site, NULL);
	assert_has(text, "{.chapter-title} [Slides](<slides/01-a.pdf>){.pdf}\n");
	assert_has(text, "\n[All chapters as one PDF](<handouts/course.pdf>){.pdf}\n");
	assert_has(trust, "A verdict is given at 99\\ % confidence");
	g_assert_null(silence);
}

static void
test_ledger(void)
{
	g_autoptr(Site) site = make_site();
	g_autoptr(Site) none = site_new();
	g_autofree char *text = site_ledger_text(site);
	g_autofree char *empty = site_ledger_text(none);
	g_autofree char *more = NULL;

	assert_has(text, "# 1\\. Costs \\[of\\] starting {#ledger-01-a .has-supported "
	                 ".has-refuted .has-inconclusive .has-unexpected}\n\n"
	                 "<span class=\"tallies\"><span class=\"tally supported\">"
	                 "<span class=\"glyph\">✓</span> 1 supported</span>\n");
	assert_has(text,
	           "- <span class=\"verdict supported\"><span class=\"glyph\">✓</span> supported"
	           "</span>\n  <span class=\"sentence\">It is *slower*</span>\n  "
	           "<span class=\"formula\">a\\.wall \\> 2 \\* b\\.wall</span>\n  "
	           "<span class=\"why\">n = 33</span>\n  "
	           "<span class=\"where\">[In the text](<01-a.html#claim-a-1>) · "
	           "[Figure 1\\.1](<01-a.html#fig-a>) · experiment a\\-b</span>\n");
	assert_has(text, " · experiment a\\-b · backs S4</span>\n");
	assert_has(text,
	           "<span class=\"verdict refuted\"><span class=\"glyph\">✗</span> refuted, as "
	           "expected</span>\n  <span class=\"sentence\">It is faster");
	assert_has(text, "<span class=\"verdict inconclusive unexpected\">");
	assert_has(text, "inconclusive, expected: supported</span>");
	assert_has(text, "at 99\\ % confidence, at one of several looks: among the 2 decided here "
	                 "at most about 0.04 ");
	assert_has(text, "value=\"refuted\"");
	assert_has(text, "value=\"unexpected\"> 1 not as expected");
	assert_has(text, "<input type=\"radio\" name=\"show\" id=\"show-refuted\"");
	g_assert_null(strstr(text, "value=\"untestable\""));
	g_assert_null(strstr(text, "Nothing claimed"));
	assert_has(empty, "makes no claims");
	add_claim(g_ptr_array_index(site->pages, 2), "It ends", SITE_SUPPORTED, SITE_SUPPORTED);
	more = site_ledger_text(site);
	assert_has(more, "# Start page {#ledger-index .has-supported}\n");
}

static void
touch(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *above = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(above, 0777), ==, 0);
	g_assert_true(g_file_set_contents(path, "x", 1, NULL));
}

static void
remove_folder(const char *path)
{
	const char *argv[] = {"/bin/rm", "-rf", path, NULL};

	g_assert_true(
		g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL));
}

static gboolean
there(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
test_assets(void)
{
	g_autofree char *top = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *list = g_build_filename(top, "list", NULL);
	g_autofree char *site = g_build_filename(top, "site", NULL);
	g_autofree char *templates = g_build_filename(top, "t", NULL);
	g_autoptr(Manifest) files = manifest_open(site, list);
	g_autoptr(GError) error = NULL;

	g_assert_false(site_copy_assets("/nonexistent", files, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_clear_error(&error);
	touch(top, "t/style.css");
	touch(top, "t/lectern.js");
	touch(top, "t/search.js");
	touch(top, "t/favicon.svg");
	g_assert_true(site_copy_assets(templates, files, &error));
	g_assert_true(there(site, "assets/style.css"));
	g_assert_true(there(site, "assets/lectern.js"));
	g_assert_true(there(site, "assets/search.js"));
	g_assert_true(there(site, "assets/favicon.svg"));
	remove_folder(top);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/site/counts", test_counts);
	g_test_add_func("/site/start", test_start);
	g_test_add_func("/site/handout", test_handout);
	g_test_add_func("/site/ledger", test_ledger);
	g_test_add_func("/site/assets", test_assets);
	return g_test_run();
}
