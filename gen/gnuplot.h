/*
 * gnuplot.h - the language of gnuplot: quoting text for it, and judging commands written by hand.
 *
 * Knows of nothing else; plotter.h runs the program.
 */
#ifndef LECTERN_GNUPLOT_H
#define LECTERN_GNUPLOT_H

#include <glib.h>

/*
 * Return @text as a gnuplot string that prints as it stands in enhanced mode, quotes included
 * (transfer full).  Control characters become spaces, invalid UTF-8 the replacement character.
 */
char *gnuplot_quote(const char *text);

/* Like gnuplot_quote(), in bold. */
char *gnuplot_quote_bold(const char *text);

/* Return a short text that reads back as @value, "NaN" unless it is finite (transfer full). */
char *gnuplot_number(double value);

/*
 * Judge the commands of an author: `set`, `unset` and assignments are good; what would run
 * programs, write files, draw by itself or change the terminal is not.  Return NULL when all are
 * good; else why the first bad one is refused (static), and its byte offset in @offset, which may
 * be NULL. This keeps figures sound; it is no fence against an author who means ill.
 */
const char *gnuplot_refuse(const char *commands, gsize *offset);

#endif
