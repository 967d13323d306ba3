/*
 * archive.h - samples as JSON, a table by its columns, and what else stored JSON is made of.
 *
 * One array a column keeps a file of many samples small.  Every getter turns what is missing or of
 * another type into `*sound = FALSE`, so that a broken file is noticed once, at the end.
 *
 * Knows of samples; nothing of results or files (store.h).
 */
#ifndef LECTERN_ARCHIVE_H
#define LECTERN_ARCHIVE_H

#include "arrays.h"
#include "samples.h"

/* Return @value, or null where JSON has no number for it (transfer full). */
json_t *archive_number(double value);

/* Return the texts of @list (char *) as an array (transfer full). */
json_t *archive_texts(const GPtrArray *list);

/* Put @samples into the object @root: design, metrics, rounds, runs, samples, turns. */
void archive_samples(json_t *root, const Samples *samples);

/* Return the text @key of @object, "" when there is none (transfer full). */
char *archive_get_text(const json_t *object, const char *key, gboolean *sound);

/* Return the number @value, or NAN. */
double archive_get_number(const json_t *value);

/* Add the texts of the array @key of @object to @list. */
void archive_get_texts(const json_t *object, const char *key, GPtrArray *list, gboolean *sound);

/* Return the samples in the object @arrays, of the experiment @id (transfer full). */
Samples *archive_get_samples(const Arrays *arrays, const char *id, gboolean *sound);

#endif
