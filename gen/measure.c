#include "measure.h"
#include "order.h"
#include "probe.h"
#include "provenance.h"
#include "random.h"
#include "stats.h"
#include "warning.h"
#include <gio/gio.h>
#include <math.h>

const guint measure_looks[MEASURE_LOOKS] = {STATS_MIN_ROUNDS,      15, 22, 33, STATS_LAST_ROUNDS,
                                            STATS_LAST_RATE_ROUNDS};

/* In a hurry nothing tells how much faster what is warm runs than what was cold on trial: the
 * batch, by which samples are long enough for the clock, is so many times larger. */
#define QUICK_MARGIN 4

/* A disturbance often passes by itself: s to wait after a dropped round, and in all. */
#define CALM_ONCE  0.5
#define CALM_TOTAL 5.0

/* One measurement under way. */
typedef struct Sampling {
	const Measure *measure;
	PlanItem *item;
	Session *session;
	Result *result;
	gint64 begun;      /* the trial or the rounds, monotonic us; later by all pauses */
	GArray *counters;  /* Counters, before the trial, before each round, after the last */
	gboolean timed;    /* a condition can be disturbed: not all are given samples */
	guint spare;       /* CPUs that no condition needs */
	gboolean probes;   /* a claim needs several CPUs: see whether they are to be had */
	double round_time; /* s, that a round takes about */
	double calmed;     /* s waited for disturbances to pass */
	double tried;      /* s of runs on trial and pilot runs, whose samples are thrown away */
	double probed;     /* s of probes of the CPUs */
} Sampling;

static double
seconds_since(gint64 begun)
{
	return (double)(g_get_monotonic_time() - begun) / 1e6;
}

/* Tell everybody who looks that @clean of @goal rounds are done, and @left s to go. */
static void
show(const Sampling *s, guint clean, guint goal, double left)
{
	const Tooling *tooling = &s->measure->tooling;
	const char *id = s->item->experiment->id;

	progress_step(tooling->progress, id, NULL, clean, goal, left);
	if (tooling->events)
		events_progress(tooling->events, id, clean, goal, left);
}

/* The same before there are rounds. */
static void
show_trial(const Sampling *s)
{
	progress_step(s->measure->tooling.progress, s->item->experiment->id, "trial", 0, 0, 0);
}

/* Limits ------------------------------------------------------------------------------- */

static gboolean
in_hurry(const Sampling *s)
{
	return s->measure->tooling.options->quick;
}

/* Return how long the experiment should take at most, in s. */
static double
budget_of(const Sampling *s)
{
	double budget = s->item->experiment->budget;

	return in_hurry(s) ? fmin(budget, s->measure->share) : budget;
}

/* Return how many rounds are fixed beforehand; 0: looks decide. */
static guint
fixed_rounds(const Sampling *s)
{
	guint asked = s->measure->tooling.options->rounds;
	guint fixed = asked ? asked : s->item->experiment->rounds;

	if (in_hurry(s))
		return fixed ? MIN(fixed, STATS_MIN_ROUNDS) : STATS_MIN_ROUNDS;
	return fixed;
}

/* Return how many rounds should be within the budget: as many as the claims may need. */
static guint
rounds_wanted(const PlanItem *item)
{
	guint most = measure_looks[2]; /* by then most claims are decided */

	for (guint i = 0; i < item->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(item->marks, i);
		const Formula *formula = mark->parsed;

		if (mark->kind != MARK_CLAIM || !formula)
			continue;
		if (formula_needs_more(formula))
			most = STATS_LAST_RATE_ROUNDS;
		for (guint k = 0; k < formula->terms->len; k++) {
			const Term *term = g_ptr_array_index(formula->terms, k);

			/* `always` is not supported before the last look. */
			if (term->kind == TERM_ALWAYS)
				most = MAX(most, STATS_LAST_ROUNDS);
		}
	}
	return most;
}

/* Return the longest that a run may take. */
static double
run_time(const Sampling *s)
{
	guint rounds = in_hurry(s) ? STATS_MIN_ROUNDS : rounds_wanted(s->item);
	guint runs = s->session->cells->len * rounds;

	return fmin(budget_of(s) / runs, CALIBRATION_RUN_TIME);
}

/* Tell whether iterations of one run would see each other, or are none. */
static gboolean
is_single(const Sampling *s, const Samples *trial)
{
	const Experiment *experiment = s->item->experiment;

	for (guint i = 0; i < experiment->executors->len; i++) {
		const Executor *executor = g_ptr_array_index(experiment->executors, i);

		if (executor->given)
			return TRUE;
	}
	return experiment->duration > 0 || calibration_is_single(trial);
}

/* Runs --------------------------------------------------------------------------------- */

static Counters
read_counters(const Sampling *s)
{
	const MeasureRules *rules = &s->measure->rules;
	Counters now = rules->counters ? rules->counters(rules->data) : counters_read();

	/* They are ours, and not reaped yet. */
	now.own += services_cpu(s->session->services);
	return now;
}

/*
 * Pause before the run of @cell if that is asked for.  What happens meanwhile is not of the
 * experiment: neither its clock nor the gate sees it.  What comes next shall find the machine as
 * the others did, after a run: one is made whose samples are thrown away.
 */
static gboolean
take_break(Sampling *s, const Cell *cell, guint round, GError **error)
{
	const MeasureRules *rules = &s->measure->rules;
	g_auto(Outcome) ignored = {0};
	Counters before = read_counters(s), after;
	gint64 took = g_get_monotonic_time();

	if (!rules->take_break(rules->data, error))
		return FALSE;
	took = g_get_monotonic_time() - took;
	after = read_counters(s);
	for (guint i = 0; i < s->counters->len; i++)
		counters_skip(&g_array_index(s->counters, Counters, i), &before, &after);
	s->begun += took;
	s->session->begun += took;
	s->session->breaks++;
	s->session->rested += (double)took / 1e6;
	return session_run(s->session, cell, round, NULL, &ignored, error);
}

static gboolean
run_cell(Sampling *s, const Cell *cell, guint round, Samples *samples, Outcome *outcome,
         GError **error)
{
	const MeasureRules *rules = &s->measure->rules;

	if (rules->wants_break && rules->wants_break(rules->data) &&
	    !take_break(s, cell, round, error))
		return FALSE;
	return session_run(s->session, cell, round, samples, outcome, error);
}

/* Trial and pilot ---------------------------------------------------------------------- */

/* Tell whether further conditions change nothing: their runs have one iteration in any case. */
static gboolean
has_told(const Sampling *s, const Samples *samples)
{
	return in_hurry(s) && (is_single(s, samples) || calibration_fit(samples, run_time(s)) == 1);
}

/* Run every cell once, in any order; nobody looks at the values. */
static gboolean
trial_round(Sampling *s, guint round, Samples *samples, double *clock_step, GError **error)
{
	guint cells = s->session->cells->len, runs = 0;

	s->begun = g_get_monotonic_time();
	for (guint i = 0; i < cells && !(runs > 0 && has_told(s, samples)); i++) {
		const Cell *cell = &g_array_index(s->session->cells, Cell, i);
		g_auto(Outcome) outcome = {0};
		double step;

		if (cell->control)
			continue; /* it is like the other */
		if (!run_cell(s, cell, round, samples, &outcome, error))
			return FALSE;
		runs++;
		s->tried += outcome.took;
		show_trial(s);
		step = outcome_fact(&outcome, "clock");
		if (step > 0)
			*clock_step = step;
	}
	s->round_time = seconds_since(s->begun) * cells / MAX(runs, 1);
	return TRUE;
}

/* Tell whether calls can be batched: tasks are many calls already. */
static gboolean
is_batched(const PlanItem *item)
{
	return item->held && item->experiment->pool_tasks == 0;
}

/* Choose the iterations by what pilot rounds of some iterations show. */
static gboolean
pilot(Sampling *s, const Samples *trial, double sample_time, GError **error)
{
	Calibration *calibration = &s->session->calibration;
	double time = run_time(s), ignored = 0;
	guint iterations = calibration_pilot(trial, time);
	g_autoptr(Samples) samples = samples_new(design_copy(s->item->experiment->design));

	if (iterations == 0) {
		calibration->iterations = calibration_iterations(trial, time);
		return TRUE;
	}
	calibration->iterations = iterations;
	calibration->warmup = 1;
	for (guint round = 0; round < CALIBRATION_PILOT_ROUNDS; round++)
		if (!trial_round(s, round, samples, &ignored, error))
			return FALSE;
	/* The trial was cold: what is warm may be too short for the clock. */
	if (is_batched(s->item))
		calibration->batch = calibration_batch(samples, calibration->batch, sample_time);
	calibration->iterations = calibration_iterations(samples, time);
	return TRUE;
}

/* Find what fails, how long a run takes, and how many iterations it should have. */
static gboolean
calibrate(Sampling *s, GError **error)
{
	const Experiment *experiment = s->item->experiment;
	Calibration *calibration = &s->session->calibration;
	g_autoptr(Samples) trial = samples_new(design_copy(experiment->design));
	double clock_step = 1e-9, sample_time;
	gboolean single;

	if (!trial_round(s, 0, trial, &clock_step, error))
		return FALSE;
	single = is_single(s, trial);
	sample_time = (in_hurry(s) ? QUICK_MARGIN : 1) * calibration_sample_time(clock_step);
	if (!single && is_batched(s->item))
		calibration->batch = calibration_batch(trial, 1, sample_time);
	if (experiment->iterations)
		calibration->iterations = experiment->iterations;
	else if (!single && in_hurry(s))
		calibration->iterations = CALIBRATION_MIN_ITERATIONS;
	else if (!single && !pilot(s, trial, sample_time, error))
		return FALSE;
	if (in_hurry(s) && !single)
		calibration->iterations =
			MIN(calibration->iterations, calibration_fit(trial, run_time(s)));
	calibration->warmup = experiment->warmup != G_MAXUINT ? experiment->warmup
	                      : calibration->iterations > 1   ? 1
	                                                      : 0;
	return TRUE;
}

/* Rounds ------------------------------------------------------------------------------- */

static double
read_capacity(Sampling *s)
{
	const MeasureRules *rules = &s->measure->rules;
	gint64 begun = g_get_monotonic_time();
	double capacity = rules->capacity ? rules->capacity(s->session->cores, rules->data)
	                                  : probe_capacity(s->session->cores);

	s->probed += seconds_since(begun);
	return capacity;
}

/*
 * Read what happened in the round that ends @now, and before it as far as it takes: the counters
 * are coarse.  FALSE when all that was made so far is too short to tell.
 */
static gboolean
look_back(const Sampling *s, const Counters *now, Disturbance *found, double *others)
{
	for (guint i = s->counters->len; i > 0; i--) {
		const Counters *then = &g_array_index(s->counters, Counters, i - 1);
		Disturbance between;

		if ((double)(now->at - then->at) / 1e6 < GATE_SPAN)
			continue;
		between = gate_between(then, now, s->spare, others);
		found->steal = between.steal;
		found->foreign = between.foreign;
		return TRUE;
	}
	return FALSE;
}

/* Add what the machine was like in the round that has just ended, and drop it if disturbed. */
static void
close_round(Sampling *s, guint round, Disturbance *found)
{
	Counters now;
	double others;
	g_autofree char *reason = NULL;

	if (!s->timed)
		return;
	now = read_counters(s);
	found->waiting = look_back(s, &now, found, &others) ? gate_blame(found->waiting, others)
	                                                    : (double)NAN;
	g_array_append_val(s->counters, now);
	reason = gate_reason(found);
	g_array_index(s->result->samples->machine, Disturbance, round) = *found;
	g_array_index(s->result->samples->dropped, gboolean, round) = reason != NULL;
	if (reason)
		progress_verbose(s->measure->tooling.progress, "%s: round %u is dropped: %s",
		                 s->item->experiment->id, round + 1, reason);
}

/* One round: every cell once, in the round's order. */
static gboolean
round_run(Sampling *s, guint round, GError **error)
{
	guint n = s->session->cells->len;
	g_autofree guint *order = g_new(guint, n);
	Disturbance found = disturbance_unknown;

	order_round(n, round, s->result->seed, order);
	if (s->probes)
		found.capacity = read_capacity(s);
	for (guint i = 0; i < n; i++) {
		const Cell *cell = &g_array_index(s->session->cells, Cell, order[i]);
		g_auto(Outcome) outcome = {0};

		if (!run_cell(s, cell, round, s->result->samples, &outcome, error))
			return FALSE;
		found.waiting = gate_worse(found.waiting,
		                           gate_waiting(&outcome.usage, outcome.took,
		                                        session_threads(s->session, cell, &outcome),
		                                        s->session->cores));
	}
	close_round(s, round, &found);
	return TRUE;
}

/*
 * Wait after a dropped round: short rounds, one after the other, would spend all attempts on a
 * disturbance of a few seconds.
 */
static void
wait_for_calm(Sampling *s)
{
	const MeasureRules *rules = &s->measure->rules;
	Counters now;

	if (in_hurry(s) || s->calmed >= CALM_TOTAL)
		return;
	s->calmed += CALM_ONCE;
	progress_step(s->measure->tooling.progress, s->item->experiment->id,
	              "waiting for a calm machine", 0, 0, 0);
	if (rules->pause)
		rules->pause(CALM_ONCE, rules->data);
	else
		interrupt_wait(s->measure->tooling.interrupt, CALM_ONCE);
	now = read_counters(s); /* the next round answers for itself, not for the pause */
	g_array_append_val(s->counters, now);
}

/* Tell whether time or attempts are spent, so that no look is left.  Ten rounds are always made:
 * fewer decide nothing; and a disturbed machine gets as much time again to calm down. */
static gboolean
is_spent(const Sampling *s, guint round, guint clean, guint goal, gboolean fixed)
{
	double budget = budget_of(s), took = seconds_since(s->session->begun);

	if (in_hurry(s))
		return round >= goal || (round > 0 && took + s->round_time > budget);
	if (round >= MEASURE_ATTEMPTS * goal)
		return TRUE;
	if (fixed || round < STATS_MIN_ROUNDS)
		return FALSE;
	return took + s->round_time > (clean < STATS_MIN_ROUNDS ? 2 : 1) * budget;
}

/* Sample until the look at which a rule says stop. */
static gboolean
rounds_run(Sampling *s, GError **error)
{
	const Measure *measure = s->measure;
	const Samples *samples = s->result->samples;
	guint fixed = fixed_rounds(s);
	guint look = 0;

	s->begun = g_get_monotonic_time();
	for (guint round = 0;; round++) {
		guint clean = samples_clean_rounds(samples);
		guint goal = fixed ? fixed : measure_looks[look];

		if (clean == goal) {
			gboolean last = fixed || look + 1 == MEASURE_LOOKS;

			/* After a hurry more rounds are made when there is time. */
			s->result->final = last && !in_hurry(s);
			if (last || measure->rules.look(s->item, samples, measure->rules.data) ==
			                    LOOK_DECIDED)
				return TRUE;
			goal = measure_looks[++look];
		}
		if (is_spent(s, round, clean, goal, fixed != 0)) {
			s->result->spent = !in_hurry(s);
			return TRUE;
		}
		show(s, clean, goal, s->round_time * (goal - clean));
		if (!round_run(s, round, error))
			return FALSE;
		if (g_array_index(samples->dropped, gboolean, round))
			wait_for_calm(s);
		s->round_time = seconds_since(s->begun) / (round + 1);
	}
}

/* Setting up --------------------------------------------------------------------------- */

/* Return the seed of this measurement: the block's, one made from the build's, or a new one. */
static guint64
seed_of(const Measure *measure, const Experiment *experiment)
{
	const char *const names[] = {experiment->id, NULL};

	if (experiment->has_seed)
		return experiment->seed;
	return measure->seed ? seed_from_names(measure->seed, names) : g_random_int();
}

static gboolean
has_claims(const PlanItem *item)
{
	for (guint i = 0; i < item->marks->len; i++)
		if (((const Mark *)g_ptr_array_index(item->marks, i))->kind == MARK_CLAIM)
			return TRUE;
	return FALSE;
}

/* Find what the gate has to look at. */
static void
set_gate(Sampling *s)
{
	const GArray *cells = s->session->cells;
	guint cores = s->result->machine->cores, most = 0;

	for (guint i = 0; i < cells->len; i++)
		most = MAX(most, session_cpus(s->session, &g_array_index(cells, Cell, i)));
	s->session->cores = cores;
	s->timed = most > 0;
	s->spare = cores > most ? cores - most : 0;
	s->probes = most > 1 && cores > 1 && has_claims(s->item);
}

/* Put what the session knows into the result, which is then complete. */
static void
end_result(Sampling *s)
{
	Result *result = s->result;
	Session *session = s->session;

	result->iterations = session->calibration.iterations;
	result->warmup = session->calibration.warmup;
	result->batch = session->calibration.batch;
	result->output = g_steal_pointer(&session->output);
	for (guint i = 0; i < session->facts->len; i++)
		g_ptr_array_add(result->facts, g_strdup(g_ptr_array_index(session->facts, i)));
	if (session->breaks > 0) {
		g_ptr_array_add(result->facts, g_strdup_printf("pauses %u", session->breaks));
		g_ptr_array_add(result->facts, g_strdup_printf("paused %.1f", session->rested));
	}
	g_ptr_array_add(result->facts, g_strdup_printf("trial %.6f", s->tried));
	g_ptr_array_add(result->facts, g_strdup_printf("probe %.6f", s->probed));
	g_ptr_array_add(result->facts, g_strdup_printf("calm %.1f", s->calmed));
	result->took = seconds_since(session->begun);
	result->load_after = machine_load();
	warning_collect(result, s->item->experiment);
}

static Result *
measure_once(const Measure *measure, PlanItem *item, guint64 seed, Diag *diag, GError **error)
{
	g_autoptr(Result) result = provenance_begin(&measure->tooling, item, seed);
	g_autoptr(GArray) counters = g_array_new(FALSE, FALSE, sizeof(Counters));
	g_autoptr(Session) session = session_open(&measure->tooling, item, seed, diag, error);
	Sampling s = {.measure = measure,
	              .item = item,
	              .session = session,
	              .result = result,
	              .counters = counters};
	Counters before;

	if (!session)
		return NULL;
	set_gate(&s);
	before = read_counters(&s);
	g_array_append_val(counters, before);
	if (!calibrate(&s, error))
		return NULL;
	before = read_counters(&s);
	g_array_append_val(counters, before);
	if (!rounds_run(&s, error))
		return NULL;
	end_result(&s);
	return g_steal_pointer(&result);
}

Result *
measure_experiment(const Measure *measure, PlanItem *item, Diag *diag, GError **error)
{
	const MeasureRules *rules = &measure->rules;
	guint64 seed = seed_of(measure, item->experiment);
	Progress *progress = measure->tooling.progress;
	g_autoptr(Result) result = NULL, again = NULL;

	progress_begin(
		progress, item->experiment->id,
		measure_estimate(item, measure->tooling.options->quick ? measure->share : 0));
	result = measure_once(measure, item, seed, diag, error);
	/* In a hurry once must do: the verdicts say that it differs. */
	if (!result || result->quick || !rules->differs(item, result->samples, rules->data))
		return g_steal_pointer(&result);
	progress_verbose(progress, "%s: a condition differs from itself; it is measured once more",
	                 item->experiment->id);
	again = measure_once(measure, item, seed + 1, diag, error);
	if (again)
		g_ptr_array_add(again->facts, g_strdup_printf("discarded %.6f", result->took));
	if (again && rules->differs(item, again->samples, rules->data))
		g_ptr_array_add(again->warnings,
		                g_strdup("the machine differs from itself: a condition that was "
		                         "measured twice in every round came out different, also "
		                         "when all was measured once more; close other programs "
		                         "and measure anew"));
	return g_steal_pointer(&again);
}

double
measure_share(double spent, guint left)
{
	double share = (MEASURE_QUICK_TIME - spent) / MAX(left, 1);

	return CLAMP(share, MEASURE_QUICK_LEAST, MEASURE_QUICK_MOST);
}

double
measure_estimate(const PlanItem *item, double share)
{
	g_autoptr(GArray) cells = session_cells(item);
	const Experiment *experiment = item->experiment;
	guint rounds = experiment->rounds ? experiment->rounds : STATS_MIN_ROUNDS;
	double run = 0.05 + (experiment->duration > 0 ? experiment->duration : 0.1);

	if (share > 0) {
		rounds = MIN(rounds, STATS_MIN_ROUNDS);
		/* A run on trial, and one round at least. */
		return fmax(run * (cells->len + 1), fmin(run * (cells->len * rounds + 1), share));
	}
	return run * cells->len * (rounds + 1 + CALIBRATION_PILOT_ROUNDS);
}
