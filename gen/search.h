/*
 * search.h - what the pages of a site need to be searched: an index, and the library that reads it.
 *
 * The index is a script, assets/search-index.js, since a page that was opened from a file may load
 * scripts and nothing else.  It holds the passages (passage.h) of all pages that stand in the site;
 * the library, MiniSearch, is copied beside it with its licence.  A site is made without search
 * where the library was not installed.
 *
 * Knows of the site's folder and of rendered pages; nothing of pandoc or samples.
 */
#ifndef LECTERN_SEARCH_H
#define LECTERN_SEARCH_H

#include "manifest.h"
#include "page.h"

/*
 * Have index and library among @files, those of the site, for @pages (Page), if the library is
 * there.  @program is the identity of this program.  Errors: G_FILE_ERROR.
 */
gboolean search_write(const Course *course, const GPtrArray *pages, const Paths *paths,
                      const char *program, Manifest *files, GError **error);

#endif
