/*
 * build.h - the pipeline: from notes to site and handouts.
 *
 * build_run() reads as the table of contents of the program.  Each stage is one call; a stage that
 * finds errors in the notes lets the others of its floor go on, and nothing is measured while a
 * note has an error finding.
 *
 * Knows of every stage and of nothing in them.
 */
#ifndef LECTERN_BUILD_H
#define LECTERN_BUILD_H

#include "interrupt.h"
#include "paths.h"
#include "plan.h"
#include "progress.h"

/* Output formats, as bits. */
enum {
	FORMAT_HTML = 1,
	FORMAT_PDF = 2,
	FORMAT_MD = 4,
};

typedef struct BuildOptions {
	const char *notes; /* folder of the course */
	const char *out;   /* folder of everything made */
	char *const *only; /* names of notes, NULL-terminated; NULL: all */
	guint formats;     /* bits */
	guint jobs;        /* helpers side by side; 0: one a core */
	guint rounds;      /* overrides every `rounds`; 0: does not */
	gboolean fresh, frozen, strict, strict_stats, dry_run, quiet, verbose;
} BuildOptions;

/* A build under way. */
typedef struct Build {
	const BuildOptions *options;
	Paths *paths;
	Tools *tools;
	Diag *diag;
	Course *course;
	Plan *plan;
	PlanOptions plan_options;
	char *kept;      /* the course's tracked folder of results, or NULL */
	char *generated; /* folder of generated workloads */
	Interrupt interrupt;
	Progress progress;
	GPtrArray *pages; /* Page, owned */
	int lock;         /* descriptor that keeps a second build out; -1: none */
	guint measured;   /* experiments measured in this build */
	guint failed;     /* experiments that failed */
	guint unexpected; /* testable claims whose verdict is not the expected one */
	guint rendered;   /* pages and handouts written */
	gint64 begun;     /* monotonic us */
} Build;

/* Load the course and plan it; findings are in build->diag.  Returns FALSE with @error. */
gboolean build_open(Build *build, const BuildOptions *options, GError **error);

/* Measure one item, or fail with a finding or @error; the result is stored. */
gboolean build_measure_item(Build *build, PlanItem *item, GError **error);

/* Print findings and free everything. */
void build_close(Build *build);

/* Return the exit status for the findings and failures so far. */
int build_status(const Build *build);

/* Run the whole pipeline; returns the exit status. */
int build_run(const BuildOptions *options);

#endif
