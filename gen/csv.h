/*
 * csv.h - tidy CSV: one row a sample, in and out.
 *
 * Columns: `executor`, then factors, `round`, then optional ones (csv_reserved()), `metric` and
 * `value`; what is not reserved is a factor.  A bad cell is a finding with line and column.  What
 * the writer writes, the reader reads back, and verdicts on it are the same to the last bit.
 *
 * Knows of samples and findings; nothing of notes or verdicts.
 */
#ifndef LECTERN_CSV_H
#define LECTERN_CSV_H

#include "diag.h"
#include "samples.h"

/* CPUs used by others above which a round is dropped. */
#define CSV_MAX_FOREIGN 0.25

/* Largest file that is read, in bytes: some ten million rows. */
#define CSV_MAX_BYTES ((gsize)1024 * 1024 * 1024)

/* What a file tells of an experiment beside its samples. */
typedef struct Origin {
	guint cores;   /* of the machine that measured; 0: not told */
	char *claimed; /* the metric in which the A/A control is compared; NULL: not told */
	char *python;  /* version of its interpreter, written as a factor; NULL: not told */
} Origin;

/* The experiments of one file. */
typedef struct Table {
	GPtrArray *samples; /* Samples, owned, one an experiment, in order of first appearance */
	GArray *origins;    /* Origin, one an experiment */
} Table;

/* Return the names that are no factors, NULL-terminated, static. */
const char *const *csv_reserved(void);

/*
 * Read the file @path whole, "-" for standard input.  Errors: G_FILE_ERROR, or G_IO_ERROR_FAILED
 * over CSV_MAX_BYTES.
 */
Source *csv_load(const char *path, GError **error);

/* Read @source; findings go to @diag.  NULL when one of them is an error. */
Table *csv_read(const Source *source, Diag *diag);
void table_free(Table *table);

/* Append @samples as CSV to @out, with header, and what @origin tells. */
void csv_write(const Samples *samples, const Origin *origin, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

#endif
