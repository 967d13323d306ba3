/*
 * side.h - the side file of a spliced note: everything that stands in no sentence.
 *
 * Evidence of claims and values, numbers and texts of figures, provenance, and where the page
 * stands in the course.  Its shape is told at the top of templates/lectern.lua.
 *
 * Knows of plans, evidence and courses; nothing of how any of it is laid out.
 */
#ifndef LECTERN_SIDE_H
#define LECTERN_SIDE_H

#include "evidence.h"

/* Return the side file of @note (transfer full). @handouts: the site has PDFs to link to. */
char *side_text(const Course *course, const Note *note, const Plan *plan, const GPtrArray *evidence,
                gboolean handouts);

/*
 * Return the side file @text without what pages show and handouts do not, the neighbours in the
 * course and the links of the site (transfer full).
 */
char *side_printed(const char *text);

/*
 * Write the field `note` for a page of the course; @note NULL for pages that no note makes. @hasty:
 * it shows samples that were taken in a hurry, and says so.
 */
void side_navigation(Lua *lua, const Course *course, const Note *note, const char *name,
                     const char *kind, gboolean handouts, gboolean hasty);

/* Return "23 November 2026", in UTC (transfer full). */
char *side_date(gint64 time);

#endif
