/* t-mock.c - the executor mock: samples are what workers record, and nothing else. */
#include "trial.h"

/* Both workloads record the same, so that one table of expectations serves both. */
static const gchar source_c[] =
	"#include <lectern.h>\n"
	"static int calls;\n"
	"void setup(void) { calls = 0; }\n"
	"double observe(void) { return calls; }\n"
	"void work(struct worker *self)\n"
	"{\n"
	"	double round = worker_number(self, \"round\", -1);\n"
	"	int loops = 0;\n"
	"	calls++;\n"
	"	worker_barrier(self);\n"
	"	if (worker_number(self, \"ticks\", 0) > 0) {\n"
	"		while (worker_running(self)) loops++;\n"
	"		for (int i = 0; i < 1000; i++) worker_tick(self);\n"
	"	}\n"
	"	worker_record(self, \"wall\", 0.125 + round);\n"
	"	worker_record(self, \"total-fairness\", worker_number(self, \"size\", 0));\n"
	"	worker_record(self, \"speedup\", 2);\n"
	"	worker_record(self, \"work\", 10 * self->index + round);\n"
	"	worker_record(self, \"start\", 0.25);\n"
	"	worker_record(self, \"latency\", self->count);\n"
	"	worker_record(self, \"loops\", loops);\n"
	"	if (worker_number(self, \"bad\", 0) > 0)\n"
	"		worker_record(self, \"wall\", 1 / 0.0);\n"
	"}\n";

static const gchar source_python[] = "calls = 0\n"
				     "def setup():\n"
				     "    global calls\n"
				     "    calls = 0\n"
				     "def observe():\n"
				     "    return calls\n"
				     "def work(worker):\n"
				     "    global calls\n"
				     "    p = worker.params\n"
				     "    calls += 1\n"
				     "    worker.barrier()\n"
				     "    loops = 0\n"
				     "    if 'ticks' in p:\n"
				     "        while worker.running():\n"
				     "            loops += 1\n"
				     "        for _ in range(1000):\n"
				     "            worker.tick()\n"
				     "    worker.record('wall', 0.125 + p['round'])\n"
				     "    worker.record('total-fairness', p['size'])\n"
				     "    worker.record('speedup', 2)\n"
				     "    worker.record('work', 10 * worker.index + p['round'])\n"
				     "    worker.record('start', 0.25)\n"
				     "    worker.record('latency', worker.count)\n"
				     "    worker.record('loops', loops)\n"
				     "    if 'bad' in p:\n"
				     "        worker.record('wall', float('inf'))\n";

/* Run the workload in both languages with further lines of the job; [1] is Python. */
static void
run_both(Outcome *outcomes[2], const gchar *lines)
{
	g_autofree gchar *c = trial_compile("mock", source_c);
	g_autofree gchar *python = trial_write("mock_workload.py", source_python);

	outcomes[0] = trial_run("language c\nmodule %s\nexecutor mock\n%s", c, lines);
	outcomes[1] = trial_python("python3", "language python\nmodule %s\nexecutor mock\n%s",
	                           python, lines);
}

static void
free_both(Outcome *outcomes[2])
{
	outcome_free(outcomes[0]);
	outcome_free(outcomes[1]);
}

static guint
count_lines(const Outcome *outcome, const gchar *words)
{
	guint n = 0;

	while (outcome_line(outcome, words, n))
		n++;
	return n;
}

static void
test_given(void)
{
	Outcome *both[2];

	run_both(both, "workers 2\nwarmup 1\niterations 2\nbatch 5\nround 12\nparam size 0.5\n"
	               "turns 10\nduration 1000000000\nparam ticks 1\n");
	for (guint k = 0; k < 2; k++) {
		const Outcome *o = both[k];

		outcome_assert_good(o);
		for (guint i = 0; i < 3; i++) {
			/* Batches are of what is timed: each worker is called once. */
			g_assert_cmpfloat(outcome_value(o, i, -1, "observed"), ==, 2);
			g_assert_cmpfloat(outcome_value(o, i, -1, "wall"), ==, 12.125);
			g_assert_cmpfloat(outcome_value(o, i, -1, "speedup"), ==, 2);
			g_assert_cmpfloat(outcome_value(o, i, -1, "total-fairness"), ==, 0.5);
			for (gint w = 0; w < 2; w++) {
				g_assert_cmpfloat(outcome_value(o, i, w, "work"), ==, 10 * w + 12);
				g_assert_cmpfloat(outcome_value(o, i, w, "start"), ==, 0.25);
				g_assert_cmpfloat(outcome_value(o, i, w, "latency"), ==, 2);
				/* No time is there that one could run in. */
				g_assert_cmpfloat(outcome_value(o, i, w, "loops"), ==, 0);
			}
		}
		/* Nothing else: three iterations, two workers, seven names; and observed. */
		g_assert_cmpuint(count_lines(o, "sample "), ==, 3 * (2 * 7 + 1));
		g_assert_cmpuint(outcome_count(o, "wall"), ==, 6);
		g_assert_cmpuint(count_lines(o, "turn "), ==, 0);
		g_assert_cmpuint(count_lines(o, "fact "), ==, k ? 2 : 0); /* python, gil */
	}
	free_both(both);
}

/* A run whose workers are not held is given the same; without a round, it is the first. */
static void
test_unheld(void)
{
	Outcome *both[2];

	run_both(both, "workers 1\nunheld 1\nparam size 1\n");
	for (guint k = 0; k < 2; k++) {
		outcome_assert_good(both[k]);
		g_assert_cmpfloat(outcome_value(both[k], 0, 0, "start"), ==, 0.25);
		g_assert_cmpfloat(outcome_value(both[k], 0, -1, "wall"), ==, 0.125);
		g_assert_cmpuint(count_lines(both[k], "sample "), ==, 8);
	}
	free_both(both);
}

static void
test_failure(void)
{
	Outcome *both[2];

	run_both(both, "workers 2\nparam size 1\nparam bad 1\n");
	outcome_assert_failure(both[0], "exception 0", "not finite");
	outcome_assert_failure(both[1], "exception 0", "not finite");
	free_both(both);
}

static void
add_tests(void)
{
	g_test_add_func("/runner/mock/given", test_given);
	g_test_add_func("/runner/mock/unheld", test_unheld);
	g_test_add_func("/runner/mock/failure", test_failure);
}

int
main(int argc, char **argv)
{
	return trial_main(argc, argv, add_tests);
}
