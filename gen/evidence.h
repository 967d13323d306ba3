/*
 * evidence.h - what was found about the claims and values of a note, in words for readers.
 *
 * Knows of plans, verdicts and numbers; nothing of Markdown.  The side file of a note, which the
 * pandoc filter lays out, is written from it: its shape is told in templates/lectern.lua.
 */
#ifndef LECTERN_EVIDENCE_H
#define LECTERN_EVIDENCE_H

#include "book.h"
#include "judge.h"
#include "lua.h"
#include "memory.h"

/* What was found about one claim or value. */
typedef struct Evidence {
	const Mark *mark;
	const PlanItem *item; /* the experiment it names; NULL: a fact of the machine */
	Verdict *verdict;     /* of a claim, owned; else NULL */
	gboolean measuring;   /* what it speaks of is to be measured yet, or again */
	Estimate estimate;    /* of a value */
	char *reason;         /* why a value has no number, or NULL */
	char *text;           /* of a value: what readers see */
} Evidence;

/*
 * Judge the claims and values of @note (Evidence, owned, in the order of its marks).  @strict is
 * the confidence of every claim; 0: the usual one.  @memory spares work; NULL: there is none.
 */
GPtrArray *evidence_collect(const Note *note, const Plan *plan, double confidence, Memory *memory);
void evidence_free(Evidence *evidence);

/* Return the evidence of @mark among @list, or NULL. */
const Evidence *evidence_find(const GPtrArray *list, const Mark *mark);

/* Load the stored results of the experiments that claims name together with the one @index. */
void evidence_load(const Plan *plan, guint index);

/*
 * Judge all claims that name the experiment @index by @samples: may its measurement stop?  Without
 * claims it may when the intervals that its page shows are as narrow as `precision` says.
 */
gboolean evidence_decided(const Plan *plan, guint index, const Samples *samples);

/*
 * Return the metric of the experiment @index that is claimed first (borrowed): by its own claims in
 * the order of the notes or, without any, by those of others.  NULL: nothing is claimed of it.
 */
const char *evidence_claimed(const Plan *plan, guint index);

/*
 * Tell whether the A/A control in @samples of the experiment @index differs from its condition in
 * the metric that is claimed first.
 */
gboolean evidence_differs(const Plan *plan, guint index, const Samples *samples);

/*
 * Say what the A/A control of the experiment @index found (transfer full); NULL when there is none.
 */
char *evidence_control(const Plan *plan, guint index);

/*
 * Tell whether the list of statements on the page of @note, if it has one, shows what was found
 * with the experiment @index: a claim that backs one names it.
 */
gboolean evidence_listed(const Note *note, const Plan *plan, guint index);

/* Tell whether the testable verdict of a claim is not the expected one. */
gboolean evidence_unexpected(const Evidence *evidence);

/* Return the sign of a verdict: "✓". */
const char *evidence_sign(VerdictKind kind);

/* Return one line: both sides, interval, rounds; or the reason (transfer full). */
char *evidence_line(const Verdict *verdict);

/* Write the fields `claims` and `values` of the side file of @note. */
void evidence_write(const GPtrArray *list, const Course *course, const Note *note, Lua *lua);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Evidence, evidence_free)

#endif
