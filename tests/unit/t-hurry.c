/* t-hurry.c - measuring in a hurry, with a runner that answers at once. */
#include "puppet.h"

/* In a hurry: ten rounds at most, disturbed ones too, fewer when time is up; nobody is asked. */
static void
test_hurry(Fixture *f, gconstpointer data)
{
	static const struct {
		guint rounds;
		double share, disturbed;
		guint made;
	} rows[] = {
		{0, 1e6, 0, 10}, {50, 1e6, 0, 10}, {4, 1e6, 0, 4},
		{0, 1e6, 2, 10}, {0, 0, 0, 1},     {2, 0, 0, 1},
	};

	(void)data;
	f->options.quick = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Result) result = NULL;

		f->experiment->rounds = rows[i].rounds;
		f->measure.share = rows[i].share;
		f->disturbed = rows[i].disturbed;
		result = measure(f);
		g_assert_cmpuint(result->samples->rounds, ==, rows[i].made);
		g_assert_true(result->quick);
		/* More would be made if there were time, so that nothing is decided for good. */
		g_assert_false(result->final || result->spent);
	}
	g_assert_cmpuint(f->asked->len, ==, 0);
	f->options.quick = FALSE;
	g_autoptr(Result) calm = measure(f);
	g_assert_false(calm->quick);
}

/* Return how many runs there were since this was asked last, those of trials too. */
static guint
count_calls(const Fixture *f)
{
	g_autofree char *path = g_build_filename(f->folder, "calls", NULL);
	g_autofree char *text = NULL;
	guint lines = 0;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	g_assert_cmpint(g_unlink(path), ==, 0);
	return lines;
}

/* In a hurry the trial ends when it has told all, there is no pilot, and iterations are few. */
static void
test_hurried_trial(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *seconds; /* that an iteration says it took */
		double share;
		guint asked, iterations, trial;
	} rows[] = {
		{"0.5", 3, 0, 1, 1},   /* one iteration is more than a run may take */
		{"0.5", 3, 50, 1, 1},  /* whatever the author wants */
		{"0.001", 3, 0, 3, 3}, /* all three conditions: any may be slower */
		{"0.001", 3, 50, 50, 3},
		{"0.001", 0.4, 50, 9, 3}, /* of 40 runs each has 10 ms, one for the warm-up */
	};

	(void)data;
	f->options.quick = TRUE;
	f->experiment->rounds = 1;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Result) result = NULL;

		set_runner(f, "", rows[i].seconds);
		f->experiment->iterations = rows[i].asked;
		f->measure.share = rows[i].share;
		result = measure(f);
		g_assert_cmpuint(result->iterations, ==, rows[i].iterations);
		g_assert_cmpuint(count_calls(f), ==, rows[i].trial + 4);
	}
}

/* A control that differs is no reason to measure once more in a hurry. */
static void
test_hurried_control(Fixture *f, gconstpointer data)
{
	g_autoptr(Result) result = NULL;

	(void)data;
	f->options.quick = TRUE;
	f->experiment->rounds = 1;
	f->different = 2;
	set_runner(f, "", "0.5");
	f->measure.share = 3;
	result = measure(f);
	g_assert_nonnull(result);
	g_assert_cmpuint(count_calls(f), ==, 5);
}

/* What is left of the time is divided by what is left to do. */
static void
test_share(void)
{
	static const struct {
		double spent;
		guint left;
		double share;
	} rows[] = {
		{0, 45, 1},   {0, 1, 3}, {0, 1000, 0.5}, {30, 10, 1.5},
		{50, 3, 0.5}, {0, 0, 3}, {44, 1, 1},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpfloat_with_epsilon(measure_share(rows[i].spent, rows[i].left),
		                               rows[i].share, 1e-9);
}

/* An estimate in a hurry is the share, or less, or what a round takes. */
static void
test_estimate(Fixture *f, gconstpointer data)
{
	double full = measure_estimate(&f->item, 0), hurried = measure_estimate(&f->item, 1);

	(void)data;
	g_assert_cmpfloat(full, >, 6);
	g_assert_cmpfloat_with_epsilon(hurried, 1, 1e-9);
	g_assert_cmpfloat(measure_estimate(&f->item, 100), <, full);
	f->experiment->duration = 2;
	g_assert_cmpfloat(measure_estimate(&f->item, 1), >, 4 * 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	PUPPET_ADD("hurried-rounds", test_hurry);
	PUPPET_ADD("hurried-trial", test_hurried_trial);
	PUPPET_ADD("hurried-control", test_hurried_control);
	g_test_add_func("/measure/share", test_share);
	PUPPET_ADD("estimate", test_estimate);
	return g_test_run();
}
