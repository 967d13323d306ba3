/*
 * block.h - the Markdown that stands for an experiment block: code, figure, table, output.
 *
 * Knows of one experiment and its result; nothing of the text around it.
 */
#ifndef LECTERN_BLOCK_H
#define LECTERN_BLOCK_H

#include "book.h"
#include "plan.h"

/* What is needed; borrowed. */
typedef struct Block {
	const Experiment *experiment;
	const PlanItem *item;       /* NULL for a snippet */
	const char *figure_caption; /* spliced; "" for none */
	const char *table_caption;  /* spliced; "" for none */
	const char *figures;        /* folder of pictures as seen from the Markdown */
	const char *output;         /* what a snippet printed, or NULL */
} Block;

/* A table of conditions by metrics: medians with intervals. */
typedef struct Grid {
	GPtrArray *header; /* char * */
	GPtrArray *rows;   /* GPtrArray of char *, owned */
} Grid;

/* Return the Markdown (transfer full), without a line end after the last line. */
char *block_text(const Block *block);

/* Return the conditions of @item with all its metrics (transfer full). */
Grid *block_grid(const PlanItem *item);
void grid_free(Grid *grid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grid, grid_free)

#endif
