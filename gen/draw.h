/*
 * draw.h - figures as files: gnuplot scripts that draw SVG and PDF.
 *
 * A gnuplot takes longer to start than to draw, so one draws many figures; those with commands of
 * an author have one of their own, for some settings outlive a session.
 *
 * Script and data are kept beside the pictures, so that a lecturer can read them and run them by
 * hand: `gnuplot ID.gp`.
 *
 * Knows of experiments, plot kinds, gnuplot the program and files; nothing of pages.
 */
#ifndef LECTERN_DRAW_H
#define LECTERN_DRAW_H

#include "experiment.h"
#include "plot.h"

/*
 * Compute what the figure of @experiment shows: the kind it names, or the one its factors ask for.
 * NULL when it wants none (`plot: none`).  @samples outlive the figure.
 */
Figure *figure_new(const Experiment *experiment, const Samples *samples);

/* A figure to be drawn. */
typedef struct Drawing {
	const Figure *figure; /* borrowed */
	const char *id;       /* of its experiment, borrowed */
	GError *problem;      /* set, owned: why this one could not be drawn */
} Drawing;

/* How figures are drawn; borrowed. */
typedef struct DrawOptions {
	const char *directory; /* where to */
	const char *look;      /* path of the gnuplot commands for the look: templates/plot.gp */
	gboolean pdf;          /* for paper, too */
	guint parallel;        /* gnuplots that run at a time; 0: 1 */
} DrawOptions;

/*
 * Draw the figures of @drawings (Drawing *) into a folder: ID.gp, ID.dat, ID.svg (inline, see
 * svg.h), and ID.pdf if that is asked for, else there is none; of each figure all or none.  The
 * order and the number of figures change nothing in them.  What gnuplot or we refuse to draw sets
 * `problem` of that figure: commands of the author, mostly.  Errors: no gnuplot, files.
 */
gboolean figures_draw(const GPtrArray *drawings, const DrawOptions *options, GError **error);

#endif
