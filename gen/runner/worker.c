#include "worker.h"

#include "clock.h"
#include "metrics.h"

#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The face is the first field of a worker. */
static Worker *
worker_of(struct worker *face)
{
	return (Worker *)(void *)face;
}

void
worker_fail(Worker *worker, enum FailureKind kind, const char *format, ...)
{
	char text[sizeof worker->slot->failure.text];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	failure_set(&worker->slot->failure, kind, "%s", text);
	board_break(worker->board);
}

bool
worker_is_running(Worker *worker)
{
	if (board_broken(worker->board))
		return false;
	return clock_now() < worker->deadline;
}

void
worker_count_tick(Worker *worker)
{
	Slot *slot = worker->slot;
	uint64_t now = clock_now();

	if (slot->ticks++ == 0)
		timeline_stamp(&slot->timeline, slot->begin);
	while (now >= slot->window_end) {
		slot->window++;
		slot->window_end += worker->job->window;
	}
	if (slot->window < SLOT_WINDOWS)
		slot->windows[slot->window]++;
	timeline_stamp(&slot->timeline, now);
}

/* Tell whether a claim can name it: letters, digits, _ and, between those, -. */
static bool
is_name(const char *name)
{
	size_t length = 0;

	for (const char *c = name; *c; c++, length++) {
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || *c == '_';
		bool digit = *c >= '0' && *c <= '9';
		bool dash = *c == '-' && length > 0 && c[1] && c[1] != '-';

		if (!letter && !dash && (!digit || length == 0))
			return false;
	}
	return length > 0 && length < SLOT_NAME;
}

/* Give the number of a name that was recorded before, or how many there are. */
static uint32_t
find_name(const Slot *slot, const char *name)
{
	uint32_t number = 0;

	while (number < slot->names && strcmp(slot->name[number], name) != 0)
		number++;
	return number;
}

const char *
worker_note(Worker *worker, const char *name, double value)
{
	Slot *slot = worker->slot;
	uint32_t number = find_name(slot, name);

	if (!isfinite(value))
		return "the value is not finite";
	if (slot->records == SLOT_RECORDS)
		return "more than 16384 values in one iteration";
	if (number == slot->names) {
		if (!is_name(name))
			return "a name is a letter, then letters, digits, _ and -, up to 47 in all";
		if (metric_is_own(name) && !worker->board->given)
			return "the name is that of a metric which is always there";
		if (number == SLOT_NAMES)
			return "more than 64 different names";
		snprintf(slot->name[slot->names++], SLOT_NAME, "%s", name);
	}
	slot->record[slot->records++] = (Record){value, number};
	return NULL;
}

bool
worker_meet(Worker *worker)
{
	void *state;
	bool met;

	if (worker->board->alone)
		return true;
	state = worker->lock ? worker->lock->drop() : NULL;
	met = board_barrier(worker->board, worker->slot);
	if (worker->lock)
		worker->lock->take(state);
	worker->quit = worker->quit || !met;
	return met;
}

static bool
call_running(struct worker *self)
{
	Worker *worker = worker_of(self);

	if (worker->job->duration == 0) {
		worker_fail(worker, FAILURE_EXCEPTION,
		            "worker_running() needs the option `duration`");
		return false;
	}
	return worker_is_running(worker);
}

static void
call_tick(struct worker *self)
{
	worker_count_tick(worker_of(self));
}

static void
call_record(struct worker *self, const char *name, double value)
{
	const char *wrong = worker_note(worker_of(self), name, value);

	if (wrong)
		worker_fail(worker_of(self), FAILURE_EXCEPTION, "worker_record(): '%s': %s", name,
		            wrong);
}

static void
call_barrier(struct worker *self)
{
	if (worker_of(self)->job->tasks) {
		worker_fail(worker_of(self), FAILURE_EXCEPTION,
		            "worker_barrier(): workers that serve tasks do not meet");
		return;
	}
	worker_meet(worker_of(self));
}

static const char *
call_text(struct worker *self, const char *name, const char *fallback)
{
	const char *value = job_param(worker_of(self)->job, name);

	return value ? value : fallback;
}

static double
call_number(struct worker *self, const char *name, double fallback)
{
	const char *text = job_param(worker_of(self)->job, name);
	locale_t c = text ? newlocale(LC_ALL_MASK, "C", (locale_t)0) : (locale_t)0;
	char *end;
	double value;

	if (!c)
		return fallback;
	value = strtod_l(text, &end, c);
	freelocale(c);
	if (*end || end == text || !isfinite(value))
		worker_fail(worker_of(self), FAILURE_EXCEPTION,
		            "worker_number(): '%s' is '%s', not a number", name, text);
	return value;
}

static const struct worker_calls calls = {
	.running = call_running,
	.tick = call_tick,
	.record = call_record,
	.barrier = call_barrier,
	.text = call_text,
	.number = call_number,
};

void
worker_init(Worker *worker, const Job *job, const Workload *workload, Board *board, unsigned index)
{
	*worker = (Worker){
		.face = {(int)index, (int)job->workers, &calls, -1},
		.job = job,
		.workload = workload,
		.board = board,
		.slot = &board->slot[index],
		.starter = getpid(),
	};
}

bool
worker_park(Worker *worker)
{
	void *state;
	bool good;

	/* Asked of the job first: a forked worker's first look at the board is a page fault. */
	if (worker->job->unheld || !worker->board->held)
		return true;
	state = worker->lock ? worker->lock->drop() : NULL;
	good = board_park(worker->board, worker->slot);
	if (worker->lock)
		worker->lock->take(state);
	return good;
}

/* Take tasks until there are none left. */
static void
serve_all(Worker *worker)
{
	const Job *job = worker->job;
	uint64_t chunk = job->chunk ? job->chunk : (job->tasks + job->workers - 1) / job->workers;
	uint64_t task = 0, end = 0;

	while (!board_broken(worker->board)) {
		if (task == end) {
			/* Who holds a lock for all its tasks would leave none to the others. */
			void *state = worker->lock ? worker->lock->drop() : NULL;

			if (worker->lock)
				worker->lock->take(state);
			task = board_take(worker->board, chunk);
			end = task + chunk < job->tasks ? task + chunk : job->tasks;
			if (task >= end)
				return;
		}
		worker->face.task = (int)task++;
		if (!worker->workload->language->work(worker))
			return;
	}
}

void
worker_serve(Worker *worker, int task)
{
	Slot *slot = worker->slot;

	if (board_broken(worker->board))
		return;
	if (!slot->begin) {
		slot->begin = clock_now();
		slot->window_end = worker->board->release + worker->job->window;
	}
	worker->face.task = task;
	worker->workload->language->work(worker);
	slot->end = clock_now();
}

void
worker_begin(Worker *worker)
{
	const Board *board = worker->board;
	Slot *slot = worker->slot;
	bool together;

	slot->begin = clock_now(); /* before the board is looked at: see worker_park() */
	if (worker->begun)
		worker->begun();
	/* Who is let go together with the others has as long as they have. */
	together = board->held || (board->one_thread && board->timed);
	worker->deadline = (together ? board->release : slot->begin) + worker->job->duration;
	slot->window_end = (board->timed ? board->release : slot->begin) + worker->job->window;
}

void
worker_end(Worker *worker)
{
	Slot *slot = worker->slot;

	slot->end = clock_now();
	if (slot->ticks > 0)
		timeline_stamp(&slot->timeline, slot->end);
	board_end(worker->board, slot);
}

void
worker_work(Worker *worker)
{
	const Language *language = worker->workload->language;
	uint64_t batch = worker->job->batch;

	worker_begin(worker);
	if (worker->job->tasks)
		serve_all(worker);
	else
		while (batch > 0 && !board_broken(worker->board) && language->work(worker))
			batch--;
	worker_end(worker);
}

void
worker_call(Worker *worker)
{
	worker->deadline = 0;
	worker->slot->window_end = UINT64_MAX; /* ticks are all of one window */
	if (!board_broken(worker->board))
		worker->workload->language->work(worker);
}

void
worker_stay(Worker *worker)
{
	void *state;

	if (!worker->board->inspect || !worker->board->held)
		return;
	state = worker->lock ? worker->lock->drop() : NULL;
	board_stay(worker->board, worker->slot);
	if (worker->lock)
		worker->lock->take(state);
}

void
worker_live(Worker *worker)
{
	if (!worker_park(worker))
		return;
	worker_work(worker);
	worker_stay(worker);
}
