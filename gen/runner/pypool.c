/* pypool.c - the ways of Python workers that serve tasks: the pools of multiprocessing. */
#include "pypool.h"

#include "clock.h"
#include "kernel.h"
#include "process.h"
#include "pyapi.h"
#include "python.h"
#include "pyworkload.h"
#include "run.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How long to wait for tasks before looking after the workers, in s. */
#define LOOK_INTERVAL 0.1

/*
 * The module: `begin` is what a pool calls in each of its workers, `task` is what it maps over the
 * tasks.  The functions of the C side belong to one worker, which may be a thread.
 */
static const char name[] = "lectern_pool";
static const char source[] = "import threading\n"
			     "here = threading.local()\n"
			     "def begin():\n"
			     "    here.serve = enter()\n"
			     "def task(number):\n"
			     "    here.serve(number)\n";

/* What a worker runs first that was not forked; exec() itself can be pickled. */
static const char attach[] = "import ctypes, os\n"
			     "ctypes.PyDLL(library).lectern_enter(os.fsencode(board))\n";

/* What an iteration needs. */
typedef struct Pool {
	PyObject *module;    /* the one above */
	PyObject *maker;     /* what makes the pool */
	PyObject *arguments; /* of that */
	PyObject *tasks;     /* range(N) */
	PyObject *chunk;     /* a number, or None */
	PyObject *object;    /* the pool; NULL before it is made */
	PyObject *members;   /* its processes at first, or NULL */
} Pool;

/* The C side of the module ----------------------------------------------------------------------
 */

static PyObject *
call_serve(PyObject *self, PyObject *arguments)
{
	int task;

	if (!py.PyArg_ParseTuple(arguments, "i:serve", &task))
		return NULL;
	worker_serve(py.PyCapsule_GetPointer(self, NULL), task);
	return pyworkload_none();
}

static PyMethodDef serve_method = {"serve", call_serve, METH_VARARGS, NULL};

/* Say that a worker is there, and give what serves tasks. */
static PyObject *
enter(Worker *worker)
{
	worker->slot->pid = getpid();
	worker->slot->tid = kernel_thread();
	board_arrive(worker->board);
	return pyworkload_function(&serve_method, worker);
}

static PyObject *
call_enter(PyObject *self, PyObject *unused)
{
	(void)unused;
	return enter(py.PyCapsule_GetPointer(self, NULL));
}

/* A thread, or a process that was forked: it takes one of the workers that the run has made. */
static PyObject *
call_claim(PyObject *self, PyObject *unused)
{
	Run *run = py.PyCapsule_GetPointer(self, NULL);
	bool forked = getpid() != run->workers[0].starter;
	unsigned index;

	(void)unused;
	if (forked)
		process_follow();
	if (forked && getppid() != run->workers[0].starter)
		_exit(1); /* too late to follow */
	index = board_claim(run->board);
	if (index >= run->board->workers)
		board_fail(run->board); /* a worker has died, and this is to be in its place */
	if (forked)
		atomic_store(&run->board->slot[index].process, getpid());
	return enter(&run->workers[index]);
}

static PyMethodDef enter_method = {"enter", call_enter, METH_NOARGS, NULL};
static PyMethodDef claim_method = {"enter", call_claim, METH_NOARGS, NULL};

/* Make the module, with what its workers enter by, and put it where imports find it. */
static PyObject *
make_module(PyMethodDef *method, void *self)
{
	PyObject *builtins = py.PyImport_ImportModule("builtins");
	PyObject *types = py.PyImport_ImportModule("types");
	PyObject *modules = py.PySys_GetObject("modules"); /* borrowed */
	PyObject *module = types ? py.PyObject_CallMethod(types, "ModuleType", "s", name) : NULL;
	PyObject *names = module ? py.PyObject_GetAttrString(module, "__dict__") : NULL;
	PyObject *way_in = names ? pyworkload_function(method, self) : NULL;
	PyObject *done = NULL;

	if (way_in && builtins && modules &&
	    py.PyObject_SetAttrString(module, method->ml_name, way_in) == 0 &&
	    py.PyDict_SetItemString(modules, name, module) == 0)
		done = py.PyObject_CallMethod(builtins, "exec", "sO", source, names);
	if (!done) {
		py.Py_DecRef(module);
		module = NULL;
	}
	py.Py_DecRef(done);
	py.Py_DecRef(way_in);
	py.Py_DecRef(names);
	py.Py_DecRef(types);
	py.Py_DecRef(builtins);
	return module;
}

bool
pypool_enter(Worker *worker)
{
	PyObject *module = make_module(&enter_method, worker);
	PyObject *done = module ? py.PyObject_CallMethod(module, "begin", NULL) : NULL;

	if (!done)
		python_fail(&worker->slot->failure, FAILURE_SYSTEM);
	py.Py_DecRef(done);
	py.Py_DecRef(module);
	return done != NULL;
}

/* Making a pool ---------------------------------------------------------------------------------
 */

/* What is possible is so without tasks, too. */
static bool
choose_free(Run *run)
{
	return way_python_thread.choose(run);
}

static bool
choose_gil(Run *run)
{
	return way_python_gil.choose(run);
}

static bool
choose_processes(Run *run)
{
	return way_multiprocessing.choose(run);
}

/* Give the arguments of a pool of processes that know nothing. */
static PyObject *
attach_arguments(const Run *run)
{
	PyObject *builtins = py.PyImport_ImportModule("builtins");
	PyObject *exec = builtins ? py.PyObject_GetAttrString(builtins, "exec") : NULL;
	PyObject *arguments = NULL;
	char library[PATH_MAX], board[64];

	board_name(run->file, board, sizeof board);
	if (!process_library(run->program, library))
		py.PyErr_SetString(*py.PyExc_RuntimeError, "the runner cannot find itself");
	else if (exec)
		arguments = py.Py_BuildValue("(iO(s{s:s,s:s}))", (int)run->job.workers, exec,
		                             attach, "library", library, "board", board);
	py.Py_DecRef(exec);
	py.Py_DecRef(builtins);
	return arguments;
}

/* Give the arguments of a pool whose workers share or inherit this memory. */
static PyObject *
claim_arguments(const Run *run, const Pool *pool)
{
	PyObject *begin = py.PyObject_GetAttrString(pool->module, "begin");
	PyObject *arguments = begin ? py.Py_BuildValue("(iO)", (int)run->job.workers, begin) : NULL;

	py.Py_DecRef(begin);
	return arguments;
}

/* Give what makes the pool: a method of the start method's context, or a class. */
static PyObject *
find_maker(const Run *run, bool processes)
{
	/* A program that uses either has imported this before it makes a pool. */
	PyObject *module = py.PyImport_ImportModule("multiprocessing.pool");
	PyObject *top = module ? py.PyImport_ImportModule("multiprocessing") : NULL;
	PyObject *context = NULL, *maker = NULL;

	if (top && processes)
		context = py.PyObject_CallMethod(top, "get_context", "s", run->job.start_method);
	if (top && !processes)
		maker = py.PyObject_GetAttrString(module, "ThreadPool");
	else if (context)
		maker = py.PyObject_GetAttrString(context, "Pool");
	py.Py_DecRef(context);
	py.Py_DecRef(top);
	py.Py_DecRef(module);
	return maker;
}

/* Give what the pool is to serve. */
static PyObject *
make_tasks(const Run *run)
{
	PyObject *builtins = py.PyImport_ImportModule("builtins");
	PyObject *tasks =
		builtins ? py.PyObject_CallMethod(builtins, "range", "i", (int)run->job.tasks)
			 : NULL;

	py.Py_DecRef(builtins);
	return tasks;
}

/* Make all but the pool: that is not part of starting it. */
static bool
prepare_pool(Run *run, bool processes)
{
	Pool *pool = calloc(1, sizeof *pool);

	run->state = pool;
	if (!pool) {
		failure_set(&run->failure, FAILURE_SYSTEM, "%s", strerror(ENOMEM));
		return false;
	}
	pool->maker = find_maker(run, processes);
	pool->tasks = pool->maker ? make_tasks(run) : NULL;
	pool->chunk = run->job.chunk ? py.PyLong_FromLong((long)run->job.chunk) : pyworkload_none();
	pool->module = pool->tasks ? make_module(&claim_method, run) : NULL;
	if (pool->module)
		pool->arguments = processes && run->named ? attach_arguments(run)
		                                          : claim_arguments(run, pool);
	if (!pool->arguments || !pool->chunk)
		python_fail(&run->failure, FAILURE_SYSTEM);
	fflush(NULL); /* or children would write what is not written yet, too */
	return pool->arguments && pool->chunk;
}

static bool
prepare_threads(Run *run)
{
	return prepare_pool(run, false);
}

static bool
prepare_free_threads(Run *run)
{
	return python_stays_free(&run->failure) && prepare_threads(run);
}

static bool
prepare_processes(Run *run)
{
	return prepare_pool(run, true);
}

/* Remember the processes of a new pool: in place of those that die, it starts others. */
static PyObject *
list_members(PyObject *object)
{
	PyObject *live = py.PyObject_GetAttrString(object, "_pool");
	PyObject *members = live ? py.PyObject_CallMethod(live, "copy", NULL) : NULL;

	py.PyErr_Clear(); /* without it, nobody says how a worker died */
	py.Py_DecRef(live);
	return members;
}

static bool
start(Run *run, unsigned index)
{
	Pool *pool = run->state;

	if (index > 0)
		return true; /* the pool has started it with the first one */
	pool->object = py.PyObject_CallObject(pool->maker, pool->arguments);
	if (!pool->object) {
		python_fail(&run->failure, FAILURE_SYSTEM);
		return false;
	}
	if (!run->one_process)
		pool->members = list_members(pool->object);
	return true;
}

/* Serving ---------------------------------------------------------------------------------------
 */

/*
 * Wait, but not for long, until a worker that has given its last result is idle: of a thread that
 * runs the kernel knows the time only up to its last scheduler tick.
 */
static void
settle(const Slot *slot)
{
	const struct timespec nap = {0, CLOCK_MILLISECOND / 20};

	for (int i = 0; i < 100 && !kernel_sleeps(slot->pid, slot->tid); i++)
		nanosleep(&nap, NULL);
}

/* Ask the kernel about workers that are idle, before the tasks or after them. */
static void
ask_all(Run *run, bool after)
{
	Board *board = run->board;
	uint64_t before = clock_now();

	for (uint32_t w = 0; w < board->workers; w++)
		settle(&board->slot[w]);
	if (after)
		board->cpu_end = clock_process();
	for (uint32_t w = 0; w < board->workers; w++) {
		Slot *slot = &board->slot[w];
		uint64_t *cpu = after ? &slot->cpu_end : &slot->cpu_begin;
		Switches *switches = after ? &slot->switches_end : &slot->switches_begin;

		if (!run->one_process)
			*cpu = kernel_process_clock(slot->pid);
		*switches = kernel_switches_of(slot->pid, slot->tid);
		if (!after)
			continue;
		slot->schedule = kernel_schedule_of(slot->pid, slot->tid);
		if (slot->ticks > 0)
			timeline_stamp(&slot->timeline, slot->end);
	}
	board->pause += clock_now() - before;
}

/* Wait until all workers are there; false if one has failed. */
static bool
gather(Run *run)
{
	void *state = python_lock.drop();
	bool good = board_gather(run->board);

	python_lock.take(state);
	return good;
}

/* Call a method without arguments that tells yes or no; false with an exception. */
static bool
is_so(PyObject *object, const char *method)
{
	PyObject *answer = py.PyObject_CallMethod(object, method, NULL);
	bool so = answer && py.PyObject_IsTrue(answer) == 1;

	py.Py_DecRef(answer);
	return so;
}

/* Wait for the results of all tasks, or until a worker has failed; false then. */
static bool
await(Run *run, PyObject *results)
{
	PyObject *done;

	while (!is_so(results, "ready")) {
		done = py.PyErr_Occurred()
		               ? NULL
		               : py.PyObject_CallMethod(results, "wait", "d", LOOK_INTERVAL);
		py.Py_DecRef(done);
		if (!done || !board_look(run->board))
			return false;
	}
	done = py.PyObject_CallMethod(results, "get", NULL);
	py.Py_DecRef(done);
	return done && !board_broken(run->board);
}

/* Do what Pool.map() does, and wait for it. */
static bool
map_tasks(Run *run)
{
	Pool *pool = run->state;
	PyObject *task = py.PyObject_GetAttrString(pool->module, "task");
	PyObject *results = NULL;
	bool good;

	if (task)
		results = py.PyObject_CallMethod(pool->object, "map_async", "OOO", task,
		                                 pool->tasks, pool->chunk);
	good = results && await(run, results);
	py.Py_DecRef(results);
	py.Py_DecRef(task);
	return good;
}

/* Find the slot of a process, or NULL. */
static Slot *
slot_of(const Board *board, Slot *slots, long pid)
{
	for (uint32_t w = 0; w < board->workers; w++)
		if (atomic_load(&slots[w].process) == pid)
			return &slots[w];
	return NULL;
}

/* Say which processes have died, and how. */
static void
judge_members(Run *run)
{
	Pool *pool = run->state;

	for (Py_ssize_t i = 0; pool->members && i < (Py_ssize_t)run->job.workers; i++) {
		enum { ALIVE = 1 << 20 }; /* no exit code */
		PyObject *member = py.PySequence_GetItem(pool->members, i);
		long code = member ? pyworkload_number(member, "exitcode", ALIVE) : ALIVE;
		long pid = member ? pyworkload_number(member, "pid", 0) : 0;
		Slot *slot = slot_of(run->board, run->board->slot, pid);

		if (code != ALIVE && slot)
			process_judge(slot, (int)code);
		else if (code != ALIVE)
			failure_set(&run->failure, FAILURE_WORKER,
			            "a worker of the pool died before it could serve a task");
		py.Py_DecRef(member);
	}
	py.PyErr_Clear();
}

static bool
serve(Run *run)
{
	Board *board = run->board;
	bool good = !board_broken(board) && gather(run);

	if (good) {
		ask_all(run, false);
		board_stamp(board);
		good = map_tasks(run);
	}
	if (!good) {
		if (py.PyErr_Occurred())
			python_fail(&run->failure, FAILURE_EXCEPTION);
		board_break(board);
		judge_members(run);
		return false;
	}
	ask_all(run, true);
	return true;
}

/* Ending ----------------------------------------------------------------------------------------
 */

/* End the processes that still live: not all of them follow the starting process at once. */
static void
kill_members(Run *run)
{
	Pool *pool = run->state;

	for (Py_ssize_t i = 0; pool->members && i < (Py_ssize_t)run->job.workers; i++) {
		PyObject *member = py.PySequence_GetItem(pool->members, i);
		PyObject *done = member ? py.PyObject_CallMethod(member, "kill", NULL) : NULL;

		py.PyErr_Clear();
		py.Py_DecRef(done);
		py.Py_DecRef(member);
	}
}

/*
 * A pool that has lost a worker may wait for ever for what that one held: it is left to the end of
 * the process.
 */
static void
join(Run *run, unsigned index)
{
	Pool *pool = run->state;
	PyObject *closed, *joined;

	if (index > 0)
		return;
	if (board_broken(run->board)) {
		run->abandoned = true;
		kill_members(run);
		return;
	}
	closed = py.PyObject_CallMethod(pool->object, "close", NULL);
	joined = closed ? py.PyObject_CallMethod(pool->object, "join", NULL) : NULL;
	run->board->slot[0].joined = clock_now();
	if (!joined)
		python_fail(&run->failure, FAILURE_SYSTEM);
	py.Py_DecRef(joined);
	py.Py_DecRef(closed);
}

static void
finish(Run *run)
{
	Pool *pool = run->state;

	if (run->abandoned)
		return; /* a pool that nobody refers to would end its workers, and wait */
	py.Py_DecRef(pool->members);
	py.Py_DecRef(pool->object);
	py.Py_DecRef(pool->chunk);
	py.Py_DecRef(pool->tasks);
	py.Py_DecRef(pool->arguments);
	py.Py_DecRef(pool->maker);
	py.Py_DecRef(pool->module);
	free(pool);
	run->state = NULL;
}

static void
finish_free_threads(Run *run)
{
	finish(run);
	python_stays_free(&run->failure);
}

const Way way_pool_thread = {
	.python = true,
	.lock = &python_lock,
	.choose = choose_free,
	.prepare = prepare_free_threads,
	.start = start,
	.serve = serve,
	.join = join,
	.finish = finish_free_threads,
};

const Way way_pool_gil = {
	.python = true,
	.lock = &python_lock,
	.choose = choose_gil,
	.prepare = prepare_threads,
	.start = start,
	.serve = serve,
	.join = join,
	.finish = finish,
};

const Way way_pool_process = {
	.python = true,
	.lock = &python_lock,
	.choose = choose_processes,
	.prepare = prepare_processes,
	.start = start,
	.serve = serve,
	.join = join,
	.finish = finish,
};
