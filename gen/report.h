/*
 * report.h - what the author is told at the end: verdicts, warnings, the summary, the plan.
 *
 * Knows of workspaces and pages; nothing of how they came about.
 */
#ifndef LECTERN_REPORT_H
#define LECTERN_REPORT_H

#include "page.h"
#include "workspace.h"

/* Add a finding for every testable claim whose verdict is not the expected one, and count them. */
void report_verdicts(Workspace *work);

/*
 * Add a finding for every warning that came with samples of this build.  Those of stored samples
 * were shown when they were new, and stand on their pages.
 */
void report_warnings(Workspace *work);

/* How many of what there were in a build. */
typedef struct Tally {
	guint measured, stored, failed, absent; /* experiments */
	guint pending;                          /* likewise: a preview leaves them to be measured */
	guint claims[VERDICT_PENDING + 1];      /* by VerdictKind */
	guint pages, handouts;                  /* written */
} Tally;

Tally report_count(const Workspace *work);

/* Print @tally of a build that began at @begun (monotonic us), and where the site is. */
void report_tally(const WorkspaceOptions *options, const Tally *tally, gint64 begun);
void report_site(const WorkspaceOptions *options, const Paths *paths);

/*
 * Print how many experiments, claims and pages there were and, if something was measured, where the
 * time went.
 */
void report_summary(Workspace *work);

/* Print what would be measured, and why. */
void report_plan(const Workspace *work);

#endif
