/*
 * metric.h - the table of metrics: what a run yields.
 *
 * To add a metric, add a row here and the line in the runner that samples it.  Names that are no
 * row are metrics of the workload's own, from record(); they have no unit.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_METRIC_H
#define LECTERN_METRIC_H

#include <glib.h>

typedef enum Unit {
	UNIT_NONE, /* counts, ratios */
	UNIT_SECOND,
	UNIT_BYTE,
	UNIT_PER_SECOND,
} Unit;

/* How the iterations of one run become one value. */
typedef enum Reduce {
	REDUCE_MEDIAN,
	REDUCE_P25,
	REDUCE_MEAN,
	REDUCE_MIN,
	REDUCE_SUM,
} Reduce;

typedef struct Metric {
	const char *name;
	Unit unit;
	const char *meaning; /* for the manual, axis titles use `label` */
	const char *label;   /* axis title without unit, e.g. "time to first instruction" */
	Reduce reduce;       /* unless the experiment says otherwise */
	gboolean per_worker; /* one sample a worker; else one an iteration */
	gboolean unheld;     /* sampled in runs whose workers no barrier holds */
	gboolean from_ticks; /* exists only where the workload ticks */
	gboolean derived;    /* computed by the driver from other metrics (speedup) */
	gboolean identity;   /* a name, not an amount: pid, tid; never averaged */
} Metric;

/* Return the row called @name, or NULL for a metric of the workload's own. */
const Metric *metric_find(const char *name);

/* Return all rows; the count goes to @n. */
const Metric *metric_table(guint *n);

/* Return the names of all rows, NULL-terminated, static. */
const char *const *metric_names(void);

/* Return the reduction for samples of @name: its row's, or the median. */
Reduce metric_reduce(const char *name);

/* Find the reduction called @word ("median", "p25", ...); FALSE when there is none. */
gboolean reduce_parse(const char *word, Reduce *reduce);

/* Tell whether workers share out the metric @name among them: in all it is always the same. */
gboolean metric_is_shared(const char *name);

/* Return the word for @reduce. */
const char *reduce_name(Reduce reduce);

/* Return the SI symbol of @unit: "s", "B", "1/s" or "". */
const char *unit_symbol(Unit unit);

#endif
