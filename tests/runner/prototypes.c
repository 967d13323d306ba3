/*
 * prototypes.c - compare the runner's hand-written view of CPython with the real one.
 *
 * Nothing runs: it is compiled against an interpreter's own headers (t-prototypes), and
 * does not compile where a prototype, a constant or a layout differs.
 */
#include <Python.h>

#include <stddef.h>

#include "../../gen/runner/pyapi.h"

#define SAME(result, name, arguments)                                                              \
	_Static_assert(__builtin_types_compatible_p(__typeof__(&name), result(*) arguments), #name);
#define SAME_OBJECT(type, name)                                                                    \
	_Static_assert(__builtin_types_compatible_p(__typeof__(name), type), #name);

/* Some of these are macros over the exported function. */
#undef PyCFunction_NewEx
#undef Py_CompileString
#if PY_VERSION_HEX < 0x030A0000 /* exported, but not declared */
PyObject *Py_CompileString(const char *, const char *, int);
#endif

PYAPI(SAME)
PYAPI_DATA(SAME_OBJECT)

#if PY_VERSION_HEX >= 0x030C0000
PYAPI_312(SAME)
_Static_assert(sizeof(PyStatus) == 4 * sizeof(void *) &&
                       offsetof(PyStatus, err_msg) == 2 * sizeof(void *),
               "PyStatus");
_Static_assert(sizeof(PyInterpreterConfig) == 7 * sizeof(int) &&
                       offsetof(PyInterpreterConfig, allow_threads) == 3 * sizeof(int) &&
                       offsetof(PyInterpreterConfig, check_multi_interp_extensions) ==
                               5 * sizeof(int) &&
                       offsetof(PyInterpreterConfig, gil) == 6 * sizeof(int) &&
                       PyInterpreterConfig_OWN_GIL == 2,
               "PyInterpreterConfig");
#endif

#if PY_VERSION_HEX < 0x030E0000
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
PYAPI_OLD(SAME)
#else
PYAPI_314(SAME)
#endif

_Static_assert(METH_VARARGS == 1 && METH_NOARGS == 4 && Py_file_input == 257, "constants");
_Static_assert(sizeof(PyGILState_STATE) == sizeof(int), "PyGILState_STATE");
_Static_assert(sizeof(PyMethodDef) == 4 * sizeof(void *) &&
                       offsetof(PyMethodDef, ml_meth) == sizeof(void *) &&
                       offsetof(PyMethodDef, ml_flags) == 2 * sizeof(void *) &&
                       offsetof(PyMethodDef, ml_doc) == 3 * sizeof(void *),
               "PyMethodDef");
