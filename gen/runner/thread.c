/* thread.c - the ways of C workers as POSIX threads: free, or attached to an interpreter. */
#include "run.h"

#include "clock.h"
#include "python.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What an iteration needs. */
typedef struct Threads {
	pthread_t *id; /* of each worker */
	void *gil;     /* what the starting thread needs to take the GIL again (attached) */
} Threads;

static bool
choose(Run *run)
{
	run->one_process = true;
	run->one_memory = true;
	return true;
}

static bool
choose_attached(Run *run)
{
	if (!python_has_gil()) {
		failure_set(&run->failure, FAILURE_UNSUPPORTED, "this interpreter has no GIL");
		return false;
	}
	return choose(run);
}

static bool
prepare(Run *run)
{
	Threads *threads = calloc(1, sizeof *threads);

	run->state = threads;
	if (threads)
		threads->id = calloc(run->job.workers, sizeof *threads->id);
	if (!threads || !threads->id)
		failure_set(&run->failure, FAILURE_SYSTEM, "%s", strerror(ENOMEM));
	return threads && threads->id;
}

static void
finish(Run *run)
{
	Threads *threads = run->state;

	if (threads)
		free(threads->id);
	free(threads);
	run->state = NULL;
}

static bool
prepare_attached(Run *run)
{
	if (!prepare(run))
		return false;
	((Threads *)run->state)->gil = python_lock.drop();
	return true;
}

static void
finish_attached(Run *run)
{
	Threads *threads = run->state;

	if (threads && threads->gil)
		python_lock.take(threads->gil);
	finish(run);
}

/* Runs at the end of a worker's thread, also when the workload ends it by pthread_exit(). */
static void
leave(void *arg)
{
	Worker *worker = arg;

	if (atomic_load(&worker->slot->ended) || board_broken(worker->board))
		return;
	worker_fail(worker, FAILURE_WORKER, "its thread ended before work() returned");
	if (worker->lock)
		worker->lock->drop(); /* or nobody would ever get it */
}

static void *
live(void *arg)
{
	pthread_cleanup_push(leave, arg);
	worker_live(arg);
	pthread_cleanup_pop(1);
	return NULL;
}

/* Work while holding the GIL, which nobody else gets before the end, or without it. */
static void
work_attached(Worker *worker)
{
	int state = python_attach();
	void *released = worker->job->release ? python_lock.drop() : NULL;

	worker->lock = released ? NULL : &python_lock;
	worker_work(worker);
	worker->lock = NULL;
	if (released)
		python_lock.take(released);
	python_detach(state);
}

static void *
live_attached(void *arg)
{
	pthread_cleanup_push(leave, arg);
	if (worker_park(arg)) {
		work_attached(arg);
		worker_stay(arg);
	}
	pthread_cleanup_pop(1);
	return NULL;
}

static bool
start_thread(Run *run, unsigned index, void *(*life)(void *))
{
	Threads *threads = run->state;
	int error = pthread_create(&threads->id[index], NULL, life, &run->workers[index]);

	if (error)
		failure_set(&run->failure, FAILURE_SYSTEM, "pthread_create: %s", strerror(error));
	return error == 0;
}

static bool
start(Run *run, unsigned index)
{
	return start_thread(run, index, live);
}

static bool
start_attached(Run *run, unsigned index)
{
	return start_thread(run, index, live_attached);
}

/* Wait a moment for a thread of a failed run: it cannot be ended, but the process will be. */
static bool
join_soon(pthread_t thread)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_nsec += 100 * (long)CLOCK_MILLISECOND;
	if (limit.tv_nsec >= (long)CLOCK_SECOND) {
		limit.tv_nsec -= (long)CLOCK_SECOND;
		limit.tv_sec++;
	}
	return pthread_timedjoin_np(thread, NULL, &limit) == 0;
}

static void
join(Run *run, unsigned index)
{
	Threads *threads = run->state;

	if (!board_broken(run->board))
		pthread_join(threads->id[index], NULL);
	else if (!join_soon(threads->id[index]))
		run->abandoned = true;
}

const Way way_thread = {
	.pool = &way_thread,
	.choose = choose,
	.prepare = prepare,
	.start = start,
	.join = join,
	.finish = finish,
};

const Way way_attached = {
	.pool = &way_attached,
	.python = true,
	.choose = choose_attached,
	.prepare = prepare_attached,
	.start = start_attached,
	.join = join,
	.finish = finish_attached,
};
