/* t-soundness.c - tests of series: what they are by hand, and how often noise deceives them. */
#include "random.h"
#include "soundness.h"
#include "stats.h"
#include <math.h>

static void
test_by_hand(void)
{
	static const double rising[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	static const double step[] = {2, 2, 2, 1, 1, 1, 1, 1, 1, 1};
	static const double down[] = {1, 1, 1, 2, 2, 2, 2, 2, 2, 2};
	static const double late[] = {1, 1, 2, 2, 2, 1, 1, 1, 1, 1};
	static const double flat[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
	static const double apart[] = {30, 32, 31, 11, 9, 10, 10.5, 9.5, 10.2, 9.8};
	static const double above[] = {12, 13, 12.5, 11, 9, 14, 10.5, 9.5, 10.2, 9.8};

	/* S = 45 of 45 pairs, variance 125: (45 - 1) / sqrt(125) = 3.9355 */
	g_assert_cmpfloat_with_epsilon(soundness_trend(rising, 10), 8.30307e-5, 1e-9);
	g_assert_cmpfloat(soundness_trend(flat, 10), ==, 1);
	/* r1 of 1 to 10 is 0.7; (0.7 + 0.1) / sqrt(64 / 900) = 3 */
	g_assert_cmpfloat_with_epsilon(soundness_neighbours(rising, 10), 1.349898e-3, 1e-8);
	g_assert_cmpfloat(soundness_neighbours(flat, 10), >, 0.3);
	/* Two of the 120 choices of three rounds, those at either end. */
	g_assert_cmpfloat_with_epsilon(soundness_beginning(step, 10), 1.0 / 60, 1e-12);
	g_assert_cmpfloat_with_epsilon(soundness_beginning(down, 10), 1.0 / 60, 1e-12);
	g_assert_cmpfloat(soundness_beginning(late, 10), ==, 1);
	g_assert_cmpfloat(soundness_beginning(apart, 10), <, 1e-7);
	g_assert_cmpfloat(soundness_beginning(above, 10), ==, 1);
	g_assert_cmpfloat(soundness_beginning(rising, 10), ==, 1); /* it is a trend */
	g_assert_cmpfloat(soundness_beginning(apart, 6), ==, 1);
	g_assert_cmpfloat(soundness_heaps(apart, 10), ==, 1); /* too few */
}

/* Two heaps, in an order that says nothing, are heaps and nothing else. */
static void
test_heaps(void)
{
	Random random = random_new(4);
	double values[30];

	for (guint i = 0; i < 30; i++)
		values[i] = (i * 7 % 30 < 9 ? 2 : 0) + 0.1 * random_normal(&random);
	g_assert_cmpfloat(soundness_heaps(values, 30), <, 1e-6);
	g_assert_cmpfloat(soundness_trend(values, 30), >, 0.01);
	g_assert_cmpfloat(soundness_neighbours(values, 30), >, 0.01);
	/* Fourteen of -1 and 1, six of 9 and 11: the gap is 8, the variance within 20 / 18. */
	for (guint i = 0; i < 20; i++)
		values[i] = (i < 14 ? 0 : 10) + (i % 2 ? 1 : -1);
	g_assert_cmpfloat_with_epsilon(log10(soundness_heaps(values, 20)),
	                               -(2 + 20 * 8 / sqrt(20.0 / 18)) / 26, 1e-9);
	for (guint i = 0; i < 30; i++)
		values[i] = i;
	g_assert_cmpfloat(soundness_heaps(values, 30), ==, 1);
}

/* What the p-values are of. */
typedef enum Noise {
	NOISE_NORMAL,
	NOISE_UNIFORM,
	NOISE_EXPONENTIAL,
	NOISES,
} Noise;

static double
draw(Random *random, Noise noise)
{
	double u = random_uniform(random);

	return noise == NOISE_NORMAL    ? random_normal(random)
	       : noise == NOISE_UNIFORM ? u
	                                : -log(1 - u);
}

/* A p-value below the level is as rare as the level says, give or take three standard errors. */
static void
test_level(void)
{
	static const struct {
		const char *name;
		SoundnessTest test;
		double most[NOISES]; /* of p < 0.01 */
		double least;        /* with 51 normal values */
	} rows[] = {
		{"trend", soundness_trend, {0.01, 0.01, 0.01}, 0.007},
		{"neighbours", soundness_neighbours, {0.016, 0.016, 0.016}, 0.005},
		{"beginning", soundness_beginning, {0.01, 0.01, 0.01}, 0},
		{"heaps", soundness_heaps, {0.001, 0.005, 0.03}, 0},
	};
	static const guint sizes[] = {10, 15, 22, 33, 51};
	const guint many = 4000;

	for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
		for (guint s = 0; s < G_N_ELEMENTS(sizes) * NOISES; s++) {
			Noise noise = (Noise)(s % NOISES);
			guint n = sizes[s / NOISES], found = 0;
			double most = rows[r].most[noise], rate;
			Random random = random_new(s);

			for (guint i = 0; i < many; i++) {
				double values[51];

				for (guint k = 0; k < n; k++)
					values[k] = draw(&random, noise);
				found += rows[r].test(values, n) < 0.01;
			}
			rate = (double)found / many;
			g_test_message("%s, n = %u, noise %u: %.2f %%", rows[r].name, n, noise,
			               100 * rate);
			g_assert_cmpfloat(rate, <=, most + 3 * sqrt(most * (1 - most) / many));
			if (n == 51 && noise == NOISE_NORMAL)
				g_assert_cmpfloat(rate, >=, rows[r].least);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/soundness/by-hand", test_by_hand);
	g_test_add_func("/soundness/heaps", test_heaps);
	g_test_add_func("/soundness/level", test_level);
	return g_test_run();
}
