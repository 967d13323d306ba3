/*
 * t-known.c - times, processors and threads of workloads that know them: all are measured right.
 *
 * What encloses the workload's own time is never shorter, and comes within 2 % of it in one of
 * several iterations: what disturbs only ever adds.
 */
#include "known.h"

#define NEAR 0.02

/* Least distances from what was known, over all iterations so far. */
typedef struct Distance {
	gdouble wall, work, cpu;
} Distance;

static void
compare(const Outcome *o, guint iterations, Distance *least)
{
	for (guint i = 0; i < iterations; i++) {
		Times inside = times_of(o, i);
		gdouble wall = outcome_value(o, i, -1, "wall");
		gdouble cpu = outcome_value(o, i, -1, "cpu");

		/* The workload's clock counts in fractions of a second since the machine began. */
		g_assert_cmpfloat(wall, >=, inside.whole - 1e-6);
		least->wall = fmin(least->wall, wall / inside.whole - 1);
		for (gint w = 0; w < 2; w++) {
			gdouble work = outcome_value(o, i, w, "work");

			g_assert_cmpfloat(work, >=, inside.each[w] - 1e-6);
			least->work = fmin(least->work, work / inside.each[w] - 1);
		}
		least->cpu = fmin(least->cpu, fabs(cpu / inside.used - 1));
		g_assert_cmpfloat_with_epsilon(outcome_value(o, i, -1, "parallelism"), cpu / wall,
		                               1e-9);
		g_assert_cmpfloat_with_epsilon(outcome_value(o, i, -1, "throughput") * wall, 2,
		                               1e-9);
	}
}

/* A loop that ends at a given time, and one of so many cycles. */
static void
test_busy(void)
{
	static const gchar *const modes[] = {"until", "cycles"};

	EACH_ROW(row)
	for (guint m = 0; m < G_N_ELEMENTS(modes); m++) {
		Distance least = {HUGE_VAL, HUGE_VAL, HUGE_VAL};
		g_autofree gchar *lines = g_strdup_printf(
			"workers 2\niterations %d\nparam mode %s\nparam amount %s\n",
			row->fresh ? 2 : 4, modes[m], row->fresh ? "0.03" : "0.01");

		for (guint n = 0; n < RUNS && fmax(fmax(least.wall, least.work), least.cpu) > NEAR;
		     n++) {
			g_autoptr(Outcome) o = run_row(row, lines);

			if (!o)
				break;
			compare(o, row->fresh ? 2 : 4, &least);
		}
		if (!(row->borrowed && SANITIZED) && least.wall < HUGE_VAL &&
		    fmax(fmax(least.wall, least.work), least.cpu) > NEAR)
			g_error("%s (%s), %s: off by wall %g, work %g, cpu %g", row->job,
			        row->python ? "Python" : "C", modes[m], least.wall, least.work,
			        least.cpu);
	}
}

/* Who sleeps takes time, and no CPU. */
static void
test_sleep(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 2\nparam mode sleep\nparam amount 0.05\n");
		gdouble asked = row->serial || (row->gil && !row->python) ? 0.1 : 0.05;

		if (!o)
			continue;
		/* C that holds the GIL sleeps with it. */
		g_assert_cmpfloat(outcome_value(o, 0, -1, "wall"), >=, asked);
		g_assert_cmpfloat(outcome_value(o, 0, 0, "work"), >=, 0.05);
		g_assert_cmpfloat(outcome_value(o, 0, 1, "work"), >=, 0.05);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "cpu"), <,
		                  outcome_value(o, 0, -1, "wall") / 5);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "parallelism"), <, 0.2);
	}
}

/* Who waits in the same thread waits at the same time. */
static void
test_waits(void)
{
	gboolean gil;
	g_autoptr(Outcome) o = trial_python(
		trial_interpreter(&gil),
		"language python\nmodule %s\nexecutor asyncio\nworkers 8\nparam mode sleep\n"
		"param amount 0.05\n",
		module(TRUE));
	gdouble sum = 0;

	outcome_assert_good(o);
	for (gint w = 0; w < 8; w++) {
		g_assert_cmpfloat(outcome_value(o, 0, w, "work"), >=, 0.05);
		g_assert_cmpfloat(outcome_value(o, 0, w, "tid"), ==, outcome_value(o, 0, 0, "pid"));
		sum += outcome_value(o, 0, w, "work");
	}
	g_assert_cmpfloat(outcome_value(o, 0, -1, "wall"), <, sum / 4);
	g_assert_cmpfloat(outcome_value(o, 0, -1, "parallelism"), <, 0.2);
}

/* Tell whether the kernel counts how long threads wait for a processor. */
static gboolean
kernel_tells(void)
{
	g_autofree gchar *text = NULL;

	return g_file_get_contents("/proc/thread-self/schedstat", &text, NULL, NULL) &&
	       strcmp(g_strchomp(text), "0 0 0") != 0;
}

/*
 * What the workers' threads have used is part of `ran`, and the starting thread adds little.  Two
 * that want one processor wait for it, each as long as the other runs.
 */
static void
test_waiting(void)
{
	g_autofree gchar *pin = trial_write("pin", "");

	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(row, "workers 2\nwarmup 1\nparam mode cycles\n"
		                                    "param amount 0.03\n");
		gdouble used = 0, ran, waited;

		if (!o)
			continue;
		ran = fact(o, "ran");
		waited = fact(o, "waited");
		g_assert_cmpint(isnan(ran), ==, !kernel_tells());
		g_assert_cmpint(isnan(waited), ==, !kernel_tells());
		if (isnan(ran)) {
			g_test_skip("this kernel does not tell");
			break;
		}
		for (guint i = 0; i < 2; i++)
			used += times_of(o, i).used;
		g_assert_cmpfloat(ran, >=, used);
		if (!row->fresh) /* who is new has run before it works */
			g_assert_cmpfloat(ran, <, 1.5 * used);
		if (!row->serial && !row->gil && !row->single)
			g_assert_cmpfloat(waited, >=, 0.5 * used / 2);
	}
	g_unlink(pin);
}

/* Workers that are not held are not asked: the starting thread stands for them. */
static void
test_unheld(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 2\nunheld 1\nparam mode cycles\nparam amount 0.03\n");
		gdouble used = o ? times_of(o, 0).used : 0;
		guint expected;

		if (!o || !kernel_tells())
			continue;
		g_assert_cmpfloat(fact(o, "waited"), >=, 0);
		if (row->serial || row->single)
			g_assert_cmpfloat(fact(o, "ran"), >=, used);
		else if (!row->python) /* what starts processes in Python runs for a while */
			g_assert_cmpfloat(fact(o, "ran"), <, used);
		if (!row->process && !row->serial && !row->single)
			continue;
		/* Who starts processes counts, unless it is suspended; so does a sanitizer's
		 * thread. */
		expected = row->serial || row->borrowed || row->single ? 1 : 3;
		g_assert_cmpfloat(fact(o, "threads"), >=, expected);
		g_assert_cmpfloat(fact(o, "threads"), <=, expected + 2 * SANITIZED);
	}
}

/* Threads that could run at once: the workers', and those that they have started. */
static void
test_threads(void)
{
	EACH_ROW(row)
	for (guint helpers = 0; helpers < 2; helpers++) {
		g_autofree gchar *lines = g_strdup_printf(
			"workers 3\nparam amount 0\nparam mode %s\n", helpers ? "helpers" : "none");
		g_autoptr(Outcome) o = NULL;
		guint expected = (row->serial || row->single ? 1 : 3) + (helpers ? 3 : 0);

		if (helpers && (row->borrowed || row->isolated))
			continue; /* such a child must not start threads, or not daemons */
		o = run_row(row, lines);
		if (!o)
			continue;
		/* A sanitizer may have threads of its own in each process. */
		g_assert_cmpfloat(fact(o, "threads"), >=, expected);
		g_assert_cmpfloat(fact(o, "threads"), <=, expected + 6 * SANITIZED);
	}
}

/* Every run says what measuring costs. */
static void
test_costs(void)
{
	EACH_ROW(row)
	for (guint unheld = 0; unheld < 2; unheld++) {
		g_autoptr(Outcome) o =
			run_row(row, unheld ? "unheld 1\nparam mode none\nparam amount 0\n"
		                            : "param mode none\nparam amount 0\n");

		if (!o)
			continue;
		g_assert_cmpfloat(fact(o, "tick"), >, 0);
		g_assert_cmpfloat(fact(o, "clock"), >, 0);
	}
}

static void
add_tests(void)
{
	g_test_add_func("/runner/known/busy", test_busy);
	g_test_add_func("/runner/known/sleep", test_sleep);
	g_test_add_func("/runner/known/waits", test_waits);
	g_test_add_func("/runner/known/waiting", test_waiting);
	g_test_add_func("/runner/known/unheld", test_unheld);
	g_test_add_func("/runner/known/threads", test_threads);
	g_test_add_func("/runner/known/costs", test_costs);
}

int
main(int argc, char **argv)
{
	return trial_main(argc, argv, add_tests);
}
