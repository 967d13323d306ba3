#include "tasks.h"

gboolean
tasks_allow(const Experiment *experiment, const char *metric, Span span, Diag *diag)
{
	const Metric *row = metric_find(metric);

	if (experiment->pool_tasks == 0 || !row || !row->unheld)
		return TRUE;
	diag_add(diag, span, FINDING_OPTION_CONFLICT,
	         "'elapsed' has the start and the end of all workers in it",
	         "'%s' is of single workers, and is not sampled with the 'tasks' of '%s'", metric,
	         experiment->id);
	return FALSE;
}

void
tasks_check(const Experiment *experiment, Diag *diag)
{
	if (experiment->pool_chunk > 0 && experiment->pool_tasks == 0)
		diag_add(diag, experiment_span(experiment, "pool"), FINDING_OPTION_CONFLICT,
		         "say how many tasks there are: `tasks: 1000`",
		         "'pool' hands out tasks, but there are no 'tasks'");
	if (experiment->pool_tasks > 0 && experiment->duration > 0)
		diag_add(diag, experiment_span(experiment, "duration"), FINDING_OPTION_CONFLICT,
		         "leave out one of them",
		         "'tasks' end when all are served, and 'duration' when time is over");
	for (guint i = 0; i < experiment->metrics->len; i++) {
		const char *name = g_ptr_array_index(experiment->metrics, i);
		const char *option = g_str_equal(name, experiment->metric) ? "metric" : "metrics";

		tasks_allow(experiment, name, experiment_span(experiment, option), diag);
	}
}

gboolean
tasks_served_by(const char *executor)
{
	static const char *const pools[] = {"serial", "thread",      "process",
	                                    "gil",    "interpreter", NULL};

	return g_strv_contains(pools, executor);
}
