/* t-stats.c - statistics against NIST's certified values, brute force and published tables. */
#include "stats.h"

#include "distribution.h"
#include "nist.h"
#include <math.h>
#include <string.h>

/* Return NIST's log relative error: how many digits of @x agree with @certified, at most 15. */
static double
digits(double x, double certified)
{
	double error = fabs(x - certified) / fabs(certified);

	return error > 0.0 ? MIN(15.0, -log10(error)) : 15.0;
}

static void
check_set(const char *name, const double *x, guint n, const double certified[3],
          const double wanted[3])
{
	double found[] = {digits(stats_mean(x, n), certified[0]),
	                  digits(stats_sd(x, n), certified[1]),
	                  digits(stats_autocorrelation(x, n), certified[2])};

	g_test_message("%-9s n %4u, log relative error: mean %.1f, sd %.1f, r1 %.1f", name, n,
	               found[0], found[1], found[2]);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpfloat(found[i], >=, wanted[i]);
}

static void
test_nist_observed(void)
{
	static const struct {
		const char *name;
		const double *x;
		guint n;
		double certified[3];
		double wanted[3];
	} rows[] = {
		{"Michelso",
	         nist_michelso,
	         G_N_ELEMENTS(nist_michelso),
	         {299.852400000000, 0.0790105478190518, 0.535199668621283},
	         {14, 13, 13}},
		{"Mavro",
	         nist_mavro,
	         G_N_ELEMENTS(nist_mavro),
	         {2.00185600000000, 0.000429123454003053, 0.937989183438248},
	         {14, 12.5, 13}},
		{"Lew",
	         nist_lew,
	         G_N_ELEMENTS(nist_lew),
	         {-177.435000000000, 277.332168044316, -0.307304800605679},
	         {14, 13, 13}},
		{"Lottery",
	         nist_lottery,
	         G_N_ELEMENTS(nist_lottery),
	         {518.958715596330, 291.699727470969, -0.120948622967393},
	         {14, 13, 13}},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		check_set(rows[i].name, rows[i].x, rows[i].n, rows[i].certified, rows[i].wanted);
}

/* The first @n digits of pi, by the spigot of Rabinowitz and Wagon (1995). */
static double *
pi_digits(guint n)
{
	guint len = 10 * (n + 2) / 3 + 1, nines = 0, held = 0, out = 0;
	g_autofree guint *a = g_new(guint, len);
	double *digit = g_new(double, n + 64);
	gboolean first = TRUE;

	for (guint i = 0; i < len; i++)
		a[i] = 2;
	while (out < n) {
		guint carry = 0, q;

		for (guint i = len; i-- > 1;) {
			guint x = 10 * a[i] + carry * (i + 1);

			a[i] = x % (2 * i + 1);
			carry = x / (2 * i + 1);
		}
		q = 10 * a[0] + carry;
		a[0] = q % 10;
		q /= 10;
		if (q == 9) {
			nines++;
			continue;
		}
		if (!first)
			digit[out++] = held + (q == 10);
		for (; nines > 0; nines--)
			digit[out++] = q == 10 ? 0 : 9;
		held = q == 10 ? 0 : q;
		first = FALSE;
	}
	return digit;
}

/*
 * NIST's file holds a 3 where the 956th decimal of pi is an 8, and its certified values fit the
 * file. The values for pi itself are from exact fractions.
 */
static void
test_nist_pi(void)
{
	static const double exact[] = {4.5358, 2.8676755521876114, -0.0038020976321151406};
	static const double certified[] = {4.53480000000000, 2.86733906028871,
	                                   -0.00355099287237972};
	static const double near[] = {8, 1, 8, 5, 7, 7, 8, 0, 5, 3, 2, 1}; /* from 950 */
	static const double wanted[] = {14, 13, 13};
	g_autofree double *x = pi_digits(5000);

	check_set("pi", x, 5000, exact, wanted);
	for (guint i = 0; i < G_N_ELEMENTS(near); i++)
		g_assert_cmpfloat(x[950 + i], ==, near[i]);
	x[956] = 3;
	check_set("PiDigits", x, 5000, certified, wanted);
}

/* NumAcc2 to 4: one value in the middle, then pairs around it. */
static void
check_pairs(const char *name, double middle, double low, double high, const double wanted[3])
{
	double x[1001], certified[] = {middle, 0.1, -0.999};

	x[0] = middle;
	for (guint i = 1; i < G_N_ELEMENTS(x); i++)
		x[i] = i % 2 ? low : high;
	check_set(name, x, G_N_ELEMENTS(x), certified, wanted);
}

static void
test_nist_made(void)
{
	static const double first[] = {10000001, 10000003, 10000002};
	static const double certified[] = {10000002, 1, -0.5};
	static const double easy[] = {14, 13, 13}, third[] = {14, 9, 9}, fourth[] = {14, 8, 7};

	check_set("NumAcc1", first, 3, certified, easy);
	check_pairs("NumAcc2", 1.2, 1.1, 1.3, easy);
	check_pairs("NumAcc3", 1000000.2, 1000000.1, 1000000.3, third);
	check_pairs("NumAcc4", 10000000.2, 10000000.1, 10000000.3, fourth);
}

/* R 4.2: quantile(x, p, type = 7) */
static void
test_quantile(void)
{
	static const double x[] = {1, 2, 4, 8, 16};
	static const double rows[][2] = {{0, 1},    {0.1, 1.4},  {0.25, 2},    {0.5, 4},
	                                 {0.75, 8}, {0.9, 12.8}, {0.95, 14.4}, {1, 16}};
	static const double even[] = {3, 1, 2, 10};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpfloat_with_epsilon(stats_quantile(x, 5, rows[i][0]), rows[i][1], 1e-14);
	g_assert_cmpfloat(stats_median(even, 4), ==, 2.5);
	g_assert_cmpfloat(stats_median(even, 1), ==, 3);
	g_assert_cmpfloat(stats_mad(even, 4), ==, 1.0);
}

static void
test_small(void)
{
	static const double one[] = {5}, same[] = {2, 2, 2}, none[] = {0, 0},
			    shares[] = {1, 0, 0, 0};
	static const double huge[] = {1e200, 1e200, 1e200};

	g_assert_cmpfloat(stats_mean(one, 1), ==, 5);
	g_assert_cmpfloat(stats_sd(one, 1), ==, 0);
	g_assert_cmpfloat(stats_autocorrelation(one, 1), ==, 0);
	g_assert_cmpfloat(stats_autocorrelation(same, 3), ==, 0);
	g_assert_cmpfloat(stats_autocorrelation(NULL, 0), ==, 0);
	g_assert_cmpfloat(stats_jain(same, 3), ==, 1);
	g_assert_cmpfloat(stats_jain(none, 2), ==, 1);
	g_assert_cmpfloat(stats_jain(shares, 4), ==, 0.25);
	g_assert_cmpfloat_with_epsilon(stats_jain(huge, 3), 1, 1e-15);
}

/* Return n choose k. */
static double
choose(guint n, guint k)
{
	double c = 1.0;

	for (guint i = 0; i < k; i++)
		c = c * (n - i) / (i + 1);
	return c;
}

/* The interval is the tightest that leaves at most alpha / 2 outside, by summing probabilities. */
static void
test_quantile_interval(void)
{
	static const double ps[] = {0.5, 0.05, 0.25, 0.9, 0.95},
			    levels[] = {0.9, 0.95, 0.99, 0.999};

	for (guint n = 1; n <= 60; n++) {
		double x[60];

		for (guint i = 0; i < n; i++)
			x[i] = i + 1;
		for (guint c = 0; c < G_N_ELEMENTS(ps) * G_N_ELEMENTS(levels); c++) {
			double p = ps[c % G_N_ELEMENTS(ps)], level = levels[c / G_N_ELEMENTS(ps)];
			double tail = (1 - level) / 2 * (1 + 1e-9), below = 0.0, above = 0.0;
			double low = -INFINITY, high = INFINITY;
			Interval found = stats_quantile_interval(x, n, p, level);

			for (guint k = 0; k < n; k++) { /* P(K <= k) and P(K >= n - k) */
				below += choose(n, k) * pow(p, k) * pow(1 - p, n - k);
				above += choose(n, k) * pow(1 - p, k) * pow(p, n - k);
				low = below <= tail ? x[k] : low;
				high = above <= tail ? x[n - 1 - k] : high;
			}
			g_assert_cmpfloat(found.low, ==, low);
			g_assert_cmpfloat(found.high, ==, high);
		}
	}
}

static void
test_rounds(void)
{
	double x[120] = {0}, low = 7, high = 7;

	g_assert_false(stats_median_interval(x, 7, 0.99, &low, &high));
	g_assert_cmpfloat(low, ==, 7); /* untouched */
	g_assert_true(stats_median_interval(x, 8, 0.99, &low, &high));
	g_assert_cmpuint(stats_quantile_rounds(0.5, 0.99, TRUE), ==, 8);
	g_assert_cmpuint(stats_quantile_rounds(0.9, 0.95, FALSE), ==, 36);
	g_assert_cmpuint(stats_quantile_rounds(0.9, 0.99, FALSE), ==, 51);
	g_assert_cmpuint(stats_quantile_rounds(0.95, 0.99, FALSE), ==, 104);
	for (guint n = 1; n < 120; n++) {
		Interval found = stats_quantile_interval(x, n, 0.95, 0.99);

		g_assert_true(isfinite(found.high) ==
		              (n >= stats_quantile_rounds(0.95, 0.99, FALSE)));
		g_assert_true(isfinite(found.low) ==
		              (n >= stats_quantile_rounds(0.95, 0.99, TRUE)));
	}
	g_assert_cmpuint(stats_min_rounds(0.95), ==, 10);
	g_assert_cmpuint(stats_min_rounds(0.99), ==, 10);
	g_assert_cmpuint(stats_min_rounds(0.999), ==, 11);
	g_assert_cmpuint(stats_min_rounds(1 - 1.0 / 4096), ==, 13);
}

/* Reference values computed with 60 digits (mpmath 1.2.1). */
static void
test_rate_interval(void)
{
	static const struct {
		guint k, n;
		double level, low, high;
	} rows[] = {
		{0, 10, 0.95, 0.0, 0.30849710781876076249},
		{1, 10, 0.95, 0.0025285785444617867738, 0.44501611702819535866},
		{5, 10, 0.99, 0.12831055393508328081, 0.87168944606491671919},
		{9, 10, 0.99, 0.45571294310031319847, 0.99949887142453536568},
		{10, 10, 0.99, 0.58870401865247468175, 1.0},
		{48, 51, 0.99, 0.80095687718349910928, 0.99326454046279465847},
		{3, 110, 0.95, 0.0056599964414792941109, 0.077636770499513240537},
		{55, 110, 0.99, 0.37495018803492904353, 0.62504981196507095647},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Interval found = stats_rate_interval(rows[i].k, rows[i].n, rows[i].level);

		g_assert_cmpfloat_with_epsilon(found.low, rows[i].low,
		                               1e-12 * (rows[i].low + 1e-3));
		g_assert_cmpfloat_with_epsilon(found.high, rows[i].high, 1e-12);
	}
}

/* A rate of two thirds or of one, until the interval leaves out the edge: against all that are
 * whole. */
static void
test_rate_rounds(void)
{
	static const struct {
		guint k, of; /* the rate */
		double edge, level;
	} rows[] = {{2, 3, 0.5, 0.99}, {2, 3, 0.9, 0.95},  {1, 3, 0.5, 0.99},  {1, 1, 0.9, 0.99},
	            {0, 1, 0.1, 0.99}, {9, 10, 0.8, 0.99}, {1, 10, 0.2, 0.95}, {1, 1, 0.99, 0.95}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		double p = (double)rows[i].k / rows[i].of, edge = rows[i].edge;
		guint found = stats_rate_rounds(p, edge, rows[i].level), times = 0;
		Interval interval;

		do {
			times++;
			interval = stats_rate_interval(times * rows[i].k, times * rows[i].of,
			                               rows[i].level);
		} while (interval.low <= edge && edge <= interval.high);
		g_assert_cmpuint(found, <=, times * rows[i].of);
		g_assert_cmpuint(found, >, (times - 1) * rows[i].of);
	}
	g_assert_cmpuint(stats_rate_rounds(0.5, 0.5, 0.99), ==, 0);
	g_assert_cmpuint(stats_rate_rounds(0.5, 0.5001, 0.99), ==, 0); /* too many */
	g_assert_cmpuint(stats_rate_rounds(1, 0, 0.99), ==, 1);
}

static void
test_widening(void)
{
	g_assert_cmpfloat(stats_widening(0.1, 50), ==, 1.0); /* below 1 / sqrt(50) */
	g_assert_cmpfloat(stats_widening(-0.5, 50), ==, 1.0);
	g_assert_cmpfloat(stats_widening(0.9, 1), ==, 1.0);
	/* r = 0.5 + 2.5 / 50 = 0.55: sqrt(1.55 / 0.45) */
	g_assert_cmpfloat_with_epsilon(stats_widening(0.5, 50), 1.8559214542766738, 1e-12);
	g_assert_cmpfloat_with_epsilon(stats_widening(0.99, 50), sqrt(19.0), 1e-12);
}

static void
test_trend(void)
{
	double up[12], level[12], odd[12];

	for (guint i = 0; i < 12; i++) {
		up[i] = i;
		level[i] = 3;
		odd[i] = i % 2;
	}
	/* S = 66, var = 12 * 11 * 29 / 18 */
	g_assert_cmpfloat_with_epsilon(stats_trend(up, 12), 65 / sqrt(3828 / 18.0), 1e-12);
	g_assert_cmpfloat(stats_trend(level, 12), ==, 0);
	/* S = 6 concordant - discordant pairs, ties corrected */
	g_assert_cmpfloat(fabs(stats_trend(odd, 12)), <, 1);
	g_assert_cmpfloat(stats_trend(up, 2), ==, 0);
}

static void
test_bimodal(void)
{
	double two[15], one[15], low = 0, high = 0;

	for (guint i = 0; i < 15; i++) {
		one[i] = 1 + 0.1 * (i * 4 % 15);
		two[i] = one[i] + (i % 5 == 0 ? 8 : 0);
	}
	g_assert_true(stats_bimodal(two, 15, &low, &high));
	g_assert_cmpfloat(low, <, 2.5);
	g_assert_cmpfloat(high, >, 8.9);
	g_assert_false(stats_bimodal(one, 15, &low, &high));
	g_assert_false(stats_bimodal(two, 14, &low, &high)); /* too few to tell */
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stats/nist/observed", test_nist_observed);
	g_test_add_func("/stats/nist/pi", test_nist_pi);
	g_test_add_func("/stats/nist/made", test_nist_made);
	g_test_add_func("/stats/quantile", test_quantile);
	g_test_add_func("/stats/small", test_small);
	g_test_add_func("/stats/quantile-interval", test_quantile_interval);
	g_test_add_func("/stats/rounds", test_rounds);
	g_test_add_func("/stats/rate-interval", test_rate_interval);
	g_test_add_func("/stats/rate-rounds", test_rate_rounds);
	g_test_add_func("/stats/widening", test_widening);
	g_test_add_func("/stats/trend", test_trend);
	g_test_add_func("/stats/bimodal", test_bimodal);
	return g_test_run();
}
