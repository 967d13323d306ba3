/*
 * dimension.h - the dimension of an expression: seconds and bytes to whole powers.
 *
 * Numbers without unit, and metrics of a workload's own, take the dimension of what they are
 * compared with or added to.
 *
 * Knows of the tree and of metrics; nothing of experiments.
 */
#ifndef LECTERN_DIMENSION_H
#define LECTERN_DIMENSION_H

#include "diag.h"
#include "tree.h"

typedef struct Dimension {
	int seconds;   /* power */
	int bytes;     /* power */
	gboolean free; /* takes any dimension */
	gboolean bare; /* and is a number that the author wrote */
} Dimension;

/* Check the dimensions of all of @formula; findings go to @diag. */
void dimension_check(const Formula *formula, Diag *diag);

/* Return the dimension of @expr, without checks. */
Dimension expr_dimension(const Expr *expr);

/* Return the unit of @expr; UNIT_NONE where it has none or none with a name. */
Unit expr_unit(const Expr *expr);

/* Tell whether any time or rate is in @expr: values of clocks, which never tie by nature. */
gboolean expr_is_timed(const Expr *expr);

/* Return the unit of the metric of @ref under its function over the workers. */
Unit ref_unit(const Ref *ref);

#endif
