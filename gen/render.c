#include "render.h"
#include "helper.h"
#include "texlog.h"
#include "util.h"
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* LaTeX settles after two runs, after three if a page number moves; more would never end. */
#define LATEX_RUNS 4

/*
 * Settings of pandoc's Haskell runtime.  A page is made of some 20 MB that are all alive: before
 * they have become 64 MB old ones are not collected, which takes a fifth of the time.  Without a
 * ticking clock, which nothing here needs, it does not wait for the tick to end: 5 ms a process.
 */
#define PANDOC_RUNTIME "-O64m -V0"

/* All jobs of one call. */
typedef struct Pool {
	const GPtrArray *jobs;
	const RenderOptions *options;
	GPtrArray *running; /* Task, borrowed: they free themselves when they end */
	GPtrArray *waiting; /* RenderJob not yet begun, the longest last; borrowed */
	char *pandoc;       /* path */
	char *lualatex;     /* path, or NULL */
	gboolean warm;      /* LaTeX has run: its font caches are there */
	gboolean stopped;   /* no further step is begun */
	Diag *diag;
	GError *error; /* the first one */
} Pool;

typedef struct Task Task;

/* One job under way: a chain of steps, each a process. */
struct Task {
	Pool *pool;
	RenderJob *job;
	GSubprocess *process;
	char *part;   /* what pandoc writes: a new page or a LaTeX file */
	char *folder; /* LaTeX only */
	guint runs;   /* of LaTeX */
	char *left;   /* what LaTeX had before its run (texlog_left()) */
	gboolean old; /* an earlier build had left it */
	void (*after)(Task *task, gboolean well, const char *output);
};

/* What pandoc is told for a format, and what follows it. */
typedef struct FormatRow {
	const char *to;
	const char *template;
	const char *gather;           /* a filter that runs before citations are made, or NULL */
	const char *const *arguments; /* more of them, or NULL */
	void (*after)(Task *task, gboolean well, const char *output);
} FormatRow;

gboolean
render_has_pdf(void)
{
	g_autofree char *path = g_find_program_in_path("lualatex");

	return path != NULL;
}

/* Tell whether @format is made by LaTeX. */
static gboolean
is_printed(RenderFormat format)
{
	return format != RENDER_HTML;
}

/* Tasks ---------------------------------------------------------------------------------------- */

static void
pool_fail(Pool *pool, GError *error)
{
	if (pool->error == NULL)
		pool->error = error;
	else
		g_error_free(error);
	pool->stopped = TRUE;
}

static Task *
task_new(Pool *pool, RenderJob *job)
{
	Task *task = g_new0(Task, 1);

	task->pool = pool;
	task->job = job;
	g_ptr_array_add(pool->running, task);
	return task;
}

/* Take @task out of the pool; what pandoc wrote of a page is deleted. */
static void
task_end(Task *task)
{
	if (is_printed(task->job->format))
		task->pool->warm = TRUE;
	if (task->job->format == RENDER_HTML && task->part != NULL)
		g_unlink(task->part);
	g_ptr_array_remove_fast(task->pool->running, task);
	g_clear_object(&task->process);
	g_free(task->part);
	g_free(task->left);
	g_free(task->folder);
	g_free(task);
}

static void
task_fail(Task *task, GError *error)
{
	pool_fail(task->pool, error);
	task_end(task);
}

static void
step_ended(GObject *source, GAsyncResult *result, gpointer data)
{
	Task *task = data;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *output = NULL;
	GError *error = NULL;
	gboolean well;

	if (!g_subprocess_communicate_finish(G_SUBPROCESS(source), result, &bytes, NULL, &error)) {
		task_fail(task, error);
		return;
	}
	well = g_subprocess_get_successful(G_SUBPROCESS(source));
	if (bytes != NULL) {
		gsize len = 0;
		const char *text = g_bytes_get_data(bytes, &len);

		output = g_utf8_make_valid(text != NULL ? text : "", (gssize)len);
	}
	if (task->pool->stopped)
		task_end(task);
	else
		task->after(task, well, output != NULL ? output : "");
}

/*
 * A launcher with the environment of pandoc and of LaTeX: no dates in the PDF, lines of the log not
 * folded, figures and pictures found where they are, and a place for font caches that can be
 * written.
 */
static GSubprocessLauncher *
make_launcher(const Task *task)
{
	const RenderOptions *options = task->pool->options;
	GSubprocessLauncher *launcher =
		helper_launcher(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
	g_autofree char *folder = g_path_get_dirname(task->job->input);
	g_autofree char *inputs = g_strconcat(".:", folder, ":", options->notes, ":", NULL);

	g_subprocess_launcher_setenv(launcher, "GHCRTS", PANDOC_RUNTIME, FALSE);
	g_subprocess_launcher_setenv(launcher, "SOURCE_DATE_EPOCH", "0", TRUE);
	g_subprocess_launcher_setenv(launcher, "FORCE_SOURCE_DATE", "1", TRUE);
	g_subprocess_launcher_setenv(launcher, "max_print_line", "100000", TRUE);
	g_subprocess_launcher_setenv(launcher, "TEXINPUTS", inputs, TRUE);
	if (g_access(g_get_home_dir(), W_OK) != 0) {
		g_autofree char *cache = g_build_filename(options->work, "cache", NULL);
		g_autofree char *path = g_canonicalize_filename(cache, NULL);

		g_subprocess_launcher_setenv(launcher, "TEXMFCACHE", path, FALSE);
	}
	return launcher;
}

/* Start @argv (char *, NULL at its end); @after goes on when it has ended. */
static void
task_step(Task *task, const GPtrArray *argv,
          void (*after)(Task *task, gboolean well, const char *output))
{
	g_autoptr(GSubprocessLauncher) launcher = make_launcher(task);
	GError *error = NULL;

	helper_trace(task->pool->options->trace, (const char *const *)argv->pdata);
	task->after = after;
	g_clear_object(&task->process);
	task->process =
		g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata, &error);
	if (task->process == NULL) {
		task_fail(task, error);
		return;
	}
	g_subprocess_communicate_async(task->process, NULL, NULL, step_ended, task);
}

/* pandoc --------------------------------------------------------------------------------------- */

/* What pandoc says though it went well: a finding for every warning. */
static void
report_warnings(const Task *task, const char *output)
{
	g_auto(GStrv) warnings = g_strsplit(output, "[WARNING] ", -1);

	for (guint i = 1; warnings[0] != NULL && warnings[i] != NULL; i++) {
		g_strdelimit(g_strstrip(warnings[i]), "\r\n", ' ');
		diag_add(task->pool->diag, task->job->note, FINDING_RENDER_WARNING, NULL,
		         "pandoc warns: %s", warnings[i]);
	}
}

/* Tell whether pandoc went well; if not, report it and end the task. */
static gboolean
pandoc_went_well(Task *task, gboolean well, const char *output)
{
	g_autofree char *text = g_strdup(output);

	if (well) {
		if (task->job->format == RENDER_HTML)
			report_warnings(task, output);
		return TRUE;
	}
	g_strdelimit(g_strstrip(text), "\r\n", ' ');
	diag_add(task->pool->diag, task->job->note, FINDING_RENDER_FAILED, NULL,
	         "pandoc cannot make %s: %s", task->job->output,
	         *text != '\0' ? text : "no reason");
	task_end(task);
	return FALSE;
}

static void
page_written(Task *task, gboolean well, const char *output)
{
	g_autofree char *html = NULL, *page = NULL;
	gsize len = 0;
	GError *error = NULL;

	if (!pandoc_went_well(task, well, output))
		return;
	if (!g_file_get_contents(task->part, &html, &len, &error)) {
		task_fail(task, error);
		return;
	}
	page_check(html, len, task->job->expected, task->job->note, task->pool->diag);
	page = page_lighten(html, len);
	if (!file_write(task->job->output, page, strlen(page), &error)) {
		task_fail(task, error);
		return;
	}
	task->job->made = TRUE;
	task_end(task);
}

/* LaTeX ---------------------------------------------------------------------------------------- */

static void latex_run(Task *task);

/* LaTeX failed with @log at @path: report it and end @task, unless labels left half are to blame.
 */
static void
latex_failed(Task *task, const char *log, const char *path)
{
	g_autofree char *reason = texlog_error(log);
	const RenderJob *job = task->job;

	texlog_forget(task->folder);
	if (task->old) {
		latex_run(task);
		return;
	}
	diag_add(task->pool->diag, job->note, FINDING_PDF_FAILED, NULL,
	         "LaTeX cannot make %s: %s (%s)", job->output, reason ? reason : "no reason", path);
	task_end(task);
}

static void
latex_ran(Task *task, gboolean well, const char *output)
{
	g_autofree char *path = g_build_filename(task->folder, "handout.log", NULL);
	g_autofree char *pdf = g_build_filename(task->folder, "handout.pdf", NULL);
	g_autofree char *left = texlog_left(task->folder), *log = texlog_read(path, output);
	GError *error = NULL;

	if (!well) {
		latex_failed(task, log, path);
		return;
	}
	if (task->runs < LATEX_RUNS && (!g_str_equal(left, task->left) || texlog_rerun(log))) {
		latex_run(task);
		return;
	}
	texlog_check(log, task->job->note, task->pool->diag);
	if (!file_copy(pdf, task->job->output, &error)) {
		task_fail(task, error);
		return;
	}
	task->job->made = TRUE;
	task_end(task);
}

static void
latex_run(Task *task)
{
	static const char *const options[] = {"-interaction=nonstopmode", "-halt-on-error",
	                                      "-file-line-error", "-no-shell-escape",
	                                      "-jobname=handout"};
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	Pool *pool = task->pool;

	g_free(task->left);
	task->left = texlog_left(task->folder);
	task->old = task->runs == 0 && task->old;
	task->runs++;
	g_ptr_array_add(argv, g_strdup(pool->lualatex));
	for (guint i = 0; i < G_N_ELEMENTS(options); i++)
		g_ptr_array_add(argv, g_strdup(options[i]));
	g_ptr_array_add(argv, g_strconcat("-output-directory=", task->folder, NULL));
	g_ptr_array_add(argv, g_strdup(task->part));
	g_ptr_array_add(argv, NULL);
	task_step(task, argv, latex_ran);
}

static void
latex_written(Task *task, gboolean well, const char *output)
{
	if (pandoc_went_well(task, well, output))
		latex_run(task);
}

/*
 * A folder of its own for every handout.  Labels of an earlier run may serve: a handout is done
 * when a run leaves them as they were.
 */
static gboolean
latex_folder(Task *task, GError **error)
{
	g_autofree char *base = g_path_get_basename(task->job->output);
	g_autofree char *aux = NULL, *log = NULL;

	if (g_str_has_suffix(base, ".pdf"))
		base[strlen(base) - strlen(".pdf")] = '\0';
	task->folder = g_strconcat(task->pool->options->work, "/", base,
	                           task->job->format == RENDER_SLIDES ? ".slides" : "", NULL);
	aux = g_build_filename(task->folder, "handout.aux", NULL);
	log = g_build_filename(task->folder, "handout.log", NULL);
	task->old = g_file_test(aux, G_FILE_TEST_EXISTS);
	g_unlink(log);
	return directory_make(task->folder, error);
}

/* The formats ---------------------------------------------------------------------------------- */

static const char *const html_arguments[] = {"--mathml", "--section-divs", NULL};
static const char *const volume_arguments[] = {"--top-level-division=chapter", NULL};

/* pandoc writes a frame for each heading of the second level */
static const char *const slides_arguments[] = {"--slide-level=2", NULL};

static const FormatRow formats[] = {
	[RENDER_HTML] = {"html5", "page.html", NULL, html_arguments, page_written},
	[RENDER_PDF] = {"latex", "handout.tex", NULL, NULL, latex_written},
	[RENDER_SLIDES] = {"beamer", "slides.tex", NULL, slides_arguments, latex_written},
	[RENDER_VOLUME] = {"latex", "handout.tex", "volume.lua", volume_arguments, latex_written},
};

static void
add_option(GPtrArray *argv, const char *option, const char *value)
{
	g_ptr_array_add(argv, g_strdup(option));
	g_ptr_array_add(argv, g_strdup(value));
}

static void
add_filter(GPtrArray *argv, const RenderOptions *options, const char *name)
{
	g_ptr_array_add(argv, g_strdup("--lua-filter"));
	g_ptr_array_add(argv, g_build_filename(options->templates, name, NULL));
}

/* Cite from the job's bibliographies. */
static void
add_citations(GPtrArray *argv, const RenderJob *job, const char *folder)
{
	if (!render_job_cites(job))
		return;
	g_ptr_array_add(argv, g_strdup("--citeproc"));
	g_ptr_array_add(argv, g_strdup("--metadata=link-citations:true"));
	for (guint i = 0; i < job->bibliography->len; i++)
		g_ptr_array_add(argv, g_strdup_printf("--bibliography=%s/%s", folder,
		                                      (char *)job->bibliography->pdata[i]));
	if (job->csl)
		g_ptr_array_add(argv, g_strdup_printf("--csl=%s/%s", folder, job->csl));
}

static void
run_pandoc(Task *task)
{
	const RenderOptions *options = task->pool->options;
	const RenderJob *job = task->job;
	const FormatRow *row = &formats[job->format];
	g_autofree char *template = g_build_filename(options->templates, row->template, NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(argv, g_strdup(task->pool->pandoc));
	/* the filter makes figures, with captions that screen readers read */
	add_option(argv, "--from", "markdown-implicit_figures");
	add_option(argv, "--to", row->to);
	/* nothing of the user's own settings gets into a page */
	add_option(argv, "--data-dir", options->templates);
	add_option(argv, "--template", template); /* and so a whole document */
	for (guint i = 0; row->arguments != NULL && row->arguments[i] != NULL; i++)
		g_ptr_array_add(argv, g_strdup(row->arguments[i]));
	if (row->gather != NULL)
		add_filter(argv, options, row->gather);
	add_citations(argv, job, options->notes);
	add_filter(argv, options, "lectern.lua");
	if (job->evidence != NULL)
		g_ptr_array_add(argv,
		                g_strconcat("--metadata=lectern-evidence:", job->evidence, NULL));
	if (options->search)
		g_ptr_array_add(argv, g_strdup("--variable=search:true"));
	g_ptr_array_add(argv, g_strconcat("--resource-path=.:", options->notes, NULL));
	add_option(argv, "--output", task->part);
	g_ptr_array_add(argv, g_strdup(job->input));
	g_ptr_array_add(argv, NULL);
	task_step(task, argv, row->after);
}

static void
begin_job(Pool *pool, RenderJob *job)
{
	g_autofree char *folder = g_path_get_dirname(job->output);
	Task *task = task_new(pool, job);
	GError *error = NULL;
	gboolean well = directory_make(folder, &error);

	if (well && is_printed(job->format)) {
		well = latex_folder(task, &error);
		if (well)
			task->part = g_build_filename(task->folder, "handout.tex", NULL);
	} else if (well) {
		task->part = g_strconcat(job->output, ".part", NULL);
	}
	if (well)
		run_pandoc(task);
	else
		task_fail(task, error);
}

/* The pool ------------------------------------------------------------------------------------- */

static gboolean
stop_pool(gint fd, GIOCondition condition, gpointer data)
{
	Pool *pool = data;

	(void)fd;
	(void)condition;
	pool->stopped = TRUE;
	return G_SOURCE_REMOVE;
}

static gboolean
prints_now(const Pool *pool)
{
	for (guint i = 0; i < pool->running->len; i++) {
		const Task *task = g_ptr_array_index(pool->running, i);

		if (is_printed(task->job->format))
			return TRUE;
	}
	return FALSE;
}

/*
 * Take the job that is to begin now, or return NULL.  The longest ones come first, so that no core
 * is left with a long one at the end; but the first LaTeX of all writes font caches that two at a
 * time would write into each other, so the others wait for it, and it is the shortest.
 */
static RenderJob *
take_job(Pool *pool)
{
	gboolean prints = prints_now(pool);
	guint at = pool->waiting->len;

	if (pool->stopped || pool->running->len >= MAX(pool->options->parallel, 1))
		return NULL;
	for (guint i = 0; i < pool->waiting->len; i++) {
		const RenderJob *job = g_ptr_array_index(pool->waiting, i);

		if (pool->warm || !is_printed(job->format)) {
			at = i;
		} else if (!prints) {
			at = i;
			break;
		}
	}
	return at < pool->waiting->len ? g_ptr_array_steal_index(pool->waiting, at) : NULL;
}

/* Tell how far it is, and what was begun last. */
static void
show_pool(const Pool *pool)
{
	const Task *task = g_ptr_array_index(pool->running, pool->running->len - 1);
	guint left = pool->waiting->len + pool->running->len;

	render_job_show(task->job, task->runs > 0, left, pool->jobs->len, pool->options->progress);
}

static void
run_pool(Pool *pool, GMainContext *context)
{
	while (pool->running->len > 0 || (!pool->stopped && pool->waiting->len > 0)) {
		for (RenderJob *job; (job = take_job(pool)) != NULL;)
			begin_job(pool, job);
		if (pool->running->len == 0)
			continue;
		show_pool(pool);
		g_main_context_iteration(context, TRUE);
		for (guint i = 0; pool->stopped && i < pool->running->len; i++) {
			const Task *task = g_ptr_array_index(pool->running, i);

			if (task->process != NULL)
				g_subprocess_force_exit(task->process);
		}
	}
}

/* Find the tools and what they can make; a missing PDF engine is a finding when a job needs it. */
static gboolean
find_tools(Pool *pool, GError **error)
{
	gboolean wanted = FALSE;

	pool->pandoc = g_find_program_in_path("pandoc");
	if (pool->pandoc == NULL) {
		g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		                    "there is no pandoc on PATH: `make setup` installs it");
		return FALSE;
	}
	pool->lualatex = g_find_program_in_path("lualatex");
	for (guint i = 0; i < pool->jobs->len; i++) {
		RenderJob *job = g_ptr_array_index(pool->jobs, i);

		job->made = FALSE;
		wanted = wanted || is_printed(job->format);
		if (!is_printed(job->format) || pool->lualatex != NULL)
			g_ptr_array_add(pool->waiting, job);
	}
	g_ptr_array_sort(pool->waiting, render_job_compare);
	if (wanted && pool->lualatex == NULL)
		diag_add(pool->diag, source_nowhere(), FINDING_PDF_ENGINE,
		         "`make setup` installs it; --formats html does without",
		         "there is no lualatex on PATH: no handouts are made");
	return TRUE;
}

static gboolean
pool_result(Pool *pool, Interrupt *interrupt, GError **error)
{
	gboolean well = pool->error == NULL;

	if (!well) {
		g_propagate_error(error, pool->error);
	} else if (interrupt != NULL && interrupt_came(interrupt)) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
		well = FALSE;
	}
	g_free(pool->pandoc);
	g_free(pool->lualatex);
	return well;
}

gboolean
render_jobs(const GPtrArray *jobs, const RenderOptions *options, Interrupt *interrupt, Diag *diag,
            GError **error)
{
	g_autoptr(GPtrArray) running = g_ptr_array_new(), waiting = g_ptr_array_new();
	g_autoptr(GMainContext) context = g_main_context_new();
	Pool pool = {.jobs = jobs,
	             .options = options,
	             .running = running,
	             .waiting = waiting,
	             .diag = diag};

	if (!find_tools(&pool, error))
		return FALSE;
	g_main_context_push_thread_default(context);
	if (interrupt != NULL && interrupt->fd >= 0) {
		g_autoptr(GSource) source = g_unix_fd_source_new(interrupt->fd, G_IO_IN);

		g_source_set_callback(source, G_SOURCE_FUNC(stop_pool), &pool, NULL);
		g_source_attach(source, context);
		run_pool(&pool, context);
		g_source_destroy(source);
	} else {
		run_pool(&pool, context);
	}
	g_main_context_pop_thread_default(context);
	return pool_result(&pool, interrupt, error);
}
