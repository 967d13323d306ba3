/*
 * plot.h - the table of plot kinds: how a figure is drawn.
 *
 * To add a kind, write its hook in a file of its own (rows.c, curves.c and timeline.c are the
 * examples), declare it in its header, and add a row to the table in plot.c.  `lectern list plots`,
 * hints in findings and the manual come from the table.
 *
 * Knows of figures and scripts; nothing of notes, or of running gnuplot (draw.h).
 */
#ifndef LECTERN_PLOT_H
#define LECTERN_PLOT_H

#include "figure.h"
#include "script.h"

typedef struct PlotKind {
	const char *name;    /* as notes write it */
	const char *meaning; /* for the manual */
	const char *title;   /* for alternative text: "Strip plot" */
	const char *marks;   /* what the marks mean, with %s for "95 % interval"; no full stop */
	FigureShape shape;
	gboolean zero;                                       /* the axis of values starts at 0 */
	void (*write)(const Figure *figure, Script *script); /* fill the script; NULL: no figure */
} PlotKind;

/* Return the row called @name, or NULL. */
const PlotKind *plot_find(const char *name);

/* Return all rows; the count goes to @n. */
const PlotKind *plot_table(guint *n);

/* Return the names of all rows, NULL-terminated, static. */
const char *const *plot_names(void);

/* Choose the kind by the factors of @design; @x is the factor asked for on the axis, or NULL. */
const PlotKind *plot_choose(const Design *design, const char *x);

/*
 * Compute a figure of @kind; those fields of @wish that the kind decides are set from it.  Lines
 * with nothing to run over, and curves without any value, become a strip plot.
 */
Figure *plot_figure(const PlotKind *kind, const Samples *samples, FigureWish wish);

/* Return the script of @figure, which reads its data from the file that DATA names (transfer full).
 */
Script *plot_script(const Figure *figure);

#endif
