/*
 * tasks.h - experiments whose workers serve tasks: what goes ill with that.
 *
 * The work of such an experiment is a number of tasks, which are handed out to a pool of workers
 * (options `tasks` and `pool`).  What is of single workers, held by no barrier, is not sampled
 * then.
 *
 * Knows of experiments and metrics; nothing of YAML, of formulas or of running.
 */
#ifndef LECTERN_TASKS_H
#define LECTERN_TASKS_H

#include "diag.h"
#include "experiment.h"

/* Report options of @experiment that need tasks, or make no sense with them. */
void tasks_check(const Experiment *experiment, Diag *diag);

/* Tell whether @metric is sampled for @experiment; FALSE with a finding at @span. */
gboolean tasks_allow(const Experiment *experiment, const char *metric, Span span, Diag *diag);

/* Tell whether the workers of @executor can serve tasks. */
gboolean tasks_served_by(const char *executor);

#endif
