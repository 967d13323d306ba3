/*
 * manifest.h - the files of a site beside its pages: which there are, and what each is made from.
 *
 * A file that is made from the same as last time is not made again, nor read.  It is the same if
 * its key is, and if size, inode and time are those that it was left with: so what somebody deleted
 * or changed, what an interrupted build wrote and what a power failure emptied is made again.
 * Therefore nothing here is synced but the list of names: what an earlier build made and this one
 * does not is deleted, and files of others are never touched.
 *
 * Knows of files and keys; nothing of what is in them.
 */
#ifndef LECTERN_MANIFEST_H
#define LECTERN_MANIFEST_H

#include <glib.h>

typedef struct Manifest Manifest;

/*
 * Return what the folder @folder was left with (transfer full).  It is kept in two files: the names
 * in @list, the stamps beside it in a file that ends in ".stamps".
 */
Manifest *manifest_open(const char *folder, const char *list);
void manifest_free(Manifest *manifest);

/*
 * Say that the file @name, a path in the folder, is about to be written: should this program end
 * before manifest_close(), a later one knows whose it is.
 */
void manifest_expect(Manifest *manifest, const char *name);

/* Have the file @name, a path in the folder, stay: who made it knows when to make it again. */
void manifest_keep(Manifest *manifest, const char *name);

/* Have the file @name stay; tell whether it stands as it was made under @key. */
gboolean manifest_stands(Manifest *manifest, const char *name, const char *key);

/*
 * Have the file @name hold @data, made under @key; NULL: it is made whatever stands.  One that
 * holds them already is left alone, its time included.  Errors: G_FILE_ERROR.
 */
gboolean manifest_put(Manifest *manifest, const char *name, const char *key, const void *data,
                      gsize len, GError **error);

/* Have the file @name be a copy of the file @from.  Errors: G_FILE_ERROR. */
gboolean manifest_copy(Manifest *manifest, const char *name, const char *from, GError **error);

/*
 * Delete what was there and has not been named since, with folders that become empty, and what was
 * to become a file when a program was killed; then remember
 * what is there.  Errors: G_FILE_ERROR.
 */
gboolean manifest_close(Manifest *manifest, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Manifest, manifest_free)

#endif
