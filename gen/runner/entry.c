/* entry.c - what boot.py and spawned workers call in the shared object, by ctypes. */
#include "entry.h"

#include "run.h"

int
lectern_run(const char *job)
{
	return run_job(job, NULL);
}

int
lectern_attach(const char *board, int index)
{
	return run_worker(board, (unsigned)index);
}

void
lectern_enter(const char *board)
{
	run_pooled(board);
}
