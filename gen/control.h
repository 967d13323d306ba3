/*
 * control.h - does the machine differ from itself?
 *
 * In every round one condition is drawn twice.  The second time is the control: what differs there
 * is neither the condition nor chance, so nothing else on that machine can be told apart.
 *
 * Knows of samples and statistics; nothing of claims.
 */
#ifndef LECTERN_CONTROL_H
#define LECTERN_CONTROL_H

#include "samples.h"

/*
 * Compare the A/A control of @samples with its condition in @metric, by the exact interval for the
 * median of the differences round by round (of logarithms, if all are positive): TRUE when they
 * differ at @confidence.  Without control, or with too few clean rounds, it is FALSE.
 */
gboolean control_differs(const Samples *samples, const char *metric, double confidence);

#endif
