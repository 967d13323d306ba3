/*
 * rsync.h - a site published by rsync, into a folder here or on another machine.
 *
 * A list of the files that were put there stays with them, in a file RSYNC_LIST: what an earlier
 * publication put there and this one does not have is removed, and files of others are not.
 *
 * Knows of rsync; nothing of how a site is made.
 */
#ifndef LECTERN_RSYNC_H
#define LECTERN_RSYNC_H

#include "publication.h"

#define RSYNC_LIST ".lectern-files"

/* Fetch the list of the last publication.  Errors: the world. */
gboolean rsync_ready(Publication *publication, GError **error);

/* Ask rsync what would change, by content.  Errors: the world. */
gboolean rsync_compare(Publication *publication, GError **error);

/* Let rsync do it.  Errors: the world. */
gboolean rsync_send(Publication *publication, GError **error);

/* Add the changes that rsync lists in @out as "%i %n"; what has new times only is none. */
void rsync_read(Publication *publication, const char *out);

/* Return the rules that let rsync delete what the last list names, and nothing else. */
char *rsync_rules(const Publication *publication);

#endif
