/*
 * executor.h - the table of executors: how the workers of a condition are run.
 *
 * To add an executor, add a row here and one in the runner's table (gen/runner); `lectern list
 * executors`, the hints in findings and the manual come from this table.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_EXECUTOR_H
#define LECTERN_EXECUTOR_H

#include <glib.h>

typedef enum Language {
	LANGUAGE_NONE, /* not known yet: a shared workload that was not found */
	LANGUAGE_C,
	LANGUAGE_PYTHON,
} Language;

typedef struct Executor {
	const char *name;    /* as notes write it */
	const char *c;       /* what it is for a C workload; NULL: impossible */
	const char *python;  /* what it is for a Python workload; NULL: impossible */
	gboolean interprets; /* C workloads need an interpreter, too */
	gboolean parallel;   /* more than one worker can run at a time on several cores */
	gboolean given;      /* nothing is measured: samples are what the workload records */
} Executor;

/* Return the row called @name, or NULL. */
const Executor *executor_find(const char *name);

/* Return all rows; the count goes to @n. */
const Executor *executor_table(guint *n);

/* Return the names of all rows, NULL-terminated, static. */
const char *const *executor_names(void);

/* Return "C" or "Python" or "". */
const char *language_name(Language language);

#endif
