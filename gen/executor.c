#include "executor.h"

/* name, for C, for Python, needs an interpreter for C too, can be parallel, samples are given */
#define EXECUTORS(ROW)                                                                             \
	ROW("serial", "one after the other in one thread", "the same, one interpreter", FALSE,     \
	    FALSE, FALSE)                                                                          \
	ROW("thread", "POSIX threads", "threads of a free-threaded interpreter", FALSE, TRUE,      \
	    FALSE)                                                                                 \
	ROW("process", "forked processes",                                                         \
	    "multiprocessing: each worker has an interpreter and a GIL of its own", FALSE, TRUE,   \
	    FALSE)                                                                                 \
	ROW("gil", "POSIX threads under the GIL of one interpreter",                               \
	    "threading, all under one GIL", TRUE, FALSE, FALSE)                                    \
	ROW("interpreter", NULL,                                                                   \
	    "threads, each with a sub-interpreter and a GIL of its own (CPython 3.12 or later)",   \
	    FALSE, TRUE, FALSE)                                                                    \
	ROW("asyncio", NULL, "coroutines on one thread", FALSE, FALSE, FALSE)                      \
	ROW("mock", "given samples, for tests: what workers record, nothing is measured",          \
	    "the same", FALSE, FALSE, TRUE)

#define AS_ROW(name, c, python, interprets, parallel, given)                                       \
	{name, c, python, interprets, parallel, given},
#define AS_NAME(name, ...) name,

static const Executor rows[] = {EXECUTORS(AS_ROW)};
static const char *const names[] = {EXECUTORS(AS_NAME) NULL};

const Executor *
executor_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].name, name))
			return &rows[i];
	return NULL;
}

const Executor *
executor_table(guint *n)
{
	*n = G_N_ELEMENTS(rows);
	return rows;
}

const char *const *
executor_names(void)
{
	return names;
}

const char *
language_name(Language language)
{
	switch (language) {
	case LANGUAGE_NONE:
		return "";
	case LANGUAGE_C:
		return "C";
	case LANGUAGE_PYTHON:
		return "Python";
	}
	g_assert_not_reached();
}
