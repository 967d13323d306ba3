/* pyworkload.c - the language Python: a workload is a module that is imported by name. */
#include "pyworkload.h"

#include "process.h"
#include "python.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Worker *
pyworkload_worker(PyObject *self)
{
	return py.PyCapsule_GetPointer(self, NULL);
}

PyObject *
pyworkload_none(void)
{
	py.Py_IncRef(py._Py_NoneStruct);
	return py._Py_NoneStruct;
}

static PyObject *
raise_error(PyObject *type, const char *text)
{
	py.PyErr_SetString(type, text);
	return NULL;
}

static PyObject *
call_running(PyObject *self, PyObject *unused)
{
	Worker *worker = pyworkload_worker(self);

	(void)unused;
	if (worker->job->duration == 0)
		return raise_error(*py.PyExc_RuntimeError,
		                   "worker.running() needs the option 'duration'");
	return py.PyBool_FromLong(worker_is_running(worker));
}

static PyObject *
call_tick(PyObject *self, PyObject *unused)
{
	(void)unused;
	worker_count_tick(pyworkload_worker(self));
	return pyworkload_none();
}

static PyObject *
call_record(PyObject *self, PyObject *arguments)
{
	const char *name, *wrong;
	char text[200];
	double value;

	if (!py.PyArg_ParseTuple(arguments, "sd:record", &name, &value))
		return NULL;
	wrong = worker_note(pyworkload_worker(self), name, value);
	if (!wrong)
		return pyworkload_none();
	snprintf(text, sizeof text, "worker.record(): '%.60s': %s", name, wrong);
	return raise_error(*py.PyExc_ValueError, text);
}

static PyObject *
call_barrier(PyObject *self, PyObject *unused)
{
	(void)unused;
	if (pyworkload_worker(self)->job->tasks)
		return raise_error(*py.PyExc_RuntimeError,
		                   "worker.barrier(): workers that serve tasks do not meet");
	if (!worker_meet(pyworkload_worker(self)))
		return raise_error(*py.PyExc_RuntimeError, "another worker has failed");
	return pyworkload_none();
}

static PyObject *
call_life(PyObject *self, PyObject *unused)
{
	Worker *worker = pyworkload_worker(self);

	(void)unused;
	if (getpid() != worker->starter)
		process_follow();
	worker_live(worker);
	return pyworkload_none();
}

/* The API takes tables that it could write to. */
static PyMethodDef methods[] = {
	{"running", call_running, METH_NOARGS, "Tell whether to go on."},
	{"tick", call_tick, METH_NOARGS, "Note that a piece of the work is done."},
	{"record", call_record, METH_VARARGS, "Report a value of a metric of one's own."},
	{"barrier", call_barrier, METH_NOARGS, "Wait until all workers are here."},
};

static PyMethodDef life = {"life", call_life, METH_NOARGS, NULL};

PyObject *
pyworkload_function(PyMethodDef *method, void *self)
{
	PyObject *capsule = py.PyCapsule_New(self, NULL, NULL);
	PyObject *function = capsule ? py.PyCFunction_NewEx(method, capsule, NULL) : NULL;

	py.Py_DecRef(capsule);
	return function;
}

PyObject *
pyworkload_life(Worker *worker)
{
	return pyworkload_function(&life, worker);
}

long
pyworkload_number(PyObject *object, const char *attribute, long otherwise)
{
	PyObject *value = py.PyObject_GetAttrString(object, attribute);
	long number = otherwise;

	if (value && value != py._Py_NoneStruct)
		number = py.PyLong_AsLong(value);
	py.PyErr_Clear();
	py.Py_DecRef(value);
	return number;
}

/* Set a name in a dictionary, giving the value away; false if there is none. */
static bool
set_item(PyObject *dict, const char *name, PyObject *value)
{
	bool good = value && py.PyDict_SetItemString(dict, name, value) == 0;

	py.Py_DecRef(value);
	return good;
}

/* Make of a level what Python makes of it: an int, else a float, else a str. */
static PyObject *
level_value(const char *text)
{
	PyObject *string = py.PyUnicode_DecodeFSDefault(text);
	PyObject *number = string ? py.PyLong_FromUnicodeObject(string, 10) : NULL;

	py.PyErr_Clear();
	if (string && !number)
		number = py.PyFloat_FromString(string);
	if (number && isfinite(py.PyFloat_AsDouble(number))) {
		py.PyErr_Clear(); /* a large int is an int */
		py.Py_DecRef(string);
		return number;
	}
	py.Py_DecRef(number); /* a level called nan or infinity is a word */
	py.PyErr_Clear();
	return string;
}

static PyObject *
make_params(const Job *job)
{
	PyObject *params = py.PyDict_New();

	for (size_t i = 0; params && i < job->param_count; i++)
		if (!set_item(params, job->params[i].name, level_value(job->params[i].value)))
			break;
	return params;
}

static bool
fill_worker(PyObject *fields, Worker *worker)
{
	bool good = set_item(fields, "index", py.PyLong_FromLong(worker->face.index)) &&
	            set_item(fields, "count", py.PyLong_FromLong(worker->face.count)) &&
	            set_item(fields, "task", pyworkload_none()) &&
	            set_item(fields, "params", make_params(worker->job));

	for (size_t i = 0; good && i < sizeof methods / sizeof *methods; i++)
		good = set_item(fields, methods[i].ml_name,
		                pyworkload_function(&methods[i], worker));
	return good;
}

static bool
python_adopt(Worker *worker)
{
	PyObject *types = py.PyImport_ImportModule("types");
	PyObject *kind = types ? py.PyObject_GetAttrString(types, "SimpleNamespace") : NULL;
	PyObject *fields = py.PyDict_New(), *arguments = py.PyTuple_New(0);

	if (kind && arguments && fields && fill_worker(fields, worker))
		worker->object = py.PyObject_Call(kind, arguments, fields);
	if (!worker->object)
		python_fail(&worker->slot->failure, FAILURE_SYSTEM);
	py.Py_DecRef(arguments);
	py.Py_DecRef(fields);
	py.Py_DecRef(kind);
	py.Py_DecRef(types);
	return worker->object != NULL;
}

/* Tell what kind of function only makes an object when it is called, or NULL. */
static const char *
idle_kind(PyObject *result)
{
	static const char *const kinds[][2] = {{"cr_code", "a coroutine (async def)"},
	                                       {"gi_code", "a generator (it has a yield)"},
	                                       {"ag_code", "an asynchronous generator"}};

	if (result == py._Py_NoneStruct)
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		PyObject *code = py.PyObject_GetAttrString(result, kinds[i][0]);

		py.PyErr_Clear();
		py.Py_DecRef(code);
		if (code)
			return kinds[i][1];
	}
	return NULL;
}

/* Say which task this call is to serve, if any. */
static bool
set_task(Worker *worker)
{
	PyObject *number = worker->job->tasks ? py.PyLong_FromLong(worker->face.task) : NULL;
	bool good = !number || py.PyObject_SetAttrString(worker->object, "task", number) == 0;

	py.Py_DecRef(number);
	return good && (number || !worker->job->tasks);
}

void
pyworkload_fail(Worker *worker)
{
	char text[sizeof worker->slot->failure.text];

	python_report(text, sizeof text);
	worker_fail(worker, FAILURE_EXCEPTION, "%s", text);
}

static bool
python_work(Worker *worker)
{
	PyObject *result = set_task(worker) ? py.PyObject_CallFunctionObjArgs(
						      worker->workload->work, worker->object, NULL)
	                                    : NULL;
	const char *idle = result ? idle_kind(result) : NULL;

	py.Py_DecRef(result);
	if (idle) {
		worker_fail(worker, FAILURE_EXCEPTION, "work is %s: calling it runs nothing", idle);
		return false;
	}
	if (result)
		return true;
	if (worker->quit)
		py.PyErr_Clear(); /* the one that failed has said so */
	else
		pyworkload_fail(worker);
	return false;
}

static bool
python_call(const Workload *workload, enum WorkloadPart part, double *value, Failure *failure)
{
	PyObject *result = py.PyObject_CallObject(workload->part[part], NULL);

	*value = NAN;
	if (result && part == PART_OBSERVE && result != py._Py_NoneStruct)
		*value = py.PyFloat_AsDouble(result);
	py.Py_DecRef(result);
	if (!py.PyErr_Occurred())
		return true;
	python_fail(failure, FAILURE_EXCEPTION);
	return false;
}

bool
pyworkload_run(const char *source, const char *file, PyObject *names)
{
	/* Before 3.10, nobody else would put them there. */
	bool good = set_item(names, "__builtins__", py.PyImport_ImportModule("builtins"));
	PyObject *code = good ? py.Py_CompileString(source, file, Py_file_input) : NULL;
	PyObject *result = code ? py.PyEval_EvalCode(code, names, names) : NULL;

	py.Py_DecRef(result); /* these may be NULL */
	py.Py_DecRef(code);
	return result != NULL;
}

static void
python_tick(Worker *worker, int times)
{
	static const char source[] = "def ticks(worker, times):\n"
				     "    for _ in range(times):\n"
				     "        worker.tick()\n"
				     "ticks(worker, times)\n";
	PyObject *names = py.Py_BuildValue("{s:O,s:i}", "worker", worker->object, "times", times);

	if (!names || !pyworkload_run(source, "<ticks>", names))
		pyworkload_fail(worker);
	py.Py_DecRef(names);
}

/* Put the module's folder first in sys.path, as if it were the program; false on exception. */
static bool
extend_path(const char *folder)
{
	PyObject *path = py.PySys_GetObject("path"); /* borrowed */
	PyObject *first = path ? py.PySequence_GetItem(path, 0) : NULL;
	const char *there = first ? py.PyUnicode_AsUTF8(first) : NULL;
	bool good = there && strcmp(there, folder) == 0; /* spawned workers inherit it */
	PyObject *name, *done;

	py.PyErr_Clear();
	py.Py_DecRef(first);
	if (good)
		return true;
	name = py.PyUnicode_DecodeFSDefault(folder);
	done = path && name ? py.PyObject_CallMethod(path, "insert", "iO", 0, name) : NULL;
	good = done != NULL;
	py.Py_DecRef(done);
	py.Py_DecRef(name);
	return good;
}

/* Tell whether an imported module comes from a file, and not from an older one of its name. */
static bool
comes_from(PyObject *module, const char *path)
{
	PyObject *file = py.PyObject_GetAttrString(module, "__file__");
	const char *name = file ? py.PyUnicode_AsUTF8(file) : NULL;
	char *real = name ? realpath(name, NULL) : NULL, *asked = realpath(path, NULL);
	bool same = real && asked && strcmp(real, asked) == 0;

	py.PyErr_Clear();
	py.Py_DecRef(file);
	free(real);
	free(asked);
	return same;
}

/* Import the module of a path; NULL with failure set. */
static PyObject *
import(const char *path, Failure *failure)
{
	char *folder = strdup(path), *name, *ending;
	PyObject *module = NULL;

	if (!folder)
		return NULL;
	name = strrchr(folder, '/');
	if (name)
		*name++ = '\0';
	else
		name = folder;
	ending = strrchr(name, '.');
	if (ending)
		*ending = '\0';
	if (extend_path(name == folder ? "." : *folder ? folder : "/"))
		module = py.PyImport_ImportModule(name);
	if (!module) {
		python_fail(failure, FAILURE_IMPORT);
	} else if (!comes_from(module, path)) {
		failure_set(failure, FAILURE_IMPORT, "another module is called %s, too", name);
		py.Py_DecRef(module);
		module = NULL;
	}
	free(folder);
	return module;
}

/* Tell whether a function makes a coroutine: async def, or marked so by the module types. */
static bool
is_async(PyObject *function)
{
	enum { CO_COROUTINE = 0x80, CO_ITERABLE_COROUTINE = 0x100 };
	PyObject *code = function ? py.PyObject_GetAttrString(function, "__code__") : NULL;
	PyObject *flags = code ? py.PyObject_GetAttrString(code, "co_flags") : NULL;
	bool async =
		flags && (py.PyLong_AsLong(flags) & (CO_COROUTINE | CO_ITERABLE_COROUTINE)) != 0;

	py.PyErr_Clear();
	py.Py_DecRef(flags); /* these may be NULL */
	py.Py_DecRef(code);
	return async;
}

/* Find the function that workers call; false with failure set. */
static bool
find_work(Workload *workload, Failure *failure)
{
	PyObject *work = NULL;

	if (workload->awaited)
		work = py.PyObject_GetAttrString(workload->module, "work_async");
	if (!work)
		work = py.PyObject_GetAttrString(workload->module, "work");
	py.PyErr_Clear();
	workload->work = work;
	if (workload->awaited && !is_async(work))
		failure_set(failure, FAILURE_SYMBOL,
		            "asyncio needs 'async def work(worker)' or 'async def "
		            "work_async(worker)'");
	else if (!work)
		failure_set(failure, FAILURE_SYMBOL, "the workload defines no 'def work(worker)'");
	else if (!workload->awaited && is_async(work))
		failure_set(failure, FAILURE_SYMBOL,
		            "work is a coroutine (async def): only asyncio runs that");
	return !failure_is(failure);
}

/*
 * Without a GIL, give modules constants that nobody counts, as a program has them and what comes
 * from a cache.  Those that compile() has just made are counted in CPython 3.13 and 3.14, and two
 * threads that use one get in each other's way at every step.  To read the code back from what
 * would be cached makes them anew.
 */
static void
keep_constants(void)
{
	static const char source[] =
		"from _frozen_importlib_external import SourceFileLoader as loader\n"
		"import marshal\n"
		"def source_to_code(*arguments, compile=loader.source_to_code, **named):\n"
		"    return marshal.loads(marshal.dumps(compile(*arguments, **named)))\n"
		"loader.source_to_code = source_to_code\n";
	/* Of this name, it stays out of tracebacks. */
	static const char file[] = "<frozen importlib._bootstrap_external>";
	PyObject *names = py.PyDict_New();

	if (names)
		pyworkload_run(source, file, names);
	py.PyErr_Clear();
	py.Py_DecRef(names);
}

static bool
python_load(Workload *workload, const Job *job, Failure *failure)
{
	static const char *const names[PARTS] = {
		[PART_SETUP] = "setup",
		[PART_TEARDOWN] = "teardown",
		[PART_OBSERVE] = "observe",
	};

	if (!python_has_gil())
		keep_constants();
	workload->module = import(job->module, failure);
	if (!workload->module)
		return false;
	for (int i = 0; i < PARTS; i++)
		workload->part[i] = py.PyObject_GetAttrString(workload->module, names[i]);
	py.PyErr_Clear();
	return find_work(workload, failure);
}

const Language language_python = {
	.name = "python",
	.load = python_load,
	.call = python_call,
	.adopt = python_adopt,
	.work = python_work,
	.tick = python_tick,
};
