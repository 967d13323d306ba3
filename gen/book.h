/*
 * book.h - numbers and addresses: chapters, figures, tables and what links to them read.
 *
 * Figures and tables are numbered through a note, "Figure 3"; from another note the number of the
 * chapter stands before, "Figure 4.3".  An experiment that failed keeps its number, so that a
 * failure does not renumber the others.
 *
 * Knows of courses and experiments; nothing of samples or Markdown.
 */
#ifndef LECTERN_BOOK_H
#define LECTERN_BOOK_H

#include "course.h"

/* Return the number of the chapter @note, from 1; 0: the start page is none. */
guint book_chapter(const Course *course, const Note *note);

/* Tell whether the experiment shows a figure; a table. */
gboolean book_has_figure(const Experiment *experiment);
gboolean book_has_table(const Experiment *experiment);

/* Return the number of its figure or table within @note, from 1, or 0 when it has none. */
guint book_figure(const Note *note, const Experiment *experiment);
guint book_table(const Note *note, const Experiment *experiment);

/* Return the address of @anchor in @note as seen from @from: "#a" or "note.html#a" (transfer full).
 */
char *book_href(const Note *from, const Note *note, const char *anchor);

/*
 * Return what a reference to @target ("fig-startup", "tbl-x", "sec-y") in @from reads, and its
 * address in @href (both transfer full); NULL when it does not resolve.
 */
char *book_reference(const Course *course, const Note *from, const char *target, char **href);

#endif
