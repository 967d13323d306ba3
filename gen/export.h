/*
 * export.h - the files of a site that are no pages of the course: for machines, for other sites,
 * and for those who are lost.
 *
 * claims.json holds every claim (record.h), badges/ a picture of the course and of each note with
 * claims (badge.h), and 404.html is what a server shows where there is no page.  If course.yaml has
 * a base-url, sitemap.xml holds the addresses of all pages, and there is a picture for previews
 * (card.h).  All are functions of the pages; a file that would stay the same is left alone.
 *
 * Knows of pages and the site's folder; nothing of pandoc or samples.
 */
#ifndef LECTERN_EXPORT_H
#define LECTERN_EXPORT_H

#include "manifest.h"
#include "page.h"

/*
 * Have them all among @files, those of the site, for @pages (Page).  Errors: G_FILE_ERROR, and
 * those of card_draw().
 */
gboolean export_write(const Course *course, const GPtrArray *pages, const Paths *paths,
                      Manifest *files, GError **error);

#endif
