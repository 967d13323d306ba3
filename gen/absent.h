/*
 * absent.h - which conditions cannot be measured on this machine, and why.
 *
 * A condition whose interpreter is missing, whose executor is impossible there, or whose
 * requirements are not met is absent: it is neither run nor drawn, and only claims that name it are
 * untestable.  The reason is for readers.
 *
 * To add a reason, add a function to the list in absent.c.
 * Knows of experiments and interpreters; nothing of notes or runs.
 */
#ifndef LECTERN_ABSENT_H
#define LECTERN_ABSENT_H

#include "experiment.h"
#include "python.h"

/* Find the interpreters of @experiment: Python or NULL, one a level (transfer full). */
GPtrArray *absent_pythons(const Experiment *experiment, Tools *tools);

/* Return the interpreter that @condition runs in, or NULL when it needs none or has none. */
const Python *absent_python_of(const Experiment *experiment, const GPtrArray *pythons,
                               const Condition *condition);

/* Set `absent` of every condition; @cc is the C compiler, or NULL when there is none. */
void absent_mark(Experiment *experiment, const GPtrArray *pythons, const char *cc, Tools *tools);

#endif
