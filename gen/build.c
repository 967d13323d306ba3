#include "build.h"
#include "alt.h"
#include "assemble.h"
#include "cli.h"
#include "draw.h"
#include "hash.h"
#include "measure.h"
#include "number.h"
#include "page.h"
#include "render.h"
#include "side.h"
#include "snippet.h"
#include "splice.h"
#include "util.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Opening ---------------------------------------------------------------------------------- */

/* Keep a second build out of @out: two would overwrite each other's files. */
static gboolean
take_lock(Build *build, GError **error)
{
	g_autofree char *path = g_build_filename(build->paths->build, "lock", NULL);

	if (!directory_make(build->paths->build, error))
		return FALSE;
	build->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (build->lock < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s: %s", path,
		            g_strerror(errno));
		return FALSE;
	}
	if (flock(build->lock, LOCK_EX | LOCK_NB) == 0)
		return TRUE;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_BUSY,
	            "another build is at work in %s: wait for it, or give this one another --out",
	            build->paths->out);
	return FALSE;
}

static void
set_plan_options(Build *build)
{
	const BuildOptions *options = build->options;
	const Paths *paths = build->paths;

	build->generated = g_build_filename(paths->build, "workloads", NULL);
	build->kept = g_strdup(build->course->data);
	build->plan_options = (PlanOptions){
		.data = paths->data,
		.kept = build->kept,
		.paths = {.build = build->generated,
	                  .shared = build->course->experiments,
	                  .include = paths->include},
		.max_age = build->course->max_age,
		.fresh = options->fresh,
		.frozen = options->frozen,
		.rounds = options->rounds,
	};
}

gboolean
build_open(Build *build, const BuildOptions *options, GError **error)
{
	g_autofree char *memory = NULL;

	*build = (Build){.options = options,
	                 .diag = diag_new(),
	                 .interrupt = {.fd = -1},
	                 .lock = -1,
	                 .begun = g_get_monotonic_time()};
	progress_open(&build->progress, options->quiet, options->verbose);
	build->paths = paths_find(options->notes, options->out, error);
	if (!build->paths)
		return FALSE;
	memory = g_build_filename(build->paths->build, "tools.json", NULL);
	build->tools = tools_open(memory);
	build->course = course_load(options->notes, build->diag, error);
	if (!build->course)
		return FALSE;
	set_plan_options(build);
	build->plan = plan_make(build->course, &build->plan_options, build->tools, build->diag);
	build->plan_options.paths.cc = build->plan->cc;
	return TRUE;
}

int
build_status(const Build *build)
{
	if (build->interrupt.signal)
		return 128 + build->interrupt.signal;
	return diag_worst(build->diag) == SEVERITY_ERROR || build->failed ? STATUS_FINDINGS
	                                                                  : STATUS_GOOD;
}

static void
free_page(gpointer page)
{
	page_free(page);
}

void
build_close(Build *build)
{
	progress_clear(&build->progress);
	if (build->diag)
		diag_print(build->diag, stderr, build->progress.colour);
	interrupt_close(&build->interrupt);
	if (build->lock >= 0)
		close(build->lock);
	g_clear_pointer(&build->pages, g_ptr_array_unref);
	plan_free(build->plan);
	course_free(build->course);
	tools_free(build->tools);
	paths_free(build->paths);
	diag_free(build->diag);
	g_free(build->kept);
	g_free(build->generated);
}

/* Pages: what may have changed ---------------------------------------------------------------- */

static double
confidence_of(const Build *build)
{
	guint claims = 0;

	if (!build->options->strict_stats)
		return JUDGE_CONFIDENCE;
	for (guint i = 0; i < build->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(build->plan->items, i);

		for (guint k = 0; k < item->marks->len; k++)
			claims += ((const Mark *)g_ptr_array_index(item->marks, k))->kind ==
			          MARK_CLAIM;
	}
	/* Bonferroni: 5 % over the course. */
	return 1 - 0.05 / MAX(claims, 1);
}

/* What pages depend on beside notes and results: this program, its templates, its tools. */
static char *
program_identity(const Build *build)
{
	static const char *const tools[] = {"pandoc", "gnuplot", "lualatex"};
	Hash *hash = hash_new("program");
	g_autofree char *self = page_identity("/proc/self/exe");
	g_autofree char *templates = page_identity(build->paths->templates);

	hash_text(hash, "self", self);
	hash_text(hash, "templates", templates);
	for (guint i = 0; i < G_N_ELEMENTS(tools); i++) {
		g_autofree char *path = tool_find(tools[i]);
		g_autofree char *identity = path ? page_identity(path) : NULL;

		hash_text(hash, tools[i], identity);
	}
	return hash_end(hash);
}

static gboolean
is_wanted(const Build *build, const Note *note)
{
	if (note->draft)
		return FALSE;
	return !build->options->only ||
	       g_strv_contains((const char *const *)build->options->only, note->name);
}

/* Tell whether all outputs of @page stand. */
static gboolean
is_whole(const Build *build, const Page *page)
{
	guint formats = build->options->formats;

	if (!g_file_test(page->md, G_FILE_TEST_EXISTS))
		return FALSE;
	if ((formats & FORMAT_HTML) &&
	    (!page->rendered_html || !g_file_test(page->html, G_FILE_TEST_EXISTS)))
		return FALSE;
	return !(formats & FORMAT_PDF) || !book_chapter(build->course, page->note) ||
	       !render_has_pdf() ||
	       (page->rendered_pdf && g_file_test(page->pdf, G_FILE_TEST_EXISTS));
}

static void
make_pages(Build *build, const PageContext *context)
{
	build->pages = g_ptr_array_new_with_free_func(free_page);
	for (guint i = 0; i < build->course->notes->len; i++) {
		const Note *note = g_ptr_array_index(build->course->notes, i);
		Page *page;

		if (note->draft)
			continue;
		page = page_new(note, context);
		page->dirty |= !is_whole(build, page);
		page->dirty &= is_wanted(build, note);
		g_ptr_array_add(build->pages, page);
	}
}

/* Measuring ------------------------------------------------------------------------------------ */

/* Tell whether a page that is built in this run shows or names the item @index. */
static gboolean
is_needed(const Build *build, guint index)
{
	for (guint i = 0; i < build->pages->len; i++) {
		const Page *page = g_ptr_array_index(build->pages, i);
		g_autoptr(GHashTable) items = NULL;

		if (!is_wanted(build, page->note))
			continue;
		items = page_items(page->note, build->plan);
		if (g_hash_table_contains(items, GUINT_TO_POINTER(index)))
			return TRUE;
	}
	return FALSE;
}

/* Load the results that dirty pages need; reopen those that leave a changed claim undecided. */
static void
load_results(Build *build)
{
	for (guint p = 0; p < build->pages->len; p++) {
		const Page *page = g_ptr_array_index(build->pages, p);
		g_autoptr(GHashTable) items = page_items(page->note, build->plan);

		for (guint i = 0; page->dirty && i < build->plan->items->len; i++)
			if (g_hash_table_contains(items, GUINT_TO_POINTER(i)))
				plan_load(g_ptr_array_index(build->plan->items, i));
	}
	for (guint i = 0; i < build->plan->items->len && !build->options->frozen; i++) {
		PlanItem *item = g_ptr_array_index(build->plan->items, i);

		if (item->result && !item->result->final && plan_has_new_claims(item) &&
		    !evidence_decided(build->plan, i, item->result->samples))
			plan_reopen(item);
	}
}

static LookAnswer
look(const PlanItem *item, const Samples *samples, gpointer data)
{
	Build *build = data;
	int index = plan_index(build->plan, item->experiment->id);

	return evidence_decided(build->plan, (guint)index, samples) ? LOOK_DECIDED : LOOK_GO_ON;
}

gboolean
build_measure_item(Build *build, PlanItem *item, GError **error)
{
	const Paths *paths = build->paths;
	g_autofree char *runs = g_build_filename(paths->build, "runs", NULL);
	Measure measure = {.plan = build->plan,
	                   .options = &build->plan_options,
	                   .folder = runs,
	                   .runner = paths->runner,
	                   .core = paths->core,
	                   .boot = paths->boot,
	                   .interrupt = &build->interrupt,
	                   .progress = &build->progress,
	                   .look = look,
	                   .look_data = build};
	g_autoptr(GError) problem = NULL;
	g_autoptr(Result) result = measure_experiment(&measure, item, build->diag, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	g_clear_pointer(&item->stored, g_free);
	if (!result) {
		build->failed++;
		progress_end(&build->progress, item->experiment->id, "failed");
		return TRUE;
	}
	if (!store_save(paths->data, result, error))
		return FALSE;
	g_autofree char *name = store_name(result->id, result->content, result->host);
	g_autofree char *took = number_duration(result->took);
	item->stored = g_build_filename(paths->data, name, NULL);
	progress_end(&build->progress, item->experiment->id, "%u rounds in %s",
	             result->samples->rounds, took);
	item->result = g_steal_pointer(&result);
	item->reason = PLAN_CURRENT;
	item->measured = TRUE;
	build->measured++;
	return TRUE;
}

static gboolean
measure(Build *build, GError **error)
{
	for (guint i = 0; i < build->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(build->plan->items, i);

		build->progress.total += plan_must_measure(item) && is_needed(build, i);
	}
	for (guint i = 0; i < build->plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(build->plan->items, i);

		if (interrupt_came(&build->interrupt)) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
			return FALSE;
		}
		if (plan_must_measure(item) && is_needed(build, i) &&
		    !build_measure_item(build, item, error))
			return FALSE;
	}
	return TRUE;
}

/* Judging, drawing, splicing --------------------------------------------------------------------
 */

static void
judge(Build *build, double confidence)
{
	for (guint i = 0; i < build->pages->len; i++) {
		Page *page = g_ptr_array_index(build->pages, i);

		if (!page->dirty)
			continue;
		page->evidence = evidence_collect(page->note, build->plan, confidence);
	}
}

/* Draw the figure of @item unless the same samples were drawn in the same way before. */
static gboolean
draw_item(Build *build, PlanItem *item, GError **error)
{
	const Experiment *experiment = item->experiment;
	g_autofree char *folder = g_build_filename(build->paths->md, "figures", NULL);
	g_autofree char *look_path = g_build_filename(build->paths->templates, "plot.gp", NULL);
	g_autoptr(Figure) figure = NULL;
	g_autoptr(GError) problem = NULL;

	if (!item->result || item->alt || !book_has_figure(experiment))
		return TRUE;
	figure = figure_new(experiment, item->result->samples);
	if (!figure)
		return TRUE;
	item->alt = figure_alt(figure);
	if (!directory_make(folder, error))
		return FALSE;
	if (figure_draw(figure, experiment->id, folder, look_path, &problem))
		return TRUE;
	if (g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
	    problem->domain == G_FILE_ERROR) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	diag_add(build->diag, experiment_span(experiment, "gnuplot"), FINDING_FIGURE_FAILED, NULL,
	         "the figure of '%s' cannot be drawn: %s", experiment->id, problem->message);
	item->no_figure = g_strdup(problem->message);
	return TRUE;
}

static gboolean
draw(Build *build, GError **error)
{
	for (guint p = 0; p < build->pages->len; p++) {
		const Page *page = g_ptr_array_index(build->pages, p);

		for (guint i = 0; page->dirty && i < build->plan->items->len; i++) {
			PlanItem *item = g_ptr_array_index(build->plan->items, i);

			if (item->note == page->note && !draw_item(build, item, error))
				return FALSE;
		}
	}
	return TRUE;
}

/* Run the snippets of @note: const Experiment * to output, NULL on @error. */
static GHashTable *
run_snippets(Build *build, const Note *note, GError **error)
{
	g_autoptr(GHashTable) outputs = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_autofree char *folder = g_build_filename(build->paths->build, "snippets", NULL);
	Snippets snippets = {.paths = &build->plan_options.paths,
	                     .folder = folder,
	                     .compiler = build->plan->compiler,
	                     .tools = build->tools,
	                     .interrupt = &build->interrupt};

	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);
		char *output;

		if (!experiment->snippet)
			continue;
		output = snippet_output(&snippets, experiment, build->options->fresh, build->diag,
		                        error);
		if (!output)
			return NULL;
		g_hash_table_insert(outputs, (gpointer)experiment, output);
	}
	return g_steal_pointer(&outputs);
}

static gboolean
splice_page(Build *build, Page *page, GError **error)
{
	g_autoptr(GHashTable) outputs = run_snippets(build, page->note, error);
	Splice splice = {.course = build->course,
	                 .note = page->note,
	                 .plan = build->plan,
	                 .evidence = page->evidence,
	                 .outputs = outputs,
	                 .figures = "figures"};

	if (!outputs)
		return FALSE;
	page_take_rows(page, &splice);
	g_autofree char *text = splice_note(&splice, page->ids);
	g_autofree char *side =
		side_text(build->course, page->note, build->plan, page->evidence,
	                  (build->options->formats & FORMAT_PDF) && render_has_pdf());
	g_autofree char *program = program_identity(build);
	Hash *hash = hash_new("text");
	hash_text(hash, "text", text);
	hash_text(hash, "side", side);
	hash_text(hash, "program", program);
	for (guint i = 0; i < build->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(build->plan->items, i);
		g_autofree char *svg = g_strdup_printf("%s/figures/%s.svg", build->paths->md,
		                                       item->experiment->id);

		if (item->note == page->note && book_has_figure(item->experiment))
			hash_file(hash, "figure", svg);
	}
	page->text_key = hash_end(hash);
	return file_write(page->md, text, strlen(text), error) &&
	       file_write(page->side, side, strlen(side), error);
}

static gboolean
splice_pages(Build *build, GError **error)
{
	for (guint i = 0; i < build->pages->len; i++) {
		Page *page = g_ptr_array_index(build->pages, i);

		if (page->dirty && !splice_page(build, page, error))
			return FALSE;
	}
	return TRUE;
}

/* Rendering --------------------------------------------------------------------------------------
 */

static gboolean
render(Build *build, double confidence, GError **error)
{
	const BuildOptions *options = build->options;
	g_autofree char *program = program_identity(build);
	Assembly assembly = {.course = build->course,
	                     .plan = build->plan,
	                     .paths = build->paths,
	                     .pages = build->pages,
	                     .program = program,
	                     .confidence = confidence,
	                     .html = (options->formats & FORMAT_HTML) != 0,
	                     .pdf = (options->formats & FORMAT_PDF) != 0,
	                     .jobs = options->jobs ? options->jobs : g_get_num_processors(),
	                     .trace = options->verbose ? stderr : NULL,
	                     .interrupt = &build->interrupt,
	                     .diag = build->diag};
	gboolean ok = assemble(&assembly, error);

	build->rendered = assembly.rendered;
	return ok;
}

/* The end
 * ------------------------------------------------------------------------------------------ */

/* Return the mark of @page with the key @key, or NULL. */
static const Mark *
mark_of(const Page *page, const char *key)
{
	for (guint i = 0; i < page->note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(page->note->marks, i);

		if (g_strcmp0(mark->key, key) == 0)
			return mark;
	}
	return NULL;
}

/* Add a finding for every testable claim whose verdict is not the expected one. */
static void
report_verdicts(Build *build)
{
	for (guint i = 0; i < build->pages->len; i++) {
		const Page *page = g_ptr_array_index(build->pages, i);

		for (guint k = 0; k < page->rows->len; k++) {
			const ClaimRow *row = g_ptr_array_index(page->rows, k);
			const Mark *mark = mark_of(page, row->key);

			if (!row->unexpected || !mark)
				continue;
			diag_add(build->diag, mark->where, FINDING_CLAIM_VERDICT, *row->line ? row->line : NULL,
			         "this claim is %s, expected was %s", verdict_name(row->verdict),
			         expected_name(row->expected));
			build->unexpected++;
		}
	}
}

/* Measured samples may carry warnings; readers see them on the page, the author here. */
static void
report_warnings(Build *build)
{
	for (guint i = 0; i < build->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(build->plan->items, i);

		for (guint k = 0; item->measured && k < item->result->warnings->len; k++)
			diag_add(build->diag, item->experiment->id_span, FINDING_MEASURE_WARNING,
			         NULL, "%s: %s", item->experiment->id,
			         (const char *)g_ptr_array_index(item->result->warnings, k));
	}
}

static void
print_summary(const Build *build)
{
	guint counts[4] = {0};
	g_autofree char *took =
		number_duration((double)(g_get_monotonic_time() - build->begun) / 1e6);

	if (build->options->quiet)
		return;
	for (guint i = 0; i < build->pages->len; i++) {
		const Page *page = g_ptr_array_index(build->pages, i);

		for (guint k = 0; k < page->rows->len; k++)
			counts[((const ClaimRow *)g_ptr_array_index(page->rows, k))->verdict]++;
	}
	fprintf(stderr, "experiments  %u measured, %u stored, %u failed\n", build->measured,
	        build->plan->items->len - build->measured - build->failed, build->failed);
	fprintf(stderr,
	        "claims       %u supported, %u refuted, %u inconclusive, %u not testable here\n",
	        counts[VERDICT_SUPPORTED], counts[VERDICT_REFUTED], counts[VERDICT_INCONCLUSIVE],
	        counts[VERDICT_UNTESTABLE]);
	fprintf(stderr, "pages        %u of %u written, in %s\n", build->rendered,
	        build->pages->len, took);
	if (build->options->formats & FORMAT_HTML)
		fprintf(stderr, "site         %s/index.html\n", build->paths->site);
}

/* Print what would be measured, and why. */
static void
print_plan(const Build *build)
{
	double total = 0;

	for (guint i = 0; i < build->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(build->plan->items, i);
		double estimate = plan_must_measure(item) ? measure_estimate(item) : 0;
		g_autofree char *text = number_duration(estimate);

		printf("%-20s %s%s%s\n", item->experiment->id, item->why,
		       estimate > 0 ? ", about " : "", estimate > 0 ? text : "");
		total += estimate;
	}
	g_autofree char *text = number_duration(total);
	printf("%u experiments, about %s\n", build->plan->items->len, text);
}

/* The stages after the plan; FALSE with @error for the world and for interruptions. */
static gboolean
stages(Build *build, GError **error)
{
	double confidence = confidence_of(build);
	g_autofree char *program = program_identity(build);
	PageContext context = {.course = build->course,
	                       .plan = build->plan,
	                       .paths = build->paths,
	                       .program = program,
	                       .confidence = confidence};

	make_pages(build, &context);
	load_results(build);
	if (!measure(build, error))
		return FALSE;
	for (guint i = 0; i < build->pages->len; i++)
		page_renew(g_ptr_array_index(build->pages, i), &context);
	load_results(build);
	judge(build, confidence);
	if (!draw(build, error) || !splice_pages(build, error) || !render(build, confidence, error))
		return FALSE;
	report_verdicts(build);
	report_warnings(build);
	return TRUE;
}

/* Check that the notes asked for exist. */
static gboolean
know_notes(const Build *build, GError **error)
{
	for (guint i = 0; build->options->only && build->options->only[i]; i++) {
		gboolean found = FALSE;

		for (guint n = 0; n < build->course->notes->len; n++)
			found |= g_str_equal(
				((const Note *)g_ptr_array_index(build->course->notes, n))->name,
				build->options->only[i]);
		if (!found) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			            "there is no note '%s' in %s", build->options->only[i],
			            build->paths->notes);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
run(Build *build, GError **error)
{
	if (!know_notes(build, error))
		return FALSE;
	if (diag_worst(build->diag) == SEVERITY_ERROR)
		return TRUE; /* nothing is measured while a note has an error finding */
	if (build->options->dry_run) {
		print_plan(build);
		return TRUE;
	}
	child_adopt_orphans();
	if (!take_lock(build, error) || !interrupt_open(&build->interrupt, error))
		return FALSE;
	gboolean ok = stages(build, error);
	/* What was asked of interpreters is worth keeping whatever became of the build. */
	if (!tools_save(build->tools, ok ? error : NULL))
		ok = FALSE;
	if (ok)
		print_summary(build);
	return ok;
}

int
build_run(const BuildOptions *options)
{
	g_autoptr(GError) error = NULL;
	Build build;
	gboolean ok = build_open(&build, options, &error) && run(&build, &error);
	int status = build_status(&build);

	if (ok && options->strict && build.unexpected > 0)
		status = STATUS_FINDINGS;
	build_close(&build);
	if (ok)
		return status;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		fprintf(stderr, "lectern: interrupted; finished measurements are kept\n");
		return status;
	}
	cli_error(error);
	return STATUS_WORLD;
}
