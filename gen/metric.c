#include "metric.h"

/* The order of the fields is that of struct Metric after the reduction: who is it of, and how. */
#define WORKER  .per_worker = TRUE
#define UNHELD  .per_worker = TRUE, .unheld = TRUE
#define TICKS   .from_ticks = TRUE
#define SHARES  .per_worker = TRUE, .from_ticks = TRUE
#define DERIVED .derived = TRUE
#define NAMES   .per_worker = TRUE, .identity = TRUE
#define RUN     .per_worker = FALSE

/* name, unit, meaning, axis label, reduction, who it is of and how it comes about */
#define METRICS(ROW)                                                                                  \
	ROW("call", SECOND, "the create call until it returns, per worker",                           \
	    "time of the create call", P25, UNHELD)                                                   \
	ROW("start", SECOND, "create call to first instruction of work, per worker",                  \
	    "time to first instruction", P25, UNHELD)                                                 \
	ROW("life", SECOND, "create call to joined, per worker", "time from create to join",          \
	    MEDIAN, UNHELD)                                                                           \
	ROW("elapsed", SECOND, "first create call to last join: what a user waits for",               \
	    "elapsed time", MEDIAN, RUN)                                                              \
	ROW("wall", SECOND, "release of the workers to the last one's end: the work alone",           \
	    "wall time", MEDIAN, RUN)                                                                 \
	ROW("work", SECOND, "a worker's own time in work", "time in work", MEDIAN, WORKER)            \
	ROW("cpu", SECOND,                                                                            \
	    "CPU time from release to last end, library threads included; the sum over the "          \
	    "processes for process",                                                                  \
	    "CPU time", MEDIAN, RUN)                                                                  \
	ROW("parallelism", NONE, "cpu / wall", "parallelism", MEDIAN, RUN)                            \
	ROW("speedup", NONE,                                                                          \
	    "elapsed of the same total work on serial / elapsed, paired per round; with a duration, " \
	    "the ratio of throughputs",                                                               \
	    "speed-up", MEDIAN, DERIVED)                                                              \
	ROW("throughput", PER_SECOND, "ticks (or calls) per second, all workers", "throughput",       \
	    MEDIAN, RUN)                                                                              \
	ROW("share", NONE, "a worker's part of all ticks", "share of the work", MEDIAN, SHARES)       \
	ROW("fairness", NONE, "Jain's index of the shares, mean over windows of `window`",            \
	    "fairness in short windows", MEDIAN, TICKS)                                               \
	ROW("total-fairness", NONE, "Jain's index of the shares over the whole run",                  \
	    "fairness over the run", MEDIAN, TICKS)                                                   \
	ROW("overlap", NONE, "part of the time in which two or more workers run", "overlap",          \
	    MEDIAN, TICKS)                                                                            \
	ROW("handovers", PER_SECOND, "changes of the running worker per second",                      \
	    "rate of hand-overs", MEDIAN, TICKS)                                                      \
	ROW("switches", NONE, "voluntary context switches", "number of voluntary switches",           \
	    MEDIAN, WORKER)                                                                           \
	ROW("preemptions", NONE, "involuntary context switches", "number of involuntary switches",    \
	    MEDIAN, WORKER)                                                                           \
	ROW("memory", BYTE, "unique memory (USS) per worker at its end", "unique memory", MEDIAN,     \
	    WORKER)                                                                                   \
	ROW("threads", NONE, "threads of the process, as the kernel counts them",                     \
	    "number of threads", MEDIAN, WORKER)                                                      \
	ROW("pid", NONE, "process id of a worker", "process id", MEDIAN, NAMES)                       \
	ROW("tid", NONE, "kernel thread id of a worker", "thread id", MEDIAN, NAMES)                  \
	ROW("observed", NONE, "what the workload's observe returns", "observed value", MEDIAN, RUN)

#define AS_ROW(name, unit, meaning, label, reduce, ...)                                            \
	{name, UNIT_##unit, meaning, label, REDUCE_##reduce, __VA_ARGS__},
#define AS_NAME(name, ...) name,

static const Metric rows[] = {METRICS(AS_ROW)};
static const char *const names[] = {METRICS(AS_NAME) NULL};

static const char *const reductions[] = {
	[REDUCE_MEDIAN] = "median", [REDUCE_P25] = "p25", [REDUCE_MEAN] = "mean",
	[REDUCE_MIN] = "min",       [REDUCE_SUM] = "sum",
};

const Metric *
metric_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].name, name))
			return &rows[i];
	return NULL;
}

const Metric *
metric_table(guint *n)
{
	*n = G_N_ELEMENTS(rows);
	return rows;
}

const char *const *
metric_names(void)
{
	return names;
}

Reduce
metric_reduce(const char *name)
{
	const Metric *metric = metric_find(name);

	return metric == NULL ? REDUCE_MEDIAN : metric->reduce;
}

gboolean
metric_is_shared(const char *name)
{
	const Metric *metric = metric_find(name);

	return metric != NULL && metric->per_worker && metric->from_ticks;
}

gboolean
reduce_parse(const char *word, Reduce *reduce)
{
	for (guint i = 0; i < G_N_ELEMENTS(reductions); i++) {
		if (!g_str_equal(reductions[i], word))
			continue;
		*reduce = (Reduce)i;
		return TRUE;
	}
	return FALSE;
}

const char *
reduce_name(Reduce reduce)
{
	return reductions[reduce];
}

const char *
unit_symbol(Unit unit)
{
	switch (unit) {
	case UNIT_NONE:
		return "";
	case UNIT_SECOND:
		return "s";
	case UNIT_BYTE:
		return "B";
	case UNIT_PER_SECOND:
		return "1/s";
	}
	g_assert_not_reached();
}
