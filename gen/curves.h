/*
 * curves.h - plot kinds that draw a curve a series: over a factor, or of a distribution.
 *
 * Curves are named where they end, in their colour; names never overlap.
 *
 * Knows of figures and scripts.
 */
#ifndef LECTERN_CURVES_H
#define LECTERN_CURVES_H

#include "figure.h"
#include "script.h"

/* Write medians over the levels of a factor, with intervals and every round. */
void curves_lines(const Figure *figure, Script *script);

/* Write which part of the rounds is below a value. */
void curves_ecdf(const Figure *figure, Script *script);

#endif
