/*
 * child.h - a supervised child: started with limits, slept for, and wholly gone afterwards.
 *
 * The child has a process group and limits of its own; its whole tree is killed at the end, also
 * what left the group: orphans fall to the driver, which is a subreaper.  While it runs the driver
 * sleeps in poll(2), woken by nothing but its end, its time limit and signals.
 *
 * Knows of processes only.  Used for runs and snippets, and for the services beside them; helpers
 * (pandoc, gnuplot, the compiler) use GSubprocess and never run at the same time.
 */
#ifndef LECTERN_CHILD_H
#define LECTERN_CHILD_H

#include "interrupt.h"
#include <sys/resource.h>
#include <sys/types.h>

/* Default limits (DESIGN 9); options of the same names change the first two. */
#define CHILD_MEMORY ((guint64)4 * 1024 * 1024 * 1024) /* B of writable memory */
#define CHILD_PIDS   1024                              /* processes and threads */
#define CHILD_FILE   ((guint64)256 * 1024 * 1024)      /* B of one file */
#define CHILD_OUTPUT ((gsize)64 * 1024)                /* B of output that are kept */

/* What to start; borrowed. */
typedef struct Child {
	char *const *argv;
	char *const *env;
	const char *folder; /* to start in, or NULL */
	const char *out;    /* files for standard output and standard error */
	const char *err;
	double timeout; /* s */
	guint64 memory; /* B of writable memory, RLIMIT_DATA; 0: the default */
	guint pids;     /* beside those that run already, RLIMIT_NPROC; 0: the default */
} Child;

typedef enum ChildStatus {
	CHILD_EXITED, /* with status 0 */
	CHILD_FAILED, /* with another status */
	CHILD_KILLED, /* by a signal */
	CHILD_TIMED_OUT,
	CHILD_INTERRUPTED, /* the user asked us to stop */
} ChildStatus;

/* How it ended. */
typedef struct ChildEnd {
	ChildStatus status;
	int code;      /* exit status or signal */
	char *message; /* why it did not end well, with the option that allows more; or NULL */
	char *output;  /* standard output, valid UTF-8, at most CHILD_OUTPUT bytes and a remark */
	char *errors;  /* standard error, likewise */
	double took;   /* s */
	struct rusage usage; /* of it and of those of its children that it waited for */
} ChildEnd;

/* Run @child to its end.  Errors: the world (no fork, no disk). */
gboolean child_run(const Child *child, Interrupt *interrupt, ChildEnd *end, GError **error);

/*
 * Start @child with these descriptors instead of its files, and leave it to run: its time is not
 * limited.  Return its process id, or -1.  Errors: the world (no fork).
 */
pid_t child_spawn(const Child *child, int in, int out, int err, GError **error);

/* End what child_spawn() started, its process group with it, and reap it. */
void child_stop(pid_t pid);

/* Make this process the one that orphans fall to; call it once. */
void child_adopt_orphans(void);

void child_end_clear(ChildEnd *end);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChildEnd, child_end_clear)

#endif
