/*
 * expr.h - the parser of formulas.
 *
 * The grammar is that of the manual.  Functions are rows of function.c, units of scan.c.
 *
 * Knows of findings and the tree; nothing of experiments, samples or statistics.
 */
#ifndef LECTERN_EXPR_H
#define LECTERN_EXPR_H

#include "diag.h"
#include "tree.h"

/* Limits of a formula; beyond them it is a finding. */
#define FORMULA_MAX_BYTES   4096
#define FORMULA_MAX_NESTING 40

/*
 * Parse the claim @text (transfer full).  @span is where it stands: findings point at their bytes
 * in it as far as they can be told (escapes and line prefixes are seen through), else at all of it.
 * Syntax errors are findings, and NULL is returned.
 */
Formula *formula_parse(const char *text, Span span, Diag *diag);

/* Likewise for the expression of a value. */
Formula *value_parse(const char *text, Span span, Diag *diag);

#endif
