/*
 * timeline.h - the plot kind that shows which worker ran when.
 *
 * Knows of figures and scripts.
 */
#ifndef LECTERN_TIMELINE_H
#define LECTERN_TIMELINE_H

#include "figure.h"
#include "script.h"

/* Write a row a worker, and a box for each of its turns, in a typical run of every condition. */
void timeline_turns(const Figure *figure, Script *script);

#endif
