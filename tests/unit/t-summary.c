/* t-summary.c - the statistics of conditions: right numbers, and always numbers. */
#include "summary.h"

#include <math.h>

/* Samples of one condition, on serial and on gil: @values are of gil, one a round. */
static Samples *
make_samples(const char *metric, const double *values, guint n)
{
	Design *design = design_new("");
	Samples *samples;

	design_add_condition(design, "gil", NULL);
	design_add_condition(design, "serial", NULL);
	samples = samples_new(design);
	for (guint round = 0; round < n; round++) {
		const Run run = {.round = round, .condition = 0, .usage = usage_unknown};
		guint32 index = samples_add_run(samples, run);

		samples_add(samples, index, samples_metric(samples, metric), -1, 0, FALSE,
		            values[round]);
	}
	return samples;
}

static void
near(double got, double want)
{
	g_assert_cmpfloat_with_epsilon(got, want, 1e-12 * fmax(1.0, fabs(want)));
}

/* By hand: 3 1 4 1 5 9 2 6; quantiles of type 7, r1 with the mean of all. */
static void
test_numbers(void)
{
	static const double values[] = {3, 1, 4, 1, 5, 9, 2, 6};
	g_autoptr(Samples) samples = make_samples("x", values, G_N_ELEMENTS(values));
	g_autoptr(GArray) rows = summary_make(samples, 0.95);
	const SummaryRow *row = &g_array_index(rows, SummaryRow, 0);

	g_assert_cmpuint(rows->len, ==, 1); /* nothing of serial */
	g_assert_cmpuint(row->n, ==, 8);
	near(row->mean, 3.875);
	near(row->sd, sqrt(52.875 / 7));
	near(row->median, 3.5);
	near(row->q1, 1.75);
	near(row->q3, 5.25);
	near(row->min, 1);
	near(row->max, 9);
	near(row->mad, 2);
	near(row->r1, -9.265625 / 52.875);
	near(row->median_low, 1); /* 8 rounds: from the smallest to the largest, 99.2 % */
	near(row->median_high, 9);
}

/* Rounds that were dropped do not count; one that is left has no spread. */
static void
test_dropped(void)
{
	static const double values[] = {3, 1};
	g_autoptr(Samples) samples = make_samples("x", values, 2);
	g_autoptr(GArray) rows = NULL;
	const SummaryRow *row;

	g_array_index(samples->dropped, gboolean, 0) = TRUE;
	rows = summary_make(samples, 0.99);
	row = &g_array_index(rows, SummaryRow, 0);
	g_assert_cmpuint(row->n, ==, 1);
	near(row->mean, 1);
	near(row->sd, 0);
	near(row->r1, 0);
	near(row->median_low, 1);
	near(row->median_high, 1);
	g_array_index(samples->dropped, gboolean, 1) = TRUE;
	g_array_unref(rows);
	rows = summary_make(samples, 0.99);
	g_assert_cmpuint(rows->len, ==, 0);
}

/* Whatever the values, every number is one. */
static void
test_json(void)
{
	static const char *const numbers[] = {"mean",        "sd",  "median", "median_low",
	                                      "median_high", "mad", "min",    "max",
	                                      "q1",          "q3",  "r1"};
	static const double series[][4] = {
		{1, 1, 1, 1},       {0, 0, 0, 0},   {1e75, -1e75, 1e75, 1e75},
		{1e-75, 0, 0, 1},   {-1, 1, -1, 1}, {1e-75, 1e-75, 1e-75, 2e-75},
		{1e75, 1, 1e-75, 0}};

	for (guint i = 0; i < G_N_ELEMENTS(series); i++) {
		for (guint n = 1; n <= 4; n++) {
			g_autoptr(Samples) samples = make_samples("x", series[i], n);
			g_autoptr(GArray) rows = summary_make(samples, 0.99);
			json_t *array = json_array();

			summary_json(rows, samples, FALSE, array);
			g_assert_cmpuint(json_array_size(array), ==, 1);
			for (guint k = 0; k < G_N_ELEMENTS(numbers); k++)
				g_assert_true(json_is_number(
					json_object_get(json_array_get(array, 0), numbers[k])));
			json_decref(array);
		}
	}
}

/* Speed-ups are told where they can be computed: their extremes are numbers, too. */
static void
test_speedup(void)
{
	static const double values[] = {1e-75, 1e-75, 2e-75, 1e-75};
	g_autoptr(Samples) samples = make_samples("elapsed", values, G_N_ELEMENTS(values));
	g_autoptr(GArray) rows = NULL;
	const SummaryRow *row;

	for (guint round = 0; round < G_N_ELEMENTS(values); round++) {
		const Run run = {.round = round, .condition = 1, .usage = usage_unknown};
		guint32 index = samples_add_run(samples, run);

		samples_add(samples, index, samples_metric(samples, "elapsed"), -1, 0, FALSE, 1e75);
	}
	rows = summary_make(samples, 0.99);
	g_assert_cmpuint(rows->len, ==, 4);
	row = &g_array_index(rows, SummaryRow, 1);
	g_assert_cmpstr(row->metric, ==, "speedup");
	g_assert_cmpuint(row->n, ==, 4);
	near(row->max / 1e150, 1);
	g_assert_true(isfinite(row->sd) && isfinite(row->r1));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/summary/numbers", test_numbers);
	g_test_add_func("/summary/dropped", test_dropped);
	g_test_add_func("/summary/json", test_json);
	g_test_add_func("/summary/speedup", test_speedup);
	return g_test_run();
}
