/*
 * t-free.c - threads of an interpreter without a GIL, as far as one with a GIL can pretend: it says
 * of itself that it has none, until the workload makes it say the truth.  What it cannot pretend is
 * tried with a real one, where there is one.
 */
#include "trial.h"

static const gchar pretence[] = "import sys\n"
				"sys._is_gil_enabled = lambda: False\n";

static const gchar source[] = "import sys\n"
			      "done = []\n"
			      "def observe():\n"
			      "    return len(done)\n"
			      "def enable():\n"
			      "    sys._is_gil_enabled = lambda: True\n"
			      "def work(worker):\n"
			      "    done.append(worker.index)\n"
			      "    if worker.task is None:\n"
			      "        worker.barrier()\n"
			      "    if worker.params['enable'] == 'work':\n"
			      "        enable()\n";

/* Run a workload in threads, or in a pool of threads that serves four tasks one by one. */
static Outcome *
run(const gchar *text, const gchar *enable, const gchar *tasks)
{
	g_autofree gchar *path = trial_write("m_free.py", text);

	return trial_python("python3",
	                    "language python\nmodule %s\nexecutor thread\nworkers 2\n"
	                    "iterations 2\nparam enable %s\n%s",
	                    path, enable, tasks);
}

/* A module that needs a GIL brings it back when it is imported, whenever that is. */
static void
test_free(gconstpointer tasks)
{
	g_autofree gchar *early = g_strconcat(source, "enable()\n", NULL);
	g_autoptr(Outcome) free = run(source, "never", tasks);
	g_autoptr(Outcome) imported = run(early, "never", tasks);
	g_autoptr(Outcome) late = run(source, "work", tasks);

	outcome_assert_good(free);
	g_assert_cmpstr(outcome_line(free, "fact gil ", 0), ==, "0");
	g_assert_cmpfloat(outcome_value(free, 1, -1, "observed"), ==,
	                  *(const gchar *)tasks ? 8 : 4);
	outcome_assert_failure(imported, "unsupported -1", "switched the GIL on");
	g_assert_cmpuint(outcome_count(imported, "wall"), ==, 0);
	outcome_assert_failure(late, "unsupported -1", "switched the GIL on");
}

/* Give an interpreter that was built without a GIL, or NULL (transfer full). */
static gchar *
find_real(void)
{
	static const gchar *const names[] = {"python3", "python3.13t", "python3.14t"};
	static const gchar question[] =
		"import sys, sysconfig\n"
		"sys.exit(0 if sysconfig.get_config_var('Py_GIL_DISABLED') else 1)\n";

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const gchar *argv[] = {names[i], "-c", question, NULL};
		g_autofree gchar *path = g_find_program_in_path(names[i]);
		gint status;

		if (path &&
		    g_spawn_sync(NULL, (gchar **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
		                 NULL, &status, NULL) &&
		    status == 0)
			return g_steal_pointer(&path);
	}
	return NULL;
}

/* Threads do not meet at the reference counts of a workload's constants: these are not counted. */
static void
test_constants(void)
{
	static const gchar text[] =
		"import sys\n"
		"def observe():\n"
		"    return min(map(sys.getrefcount, (1_000_000, 2.5, 'a b')))\n"
		"def work(worker):\n"
		"    pass\n";
	g_autofree gchar *path = trial_write("m_constants.py", text);
	g_autofree gchar *python = find_real();
	g_autoptr(Outcome) o = NULL;

	if (!python) {
		g_test_skip("there is no interpreter without a GIL here");
		return;
	}
	o = trial_python(python, "language python\nmodule %s\nexecutor thread\nworkers 2\n", path);
	outcome_assert_good(o);
	g_assert_cmpfloat(outcome_value(o, 0, -1, "observed"), >, 1e6);
}

static void
add_tests(void)
{
	g_autofree gchar *path = trial_write("sitecustomize.py", pretence);

	g_setenv("PYTHONPATH", trial_folder(), TRUE);
	g_test_add_data_func("/runner/free/pretended", "", test_free);
	g_test_add_data_func("/runner/free/pool", "tasks 4\nchunk 1\n", test_free);
	g_test_add_func("/runner/free/constants", test_constants);
}

int
main(int argc, char **argv)
{
	return trial_main(argc, argv, add_tests);
}
