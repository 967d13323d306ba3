/*
 * t-simulation.c - how often verdicts err, intervals cover and effects are found, on noise of many
 * shapes.
 *
 * LECTERN_SIMULATIONS=2000 makes it the full proof, which `make bench-stats` prints as a table; by
 * default it is a smoke test.  Seeds are fixed.  What is found is a line that begins with
 * "figure:", its columns apart by bars: question, noise, claim, what was found, what is asked for.
 */
#include "noise.h"

static const guint looks[] = {10, 15, 22, 33, 51};

/* How many experiments: @small, or what the environment asks for. */
static guint
simulations(guint small)
{
	const char *wish = g_getenv("LECTERN_SIMULATIONS");

	return wish ? (guint)g_ascii_strtoull(wish, NULL, 10) : small;
}

/* Three standard errors of a rate @p that is found in @n experiments. */
static double
three_errors(double p, guint n)
{
	return 3 * sqrt(p * (1 - p) / n);
}

/* Return the rank of the lower end of a median's interval; the upper one's is the same from above.
 */
static guint
median_rank(guint n, double confidence)
{
	double ranks[ROUNDS], low, high;

	for (guint i = 0; i < n; i++)
		ranks[i] = i + 1;
	g_assert_true(stats_median_interval(ranks, n, confidence, &low, &high));
	g_assert_cmpfloat(low + high, ==, n + 1);
	return (guint)low;
}

/*
 * Return how often two conditions that are the same are told apart at one of the looks, by the
 * exact interval of a paired median: the rounds in which a is above b are a fair walk, each look
 * ends it where fewer than `rank` of the rounds are on one side.  It holds for any continuous
 * noise.
 */
static double
exact_errors(double confidence)
{
	double walk[ROUNDS + 1] = {1}, decided = 0;
	guint n = 0;

	for (guint l = 0; l < G_N_ELEMENTS(looks); l++) {
		guint rank = median_rank(looks[l], confidence);

		for (; n < looks[l]; n++)
			for (guint k = n + 2; k-- > 0;)
				walk[k] = ((k <= n ? walk[k] : 0) + (k > 0 ? walk[k - 1] : 0)) / 2;
		for (guint k = 0; k <= n; k++) {
			if (k < rank || n - k < rank) {
				decided += walk[k];
				walk[k] = 0;
			}
		}
	}
	return decided;
}

/* The same by simulation of the interval alone, without what widens it. */
static void
test_exact(void)
{
	double exact = exact_errors(0.99), found;
	guint n = 10 * simulations(2000), decided = 0;
	Random random = random_new(3);

	for (guint i = 0; i < n; i++) {
		double x[ROUNDS], low = 0, high = 0;

		for (guint k = 0; k < ROUNDS; k++)
			x[k] = random_normal(&random);
		for (guint l = 0; l < G_N_ELEMENTS(looks) && low <= 0 && high >= 0; l++) {
			g_autofree double *sorted = stats_sorted(x, looks[l]);

			stats_median_interval(sorted, looks[l], 0.99, &low, &high);
		}
		decided += low > 0 || high < 0;
	}
	found = (double)decided / n;
	g_test_message("figure: errors, exact|any continuous|median(a.x / b.x) > 1|%.3f %%|"
	               "at most 2 %%",
	               100 * exact);
	g_test_message("figure: errors, interval alone|normal|median(a.x / b.x) > 1|"
	               "%.2f %% of %u|%.3f %%",
	               100 * found, n, 100 * exact);
	g_assert_cmpfloat(exact, <=, 0.02);
	g_assert_cmpfloat(exact, >, 0.01); /* five looks cost something: 0.5 % would be wrong */
	g_assert_cmpfloat(fabs(found - exact), <=, three_errors(exact, n));
}

/* A question about one shape. */
typedef struct Question {
	const char *name; /* in the test's path */
	const char *claim;
	guint small; /* experiments of the smoke test */
	Shape shape;
} Question;

/* Judge at the looks until the claim is decided; @rounds are those it took. */
static VerdictKind
run_looks(const char *claim, double values[2][ROUNDS], guint64 seed, guint *rounds)
{
	for (guint l = 0; l < G_N_ELEMENTS(looks); l++) {
		g_autoptr(Verdict) verdict = judge(claim, values, looks[l], 0.99, seed);

		*rounds = looks[l];
		if (judge_decided(verdict))
			return verdict->verdict;
	}
	return VERDICT_INCONCLUSIVE;
}

/* Two conditions that are the same are hardly ever told apart, whatever the noise. */
static void
test_errors(gconstpointer data)
{
	const Question *q = data;
	gboolean continuous = q->shape != SHAPE_TIED && q->shape != SHAPE_AR;
	gboolean paired = strstr(q->claim, "median") != NULL;
	double allowed = q->shape == SHAPE_AR ? 0.05 : 0.02, rate;
	guint n = simulations(q->small), wrong = 0, rounds;
	Random random = random_new(1000 + q->shape);

	for (guint i = 0; i < n; i++) {
		double values[2][ROUNDS];

		make_rounds(&random, q->shape, 1, values);
		wrong += run_looks(q->claim, values, i, &rounds) != VERDICT_INCONCLUSIVE;
	}
	if (paired && continuous) /* widening only makes it less */
		allowed = exact_errors(0.99);
	rate = (double)wrong / n;
	g_test_message("figure: errors|%s|%s|%.2f %% of %u|at most %.2f + %.2f %%",
	               shape_names[q->shape], q->claim, 100 * rate, n, 100 * allowed,
	               100 * three_errors(allowed, n));
	g_assert_cmpfloat(rate, <=, allowed + three_errors(allowed, n));
}

/* Effects that are there are found; the noise of the ratio's logarithm is 0.2. */
static void
test_power(gconstpointer data)
{
	static const struct {
		double effect, least;
	} rows[] = {{1.2, 0.95}, {1.5, 0.999}};
	const Question *q = data;
	guint n = simulations(q->small);

	for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
		Random random = random_new(50 + r);
		guint found = 0, rounds, sum = 0;

		for (guint i = 0; i < n; i++) {
			double values[2][ROUNDS], each = sqrt(0.5) * 0.2;

			for (guint k = 0; k < ROUNDS; k++) {
				values[0][k] = exp(each * random_normal(&random));
				values[1][k] = rows[r].effect * exp(each * random_normal(&random));
			}
			found += run_looks(q->claim, values, i, &rounds) == VERDICT_SUPPORTED;
			sum += rounds;
		}
		g_test_message("figure: power|x %.1f, noise 0.2|%s|%.2f %% of %u, mean n %.1f|"
		               "at least %.1f - %.2f %%",
		               rows[r].effect, q->claim, 100.0 * found / n, n, (double)sum / n,
		               100 * rows[r].least, 100 * three_errors(rows[r].least, n));
		g_assert_cmpfloat((double)found / n, >=,
		                  rows[r].least - three_errors(rows[r].least, n));
	}
}

/* Where a nominal level is out of reach: what is reached instead. */
typedef struct Limit {
	const char *name;
	Shape shape;
	guint n;
	double level, least;
} Limit;

/*
 * Where a round remembers the one before, few rounds do not show by how much an interval is too
 * narrow.  The shares are what 40000 experiments gave for a memory of 0.3 and 2000 for 0.5, rounded
 * down: they keep it from getting worse, and are no promise.
 */
static const Limit limits[] = {
	{"median", SHAPE_AR, 15, 0.95, 0.93},      {"median", SHAPE_AR, 15, 0.99, 0.975},
	{"paired", SHAPE_AR, 15, 0.95, 0.93},      {"paired", SHAPE_AR, 15, 0.99, 0.975},
	{"median", SHAPE_AR_HALF, 10, 0.95, 0.88}, {"median", SHAPE_AR_HALF, 10, 0.99, 0.95},
	{"median", SHAPE_AR_HALF, 15, 0.95, 0.88}, {"median", SHAPE_AR_HALF, 15, 0.99, 0.94},
	{"paired", SHAPE_AR_HALF, 10, 0.95, 0.88}, {"paired", SHAPE_AR_HALF, 10, 0.99, 0.95},
	{"paired", SHAPE_AR_HALF, 15, 0.95, 0.88}, {"paired", SHAPE_AR_HALF, 15, 0.99, 0.94},
	{"ratio", SHAPE_AR_HALF, 10, 0.95, 0.88},  {"ratio", SHAPE_AR_HALF, 10, 0.99, 0.95},
	{"ratio", SHAPE_AR_HALF, 15, 0.95, 0.92},  {"ratio", SHAPE_AR_HALF, 15, 0.99, 0.96},
};

/* Return the share of intervals that must cover the truth, nominally @level. */
static double
least_coverage(const Question *q, guint n, double level, gboolean *limited)
{
	for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
		const Limit *l = &limits[i];

		*limited = strcmp(l->name, q->name) == 0 && l->shape == q->shape && l->n == n &&
		           l->level == level;
		if (*limited)
			return l->least;
	}
	return level - 0.01;
}

/* Return the number that the intervals of the claim are to cover. */
static double
find_truth(const Question *q, guint n)
{
	if (strcmp(q->name, "mean") == 0)
		return q->shape == SHAPE_EXPONENTIAL ? 1 : exp(0.125);
	return strstr(q->claim, "b.x") ? 1 : true_median(q->shape, n);
}

/* Intervals cover what they should; figures first, so that all are seen when one is wrong. */
static void
test_coverage(gconstpointer data)
{
	static const guint sizes[] = {10, 15, 20, 33, 51};
	static const double levels[] = {0.95, 0.99};
	const Question *q = data;
	guint n = simulations(q->small);
	gboolean mean = strcmp(q->name, "mean") == 0, good = TRUE;

	for (guint k = 0; k < G_N_ELEMENTS(sizes) * G_N_ELEMENTS(levels); k++) {
		guint rounds = sizes[k / 2], covers = 0;
		double level = levels[k % 2], truth, least, rate;
		Random random = random_new(7 + q->shape);
		gboolean limited;

		if (mean ? rounds < STATS_MIN_MEAN_ROUNDS : rounds == 20)
			continue;
		least = least_coverage(q, rounds, level, &limited);
		truth = find_truth(q, rounds);
		for (guint i = 0; i < n; i++) {
			double values[2][ROUNDS];
			g_autoptr(Verdict) verdict = NULL;

			make_rounds(&random, q->shape, 1, values);
			verdict = judge(q->claim, values, rounds, level, i);
			covers += verdict->estimate.low <= truth && truth <= verdict->estimate.high;
		}
		rate = (double)covers / n;
		good = good && rate >= least - three_errors(least, n);
		g_test_message(
			"figure: coverage at %g %%, n %u|%s|%s|%.1f %% of %u|at least %.1f - "
			"%.2f %%%s",
			100 * level, rounds, shape_names[q->shape], q->claim, 100 * rate, n,
			100 * least, 100 * three_errors(least, n),
			limited ? ": cannot reach the level" : "");
	}
	g_assert_true(good);
}

/* Add a test of each of @n shapes from @first on. */
static void
add(const char *kind, GTestDataFunc test, Question question, Shape first, guint n)
{
	for (guint i = 0; i < n; i++) {
		Question *q = g_memdup2(&question, sizeof(question));
		g_autofree char *path = g_strdup_printf("/simulation/%s/%s/%s", kind, q->name,
		                                        shape_names[first + i]);

		q->shape = first + i;
		g_test_add_data_func_full(path, q, test, g_free);
	}
}

int
main(int argc, char **argv)
{
	static const char paired[] = "median(a.x / b.x) > 1", ratio[] = "a.x / b.x > 1";
	static const char apart[] = "trial:a.x / other:b.x > 1";
	static const char effect[] = "median(b.x / a.x) > 1", drawn[] = "b.x / a.x > 1";

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/simulation/exact", test_exact);
	add("errors", test_errors, (Question){"paired", paired, 100, 0}, 0, SHAPES);
	add("errors", test_errors, (Question){"ratio", ratio, 10, 0}, 0, SHAPES);
	add("power", test_power, (Question){"paired", effect, 200, 0}, 0, 1);
	add("power", test_power, (Question){"ratio", drawn, 10, 0}, 0, 1);
	add("coverage", test_coverage, (Question){"median", "a.x > 1", 100, 0}, 0, SHAPES + 1);
	add("coverage", test_coverage, (Question){"paired", paired, 100, 0}, 0, SHAPES + 1);
	add("coverage", test_coverage, (Question){"ratio", ratio, 10, 0}, 0, SHAPES + 1);
	add("coverage", test_coverage, (Question){"apart", apart, 10, 0}, 0, 2);
	add("coverage", test_coverage, (Question){"mean", "mean(a.x) > 1", 10, 0}, SHAPE_SKEWED, 2);
	return g_test_run();
}
