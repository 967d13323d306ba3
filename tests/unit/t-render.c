/* The pool of helpers, with tools that do what a test wants: small scripts on a PATH of their own.
 */
#include "render.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

typedef struct Fixture {
	char *top;       /* temporary folder */
	Source *source;  /* of the note */
	GPtrArray *jobs; /* RenderJob, owned */
	Diag *diag;
	char *work;
} Fixture;

/* The tools are in a folder that is all of PATH, set once before GLib has threads. */
static char *
tool_path(const char *name)
{
	return g_build_filename(g_getenv("PATH"), name, NULL);
}

/* A pandoc that writes its last argument's text to the file after --output. */
static const char good_pandoc[] = "for i; do [ \"$last\" = --output ] && out=$i; last=$i; done\n"
				  "{ printf '<p id=\"claim-a-1\">'; cat \"$last\"; } >\"$out\"\n";

/* A lualatex that writes log and PDF into the folder of -output-directory. */
static const char good_lualatex[] =
	"for i; do case $i in -output-directory=*) d=${i#*=};; esac; done\n"
	"echo run >>\"$d/runs\"; echo fine >\"$d/handout.log\"; echo PDF >\"$d/handout.pdf\"\n"
	"grep -qs broken \"$d/handout.aux\" && exit 1; echo labels >\"$d/handout.aux\"\n";

static void
add_tool(const char *name, const char *script)
{
	g_autofree char *path = tool_path(name);
	g_autofree char *text = g_strconcat("#!/bin/sh\nPATH=/usr/bin:/bin\n", script, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, 0755), ==, 0);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
	const char *text = "---\ntitle: T\n---\ntext 漢\n";
	g_autofree char *note = NULL;

	(void)data;
	fixture->top = g_dir_make_tmp("lectern-XXXXXX", NULL);
	fixture->work = g_build_filename(fixture->top, "work", NULL);
	note = g_build_filename(fixture->top, "note.md", NULL);
	g_assert_true(g_file_set_contents(note, text, -1, NULL));
	fixture->source = source_new("note.md", g_strdup(text), strlen(text));
	fixture->jobs = g_ptr_array_new_with_free_func((GDestroyNotify)render_job_free);
	fixture->diag = diag_new();
	add_tool("pandoc", good_pandoc);
	add_tool("lualatex", good_lualatex);
}

static void
remove_folder(const char *path)
{
	const char *argv[] = {"/bin/rm", "-rf", path, NULL};

	g_assert_true(
		g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
	(void)data;
	remove_folder(fixture->top);
	g_ptr_array_unref(fixture->jobs);
	diag_free(fixture->diag);
	source_free(fixture->source);
	g_free(fixture->top);
	g_free(fixture->work);
}

static RenderJob *
add_job(Fixture *fixture, RenderFormat format, const char *name)
{
	g_autofree char *input = g_build_filename(fixture->top, "note.md", NULL);
	g_autofree char *output = g_build_filename(fixture->top, "out", name, NULL);
	RenderJob *job =
		render_job_new(format, input, NULL, output, source_span(fixture->source, 0, 3));

	g_ptr_array_add(fixture->jobs, job);
	return job;
}

static gboolean
render(Fixture *fixture, guint parallel, Interrupt *interrupt, GError **error)
{
	RenderOptions options = {
		.templates = "/nonexistent",
		.notes = fixture->top,
		.work = fixture->work,
		.parallel = parallel,
	};

	return render_jobs(fixture->jobs, &options, interrupt, fixture->diag, error);
}

/* Return "slug: message" of the only finding (transfer full), or NULL when there is none. */
static char *
only_finding(const Fixture *fixture)
{
	const Finding *finding;

	g_assert_cmpuint(fixture->diag->findings->len, <=, 1);
	if (fixture->diag->findings->len == 0)
		return NULL;
	finding = g_ptr_array_index(fixture->diag->findings, 0);
	return g_strdup_printf("%s: %s", finding_kind(finding->id)->slug, finding->message);
}

static void
assert_contents(const RenderJob *job, const char *want)
{
	g_autofree char *got = NULL;

	g_assert_true(job->made);
	g_assert_true(g_file_get_contents(job->output, &got, NULL, NULL));
	g_assert_cmpstr(got, ==, want);
}

/* Pages and handouts are made, as many at a time as may be, and nothing is left beside them. */
static void
test_all_well(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *finding = NULL;
	g_autoptr(GDir) dir = NULL;
	g_autofree char *out = g_build_filename(fixture->top, "out", NULL);
	guint files = 0;

	for (guint i = 0; i < 5; i++) {
		g_autofree char *page = g_strdup_printf("p%u.html", i);
		g_autofree char *handout = g_strdup_printf("h%u.pdf", i);

		add_job(fixture, RENDER_HTML, page);
		add_job(fixture, RENDER_PDF, handout);
	}
	g_assert_true(render(fixture, GPOINTER_TO_UINT(data), NULL, &error));
	g_assert_no_error(error);
	for (guint i = 0; i < fixture->jobs->len; i += 2) {
		assert_contents(g_ptr_array_index(fixture->jobs, i),
		                "<p id=\"claim-a-1\">---\ntitle: T\n---\ntext 漢\n");
		assert_contents(g_ptr_array_index(fixture->jobs, i + 1), "PDF\n");
	}
	finding = only_finding(fixture);
	g_assert_null(finding);
	dir = g_dir_open(out, 0, NULL);
	while (g_dir_read_name(dir) != NULL)
		files++;
	g_assert_cmpuint(files, ==, 10);
}

/* An object that did not reach the page is a finding at its place. */
static void
test_lost(Fixture *fixture, gconstpointer data)
{
	g_autofree char *finding = NULL;
	RenderJob *job = add_job(fixture, RENDER_HTML, "p.html");
	g_autoptr(GError) error = NULL;

	(void)data;
	render_job_expect(job, "claim-a-1", source_span(fixture->source, 17, 18));
	render_job_expect(job, "claim-a-2", source_span(fixture->source, 17, 18));
	g_assert_true(render(fixture, 1, NULL, &error));
	finding = only_finding(fixture);
	g_assert_cmpstr(finding, ==, "render-lost: 'claim-a-2' did not reach the page");
}

/* Chapters are gathered before citations are made, and laid out after that. */
static void
test_volume(Fixture *fixture, gconstpointer data)
{
	g_autofree char *script = g_strconcat("echo \"$*\" >\"$0.said\"\n", good_pandoc, NULL);
	g_autofree char *said = tool_path("pandoc.said");
	g_autofree char *words = NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	RenderJob *job = add_job(fixture, RENDER_VOLUME, "course.pdf");

	(void)data;
	g_ptr_array_add(files, (char *)"b.bib");
	job->bibliography = files;
	add_tool("pandoc", script);
	g_assert_true(render(fixture, 1, NULL, &error));
	assert_contents(job, "PDF\n");
	g_assert_true(g_file_get_contents(said, &words, NULL, NULL));
	g_assert_true(g_regex_match_simple("=chapter .*/volume\\.lua --citeproc .*/lectern\\.lua",
	                                   words, 0, 0));
	g_unlink(said);
}

/* Return the command lines of pandoc when a note of the text @text is rendered (transfer full). */
static char *
said_of(Fixture *fixture, const char *text)
{
	g_autofree char *script =
		g_strconcat("echo \"$GHCRTS $*\" >\"$0.said\"\n", good_pandoc, NULL);
	g_autofree char *said = tool_path("pandoc.said");
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	RenderJob *job = add_job(fixture, RENDER_HTML, "p.html");
	char *words = NULL;

	g_ptr_array_add(files, (char *)"b.bib");
	job->bibliography = files;
	add_tool("pandoc", script);
	g_assert_true(g_file_set_contents(job->input, text, -1, NULL));
	g_assert_true(render(fixture, 1, NULL, &error));
	g_assert_true(g_file_get_contents(said, &words, NULL, NULL));
	g_unlink(said);
	g_ptr_array_set_size(fixture->jobs, 0);
	return words;
}

/* The citation style is read where something may be cited. */
static void
test_cites(Fixture *fixture, gconstpointer data)
{
	g_autofree char *with = said_of(fixture, "as in [@knuth]\n");
	g_autofree char *without = said_of(fixture, "as in a book\n");
	g_autofree char *empty = said_of(fixture, "");

	(void)data;
	g_assert_nonnull(strstr(with, " --citeproc "));
	g_assert_null(strstr(without, " --citeproc "));
	g_assert_null(strstr(empty, " --citeproc "));
	g_assert_true(g_str_has_prefix(with, "-O64m "));
}

/* The longest jobs come first, and the first LaTeX, for which the others wait, is the shortest. */
static void
test_order(Fixture *fixture, gconstpointer data)
{
	static const char log[] = "PATH=/usr/bin:/bin; for i; do last=$i; done\n"
				  "echo \"$(basename \"$last\")\" >>\"$0.said\"\n";
	const struct {
		RenderFormat format;
		const char *name;
		guint size;
	} rows[] = {{RENDER_HTML, "short", 10},
	            {RENDER_PDF, "long", 300},
	            {RENDER_HTML, "long", 300},
	            {RENDER_PDF, "short", 10},
	            {RENDER_VOLUME, "all", 1}};
	g_autofree char *script = g_strconcat(log, good_pandoc, NULL);
	g_autofree char *said = tool_path("pandoc.said");
	g_autofree char *words = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	add_tool("pandoc", script);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *output =
			g_strdup_printf("%s%d", rows[i].name, (int)rows[i].format);
		RenderJob *job = add_job(fixture, rows[i].format, output);
		g_autofree char *text = g_strnfill(rows[i].size, 'x');

		g_free(job->input);
		job->input = g_strconcat(fixture->top, "/", output, ".md", NULL);
		g_assert_true(g_file_set_contents(job->input, text, -1, NULL));
	}
	g_assert_true(render(fixture, 1, NULL, &error));
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents(said, &words, NULL, NULL));
	g_assert_cmpstr(words, ==, "short1.md\nall3.md\nlong1.md\nlong0.md\nshort0.md\n");
	g_unlink(said);
}

static void
test_pandoc_fails(Fixture *fixture, gconstpointer data)
{
	RenderJob *job = add_job(fixture, RENDER_HTML, "p.html");
	g_autofree char *folder = g_path_get_dirname(job->output);
	g_autofree char *finding = NULL, *old = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_cmpint(g_mkdir(folder, 0777), ==, 0);
	g_assert_true(g_file_set_contents(job->output, "earlier", -1, NULL));
	add_tool("pandoc", "echo 'Error at line 3:' >&2; echo oops >&2; exit 64\n");
	g_assert_true(render(fixture, 1, NULL, &error));
	g_assert_no_error(error);
	g_assert_false(job->made);
	finding = only_finding(fixture);
	g_assert_true(g_str_has_prefix(finding, "render-failed: pandoc cannot make "));
	g_assert_true(g_str_has_suffix(finding, "p.html: Error at line 3: oops"));
	g_assert_true(g_file_get_contents(job->output, &old, NULL, NULL));
	g_assert_cmpstr(old, ==, "earlier");
}

static void
test_pandoc_warns(Fixture *fixture, gconstpointer data)
{
	g_autofree char *script = g_strconcat(
		"echo '[WARNING] Citeproc: citation knuth not found' >&2\n", good_pandoc, NULL);
	g_autofree char *finding = NULL;
	g_autoptr(GError) error = NULL;
	RenderJob *job = add_job(fixture, RENDER_HTML, "p.html");

	(void)data;
	add_tool("pandoc", script);
	g_assert_true(render(fixture, 1, NULL, &error));
	g_assert_true(job->made);
	finding = only_finding(fixture);
	g_assert_cmpstr(finding, ==,
	                "render-warning: pandoc warns: Citeproc: citation knuth not found");
}

static void
test_no_pandoc(Fixture *fixture, gconstpointer data)
{
	g_autofree char *path = tool_path("pandoc");
	g_autoptr(GError) error = NULL;

	(void)data;
	add_job(fixture, RENDER_HTML, "p.html");
	g_unlink(path);
	g_assert_false(render(fixture, 1, NULL, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* Without a PDF engine pages are made, and one warning says what is not. */
static void
test_no_engine(Fixture *fixture, gconstpointer data)
{
	g_autofree char *path = tool_path("lualatex");
	RenderJob *handout = add_job(fixture, RENDER_PDF, "h1.pdf");
	RenderJob *page = add_job(fixture, RENDER_HTML, "p.html");
	g_autofree char *finding = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	add_job(fixture, RENDER_PDF, "h2.pdf");
	g_assert_true(render_has_pdf());
	g_unlink(path);
	g_assert_false(render_has_pdf());
	g_assert_true(render(fixture, 1, NULL, &error));
	g_assert_false(handout->made);
	g_assert_true(page->made);
	finding = only_finding(fixture);
	g_assert_cmpstr(finding, ==,
	                "pdf-engine: there is no lualatex on PATH: no handouts are made");
	g_assert_cmpint(diag_worst(fixture->diag), ==, SEVERITY_WARNING);
}

static guint
latex_runs(const Fixture *fixture)
{
	g_autofree char *path = g_build_filename(fixture->work, "h", "runs", NULL);
	g_autofree char *text = NULL;
	guint runs = 0;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	for (const char *c = text; *c != '\0'; c++)
		runs += *c == '\n';
	return runs;
}

typedef struct LogRow {
	const char *script; /* goes on after good_lualatex */
	guint runs;
	gboolean made;
	const char *finding;
} LogRow;

static const LogRow settles = {"", 2, TRUE, NULL};
static const LogRow moves = {
	"[ $(wc -l <\"$d/runs\") -lt 3 ] && echo 'Rerun to get it right' >\"$d/handout.log\"\n"
	"exit 0\n",
	3, TRUE, NULL};
static const LogRow never_settles = {"echo 'Rerun to get it right' >\"$d/handout.log\"\n", 4, TRUE,
                                     NULL};
static const LogRow no_glyph = {
	"echo 'Missing character: There is no 漢 (U+6F22) in font a!' >\"$d/handout.log\"\n", 2,
	TRUE, "pdf-character: the character '漢' (U+6F22) is in no font of the handout"};
static const LogRow refuses = {
	"printf '%s\\n' './h.tex:3: Undefined control sequence.' 'l.3 \\foo' >\"$d/handout.log\"\n"
	"exit 1\n",
	1, FALSE, "Undefined control sequence., at: \\foo"};

static void
test_latex(Fixture *fixture, gconstpointer data)
{
	const LogRow *row = data;
	g_autofree char *script = g_strconcat(good_lualatex, row->script, NULL);
	g_autofree char *finding = NULL;
	g_autoptr(GError) error = NULL;
	RenderJob *job = add_job(fixture, RENDER_PDF, "h.pdf");

	add_tool("lualatex", script);
	g_assert_true(render(fixture, 1, NULL, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(latex_runs(fixture), ==, row->runs);
	g_assert_cmpint(job->made, ==, row->made);
	finding = only_finding(fixture);
	if (row->finding == NULL)
		g_assert_null(finding);
	else
		g_assert_nonnull(strstr(finding, row->finding));
}

/* What an earlier run has left saves one; what that left broken or otherwise does no harm. */
static void
test_latex_again(Fixture *fixture, gconstpointer data)
{
	static const struct {
		const char *aux; /* what is there before; NULL: nothing */
		guint runs;
	} rows[] = {{NULL, 2}, {"labels\n", 1}, {"other labels\n", 2}, {"broken\n", 3}};
	g_autofree char *folder = g_build_filename(fixture->work, "h", NULL);
	g_autofree char *aux = g_build_filename(folder, "handout.aux", NULL);
	g_autofree char *runs = g_build_filename(folder, "runs", NULL);
	RenderJob *job = add_job(fixture, RENDER_PDF, "h.pdf");

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *finding = NULL;
		g_autoptr(GError) error = NULL;

		g_unlink(runs);
		if (rows[i].aux != NULL)
			g_assert_true(g_file_set_contents(aux, rows[i].aux, -1, NULL));
		g_assert_true(render(fixture, 1, NULL, &error));
		g_assert_no_error(error);
		g_assert_true(job->made);
		finding = only_finding(fixture);
		g_assert_null(finding);
		g_assert_cmpuint(latex_runs(fixture), ==, rows[i].runs);
	}
}

/* Two LaTeX at a time would write the font caches into each other: the first one is alone. */
static void
test_first_latex_alone(Fixture *fixture, gconstpointer data)
{
	g_autofree char *script = g_strconcat(
		"for i; do case $i in -output-directory=*) t=${i#*=}/..;; esac; done\n"
		"if [ ! -e \"$t/warm\" ]; then\n"
		"  mkdir \"$t/cold\" || { echo 'two at a time' >&2; exit 1; }\n"
		"  sleep 0.05; rmdir \"$t/cold\"\nfi\n",
		good_lualatex, "[ $(wc -l <\"$d/runs\") -lt 2 ] || : >\"$t/warm\"\n", NULL);
	g_autofree char *finding = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	add_tool("lualatex", script);
	for (guint i = 0; i < 4; i++) {
		g_autofree char *name = g_strdup_printf("h%u.pdf", i);

		add_job(fixture, RENDER_PDF, name);
	}
	g_assert_true(render(fixture, 4, NULL, &error));
	finding = only_finding(fixture);
	g_assert_cmpstr(finding, ==, NULL);
}

/* A signal ends it at once: helpers are killed, no page is half written. */
static void
test_interrupt(Fixture *fixture, gconstpointer data)
{
	Interrupt interrupt = {.fd = -1};
	RenderJob *job = add_job(fixture, RENDER_HTML, "p.html");
	RenderJob *next = add_job(fixture, RENDER_HTML, "q.html");
	g_autoptr(GError) error = NULL;

	(void)data;
	/* its parent is asked to stop, then it would wait for ever */
	add_tool("pandoc", "kill -TERM $PPID; exec sleep 1000\n");
	g_assert_true(interrupt_open(&interrupt, &error));
	g_assert_false(render(fixture, 1, &interrupt, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
	g_assert_cmpint(interrupt.signal, ==, SIGTERM);
	g_assert_false(job->made);
	g_assert_false(next->made);
	g_assert_false(g_file_test(job->output, G_FILE_TEST_EXISTS));
	interrupt_close(&interrupt);
}

static void
add(const char *path, gconstpointer data, void (*test)(Fixture *, gconstpointer))
{
	g_test_add(path, Fixture, data, set_up, test, tear_down);
}

int
main(int argc, char *argv[])
{
	g_autofree char *tools = g_dir_make_tmp("lectern-XXXXXX", NULL);
	int status;

	g_setenv("PATH", tools, TRUE);
	g_test_init(&argc, &argv, NULL);
	/* Before there are threads: GLib's would not block the signal. */
	add("/render/interrupt", NULL, test_interrupt);
	add("/render/one-at-a-time", GUINT_TO_POINTER(1), test_all_well);
	add("/render/three-at-a-time", GUINT_TO_POINTER(3), test_all_well);
	add("/render/lost", NULL, test_lost);
	add("/render/volume", NULL, test_volume);
	add("/render/cites", NULL, test_cites);
	add("/render/order", NULL, test_order);
	add("/render/pandoc-fails", NULL, test_pandoc_fails);
	add("/render/pandoc-warns", NULL, test_pandoc_warns);
	add("/render/no-pandoc", NULL, test_no_pandoc);
	add("/render/no-engine", NULL, test_no_engine);
	add("/render/latex-settles", &settles, test_latex);
	add("/render/latex-moves", &moves, test_latex);
	add("/render/latex-never-settles", &never_settles, test_latex);
	add("/render/latex-no-glyph", &no_glyph, test_latex);
	add("/render/latex-refuses", &refuses, test_latex);
	add("/render/latex-again", NULL, test_latex_again);
	add("/render/first-latex-alone", NULL, test_first_latex_alone);
	status = g_test_run();
	remove_folder(tools);
	return status;
}
