/*
 * load.h - evidence of the kernel about a run's own threads: was there a processor for them?
 *
 * Sums up, over the iterations of a run, how long its threads were on a processor and how long
 * they were ready but had to wait for one: the starting thread, from before the first iteration to
 * after the last, and, where workers are held, each worker's thread since it was created, warm-ups
 * included.  In `serial` the starting thread is the worker and counts once.  Where workers are not
 * held, the starting thread stands for them: asking would be part of their life.
 *
 * Knows of boards and results; does not know how workers are started.
 */
#ifndef LECTERN_RUNNER_LOAD_H
#define LECTERN_RUNNER_LOAD_H

#include "board.h"
#include "result.h"

typedef struct Load {
	Schedule sum; /* of workers, and of the starting thread at the end */
	Schedule own; /* of the starting thread before the first iteration */
	int threads;  /* largest number that could run at once; 0: nobody has counted */
} Load;

/* Starting thread: begin, before the first iteration. */
void load_begin(Load *load);

/* Starting thread: add what the workers of an iteration have left on the board. */
void load_add(Load *load, const Board *board);

/* Starting thread: end, after the last iteration. */
void load_end(Load *load);

/* Write the facts `ran`, `waited` and `threads` as protocol.h has them. */
void load_write(const Load *load, Result *result);

#endif
