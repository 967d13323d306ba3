/*
 * worker.h - a worker: its life around `work`, and what it offers to the workload.
 *
 * A worker's life is park (wait at the gate), work (stamps, calls of `work`, stamps) and stay
 * (until the kernel was asked).  Ways of starting workers call these in the worker's own
 * thread or process, with whatever they need between them.  What a workload asks of its
 * worker (running, tick, record, barrier) ends here for every language.
 *
 * Knows of the board and of languages; does not know of ways, executors and metrics.
 */
#ifndef LECTERN_RUNNER_WORKER_H
#define LECTERN_RUNNER_WORKER_H

#include "../../experiments/lectern.h"
#include "board.h"
#include "job.h"
#include "workload.h"

/* How to let go of a lock that a worker holds while it works (the GIL), and take it again. */
typedef struct Lock {
	void *(*drop)(void);       /* give what `take` needs */
	void (*take)(void *state); /* wait for the lock */
} Lock;

typedef struct Worker {
	struct worker face; /* what C workloads see; first, so that one is the other */
	const Job *job;
	const Workload *workload;
	Board *board;
	Slot *slot;
	const Lock *lock;    /* held while working; NULL: none */
	void *object;        /* what Python workloads see */
	uint64_t deadline;   /* ns; running() is false from here on */
	pid_t starter;       /* the process that made this */
	void (*begun)(void); /* called once `begin` is stamped; NULL: nothing */
	bool quit;           /* woken from a barrier because the run has failed */
} Worker;

/* Fill a worker; nothing of it needs to be freed but by its language. */
void worker_init(Worker *worker, const Job *job, const Workload *workload, Board *board,
                 unsigned index);

/* Wait until all workers are let go; false if the run is broken.  Nothing if they are not held. */
bool worker_park(Worker *worker);

/* Work: the measured part. */
void worker_work(Worker *worker);

/* Serve one task that somebody else handed out: a call of `work`, with its stamps. */
void worker_serve(Worker *worker, int task);

/* Begin and end the measured part, for calls of `work` that somebody else makes in between. */
void worker_begin(Worker *worker);
void worker_end(Worker *worker);

/* Call `work` once, and measure nothing: no time is over when running() is asked. */
void worker_call(Worker *worker);

/* Stay until the starting process has looked at all workers. */
void worker_stay(Worker *worker);

/* Live: park, work, stay. */
void worker_live(Worker *worker);

/* Say why the worker failed, and break the board. */
void worker_fail(Worker *worker, enum FailureKind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The services, as in lectern.h: running, tick, record (gives NULL, or what is wrong with its
 * arguments) and barrier (false if the run has failed; not for workers that serve tasks).
 */
bool worker_is_running(Worker *worker);
void worker_count_tick(Worker *worker);
const char *worker_note(Worker *worker, const char *name, double value);
bool worker_meet(Worker *worker);

#endif
