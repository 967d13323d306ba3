/*
 * dialect.h - where pandoc reads the text of a paragraph otherwise than CommonMark does.
 *
 * Knows of text only.
 */
#ifndef LECTERN_DIALECT_H
#define LECTERN_DIALECT_H

#include "link.h"

/* Whether a line of @text makes a pipe table of its paragraph: |---|:---:| */
gboolean dialect_is_table(const char *text);

/* Whether @range crosses the border of a cell: a | that is neither escaped nor code, or a line end.
 */
gboolean dialect_crosses_cell(const char *text, Range range);

/*
 * Whether a line of @text starts a footnote ("[^1]: ", its bracket masked by markdown_parse()) or
 * the definition of a term (": ", "~ "): indented code below it goes on with it.
 */
gboolean dialect_starts_note(const char *text);

#endif
