/* t-samples.c - series are what the manual says: over workers, iterations, rounds. */
#include "samples.h"

#include <math.h>

/* Make a design with the executors serial and gil at workers 1 and 2. */
static Design *
make_design(void)
{
	Design *design = design_new("demo");
	Factor *workers = design_add_factor(design, "workers");
	static const char *const executors[] = {"serial", "gil"};
	char *levels[][1] = {{(char *)"1"}, {(char *)"2"}};

	factor_add_level(workers, "1");
	factor_add_level(workers, "2");
	for (guint e = 0; e < 2; e++)
		for (guint w = 0; w < 2; w++)
			design_add_condition(design, executors[e], levels[w]);
	return design;
}

static guint32
add_run(Samples *samples, guint round, guint condition, gboolean control, gboolean unheld)
{
	const Run run = {.round = round,
	                 .condition = condition,
	                 .control = control,
	                 .unheld = unheld,
	                 .started = (double)NAN,
	                 .took = (double)NAN,
	                 .usage = usage_unknown};

	return samples_add_run(samples, run);
}

static void
add(Samples *samples, guint32 run, const char *metric, int worker, guint32 iteration, double value)
{
	samples_add(samples, run, samples_metric(samples, metric), worker, iteration, FALSE, value);
}

/* Assert that the series is @wanted (NAN: none). */
static void
check(const Samples *samples, guint condition, const char *metric, Over over, gboolean all,
      const double *wanted)
{
	g_autoptr(GArray) series = samples_series(samples, condition, metric, over, all);

	g_assert_cmpuint(series->len, ==, samples->rounds);
	for (guint i = 0; i < series->len; i++) {
		double value = g_array_index(series, double, i);

		g_assert_true(isnan(value) == isnan(wanted[i]));
		if (!isnan(wanted[i]))
			g_assert_cmpfloat_with_epsilon(value, wanted[i], 1e-12);
	}
}

static void
test_over(void)
{
	g_autoptr(Samples) samples = samples_new(make_design());
	guint32 run = add_run(samples, 0, 3, FALSE, TRUE);
	const struct {
		Over over;
		double wanted;
	} rows[] = {{OVER_NONE, 2.5},
	            {OVER_DISTINCT, 3},
	            {OVER_SPREAD, 3},
	            {OVER_TOTAL, 10},
	            {OVER_FAIRNESS, 100.0 / 118}};
	const double values[] = {4, 1, 2.5, 2.5};

	for (guint w = 0; w < 4; w++)
		add(samples, run, "start", (int)w, 0, values[w]);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		check(samples, 3, "start", rows[i].over, FALSE, &rows[i].wanted);
}

/* Workers first, then iterations by the metric's reduction; warm-ups do not count. */
static void
test_reduce(void)
{
	g_autoptr(Samples) samples = samples_new(make_design());
	guint32 run = add_run(samples, 0, 1, FALSE, FALSE);
	const double first[] = {10, 20, 90}, second[] = {1, 2, 3};
	const struct {
		Reduce reduce;
		double wanted; /* of 20, 2, 5 */
	} rows[] = {{REDUCE_MEDIAN, 5},
	            {REDUCE_P25, 3.5},
	            {REDUCE_MEAN, 9},
	            {REDUCE_MIN, 2},
	            {REDUCE_SUM, 27}};

	for (guint w = 0; w < 3; w++) {
		add(samples, run, "lag", (int)w, 1, first[w]);
		add(samples, run, "lag", (int)w, 2, second[w]);
	}
	add(samples, run, "lag", 0, 3, 5);
	samples_add(samples, run, samples_metric(samples, "lag"), 0, 0, TRUE, 1e6);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_hash_table_insert(samples->reduce, g_strdup("lag"),
		                    GINT_TO_POINTER(rows[i].reduce));
		check(samples, 1, "lag", OVER_NONE, FALSE, &rows[i].wanted);
	}
	g_assert_cmpint(samples_reduce(samples, "start"), ==, metric_reduce("start"));
}

static void
test_rounds(void)
{
	g_autoptr(Samples) samples = samples_new(make_design());
	const double clean[] = {1, NAN, NAN, 4}, all[] = {1, 2, NAN, 4},
		     none[] = {NAN, NAN, NAN, NAN};

	add(samples, add_run(samples, 3, 0, FALSE, FALSE), "wall", -1, 0, 4);
	add(samples, add_run(samples, 0, 0, FALSE, FALSE), "wall", -1, 0, 1);
	add(samples, add_run(samples, 1, 0, FALSE, FALSE), "wall", -1, 0, 2);
	g_array_index(samples->dropped, gboolean, 1) = TRUE;
	g_assert_cmpuint(samples->rounds, ==, 4);
	g_assert_cmpuint(samples_clean_rounds(samples), ==, 3);
	check(samples, 0, "wall", OVER_NONE, FALSE, clean);
	check(samples, 0, "wall", OVER_NONE, TRUE, all);
	check(samples, 1, "wall", OVER_NONE, TRUE, none);
	check(samples, 0, "nothing", OVER_NONE, TRUE, none);
	g_assert_true(samples_has(samples, 0, "wall"));
	g_assert_false(samples_has(samples, 1, "wall"));
}

/* start comes from runs without barrier, all else from those with one, where there are both. */
static void
test_unheld(void)
{
	g_autoptr(Samples) samples = samples_new(make_design());
	guint32 held = add_run(samples, 0, 0, FALSE, FALSE);
	guint32 unheld = add_run(samples, 0, 0, FALSE, TRUE);
	const double start = 5, threads = 2, pid = 77;

	add(samples, held, "start", 0, 0, 9);
	add(samples, unheld, "start", 0, 0, 5);
	add(samples, unheld, "threads", 0, 0, 8);
	add(samples, held, "threads", 0, 0, 2);
	add(samples, unheld, "pid", 0, 0, 77);
	check(samples, 0, "start", OVER_NONE, FALSE, &start);
	check(samples, 0, "threads", OVER_NONE, FALSE, &threads);
	check(samples, 0, "pid", OVER_NONE, FALSE, &pid);
	for (guint i = 0; i < samples->samples->len; i++) {
		static const gboolean serves[] = {FALSE, TRUE, FALSE, TRUE, TRUE};

		g_assert_cmpint(
			samples_serves(samples, &g_array_index(samples->samples, Sample, i)), ==,
			serves[i]);
	}
}

static void
test_control(void)
{
	g_autoptr(Samples) samples = samples_new(make_design());
	const double own = 1;
	guint condition = 9;

	add(samples, add_run(samples, 0, 2, FALSE, FALSE), "wall", -1, 0, 1);
	g_assert_null(samples_control(samples, "wall", &condition));
	g_assert_cmpuint(condition, ==, 9);
	add(samples, add_run(samples, 0, 2, TRUE, FALSE), "wall", -1, 0, 7);
	check(samples, 2, "wall", OVER_NONE, FALSE, &own);
	{
		g_autoptr(GArray) control = samples_control(samples, "wall", &condition);

		g_assert_cmpuint(condition, ==, 2);
		g_assert_cmpfloat(g_array_index(control, double, 0), ==, 7);
	}
}

/* Of elapsed times, at the same levels; of throughputs where the time was set. */
static void
test_speedup(void)
{
	g_autoptr(Samples) samples = samples_new(make_design());
	const double wanted[] = {2, 2.5, NAN}, timed[] = {1.5, NAN, NAN};

	add(samples, add_run(samples, 0, 1, FALSE, FALSE), "elapsed", -1, 0, 8);
	add(samples, add_run(samples, 0, 3, FALSE, FALSE), "elapsed", -1, 0, 4);
	add(samples, add_run(samples, 1, 1, FALSE, FALSE), "elapsed", -1, 0, 10);
	add(samples, add_run(samples, 1, 3, FALSE, FALSE), "elapsed", -1, 0, 4);
	add(samples, add_run(samples, 2, 3, FALSE, FALSE), "elapsed", -1, 0, 4);
	add(samples, 0, "throughput", -1, 0, 100);
	add(samples, 1, "throughput", -1, 0, 150);
	check(samples, 3, "speedup", OVER_NONE, FALSE, wanted);
	samples->timed = TRUE;
	check(samples, 3, "speedup", OVER_NONE, FALSE, timed);
	add(samples, 1, "speedup", -1, 0, 42);
	{
		const double sampled[] = {42, NAN, NAN};

		check(samples, 3, "speedup", OVER_NONE, FALSE, sampled);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/samples/over", test_over);
	g_test_add_func("/samples/reduce", test_reduce);
	g_test_add_func("/samples/rounds", test_rounds);
	g_test_add_func("/samples/unheld", test_unheld);
	g_test_add_func("/samples/control", test_control);
	g_test_add_func("/samples/speedup", test_speedup);
	return g_test_run();
}
