/* t-interpreter.c - workers in sub-interpreters that have GILs of their own, by boot.py and
 * embedded. */
#include "isolating.h"
#include "trial.h"

static GPtrArray *pythons; /* Isolating; set once by add_tests */

static const gchar source[] =
	"import os, signal, sys, threading, time\n"
	"counter = 0\n"
	"known = 0\n"
	"def setup():\n"
	"    global known\n"
	"    known = 7\n"
	"def teardown():\n"
	"    global known\n"
	"    known = 0\n"
	"def observe():\n"
	"    return 100 * known + counter\n"
	"def die(worker, how):\n"
	"    if how == 'raise':\n"
	"        raise KeyError('nothing')  # line 14\n"
	"    if how == 'exit':\n"
	"        sys.exit(5)\n"
	"    if how == 'crash':\n"
	"        signal.pthread_kill(threading.get_ident(), signal.SIGSEGV)  # line 18\n"
	"    if how == 'name':\n"
	"        worker.record('name-', 1)\n"
	"    if how == 'own':\n"
	"        worker.record('wall', 1)\n"
	"    if how == 'value':\n"
	"        worker.record('x', float('nan'))\n"
	"    if how == 'running':\n"
	"        worker.running()\n"
	"    if how == 'fork':\n"
	"        os.fork()\n"
	"    if how == 'daemon':\n"
	"        threading.Thread(target=print, daemon=True).start()\n"
	"class Late:\n"
	"    def __init__(self, worker):\n"
	"        self.worker = worker\n"
	"    def __del__(self):\n"
	"        self.worker.tick()\n"
	"def work(worker):\n"
	"    global counter, late\n"
	"    counter += 1\n"
	"    late = Late(worker)  # ticks when its interpreter ends\n"
	"    p = worker.params\n"
	"    if 'die' in p and worker.index == 1:\n"
	"        die(worker, p['die'])\n"
	"        if p['die'] == 'return':\n"
	"            return\n"
	"    worker.barrier()\n"
	"    worker.record('counter', counter)\n"
	"    worker.record('known', known)\n"
	"    worker.record('count', worker.count)\n"
	"    worker.record('types', p.get('i') == 3 and type(p['i']) is int and\n"
	"                  p.get('f') == 1500.0 and p.get('s') == 'two words' and p.get('n') == 'nan')\n"
	"    worker.record('threads-seen', threading.active_count())\n"
	"    worker.record('argv', len(sys.argv) == 1 and sys.argv[0].endswith('.py'))\n"
	"    if p.get('s') == 'ticks':\n"
	"        while worker.running():\n"
	"            sum(range(2000))\n"
	"            worker.tick()\n"
	"    if p.get('s') == 'print':\n"
	"        sys.stdout.write('work\\n')\n"
	"    if p.get('s') == 'thread':  # it is waited for\n"
	"        threading.Thread(target=lambda: (time.sleep(0.05), sys.stdout.write('late\\n'))).start()\n"
	"    if p.get('s') == 'long':\n"
	"        long_calls(worker)\n"
	"def long_calls(worker):\n"
	"    clock = time.monotonic\n"
	"    if worker.index == 0:\n"
	"        for _ in range(8):\n"
	"            begin = clock()\n"
	"            sum(range(2000000))  # one call of C, which keeps the GIL\n"
	"            end = clock()\n"
	"            worker.record('from', begin)\n"
	"            worker.record('to', end)\n"
	"    else:\n"
	"        end = clock() + 0.4\n"
	"        while clock() < end:\n"
	"            time.sleep(0.001)\n"
	"            worker.record('stamp', clock())\n";

static const gchar *
module(void)
{
	static gchar *path;

	if (!path)
		path = trial_write("isolated_workload.py", source);
	return path;
}

static Outcome *
run(const Isolating *python, const gchar *executor, const gchar *lines)
{
	Outcome *outcome =
		trial_python(python->path, "language python\nmodule %s\nexecutor %s\nworkers 2\n%s",
	                     module(), executor, lines);

	outcome_assert_good(outcome);
	return outcome;
}

/* What is in an interpreter is not in another, nor in the next iteration. */
static void
test_isolated(gconstpointer data)
{
	g_autoptr(Outcome) o = run(data, "interpreter",
	                           "warmup 1\niterations 2\nparam i 3\nparam f 1.5e3\n"
	                           "param s two words\nparam n nan\n");

	g_assert_nonnull(outcome_line(o, "fact tick ", 0));
	g_assert_cmpuint(outcome_count(o, "wall"), ==, 3);
	g_assert_cmpuint(outcome_count(o, "work"), ==, 6);
	g_assert_cmpuint(outcome_count(o, "memory"), ==, 2);
	for (guint i = 0; i < 3; i++) {
		gdouble pid[2], tid[2];

		g_assert_cmpfloat(outcome_value(o, i, -1, "observed"), ==, 700);
		for (gint w = 0; w < 2; w++) {
			pid[w] = outcome_value(o, i, w, "pid");
			tid[w] = outcome_value(o, i, w, "tid");
			g_assert_cmpfloat(outcome_value(o, i, w, "counter"), ==, 1);
			g_assert_cmpfloat(outcome_value(o, i, w, "known"), ==, 0);
			g_assert_cmpfloat(outcome_value(o, i, w, "count"), ==, 2);
			g_assert_cmpfloat(outcome_value(o, i, w, "types"), ==, 1);
			g_assert_cmpfloat(outcome_value(o, i, w, "argv"), ==, 1);
			g_assert_cmpfloat(outcome_value(o, i, w, "threads-seen"), ==, 1);
		}
		g_assert_cmpfloat(pid[0], ==, pid[1]);
		g_assert_cmpfloat(tid[0], !=, tid[1]);
	}
	/* The starting thread and the workers; an interpreter is megabytes. */
	g_assert_cmpfloat(outcome_value(o, 1, 0, "threads"), ==, 3);
	g_assert_cmpfloat(outcome_value(o, 1, 0, "memory"), >, 1 << 20);
}

/* Count stamps of worker 1 in the middle of a call of C that worker 0 makes with its GIL. */
static guint
stamps_inside(const Outcome *o)
{
	const gchar *from, *to, *stamp;
	guint inside = 0;

	for (guint i = 0; (from = outcome_line(o, "sample 0 0 from ", i)); i++) {
		gdouble begin = g_ascii_strtod(from, NULL), third;

		to = outcome_line(o, "sample 0 0 to ", i);
		g_assert_nonnull(to);
		third = (g_ascii_strtod(to, NULL) - begin) / 3;
		for (guint s = 0; (stamp = outcome_line(o, "sample 0 1 stamp ", s)); s++) {
			gdouble at = g_ascii_strtod(stamp, NULL);

			inside += at > begin + third && at < begin + 2 * third;
		}
	}
	return inside;
}

/* While one worker does not let go of its GIL, the other runs: it needs another one. */
static void
test_own_gil(gconstpointer data)
{
	g_autoptr(Outcome) own = run(data, "interpreter", "param s long\n");
	g_autoptr(Outcome) shared = run(data, "gil", "param s long\n");

	g_assert_cmpuint(stamps_inside(own), >, stamps_inside(shared));
}

static void
test_ticks(gconstpointer data)
{
	g_autoptr(Outcome) o = run(data, "interpreter",
	                           "duration 50000000\nwindow 25000000\nturns 1000\n"
	                           "iterations 2\nparam s ticks\n");

	for (guint i = 0; i < 2; i++) {
		g_assert_cmpfloat(outcome_value(o, i, -1, "wall"), >=, 0.05);
		g_assert_cmpfloat_with_epsilon(
			outcome_value(o, i, 0, "share") + outcome_value(o, i, 1, "share"), 1, 1e-9);
		g_assert_cmpfloat(outcome_value(o, i, -1, "throughput"), >, 0);
		/* Making and ending interpreters is not part of the work. */
		g_assert_cmpfloat(outcome_value(o, i, -1, "elapsed"), >,
		                  outcome_value(o, i, -1, "wall"));
	}
	g_assert_nonnull(outcome_line(o, "turn 0 ", 0));
}

static void
test_unheld(gconstpointer data)
{
	g_autoptr(Outcome) o =
		run(data, "interpreter", "unheld 1\nwarmup 1\niterations 2\nparam s print\n");
	g_autoptr(Outcome) late = run(data, "interpreter", "unheld 1\nparam s thread\n");

	g_assert_cmpstr(o->out, ==, "work\nwork\nwork\nwork\nwork\nwork\n");
	g_assert_cmpuint(outcome_count(o, "wall"), ==, 0);
	for (guint i = 0; i < 3; i++)
		for (gint w = 0; w < 2; w++) {
			gdouble call = outcome_value(o, i, w, "call");
			gdouble start = outcome_value(o, i, w, "start");

			/* The interpreter is there when the call returns; then it imports. */
			g_assert_cmpfloat(call, >, 0);
			g_assert_cmpfloat(start, >, 0);
			g_assert_cmpfloat(start, <=, outcome_value(o, i, w, "life"));
			g_assert_cmpfloat(call, <=, outcome_value(o, i, w, "life"));
		}
	g_assert_cmpstr(late->out, ==, "late\nlate\n");
	/* An interpreter's end waits for its threads, and belongs to the worker's life. */
	g_assert_cmpfloat(outcome_value(late, 0, 1, "life"), >=, 0.05);
}

/* Each task is served once, whoever takes it. */
static void
test_tasks(gconstpointer data)
{
	static const gchar text[] = "def work(worker):\n"
				    "    worker.record('task', worker.task)\n";
	const Isolating *python = data;
	g_autofree gchar *path = trial_write("m_tasks.py", text);

	for (guint chunk = 0; chunk < 4; chunk += 3) {
		g_autoptr(Outcome) o =
			trial_python(python->path,
		                     "language python\nmodule %s\nexecutor interpreter\nworkers 2\n"
		                     "tasks 7\nchunk %u\niterations 2\n",
		                     path, chunk);
		guint served[2][7] = {{0}};

		outcome_assert_good(o);
		g_assert_cmpuint(outcome_count(o, "task"), ==, 14);
		for (gchar **line = o->lines; *line; line++) {
			guint iteration, worker, task;

			if (sscanf(*line, "sample %u %u task %u", &iteration, &worker, &task) == 3)
				served[iteration % 2][task % 7]++;
		}
		for (guint i = 0; i < 14; i++)
			g_assert_cmpuint(served[i / 7][i % 7], ==, 1);
	}
}

/* How a worker can fail, and what the result says of it. */
static const struct {
	const gchar *how;
	const gchar *kind;
	const gchar *text;
} failures[] = {
	{"raise", "exception 1", "KeyError: 'nothing'"},
	{"exit", "exception 1", "SystemExit: 5"},
	{"name", "exception 1", "ValueError: worker.record(): 'name-'"},
	{"own", "exception 1", "'wall'"},
	{"value", "exception 1", "not finite"},
	{"running", "exception 1", "duration"},
	{"return", "worker", "barrier()"},
	{"fork", "exception 1", "fork"},
	{"daemon", "exception 1", "daemon"},
};

static void
test_failures(gconstpointer data)
{
	const Isolating *python = data;

	for (guint i = 0; i < G_N_ELEMENTS(failures); i++) {
		g_autoptr(Outcome) o = trial_python(
			python->path,
			"language python\nmodule %s\nexecutor interpreter\nworkers 3\nparam die %s\n"
			"unheld %u\n",
			module(), failures[i].how, i % 2);

		outcome_assert_failure(o, failures[i].kind, failures[i].text);
		if (strcmp(failures[i].how, "raise") != 0)
			continue;
		/* One traceback, with the module's own file and line. */
		g_assert_nonnull(strstr(o->err, "isolated_workload.py\", line 14, in die"));
		g_assert_cmpstr(strstr(o->err, "Traceback"), ==, g_strrstr(o->err, "Traceback"));
	}
}

/* A crash ends the run, and the line is said. */
static void
test_crash(gconstpointer data)
{
	const Isolating *python = data;
	g_autoptr(Outcome) o = trial_python(python->path,
	                                    "language python\nmodule %s\nexecutor interpreter\n"
	                                    "workers 2\nparam die crash\n",
	                                    module());

	g_assert_cmpint(o->status, !=, 0);
	g_assert_null(outcome_line(o, "end", 0));
	g_assert_nonnull(strstr(o->err, "isolated_workload.py\", line 18 in die"));
}

static guint
count(const gchar *text, const gchar *part)
{
	guint n = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		n++;
	}
	return n;
}

/* Modules that sub-interpreters refuse; which of them do depends on the version. */
static void
test_refused(gconstpointer data)
{
	static const gchar *const names[] = {"faulthandler", "ctypes", "readline"};
	const Isolating *python = data;
	guint refused = 0;

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree gchar *text =
			g_strdup_printf("\n\nimport %s\ndef work(w): pass\n", names[i]);
		g_autofree gchar *path = trial_write("m_refused.py", text);
		g_autoptr(Outcome) o = trial_python(
			python->path,
			"language python\nmodule %s\nexecutor interpreter\nworkers 8\n", path);

		if (o->status == 0 || outcome_line(o, "failure import -1 ", 0))
			continue; /* it is not refused, or not there at all */
		outcome_assert_failure(o, "import", "does not support loading in subinterpreters");
		g_assert_nonnull(strstr(o->err, "m_refused.py\", line 3, in <module>"));
		/* Who says so is not interrupted by others who do. */
		g_assert_cmpuint(count(o->err, "Traceback (most recent call last):\n  File"), ==,
		                 count(o->err, "Traceback"));
		refused++;
	}
	if (refused == 0)
		g_test_skip("all modules here can be imported in sub-interpreters");
}

/* The same from the runner as a program, which loads the interpreter's library. */
static void
test_embedded(gconstpointer data)
{
	const Isolating *python = data;
	g_autofree gchar *program = trial_program("lectern-runner");
	g_autofree gchar *lines = NULL;
	g_autoptr(Outcome) o = NULL;

	if (!python->libpython || !g_file_test(program, G_FILE_TEST_EXISTS)) {
		g_test_skip("no libpython, or no program");
		return;
	}
	lines = g_strdup_printf("language python\nmodule %s\nexecutor interpreter\nworkers 2\n"
	                        "iterations 2\nprogram %s\nlibpython %s\n",
	                        module(), python->path, python->libpython);
	o = trial_run_with(program, lines);
	outcome_assert_good(o);
	g_assert_cmpstr(outcome_line(o, "fact python ", 0), ==, python->version);
	g_assert_cmpfloat(outcome_value(o, 1, 1, "counter"), ==, 1);
	g_assert_cmpfloat(outcome_value(o, 1, -1, "observed"), ==, 700);
}

/* Where there are none, the run says what is missing. */
static void
test_unsupported(void)
{
	g_autofree gchar *out = NULL;
	g_autofree gchar *path = trial_write("m_any.py", "def work(w): pass\n");
	g_autoptr(Outcome) c = trial_run("language c\nmodule none.so\nexecutor interpreter\n");
	const gchar *argv[] = {"python3", "-c",
	                       "import sys\n"
	                       "own = (sys.version_info >= (3, 12)\n"
	                       "       and getattr(sys, '_is_gil_enabled', lambda: True)())\n"
	                       "print(int(own))",
	                       NULL};

	outcome_assert_failure(c, "unsupported -1", "cannot run a workload in c");
	out = trial_command(argv);
	if (*out == '1') {
		g_test_skip("python3 has sub-interpreters with a GIL of their own");
		return;
	}
	g_autoptr(Outcome) o =
		trial_python("python3", "language python\nmodule %s\nexecutor interpreter\n", path);
	outcome_assert_failure(o, "unsupported -1", "GIL");
}

static void
add_python(const Isolating *python, const gchar *name, GTestDataFunc function)
{
	g_autofree gchar *path =
		g_strdup_printf("/runner/interpreter/%s/%s", python->version, name);

	g_test_add_data_func(path, python, function);
}

static void
add_tests(void)
{
	pythons = isolating_find();
	g_test_add_func("/runner/interpreter/unsupported", test_unsupported);
	for (guint i = 0; i < pythons->len; i++) {
		const Isolating *python = pythons->pdata[i];

		add_python(python, "isolated", test_isolated);
		add_python(python, "own-gil", test_own_gil);
		add_python(python, "ticks", test_ticks);
		add_python(python, "unheld", test_unheld);
		add_python(python, "tasks", test_tasks);
		add_python(python, "failures", test_failures);
		add_python(python, "crash", test_crash);
		add_python(python, "refused", test_refused);
		add_python(python, "embedded", test_embedded);
	}
}

int
main(int argc, char **argv)
{
	gint status = trial_main(argc, argv, add_tests);

	g_clear_pointer(&pythons, g_ptr_array_unref);
	return status;
}
