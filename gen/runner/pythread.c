/* pythread.c - the ways of Python workers as threads of the module threading. */
#include "run.h"

#include "pyapi.h"
#include "python.h"
#include "pyworkload.h"

#include <stdlib.h>

static bool
choose(Run *run, bool gil)
{
	run->one_process = true;
	run->one_memory = true;
	/* The module is no part of the workers' memory, which is counted from before the first. */
	py.Py_DecRef(py.PyImport_ImportModule("threading"));
	if (python_has_gil() == gil)
		return true;
	failure_set(&run->failure, FAILURE_UNSUPPORTED, "%s",
	            gil ? "this interpreter has no GIL (the executor for it is thread)"
	                : "this interpreter has a GIL: its threads are those of the executor gil");
	return false;
}

static bool
choose_free(Run *run)
{
	return choose(run, false);
}

static bool
choose_gil(Run *run)
{
	return choose(run, true);
}

/* Make the thread objects: that is not part of starting them. */
static bool
prepare(Run *run)
{
	PyObject **threads = calloc(run->job.workers, sizeof *threads);
	PyObject *module = py.PyImport_ImportModule("threading");
	bool good = threads && module;

	run->state = threads;
	for (unsigned i = 0; good && i < run->job.workers; i++) {
		PyObject *life = pyworkload_life(&run->workers[i]);

		threads[i] = life ? py.PyObject_CallMethod(module, "Thread", "OO",
		                                           py._Py_NoneStruct, life)
		                  : NULL;
		good = threads[i] != NULL;
		py.Py_DecRef(life);
	}
	py.Py_DecRef(module);
	if (!good)
		python_fail(&run->failure, FAILURE_SYSTEM);
	return good;
}

static void
finish(Run *run)
{
	PyObject **threads = run->state;

	for (unsigned i = 0; threads && i < run->job.workers; i++)
		py.Py_DecRef(threads[i]);
	free(threads);
	run->state = NULL;
}

static bool
prepare_free(Run *run)
{
	return python_stays_free(&run->failure) && prepare(run);
}

static void
finish_free(Run *run)
{
	finish(run);
	python_stays_free(&run->failure);
}

static bool
start(Run *run, unsigned index)
{
	PyObject **threads = run->state;
	PyObject *result = py.PyObject_CallMethod(threads[index], "start", NULL);

	if (!result)
		python_fail(&run->failure, FAILURE_SYSTEM);
	py.Py_DecRef(result);
	return result != NULL;
}

static void
join(Run *run, unsigned index)
{
	PyObject **threads = run->state;
	PyObject *result;

	if (board_broken(run->board)) {
		run->abandoned = true; /* threads cannot be ended, but the process will */
		return;
	}
	result = py.PyObject_CallMethod(threads[index], "join", NULL);
	if (!result)
		python_fail(&run->failure, FAILURE_SYSTEM);
	py.Py_DecRef(result);
}

const Way way_python_thread = {
	.pool = &way_pool_thread,
	.python = true,
	.lock = &python_lock,
	.choose = choose_free,
	.prepare = prepare_free,
	.start = start,
	.join = join,
	.finish = finish_free,
};

const Way way_python_gil = {
	.pool = &way_pool_gil,
	.python = true,
	.lock = &python_lock,
	.choose = choose_gil,
	.prepare = prepare,
	.start = start,
	.join = join,
	.finish = finish,
};
