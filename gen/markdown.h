/*
 * markdown.h - the leaf blocks of a Markdown text as cmark sees them, mapped to bytes of the
 * source.
 *
 * cmark's own positions of what is inside a paragraph are not to be trusted (wrapped links, lazy
 * lines, definitions at its start), so a leaf carries its text, put together from lines without the
 * prefixes of lists and quotes, and where each line stands; and the links that cmark saw in it, to
 * compare with.  Link reference definitions, which cmark drops, are found again.
 *
 * pandoc's footnotes ([^1]: text) are read as paragraphs.
 *
 * Knows of cmark and sources; nothing of experiments or of what addresses mean.
 */
#ifndef LECTERN_MARKDOWN_H
#define LECTERN_MARKDOWN_H

#include "link.h"
#include "source.h"

typedef enum LeafKind {
	LEAF_PARAGRAPH,
	LEAF_HEADING,
	LEAF_FENCE,
	LEAF_INDENTED, /* code by indentation */
	LEAF_HTML,
	LEAF_DEFINITIONS, /* lines that are link reference definitions only */
} LeafKind;

/* A link or image as cmark has it: unescaped. */
typedef struct Link {
	gboolean image;
	char *address;
	char *title;
} Link;

/* A block that holds no other block. */
typedef struct Leaf {
	LeafKind kind;
	const Source *source;
	guint first_line; /* of the source, from 1; a fence's first line is the fence */
	guint last_line;  /* the last one that belongs to it */
	gsize start;      /* offset of its first byte, after the prefixes of lists and quotes */
	gsize end;        /* offset after its last line's text */
	GString *text;    /* without prefixes; of code, without the fences */
	GArray *pieces;   /* where each line of `text` stands */
	gsize inlines;    /* offset in `text` after leading definitions */
	GPtrArray *links; /* Link, owned, in document order: paragraphs and headings */
	int level;        /* of a heading */
	char *title;      /* of a heading: plain text, attributes included */
	char *info;       /* of a fence: the info string as written, "" when there is none */
	gsize info_start; /* its offset in the source */
	guint fence;      /* length of the fence; 0: no fence */
	gboolean tilde;   /* the fence is of ~ */
	gboolean closed;  /* a closing fence was found */
	char *prefix;     /* of code: what following lines start with: "> ", "  " in lists */
} Leaf;

typedef struct Markdown {
	const Source *source;
	char *clean;            /* the source's text with what is not UTF-8 masked; same offsets */
	GPtrArray *leaves;      /* Leaf, owned, in document order, definitions last */
	GPtrArray *definitions; /* Definition, owned, in document order; their owner is a Leaf */
	GHashTable *labels;     /* normal label to Definition: the first one counts */
} Markdown;

/* Read the text of @source from the byte @from on, which starts a line (transfer full). */
Markdown *markdown_parse(const Source *source, gsize from);

void markdown_free(Markdown *markdown);

/* Return the source offset of the byte @at of the leaf's text. */
gsize leaf_offset(const Leaf *leaf, gsize at);

/* Return the span in the source of the bytes @range of the leaf's text. */
Span leaf_span(const Leaf *leaf, Range range);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Markdown, markdown_free)

#endif
