/*
 * annex.h - the files of a site beside its pages.
 *
 * Samples, what notes name, handouts, styles and scripts, and what is for machines (export.h,
 * search.h).  Each is made when what it is made from changed, and what is made no more is deleted
 * (manifest.h).
 *
 * Knows of pages and results; nothing of pandoc or judging.
 */
#ifndef LECTERN_ANNEX_H
#define LECTERN_ANNEX_H

#include "manifest.h"
#include "page.h"
#include "volume.h"

/* What is needed; borrowed. */
typedef struct Annex {
	const Course *course;
	const Plan *plan;
	const Paths *paths;
	const GPtrArray *pages; /* Page, all that are published */
	const Volume *volume;
	const Look *look;
	Manifest *files; /* of the site; the annex closes it */
} Annex;

/* Complete the site, whose pages stand.  Errors: G_FILE_ERROR, and those of card_draw(). */
gboolean annex_make(const Annex *annex, GError **error);

#endif
