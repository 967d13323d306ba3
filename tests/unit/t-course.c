/* t-course.c - course.yaml, the order of notes, and what holds between notes. */
#include "course.h"
#include "texts.h"
#include "util.h"

#include <glib/gstdio.h>

/* A file of a course: path from its root, and text. */
typedef struct File {
	const char *path, *text;
} File;

/* Remove @path and all below it. */
static void
remove_all(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_all(below);
	}
	g_remove(path);
}

/* Make a folder with @files (ended by a NULL path) and load the notes in it (transfer full). */
static Course *
load(const File *files, Diag *diag)
{
	g_autofree char *root = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *notes = g_build_filename(root, "notes", NULL);
	g_autoptr(GError) error = NULL;
	Course *course;

	g_assert_true(directory_make(notes, NULL));
	for (; files->path != NULL; files++) {
		g_autofree char *path = g_build_filename(root, files->path, NULL);

		g_assert_true(file_write(path, files->text, strlen(files->text), NULL));
	}
	course = course_load(notes, diag, &error);
	g_assert_no_error(error);
	remove_all(root);
	return course;
}

/* Load and check the findings. */
static Course *
check(const File *files, const char *slugs, const char *at)
{
	g_autoptr(Diag) diag = diag_new();
	Course *course = load(files, diag);

	text_assert_findings(diag, slugs, at);
	return course;
}

#define ONE "``` {.python .experiment #one}\n#| fig-cap: x\npass\n```\n"

static void
test_settings(void)
{
	static const File files[] = {
		{"notes/course.yaml",
	         "title: T\nauthor: [A, B]\nlicence: MIT\nlanguage: de\nbase-url: https://x.y/\n"
	         "order: [b, a]\ndata: kept\nmax-age: 2 days\nbibliography: r.bib\ncsl: s.csl\n"
	         "defaults: {rounds: 7}\n"},
		{"notes/r.bib", ""},
		{"notes/s.csl", ""},
		{"notes/a.md", "# A\n\n" ONE},
		{"notes/b.md", "# B\n"},
		{"notes/index.md", "# I\n"},
		{"notes/c.txt", "no note"},
		{NULL, NULL},
	};
	static const char *const names[] = {"index", "b", "a"};
	g_autoptr(Course) course = check(files, "", NULL);

	g_assert_cmpstr(course->title, ==, "T");
	g_assert_cmpstr(course->author, ==, "A, B");
	g_assert_cmpstr(course->licence, ==, "MIT");
	g_assert_cmpstr(course->language, ==, "de");
	g_assert_cmpstr(course->base_url, ==, "https://x.y/");
	g_assert_true(g_str_has_suffix(course->data, "/kept"));
	g_assert_cmpfloat(course->max_age, ==, 172800);
	g_assert_cmpstr(g_ptr_array_index(course->bibliography, 0), ==, "r.bib");
	g_assert_cmpstr(course->csl, ==, "s.csl");
	g_assert_cmpuint(course->notes->len, ==, 3);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpstr(((Note *)course->notes->pdata[i])->name, ==, names[i]);
	g_assert_cmpuint(course_experiment(course, "one", NULL)->rounds, ==, 7);
	g_assert_true(course_note(course, "b") == course->notes->pdata[1]);
	g_assert_null(course_note(course, "c"));
}

static void
test_publish(void)
{
	static const struct {
		const char *text;
		DestinationKind kind;
		const char *place, *remote; /* the place's end */
	} rows[] = {
		{"publish: {branch: b}\n", DESTINATION_BRANCH, "b", "origin"},
		{"publish: {remote: r}\n", DESTINATION_BRANCH, "gh-pages", "r"},
		{"publish: {remote: '../r.git', branch: b/c}\n", DESTINATION_BRANCH, "b/c",
	         "../r.git"},
		{"publish: {rsync: /srv/www}\n", DESTINATION_RSYNC, "/srv/www", NULL},
		{"publish: {rsync: www}\n", DESTINATION_RSYNC, "/www", NULL},
		{"publish: {rsync: ~/www}\n", DESTINATION_RSYNC, "/www", NULL},
		{"publish: {rsync: 'me@host:'}\n", DESTINATION_RSYNC, "me@host:", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const File files[] = {
			{"notes/course.yaml", rows[i].text}, {"notes/a.md", "# A\n"}, {NULL, NULL}};
		g_autoptr(Course) course = check(files, "", NULL);

		g_assert_cmpint(course->publish->kind, ==, rows[i].kind);
		g_assert_true(g_str_has_suffix(course->publish->place, rows[i].place));
		if (rows[i].place[0] == '/')
			g_assert_true(g_path_is_absolute(course->publish->place));
		g_assert_cmpstr(course->publish->remote, ==, rows[i].remote);
	}
}

static void
test_no_settings(void)
{
	static const File files[] = {
		{"notes/b.md", "# B\n"},
		{"notes/a.md", "# A\n"},
		{"notes/.hidden.md", "# H\n"},
		{NULL, NULL},
	};
	g_autoptr(Course) course = check(files, "", NULL);

	g_assert_cmpstr(course->title, ==, "notes");
	g_assert_null(course->publish);
	g_assert_cmpstr(course->language, ==, "en");
	g_assert_cmpfloat(course->max_age, ==, COURSE_MAX_AGE);
	g_assert_cmpstr(((Note *)course->notes->pdata[0])->name, ==, "a");
}

static void
test_bad_settings(void)
{
	static const struct {
		const char *text, *slugs, *at;
	} rows[] = {
		{"titel: T\n", "course-key", "titel"},
		{"order: [b, a]\n", "course-note", "b"},
		{"order: []\n", "option-empty", "[]"},
		{"order: [a, a]\n", "level-duplicate", "a"},
		{"max-age: 30\n", "option-type", "30"},
		{"base-url: x.org/course\n", "option-type", "x.org/course"},
		{"defaults: 3\n", "option-type", "3"},
		{"defaults: {rouns: 3}\n", "option-unknown", "rouns"},
		{"bibliography: none.bib\n", "file-missing", "none.bib"},
		{"csl: ../x.csl\n", "file-outside", "../x.csl"},
		{"title: [x\n", "yaml-syntax", NULL},
		{"publish: pages\n", "option-type", "pages"},
		{"publish: {}\n", "option-empty", "{}"},
		{"publish: {brunch: x}\n", "course-key", "brunch"},
		{"publish: {branch: }\n", "option-empty", NULL},
		{"publish: {branch: gh pages}\n", "option-type", "gh pages"},
		{"publish: {branch: x.lock}\n", "option-type", "x.lock"},
		{"publish: {branch: a..b}\n", "option-type", "a..b"},
		{"publish: {branch: x, rsync: y}\n", "option-conflict", "rsync"},
		{"publish: {rsync: x, remote: y}\n", "option-conflict", "rsync"},
		{"publish: {remote: -x}\n", "option-type", "-x"},
		{"publish: {rsync: me@host}\n", "option-type", "me@host"},
		{"title: a\ntitle: b\n", "yaml-duplicate", "title"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const File files[] = {
			{"notes/course.yaml", rows[i].text}, {"notes/a.md", "# A\n"}, {NULL, NULL}};
		g_autoptr(Course) course = NULL;

		g_test_message("%s", rows[i].text);
		course = check(files, rows[i].slugs, rows[i].at);
		g_assert_cmpuint(course->notes->len, ==, 1);
	}
}

static void
test_order(void)
{
	static const File files[] = {
		{"notes/course.yaml", "order: [c.md, a]\n"},
		{"notes/a.md", "# A\n"},
		{"notes/b.md", "# B\n"},
		{"notes/c.md", "# C\n"},
		{NULL, NULL},
	};
	static const char *const names[] = {"c", "a", "b"};
	g_autoptr(Course) course = check(files, "course-order", "order");

	for (guint i = 0; i < 3; i++)
		g_assert_cmpstr(((Note *)course->notes->pdata[i])->name, ==, names[i]);
}

/* What the note a.md says of b.md, which has a heading, an experiment, a snippet and a span. */
static void
test_names(void)
{
	static const struct {
		const char *text, *slugs, *help;
	} rows[] = {
		{"[a](claim:one \"x\") @fig-one [](#tbl-two) @sec-part @sec-x [](#sec-x)", "",
	         NULL},
		{"[b](b.md) [c](b.md#part) [d](./b.md#sec-x) [e](b.md#span) [f](b.md#fig-one)", "",
	         NULL},
		{"[own](#own) [ex](a.md#own) ![p](p.png) [q](sub/q.txt) [z](p.png#x?y)", "", NULL},
		{"[v](value:machine \"cores\") [w](claim: \"one:x\")", "", NULL},
		{"[a](claim:oen \"x\")", "experiment-unknown",
	         "did you mean 'one'?  (`lectern list experiments`)"},
		{"[a](value:snip \"x\")", "experiment-unknown", "make it an .experiment"},
		{"@fig-oen", "reference-unknown", "did you mean '@fig-one'?"},
		{"@tbl-one", "reference-unknown", "give it the option `table: true`"},
		{"@fig-two", "reference-unknown", "let it show one: `figure: true`"},
		{"@sec-prat", "reference-unknown", "did you mean '@sec-part'?"},
		{"[b](bb.md)", "link-note", "did you mean 'b.md'?"},
		{"[b](draft.md)", "link-note", "take `draft` off it"},
		{"[b](../b.md)", "link-note", NULL},
		{"[b](b.md#prat)", "link-part", "did you mean 'part'?"},
		{"[b](#onw)", "link-part", "did you mean 'own'?"},
		{"![p](q.png)", "file-missing", NULL},
		{"![p](sub)", "file-missing", "name a file in it"},
		{"[p](b.html)", "file-missing", "to link to a note, write NAME.md"},
		{"![p](../q.png)", "file-outside", "move it into the folder of the notes"},
		{"![p](/etc/passwd)", "file-outside", "move it into the folder of the notes"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *a = g_strconcat("# Own\n\n", rows[i].text, "\n", NULL);
		const File files[] = {
			{"notes/a.md", a},
			{"notes/b.md",
		         "# Part\n\n# X {#sec-x}\n\n[s]{#span}\n\n" ONE
		         "\n``` {.python .experiment #two}\n#| figure: false\n#| table: true\n"
		         "pass\n```\n\n``` {.python .run #snip}\npass\n```\n"},
			{"notes/draft.md", "---\ntitle: D\ndraft: true\n---\nx\n"},
			{"notes/p.png", "x"},
			{"notes/sub/q.txt", "x"},
			{NULL, NULL},
		};
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Course) course = NULL;

		g_test_message("%s", rows[i].text);
		course = load(files, diag);
		text_assert_findings(diag, rows[i].slugs, NULL);
		if (rows[i].slugs[0] != '\0')
			g_assert_cmpstr(((Finding *)diag->findings->pdata[0])->help, ==,
			                rows[i].help);
	}
}

static void
test_sections(void)
{
	static const File files[] = {
		{"notes/a.md", "# One\n\n@sec-one @sec-two @sec-x [](#sec-x)\n"},
		{"notes/b.md", "# One\n\n# Two\n\n# Three {#sec-x}\n"},
		{NULL, NULL},
	};
	g_autoptr(Course) course = check(files, "", NULL);
	Note *a = course_note(course, "a"), *b = course_note(course, "b"), *note = NULL;

	course_section(course, a, "sec-one", &note);
	g_assert_true(note == a);
	course_section(course, b, "sec-one", &note);
	g_assert_true(note == b);
	g_assert_cmpstr(course_section(course, a, "sec-x", &note)->title, ==, "Three");
	g_assert_true(note == b);
	g_assert_null(course_section(course, a, "sec-three", &note));
}

static void
test_duplicates(void)
{
	static const File files[] = {
		{"notes/a.md", "# A\n\n" ONE},
		{"notes/b.md", "# B\n\n" ONE},
		{NULL, NULL},
	};
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Course) course = load(files, diag);
	const Finding *finding;

	text_assert_findings(diag, "block-duplicate-id", "#one");
	finding = g_ptr_array_index(diag->findings, 0);
	g_assert_true(g_str_has_suffix(finding->span.source->path, "/b.md"));
	g_assert_true(g_str_has_suffix(finding->message, "/a.md:3"));
}

static void
test_workloads(void)
{
	static const struct {
		const char *info, *name, *slugs;
		Language language;
	} rows[] = {
		{".experiment", "spin", "", LANGUAGE_C},
		{".experiment", "sum", "", LANGUAGE_PYTHON},
		{".experiment", "both", "workload-ambiguous", LANGUAGE_NONE},
		{".c .experiment", "both", "", LANGUAGE_C},
		{".python .experiment", "both", "", LANGUAGE_PYTHON},
		{".python .experiment", "spin", "workload-unknown", LANGUAGE_PYTHON},
		{".experiment", "spni", "workload-unknown", LANGUAGE_NONE},
		{".experiment", "spin.c", "workload-unknown", LANGUAGE_NONE},
		{".experiment", "../spin", "workload-unknown", LANGUAGE_NONE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *a = g_strdup_printf("# A\n\n``` {%s #one}\n%sworkload: %s\n"
		                                     "%sfig-cap: x\n```\n",
		                                     rows[i].info,
		                                     strstr(rows[i].info, ".c ")       ? "//| "
		                                     : strstr(rows[i].info, ".python") ? "#| "
		                                                                       : "",
		                                     rows[i].name,
		                                     strstr(rows[i].info, ".c ")       ? "//| "
		                                     : strstr(rows[i].info, ".python") ? "#| "
		                                                                       : "");
		const File files[] = {{"notes/a.md", a},           {"experiments/spin.c", ""},
		                      {"experiments/sum.py", ""},  {"experiments/both.c", ""},
		                      {"experiments/both.py", ""}, {NULL, NULL}};
		g_autoptr(Course) course = NULL;
		const Experiment *experiment;

		g_test_message("%s", a);
		course = check(files, rows[i].slugs, NULL);
		experiment = course_experiment(course, "one", NULL);
		g_assert_cmpint(experiment->language, ==, rows[i].language);
		g_assert_true((experiment->workload_path != NULL) == (rows[i].slugs[0] == '\0'));
	}
}

static void
test_unreadable(void)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(GError) error = NULL;
	static const File files[] = {{"notes/a.md/x", ""}, {NULL, NULL}};
	g_autoptr(Course) course = NULL;

	g_assert_null(course_load("/nonexistent/notes", diag, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	course = load(files, diag);
	text_assert_findings(diag, "note-unreadable", NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/course/settings", test_settings);
	g_test_add_func("/course/publish", test_publish);
	g_test_add_func("/course/no-settings", test_no_settings);
	g_test_add_func("/course/bad-settings", test_bad_settings);
	g_test_add_func("/course/order", test_order);
	g_test_add_func("/course/names", test_names);
	g_test_add_func("/course/sections", test_sections);
	g_test_add_func("/course/duplicates", test_duplicates);
	g_test_add_func("/course/workloads", test_workloads);
	g_test_add_func("/course/unreadable", test_unreadable);
	return g_test_run();
}
