/*
 * result.h - the result file of a run, as protocol.h has it.
 *
 * Lines are kept in memory, one stream for each kind, and written at the end in the
 * protocol's order: nothing is written while workers are measured.
 *
 * Knows of protocol.h; does not know what metrics mean.
 */
#ifndef LECTERN_RUNNER_RESULT_H
#define LECTERN_RUNNER_RESULT_H

#include "failure.h"

typedef struct Result Result;

/* Make an empty result; NULL with errno set without memory. */
Result *result_new(void);

/* Add a fact about the run; a number has 17 digits. */
void result_fact(Result *result, const char *name, const char *value);
void result_number(Result *result, const char *name, double value);

/* Add a sample; worker -1 stands for the whole run. */
void result_sample(Result *result, uint64_t iteration, int worker, const char *metric,
                   double value);

/* Add a turn of the timeline, ns since the release. */
void result_turn(Result *result, uint64_t iteration, unsigned worker, uint64_t start, uint64_t end);

/* Add a failure of a worker, or of the whole run (-1). */
void result_failure(Result *result, int worker, const Failure *failure);

/* Tell whether a failure was added. */
bool result_failed(const Result *result);

/* Empty all buffers: workers that are forked now cannot write them once more. */
void result_settle(Result *result);

/* Write the file; false with errno set when the world refuses. */
bool result_write(Result *result, const char *path);

/* Free a result; NULL is fine. */
void result_free(Result *result);

#endif
