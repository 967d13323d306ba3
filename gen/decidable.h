/*
 * decidable.h - what no number of rounds that would be made can decide.
 *
 * Knows of formulas and of what intervals can reach; nothing of samples.
 */
#ifndef LECTERN_DECIDABLE_H
#define LECTERN_DECIDABLE_H

#include "diag.h"
#include "tree.h"

/*
 * Add a finding for each part of the claim @formula that @rounds rounds (0: as many as the looks
 * allow) cannot support at @confidence.  Claims that are expected not to be supported are left.
 */
void decidable_check(const Formula *formula, guint rounds, double confidence, Diag *diag);

/* Tell the value of @expr if it holds numbers only. */
gboolean expr_constant(const Expr *expr, double *value);

#endif
