/*
 * stamp.h - all that a whole build depended on, so that one with nothing to do is told at once.
 *
 * A build that went well leaves out/build/stamp: the bytes of everything that the author wrote (as
 * a hash, for times can lie), identities of what came with the program and of its tools, facts of
 * the machine, stored results and when they will be too old, what was made, and what a build with
 * nothing to do says.  While all of it holds nothing else is loaded: no note is parsed, nothing is
 * planned.  Whatever is in doubt is no stamp, and costs a build that looks closer.
 *
 * The stamp covers what builds decide by.  Whoever lets a page or a key depend on something new
 * adds it to write_all(), and to kinds[] if it is of a new kind.
 *
 * Knows of workspaces, pages and reports; nothing of stages (build.h).
 */
#ifndef LECTERN_STAMP_H
#define LECTERN_STAMP_H

#include "report.h"

/*
 * If a build with @options would find nothing to do, say what it would say, tell its exit status in
 * @status and return TRUE.  Starts nothing and writes nothing.
 */
gboolean stamp_answers(const WorkspaceOptions *options, int *status);

/* Take the stamp away: from now on something may be made. */
void stamp_drop(const Paths *paths);

/*
 * Leave a stamp of the whole build @work that began at @began, as g_get_real_time() has it.
 * @findings (Finding, borrowed) are those that a build with nothing to do has, too.  What was
 * changed since then, and what went wrong, leaves none.
 */
void stamp_leave(const Workspace *work, const GPtrArray *findings, gint64 began);

#endif
