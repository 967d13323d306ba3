/*
 * note.h - one Markdown note and everything of ours in it, with exact byte spans.
 *
 * Front matter is cut off and read as YAML, cmark parses the rest, and blocks, claims, values and
 * references are found in lists, quotes, tables, footnotes and captions.  Every byte outside the
 * recorded spans is passed on as it is.
 *
 * Knows of cmark, YAML and options; nothing of other notes (course.h), of running or of output.
 */
#ifndef LECTERN_NOTE_H
#define LECTERN_NOTE_H

#include "diag.h"
#include "experiment.h"

typedef enum MarkKind {
	MARK_CLAIM,     /* [sentence](claim:ID "formula") or the reference form */
	MARK_VALUE,     /* [guess](value:ID "formula") */
	MARK_REFERENCE, /* [](#fig-ID), [text](#fig-ID), @fig-ID */
	MARK_LINK,      /* [text](other.md#part): a link to another note */
	MARK_FILE,      /* an image or a local file that must be copied */
	MARK_CITATION_LIKE, /* @fig-..., @tbl-..., @sec-... in running text: also a reference */
	MARK_DEFINITION, /* a reference definition of ours, [name]: claim:...: removed when spliced */
} MarkKind;

/* Something of ours in the running text. */
typedef struct Mark {
	MarkKind kind;
	Span span;        /* all of it: what splicing replaces */
	Span text;        /* between the brackets: Markdown to be kept; may be empty */
	char *experiment; /* of claim and value: the ID after the scheme; "" when there is none;
	                   * "machine" for facts of the machine */
	char *target;     /* reference: "fig-startup"; link: "other.md#part"; file: its path */
	char *formula;    /* claim and value: the title, unescaped; NULL otherwise */
	Span formula_span; /* where the formula stands (the definition's, for the reference form);
	                    * bytes may differ from `formula` by escapes */
	char *key;        /* unique in the note, stable under edits elsewhere: "claim-startup-1" */
	int caption;      /* the experiment (index) in whose caption it stands, or -1 */
	guint line;       /* of the note, from 1 */
	void *parsed;     /* Formula *, owned; set by the course once formulas are parsed */
} Mark;

/* A heading, for references across notes and for the contents. */
typedef struct Heading {
	char *id;    /* explicit {#sec-x} or as pandoc derives it */
	char *title; /* plain text */
	int level;
	Span span;
} Heading;

typedef struct Note {
	Source *source;    /* owned */
	char *name;        /* file name without ending: "01-starting"; page and handout are called so */
	char *title;       /* from the front matter, or the first heading, or the name */
	char *subtitle;    /* or NULL */
	gboolean draft;    /* left out of the site */
	gsize body;        /* offset of the first byte after the front matter */
	GPtrArray *experiments; /* Experiment, owned, in order; snippets included */
	GPtrArray *marks;  /* Mark, owned, sorted by span */
	GPtrArray *headings; /* Heading, owned */
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Note, note_free)

#endif
