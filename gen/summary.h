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
	guint condition;    /* index into the design */
	const char *metric; /* borrowed from the samples */
	guint n;            /* rounds with a value, > 0 */
	double mean, sd;    /* sd: n - 1; 0 when n is 1 */
	double median;
	double median_low, median_high; /* its interval; min and max when n is too small for one */
	double mad;                     /* unscaled */
	double min, max, q1, q3;
	double r1; /* lag-1 autocorrelation; 0 when the values do not vary */
} SummaryRow;

/* Return the rows of @samples (SummaryRow), by condition, then by metric (transfer full). */
GArray *summary_make(const Samples *samples, double confidence);

/*
 * Append one object a row to @array.  Objects tell their experiment if @named.
 */
void summary_json(const GArray *rows, const Samples *samples, gboolean named, json_t *array);

#endif
