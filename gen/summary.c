#include "summary.h"

#include "stats.h"

#include <math.h>

/* Fill @row from its @n > 0 values, in order of rounds. */
static void
fill(SummaryRow *row, const double *values, guint n, double confidence)
{
	g_autofree double *sorted = stats_sorted(values, n);

	row->n = n;
	row->mean = stats_mean(values, n);
	row->sd = stats_sd(values, n);
	row->median = stats_quantile(sorted, n, 0.5);
	row->median_low = row->min = sorted[0];
	row->median_high = row->max = sorted[n - 1];
	stats_median_interval(sorted, n, confidence, &row->median_low, &row->median_high);
	row->mad = stats_mad(values, n);
	row->q1 = stats_quantile(sorted, n, 0.25);
	row->q3 = stats_quantile(sorted, n, 0.75);
	row->r1 = stats_autocorrelation(values, n);
}

/* Tell whether speed-ups can be computed though none were sampled. */
static gboolean
derives_speedup(const Samples *samples)
{
	for (guint i = 0; i < samples->design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(samples->design->conditions, i);

		if (g_str_equal(condition->executor, "serial"))
			return samples_find_metric(samples, "speedup") < 0;
	}
	return FALSE;
}

static void
add_row(GArray *rows, const Samples *samples, guint condition, const char *metric,
        double confidence)
{
	g_autoptr(GArray) series = samples_series(samples, condition, metric, OVER_NONE, FALSE);
	g_autofree double *values = g_new(double, series->len + 1);
	SummaryRow row = {.condition = condition, .metric = metric};
	guint n = 0;

	for (guint i = 0; i < series->len; i++)
		if (!isnan(g_array_index(series, double, i)))
			values[n++] = g_array_index(series, double, i);
	if (n == 0)
		return;
	fill(&row, values, n, confidence);
	g_array_append_val(rows, row);
}

GArray *
summary_make(const Samples *samples, double confidence)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(SummaryRow));
	gboolean speedup = derives_speedup(samples);

	for (guint c = 0; c < samples->design->conditions->len; c++) {
		for (guint m = 0; m < samples->metrics->len; m++)
			add_row(rows, samples, c, g_ptr_array_index(samples->metrics, m),
			        confidence);
		if (speedup)
			add_row(rows, samples, c, "speedup", confidence);
	}
	return rows;
}

static json_t *
row_json(const SummaryRow *row, const Samples *samples)
{
	const Design *design = samples->design;
	const Condition *condition = g_ptr_array_index(design->conditions, row->condition);
	json_t *object = json_object(), *factors = json_object();
	const struct {
		const char *key;
		double value;
	} numbers[] = {
		{"mean", row->mean},
		{"sd", row->sd},
		{"median", row->median},
		{"median_low", row->median_low},
		{"median_high", row->median_high},
		{"mad", row->mad},
		{"min", row->min},
		{"max", row->max},
		{"q1", row->q1},
		{"q3", row->q3},
		{"r1", row->r1},
	};

	json_object_set_new(object, "executor", json_string(condition->executor));
	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);

		json_object_set_new(factors, factor->name,
		                    json_string(g_ptr_array_index(condition->levels, i)));
	}
	json_object_set_new(object, "factors", factors);
	json_object_set_new(object, "metric", json_string(row->metric));
	json_object_set_new(object, "n", json_integer(row->n));
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		json_object_set_new(object, numbers[i].key, json_real(numbers[i].value));
	return object;
}

void
summary_json(const GArray *rows, const Samples *samples, gboolean named, json_t *array)
{
	for (guint i = 0; i < rows->len; i++) {
		json_t *object = row_json(&g_array_index(rows, SummaryRow, i), samples);

		if (named)
			json_object_set_new(object, "experiment", json_string(samples->design->id));
		json_array_append_new(array, object);
	}
}
