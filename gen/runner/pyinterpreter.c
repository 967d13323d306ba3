/*
 * pyinterpreter.c - the way of Python workers as threads, each with a sub-interpreter that has a
 * GIL of its own (PEP 684).
 *
 * A worker's thread makes its interpreter, imports the workload there, works, and ends it.  Making
 * is part of the create call, ending is part of the join: so they come one after the other, and no
 * worker's ending is in the way of those that still work.
 */
#include "run.h"

#include "clock.h"
#include "kernel.h"
#include "pyapi.h"
#include "python.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* How long the threads of a failed run have for their ends. */
#define GRACE (100 * CLOCK_MILLISECOND)

/* How far a thread has come: its interpreter was made, or was refused, or has ended. */
enum { NOT_YET, MADE, REFUSED, ENDED };

/* A worker's thread. */
typedef struct Thread {
	pthread_t id;
	const Worker *worker;   /* as it is in the starting interpreter */
	_Atomic uint32_t phase; /* NOT_YET ... ENDED */
	_Atomic uint32_t leave; /* 1: the interpreter may be ended */
} Thread;

/* What an iteration needs. */
typedef struct Threads {
	void *gil; /* what the starting thread needs to take the GIL of its interpreter again */
	Thread thread[];
} Threads;

static bool
choose(Run *run)
{
	run->one_process = true;
	run->one_memory = true;
	if (!py.Py_NewInterpreterFromConfig) {
		failure_set(&run->failure, FAILURE_UNSUPPORTED,
		            "sub-interpreters with a GIL of their own need CPython 3.12; this is "
		            "%.*s",
		            (int)strcspn(py.Py_GetVersion(), " "), py.Py_GetVersion());
		return false;
	}
	if (!python_has_gil()) {
		failure_set(&run->failure, FAILURE_UNSUPPORTED,
		            "this interpreter has no GIL that its sub-interpreters could own");
		return false;
	}
	python_trace(false); /* the workers are no threads of the starting interpreter */
	return true;
}

/* Make ready, and let go of the GIL: each thread takes it to make its interpreter. */
static bool
prepare(Run *run)
{
	size_t workers = run->job.workers;
	Threads *threads = calloc(1, sizeof *threads + workers * sizeof *threads->thread);

	if (!threads) {
		failure_set(&run->failure, FAILURE_SYSTEM, "%s", strerror(ENOMEM));
		return false;
	}
	for (size_t i = 0; i < workers; i++)
		threads->thread[i].worker = &run->workers[i];
	threads->gil = python_lock.drop();
	run->state = threads;
	return true;
}

static void
finish(Run *run)
{
	Threads *threads = run->state;

	python_lock.take(threads->gil);
	run->state = NULL;
	if (!run->abandoned)
		free(threads);
}

static void
tell(_Atomic uint32_t *word, uint32_t value)
{
	atomic_store(word, value);
	kernel_wake(word);
}

/* Wait, without the interpreter's GIL, until it may be ended. */
static void
await_leave(const Thread *thread)
{
	void *state = python_lock.drop();

	while (!atomic_load(&thread->leave))
		kernel_sleep(&thread->leave, 0, 0);
	python_lock.take(state);
}

/* Import the workload in the current interpreter, work, and forget all of it. */
static void
live_inside(Worker *worker, Workload *workload)
{
	const Language *language = workload->language;

	python_dress(worker->job);
	if (language->load(workload, worker->job, &worker->slot->failure) &&
	    language->adopt(worker))
		worker_live(worker);
	else
		board_break(worker->board);
	py.Py_DecRef(worker->object); /* these may be NULL */
	for (int i = 0; i < PARTS; i++)
		py.Py_DecRef(workload->part[i]);
	py.Py_DecRef(workload->work);
	py.Py_DecRef(workload->module);
}

/* A thread: a state of the starting interpreter is what an interpreter is made from. */
static void *
live(void *arg)
{
	static const PyInterpreterConfig config = {
		.allow_threads = 1,
		.check_multi_interp_extensions = 1, /* or they would crash */
		.gil = PyInterpreterConfig_OWN_GIL,
	};
	Thread *thread = arg;
	Worker worker = *thread->worker; /* Python may call it until the interpreter has ended */
	Workload workload = {.language = worker.workload->language};
	int attached = python_attach();
	PyThreadState *outer = py.PyThreadState_Get(), *inner = NULL;
	PyStatus status = py.Py_NewInterpreterFromConfig(&inner, &config);

	if (!inner) {
		failure_set(&worker.slot->failure, FAILURE_SYSTEM, "no sub-interpreter: %s",
		            status.err_msg ? status.err_msg : "no reason given");
		python_detach(attached);
		tell(&thread->phase, REFUSED);
		return NULL;
	}
	tell(&thread->phase, MADE);
	worker.workload = &workload;
	worker.object = NULL;
	worker.lock = &python_lock;
	live_inside(&worker, &workload);
	python_flush();
	await_leave(thread);
	py.Py_EndInterpreter(inner);
	py.PyEval_RestoreThread(outer);
	python_detach(attached);
	tell(&thread->phase, ENDED);
	return NULL;
}

static bool
start(Run *run, unsigned index)
{
	Thread *thread = &((Threads *)run->state)->thread[index];
	int error = pthread_create(&thread->id, NULL, live, thread);

	if (error) {
		failure_set(&run->failure, FAILURE_SYSTEM, "pthread_create: %s", strerror(error));
		return false;
	}
	while (atomic_load(&thread->phase) == NOT_YET)
		kernel_sleep(&thread->phase, NOT_YET, 0);
	if (atomic_load(&thread->phase) != REFUSED)
		return true;
	pthread_join(thread->id, NULL);
	return false;
}

static void
join(Run *run, unsigned index)
{
	Thread *thread = &((Threads *)run->state)->thread[index];

	tell(&thread->leave, 1);
	if (board_broken(run->board)) {
		kernel_sleep(&thread->phase, MADE, GRACE);
		if (atomic_load(&thread->phase) != ENDED) {
			run->abandoned = true; /* it cannot be ended, but the process will be */
			return;
		}
	}
	pthread_join(thread->id, NULL);
}

const Way way_interpreter = {
	.pool = &way_interpreter,
	.python = true,
	.choose = choose,
	.prepare = prepare,
	.start = start,
	.join = join,
	.finish = finish,
};
