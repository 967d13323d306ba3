/*
 * workload.h - from the code in a note to what the runner loads.
 *
 * C becomes a shared object (a program, for a snippet), compiled with #line to the note; Python
 * becomes a real importable module, padded so that its lines are the note's.  What the compiler or
 * a traceback says of them becomes a finding at the note's line.
 *
 * Knows of experiments and compilers; nothing of conditions or runs.
 */
#ifndef LECTERN_WORKLOAD_H
#define LECTERN_WORKLOAD_H

#include "diag.h"
#include "experiment.h"

typedef struct Workload {
	char *module; /* path of what the runner loads */
	char *source; /* path of the source: the generated one, or the shared workload */
} Workload;

/* Where things are; borrowed. */
typedef struct WorkloadPaths {
	const char *build;   /* folder for generated files, "out/build/experiments" */
	const char *shared;  /* folder of shared workloads, "experiments" */
	const char *include; /* folder of lectern.h */
	const char *cc;      /* the C compiler */
} WorkloadPaths;

/*
 * Make the workload of @experiment, anew only if its text, flags or compiler changed.  A workload
 * that does not compile is a finding (errors of the compiler, at their lines) and NULL without
 * @error; @compiler is what identifies the compiler.  Errors: no compiler, no disk.
 */
Workload *workload_make(const Experiment *experiment, const WorkloadPaths *paths,
                        const char *compiler, Diag *diag, GError **error);
void workload_free(Workload *workload);

/* Return the path of the shared workload of @experiment, or NULL (transfer full). */
char *workload_shared(const Experiment *experiment, const char *folder);

/*
 * Return the paths of what the shared workload of @experiment in @folder is made of: itself first,
 * then the files beside it that it includes or imports, and those that they do (char *, transfer
 * full).  Empty when the experiment has code of its own.
 */
GPtrArray *workload_files(const Experiment *experiment, const char *folder);

/* Feed what the samples depend on: the code, or the files of a shared workload. */
struct Hash;
void workload_hash(const Experiment *experiment, const WorkloadPaths *paths, struct Hash *hash);

/*
 * Return the line of the note that a Python traceback in @errors blames (the innermost frame in the
 * module of @workload), or 0.
 */
guint workload_traceback_line(const Workload *workload, const char *errors);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workload, workload_free)

#endif
