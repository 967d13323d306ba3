/* t-ticks.c - what is counted and who ran when, of workloads that know it: it comes out exact. */
#include "known.h"

/* All read, then all write: of three updates two are lost, each time; serial has no barrier. */
static void
test_lost(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(
			row, "workers 3\niterations 2\nparam mode lost\nparam amount 100\n");

		for (guint i = 0; o && i < 2; i++)
			g_assert_cmpfloat(outcome_value(o, i, -1, "observed"), ==,
			                  row->serial   ? 300
			                  : row->shared ? 100
			                                : 0);
	}
}

/* Ticks are counted without a lock, and none is lost: shares of 3 to 1 are exact. */
static void
test_unfair(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 2\nparam mode unfair\nparam amount 700\n"
		                     "window 1000000000000\n");

		if (!o)
			continue;
		g_assert_cmpfloat(outcome_value(o, 0, 0, "share"), ==, 0.75);
		g_assert_cmpfloat(outcome_value(o, 0, 1, "share"), ==, 0.25);
		/* (3 + 1)^2 / (2 (3^2 + 1^2)) */
		g_assert_cmpfloat(outcome_value(o, 0, -1, "total-fairness"), ==, 0.8);
		g_assert_cmpfloat_with_epsilon(outcome_value(o, 0, -1, "throughput") *
		                                       outcome_value(o, 0, -1, "wall"),
		                               2800, 1e-6);
		/* Not one window is over. */
		g_assert_cmpuint(outcome_count(o, "fairness"), ==, 0);
	}
}

/* Give the start of a worker's first turn, in s since the release; NAN: it has none. */
static gdouble
first_turn(const Outcome *o, guint worker)
{
	g_autofree gchar *words = g_strdup_printf("turn 0 %u ", worker);
	const gchar *turn = outcome_line(o, words, 0);

	return turn ? g_ascii_strtod(turn, NULL) / 1e9 : (gdouble)NAN;
}

/*
 * One works from the start, the other first sleeps: its first turn begins when it has woken up.
 * The release is not later than the first begin.
 */
static void
test_late(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = NULL;
		gdouble released, woken;

		if (row->serial || (row->gil && !row->python))
			continue; /* nobody runs while the other sleeps */
		o = run_row(row, "workers 2\nturns 1000\nparam mode late\nparam amount 0.02\n");
		if (!o)
			continue;
		released = fmin(outcome_value(o, 0, 0, "from"), outcome_value(o, 0, 1, "from"));
		woken = outcome_value(o, 0, 1, "woken");
		g_assert_cmpfloat(first_turn(o, 1), >=, woken - released);
		g_assert_cmpfloat(first_turn(o, 1), <=, outcome_value(o, 0, -1, "wall"));
		g_assert_cmpfloat(first_turn(o, 0), <, first_turn(o, 1));
	}
}

/* On serial, and in C that holds the GIL, nobody begins before the other has ended. */
static void
test_behind(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = NULL;
		guint first;

		if (!row->serial && (!row->gil || row->python))
			continue;
		o = run_row(row, "workers 2\nturns 1000\nparam mode unfair\nparam amount 700\n");
		if (!o)
			continue;
		first = outcome_value(o, 0, 0, "from") > outcome_value(o, 0, 1, "from");
		g_assert_cmpfloat(outcome_value(o, 0, !first, "from"), >=,
		                  outcome_value(o, 0, first, "to"));
		g_assert_cmpfloat(first_turn(o, !first), >=,
		                  outcome_value(o, 0, first, "to") -
		                          outcome_value(o, 0, first, "from"));
		g_assert_cmpfloat(outcome_value(o, 0, -1, "overlap"), ==, 0);
		g_assert_cmpfloat_with_epsilon(outcome_value(o, 0, -1, "handovers") *
		                                       outcome_value(o, 0, -1, "wall"),
		                               1, 1e-6);
	}
}

/*
 * They take turns: 60 ticks of 0.1 ms each, twice; a barrier keeps the other from running.  Where
 * there is none, one runs after the other.
 */
static void
test_phases(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 2\nturns 1000\nwindow 500000\nparam mode phases\n"
		                     "param amount 0.0001\n");
		guint turns = row->serial ? 2 : 4, n = 0;

		if (!o)
			continue;
		for (; outcome_line(o, "turn ", n); n++) {
			g_autofree gchar *words = g_strdup_printf("0 %u ", n % 2);

			g_assert_true(g_str_has_prefix(outcome_line(o, "turn ", n), words));
		}
		g_assert_cmpuint(n, ==, turns);
		/* Under a GIL a worker may be seen to the end of its work, a moment too long. */
		g_assert_cmpfloat(outcome_value(o, 0, -1, "overlap"), <, 0.05);
		g_assert_cmpfloat_with_epsilon(outcome_value(o, 0, -1, "handovers") *
		                                       outcome_value(o, 0, -1, "wall"),
		                               turns - 1, 1e-6);
		/* In the long run it is fair, in short windows it is not: three are shared at most.
		 */
		g_assert_cmpfloat(outcome_value(o, 0, -1, "total-fairness"), ==, 1);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "fairness"), >=, 0.5);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "fairness"), <, 0.6);
	}
}

/* They tick in step from begin to end: so long both run. */
static void
test_together(void)
{
	EACH_ROW(row)
	{
		gdouble least = HUGE_VAL;

		if (row->serial)
			continue;
		for (guint n = 0; n < RUNS && least > 0.05; n++) {
			g_autoptr(Outcome) o = run_row(
				row,
				"workers 2\niterations 3\nparam mode together\nparam amount 300\n");

			for (guint i = 0; o && i < 3; i++) {
				gdouble wall = outcome_value(o, i, -1, "wall");
				gdouble overlap = outcome_value(o, i, -1, "overlap");

				g_assert_cmpfloat(outcome_value(o, i, -1, "total-fairness"), ==, 1);
				least = fmin(least, fabs(overlap - times_of(o, i).both / wall));
			}
			if (!o)
				least = 0;
		}
		if (least > 0.05)
			g_error("%s (%s): overlap is off by %g", row->job,
			        row->python ? "Python" : "C", least);
	}
}

static void
add_tests(void)
{
	g_test_add_func("/runner/ticks/lost", test_lost);
	g_test_add_func("/runner/ticks/unfair", test_unfair);
	g_test_add_func("/runner/ticks/late", test_late);
	g_test_add_func("/runner/ticks/behind", test_behind);
	g_test_add_func("/runner/ticks/phases", test_phases);
	g_test_add_func("/runner/ticks/together", test_together);
}

int
main(int argc, char **argv)
{
	return trial_main(argc, argv, add_tests);
}
