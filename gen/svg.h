/*
 * svg.h - making gnuplot's SVG fit to stand inline in a page.
 *
 * The picture becomes small and named: one <svg> with role, title and description, ids that begin
 * with the figure's and a full stop, which no other id has, only those definitions that are used.
 * Colours of the palette become classes beside their attributes, so that one picture serves light,
 * dark and print: s stroke, f fill, k colour (of markers), t text, each with 0 ink, 1 grey, 2 grid,
 * 3 to 8 blue, orange, green, pink, sky, amber.
 *
 * Knows of the SVG that gnuplot 5.4 and 6.0 write, and of spots; nothing of figures.
 */
#ifndef LECTERN_SVG_H
#define LECTERN_SVG_H

#include "spot.h"

/* What answers the pointer. */
typedef struct SvgParts {
	GArray *spots;         /* Spot: taken out of the picture and put on top */
	const GArray *clauses; /* int: the series of every clause of the plot command, -1: none; its
	                        * shapes have it as data-s */
} SvgParts;

/*
 * Return @svg, as gnuplot wrote it, as a fragment for a page (transfer full).  @id is unique in the
 * page, [a-z][a-z0-9-]*.  Errors: G_MARKUP_ERROR when it is not the SVG of gnuplot.
 */
char *svg_inline(const char *svg, const char *id, const char *title, const char *description,
                 const SvgParts *parts, GError **error);

#endif
