/* native.c - the language C: a workload is a shared object. */
#include "worker.h"

#include <dlfcn.h>
#include <math.h>

/* What dlsym() gives, as the function that it is. */
typedef union Function {
	void *symbol;
	void (*work)(struct worker *self);
	void (*plain)(void);
	double (*observe)(void);
} Function;

static bool
native_load(Workload *workload, const Job *job, Failure *failure)
{
	static const char *const names[PARTS] = {
		[PART_SETUP] = "setup",
		[PART_TEARDOWN] = "teardown",
		[PART_OBSERVE] = "observe",
	};
	void *library = dlopen(job->module, RTLD_NOW | RTLD_LOCAL);

	if (!library) {
		failure_set(failure, FAILURE_IMPORT, "%s", dlerror());
		return false;
	}
	workload->module = library;
	workload->work = dlsym(library, "work");
	for (int i = 0; i < PARTS; i++)
		workload->part[i] = dlsym(library, names[i]);
	if (!workload->work)
		failure_set(failure, FAILURE_SYMBOL,
		            "the workload defines no 'void work(struct worker *self)'");
	return workload->work != NULL;
}

static bool
native_call(const Workload *workload, enum WorkloadPart part, double *value, Failure *failure)
{
	Function function = {workload->part[part]};

	(void)failure;
	*value = NAN;
	if (part == PART_OBSERVE)
		*value = function.observe();
	else
		function.plain();
	return true;
}

static bool
native_adopt(Worker *worker)
{
	(void)worker; /* its face is all that C needs */
	return true;
}

static bool
native_work(Worker *worker)
{
	Function function = {worker->workload->work};

	function.work(&worker->face);
	return true;
}

static void
native_tick(Worker *worker, int times)
{
	for (int i = 0; i < times; i++)
		worker_tick(&worker->face);
}

const Language language_c = {
	.name = "c",
	.load = native_load,
	.call = native_call,
	.adopt = native_adopt,
	.work = native_work,
	.tick = native_tick,
};
