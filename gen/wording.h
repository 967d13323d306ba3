/*
 * wording.h - values and verdicts in words for readers.
 *
 * Knows of marks, formulas, verdicts and numbers; nothing of plans or pages.
 */
#ifndef LECTERN_WORDING_H
#define LECTERN_WORDING_H

#include "mark.h"
#include "verdict.h"

/*
 * Return what replaces the author's guess at the value @mark (transfer full): the number, with what
 * belongs to it and was in the guess: "20 times", "50 %".  The rate of a comparison without a guess
 * is shown as per cent, too.
 */
char *wording_value(const Mark *mark, const Estimate *estimate);

/* Return its interval in the same unit (transfer full), or NULL when there is none. */
char *wording_value_interval(const Mark *mark, const Estimate *estimate);

/*
 * Return "exactly 2000" when all rounds gave the same number, "2000 in most rounds" when the
 * interval has no width nevertheless (transfer full), else NULL.
 */
char *wording_exact(const Estimate *estimate);

/*
 * Return "1.02 ms (0.98 to 1.07 ms)", "exactly 2000", or the number alone when it has no interval
 * (transfer full); NULL when it was not computed.
 */
char *wording_quantity(const Estimate *estimate);

/*
 * Return "process start: 1.02 ms (0.98 to 1.07 ms)" (transfer full), the words alone of a constant;
 * NULL for a side that was not computed.
 */
char *wording_side(const Expr *expr, const Estimate *estimate);

/* Return what the estimate of a verdict is: "ratio of the two sides" (static). */
const char *wording_scale(Scale scale);

/* Return the estimate on the scale (transfer full): "20.3", "93 %"; facts are counted in rounds. */
char *wording_measured(const Verdict *verdict);

/* Return the interval that goes with it (transfer full), or NULL. */
char *wording_interval(const Verdict *verdict);

/* Return a line on a verdict without parts: estimate, both sides, rounds, reason (transfer full).
 */
char *wording_line(const Verdict *verdict);

#endif
