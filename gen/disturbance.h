/*
 * disturbance.h - what disturbed the rounds of an experiment, all of them taken together.
 *
 * Knows of the gate and of samples; nothing of experiments.
 */
#ifndef LECTERN_DISTURBANCE_H
#define LECTERN_DISTURBANCE_H

#include "gate.h"

/* The kinds of evidence, in the order in which the gate looks at them. */
typedef enum DisturbanceKind {
	DISTURBANCE_STEAL,
	DISTURBANCE_FOREIGN,
	DISTURBANCE_WAITING,
	DISTURBANCE_CAPACITY,
	DISTURBANCE_KINDS, /* how many */
} DisturbanceKind;

/*
 * Return the median of @kind over the rounds that are not dropped, or over @all; NAN when it is not
 * known of half of them.
 */
double disturbance_median(const Samples *samples, DisturbanceKind kind, gboolean all);

/*
 * Return why most of the dropped rounds were dropped, as gate_reason() says it of their median
 * (transfer full); NULL when there are none, or none with evidence.
 */
char *disturbance_reason(const Samples *samples);

#endif
