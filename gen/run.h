/*
 * run.h - one run: one condition in one round, in a process of its own.
 *
 * Writes the job, has the runner supervised (child.h) and reads its result.  While a run is under
 * way the driver does nothing else.
 *
 * Knows of the protocol and of processes; nothing of notes, rounds or statistics.
 */
#ifndef LECTERN_RUN_H
#define LECTERN_RUN_H

#include "child.h"
#include "executor.h"
#include "samples.h"

/* Largest random padding of the environment, in bytes. */
#define RUN_PADDING 4096

/* What one run is to do; everything is borrowed. */
typedef struct Job {
	const char *scratch;   /* folder for temporary files of the workload and its interpreter */
	const char *folder;    /* for job, result and output files */
	const char *runner;    /* path of lectern-runner */
	const char *core;      /* path of lectern-runner.so */
	const char *boot;      /* path of boot.py */
	const char *python;    /* interpreter; NULL: none is needed */
	const char *libpython; /* engine `embedded`; NULL: native */
	Language language;
	const char *executor;
	const char *module; /* shared object or Python module */
	guint workers;
	const GPtrArray *params; /* char *, "NAME VALUE" */
	double duration;         /* s; 0: until work returns */
	guint warmup, iterations, batch;
	guint tasks, chunk; /* 0: none; 0: the default */
	const char *start_method;
	gboolean release;
	double window; /* s */
	gboolean unheld;
	guint turns;
	double timeout;       /* s */
	guint64 memory;       /* B; 0: the default */
	guint pids;           /* 0: the default */
	const GPtrArray *env; /* char *, NAME=VALUE */
	guint round;          /* from 0 */
	guint padding;        /* B of environment, see Mytkowicz 2009 */
} Job;

typedef enum RunStatus {
	RUN_OK,
	RUN_FAILED,  /* the workload failed and said so */
	RUN_CRASHED, /* a signal, or no result */
	RUN_TIMED_OUT,
	RUN_INTERRUPTED, /* the user asked us to stop */
} RunStatus;

/* How a run ended. */
typedef struct Outcome {
	RunStatus status;
	char *kind;       /* of a failure, as the protocol names it, or NULL */
	char *message;    /* one line, or NULL when all is well */
	char *output;     /* standard output, valid UTF-8, at most RUN_OUTPUT bytes */
	char *errors;     /* standard error, likewise: the traceback */
	GPtrArray *facts; /* char *, "NAME VALUE" */
	double took;      /* s */
	Usage usage;
} Outcome;

/*
 * Do the run and add its samples as @run to @samples (which may be NULL); what is known only
 * afterwards, duration and usage, is put into the run.  Errors: the world (no
 * fork, no disk); whatever the workload does is an outcome.
 */
gboolean run_execute(const Job *job, Interrupt *interrupt, Samples *samples, const Run *run,
                     Outcome *outcome, GError **error);

/* Return the number that the runner gave as the fact @name, or NAN. */
double outcome_fact(const Outcome *outcome, const char *name);

/* Free what @outcome holds. */
void outcome_clear(Outcome *outcome);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

#endif
