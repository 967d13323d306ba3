/*
 * util.h - small helpers that any module may need: nearness of words, versions, sound text, whole
 * files.
 *
 * Files are written whole or not at all: a reader never sees half of one, whatever happens.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_UTIL_H
#define LECTERN_UTIL_H

#include <glib.h>

/* Words longer than this are not compared: they are no typos. */
#define EDIT_MAX 64

/*
 * Return how many letters must be inserted, deleted, replaced or swapped with their neighbour to
 * make @b of @a (optimal string alignment; Damerau 1964), counting bytes and taking capitals for
 * small letters; G_MAXUINT when one is longer than EDIT_MAX.
 */
guint edit_distance(const char *a, const char *b);

/* Order pointers to texts (char *) by their bytes, for g_ptr_array_sort(). */
int text_compare(gconstpointer a, gconstpointer b);

/*
 * Compare two versions number by number, as far as both go: 3.12 equals every 3.12.x.  Return a
 * number that is negative, 0 or positive.
 */
int version_compare(const char *a, const char *b);

/* Return the number of the first of @facts (char *, "NAME VALUE") called @name, or NAN. */
double fact_number(const GPtrArray *facts, const char *name);

/*
 * Replace every byte of @text that is not UTF-8, and every NUL, by "?", in place: offsets stay.
 * Return how many were replaced.
 */
gsize utf8_mask(char *text, gsize len);

/* Make the folder @path and those above it.  Errors: G_FILE_ERROR. */
gboolean directory_make(const char *path, GError **error);

/*
 * Remove the folder @path with all that is in it; links are removed, not followed.  What cannot be
 * removed stays.
 */
void directory_remove(const char *path);

/*
 * Return what a file keeps while nobody writes it: size, inode and times (transfer full); "" where
 * there is none.  The time of its last change of any kind is among them, which no program sets: a
 * file of other content that was given its old time is another file.
 */
char *file_identity(const char *path);

/* Tell whether a file called @name is one that file_write() had not finished. */
gboolean file_is_temporary(const char *name);

/*
 * Write @len bytes to the file @path whole or not at all: a temporary file in the same folder,
 * fsync, rename.  The folder is made if it is missing.  Errors: G_FILE_ERROR.
 */
gboolean file_write(const char *path, const void *data, gsize len, GError **error);

/* Likewise, but leave the file alone, its time included, if it holds these bytes already. */
gboolean file_update(const char *path, const void *data, gsize len, GError **error);

/*
 * Update likewise, but without fsync: after a power failure the file may be empty.  For what is
 * made again then, because its size is remembered or what is broken is a miss.
 */
gboolean file_refresh(const char *path, const void *data, gsize len, GError **error);

/* Copy the file @from to @to, whole or not at all, making its folder.  Errors: G_FILE_ERROR. */
gboolean file_copy(const char *from, const char *to, GError **error);

#endif
