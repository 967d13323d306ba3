/*
 * plan.h - what must be measured, and why.
 *
 * For each experiment: the interpreters of its conditions, what cannot be measured here and why,
 * the metrics that figure, table, claims and values need, the two keys, and the stored result or
 * the reason to measure.  Nothing is run here but interpreters that are asked for their version
 * once.
 *
 * Knows of courses, formulas, interpreters and the store; nothing of runs or output.
 */
#ifndef LECTERN_PLAN_H
#define LECTERN_PLAN_H

#include "course.h"
#include "machine.h"
#include "python.h"
#include "scope.h"
#include "store.h"
#include "workload.h"

typedef enum PlanReason {
	PLAN_CURRENT,    /* the stored result holds */
	PLAN_NEW,        /* there is none under this key */
	PLAN_OLD,        /* it is older than max-age */
	PLAN_FRESH,      /* --fresh */
	PLAN_HASTY,      /* there is one, but it was measured in a hurry */
	PLAN_UNDECIDED,  /* a changed claim is undecided and looks remain */
	PLAN_UNTESTABLE, /* no condition can be measured here */
	PLAN_MISSING,    /* --frozen, and there is none */
} PlanReason;

typedef struct PlanItem {
	guint index; /* in the plan, and in its scope */
	const Note *note;
	Experiment *experiment; /* borrowed; its design is completed by the plan */
	char *code;             /* the workload's text, also of a shared one */
	PlanReason reason;
	char *why;           /* the reason in words */
	char *content;       /* key of what is measured */
	char *host;          /* key of where */
	GPtrArray *inputs;   /* char *: what the keys are made of, see key.h */
	char *stored;        /* path of the stored result, or NULL */
	gint64 taken;        /* when that was stored, s since 1970; 0: of no account */
	GPtrArray *pythons;  /* Python or NULL, one for each of experiment->pythons, at least one */
	GPtrArray *versions; /* char *: their versions, NULL where there is none */
	gboolean held;       /* runs whose workers start together are needed */
	gboolean unheld;     /* runs that sample call, start and life are needed */
	GPtrArray *marks;    /* const Mark *, claims and values that name the experiment */
	GPtrArray *naming;  /* const Mark *, those of any experiment whose formulas name this one */
	GPtrArray *decides; /* char *, what decides when to stop, see Result.claims */
	Result *result;     /* owned; loaded or measured, NULL until then or when it failed */
	char *failure;      /* why there is no result, for the page; or NULL */
	gboolean pending;   /* it is to be measured after this build, see plan_defer() */
	gboolean former;    /* the figure of what stood here before is shown until then */
	gboolean needed;    /* a page of this build shows or names it */
	gboolean measured;  /* in this build */
	double took;        /* s that this took, also when it failed; 0: it was not measured */
	char *alt;          /* alternative text of the figure, once it is drawn */
	char *legend;       /* what the marks of the figure mean, likewise */
	char *no_figure;    /* why there is no figure though one was wanted, or NULL */
} PlanItem;

typedef struct Plan {
	GPtrArray *items;             /* PlanItem, owned, in the order of the course */
	GHashTable *indices;          /* char * to index + 1: items by the ids of experiments */
	ScopeExperiment *experiments; /* the same as formulas see them */
	Scope scope;                  /* of formulas, without a home: see plan_scope() */
	Machine *machine;             /* owned: this machine */
	char *compiler; /* what the C compiler calls itself, or NULL when there is none */
	char *cc;       /* path of the C compiler, or NULL */
} Plan;

/* Where things are and what was asked for; borrowed. */
typedef struct PlanOptions {
	const char *data; /* folder of stored results */
	const char *kept; /* tracked folder of results, or NULL */
	WorkloadPaths paths;
	double max_age; /* s */
	gboolean fresh;
	gboolean frozen;
	gboolean quick; /* what was measured in a hurry will do, and what is measured is */
	guint rounds;   /* overrides every `rounds`, 0: does not */
} PlanOptions;

/* Plan the whole course; findings go to @diag. */
Plan *plan_make(const Course *course, const PlanOptions *options, Tools *tools, Diag *diag);
void plan_free(Plan *plan);

/* Return the item of the experiment @id, or NULL. */
PlanItem *plan_find(const Plan *plan, const char *id);

/* Return the index of the experiment @id, in the plan and in its scope, or -1. */
int plan_index(const Plan *plan, const char *id);

/* Return the scope of formulas that name the experiment @id (borrows from @plan). */
Scope plan_scope(const Plan *plan, const char *id);

/*
 * Return what to tell someone who named the experiment @id, which there is not: the nearest one,
 * and where all are listed (transfer full).
 */
char *plan_hint(const Plan *plan, const char *id);

/* Tell whether @item has to be measured. */
gboolean plan_must_measure(const PlanItem *item);

/* Return the interpreter of @condition, or NULL when it needs none. */
const Python *plan_python(const PlanItem *item, const Condition *condition);

/* Have @samples of @item read as its options say: how to reduce them is no part of what is stored.
 */
void plan_prepare(const PlanItem *item, Samples *samples);

/*
 * Have all that must be measured wait until after this build: what is stored for it, if anything,
 * stands in for it.
 */
void plan_defer(Plan *plan);

/* Load the stored result of @item unless it is there; a broken one becomes PLAN_NEW. */
void plan_load(PlanItem *item);

/* Tell whether claims or goals have changed since the loaded result was stopped. */
gboolean plan_has_new_claims(const PlanItem *item);

/* Have @item measured anew because a changed claim is undecided. */
void plan_reopen(PlanItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

#endif
