/*
 * known.h - for tests: workloads that know the answer, on every executor and in both languages.
 *
 * A workload times itself with the clocks that the runner uses, and records that; or it loses
 * so many updates, and ticks so often, by construction.
 */
#ifndef LECTERN_TESTS_KNOWN_H
#define LECTERN_TESTS_KNOWN_H

#include "isolating.h"
#include "trial.h"

#include <math.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

enum { RUNS = 12 }; /* attempts to come near enough */

/* A way in which a workload runs. */
typedef struct Row {
	const gchar *job; /* its lines */
	gboolean python;  /* the workload's language */
	gboolean inside;  /* the run needs an interpreter, whatever the language */
	gboolean process; /* workers are processes */
	gboolean shared;  /* workers write the starting process's memory */
	gboolean serial;
	gboolean gil;      /* workers hold a GIL */
	gboolean single;   /* workers take turns on the starting thread */
	gboolean fresh;    /* a worker starts as a new program, or interpreter */
	gboolean isolated; /* a worker has an interpreter of its own (CPython 3.12 or later) */
	gboolean borrowed; /* a child runs in its parent's memory: not for sanitizers */
} Row;

static const Row rows[] = {
	{.job = "serial", .serial = TRUE, .shared = TRUE},
	{.job = "thread", .shared = TRUE},
	{.job = "process", .process = TRUE},
	{.job = "process\nstart-method vfork", .process = TRUE, .shared = TRUE, .borrowed = TRUE},
	{.job = "process\nstart-method exec", .process = TRUE, .fresh = TRUE},
	{.job = "gil", .inside = TRUE, .shared = TRUE, .gil = TRUE},
	{.job = "gil\nrelease 1", .inside = TRUE, .shared = TRUE},
	{.job = "serial", .python = TRUE, .inside = TRUE, .serial = TRUE, .shared = TRUE},
	{.job = "gil", .python = TRUE, .inside = TRUE, .shared = TRUE, .gil = TRUE},
	{.job = "asyncio", .python = TRUE, .inside = TRUE, .shared = TRUE, .single = TRUE},
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
	{.job = "interpreter", .python = TRUE, .inside = TRUE, .fresh = TRUE, .isolated = TRUE},
};

static const gchar source_c[] =
	"#include <lectern.h>\n"
	"#include <pthread.h>\n"
	"#include <sched.h>\n"
	"#include <string.h>\n"
	"#include <unistd.h>\n"
	"static int counter;\n"
	"void setup(void) { counter = 0; }\n"
	"double observe(void) { return __atomic_load_n(&counter, __ATOMIC_RELAXED); }\n"
	"__attribute__((constructor)) static void pin(void)\n"
	"{\n"
	"	cpu_set_t set;\n"
	"	int cpu = 0;\n"
	"	if (access(PIN, F_OK) != 0) return;\n"
	"	sched_getaffinity(0, sizeof set, &set);\n"
	"	while (!CPU_ISSET(cpu, &set)) cpu++;\n"
	"	CPU_ZERO(&set);\n"
	"	CPU_SET(cpu, &set);\n"
	"	sched_setaffinity(0, sizeof set, &set);\n"
	"}\n"
	"static double used(void)\n"
	"{\n"
	"	struct timespec now;\n"
	"	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);\n"
	"	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;\n"
	"}\n"
	"static void spin(double seconds)\n"
	"{\n"
	"	for (double end = worker_clock() + seconds; worker_clock() < end;) ;\n"
	"}\n"
	"static void *pause_for_ever(void *unused)\n"
	"{\n"
	"	for (;;) pause();\n"
	"	return unused;\n"
	"}\n"
	"static void phases(struct worker *self, double piece)\n"
	"{\n"
	"	worker_barrier(self);\n"
	"	for (int phase = 0; phase < 4; phase++) {\n"
	"		for (int i = 0; phase % 2 == self->index && i < 60; i++) {\n"
	"			spin(piece);\n"
	"			worker_tick(self);\n"
	"		}\n"
	"		worker_barrier(self);\n"
	"	}\n"
	"}\n"
	"void work(struct worker *self)\n"
	"{\n"
	"	const char *mode = worker_text(self, \"mode\", \"\");\n"
	"	double amount = worker_number(self, \"amount\", 0);\n"
	"	double cpu = used(), begin = worker_clock();\n"
	"	if (!strcmp(mode, \"until\")) spin(amount);\n"
	"	if (!strcmp(mode, \"cycles\"))\n"
	"		for (long i = (long)(amount * 1e9); i > 0; i--) worker_keep(i);\n"
	"	if (!strcmp(mode, \"sleep\")) usleep((useconds_t)(amount * 1e6));\n"
	"	if (!strcmp(mode, \"lost\"))\n"
	"		for (int i = 0; i < amount; i++) {\n"
	"			int seen = __atomic_load_n(&counter, __ATOMIC_RELAXED);\n"
	"			worker_barrier(self);\n"
	"			__atomic_store_n(&counter, seen + 1, __ATOMIC_RELAXED);\n"
	"			worker_barrier(self);\n"
	"		}\n"
	"	if (!strcmp(mode, \"unfair\"))\n"
	"		for (int i = 0; i < (self->index ? amount : 3 * amount); i++) {\n"
	"			spin(5e-6);\n"
	"			worker_tick(self);\n"
	"		}\n"
	"	if (!strcmp(mode, \"late\") && self->index > 0) {\n"
	"		usleep((useconds_t)(amount * 1e6));\n"
	"		worker_record(self, \"woken\", worker_clock());\n"
	"	}\n"
	"	if (!strcmp(mode, \"late\"))\n"
	"		for (double end = begin + 3 * amount; worker_clock() < end;) {\n"
	"			spin(amount / 100);\n"
	"			worker_tick(self);\n"
	"		}\n"
	"	if (!strcmp(mode, \"phases\")) phases(self, amount);\n"
	"	if (!strcmp(mode, \"together\"))\n"
	"		for (int i = 0; i < amount; i++) {\n"
	"			worker_tick(self);\n"
	"			worker_barrier(self);\n"
	"		}\n"
	"	if (!strcmp(mode, \"helpers\")) {\n"
	"		pthread_t thread;\n"
	"		pthread_create(&thread, NULL, pause_for_ever, NULL);\n"
	"		pthread_detach(thread);\n"
	"	}\n"
	"	worker_record(self, \"from\", begin);\n"
	"	worker_record(self, \"to\", worker_clock());\n"
	"	worker_record(self, \"used\", used() - cpu);\n"
	"}\n";

static const gchar source_python[] =
	"import os, threading, time\n"
	"clock, used = time.monotonic, time.thread_time\n"
	"counter = 0\n"
	"if os.path.exists(PIN):\n"
	"    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
	"def setup():\n"
	"    global counter\n"
	"    counter = 0\n"
	"def observe():\n"
	"    return counter\n"
	"def spin(seconds):\n"
	"    end = clock() + seconds\n"
	"    while clock() < end:\n"
	"        pass\n"
	"def work(worker):\n"
	"    global counter\n"
	"    mode, amount = worker.params['mode'], worker.params['amount']\n"
	"    cpu, begin = used(), clock()\n"
	"    if mode == 'until':\n"
	"        spin(amount)\n"
	"    if mode == 'cycles':\n"
	"        for _ in range(int(amount * 5e7)):\n"
	"            pass\n"
	"    if mode == 'sleep':\n"
	"        time.sleep(amount)\n"
	"    if mode == 'lost':\n"
	"        for _ in range(amount):\n"
	"            seen = counter\n"
	"            worker.barrier()\n"
	"            counter = seen + 1\n"
	"            worker.barrier()\n"
	"    if mode == 'unfair':\n"
	"        for _ in range(amount if worker.index else 3 * amount):\n"
	"            spin(5e-6)\n"
	"            worker.tick()\n"
	"    if mode == 'late':\n"
	"        if worker.index > 0:\n"
	"            time.sleep(amount)\n"
	"            worker.record('woken', clock())\n"
	"        while clock() < begin + 3 * amount:\n"
	"            spin(amount / 100)\n"
	"            worker.tick()\n"
	"    if mode == 'phases':\n"
	"        worker.barrier()\n" /* who waits for the GIL has not begun yet */
	"        for phase in range(4):\n"
	"            if phase % 2 == worker.index:\n"
	"                for _ in range(60):\n"
	"                    spin(amount)\n"
	"                    worker.tick()\n"
	"            worker.barrier()\n"
	"    if mode == 'together':\n"
	"        for _ in range(amount):\n"
	"            worker.tick()\n"
	"            worker.barrier()\n"
	"    if mode == 'helpers':\n"
	"        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
	"    worker.record('from', begin)\n"
	"    worker.record('to', clock())\n"
	"    worker.record('used', used() - cpu)\n";

/* Give the workload of a language, with a file whose presence pins it to one processor. */
static inline const gchar *
module(gboolean python)
{
	static gchar *paths[2];

	if (!paths[python]) {
		g_autofree gchar *both = trial_async(source_python);
		g_autofree gchar *text =
			g_strdup_printf(python ? "PIN = '%s/pin'\n%s"
		                               : "#define _GNU_SOURCE\n#define PIN \"%s/pin\"\n%s",
		                        trial_folder(), python ? both : source_c);

		paths[python] = python ? trial_write("known_workload.py", text)
		                       : trial_compile("known", text);
	}
	return paths[python];
}

/* Run a row, which must go well; NULL where it is impossible here. */
static inline Outcome *
run_row(const Row *row, const gchar *lines)
{
	gboolean gil = TRUE;
	const gchar *python = row->isolated ? isolating_first()
	                      : row->inside ? trial_interpreter(&gil)
	                                    : NULL;
	const gchar *job = row->job;
	Outcome *outcome;

	if ((row->borrowed && SANITIZED) || (!gil && !row->python) || (row->isolated && !python))
		return NULL;
	if (!gil && row->gil)
		job = "thread";
	outcome =
		python ? trial_python(python, "language %s\nmodule %s\nexecutor %s\n%s",
	                              row->python ? "python" : "c", module(row->python), job, lines)
		       : trial_run("language c\nmodule %s\nexecutor %s\n%s", module(FALSE), job,
	                           lines);
	outcome_assert_good(outcome);
	return outcome;
}

#define EACH_ROW(row) for (const Row *row = rows; row < rows + G_N_ELEMENTS(rows); row++)

static inline gdouble
fact(const Outcome *outcome, const gchar *name)
{
	g_autofree gchar *words = g_strdup_printf("fact %s ", name);
	const gchar *value = outcome_line(outcome, words, 0);

	return value ? g_ascii_strtod(value, NULL) : (gdouble)NAN;
}

/* Times of an iteration with two workers, as the workload has taken them. */
typedef struct Times {
	gdouble each[2]; /* of each worker */
	gdouble whole;   /* from the first begin to the last end */
	gdouble both;    /* from the last begin to the first end */
	gdouble used;    /* CPU of both */
} Times;

static inline Times
times_of(const Outcome *o, guint iteration)
{
	Times times = {.used = 0};
	gdouble from[2], to[2];

	for (gint w = 0; w < 2; w++) {
		from[w] = outcome_value(o, iteration, w, "from");
		to[w] = outcome_value(o, iteration, w, "to");
		times.each[w] = to[w] - from[w];
		times.used += outcome_value(o, iteration, w, "used");
	}
	times.whole = MAX(to[0], to[1]) - MIN(from[0], from[1]);
	times.both = MIN(to[0], to[1]) - MAX(from[0], from[1]);
	return times;
}

#endif
