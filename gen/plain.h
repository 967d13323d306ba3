/*
 * plain.h - the words of one line of Markdown, for places that know no markup.
 *
 * Emphasis, links, code and attributes ("[20 times]{.value}") leave their text; a space that does
 * not break becomes one that does.  Maths stays as it was written.
 *
 * Knows of cmark; nothing of what is ours.
 */
#ifndef LECTERN_PLAIN_H
#define LECTERN_PLAIN_H

#include <glib.h>

/* Return the text of @markdown, one line (transfer full). */
char *plain_text(const char *markdown);

#endif
