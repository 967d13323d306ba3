/*
 * pypool.h - workers of Python that serve tasks, in the pools of the module multiprocessing.
 *
 * The ways themselves are declared in executor.h.  What a pool calls is a function of a small
 * module, because that can be pickled by its name wherever the workload lives.
 *
 * Knows of runs and workers; the stamps around a task are the worker's own.
 */
#ifndef LECTERN_RUNNER_PYPOOL_H
#define LECTERN_RUNNER_PYPOOL_H

#include "worker.h"

/*
 * Worker whose process was not forked: make the module that tasks are found in, and say that this
 * one is there.  False with the failure of its slot set.
 */
bool pypool_enter(Worker *worker);

#endif
