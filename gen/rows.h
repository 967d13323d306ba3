/*
 * rows.h - plot kinds with one row a condition and the value to the right.
 *
 * Names of conditions stand upright at any length, two hundred conditions make a longer picture and
 * no smaller one, and a phone shows it without turning.  Every row has its median in figures.
 *
 * Knows of figures and scripts.
 */
#ifndef LECTERN_ROWS_H
#define LECTERN_ROWS_H

#include "figure.h"
#include "script.h"

/* Write every round as a dot, and the median with its interval. */
void rows_strip(const Figure *figure, Script *script);

/* Write a box from quartile to quartile, in it the interval of the median; every round as a dot. */
void rows_box(const Figure *figure, Script *script);

/* Write a bar from zero to the median, with its interval; every round as a dot. */
void rows_bars(const Figure *figure, Script *script);

/* Write how many rounds lie in each of a row of bins; below, the median and its interval. */
void rows_histogram(const Figure *figure, Script *script);

#endif
