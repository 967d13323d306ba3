/* t-calibration.c - iterations, warm-ups and batches from planted costs and variances. */
#include "calibration.h"
#include "random.h"
#include <math.h>

/* One condition whose runs are planted. */
typedef struct Plant {
	double iteration; /* s */
	double run;       /* s beside the iterations */
	double within;    /* standard deviations of the logarithms */
	double between;
	const char *metric;
	gboolean unheld;
} Plant;

/* Make @rounds rounds of @iterations and a warm-up, which is slow. */
static Samples *
plant(const Plant *plants, guint n, guint rounds, guint iterations)
{
	Design *design = design_new("plants");
	Random random = random_new(11);
	Samples *samples;

	for (guint c = 0; c < n; c++) {
		g_autofree char *name = g_strdup_printf("e%u", c);

		design_add_condition(design, name, NULL);
	}
	samples = samples_new(design);
	for (guint r = 0; r < rounds; r++) {
		for (guint c = 0; c < n; c++) {
			const Plant *p = &plants[c];
			Run run = {.round = r, .condition = c, .unheld = p->unheld};
			guint32 index = samples_add_run(samples, run);
			double level = p->between * random_normal(&random), total = p->run;

			for (guint i = 0; i <= iterations; i++) {
				double value = p->iteration *
				               exp(level + p->within * random_normal(&random)) *
				               (i == 0 ? 5 : 1);

				total += value;
				samples_add(samples, index, samples_metric(samples, p->metric), -1,
				            i, i == 0, value);
			}
			g_array_index(samples->runs, Run, index).took = total;
		}
	}
	return samples;
}

static void
test_iterations(void)
{
	static const struct {
		Plant plants[2];
		guint n;
		double time;
		guint least, most;
	} rows[] = {
		/* sqrt(0.1 / 0.001 * 1) = 10 */
		{{{1e-3, 0.1, 0.1, 0.1, "elapsed", FALSE}}, 1, 10, 7, 15},
		/* the condition that wants most decides: sqrt(100 * 9) = 30 */
		{{{1e-3, 0.1, 0.1, 0.1, "elapsed", FALSE}, {1e-3, 0.1, 0.3, 0.1, "life", TRUE}},
	         2,
	         10,
	         20,
	         45},
		/* dear iterations, cheap runs: no fewer than three */
		{{{1, 0.01, 0.1, 0.1, "elapsed", FALSE}}, 1, 100, 3, 3},
		/* runs hardly differ, which few cannot show: sqrt(100 * 16) = 40, at most */
		{{{1e-3, 0.1, 0.3, 0, "elapsed", FALSE}}, 1, 10, 30, 41},
		{{{1e-5, 0.1, 0.3, 0, "elapsed", FALSE}}, 1, 10, 100, 100},
		/* nothing varies: three will do */
		{{{1e-3, 0.1, 0, 0, "elapsed", FALSE}}, 1, 10, 3, 3},
		/* but no more than there is time for, a warm-up included */
		{{{1e-3, 0.1, 0.3, 0.03, "elapsed", FALSE}}, 1, 0.02, 14, 22},
		{{{1, 0.01, 0.1, 0.1, "elapsed", FALSE}}, 1, 0.1, 1, 1},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Samples) samples = plant(rows[i].plants, rows[i].n, 40, 20);
		guint found = calibration_iterations(samples, rows[i].time);

		g_test_message("row %u: %u iterations", i, found);
		g_assert_cmpuint(found, >=, rows[i].least);
		g_assert_cmpuint(found, <=, rows[i].most);
	}
}

static void
test_pilot(void)
{
	static const struct {
		double iteration, time;
		guint pilot;
	} rows[] = {
		{1e-4, 1, CALIBRATION_PILOT_ITERATIONS},
		{0.2, 1.05, 4},
		{0.3, 1, 0}, /* a warm-up and three do not fit */
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Plant p = {rows[i].iteration, 0.05, 0, 0, "elapsed", FALSE};
		g_autoptr(Samples) samples = plant(&p, 1, 1, 3);

		g_assert_cmpuint(calibration_pilot(samples, rows[i].time), ==, rows[i].pilot);
	}
}

static void
test_batch(void)
{
	static const struct {
		double work, sample_time;
		guint before, batch;
	} rows[] = {
		{1e-3, 1e-6, 1, 1},
		{1e-7, 1e-6, 1, 16},
		{1e-7, 1e-6, 32, 32}, /* it never shrinks */
		{0, 1e-6, 1, 1024},   /* shorter than the clock can tell */
		{1e-9, 1e3, 1, CALIBRATION_MAX_BATCH},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Plant p = {rows[i].work, 0.05, 0, 0, "work", FALSE};
		g_autoptr(Samples) samples = plant(&p, 1, 1, 1);

		g_assert_cmpuint(calibration_batch(samples, rows[i].before, rows[i].sample_time),
		                 ==, rows[i].batch);
	}
	g_assert_cmpfloat(calibration_sample_time(1e-6), >=, 1e-3);
	g_assert_cmpfloat(calibration_sample_time(0), >, 0); /* some readings */
}

static void
test_single(void)
{
	static const struct {
		const char *metric;
		gboolean single;
	} rows[] = {{"elapsed", FALSE}, {"wall", FALSE},   {"observed", TRUE},
	            {"share", TRUE},    {"lost-it", TRUE}, {"start", FALSE}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Plant p = {1, 1, 0, 0, rows[i].metric, FALSE};
		g_autoptr(Samples) samples = plant(&p, 1, 1, 1);

		g_assert_cmpint(calibration_is_single(samples), ==, rows[i].single);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/calibration/iterations", test_iterations);
	g_test_add_func("/calibration/pilot", test_pilot);
	g_test_add_func("/calibration/batch", test_batch);
	g_test_add_func("/calibration/single", test_single);
	return g_test_run();
}
