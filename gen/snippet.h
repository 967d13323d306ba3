/*
 * snippet.h - plain snippets: run once, their output shown below them.
 *
 * A snippet has no samples and backs no claim.  Its output is kept until its code, its interpreter
 * or its compiler changes.
 *
 * Knows of workloads, services and children; nothing of plans or pages.
 */
#ifndef LECTERN_SNIPPET_H
#define LECTERN_SNIPPET_H

#include "child.h"
#include "python.h"
#include "service.h"
#include "workload.h"

/* What running needs; borrowed. */
typedef struct Snippets {
	const WorkloadPaths *paths;
	const char *folder;   /* for kept outputs: "out/build/snippets" */
	const char *compiler; /* what the C compiler calls itself, or NULL */
	const char *runner;   /* lectern-runner, for services */
	Tools *tools;
	Interrupt *interrupt;
} Snippets;

/* Return the key of what @experiment, a snippet, prints (transfer full). */
char *snippet_key(const Snippets *snippets, const Experiment *experiment);

/*
 * Return what @experiment, a snippet, prints (transfer full), from an earlier run where it holds.
 * What goes wrong with it is a finding, and what it printed until then is returned.  Errors: the
 * world, and G_IO_ERROR_CANCELLED.
 */
char *snippet_output(const Snippets *snippets, const Experiment *experiment, gboolean fresh,
                     Diag *diag, GError **error);

#endif
