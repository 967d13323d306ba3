/*
 * workload.h - the code under test: its module, and the functions that it defines.
 *
 * A language is a row of hooks: load the module, call one of its functions, call `work`
 * for a worker.  Does not know how workers are started, nor when.
 *
 * To add a language: a file with its row, and the row's name in language_find().
 */
#ifndef LECTERN_RUNNER_WORKLOAD_H
#define LECTERN_RUNNER_WORKLOAD_H

#include "failure.h"
#include "job.h"

struct Worker;
struct Language;

/* The functions that a module may define around `work`. */
enum WorkloadPart { PART_SETUP, PART_TEARDOWN, PART_OBSERVE, PARTS };

typedef struct Workload {
	const struct Language *language;
	bool awaited;      /* `work` is to make a coroutine, which is awaited */
	void *module;      /* what the language makes of it: a library, a module object */
	void *work;        /* the function, as the language has it */
	void *part[PARTS]; /* the others, or NULL */
} Workload;

typedef struct Language {
	const char *name; /* as in the job */

	/* Load the module and find its functions; false with failure set. */
	bool (*load)(Workload *workload, const Job *job, Failure *failure);

	/*
	 * Call a part that the workload has; *value is what it returned, NAN for nothing.
	 * False with failure set.
	 */
	bool (*call)(const Workload *workload, enum WorkloadPart part, double *value,
	             Failure *failure);

	/* Make what `work` gets to see of a worker; false with its slot's failure set. */
	bool (*adopt)(struct Worker *worker);

	/* Call `work` once; false with the slot's failure set. */
	bool (*work)(struct Worker *worker);

	/* Call tick() `times` times on a worker that is not measured. */
	void (*tick)(struct Worker *worker, int times);
} Language;

/* The languages. */
extern const Language language_c;
extern const Language language_python;

/* Give the language of a name, or NULL. */
const Language *language_find(const char *name);

#endif
