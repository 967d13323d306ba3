/* t-pool.c - workers that serve tasks: each task is served once, by whom it was handed out to. */
#include "trial.h"

#include <errno.h>
#include <math.h>
#include <signal.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

enum { TASKS = 50, RUNS = 12 }; /* attempts to come near enough */

/* A way in which workers serve. */
typedef struct Row {
	const gchar *job; /* its lines */
	gboolean python;  /* the workload's language */
	gboolean inside;  /* the run needs an interpreter, whatever the language */
	gboolean process; /* workers are processes */
	gboolean fresh;   /* a worker starts as a new program, which takes long */
	gboolean serial;
	gboolean gil;      /* workers hold a GIL */
	gboolean borrowed; /* a child runs in its parent's memory: not for sanitizers */
} Row;

static const Row rows[] = {
	{.job = "serial", .serial = TRUE},
	{.job = "thread"},
	{.job = "process", .process = TRUE},
	{.job = "process\nstart-method vfork", .process = TRUE, .borrowed = TRUE},
	{.job = "process\nstart-method exec", .process = TRUE},
	{.job = "gil", .inside = TRUE, .gil = TRUE},
	{.job = "serial", .python = TRUE, .inside = TRUE, .serial = TRUE},
	{.job = "gil", .python = TRUE, .inside = TRUE, .gil = TRUE},
	{.job = "process", .python = TRUE, .inside = TRUE, .process = TRUE},
	{.job = "process\nstart-method spawn",
         .python = TRUE,
         .inside = TRUE,
         .process = TRUE,
         .fresh = TRUE},
	{.job = "process\nstart-method forkserver",
         .python = TRUE,
         .inside = TRUE,
         .process = TRUE,
         .fresh = TRUE},
};

#define EACH_ROW(row) for (const Row *row = rows; row < rows + G_N_ELEMENTS(rows); row++)

static const gchar source_c[] =
	"#include <lectern.h>\n"
	"#include <signal.h>\n"
	"#include <unistd.h>\n"
	"static double used(void)\n"
	"{\n"
	"	struct timespec now;\n"
	"	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);\n"
	"	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;\n"
	"}\n"
	"void work(struct worker *self)\n"
	"{\n"
	"	int mine = worker_number(self, \"at\", -1) == worker_task(self);\n"
	"	double cpu = used();\n"
	"	worker_record(self, \"task\", worker_task(self));\n"
	"	worker_record(self, \"count\", self->count);\n"
	"	if (mine && worker_number(self, \"exit\", 0) > 0) _exit(3);\n"
	"	if (mine && worker_number(self, \"kill\", 0) > 0) raise(SIGKILL);\n"
	"	if (mine && worker_number(self, \"meet\", 0) > 0) worker_barrier(self);\n"
	"	if (mine && worker_number(self, \"ask\", 0) > 0) worker_running(self);\n"
	"	for (int i = 0; i < worker_number(self, \"ticks\", 0); i++) worker_tick(self);\n"
	"	for (long i = (long)worker_number(self, \"spin\", 0); i > 0; i--) worker_keep(i);\n"
	"	usleep((useconds_t)(1e6 * worker_number(self, \"sleep\", 0)));\n"
	"	worker_record(self, \"used\", used() - cpu);\n"
	"}\n";

static const gchar source_python[] = "import os, signal, time\n"
				     "seen = False\n"
				     "def note():\n"
				     "    global seen\n"
				     "    if not seen:\n"
				     "        with open(PIDS, 'a') as file:\n"
				     "            print(os.getpid(), file=file)\n"
				     "    seen = True\n"
				     "def fail(worker, p):\n"
				     "    if 'raise' in p:\n"
				     "        raise KeyError('nothing')  # line 11\n"
				     "    if 'exit' in p:\n"
				     "        os._exit(3)\n"
				     "    if 'kill' in p:\n"
				     "        os.kill(os.getpid(), signal.SIGKILL)\n"
				     "    if 'meet' in p:\n"
				     "        worker.barrier()\n"
				     "    if 'ask' in p:\n"
				     "        worker.running()\n"
				     "def work(worker):\n"
				     "    p, cpu = worker.params, time.thread_time()\n"
				     "    if 'pids' in p:\n"
				     "        note()\n"
				     "    worker.record('task', worker.task)\n"
				     "    worker.record('count', worker.count)\n"
				     "    if p.get('at') == worker.task:\n"
				     "        fail(worker, p)\n"
				     "    for _ in range(p.get('ticks', 0)):\n"
				     "        worker.tick()\n"
				     "    for _ in range(p.get('spin', 0) // 10):\n"
				     "        pass\n"
				     "    time.sleep(p.get('sleep', 0))\n"
				     "    worker.record('used', time.thread_time() - cpu)\n";

static const gchar *
module(gboolean python)
{
	static gchar *paths[2];

	if (!paths[python] && python) {
		g_autofree gchar *text =
			g_strdup_printf("PIDS = '%s/pids'\n%s", trial_folder(), source_python);

		paths[python] = trial_write("pool_workload.py", text);
	} else if (!paths[python]) {
		paths[python] = trial_compile("pool", source_c);
	}
	return paths[python];
}

/* Run a row, whatever comes of it; NULL where it is impossible here. */
static Outcome *
run_row(const Row *row, const gchar *lines)
{
	gboolean gil = TRUE;
	const gchar *python = row->inside ? trial_interpreter(&gil) : NULL;
	const gchar *job = row->job;

	if ((row->borrowed && SANITIZED) || (row->gil && !gil && !row->python))
		return NULL;
	if (!gil && row->gil)
		job = "thread";
	return python ? trial_python(python, "language %s\nmodule %s\nexecutor %s\n%s",
	                             row->python ? "python" : "c", module(row->python), job, lines)
	              : trial_run("language c\nmodule %s\nexecutor %s\n%s", module(FALSE), job,
	                          lines);
}

/* Find who has served each task of an iteration: once, and that by one of the workers. */
static void
find_servers(const Outcome *o, guint iteration, guint workers, gint server[TASKS])
{
	guint served = 0;

	for (guint t = 0; t < TASKS; t++)
		server[t] = -1;
	for (guint w = 0; w < workers; w++) {
		g_autofree gchar *words = g_strdup_printf("sample %u %u task ", iteration, w);
		const gchar *value;

		for (guint n = 0; (value = outcome_line(o, words, n)); n++) {
			guint64 task = g_ascii_strtoull(value, NULL, 10);

			g_assert_cmpuint(task, <, TASKS);
			g_assert_cmpint(server[task], ==, -1);
			server[task] = (gint)w;
			served++;
		}
	}
	g_assert_cmpuint(served, ==, TASKS);
}

static void
check_once(const Row *row, guint workers, guint chunk)
{
	g_autofree gchar *lines = g_strdup_printf(
		"workers %u\nwarmup 1\niterations 1\ntasks %d\nchunk %u\n", workers, TASKS, chunk);
	g_autoptr(Outcome) o = run_row(row, lines);
	guint there = row->serial ? 1 : workers;
	gint server[TASKS];

	if (!o)
		return;
	outcome_assert_good(o);
	for (guint i = 0; i < 2; i++) {
		gdouble wall = outcome_value(o, i, -1, "wall");

		find_servers(o, i, there, server);
		for (guint t = 0; chunk > 0 && t < TASKS; t++)
			g_assert_cmpint(server[t], ==, server[t - t % chunk]);
		g_assert_cmpfloat(outcome_value(o, i, server[0], "count"), ==, there);
		g_assert_cmpfloat_with_epsilon(outcome_value(o, i, -1, "throughput") * wall, TASKS,
		                               1e-6);
		g_assert_cmpfloat(outcome_value(o, i, -1, "elapsed"), >=, wall);
		g_assert_cmpfloat(outcome_value(o, i, -1, "cpu"), >=, 0);
	}
	g_assert_cmpuint(outcome_count(o, "task"), ==, 2 * TASKS);
	g_assert_cmpuint(outcome_count(o, "pid"), ==, 2 * there);
	g_assert_cmpuint(outcome_count(o, "memory"), ==, there);
	g_assert_cmpuint(outcome_count(o, "switches"), ==, 2 * there);
	g_assert_cmpuint(outcome_count(o, "work"), <=, 2 * there);
	g_assert_cmpuint(outcome_count(o, "call") + outcome_count(o, "start"), ==, 0);
}

/* However many workers there are and however tasks are handed out, each is served once. */
static void
test_once(gconstpointer data)
{
	static const guint workers[] = {1, 2, 4}, chunks[] = {0, 1, 7, TASKS};
	const Row *row = data;

	for (guint w = 0; w < G_N_ELEMENTS(workers); w++)
		for (guint c = 0; c < G_N_ELEMENTS(chunks); c++)
			if (!row->fresh || workers[w] == 2 || chunks[c] == 7)
				check_once(row, workers[w], chunks[c]);
}

/* Without a chunk, C workers take equal parts; a pool of Python makes four parts a worker. */
static void
test_default_chunk(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = NULL;
		guint part = row->python ? 7 : TASKS / 2;
		gint server[TASKS];

		if (row->serial || row->fresh)
			continue;
		o = run_row(row, "workers 2\ntasks 50\n");
		if (!o)
			continue;
		outcome_assert_good(o);
		find_servers(o, 0, 2, server);
		for (guint t = 0; t < TASKS; t++)
			g_assert_cmpint(server[t], ==, server[t - t % part]);
	}
}

/* Tasks that sleep overlap where there are workers to sleep; nobody serves all of them. */
static void
test_sleep(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 4\ntasks 50\nchunk 1\nparam sleep 0.002\n");
		gboolean one = row->serial || (row->gil && !row->python);
		gint server[TASKS];
		gdouble wall;

		if (!o)
			continue;
		outcome_assert_good(o);
		wall = outcome_value(o, 0, -1, "wall");
		find_servers(o, 0, row->serial ? 1 : 4, server);
		g_assert_cmpfloat(wall, >=, one ? TASKS * 0.002 : TASKS * 0.002 / 4);
		for (guint w = 0; !one && w < 4; w++) {
			g_autofree gchar *words = g_strdup_printf("sample 0 %u task ", w);

			g_assert_nonnull(outcome_line(o, words, 0));
			g_assert_cmpfloat(outcome_value(o, 0, (gint)w, "work"), <=, wall);
		}
		g_assert_cmpfloat(outcome_value(o, 0, -1, "parallelism"), <, 1);
	}
}

/* Give how far the CPU time of a run is from what its tasks have used, as a part of that. */
static gdouble
cpu_distance(const Outcome *o, guint workers)
{
	gdouble used = 0;

	for (guint w = 0; w < workers; w++) {
		g_autofree gchar *words = g_strdup_printf("sample 0 %u used ", w);
		const gchar *value;

		for (guint n = 0; (value = outcome_line(o, words, n)); n++)
			used += g_ascii_strtod(value, NULL);
	}
	return fabs(outcome_value(o, 0, -1, "cpu") / used - 1);
}

/* The CPU time is that of the tasks, and a little more, in one of several runs. */
static void
test_cpu(void)
{
	EACH_ROW(row)
	{
		gdouble least = HUGE_VAL;
		gboolean run = TRUE;

		for (guint n = 0; run && n < RUNS && least >= 0.1; n++) {
			g_autoptr(Outcome) o =
				run_row(row, "workers 2\ntasks 50\nchunk 5\nparam spin 1000000\n");

			run = o != NULL;
			if (!run)
				continue;
			outcome_assert_good(o);
			least = fmin(least, cpu_distance(o, row->serial ? 1 : 2));
		}
		if (run && least >= 0.1)
			g_error("%s (%s): CPU time is off by %g", row->job,
			        row->python ? "Python" : "C", least);
	}
}

/* Ticks of tasks are counted as elsewhere. */
static void
test_ticks(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 2\ntasks 50\nchunk 1\nturns 100\nparam ticks 3\n");
		guint workers = row->serial ? 1 : 2;
		gdouble shares = 0;

		if (!o)
			continue;
		outcome_assert_good(o);
		for (guint w = 0; w < workers; w++)
			shares += outcome_value(o, 0, (gint)w, "share");
		g_assert_cmpfloat_with_epsilon(shares, 1, 1e-9);
		g_assert_cmpfloat_with_epsilon(outcome_value(o, 0, -1, "throughput") *
		                                       outcome_value(o, 0, -1, "wall"),
		                               3 * TASKS, 1e-6);
		g_assert_nonnull(outcome_line(o, "turn 0 ", 0));
	}
}

/* Check that the processes whose workers have noted themselves are gone, or soon will be. */
static void
assert_gone(void)
{
	g_autofree gchar *path = g_build_filename(trial_folder(), "pids", NULL);
	g_autofree gchar *text = NULL;
	g_auto(GStrv) pids = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_unlink(path);
	pids = g_strsplit(g_strchomp(text), "\n", 0);
	g_assert_nonnull(pids[0]);
	for (gchar **pid = pids; *pid; pid++) {
		pid_t number = (pid_t)g_ascii_strtoull(*pid, NULL, 10);

		for (guint i = 0; i < 1000 && kill(number, 0) == 0; i++)
			g_usleep(10000);
		g_assert_cmpint(kill(number, 0), ==, -1);
		g_assert_cmpint(errno, ==, ESRCH);
	}
}

/* A task that fails ends the run, and nothing is left; 50 tasks take longer than that. */
static void
test_failures(void)
{
	static const struct {
		const gchar *how, *kind, *part;
		gboolean process; /* else, the run itself would end */
		gboolean any;     /* in C, too */
	} cases[] = {
		{"raise", "exception", "KeyError: 'nothing'", FALSE, FALSE},
		{"exit", "worker", "exited with status 3", TRUE, TRUE},
		{"kill", "worker", "killed by signal 9", TRUE, TRUE},
		{"meet", "exception", "barrier(): workers that serve tasks do not meet", FALSE,
	         TRUE},
		{"ask", "exception", "duration", FALSE, TRUE},
	};

	EACH_ROW(row)
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree gchar *lines =
			g_strdup_printf("workers 2\ntasks 50\nchunk 1\nparam at 4\nparam pids 1\n"
		                        "param sleep 0.001\nparam %s 1\n",
		                        cases[i].how);
		g_autoptr(Outcome) o = NULL;

		if ((cases[i].process && !row->process) || (!cases[i].any && !row->python))
			continue;
		o = run_row(row, lines);
		if (!o)
			continue;
		outcome_assert_failure(o, cases[i].kind, cases[i].part);
		if (g_str_equal(cases[i].how, "raise"))
			g_assert_nonnull(strstr(o->err, "line 12"));
		if (row->python)
			assert_gone();
	}
}

/* What makes no sense is refused. */
static void
test_refusals(void)
{
	g_autoptr(Outcome) mock =
		trial_run("language c\nmodule %s\nexecutor mock\ntasks 3\n", module(FALSE));
	g_autoptr(Outcome) unheld = trial_run(
		"language c\nmodule %s\nexecutor thread\ntasks 3\nunheld 1\n", module(FALSE));
	g_autoptr(Outcome) timed = trial_run(
		"language c\nmodule %s\nexecutor thread\ntasks 3\nduration 9\n", module(FALSE));

	outcome_assert_failure(mock, "unsupported", "serve no tasks");
	outcome_assert_failure(unheld, "unsupported", "end by themselves");
	outcome_assert_failure(timed, "unsupported", "end by themselves");
}

/* Without tasks a worker has none. */
static void
test_none(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = NULL;

		if (row->python)
			continue; /* None cannot be recorded */
		o = run_row(row, "workers 2\n");
		if (!o)
			continue;
		outcome_assert_good(o);
		g_assert_cmpfloat(outcome_value(o, 0, 0, "task"), ==, -1);
		g_assert_cmpfloat(outcome_value(o, 0, 1, "task"), ==, -1);
	}
}

static void
add_tests(void)
{
	EACH_ROW(row)
	{
		g_autofree gchar *name = g_strdup_printf("/runner/pool/once/%s/%s",
		                                         row->python ? "python" : "c", row->job);

		g_test_add_data_func(g_strdelimit(name, "\n", '-'), row, test_once);
	}
	g_test_add_func("/runner/pool/default-chunk", test_default_chunk);
	g_test_add_func("/runner/pool/sleep", test_sleep);
	g_test_add_func("/runner/pool/cpu", test_cpu);
	g_test_add_func("/runner/pool/ticks", test_ticks);
	g_test_add_func("/runner/pool/failures", test_failures);
	g_test_add_func("/runner/pool/refusals", test_refusals);
	g_test_add_func("/runner/pool/none", test_none);
}

int
main(int argc, char **argv)
{
	return trial_main(argc, argv, add_tests);
}
