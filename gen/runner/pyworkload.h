/*
 * pyworkload.h - workers of Python workloads, as Python objects.
 *
 * The row language_python itself is declared in workload.h.  Knows of pyapi and workers.
 */
#ifndef LECTERN_RUNNER_PYWORKLOAD_H
#define LECTERN_RUNNER_PYWORKLOAD_H

#include "pyapi.h"
#include "worker.h"

/*
 * Make a Python function without arguments that lives a worker's life (transfer full): what
 * threads and forked processes are given to call.  NULL with a Python exception set.
 */
PyObject *pyworkload_life(Worker *worker);

/*
 * Make a Python function that gets a capsule of `self` (transfer full); NULL with a Python
 * exception set.
 */
PyObject *pyworkload_function(PyMethodDef *method, void *self);

/* In such a function: give the worker that is its `self`. */
Worker *pyworkload_worker(PyObject *self);

/* Give None (transfer full). */
PyObject *pyworkload_none(void);

/* Give an attribute that is a number, or `otherwise` if it is none (yet). */
long pyworkload_number(PyObject *object, const char *attribute, long otherwise);

/*
 * Run lines of Python with names, to which the builtins are added; false with a Python exception
 * set.
 */
bool pyworkload_run(const char *source, const char *file, PyObject *names);

/* Say in a worker's slot with what exception its work has ended, and break the board. */
void pyworkload_fail(Worker *worker);

#endif
