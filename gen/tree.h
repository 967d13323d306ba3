/*
 * tree.h - the tree of a formula: of a claim or of a value.
 *
 * Every node knows the bytes of the formula it came from, so that findings point into it.  The
 * parser (expr.h) makes the tree, scope.h resolves its references against the experiments, judge.h
 * evaluates it.
 *
 * Knows of spans, units and what there is over workers; nothing of experiments or statistics.
 */
#ifndef LECTERN_TREE_H
#define LECTERN_TREE_H

#include "samples.h"
#include "source.h"

typedef enum ExprKind {
	EXPR_NUMBER,
	EXPR_REF,
	EXPR_NEGATE, /* left */
	EXPR_ADD,
	EXPR_SUBTRACT,
	EXPR_MULTIPLY,
	EXPR_DIVIDE,
	EXPR_LOG,  /* left */
	EXPR_ABS,  /* left */
	EXPR_AGG,  /* left, over the rounds */
	EXPR_RATE, /* compare, over the rounds */
} ExprKind;

/* Functions over the rounds. */
typedef enum Agg {
	AGG_QUANTILE, /* with median = 0.5 */
	AGG_MEAN,
	AGG_MIN, /* in values only: no valid interval */
	AGG_MAX,
} Agg;

typedef enum CompareOp {
	COMPARE_GREATER,
	COMPARE_GREATER_EQUAL,
	COMPARE_LESS,
	COMPARE_LESS_EQUAL,
	COMPARE_EQUAL,
	COMPARE_NOT_EQUAL,
	COMPARE_NEAR, /* ~= ... within p% */
} CompareOp;

typedef enum Expected {
	EXPECTED_SUPPORTED,
	EXPECTED_REFUTED,
	EXPECTED_INCONCLUSIVE,
} Expected;

/* How a part of a formula speaks of the rounds. */
typedef enum TermKind {
	TERM_INTERVAL,  /* an estimate over the rounds and its interval */
	TERM_ALWAYS,    /* every round */
	TERM_SOMETIMES, /* one round at least */
} TermKind;

/* "factor = level" within a reference. */
typedef struct Setting {
	char *factor;
	char *level;
	gsize factor_start, level_start; /* offsets in the formula's text */
} Setting;

/* One mention of a metric under a condition. */
typedef struct Ref {
	char *experiment; /* as written, or NULL */
	char *executor;
	GPtrArray *settings; /* Setting, owned */
	char *metric;
	Over over;        /* function over the workers around it */
	gsize start, end; /* bytes of the formula's text */
	gsize executor_start, metric_start;
	int home;      /* index of its experiment in the scope; -1: not resolved */
	int condition; /* index into that experiment's conditions; -1: not resolved */
} Ref;

typedef struct Compare Compare;

typedef struct Expr {
	ExprKind kind;
	gsize start, end;          /* bytes of the formula's text */
	double number;             /* EXPR_NUMBER, in SI units */
	char *written;             /* EXPR_NUMBER: for readers, with its unit */
	Unit unit;                 /* EXPR_NUMBER: of what was written */
	gboolean bare;             /* EXPR_NUMBER: written without unit */
	Ref *ref;                  /* EXPR_REF, owned */
	Agg agg;                   /* EXPR_AGG */
	double p;                  /* AGG_QUANTILE: 0 to 1 */
	struct Expr *left, *right; /* owned */
	Compare *compare;          /* EXPR_RATE, owned */
} Expr;

struct Compare {
	CompareOp op;
	Expr *lhs, *rhs;  /* owned */
	double within;    /* COMPARE_NEAR: a fraction */
	gsize start, end; /* bytes of the formula's text */
	gsize op_start;   /* where the operator stands */
};

/* One part of a claim; parts are joined by `and`. */
typedef struct Term {
	TermKind kind;
	Compare *compare; /* owned */
	gsize start, end; /* bytes of the formula's text */
} Term;

/* "when" condition: what must hold for the claim to be testable. */
typedef struct When {
	char *subject; /* "cores", "python" or a factor */
	CompareOp op;  /* never COMPARE_NEAR */
	char *level;
	gsize start, end; /* bytes of the formula's text */
	gsize level_start;
} When;

typedef struct Formula {
	char *text;       /* as written */
	gboolean value;   /* an expression without comparison: `expr` is set, `terms` is empty */
	Expr *expr;       /* of a value, owned */
	GPtrArray *terms; /* Term, owned, at least one in a claim */
	GPtrArray *whens; /* When, owned */
	Expected expected;
	GPtrArray *refs;  /* Ref, borrowed from the tree, in order of the text */
	Span span;        /* where the text stands in a note, or nowhere */
	gboolean checked; /* resolved by formula_check() without errors */
} Formula;

void formula_free(Formula *formula);

/* Make the formula of @text, still without tree. */
Formula *formula_new(const char *text, Span span);

/* Make a reference to nothing yet. */
Ref *ref_new(void);
void ref_free(Ref *ref);

/* Free trees; NULL is fine. */
void expr_free(Expr *expr);
void compare_free(Compare *compare);

/* Return where the bytes from @start to @end of the formula's text stand in its source. */
Span formula_span(const Formula *formula, gsize start, gsize end);

/* Return the bytes from @start to @end, spaces trimmed (transfer full). */
char *formula_slice(const Formula *formula, gsize start, gsize end);

/*
 * Return @compare for readers, with the signs of mathematics and the names as written: "process
 * start > 5 × gil start" (transfer full).
 */
char *compare_words(const Compare *compare);

/* Return @expr for readers (transfer full). */
char *expr_words(const Expr *expr);

/* Return all of @formula for readers, parts joined by "and" (transfer full). */
char *formula_words(const Formula *formula);

/* Tell whether there is a rate or a quantile but the median in it: such claims get more looks. */
gboolean formula_needs_more(const Formula *formula);

/* Return "median", "p90", "mean", ... (transfer full). */
char *agg_name(Agg agg, double p);

/* Return "distinct", "total", ..., or "". */
const char *over_name(Over over);

/* Return the sign of @op as it is written: ">=". */
const char *compare_sign(CompareOp op);

/* Return "supported", "refuted" or "inconclusive". */
const char *expected_name(Expected expected);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Formula, formula_free)

#endif
