/*
 * tag.h - what stands in pointy brackets: autolinks and raw HTML, as CommonMark 0.30 has them.
 *
 * Knows of text only.
 */
#ifndef LECTERN_TAG_H
#define LECTERN_TAG_H

#include "link.h"

/* Return the length of "<scheme:address>" or "<someone@somewhere>" at @at, or 0. */
gsize tag_autolink(const char *text, gsize len, gsize at);

/* Return the length of the tag, comment, declaration, ... at @at, or 0. */
gsize tag_html(const char *text, gsize len, gsize at);

/*
 * Find the first attribute src or href with a quoted value in the raw HTML @range of @text; FALSE
 * when there is none.  The value goes to @value, without its quotes.
 */
gboolean tag_file(const char *text, Range range, Range *value);

#endif
