/*
 * scene.h - a measurement made by hand, on a quiet machine, that cases spoil; what warnings it
 * gets.
 */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include "gate.h"
#include "option.h"
#include "random.h"
#include "warning.h"
#include <math.h>
#include <string.h>

/* A measurement by hand: sound, on a quiet machine, until a case spoils it. */
typedef struct Scene {
	Result *result;
	Experiment *experiment;
	Random random;
} Scene;

static const char *const metrics[] = {"wall", "work", "call", "share", "throughput", "pid"};

enum { WALL, WORK, CALL, SHARE, THROUGHPUT, PID, METRICS };

/* The conditions of every scene; 4 CPUs hold all their workers. */
static const struct {
	const char *executor, *workers;
} conditions[] = {{"serial", "2"}, {"gil", "2"}, {"process", "2"},
                  {"serial", "4"}, {"gil", "4"}, {"process", "4"}};

enum { CONDITIONS = G_N_ELEMENTS(conditions), ROUNDS = 20 };

static inline Machine *
make_machine(void)
{
	Machine *machine = g_new0(Machine, 1);

	machine->cores = machine->online = 4;
	machine->governor = g_strdup("performance");
	machine->settings = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(machine->settings, g_strdup("CPU quota: none"));
	machine->load = 0.3;
	return machine;
}

static inline Experiment *
make_experiment(void)
{
	Experiment *experiment = experiment_new();
	Factor *factor;

	option_reset(experiment);
	if (experiment->design)
		design_free(experiment->design);
	experiment->design = design_new("demo");
	factor = design_add_factor(experiment->design, "workers");
	for (guint i = 0; i < CONDITIONS; i++) {
		char *levels[] = {(char *)conditions[i].workers};

		factor_add_level(factor, conditions[i].workers);
		design_add_condition(experiment->design, conditions[i].executor, levels);
	}
	return experiment;
}

/* Return what a metric is on average. */
static inline double
typical(guint metric)
{
	static const double values[] = {1e-2, 5e-3, 1e-4, 0.5, 1e5, 4711};

	return values[metric];
}

static inline void
add_round(Scene *scene, guint round)
{
	Samples *samples = scene->result->samples;

	for (guint c = 0; c < CONDITIONS; c++) {
		Run run = {.round = round, .condition = c, .took = 0.5, .usage = usage_unknown};
		guint32 index;

		run.usage.waited = 0.001;
		index = samples_add_run(samples, run);
		for (guint m = 0; m < METRICS; m++)
			samples_add(samples, index, samples_metric(samples, metrics[m]), -1, 0,
			            FALSE, typical(m) * exp(0.05 * random_normal(&scene->random)));
	}
	g_array_index(samples->machine, Disturbance, round) =
		(Disturbance){.steal = 0, .foreign = 0.01, .waiting = 0.01, .capacity = 0.99};
}

static inline void
scene_set_up(Scene *scene, guint rounds)
{
	Result *result = result_new();

	scene->random = random_new(1);
	scene->result = result;
	scene->experiment = make_experiment();
	g_ptr_array_add(scene->experiment->sampled, g_strdup("wall"));
	result->machine = make_machine();
	result->load_after = 2;
	result->took = 10;
	result->batch = 1;
	g_ptr_array_add(result->facts, g_strdup("python 3.11.2"));
	g_ptr_array_add(result->facts, g_strdup("tick 4e-08"));
	g_ptr_array_add(result->facts, g_strdup("clock 2e-08"));
	result->samples = samples_new(design_copy(scene->experiment->design));
	for (guint i = 0; i < rounds; i++)
		add_round(scene, i);
}

static inline void
scene_clear(Scene *scene)
{
	result_free(scene->result);
	experiment_free(scene->experiment);
}

static inline Disturbance *
machine_in(Scene *scene, guint round)
{
	return &g_array_index(scene->result->samples->machine, Disturbance, round);
}

static inline void
drop(Scene *scene, guint round)
{
	g_array_index(scene->result->samples->dropped, gboolean, round) = TRUE;
}

/* Show or claim @metric, too. */
static inline void
want(Scene *scene, guint metric)
{
	g_ptr_array_add(scene->experiment->sampled, g_strdup(metrics[metric]));
}

/* Multiply @metric under @condition in every round by what @factor says. */
static inline void
spoil(Scene *scene, guint condition, guint metric, double (*factor)(guint round, Random *random))
{
	GArray *samples = scene->result->samples->samples;

	for (guint i = 0; i < samples->len; i++) {
		Sample *sample = &g_array_index(samples, Sample, i);
		const Run *run = &g_array_index(scene->result->samples->runs, Run, sample->run);

		if (run->condition == condition && sample->metric == metric)
			sample->value *= factor(run->round, &scene->random);
	}
}

/* The beginning, and a part, of the only warning; NULL: there is none. */
typedef struct Case {
	const char *name;
	void (*spoil)(Scene *scene);
	const char *start, *part;
} Case;

static inline void
test_case(gconstpointer data)
{
	const Case *its = data;
	Scene scene;
	const GPtrArray *warnings;

	scene_set_up(&scene, ROUNDS);
	its->spoil(&scene);
	warning_collect(scene.result, scene.experiment);
	warnings = scene.result->warnings;
	for (guint i = 0; i < warnings->len; i++)
		g_test_message("%s", (const char *)g_ptr_array_index(warnings, i));
	g_assert_cmpuint(warnings->len, ==, its->start ? 1 : 0);
	if (its->start) {
		const char *text = g_ptr_array_index(warnings, 0);

		g_assert_true(g_str_has_prefix(text, its->start));
		g_assert_nonnull(strstr(text, its->part));
	}
	scene_clear(&scene);
}

/* Make a test of each of @n cases. */
static inline void
add_cases(const char *module, const Case *cases, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *path = g_strdup_printf("/%s/case/%s", module, cases[i].name);

		g_test_add_data_func(path, &cases[i], test_case);
	}
}

#endif
