/* t-metrics.c - each metric of a board with made-up stamps, against its value by hand. */
#include "metrics.h"

#include "metric.c" /* the driver's table */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

enum { MS = 1000000, START = 5000 };

/* Two workers; times in ms since START. */
typedef struct Fixture {
	Board *board;
	Job job;
	Iteration iteration;
	gchar **lines; /* of the result */
} Fixture;

static uint64_t
at(gdouble ms)
{
	return (uint64_t)((START + ms) * MS);
}

static Fixture *
fixture_new(void)
{
	Fixture *f = g_new0(Fixture, 1);
	int file;

	f->board = board_new(2, false, &file);
	g_assert_nonnull(f->board);
	board_reset(f->board, false);
	f->board->timed = true;
	f->board->held = true;
	f->board->release = at(10);
	f->job = (Job){.workers = 2, .batch = 1, .iterations = 1, .window = 20 * MS, .turns = 10};
	f->iteration = (Iteration){.number = 0, .observed = NAN};
	for (guint w = 0; w < 2; w++) {
		Slot *slot = &f->board->slot[w];

		slot->create = at(w);
		slot->created = at(w + 0.5);
		slot->begin = at(10 + w);
		slot->end = at(90 + 20 * w);
		slot->joined = at(120 + w);
		slot->pid = 77;
		slot->tid = 77 + (int)w;
	}
	return f;
}

static void
fixture_free(Fixture *f)
{
	g_strfreev(f->lines);
	board_free(f->board);
	g_free(f);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

static void
measure(Fixture *f)
{
	g_autofree gchar *path = NULL, *text = NULL;
	gint file = g_file_open_tmp("lectern-metrics-XXXXXX", &path, NULL);
	Result *result = result_new();

	metrics_write(f->board, &f->job, &f->iteration, result);
	g_assert_true(result_write(result, path));
	result_free(result);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	f->lines = g_strsplit(text, "\n", 0);
	g_close(file, NULL);
	g_unlink(path);
}

/* Give a sample of iteration 0, or NAN. */
static gdouble
value(const Fixture *f, gint worker, const gchar *metric)
{
	g_autofree gchar *words = g_strdup_printf("sample 0 %d %s ", worker, metric);

	for (gchar **line = f->lines; *line; line++)
		if (g_str_has_prefix(*line, words))
			return g_ascii_strtod(*line + strlen(words), NULL);
	return NAN;
}

static void
assert_value(const Fixture *f, gint worker, const gchar *metric, gdouble expected)
{
	gdouble got = value(f, worker, metric);

	if (isnan(expected) ? !isnan(got) : !(fabs(got - expected) <= 1e-12 + 1e-12 * expected))
		g_error("%s of %d is %.17g, not %.17g", metric, worker, got, expected);
}

static void
test_work(void)
{
	g_autoptr(Fixture) f = fixture_new();
	Board *board = f->board;

	board->one_process = true;
	board->cpu_release = 3 * MS;
	board->cpu_end = 153 * MS;
	board->slot[0].awake = at(8); /* spun for 2 ms until the release */
	board->slot[1].awake = at(10);
	board->slot[0].switches_begin = (Switches){4, 7};
	board->slot[0].switches_end = (Switches){9, 8};
	f->iteration.observed = 2.5;
	measure(f);
	assert_value(f, 0, "work", 0.080);
	assert_value(f, 1, "work", 0.099);
	assert_value(f, -1, "wall", 0.100);
	assert_value(f, -1, "elapsed", 0.121);
	assert_value(f, -1, "cpu", 0.148);
	assert_value(f, -1, "parallelism", 1.48);
	assert_value(f, -1, "throughput", 20);
	assert_value(f, 0, "switches", 5);
	assert_value(f, 0, "preemptions", 1);
	assert_value(f, 1, "switches", 0);
	assert_value(f, 0, "pid", 77);
	assert_value(f, 1, "tid", 78);
	assert_value(f, -1, "observed", 2.5);
	/* What nobody has measured is not there. */
	assert_value(f, 0, "call", NAN);
	assert_value(f, 0, "share", NAN);
	assert_value(f, -1, "overlap", NAN);
	assert_value(f, 0, "memory", NAN);
	assert_value(f, 0, "threads", NAN);
}

static void
test_batch(void)
{
	g_autoptr(Fixture) f = fixture_new();

	f->job.batch = 10;
	f->board->slot[1].cpu_begin = 50 * MS; /* processes: each has a clock of its own */
	f->board->slot[1].cpu_end = 90 * MS;
	f->board->slot[0].cpu_end = 20 * MS;
	f->board->slot[0].switches_end = (Switches){20, 0};
	measure(f);
	assert_value(f, 0, "work", 0.0080);
	assert_value(f, -1, "wall", 0.010);
	assert_value(f, -1, "cpu", 0.006);
	assert_value(f, -1, "parallelism", 0.6);
	assert_value(f, -1, "throughput", 200);
	assert_value(f, 0, "switches", 2);
	assert_value(f, -1, "elapsed", 0.121 - 0.100 + 0.010);
}

/* The time in which workers had to stay is nobody's. */
static void
test_inspected(void)
{
	g_autoptr(Fixture) f = fixture_new();
	int64_t memory[] = {4096, -1};

	f->board->slot[0].left = at(114);
	f->board->slot[1].left = at(113);
	f->board->slot[1].threads = 3;
	f->iteration.memory = memory;
	measure(f);
	assert_value(f, -1, "elapsed", 0.121 - 0.004);
	assert_value(f, 0, "memory", 4096);
	assert_value(f, 1, "memory", NAN);
	assert_value(f, 1, "threads", 3);
}

/* Tasks are what is done; a worker without one has worked at no time, and asking took its own. */
static void
test_tasks(void)
{
	g_autoptr(Fixture) f = fixture_new();

	f->job.tasks = 30;
	f->board->pause = 3 * MS;
	f->board->slot[0].begin = f->board->slot[0].end = 0;
	measure(f);
	assert_value(f, -1, "wall", 0.100);
	assert_value(f, -1, "throughput", 300);
	assert_value(f, -1, "elapsed", 0.121 - 0.003);
	assert_value(f, 0, "work", NAN);
	assert_value(f, 1, "work", 0.099);
}

static void
test_starts(void)
{
	g_autoptr(Fixture) f = fixture_new();

	f->board->timed = false;
	f->board->held = false;
	f->board->slot[1].pause = 1 * MS;
	f->board->slot[1].ticks = 5;
	measure(f);
	assert_value(f, 0, "call", 0.0005);
	assert_value(f, 0, "start", 0.010);
	assert_value(f, 0, "life", 0.120);
	assert_value(f, 1, "call", 0.0005);
	assert_value(f, 1, "life", 0.119);
	assert_value(f, -1, "wall", NAN);
	assert_value(f, -1, "elapsed", NAN);
	assert_value(f, 0, "work", NAN);
	assert_value(f, 0, "share", NAN);
	assert_value(f, -1, "throughput", NAN);
	assert_value(f, 0, "pid", 77);
}

/* A call that returns after the work has waited for the kernel's answer, too. */
static void
test_suspended(void)
{
	g_autoptr(Fixture) f = fixture_new();

	f->board->timed = false;
	f->board->held = false;
	f->board->alone = true;
	f->board->slot[0].created = at(100);
	f->board->slot[0].joined = at(100.5);
	f->board->slot[0].pause = 2 * MS;
	measure(f);
	assert_value(f, 0, "call", 0.098);
	assert_value(f, 0, "life", 0.0985);
}

static void
test_ticks(void)
{
	g_autoptr(Fixture) f = fixture_new();
	static const uint32_t windows[2][5] = {{3, 2, 0, 5, 0}, {1, 2, 0, 0, 9}};

	for (guint w = 0; w < 2; w++) {
		Slot *slot = &f->board->slot[w];

		memcpy(slot->windows, windows[w], sizeof windows[w]);
		slot->ticks = w ? 12 : 10;
		timeline_stamp(&slot->timeline, slot->begin);
		for (gdouble t = 20; t < 90 + 20 * w; t += 10)
			timeline_stamp(&slot->timeline, at(t + w));
		timeline_stamp(&slot->timeline, slot->end);
	}
	measure(f);
	/* Windows of 20 ms from 10 ms on: four are over at 90 ms, when the first worker ends;
	 * nobody ticked in the third. */
	assert_value(f, -1, "fairness", (0.8 + 1 + 0.5) / 3);
	assert_value(f, -1, "total-fairness", 484.0 / (2 * 244));
	assert_value(f, 0, "share", 10.0 / 22);
	assert_value(f, 1, "share", 12.0 / 22);
	assert_value(f, -1, "throughput", 220);
	assert_value(f, -1, "overlap", (90.0 - 11) / 100);
	assert_value(f, -1, "handovers", 0);
	g_assert_true(g_strv_contains((const gchar *const *)f->lines, "turn 0 0 0 80000000"));
	g_assert_true(
		g_strv_contains((const gchar *const *)f->lines, "turn 0 1 1000000 100000000"));
}

/* A timeline that is cut is read up to the cut. */
static void
test_cut(void)
{
	g_autoptr(Fixture) f = fixture_new();

	for (guint w = 0; w < 2; w++) {
		Slot *slot = &f->board->slot[w];

		slot->ticks = 2;
		timeline_stamp(&slot->timeline, at(10 + 20 * w));
		timeline_stamp(&slot->timeline, at(70));
	}
	f->board->slot[1].timeline.until = at(60);
	f->job.turns = 1;
	measure(f);
	assert_value(f, -1, "overlap", (60.0 - 30) / (60 - 10));
	g_assert_true(g_strv_contains((const gchar *const *)f->lines, "turn 0 0 0 50000000"));
	for (gchar **line = f->lines; *line; line++)
		g_assert_false(g_str_has_prefix(*line, "turn 0 1"));
}

static void
test_records(void)
{
	g_autoptr(Fixture) f = fixture_new();
	Slot *slot = &f->board->slot[1];

	g_strlcpy(slot->name[0], "latency", SLOT_NAME);
	slot->names = 1;
	slot->record[0] = (Record){0.25, 0};
	slot->record[1] = (Record){0.5, 0};
	slot->records = 2;
	measure(f);
	g_assert_true(g_strv_contains((const gchar *const *)f->lines, "sample 0 1 latency 0.25"));
	g_assert_true(g_strv_contains((const gchar *const *)f->lines, "sample 0 1 latency 0.5"));
}

/* Given samples are of a worker or of the run, as the metric is; nothing else is written. */
static void
test_given(void)
{
	static const gchar *const recorded[] = {"wall", "work", "latency"};
	g_autoptr(Fixture) f = fixture_new();
	Slot *slot = &f->board->slot[1];

	f->board->given = true;
	for (guint i = 0; i < G_N_ELEMENTS(recorded); i++) {
		g_strlcpy(slot->name[i], recorded[i], SLOT_NAME);
		slot->record[i] = (Record){1 + i, i};
	}
	slot->names = slot->records = G_N_ELEMENTS(recorded);
	f->iteration.observed = 4;
	measure(f);
	assert_value(f, -1, "wall", 1);
	assert_value(f, 1, "work", 2);
	assert_value(f, 1, "latency", 3);
	assert_value(f, -1, "observed", 4);
	g_assert_cmpuint(g_strv_length(f->lines), ==, 1 + 4 + 2); /* protocol, samples, end */
}

/* The driver's table and the runner's say the same. */
static void
test_table(void)
{
	guint n;
	const Metric *table = metric_table(&n);

	g_assert_cmpuint(n, >, 20);
	for (guint i = 0; i < n; i++) {
		g_assert_true(metric_is_own(table[i].name));
		g_assert_cmpint(metric_is_whole(table[i].name), ==,
		                !(table[i].per_worker || table[i].identity));
	}
	g_assert_false(metric_is_own("latency"));
	g_assert_false(metric_is_whole("latency"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/runner/metrics/work", test_work);
	g_test_add_func("/runner/metrics/batch", test_batch);
	g_test_add_func("/runner/metrics/inspected", test_inspected);
	g_test_add_func("/runner/metrics/starts", test_starts);
	g_test_add_func("/runner/metrics/tasks", test_tasks);
	g_test_add_func("/runner/metrics/suspended", test_suspended);
	g_test_add_func("/runner/metrics/ticks", test_ticks);
	g_test_add_func("/runner/metrics/cut", test_cut);
	g_test_add_func("/runner/metrics/records", test_records);
	g_test_add_func("/runner/metrics/given", test_given);
	g_test_add_func("/runner/metrics/table", test_table);
	return g_test_run();
}
