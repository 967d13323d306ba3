/*
 * note.h - one Markdown note and everything of ours in it, with exact byte spans.
 *
 * Front matter is cut off and read as YAML, the rest is parsed as Markdown, and blocks, claims,
 * values and references are found in lists, quotes, tables, footnotes and captions.  Every byte
 * outside the recorded spans is passed on as it is.  Marks in captions have spans of the caption's
 * own source.
 *
 * Knows of Markdown, YAML and options; nothing of other notes (course.h), of running or of output.
 */
#ifndef LECTERN_NOTE_H
#define LECTERN_NOTE_H

#include "diag.h"
#include "experiment.h"
#include "heading.h"
#include "mark.h"

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
	GPtrArray *parts; /* Mark, owned: [text](#part) of this note, checked but never replaced */
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

/* Tell whether the note shows the list of the course's statements. */
gboolean note_has_list(const Note *note);

/* Return the experiment of the note called @id, or NULL (borrowed). */
Experiment *note_experiment(const Note *note, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Note, note_free)

#endif
