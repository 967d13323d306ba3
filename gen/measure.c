#include "measure.h"
#include "order.h"
#include "stats.h"
#include "util.h"
#include <gio/gio.h>
#include <math.h>

const guint measure_looks[MEASURE_LOOKS] = {STATS_MIN_ROUNDS,      15, 22, 33, STATS_LAST_ROUNDS,
                                            STATS_LAST_RATE_ROUNDS};

/* One kind of run of one condition: what a round consists of. */
typedef struct Cell {
	guint condition;
	gboolean unheld;
} Cell;

/* The state of one measurement. */
typedef struct Session {
	const Measure *measure;
	PlanItem *item;
	const Experiment *experiment;
	const Workload *workload;
	Diag *diag;
	GArray *cells; /* Cell */
	Result *result;
	char *folder;    /* of this experiment's jobs */
	char *scratch;   /* of temporary files of the workload and its interpreter */
	GRand *random;   /* of the padding */
	gint64 begun;    /* monotonic us */
	double run_time; /* s, of all runs of the trial */
} Session;

/* Jobs --------------------------------------------------------------------------------- */

/* Return "NAME VALUE" for every factor that is the workload's own. */
static GPtrArray *
params_of(const Experiment *experiment, const Condition *condition)
{
	GPtrArray *params = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < experiment->params->len; i++) {
		const Factor *factor = g_ptr_array_index(experiment->params, i);

		g_ptr_array_add(params, g_strdup_printf("%s %s", factor->name,
		                                        experiment_level(experiment, condition,
		                                                         factor->name)));
	}
	return params;
}

static Job
job_of(Session *session, const Cell *cell, const GPtrArray *params)
{
	const Experiment *experiment = session->experiment;
	const Measure *measure = session->measure;
	const Condition *condition =
		g_ptr_array_index(experiment->design->conditions, cell->condition);
	const Python *python = plan_python(session->item, condition);
	const char *library =
		python && g_str_equal(experiment->engine, "embedded") ? python->library : NULL;

	return (Job){
		.folder = session->folder,
		.scratch = session->scratch,
		.runner = measure->runner,
		.core = measure->core,
		.boot = measure->boot,
		.python = python ? python->path : NULL,
		.libpython = library,
		.language = experiment->language,
		.executor = condition->executor,
		.module = session->workload->module,
		.workers = (guint)g_ascii_strtoull(
			experiment_level(experiment, condition, "workers"), NULL, 10),
		.params = params,
		.duration = experiment->duration,
		.warmup = session->result->warmup,
		.iterations = session->result->iterations,
		.batch = cell->unheld ? 1 : session->result->batch,
		.start_method = experiment_level(experiment, condition, "start-method"),
		.release = g_str_equal(experiment_level(experiment, condition, "release"), "true"),
		.window = experiment->window,
		.unheld = cell->unheld,
		.turns = MEASURE_MAX_TURNS,
		.timeout = experiment->timeout,
		.memory = experiment->memory,
		.pids = experiment->pids,
		.env = experiment->env,
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
	const Experiment *experiment = session->experiment;
	const Condition *condition =
		g_ptr_array_index(experiment->design->conditions, cell->condition);
	g_autofree char *label = condition_label(experiment->design, condition);
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
	progress_verbose(session->measure->progress, "%s", outcome->errors);
}

/* Runs --------------------------------------------------------------------------------- */

/* Do one run; FALSE when it failed (a finding, or @error). */
static gboolean
run_cell(Session *session, const Cell *cell, Samples *samples, guint round, Outcome *outcome,
         GError **error)
{
	const Condition *condition =
		g_ptr_array_index(session->experiment->design->conditions, cell->condition);
	g_autoptr(GPtrArray) params = params_of(session->experiment, condition);
	Job job = job_of(session, cell, params);
	Run run = {.round = round,
	           .condition = cell->condition,
	           .unheld = cell->unheld,
	           .foreign = NAN,
	           .started = (double)(g_get_monotonic_time() - session->begun) / 1e6,
	           .took = NAN};
	guint index = samples ? samples->runs->len : 0;

	if (!run_execute(&job, session->measure->interrupt, samples, &run, outcome, error))
		return FALSE;
	if (outcome->status == RUN_INTERRUPTED) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
		return FALSE;
	}
	if (outcome->status != RUN_OK) {
		report(session, cell, outcome);
		return FALSE;
	}
	if (samples && index < samples->runs->len)
		g_array_index(samples->runs, Run, index).took = outcome->took;
	return TRUE;
}

/* Largest (or smallest) sample of @metric among @samples; NAN when there is none. */
static double
extreme(const Samples *samples, const char *metric, gboolean largest)
{
	int index = samples_find_metric(samples, metric);
	double best = NAN;

	for (guint i = 0; index >= 0 && i < samples->samples->len; i++) {
		const Sample *sample = &g_array_index(samples->samples, Sample, i);

		if (sample->metric == index &&
		    (isnan(best) || (largest ? sample->value > best : sample->value < best)))
			best = sample->value;
	}
	return best;
}

/* Tell whether the workload keeps state that a second iteration in the same run would see. */
static gboolean
is_single(const Experiment *experiment, const Samples *trial)
{
	if (experiment->duration > 0)
		return TRUE;
	for (guint i = 0; i < trial->metrics->len; i++) {
		const char *name = g_ptr_array_index(trial->metrics, i);
		const Metric *metric = metric_find(name);

		if (!metric || metric->from_ticks || g_str_equal(name, "observed"))
			return TRUE;
	}
	return FALSE;
}

/*
 * Choose iterations, warm-ups and batch, the same for all conditions, from the trial.  The slowest
 * condition decides on iterations, the fastest on the batch.
 */
static void
calibrate(Session *session, const Samples *trial, double clock_step)
{
	const Experiment *experiment = session->experiment;
	Result *result = session->result;
	gboolean single = is_single(experiment, trial);
	double slowest = fmax(extreme(trial, "elapsed", TRUE), extreme(trial, "life", TRUE));
	double fastest = extreme(trial, "work", FALSE);

	result->batch = 1;
	if (!single && session->item->held && fastest > 0) {
		double wanted = MEASURE_TICKS * clock_step;

		while (fastest * result->batch < wanted && result->batch < MEASURE_MAX_BATCH)
			result->batch *= 2;
	}
	if (experiment->iterations)
		result->iterations = experiment->iterations;
	else if (single || !(slowest > 0))
		result->iterations = 1;
	else
		result->iterations = (guint)CLAMP(MEASURE_RUN_TIME / (slowest * result->batch), 1,
		                                  MEASURE_MAX_ITERATIONS);
	result->warmup = experiment->warmup != G_MAXUINT ? experiment->warmup
	                 : result->iterations > 1        ? 1
	                                                 : 0;
}

/* Return the number after "NAME " among @facts, or @otherwise. */
static double
fact_number(const GPtrArray *facts, const char *name, double otherwise)
{
	for (guint i = 0; i < facts->len; i++) {
		const char *fact = g_ptr_array_index(facts, i);

		if (g_str_has_prefix(fact, name) && fact[strlen(name)] == ' ')
			return g_ascii_strtod(fact + strlen(name) + 1, NULL);
	}
	return otherwise;
}

/* Run every cell once, to see that it works and how long it takes. */
static gboolean
trial(Session *session, GError **error)
{
	g_autoptr(Samples) samples = samples_new(design_copy(session->experiment->design));
	double clock_step = 1e-9;

	session->result->iterations = 1;
	session->result->warmup = 0;
	session->result->batch = 1;
	for (guint i = 0; i < session->cells->len; i++) {
		g_auto(Outcome) outcome = {0};

		if (!run_cell(session, &g_array_index(session->cells, Cell, i), samples, 0,
		              &outcome, error))
			return FALSE;
		session->run_time += outcome.took;
		clock_step = fact_number(outcome.facts, "clock", clock_step);
		if (i == 0) {
			session->result->output = g_strdup(outcome.output);
			for (guint k = 0; k < outcome.facts->len; k++)
				g_ptr_array_add(session->result->facts,
				                g_strdup(g_ptr_array_index(outcome.facts, k)));
		}
	}
	calibrate(session, samples, clock_step);
	return TRUE;
}

/* One round: every cell once, in the round's order. */
static gboolean
round_run(Session *session, guint round, GError **error)
{
	guint n = session->cells->len;
	g_autofree guint *order = g_new(guint, n);

	order_round(n, round, session->result->seed, order);
	for (guint i = 0; i < n; i++) {
		g_auto(Outcome) outcome = {0};

		if (!run_cell(session, &g_array_index(session->cells, Cell, order[i]),
		              session->result->samples, round, &outcome, error))
			return FALSE;
	}
	return TRUE;
}

static double
seconds_since(gint64 begun)
{
	return (double)(g_get_monotonic_time() - begun) / 1e6;
}

/* Sample until the look at which a rule says stop. */
static gboolean
rounds_run(Session *session, GError **error)
{
	const Measure *measure = session->measure;
	const Experiment *experiment = session->experiment;
	guint fixed = measure->options->rounds ? measure->options->rounds : experiment->rounds;
	gint64 begun = g_get_monotonic_time();
	guint look = 0;

	for (guint round = 0;; round++) {
		guint goal = fixed ? fixed : measure_looks[look];
		double each = round ? seconds_since(begun) / round : session->run_time;

		if (round == goal) {
			gboolean last = fixed || look + 1 == MEASURE_LOOKS;

			session->result->final = last;
			if (last || measure->look(session->item, session->result->samples,
			                          measure->look_data) == LOOK_DECIDED)
				return TRUE;
			goal = measure_looks[++look];
		}
		/* Ten rounds are made whatever they cost: fewer decide nothing. */
		if (!fixed && round >= STATS_MIN_ROUNDS &&
		    seconds_since(begun) + each > experiment->budget)
			return TRUE;
		progress_step(measure->progress, experiment->id, round, goal,
		              each * (goal - round));
		if (!round_run(session, round, error))
			return FALSE;
	}
}

/* Setting up --------------------------------------------------------------------------- */

/* The cells of a round: conditions that can be measured, once for each kind of run. */
static GArray *
cells_of(const PlanItem *item)
{
	const Design *design = item->experiment->design;
	GArray *cells = g_array_new(FALSE, FALSE, sizeof(Cell));

	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);

		if (condition->absent)
			continue;
		for (int unheld = 0; unheld < 2; unheld++) {
			Cell cell = {.condition = i, .unheld = unheld};

			if (unheld ? item->unheld : item->held)
				g_array_append_val(cells, cell);
		}
	}
	return cells;
}

static void
add_tools(Session *session)
{
	const PlanItem *item = session->item;
	GPtrArray *tools = session->result->tools;

	if (session->experiment->language == LANGUAGE_C && session->measure->plan->compiler)
		g_ptr_array_add(tools, g_strdup_printf("compiler: %s -O2 %s",
		                                       session->measure->plan->compiler,
		                                       session->experiment->cflags
		                                               ? session->experiment->cflags
		                                               : ""));
	for (guint i = 0; i < item->pythons->len; i++) {
		const Python *python = g_ptr_array_index(item->pythons, i);

		if (python)
			g_ptr_array_add(tools, g_strdup_printf("Python %s: %s", python->version,
			                                       python->path));
	}
}

static Result *
begin_result(const Measure *measure, const PlanItem *item)
{
	Result *result = result_new();

	result->id = g_strdup(item->experiment->id);
	result->content = g_strdup(item->content);
	result->host = g_strdup(item->host);
	result->time = g_get_real_time() / G_USEC_PER_SEC;
	result->machine = machine_read();
	result->tier = g_strdup("limits");
	result->seed = item->experiment->has_seed ? item->experiment->seed
	               : measure->seed            ? measure->seed
	                                          : g_random_int();
	result->samples = samples_new(design_copy(item->experiment->design));
	for (guint i = 0; i < item->inputs->len; i++)
		g_ptr_array_add(result->inputs, g_strdup(g_ptr_array_index(item->inputs, i)));
	for (guint i = 0; i < item->decides->len; i++)
		g_ptr_array_add(result->claims, g_strdup(g_ptr_array_index(item->decides, i)));
	plan_prepare(item, result->samples);
	return result;
}

/* Warnings about the machine that readers of the samples should know. */
static void
add_warnings(Result *result, const Experiment *experiment)
{
	const Machine *machine = result->machine;

	if (machine->load > machine->cores * 0.75)
		g_ptr_array_add(result->warnings,
		                g_strdup_printf("the load average was %.1f on %u cores before the "
		                                "first run: close other programs and measure anew",
		                                machine->load, machine->cores));
	if (result->took > 3 * experiment->budget)
		g_ptr_array_add(result->warnings,
		                g_strdup_printf("it took %.0f s, far more than its budget of %g s: "
		                                "give it less to do, or fewer conditions",
		                                result->took, experiment->budget));
}

double
measure_estimate(const PlanItem *item)
{
	g_autoptr(GArray) cells = cells_of(item);
	const Experiment *experiment = item->experiment;
	guint rounds = experiment->rounds ? experiment->rounds : STATS_MIN_ROUNDS;
	double run = 0.05 + (experiment->duration > 0 ? experiment->duration : MEASURE_RUN_TIME);

	return run * cells->len * (rounds + 1);
}

Result *
measure_experiment(const Measure *measure, PlanItem *item, Diag *diag, GError **error)
{
	g_autoptr(GArray) cells = cells_of(item);
	g_autofree char *folder = g_build_filename(measure->folder, item->experiment->id, NULL);
	g_autofree char *absolute = g_canonicalize_filename(folder, NULL);
	g_autoptr(Workload) workload = NULL;
	g_autoptr(Result) result = NULL;

	if (!directory_make(absolute, error))
		return NULL;
	workload = workload_make(item->experiment, &measure->options->paths,
	                         measure->plan->compiler, diag, error);
	if (!workload) {
		if (!*error)
			item->failure =
				g_strdup_printf("%s does not compile", item->experiment->id);
		return NULL;
	}
	result = begin_result(measure, item);
	g_autoptr(GRand) random = g_rand_new_with_seed((guint32)result->seed);
	Session session = {.measure = measure,
	                   .item = item,
	                   .experiment = item->experiment,
	                   .workload = workload,
	                   .diag = diag,
	                   .cells = cells,
	                   .result = result,
	                   .folder = absolute,
	                   .random = random,
	                   .begun = g_get_monotonic_time()};
	/* Short, for sockets are made there; interpreters that are killed leave litter in it. */
	session.scratch = g_dir_make_tmp("lectern-XXXXXX", error);
	if (!session.scratch)
		return NULL;
	add_tools(&session);
	progress_begin(measure->progress, item->experiment->id, measure_estimate(item));
	gboolean done = trial(&session, error) && rounds_run(&session, error);
	directory_remove(session.scratch);
	g_free(session.scratch);
	if (!done)
		return NULL;
	result->took = seconds_since(session.begun);
	result->load_after = machine_load();
	add_warnings(result, item->experiment);
	return g_steal_pointer(&result);
}
