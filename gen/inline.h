/*
 * inline.h - where links, images, code and references stand in the inline text of one block.
 *
 * cmark says which links there are, but not exactly where; this scanner follows the rules of
 * CommonMark 0.30 for everything that decides about links (escapes, code spans, autolinks, raw
 * HTML, nested brackets, inline and reference forms) and records byte offsets.  Its user compares
 * the two lists: only what both agree on is touched.
 *
 * Knows of text only; nothing of blocks, files or what addresses mean.
 */
#ifndef LECTERN_INLINE_H
#define LECTERN_INLINE_H

#include "link.h"

typedef enum InlineKind {
	INLINE_LINK,     /* [text](address "title"), [text][label], [label][], [label] */
	INLINE_IMAGE,    /* the same after an exclamation mark */
	INLINE_AUTOLINK, /* <https://...> */
	INLINE_CODE,     /* `code` */
	INLINE_HTML,     /* <tag>; not comments */
	INLINE_COMMENT,  /* <!-- comment --> */
	INLINE_MATH,     /* $...$ and $$...$$ as pandoc reads it; may overlap links */
	INLINE_AT,       /* @word */
} InlineKind;

typedef struct Inline {
	InlineKind kind;
	Range all;
	Range text;    /* links, images: between the brackets; at: the word after "@" */
	Range address; /* links, images: of the inline form, without pointy brackets */
	Range title;   /* of the inline form, without its quotes */
	gboolean titled;
	Definition *definition; /* of the reference form; NULL: inline form; borrowed */
} Inline;

/*
 * Scan the @len bytes of @text from @at on.  @definitions maps normal labels to Definition.
 * Return all inlines found, by start, the enclosing one first (Inline; transfer full).
 */
GArray *inline_scan(const char *text, gsize len, gsize at, GHashTable *definitions);

#endif
