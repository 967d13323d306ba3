/*
 * verdict.h - what was found about a claim or a value, with all its evidence, and its JSON.
 *
 * Knows of formulas; nothing of samples or of how verdicts are reached (judge.h).
 */
#ifndef LECTERN_VERDICT_H
#define LECTERN_VERDICT_H

#include "expr.h"
#include <jansson.h>

typedef enum VerdictKind {
	VERDICT_SUPPORTED,
	VERDICT_REFUTED,
	VERDICT_INCONCLUSIVE,
	VERDICT_UNTESTABLE,
	VERDICT_PENDING, /* not measured yet: only in a preview */
} VerdictKind;

typedef enum Scale {
	SCALE_LOG,        /* lhs / rhs, intervals computed on the logarithms */
	SCALE_DIFFERENCE, /* lhs - rhs */
	SCALE_RATE,       /* a rate of rounds */
	SCALE_FACT,       /* always, sometimes: the rate of rounds in which the comparison holds */
} Scale;

/* A number and its interval; NAN: there is none; an end may be infinite. */
typedef struct Estimate {
	double estimate;
	double low;
	double high;
	Unit unit;
	guint rounds;      /* from which it comes; 0: a constant */
	guint dropped;     /* rounds that were not used */
	gboolean constant; /* all rounds gave the same */
} Estimate;

typedef struct Verdict {
	char *claim; /* the formula, or the part of one, as written */
	VerdictKind verdict;
	Expected expected;
	gboolean testable; /* neither VERDICT_UNTESTABLE nor VERDICT_PENDING */
	Scale scale;
	gboolean has_scale;  /* FALSE with parts, and where nothing could be computed */
	Estimate estimate;   /* on the scale: ratio, difference or rate */
	Estimate lhs, rhs;   /* both sides, in the units of the metrics */
	double confidence;   /* a fraction */
	guint rounds;        /* used; with parts: the fewest */
	guint dropped;       /* not used: disturbed, or without a value; with parts: the most */
	guint needed;        /* rounds that would about be needed to decide; 0: not known */
	char *reason;        /* why it is inconclusive or untestable; NULL otherwise */
	GPtrArray *warnings; /* char *, what to know about the evidence, with a remedy */
	GPtrArray *parts;    /* Verdict, owned; empty unless there was an `and` */
} Verdict;

Verdict *verdict_new(const char *claim);
void verdict_free(Verdict *verdict);

/* Add a warning to @verdict. */
void verdict_warn(Verdict *verdict, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Return "supported", "refuted", "inconclusive", "untestable" or "pending". */
const char *verdict_name(VerdictKind kind);

/* Return "log", "difference", "rate" or "fact". */
const char *scale_name(Scale scale);

/* Tell whether the verdict is the expected one, or the claim is not testable here or not yet. */
gboolean verdict_as_expected(const Verdict *verdict);

/* Return the object that `lectern judge` prints (transfer full). */
json_t *verdict_json(const Verdict *verdict);

/* What packing makes of them, with the fields in their order. */
#define ESTIMATE_TYPE "(dddiuub)"
#define VERDICT_TYPE  "(siibib" ESTIMATE_TYPE ESTIMATE_TYPE ESTIMATE_TYPE "duuumsasav)"

/* Return them for a file of our own, exact to the bit; what is returned is floating. */
GVariant *estimate_pack(const Estimate *estimate);
GVariant *verdict_pack(const Verdict *verdict);

/* Return what was packed, of these types (transfer full). */
Estimate estimate_unpack(GVariant *packed);
Verdict *verdict_unpack(GVariant *packed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)

#endif
