/*
 * tell.h - what a mark of a figure tells those who point at it.
 *
 * The numbers are those that are drawn, with the digits that their intervals justify.
 *
 * Knows of figures and numbers; nothing of pictures.
 */
#ifndef LECTERN_TELL_H
#define LECTERN_TELL_H

#include "figure.h"

/* Return lines on @cell, which has values: name, value, interval, rounds (transfer full). */
char *tell_cell(const Figure *figure, const Cell *cell);

/* Return lines on the turn of the worker @worker of @cell from @start to @end, in s (transfer
 * full).
 */
char *tell_turn(const Figure *figure, const Cell *cell, guint worker, double start, double end);

#endif
