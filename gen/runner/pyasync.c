/*
 * pyasync.c - the way of Python workers as coroutines of the module asyncio, on the starting
 * thread.
 *
 * Each iteration has an event loop of its own.  In it a leading coroutine makes the workers' tasks,
 * lets them go and awaits them; all stamps are taken here.  Nobody may sleep on the board: that
 * would be the end of all.
 */
#include "run.h"

#include "clock.h"
#include "kernel.h"
#include "pyapi.h"
#include "python.h"
#include "pyworkload.h"

#include <unistd.h>

/* What is Python's own: a step of `steps` is a function below. */
static const char source[] =
	"import asyncio\n"
	"import types\n"
	"\n"
	"class Barrier:\n"
	"    def __init__(self, steps, waiting):\n"
	"        self.steps, self.waiting, self.calls = steps, waiting, 0\n"
	"\n"
	"    def __call__(self):\n"
	"        self.calls += 1\n"
	"        return self.meet()\n"
	"\n"
	"    async def meet(self):\n"
	"        self.calls -= 1\n"
	"        if self.steps.reach():\n"
	"            for waiter in self.waiting:\n"
	"                if not waiter.done():\n"
	"                    waiter.set_result(None)\n"
	"            self.waiting.clear()\n"
	"            return await asyncio.sleep(0)  # all go on in the order in which they came\n"
	"        waiter = asyncio.get_running_loop().create_future()\n"
	"        self.waiting.append(waiter)\n"
	"        try:\n"
	"            await waiter\n"
	"        except asyncio.CancelledError:\n"
	"            if waiter in self.waiting:\n"
	"                self.waiting.remove(waiter)\n"
	"                self.steps.retreat()\n"
	"            raise\n"
	"\n"
	"class Crew:\n"
	"    def open(self, work, batch, release):\n"
	"        self.work, self.batch, self.release = work, batch, release\n"
	"        self.members, self.waiting, self.parked = [], [], 0\n"
	"        self.loop = asyncio.new_event_loop()\n"
	"        asyncio.set_event_loop(self.loop)\n"
	"        self.stop, self.gate = self.loop.stop, self.loop.create_future()\n"
	"\n"
	"    def add(self, worker, steps):\n"
	"        steps = types.SimpleNamespace(**steps)\n"
	"        worker.barrier = Barrier(steps, self.waiting)\n"
	"        self.members.append((worker, steps, worker.barrier))\n"
	"\n"
	"    async def live(self, worker, steps, barrier):\n"
	"        error = None\n"
	"        try:\n"
	"            if self.release:\n"
	"                self.parked += 1\n"
	"                await self.gate\n"
	"            steps.begin()\n"
	"            for _ in range(self.batch):\n"
	"                await self.work(worker)\n"
	"            if barrier.calls:\n"
	"                raise RuntimeError('worker.barrier() must be awaited')\n"
	"        except BaseException as wrong:\n"
	"            error = wrong\n"
	"        if steps.end(error):\n"
	"            self.stop()\n"
	"\n"
	"    async def lead(self):\n"
	"        tasks = []\n"
	"        for member in self.members:\n"
	"            steps = member[1]\n"
	"            steps.create()\n"
	"            task = asyncio.create_task(self.live(*member))\n"
	"            steps.created()\n"
	"            tasks.append(task)\n"
	"        if self.release:\n"
	"            while self.parked < len(tasks):\n"
	"                await asyncio.sleep(0)\n"
	"            self.release()\n"
	"            self.gate.set_result(None)\n"
	"        for task, member in zip(tasks, self.members):\n"
	"            await task\n"
	"            member[1].join()\n"
	"\n"
	"    def run(self):\n"
	"        self.loop.run_until_complete(self.lead())\n"
	"\n"
	"    def close(self, good):\n"
	"        loop, self.stop = self.loop, bool\n"
	"        tasks = asyncio.all_tasks(loop)\n"
	"        for task in tasks:\n"
	"            task.cancel()\n"
	"        if tasks:\n"
	"            loop.run_until_complete(asyncio.wait(tasks, timeout=1))\n"
	"        if good:\n"
	"            loop.run_until_complete(loop.shutdown_asyncgens())\n"
	"            if hasattr(loop, 'shutdown_default_executor'):  # from 3.9 on\n"
	"                loop.run_until_complete(loop.shutdown_default_executor())\n"
	"            asyncio.set_event_loop(None)\n"
	"            loop.close()\n";

/* The steps of a worker ---------------------------------------------------------------- */

static PyObject *
step_create(PyObject *self, PyObject *unused)
{
	(void)unused;
	pyworkload_worker(self)->slot->create = clock_now();
	return pyworkload_none();
}

static PyObject *
step_created(PyObject *self, PyObject *unused)
{
	uint64_t now = clock_now();

	(void)unused;
	pyworkload_worker(self)->slot->created = now;
	return pyworkload_none();
}

static PyObject *
step_join(PyObject *self, PyObject *unused)
{
	uint64_t now = clock_now();

	(void)unused;
	pyworkload_worker(self)->slot->joined = now;
	return pyworkload_none();
}

static PyObject *
step_begin(PyObject *self, PyObject *unused)
{
	Worker *worker = pyworkload_worker(self);

	(void)unused;
	if (worker->board->timed)
		worker->slot->switches_begin = kernel_switches();
	worker_begin(worker);
	return pyworkload_none();
}

/* The worker has ended, with an exception or with None; tell whether the run has failed. */
static PyObject *
step_end(PyObject *self, PyObject *arguments)
{
	Worker *worker = pyworkload_worker(self);
	PyObject *error, *type;

	if (!py.PyArg_ParseTuple(arguments, "O:end", &error))
		return NULL;
	/* Who is cancelled because another has failed does not say so. */
	if (error != py._Py_NoneStruct && !board_broken(worker->board)) {
		type = py.PyObject_GetAttrString(error, "__class__");
		py.PyErr_SetObject(type, error);
		py.Py_DecRef(type);
		pyworkload_fail(worker);
	}
	worker_end(worker);
	return py.PyBool_FromLong(board_broken(worker->board));
}

/* The worker is in the barrier; tell whether it is the last one. */
static PyObject *
step_reach(PyObject *self, PyObject *unused)
{
	Worker *worker = pyworkload_worker(self);
	enum Barrier barrier = board_reach(worker->board, worker->slot);

	(void)unused;
	if (barrier != BARRIER_BROKEN)
		return py.PyBool_FromLong(barrier == BARRIER_LAST);
	py.PyErr_SetString(*py.PyExc_RuntimeError, "another worker has failed");
	return NULL;
}

static PyObject *
step_retreat(PyObject *self, PyObject *unused)
{
	(void)unused;
	board_retreat(pyworkload_worker(self)->board);
	return pyworkload_none();
}

/* The API takes tables that it could write to. */
static PyMethodDef steps[] = {
	{"create", step_create, METH_NOARGS, NULL},   {"created", step_created, METH_NOARGS, NULL},
	{"begin", step_begin, METH_NOARGS, NULL},     {"end", step_end, METH_VARARGS, NULL},
	{"join", step_join, METH_NOARGS, NULL},       {"reach", step_reach, METH_NOARGS, NULL},
	{"retreat", step_retreat, METH_NOARGS, NULL},
};

/* All are at the gate: the step of the whole crew. */
static PyObject *
let_go(PyObject *self, PyObject *unused)
{
	(void)unused;
	board_stamp(py.PyCapsule_GetPointer(self, NULL));
	return pyworkload_none();
}

static PyMethodDef release = {"release", let_go, METH_NOARGS, NULL};

/* The way ------------------------------------------------------------------------------ */

/* Make a crew of nobody; NULL with an exception. */
static PyObject *
make_crew(void)
{
	PyObject *names = py.Py_BuildValue("{s:s}", "__name__", "<asyncio>");
	bool good = names && pyworkload_run(source, "<asyncio>", names);
	PyObject *kind = good ? py.PyObject_CallMethod(names, "get", "s", "Crew") : NULL;
	PyObject *crew = kind ? py.PyObject_CallObject(kind, NULL) : NULL;

	py.Py_DecRef(kind); /* these may be NULL */
	py.Py_DecRef(names);
	return crew;
}

static bool
choose(Run *run)
{
	run->one_process = true;
	run->one_memory = true;
	run->one_thread = true;
	run->state = make_crew();
	if (!run->state)
		python_fail(&run->failure, FAILURE_SYSTEM);
	return run->state != NULL;
}

/* Make the event loop. */
static bool
open_crew(const Run *run)
{
	PyObject *let =
		run->board->timed ? pyworkload_function(&release, run->board) : pyworkload_none();
	PyObject *done = let ? py.PyObject_CallMethod(run->state, "open", "OKO", run->workload.work,
	                                              (unsigned long long)run->job.batch, let)
	                     : NULL;

	py.Py_DecRef(done);
	py.Py_DecRef(let);
	return done != NULL;
}

static bool
add_worker(const Run *run, Worker *worker)
{
	PyObject *functions = py.PyDict_New(), *done = NULL;
	bool good = functions != NULL;

	for (size_t i = 0; good && i < sizeof steps / sizeof *steps; i++) {
		PyObject *function = pyworkload_function(&steps[i], worker);

		good = function &&
		       py.PyDict_SetItemString(functions, steps[i].ml_name, function) == 0;
		py.Py_DecRef(function);
	}
	if (good)
		done = py.PyObject_CallMethod(run->state, "add", "OO", worker->object, functions);
	py.Py_DecRef(done);
	py.Py_DecRef(functions);
	return done != NULL;
}

static bool
prepare(Run *run)
{
	bool good = open_crew(run);

	for (unsigned i = 0; good && i < run->job.workers; i++)
		good = add_worker(run, &run->workers[i]);
	if (!good)
		python_fail(&run->failure, FAILURE_SYSTEM);
	return good;
}

/* Say what exception the loop has ended with. */
static void
fail(Run *run)
{
	python_fail(&run->failure, FAILURE_EXCEPTION);
	board_break(run->board);
}

static void
conduct(Run *run)
{
	PyObject *done = py.PyObject_CallMethod(run->state, "run", NULL);
	Board *board = run->board;

	if (!done && board_broken(board))
		py.PyErr_Clear(); /* the loop was stopped, because a worker has failed */
	else if (!done)
		fail(run);
	py.Py_DecRef(done);
	if (board->inspect && !board->timed)
		for (uint32_t w = 0; w < board->workers; w++)
			board->slot[w].threads = kernel_threads(getpid());
}

static void
finish(Run *run)
{
	int good = !board_broken(run->board);
	PyObject *done = py.PyObject_CallMethod(run->state, "close", "i", good);

	if (!done)
		fail(run);
	py.Py_DecRef(done);
	if (!good)
		run->abandoned = true; /* who does not obey when cancelled is still there */
}

const Way way_asyncio = {
	.serial = true,
	.awaits = true,
	.python = true,
	.choose = choose,
	.prepare = prepare,
	.conduct = conduct,
	.finish = finish,
};
