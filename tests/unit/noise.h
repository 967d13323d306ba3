/*
 * noise.h - made experiments: noise of many shapes under two conditions, and verdicts on it.
 *
 * Every draw comes from a seed, so a figure is the same wherever it is computed.
 */
#ifndef TESTS_NOISE_H
#define TESTS_NOISE_H

#include "judge.h"
#include "random.h"
#include "stats.h"
#include <math.h>

#define ROUNDS STATS_LAST_ROUNDS

typedef enum Shape {
	SHAPE_NORMAL,
	SHAPE_LOGNORMAL,
	SHAPE_SPIKY,            /* one in ten has a Pareto tail on top */
	SHAPE_BIMODAL,          /* 70 % and 30 %, half as much again */
	SHAPE_TIED,             /* a coarse clock */
	SHAPE_DRIFT,            /* both conditions slow down by 30 % in the course of the rounds */
	SHAPE_AR,               /* each remembers 0.3 of the round before */
	SHAPES,                 /* those below are for single questions */
	SHAPE_AR_HALF = SHAPES, /* remembers half of it */
	SHAPE_SKEWED,           /* lognormal, skewness 1.75 */
	SHAPE_EXPONENTIAL,      /* skewness 2 */
	SHAPES_ALL,
} Shape;

static const char *const shape_names[SHAPES_ALL] = {"normal", "lognormal",  "spiky",   "bimodal",
                                                    "tied",   "drift",      "AR(0.3)", "AR(0.5)",
                                                    "skewed", "exponential"};

/* One value of @shape in round @i; @before is the noise of the round before. */
static inline double
draw(Random *random, Shape shape, guint i, double *before)
{
	double z = random_normal(random), u = random_uniform(random);
	double memory = shape == SHAPE_AR ? 0.3 : 0.5;

	switch (shape) {
	case SHAPE_NORMAL:
		return 1 + 0.1 * z;
	case SHAPE_LOGNORMAL:
		return exp(0.2 * z);
	case SHAPE_SPIKY:
		return exp(0.05 * z) +
		       (u < 0.1 ? 0.5 * pow(random_uniform(random) + 1e-3, -0.7) : 0);
	case SHAPE_BIMODAL:
		return (u < 0.7 ? 1 : 1.5) * exp(0.05 * z);
	case SHAPE_TIED:
		return MAX(1, round(20 * exp(0.1 * z))) / 20;
	case SHAPE_DRIFT:
		return exp(0.1 * z) * (1 + 0.3 * i / ROUNDS);
	case SHAPE_AR:
	case SHAPE_AR_HALF:
		*before = memory * *before + sqrt(1 - memory * memory) * z;
		return exp(0.2 * *before);
	case SHAPE_SKEWED:
		return exp(0.5 * z);
	case SHAPE_EXPONENTIAL:
		return -log(1 - u);
	case SHAPES_ALL:
		break;
	}
	g_assert_not_reached();
}

/* Draw the rounds of one experiment; b is slower by @effect. */
static inline void
make_rounds(Random *random, Shape shape, double effect, double values[2][ROUNDS])
{
	double before[2] = {random_normal(random), random_normal(random)};

	for (guint i = 0; i < ROUNDS; i++)
		for (guint c = 0; c < 2; c++)
			values[c][i] = draw(random, shape, i, &before[c]) * (c == 1 ? effect : 1);
}

/* Return the median of what @shape is in its first @n rounds, by brute force. */
static inline double
true_median(Shape shape, guint n)
{
	guint many = 200001;
	g_autofree double *x = g_new(double, many);
	Random random = random_new(99);
	double before = 0;

	if (shape == SHAPE_AR || shape == SHAPE_AR_HALF)
		return 1;
	for (guint i = 0; i < many; i++)
		x[i] = draw(&random, shape, i % n, &before);
	return stats_median(x, many);
}

static inline Samples *
make_samples(const char *id, double values[2][ROUNDS], guint n)
{
	Design *design = design_new(id);
	Samples *samples;

	design_add_condition(design, "a", NULL);
	design_add_condition(design, "b", NULL);
	samples = samples_new(design);
	samples_metric(samples, "x");
	for (guint i = 0; i < n; i++) {
		for (guint c = 0; c < 2; c++) {
			Run run = {.round = i, .condition = c};

			samples_add(samples, samples_add_run(samples, run), 0, -1, 0, FALSE,
			            values[c][i]);
		}
	}
	return samples;
}

/*
 * Judge @claim by the first @n rounds of @values, those of the experiment "trial"; there is a
 * second experiment, "other", of the same values.
 */
static inline Verdict *
judge(const char *claim, double values[2][ROUNDS], guint n, double confidence, guint64 seed)
{
	const JudgeOptions options = {.confidence = confidence, .seed = seed};
	g_autoptr(GPtrArray) metrics = g_ptr_array_new();
	g_autoptr(Diag) diag = diag_new();
	Samples *trial = make_samples("trial", values, n),
		*other = make_samples("other", values, n);
	ScopeExperiment experiments[] = {{.design = trial->design, .metrics = metrics},
	                                 {.design = other->design, .metrics = metrics}};
	const Scope scope = {.experiments = experiments, .n = G_N_ELEMENTS(experiments)};
	const Samples *const all[] = {trial, other};
	Formula *formula = formula_parse(claim, source_nowhere(), diag);
	Verdict *verdict;

	g_ptr_array_add(metrics, (gpointer) "x");
	g_assert_true(formula_check(formula, &scope, diag));
	verdict = judge_claim(formula, &scope, all, &options);
	samples_free(trial);
	samples_free(other);
	formula_free(formula);
	return verdict;
}

#endif
