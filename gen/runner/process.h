/*
 * process.h - what worker processes have in common, however they were started.
 *
 * Knows of slots; does not know who forked.
 */
#ifndef LECTERN_RUNNER_PROCESS_H
#define LECTERN_RUNNER_PROCESS_H

#include "board.h"

/* Worker process: die with the process that has started this one. */
void process_follow(void);

/*
 * Say in the slot of a worker whose process has ended if that was wrong: code is its exit
 * status, or minus the signal that killed it.
 */
void process_judge(Slot *slot, int code);

/*
 * Find the shared object that workers load whose processes know nothing: the one beside the
 * runner's program, or, without one, this.  False if it cannot be found.
 */
bool process_library(const char *program, char path[PATH_MAX]);

#endif
