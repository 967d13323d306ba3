/*
 * turns.h - who ran when: the turns of the workers of a run, and which run is a typical one.
 *
 * Turns are those of the first counted iteration of a run (samples.h), here in order of their
 * start.
 *
 * Knows of samples; nothing of figures.
 */
#ifndef LECTERN_TURNS_H
#define LECTERN_TURNS_H

#include "samples.h"

/* What turns come to, up to some time. */
typedef struct TurnsSummary {
	guint turns;
	guint handovers; /* turns that another worker had than the turn before */
	double share;    /* of the worker that ran longest, of the time of all turns */
	double overlap;  /* part of the time in which two or more workers ran */
} TurnsSummary;

/* Sum up @turns (Turn, by start) from 0 to @end, in s; all zero where there are none. */
TurnsSummary turns_summary(const GArray *turns, double end);

/*
 * Return the turns (Turn, by start; transfer full) of the typical run of @condition: of those in
 * clean rounds, without the A/A control, the one whose handovers, share and overlap up to @end, in
 * s, are nearest to their medians over these runs; of equals the first.  Empty when no run has any.
 */
GArray *turns_typical(const Samples *samples, guint condition, double end);

#endif
