/*
 * review.h - the pages of a workspace: which there are, which must be made, and why.
 *
 * Knows of pages and of what was asked for; nothing of how pages are made (build.h).
 */
#ifndef LECTERN_REVIEW_H
#define LECTERN_REVIEW_H

#include "page.h"
#include "workspace.h"

typedef struct Review {
	Workspace *work; /* borrowed */
	Basis basis;
	Snippets snippets;
	char *folder; /* of the outputs of snippets */
	Look *look;
} Review;

/* Look at the pages of @work, and give it all that are published. */
void review_open(Review *review, Workspace *work);
void review_close(Review *review);

/* Look again: there are other results than before. */
void review_renew(Review *review);

/* Tell whether the page of @note is asked for. */
gboolean review_wants(const Workspace *work, const Note *note);

/* Keep what explains the pages of this build later.  Errors: G_FILE_ERROR. */
gboolean review_save(const Review *review, GError **error);

/*
 * Say what has changed since the outputs of @page were made: "note, title of 03-starting: A -> B"
 * (transfer full); "" when they stand.
 */
char *review_changes(const Review *review, const Page *page);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Review, review_close)

#endif
