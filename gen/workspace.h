/*
 * workspace.h - a course opened to be worked on: its notes, its plan, its folders.
 *
 * Every command that needs the course opens one; those that measure or write take the lock.
 *
 * Knows of plans and of measuring one experiment; nothing of pages (build.h).
 */
#ifndef LECTERN_WORKSPACE_H
#define LECTERN_WORKSPACE_H

#include "events.h"
#include "paths.h"
#include "plan.h"
#include "progress.h"

/* Output formats, as bits. */
enum {
	FORMAT_HTML = 1,
	FORMAT_PDF = 2,
	FORMAT_MD = 4,
	FORMAT_COURSE = 8, /* one PDF of all chapters */
	FORMAT_SLIDES = 16,
	FORMAT_PRINTED = FORMAT_PDF | FORMAT_MD | FORMAT_COURSE | FORMAT_SLIDES, /* or may be */
	FORMAT_READERS = FORMAT_HTML | FORMAT_PDF | FORMAT_COURSE, /* all that they get */
};

typedef struct WorkspaceOptions {
	const char *notes; /* folder of the course */
	const char *out;   /* folder of everything made */
	char *const *only; /* names of notes, NULL-terminated; NULL: all */
	guint formats;     /* bits */
	guint jobs;        /* helpers side by side; 0: one a core */
	guint rounds;      /* overrides every `rounds`; 0: does not */
	guint64 seed;      /* of the order of runs; 0: drawn */
	int events;        /* descriptor of the program that drives this one; 0: none */
	gboolean fresh, frozen, quick, preview, strict, strict_stats, dry_run, quiet, verbose;
} WorkspaceOptions;

typedef struct Workspace {
	const WorkspaceOptions *options;
	Paths *paths;
	Tools *tools;
	Diag *diag;
	Diag *recalled; /* findings of what is known to fail, see preview.h */
	Course *course;
	Plan *plan;
	PlanOptions plan_options;
	char *generated; /* folder of generated workloads */
	char *failures;  /* folder of what is known to fail, see failure.h */
	Interrupt interrupt;
	Events events; /* to the program that drives this one */
	Progress progress;
	GPtrArray *pages;                /* Page, owned; NULL until there are any */
	int lock;                        /* descriptor that keeps a second build out; -1: none */
	gboolean yields;                 /* to those who ask for a pause: it writes no pages */
	guint measured;                  /* experiments measured so far */
	double measuring;                /* s that this has taken, failures too */
	double rendering;                /* s that drawing and rendering took */
	guint failed;                    /* experiments that failed */
	guint pending;                   /* experiments that a preview leaves to be measured */
	guint unexpected;                /* testable claims whose verdict is not the expected one */
	guint pages_made, handouts_made; /* how many were written */
	gint64 begun;                    /* monotonic us */
} Workspace;

/*
 * Load the course and plan it; findings are in @work->diag.  From here on signals are read where we
 * wait.  Close it also after an error.
 */
gboolean workspace_open(Workspace *work, const WorkspaceOptions *options, GError **error);

/*
 * Get ready to measure and to write: take the lock, adopt orphans.  Errors: G_IO_ERROR_BUSY when
 * another build is at work, and the world.
 */
gboolean workspace_begin(Workspace *work, GError **error);

/* Let progress know that @items (const PlanItem *) will be measured. */
void workspace_expect(Workspace *work, const GPtrArray *items);

/*
 * Measure one item and store the result.  A failing workload is a finding, and TRUE.  Errors: the
 * world, and G_IO_ERROR_CANCELLED.
 */
gboolean workspace_measure(Workspace *work, PlanItem *item, GError **error);

/* Estimate how long measuring @item takes, in s, in a build of all that must be measured. */
double workspace_estimate(const Workspace *work, const PlanItem *item);

/* Return the exit status for the findings, failures and signals so far. */
int workspace_status(const Workspace *work);

/* Print the findings so far and forget them, so that something can be said after them. */
void workspace_print(Workspace *work);

/*
 * Tell the program that drives this one the findings, and that the work ended with @status and
 * @error, which may be NULL.
 */
void workspace_tell(Workspace *work, int status, const GError *error);

/* Print findings and free everything. */
void workspace_close(Workspace *work);

#endif
