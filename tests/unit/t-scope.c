/* t-scope.c - what formulas can speak of: references, units, what can be decided. */
#include "scope.h"
#include "util.h"

#include "dimension.h"
#include <string.h>

#define N(array) ((guint)G_N_ELEMENTS(array))

/* Two experiments: "demo" with executors and factors, "other" with one condition. */
typedef struct World {
	Design *demo, *other;
	GPtrArray *metrics;
	ScopeExperiment experiments[2];
	Scope scope;
} World;

static World *
world_new(void)
{
	static const char *const names[] = {"wall",        "start",      "memory", "pid",
	                                    "parallelism", "throughput", "lost",   NULL};
	static const char *const executors[] = {"gil", "process"};
	char *levels[][3] = {{(char *)"1", (char *)"3.10", (char *)"yes"},
	                     {(char *)"2", (char *)"3.10", (char *)"yes"},
	                     {(char *)"1", (char *)"3.13t", (char *)"yes"},
	                     {(char *)"2", (char *)"3.13t", (char *)"yes"}};
	World *world = g_new0(World, 1);
	Design *demo = design_new("demo");
	Factor *workers = design_add_factor(demo, "workers");
	Factor *python = design_add_factor(demo, "python");

	factor_add_level(design_add_factor(demo, "lock"), "yes");
	for (guint i = 0; i < 4; i++) {
		factor_add_level(workers, levels[i][0]);
		factor_add_level(python, levels[i][1]);
	}
	for (guint e = 0; e < 2; e++)
		for (guint i = 0; i < 4; i++)
			design_add_condition(demo, executors[e], levels[i]);
	design_add_condition(demo, "serial", levels[0])->implied = TRUE;
	((Condition *)g_ptr_array_index(demo->conditions, 3))->absent = g_strdup("needs a GIL");
	world->demo = demo;
	world->other = design_new("other");
	design_add_condition(world->other, "gil", NULL);
	design_add_condition(world->other, "asyncio", NULL);
	world->metrics = g_ptr_array_new();
	for (guint i = 0; names[i] != NULL; i++)
		g_ptr_array_add(world->metrics, (gpointer)names[i]);
	world->experiments[0] = (ScopeExperiment){.design = demo, .metrics = world->metrics};
	world->experiments[1] = (ScopeExperiment){
		.design = world->other, .metrics = world->metrics, .python = "3.11.2"};
	world->scope = (Scope){.experiments = world->experiments,
	                       .n = 2,
	                       .home = 0,
	                       .cores = 2,
	                       .confidence = 0.99};
	return world;
}

static void
world_free(World *world)
{
	design_free(world->demo);
	design_free(world->other);
	g_ptr_array_unref(world->metrics);
	g_free(world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

/* Parse and check @text; the formula is NULL where it is not sound. */
static Formula *
check(const World *world, const char *text, Source **source, Diag *diag)
{
	g_autoptr(Formula) formula = NULL;

	*source = source_new("expression", g_strdup(text), strlen(text));
	formula = formula_parse(text, source_span(*source, 0, (*source)->len), diag);
	g_assert_nonnull(formula);
	return formula_check(formula, &world->scope, diag) ? g_steal_pointer(&formula) : NULL;
}

static void
test_sound(void)
{
	static const struct {
		const char *text;
		int home, condition; /* of the first reference */
	} rows[] = {
		{"gil(workers=2, python=3.10).wall > 5 ms", 0, 1},
		{"gil(workers=2.0,python=3.13t).wall > 5 ms", 0, 3},
		{"process(python=3.10, workers=1).wall > gil(workers=1, python=3.10).wall", 0, 4},
		{"gil(python=3.10).wall > 5 ms when workers == 2", 0, 1},
		{"serial.wall > 5 ms", 0, 8},
		{"other:gil.wall > 5 ms", 1, 0},
		{"other:asyncio.lost == 0", 1, 1},
		{"rate(serial.lost > 0) > 0.8", 0, 8},
		{"always(total(serial.start) < 1 s)", 0, 8},
		{"serial.wall / other:gil.wall > 2", 0, 8},
		{"serial.memory > 64 KiB", 0, 8},
		{"serial.throughput > 1000", 0, 8},
		{"serial.throughput * serial.wall > 1000", 0, 8},
		{"serial.start > 0", 0, 8},
		{"serial.lost > 5 ms", 0, 8}, /* a metric of one's own has any unit */
		{"p95(serial.start) < 5 ms", 0, 8},
		{"serial.wall == 5 ms expect refuted", 0, 8},
		{"distinct(serial.pid) == 1", 0, 8},
		{"always(serial.pid == serial.pid)", 0, 8},
	};
	g_autoptr(World) world = world_new();

	for (guint i = 0; i < N(rows); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula = NULL;
		const Ref *ref;

		g_test_message("%s", rows[i].text);
		formula = check(world, rows[i].text, &source, diag);
		g_assert_nonnull(formula);
		g_assert_cmpuint(diag->findings->len, ==, 0);
		ref = g_ptr_array_index(formula->refs, 0);
		g_assert_cmpint(ref->home, ==, rows[i].home);
		g_assert_cmpint(ref->condition, ==, rows[i].condition);
	}
}

/* Where the first finding points, and what is its help. */
static const struct {
	const char *text;
	FindingId id;
	const char *caret;
	const char *help; /* part of it, or NULL */
} findings[] = {
	{"thread.wall > 5 ms", FINDING_FORMULA_EXECUTOR, "thread", "'gil'"},
	{"proces.wall > 5 ms", FINDING_FORMULA_EXECUTOR, "proces", "mean 'process'"},
	{"demo2:gil.wall > 5 ms", FINDING_EXPERIMENT_UNKNOWN, "demo2", "mean 'demo'"},
	{"gil.wall > 5 ms", FINDING_FORMULA_AMBIGUOUS, "gil.wall",
         "gil(workers=1, python=3.10).wall or "},
	{"gil(workers=2).wall > 5 ms", FINDING_FORMULA_AMBIGUOUS, "gil(workers=2).wall", NULL},
	{"gil(worker=2).wall > 5 ms", FINDING_FORMULA_FACTOR, "worker", "mean 'workers'"},
	{"gil(workers=4).wall > 5 ms", FINDING_FORMULA_LEVEL, "4", "'1', '2'"},
	{"gil(python=3.1).wall > 5 ms", FINDING_FORMULA_LEVEL, "3.1", "'3.10'"},
	{"gil(python=\"3.14\").wall > 5 ms", FINDING_FORMULA_LEVEL, "\"3.14\"", NULL},
	{"gil(workers=1, workers=2).wall > 5 ms", FINDING_FORMULA_SYNTAX, "workers", "delete"},
	{"serial(workers=2).wall > 5 ms", FINDING_FORMULA_CONDITION, "serial(workers=2).wall",
         NULL},
	{"serial.wal > 5 ms", FINDING_FORMULA_METRIC, "wal", "mean 'wall'"},
	{"serial.elapsed > 5 ms", FINDING_FORMULA_METRIC, "elapsed", NULL},
	{"serial.wall > 5 MiB", FINDING_FORMULA_UNITS, "serial.wall > 5 MiB", NULL},
	{"serial.wall + serial.memory > 5", FINDING_FORMULA_UNITS, "serial.wall + serial.memory",
         NULL},
	{"serial.parallelism > 5 s", FINDING_FORMULA_UNITS, "serial.parallelism > 5 s", NULL},
	{"log(serial.wall) > 5", FINDING_FORMULA_UNITS, "log(serial.wall)", "divide"},
	{"serial.wall > 5", FINDING_FORMULA_UNIT_MISSING, "5", "ms"},
	{"serial.memory < 5", FINDING_FORMULA_UNIT_MISSING, "5", "MiB"},
	{"min(serial.wall) > 5 ms", FINDING_FORMULA_MIN_MAX, "min(serial.wall)", "p05"},
	{"median(mean(serial.wall)) > 5 ms", FINDING_FORMULA_NESTED, "mean(serial.wall)", NULL},
	{"always(serial.wall > median(serial.wall))", FINDING_FORMULA_NESTED, "median(serial.wall)",
         NULL},
	{"median(serial.wall / other:gil.wall) > 2", FINDING_FORMULA_PAIRS, "other:gil.wall",
         "median(...) / median(...)"},
	{"total(serial.wall) > 5 ms", FINDING_FORMULA_OVER, "total(serial.wall)", NULL},
	{"serial.pid > 5", FINDING_FORMULA_IDENTITY, "serial.pid", "distinct"},
	{"5 > 3", FINDING_FORMULA_CONSTANT, "5 > 3", NULL},
	{"median(5) > serial.lost", FINDING_FORMULA_CONSTANT, "median(5)", NULL},
	{"serial.wall / 0 > 5 s", FINDING_FORMULA_ZERO, "0", NULL},
	{"serial.lost / (2 - 2) > 5", FINDING_FORMULA_ZERO, "(2 - 2)", NULL},
	{"serial.lost > log(0)", FINDING_FORMULA_ZERO, "log(0)", NULL},
	/* with 110 rounds a rate of 1 is known to be over 0.953 */
	{"rate(serial.lost > 0) > 0.96", FINDING_FORMULA_UNDECIDABLE,
         "rate(serial.lost > 0) > 0.96", "always"},
	{"0.04 > rate(serial.lost > 0)", FINDING_FORMULA_UNDECIDABLE,
         "0.04 > rate(serial.lost > 0)", NULL},
	{"rate(serial.lost > 0) == 0.5", FINDING_FORMULA_UNDECIDABLE,
         "rate(serial.lost > 0) == 0.5", NULL},
	{"serial.wall == 5 ms", FINDING_FORMULA_UNDECIDABLE, "serial.wall == 5 ms", "within"},
	{"serial.lost ~= 0 within 5%", FINDING_FORMULA_UNDECIDABLE, "serial.lost ~= 0 within 5%",
         "abs"},
	{"serial.wall > 5 ms when cores >= two", FINDING_FORMULA_LEVEL, "two", NULL},
	{"serial.wall > 5 ms when size >= 2", FINDING_FORMULA_FACTOR, "size", "cores"},
	{"other:gil.wall > 5 ms when python >= new", FINDING_FORMULA_LEVEL, "new", "3.12"},
};

static void
test_findings(void)
{
	g_autoptr(World) world = world_new();

	for (guint i = 0; i < N(findings); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula = NULL;
		g_autofree char *shown = NULL;
		const Finding *finding;

		g_test_message("%s", findings[i].text);
		formula = check(world, findings[i].text, &source, diag);
		g_assert_cmpuint(diag->findings->len, >=, 1);
		finding = g_ptr_array_index(diag->findings, 0);
		g_assert_cmpstr(finding_kind(finding->id)->slug, ==,
		                finding_kind(findings[i].id)->slug);
		g_assert_true((formula != NULL) ==
		              (finding_kind(finding->id)->severity == SEVERITY_WARNING));
		shown = span_text(finding->span);
		g_assert_cmpstr(shown, ==, findings[i].caret);
		if (findings[i].help != NULL) {
			g_assert_nonnull(finding->help);
			g_assert_nonnull(strstr(finding->help, findings[i].help));
		}
	}
}

/* `rounds:` decides what can be decided; claims that are not expected to hold are left alone. */
static void
test_rounds(void)
{
	static const struct {
		guint rounds;
		const char *text;
		gboolean sound;
	} rows[] = {
		{9, "serial.wall > 5 ms", FALSE},
		{10, "serial.wall > 5 ms", TRUE},
		{9, "sometimes(serial.lost > 0)", TRUE},
		{9, "always(serial.lost > 0)", FALSE},
		{9, "always(serial.lost > 0) expect refuted", TRUE},
		{19, "mean(serial.wall) > 5 ms", FALSE},
		{20, "mean(serial.wall) > 5 ms", TRUE},
		{20, "p95(serial.wall) < 5 ms", FALSE},
		{20, "p95(serial.wall) > 5 ms", TRUE},
		{50, "p90(serial.wall) < 5 ms", FALSE},
		{51, "p90(serial.wall) < 5 ms", TRUE},
		{30, "rate(serial.lost > 0) > 0.9", FALSE},
		{60, "rate(serial.lost > 0) > 0.9", TRUE},
	};
	g_autoptr(World) world = world_new();

	for (guint i = 0; i < N(rows); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula = NULL;

		world->experiments[0].rounds = rows[i].rounds;
		formula = check(world, rows[i].text, &source, diag);
		g_test_message("%u %s", rows[i].rounds, rows[i].text);
		g_assert_true((formula != NULL) == rows[i].sound);
	}
}

static void
test_untestable(void)
{
	static const struct {
		const char *text;
		const char *why; /* part of it, or NULL */
	} rows[] = {
		{"serial.wall > 5 ms when cores >= 2", NULL},
		{"serial.wall > 5 ms when cores >= 4", "needs cores >= 4, has 2"},
		{"serial.wall > 5 ms when cores < 10", NULL},
		{"gil(workers=2, python=3.13t).wall > 5 ms", "needs a GIL"},
		{"serial.wall > 5 ms when python >= 3.9", NULL},
		{"serial.wall > 5 ms when python >= 3.12", "needs python >= 3.12, has 3.10"},
		{"gil(workers=1, python=3.13t).wall > 5 ms when python >= 3.12", NULL},
		{"gil(workers=1, python=3.13t).wall > 5 ms when python > 3.12.4", NULL},
		{"other:gil.wall > 5 ms when python == 3.11", NULL},
		{"other:gil.wall > 5 ms when python != 3.11", "has 3.11.2"},
		{"serial.wall > 5 ms when workers > 1", "needs workers > 1, has 1"},
		{"serial.wall > 5 ms when lock == yes", NULL},
		{"serial.wall > 5 ms when cores >= 2 and lock == no", "needs lock == no, has yes"},
	};
	g_autoptr(World) world = world_new();

	for (guint i = 0; i < N(rows); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula = check(world, rows[i].text, &source, diag);
		g_autofree char *why = NULL;

		g_test_message("%s", rows[i].text);
		g_assert_nonnull(formula);
		why = formula_untestable(formula, &world->scope);
		if (rows[i].why == NULL) {
			g_assert_null(why);
			continue;
		}
		g_assert_nonnull(why);
		g_assert_nonnull(strstr(why, rows[i].why));
	}
	{
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula = check(world, rows[0].text, &source, diag);
		g_autofree char *why = NULL;

		world->scope.cores = 0;
		why = formula_untestable(formula, &world->scope);
		g_assert_nonnull(strstr(why, "not known"));
	}
}

/* Names of a workload's own: in the list, or as a word in its code. */
static void
test_open(void)
{
	static const struct {
		const char *code, *metric;
		gboolean open, sound;
	} rows[] = {
		{NULL, "lag", FALSE, FALSE},
		{NULL, "lag", TRUE, TRUE},
		{"worker.record('lag', 1)", "lag", TRUE, TRUE},
		{"record(self, \"lag\", 1);", "lag", TRUE, TRUE},
		{"record(self, \"lag\", 1);", "lags", TRUE, TRUE}, /* it may be computed */
		{"record(self, \"lag\", 1);", "wal", TRUE, FALSE},
		{"pass", "lag", TRUE, FALSE},
		{"pass", "wall", TRUE, TRUE},
		{"pass", "elapsed", TRUE, TRUE},
	};
	g_autoptr(World) world = world_new();

	for (guint i = 0; i < N(rows); i++) {
		g_autofree char *text = g_strdup_printf("serial.%s >= 0", rows[i].metric);
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula = NULL;

		world->experiments[0].open = rows[i].open;
		world->experiments[0].code = rows[i].code;
		formula = check(world, text, &source, diag);
		g_assert_true((formula != NULL) == rows[i].sound);
	}
}

/* Without a home, a reference means the only experiment that has it. */
static void
test_homeless(void)
{
	g_autoptr(World) world = world_new();
	g_autoptr(Source) a = NULL, b = NULL, c = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) only = NULL;

	world->scope.home = -1;
	only = check(world, "asyncio.wall > 5 ms", &a, diag);
	g_assert_cmpuint(diag->findings->len, ==, 0);
	g_assert_cmpint(((Ref *)g_ptr_array_index(only->refs, 0))->home, ==, 1);
	g_assert_null(check(world, "gil.wall > 5 ms", &b, diag));
	g_assert_cmpint(((Finding *)g_ptr_array_index(diag->findings, 0))->id, ==,
	                FINDING_FORMULA_AMBIGUOUS);
	g_assert_null(check(world, "thread.wall > 5 ms", &c, diag));
	g_assert_cmpint(((Finding *)g_ptr_array_index(diag->findings, 1))->id, ==,
	                FINDING_FORMULA_EXECUTOR);
}

static void
test_levels(void)
{
	g_assert_cmpint(level_compare("2", "10"), <, 0);
	g_assert_cmpint(level_compare("2", "2.0"), ==, 0);
	g_assert_cmpint(level_compare("a", "b"), <, 0);
	g_assert_cmpint(level_compare("nan", "2"), !=, 0);
	g_assert_cmpint(version_compare("3.9", "3.10"), <, 0);
	g_assert_cmpint(version_compare("3.13t", "3.13"), ==, 0);
	g_assert_cmpint(version_compare("3.12.1", "3.12"), ==, 0);
	g_assert_cmpint(version_compare("3.12.1", "3.12.4"), <, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scope/sound", test_sound);
	g_test_add_func("/scope/findings", test_findings);
	g_test_add_func("/scope/rounds", test_rounds);
	g_test_add_func("/scope/untestable", test_untestable);
	g_test_add_func("/scope/open", test_open);
	g_test_add_func("/scope/homeless", test_homeless);
	g_test_add_func("/scope/levels", test_levels);
	return g_test_run();
}
