/*
 * course.h - the course: course.yaml, all notes in their order, and what holds between notes.
 *
 * A name that one note gives and another uses (experiments, headings, files) is checked here:
 * duplicates, and references that do not resolve, are findings with the nearest name.
 *
 * Knows of notes and options; nothing of formulas, of running or of output.
 */
#ifndef LECTERN_COURSE_H
#define LECTERN_COURSE_H

#include "destination.h"
#include "roster.h"
#include "statement.h"
#include "yaml.h"

/* How long stored results are good unless course.yaml says otherwise, in s: 30 days. */
#define COURSE_MAX_AGE 2592000.0

typedef struct Course {
	char *folder;      /* of the notes, as given: "notes" */
	char *experiments; /* folder of shared workloads: "experiments" beside the notes' */
	char *title;       /* or the folder's name */
	char *author;      /* several joined by ", "; or NULL */
	char *licence;     /* or NULL */
	char *language;    /* as HTML has it; "en" unless set */
	char *base_url;    /* of the published site, or NULL */
	char *data;        /* tracked folder of kept results, from the current folder on; or NULL */
	double max_age;    /* s after which results are stale */
	char *csl;         /* citation style: a file in the folder; or NULL */
	Destination *publish;    /* owned; NULL: not said */
	GPtrArray *bibliography; /* char *: files in the folder; empty: none */
	GPtrArray *statements;   /* Statement, owned: what it sets out to show; empty: not said */
	GPtrArray *notes; /* Note, owned, in the course's order, drafts included; "index" first */
	Roster *roster;   /* names that the notes give, owned */
	Yaml *defaults;   /* options for all blocks, a map; borrowed from `settings`; or NULL */
	Yaml *settings;   /* course.yaml, owned; NULL: there is none */
	Source *source;   /* of course.yaml, owned; NULL: there is none */
} Course;

/*
 * Load the notes in @folder and check everything between them; findings go to @diag and what is
 * sound is kept (transfer full).  Errors: the folder or course.yaml cannot be read.
 */
Course *course_load(const char *folder, Diag *diag, GError **error);

void course_free(Course *course);

/* Return the note called @name ("04-gil"), or NULL (borrowed). */
Note *course_note(const Course *course, const char *name);

/*
 * Return the experiment called @id, snippets not counted, and its note in @note (may be NULL), or
 * NULL (both borrowed).
 */
Experiment *course_experiment(const Course *course, const char *id, Note **note);

/*
 * Return the heading that "sec-ID" names, first in @from, then in the others, and its note in @note
 * (may be NULL), or NULL (both borrowed).  A heading called ID is meant where none is called
 * sec-ID.
 */
const Heading *course_section(const Course *course, const Note *from, const char *target,
                              Note **note);

/*
 * Return the bibliographies of @note, files in the folder: its own or, without any, the course's
 * (char *, borrowed).
 */
const GPtrArray *course_bibliography(const Course *course, const Note *note);

/* Return the citation style of @note, a file in the folder, likewise (borrowed); NULL: none. */
const char *course_csl(const Course *course, const Note *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Course, course_free)

#endif
