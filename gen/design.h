/*
 * design.h - what an experiment varies: factors, their levels, and the conditions they make.
 *
 * An executor is not a factor but stands before them: a condition is an executor and one level of
 * every factor.  Designs come from the options of a note's block or from the columns of a CSV file;
 * whatever judges or draws samples sees only this, and cannot tell which.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_DESIGN_H
#define LECTERN_DESIGN_H

#include <glib.h>

typedef struct Factor {
	char *name;        /* "workers", "python", "start-method", "release", or of the workload */
	GPtrArray *levels; /* char *, source text, unique, in the author's order; at least one */
} Factor;

typedef struct Condition {
	char *executor;    /* name; any word in a CSV file */
	GPtrArray *levels; /* char *, one for each factor of the design, in its order */
	char *absent;      /* why it cannot be measured here; NULL: it can */
	gboolean implied;  /* added for `speedup`, not asked for: never drawn or tabled */
} Condition;

typedef struct Design {
	char *id;              /* of the experiment; "" when there is only one without a name */
	GPtrArray *factors;    /* Factor, owned */
	GPtrArray *conditions; /* Condition, owned */
} Design;

Design *design_new(const char *id);
void design_free(Design *design);

/* Return a copy of @design (transfer full). */
Design *design_copy(const Design *design);

/* Make a factor without levels (transfer full). */
Factor *factor_new(const char *name);
void factor_free(Factor *factor);

/* Add the factor @name without levels and return it (borrowed). */
Factor *design_add_factor(Design *design, const char *name);

/* Add @level to @factor unless it is there. */
void factor_add_level(Factor *factor, const char *level);

/* Return the index of the factor called @name, or -1. */
int design_factor(const Design *design, const char *name);

/* Add a condition; @levels (char *, one a factor) are copied.  Return it (borrowed). */
Condition *design_add_condition(Design *design, const char *executor, char *const *levels);

/* Return the index of the condition that has these values exactly, or -1. */
int design_find(const Design *design, const char *executor, char *const *levels);

/* Return the level of @condition for the factor @name, or NULL. */
const char *condition_level(const Design *design, const Condition *condition, const char *name);

/*
 * Return "gil" or "gil(workers=2, size=10)": the executor and the levels of those factors that have
 * several (transfer full).  It is the reference form of expressions without a metric.
 */
char *condition_label(const Design *design, const Condition *condition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Design, design_free)

#endif
