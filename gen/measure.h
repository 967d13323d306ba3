/*
 * measure.h - the sampling of one experiment: rounds of conditions, until a rule says stop.
 *
 * First a trial of every condition, whose samples are thrown away, finds what fails and how long a
 * run takes; then rounds, each condition once in an order of its own (order.h), every run a fresh
 * process; at planned looks the caller's rule is asked whether to stop (MEASURE_LOOKS).
 *
 * Knows of plans and runs; judging is a callback, so that rounds can be tested without statistics.
 */
#ifndef LECTERN_MEASURE_H
#define LECTERN_MEASURE_H

#include "plan.h"
#include "progress.h"
#include "run.h"

/* Planned looks, in rounds; the last one (STATS_LAST_RATE_ROUNDS) only for quantile and rate
 * claims. */
#define MEASURE_LOOKS 6
extern const guint measure_looks[MEASURE_LOOKS];

/* Run time that calibration aims at, and its bounds on iterations (MEASUREMENT, calibration). */
#define MEASURE_RUN_TIME       0.1 /* s of iterations in one run */
#define MEASURE_MAX_ITERATIONS 100
#define MEASURE_TICKS          1000 /* steps of the clock that one timed sample lasts at least */
#define MEASURE_MAX_BATCH      (1u << 20)
#define MEASURE_MAX_TURNS      20000

/* What the rule says at a look. */
typedef enum LookAnswer {
	LOOK_GO_ON,   /* undecided, and more rounds may help */
	LOOK_DECIDED, /* enough is known */
} LookAnswer;

/* Judge @samples at a look; @last: no later look will come. */
typedef LookAnswer (*LookFunc)(const PlanItem *item, const Samples *samples, gpointer data);

/* What measuring needs; borrowed. */
typedef struct Measure {
	const Plan *plan;
	const PlanOptions *options;
	const char *folder; /* for jobs and outputs */
	const char *runner; /* lectern-runner */
	const char *core;   /* lectern-runner.so */
	const char *boot;   /* boot.py */
	Interrupt *interrupt;
	Progress *progress;
	LookFunc look;
	gpointer look_data;
	guint64 seed; /* of orders; 0: drawn */
} Measure;

/*
 * Measure the experiment of @item.  NULL without @error when it failed: a finding says how, and
 * item->failure does for the page; NULL with @error for the world.  An interruption is an error of
 * G_IO_ERROR_CANCELLED.
 */
Result *measure_experiment(const Measure *measure, PlanItem *item, Diag *diag, GError **error);

/* Estimate how long measuring @item takes, in s, without knowing the workload. */
double measure_estimate(const PlanItem *item);

#endif
