#include "python.h"

#include "pyapi.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void *
drop(void)
{
	return py.PyEval_SaveThread();
}

static void
take(void *state)
{
	py.PyEval_RestoreThread(state);
}

const Lock python_lock = {drop, take};

int
python_attach(void)
{
	return py.PyGILState_Ensure();
}

void
python_detach(int state)
{
	py.PyGILState_Release(state);
}

/* Tell the interpreter to be started whose it is: sys.prefix and virtual environments follow. */
static bool
start_named(const char *program)
{
	if (py.PyInitConfig_Create) {
		PyInitConfig *config = py.PyInitConfig_Create();
		bool good = config &&
		            py.PyInitConfig_SetStr(config, "program_name", program) == 0 &&
		            py.PyInitConfig_SetStr(config, "executable", program) == 0 &&
		            py.Py_InitializeFromInitConfig(config) == 0;

		py.PyInitConfig_Free(config);
		return good;
	}
	if (py.Py_SetProgramName && py.Py_DecodeLocale) {
		wchar_t *name = py.Py_DecodeLocale(program, NULL); /* Python keeps it */

		if (name)
			py.Py_SetProgramName(name);
	}
	py.Py_InitializeEx(0);
	return true;
}

/* Load the library of the job and start the interpreter in it. */
static bool
embed(const Job *job, Failure *failure)
{
	void *library;
	const char *lacks;

	if (!job->libpython || !job->program) {
		failure_set(failure, FAILURE_UNSUPPORTED,
		            "this needs an interpreter: the job names no library of one");
		return false;
	}
	library = dlopen(job->libpython, RTLD_NOW | RTLD_GLOBAL);
	if (!library) {
		failure_set(failure, FAILURE_UNSUPPORTED, "%s", dlerror());
		return false;
	}
	lacks = pyapi_bind(library);
	if (lacks) {
		failure_set(failure, FAILURE_UNSUPPORTED, "this interpreter has no %s", lacks);
		return false;
	}
	if (!start_named(job->program)) {
		failure_set(failure, FAILURE_UNSUPPORTED, "%s does not start", job->libpython);
		return false;
	}
	return true;
}

/* Call a method of an object without arguments for its effect, whatever comes of it. */
static void
call_for_effect(PyObject *object, const char *method)
{
	PyObject *result = object ? py.PyObject_CallMethod(object, method, NULL) : NULL;

	if (result)
		py.Py_DecRef(result);
	py.PyErr_Clear();
}

void
python_trace(bool all)
{
	PyObject *handler = py.PyImport_ImportModule("faulthandler");
	PyObject *done = handler ? py.PyObject_CallMethod(handler, "enable", "Oi",
	                                                  py._Py_NoneStruct, (int)all)
	                         : NULL;

	py.PyErr_Clear();
	py.Py_DecRef(done);
	py.Py_DecRef(handler);
}

void
python_dress(const Job *job)
{
	PyObject *path = py.PyUnicode_DecodeFSDefault(job->module);
	PyObject *argv = path ? py.Py_BuildValue("[O]", path) : NULL;
	PyObject *yes = py.PyBool_FromLong(1);

	if (argv)
		py.PySys_SetObject("argv", argv);
	/* A cached module could be that of another version of the note. */
	py.PySys_SetObject("dont_write_bytecode", yes);
	py.PyErr_Clear();
	py.Py_DecRef(yes);
	py.Py_DecRef(argv); /* these may be NULL */
	py.Py_DecRef(path);
}

bool
python_open(const Job *job, Failure *failure)
{
	const char *lacks;

	if (dlsym(RTLD_DEFAULT, "Py_IsInitialized")) {
		lacks = pyapi_bind(RTLD_DEFAULT);
		if (lacks) {
			failure_set(failure, FAILURE_UNSUPPORTED, "this interpreter has no %s",
			            lacks);
			return false;
		}
	} else if (!embed(job, failure)) {
		return false;
	}
	python_trace(true);
	python_dress(job);
	return true;
}

bool
python_has_gil(void)
{
	PyObject *sys = py.PyImport_ImportModule("sys");
	PyObject *answer = sys ? py.PyObject_CallMethod(sys, "_is_gil_enabled", NULL) : NULL;
	bool gil = !answer || py.PyObject_IsTrue(answer); /* before 3.13, nobody could ask */

	py.PyErr_Clear();
	py.Py_DecRef(answer);
	py.Py_DecRef(sys);
	return gil;
}

bool
python_stays_free(Failure *failure)
{
	if (!python_has_gil())
		return true;
	failure_set(failure, FAILURE_UNSUPPORTED,
	            "an imported module has switched the GIL on, for it cannot do without");
	return false;
}

bool
python_facts(Result *result)
{
	char version[64];

	snprintf(version, sizeof version, "%s", py.Py_GetVersion());
	version[strcspn(version, " ")] = '\0';
	result_fact(result, "python", version);
	result_fact(result, "gil", python_has_gil() ? "1" : "0");
	return true;
}

/* Copy the last line of a list of lines, as traceback.format_exception_only() gives them. */
static void
copy_last(PyObject *lines, char *text, size_t size)
{
	PyObject *last = lines ? py.PySequence_GetItem(lines, -1) : NULL;
	const char *line = last ? py.PyUnicode_AsUTF8(last) : NULL;

	snprintf(text, size, "%s", line ? line : "exception");
	text[strcspn(text, "\n")] = '\0';
	py.PyErr_Clear();
	py.Py_DecRef(last);
}

/* Write a list of lines on stderr at once: nobody else's lines come in between. */
static void
write_lines(PyObject *lines)
{
	PyObject *file = py.PySys_GetObject("stderr"); /* borrowed */
	PyObject *nothing = py.PyUnicode_FromString("");
	PyObject *text =
		lines && nothing ? py.PyObject_CallMethod(nothing, "join", "O", lines) : NULL;
	PyObject *done = file && text ? py.PyObject_CallMethod(file, "write", "O", text) : NULL;

	py.PyErr_Clear();
	py.Py_DecRef(done); /* these may be NULL */
	py.Py_DecRef(text);
	py.Py_DecRef(nothing);
	call_for_effect(file, "flush");
}

void
python_report(char *text, size_t size)
{
	PyObject *type = NULL, *value = NULL, *where = NULL, *module, *lines, *all;
	PyObject *none = py._Py_NoneStruct;

	py.PyErr_Fetch(&type, &value, &where);
	py.PyErr_NormalizeException(&type, &value, &where);
	module = py.PyImport_ImportModule("traceback");
	all = module ? py.PyObject_CallMethod(module, "format_exception", "OOO", type ? type : none,
	                                      value ? value : none, where ? where : none)
	             : NULL;
	py.PyErr_Clear();
	write_lines(all);
	lines = module ? py.PyObject_CallMethod(module, "format_exception_only", "OO",
	                                        type ? type : none, value ? value : none)
	               : NULL;
	copy_last(lines, text, size);
	py.Py_DecRef(lines);
	py.Py_DecRef(all);
	py.Py_DecRef(module);
	py.Py_DecRef(where);
	py.Py_DecRef(value);
	py.Py_DecRef(type);
}

void
python_fail(Failure *failure, enum FailureKind kind)
{
	char text[sizeof failure->text];

	python_report(text, sizeof text);
	failure_set(failure, kind, "%s", text);
}

void
python_flush(void)
{
	if (!py.Py_IsInitialized)
		return;
	call_for_effect(py.PySys_GetObject("stdout"), "flush");
	call_for_effect(py.PySys_GetObject("stderr"), "flush");
}
