/*
 * measure.h - the sampling of one experiment: rounds of conditions, until a rule says stop.
 *
 * First a trial of every condition, whose samples are thrown away, finds what fails and how long a
 * run takes; pilot rounds choose how many iterations a run has (calibration.h); then rounds, each
 * condition once in an order of its own (order.h), every run a fresh process, each round past the
 * gate (gate.h).  At planned looks, counted in clean rounds, the caller's rule is asked whether to
 * stop.  An experiment whose first condition differs from itself is measured once more.
 *
 * Knows of plans and runs; judging is a callback, so that rounds can be tested without statistics.
 */
#ifndef LECTERN_MEASURE_H
#define LECTERN_MEASURE_H

#include "gate.h"
#include "session.h"

/* Planned looks, in clean rounds; the last one (STATS_LAST_RATE_ROUNDS) only for quantile and rate
 * claims. */
#define MEASURE_LOOKS 6
extern const guint measure_looks[MEASURE_LOOKS];

/* So many times the rounds of the next look are made at most to get the clean ones. */
#define MEASURE_ATTEMPTS 2

/*
 * In a hurry (PlanOptions.quick) all experiments together have so much time, in s, and each a share
 * of it between these bounds.  A share buys STATS_MIN_ROUNDS rounds at most and one at least; there
 * are no looks, no pilot, and a trial only as far as it tells something.
 */
#define MEASURE_QUICK_TIME  45.0
#define MEASURE_QUICK_LEAST 0.5
#define MEASURE_QUICK_MOST  3.0

/* What the rule says at a look. */
typedef enum LookAnswer {
	LOOK_GO_ON,   /* undecided, and more rounds may help */
	LOOK_DECIDED, /* enough is known */
} LookAnswer;

/* What the caller knows of claims; @data is its own. */
typedef struct MeasureRules {
	/* Judge @samples at a look. */
	LookAnswer (*look)(const PlanItem *item, const Samples *samples, gpointer data);
	/* Tell whether the A/A control of @samples differs from its condition. */
	gboolean (*differs)(const PlanItem *item, const Samples *samples, gpointer data);
	/* Read what is around the machine; NULL: counters_read(), probe_capacity(). */
	Counters (*counters)(gpointer data);
	double (*capacity)(guint cpus, gpointer data);
	/* Tell whether to pause before the next run, NULL: never; and pause, FALSE: stop. */
	gboolean (*wants_break)(gpointer data);
	gboolean (*take_break)(gpointer data, GError **error);
	/* Sleep until the machine may be quieter; NULL: interrupt_wait(). */
	void (*pause)(double seconds, gpointer data);
	gpointer data;
} MeasureRules;

typedef struct Measure {
	Tooling tooling;
	MeasureRules rules;
	guint64 seed; /* of orders, mixed with the experiment's name; 0: drawn */
	double share; /* s for this experiment in a hurry (measure_share()); else ignored */
} Measure;

/*
 * Measure the experiment of @item.  NULL without @error when it failed: a finding says how, and
 * item->failure does for the page; NULL with @error for the world.  An interruption is an error of
 * G_IO_ERROR_CANCELLED.
 */
Result *measure_experiment(const Measure *measure, PlanItem *item, Diag *diag, GError **error);

/* Return the time, in s, of the next of @left experiments in a hurry, when @spent s are gone. */
double measure_share(double spent, guint left);

/*
 * Estimate how long measuring @item takes, in s, without knowing the workload; in a hurry with
 * @share s, else 0.
 */
double measure_estimate(const PlanItem *item, double share);

#endif
