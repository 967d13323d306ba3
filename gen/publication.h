/*
 * publication.h - a site on its way to readers: what it consists of, and what changes for them.
 *
 * Knows of folders and places; nothing of git or rsync.
 */
#ifndef LECTERN_PUBLICATION_H
#define LECTERN_PUBLICATION_H

#include "destination.h"
#include <stdio.h>

/* What happens to a file at the place where the course is published. */
typedef enum Change {
	CHANGE_ADDED,
	CHANGE_CHANGED,
	CHANGE_REMOVED,
	CHANGES, /* how many there are */
} Change;

typedef struct Publication {
	const Destination *to;     /* borrowed */
	char *title;               /* of the course */
	char *site;                /* folder of the site, absolute as all that follow */
	char *notes;               /* folder of the notes */
	char *work;                /* folder for what is needed on the way */
	FILE *trace;               /* where command lines are shown, or NULL */
	GPtrArray *files;          /* char *, sorted paths in the site */
	guint64 bytes;             /* of all files */
	GPtrArray *names[CHANGES]; /* char *, paths in the site */
	char *parent;              /* git: commit that the branch is at; NULL: there is no branch */
	char *tree;                /* git: the site as a tree */
	char *list;                /* rsync: what was put there before, a path a line; or NULL */
} Publication;

/* Make a publication of @site; folders may be relative. */
Publication *publication_new(const Destination *to, const char *title, const char *site,
                             const char *notes, const char *work);
void publication_free(Publication *publication);

/* Read which files the site has.  Errors: G_FILE_ERROR, also for names with line breaks. */
gboolean publication_read(Publication *publication, GError **error);

/* Add the path @name. */
void publication_add(Publication *publication, Change change, const char *name);

/* Return how many files change. */
guint publication_count(const Publication *publication);

/* Print how many files change and which: pages first, and not all where they are many. */
void publication_print(const Publication *publication, FILE *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Publication, publication_free)

#endif
