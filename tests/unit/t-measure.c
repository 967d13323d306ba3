/* t-measure.c - rounds, looks and failures, with a runner that answers at once. */
#include "puppet.h"

/* Every round has every condition once, and neighbours differ from round to round. */
static void
test_rounds(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = measure(f);
	guint orders = 0;

	(void)data;
	g_assert_nonnull(result);
	g_assert_cmpuint(result->samples->rounds, ==, 10);
	g_assert_cmpuint(result->samples->runs->len, ==, 40);
	g_assert_false(result->final);
	for (guint round = 0; round < 10; round++) {
		guint seen = 0;

		for (guint i = 0; i < 4; i++) {
			const Run *run = &g_array_index(result->samples->runs, Run, 4 * round + i);

			g_assert_cmpuint(run->round, ==, round);
			g_assert_true(!run->control || run->condition == 0);
			g_assert_cmpfloat(run->took, >, 0);
			g_assert_cmpfloat(run->usage.user + run->usage.system, >=, 0);
			seen |= 1u << (run->control ? 7 : run->condition);
		}
		g_assert_cmpuint(seen, ==, 0x87); /* and the control */
		orders |= 1u << g_array_index(result->samples->runs, Run, 4 * round).condition;
	}
	g_assert_cmpuint(orders, ==, 7);
}

/* The rule is asked at the planned looks only, and obeyed. */
static void
test_looks(Fixture *f, gconstpointer data)
{
	(void)data;
	for (guint stop = 1; stop < MEASURE_LOOKS; stop++) {
		g_autoptr(Result) result = NULL;

		f->stop_after = stop;
		f->experiment->budget = 1e6;
		g_array_set_size(f->asked, 0);
		result = measure(f);
		g_assert_cmpuint(f->asked->len, ==, stop);
		for (guint i = 0; i < stop; i++)
			g_assert_cmpuint(g_array_index(f->asked, guint, i), ==, measure_looks[i]);
		g_assert_cmpuint(result->samples->rounds, ==, measure_looks[stop - 1]);
	}
}

/* The budget ends it, but never before the first look. */
static void
test_budget(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = NULL;

	(void)data;
	f->stop_after = 100;
	f->experiment->budget = 0;
	result = measure(f);
	g_assert_cmpuint(result->samples->rounds, ==, STATS_MIN_ROUNDS);
	g_assert_false(result->final);
	g_assert_true(result->spent);
}

static void
test_fixed(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = NULL;

	(void)data;
	f->experiment->rounds = 4;
	result = measure(f);
	g_assert_cmpuint(result->samples->rounds, ==, 4);
	g_assert_cmpuint(f->asked->len, ==, 0);
	g_assert_true(result->final);
}

/* Time bounds the iterations, the clock the batch; all conditions get the same. */
static void
test_calibration(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *seconds;
		guint iterations, warmup, batch;
	} rows[] = {
		{"0.3", 1, 0, 1},                             /* longer than a run may take */
		{"0.08", 1, 0, 1},                            /* two, and a warm-up, do not fit */
		{"0.01", CALIBRATION_MIN_ITERATIONS, 1, 1},   /* nothing varies */
		{"1e-7", CALIBRATION_MIN_ITERATIONS, 1, 128}, /* 1000 steps of the clock */
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Result) result = NULL;

		set_runner(f, "", rows[i].seconds);
		g_array_set_size(f->asked, 0);
		result = measure(f);
		g_assert_cmpuint(result->iterations, ==, rows[i].iterations);
		g_assert_cmpuint(result->warmup, ==, rows[i].warmup);
		g_assert_cmpuint(result->batch, ==, rows[i].batch);
	}
}

/* What is recorded or observed forbids a second iteration: it would see what the first left. */
static void
test_single(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = NULL;

	(void)data;
	set_runner(
		f,
		"{ echo protocol 1; echo sample 0 -1 observed 7; echo sample 0 -1 elapsed 1e-6; echo "
		"end; } >\"$result\"; exit 0",
		"1");
	result = measure(f);
	g_assert_cmpuint(result->iterations, ==, 1);
	g_assert_cmpuint(result->batch, ==, 1);
}

/* A failure is a finding, ends the experiment and leaves no result. */
static void
test_failures(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *body;
		FindingId id;
		const char *message;
	} rows[] = {
		{"echo 'ValueError: no' >&2; { echo protocol 1; echo failure exception 0 it raised; echo "
	         "end; } >\"$result\"; exit 1",
	         FINDING_WORKLOAD_FAILED, "it raised"},
		{"kill -SEGV $$", FINDING_WORKLOAD_CRASHED, "signal 11"},
		{"exit 0", FINDING_WORKLOAD_CRASHED, "without a result"},
		{"echo protocol 1 >\"$result\"; echo last words >&2; exit 0",
	         FINDING_WORKLOAD_CRASHED, "last words"},
		{"sleep 1000", FINDING_WORKLOAD_TIMEOUT, "`timeout:`"},
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Finding *finding;
		Result *result;

		set_runner(f, rows[i].body, "1");
		f->experiment->timeout = 0.3;
		result = measure(f);
		g_assert_null(result);
		g_assert_cmpuint(f->diag->findings->len, ==, i + 1);
		finding = g_ptr_array_index(f->diag->findings, i);
		g_assert_cmpint(finding->id, ==, rows[i].id);
		g_assert_nonnull(strstr(finding->message, rows[i].message));
		g_assert_nonnull(strstr(f->item.failure, rows[i].message));
	}
}

/* Absent conditions are not run. */
static void
test_absent(Fixture *f, gconstpointer data)
{
	Condition *condition = g_ptr_array_index(f->experiment->design->conditions, 1);
	g_autoptr(Result) result = NULL;

	(void)data;
	condition->absent = g_strdup("not here");
	result = measure(f);
	g_assert_cmpuint(result->samples->runs->len, ==, 30);
	for (guint i = 0; i < 30; i++)
		g_assert_cmpuint(g_array_index(result->samples->runs, Run, i).condition, !=, 1);
}

/* Have conditions that use as many CPUs as they have workers. */
static void
use_processes(Fixture *f)
{
	for (guint i = 0; i < f->experiment->design->conditions->len; i++) {
		Condition *condition = g_ptr_array_index(f->experiment->design->conditions, i);

		g_free(condition->executor);
		condition->executor = g_strdup("process");
	}
}

/* Disturbed rounds are dropped whole, kept in the samples, and not counted at looks. */
static void
test_gate(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = NULL;
	const Samples *samples;

	(void)data;
	f->disturbed = 0.5;
	f->experiment->budget = 1e6;
	use_processes(f);
	result = measure(f);
	samples = result->samples;
	g_assert_cmpuint(samples_clean_rounds(samples), ==, STATS_MIN_ROUNDS);
	g_assert_cmpuint(samples->rounds, ==, 15);
	g_assert_cmpuint(f->pauses, ==, 5); /* one after each that was dropped */
	g_assert_cmpuint(f->asked->len, ==, 1);
	for (guint round = 0; round < samples->rounds; round++) {
		gboolean third = round % 3 == 0;

		g_assert_cmpint(g_array_index(samples->dropped, gboolean, round), ==, third);
		g_assert_cmpfloat_with_epsilon(
			g_array_index(samples->machine, Disturbance, round).foreign,
			third ? 0.5 : 0, 1e-9);
	}
}

/* What others do does not matter to experiments that leave CPUs to them. */
static void
test_harmless(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = NULL;

	(void)data;
	if (g_get_num_processors() < 2) {
		g_test_skip("one CPU");
		return;
	}
	f->disturbed = 1;
	for (guint i = 0; i < 3; i++) /* serial: one CPU, however many workers */
		g_assert_cmpstr(
			((Condition *)g_ptr_array_index(f->experiment->design->conditions, i))
				->executor,
			==, "serial");
	result = measure(f);
	g_assert_cmpuint(result->samples->rounds, ==, STATS_MIN_ROUNDS);
	g_assert_cmpuint(f->pauses, ==, 0);
}

/* A machine that never calms down ends it after twice the rounds, with all of them stored. */
static void
test_noisy(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = NULL;
	Mark claim = {.kind = MARK_CLAIM};

	(void)data;
	f->capacity = 0.5;
	f->experiment->budget = 1e6;
	g_ptr_array_add(f->item.marks, &claim);
	use_processes(f);
	result = measure(f);
	if (g_get_num_processors() < 2) {
		g_test_skip("one CPU: no probe");
		return;
	}
	g_assert_cmpuint(samples_clean_rounds(result->samples), ==, 0);
	g_assert_cmpuint(result->samples->rounds, ==, MEASURE_ATTEMPTS * STATS_MIN_ROUNDS);
	g_assert_cmpuint(f->probes, ==, result->samples->rounds);
	g_assert_cmpuint(f->pauses, ==, 10); /* then it is no use to wait any longer */
	g_assert_true(result->spent);
}

/*
 * A service that computes is no other program: its CPU time is ours.  The fake one never rests, and
 * runs wait until it has used 60 ms, which is more than the fake machine was busy altogether.
 */
static void
test_service(Fixture *f, gconstpointer data)
{
	g_autofree char *runner = g_build_filename(f->folder, "python", NULL);
	g_autofree char *body = g_strdup_printf(
		"if [ \"$1\" = --service ]; then echo $$ >%s/pid; echo 4711; while :; do :; done; fi\n"
		"used() { set -- $(cat /proc/$(cat %s/pid)/stat); echo $((${14} + ${15})); }\n"
		"if grep -q slow-http \"$job\"; then\n"
		"until=$(($(used) + 6)); while [ $(used) -lt $until ]; do sleep 0.01; done; fi\n",
		f->folder, f->folder);

	(void)data;
	f->experiment->rounds = 1;
	f->measure.tooling.runner = runner;
	set_runner(f, body, "0.5");
	for (int served = 0; served < 2; served++) {
		g_autoptr(Result) result = NULL;
		const Disturbance *found;

		if (served)
			g_ptr_array_add(f->experiment->services, g_strdup("slow-http 0.02"));
		result = measure(f);
		g_assert_nonnull(result);
		found = &g_array_index(result->samples->machine, Disturbance, 0);
		/* The gate does not believe counters by which we used more than there was. */
		g_assert_cmpint(isnan(found->steal), ==, served);
	}
}

/* An experiment that differs from itself is measured once more; twice is a warning. */
static void
test_control(Fixture *f, gconstpointer data)
{
	(void)data;
	for (f->different = 0; f->different < 3; f->different++) {
		g_autoptr(Result) result = NULL;
		guint warnings = 0;

		f->compared = 0;
		result = measure(f);
		for (guint i = 0; i < result->warnings->len; i++)
			warnings += strstr(g_ptr_array_index(result->warnings, i),
			                   "differs from itself") != NULL;
		g_assert_cmpuint(f->compared, ==, f->different ? 2 : 1);
		g_assert_cmpuint(warnings, ==, f->different == 2);
	}
}

/* The same seed gives the same orders, another one others. */
static void
test_seed(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) first = measure(f), second = measure(f), third = NULL;
	gboolean same = TRUE;

	(void)data;
	f->measure.seed++;
	third = measure(f);
	g_assert_cmpuint(first->seed, ==, second->seed);
	g_assert_cmpuint(first->seed, !=, third->seed);
	for (guint i = 0; i < first->samples->runs->len; i++) {
		guint a = g_array_index(first->samples->runs, Run, i).condition;

		g_assert_cmpuint(a, ==, g_array_index(second->samples->runs, Run, i).condition);
		same = same && a == g_array_index(third->samples->runs, Run, i).condition;
	}
	g_assert_false(same);
}

static gboolean
wants_break(gpointer data)
{
	Fixture *f = data;

	return ++f->runs == f->break_at;
}

/* Meanwhile others are at work for long. */
static gboolean
take_break(gpointer data, GError **error)
{
	Fixture *f = data;

	f->now.at += 100 * G_USEC_PER_SEC;
	f->now.busy += 200;
	if (f->broken)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
	return !f->broken;
}

/* The gate sees nothing of a break; the run after it is made once before it counts. */
static void
test_break(Fixture *f, gconstpointer data)
{
	g_autofree char *path = g_build_filename(f->folder, "calls", NULL);
	g_autofree char *calls = NULL;
	g_autoptr(Result) result = NULL;
	g_auto(GStrv) lines = NULL;

	(void)data;
	use_processes(f);
	f->measure.rules.wants_break = wants_break;
	f->measure.rules.take_break = take_break;
	f->break_at = 30;
	result = measure(f);
	g_assert_cmpuint(result->samples->rounds, ==, STATS_MIN_ROUNDS);
	g_assert_cmpuint(samples_clean_rounds(result->samples), ==, STATS_MIN_ROUNDS);
	g_assert_cmpfloat(fact_number(result->facts, "pauses"), ==, 1);
	g_assert_true(g_file_get_contents(path, &calls, NULL, NULL));
	lines = g_strsplit(g_strchomp(calls), "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, f->runs + 1);
	g_assert_cmpuint(f->runs, >, f->break_at);
}

static void
test_no_end(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	f->measure.rules.wants_break = wants_break;
	f->measure.rules.take_break = take_break;
	f->break_at = 20;
	f->broken = TRUE;
	g_assert_null(measure_experiment(&f->measure, &f->item, f->diag, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
	g_assert_cmpuint(f->runs, ==, 20);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	PUPPET_ADD("rounds", test_rounds);
	PUPPET_ADD("looks", test_looks);
	PUPPET_ADD("budget", test_budget);
	PUPPET_ADD("fixed", test_fixed);
	PUPPET_ADD("calibration", test_calibration);
	PUPPET_ADD("single", test_single);
	PUPPET_ADD("failures", test_failures);
	PUPPET_ADD("absent", test_absent);
	PUPPET_ADD("gate", test_gate);
	PUPPET_ADD("harmless", test_harmless);
	PUPPET_ADD("noisy", test_noisy);
	PUPPET_ADD("service", test_service);
	PUPPET_ADD("control", test_control);
	PUPPET_ADD("seed", test_seed);
	PUPPET_ADD("break", test_break);
	PUPPET_ADD("no-end", test_no_end);
	return g_test_run();
}
