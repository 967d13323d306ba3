/* t-export.c - claims for programs, badges, sitemap, and the page for those who are lost. */
#include "export.h"

#include "util.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define ROUNDS 12

static const char *const first = "# First\n\n"
				 "``` {.python .experiment #one}\n"
				 "#| fig-cap: Shown\n"
				 "#| executors: [mock]\n"
				 "#| rounds: 10\n"
				 "def work(worker):\n"
				 "    pass\n"
				 "```\n\n"
				 "[It takes *time*[^1]](claim:one#S1 \"mock.wall > 0 s\"),\n"
				 "[not long](claim:one \"mock.wall < 1 ns expect refuted\").\n\n"
				 "[^1]: A footnote.\n";

static const char *const second = "# Second & last\n\nNothing is claimed.\n";

/* A course of two notes in a temporary folder, planned, and what comes of it. */
typedef struct Fixture {
	char *root, *notes;
	Paths paths; /* borrowed but for those in the root */
	Diag *diag;
	Tools *tools;
	Course *course;
	Plan *plan;
	GPtrArray *pages; /* Page, owned */
	char *list;       /* path: which files the site has */
} Fixture;

static void
put(const Fixture *f, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(f->notes, name, NULL);

	g_assert_true(file_write(path, text, strlen(text), NULL));
}

static char *
get(const Fixture *f, const char *name)
{
	g_autofree char *path = g_build_filename(f->paths.site, name, NULL);
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

static gboolean
is_listed(const Fixture *f, const char *name)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	g_assert_true(g_file_get_contents(f->list, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	return g_strv_contains((const char *const *)lines, name);
}

static void
set_up(Fixture *f, gconstpointer data)
{
	(void)data;
	f->root = g_dir_make_tmp("lectern-t-export-XXXXXX", NULL);
	f->notes = g_build_filename(f->root, "notes", NULL);
	f->paths.build = f->paths.md = f->paths.handouts = f->root;
	f->paths.site = g_build_filename(f->root, "site", NULL);
	f->paths.templates = g_build_filename(g_getenv("LECTERN_SRC"), "templates", NULL);
	f->diag = diag_new();
	f->list = g_build_filename(f->root, "site-files", NULL);
	put(f, "01-a.md", first);
	put(f, "02-b.md", second);
}

static void
unload(Fixture *f)
{
	g_clear_pointer(&f->pages, g_ptr_array_unref);
	g_clear_pointer(&f->plan, plan_free);
	g_clear_pointer(&f->course, course_free);
	g_clear_pointer(&f->tools, tools_free);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	unload(f);
	diag_free(f->diag);
	directory_remove(f->root);
	g_free(f->list);
	g_free(f->paths.site);
	g_free(f->paths.templates);
	g_free(f->notes);
	g_free(f->root);
}

static void
free_page(gpointer page)
{
	page_free(page);
}

/* Load and plan the course with @settings as its course.yaml. */
static void
load(Fixture *f, const char *settings)
{
	g_autofree char *memory = g_build_filename(f->root, "tools.json", NULL);
	PlanOptions options = {.data = f->root, .max_age = 1e6};
	g_autoptr(GError) error = NULL;

	put(f, "course.yaml", settings);
	f->course = course_load(f->notes, f->diag, &error);
	g_assert_no_error(error);
	options.paths.build = options.paths.include = f->root;
	options.paths.shared = f->course->experiments;
	f->tools = tools_open(memory);
	f->plan = plan_make(f->course, &options, f->tools, f->diag);
	g_assert_cmpuint(f->plan->items->len, ==, 1);
}

/* Give the experiment samples around 1 ms, taken at the dawn of time. */
static void
give_result(Fixture *f)
{
	PlanItem *item = g_ptr_array_index(f->plan->items, 0);
	Result *result = item->result = result_new();

	result->id = g_strdup("one");
	result->machine = machine_read();
	result->tier = g_strdup("limits");
	result->output = g_strdup("");
	result->final = TRUE;
	result->samples = samples_new(design_copy(item->experiment->design));
	for (guint i = 0; i < ROUNDS; i++) {
		Run run = {.round = i,
		           .started = (double)NAN,
		           .took = (double)NAN,
		           .usage = usage_unknown};
		guint32 at = samples_add_run(result->samples, run);

		samples_add(result->samples, at, samples_metric(result->samples, "wall"), -1, 0,
		            FALSE, 0.001 * (1 + 0.01 * (7 * i % 5)));
	}
}

/* Judge the pages and write the files. */
static void
make_files(Fixture *f)
{
	g_autoptr(GPtrArray) figures = inputs_new();
	Look look = {.program = (char *)"1", .figures = figures};
	Basis basis = {.course = f->course, .plan = f->plan, .look = &look};
	g_autoptr(Manifest) files = manifest_open(f->paths.site, f->list);
	g_autoptr(GError) error = NULL;

	basis_open(&basis);
	f->pages = g_ptr_array_new_with_free_func(free_page);
	for (guint i = 0; i < f->course->notes->len; i++) {
		Page *page = page_new(g_ptr_array_index(f->course->notes, i), &basis, &f->paths);
		Splice splice = {.course = f->course, .note = page->note, .plan = f->plan};

		splice.evidence = page->evidence = evidence_collect(page->note, f->plan, 0, NULL);
		page_take_rows(page, &splice);
		g_ptr_array_add(f->pages, page);
	}
	basis_close(&basis);
	g_assert_true(export_write(f->course, f->pages, &f->paths, files, &error));
	g_assert_no_error(error);
	g_assert_true(manifest_close(files, NULL));
}

static json_t *
claims(const Fixture *f)
{
	g_autofree char *text = get(f, "claims.json");
	json_t *all;

	g_assert_nonnull(text);
	all = json_loads(text, 0, NULL);
	g_assert_cmpuint(json_array_size(all), ==, 2);
	return all;
}

static const char *
word(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* All that the verdict says is there, with the claim's place, and where its samples are from. */
static void
test_claims(Fixture *f, gconstpointer data)
{
	const Page *page;
	json_t *all, *one, *two, *verdict, *sample, *value;
	const char *key;

	(void)data;
	load(f, "title: T\nstatements:\n  S1: It takes time\n");
	give_result(f);
	make_files(f);
	page = g_ptr_array_index(f->pages, 0);
	all = claims(f);
	one = json_array_get(all, 0);
	two = json_array_get(all, 1);
	g_assert_cmpstr(word(one, "id"), ==, "claim-one-1");
	g_assert_cmpstr(word(one, "note"), ==, "01-a");
	g_assert_cmpint(json_integer_value(json_object_get(one, "chapter")), ==, 1);
	g_assert_cmpint(json_integer_value(json_object_get(one, "line")), ==, 11);
	g_assert_cmpstr(word(one, "href"), ==, "01-a.html#claim-one-1");
	g_assert_cmpstr(word(one, "sentence"), ==, "It takes time");
	g_assert_cmpstr(word(one, "statement"), ==, "S1");
	g_assert_cmpstr(word(one, "experiment"), ==, "one");
	g_assert_cmpstr(word(one, "verdict"), ==, "supported");
	g_assert_true(json_is_null(json_object_get(two, "statement")));
	g_assert_cmpstr(word(two, "verdict"), ==, "refuted");
	g_assert_cmpstr(word(two, "expected"), ==, "refuted");
	verdict = verdict_json(((const Evidence *)g_ptr_array_index(page->evidence, 0))->verdict);
	json_object_foreach(verdict, key, value)
	{
		g_assert_true(json_equal(value, json_object_get(one, key)));
	}
	sample = json_array_get(json_object_get(one, "samples"), 0);
	g_assert_cmpstr(word(sample, "experiment"), ==, "one");
	g_assert_cmpstr(word(sample, "time"), ==, "1970-01-01T00:00:00Z");
	g_assert_nonnull(word(json_object_get(sample, "machine"), "kernel"));
	json_decref(verdict);
	json_decref(all);
}

/* Without samples there is a verdict with its reason. */
static void
test_unmeasured(Fixture *f, gconstpointer data)
{
	json_t *all, *one;

	(void)data;
	load(f, "title: T\n");
	make_files(f);
	all = claims(f);
	one = json_array_get(all, 0);
	g_assert_cmpstr(word(one, "verdict"), ==, "untestable");
	g_assert_nonnull(word(one, "reason"));
	g_assert_cmpfloat(json_real_value(json_object_get(one, "confidence")), ==,
	                  JUDGE_CONFIDENCE);
	g_assert_cmpuint(json_array_size(json_object_get(one, "samples")), ==, 0);
	json_decref(all);
}

static void
test_badges(Fixture *f, gconstpointer data)
{
	g_autofree char *course = NULL, *note = NULL;

	(void)data;
	load(f, "title: T\n");
	give_result(f);
	make_files(f);
	course = get(f, "badges/course.svg");
	note = get(f, "badges/01-a.svg");
	g_assert_nonnull(course);
	g_assert_nonnull(strstr(course, "<title>claims: 2 of 2 as expected</title>"));
	g_assert_cmpstr(note, ==, course);
	g_assert_true(is_listed(f, "badges/course.svg"));
	g_assert_true(is_listed(f, "badges/01-a.svg"));
	g_assert_false(is_listed(f, "badges/02-b.svg"));
}

/* Without an address there is no sitemap, and links are right beside the start page only. */
static void
test_nowhere(Fixture *f, gconstpointer data)
{
	g_autofree char *lost = NULL;

	(void)data;
	load(f, "title: <T>\nlanguage: de\n");
	make_files(f);
	lost = get(f, "404.html");
	g_assert_false(is_listed(f, "sitemap.xml"));
	g_assert_true(is_listed(f, "404.html"));
	g_assert_true(g_str_has_prefix(lost, "<!DOCTYPE html>\n<html lang=\"de\">\n"));
	g_assert_nonnull(strstr(lost, "<a href=\"index.html\">&lt;T&gt;</a>"));
	g_assert_nonnull(strstr(lost, "<li><a href=\"02-b.html\">2. Second &amp; last</a></li>\n"));
	g_assert_false(g_regex_match_simple("@[a-z]+@", lost, 0, 0));
}

static void
test_somewhere(Fixture *f, gconstpointer data)
{
	g_autofree char *lost = NULL, *map = NULL;

	(void)data;
	load(f, "title: T\nbase-url: https://x.org/a&b\n");
	make_files(f);
	lost = get(f, "404.html");
	map = get(f, "sitemap.xml");
	g_assert_nonnull(strstr(lost, "<a href=\"/a&amp;b/\">T</a>"));
	g_assert_nonnull(strstr(lost, "<a href=\"/a&amp;b/01-a.html\">1. First</a>"));
	g_assert_cmpstr(map, ==,
	                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
	                "<url><loc>https://x.org/a&amp;b/</loc></url>\n"
	                "<url><loc>https://x.org/a&amp;b/01-a.html</loc></url>\n"
	                "<url><loc>https://x.org/a&amp;b/02-b.html</loc></url>\n"
	                "<url><loc>https://x.org/a&amp;b/ledger.html</loc></url>\n"
	                "</urlset>\n");
	g_assert_true(is_listed(f, "sitemap.xml"));
}

/* A page of the author's own for the lost goes before. */
static void
test_own(Fixture *f, gconstpointer data)
{
	(void)data;
	put(f, "404.md", "# Lost?\n");
	load(f, "title: T\n");
	make_files(f);
	g_assert_false(is_listed(f, "404.html"));
}

/* What would stay the same is left alone. */
static void
test_same(Fixture *f, gconstpointer data)
{
	static const char *const names[] = {"claims.json", "badges/course.svg", "badges/01-a.svg",
	                                    "sitemap.xml", "404.html"};
	guint64 inodes[G_N_ELEMENTS(names)] = {0};

	(void)data;
	for (guint round = 0; round < 2; round++) {
		unload(f);
		load(f, "title: T\nbase-url: https://x.org/\n");
		give_result(f);
		make_files(f);
		for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
			g_autofree char *path = g_build_filename(f->paths.site, names[i], NULL);
			GStatBuf st;

			g_assert_cmpint(g_stat(path, &st), ==, 0);
			if (round > 0)
				g_assert_cmpuint(st.st_ino, ==, inodes[i]);
			inodes[i] = st.st_ino;
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/export/claims", Fixture, NULL, set_up, test_claims, tear_down);
	g_test_add("/export/unmeasured", Fixture, NULL, set_up, test_unmeasured, tear_down);
	g_test_add("/export/badges", Fixture, NULL, set_up, test_badges, tear_down);
	g_test_add("/export/nowhere", Fixture, NULL, set_up, test_nowhere, tear_down);
	g_test_add("/export/somewhere", Fixture, NULL, set_up, test_somewhere, tear_down);
	g_test_add("/export/own", Fixture, NULL, set_up, test_own, tear_down);
	g_test_add("/export/same", Fixture, NULL, set_up, test_same, tear_down);
	return g_test_run();
}
