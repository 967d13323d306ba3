/* t-judge.c - verdicts: every rule of the contract, on made samples. */
#include "judge.h"

#include "random.h"
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

static Court *
court_new(void)
{
	Court *court = g_new0(Court, 1);

	court->samples = g_ptr_array_new_with_free_func((GDestroyNotify)samples_free);
	court->metrics = g_ptr_array_new();
	court->scope = (Scope){.experiments = court->experiments, .home = 0, .cores = 2};
	court->options.differs = court->differs;
	return court;
}

static void
court_free(Court *court)
{
	g_ptr_array_unref(court->samples);
	g_ptr_array_unref(court->metrics);
	g_free(court);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Court, court_free)

/* Add an experiment of @n_series series of @n rounds; executors in order of first appearance. */
static Samples *
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
static Verdict *
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
static void
fill(double *values, guint n, double middle, double spread, guint step)
{
	for (guint i = 0; i < n; i++) {
		guint k = i * step % n; /* step and n have no common divisor */

		values[i] = middle * (1 + spread * (2.0 * (k + 0.5) / n - 1));
	}
}

/* a takes 2 ms, b 1 ms, both give or take 5 %; counts; shares that cross zero. */
static Court *
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

static const struct {
	guint rounds;
	const char *claim;
	VerdictKind verdict;
	Scale scale;
	double estimate;    /* NAN: whatever */
	const char *reason; /* part of it */
} cases[] = {
	/* by the interval of a ratio of medians */
	{20, "a.wall > b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "a.wall >= b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "a.wall < b.wall", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall <= b.wall", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall != b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "a.wall == b.wall", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall > 2 * b.wall", VERDICT_INCONCLUSIVE, SCALE_LOG, 1, "both sides of 1"},
	{20, "a.wall / b.wall > 1.5", VERDICT_SUPPORTED, SCALE_LOG, 4.0 / 3, NULL},
	{20, "a.wall ~= 2 * b.wall within 10%", VERDICT_SUPPORTED, SCALE_LOG, 1, NULL},
	{20, "a.wall ~= b.wall within 10%", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall ~= 2 * b.wall within 1%", VERDICT_INCONCLUSIVE, SCALE_LOG, 1, "margin"},
	/* one median: exact */
	{20, "a.wall > 1.8 ms", VERDICT_SUPPORTED, SCALE_LOG, 2 / 1.8, NULL},
	{20, "a.wall < 1.8 ms", VERDICT_REFUTED, SCALE_LOG, 2 / 1.8, NULL},
	{20, "1.8 ms < a.wall", VERDICT_SUPPORTED, SCALE_LOG, 0.9, NULL},
	{20, "median(a.wall / b.wall) > 1.9", VERDICT_SUPPORTED, SCALE_LOG, 2 / 1.9, NULL},
	{20, "log(a.wall / b.wall) > 0.5", VERDICT_SUPPORTED, SCALE_DIFFERENCE, (double)NAN, NULL},
	/* on the difference scale */
	{20, "a.wall - b.wall > 0.5 ms", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0.5e-3, NULL},
	{20, "a.wall - b.wall < 0.5 ms", VERDICT_REFUTED, SCALE_DIFFERENCE, 0.5e-3, NULL},
	{20, "a.wall - 2 * b.wall > 0", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, 0, "of 0"},
	{20, "a.drift > 0", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, (double)NAN, "of 0"},
	{20, "a.drift ~= b.same within 1%", VERDICT_REFUTED, SCALE_DIFFERENCE, (double)NAN, NULL},
	{20, "-a.wall < 0", VERDICT_SUPPORTED, SCALE_DIFFERENCE, -2e-3, NULL},
	{20, "abs(a.wall - b.wall) > 0.5 ms", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0.5e-3, NULL},
	/* counts that are the same in every round are exact; times are not */
	{20, "b.lost == 0", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0, NULL},
	{20, "b.lost != 0", VERDICT_REFUTED, SCALE_DIFFERENCE, 0, NULL},
	{20, "b.same == 2000", VERDICT_SUPPORTED, SCALE_LOG, 1, NULL},
	{20, "b.same > 2000", VERDICT_REFUTED, SCALE_LOG, 1, NULL},
	{20, "b.same >= 2000", VERDICT_SUPPORTED, SCALE_LOG, 1, NULL},
	{20, "a.start < 1 ms", VERDICT_INCONCLUSIVE, SCALE_LOG, 5e-3, "timer resolution: 20 of 20"},
	{20, "always(a.start < 1 ms)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	/* too few rounds */
	{9, "a.wall > b.wall", VERDICT_INCONCLUSIVE, SCALE_LOG, 2, "9 rounds decide nothing"},
	{1, "a.wall > b.wall", VERDICT_INCONCLUSIVE, SCALE_LOG, 2, "1 round decides nothing"},
	{1, "b.same == 2000", VERDICT_INCONCLUSIVE, SCALE_LOG, 1, "it takes 10"},
	{10, "a.wall > b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{19, "mean(a.wall) > 1 ms", VERDICT_INCONCLUSIVE, SCALE_LOG, (double)NAN, "it takes 20"},
	{20, "mean(a.wall) > 1 ms", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "mean(a.wall) > mean(b.wall)", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "mean(a.wall) > 2.1 * b.wall", VERDICT_REFUTED, SCALE_LOG, (double)NAN, NULL},
	{20, "mean(a.wall - b.wall) > 0", VERDICT_SUPPORTED, SCALE_DIFFERENCE, (double)NAN, NULL},
	/* quantiles: one end may be enough */
	{20, "p90(a.wall) > 1 ms", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	{20, "p90(a.wall) < 3 ms", VERDICT_INCONCLUSIVE, SCALE_LOG, (double)NAN, "it takes 51"},
	{51, "p90(a.wall) < 3 ms", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	{20, "p10(a.wall) < 3 ms", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	{20, "p25(a.wall) > p75(b.wall)", VERDICT_INCONCLUSIVE, SCALE_LOG, (double)NAN,
         "it takes 21"},
	{50, "p25(a.wall) > p75(b.wall)", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	/* rates, by Clopper and Pearson */
	{50, "rate(a.lost > 0) > 0.7", VERDICT_SUPPORTED, SCALE_RATE, 0.9, NULL},
	{50, "rate(a.lost > 0) < 0.7", VERDICT_REFUTED, SCALE_RATE, 0.9, NULL},
	{50, "rate(a.lost > 0) > 0.9", VERDICT_INCONCLUSIVE, SCALE_RATE, 0.9, NULL},
	{50, "0.7 < rate(a.lost > 0)", VERDICT_SUPPORTED, SCALE_RATE, 0.9, NULL},
	{50, "rate(a.lost > 0) > rate(b.lost > 0)", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0.9, NULL},
	{9, "rate(a.lost > 0) > 0.1", VERDICT_INCONCLUSIVE, SCALE_RATE, (double)NAN, "it takes 10"},
	/* facts */
	{20, "always(a.wall > b.wall)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	{9, "always(a.wall > b.wall)", VERDICT_INCONCLUSIVE, SCALE_FACT, 1, "it takes 10"},
	{1, "always(a.wall < b.wall)", VERDICT_REFUTED, SCALE_FACT, 0, NULL},
	{20, "always(a.lost > 0)", VERDICT_REFUTED, SCALE_FACT, 0.9, NULL},
	{20, "sometimes(a.lost == 0)", VERDICT_SUPPORTED, SCALE_FACT, 0.1, NULL},
	{1, "sometimes(b.lost == 0)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	{20, "sometimes(b.lost > 0)", VERDICT_INCONCLUSIVE, SCALE_FACT, 0, "not seen in 20 rounds"},
	{20, "always(a.wall ~= 2 * b.wall within 12%)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	/* cannot be computed */
	{20, "a.wall / b.lost > 1 s", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, (double)NAN,
         "division by zero"},
	{20, "median(a.wall / b.lost) > 1 s", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, (double)NAN,
         NULL},
	{20, "always(a.wall / b.lost > 1 s)", VERDICT_INCONCLUSIVE, SCALE_FACT, (double)NAN, NULL},
};

static void
test_cases(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Court) court = make_court(cases[i].rounds);
		g_autoptr(Verdict) verdict = judge(court, cases[i].claim);

		g_test_message("%s: %s (%s) %g [%g, %g]", cases[i].claim,
		               verdict_name(verdict->verdict),
		               verdict->reason ? verdict->reason : "", verdict->estimate.estimate,
		               verdict->estimate.low, verdict->estimate.high);
		g_assert_cmpstr(verdict_name(verdict->verdict), ==, verdict_name(cases[i].verdict));
		g_assert_cmpint(verdict->scale, ==, cases[i].scale);
		g_assert_true(verdict->has_scale && verdict->testable);
		g_assert_true((verdict->reason != NULL) ==
		              (verdict->verdict == VERDICT_INCONCLUSIVE));
		if (!isnan(cases[i].estimate))
			g_assert_cmpfloat_with_epsilon(verdict->estimate.estimate,
			                               cases[i].estimate,
			                               1e-9 + fabs(cases[i].estimate) * 1e-9);
		if (cases[i].reason != NULL)
			g_assert_nonnull(strstr(verdict->reason, cases[i].reason));
		g_assert_cmpstr(verdict->claim, ==, cases[i].claim);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/judge/cases", test_cases);
	return g_test_run();
}
