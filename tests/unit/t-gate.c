/* t-gate.c - what keeps a verdict back: noise, absence, looks to come, the A/A control. */
#include "control.h"
#include "court.h"

/* A part that cannot be tested here outweighs one that is undecided, not one that is refuted. */
static void
test_untestable(void)
{
	Series series[] = {{"a", "wall", {0}}, {"b", "wall", {0}}};
	g_autoptr(Court) court = court_new();
	Samples *samples;
	static const struct {
		const char *claim;
		VerdictKind verdict;
		const char *reason;
	} rows[] = {
		{"b.wall > 1 ms", VERDICT_UNTESTABLE, "no samples of 'wall' under b"},
		{"a.wall ~= 2 ms within 1% and b.wall > 1 ms", VERDICT_UNTESTABLE, "no samples"},
		{"a.wall > 5 ms and b.wall > 1 ms", VERDICT_REFUTED, NULL},
		{"always(b.wall > 1 ms)", VERDICT_UNTESTABLE, "no samples"},
	};

	fill(series[0].values, 20, 2e-3, 0.05, 7);
	for (guint i = 0; i < 20; i++)
		series[1].values[i] = (double)NAN;
	samples = add_experiment(court, "demo", series, 2, 20);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Verdict) verdict = judge(court, rows[i].claim);

		g_assert_cmpint(verdict->verdict, ==, rows[i].verdict);
		if (rows[i].reason != NULL)
			g_assert_nonnull(strstr(verdict->reason, rows[i].reason));
	}
	g_ptr_array_index(court->samples, 0) = NULL;
	{
		g_autoptr(Verdict) verdict = judge(court, "a.wall > 1 ms");

		g_assert_cmpint(verdict->verdict, ==, VERDICT_UNTESTABLE);
		g_assert_nonnull(strstr(verdict->reason, "has not been measured"));
	}
	g_ptr_array_index(court->samples, 0) = samples;
	((Condition *)g_ptr_array_index(samples->design->conditions, 0))->absent =
		g_strdup("needs numpy");
	{
		g_autoptr(Verdict) verdict = judge(court, "a.wall > 1 ms");

		g_assert_cmpint(verdict->verdict, ==, VERDICT_UNTESTABLE);
		g_assert_cmpstr(verdict->reason, ==, "a: needs numpy");
	}
}

/* Rounds that were disturbed: too many, or those on which the verdict hangs. */
static void
test_gate(void)
{
	Series series[] = {{"a", "wall", {0}}, {"b", "wall", {0}}};
	g_autoptr(Court) court = court_new();
	Samples *samples;

	fill(series[0].values, 20, 2e-3, 0.05, 7);
	fill(series[1].values, 20, 1e-3, 0.05, 11);
	samples = add_experiment(court, "demo", series, 2, 20);
	for (guint i = 0; i < 9; i++)
		g_array_index(samples->dropped, gboolean, 2 * i) = TRUE;
	{
		g_autoptr(Verdict) verdict = judge(court, "a.wall > b.wall");

		g_assert_cmpint(verdict->verdict, ==, VERDICT_SUPPORTED);
		g_assert_cmpuint(verdict->rounds, ==, 11);
		g_assert_cmpuint(verdict->dropped, ==, 9);
		g_assert_cmpuint(verdict->lhs.dropped, ==, 9);
	}
	g_array_index(samples->dropped, gboolean, 1) = TRUE;
	g_array_index(samples->dropped, gboolean, 3) = TRUE;
	{
		g_autoptr(Verdict) verdict = judge(court, "a.wall > b.wall");
		g_autoptr(Verdict) fact = judge(court, "always(a.wall > b.wall)");
		g_autoptr(Verdict) refuted = judge(court, "always(a.wall < b.wall)");

		g_assert_cmpint(verdict->verdict, ==, VERDICT_INCONCLUSIVE);
		g_assert_nonnull(strstr(verdict->reason, "noisy machine: 9 of 20"));
		g_assert_cmpint(fact->verdict, ==, VERDICT_INCONCLUSIVE);
		g_assert_nonnull(strstr(fact->reason, "noisy machine: 9 of 20"));
		g_assert_cmpint(refuted->verdict, ==, VERDICT_REFUTED);
	}
}

/* All rounds disturbed: samples there are, but none to judge by. */
static void
test_all_dropped(void)
{
	static const char *const claims[] = {"a.wall > b.wall", "always(a.wall > b.wall)",
	                                     "rate(a.lost > 0) > 0.1", "mean(a.wall) > 1 ms"};
	g_autoptr(Court) court = make_court(20);
	const Samples *samples = g_ptr_array_index(court->samples, 0);

	for (guint i = 0; i < 20; i++)
		g_array_index(samples->dropped, gboolean, i) = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(claims); i++) {
		g_autoptr(Verdict) verdict = judge(court, claims[i]);

		g_assert_cmpint(verdict->verdict, ==, VERDICT_INCONCLUSIVE);
		g_assert_nonnull(strstr(verdict->reason, "noisy machine: 0 of 20"));
	}
}

static void
test_gate_contradicts(void)
{
	Series series[] = {{"a", "wall", {0}}, {"a", "lost", {0}}};
	g_autoptr(Court) court = court_new();
	Samples *samples;

	fill(series[0].values, 60, 2e-3, 0.05, 7);
	for (guint i = 0; i < 45; i++)
		series[0].values[i] *= 2; /* in disturbed rounds it took twice as long */
	series[1].values[3] = 5;
	samples = add_experiment(court, "demo", series, 2, 60);
	for (guint i = 0; i < 45; i++)
		g_array_index(samples->dropped, gboolean, i) = TRUE;
	{
		g_autoptr(Verdict) verdict = judge(court, "a.wall < 3 ms");
		g_autoptr(Verdict) same = judge(court, "a.wall > 1 ms");
		g_autoptr(Verdict) fact = judge(court, "always(a.lost == 0)");

		g_assert_cmpint(verdict->verdict, ==, VERDICT_INCONCLUSIVE);
		g_assert_nonnull(strstr(verdict->reason, "noisy machine: with the 45 disturbed"));
		g_assert_cmpint(same->verdict, ==, VERDICT_SUPPORTED);
		g_assert_cmpint(fact->verdict, ==, VERDICT_INCONCLUSIVE);
	}
}

/* The A/A control; facts do not hang on it. */
static void
test_differs(void)
{
	g_autoptr(Court) court = make_court(20);
	g_autoptr(Verdict) verdict = NULL, fact = NULL;

	court->differs[0] = TRUE;
	verdict = judge(court, "a.wall > b.wall");
	fact = judge(court, "always(a.wall > b.wall)");
	g_assert_cmpint(verdict->verdict, ==, VERDICT_INCONCLUSIVE);
	g_assert_cmpstr(verdict->reason, ==, "the machine differs from itself");
	g_assert_cmpint(fact->verdict, ==, VERDICT_SUPPORTED);
}

static void
test_control(void)
{
	Series series[] = {{"a", "wall", {0}}};
	g_autoptr(Court) court = court_new();
	Samples *samples;
	guint16 metric;

	fill(series[0].values, 12, 2e-3, 0.05, 7);
	samples = add_experiment(court, "demo", series, 1, 12);
	metric = samples_metric(samples, "wall");
	g_assert_false(control_differs(samples, "wall", 0.99));
	for (guint i = 0; i < 12; i++) {
		Run run = {.round = i, .control = TRUE};

		samples_add(samples, samples_add_run(samples, run), metric, -1, 0, FALSE,
		            series[0].values[11 - i]);
	}
	g_assert_false(control_differs(samples, "wall", 0.99));
	g_assert_false(control_differs(samples, "nothing", 0.99));
	for (guint i = 0; i < samples->samples->len; i++) {
		Sample *sample = &g_array_index(samples->samples, Sample, i);

		if (g_array_index(samples->runs, Run, sample->run).control)
			sample->value *= 1.3;
	}
	g_assert_true(control_differs(samples, "wall", 0.99));
}

/* While looks remain, `always` is open; a counter-example is not. */
static void
test_looks(void)
{
	g_autoptr(Court) court = make_court(20);
	g_autoptr(Verdict) open = NULL, refuted = NULL, interval = NULL;

	court->options.more_looks = TRUE;
	open = judge(court, "always(a.wall > b.wall)");
	refuted = judge(court, "always(a.lost > 0)");
	interval = judge(court, "a.wall > b.wall");
	g_assert_cmpint(open->verdict, ==, VERDICT_INCONCLUSIVE);
	g_assert_nonnull(strstr(open->reason, "so far"));
	g_assert_cmpint(refuted->verdict, ==, VERDICT_REFUTED);
	g_assert_cmpint(interval->verdict, ==, VERDICT_SUPPORTED);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gate/untestable", test_untestable);
	g_test_add_func("/gate/gate", test_gate);
	g_test_add_func("/gate/all-dropped", test_all_dropped);
	g_test_add_func("/gate/gate-contradicts", test_gate_contradicts);
	g_test_add_func("/gate/differs", test_differs);
	g_test_add_func("/gate/control", test_control);
	g_test_add_func("/gate/looks", test_looks);
	return g_test_run();
}
