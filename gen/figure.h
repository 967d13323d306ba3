/*
 * figure.h - what one figure shows: medians, intervals and single rounds, in the order of drawing.
 *
 * A figure is computed from samples and a wish; it does not matter whether a note or a CSV file is
 * behind them.  Conditions become cells.  In rows, cells that share a series form a group; over a
 * factor, they form a line.  What varies is named in the words of readers: "2 workers", "Python
 * 3.13", "with lock".
 *
 * Knows of samples, statistics, words and axes; nothing of gnuplot, of plot kinds (plot.h) or of
 * files.
 */
#ifndef LECTERN_FIGURE_H
#define LECTERN_FIGURE_H

#include "axis.h"
#include "samples.h"
#include "words.h"

/* Rows and series beyond these are left out, and the figure says so. */
#define FIGURE_MAX_ROWS   48
#define FIGURE_MAX_SERIES 8

/* The interval that figures show unless asked otherwise. */
#define FIGURE_CONFIDENCE 0.95

typedef enum FigureShape {
	SHAPE_ROWS,    /* one row a condition, the value to the right */
	SHAPE_OVER,    /* the value over the levels of a factor, one line a series */
	SHAPE_SPREAD,  /* the distribution, one line a condition */
	SHAPE_WORKERS, /* one row a worker, time to the right */
} FigureShape;

struct PlotKind;

/* What the author asked for. */
typedef struct FigureWish {
	const struct PlotKind *kind; /* plot.h */
	FigureShape shape;           /* of that kind */
	gboolean zero;               /* that kind's value axis starts at 0 */
	const char *metric;
	const char *x;        /* factor on the axis; NULL: figure_factor() */
	gboolean log_x;       /* the axis of the factor */
	gboolean log_y;       /* the axis of the values, whichever way it runs */
	gboolean log_set;     /* no log axis but those asked for */
	gboolean ideal;       /* show what perfect scaling would give */
	double confidence;    /* of the intervals; 0: FIGURE_CONFIDENCE */
	const char *commands; /* of the author, for gnuplot; or NULL */
} FigureWish;

/* A line, or a group of rows. */
typedef struct Series {
	char *label;  /* what its cells have in common; "" when there is nothing to tell apart */
	guint colour; /* from 0, into the six of the palette */
	guint style;  /* from 0, into the markers and dashes */
} Series;

/* One condition as drawn. */
typedef struct Cell {
	guint condition; /* index into the design */
	guint series;    /* index into the figure's series */
	char *label;     /* what tells it from the others of its series */
	guint colour;    /* from 0; that of its series, or of its executor where it stands alone */
	double x;        /* position on the factor's axis; NAN where there is none */
	guint workers;   /* how many; 0: not known */
	GArray *values;  /* double, SI: one a clean round that has one, in order of rounds */
	GArray *dots;  /* double, SI: what stands for single rounds: the values or, of a metric that
	                * workers share out, those of every worker */
	double median; /* SI; NAN: no values */
	double low, high;   /* its interval; NAN: too few rounds */
	double q1, q3;      /* quartiles of the dots */
	double ideal;       /* what perfect scaling would give; NAN: no such thing */
	const char *absent; /* why there are no values; NULL: there are, or nobody knows */
	GArray *turns; /* Turn of its typical run, by start; empty unless the shape needs them */
} Cell;

typedef struct Figure {
	const struct PlotKind *kind;
	FigureShape shape;
	char *metric; /* name */
	char *label;  /* of the metric, for the axis */
	Unit unit;
	char *factor;           /* what stands on the axis of SHAPE_OVER, for readers; or NULL */
	GArray *levels;         /* double: its levels on the axis, ascending, unique */
	GPtrArray *level_texts; /* char *: the same as the author wrote them */
	gboolean log_x, log_y;
	gboolean zero;
	gboolean each;  /* dots are workers: in each round their sum is given, and so their median
	                 * tells nothing */
	gboolean ideal; /* some cell has an ideal that is to be drawn */
	double confidence;
	char *commands;    /* of the author; "" when there are none */
	GPtrArray *series; /* Series, owned */
	GPtrArray *cells;  /* Cell, owned, series by series, by x where they have one */
	guint left_out;    /* conditions for which there was no room */
	guint rounds;      /* clean rounds */
	guint dropped;     /* rounds in which the machine was disturbed */
	double end;        /* s: the timeline is drawn up to here */
} Figure;

/* Compute what a figure of @samples shows; @samples outlive it. */
Figure *figure_make(const Samples *samples, const FigureWish *wish);
void figure_free(Figure *figure);

/*
 * Return the factor over which lines are drawn when the author names none: the numeric one with at
 * least 3 levels, `workers` first; -1: there is none.  Versions of Python are names, not numbers.
 */
int figure_factor(const Design *design);

/*
 * Return the factor on the axis of SHAPE_OVER: @x (may be NULL), else figure_factor(), else the
 * first that varies, numbers or not; -1: nothing varies but the executor.
 */
int figure_axis(const Design *design, const char *x);

/* Tell whether there is anything to draw: a value, or a turn in a timeline. */
gboolean figure_has_values(const Figure *figure);

/* Return why nothing is drawn for @cell, which has no values or turns (static). */
const char *figure_empty(const Figure *figure, const Cell *cell);

/* Return the smallest and largest of all values, intervals and ideals; FALSE when there are none.
 */
gboolean figure_range(const Figure *figure, double *low, double *high);

/* Return the series of @cell and its label in one: "gil, 2 workers" (transfer full). */
char *figure_cell_name(const Figure *figure, const Cell *cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Figure, figure_free)

#endif
