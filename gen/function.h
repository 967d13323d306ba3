/*
 * function.h - the table of functions of formulas.
 *
 * To add one over rounds or over workers, add a row here, a name in tree.c, and what it computes
 * in leaves.c or samples.c.
 *
 * Knows of the tree; nothing of parsing.
 */
#ifndef LECTERN_FUNCTION_H
#define LECTERN_FUNCTION_H

#include <glib.h>

typedef enum FunctionKind {
	FUNCTION_AGG,
	FUNCTION_OVER,
	FUNCTION_RATE,
	FUNCTION_LOG,
	FUNCTION_ABS,
	FUNCTION_FACT, /* always, sometimes: around a whole part only */
} FunctionKind;

typedef struct Function {
	const char *name;
	FunctionKind kind;
	int which; /* Agg or Over */
} Function;

/* Return the row of @name, or NULL; for a quantile, p05 to p95, @p tells which. */
const Function *function_find(const char *name, double *p);

/* Return the names of all functions, NULL-terminated, static. */
const char *const *function_names(void);

#endif
