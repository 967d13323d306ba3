/*
 * board.h - the board of a run: memory that the starting process and its workers share.
 *
 * It holds one slot a worker (only that worker writes the part that grows) and what
 * holds the workers together: the gate from which all are let go at one moment, the
 * barrier of the workloads, and the wait after the end in which the kernel is asked
 * about workers that are still there.  Waiting never goes on for ever: who waits looks
 * from time to time whether the others still live.
 *
 * Workers are let go in two steps.  They sleep until all are there; then they are woken,
 * and, if there is a processor for each, spin until all are awake: the last one stamps
 * the release.  So the time that it takes to wake workers is not part of the work.
 *
 * Knows of clocks, the kernel, timelines; does not know what a workload or an executor is.
 */
#ifndef LECTERN_RUNNER_BOARD_H
#define LECTERN_RUNNER_BOARD_H

#include "failure.h"
#include "kernel.h"
#include "timeline.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	BOARD_LINE = 128,     /* bytes that two processors never share by chance */
	SLOT_WINDOWS = 8192,  /* windows of fairness that are counted */
	SLOT_RECORDS = 16384, /* values that a worker may record in an iteration */
	SLOT_NAMES = 64,      /* different names of such values */
	SLOT_NAME = 48,       /* bytes of a name with its NUL */
};

/* A value that the workload recorded. */
typedef struct Record {
	double value;
	uint32_t name; /* index in names */
} Record;

/* One worker's place; all times in ns of the monotonic clock unless said otherwise. */
typedef struct Slot {
	/* Written by the starting process. */
	_Alignas(BOARD_LINE) uint64_t create; /* before the create call */
	uint64_t created;                     /* after it has returned */
	uint64_t joined;                      /* after the worker was joined */
	_Atomic int32_t process; /* pid once known; 0 before; no process of its own: 0 */

	/* Written by the worker. */
	_Alignas(BOARD_LINE) uint64_t begin; /* first instruction of `work` */
	uint64_t end;                        /* `work` has returned for the last time */
	uint64_t awake;                      /* woken at the gate; 0: not spun there */
	uint64_t cpu_begin;                  /* process CPU clock at `awake`, or asleep */
	uint64_t cpu_end;                    /* process CPU clock at the end (own process) */
	uint64_t used;                       /* thread CPU clock at the end (one process) */
	uint64_t after;                      /* ns of CPU since the end (one process) */
	uint64_t left;                       /* after its stay; 0: it did not have to stay */
	uint64_t pause;                      /* ns after the end; the kernel was asked (unheld) */
	Schedule schedule;                   /* of the worker's thread so far, if it is held */
	Switches switches_begin;             /* of the worker's thread, before `begin` */
	Switches switches_end;               /* after `end` */
	int32_t pid;                         /* as the kernel reports them */
	int32_t tid;
	int32_t threads;        /* of the worker's process; 0: not read */
	_Atomic uint32_t ended; /* 1 once `work` has returned and all this is written */
	Failure failure;        /* what went wrong in this worker */
	uint64_t ticks;         /* in this iteration */
	uint64_t window_end;    /* where the current window ends */
	uint32_t window;        /* the current window; SLOT_WINDOWS: no more are counted */
	uint32_t names;         /* in use */
	uint32_t records;       /* in use */
	char name[SLOT_NAMES][SLOT_NAME];
	uint32_t windows[SLOT_WINDOWS]; /* ticks in each */
	Record record[SLOT_RECORDS];
	Timeline timeline;
} Slot;

typedef struct Board {
	/* Constant for a run. */
	uint64_t size;      /* bytes of the mapping */
	uint32_t workers;   /* number of slots */
	pid_t starter;      /* the process that made it */
	bool given;         /* nothing is measured: samples are what workers record */
	bool timed;         /* the work is measured; else how workers are started */
	bool held;          /* workers are held at the gate */
	bool spin;          /* there is a processor for each of them */
	bool alone;         /* workers never meet: one ends, then the next is created */
	bool served;        /* the starting process hands out tasks while workers work */
	bool one_thread;    /* workers take turns on the starting thread */
	bool one_process;   /* all work in the starting process: one CPU clock for all */
	char job[PATH_MAX]; /* path of the job file, for workers of other programs */

	/* Constant for an iteration. */
	bool inspect; /* workers stay at their end until the kernel has been asked */

	_Alignas(BOARD_LINE) _Atomic uint32_t arrived; /* workers at the gate */
	_Alignas(BOARD_LINE) _Atomic uint32_t open;    /* 1: the gate is open */
	_Alignas(BOARD_LINE) _Atomic uint32_t awake;   /* workers that spin */
	_Alignas(BOARD_LINE) _Atomic uint32_t go;      /* 0 no, 1 being stamped, 2 go */
	uint64_t release;                              /* ns; workers were let go */
	uint64_t cpu_release;                          /* process CPU clock then (one process) */
	_Alignas(BOARD_LINE) _Atomic uint32_t ended;   /* workers that have ended */
	uint64_t cpu_end;                              /* process CPU clock at the last end */
	_Alignas(BOARD_LINE) _Atomic uint32_t leave;   /* 1: workers may leave */
	_Alignas(BOARD_LINE) _Atomic uint32_t waiting; /* workers in the barrier */
	_Atomic uint32_t passed;                       /* barriers passed */
	_Alignas(BOARD_LINE) _Atomic uint64_t taken;   /* tasks that workers have taken */
	_Atomic uint32_t claimed; /* slots of workers that came by themselves */
	uint64_t pause;           /* ns; the kernel was asked while nobody served tasks */
	_Alignas(BOARD_LINE) _Atomic uint32_t broken; /* 1: a worker failed, wait no more */
	Slot slot[];
} Board;

/*
 * Make a board for a number of workers; named ones can be attached by other programs.  NULL
 * with errno set when the world refuses.  Freed by board_free.
 */
Board *board_new(unsigned workers, bool named, int *file);

/* Write the name under which other programs attach a board made with file descriptor `file`. */
void board_name(int file, char *name, size_t size);

/* Attach a board by its name; NULL with errno set on failure.  Freed by board_free. */
Board *board_attach(const char *name);

/* Unmap a board; NULL is fine. */
void board_free(Board *board);

/* Forget all of the last iteration. */
void board_reset(Board *board, bool inspect);

/* Worker: wait at the gate; false if the run is broken. */
bool board_park(Board *board, Slot *slot);

/* Starting process: wait until all workers are at the gate and let them go; false if broken. */
bool board_release(Board *board);

/* Worker that does not wait at the gate: say that it is there. */
void board_arrive(Board *board);

/* Starting process: wait until all workers are there; false if broken. */
bool board_gather(Board *board);

/* Worker that came by itself: take a slot, 0 .. workers - 1; more if all are taken. */
unsigned board_claim(Board *board);

/*
 * Worker whose process cannot serve: break the board, wait for the end of the starting process, so
 * that nobody has to start another in its place, and exit.
 */
_Noreturn void board_fail(Board *board);

/* Worker: take the next tasks; give the first, tasks or more if there is none left. */
uint64_t board_take(Board *board, uint64_t chunk);

/* Starting process: break the board if a worker has died; false if it is broken. */
bool board_look(Board *board);

/* Starting process: stamp the release of workers that are not held, before the first begins. */
void board_stamp(Board *board);

/* Worker: say that this one has ended, after its `end` was stamped. */
void board_end(Board *board, Slot *slot);

/* Starting process: wait until all workers have ended; false if broken. */
bool board_await(Board *board);

/* Worker: stay until the starting process has asked the kernel about all workers. */
void board_stay(Board *board, Slot *slot);

/* Starting process: let workers leave. */
void board_dismiss(Board *board);

/* Worker: wait for all others in the workload's barrier; false if broken. */
bool board_barrier(Board *board, Slot *slot);

/* Where a worker stands that has reached the barrier. */
enum Barrier {
	BARRIER_BROKEN, /* the run has failed */
	BARRIER_WAIT,   /* there are others to come */
	BARRIER_LAST,   /* all are there and go on */
};

/* Worker: reach the barrier, and wait elsewhere; or wait no longer. */
enum Barrier board_reach(Board *board, Slot *slot);
void board_retreat(Board *board);

/* Wake everybody who waits: the run has failed. */
void board_break(Board *board);

/* Tell whether the run has failed. */
bool board_broken(const Board *board);

#endif
