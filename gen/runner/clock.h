/*
 * clock.h - the clocks of the runner.
 *
 * All time stamps are nanoseconds of CLOCK_MONOTONIC, which all processes of the
 * machine share.  CPU clocks are system calls of up to a microsecond: they are read
 * when workers are let go and when they end, never between.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_RUNNER_CLOCK_H
#define LECTERN_RUNNER_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_SECOND      1000000000ull /* ns */
#define CLOCK_MILLISECOND 1000000ull    /* ns */

/* Read a clock, in ns. */
static inline uint64_t
clock_read(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * CLOCK_SECOND + (uint64_t)t.tv_nsec;
}

/* Read the monotonic clock, in ns. */
static inline uint64_t
clock_now(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

/*
 * Read the CPU time of the calling process, in ns.  The kernel brings only the calling thread up
 * to date: other running threads may lag by a scheduler tick unless they read it as well.
 */
static inline uint64_t
clock_process(void)
{
	return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

/* Read the CPU time of the calling thread, in ns; brings it up to date for the kernel, too. */
static inline uint64_t
clock_thread(void)
{
	return clock_read(CLOCK_THREAD_CPUTIME_ID);
}

/* Give the smallest step that two readings of the monotonic clock showed, in ns. */
static inline uint64_t
clock_step(void)
{
	uint64_t least = UINT64_MAX, before = clock_now();

	for (int i = 0; i < 1000; i++) {
		uint64_t after = clock_now();

		if (after > before && after - before < least)
			least = after - before;
		before = after;
	}
	return least == UINT64_MAX ? 0 : least;
}

#endif
