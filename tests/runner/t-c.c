/* t-c.c - workloads in C on serial, thread and process, run by the real runner. */
#include "trial.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* The ways in which a C workload runs without an interpreter. */
typedef struct Row {
	const gchar *job; /* its lines */
	gboolean shared;  /* workers write the starting process's memory */
	gboolean process; /* workers are processes */
	gboolean fresh;   /* workers start from the module's initial state */
	gboolean serial;
	gboolean borrowed; /* a child runs in its parent's memory: not for sanitizers */
} Row;

static const Row rows[] = {
	{"executor serial\n", TRUE, FALSE, FALSE, TRUE, FALSE},
	{"executor thread\n", TRUE, FALSE, FALSE, FALSE, FALSE},
	{"executor process\n", FALSE, TRUE, FALSE, FALSE, FALSE},
	{"executor process\nstart-method vfork\n", TRUE, TRUE, FALSE, FALSE, TRUE},
	{"executor process\nstart-method exec\n", FALSE, TRUE, TRUE, FALSE, FALSE},
};

static const gchar source[] =
	"#include <lectern.h>\n"
	"#include <pthread.h>\n"
	"#include <signal.h>\n"
	"#include <stdio.h>\n"
	"#include <stdlib.h>\n"
	"#include <string.h>\n"
	"#include <sys/mman.h>\n"
	"#include <unistd.h>\n"
	"static int counter, known;\n"
	"static int *shared;\n"
	"static void *blocks[64];\n"
	"void setup(void)\n"
	"{\n"
	"	known = 7;\n"
	"	if (!shared)\n"
	"		shared = mmap(0, 4096, PROT_READ | PROT_WRITE,\n"
	"			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n"
	"	*shared = 0;\n"
	"}\n"
	"void teardown(void)\n"
	"{\n"
	"	known = 0;\n"
	"	for (int i = 0; i < 64; i++) free(blocks[i]), blocks[i] = NULL;\n"
	"}\n"
	"double observe(void) { return counter; }\n"
	"static void die(struct worker *self, const char *how)\n"
	"{\n"
	"	if (!strcmp(how, \"abort\")) abort();\n"
	"	if (!strcmp(how, \"kill\")) raise(SIGKILL);\n"
	"	if (!strcmp(how, \"exit\")) _exit(3);\n"
	"	if (!strcmp(how, \"exit-0\")) _exit(0);\n"
	"	if (!strcmp(how, \"thread\")) pthread_exit(NULL);\n"
	"	if (!strcmp(how, \"name\")) worker_record(self, \"2nd-name\", 1);\n"
	"	if (!strcmp(how, \"own\")) worker_record(self, \"wall\", 1);\n"
	"	if (!strcmp(how, \"value\")) worker_record(self, \"x\", 1.0 / 0.0);\n"
	"	if (!strcmp(how, \"many\"))\n"
	"		for (int i = 0; i < 16385; i++) worker_record(self, \"x\", i);\n"
	"	if (!strcmp(how, \"running\")) while (worker_running(self)) ;\n"
	"	if (!strcmp(how, \"number\")) worker_number(self, \"die\", 1);\n"
	"}\n"
	"void work(struct worker *self)\n"
	"{\n"
	"	const char *how = worker_text(self, \"die\", \"\");\n"
	"	__atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED);\n"
	"	if (shared) __atomic_fetch_add(shared, 1, __ATOMIC_RELAXED);\n"
	"	if (*how && self->index == 1) {\n"
	"		die(self, how);\n"
	"		if (!strcmp(how, \"return\")) return;\n"
	"	}\n"
	"	worker_barrier(self);\n"
	"	worker_record(self, \"arrived\", shared ? *shared : -1);\n"
	"	worker_record(self, \"known\", known);\n"
	"	worker_record(self, \"Known_too-2\", known);\n"
	"	worker_record(self, \"count\", self->count);\n"
	"	worker_record(self, \"number\", worker_number(self, \"size\", -1));\n"
	"	worker_record(self, \"absent\", worker_number(self, \"nothing\", 2.5));\n"
	"	worker_record(self, \"text\", strlen(worker_text(self, \"mode\", \"\")));\n"
	"	if (worker_number(self, \"bytes\", 0) > 0) {\n"
	"		size_t size = (size_t)worker_number(self, \"bytes\", 0);\n"
	"		char *block = malloc(size);\n"
	"		memset(block, 1, size);\n"
	"		blocks[self->index] = block;\n"
	"	}\n"
	"	if (worker_number(self, \"sleep\", 0) > 0)\n"
	"		usleep((useconds_t)worker_number(self, \"sleep\", 0));\n"
	"	if (!strcmp(worker_text(self, \"mode\", \"\"), \"ticks\"))\n"
	"		while (worker_running(self)) {\n"
	"			for (int i = 0; i < 20000; i++) worker_keep(i);\n"
	"			worker_tick(self);\n"
	"		}\n"
	"	if (!strcmp(worker_text(self, \"mode\", \"\"), \"print\")) puts(\"work\");\n"
	"}\n";

static const gchar *
module(void)
{
	static gchar *path;

	if (!path)
		path = trial_compile("workload", source);
	return path;
}

static gboolean
impossible(const Row *row)
{
	return row->borrowed && SANITIZED;
}

/* Run a row with further lines, which must go well. */
static Outcome *
run_row(const Row *row, const gchar *lines)
{
	Outcome *outcome = trial_run("language c\nmodule %s\n%s%s", module(), row->job, lines);

	outcome_assert_good(outcome);
	return outcome;
}

#define EACH_ROW(row)                                                                              \
	for (const Row *row = rows; row < rows + G_N_ELEMENTS(rows); row++)                        \
		if (!impossible(row))

static void
test_counts(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(row, "workers 3\nwarmup 1\niterations 2\nbatch 2\n");

		g_assert_cmpuint(outcome_count(o, "work"), ==, 9);
		g_assert_cmpuint(outcome_count(o, "wall"), ==, 3);
		g_assert_cmpuint(outcome_count(o, "elapsed"), ==, 3);
		g_assert_cmpuint(outcome_count(o, "cpu"), ==, 3);
		g_assert_cmpuint(outcome_count(o, "switches"), ==, 9);
		g_assert_cmpuint(outcome_count(o, "throughput"), ==, 3);
		g_assert_cmpuint(outcome_count(o, "known"), ==, 18);
		g_assert_cmpuint(outcome_count(o, "Known_too-2"), ==, 18);
		/* Nobody ticks, and workers are held. */
		g_assert_cmpuint(outcome_count(o, "share"), ==, 0);
		g_assert_cmpuint(outcome_count(o, "fairness"), ==, 0);
		g_assert_cmpuint(outcome_count(o, "start"), ==, 0);
		g_assert_null(outcome_line(o, "turn ", 0));
		/* All calls are seen where memory is shared, none elsewhere. */
		for (guint i = 0; i < 3; i++)
			g_assert_cmpfloat(outcome_value(o, i, -1, "observed"), ==,
			                  row->shared ? 6 * (i + 1) : 0);
	}
}

static void
test_identity(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(row, "workers 2\nwarmup 1\n");
		gdouble pid[2], tid[2];

		for (gint w = 0; w < 2; w++) {
			pid[w] = outcome_value(o, 1, w, "pid");
			tid[w] = outcome_value(o, 1, w, "tid");
			/*
			 * Beside the two workers there is the one that started them, and a
			 * sanitizer may have a thread of its own.
			 */
			g_assert_cmpfloat(outcome_value(o, 1, w, "threads"), >=,
			                  row->process || row->serial ? 1 : 3);
			g_assert_cmpfloat(outcome_value(o, 1, w, "threads"), <=,
			                  (row->process || row->serial ? 1 : 3) + SANITIZED);
			g_assert_cmpint(pid[w] == tid[w], ==, row->process || row->serial);
		}
		g_assert_cmpuint(outcome_count(o, "threads"), ==, 2);
		g_assert_cmpint(pid[0] != pid[1], ==, row->process);
		g_assert_cmpint(tid[0] != tid[1], ==, !row->serial);
	}
}

static void
test_services(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 2\nparam size 1.5e3\nparam mode two words\n");

		for (gint w = 0; w < 2; w++) {
			g_assert_cmpfloat(outcome_value(o, 0, w, "count"), ==, 2);
			g_assert_cmpfloat(outcome_value(o, 0, w, "number"), ==, 1500);
			g_assert_cmpfloat(outcome_value(o, 0, w, "absent"), ==, 2.5);
			g_assert_cmpfloat(outcome_value(o, 0, w, "text"), ==, 9);
			g_assert_cmpfloat(outcome_value(o, 0, w, "known"), ==, row->fresh ? 0 : 7);
			/* Behind the barrier, all have counted themselves; serial has none. */
			g_assert_cmpfloat(outcome_value(o, 0, w, "arrived"), ==,
			                  row->fresh    ? -1
			                  : row->serial ? w + 1
			                                : 2);
		}
	}
}

static void
test_ticks(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(row, "workers 2\nwarmup 1\nduration 50000000\n"
		                                    "window 5000000\nturns 5\nparam mode ticks\n");
		gdouble fairness = outcome_value(o, 1, -1, "fairness");
		gdouble overlap = outcome_value(o, 1, -1, "overlap");
		guint turns = 0;

		g_assert_cmpfloat(outcome_value(o, 1, -1, "wall"), >=, row->serial ? 0.1 : 0.05);
		g_assert_cmpfloat_with_epsilon(
			outcome_value(o, 1, 0, "share") + outcome_value(o, 1, 1, "share"), 1, 1e-9);
		g_assert_cmpfloat(outcome_value(o, 1, -1, "throughput"), >, 0);
		g_assert_cmpfloat(outcome_value(o, 1, -1, "total-fairness"), >=, 0.5);
		g_assert_true(fairness >= 0.5 && fairness <= 1);
		g_assert_true(overlap >= 0 && overlap <= 1);
		if (row->serial) {
			g_assert_cmpfloat(fairness, ==, 0.5);
			g_assert_cmpfloat(overlap, ==, 0);
		}
		for (const gchar *turn; (turn = outcome_line(o, "turn ", turns)); turns++)
			g_assert_true(g_str_has_prefix(turn, "1 ")); /* the first that counts */
		g_assert_cmpuint(turns, >=, row->serial ? 2 : 1);
		g_assert_cmpuint(turns, <=, 5);
	}
}

static void
test_sleep(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(row, "workers 2\nbatch 2\nparam sleep 20000\n");
		gdouble wall = outcome_value(o, 0, -1, "wall");

		g_assert_cmpfloat(outcome_value(o, 0, 0, "work"), >=, 0.02);
		g_assert_cmpfloat(outcome_value(o, 0, 1, "work"), >=, 0.02);
		g_assert_cmpfloat(wall, >=, row->serial ? 0.04 : 0.02);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "elapsed"), >=, wall);
		g_assert_cmpfloat(outcome_value(o, 0, -1, "cpu"), <, wall);
		g_assert_cmpfloat(outcome_value(o, 0, 0, "switches"), >=,
		                  1); /* a call sleeps once */
	}
}

static void
test_memory(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o =
			run_row(row, "workers 2\niterations 2\nparam bytes 8388608\n");

		/* Read once, in the first iteration that counts. */
		g_assert_cmpuint(outcome_count(o, "memory"), ==, 2);
		g_assert_cmpfloat(outcome_value(o, 0, 0, "memory"), >=, 8388608);
		g_assert_cmpfloat(outcome_value(o, 0, 1, "memory"), >=, 8388608);
	}
}

static void
test_unheld(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(row, "workers 2\niterations 3\nbatch 9\nunheld 1\n");

		g_assert_cmpuint(outcome_count(o, "wall"), ==, 0);
		g_assert_cmpuint(outcome_count(o, "work"), ==, 0);
		g_assert_cmpuint(outcome_count(o, "cpu"), ==, 0);
		g_assert_cmpuint(outcome_count(o, "pid"), ==, 6);
		g_assert_cmpuint(outcome_count(o, "threads"), ==, 2);
		g_assert_cmpuint(outcome_count(o, "count"), ==, 6); /* starts are never batched */
		for (guint i = 0; i < 3; i++)
			for (gint w = 0; w < 2; w++) {
				gdouble life = outcome_value(o, i, w, "life");

				g_assert_cmpfloat(outcome_value(o, i, w, "start"), >, 0);
				g_assert_cmpfloat(outcome_value(o, i, w, "start"), <=, life);
				g_assert_cmpfloat(outcome_value(o, i, w, "call"), <=, life);
			}
	}
}

static void
test_output(void)
{
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = run_row(row, "workers 2\nparam mode print\n");

		g_assert_cmpstr(o->out, ==, "work\nwork\n");
		g_assert_cmpstr(o->err, ==, "");
	}
}

/* How a worker can fail, and what the result says of it. */
static const struct {
	const gchar *how;
	const gchar *kind;
	const gchar *text;
	gboolean process; /* only a process can */
	gboolean thread;  /* only a thread can */
} failures[] = {
	{"abort", "worker 1", "signal 6", TRUE, FALSE},
	{"kill", "worker 1", "signal 9", TRUE, FALSE},
	{"exit", "worker 1", "status 3", TRUE, FALSE},
	{"exit-0", "worker 1", "before work() returned", TRUE, FALSE},
	{"thread", "worker 1", "before work() returned", FALSE, TRUE},
	{"name", "exception 1", "'2nd-name'", FALSE, FALSE},
	{"own", "exception 1", "'wall'", FALSE, FALSE},
	{"value", "exception 1", "not finite", FALSE, FALSE},
	{"many", "exception 1", "16384", FALSE, FALSE},
	{"running", "exception 1", "duration", FALSE, FALSE},
	{"number", "exception 1", "'number', not a number", FALSE, FALSE},
	{"return", "worker", "barrier()", FALSE, FALSE},
};

static void
test_failures(void)
{
	EACH_ROW(row)
	for (guint i = 0; i < G_N_ELEMENTS(failures); i++)
		for (guint unheld = 0; unheld < 2; unheld++) {
			g_autoptr(Outcome) o = NULL;

			if (failures[i].process && !row->process)
				continue;
			/* The sanitizer does not follow a thread that unwinds its stack. */
			if (failures[i].thread &&
			    (SANITIZED || strcmp(row->job, "executor thread\n") != 0))
				continue;
			/* These never meet, and so cannot miss each other. */
			if (strcmp(failures[i].how, "return") == 0 &&
			    (row->serial || (row->borrowed && unheld)))
				continue;
			o = trial_run(
				"language c\nmodule %s\n%sworkers 3\nparam die %s\nunheld %u\n",
				module(), row->job, failures[i].how, unheld);
			outcome_assert_failure(o, failures[i].kind, failures[i].text);
		}
}

static void
test_refusals(void)
{
	g_autofree gchar *empty = trial_compile("empty", "extern int x;\nint x;\n");
	const struct {
		const gchar *module;
		const gchar *job;
		const gchar *kind;
		const gchar *text;
	} table[] = {
		{empty, "executor thread\n", "symbol -1", "work"},
		{"/nowhere.so", "executor thread\n", "import -1", "/nowhere.so"},
		{module(), "executor gil\n", "unsupported -1", "interpreter"},
		{module(), "executor asyncio\n", "unsupported -1", "asyncio"},
		{module(), "executor process\nstart-method spawn\n", "unsupported -1", "spawn"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(Outcome) o = trial_run("language c\nmodule %s\n%sworkers 2\n",
		                                 table[i].module, table[i].job);

		outcome_assert_failure(o, table[i].kind, table[i].text);
	}
}

/* The program itself, as it is installed. */
static void
test_program(void)
{
	g_autofree gchar *program = trial_program("lectern-runner");
	g_autofree gchar *lines = NULL;

	if (!g_file_test(program, G_FILE_TEST_EXISTS)) {
		g_test_skip("not built");
		return;
	}
	EACH_ROW(row)
	{
		g_autoptr(Outcome) o = NULL;

		g_free(lines);
		lines = g_strdup_printf("language c\nmodule %s\n%sworkers 2\n", module(), row->job);
		o = trial_run_with(program, lines);
		outcome_assert_good(o);
		g_assert_nonnull(outcome_line(o, "protocol 1", 0));
		g_assert_nonnull(outcome_line(o, "fact tick ", 0));
		g_assert_nonnull(outcome_line(o, "fact clock ", 0));
		g_assert_cmpuint(outcome_count(o, "work"), ==, 2);
	}
}

static void
add_tests(void)
{
	g_test_add_func("/runner/c/counts", test_counts);
	g_test_add_func("/runner/c/identity", test_identity);
	g_test_add_func("/runner/c/services", test_services);
	g_test_add_func("/runner/c/ticks", test_ticks);
	g_test_add_func("/runner/c/sleep", test_sleep);
	g_test_add_func("/runner/c/memory", test_memory);
	g_test_add_func("/runner/c/unheld", test_unheld);
	g_test_add_func("/runner/c/output", test_output);
	g_test_add_func("/runner/c/failures", test_failures);
	g_test_add_func("/runner/c/refusals", test_refusals);
	g_test_add_func("/runner/c/program", test_program);
}

int
main(int argc, char **argv)
{
	return trial_main(argc, argv, add_tests);
}
