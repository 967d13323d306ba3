/*
 * manuscript.h - notes as pandoc gets them: spliced text and side files, in out/md.
 *
 * Knows of pages and workspaces; nothing of pandoc.
 */
#ifndef LECTERN_MANUSCRIPT_H
#define LECTERN_MANUSCRIPT_H

#include "page.h"
#include "workspace.h"

/* Tell whether @page is to link to a handout, as far as can be told before it is spliced. */
gboolean manuscript_linked(const Workspace *work, const Page *page);

/*
 * Write those of dirty pages, which have been judged, and set the keys of what goes into their
 * outputs.  Errors: G_FILE_ERROR, and those of snippet_output().
 */
gboolean manuscript_make(Workspace *work, const Basis *basis, GError **error);

#endif
