/* t-option.c - every option is read into its field, typed and within its limits; so are defaults.
 */
#include "option.h"
#include "texts.h"

/* Read @options as those of a block in @language (transfer full). */
static Experiment *
read_options(const Source *source, Language language, const char *recorded, Diag *diag)
{
	Experiment *experiment = experiment_new();
	g_autoptr(Yaml) yaml = text_yaml(source, diag);

	experiment->language = language;
	experiment->info = source_span(source, 0, 0);
	option_reset(experiment);
	option_read(experiment, yaml, TRUE, diag);
	option_finish(experiment, recorded, diag);
	return experiment;
}

static void
test_defaults(void)
{
	g_autoptr(Source) source = text_source("fig-cap: x\n");
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Experiment) e = read_options(source, LANGUAGE_PYTHON, "", diag);

	text_assert_findings(diag, "", NULL);
	g_assert_cmpuint(e->design->conditions->len, ==, 1);
	g_assert_cmpstr(e->metric, ==, "wall");
	g_assert_cmpuint(e->metrics->len, ==, 1);
	g_assert_cmpfloat(e->precision, ==, 0.05);
	g_assert_cmpfloat(e->budget, ==, 20);
	g_assert_cmpfloat(e->window, ==, 0.02);
	g_assert_cmpuint(e->warmup, ==, G_MAXUINT);
	g_assert_cmpstr(e->engine, ==, "native");
	g_assert_true(e->echo && e->figure && e->include && !e->table && !e->output);
	g_assert_cmpstr(experiment_level(e, g_ptr_array_index(e->design->conditions, 0), "workers"),
	                ==, "1");
	g_assert_cmpstr(
		experiment_level(e, g_ptr_array_index(e->design->conditions, 0), "start-method"),
		==, "fork");
	g_assert_null(experiment_level(e, g_ptr_array_index(e->design->conditions, 0), "python"));
}

static void
test_everything(void)
{
	g_autoptr(Source) source = text_source("fig-cap: cap\nfig-alt: alt\ntbl-cap: tbl\n"
	                                       "executors: [gil, process]\nworkers: [1, 2]\n"
	                                       "params: {size: [10, 1e3], mode: fast}\n"
	                                       "duration: 200 ms\nmetric: lost\n"
	                                       "metrics: [wall, lost]\nplot: lines\nx: workers\n"
	                                       "log: xy\nideal: true\ngnuplot: set grid\n"
	                                       "echo: false\ncode-fold: true\nfigure: true\n"
	                                       "code-line-numbers: true\n"
	                                       "table: true\noutput: true\ninclude: true\n"
	                                       "rounds: 20\nprecision: 2 %\nbudget: 1 min\n"
	                                       "timeout: 5 s\nseed: 18446744073709551615\n"
	                                       "iterations: 7\nwarmup: 0\nreduce: p25\n"
	                                       "python: 3.10\nengine: embedded\n"
	                                       "start-method: [spawn, fork]\n"
	                                       "window: 5 ms\n"
	                                       "services: slow-http 5 ms\n"
	                                       "memory: 64 MiB\npids: 10\nnetwork: true\n"
	                                       "env: {A: b, N: 1}\nread: [/etc/hosts]\n"
	                                       "requires: [numpy]\n");
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Experiment) e =
		read_options(source, LANGUAGE_PYTHON, "worker.record('lost', 1)", diag);
	const Condition *last;
	g_autofree char *label = NULL;

	text_assert_findings(diag, "", NULL);
	g_assert_cmpstr(e->fig_cap.text, ==, "cap");
	g_assert_cmpstr(e->fig_alt.text, ==, "alt");
	g_assert_cmpstr(e->tbl_cap.text, ==, "tbl");
	/* 2 executors, 2 numbers of workers, 2 start methods, 2 sizes, 1 mode */
	g_assert_cmpuint(e->design->factors->len, ==, 4);
	g_assert_cmpuint(e->design->conditions->len, ==, 16);
	last = g_ptr_array_index(e->design->conditions, 15);
	label = condition_label(e->design, last);
	g_assert_cmpstr(label, ==, "process(workers=2, start-method=fork, size=1e3)");
	g_assert_cmpstr(experiment_level(e, last, "mode"), ==, "fast");
	g_assert_cmpstr(experiment_level(e, last, "python"), ==, "3.10");
	g_assert_cmpfloat(e->duration, ==, 0.2);
	g_assert_cmpuint(e->metrics->len, ==, 2);
	g_assert_true(e->log_x && e->log_y && e->ideal && !e->echo && e->code_fold && e->table);
	g_assert_true(e->line_numbers);
	g_assert_cmpuint(e->rounds, ==, 20);
	g_assert_cmpfloat_with_epsilon(e->precision, 0.02, 1e-15);
	g_assert_cmpfloat(e->budget, ==, 60);
	g_assert_true(e->has_seed && e->seed == G_MAXUINT64);
	g_assert_cmpuint(e->iterations, ==, 7);
	g_assert_cmpuint(e->warmup, ==, 0);
	g_assert_true(e->has_reduce && e->reduce == REDUCE_P25);
	g_assert_cmpuint(e->memory, ==, 67108864);
	g_assert_cmpstr(g_ptr_array_index(e->env, 1), ==, "N=1");
	g_assert_cmpuint(e->services->len, ==, 1);
	g_assert_cmpstr(g_ptr_array_index(e->services, 0), ==, "slow-http 0.005");
	g_assert_cmpstr(g_ptr_array_index(e->requires, 0), ==, "numpy");
}

/* Tasks end by themselves, so they have no duration. */
static void
test_tasks(void)
{
	g_autoptr(Source) source =
		text_source("fig-cap: cap\npool: 4\ntasks: 100\nmetric: elapsed\n");
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Experiment) e = read_options(source, LANGUAGE_PYTHON, "", diag);

	text_assert_findings(diag, "", NULL);
	g_assert_cmpuint(e->pool_chunk, ==, 4);
	g_assert_cmpuint(e->pool_tasks, ==, 100);
}

typedef struct Row {
	Language language;
	const char *options, *slugs, *at;
} Row;

static void
test_findings(void)
{
	static const Row rows[] = {
		{LANGUAGE_C, "exectors: [gil]", "option-unknown", "exectors"},
		{LANGUAGE_C, "executors: [gil, proces]", "executor-unknown", "proces"},
		{LANGUAGE_C, "executors: []", "option-empty", "[]"},
		{LANGUAGE_C, "executors: [gil, gil]", "level-duplicate", "gil"},
		{LANGUAGE_C, "workers: []", "option-empty", "[]"},
		{LANGUAGE_C, "workers: 0", "option-range", "0"},
		{LANGUAGE_C, "workers: [1, 100000]", "option-range", "100000"},
		{LANGUAGE_C, "workers: many", "option-type", "many"},
		{LANGUAGE_C, "workers: {a: 1}", "option-type", "{a: 1}"},
		{LANGUAGE_C, "precision: 2", "option-range", "2"},
		{LANGUAGE_C, "duration: 20", "option-type", "20"},
		{LANGUAGE_C, "plot: stripe", "option-range", "stripe"},
		{LANGUAGE_C, "reduce: p50", "option-range", "p50"},
		{LANGUAGE_C, "start-method: spawn", "option-range", "spawn"},
		{LANGUAGE_PYTHON, "start-method: vfork", "option-range", "vfork"},
		{LANGUAGE_PYTHON, "release: true", "option-meaningless", "release"},
		{LANGUAGE_PYTHON, "cflags: -O3", "option-meaningless", "cflags"},
		{LANGUAGE_C, "release: [true, maybe]", "option-type", "maybe"},
		{LANGUAGE_PYTHON, "python: three", "option-range", "three"},
		{LANGUAGE_C, "params: 3", "option-type", "3"},
		{LANGUAGE_C, "params: {workers: 3}", "factor-name", "workers"},
		{LANGUAGE_C, "params: {a b: 3}", "factor-name", "a b"},
		{LANGUAGE_C, "params: {a: []}", "option-empty", "[]"},
		{LANGUAGE_C, "params: {a: [[1]]}", "level-bad", "[1]"},
		{LANGUAGE_C, "params: {a: ['']}", "level-bad", "''"},
		{LANGUAGE_C, "params: {a: [1, 1]}", "level-duplicate", "1"},
		{LANGUAGE_C, "x: size", "option-range", "size"},
		{LANGUAGE_C, "log: z", "option-range", "z"},
		{LANGUAGE_C, "pool: 4", "option-conflict", "4"},
		{LANGUAGE_C, "tasks: 4\nduration: 1 s", "option-conflict", "1 s"},
		{LANGUAGE_C, "tasks: 4\nmetric: start", "option-conflict", "start"},
		{LANGUAGE_C, "metric: wal", "metric-unknown", "wal"},
		{LANGUAGE_C, "env: [HOME]", "option-type", "HOME"},
		{LANGUAGE_C, "services: [http]", "option-range", "http"},
		{LANGUAGE_C, "memory: 64", "option-type", "64"},
		{LANGUAGE_C, "fig-alt: [x]", "yaml-quote", "[x]"},
		{LANGUAGE_C,
	         "params: {a: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15], "
	         "b: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}",
	         "conditions-many", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("fig-cap: x\n", rows[i].options, "\n", NULL);
		g_autoptr(Source) source = text_source(text);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Experiment) e = read_options(source, rows[i].language, "", diag);

		g_test_message("%s", rows[i].options);
		text_assert_findings(diag, rows[i].slugs, rows[i].at);
		g_assert_cmpuint(e->executors->len, >=, 1);
		g_assert_cmpuint(e->workers->len, >=, 1);
	}
}

/* A service as it is kept: its latency in s, the usual one where none is written. */
static void
test_services(void)
{
	static const struct {
		const char *options, *kept;
	} rows[] = {
		{"services: slow-http", "slow-http 0.02"},
		{"services: [slow-http 20ms]", "slow-http 0.02"},
		{"services: [slow-http  0.02 s]", "slow-http 0.02"},
		{"services: ['slow-http 1 min']", "slow-http 60"},
		{"services: [slow-http 0 s]", "slow-http 0"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("fig-cap: x\n", rows[i].options, "\n", NULL);
		g_autoptr(Source) source = text_source(text);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Experiment) e = read_options(source, LANGUAGE_C, "", diag);

		text_assert_findings(diag, "", NULL);
		g_assert_cmpuint(e->services->len, ==, 1);
		g_assert_cmpstr(g_ptr_array_index(e->services, 0), ==, rows[i].kept);
		g_assert_true(experiment_service(e, "slow-http"));
		g_assert_false(experiment_service(e, "slow"));
	}
}

static void
test_bad_services(void)
{
	static const struct {
		const char *options, *slugs, *at;
	} rows[] = {
		{"services: [slow-htp 5 ms]", "option-range", "slow-htp"},
		{"services: slow-http 5", "option-type", "5"},
		{"services: [slow-http late]", "option-type", "late"},
		{"services: [slow-http 2 min]", "option-range", "2 min"},
		{"services: [slow-http, slow-http 1 s]", "option-conflict", "slow-http 1 s"},
		{"services: {slow-http: 5 ms}", "option-type", "{slow-http: 5 ms}"},
		{"services: slow-http\nparams: {slow-http: [1, 2]}", "option-conflict",
	         "{slow-http: [1, 2]}"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("fig-cap: x\n", rows[i].options, "\n", NULL);
		g_autoptr(Source) source = text_source(text);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Experiment) e = read_options(source, LANGUAGE_PYTHON, "", diag);

		g_test_message("%s", rows[i].options);
		text_assert_findings(diag, rows[i].slugs, rows[i].at);
		g_assert_cmpuint(e->services->len, <=, 1);
	}
}

static void
test_caption(void)
{
	static const struct {
		const char *options, *slugs;
	} rows[] = {
		{"rounds: 3", "caption-missing"}, {"figure: false", ""}, {"plot: none", ""},
		{"include: false", ""},           {"fig-cap: x", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source(rows[i].options);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Experiment) e = read_options(source, LANGUAGE_C, "", diag);

		text_assert_findings(diag, rows[i].slugs, NULL);
	}
}

/* A metric that the table does not have must be recorded by the workload, in quotes. */
static void
test_recorded(void)
{
	static const struct {
		const char *code, *slugs;
	} rows[] = {
		{"record(self, \"lost\", 1);", ""},
		{"worker.record('lost', 1)", ""},
		{"lost = 1", "metric-unknown"},
		{NULL, ""}, /* nobody knows */
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source("fig-cap: x\nmetric: lost\n");
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Experiment) e = read_options(source, LANGUAGE_C, rows[i].code, diag);

		text_assert_findings(diag, rows[i].slugs, NULL);
	}
}

/* Later layers override earlier ones; what belongs to one block is no default. */
static void
test_layers(void)
{
	g_autoptr(Source) course = text_source("workers: [1, 2]\nrounds: 5\nfig-cap: no\nzzz: 1\n");
	g_autoptr(Source) block = text_source("rounds: 9\n");
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Diag) quiet = diag_new();
	g_autoptr(Yaml) defaults = text_yaml(course, diag);
	g_autoptr(Yaml) own = text_yaml(block, diag);
	g_autoptr(Experiment) e = experiment_new();

	option_check_defaults(defaults, diag);
	text_assert_findings(diag, "option-meaningless option-unknown", "fig-cap");
	option_reset(e);
	option_read(e, defaults, FALSE, quiet);
	option_read(e, own, TRUE, quiet);
	g_assert_cmpuint(e->workers->len, ==, 2);
	g_assert_cmpuint(e->rounds, ==, 9);
	g_assert_null(e->fig_cap.text);
	g_assert_true(experiment_span(e, "rounds").source == block);
	g_assert_true(experiment_span(e, "workers").source == course);
}

/* The table: names are unique, all have a meaning, and hints find them. */
static void
test_table(void)
{
	guint n;
	const Option *rows = option_table(&n);

	for (guint i = 0; i < n; i++) {
		g_assert_cmpstr(option_names()[i], ==, rows[i].name);
		g_assert_cmpuint(strlen(rows[i].meaning), >, 8);
		g_assert_cmpstr(diag_nearest(rows[i].name, option_names()), ==, rows[i].name);
	}
	g_assert_null(option_names()[n]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/option/defaults", test_defaults);
	g_test_add_func("/option/everything", test_everything);
	g_test_add_func("/option/tasks", test_tasks);
	g_test_add_func("/option/findings", test_findings);
	g_test_add_func("/option/services", test_services);
	g_test_add_func("/option/bad-services", test_bad_services);
	g_test_add_func("/option/caption", test_caption);
	g_test_add_func("/option/recorded", test_recorded);
	g_test_add_func("/option/layers", test_layers);
	g_test_add_func("/option/table", test_table);
	return g_test_run();
}
