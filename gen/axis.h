/*
 * axis.h - the axis of a quantity: its range, its unit for readers, its ticks.
 *
 * Ticks are 1, 2 or 5 times a power of ten (of 1024 for bytes).  Linear axes have one unit, in the
 * title; on log axes that span several, every tick carries its own.
 *
 * Knows of units of metrics; nothing of figures.
 */
#ifndef LECTERN_AXIS_H
#define LECTERN_AXIS_H

#include "metric.h"

/* More ticks than this only make an axis restless. */
#define AXIS_MAX_TICKS 7

typedef struct Tick {
	double at;  /* in the unit of the axis */
	char *text; /* as readers see it */
} Tick;

typedef struct Axis {
	gboolean log;
	double low, high; /* the range, in the unit of the axis */
	double scale;     /* a value in SI units times this is in the unit of the axis */
	const char
		*unit; /* for the title: "ms", "MiB", "thousands"; "" when ticks have their own */
	GArray *ticks; /* Tick, ascending, within the range */
} Axis;

/*
 * Make an axis that holds the values from @low to @high (SI units, low <= high), with at most
 * @most ticks, at least 2.  @log is ignored unless @low > 0.  @zero: a linear axis starts at 0.
 */
Axis *axis_new(double low, double high, Unit unit, gboolean log, gboolean zero, guint most);
/* Like axis_new(), with as many ticks as have room on an axis as long as @columns of text. */
Axis *axis_fit(double low, double high, Unit unit, gboolean log, gboolean zero, double columns);

void axis_free(Axis *axis);

/* Return where @value (in the unit of the axis) is: 0 at its low end, 1 at its high end. */
double axis_part(const Axis *axis, double value);

/* Return the value (in the unit of the axis) at @part of its length. */
double axis_value(const Axis *axis, double part);

/* Return "label (unit)", or "label" alone when the axis has no unit (transfer full). */
char *axis_title(const Axis *axis, const char *label);

/* Return how many columns of text the widest tick takes. */
guint axis_columns(const Axis *axis);

/*
 * Return @value (SI) for readers with @digits significant digits and its unit: "1.23 ms",
 * "640 KiB", "2.1 million/s", "0.97" (transfer full).  NAN is "-".
 */
char *quantity_text(double value, Unit unit, guint digits);

/* Return how many columns @text takes; wide characters take two, combining ones none. */
guint text_columns(const char *text);

/*
 * Break @text at spaces into lines of at most @columns; a longer word is cut (transfer full,
 * NULL-terminated).  More than @most lines end in an ellipsis.
 */
char **text_wrap(const char *text, guint columns, guint most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Axis, axis_free)

#endif
