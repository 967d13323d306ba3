/*
 * metrics.h - the metrics of one iteration, from the stamps on the board.
 *
 * Each metric is defined once, here; where an iteration has no sample of it, none is
 * written, never a zero.  Times of one call of `work`: with a batch of b calls, `wall`,
 * `work` and `cpu`, and the numbers of context switches, are the b-th part of what was
 * measured; `elapsed` is what starting and joining took, once, and the b-th part of the
 * wall time.  Rates and shares are not divided.
 *
 * Workers that serve tasks do so for one iteration: a time is that of all tasks.  Where a pool of
 * Python serves them, workers are let go when all are up and idle; a worker's work is from its
 *first task to the end of its last, and is no sample without a task; the CPU time, and switches and
 * preemptions, are those until the tasks' results are all there.
 *
 * Samples of a run whose workers are not held at the gate (job: unheld):
 *
 *	call		s	before the create call until it has returned
 *	start		s	before the create call until the first instruction of `work`
 *	life		s	before the create call until the worker was joined
 *
 * of a run in which they are:
 *
 *	elapsed	s	first create call to last join, without the time that workers had to
 *			stay after the last end, or were idle, while the kernel was asked
 *	wall	s	release to the last end
 *	work	s	a worker's begin to its end
 *	cpu	s	process CPU clock from the release to the last end; `process`: sum
 *			over the workers, each from the release to its own end
 *	parallelism	cpu / wall
 *	throughput 1/s	ticks of all workers, or calls of `work` (so, tasks) if nobody
 *			ticks, / wall
 *	switches, preemptions	context switches of the worker's thread in `work`
 *	memory	B	USS of the worker's process; where workers share the starting
 *			process, what that has grown since before the first iteration, / workers
 *	threads		threads of the worker's process
 *
 * only if a worker ticks, W being the time from the release to the last end:
 *
 *	share		a worker's ticks / all ticks
 *	total-fairness	Jain's index of the workers' ticks, (sum x)^2 / (n sum x^2) (Jain,
 *			Chiu, Hawe 1984, eq. 2)
 *	fairness	mean of Jain's index over the windows that are over before the first
 *			worker ends and in which somebody ticked
 *	overlap		time in which two or more workers run / W
 *	handovers 1/s	changes of the running worker / W
 *
 * and of any run: pid, tid, observed, and what the workload records.  Memory and threads
 * are read in the first iteration that counts, when all workers have ended and are still there
 * (unheld: threads only, by each worker after its end, and that time is not part of `life`).
 *
 * In a run whose samples are given (executor mock) nothing of this is measured.  There are
 * `observed` and what workers record, under any name, also those above and `speedup`: where the
 * metric is of the whole run, the sample is, too, whichever worker has recorded it.
 *
 * In `serial` a worker is created by calling it: `call` and `life` are the call's duration,
 * and the release is that of the first worker.
 *
 * On `asyncio` the starting thread runs an event loop, which is made before the first create call
 * and closed after the last join: neither is part of any sample.  The create call is
 * create_task(), made in the loop, and a worker is joined when it is awaited, in their order.
 * Nobody begins before all are created; those that are held are let go when all are at the gate.
 * Switches are those of the one thread between a worker's begin and its end, whoever ran.  Memory
 * and threads are read after the last join, before the loop is closed.
 *
 * Knows of board, job and result; does not know how workers are started.
 */
#ifndef LECTERN_RUNNER_METRICS_H
#define LECTERN_RUNNER_METRICS_H

#include "board.h"
#include "job.h"
#include "result.h"

/* What only the starting process knows of an iteration. */
typedef struct Iteration {
	uint64_t number; /* from 0, warm-ups included */
	double observed; /* what observe() returned; NAN: nothing */
	int64_t *memory; /* bytes of each worker, or NULL: not read */
} Iteration;

/* Tell whether a metric of this name comes from the runner or the driver. */
bool metric_is_own(const char *name);

/* Tell whether it is such a metric, of a whole run; else it is of a worker. */
bool metric_is_whole(const char *name);

/* Add the samples of an iteration to a result. */
void metrics_write(const Board *board, const Job *job, const Iteration *iteration, Result *result);

#endif
