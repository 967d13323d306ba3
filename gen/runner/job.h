/*
 * job.h - a job: what one run of the runner is asked to do.
 *
 * Reads the job file of protocol.h and nothing else; does not know what the
 * names of executors, languages and start methods mean.
 *
 * To add a key: a field here, a row of the table in job.c, a line in protocol.h.
 */
#ifndef LECTERN_RUNNER_JOB_H
#define LECTERN_RUNNER_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A level of a further factor. */
typedef struct Param {
	const char *name;
	const char *value; /* as the note writes it */
} Param;

typedef struct Job {
	char *text;               /* the file, cut into strings; all below point into it */
	const char *language;     /* c or python */
	const char *executor;     /* see executor.h */
	const char *module;       /* path of the shared object or of the Python file */
	const char *start_method; /* fork unless the job says otherwise */
	const char *libpython;    /* library of the embedded engine, or NULL */
	const char *program;      /* its interpreter, or NULL */
	const char *result;       /* path of the result file */
	uint64_t workers;         /* 1 .. PROTOCOL_MAX_WORKERS */
	uint64_t duration;        /* ns; 0: until `work` returns */
	uint64_t warmup;          /* iterations before those that count */
	uint64_t iterations;      /* iterations that count */
	uint64_t batch;     /* calls of `work` a worker in one iteration; 1 if unheld or tasks */
	uint64_t tasks;     /* that workers serve instead of one call each; 0: none */
	uint64_t chunk;     /* of these taken at a time; 0: the default */
	uint64_t release;   /* 1: C on gil lets go of the GIL while it works */
	uint64_t window;    /* ns; length of the windows of fairness */
	uint64_t unheld;    /* 1: workers are not held at the barrier */
	uint64_t turns;     /* turns of the timeline to write at most */
	const char *round;  /* number of the round, from 0, in digits */
	Param *params;      /* levels of further factors */
	size_t param_count; /* how many */
} Job;

/* Read a job file; on failure fill error (of size bytes) and leave the job empty. */
bool job_read(Job *job, const char *path, char *error, size_t size);

/* Add a level; both texts are borrowed.  False without memory. */
bool job_add_param(Job *job, const char *name, const char *value);

/* Give the level of a factor, or NULL; borrowed from the job. */
const char *job_param(const Job *job, const char *name);

/* Free what a job holds; an empty one is fine. */
void job_clear(Job *job);

#endif
