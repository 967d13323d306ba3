#include "build.h"
#include "assemble.h"
#include "cli.h"
#include "gallery.h"
#include "manuscript.h"
#include "preview.h"
#include "report.h"
#include "review.h"
#include "stamp.h"
#include "util.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* Measuring ---------------------------------------------------------------------------- */

/* Mark the items that pages of this build show or name. */
static void
find_needed(Workspace *work)
{
	for (guint p = 0; p < work->pages->len; p++) {
		const Page *page = g_ptr_array_index(work->pages, p);
		g_autoptr(GPtrArray) items =
			review_wants(work, page->note) ? basis_items(page->note, work->plan) : NULL;

		for (guint i = 0; items && i < items->len; i++)
			((PlanItem *)g_ptr_array_index(items, i))->needed = TRUE;
	}
}

/* Load the results that dirty pages need; reopen those that leave a changed claim undecided. */
static void
load_results(Workspace *work)
{
	for (guint p = 0; p < work->pages->len; p++) {
		const Page *page = g_ptr_array_index(work->pages, p);
		g_autoptr(GPtrArray) items =
			page->dirty ? basis_items(page->note, work->plan) : NULL;

		for (guint i = 0; items && i < items->len; i++)
			plan_load(g_ptr_array_index(items, i));
	}
	for (guint i = 0; i < work->plan->items->len && !work->options->frozen; i++) {
		PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (item->pending || !item->result || item->result->final ||
		    !plan_has_new_claims(item) ||
		    evidence_decided(work->plan, i, item->result->samples))
			continue;
		plan_reopen(item);
		item->pending = work->options->preview;
		if (item->pending)
			plan_load(item);
	}
}

/* A preview leaves what must be measured to whoever drives it. */
static void
leave_pending(Workspace *work)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new();

	for (guint i = 0; i < work->plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (item->pending && item->needed)
			g_ptr_array_add(items, item);
	}
	work->pending = items->len;
	preview_tell(work, items);
}

/* Let progress know of all that will be measured. */
static void
expect_items(Workspace *work)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new();

	for (guint i = 0; i < work->plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (plan_must_measure(item) && item->needed)
			g_ptr_array_add(items, item);
	}
	workspace_expect(work, items);
}

static gboolean
measure(Workspace *work, GError **error)
{
	find_needed(work);
	if (work->options->preview) {
		leave_pending(work);
		return TRUE;
	}
	expect_items(work);
	for (guint i = 0; i < work->plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (interrupt_came(&work->interrupt)) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
			return FALSE;
		}
		if (plan_must_measure(item) && item->needed &&
		    !workspace_measure(work, item, error))
			return FALSE;
	}
	return TRUE;
}

/* Judging ------------------------------------------------------------------------------ */

/* Tell whether a page that is made shows verdicts of other pages. */
static gboolean
lists_claims(const Workspace *work)
{
	for (guint i = 0; i < work->pages->len; i++) {
		const Page *page = g_ptr_array_index(work->pages, i);

		if (page->dirty && note_has_list(page->note))
			return TRUE;
	}
	return FALSE;
}

static void
judge(Workspace *work, const Basis *basis)
{
	gboolean lists = lists_claims(work);

	for (guint i = 0; i < work->pages->len; i++) {
		Page *page = g_ptr_array_index(work->pages, i);
		g_autoptr(Memory) memory = NULL;
		g_autofree char *path = NULL;

		if (!page->dirty && (!lists || page->known))
			continue;
		progress_stage(&work->progress, "judging", i, work->pages->len, "note",
		               page->note->name);
		path = g_build_filename(work->paths->build, "evidence", page->note->name, NULL);
		memory = memory_open(path, basis->look->program);
		page->evidence =
			evidence_collect(page->note, work->plan, basis->confidence, memory);
	}
}

/* Rendering ---------------------------------------------------------------------------- */

static gboolean
render(Workspace *work, const Basis *basis, GError **error)
{
	const WorkspaceOptions *options = work->options;
	g_autoptr(GPtrArray) written = g_ptr_array_new_with_free_func(g_free);
	Assembly assembly = {.course = work->course,
	                     .plan = work->plan,
	                     .paths = work->paths,
	                     .pages = work->pages,
	                     .look = basis->look,
	                     .confidence = basis->confidence,
	                     .html = (options->formats & FORMAT_HTML) != 0,
	                     .pdf = (options->formats & FORMAT_PDF) != 0,
	                     .slides = (options->formats & FORMAT_SLIDES) != 0,
	                     .volume = (options->formats & FORMAT_COURSE) && !options->only,
	                     .jobs = options->jobs ? options->jobs : g_get_num_processors(),
	                     .trace = options->verbose ? stderr : NULL,
	                     .progress = &work->progress,
	                     .interrupt = &work->interrupt,
	                     .diag = work->diag,
	                     .written = written,
	                     .events = &work->events};
	gboolean ok = assemble(&assembly, error);

	work->pages_made = written->len;
	work->handouts_made = assembly.handouts_made;
	return ok;
}

/* The whole ---------------------------------------------------------------------------- */

/* The stages after the plan; FALSE with @error for the world and for interruptions. */
static gboolean
stages(Workspace *work, GError **error)
{
	g_auto(Review) review = {0};
	const Basis *basis = &review.basis;
	gint64 begun;

	if (work->options->preview)
		preview_begin(work);
	review_open(&review, work);
	load_results(work);
	if (!measure(work, error))
		return FALSE;
	if (work->measured + work->failed + work->pending > 0)
		review_renew(&review);
	load_results(work);
	judge(work, basis);
	begun = g_get_monotonic_time();
	if (!gallery_draw(work, basis->look, error) || !manuscript_make(work, basis, error) ||
	    !render(work, basis, error) || !review_save(&review, error))
		return FALSE;
	work->rendering = (double)(g_get_monotonic_time() - begun) / 1e6;
	return TRUE;
}

/* Check that the notes asked for exist. */
static gboolean
know_notes(const Workspace *work, GError **error)
{
	for (guint i = 0; work->options->only && work->options->only[i]; i++) {
		gboolean found = FALSE;

		for (guint n = 0; n < work->course->notes->len; n++)
			found |= g_str_equal(
				((const Note *)g_ptr_array_index(work->course->notes, n))->name,
				work->options->only[i]);
		if (!found) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
			            "there is no note '%s' in %s", work->options->only[i],
			            work->paths->notes);
			return FALSE;
		}
	}
	return TRUE;
}

/* Add the findings from @from on to @lasting: a build with nothing to do has them, too. */
static void
keep_findings(const Workspace *work, guint from, GPtrArray *lasting)
{
	for (guint i = from; i < work->diag->findings->len; i++)
		g_ptr_array_add(lasting, g_ptr_array_index(work->diag->findings, i));
}

gboolean
build_work(Workspace *work, GError **error)
{
	g_autoptr(GPtrArray) lasting = g_ptr_array_new();
	gint64 began = g_get_real_time() - (g_get_monotonic_time() - work->begun);
	guint made;

	if (!know_notes(work, error))
		return FALSE;
	if (diag_worst(work->diag) == SEVERITY_ERROR)
		return TRUE; /* nothing is measured while a note has an error finding */
	if (work->options->dry_run) {
		report_plan(work);
		return TRUE;
	}
	if (!workspace_begin(work, error))
		return FALSE;
	stamp_drop(work->paths);
	keep_findings(work, 0, lasting);
	if (!stages(work, error))
		return FALSE;
	made = work->diag->findings->len;
	report_verdicts(work);
	keep_findings(work, made, lasting);
	report_warnings(work);
	preview_end(work);
	report_summary(work);
	stamp_leave(work, lasting, began);
	return TRUE;
}

int
build_run(const WorkspaceOptions *options)
{
	g_autoptr(GError) error = NULL;
	Workspace work;
	int answer;

	if (stamp_answers(options, &answer))
		return answer;
	gboolean ok = workspace_open(&work, options, &error) && build_work(&work, &error);
	gboolean interrupted = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
	int status = ok || interrupted ? workspace_status(&work) : STATUS_WORLD;

	if (ok && options->strict && work.unexpected > 0)
		status = STATUS_FINDINGS;
	workspace_tell(&work, status, error);
	workspace_close(&work);
	if (interrupted)
		fprintf(stderr, "lectern: interrupted; finished measurements are kept\n");
	else if (!ok)
		cli_error(error);
	return status;
}
