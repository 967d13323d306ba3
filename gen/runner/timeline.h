/*
 * timeline.h - who ran when, from the ticks of the workers.
 *
 * While a worker works, each tick is a stamp.  Stamps are kept as spans (first and last
 * stamp of an uninterrupted series), in an array of fixed size: when it is full for the
 * first time, the usual gap between stamps is learnt from it, and stamps no further apart
 * than SLACK times that are one span from then on.  When it is full once more, the timeline
 * ends there (`until`): a cut timeline is exact up to the cut, a thinned one nowhere.
 *
 * After the run, spans become turns: a worker's turn ends where its stamps have a gap that
 * is large against its usual gap (median) while another worker took over.  The first and the last
 * stamp are the begin and the end of `work`, not ticks: a worker that waits first, or last, while
 * others run has no turn there.
 *
 * Knows of nothing else; pure functions but for the stamps.
 */
#ifndef LECTERN_RUNNER_TIMELINE_H
#define LECTERN_RUNNER_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TIMELINE_SPANS = 16384 };

/* An uninterrupted series of stamps. */
typedef struct Span {
	uint64_t first; /* ns */
	uint64_t last;  /* ns */
} Span;

/* The stamps of one worker; plain shared memory, written by that worker only. */
typedef struct Timeline {
	uint64_t merge; /* ns; stamps no further apart are one span; 0: not learnt yet */
	uint64_t until; /* ns; complete up to here; UINT64_MAX: there was room */
	uint32_t count; /* spans in use */
	Span spans[TIMELINE_SPANS];
} Timeline;

/* A time in which one worker ran. */
typedef struct Turn {
	uint64_t start;  /* ns */
	uint64_t end;    /* ns */
	unsigned worker; /* from 0 */
} Turn;

/* Forget all stamps. */
void timeline_reset(Timeline *timeline);

/* Make room in a full timeline by learning the usual gap; false (and cut) if there is none. */
bool timeline_make_room(Timeline *timeline, uint64_t now);

/* Make a stamp part of the last span if it is near; false if it is not. */
static inline bool
timeline_extend(Timeline *timeline, uint64_t now)
{
	uint32_t n = timeline->count;

	if (n == 0 || now - timeline->spans[n - 1].last > timeline->merge)
		return false;
	timeline->spans[n - 1].last = now;
	return true;
}

/* Add a stamp, not earlier than the last one. */
static inline void
timeline_stamp(Timeline *timeline, uint64_t now)
{
	if (timeline->until != UINT64_MAX || timeline_extend(timeline, now))
		return;
	if (timeline->count == TIMELINE_SPANS &&
	    (!timeline_make_room(timeline, now) || timeline_extend(timeline, now)))
		return;
	timeline->spans[timeline->count++] = (Span){now, now};
}

/*
 * Derive the turns of all workers, sorted by start (transfer full, free()); NULL without
 * stamps or memory.
 */
Turn *timeline_turns(const Timeline *const *timelines, unsigned workers, size_t *count);

/* Give the time in which two or more workers run, in ns. */
uint64_t turns_overlap(const Turn *turns, size_t count);

/*
 * Count how often the running worker changed: turns that begin where another worker's turn
 * has ended.  Workers that run side by side on processors of their own hand nothing over.
 */
size_t turns_handovers(const Turn *turns, size_t count, unsigned workers);

#endif
