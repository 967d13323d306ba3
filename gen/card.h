/*
 * card.h - the picture of the course that others show beside a link to it.
 *
 * Previews take no SVG, so gnuplot draws a PNG, 1200 by 630 pixels as they ask for; how it looks
 * stands in templates/card.gp.
 *
 * Knows of text and gnuplot; nothing of courses.
 */
#ifndef LECTERN_CARD_H
#define LECTERN_CARD_H

#include <glib.h>

/* Where it is on the site. */
#define CARD_FILE "assets/card.png"

/*
 * Draw @title, @author and @claims, a line about the verdicts, as the file @path by the commands of
 * the file @look.  NULL: nothing is said there.  A key of all that it shows is kept in the file
 * @key: what would stay the same is left alone.  Errors: G_FILE_ERROR, and plotter_run()'s.
 */
gboolean card_draw(const char *title, const char *author, const char *claims, const char *look,
                   const char *key, const char *path, GError **error);

/*
 * Return @title as lines of at most @width letters, wide ones counting as two; a word that is
 * longer keeps its line (char *, transfer full).
 */
GPtrArray *card_lines(const char *title, guint width);

#endif
