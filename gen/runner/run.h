/*
 * run.h - one run: its job, its board, its workers, and the iterations.
 *
 * An iteration is setup, start, work, join, observe, teardown.  What differs between
 * executors is behind the hooks of a Way (executor.h); this file does not know how
 * workers are started.
 */
#ifndef LECTERN_RUNNER_RUN_H
#define LECTERN_RUNNER_RUN_H

#include "board.h"
#include "executor.h"
#include "job.h"
#include "load.h"
#include "result.h"
#include "worker.h"
#include "workload.h"

typedef struct Run {
	Job job;
	const char *path;    /* of the job file */
	const char *program; /* of the runner itself, if it is a program; else NULL */
	Workload workload;
	const Way *way;        /* how workers are started */
	void *state;           /* the way's own; NULL at first */
	bool named;            /* the way needs a board that other programs can attach */
	bool one_process;      /* workers have the starting process's CPU clock */
	bool one_memory;       /* workers have the starting process's memory */
	bool one_thread;       /* workers take turns on the starting thread */
	bool alone;            /* workers never meet: one has ended when the next begins */
	Board *board;          /* shared with the workers */
	int file;              /* descriptor of a named board, or -1 */
	Worker *workers;       /* job.workers of them */
	int64_t memory_before; /* bytes of unique memory before the first iteration; -1 unknown */
	int threads_before;    /* threads of this process before the first iteration */
	Load load;             /* how contended the processors were */
	Result *result;
	Failure failure; /* of the run as a whole */
	bool abandoned;  /* workers of a failed run may still be there */
} Run;

/*
 * Do the job of a file and write its result; program is as in Run.  Give the runner's exit
 * status: 0, 1 with a failure in the result, 2 without a result (said on stderr).
 */
int run_job(const char *path, const char *program);

/*
 * Be a worker that another program has started: attach the board of a name, and live.
 * Give the exit status.
 */
int run_worker(const char *board, unsigned index);

/*
 * Be a worker of a pool whose process another program has started: attach the board of a name, take
 * a slot and make what the tasks call.  That stays; what fails is on the board.
 */
void run_pooled(const char *board);

#endif
