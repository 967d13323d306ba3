#include "run.h"

#include "clock.h"
#include "kernel.h"
#include "metrics.h"
#include "process.h"
#include "pypool.h"
#include "python.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ticks that are timed for the fact `tick`: less than a millisecond of them. */
enum { TICK_ROUNDS = 5, TICK_TIMES = 400 };

static void
fail_errno(Run *run, const char *what)
{
	failure_set(&run->failure, FAILURE_SYSTEM, "%s: %s", what, strerror(errno));
}

static bool
call_part(Run *run, enum WorkloadPart part, double *value)
{
	const Workload *workload = &run->workload;

	return !workload->part[part] ||
	       workload->language->call(workload, part, value, &run->failure);
}

/* Start all workers; give how many were started. */
static unsigned
start_all(Run *run)
{
	unsigned started = 0;

	for (; started < run->job.workers; started++) {
		Slot *slot = &run->board->slot[started];
		bool good;

		slot->create = clock_now();
		good = run->way->start(run, started);
		if (!slot->created)
			slot->created = clock_now();
		if (!good) {
			board_break(run->board);
			break;
		}
	}
	return started;
}

/* Ask the kernel about workers that have ended and are still there. */
static void
inspect_all(Run *run, Iteration *iteration)
{
	uint32_t workers = run->board->workers;
	int64_t own = run->one_memory ? kernel_unique_memory(getpid()) : 0;

	iteration->memory = malloc(workers * sizeof *iteration->memory);
	for (uint32_t w = 0; w < workers; w++) {
		Slot *slot = &run->board->slot[w];
		int64_t memory = -1;

		if (!run->one_memory)
			memory = kernel_unique_memory(slot->pid);
		else if (own >= 0 && run->memory_before >= 0)
			memory = (own > run->memory_before ? own - run->memory_before : 0) /
			         (int64_t)workers;
		slot->threads = kernel_threads(slot->pid);
		if (iteration->memory)
			iteration->memory[w] = memory;
	}
}

/* Let workers go and wait for their ends. */
static void
hold_all(Run *run, Iteration *iteration)
{
	const Lock *lock = run->way->lock;
	void *state = lock ? lock->drop() : NULL;

	if (board_release(run->board) && board_await(run->board) && run->board->inspect) {
		inspect_all(run, iteration);
		board_dismiss(run->board);
	}
	if (lock)
		lock->take(state);
}

/* Hand out tasks, and look at the workers before they leave. */
static void
serve_all(Run *run, Iteration *iteration)
{
	Board *board = run->board;
	uint64_t before;

	if (!run->way->serve(run)) {
		board_break(board);
		return;
	}
	before = clock_now();
	if (board->inspect)
		inspect_all(run, iteration);
	board->pause += clock_now() - before;
}

static void
join_all(Run *run, unsigned started)
{
	for (unsigned w = 0; w < started; w++) {
		run->way->join(run, w);
		if (!run->board->slot[w].joined)
			run->board->slot[w].joined = clock_now();
	}
}

/* Start the workers, let them work, join them. */
static bool
work_all(Run *run, Iteration *iteration)
{
	unsigned started = 0;
	bool good;

	if (run->way->prepare && !run->way->prepare(run))
		return false;
	if (run->way->conduct)
		run->way->conduct(run);
	else
		started = start_all(run);
	if (run->way->serve)
		serve_all(run, iteration);
	else if (run->board->held)
		hold_all(run, iteration);
	join_all(run, started);
	if (run->way->serial && run->board->inspect && run->board->timed && !run->way->given)
		inspect_all(run, iteration);
	if (run->way->finish)
		run->way->finish(run);
	good = !board_broken(run->board);
	for (uint32_t w = 0; w < run->board->workers; w++)
		good = good && !failure_is(&run->board->slot[w].failure);
	return good;
}

/*
 * Wait, but not for long, until threads of earlier iterations are gone: Python joins a thread
 * before the kernel has seen the last of it.
 */
static void
settle(const Run *run)
{
	const struct timespec nap = {0, CLOCK_MILLISECOND / 10};

	for (int i = 0; i < 200 && kernel_threads(getpid()) > run->threads_before; i++)
		nanosleep(&nap, NULL);
}

static bool
iterate(Run *run, uint64_t number)
{
	Iteration iteration = {.number = number, .observed = NAN};
	double ignored;
	bool good;

	result_settle(run->result);
	board_reset(run->board, number == run->job.warmup);
	if (run->board->inspect && !run->board->given)
		settle(run);
	good = call_part(run, PART_SETUP, &ignored) && work_all(run, &iteration) &&
	       call_part(run, PART_OBSERVE, &iteration.observed) &&
	       call_part(run, PART_TEARDOWN, &ignored);
	if (good && (!isfinite(iteration.observed) && !isnan(iteration.observed))) {
		failure_set(&run->failure, FAILURE_EXCEPTION, "observe() gave infinity");
		good = false;
	}
	if (good) {
		metrics_write(run->board, &run->job, &iteration, run->result);
		load_add(&run->load, run->board);
	}
	free(iteration.memory);
	return good;
}

/* Make the board and the workers. */
static bool
make_workers(Run *run)
{
	const Job *job = &run->job;
	unsigned workers = (unsigned)job->workers;

	run->board = board_new(workers, run->named, &run->file);
	run->workers = calloc(workers, sizeof *run->workers);
	if (!run->board || !run->workers) {
		fail_errno(run, "shared memory");
		return false;
	}
	snprintf(run->board->job, sizeof run->board->job, "%s", run->path);
	run->board->given = run->way->given;
	run->board->timed = !job->unheld;
	run->board->held = !job->unheld && !run->way->serial;
	run->board->served = run->way->serve != NULL;
	run->board->spin = run->board->held && workers <= kernel_processors();
	run->board->alone = run->alone;
	run->board->one_process = run->one_process;
	run->board->one_thread = run->one_thread;
	for (unsigned w = 0; w < workers; w++) {
		Worker *worker = &run->workers[w];

		worker_init(worker, job, &run->workload, run->board, w);
		worker->lock = run->way->lock;
		if (!run->workload.language->adopt(worker))
			return false;
	}
	return true;
}

/* Take the way in which workers serve tasks. */
static bool
choose_pool(Run *run)
{
	run->way = run->way->pool;
	if (!run->way)
		failure_set(&run->failure, FAILURE_UNSUPPORTED,
		            "workers of the executor %s serve no tasks", run->job.executor);
	else if (run->job.unheld || run->job.duration)
		failure_set(&run->failure, FAILURE_UNSUPPORTED,
		            "tasks end by themselves, and only the whole is measured");
	return !failure_is(&run->failure);
}

static bool
make_ready(Run *run)
{
	run->workload.language = language_find(run->job.language);
	if (!run->workload.language) {
		failure_set(&run->failure, FAILURE_UNSUPPORTED, "this runner knows no language %s",
		            run->job.language);
		return false;
	}
	run->way = executor_way(run->job.executor, run->workload.language, &run->failure);
	if (!run->way || (run->job.tasks && !choose_pool(run)))
		return false;
	if ((run->way->python || run->workload.language == &language_python) &&
	    (!python_open(&run->job, &run->failure) || !python_facts(run->result)))
		return false;
	if (run->way->choose && !run->way->choose(run))
		return false;
	run->workload.awaited = run->way->awaits;
	return run->workload.language->load(&run->workload, &run->job, &run->failure) &&
	       make_workers(run);
}

/* Publish what the measuring itself costs. */
static void
write_costs(Run *run)
{
	Worker *worker = &run->workers[0];
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < TICK_ROUNDS; i++) {
		uint64_t before, taken;

		board_reset(run->board, false);
		before = clock_now();
		worker->slot->begin = before;
		worker->slot->window_end = before + run->job.window;
		run->workload.language->tick(worker, TICK_TIMES);
		taken = clock_now() - before;
		least = taken < least ? taken : least; /* what disturbs only ever adds */
	}
	result_number(run->result, "tick",
	              (double)least / (double)TICK_TIMES / (double)CLOCK_SECOND);
	result_number(run->result, "clock", (double)clock_step() / (double)CLOCK_SECOND);
}

static void
write_failures(Run *run)
{
	if (failure_is(&run->failure))
		result_failure(run->result, -1, &run->failure);
	for (uint32_t w = 0; run->board && w < run->board->workers; w++)
		if (failure_is(&run->board->slot[w].failure))
			result_failure(run->result, (int)w, &run->board->slot[w].failure);
}

static void
run_clear(Run *run)
{
	if (run->abandoned)
		return; /* workers that still run use all of it */
	board_free(run->board);
	if (run->file >= 0)
		close(run->file);
	free(run->workers);
	result_free(run->result);
	job_clear(&run->job);
}

static void
do_job(Run *run)
{
	bool good = make_ready(run);
	uint64_t total = run->job.warmup + run->job.iterations;

	run->threads_before = kernel_threads(getpid());
	run->memory_before = good && run->one_memory ? kernel_unique_memory(getpid()) : -1;
	load_begin(&run->load);
	for (uint64_t i = 0; good && i < total; i++)
		good = iterate(run, i);
	load_end(&run->load);
	if (good && !run->way->given) {
		load_write(&run->load, run->result);
		write_costs(run);
	}
	write_failures(run);
}

int
run_job(const char *path, const char *program)
{
	Run *run = calloc(1, sizeof *run); /* not on the stack: abandoned workers use it */
	char error[512];
	int status = 2;

	if (!run || !(run->result = result_new())) {
		fprintf(stderr, "lectern-runner: %s\n", strerror(ENOMEM));
		free(run);
		return status;
	}
	process_follow();
	run->path = path;
	run->program = program;
	run->file = -1;
	if (job_read(&run->job, path, error, sizeof error)) {
		do_job(run);
		status = result_failed(run->result) ? 1 : 0;
		if (!result_write(run->result, run->job.result)) {
			fprintf(stderr, "lectern-runner: %s: %s\n", run->job.result,
			        strerror(errno));
			status = 2;
		}
	} else {
		fprintf(stderr, "lectern-runner: %s: %s\n", path, error);
	}
	python_flush();
	fflush(NULL);
	if (run->abandoned)
		_exit(status);
	run_clear(run);
	free(run);
	return status;
}

/* Load the workload in a worker that another program has started. */
static bool
load_attached(Worker *worker, Job *job, Workload *workload)
{
	Failure *failure = &worker->slot->failure;
	unsigned index = (unsigned)(worker->slot - worker->board->slot);
	Board *board = worker->board;
	char error[400];

	process_follow();
	if (!job_read(job, board->job, error, sizeof error)) {
		failure_set(failure, FAILURE_SYSTEM, "%s: %s", board->job, error);
		return false;
	}
	workload->language = language_find(job->language);
	if (workload->language == &language_python && !python_open(job, failure))
		return false;
	if (!workload->language->load(workload, job, failure))
		return false;
	worker_init(worker, job, workload, board, index);
	worker->lock = workload->language == &language_python ? &python_lock : NULL;
	return workload->language->adopt(worker);
}

int
run_worker(const char *name, unsigned index)
{
	Board *board = board_attach(name);
	Worker worker = {.board = board};
	Workload workload = {0};
	Job job = {0};
	bool good = false;

	if (!board || index >= board->workers) {
		fprintf(stderr, "lectern-runner: %s: %s\n", name, strerror(errno));
		board_free(board);
		return 2;
	}
	worker.slot = &board->slot[index];
	good = load_attached(&worker, &job, &workload);
	if (good)
		worker_live(&worker);
	if (!good || failure_is(&worker.slot->failure))
		board_break(board);
	job_clear(&job);
	board_free(board);
	return 0; /* a failure is on the board */
}

/* What a worker of a pool needs until its process ends. */
typedef struct Pooled {
	Worker worker;
	Job job;
	Workload workload;
} Pooled;

void
run_pooled(const char *name)
{
	Pooled *pooled = calloc(1, sizeof *pooled);
	Board *board;
	unsigned index;

	/* First: who can attach the board is not too late to follow the process that has it. */
	process_follow();
	board = board_attach(name);
	if (!board || !pooled)
		_exit(1); /* the starting process has gone, or it will miss a worker */
	index = board_claim(board);
	if (index < board->workers && !board_broken(board)) {
		pooled->worker = (Worker){.board = board, .slot = &board->slot[index]};
		atomic_store(&pooled->worker.slot->process, getpid());
		if (load_attached(&pooled->worker, &pooled->job, &pooled->workload) &&
		    pypool_enter(&pooled->worker))
			return;
	}
	board_fail(board);
}
