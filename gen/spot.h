/*
 * spot.h - spots of a picture: what answers the pointer, with words of its own.
 *
 * gnuplot draws a spot like any mark, in a colour that says which one it is.  So a spot is where
 * its mark is, whatever the axes or the author's commands: its place comes from the drawing, its
 * words from the samples.  Taken out of the picture and put on top of it, a spot cannot be seen: a
 * page's script shows its words beside it, and lights up its series; without scripts it is a
 * <title>.
 *
 * Knows of the tree of an SVG; nothing of figures.
 */
#ifndef LECTERN_SPOT_H
#define LECTERN_SPOT_H

#include "xml.h"

/* A picture has no more. */
#define SPOT_MAX 2000

typedef struct Spot {
	int series;  /* what lights up with it; -1: nothing but itself */
	char *text;  /* lines, the first names it; NULL: a name that only lights up its series */
	double x, y; /* where its mark is; NAN: not drawn */
	char *area;  /* the path of the area that answers; NULL: a disc around the mark */
} Spot;

/* Make an empty list of spots (GArray of Spot, transfer full). */
GArray *spots_new(void);

/* Add a spot with @text (transfer full); return the colour of its mark and its area, or -1 when
 * there are too many. */
int spots_add(GArray *spots, int series, char *text);

/* If @shape, a <path>, is the mark or the area of a spot, take its place from it and return TRUE.
 */
gboolean spots_take(GArray *spots, Xml *shape);

/* Append the spots that were drawn to the SVG @out. */
void spots_append(const GArray *spots, GString *out);

#endif
