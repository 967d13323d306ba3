/* t-absent.c - which conditions cannot be measured in an interpreter, and why. */
#include "absent.h"
#include "option.h"
#include <string.h>

/* An interpreter, an executor, and a part of the reason; NULL: it can be measured there. */
static const struct {
	const char *version;
	gboolean gil;
	const char *executor;
	const char *reason;
	guint tasks; /* that workers serve */
} rows[] = {
	{"3.8.18", TRUE, "interpreter", "need CPython 3.12; this is 3.8.18", 0},
	{"3.11.7", TRUE, "interpreter", "need CPython 3.12; this is 3.11.7", 0},
	{"3.12.0", TRUE, "interpreter", NULL, 0},
	{"3.13.0", TRUE, "interpreter", NULL, 0},
	{"4.0.0", TRUE, "interpreter", NULL, 0},
	{"3.13.0t", FALSE, "interpreter", "Python 3.13.0t has no GIL", 0},
	{"3.11.7", TRUE, "gil", NULL, 0},
	{"3.13.0t", FALSE, "gil", "Python 3.13.0t has no GIL", 0},
	{"3.13.0t", FALSE, "thread", NULL, 0},
	{"3.13.0", TRUE, "thread", "free-threaded", 0},
	{"3.8.18", TRUE, "process", NULL, 0},
	{"3.13.0t", FALSE, "serial", NULL, 0},
	{"3.13.0", TRUE, "interpreter", NULL, 100},
	{"3.11.7", TRUE, "interpreter", "need CPython 3.12", 100},
	{"3.13.0", TRUE, "asyncio", "serve no `tasks`", 100},
};

static void
test_interpreters(void)
{
	g_autoptr(Tools) tools = tools_open("");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Experiment *experiment = experiment_new();
		g_autoptr(GPtrArray) pythons = g_ptr_array_new();
		Python python = {.path = (char *)"python3",
		                 .version = (char *)rows[i].version,
		                 .gil = rows[i].gil,
		                 .library = (char *)"",
		                 .packages = (char *)""};
		const Condition *condition;

		option_reset(experiment);
		experiment->language = LANGUAGE_PYTHON;
		experiment->pool_tasks = rows[i].tasks;
		if (!experiment->design)
			experiment->design = design_new("one");
		condition = design_add_condition(experiment->design, rows[i].executor, NULL);
		g_ptr_array_add(pythons, &python);
		absent_mark(experiment, pythons, NULL, tools);
		if (!rows[i].reason)
			g_assert_cmpstr(condition->absent, ==, NULL);
		else if (!condition->absent || !strstr(condition->absent, rows[i].reason))
			g_error("%s in %s: %s", rows[i].executor, rows[i].version,
			        condition->absent);
		experiment_free(experiment);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/absent/interpreters", test_interpreters);
	return g_test_run();
}
