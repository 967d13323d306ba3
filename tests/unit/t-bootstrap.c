/* t-bootstrap.c - resampling against exact distributions, and the same seed gives the same bits. */
#include "bootstrap.h"

#include "distribution.h"
#include "random.h"
#include <math.h>
#include <string.h>

#define N 9

/* The median of N rounds whose values are 0 to N - 1. */
static void
median(const guint32 *counts, double *results, gpointer data)
{
	guint seen = 0, i = 0;

	(void)data;
	while (seen + counts[i] <= N / 2)
		seen += counts[i++];
	results[0] = i;
	results[1] = counts[0];
}

static double *
draw(guint64 seed)
{
	static const guint strata[] = {N};
	const Bootstrap bootstrap = {
		.strata = strata, .n_strata = 1, .n_results = 2, .statistic = median, .seed = seed};

	return bootstrap_draw(&bootstrap);
}

/* P(median <= k) is that of Binomial(N, (k + 1) / N) reaching 5 (Efron 1979). */
static void
test_exact(void)
{
	g_autofree double *all = draw(1);

	for (guint k = 0; k + 1 < N; k++) {
		double p = 1.0 - binomial_cdf(N / 2, N, (k + 1.0) / N);
		double error = sqrt(p * (1 - p) / BOOTSTRAP_RESAMPLES);
		guint below = 0;

		for (guint b = 0; b < BOOTSTRAP_RESAMPLES; b++)
			below += all[b] <= k;
		g_assert_cmpfloat(fabs((double)below / BOOTSTRAP_RESAMPLES - p), <,
		                  5 * error + 1e-9);
	}
	for (guint b = 0; b < BOOTSTRAP_RESAMPLES; b++) /* a round of N is drawn up to N times */
		g_assert_true(all[BOOTSTRAP_RESAMPLES + b] >= 0 &&
		              all[BOOTSTRAP_RESAMPLES + b] <= N);
}

/* The ends of the interval are the order statistics that the exact distribution has there. */
static void
test_lands(void)
{
	static const double levels[] = {0.90, 0.95, 0.99};

	for (guint l = 0; l < G_N_ELEMENTS(levels); l++) {
		double t = t_quantile(0.5 + levels[l] / 2, N - 1);
		double tail = normal_cdf(-sqrt(N / (N - 1.0)) * t);
		g_autofree double *all = draw(l);
		Interval found = bootstrap_expanded(all, N, levels[l]);
		guint k = 0;

		while (1.0 - binomial_cdf(N / 2, N, (k + 1.0) / N) < tail)
			k++;
		g_test_message("%g %%: [%g, %g], exactly %u", 100 * levels[l], found.low,
		               found.high, k);
		g_assert_cmpfloat(found.low, ==, k);
		g_assert_cmpfloat(found.high, ==, N - 1 - k);
	}
}

/* What is selected is what sorting would find, in any order and with any ties. */
static void
test_selects(void)
{
	static const guint32 many[] = {1, 2, 10, 1000, 1000000};
	g_autofree double *x = g_new(double, BOOTSTRAP_RESAMPLES);
	Random random = random_new(5);

	for (guint i = 0; i < 8 * G_N_ELEMENTS(many); i++) {
		double level = 1 - 0.5 * random_uniform(&random), n = 10 + i, tail;
		g_autofree double *sorted = NULL;
		Interval found;

		for (guint b = 0; b < BOOTSTRAP_RESAMPLES; b++)
			x[b] = random_below(&random, many[i / 8]) + (i % 8 == 0 ? b : 0);
		sorted = stats_sorted(x, BOOTSTRAP_RESAMPLES);
		found = bootstrap_expanded(x, 10 + i, level);
		tail = normal_cdf(-sqrt(n / (n - 1)) * t_quantile(0.5 + level / 2, n - 1));
		g_assert_cmpfloat(found.low, ==, stats_quantile(sorted, BOOTSTRAP_RESAMPLES, tail));
		g_assert_cmpfloat(found.high, ==,
		                  stats_quantile(sorted, BOOTSTRAP_RESAMPLES, 1 - tail));
	}
}

static void
test_repeatable(void)
{
	g_autofree double *a = draw(7), *b = draw(7), *c = draw(8);
	const int size = 2 * BOOTSTRAP_RESAMPLES * (int)sizeof(double);

	g_assert_cmpmem(a, size, b, size);
	g_assert_cmpint(memcmp(a, c, (gsize)size), !=, 0);
}

/* Two strata are drawn on their own: each keeps its number of rounds. */
static void
strata_sizes(const guint32 *counts, double *results, gpointer data)
{
	(void)data;
	results[0] = counts[0] + counts[1] + counts[2];
	results[1] = counts[3] + counts[4];
}

static void
test_strata(void)
{
	static const guint strata[] = {3, 2};
	const Bootstrap bootstrap = {
		.strata = strata, .n_strata = 2, .n_results = 2, .statistic = strata_sizes};
	g_autofree double *all = bootstrap_draw(&bootstrap);

	for (guint b = 0; b < BOOTSTRAP_RESAMPLES; b++) {
		g_assert_cmpfloat(all[b], ==, 3);
		g_assert_cmpfloat(all[BOOTSTRAP_RESAMPLES + b], ==, 2);
	}
}

static void
test_expanded(void)
{
	g_autofree double *x = g_new(double, BOOTSTRAP_RESAMPLES);
	Interval interval;

	for (guint b = 0; b < BOOTSTRAP_RESAMPLES; b++)
		x[BOOTSTRAP_RESAMPLES - 1 - b] = (double)b / (BOOTSTRAP_RESAMPLES - 1);
	/* n = 10, 95 %: tail Phi(-sqrt(10 / 9) 2.262...) = 0.008550639... */
	interval = bootstrap_expanded(x, 10, 0.95);
	g_assert_cmpfloat_with_epsilon(interval.low, 0.008550639024406355, 1e-12);
	g_assert_cmpfloat_with_epsilon(interval.high, 1 - 0.008550639024406355, 1e-12);
	x[17] = (double)NAN;
	interval = bootstrap_expanded(x, 10, 0.95);
	g_assert_true(isinf(interval.low) && isinf(interval.high));
}

static void
test_studentised(void)
{
	g_autofree double *x = g_new(double, BOOTSTRAP_RESAMPLES);
	Interval interval;

	for (guint b = 0; b < BOOTSTRAP_RESAMPLES; b++) /* from -1 to 3: skewed to the right */
		x[b] = -1 + 4.0 * b / (BOOTSTRAP_RESAMPLES - 1);
	interval = bootstrap_t(x, 10, 2, 0.90);
	g_assert_cmpfloat_with_epsilon(interval.low, 10 - 2 * 2.8, 1e-12);
	g_assert_cmpfloat_with_epsilon(interval.high, 10 + 2 * 0.8, 1e-12);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/bootstrap/exact", test_exact);
	g_test_add_func("/bootstrap/lands", test_lands);
	g_test_add_func("/bootstrap/selects", test_selects);
	g_test_add_func("/bootstrap/repeatable", test_repeatable);
	g_test_add_func("/bootstrap/strata", test_strata);
	g_test_add_func("/bootstrap/expanded", test_expanded);
	g_test_add_func("/bootstrap/studentised", test_studentised);
	return g_test_run();
}
