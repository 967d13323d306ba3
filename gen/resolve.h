/*
 * resolve.h - what a formula can speak of, and which condition each of its references means.
 *
 * A condition that is absent can be meant like any other.
 *
 * Knows of formulas and designs; nothing of notes, samples or verdicts.
 */
#ifndef LECTERN_RESOLVE_H
#define LECTERN_RESOLVE_H

#include "design.h"
#include "diag.h"
#include "tree.h"

/* One experiment as formulas see it; everything is borrowed. */
typedef struct ScopeExperiment {
	const Design *design;     /* its id is what stands before ":" */
	const GPtrArray *metrics; /* char *: what it can yield */
	gboolean open;            /* it may yield metrics of other names, too */
	const char *code;         /* of the workload, in which record() names them; NULL: unknown */
	guint rounds;             /* how many will be measured at most; 0: by the looks */
	const char *python;       /* version of its interpreter, "3.11.2", or NULL: not known */
	/* Where `python` is a factor: the version of each level (char *, or NULL), else NULL. */
	const GPtrArray *versions;
} ScopeExperiment;

typedef struct Scope {
	const ScopeExperiment *experiments;
	guint n;             /* how many */
	GHashTable *indices; /* char * to index + 1: the same by id; NULL: look through them */
	int home;            /* index of the one that references mean without prefix; -1: none */
	guint cores;         /* of the machine; 0: not known */
	double confidence;   /* of verdicts; 0: no check of what can be decided */
} Scope;

/*
 * Find experiment and condition of every reference of @formula; findings go to @diag.  A factor
 * that is left out may be fixed by `when factor == level`.
 */
void formula_resolve(Formula *formula, const Scope *scope, Diag *diag);

/*
 * Compare two levels: as numbers if both parse as such, else as text; negative, 0, positive.
 * Versions of Python have version_compare().
 */
int level_compare(const char *a, const char *b);

/* Tell whether @level of @factor is the @wanted one; versions of Python may be given in part. */
gboolean level_matches(const char *factor, const char *level, const char *wanted);

/* Tell whether @order, as a comparison gave it, satisfies @op. */
gboolean order_satisfies(int order, CompareOp op);

#endif
