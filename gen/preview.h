/*
 * preview.h - what a build that measures nothing shows and tells of what is to be measured.
 *
 * Whoever drives it, see events.h, measures these experiments one after the other, and makes a
 * preview after each.
 *
 * Knows of plans and files; nothing of pages.
 */
#ifndef LECTERN_PREVIEW_H
#define LECTERN_PREVIEW_H

#include "workspace.h"

/*
 * Have all that must be measured wait until after this build, except for what is known to fail:
 * that is said anew by preview_end(), for it is no reason to make the pages again.
 */
void preview_begin(Workspace *work);
void preview_end(Workspace *work);

/*
 * Tell what is to be measured of @items (PlanItem): in their order, but first what the author
 * changed last.
 */
void preview_tell(Workspace *work, const GPtrArray *items);

/* Find out whether pictures of what @item once was stand, which are shown until there are new ones.
 */
void preview_find_figure(const Workspace *work, PlanItem *item);

#endif
