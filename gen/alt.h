/*
 * alt.h - what a figure says in words, for those who cannot see it and for captions.
 *
 * Knows of figures and plot kinds; nothing of pages.
 */
#ifndef LECTERN_ALT_H
#define LECTERN_ALT_H

#include "plot.h"

/* Return the title of @figure: "Strip plot of wall time" (transfer full). */
char *figure_title(const Figure *figure);

/* Return the alternative text of @figure: plain sentences with numbers (transfer full). */
char *figure_alt(const Figure *figure);

/*
 * Return for the caption what the marks mean and how many rounds are not drawn, a sentence each
 * (transfer full).
 */
char *figure_marks(const Figure *figure);

#endif
