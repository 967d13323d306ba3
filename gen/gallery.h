/*
 * gallery.h - the figures of the pages that are made: those that are out of date are drawn,
 * together.
 *
 * Under what each was drawn stands in out/build/figures/ID.key.  Where nothing is printed there are
 * no PDFs, and none of an earlier look stay behind.
 *
 * Knows of plans, pages and files; draw.h draws.
 */
#ifndef LECTERN_GALLERY_H
#define LECTERN_GALLERY_H

#include "look.h"
#include "workspace.h"

/*
 * Draw what the dirty pages show; @look says with what.  Sets alternative text and legend
 * of the items, and `no_figure` with a finding where gnuplot refuses.  Errors: no gnuplot, files.
 */
gboolean gallery_draw(Workspace *work, const Look *look, GError **error);

/* Tell whether the figures of @note stand on paper, as far as something is printed in this build.
 */
gboolean gallery_stands(const Workspace *work, const Note *note);

#endif
