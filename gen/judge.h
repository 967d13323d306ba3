/*
 * judge.h - from samples to verdicts: DESIGN 6 in code.
 *
 * A claim is judged by the interval of lhs / rhs (or lhs - rhs): wholly on the claimed side,
 * supported; wholly on the other, refuted; else inconclusive.  Facts are judged by counting rounds.
 * The same samples, claim and seed give the same bits.
 *
 * Knows of formulas, samples and statistics; nothing of notes, of measuring or of pages.
 */
#ifndef LECTERN_JUDGE_H
#define LECTERN_JUDGE_H

#include "samples.h"
#include "scope.h"
#include "verdict.h"

#define JUDGE_CONFIDENCE 0.99

typedef struct JudgeOptions {
	double confidence;   /* a fraction; 0: JUDGE_CONFIDENCE */
	guint64 seed;        /* mixed with the names of the experiments and the claim's text */
	gboolean more_looks; /* more rounds may come: `always` is not supported yet */
	/* By experiment: the A/A control differed from itself; NULL: none did. */
	const gboolean *differs;
} JudgeOptions;

/*
 * Judge @formula (checked against @scope) by @samples, one of each experiment of the scope or NULL
 * where nothing was measured (transfer full).
 */
Verdict *judge_claim(const Formula *formula, const Scope *scope, const Samples *const *samples,
                     const JudgeOptions *options);

/*
 * Estimate the value @formula likewise.  Where it cannot be computed, all numbers are NAN and
 * @reason (transfer full, may be NULL) says why.
 */
Estimate judge_value(const Formula *formula, const Scope *scope, const Samples *const *samples,
                     const JudgeOptions *options, char **reason);

/* Tell whether more rounds cannot change what @verdict says: the measuring loop may stop. */
gboolean judge_decided(const Verdict *verdict);

/*
 * Estimate the median of @metric under @condition with its exact interval; also for figures and
 * tables.  NAN when there are no values.
 */
Estimate judge_median(const Samples *samples, guint condition, const char *metric,
                      double confidence);

#endif
