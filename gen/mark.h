/*
 * mark.h - claims, values, references, links to notes and files: what is ours in running text.
 *
 * Knows of spans and captions; nothing of how marks are found, nor of what experiments, notes or
 * files there are.
 */
#ifndef LECTERN_MARK_H
#define LECTERN_MARK_H

#include "diag.h"
#include "experiment.h"

typedef enum MarkKind {
	MARK_CLAIM,         /* [sentence](claim:ID "formula") or the reference form */
	MARK_VALUE,         /* [guess](value:ID "formula") */
	MARK_REFERENCE,     /* [](#fig-ID), [text](#fig-ID); fig, tbl or sec */
	MARK_LINK,          /* [text](other.md#part): a link to another note */
	MARK_FILE,          /* an image or a local file that must be copied */
	MARK_CITATION_LIKE, /* @fig-ID, [@fig-ID] in running text: also a reference */
	MARK_LISTING,       /* [](course:statements): what the course has, in a table */
	MARK_DEFINITION, /* a reference definition of ours, [name]: claim:...: removed when spliced
	                  */
} MarkKind;

/*
 * Something of ours in the running text.  Marks do not overlap but for these: a reference or an
 * image in the text of a claim or a link lies wholly within that mark's `text`.
 */
typedef struct Mark {
	MarkKind kind;
	Span span;        /* all of it: what splicing replaces; of `caption->source` in a caption */
	Span text;        /* between the brackets: Markdown to be kept; may be empty */
	Span destination; /* link, file, reference: the address as written, without brackets (the
	                   * definition's, for the reference form): what rewriting replaces */
	Span where;       /* `span` as it stands in the note, also for captions: for findings */
	char *experiment; /* of claim and value: the ID after the scheme; "" when there is none;
	                   * "machine" for facts of the machine */
	char *statement;  /* claim: the statement of the course that it backs; NULL: none */
	char *target;     /* reference: "fig-startup"; link: "other.md#part"; file: its path;
	                   * listing: "statements" */
	char *formula;    /* claim and value: the title, unescaped; NULL otherwise */
	Span formula_span;       /* where the formula stands in the note (the definition's, for the
	                          * reference form); bytes may differ from `formula` by escapes */
	GArray *formula_offsets; /* gsize: offset in the note of each byte of `formula`, and of its
	                          * end; NULL without a formula */
	char *key;         /* unique in the note, stable under edits elsewhere: "claim-startup-1" */
	int caption;       /* the experiment (index) in whose caption it stands, or -1 */
	const Caption *in; /* that caption; NULL: running text */
	guint line;        /* of the note, from 1 */
	void *parsed;      /* Formula *, owned; set by the course once formulas are parsed */
	GDestroyNotify parsed_free; /* what frees `parsed` */
} Mark;

void mark_free(Mark *mark);

/* Return what stands between the brackets of @mark as written, in one line (transfer full). */
char *mark_sentence(const Mark *mark);

/* Return the span in the note of the bytes @start to @end of the mark's formula. */
Span mark_formula_at(const Mark *mark, gsize start, gsize end);

/* Return "claim" or "value" or what else @kind is called in messages. */
const char *mark_kind_name(MarkKind kind);

#endif
