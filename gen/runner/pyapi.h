/*
 * pyapi.h - the part of CPython's C API that the runner uses, without Python's headers.
 *
 * Only exported functions on opaque pointers are used, no object layout: so one binary
 * serves every CPython from 3.8 on, with and without the GIL, as a static or a shared
 * build.  The functions are looked up when an interpreter is there.
 *
 * Where Python.h was included before (tests/runner/prototypes.c), only the lists below are
 * defined, and the compiler compares them with the real prototypes.
 *
 * Knows of nothing else.  To use one more function: add it to PYAPI.
 */
#ifndef LECTERN_RUNNER_PYAPI_H
#define LECTERN_RUNNER_PYAPI_H

/* Functions that every supported interpreter has: X(result, name, arguments). */
#define PYAPI(X)                                                                                   \
	X(int, PyArg_ParseTuple, (PyObject *, const char *, ...))                                  \
	X(PyObject *, PyBool_FromLong, (long))                                                     \
	X(PyObject *, PyCFunction_NewEx, (PyMethodDef *, PyObject *, PyObject *))                  \
	X(void *, PyCapsule_GetPointer, (PyObject *, const char *))                                \
	X(PyObject *, PyCapsule_New, (void *, const char *, PyCapsule_Destructor))                 \
	X(PyObject *, PyDict_New, (void))                                                          \
	X(int, PyDict_SetItemString, (PyObject *, const char *, PyObject *))                       \
	X(void, PyErr_Clear, (void))                                                               \
	X(void, PyErr_Fetch, (PyObject **, PyObject **, PyObject **))                              \
	X(void, PyErr_NormalizeException, (PyObject **, PyObject **, PyObject **))                 \
	X(PyObject *, PyErr_Occurred, (void))                                                      \
	X(void, PyErr_SetObject, (PyObject *, PyObject *))                                         \
	X(void, PyErr_SetString, (PyObject *, const char *))                                       \
	X(PyObject *, PyEval_EvalCode, (PyObject *, PyObject *, PyObject *))                       \
	X(void, PyEval_RestoreThread, (PyThreadState *))                                           \
	X(PyThreadState *, PyEval_SaveThread, (void))                                              \
	X(double, PyFloat_AsDouble, (PyObject *))                                                  \
	X(PyObject *, PyFloat_FromString, (PyObject *))                                            \
	X(PyGILState_STATE, PyGILState_Ensure, (void))                                             \
	X(void, PyGILState_Release, (PyGILState_STATE))                                            \
	X(PyObject *, PyImport_ImportModule, (const char *))                                       \
	X(long, PyLong_AsLong, (PyObject *))                                                       \
	X(PyObject *, PyLong_FromLong, (long))                                                     \
	X(PyObject *, PyLong_FromUnicodeObject, (PyObject *, int))                                 \
	X(PyObject *, PyObject_Call, (PyObject *, PyObject *, PyObject *))                         \
	X(PyObject *, PyObject_CallFunctionObjArgs, (PyObject *, ...))                             \
	X(PyObject *, PyObject_CallMethod, (PyObject *, const char *, const char *, ...))          \
	X(PyObject *, PyObject_CallObject, (PyObject *, PyObject *))                               \
	X(PyObject *, PyObject_GetAttrString, (PyObject *, const char *))                          \
	X(int, PyObject_IsTrue, (PyObject *))                                                      \
	X(int, PyObject_SetAttrString, (PyObject *, const char *, PyObject *))                     \
	X(PyObject *, PySequence_GetItem, (PyObject *, Py_ssize_t))                                \
	X(PyObject *, PySys_GetObject, (const char *))                                             \
	X(int, PySys_SetObject, (const char *, PyObject *))                                        \
	X(PyObject *, PyTuple_New, (Py_ssize_t))                                                   \
	X(const char *, PyUnicode_AsUTF8, (PyObject *))                                            \
	X(PyObject *, PyUnicode_DecodeFSDefault, (const char *))                                   \
	X(PyObject *, PyUnicode_FromString, (const char *))                                        \
	X(PyObject *, Py_BuildValue, (const char *, ...))                                          \
	X(PyObject *, Py_CompileString, (const char *, const char *, int))                         \
	X(void, Py_DecRef, (PyObject *))                                                           \
	X(const char *, Py_GetVersion, (void))                                                     \
	X(void, Py_IncRef, (PyObject *))                                                           \
	X(void, Py_InitializeEx, (int))                                                            \
	X(int, Py_IsInitialized, (void))

/* For the embedded engine, up to 3.14: the program's name, from which sys.prefix follows. */
#define PYAPI_OLD(X)                                                                               \
	X(wchar_t *, Py_DecodeLocale, (const char *, size_t *))                                    \
	X(void, Py_SetProgramName, (const wchar_t *))

/* Interpreters with a GIL of their own, from 3.12 on. */
#define PYAPI_312(X)                                                                               \
	X(PyStatus, Py_NewInterpreterFromConfig, (PyThreadState **, const PyInterpreterConfig *))  \
	X(void, Py_EndInterpreter, (PyThreadState *))                                              \
	X(PyThreadState *, PyThreadState_Get, (void))

/* For the embedded engine, from 3.14 on. */
#define PYAPI_314(X)                                                                               \
	X(PyInitConfig *, PyInitConfig_Create, (void))                                             \
	X(void, PyInitConfig_Free, (PyInitConfig *))                                               \
	X(int, PyInitConfig_SetStr, (PyInitConfig *, const char *, const char *))                  \
	X(int, Py_InitializeFromInitConfig, (PyInitConfig *))

/* Objects: X(type, name). */
#define PYAPI_DATA(X)                                                                              \
	X(PyObject, _Py_NoneStruct)                                                                \
	X(PyObject *, PyExc_RuntimeError)                                                          \
	X(PyObject *, PyExc_ValueError)

#ifndef Py_PYTHON_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <wchar.h>

typedef struct PyObject_ PyObject;
typedef struct PyThreadState_ PyThreadState;
typedef struct PyInitConfig_ PyInitConfig;
typedef ssize_t Py_ssize_t;
typedef int PyGILState_STATE;
typedef void (*PyCapsule_Destructor)(PyObject *);
typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);
typedef struct PyMethodDef {
	const char *ml_name;
	PyCFunction ml_meth;
	int ml_flags;
	const char *ml_doc;
} PyMethodDef;

typedef struct PyStatus {
	int _type;
	const char *func;
	const char *err_msg;
	int exitcode;
} PyStatus;
typedef struct PyInterpreterConfig {
	int use_main_obmalloc;
	int allow_fork;
	int allow_exec;
	int allow_threads;
	int allow_daemon_threads;
	int check_multi_interp_extensions;
	int gil;
} PyInterpreterConfig;

enum { METH_VARARGS = 1, METH_NOARGS = 4, Py_file_input = 257, PyInterpreterConfig_OWN_GIL = 2 };

#define PYAPI_FUNCTION(result, name, arguments) result(*name) arguments;
#define PYAPI_OBJECT(type, name)                type *name;

/* What the interpreter exports; names are its own. */
typedef struct PyApi {
	PYAPI(PYAPI_FUNCTION)
	PYAPI_OLD(PYAPI_FUNCTION) /* or NULL */
	PYAPI_312(PYAPI_FUNCTION) /* or NULL */
	PYAPI_314(PYAPI_FUNCTION) /* or NULL */
	PYAPI_DATA(PYAPI_OBJECT)
} PyApi;

/*
 * The one interpreter of this process, set once by pyapi_bind() before there is any worker.
 * A global, because a C function that Python calls gets nothing from which this could be
 * reached without it.
 */
extern PyApi py;

/*
 * Look up all functions in a library (RTLD_DEFAULT: in this process).  Give NULL, or the name
 * of what the interpreter lacks.
 */
const char *pyapi_bind(void *library);
#endif

#endif
