/*
 * names.h - names beside the ends of curves, placed so that none overlap.
 *
 * Knows of scripts; nothing of figures.
 */
#ifndef LECTERN_NAMES_H
#define LECTERN_NAMES_H

#include "script.h"

/* The colour of names that belong to no series. */
#define NAME_GREY G_MAXUINT

/* The name of a curve.  Places are units of the picture from its top left. */
typedef struct Name {
	char **lines;  /* the text, wrapped */
	double height; /* of all lines */
	double x;      /* where the curve ends; set by whoever draws it */
	double wish;   /* y where the name would like to be: where the curve ends */
	double y;      /* of its middle, set by names_spread() or names_list() */
	double level;  /* free for whoever draws the curve */
	guint colour;  /* into the palette, or NAME_GREY */
	guint style;   /* into the markers and dashes: the number of its series */
} Name;

/* Make an empty list of names (GArray of Name, transfer full). */
GArray *names_new(void);

/* Add a name whose curve ends at the height @wish, and return it; valid until the next is added. */
Name *names_add(GArray *names, const char *text, double wish, guint colour, guint style);

/* Place the names where they wish, moved apart so that none overlap, from @top to @bottom. */
void names_spread(GArray *names, double top, double bottom);

/* Place the names one below the other in the order in which they were added, from @top. */
void names_list(GArray *names, double top);

/* Return the width that the names need. */
double names_width(const GArray *names);

/*
 * Write the names @x from the left, each in the ink of its curve, which it lights up.  @leaders: a
 * thin line leads from the end of a curve to a name that stands apart from it.
 */
void names_write(const GArray *names, Script *script, double x, gboolean leaders);

#endif
