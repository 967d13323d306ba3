/*
 * scope.h - what a formula can speak of: experiments, their conditions and metrics; and the check.
 *
 * formula_check() resolves every reference to an experiment and a condition, checks units, and
 * finds what can never be decided.  A condition that is absent is no finding: claims that name it
 * are untestable, with its reason.
 *
 * Knows of formulas and designs; nothing of notes, samples or verdicts.
 */
#ifndef LECTERN_SCOPE_H
#define LECTERN_SCOPE_H

#include "design.h"
#include "expr.h"

/* One experiment as formulas see it; everything is borrowed. */
typedef struct ScopeExperiment {
	const Design *design;     /* its id is what stands before ":" */
	const GPtrArray *metrics; /* char *: what it can yield */
	gboolean open;            /* it may yield metrics of other names, too */
	guint rounds;             /* how many will be measured at most; 0: by the looks */
	const char *python;       /* version of its interpreter, "3.11.2", or NULL: not known */
	/* Where `python` is a factor: the version of each level (char *, or NULL), else NULL. */
	const GPtrArray *versions;
} ScopeExperiment;

typedef struct Scope {
	const ScopeExperiment *experiments;
	guint n;           /* how many */
	int home;          /* index of the one that references mean without prefix; -1: none */
	guint cores;       /* of the machine; 0: not known */
	double confidence; /* of verdicts; 0: no check of what can be decided */
} Scope;

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

/* Return the unit of @expr, of a formula that has been checked. */
Unit expr_unit(const Expr *expr);

/*
 * Compare two levels: as numbers if both parse as such, else as text; negative, 0, positive.
 * Versions of Python are compared part by part.
 */
int level_compare(const char *a, const char *b);
int version_compare(const char *a, const char *b);

#endif
