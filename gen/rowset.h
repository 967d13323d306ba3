/*
 * rowset.h - the rows of a tidy CSV file, every cell checked and typed.
 *
 * Names are interned: equal names are one pointer.  To add a column, add a row to the table in
 * rowset.c and a field to Row.
 *
 * Knows of cells, findings and reductions; nothing of designs or samples.
 */
#ifndef LECTERN_ROWSET_H
#define LECTERN_ROWSET_H

#include "diag.h"

/* Findings about cells after which the rest is not read. */
#define ROWSET_MAX_FINDINGS 20

/* More conditions or metrics mean that a column is no factor, or the file not tidy. */
#define ROWSET_MAX_GROUPS  10000
#define ROWSET_MAX_METRICS 1000

/* One sample. */
typedef struct Row {
	gsize at;       /* where the row begins in the source */
	gsize value_at; /* where its value stands */
	double value;   /* finite */
	double foreign; /* CPUs; NAN: not known */
	guint32 group;  /* index into groups */
	guint32 round;  /* as the file numbers it */
	guint32 iteration;
	gint16 worker;  /* -1: the whole run */
	guint16 metric; /* index into metrics */
	gboolean warmup;
	gboolean dropped;
	gboolean control; /* of the A/A control */
} Row;

/* What rows of one condition share. */
typedef struct Group {
	const char **names; /* experiment, executor, a level of each factor; NULL-terminated */
	guint cores;        /* 0: not told */
	gsize at;           /* where its first row begins */
} Group;

typedef struct Rowset {
	const Source *source;
	GPtrArray *factors; /* char *, in the order of the columns; owned */
	GArray *factor_at;  /* gsize, where the header names them */
	GPtrArray *groups;  /* Group, owned, in order of first appearance */
	GPtrArray *metrics; /* const char *, in order of first appearance */
	GHashTable
		*reduce; /* metric (const char *) to GINT_TO_POINTER(Reduce): what the file says */
	GArray *rows;    /* Row */
	GStringChunk *text; /* of all names */
} Rowset;

/* Return the names of columns that are no factors, NULL-terminated, static. */
const char *const *rowset_columns(void);

/* Read @source; findings go to @diag.  NULL when one of them is an error. */
Rowset *rowset_read(const Source *source, Diag *diag);
void rowset_free(Rowset *rowset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rowset, rowset_free)

#endif
