/* t-warning.c - every check warns of what it is for, and of nothing else. */
#include "scene.h"

/* Cases: the machine ------------------------------------------------------------------- */

/* The rounds do not tell whether others used the CPUs, as in containers. */
static void
hide_others(Scene *scene)
{
	for (guint i = 0; i < ROUNDS; i++)
		machine_in(scene, i)->foreign = (double)NAN;
}

static void
load_before(Scene *scene)
{
	hide_others(scene);
	scene->result->machine->load = 3.2;
}

static void
load_of_ours(Scene *scene)
{
	scene->result->machine->load = 3.2;
}

static void
load_after(Scene *scene)
{
	hide_others(scene);
	scene->result->load_after = 7.2;
}

static void
load_of_workers(Scene *scene)
{
	hide_others(scene);
	scene->result->load_after = 6.8; /* four are ours */
}

static void
govern(Scene *scene, const char *governor)
{
	g_free(scene->result->machine->governor);
	scene->result->machine->governor = g_strdup(governor);
}

static void
governor_powersave(Scene *scene)
{
	govern(scene, "powersave");
}

static void
governor_none(Scene *scene)
{
	govern(scene, "none");
}

/* Let all workers wait for a CPU for a part of the time. */
static void
contend(Scene *scene)
{
	GArray *runs = scene->result->samples->runs;

	for (guint i = 0; i < runs->len; i++)
		g_array_index(runs, Run, i).usage.waited = 0.2;
}

static void
cores_few(Scene *scene)
{
	scene->result->machine->cores = 2;
	contend(scene);
}

static void
cores_one(Scene *scene)
{
	scene->result->machine->cores = 1;
	contend(scene);
}

static void
cores_absent(Scene *scene)
{
	const GPtrArray *all = scene->result->samples->design->conditions;

	cores_few(scene);
	((Condition *)g_ptr_array_index(all, 5))->absent = g_strdup("no such start method");
}

static void
cores_slept(Scene *scene)
{
	scene->result->machine->cores = 2;
}

static void
cores_quota(Scene *scene)
{
	contend(scene);
	g_ptr_array_add(scene->result->machine->settings, g_strdup("CPU quota: 2.5 CPUs"));
}

static void
cores_released(Scene *scene)
{
	cores_few(scene);
	g_ptr_array_set_size(scene->experiment->releases, 0);
	g_ptr_array_add(scene->experiment->releases, g_strdup("true"));
}

static void
steal(Scene *scene, double part)
{
	for (guint i = 0; i < ROUNDS; i++)
		machine_in(scene, i)->steal = i % 3 ? part : 0;
}

static void
steal_some(Scene *scene)
{
	steal(scene, 0.015);
}

static void
steal_little(Scene *scene)
{
	steal(scene, 0.005);
}

static void
steal_unknown(Scene *scene)
{
	steal(scene, (double)NAN); /* of most rounds */
	for (guint i = 0; i < ROUNDS; i += 3)
		machine_in(scene, i)->steal = 0.5;
}

static void
programs_some(Scene *scene)
{
	for (guint i = 0; i < ROUNDS; i++)
		machine_in(scene, i)->foreign = 0.15;
}

static void
programs_once(Scene *scene)
{
	for (guint i = 0; i < ROUNDS / 4; i++)
		machine_in(scene, i)->foreign = 0.24;
}

/* The gate has seen to it. */
static void
programs_dropped(Scene *scene)
{
	for (guint i = 0; i < 12; i++) {
		machine_in(scene, i)->foreign = 1.3;
		drop(scene, i);
	}
}

static void
waiting_some(Scene *scene)
{
	for (guint i = 0; i < ROUNDS; i++)
		machine_in(scene, i)->waiting = 0.07;
}

static void
waiting_little(Scene *scene)
{
	for (guint i = 0; i < ROUNDS; i++)
		machine_in(scene, i)->waiting = 0.03;
}

/* Cases: rounds and runs --------------------------------------------------------------- */

static void
dropped_some(Scene *scene)
{
	for (guint i = 0; i < 5; i++) {
		*(i < 2 ? &machine_in(scene, i)->steal : &machine_in(scene, i)->waiting) =
			0.3 + 0.1 * i;
		drop(scene, i);
	}
}

static void
dropped_unexplained(Scene *scene)
{
	for (guint i = 0; i < 3; i++)
		drop(scene, i);
}

static void
dropped_few(Scene *scene)
{
	drop(scene, 3);
	drop(scene, 11);
}

static void
dropped_most(Scene *scene)
{
	for (guint i = 0; i < 12; i++) {
		machine_in(scene, i)->capacity = 0.7;
		drop(scene, i);
	}
}

/* So that there was no time for more. */
static void
rounds_spent(Scene *scene)
{
	dropped_most(scene);
	scene->result->spent = TRUE;
}

static void
rounds_enough(Scene *scene)
{
	scene->result->spent = TRUE;
}

static void
timeout_near(Scene *scene)
{
	g_array_index(scene->result->samples->runs, Run, 7).took = 50;
	g_array_index(scene->result->samples->runs, Run, 13).took = 49;
}

static void
timeout_far(Scene *scene)
{
	g_array_index(scene->result->samples->runs, Run, 7).took = 47;
	g_array_index(scene->result->samples->runs, Run, 8).took = (double)NAN;
}

static void
budget_overrun(Scene *scene)
{
	scene->result->took = 61;
}

static void
budget_doubled(Scene *scene)
{
	scene->result->took = 59;
}

/* Cases: the clock --------------------------------------------------------------------- */

static double
thousandth(guint round, Random *random)
{
	(void)round;
	(void)random;
	return 1e-3;
}

static double
tenth(guint round, Random *random)
{
	(void)round;
	(void)random;
	return 0.1;
}

static void
clock_coarse(Scene *scene)
{
	spoil(scene, 0, WALL, thousandth);
}

static void
clock_coarse_all(Scene *scene)
{
	for (guint i = 0; i < CONDITIONS; i++)
		spoil(scene, i, WALL, thousandth);
	spoil(scene, 2, WALL, tenth);
}

static void
clock_batched(Scene *scene)
{
	spoil(scene, 0, WALL, thousandth);
	scene->result->batch = 4;
}

static void
clock_unshown(Scene *scene)
{
	spoil(scene, 0, WORK, thousandth);
}

static void
clock_unheld(Scene *scene)
{
	want(scene, CALL);
	spoil(scene, 1, CALL, thousandth);
	scene->result->batch = 4; /* of runs that are held */
}

/* What cannot be batched may be shorter: some hundred steps. */
static void
clock_unbatched(Scene *scene)
{
	want(scene, CALL);
	spoil(scene, 1, CALL, tenth);
}

static void
clock_unknown(Scene *scene)
{
	spoil(scene, 0, WALL, thousandth);
	g_ptr_array_set_size(scene->result->facts, 0);
}

static double
many(guint round, Random *random)
{
	(void)round;
	(void)random;
	return 20; /* 2e6 / s at 40 ns: 8 % */
}

static void
ticks_dear(Scene *scene)
{
	spoil(scene, 1, THROUGHPUT, many);
}

static void
ticks_shared(Scene *scene)
{
	spoil(scene, 2, THROUGHPUT, many); /* by two processes: 4 % */
}

static void
ticks_none(Scene *scene)
{
	GArray *samples = scene->result->samples->samples;

	spoil(scene, 1, THROUGHPUT, many);
	for (guint i = samples->len; i-- > 0;)
		if (g_array_index(samples, Sample, i).metric == SHARE)
			g_array_index(samples, Sample, i).warmup = TRUE;
}

static void
ticks_unminded(Scene *scene)
{
	spoil(scene, 1, THROUGHPUT, many);
	g_ptr_array_set_size(scene->experiment->sampled, 0);
	want(scene, SHARE);
}

/* Samples that are given depend on no machine. */
static void
given(Scene *scene)
{
	const GPtrArray *all = scene->result->samples->design->conditions;

	for (guint i = 0; i < all->len; i++) {
		Condition *condition = g_ptr_array_index(all, i);

		g_free(condition->executor);
		condition->executor = g_strdup("mock");
	}
	load_before(scene);
	governor_powersave(scene);
	cores_few(scene);
	steal_some(scene);
	waiting_some(scene);
	clock_coarse(scene);
}

static void
nothing(Scene *scene)
{
	(void)scene;
}

static const Case cases[] = {
	{"quiet", nothing, NULL, NULL},
	{"load-before", load_before, "the load average was 3.2 on 4 CPUs before", "close"},
	{"load-of-ours", load_of_ours, NULL, NULL},
	{"load-after", load_after, "the load average was 7.2 on 4 CPUs after", "close"},
	{"load-of-workers", load_of_workers, NULL, NULL},
	{"governor", governor_powersave, "the speed of the CPUs", "powersave"},
	{"governor-none", governor_none, NULL, NULL},
	{"cores", cores_few, "process(workers=4) had up to 4 workers on 2 CPUs: ", "take turns"},
	{"cores-one", cores_one,
         "process(workers=2) and process(workers=4) had up to 4 workers on 1 CPU: ", "take turns"},
	{"cores-absent", cores_absent, NULL, NULL},
	{"cores-slept", cores_slept, NULL, NULL},
	{"cores-quota", cores_quota, "process(workers=4) had up to 4 workers on 2.5 CPUs: ", ""},
	{"cores-released", cores_released,
         "gil(workers=4) and process(workers=4) had up to 4 workers on 2 CPUs: ", "take turns"},
	{"steal", steal_some, "the hypervisor gave 1.5\u202f% of", "your own"},
	{"steal-little", steal_little, NULL, NULL},
	{"steal-unknown", steal_unknown, NULL, NULL},
	{"programs", programs_some, "other programs used 0.15 of the CPUs", "close them"},
	{"programs-once", programs_once, NULL, NULL},
	{"programs-dropped", programs_dropped,
         "12 of 20 rounds were dropped, mostly because other programs used 1.3 of", "close"},
	{"waiting", waiting_some, "threads waited 7\u202f% of their CPU time", "close"},
	{"waiting-little", waiting_little, NULL, NULL},
	{"dropped", dropped_some,
         "5 of 20 rounds were dropped, mostly because threads waited 60 % of", "quieter"},
	{"dropped-unexplained", dropped_unexplained, "3 of 20 rounds were dropped: close", ""},
	{"dropped-few", dropped_few, NULL, NULL},
	{"dropped-most", dropped_most, "12 of 20 rounds were dropped, mostly because only 70 %",
         "quieter"},
	{"spent", rounds_spent,
         "only 8 of 20 rounds were undisturbed (in the others, mostly only 70 % of the", "10; "},
	{"spent-enough", rounds_enough, NULL, NULL},
	{"timeout", timeout_near,
         "2 of 120 runs, of gil(workers=2), took up to 50\u202fs of the 1\u202fmin 0\u202fs",
         "timeout"},
	{"timeout-far", timeout_far, NULL, NULL},
	{"budget", budget_overrun, "it took 1\u202fmin 1\u202fs, far more than its budget of 20",
         "conditions"},
	{"budget-doubled", budget_doubled, NULL, NULL},
	{"clock", clock_coarse, "samples of serial(workers=2).wall are short against the clock",
         "steps of 20\u202fns, wanted are 1000): give work more to do"},
	{"clock-all", clock_coarse_all,
         "samples of serial(workers=2).wall, gil(workers=2).wall, process(workers=2).wall and 3 "
         "more are short",
         "(process(workers=2).wall: "},
	{"clock-batched", clock_batched, NULL, NULL},
	{"clock-unshown", clock_unshown, NULL, NULL},
	{"clock-unheld", clock_unheld, "samples of gil(workers=2).call are short", "mean nothing"},
	{"clock-unbatched", clock_unbatched, NULL, NULL},
	{"clock-unknown", clock_unknown, NULL, NULL},
	{"ticks", ticks_dear, "tick() takes 40\u202fns", " of the time of gil(workers=2): do more"},
	{"ticks-shared", ticks_shared, NULL, NULL},
	{"ticks-none", ticks_none, NULL, NULL},
	{"ticks-unminded", ticks_unminded, NULL, NULL},
	{"given", given, NULL, NULL},
};

/* Several things are wrong: each is said once, and the order is that of the table. */
static void
test_order(void)
{
	static const char *const starts[] = {"the load", "5 of 20", "the speed",
	                                     "it took",  "samples", "tick()"};
	Scene scene;

	scene_set_up(&scene, ROUNDS);
	ticks_dear(&scene);
	spoil(&scene, 0, WALL, thousandth);
	budget_overrun(&scene);
	governor_powersave(&scene);
	dropped_some(&scene);
	load_before(&scene);
	warning_collect(scene.result, scene.experiment);
	g_assert_cmpuint(scene.result->warnings->len, ==, G_N_ELEMENTS(starts));
	for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
		g_assert_true(
			g_str_has_prefix(g_ptr_array_index(scene.result->warnings, i), starts[i]));
	scene_clear(&scene);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_cases("warning", cases, G_N_ELEMENTS(cases));
	g_test_add_func("/warning/order", test_order);
	return g_test_run();
}
