/*
 * executor.h - the executors, and the ways in which they start workers.
 *
 * An executor is a row of the table in executor.c: its name, and for each language the way
 * in which its workers are started.  A way is a row of hooks in a file of its own.
 *
 * To add an executor: a file with its ways, and one row of the table.
 */
#ifndef LECTERN_RUNNER_EXECUTOR_H
#define LECTERN_RUNNER_EXECUTOR_H

#include "worker.h"
#include "workload.h"

struct Run;

/* A way to start workers.  Hooks that may be NULL say so. */
typedef struct Way {
	const struct Way *pool; /* how workers serve tasks: this way or another; NULL: not */
	bool serial;            /* the starting thread works, and is back after that */
	bool awaits;            /* `work` makes a coroutine, which is awaited */
	bool given;             /* nothing is measured: samples are what workers record */
	bool python;            /* needs an interpreter, whatever the language */
	const Lock *lock; /* held by the starting thread while it starts and joins; NULL: none */

	/*
	 * Say what the board must be like (the run's named, one_process, one_memory,
	 * one_thread, alone); false with the run's failure set if this cannot be done here.  NULL:
	 * all false.
	 */
	bool (*choose)(struct Run *run);

	/* Make ready for an iteration, before the first create call is timed.  May be NULL. */
	bool (*prepare)(struct Run *run);

	/*
	 * Start a worker: the create call.  False with the run's failure set.  This and join()
	 * stamp the slot's created and joined where they have more to do afterwards.
	 */
	bool (*start)(struct Run *run, unsigned index);

	/*
	 * Hand out the job's tasks to workers that this way has started, once all are there, with
	 * the lock held; say in a worker's slot if it died.  False if the run has failed.  NULL:
	 * they take them from the board.
	 */
	bool (*serve)(struct Run *run);

	/*
	 * Start all workers, let them go and join them, with all stamps: for workers that run while
	 * others are started and joined on the same thread.  Failures are on the board or the
	 * run's.  NULL: start() and join().
	 */
	void (*conduct)(struct Run *run);

	/*
	 * Join a worker, and say in its slot if it died.  Where the board is broken, do not
	 * wait for those that still live, but end them if possible.
	 */
	void (*join)(struct Run *run, unsigned index);

	/* Tidy up after an iteration.  May be NULL. */
	void (*finish)(struct Run *run);
} Way;

typedef struct Executor {
	const char *name;      /* as in the job */
	const Way *way_c;      /* for C workloads; NULL: impossible */
	const Way *way_python; /* for Python workloads; NULL: impossible */
} Executor;

extern const Way way_serial;          /* called one after the other */
extern const Way way_thread;          /* POSIX threads */
extern const Way way_process;         /* fork, vfork, exec */
extern const Way way_attached;        /* POSIX threads that hold the GIL */
extern const Way way_python_thread;   /* threading, without a GIL */
extern const Way way_python_gil;      /* threading, under one GIL */
extern const Way way_multiprocessing; /* multiprocessing */
extern const Way way_interpreter;     /* POSIX threads, each with an interpreter and its GIL */
extern const Way way_pool_thread;     /* ThreadPool of multiprocessing, without a GIL */
extern const Way way_pool_gil;        /* the same under one GIL */
extern const Way way_pool_process;    /* Pool of multiprocessing */
extern const Way way_asyncio;         /* coroutines on the starting thread */
extern const Way way_mock;            /* called one after the other, never measured */

/* Give the way of an executor for a language, or NULL with failure set. */
const Way *executor_way(const char *name, const Language *language, Failure *failure);

#endif
