/*
 * scope.h - the check of formulas against what they can speak of.
 *
 * formula_check() resolves every reference to an experiment and a condition, checks units, and
 * finds what can never be decided.  A condition that is absent is no finding: claims that name it
 * are untestable, with its reason.
 *
 * Knows of formulas and designs; nothing of notes, samples or verdicts.
 */
#ifndef LECTERN_SCOPE_H
#define LECTERN_SCOPE_H

#include "expr.h"
#include "resolve.h"

/*
 * Resolve and check @formula; findings go to @diag.  Return whether it is sound.  To be called
 * once; a second call with another scope resolves anew.
 */
gboolean formula_check(Formula *formula, const Scope *scope, Diag *diag);

/*
 * Return why @formula cannot be tested (transfer full): a `when` that is not met, or a condition
 * that is absent; NULL when it can.  @formula has been checked.
 */
char *formula_untestable(const Formula *formula, const Scope *scope);

#endif
