/*
 * court.h - made samples and what judges them, for tests.
 */
#ifndef TESTS_COURT_H
#define TESTS_COURT_H

#include "judge.h"
#include <math.h>
#include <string.h>

#define MAX_ROUNDS 200

/* The values of one metric under one executor, round by round; NAN: none. */
typedef struct Series {
	const char *executor;
	const char *metric;
	double values[MAX_ROUNDS];
} Series;

/* One or two experiments and what judges them. */
typedef struct Court {
	GPtrArray *samples; /* Samples, owned */
	GPtrArray *metrics; /* char *, borrowed */
	ScopeExperiment experiments[2];
	Scope scope;
	JudgeOptions options;
	gboolean differs[2];
} Court;

static inline Court *
court_new(void)
{
	Court *court = g_new0(Court, 1);

	court->samples = g_ptr_array_new_with_free_func((GDestroyNotify)samples_free);
	court->metrics = g_ptr_array_new();
	court->scope = (Scope){.experiments = court->experiments, .home = 0, .cores = 2};
	court->options.differs = court->differs;
	return court;
}

static inline void
court_free(Court *court)
{
	g_ptr_array_unref(court->samples);
	g_ptr_array_unref(court->metrics);
	g_free(court);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Court, court_free)

/* Add an experiment of @n_series series of @n rounds; executors in order of first appearance. */
static inline Samples *
add_experiment(Court *court, const char *id, const Series *series, guint n_series, guint n)
{
	Design *design = design_new(id);
	Samples *samples;

	for (guint s = 0; s < n_series; s++)
		if (design_find(design, series[s].executor, NULL) < 0)
			design_add_condition(design, series[s].executor, NULL);
	samples = samples_new(design);
	for (guint i = 0; i < n; i++) {
		for (guint s = 0; s < n_series; s++) {
			int condition = design_find(design, series[s].executor, NULL);
			Run run = {.round = i, .condition = (guint)condition};
			guint32 index = samples_add_run(samples, run);

			if (!isnan(series[s].values[i]))
				samples_add(samples, index,
				            samples_metric(samples, series[s].metric), -1, 0, FALSE,
				            series[s].values[i]);
		}
	}
	for (guint s = 0; s < n_series; s++)
		g_ptr_array_add(court->metrics, (gpointer)series[s].metric);
	court->experiments[court->scope.n++] =
		(ScopeExperiment){.design = design, .metrics = court->metrics};
	g_ptr_array_add(court->samples, samples);
	return samples;
}

/* Judge @text; it must be sound. */
static inline Verdict *
judge(const Court *court, const char *text)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) formula = formula_parse(text, source_nowhere(), diag);
	Verdict *verdict;

	g_assert_nonnull(formula);
	g_assert_true(formula_check(formula, &court->scope, diag));
	verdict = judge_claim(formula, &court->scope, (const Samples *const *)court->samples->pdata,
	                      &court->options);
	g_assert_cmpint(verdict->expected, ==, formula->expected);
	return verdict;
}

/* Fill @n values around @middle, evenly within @spread (a fraction) of it, in a mixed order. */
static inline void
fill(double *values, guint n, double middle, double spread, guint step)
{
	for (guint i = 0; i < n; i++) {
		guint k = i * step % n; /* step and n have no common divisor */

		values[i] = middle * (1 + spread * (2.0 * (k + 0.5) / n - 1));
	}
}

/* a takes 2 ms, b 1 ms, both give or take 5 %; counts; shares that cross zero. */
static inline Court *
make_court(guint n)
{
	static Series series[] = {{"a", "wall", {0}}, {"b", "wall", {0}},  {"a", "lost", {0}},
	                          {"b", "lost", {0}}, {"a", "drift", {0}}, {"b", "same", {0}},
	                          {"a", "start", {0}}};
	Court *court = court_new();

	fill(series[0].values, n, 2e-3, 0.05, 7);
	fill(series[1].values, n, 1e-3, 0.05, 11);
	for (guint i = 0; i < n; i++) {
		series[2].values[i] = i % 10 == 0 ? 0 : 1000 + i;
		series[3].values[i] = 0;
		series[4].values[i] = i % 2 ? -1.0 - i % 3 : 1.0 + i % 3;
		series[5].values[i] = 2000;
		series[6].values[i] = 5e-6;
	}
	add_experiment(court, "demo", series, G_N_ELEMENTS(series), n);
	return court;
}

#endif
