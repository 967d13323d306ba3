/* pyprocess.c - the way of Python workers as processes of the module multiprocessing. */
#include "run.h"

#include "clock.h"
#include "process.h"
#include "pyapi.h"
#include "python.h"
#include "pyworkload.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What a worker runs that was not forked: it knows nothing, loads the runner and attaches.
 * exec() itself is the target, because it can be pickled wherever the workload lives.
 */
static const char attach[] = "import ctypes, os\n"
			     "ctypes.PyDLL(library).lectern_attach(os.fsencode(board), worker)\n";

static bool
is_fork(const Run *run)
{
	return strcmp(run->job.start_method, "fork") == 0;
}

static bool
choose(Run *run)
{
	static const char *const methods[] = {"fork", "spawn", "forkserver"};

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (strcmp(run->job.start_method, methods[i]) == 0) {
			run->named = i > 0;
			return true;
		}
	failure_set(&run->failure, FAILURE_UNSUPPORTED,
	            "multiprocessing has no start method %s (fork, spawn, forkserver)",
	            run->job.start_method);
	return false;
}

/* Make the process object of a worker; NULL with an exception. */
static PyObject *
make_process(Run *run, PyObject *context, unsigned index)
{
	PyObject *life, *process = NULL, *builtins;
	char library[PATH_MAX], board[64];

	if (is_fork(run)) {
		life = pyworkload_life(&run->workers[index]);
		if (life)
			process = py.PyObject_CallMethod(context, "Process", "OO",
			                                 py._Py_NoneStruct, life);
		py.Py_DecRef(life);
		return process;
	}
	board_name(run->file, board, sizeof board);
	if (!process_library(run->program, library)) {
		py.PyErr_SetString(*py.PyExc_RuntimeError, "the runner cannot find itself");
		return NULL;
	}
	builtins = py.PyImport_ImportModule("builtins");
	life = builtins ? py.PyObject_GetAttrString(builtins, "exec") : NULL;
	if (life)
		process = py.PyObject_CallMethod(context, "Process", "OOO(s{s:s,s:s,s:i})",
		                                 py._Py_NoneStruct, life, py._Py_NoneStruct, attach,
		                                 "library", library, "board", board, "worker",
		                                 (int)index);
	py.Py_DecRef(life);
	py.Py_DecRef(builtins);
	return process;
}

/* Make the process objects: that is not part of starting them. */
static bool
prepare(Run *run)
{
	PyObject **processes = calloc(run->job.workers, sizeof *processes);
	PyObject *module = py.PyImport_ImportModule("multiprocessing");
	PyObject *context =
		module ? py.PyObject_CallMethod(module, "get_context", "s", run->job.start_method)
		       : NULL;
	bool good = processes && context;

	run->state = processes;
	for (unsigned i = 0; good && i < run->job.workers; i++) {
		processes[i] = make_process(run, context, i);
		good = processes[i] != NULL;
	}
	py.Py_DecRef(context);
	py.Py_DecRef(module);
	if (!good)
		python_fail(&run->failure, FAILURE_SYSTEM);
	fflush(NULL);
	return good;
}

static void
finish(Run *run)
{
	PyObject **processes = run->state;

	for (unsigned i = 0; processes && i < run->job.workers; i++)
		py.Py_DecRef(processes[i]);
	free(processes);
	run->state = NULL;
}

static bool
start(Run *run, unsigned index)
{
	PyObject **processes = run->state;
	PyObject *result = py.PyObject_CallMethod(processes[index], "start", NULL);

	run->board->slot[index].created = clock_now();
	if (!result) {
		python_fail(&run->failure, FAILURE_SYSTEM);
		return false;
	}
	py.Py_DecRef(result);
	atomic_store(&run->board->slot[index].process,
	             (int32_t)pyworkload_number(processes[index], "pid", 0));
	return true;
}

static void
call_method(Run *run, unsigned index, const char *method)
{
	PyObject **processes = run->state;
	PyObject *result = py.PyObject_CallMethod(processes[index], method, NULL);

	if (!result)
		python_fail(&run->failure, FAILURE_SYSTEM);
	py.Py_DecRef(result);
}

static void
join(Run *run, unsigned index)
{
	enum { ALIVE = 1 << 20 }; /* no exit code */
	PyObject **processes = run->state;
	long code = ALIVE;

	if (board_broken(run->board)) {
		code = pyworkload_number(processes[index], "exitcode", ALIVE);
		if (code == ALIVE)
			call_method(run, index, "kill");
	}
	call_method(run, index, "join");
	run->board->slot[index].joined = clock_now();
	if (!board_broken(run->board))
		code = pyworkload_number(processes[index], "exitcode", 0);
	if (code != ALIVE)
		process_judge(&run->board->slot[index], (int)code);
}

const Way way_multiprocessing = {
	.pool = &way_pool_process,
	.python = true,
	.lock = &python_lock,
	.choose = choose,
	.prepare = prepare,
	.start = start,
	.join = join,
	.finish = finish,
};
