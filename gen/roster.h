/*
 * roster.h - what notes give names to, by name: the notes themselves, experiments and headings.
 *
 * Of what has the same name the first one, in the order of the notes, is found.
 *
 * Knows of notes; nothing of courses, nor of who asks.
 */
#ifndef LECTERN_ROSTER_H
#define LECTERN_ROSTER_H

#include "note.h"

typedef struct Roster Roster;

/* Make a roster of @notes (Note), which outlive it. */
Roster *roster_new(const GPtrArray *notes);
void roster_free(Roster *roster);

/* Return the number of the chapter @note, from 1; 0: the start page and drafts are none. */
guint roster_chapter(const Roster *roster, const Note *note);

/* Return how many chapters there are; the one with the @number. */
guint roster_chapters(const Roster *roster);
Note *roster_numbered(const Roster *roster, guint number);

/* Return the note called @name, or NULL. */
Note *roster_note(const Roster *roster, const char *name);

/*
 * Return the experiment that is no snippet, or the heading, called @id, and its note in @note (may
 * be NULL), or NULL.
 */
Experiment *roster_experiment(const Roster *roster, const char *id, Note **note);
Heading *roster_heading(const Roster *roster, const char *id, Note **note);

#endif
