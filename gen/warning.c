#include "warning.h"
#include "calibration.h"
#include "disturbance.h"
#include "number.h"
#include "series.h"
#include "soundness.h"
#include "stats.h"
#include "util.h"
#include <math.h>
#include <string.h>

/* So many are called by name. */
#define NAMED 3

/* What is too much. */
#define LOAD          0.75 /* load average a CPU */
#define DROPPED       0.10 /* part of the rounds */
#define NEAR_TIMEOUT  0.80 /* part of it */
#define TICKS         0.05 /* part of the time */
#define OVER_BUDGET   3    /* times */
#define OTHERS        0.50 /* part of what the gate lets pass */
#define FOREIGN_CLEAR 0.10 /* CPUs: less than this and a load is nobody's but ours */

/* Steps of the clock in what is timed once and never batched: 1 % is what they can tell apart. */
#define UNBATCHED_STEPS 100

/* What the checks look at. */
typedef struct Survey {
	Result *result;
	const Experiment *experiment;
	GPtrArray *series; /* Series, owned: of what is shown or claimed */
	gboolean measured; /* some executor measures; FALSE: all samples are given */
} Survey;

/* Words -------------------------------------------------------------------------------- */

static void G_GNUC_PRINTF(2, 3) warn(Survey *survey, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(survey->result->warnings, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* Return "a", "a and b", "a, b and c" or "a, b, c and 2 more" (transfer full). */
static char *
enumerate(const GPtrArray *names)
{
	GString *text = g_string_new(NULL);
	guint shown = MIN(names->len, NAMED);

	for (guint i = 0; i < shown; i++)
		g_string_append_printf(text, "%s%s",
		                       i == 0                ? ""
		                       : i + 1 == names->len ? " and "
		                                             : ", ",
		                       (const char *)g_ptr_array_index(names, i));
	if (names->len > shown)
		g_string_append_printf(text, " and %u more", names->len - shown);
	return g_string_free(text, FALSE);
}

static char *
amount(double value, Unit unit)
{
	return number_format(value, (double)NAN, (double)NAN, unit);
}

/* Conditions --------------------------------------------------------------------------- */

static const Condition *
condition_of(const Survey *survey, guint condition)
{
	return g_ptr_array_index(survey->result->samples->design->conditions, condition);
}

/* Return the names of the conditions for which @wanted is TRUE, in words (transfer full). */
static char *
labels_of(const Survey *survey, const gboolean *wanted)
{
	const Design *design = survey->result->samples->design;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < design->conditions->len; i++)
		if (wanted[i])
			g_ptr_array_add(names, condition_label(design, condition_of(survey, i)));
	return enumerate(names);
}

/* Return how many workers of @condition can run at a time, CPUs permitting. */
static guint
parallel_workers(const Survey *survey, guint condition)
{
	const Condition *its = condition_of(survey, condition);
	const Executor *executor = executor_find(its->executor);
	const char *workers = experiment_level(survey->experiment, its, "workers");
	const char *release = experiment_level(survey->experiment, its, "release");
	gboolean released = executor && executor->interprets && g_strcmp0(release, "true") == 0;

	if (its->absent || !workers || !executor || !(executor->parallel || released))
		return 1;
	return MAX(1, (guint)g_ascii_strtoull(workers, NULL, 10));
}

/* The machine -------------------------------------------------------------------------- */

/*
 * A load average remembers a minute: also what was measured just before, and afterwards our own
 * workers.  Where the rounds show that nobody used the CPUs that they need, it is that.
 */
static void
check_load(Survey *survey)
{
	const Machine *machine = survey->result->machine;
	double foreign = disturbance_median(survey->result->samples, DISTURBANCE_FOREIGN, TRUE);
	double most = LOAD * machine->cores, after = survey->result->load_after;
	guint own = 1;

	if (!survey->measured || foreign < FOREIGN_CLEAR)
		return;
	for (guint i = 0; i < survey->result->samples->design->conditions->len; i++)
		own = MAX(own, parallel_workers(survey, i));
	if (machine->load > most)
		warn(survey,
		     "the load average was %.1f on %u CPU%s before the first run: close other "
		     "programs and measure anew",
		     machine->load, machine->cores, machine->cores == 1 ? "" : "s");
	else if (after - own > most)
		warn(survey,
		     "the load average was %.1f on %u CPU%s after the last run, more than its own "
		     "workers make: close other programs and measure anew",
		     after, machine->cores, machine->cores == 1 ? "" : "s");
}

static void
check_governor(Survey *survey)
{
	const char *governor = survey->result->machine->governor;

	if (!survey->measured || !governor || g_str_equal(governor, "none") ||
	    g_str_equal(governor, "performance"))
		return;
	warn(survey,
	     "the speed of the CPUs changes with the load (frequency scaling: %s): choose the "
	     "governor performance while you measure, as with cpupower frequency-set -g "
	     "performance",
	     governor);
}

/* Return how many CPUs may be used at a time: those of the mask, or a smaller quota. */
static double
cpus_allowed(const Machine *machine)
{
	double cpus = machine->cores;

	for (guint i = 0; machine->settings && i < machine->settings->len; i++) {
		const char *line = g_ptr_array_index(machine->settings, i), *quota = NULL;
		double value;

		if (g_str_has_prefix(line, "CPU quota: "))
			quota = line + strlen("CPU quota: ");
		value = quota ? g_ascii_strtod(quota, NULL) : 0; /* "none" is 0 */
		if (value > 0)
			cpus = fmin(cpus, value);
	}
	return cpus;
}

/* Tell whether the kernel saw that threads of @condition hardly waited for a CPU: they sleep. */
static gboolean
hardly_waits(const Survey *survey, guint condition)
{
	const GArray *runs = survey->result->samples->runs;
	double waited = 0, took = 0;

	for (guint i = 0; i < runs->len; i++) {
		const Run *run = &g_array_index(runs, Run, i);

		if (run->condition != condition || run->unheld || isnan(run->usage.waited) ||
		    isnan(run->took))
			continue;
		waited += run->usage.waited;
		took += run->took;
	}
	return took > 0 && waited <= GATE_WAITING_WALL * took;
}

static void
check_cores(Survey *survey)
{
	guint n = survey->result->samples->design->conditions->len, most = 0;
	double cpus = cpus_allowed(survey->result->machine);
	g_autofree gboolean *short_of = g_new0(gboolean, n + 1);
	g_autofree char *names = NULL;

	for (guint i = 0; i < n; i++) {
		guint workers = parallel_workers(survey, i);

		if (workers <= cpus || hardly_waits(survey, i))
			continue;
		short_of[i] = TRUE;
		most = MAX(most, workers);
	}
	if (most == 0)
		return;
	names = labels_of(survey, short_of);
	warn(survey, "%s had up to %u workers on %.3g CPU%s: those that compute take turns", names,
	     most, cpus, cpus > 1 ? "s" : "");
}

static void
check_steal(Survey *survey)
{
	double median = disturbance_median(survey->result->samples, DISTURBANCE_STEAL, FALSE);
	g_autofree char *text = number_percent(median);

	if (survey->measured && median > OTHERS * GATE_STEAL)
		warn(survey,
		     "the hypervisor gave %s of the CPUs' time to others, by the median of the "
		     "rounds that count: measure on a machine of your own, or at a quieter hour",
		     text);
}

static void
check_programs(Survey *survey)
{
	double foreign = disturbance_median(survey->result->samples, DISTURBANCE_FOREIGN, FALSE);
	double waiting = disturbance_median(survey->result->samples, DISTURBANCE_WAITING, FALSE);
	g_autofree char *part = number_percent(waiting);

	if (!survey->measured)
		return;
	if (foreign > OTHERS * GATE_FOREIGN)
		warn(survey,
		     "other programs used %.2f of the CPUs that it needs, by the median of the "
		     "rounds that count: close them and measure anew",
		     foreign);
	else if (waiting > OTHERS * GATE_WAITING)
		warn(survey,
		     "threads waited %s of their CPU time for a CPU, by the median of the rounds "
		     "that count, though there was one for each: close other programs and measure anew",
		     part);
}

/* Rounds and runs ---------------------------------------------------------------------- */

/* Rounds that the gate dropped, and whether enough were left. */
static void
check_dropped(Survey *survey)
{
	const Samples *samples = survey->result->samples;
	guint clean = samples_clean_rounds(samples), dropped = samples->rounds - clean;
	gboolean few = survey->result->spent && clean < STATS_MIN_ROUNDS;
	g_autofree char *reason = disturbance_reason(samples);

	if (few)
		warn(survey,
		     "only %u of %u rounds were undisturbed%s%s%s: nothing is decided by fewer "
		     "than %u; measure anew on a quieter machine",
		     clean, samples->rounds, reason ? " (in the others, mostly " : "",
		     reason ? reason : "", reason ? ")" : "", STATS_MIN_ROUNDS);
	else if (dropped > DROPPED * samples->rounds)
		warn(survey,
		     "%u of %u rounds were dropped%s%s: close other programs, or measure on a "
		     "quieter machine",
		     dropped, samples->rounds, reason ? ", mostly because " : "",
		     reason ? reason : "");
}

static void
check_timeout(Survey *survey)
{
	const GArray *runs = survey->result->samples->runs;
	double timeout = survey->experiment->timeout, longest = 0;
	guint n = survey->result->samples->design->conditions->len, count = 0;
	g_autofree gboolean *slow = g_new0(gboolean, n + 1);
	g_autofree char *names = NULL, *most = NULL, *limit = NULL;

	for (guint i = 0; i < runs->len; i++) {
		const Run *run = &g_array_index(runs, Run, i);

		if (!(timeout > 0) || !(run->took > NEAR_TIMEOUT * timeout))
			continue;
		slow[run->condition] = TRUE;
		longest = fmax(longest, run->took);
		count++;
	}
	if (count == 0)
		return;
	names = labels_of(survey, slow);
	most = number_duration(longest);
	limit = number_duration(timeout);
	warn(survey,
	     "%u of %u runs, of %s, took up to %s of the %s that they may: give them less to do, "
	     "or set a longer timeout",
	     count, runs->len, names, most, limit);
}

static void
check_budget(Survey *survey)
{
	g_autofree char *took = number_duration(survey->result->took);
	g_autofree char *budget = number_duration(survey->experiment->budget);

	if (survey->result->took > OVER_BUDGET * survey->experiment->budget)
		warn(survey,
		     "it took %s, far more than its budget of %s: give it less to do or fewer "
		     "conditions, or set a larger budget",
		     took, budget);
}

/* The clock ---------------------------------------------------------------------------- */

/* Return the number that the runner gave as the fact @name; 0: none. */
static double
fact_of(const Result *result, const char *name)
{
	double number = fact_number(result->facts, name);

	return isnan(number) ? 0 : number;
}

/* Return how long what was timed for @series took, in s; INFINITY: no clock of ours did. */
static double
timed_length(const Survey *survey, const Series *series)
{
	static const char *const timed[] = {"wall", "work", "call", "start", "life"};
	const Metric *metric = metric_find(series->metric);

	for (guint i = 0; i < G_N_ELEMENTS(timed); i++)
		if (metric && g_str_equal(series->metric, timed[i]))
			return stats_median(series->values, series->n) *
			       (metric->unheld ? 1 : survey->result->batch);
	return INFINITY;
}

/* Return how many steps of the clock a sample of @series should last. */
static guint
steps_wanted(const Series *series)
{
	return metric_find(series->metric)->unheld ? UNBATCHED_STEPS : CALIBRATION_STEPS;
}

/* Samples that are short against the clock: the shortest tells what to do. */
static void
check_clock(Survey *survey)
{
	double step = fact_of(survey->result, "clock"), shortest = INFINITY;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *text = NULL, *length = NULL, *tick = NULL;
	const Series *worst = NULL;

	for (guint i = 0; i < survey->series->len; i++) {
		const Series *series = g_ptr_array_index(survey->series, i);
		double timed = timed_length(survey, series);

		if (!survey->measured || isinf(timed) || !(timed < steps_wanted(series) * step))
			continue;
		g_ptr_array_add(names, series->name);
		worst = timed < shortest ? series : worst;
		shortest = fmin(shortest, timed);
	}
	if (!worst)
		return;
	text = enumerate(names);
	length = amount(shortest, UNIT_SECOND);
	tick = number_format(step, step, step, UNIT_SECOND);
	warn(survey,
	     "samples of %s are short against the clock (%s%s%s, %.0f steps of %s, wanted are %u): "
	     "%s",
	     text, names->len > 1 ? worst->name : "", names->len > 1 ? ": " : "", length,
	     shortest / step, tick, steps_wanted(worst),
	     metric_find(worst->metric)->unheld ? "differences of a few steps mean nothing"
	                                        : "give work more to do in one call");
}

/* Return the part of the time under @condition that calls of tick() took. */
static double
tick_share(const Survey *survey, guint condition)
{
	const Samples *samples = survey->result->samples;
	double tick = fact_of(survey->result, "tick");
	guint lanes = MIN(parallel_workers(survey, condition), survey->result->machine->cores);
	g_autoptr(GArray) rates =
		samples_series(samples, condition, "throughput", OVER_NONE, FALSE);
	g_autofree double *known = g_new(double, rates->len + 1);
	guint n = 0;

	/* Where nobody ticks, throughput counts calls of work. */
	if (!(tick > 0) || !samples_has(samples, condition, "share"))
		return 0;
	for (guint i = 0; i < rates->len; i++)
		if (!isnan(g_array_index(rates, double, i)))
			known[n++] = g_array_index(rates, double, i);
	return n > 0 ? stats_median(known, n) * tick / MAX(lanes, 1) : 0;
}

/* Tell whether anything that ticks make longer is shown or claimed. */
static gboolean
minds_ticks(const Survey *survey)
{
	for (guint i = 0; i < survey->experiment->sampled->len; i++) {
		const char *name = g_ptr_array_index(survey->experiment->sampled, i);
		const Metric *metric = metric_find(name);

		if (metric && !metric->unheld &&
		    (metric->derived || metric->unit == UNIT_SECOND ||
		     metric->unit == UNIT_PER_SECOND))
			return TRUE;
	}
	return FALSE;
}

static void
check_ticks(Survey *survey)
{
	guint n = survey->result->samples->design->conditions->len;
	g_autofree gboolean *dear = g_new0(gboolean, n + 1);
	g_autofree char *names = NULL, *part = NULL, *cost = NULL;
	double most = 0;

	for (guint i = 0; i < n && minds_ticks(survey); i++) {
		double share = tick_share(survey, i);

		dear[i] = share > TICKS;
		most = fmax(most, share);
	}
	if (!(most > TICKS))
		return;
	names = labels_of(survey, dear);
	part = number_percent(fmin(most, 1));
	cost = amount(fact_of(survey->result, "tick"), UNIT_SECOND);
	warn(survey,
	     "tick() takes %s, which makes up to %s of the time of %s: do more between two ticks",
	     cost, part, names);
}

/* Series ------------------------------------------------------------------------------- */

/* Say how the two parts of a series differ: "gil.wall: 1.02 ms and 1.20 ms". */
static char *
contrast(const Series *series, gboolean named, double a, double b, const char *between)
{
	g_autofree char *first = amount(a, series->unit);
	g_autofree char *second = amount(b, series->unit);

	return g_strdup_printf("%s%s%s%s%s", named ? series->name : "", named ? ": " : "", first,
	                       between, second);
}

static char *
heaps_figure(const Series *series, gboolean named)
{
	double lower = 0, upper = 0;

	stats_bimodal(series->scaled, series->n, &lower, &upper);
	if (series->log) {
		lower = exp(lower);
		upper = exp(upper);
	}
	return contrast(series, named, lower, upper, " and ");
}

static char *
beginning_figure(const Series *series, gboolean named)
{
	return contrast(series, named, stats_median(series->values, SOUNDNESS_FIRST),
	                stats_median(series->values + SOUNDNESS_FIRST, series->n - SOUNDNESS_FIRST),
	                " against ");
}

static char *
trend_figure(const Series *series, gboolean named)
{
	guint third = series->n / 3;

	return contrast(series, named, stats_median(series->values, third),
	                stats_median(series->values + series->n - third, third),
	                " in the first third, then ");
}

static char *
neighbours_figure(const Series *series, gboolean named)
{
	return g_strdup_printf("%s%sautocorrelation %.2f", named ? series->name : "",
	                       named ? ": " : "", stats_autocorrelation(series->scaled, series->n));
}

/* What tests of series find: how it is said. */
static const struct {
	SeriesTest test;
	const char *before; /* the names of the series stand between these two */
	const char *after;
	char *(*figure)(const Series *series, gboolean named);
	const char *remedy;
} patterns[] = {
	{SERIES_BEGINNING, "the first rounds of ", " are apart from the others", beginning_figure,
         "something was cold then; measure once more"},
	{SERIES_TREND, "the values of ", " drift over the rounds", trend_figure,
         "something on the machine changed meanwhile; measure again, or compare within rounds: "
         "median(a / b)"},
	{SERIES_HEAPS, "the rounds of ", " fall in two heaps", heaps_figure, "look at the figure"},
	{SERIES_NEIGHBOURS, "rounds of ", " depend on each other", neighbours_figure,
         "intervals are wider for it; a quieter machine would help"},
};

static void
check_series(Survey *survey)
{
	for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
		g_autoptr(GPtrArray) found = series_find(survey->series, patterns[i].test);
		g_autoptr(GPtrArray) names = g_ptr_array_new();
		g_autofree char *text = NULL, *figure = NULL;

		if (found->len == 0)
			continue;
		for (guint k = 0; k < found->len; k++)
			g_ptr_array_add(names, ((const Series *)g_ptr_array_index(found, k))->name);
		text = enumerate(names);
		figure = patterns[i].figure(g_ptr_array_index(found, 0), found->len > 1);
		warn(survey, "%s%s%s (%s): %s", patterns[i].before, text, patterns[i].after, figure,
		     patterns[i].remedy);
	}
}

/* All --------------------------------------------------------------------------------- */

/* The checks, in the order in which readers see them. */
static void (*const checks[])(Survey *survey) = {
	check_load,    check_programs, check_steal, check_dropped, check_governor, check_cores,
	check_timeout, check_budget,   check_clock, check_ticks,   check_series,
};

void
warning_collect(Result *result, const Experiment *experiment)
{
	g_autoptr(GPtrArray) series = series_collect(result->samples, experiment);
	Survey survey = {.result = result, .experiment = experiment, .series = series};

	for (guint i = 0; i < result->samples->design->conditions->len; i++) {
		const Executor *executor = executor_find(condition_of(&survey, i)->executor);

		survey.measured = survey.measured || !executor || !executor->given;
	}
	for (guint i = 0; i < G_N_ELEMENTS(checks); i++)
		checks[i](&survey);
}
