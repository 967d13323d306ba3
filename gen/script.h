/*
 * script.h - a picture under way: gnuplot commands, plot clauses, data, and the room they have.
 *
 * Plot kinds fill it, draw.c adds the look and the terminals.  Lengths are units of the picture:
 * it is SCRIPT_WIDTH wide, whatever the size at which it is shown, and text is SCRIPT_EM high. Text
 * widths are estimates on the safe side, since the page decides on the font.
 *
 * Knows of gnuplot's language, axes and spots; nothing of figures.
 */
#ifndef LECTERN_SCRIPT_H
#define LECTERN_SCRIPT_H

#include <math.h>

#include "axis.h"
#include "gnuplot.h"
#include "spot.h"

#define SCRIPT_WIDTH  600.0
#define SCRIPT_EM     16.0
#define SCRIPT_COLUMN 9.2  /* width of a column of text: DejaVu Sans, a wide font, needs 0.57 em */
#define SCRIPT_LINE   20.0 /* from one line of text to the next */

typedef enum Align {
	ALIGN_LEFT,
	ALIGN_CENTRE,
	ALIGN_RIGHT,
} Align;

typedef struct Script {
	double height;      /* of the picture */
	double left, right; /* x of the plot's edges, from the left */
	double top, bottom; /* y of the plot's edges, from the top */
	GString *setup;     /* commands */
	GString *plot;      /* clauses of the plot command, each ending in ", \\\n" but the last */
	GString *data;      /* blocks of data, two blank lines between */
	int series;         /* of the clauses that follow; -1: none */
	GArray *clauses;    /* int: series of every clause of the plot */
	GArray *spots;      /* Spot, which the SVG alone has */
	GString *spot_rows; /* their data */
	GString *labels;    /* commands for those that are no part of the plot */
} Script;

/* A rectangle. */
typedef struct Area {
	double left, right, top, bottom;
} Area;

/* The area of a spot that has none. */
#define NO_AREA (&(const Area){(double)NAN, (double)NAN, (double)NAN, (double)NAN})

Script *script_new(void);
void script_free(Script *script);

/* Append the command that @format makes, and a newline. */
void script_set(Script *script, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Append a clause to the plot command; %s of @format must be quoted already. */
void script_plot(Script *script, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Begin the block of data called @name, whose columns are @columns. */
void script_block(Script *script, const char *name, const char *columns);

/* Append a line of @n numbers (double) to the block; what is not finite is "NaN". */
void script_row(Script *script, guint n, ...);

/*
 * Let the mark at @x, @y, and @area around it, answer the pointer with the lines @text (transfer
 * full) in the current series; places are in the units of the axes.
 */
void script_spot(Script *script, double x, double y, const Area *area, char *text);

/* Let the name in @area, in units of the picture, light up @series. */
void script_legend(Script *script, int series, const Area *area);

/* Put the data of the spots, if there are any, behind all other. */
void script_end(Script *script);

/* Return the clauses that draw the spots; "" when there are none (static). */
const char *script_spot_clauses(const Script *script);

/* Tell gnuplot the height and where the edges of the plot are. */
void script_frame(Script *script);

/* Write @text at @x, @y (from the top left), @y being the middle of the line; @style: more of `set
 * label`, e.g. "tc rgb c_grey", or "". */
void script_text(Script *script, double x, double y, Align align, const char *text,
                 const char *style);

/* Like script_text(), in bold. */
void script_bold(Script *script, double x, double y, Align align, const char *text);

/* Set the ticks and the range of @axis on @side, "x" or "y". */
void script_axis(Script *script, const char *side, const Axis *axis);

/* Return the width of @text. */
double script_width(const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Script, script_free)

#endif
