#include "session.h"
#include "util.h"
#include <gio/gio.h>
#include <math.h>

/* Cells -------------------------------------------------------------------------------- */

/* Add the cells of @condition, one for each kind of run. */
static void
add_cells(GArray *cells, const PlanItem *item, guint condition, gboolean control)
{
	for (int unheld = 0; unheld < 2; unheld++) {
		Cell cell = {.condition = condition, .unheld = unheld, .control = control};

		if (unheld ? item->unheld : item->held)
			g_array_append_val(cells, cell);
	}
}

GArray *
session_cells(const PlanItem *item)
{
	const Design *design = item->experiment->design;
	GArray *cells = g_array_new(FALSE, FALSE, sizeof(Cell));
	gboolean first = TRUE;

	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);

		if (condition->absent)
			continue;
		add_cells(cells, item, i, FALSE);
		if (first)
			add_cells(cells, item, i, TRUE);
		first = FALSE;
	}
	return cells;
}

static const Condition *
condition_of(const Session *session, const Cell *cell)
{
	return g_ptr_array_index(session->item->experiment->design->conditions, cell->condition);
}

static guint
workers_of(const Session *session, const Cell *cell)
{
	return (guint)g_ascii_strtoull(
		experiment_level(session->item->experiment, condition_of(session, cell), "workers"),
		NULL, 10);
}

static gboolean
is_released(const Session *session, const Cell *cell)
{
	return g_str_equal(
		experiment_level(session->item->experiment, condition_of(session, cell), "release"),
		"true");
}

guint
session_cpus(const Session *session, const Cell *cell)
{
	const Executor *executor = executor_find(condition_of(session, cell)->executor);
	gboolean parallel =
		executor->parallel || (executor->interprets && is_released(session, cell));

	if (executor->given)
		return 0;
	return parallel ? workers_of(session, cell) : 1;
}

guint
session_threads(const Session *session, const Cell *cell, const Outcome *outcome)
{
	double seen = outcome_fact(outcome, "threads");

	return seen > 0 ? (guint)seen : workers_of(session, cell);
}

/* Jobs --------------------------------------------------------------------------------- */

/* Return "NAME VALUE" for every factor that is the workload's own, and for services. */
static GPtrArray *
params_of(const Session *session, const Condition *condition)
{
	const Experiment *experiment = session->item->experiment;
	GPtrArray *params = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < experiment->params->len; i++) {
		const Factor *factor = g_ptr_array_index(experiment->params, i);

		g_ptr_array_add(params, g_strdup_printf("%s %s", factor->name,
		                                        experiment_level(experiment, condition,
		                                                         factor->name)));
	}
	for (guint i = 0; i < session->addresses->len; i++)
		g_ptr_array_add(params, g_strdup(g_ptr_array_index(session->addresses, i)));
	return params;
}

static Job
job_of(Session *session, const Cell *cell, guint round, const GPtrArray *params)
{
	const Experiment *experiment = session->item->experiment;
	const Tooling *tooling = session->tooling;
	const Calibration *calibration = &session->calibration;
	const Condition *condition = condition_of(session, cell);
	const Python *python = plan_python(session->item, condition);
	const char *library =
		python && g_str_equal(experiment->engine, "embedded") ? python->library : NULL;

	return (Job){
		.folder = session->folder,
		.scratch = session->scratch,
		.runner = tooling->runner,
		.core = tooling->core,
		.boot = tooling->boot,
		.python = python ? python->path : NULL,
		.libpython = library,
		.language = experiment->language,
		.executor = condition->executor,
		.module = session->workload->module,
		.workers = workers_of(session, cell),
		.params = params,
		.duration = experiment->duration,
		.warmup = calibration->warmup,
		.iterations = calibration->iterations,
		.batch = cell->unheld ? 1 : calibration->batch,
		.tasks = experiment->pool_tasks,
		.chunk = experiment->pool_chunk,
		.start_method = experiment_level(experiment, condition, "start-method"),
		.release = is_released(session, cell),
		.window = experiment->window,
		.unheld = cell->unheld,
		.turns = SESSION_MAX_TURNS,
		.timeout = experiment->timeout,
		.memory = experiment->memory,
		.pids = experiment->pids,
		.env = session->env,
		.round = round,
		.padding = (guint)g_rand_int_range(session->random, 0, RUN_PADDING),
	};
}

/* Failures ----------------------------------------------------------------------------- */

static Span
line_span(const Source *source, guint line, Span otherwise)
{
	if (!source || line == 0 || line > source->lines->len)
		return otherwise;
	gsize start = g_array_index(source->lines, gsize, line - 1);
	gsize end = start + strcspn(source->text + start, "\r\n");

	start += strspn(source->text + start, " \t");
	return source_span(source, MIN(start, end), end);
}

/* Add the finding for a run that did not end well, and remember it for the page. */
static void
report(Session *session, const Cell *cell, const Outcome *outcome)
{
	static const FindingId ids[] = {[RUN_OK] = FINDING_WORKLOAD_FAILED,
	                                [RUN_FAILED] = FINDING_WORKLOAD_FAILED,
	                                [RUN_CRASHED] = FINDING_WORKLOAD_CRASHED,
	                                [RUN_TIMED_OUT] = FINDING_WORKLOAD_TIMEOUT,
	                                [RUN_INTERRUPTED] = FINDING_WORKLOAD_FAILED};
	const Experiment *experiment = session->item->experiment;
	g_autofree char *label = condition_label(experiment->design, condition_of(session, cell));
	const char *message =
		outcome->message && *outcome->message ? outcome->message : "it failed";
	Span span = experiment->info;

	if (!experiment->workload)
		span = line_span(experiment->block.source,
		                 workload_traceback_line(session->workload, outcome->errors), span);
	diag_add(session->diag, span, ids[outcome->status], NULL, "%s on %s: %s", experiment->id,
	         label, message);
	g_free(session->item->failure);
	session->item->failure = g_strdup_printf("%s on %s: %s%s%s", experiment->id, label, message,
	                                         *outcome->errors ? "\n\n" : "", outcome->errors);
	progress_verbose(session->tooling->progress, "%s", outcome->errors);
}

/* Tell whether a service has ended: a finding, for whatever came of the run is no use. */
static gboolean
lost_service(Session *session)
{
	const Experiment *experiment = session->item->experiment;
	g_autofree char *ended = services_ended(session->services);

	if (!ended)
		return FALSE;
	diag_add(session->diag, experiment_span(experiment, "services"), FINDING_SERVICE_FAILED,
	         NULL, "%s: %s", experiment->id, ended);
	g_free(session->item->failure);
	session->item->failure = g_strdup_printf("%s: %s", experiment->id, ended);
	return TRUE;
}

/* Runs --------------------------------------------------------------------------------- */

/* Keep what the first run printed and found, for the page. */
static void
keep_first(Session *session, const Outcome *outcome)
{
	static const char *const of_run[] = {"ran", "waited", "threads", NULL};

	if (session->output)
		return;
	session->output = g_strdup(outcome->output);
	for (guint k = 0; k < outcome->facts->len; k++) {
		const char *fact = g_ptr_array_index(outcome->facts, k);
		g_autofree char *name = g_strndup(fact, strcspn(fact, " "));

		/* What is of one run only is kept with the run. */
		if (!g_strv_contains(of_run, name))
			g_ptr_array_add(session->facts, g_strdup(fact));
	}
}

gboolean
session_run(Session *session, const Cell *cell, guint round, Samples *samples, Outcome *outcome,
            GError **error)
{
	g_autoptr(GPtrArray) params = params_of(session, condition_of(session, cell));
	Job job = job_of(session, cell, round, params);
	Run run = {.round = round,
	           .condition = cell->condition,
	           .control = cell->control,
	           .unheld = cell->unheld,
	           .started = (double)(g_get_monotonic_time() - session->begun) / 1e6,
	           .took = (double)NAN,
	           .usage = usage_unknown};

	if (!run_execute(&job, session->tooling->interrupt, samples, &run, outcome, error))
		return FALSE;
	if (outcome->status == RUN_INTERRUPTED) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
		return FALSE;
	}
	if (lost_service(session))
		return FALSE;
	if (outcome->status != RUN_OK) {
		report(session, cell, outcome);
		return FALSE;
	}
	keep_first(session, outcome);
	return TRUE;
}

/* Opening ------------------------------------------------------------------------------ */

static Workload *
make_workload(const Tooling *tooling, PlanItem *item, Diag *diag, GError **error)
{
	GError *problem = NULL;
	Workload *workload = workload_make(item->experiment, &tooling->options->paths,
	                                   tooling->plan->compiler, diag, &problem);

	if (!workload && !problem)
		item->failure = g_strdup_printf("%s does not compile", item->experiment->id);
	if (problem)
		g_propagate_error(error, problem);
	return workload;
}

static gboolean
start_services(Session *session, GError **error)
{
	const Experiment *experiment = session->item->experiment;
	ServiceSetting setting = {.runner = session->tooling->runner,
	                          .folder = session->folder,
	                          .memory = experiment->memory,
	                          .pids = experiment->pids,
	                          .interrupt = session->tooling->interrupt};

	for (guint i = 0; i < experiment->env->len; i++)
		g_ptr_array_add(session->env, g_strdup(g_ptr_array_index(experiment->env, i)));
	session->services = services_start(experiment->services, &setting, error);
	if (!session->services)
		return FALSE;
	services_tell(session->services, session->addresses, session->env);
	return TRUE;
}

Session *
session_open(const Tooling *tooling, PlanItem *item, guint64 seed, Diag *diag, GError **error)
{
	const guint32 words[] = {(guint32)seed, (guint32)(seed >> 32)};
	g_autofree char *folder = g_build_filename(tooling->folder, item->experiment->id, NULL);
	g_autoptr(Session) session = g_new0(Session, 1);

	session->tooling = tooling;
	session->item = item;
	session->diag = diag;
	session->folder = g_canonicalize_filename(folder, NULL);
	session->cells = session_cells(item);
	session->calibration = (Calibration){.iterations = 1, .batch = 1};
	session->random = g_rand_new_with_seed_array(words, G_N_ELEMENTS(words));
	session->begun = g_get_monotonic_time();
	session->facts = g_ptr_array_new_with_free_func(g_free);
	session->addresses = g_ptr_array_new_with_free_func(g_free);
	session->env = g_ptr_array_new_with_free_func(g_free);
	if (!directory_make(session->folder, error))
		return NULL;
	session->workload = make_workload(tooling, item, diag, error);
	if (!session->workload)
		return NULL;
	/* Short, for sockets are made there; interpreters that are killed leave litter in it. */
	session->scratch = g_dir_make_tmp("lectern-XXXXXX", error);
	if (!session->scratch || !start_services(session, error))
		return NULL;
	return g_steal_pointer(&session);
}

void
session_close(Session *session)
{
	if (!session)
		return;
	services_stop(session->services);
	if (session->scratch)
		directory_remove(session->scratch);
	g_free(session->scratch);
	workload_free(session->workload);
	g_array_unref(session->cells);
	g_rand_free(session->random);
	g_ptr_array_unref(session->facts);
	g_ptr_array_unref(session->addresses);
	g_ptr_array_unref(session->env);
	g_free(session->output);
	g_free(session->folder);
	g_free(session);
}
