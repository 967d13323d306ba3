/*
 * failure.h - what went wrong in a run: a kind of protocol.h, a worker, a line of text.
 *
 * A failure is plain memory without pointers: workers in other processes leave
 * theirs in the shared board.  The first one of a worker stays.
 *
 * Knows of nothing else.  To add a kind: a row here, one in failure.c and one in protocol.h.
 */
#ifndef LECTERN_RUNNER_FAILURE_H
#define LECTERN_RUNNER_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

enum FailureKind {
	FAILURE_NONE,        /* nothing has failed */
	FAILURE_EXCEPTION,   /* a Python exception, or a call the worker may not make */
	FAILURE_IMPORT,      /* the module cannot be loaded */
	FAILURE_SYMBOL,      /* the module lacks `work` */
	FAILURE_WORKER,      /* a worker died, or left `work` without returning */
	FAILURE_UNSUPPORTED, /* this interpreter or runner cannot do what the job asks */
	FAILURE_SYSTEM,      /* the operating system refused */
};

typedef struct Failure {
	_Atomic uint32_t kind; /* enum FailureKind; set last */
	_Atomic uint32_t lock; /* 1 once somebody writes the text */
	char text[500];        /* one line, no newline, ends in NUL */
} Failure;

/* Set a failure unless there is one; control characters of the text become spaces. */
void failure_set(Failure *failure, enum FailureKind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Tell whether there is a failure. */
bool failure_is(const Failure *failure);

/* Give the word of protocol.h for a kind. */
const char *failure_word(enum FailureKind kind);

#endif
