/*
 * trial.h - expressions judged by the samples of a CSV file.
 *
 * No verdict hangs on what else is judged at the same time: expressions may be given together or
 * one by one.
 *
 * Knows of tables, formulas and verdicts; nothing of command lines or notes.
 */
#ifndef LECTERN_TRIAL_H
#define LECTERN_TRIAL_H

#include "csv.h"
#include "judge.h"

typedef struct TrialOptions {
	double confidence; /* a fraction */
	guint64 seed;
	guint cores; /* of the machine that measured; 0: as the table says */
} TrialOptions;

/* Expressions and what they are about; findings point into it. */
typedef struct Trial Trial;

/*
 * Parse and check @n expressions @texts against what @table holds; findings go to @diag, which must
 * be printed while the trial is there.  @table is borrowed.
 */
Trial *trial_new(const Table *table, const char *const *texts, guint n, Diag *diag);
void trial_free(Trial *trial);

/* Return the verdicts on all expressions, none of which had a finding (Verdict, owned). */
GPtrArray *trial_judge(const Trial *trial, const TrialOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trial, trial_free)

#endif
