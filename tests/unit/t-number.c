/* t-number.c - numbers for readers. */
#include "number.h"

#include <math.h>

#define NONE UNIT_NONE
#define S    UNIT_SECOND
#define B    UNIT_BYTE
#define HZ   UNIT_PER_SECOND
#define NAN_ ((double)NAN)
#define INF  ((double)INFINITY)

static const struct {
	double value, low, high;
	Unit unit;
	const char *text, *interval;
} cases[] = {
	/* the last digit is the first uncertain one; the ends have one more if that is a small one
         */
	{20e-6, 18.9e-6, 21e-6, S, "20\u202fµs", "18.9 to 21.0\u202fµs"},
	{19.94, 18.9, 21, NONE, "20", "18.9 to 21.0"},
	{0.97, 0.962, 0.975, NONE, "0.970", "0.962 to 0.975"},
	{1.23456789, 1.2344, 1.2347, NONE, "1.2346", "1.23440 to 1.23470"},
	{0.97, 0.5, 3, NONE, "1", "0.5 to 3.0"},
	{210, 200, 230, HZ, "210/s", "200 to 230/s"},
	{-3.2e-3, -4e-3, -2e-3, S, "−3\u202fms", "−4.0 to −2.0\u202fms"},
	{5e7, 4e7, 6e7, B, "48\u202fMiB", "38 to 57\u202fMiB"},
	/* exact */
	{2000, 2000, 2000, NONE, "2000", "exactly 2000"},
	{1234567, 1234567, 1234567, NONE, "1\u202f234\u202f567", "exactly 1\u202f234\u202f567"},
	{0.1, 0.1, 0.1, NONE, "0.1", "exactly 0.1"},
	{0.15625, 0.15625, 0.15625, NONE, "0.15625", "exactly 0.15625"},
	{1.0 / 3, 1.0 / 3, 1.0 / 3, NONE, "0.333", "0.333 in every round"},
	{0.3, 0.1 * 3, 0.3, NONE, "0.3", "exactly 0.3"},
	{0.25, 0.25, 0.25, S, "250\u202fms", "exactly 250\u202fms"},
	{0, 0, 0, S, "0\u202fs", "exactly 0\u202fs"},
	{0, 0, 0, NONE, "0", "exactly 0"},
	{4096, 4096, 4096, B, "4\u202fKiB", "exactly 4\u202fKiB"},
	{1234567, 1234567, 1234567, B, "1\u202f234\u202f567\u202fB",
         "exactly 1\u202f234\u202f567\u202fB"},
	/* counts are whole */
	{2, 2, 3, NONE, "2", "2 to 3"},
	{2.5, 2, 3, NONE, "2.5", "2 to 3"},
	{314159, 280000, 350000, NONE, "310\u202f000", "280\u202f000 to 350\u202f000"},
	{199998, NAN_, NAN_, NONE, "199\u202f998", "–"},
	{1999998, NAN_, NAN_, NONE, "1\u202f999\u202f998", "–"},
	{3, 2, INF, NONE, "3", "at least 2"},
	/* around zero the interval decides on prefix and digits */
	{0, -5e-6, 5e-6, S, "0\u202fµs", "−5 to 5\u202fµs"},
	{3e-7, -20e-3, 25e-3, S, "0\u202fms", "−20 to 25\u202fms"},
	{-0.3, -20.5, 25, NONE, "0", "−21 to 25"},
	{3e-6, -2e-6, 40e-3, S, "0\u202fms", "−0.002 to 40\u202fms"},
	{0, 0, 3e-6, S, "0\u202fµs", "0.0 to 3.0\u202fµs"},
	{-5e-3, -6e-3, -4e-3, S, "−5\u202fms", "−6.0 to −4.0\u202fms"},
	/* an interval wider than its value: no zero that was not measured, no false digits
         */
	{20.3, 5, 500, NONE, "20", "5 to 500"},
	{1.2e-3, 0.9e-3, 0.5, S, "1\u202fms", "0.9 to 500\u202fms"},
	{1.2, 0.004, 500, NONE, "1", "0.004 to 500"},
	{900e-6, 500e-6, 1.5, S, "900\u202fµs", "500\u202fµs to 1.5\u202fs"},
	{0.4e-6, 0, 30e-6, S, "0.4\u202fµs", "0 to 30\u202fµs"},
	/* rounding does not put a value outside of its interval */
	{0.44, 0.41, 0.68, NONE, "0.44", "0.41 to 0.68"},
	{70, 65, 500, NONE, "70", "70 to 500"},
	{0.9995, 0.87911, 0.99997, NONE, "1.00", "0.88 to 1.00"},
	{1.3, 0.93, 1.33, NONE, "1.3", "0.93 to 1.33"},
	/* no interval: two digits */
	{999.7e-6, NAN_, NAN_, S, "1.0\u202fms", "–"},
	{0.9997, NAN_, NAN_, NONE, "1.0", "–"},
	{2.1e6, NAN_, NAN_, HZ, "2.1\u202fmillion/s", "–"},
	{1.5e-10, NAN_, NAN_, S, "0.15\u202fns", "–"},
	{1234.5, NAN_, NAN_, B, "1.2\u202fKiB", "–"},
	{NAN_, NAN_, NAN_, S, "–", "–"},
	/* no scientific notation, but where there were only zeros */
	{0.000012, NAN_, NAN_, NONE, "0.000012", "–"},
	{12345.6, 12000, 12500, NONE, "12\u202f300", "12\u202f000 to 12\u202f500"},
	{5.1e13, 4e13, 6e13, NONE, "50\u202ftrillion", "40 to 60\u202ftrillion"},
	{1.234e-12, 1.1e-12, 1.3e-12, NONE, "1.2\u202f×\u202f10⁻¹²",
         "1.10\u202f×\u202f10⁻¹² to 1.30\u202f×\u202f10⁻¹²"},
	{1e300, NAN_, NAN_, NONE, "1.0\u202f×\u202f10³⁰⁰", "–"},
	/* one end */
	{3.1, 2.1, INF, NONE, "3", "at least 2.1"},
	{3e-3, -INF, 4e-3, S, "3\u202fms", "at most 4.0\u202fms"},
	{3.25, 3.25, INF, NONE, "3.25", "at least 3.25"},
	/* many digits are cut at six; the ends can be told apart */
	{123.456789123, 123.456789122, 123.456789124, NONE, "123.457",
         "123.456789122 to 123.456789124"},
};

static void
test_format(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			number_format(cases[i].value, cases[i].low, cases[i].high, cases[i].unit);
		g_autofree char *interval =
			number_interval(cases[i].value, cases[i].low, cases[i].high, cases[i].unit);

		g_assert_cmpstr(text, ==, cases[i].text);
		g_assert_cmpstr(interval, ==, cases[i].interval);
	}
}

/* An end beside 1 is told apart from it, with as many digits as that takes. */
static void
test_ratio(void)
{
	static const struct {
		double value, low, high;
		const char *interval;
	} rows[] = {
		{1.4, 1.004, 1.43, "1.004 to 1.43"},
		{0.98, 0.87911, 0.9997, "0.88 to 0.9997"},
		{1, 1, 1.3, "1.00 to 1.30"},
		{1.2, 0.93, 1.33, "0.93 to 1.33"},
		{2, 1.0000000001, 3, "1.000000 to 3.0"},
		{1, 1, 1, "exactly 1"},
		{3, 1.04, INF, "at least 1.04"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *interval =
			number_ratio_interval(rows[i].value, rows[i].low, rows[i].high);

		g_assert_cmpstr(interval, ==, rows[i].interval);
	}
}

static void
test_percent(void)
{
	static const struct {
		double fraction;
		const char *text;
	} rows[] = {
		{0.99, "99\u202f%"},    {0.95, "95\u202f%"},   {0.9975, "99.75\u202f%"},
		{0.999, "99.9\u202f%"}, {0.088, "8.8\u202f%"}, {0.05, "5\u202f%"},
		{1.0 / 3, "33\u202f%"}, {0, "0\u202f%"},       {1, "100\u202f%"},
		{-0.05, "−5\u202f%"},   {NAN_, "–"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = number_percent(rows[i].fraction);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
}

static void
test_share(void)
{
	static const struct {
		double value, low, high;
		const char *text, *interval;
	} rows[] = {
		{0.5, 0.3, 0.7, "50\u202f%", "30 to 70\u202f%"},
		{0.503, 0.498, 0.507, "50.3\u202f%", "49.8 to 50.7\u202f%"},
		{1, 0.87, 1, "100\u202f%", "87 to 100\u202f%"},
		{0.25, 0.25, 0.25, "25\u202f%", "exactly 25\u202f%"},
		{0.5, NAN_, NAN_, "50\u202f%", "–"},
		{NAN_, NAN_, NAN_, "–", "–"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = number_share(rows[i].value, rows[i].low, rows[i].high);
		g_autofree char *interval =
			number_share_interval(rows[i].value, rows[i].low, rows[i].high);

		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_cmpstr(interval, ==, rows[i].interval);
	}
}

static void
test_duration(void)
{
	static const struct {
		double seconds;
		const char *text;
	} rows[] = {
		{0.04, "0.04\u202fs"},
		{0.4, "0.4\u202fs"},
		{0.96, "1\u202fs"},
		{59.4, "59\u202fs"},
		{59.6, "1\u202fmin 0\u202fs"},
		{125, "2\u202fmin 5\u202fs"},
		{3700, "1\u202fh 1\u202fmin"},
		{-1, "0\u202fs"},
		{NAN_, "–"},
	};
	g_autofree char *times = number_times(3.21, 3.0, 3.4);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = number_duration(rows[i].seconds);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
	g_assert_cmpstr(times, ==, "3.2\u202ftimes");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/number/format", test_format);
	g_test_add_func("/number/ratio", test_ratio);
	g_test_add_func("/number/percent", test_percent);
	g_test_add_func("/number/share", test_share);
	g_test_add_func("/number/duration", test_duration);
	return g_test_run();
}
