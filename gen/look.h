/*
 * look.h - what outputs are made with: this program, templates, tools.
 *
 * Templates are known by their bytes and for what they are: a line of the style sheet, which the
 * site has a copy of, changes no page; pandoc is no matter of figures, nor gnuplot of pages.  A
 * file that look.c does not know is a matter of all formats.
 *
 * Knows of templates, tools and formats; nothing of notes.
 */
#ifndef LECTERN_LOOK_H
#define LECTERN_LOOK_H

#include "inputs.h"
#include "job.h"
#include "paths.h"
#include "tool.h"

/* So many formats there are. */
#define LOOK_FORMATS (RENDER_VOLUME + 1)

typedef struct Look {
	char *program;                   /* identity of this program */
	GPtrArray *inputs[LOOK_FORMATS]; /* of the format, see inputs.h; owned */
	char *keys[LOOK_FORMATS];        /* of these */
	GPtrArray *figures;              /* inputs of all figures, owned */
	char *figures_key;               /* of these */
} Look;

Look *look_new(const Paths *paths, Tools *tools);
void look_free(Look *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Look, look_free)

#endif
