/*
 * caution.h - what to know about samples that a verdict rests on: warnings, each with a remedy.
 *
 * Knows of targets, leaves and verdicts; nothing of how verdicts are reached.
 */
#ifndef LECTERN_CAUTION_H
#define LECTERN_CAUTION_H

#include "estimate.h"
#include "verdict.h"

/* Warn where the analysed series depends on itself, drifts, or falls in two heaps. */
void caution_series(Verdict *verdict, const Target *target, const Leaves *leaves);

/* Warn of means that single values carry. */
void caution_spikes(Verdict *verdict, const Leaves *leaves);

#endif
