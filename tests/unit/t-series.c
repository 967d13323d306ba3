/* t-series.c - what is unsound in series is found and named; noise is not cried at. */
#include "scene.h"

/* Cases ------------------------------------------------------------------------ */

static double
slow_first(guint round, Random *random)
{
	(void)random;
	return round < 3 ? 2 : 1;
}

static double
slow_once(guint round, Random *random)
{
	(void)random;
	return round < 1 ? 2 : 1;
}

static double
drift(guint round, Random *random)
{
	(void)random;
	return 1 + 0.03 * round;
}

static double
drift_slightly(guint round, Random *random)
{
	(void)random;
	return 1 + 0.002 * round;
}

static double
two_heaps(guint round, Random *random)
{
	(void)random;
	return round * 7 % ROUNDS < 6 ? 3 : 1;
}

static double
one_far(guint round, Random *random)
{
	(void)random;
	return round == 9 ? 30 : 1;
}

static double
drift_moderately(guint round, Random *random)
{
	(void)random;
	return 1 + 0.009 * round;
}

/* Slow waves: neighbours are alike, but there is no trend. */
static double
waves(guint round, Random *random)
{
	(void)random;
	return 1 + 0.4 * sin(2 * G_PI * round / 10);
}

static void
series_beginning(Scene *scene)
{
	spoil(scene, 1, WALL, slow_first);
}

static void
series_first(Scene *scene)
{
	spoil(scene, 1, WALL, slow_once);
}

static void
series_drift(Scene *scene)
{
	spoil(scene, 1, WALL, drift);
}

static void
series_drift_all(Scene *scene)
{
	for (guint i = 0; i < CONDITIONS; i++)
		spoil(scene, i, WALL, drift);
}

/* What does not suffice by itself is named beside what does. */
static void
series_drift_both(Scene *scene)
{
	spoil(scene, 1, WALL, drift);
	spoil(scene, 3, WALL, drift_moderately);
}

static void
series_drift_moderately(Scene *scene)
{
	spoil(scene, 3, WALL, drift_moderately);
}

static void
series_drift_slightly(Scene *scene)
{
	spoil(scene, 1, WALL, drift_slightly);
}

static void
series_heaps(Scene *scene)
{
	spoil(scene, 4, WALL, two_heaps);
}

static void
series_one_far(Scene *scene)
{
	spoil(scene, 4, WALL, one_far);
}

static void
series_waves(Scene *scene)
{
	spoil(scene, 0, WALL, waves);
}

static void
series_unshown(Scene *scene)
{
	spoil(scene, 1, WORK, drift);
}

static void
series_of_names(Scene *scene)
{
	want(scene, PID);
	spoil(scene, 1, PID, drift);
}

static void
series_implied(Scene *scene)
{
	const GPtrArray *all = scene->result->samples->design->conditions;

	((Condition *)g_ptr_array_index(all, 0))->implied = TRUE;
	spoil(scene, 0, WALL, drift);
}

/* What happens in dropped rounds is no part of a series; three of thirty are not worth a word. */
static void
series_dropped(Scene *scene)
{
	for (guint i = ROUNDS; i < 30; i++)
		add_round(scene, i);
	for (guint i = 0; i < 3; i++)
		drop(scene, i);
	spoil(scene, 1, WALL, slow_first);
}

static const Case cases[] = {
	{"beginning", series_beginning, "the first rounds of gil(workers=2).wall are apart from",
         " against "},
	{"beginning-first", series_first, NULL, NULL},
	{"drift", series_drift, "the values of gil(workers=2).wall drift over the rounds",
         " in the first third, then "},
	{"drift-all", series_drift_all, "the values of ", " and 3 more drift over the rounds ("},
	{"drift-both", series_drift_both,
         "the values of gil(workers=2).wall and serial(workers=4).wall drift over", "(gil"},
	{"drift-moderate", series_drift_moderately, NULL, NULL},
	{"drift-slight", series_drift_slightly, NULL, NULL},
	{"heaps", series_heaps, "the rounds of gil(workers=4).wall fall in two heaps",
         "look at the figure"},
	{"heaps-one-far", series_one_far, NULL, NULL},
	{"neighbours", series_waves, "rounds of serial(workers=2).wall depend on each other",
         "autocorrelation 0."},
	{"unshown", series_unshown, NULL, NULL},
	{"of-names", series_of_names, NULL, NULL},
	{"implied", series_implied, NULL, NULL},
	{"dropped", series_dropped, NULL, NULL},
};

/* Noise ------------------------------------------------------------------------------ */

/* How an experiment of nothing but noise looks. */
typedef struct Noise {
	const char *name;
	guint conditions, metrics;
	double sd;    /* of one value, or of its logarithm */
	gboolean log; /* lognormal */
} Noise;

/* Return how many warnings there are of @rounds of noise. */
static guint
count_warnings(const Noise *noise, guint rounds, Random *random)
{
	static const char *const executors[] = {"a", "b", "c", "d", "e", "f"};
	static const char *const names[] = {"lag", "wall", "cpu"};
	g_autoptr(Result) result = result_new();
	g_autoptr(Experiment) experiment = experiment_new();
	Samples *samples;

	option_reset(experiment);
	for (guint c = 0; c < noise->conditions; c++)
		design_add_condition(experiment->design, executors[c], NULL);
	for (guint m = 0; m < noise->metrics; m++)
		g_ptr_array_add(experiment->sampled, g_strdup(names[m]));
	result->machine = make_machine();
	samples = result->samples = samples_new(design_copy(experiment->design));
	for (guint r = 0; r < rounds * noise->conditions; r++) {
		Run run = {.round = r / noise->conditions, .condition = r % noise->conditions};
		guint32 index = samples_add_run(samples, run);

		for (guint m = 0; m < noise->metrics; m++) {
			double z = noise->sd * random_normal(random);

			samples_add(samples, index, samples_metric(samples, names[m]), -1, 0, FALSE,
			            noise->log ? exp(z) : 1 + z);
		}
	}
	warning_collect(result, experiment);
	return result->warnings->len;
}

/* Sound samples of a quiet machine are warned of in fewer than 1 % of experiments. */
static void
test_noise(void)
{
	static const Noise rows[] = {
		{"normal, 6 conditions x 3 metrics", 6, 3, 0.1, FALSE},
		{"lognormal, 6 conditions x 3 metrics", 6, 3, 1, TRUE},
		{"normal, one series", 1, 1, 0.1, FALSE},
		{"lognormal, one series", 1, 1, 1, TRUE},
	};
	static const guint sizes[] = {10, 15, 22, 33, 51};
	const char *wish = g_getenv("LECTERN_SIMULATIONS");
	guint n = wish ? MAX((guint)g_ascii_strtoull(wish, NULL, 10), 200) : 200;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint all = n * G_N_ELEMENTS(sizes), wrong = 0;

		for (guint s = 0; s < G_N_ELEMENTS(sizes); s++) {
			Random random = random_new(100 * i + s);
			guint here = 0;

			for (guint k = 0; k < n; k++)
				here += count_warnings(&rows[i], sizes[s], &random) > 0;
			g_test_message("%s, %u rounds: %u of %u experiments", rows[i].name,
			               sizes[s], here, n);
			wrong += here;
		}
		g_test_message("figure: false warnings|%s|series|%.2f %% of %u|less than 1 %%",
		               rows[i].name, 100.0 * wrong / all, all);
		g_assert_cmpfloat((double)wrong / all, <, 0.01);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_cases("series", cases, G_N_ELEMENTS(cases));
	g_test_add_func("/series/noise", test_noise);
	return g_test_run();
}
