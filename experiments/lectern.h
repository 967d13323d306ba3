/*
 * lectern.h - what a C workload of an experiment includes.
 *
 *	#include <lectern.h>
 *
 *	void
 *	work(struct worker *self)
 *	{
 *		while (worker_running(self)) {
 *			...a piece of the work...
 *			worker_tick(self);
 *		}
 *	}
 *
 * A workload defines `work`; each worker of a condition calls it (one pthread,
 * one process, ... as the executor has it), all at the same time.  It may also define
 *
 *	void setup(void);	before the workers of an iteration are started
 *	void teardown(void);	after all of them have been joined and observed
 *	double observe(void);	between the two, in the starting process: what it
 *				returns is the metric `observed`
 *
 * An iteration is setup, start, work, join, observe, teardown.  What `work`
 * prints on stdout is the experiment's output.  A workload that must give up
 * may call abort(): that ends the run, and the notes say so.
 *
 * Nothing has to be linked: everything below is an inline call through the
 * worker.  What a call costs, on a virtual machine (x86-64) that reads a clock in 15 ns:
 *
 *	worker_running	17 ns	reads the clock
 *	worker_tick	18 ns	reads the clock and counts; no lock, nothing shared
 *	worker_record	15 ns	and a little more for each name recorded before
 *	worker_text	 4 ns	and a little more for each parameter
 *	worker_number	25 ns	converts the text each time: read it before the loop
 *	worker_barrier	16 us	two workers, and the wait for the slower one
 *
 * The cost of a tick on the machine at hand is published with each experiment.
 * Tick about every 0.1 to 1 ms: much more often distorts what is measured, and
 * a timeline cannot show turns that are shorter than a few ticks.
 */
#ifndef LECTERN_H
#define LECTERN_H

#include <stdbool.h>
#include <time.h>

struct worker;

/* What the runner lends to a workload; call it through the wrappers below. */
struct worker_calls {
	bool (*running)(struct worker *self);
	void (*tick)(struct worker *self);
	void (*record)(struct worker *self, const char *name, double value);
	void (*barrier)(struct worker *self);
	const char *(*text)(struct worker *self, const char *name, const char *fallback);
	double (*number)(struct worker *self, const char *name, double fallback);
};

/* One worker of a condition. */
struct worker {
	int index;                        /* which one: 0 .. count - 1 */
	int count;                        /* how many there are */
	const struct worker_calls *calls; /* the runner's side; not for workloads */
	int task;                         /* with `tasks`: the one to serve, from 0; else -1 */
};

void work(struct worker *self);
void setup(void);
void teardown(void);
double observe(void);

/*
 * Tell whether to go on: true until the experiment's `duration` is over, counted from the
 * moment at which all workers were let go (on `serial`: at which this one began).  An experiment
 * without `duration` must not ask: the run fails, rather than going on for ever.
 */
static inline bool
worker_running(struct worker *self)
{
	return self->calls->running(self);
}

/*
 * Note that a piece of the work is done.  Ticks are what throughput, share, fairness, overlap,
 * hand-overs and the timeline are made of; let each stand for the same amount of work.
 */
static inline void
worker_tick(struct worker *self)
{
	self->calls->tick(self);
}

/*
 * Report a metric of the workload's own: a name as [A-Za-z_][A-Za-z0-9_-]* that is not one of
 * Lectern's metrics, and a finite value in SI units.  A name may be recorded many times in one
 * iteration (up to 16384 values a worker); each value is a sample.  On `mock` these samples are
 * all there are, so there Lectern's own metrics may be recorded, too.
 */
static inline void
worker_record(struct worker *self, const char *name, double value)
{
	self->calls->record(self, name, value);
}

/*
 * Wait until every worker has called this as often as this one.  Sleeps, lets go of the GIL
 * where it is held, does nothing on `serial`, and returns at once when a worker has failed.
 */
static inline void
worker_barrier(struct worker *self)
{
	self->calls->barrier(self);
}

/* Give the level of the factor `name` as the note writes it, or `fallback` if there is none. */
static inline const char *
worker_text(struct worker *self, const char *name, const char *fallback)
{
	return self->calls->text(self, name, fallback);
}

/*
 * Give the level of the factor `name` as a number, or `fallback` if there is none.  A level that
 * is not a number fails the run.
 */
static inline double
worker_number(struct worker *self, const char *name, double fallback)
{
	return self->calls->number(self, name, fallback);
}

/*
 * Give the number of the task that this call of `work` is to serve, 0 .. tasks - 1, in an
 * experiment with the option `tasks`; else -1.  Each task is one call, by whichever worker is free.
 * Workers that serve tasks cannot wait for each other in worker_barrier().
 */
static inline int
worker_task(const struct worker *self)
{
	return self->task;
}

/* Read the monotonic clock that all time stamps are taken from, in seconds. */
static inline double
worker_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/*
 * Make the compiler believe that `value` is used and that memory may have changed, so that it
 * does not remove work whose result nobody reads.  Costs nothing itself.
 */
#define worker_keep(value) __asm__ volatile("" : : "g"(value) : "memory")

#endif
