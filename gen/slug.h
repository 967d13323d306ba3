/*
 * slug.h - titles made into names of files and ids of experiments.
 *
 * Knows of letters only.
 */
#ifndef LECTERN_SLUG_H
#define LECTERN_SLUG_H

#include <glib.h>

/* Longest slug, in bytes: with a number it names a file, and an id has 60 at most. */
#define SLUG_MAX 40

/*
 * Return @title, UTF-8, in small letters, digits and single hyphens (transfer full): letters as
 * @language ("de"; NULL: any) writes them in ASCII, words that fit into SLUG_MAX, the rest left
 * out.  A title of which nothing is left is "note".
 */
char *slug_make(const char *title, const char *language);

/*
 * Return an id for an experiment in the note called @slug: its first word that is no number and
 * what follows, with a number at its end if @used (a set of char *) has it (transfer full).
 */
char *slug_id(const char *slug, GHashTable *used);

#endif
