/*
 * cells.h - the cells of a CSV file, one after the other (RFC 4180).
 *
 * Cells are separated by commas, rows by LF, CRLF or CR; a cell in double quotes may hold both, and
 * doubled quotes.  Spaces around cells without quotes are dropped, and so is a byte order mark.
 *
 * Knows of texts and findings; nothing of what cells mean.
 */
#ifndef LECTERN_CELLS_H
#define LECTERN_CELLS_H

#include "diag.h"

typedef struct Cells {
	const Source *source;
	Diag *diag;
	gsize at;         /* the next byte */
	gboolean row_end; /* the cell that was read is the last one of its row */
	gboolean failed;  /* a finding has been added: nothing more can be read */
	GString *scratch; /* of a cell with doubled quotes */
} Cells;

/* A cell; its text is valid until the next one is read. */
typedef struct Cell {
	const char *text; /* `len` bytes, no NUL after them */
	gsize len;
	gsize start, end; /* bytes of the source, quotes included */
} Cell;

/* Begin to read @source; a NUL or what is not UTF-8 is a finding, and nothing is read. */
void cells_begin(Cells *cells, const Source *source, Diag *diag);

/*
 * Read the next cell; FALSE at the end of the file, and after a finding.  Lines without anything
 * but blanks are skipped.
 */
gboolean cells_next(Cells *cells, Cell *cell);

/* Skip what is left of the row. */
void cells_skip_row(Cells *cells);

/* Free what @cells holds. */
void cells_end(Cells *cells);

/* Append @text to @out, quoted if it must be. */
void cells_write(GString *out, const char *text);

/* Append @value, finite, in as few digits as it takes to read back as itself. */
void cells_write_number(GString *out, double value);

#endif
