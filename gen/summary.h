/*
 * summary.h - the statistics of every condition and metric, for tables and as JSON.
 *
 * Knows of samples and statistics; nothing of notes or pages.
 */
#ifndef LECTERN_SUMMARY_H
#define LECTERN_SUMMARY_H

#include "samples.h"
#include <jansson.h>

/* A condition and metric over the clean rounds. */
typedef struct SummaryRow {
	guint condition; /* index into the design */
	char *metric;
	guint n;         /* rounds with a value, > 0 */
	double mean, sd; /* sd: n - 1; 0 when n is 1 */
	double median, median_low,
		median_high;   /* its interval; without one (n too small): min, max */
	gboolean has_interval; /* median_low and median_high have the confidence */
	double mad;            /* unscaled */
	double min, max, q1, q3;
	double r1; /* lag-1 autocorrelation; 0 when n is 1 */
} SummaryRow;

/* Return the rows of @samples (SummaryRow, owned), by condition, then by metric. */
GPtrArray *summary_make(const Samples *samples, double confidence);

/* Append one object a row to @array; experiments are named where @samples have an id. */
void summary_json(const GPtrArray *rows, const Samples *samples, json_t *array);

#endif
