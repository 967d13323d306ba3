/*
 * branch.h - a site published as a commit on a branch of a git repository.
 *
 * The commit is made of the site's files alone, with an index of its own, and pushed by its hash:
 * the working tree, the index and the branches here stay as they are.  Its parent is what the
 * branch holds at that time, so that no history is lost; nothing is forced.  A file CNAME of the
 * branch stays where the site has none: services keep the name of the site in it.
 *
 * Knows of git; nothing of how a site is made.
 */
#ifndef LECTERN_BRANCH_H
#define LECTERN_BRANCH_H

#include "publication.h"

/* Look at the branch, and see that a site can go there.  Errors: the world. */
gboolean branch_ready(Publication *publication, GError **error);

/* Make a tree of the site and find what changes on the branch.  Errors: the world. */
gboolean branch_compare(Publication *publication, GError **error);

/* Commit the tree and push it.  Errors: the world, also that the branch has moved meanwhile. */
gboolean branch_send(Publication *publication, GError **error);

#endif
