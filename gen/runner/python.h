/*
 * python.h - the interpreter: opened once, held by its GIL, and asked for what it is.
 *
 * The runner either finds itself inside an interpreter (boot.py has loaded the shared object)
 * or loads one from a library (engine embedded).  It is never finalised: the process ends.
 *
 * Knows of pyapi, jobs and failures; workloads in Python are language_python (pyworkload.c).
 */
#ifndef LECTERN_RUNNER_PYTHON_H
#define LECTERN_RUNNER_PYTHON_H

#include "failure.h"
#include "job.h"
#include "result.h"
#include "worker.h"

/* The GIL, as a lock that a worker holds while it works. */
extern const Lock python_lock;

/* Find or start the interpreter; the calling thread has its GIL then.  False with failure set. */
bool python_open(const Job *job, Failure *failure);

/*
 * Let a crash say in which line of Python it was: of all threads of the starting interpreter, or of
 * the one that crashed, whatever its interpreter.
 */
void python_trace(bool all);

/* Make sys of the current interpreter what a program sees that was started as `python MODULE`. */
void python_dress(const Job *job);

/* Add the facts `python` and `gil`. */
bool python_facts(Result *result);

/* Tell whether the open interpreter runs with a GIL. */
bool python_has_gil(void);

/* Tell whether there still is no GIL: an import may bring it back.  False with failure set. */
bool python_stays_free(Failure *failure);

/* Attach a thread that Python did not start, and take the GIL; give what python_detach needs. */
int python_attach(void);

/* Let go of the GIL and detach the thread. */
void python_detach(int state);

/*
 * Print the current exception with its traceback on stderr, clear it, and write "Type: message"
 * into text.
 */
void python_report(char *text, size_t size);

/* Set a failure from the current exception, which is printed and cleared. */
void python_fail(Failure *failure, enum FailureKind kind);

/* Write out what Python's stdout and stderr hold back; nothing without an interpreter. */
void python_flush(void);

#endif
