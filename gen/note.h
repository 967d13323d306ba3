/*
 * note.h - one Markdown note and everything of ours in it, with exact byte spans.
 *
 * Front matter is cut off and read as YAML, cmark parses the rest, and blocks, claims, values and
 * references are found in lists, quotes, tables, footnotes and captions.  Every byte outside the
 * recorded spans is passed on as it is.  Marks in captions have spans of the caption's own source.
 *
 * Knows of cmark, YAML and options; nothing of other notes (course.h), of running or of output.
 */
#ifndef LECTERN_NOTE_H
#define LECTERN_NOTE_H

#include "diag.h"
#include "experiment.h"

typedef enum MarkKind {
	MARK_CLAIM,         /* [sentence](claim:ID "formula") or the reference form */
	MARK_VALUE,         /* [guess](value:ID "formula") */
	MARK_REFERENCE,     /* [](#fig-ID), [text](#fig-ID); fig, tbl or sec */
	MARK_LINK,          /* [text](other.md#part): a link to another note */
	MARK_FILE,          /* an image or a local file that must be copied */
	MARK_CITATION_LIKE, /* @fig-ID, [@fig-ID] in running text: also a reference */
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
	char *target;     /* reference: "fig-startup"; link: "other.md#part"; file: its path */
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

/* A heading, for references across notes and for the contents. */
typedef struct Heading {
	char *id;    /* explicit {#sec-x} or as pandoc derives it */
	char *title; /* plain text */
	int level;
	Span span; /* its lines */
} Heading;

typedef struct Note {
	Source *source; /* owned */
	char *name;  /* file name without ending: "01-starting"; page and handout are called so */
	char *title; /* from the front matter, or the first heading, or the name */
	char *subtitle;          /* or NULL */
	char *lang;              /* as HTML has it ("de"), or NULL: the course's */
	gboolean draft;          /* left out of the site */
	GPtrArray *bibliography; /* char *: paths from the note's folder; empty: none */
	struct Yaml *front;      /* the front matter, owned; NULL: none, or broken */
	gsize body;              /* offset of the first byte after the front matter */
	GPtrArray *experiments;  /* Experiment, owned, in order; snippets included */
	GPtrArray *marks;        /* Mark, owned, sorted by `where`, the enclosing one first */
	GPtrArray *headings;     /* Heading, owned */
} Note;

/* Defaults that the course gives to every note: a YAML map, or NULL. */
struct Yaml;

/*
 * Read the note at @path; findings go to @diag, and what is sound is kept.  @defaults may be NULL.
 * @search is the folder of shared workloads ("experiments").  Errors: the file cannot be read.
 */
Note *note_load(const char *path, const struct Yaml *defaults, const char *search, Diag *diag,
                GError **error);

/* Like note_load(), from memory: @source is owned by the note. */
Note *note_parse(Source *source, const struct Yaml *defaults, const char *search, Diag *diag);

void note_free(Note *note);

/* Return the span in the note of the bytes @start to @end of the mark's formula. */
Span mark_formula_at(const Mark *mark, gsize start, gsize end);

/* Return the experiment of the note called @id, or NULL (borrowed). */
Experiment *note_experiment(const Note *note, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Note, note_free)

#endif
