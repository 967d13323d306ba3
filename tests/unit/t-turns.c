/* t-turns.c - who ran when, and which run is a typical one. */
#include "turns.h"

#include <math.h>

#include "figures.h"

/* Add a run of @condition in @round whose workers alternate @n times within 10 ms. */
static guint32
add_run(Samples *samples, guint condition, guint round, guint n)
{
	guint32 run = make_run(samples, condition, round);

	for (guint i = 0; i < n; i++) {
		Turn turn = {run, (gint32)(i % 2), 0.01 * i / n, 0.01 * (i + 1) / n};

		g_array_append_val(samples->turns, turn);
	}
	return run;
}

static void
test_summary(void)
{
	/* the second worker begins 5 ms before the first ends; a third comes after the end */
	static const Turn turns[] = {{0, 0, 0, 0.010}, {0, 1, 0.005, 0.015}, {0, 2, 0.02, 0.03}};
	g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(Turn));
	TurnsSummary none = turns_summary(array, 0.02), summary;

	g_assert_cmpuint(none.turns + none.handovers, ==, 0);
	g_assert_cmpfloat(none.share + none.overlap, ==, 0);
	g_array_append_vals(array, turns, G_N_ELEMENTS(turns));
	summary = turns_summary(array, 0.02);
	g_assert_cmpuint(summary.turns, ==, 2);
	g_assert_cmpuint(summary.handovers, ==, 1);
	g_assert_cmpfloat_with_epsilon(summary.share, 0.5, 1e-12);
	g_assert_cmpfloat_with_epsilon(summary.overlap, 0.25, 1e-12);
	summary = turns_summary(array, 0.008); /* turns are cut at the end */
	g_assert_cmpfloat_with_epsilon(summary.share, 8.0 / 11, 1e-12);
	g_assert_cmpfloat_with_epsilon(summary.overlap, 3.0 / 8, 1e-12);
}

/* Neither the first run, nor the control, nor a dropped round, but the one in the middle. */
static void
test_typical(void)
{
	static const guint changes[] = {400, 10, 100, 110, 104, 900};
	g_autoptr(Samples) samples =
		samples_new(make_design("gil,process", (const char *const[]){"workers=2", NULL}));
	guint32 typical = 0, control;

	for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
		guint32 run = add_run(samples, 0, i, changes[i]);

		typical = changes[i] == 110 ? run : typical;
		add_run(samples, 1, i, 7);
	}
	control = add_run(samples, 0, 0, 105);
	g_array_index(samples->runs, Run, control).control = TRUE;
	g_array_index(samples->dropped, gboolean, 4) = TRUE;

	g_autoptr(GArray) turns = turns_typical(samples, 0, 0.1);
	g_autoptr(GArray) none = turns_typical(samples, 5, 0.1);

	g_assert_cmpuint(turns->len, ==, 110);
	for (guint i = 0; i < turns->len; i++)
		g_assert_cmpuint(g_array_index(turns, Turn, i).run, ==, typical);
	g_assert_cmpuint(none->len, ==, 0);
}

/* One worker that starves the other is not typical, however usual its handovers are. */
static void
test_shares(void)
{
	g_autoptr(Samples) samples =
		samples_new(make_design("gil", (const char *const[]){"workers=2", NULL}));

	for (guint round = 0; round < 5; round++) {
		guint32 run = make_run(samples, 0, round);
		double part = round == 0 ? 0.99 : 0.5;

		for (guint i = 0; i < 20; i++) {
			double at = 0.001 * i;
			Turn turns[] = {{run, 1, at + 0.001 * part, at + 0.001},
			                {run, 0, at, at + 0.001 * part}};

			g_array_append_vals(samples->turns, turns, 2);
		}
	}
	g_autoptr(GArray) turns = turns_typical(samples, 0, 0.1);

	g_assert_cmpuint(turns->len, ==, 40);
	g_assert_cmpuint(g_array_index(turns, Turn, 0).run, ==, 1);
	g_assert_cmpint(g_array_index(turns, Turn, 0).worker, ==, 0); /* by start */
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/turns/summary", test_summary);
	g_test_add_func("/turns/typical", test_typical);
	g_test_add_func("/turns/shares", test_shares);
	return g_test_run();
}
