/*
 * t-simulation.c - how often verdicts err and intervals cover, on noise of many shapes.
 *
 * LECTERN_SIMULATIONS=2000 makes it the full proof (minutes); by default it is a smoke test with
 * fixed seeds.  Figures are printed with --verbose.
 */
#include "judge.h"

#include "random.h"
#include "stats.h"
#include <math.h>

#define ROUNDS 51

static const guint looks[] = {10, 15, 22, 33, 51};

typedef enum Shape {
	SHAPE_NORMAL,
	SHAPE_LOGNORMAL,
	SHAPE_SPIKY,   /* one in ten has a Pareto tail on top */
	SHAPE_BIMODAL, /* 70 % and 30 %, half as much again */
	SHAPE_TIED,    /* a coarse clock */
	SHAPE_DRIFT,   /* both conditions slow down by 30 % in the course of the rounds */
	SHAPE_AR,      /* each remembers 0.3 of the round before */
	SHAPES,
} Shape;

static const char *const shape_names[] = {"normal", "lognormal", "spiky", "bimodal",
                                          "tied",   "drift",     "AR(1)"};

/* One value of @shape in round @i; @before is the noise of the round before. */
static double
draw(Random *random, Shape shape, guint i, double *before)
{
	double z = random_normal(random), u = random_uniform(random);

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
		*before = 0.3 * *before + sqrt(1 - 0.09) * z;
		return exp(0.2 * *before);
	case SHAPES:
		break;
	}
	g_assert_not_reached();
}

/* Two conditions, one claim. */
typedef struct Trial {
	Samples *samples;
	Formula *formula;
	ScopeExperiment experiment;
	Scope scope;
	GPtrArray *metrics;
} Trial;

static void
trial_begin(Trial *trial, const char *claim, double values[2][ROUNDS], guint n)
{
	g_autoptr(Diag) diag = diag_new();
	Design *design = design_new("trial");

	*trial = (Trial){.metrics = g_ptr_array_new()};
	design_add_condition(design, "a", NULL);
	design_add_condition(design, "b", NULL);
	g_ptr_array_add(trial->metrics, (gpointer) "x");
	trial->samples = samples_new(design);
	samples_metric(trial->samples, "x");
	for (guint i = 0; i < n; i++) {
		for (guint c = 0; c < 2; c++) {
			Run run = {.round = i, .condition = c};

			samples_add(trial->samples, samples_add_run(trial->samples, run), 0, -1, 0,
			            FALSE, values[c][i]);
		}
	}
	trial->experiment = (ScopeExperiment){.design = design, .metrics = trial->metrics};
	trial->scope = (Scope){.experiments = &trial->experiment, .n = 1};
	trial->formula = formula_parse(claim, source_nowhere(), diag);
	g_assert_true(formula_check(trial->formula, &trial->scope, diag));
}

static void
trial_end(Trial *trial)
{
	samples_free(trial->samples);
	formula_free(trial->formula);
	g_ptr_array_unref(trial->metrics);
}

/* Judge @claim by the first @n rounds of @values. */
static Verdict *
judge(const char *claim, double values[2][ROUNDS], guint n, double confidence, guint64 seed)
{
	const JudgeOptions options = {.confidence = confidence, .seed = seed};
	const Samples *samples;
	Verdict *verdict;
	Trial trial;

	trial_begin(&trial, claim, values, n);
	samples = trial.samples;
	verdict = judge_claim(trial.formula, &trial.scope, &samples, &options);
	trial_end(&trial);
	return verdict;
}

/* Draw the rounds of one experiment; b is slower by @effect. */
static void
make_rounds(Random *random, Shape shape, double effect, double values[2][ROUNDS])
{
	double before[2] = {random_normal(random), random_normal(random)};

	for (guint i = 0; i < ROUNDS; i++)
		for (guint c = 0; c < 2; c++)
			values[c][i] = draw(random, shape, i, &before[c]) * (c == 1 ? effect : 1);
}

/* Tell whether the claim is decided at one of the looks. */
static VerdictKind
run_looks(const char *claim, double values[2][ROUNDS], guint64 seed)
{
	for (guint l = 0; l < G_N_ELEMENTS(looks); l++) {
		g_autoptr(Verdict) verdict = judge(claim, values, looks[l], 0.99, seed);

		if (judge_decided(verdict))
			return verdict->verdict;
	}
	return VERDICT_INCONCLUSIVE;
}

/* How many experiments: @small, or what the environment asks for. */
static guint
simulations(guint small)
{
	const char *wish = g_getenv("LECTERN_SIMULATIONS");

	return wish ? (guint)g_ascii_strtoull(wish, NULL, 10) : small;
}

/* Two conditions that are the same are hardly ever told apart, whatever the noise. */
static void
check_same(const char *claim, guint small)
{
	guint n = simulations(small);

	for (Shape shape = 0; shape < SHAPES; shape++) {
		double allowed = shape == SHAPE_AR ? 0.05 : 0.02;
		Random random = random_new(1000 + shape);
		guint wrong = 0;

		for (guint i = 0; i < n; i++) {
			double values[2][ROUNDS];

			make_rounds(&random, shape, 1, values);
			wrong += run_looks(claim, values, i) != VERDICT_INCONCLUSIVE;
		}
		g_test_message("A/A %-10s %-28s %5.2f %% of %u", shape_names[shape], claim,
		               100.0 * wrong / n, n);
		g_assert_cmpfloat((double)wrong / n, <=,
		                  allowed + 3 * sqrt(allowed * (1 - allowed) / n));
	}
}

static void
test_same_paired(void)
{
	check_same("median(a.x / b.x) > 1", 400);
}

static void
test_same_ratio(void)
{
	check_same("a.x / b.x > 1", 12);
}

/* Effects that are there are found. */
static void
test_power(void)
{
	static const struct {
		double effect, least;
	} rows[] = {{1.2, 0.95}, {1.5, 0.999}};
	guint n = simulations(200);

	for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
		Random random = random_new(50 + r);
		guint found = 0;

		for (guint i = 0; i < n; i++) {
			double values[2][ROUNDS], ratio = sqrt(0.5) * 0.2; /* sd of log ratio 0.2 */

			for (guint k = 0; k < ROUNDS; k++) {
				values[0][k] = exp(ratio * random_normal(&random));
				values[1][k] = rows[r].effect * exp(ratio * random_normal(&random));
			}
			found += run_looks("median(b.x / a.x) > 1", values, i) == VERDICT_SUPPORTED;
		}
		g_test_message("power x %.1f: %.1f %% of %u", rows[r].effect, 100.0 * found / n, n);
		g_assert_cmpfloat((double)found / n, >=,
		                  rows[r].least -
		                          3 * sqrt(rows[r].least * (1 - rows[r].least) / n));
	}
}

/* The median that @shape has, by brute force. */
static double
true_median(Shape shape)
{
	guint n = 400001;
	g_autofree double *x = g_new(double, n);
	Random random = random_new(99);
	double before = 0;

	for (guint i = 0; i < n; i++)
		x[i] = draw(&random, shape, 0, &before);
	return stats_median(x, n);
}

/* Intervals cover what they should, at least nearly so. */
static void
check_coverage(const char *claim, gboolean single, guint small, guint step)
{
	static const double levels[][2] = {{0.95, 0.94}, {0.99, 0.98}};
	guint n = simulations(small);

	for (Shape shape = 0; shape < SHAPE_DRIFT; shape++) {
		double truth = single ? true_median(shape) : 1;

		for (guint k = 0; k < G_N_ELEMENTS(looks); k += step) {
			for (guint l = 0; l < G_N_ELEMENTS(levels); l++) {
				Random random = random_new(7 + shape);
				double least = levels[l][1];
				guint covers = 0;

				for (guint i = 0; i < n; i++) {
					double values[2][ROUNDS];
					g_autoptr(Verdict) verdict = NULL;

					make_rounds(&random, shape, 1, values);
					verdict = judge(claim, values, looks[k], levels[l][0], i);
					covers += verdict->estimate.low <= truth &&
					          truth <= verdict->estimate.high;
				}
				g_test_message("coverage %-10s %-24s n %2u: %5.1f %% of %u at %g",
				               shape_names[shape], claim, looks[k],
				               100.0 * covers / n, n, levels[l][0]);
				g_assert_cmpfloat((double)covers / n, >=,
				                  least - 3 * sqrt(least * (1 - least) / n));
			}
		}
	}
}

static void
test_coverage_median(void)
{
	check_coverage("a.x > 1", TRUE, 200, 1);
}

static void
test_coverage_paired(void)
{
	check_coverage("median(a.x / b.x) > 1", FALSE, 200, 1);
}

static void
test_coverage_ratio(void)
{
	check_coverage("a.x / b.x > 1", FALSE, 10, 4);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/simulation/same-paired", test_same_paired);
	g_test_add_func("/simulation/same-ratio", test_same_ratio);
	g_test_add_func("/simulation/power", test_power);
	g_test_add_func("/simulation/coverage-median", test_coverage_median);
	g_test_add_func("/simulation/coverage-paired", test_coverage_paired);
	g_test_add_func("/simulation/coverage-ratio", test_coverage_ratio);
	return g_test_run();
}
