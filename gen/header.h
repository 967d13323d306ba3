/*
 * header.h - the first line of a tidy CSV file: which column is for what.
 *
 * What is none of the columns of column.h is a factor.
 *
 * Knows of cells, columns and findings; nothing of rows.
 */
#ifndef LECTERN_HEADER_H
#define LECTERN_HEADER_H

#include "column.h"

typedef struct Header {
	Cells *cells;   /* that the line is read from, borrowed */
	GArray *roles;  /* guint, one a column: a Column, or COLUMN_FACTOR + index of the factor */
	GArray *titles; /* Span, one a column: where the line names it */
	GPtrArray *factors; /* char *, in the order of the columns */
	gboolean sound;     /* nothing was found */
} Header;

/* Read the header from @cells, which have just begun; findings go to their diag. */
gboolean header_read(Header *header, Cells *cells);

/* Free what @header holds but its factors, which are returned (transfer full). */
GPtrArray *header_end(Header *header);

#endif
