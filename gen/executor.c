#include "executor.h"

/* name, for C, for Python, needs an interpreter for C too, can be parallel */
#define EXECUTORS(ROW)                                                                             \
	ROW("serial", "one after the other in one thread", "the same, one interpreter", FALSE,     \
	    FALSE)                                                                                 \
	ROW("thread", "POSIX threads", "threads of a free-threaded interpreter", FALSE, TRUE)      \
	ROW("process", "forked processes",                                                         \
	    "multiprocessing: each worker has an interpreter and a GIL of its own", FALSE, TRUE)   \
	ROW("gil", "POSIX threads under the GIL of one interpreter",                               \
	    "threading, all under one GIL", TRUE, FALSE)

#define AS_ROW(name, c, python, interprets, parallel)  {name, c, python, interprets, parallel},
#define AS_NAME(name, c, python, interprets, parallel) name,

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
