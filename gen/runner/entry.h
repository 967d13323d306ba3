/*
 * entry.h - the functions that lectern-runner.so exports; called through ctypes.PyDLL,
 * that is with the GIL held.
 *
 * Knows of run.h only.
 */
#ifndef LECTERN_RUNNER_ENTRY_H
#define LECTERN_RUNNER_ENTRY_H

#define ENTRY __attribute__((visibility("default")))

/* Do the job of a file; give the runner's exit status. */
ENTRY int lectern_run(const char *job);

/* Be the worker of a number on the board of a name; give the process's exit status. */
ENTRY int lectern_attach(const char *board, int index);

/* Be a worker of a pool, on the board of a name. */
ENTRY void lectern_enter(const char *board);

#endif
