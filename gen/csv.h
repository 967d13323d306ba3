/*
 * csv.h - tidy CSV: one row a sample, in and out.
 *
 * Columns: `executor`, then factors, `round`, then optional ones (csv_reserved()), `metric` and
 * `value`; what is not reserved is a factor.  RFC 4180: quotes, doubled quotes, LF or CRLF.  A bad
 * cell is a finding with line and column.  What the writer writes, the reader reads back.
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

/* The experiments of one file. */
typedef struct Table {
	GPtrArray *samples; /* Samples, owned, one an experiment, in order of first appearance */
	GArray *cores;      /* guint, one an experiment; 0: not told */
} Table;

/* Return the names that are no factors, NULL-terminated, static. */
const char *const *csv_reserved(void);

/* Read the file @path whole; errors: G_FILE_ERROR, or G_IO_ERROR_FAILED over CSV_MAX_BYTES. */
Source *csv_load(const char *path, GError **error);

/* Read @source; findings go to @diag.  NULL when one of them is an error. */
Table *csv_read(const Source *source, Diag *diag);
void table_free(Table *table);

/* Append @samples as CSV to @out, with header; @cores 0: not told. */
void csv_write(const Samples *samples, guint cores, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

#endif
