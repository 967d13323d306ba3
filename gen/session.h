/*
 * session.h - the runs of one experiment while it is measured: its workload, its cells, its jobs.
 *
 * A cell is what a round consists of: one kind of run (held or unheld) of one condition.  The first
 * condition has its cells twice; the second time they are the A/A control.
 *
 * Knows of plans, workloads and single runs; nothing of rounds, looks or the gate (measure.h).
 */
#ifndef LECTERN_SESSION_H
#define LECTERN_SESSION_H

#include "calibration.h"
#include "events.h"
#include "plan.h"
#include "progress.h"
#include "run.h"
#include "service.h"

#define SESSION_MAX_TURNS 20000 /* of the timeline of a run */

typedef struct Cell {
	guint condition; /* index into the design's conditions */
	gboolean unheld;
	gboolean control;
} Cell;

/* What measuring needs; borrowed. */
typedef struct Tooling {
	const Plan *plan;
	const PlanOptions *options;
	const char *folder; /* for jobs and outputs */
	const char *runner; /* lectern-runner */
	const char *core;   /* lectern-runner.so */
	const char *boot;   /* boot.py */
	Interrupt *interrupt;
	Progress *progress;
	Events *events; /* to the program that drives this one; NULL: none */
} Tooling;

typedef struct Session {
	const Tooling *tooling;
	PlanItem *item;
	Workload *workload;      /* owned */
	Diag *diag;              /* borrowed */
	GArray *cells;           /* Cell */
	Calibration calibration; /* of every run */
	guint cores;             /* CPUs that runs may use */
	char *folder;            /* of this experiment's jobs */
	char *scratch;           /* of temporary files of the workload and its interpreter */
	GRand *random;           /* of the padding */
	gint64 begun;            /* monotonic us; later by all pauses */
	guint breaks;            /* pauses that were asked for, between runs */
	double rested;           /* s that they took in all */
	char *output;            /* what the workload printed in the first run */
	GPtrArray *facts;        /* char *: what the runner found in the first run */
	Services *services;      /* owned: they run as long as the session is open */
	GPtrArray *addresses;    /* char *, "NAME ADDRESS" of each service: parameters */
	GPtrArray *env;          /* char *, NAME=VALUE: the experiment's, and of services */
} Session;

/* Return the cells of a round of @item: of conditions that can be measured (transfer full). */
GArray *session_cells(const PlanItem *item);

/*
 * Get ready for the runs of @item.  NULL without @error when the workload does not compile: a
 * finding says how, and item->failure does for the page.  Errors: the world.
 */
Session *session_open(const Tooling *tooling, PlanItem *item, guint64 seed, Diag *diag,
                      GError **error);
void session_close(Session *session);

/*
 * Do the run of @cell in @round and add it to @samples.  FALSE without @error when the workload
 * failed: a finding, and item->failure.  Errors: the world; G_IO_ERROR_CANCELLED when the user
 * stopped us.
 */
gboolean session_run(Session *session, const Cell *cell, guint round, Samples *samples,
                     Outcome *outcome, GError **error);

/* Return how many threads of a run of @cell wanted to run at a time at most. */
guint session_threads(const Session *session, const Cell *cell, const Outcome *outcome);

/* Return how many CPUs the workers of @cell can use at a time; 0: nothing is timed. */
guint session_cpus(const Session *session, const Cell *cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_close)

#endif
