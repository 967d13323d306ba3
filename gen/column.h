/*
 * column.h - the columns of tidy CSV that are no factors: their names, what their cells hold.
 *
 * To add a column, add a row to COLUMNS here, say in column.c what its cells hold, and give Row
 * (rowset.h) a field.
 *
 * Knows of cells; nothing of findings or samples.
 */
#ifndef LECTERN_COLUMN_H
#define LECTERN_COLUMN_H

#include "cells.h"

/* Those that must be there come first. */
#define COLUMNS(ROW)                                                                               \
	ROW(EXECUTOR, "executor")                                                                  \
	ROW(ROUND, "round")                                                                        \
	ROW(METRIC, "metric")                                                                      \
	ROW(VALUE, "value")                                                                        \
	ROW(EXPERIMENT, "experiment")                                                              \
	ROW(WORKER, "worker")                                                                      \
	ROW(ITERATION, "iteration")                                                                \
	ROW(WARMUP, "warmup")                                                                      \
	ROW(FOREIGN, "foreign")                                                                    \
	ROW(DROPPED, "dropped")                                                                    \
	ROW(CORES, "cores")                                                                        \
	ROW(CONTROL, "control")                                                                    \
	ROW(REDUCE, "reduce")

#define COLUMN_AS_ENUM(id, name) COLUMN_##id,

typedef enum Column {
	COLUMNS(COLUMN_AS_ENUM)
		COLUMN_FACTOR, /* and those above: the index of the factor is added */
} Column;

#define COLUMN_REQUIRED (COLUMN_VALUE + 1)

/* Sizes of values; beyond them ratios, and squares of ratios, are no numbers. */
#define COLUMN_LEAST_VALUE 1e-75
#define COLUMN_MOST_VALUE  1e75

/* Return the names, NULL-terminated, static. */
const char *const *column_names(void);

/* Return the column called @name, or COLUMN_FACTOR. */
Column column_find(const char *name);

/* Return what a cell of @column must hold, for a message: "a whole number". */
const char *column_wants(Column column);

/* Return how a cell of @column that holds something else may be mended, or NULL. */
const char *column_help(Column column, const Cell *cell);

/* Parse a finite decimal number; one that a double can only hold as 0 is none. */
gboolean cell_number(const Cell *cell, double *number);

/* Parse a whole number from @least to @most; "2.0" is one, as tables write it. */
gboolean cell_whole(const Cell *cell, double least, double most, double *number);

/* Parse 0, 1, false, true, no or yes. */
gboolean cell_flag(const Cell *cell, gboolean *flag);

/* Tell whether the cell holds just @word, small or capital letters alike. */
gboolean cell_is(const Cell *cell, const char *word);

#endif
