/* t-distribution.c - distributions against values computed with 60 digits (mpmath 1.2.1). */
#include "distribution.h"

#include "random.h"
#include <math.h>

/* Assert that @x is @wanted to 12 digits. */
static void
check(double x, double wanted)
{
	g_assert_cmpfloat_with_epsilon(x, wanted, 1e-12 * fabs(wanted) + 1e-300);
}

static void
test_normal(void)
{
	static const double rows[][2] = {
		{1e-10, -6.3613409024040561991}, {0.001, -3.0902323061678135354},
		{0.005, -2.5758293035489007538}, {0.025, -1.9599639845400542118},
		{0.1, -1.2815515655446004353},   {0.3, -0.52440051270804081597},
		{0.75, 0.6744897501960817432},   {0.995, 2.5758293035489004539},
		{0.9999, 3.7190164854557083867},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		check(normal_quantile(rows[i][0]), rows[i][1]);
		check(normal_cdf(rows[i][1]), rows[i][0]);
	}
	g_assert_cmpfloat(normal_quantile(0.5), ==, 0.0);
	g_assert_true(isinf(normal_quantile(0.0)) && normal_quantile(0.0) < 0.0);
	g_assert_true(isinf(normal_quantile(1.0)) && normal_quantile(1.0) > 0.0);
	check(normal_quantile(1e-300), -37.047096299361199237);
}

static void
test_t(void)
{
	static const double rows[][3] = {
		{0.005, 1, -63.65674116287157967},   {0.005, 4, -4.6040948713499931977},
		{0.005, 9, -3.2498355415921262626},  {0.005, 14, -2.9768427343708347191},
		{0.005, 50, -2.6777932709408442412}, {0.005, 109, -2.6216883126459783206},
		{0.025, 1, -12.706204736174703938},  {0.025, 9, -2.2621571627982055086},
		{0.3, 1, -0.72654252800536093919},   {0.3, 4, -0.56864906304970548011},
		{0.3, 109, -0.52593758518685856191}, {0.6, 1, 0.32491969623290624903},
		{0.6, 50, 0.25469934298858811403},   {0.975, 9, 2.2621571627982049992},
		{0.995, 14, 2.9768427343708342812},  {0.9995, 1, 636.61924876878972983},
		{0.9995, 50, 3.4960128818111758987}, {0.9995, 109, 3.3820315034471558336},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		check(t_quantile(rows[i][0], rows[i][1]), rows[i][2]);
		check(t_cdf(rows[i][2], rows[i][1]), rows[i][0]);
	}
	g_assert_cmpfloat(t_quantile(0.5, 3), ==, 0.0);
	g_assert_cmpfloat(t_cdf(-INFINITY, 3), ==, 0.0);
	/* far tails keep their digits */
	check(t_cdf(-5, 1000), 3.3836281823243151909e-7);
}

static void
test_beta(void)
{
	static const double rows[][4] = {
		{0.1, 2, 3, 0.052300000000000005396},    {0.5, 0.5, 0.5, 0.5},
		{0.9, 10, 2, 0.69735688020000009463},    {0.01, 1, 110, 0.66896691167898583794},
		{0.3, 55, 56, 8.8221999762934987672e-6}, {0.999, 110, 1, 0.89578483290391286044},
		{0.7, 100, 40, 0.34582801012999046503},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		check(beta_cdf(rows[i][0], rows[i][1], rows[i][2]), rows[i][3]);
		check(beta_quantile(rows[i][3], rows[i][1], rows[i][2]), rows[i][0]);
	}
	g_assert_cmpfloat(beta_cdf(0.0, 2, 3), ==, 0.0);
	g_assert_cmpfloat(beta_cdf(1.0, 2, 3), ==, 1.0);
	g_assert_cmpfloat(beta_quantile(0.0, 2, 3), ==, 0.0);
	g_assert_cmpfloat(beta_quantile(1.0, 2, 3), ==, 1.0);
	g_assert_true(beta_quantile(1e-300, 0.5, 0.5) >= 0.0);
}

/* Against the sum of its probabilities. */
static void
test_binomial(void)
{
	static const double ps[] = {0.05, 0.3, 0.5, 0.95};

	for (guint n = 1; n <= 60; n += 7) {
		for (guint i = 0; i < G_N_ELEMENTS(ps); i++) {
			double term = pow(1 - ps[i], n), sum = 0.0;

			for (guint k = 0; k < n; k++) {
				sum += term;
				check(binomial_cdf(k, n, ps[i]), sum);
				term *= ps[i] / (1 - ps[i]) * (n - k) / (k + 1);
			}
		}
		g_assert_cmpfloat(binomial_cdf(-1, n, 0.5), ==, 0.0);
		g_assert_cmpfloat(binomial_cdf(n, n, 0.5), ==, 1.0);
	}
}

/* xoshiro256** of the authors' C code, state filled by splitmix64 from 0. */
static void
test_random(void)
{
	static const guint64 wanted[] = {
		G_GUINT64_CONSTANT(0x99ec5f36cb75f2b4), G_GUINT64_CONSTANT(0xbf6e1f784956452a),
		G_GUINT64_CONSTANT(0x1a5f849d4933e6e0), G_GUINT64_CONSTANT(0x6aa594f1262d2d2c)};
	Random random = random_new(0);
	double sum = 0.0, squares = 0.0;
	guint counts[7] = {0};

	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
		g_assert_cmphex(random_next(&random), ==, wanted[i]);
	for (guint i = 0; i < 70000; i++) {
		double u = random_uniform(&random), z = random_normal(&random);

		g_assert_true(u >= 0.0 && u < 1.0);
		counts[random_below(&random, 7)]++;
		sum += z;
		squares += z * z;
	}
	for (guint i = 0; i < 7; i++) /* 5 standard errors */
		g_assert_cmpfloat(fabs(counts[i] - 10000.0), <, 5 * sqrt(10000 * 6 / 7.0));
	g_assert_cmpfloat(fabs(sum / 70000), <, 5 / sqrt(70000));
	g_assert_cmpfloat(fabs(squares / 70000 - 1), <, 5 * sqrt(2 / 70000.0));
}

static void
test_seed(void)
{
	static const char *const a[] = {"ab", "c", NULL}, *const b[] = {"a", "bc", NULL};

	g_assert_true(seed_from_names(0, a) != seed_from_names(0, b));
	g_assert_true(seed_from_names(0, a) != seed_from_names(1, a));
	/* the first 8 bytes, little endian, of SHA-256 of 8 zero bytes and "ab", "c" */
	g_assert_cmphex(seed_from_names(0, a), ==, G_GUINT64_CONSTANT(0x666b82f103857fcd));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/distribution/normal", test_normal);
	g_test_add_func("/distribution/t", test_t);
	g_test_add_func("/distribution/beta", test_beta);
	g_test_add_func("/distribution/binomial", test_binomial);
	g_test_add_func("/random/stream", test_random);
	g_test_add_func("/random/seed", test_seed);
	return g_test_run();
}
