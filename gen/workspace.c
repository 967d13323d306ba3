#include "workspace.h"
#include "child.h"
#include "evidence.h"
#include "failure.h"
#include "measure.h"
#include "number.h"
#include "status.h"
#include "util.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <sys/file.h>
#include <unistd.h>

/* How often it is seen whether the lock is free again, in s. */
#define LOCK_RETRY 0.05

/* Opening ------------------------------------------------------------------------------ */

/* Keep a second build out of @out: two would overwrite each other's files. */
static gboolean
take_lock(Workspace *work, GError **error)
{
	g_autofree char *path = g_build_filename(work->paths->build, "lock", NULL);

	if (!directory_make(work->paths->build, error))
		return FALSE;
	work->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (work->lock < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s: %s", path,
		            g_strerror(errno));
		return FALSE;
	}
	if (flock(work->lock, LOCK_EX | LOCK_NB) == 0)
		return TRUE;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_BUSY,
	            "another build is at work in %s: wait for it, or give this one another --out",
	            work->paths->out);
	return FALSE;
}

static void
set_plan_options(Workspace *work)
{
	const WorkspaceOptions *options = work->options;
	const Paths *paths = work->paths;

	work->generated = g_build_filename(paths->build, "workloads", NULL);
	work->failures = g_build_filename(paths->build, "failed", NULL);
	work->plan_options = (PlanOptions){
		.data = paths->data,
		.kept = work->course->data,
		.paths = {.build = work->generated,
	                  .shared = work->course->experiments,
	                  .include = paths->include},
		.max_age = work->course->max_age,
		.fresh = options->fresh,
		.frozen = options->frozen,
		.quick = options->quick,
		.rounds = options->rounds,
	};
}

gboolean
workspace_open(Workspace *work, const WorkspaceOptions *options, GError **error)
{
	g_autofree char *memory = NULL;

	*work = (Workspace){.options = options,
	                    .diag = diag_new(),
	                    .recalled = diag_new(),
	                    .interrupt = {.fd = -1},
	                    .events = {.fd = -1},
	                    .lock = -1,
	                    .begun = g_get_monotonic_time()};
	progress_open(&work->progress, options->quiet, options->verbose);
	/* Before there are threads, which GLib makes: one that does not block a signal may eat it.
	 */
	if (!interrupt_open(&work->interrupt, error))
		return FALSE;
	if (options->events && events_open(&work->events, options->events) &&
	    !interrupt_attend(&work->interrupt, options->events, error))
		return FALSE;
	work->paths = paths_find(options->notes, options->out, error);
	if (!work->paths)
		return FALSE;
	memory = g_build_filename(work->paths->build, "tools.json", NULL);
	work->tools = tools_open(memory);
	work->course = course_load(options->notes, work->diag, error);
	if (!work->course)
		return FALSE;
	if (work->course->notes->len == 0 && diag_worst(work->diag) < SEVERITY_ERROR) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		            "there is no note in %s: write one, NAME.md", options->notes);
		return FALSE;
	}
	set_plan_options(work);
	work->plan = plan_make(work->course, &work->plan_options, work->tools, work->diag);
	work->plan_options.paths.cc = work->plan->cc;
	return TRUE;
}

gboolean
workspace_begin(Workspace *work, GError **error)
{
	child_adopt_orphans();
	return take_lock(work, error);
}

int
workspace_status(const Workspace *work)
{
	if (work->interrupt.signal)
		return 128 + work->interrupt.signal;
	return diag_worst(work->diag) == SEVERITY_ERROR || work->failed ? STATUS_FINDINGS
	                                                                : STATUS_GOOD;
}

void
workspace_print(Workspace *work)
{
	progress_clear(&work->progress);
	diag_print(work->diag, stderr, work->progress.colour);
	g_ptr_array_set_size(work->diag->findings, 0);
}

void
workspace_tell(Workspace *work, int status, const GError *error)
{
	if (work->events.fd < 0)
		return;
	events_findings(&work->events, work->diag);
	events_end(&work->events, status, g_error_matches(error, G_IO_ERROR, G_IO_ERROR_BUSY),
	           error ? error->message : NULL);
}

void
workspace_close(Workspace *work)
{
	/* What interpreters said is worth keeping, but no reason to fail where nothing can be kept.
	 */
	if (work->tools)
		tools_save(work->tools, NULL);
	workspace_print(work);
	interrupt_close(&work->interrupt);
	events_close(&work->events);
	if (work->lock >= 0)
		close(work->lock);
	g_clear_pointer(&work->pages, g_ptr_array_unref);
	plan_free(work->plan);
	course_free(work->course);
	tools_free(work->tools);
	paths_free(work->paths);
	diag_free(work->diag);
	diag_free(work->recalled);
	g_free(work->generated);
	g_free(work->failures);
}

/* Measuring ---------------------------------------------------------------------------- */

static LookAnswer
look(const PlanItem *item, const Samples *samples, gpointer data)
{
	Workspace *work = data;
	int index = plan_index(work->plan, item->experiment->id);

	return evidence_decided(work->plan, (guint)index, samples) ? LOOK_DECIDED : LOOK_GO_ON;
}

static gboolean
differs(const PlanItem *item, const Samples *samples, gpointer data)
{
	Workspace *work = data;
	int index = plan_index(work->plan, item->experiment->id);

	return evidence_differs(work->plan, (guint)index, samples);
}

static gboolean
wants_break(gpointer data)
{
	Workspace *work = data;

	return events_asked(&work->events) == EVENTS_PAUSE;
}

/* While measuring pauses, others may build. */
static gboolean
take_break(gpointer data, GError **error)
{
	Workspace *work = data;
	gboolean resumed;

	flock(work->lock, LOCK_UN);
	events_tell(&work->events, json_pack("{s:s}", "event", "paused"));
	resumed = events_await(&work->events, EVENTS_RESUME, &work->interrupt);
	while (resumed && flock(work->lock, LOCK_EX | LOCK_NB) != 0)
		resumed = !interrupt_wait(&work->interrupt, LOCK_RETRY);
	if (!resumed) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
		return FALSE;
	}
	events_tell(&work->events, json_pack("{s:s}", "event", "resumed"));
	work->events.told = 0;
	return TRUE;
}

double
workspace_estimate(const Workspace *work, const PlanItem *item)
{
	guint all = 0;

	for (guint i = 0; i < work->plan->items->len; i++)
		all += plan_must_measure(g_ptr_array_index(work->plan->items, i));
	return measure_estimate(item, work->options->quick ? measure_share(0, all) : 0);
}

void
workspace_expect(Workspace *work, const GPtrArray *items)
{
	double share = work->options->quick ? measure_share(0, items->len) : 0;

	work->progress.total = items->len;
	for (guint i = 0; i < items->len; i++)
		work->progress.planned += measure_estimate(g_ptr_array_index(items, i), share);
}

/* Store @result (transfer full), which took @took, as that of @item. */
static gboolean
keep_result(Workspace *work, PlanItem *item, Result *result, const char *took, GError **error)
{
	g_autofree char *name =
		store_name(result->id, result->content, result->host, result->quick);
	guint dropped = result->samples->rounds - samples_clean_rounds(result->samples);
	g_autofree char *remark = dropped ? g_strdup_printf(", %u disturbed", dropped) : NULL;

	item->result = result;
	if (!store_save(work->paths->data, result, error))
		return FALSE;
	failure_forget(work->failures, result->id);
	progress_end(&work->progress, item->experiment->id, "%u rounds in %s%s",
	             result->samples->rounds, took, remark ? remark : "");
	item->stored = g_build_filename(work->paths->data, name, NULL);
	item->taken = result->time;
	item->reason = PLAN_CURRENT;
	item->measured = TRUE;
	work->measured++;
	return TRUE;
}

gboolean
workspace_measure(Workspace *work, PlanItem *item, GError **error)
{
	const Paths *paths = work->paths;
	g_autofree char *runs = g_build_filename(paths->build, "runs", NULL);
	Measure measure = {.tooling = {.plan = work->plan,
	                               .options = &work->plan_options,
	                               .folder = runs,
	                               .runner = paths->runner,
	                               .core = paths->core,
	                               .boot = paths->boot,
	                               .interrupt = &work->interrupt,
	                               .progress = &work->progress,
	                               .events = &work->events},
	                   .rules = {.look = look,
	                             .differs = differs,
	                             .wants_break = work->yields ? wants_break : NULL,
	                             .take_break = take_break,
	                             .data = work},
	                   .seed = work->options->seed,
	                   .share = measure_share(work->measuring,
	                                          work->progress.total - work->progress.done)};
	gint64 begun = g_get_monotonic_time();
	guint known = work->diag->findings->len;
	double estimate = measure_estimate(item, work->options->quick ? measure.share : 0);
	g_autoptr(GError) problem = NULL;

	events_progress(&work->events, item->experiment->id, 0, 0, estimate);
	g_autoptr(Result) result = measure_experiment(&measure, item, work->diag, &problem);

	item->took = (double)(g_get_monotonic_time() - begun) / 1e6;
	work->measuring += item->took;
	g_autofree char *took = number_duration(item->took);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	g_clear_pointer(&item->stored, g_free);
	if (!result) {
		work->failed++;
		progress_end(&work->progress, item->experiment->id, "failed in %s", took);
		return failure_save(work->failures, item, work->diag, known, error);
	}
	return keep_result(work, item, g_steal_pointer(&result), took, error);
}
