/* t-python.c - every executor inside real interpreters, by boot.py and embedded. */
#include "trial.h"

/* An interpreter to try. */
typedef struct Python {
	gchar *path;      /* of the program */
	gchar *name;      /* its version, for the test's name */
	gchar *libpython; /* its shared library, or NULL */
	gboolean gil;     /* it runs with a GIL */
} Python;

static GPtrArray *pythons; /* Python; set once by add_tests */

static const gchar source[] =
	"import ctypes, os, signal, sys, threading, time\n"
	"counter = 0\n"
	"known = 0\n"
	"def setup():\n"
	"    global known\n"
	"    known = 7\n"
	"def teardown():\n"
	"    global known\n"
	"    known = 0\n"
	"def observe():\n"
	"    return counter\n"
	"def die(worker, how):\n"
	"    if how == 'raise':\n"
	"        raise KeyError('nothing')  # line 14\n"
	"    if how == 'exit':\n"
	"        sys.exit(5)\n"
	"    if how == 'os-exit':\n"
	"        os._exit(3)\n"
	"    if how == 'kill':\n"
	"        os.kill(os.getpid(), signal.SIGKILL)\n"
	"    if how == 'name':\n"
	"        worker.record('name-', 1)\n"
	"    if how == 'own':\n"
	"        worker.record('wall', 1)\n"
	"    if how == 'value':\n"
	"        worker.record('x', float('nan'))\n"
	"    if how == 'running':\n"
	"        worker.running()\n"
	"def work(worker):\n"
	"    global counter\n"
	"    counter += 1\n"
	"    p = worker.params\n"
	"    if 'die' in p and worker.index == 1:\n"
	"        die(worker, p['die'])\n"
	"        if p['die'] == 'return':\n"
	"            return\n"
	"    worker.barrier()\n"
	"    worker.record('known', known)\n"
	"    worker.record('count', worker.count)\n"
	"    worker.record('types', p.get('i') == 3 and type(p['i']) is int and\n"
	"                  p.get('f') == 1500.0 and p.get('s') == 'two words' and p.get('n') == 'nan')\n"
	"    worker.record('threads-seen', threading.active_count())\n"
	"    worker.record('argv', sys.argv[-1].endswith('.py'))\n"
	"    if p.get('s') == 'ticks':\n"
	"        while worker.running():\n"
	"            sum(range(2000))\n"
	"            worker.tick()\n"
	"    if p.get('s') == 'sleep':\n"
	"        time.sleep(0.02)\n"
	"    if p.get('s') == 'print':\n"
	"        sys.stdout.write('work\\n')\n";

static const gchar native[] = "#include <lectern.h>\n"
			      "static int counter;\n"
			      "double observe(void) { return counter; }\n"
			      "void work(struct worker *self)\n"
			      "{\n"
			      "	counter++;\n"
			      "	worker_barrier(self);\n"
			      "	worker_record(self, \"seen\", counter);\n"
			      "	if (worker_number(self, \"ticks\", 0) > 0)\n"
			      "		while (worker_running(self)) {\n"
			      "			for (int i = 0; i < 20000; i++) worker_keep(i);\n"
			      "			worker_tick(self);\n"
			      "		}\n"
			      "}\n";

static const gchar *
module(void)
{
	static gchar *path;
	g_autofree gchar *text = path ? NULL : trial_async(source);

	if (!path)
		path = trial_write("trial_workload.py", text);
	return path;
}

static const gchar *
native_module(void)
{
	static gchar *path;

	if (!path)
		path = trial_compile("native", native);
	return path;
}

/* The ways of Python workloads. */
typedef struct Row {
	const gchar *job;
	gboolean shared;  /* workers write the starting process's memory */
	gboolean process; /* workers are processes */
	gboolean fresh;   /* workers start from the module's initial state */
	gboolean serial;
	gboolean single; /* workers take turns on the starting thread */
} Row;

static const Row rows[] = {
	{"executor serial\n", TRUE, FALSE, FALSE, TRUE, FALSE},
	{"executor gil\n", TRUE, FALSE, FALSE, FALSE, FALSE},
	{"executor asyncio\n", TRUE, FALSE, FALSE, FALSE, TRUE},
	{"executor process\n", FALSE, TRUE, FALSE, FALSE, FALSE},
	{"executor process\nstart-method spawn\n", FALSE, TRUE, TRUE, FALSE, FALSE},
	{"executor process\nstart-method forkserver\n", FALSE, TRUE, TRUE, FALSE, FALSE},
};

/* Run a row in an interpreter, where it is one. */
static Outcome *
run_row(const Python *python, const Row *row, const gchar *lines)
{
	const gchar *job = row->job;
	Outcome *outcome;

	if (!python->gil && strcmp(job, "executor gil\n") == 0)
		job = "executor thread\n";
	outcome = trial_python(python->path, "language python\nmodule %s\n%s%s", module(), job,
	                       lines);
	outcome_assert_good(outcome);
	return outcome;
}

#define EACH_ROW(row) for (const Row *row = rows; row < rows + G_N_ELEMENTS(rows); row++)

static void
test_rows(gconstpointer data)
{
	const Python *python = data;

	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(python, row,
		                               "workers 2\nwarmup 1\niterations 1\nparam i 3\n"
		                               "param f 1.5e3\nparam s two words\nparam n nan\n");
		gdouble pid[2], tid[2];

		g_assert_cmpstr(outcome_line(o, "fact python ", 0), ==, python->name);
		g_assert_cmpstr(outcome_line(o, "fact gil ", 0), ==, python->gil ? "1" : "0");
		g_assert_nonnull(outcome_line(o, "fact tick ", 0));
		g_assert_cmpuint(outcome_count(o, "wall"), ==, 2);
		g_assert_cmpuint(outcome_count(o, "work"), ==, 4);
		g_assert_cmpuint(outcome_count(o, "memory"), ==, 2);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "observed"), ==, row->shared ? 2 : 0);
		g_assert_cmpfloat(outcome_value(o, 1, -1, "observed"), ==, row->shared ? 4 : 0);
		for (gint w = 0; w < 2; w++) {
			pid[w] = outcome_value(o, 1, w, "pid");
			tid[w] = outcome_value(o, 1, w, "tid");
			g_assert_cmpfloat(outcome_value(o, 1, w, "count"), ==, 2);
			g_assert_cmpfloat(outcome_value(o, 1, w, "types"), ==, 1);
			g_assert_cmpfloat(outcome_value(o, 1, w, "argv"), ==, 1);
			g_assert_cmpfloat(outcome_value(o, 1, w, "known"), ==, row->fresh ? 0 : 7);
			g_assert_cmpfloat(outcome_value(o, 1, w, "threads"), ==,
			                  row->process || row->serial || row->single ? 1 : 3);
			g_assert_cmpfloat(outcome_value(o, 1, w, "threads-seen"), ==,
			                  row->process || row->serial || row->single ? 1 : 3);
		}
		g_assert_cmpint(pid[0] != pid[1], ==, row->process);
		g_assert_cmpint(tid[0] != tid[1], ==, !row->serial && !row->single);
	}
}

static void
test_ticks(gconstpointer data)
{
	const Python *python = data;

	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(python, row,
		                               "workers 2\nduration 50000000\nwindow 25000000\n"
		                               "turns 1000\nparam s ticks\n");

		g_assert_cmpfloat(outcome_value(o, 0, -1, "wall"), >=, row->serial ? 0.1 : 0.05);
		g_assert_cmpfloat_with_epsilon(
			outcome_value(o, 0, 0, "share") + outcome_value(o, 0, 1, "share"), 1, 1e-9);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "throughput"), >, 0);
		g_assert_nonnull(outcome_line(o, "turn 0 ", 0));
		/* One at a time; coroutines take turns at each tick, which is too often to be seen.
		 */
		if (python->gil && !row->process && !row->single)
			g_assert_cmpfloat(outcome_value(o, 0, -1, "overlap"), ==, 0);
	}
}

static void
test_unheld(gconstpointer data)
{
	const Python *python = data;

	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(python, row, "workers 2\nunheld 1\nparam s print\n");

		g_assert_cmpstr(o->out, ==, "work\nwork\n");
		g_assert_cmpuint(outcome_count(o, "wall"), ==, 0);
		for (gint w = 0; w < 2; w++) {
			gdouble life = outcome_value(o, 0, w, "life");

			g_assert_cmpfloat(outcome_value(o, 0, w, "start"), >, 0);
			g_assert_cmpfloat(outcome_value(o, 0, w, "start"), <=, life);
			g_assert_cmpfloat(outcome_value(o, 0, w, "call"), <=, life);
		}
	}
}

/* C workloads that hold the GIL while they work, or let go of it. */
static void
test_native(gconstpointer data)
{
	const Python *python = data;

	for (guint release = 0; release < 2; release++) {
		g_autoptr(Outcome) o =
			trial_python(python->path,
		                     "language c\nmodule %s\nexecutor gil\nworkers 3\nrelease %u\n"
		                     "duration 30000000\nparam ticks 1\nwindow 10000000\n",
		                     native_module(), release);

		if (!python->gil) {
			outcome_assert_failure(o, "unsupported -1", "GIL");
			continue;
		}
		outcome_assert_good(o);
		g_assert_cmpfloat(outcome_value(o, 0, 0, "pid"), ==, outcome_value(o, 0, 1, "pid"));
		if (!release) {
			/* All count while they hold the GIL; the barrier lets go of it. */
			g_assert_cmpfloat(outcome_value(o, 0, -1, "observed"), ==, 3);
			g_assert_cmpfloat(outcome_value(o, 0, 2, "seen"), ==, 3);
			g_assert_cmpfloat(outcome_value(o, 0, -1, "overlap"), ==, 0);
		}
	}
}

/* One executor of threads belongs to interpreters with a GIL, the other to those without. */
static void
test_threads(gconstpointer data)
{
	const Python *python = data;
	g_autoptr(Outcome) o =
		trial_python(python->path, "language python\nmodule %s\nexecutor %s\nworkers 2\n",
	                     module(), python->gil ? "thread" : "gil");

	outcome_assert_failure(o, "unsupported -1", "GIL");
}

/* The same from the runner as a program, which loads the interpreter's library. */
static void
test_embedded(gconstpointer data)
{
	const Python *python = data;
	g_autofree gchar *program = trial_program("lectern-runner");

	if (!python->libpython || !g_file_test(program, G_FILE_TEST_EXISTS)) {
		g_test_skip("no libpython, or no program");
		return;
	}
	EACH_ROW(row)
	{
		g_autofree gchar *lines = g_strdup_printf(
			"language python\nmodule %s\n%sworkers 2\nprogram %s\nlibpython %s\n",
			module(), python->gil ? row->job : "executor serial\n", python->path,
			python->libpython);
		g_autoptr(Outcome) o = trial_run_with(program, lines);

		outcome_assert_good(o);
		g_assert_cmpstr(outcome_line(o, "fact python ", 0), ==, python->name);
		g_assert_cmpfloat(outcome_value(o, 0, 1, "count"), ==, 2);
	}
}

/* How a Python worker can fail, and what the result says of it. */
static const struct {
	const gchar *how;
	const gchar *kind;
	const gchar *text;
	gboolean process; /* only a process can */
} failures[] = {
	{"raise", "exception 1", "KeyError: 'nothing'", FALSE},
	{"exit", "exception 1", "SystemExit: 5", FALSE},
	{"os-exit", "worker 1", "status 3", TRUE},
	{"kill", "worker 1", "signal 9", TRUE},
	{"name", "exception 1", "ValueError: worker.record(): 'name-'", FALSE},
	{"own", "exception 1", "'wall'", FALSE},
	{"value", "exception 1", "not finite", FALSE},
	{"running", "exception 1", "duration", FALSE},
	{"return", "worker", "barrier()", FALSE},
};

static void
test_failures(gconstpointer data)
{
	const Python *python = data;

	EACH_ROW(row)
	for (guint i = 0; i < G_N_ELEMENTS(failures); i++) {
		const gchar *how = failures[i].how;
		const gchar *job = python->gil || strcmp(row->job, "executor gil\n") != 0
		                           ? row->job
		                           : "executor thread\n";
		g_autoptr(Outcome) o = NULL;

		if ((failures[i].process && !row->process) ||
		    (row->serial && strcmp(how, "return") == 0))
			continue;
		o = trial_python(python->path,
		                 "language python\nmodule %s\n%sworkers 3\nparam die %s\n"
		                 "unheld %u\n",
		                 module(), job, how, i % 2);
		outcome_assert_failure(o, failures[i].kind, failures[i].text);
		if (strcmp(how, "raise") == 0) {
			/* One traceback, with the module's own file and line. */
			g_assert_nonnull(strstr(o->err, "trial_workload.py\", line 14, in die"));
			g_assert_cmpstr(strstr(o->err, "Traceback"), ==,
			                g_strrstr(o->err, "Traceback"));
		}
	}
}

static void
test_modules(gconstpointer data)
{
	const Python *python = data;
	const struct {
		const gchar *name;
		const gchar *text;
		const gchar *kind;
		const gchar *part;
	} table[] = {
		{"m_none.py", "x = 1\n", "symbol -1", "work"},
		{"m_import.py", "import no_such_module\n", "import -1", "no_such_module"},
		{"m_syntax.py", "def work(:\n", "import -1", "SyntaxError"},
		{"m_generator.py", "def work(w):\n    yield\n", "exception", "generator"},
		{"m_async.py", "async def work(w): pass\n", "symbol -1", "coroutine"},
		{"m_setup.py", "def work(w): pass\ndef setup(): raise OSError('no')\n",
	         "exception -1", "OSError: no"},
		{"m_observe.py", "def work(w): pass\ndef observe(): return 'x'\n", "exception -1",
	         "TypeError"},
		{"threading.py", "def work(w): pass\n", "import -1", "threading"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree gchar *path = trial_write(table[i].name, table[i].text);
		g_autoptr(Outcome) o = NULL;

		/* Modules are loaded by name: the last one takes the name of one that is there. */
		o = trial_python(python->path, "language python\nmodule %s\nexecutor serial\n",
		                 path);
		g_unlink(path);
		if (i + 1 == G_N_ELEMENTS(table) && o->status == 0)
			continue; /* nothing had loaded it before */
		outcome_assert_failure(o, table[i].kind, table[i].part);
	}
}

/* Workloads of asyncio: what three coroutines print, or how they fail. */
static const struct {
	const gchar *text;
	const gchar *out;  /* NULL: nothing */
	const gchar *kind; /* NULL: all is well */
	const gchar *part;
} coroutines[] = {
	{"async def work(w): print(w.index)\n", "0\n1\n2\n", NULL, NULL},
	{"async def work_async(w): print(w.count)\ndef work(w): 1 / 0\n", "3\n3\n3\n", NULL, NULL},
	{"def work(w): pass\n", NULL, "symbol -1", "asyncio needs 'async def work(worker)'"},
	{"def work_async(w): pass\nasync def work(w): pass\n", NULL, "symbol -1", "asyncio needs"},
	{"x = 1\n", NULL, "symbol -1", "asyncio needs"},
	/* A barrier is awaited, and who gives it up has not been there. */
	{"async def work(w): w.barrier()\n", NULL, "exception 0", "must be awaited"},
	{"n = 0\n"
         "async def work(w):\n"
         "    global n\n"
         "    try:\n"
         "        if w.index == 0: await asyncio.wait_for(w.barrier(), 0.01)\n"
         "        await asyncio.sleep(0.05)\n"
         "    except asyncio.TimeoutError: pass\n"
         "    n += 1\n"
         "    await w.barrier()\n"
         "    print(n)\n",
         "3\n3\n3\n", NULL, NULL},
	/* When one fails the others are cancelled, whether they obey or not. */
	{"async def work(w):\n"
         "    if w.index == 1: raise OSError('on purpose')\n"
         "    try: await asyncio.sleep(1000)\n"
         "    finally: print('left')\n",
         "left\nleft\n", "exception 1", "OSError: on purpose"},
	{"async def work(w):\n"
         "    if w.index == 1: raise OSError('on purpose')\n"
         "    while True:\n"
         "        try: await asyncio.sleep(1000)\n"
         "        except asyncio.CancelledError: pass\n",
         NULL, "exception 1", "OSError: on purpose"},
	{"async def work(w): asyncio.get_running_loop().stop()\n", NULL, "exception -1", "stopped"},
	/* What they leave behind ends with the loop. */
	{"async def left():\n"
         "    try: await asyncio.sleep(1000)\n"
         "    finally: print('left')\n"
         "async def work(w):\n"
         "    if w.index == 0: asyncio.ensure_future(left())\n"
         "    print(await asyncio.get_running_loop().run_in_executor(None, sum, ()))\n",
         "0\n0\n0\nleft\n", NULL, NULL},
};

static void
test_coroutines(gconstpointer data)
{
	const Python *python = data;

	for (guint i = 0; i < G_N_ELEMENTS(coroutines); i++) {
		g_autofree gchar *text = g_strconcat("import asyncio\n", coroutines[i].text, NULL);
		g_autofree gchar *path = trial_write("m_coroutine.py", text);
		g_autoptr(Outcome) o = trial_python(
			python->path, "language python\nmodule %s\nexecutor asyncio\nworkers 3\n",
			path);

		if (coroutines[i].kind)
			outcome_assert_failure(o, coroutines[i].kind, coroutines[i].part);
		else
			outcome_assert_good(o);
		g_assert_cmpstr(o->out, ==, coroutines[i].out ? coroutines[i].out : "");
	}
}

/* Ask an interpreter about itself; NULL if it is none that we know. */
static Python *
python_ask(const gchar *path)
{
	static const gchar question[] =
		"import os, sys, sysconfig as s\n"
		"if sys.version_info < (3, 8) or sys.implementation.name != 'cpython': sys.exit()\n"
		"g = s.get_config_var\n"
		"files = [os.path.join(d or '', n or '-') for d in (g('LIBDIR'), os.path.join(\n"
		"    g('LIBDIR') or '', g('MULTIARCH') or '')) for n in (g('INSTSONAME'),)]\n"
		"print(os.path.realpath(sys.executable))\n"
		"print(sys.version.split()[0])\n"
		"print(([f for f in files if '.so' in f and os.path.exists(f)] + ['-'])[0])\n"
		"print(int(getattr(sys, '_is_gil_enabled', lambda: True)()))\n";
	const gchar *argv[] = {path, "-c", question, NULL};
	g_autofree gchar *out = NULL;
	g_auto(GStrv) lines = NULL;
	gint status;
	Python *python;

	if (!g_spawn_sync(NULL, (gchar **)argv, NULL,
	                  G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL,
	                  &status, NULL))
		return NULL;
	lines = g_strsplit(out, "\n", 0);
	if (status != 0 || g_strv_length(lines) < 4)
		return NULL;
	python = g_new0(Python, 1);
	python->path = g_strdup(lines[0]);
	python->name = g_strdup(lines[1]);
	python->libpython = strcmp(lines[2], "-") == 0 ? NULL : g_strdup(lines[2]);
	python->gil = lines[3][0] == '1';
	return python;
}

static void
python_free(gpointer data)
{
	Python *python = data;

	g_free(python->path);
	g_free(python->name);
	g_free(python->libpython);
	g_free(python);
}

/* Try an interpreter unless one of its version is there. */
static void
try_python(const gchar *path)
{
	Python *python = python_ask(path);

	for (guint i = 0; python && i < pythons->len; i++)
		if (strcmp(((Python *)pythons->pdata[i])->name, python->name) == 0)
			g_clear_pointer(&python, python_free);
	if (python)
		g_ptr_array_add(pythons, python);
}

/* Find interpreters: those of LECTERN_PYTHONS (a PATH of programs), or all that are usual. */
static void
find_pythons(void)
{
	static const gchar *const names[] = {
		"python3",    "/usr/bin/python3", "python3.8",  "python3.9",   "python3.10",
		"python3.11", "python3.12",       "python3.13", "python3.13t", "python3.14"};
	const gchar *given = g_getenv("LECTERN_PYTHONS");
	g_autofree gchar *versions = g_build_filename(g_get_home_dir(), ".pyenv/versions", NULL);
	g_autoptr(GDir) folder = given ? NULL : g_dir_open(versions, 0, NULL);
	g_auto(GStrv) paths = g_strsplit(given ? given : "", ":", 0);

	pythons = g_ptr_array_new_with_free_func(python_free);
	for (gchar **path = paths; *path; path++)
		try_python(*path);
	for (guint i = 0; !given && i < G_N_ELEMENTS(names); i++)
		try_python(names[i]);
	for (const gchar *name; folder && (name = g_dir_read_name(folder));) {
		g_autofree gchar *path = g_build_filename(versions, name, "bin/python3", NULL);

		try_python(path);
	}
}

static void
add_python(const Python *python, const gchar *name, GTestDataFunc function)
{
	g_autofree gchar *path = g_strdup_printf("/runner/python/%s/%s", python->name, name);

	g_test_add_data_func(path, python, function);
}

static void
add_tests(void)
{
	find_pythons();
	for (guint i = 0; i < pythons->len; i++) {
		const Python *python = pythons->pdata[i];

		add_python(python, "rows", test_rows);
		add_python(python, "ticks", test_ticks);
		add_python(python, "native", test_native);
		add_python(python, "threads", test_threads);
		add_python(python, "embedded", test_embedded);
		add_python(python, "coroutines", test_coroutines);
		if (i > 0)
			continue; /* what follows depends less on the version */
		add_python(python, "unheld", test_unheld);
		add_python(python, "failures", test_failures);
		add_python(python, "modules", test_modules);
	}
}

int
main(int argc, char **argv)
{
	gint status = trial_main(argc, argv, add_tests);

	g_clear_pointer(&pythons, g_ptr_array_unref);
	return status;
}
