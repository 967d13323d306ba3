/*
 * draw.h - figures as files: one gnuplot script draws SVG and PDF.
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

/*
 * Draw @figure into the folder @directory: ID.gp, ID.dat, ID.svg (inline, see svg.h) and ID.pdf,
 * all or none.  @look is the path of the gnuplot commands for the look (templates/plot.gp). Errors:
 * no gnuplot, commands of the author that are refused or fail, files.
 */
gboolean figure_draw(const Figure *figure, const char *id, const char *directory, const char *look,
                     GError **error);

#endif
