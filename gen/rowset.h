/*
 * rowset.h - the rows of a tidy CSV file, every cell checked and typed.
 *
 * Names are interned: equal names are one pointer.  What columns there are is told in column.h.
 *
 * Knows of cells, columns, findings and reductions; nothing of designs or samples.
 */
#ifndef LECTERN_ROWSET_H
#define LECTERN_ROWSET_H

#include "diag.h"
#include "metric.h"

/* Findings about cells after which the rest is not read. */
#define ROWSET_MAX_FINDINGS 20

/* More conditions or metrics mean that a column is no factor, or the file not tidy. */
#define ROWSET_MAX_GROUPS  10000
#define ROWSET_MAX_METRICS 1000

/* One sample. */
typedef struct Row {
	gsize at;       /* where the row begins in the source */
	double value;   /* finite */
	double foreign; /* CPUs; NAN: not known */
	guint32 group;  /* index into groups */
	guint32 round;  /* as the file numbers it */
	guint32 iteration;
	gint16 worker;  /* -1: the whole run */
	guint16 metric; /* index into metrics */
	guint8 warmup;
	guint8 dropped;
	guint8 control; /* of the A/A control */
} Row;

/* What rows of one condition share. */
typedef struct Group {
	const char **names; /* experiment, executor, a level of each factor; NULL-terminated */
	guint cores;        /* the least that a row tells; 0: not told */
	gsize at;           /* where its first row begins */
} Group;

/* What the file says of a metric of one experiment. */
typedef struct Remark {
	const char *experiment; /* interned */
	const char *metric;     /* interned */
	gboolean reduced;       /* there is a reduction */
	Reduce reduce;          /* how iterations become one value */
	gboolean claimed;       /* of the A/A control, this metric counts */
} Remark;

typedef struct Rowset {
	const Source *source;
	GPtrArray *factors; /* char *, in the order of the columns; owned */
	GPtrArray *groups;  /* Group, owned, in order of first appearance */
	GPtrArray *metrics; /* const char *, in order of first appearance */
	GArray *remarks;    /* Remark, of those metrics that the file says something of */
	GArray *rows;       /* Row */
	GStringChunk *text; /* of all names */
} Rowset;

/* Read @source; findings go to @diag.  NULL when one of them is an error. */
Rowset *rowset_read(const Source *source, Diag *diag);
void rowset_free(Rowset *rowset);

/* Return the line on which a row begins at @at. */
Span rowset_line(const Rowset *rowset, gsize at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rowset, rowset_free)

#endif
