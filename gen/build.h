/*
 * build.h - the pipeline: from notes to site and handouts.
 *
 * build.c reads as the table of contents of the program.  Each stage is one call; a stage that
 * finds errors in the notes lets the others go on, and nothing is measured while a note has an
 * error finding.
 *
 * Knows of every stage and of nothing in them.
 */
#ifndef LECTERN_BUILD_H
#define LECTERN_BUILD_H

#include "workspace.h"

/* Run the whole pipeline; returns the exit status. */
int build_run(const WorkspaceOptions *options);

/*
 * Run it on a course that is open already.  Nothing is made while a note has an error.  Errors: the
 * world, and G_IO_ERROR_CANCELLED.
 */
gboolean build_work(Workspace *work, GError **error);

#endif
