/*
 * link.h - the parts of links: addresses, titles, labels, and link reference definitions.
 *
 * The rules are those of CommonMark 0.30, with the limits of cmark.
 *
 * Knows of text only.
 */
#ifndef LECTERN_LINK_H
#define LECTERN_LINK_H

#include <glib.h>

/* Longest label, in bytes: the limit of cmark. */
#define LINK_LABEL_MAX 1000

/* A range of bytes; start == end: empty. */
typedef struct Range {
	gsize start;
	gsize end;
} Range;

/* A link reference definition: [label]: address "title". */
typedef struct Definition {
	char *label;         /* normalised: case folded, blanks collapsed */
	Range all;           /* from the bracket to the end of address or title */
	Range address;       /* without pointy brackets */
	Range title;         /* without its quotes; empty when there is none */
	gboolean titled;     /* there is a title */
	gconstpointer owner; /* the user's: the block in whose text the ranges are */
	gboolean used;       /* some link names it */
} Definition;

gboolean link_is_space(char c);

/* Return the offset after blanks and line ends. */
gsize link_skip_space(const char *text, gsize len, gsize at);

/* Whether a backslash at @at makes the next byte a plain one. */
gboolean link_is_escape(const char *text, gsize len, gsize at);

/* Read an address at @at; FALSE when there is none.  @end is the offset after it. */
gboolean link_address(const char *text, gsize len, gsize at, Range *address, gsize *end);

/* Read a title at @at; FALSE when there is none.  @end is the offset after its closing quote. */
gboolean link_title(const char *text, gsize len, gsize at, Range *title, gsize *end);

/* Read a label in brackets at @at; FALSE when there is none.  @end is the offset after it. */
gboolean link_label(const char *text, gsize len, gsize at, Range *label, gsize *end);

/*
 * Return @title, which cmark has unescaped and which stands at @raw in @text, with blanks for line
 * ends; where each of its bytes, and its end, stands in @text goes to @places (gsize; both transfer
 * full).
 */
char *link_unescaped(const char *text, Range raw, const char *title, GArray **places);

/* Return the length of the scheme of @address ("https"), or 0 for a relative one. */
gsize link_scheme(const char *address);

/*
 * Read the link reference definition at @at of @text (@len bytes).  Return the offset after its
 * line, or 0 when there is none; the result is owned by the caller.
 */
gsize definition_read(const char *text, gsize len, gsize at, Definition **definition);
void definition_free(Definition *definition);

/* Return the normal form of the label @text, @len bytes (transfer full). */
char *definition_label(const char *text, gsize len);

#endif
