/* t-store.c - results come back as they were stored; what is broken is a miss. */
#include "store.h"
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

static char *
folder_new(void)
{
	char *folder = g_dir_make_tmp("lectern-t-store-XXXXXX", NULL);

	g_assert_nonnull(folder);
	return folder;
}

static void
folder_remove(char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
	g_free(folder);
}

/* A result with a bit of everything; values that text formats like to spoil. */
static Result *
sample_result(const char *host, gint64 time)
{
	Result *result = result_new();
	Design *design = design_new("startup");
	char *levels[] = {(char *)"2"};

	factor_add_level(design_add_factor(design, "workers"), "2");
	design_add_condition(design, "gil", levels);
	design_add_condition(design, "thread", levels)->absent = g_strdup("no such \"thing\"");
	result->id = g_strdup("startup");
	result->content = g_strnfill(64, 'c');
	result->host = g_strdup(host);
	result->time = time;
	result->took = 0.1;
	result->machine = machine_read();
	result->load_after = 0.25;
	result->tier = g_strdup("limits");
	result->seed = 4711;
	result->iterations = 3;
	result->warmup = 1;
	result->batch = 8;
	result->final = TRUE;
	result->output = g_strdup("näive\noutput");
	g_ptr_array_add(result->tools, g_strdup("Python 3.11.2: /usr/bin/python3"));
	g_ptr_array_add(result->inputs, g_strdup("code: abc"));
	g_ptr_array_add(result->claims, g_strdup("gil.start > 1 us"));
	result->samples = samples_new(design);
	for (guint round = 0; round < 3; round++) {
		Run run = {.round = round,
		           .started = round * 0.1,
		           .took = 1e-3,
		           .usage = usage_unknown};
		guint32 index = samples_add_run(result->samples, run);

		samples_add(result->samples, index, samples_metric(result->samples, "start"), 1, 2,
		            round == 0, 0.1 + round);
		samples_add(result->samples, index, samples_metric(result->samples, "observed"), -1,
		            0, FALSE, 1e300 / 3);
	}
	g_array_index(result->samples->dropped, gboolean, 1) = TRUE;
	g_array_index(result->samples->machine, Disturbance, 1).steal = 0.1 / 3;
	g_array_index(result->samples->runs, Run, 2).usage.waited = 0.2 / 3;
	Turn turn = {.run = 2, .worker = 1, .start = 0.001, .end = 1.0 / 3};
	g_array_append_val(result->samples->turns, turn);
	return result;
}

static void
test_round_trip(void)
{
	char *folder = folder_new();
	g_autoptr(Result) before = sample_result("hosthosthosthosthost", 1000);

	g_assert_true(store_save(folder, before, NULL));
	g_autoptr(Result) after =
		store_find(folder, NULL, "startup", before->content, before->host);
	g_assert_nonnull(after);
	g_assert_cmpint(after->time, ==, 1000);
	g_assert_cmpstr(after->output, ==, before->output);
	g_assert_cmpstr(after->machine->cpu, ==, before->machine->cpu);
	g_assert_cmpuint(after->machine->settings->len, ==, before->machine->settings->len);
	g_assert_cmpuint(after->seed, ==, 4711);
	g_assert_true(after->final);
	g_assert_cmpstr(g_ptr_array_index(after->claims, 0), ==, "gil.start > 1 us");
	g_assert_cmpuint(after->samples->rounds, ==, 3);
	g_assert_true(g_array_index(after->samples->dropped, gboolean, 1));
	g_assert_false(g_array_index(after->samples->dropped, gboolean, 2));
	g_assert_cmpuint(after->samples->samples->len, ==, 6);
	for (guint i = 0; i < 6; i++) {
		const Sample *a = &g_array_index(before->samples->samples, Sample, i);
		const Sample *b = &g_array_index(after->samples->samples, Sample, i);

		g_assert_true(a->value == b->value);
		g_assert_cmpint(a->worker, ==, b->worker);
		g_assert_cmpint(a->warmup, ==, b->warmup);
		g_assert_cmpuint(a->iteration, ==, b->iteration);
	}
	g_assert_true(isnan(g_array_index(after->samples->runs, Run, 0).usage.waited));
	g_assert_true(g_array_index(after->samples->runs, Run, 2).usage.waited == 0.2 / 3);
	g_assert_true(g_array_index(after->samples->runs, Run, 2).started == 2 * 0.1);
	g_assert_true(g_array_index(after->samples->machine, Disturbance, 1).steal == 0.1 / 3);
	g_assert_true(isnan(g_array_index(after->samples->machine, Disturbance, 1).foreign));
	g_assert_true(g_array_index(after->samples->turns, Turn, 0).end == 1.0 / 3);
	g_assert_cmpstr(
		((const Condition *)g_ptr_array_index(after->samples->design->conditions, 1))
			->absent,
		==, "no such \"thing\"");
	folder_remove(folder);
}

/* Without a host key the newest result of the content is taken. */
static void
test_newest(void)
{
	char *folder = folder_new();
	g_autoptr(Result) older = sample_result("aaaaaaaaaaaaaaaaaaaa", 2000);
	g_autoptr(Result) newer = sample_result("bbbbbbbbbbbbbbbbbbbb", 3000);

	g_assert_true(store_save(folder, newer, NULL));
	g_assert_true(store_save(folder, older, NULL));
	g_autoptr(Result) found = store_find(folder, NULL, "startup", older->content, NULL);
	g_assert_nonnull(found);
	g_assert_cmpint(found->time, ==, 3000);
	g_assert_null(store_find(folder, NULL, "startup", older->content, "cccccccccccccccccccc"));
	g_assert_null(store_find(folder, NULL, "other", older->content, NULL));
	folder_remove(folder);
}

/* What was measured in a hurry serves until there is another, which takes its place. */
static void
test_hurry(void)
{
	char *folder = folder_new();
	g_autoptr(Result) hasty = sample_result("aaaaaaaaaaaaaaaaaaaa", 3000);
	g_autoptr(Result) full = sample_result("aaaaaaaaaaaaaaaaaaaa", 1000);
	g_autoptr(Result) other = sample_result("bbbbbbbbbbbbbbbbbbbb", 2000);
	g_autofree char *first = NULL, *path = NULL;

	hasty->quick = other->quick = TRUE;
	g_assert_true(store_save(folder, hasty, NULL));
	g_assert_true(store_save(folder, other, NULL));
	first = store_path(folder, NULL, "startup", hasty->content, hasty->host);
	g_assert_true(store_is_quick(first));
	g_autoptr(Result) found = store_load(first);
	g_assert_true(found->quick);
	g_assert_true(store_save(folder, full, NULL));
	g_assert_false(g_file_test(first, G_FILE_TEST_EXISTS));
	g_assert_true(store_save(folder, hasty, NULL));
	/* The full one goes before, though it is older, here and for any host. */
	path = store_path(folder, NULL, "startup", full->content, full->host);
	g_assert_false(store_is_quick(path));
	g_autoptr(Result) again = store_find(folder, NULL, "startup", full->content, NULL);
	g_assert_false(again->quick);
	g_assert_cmpint(again->time, ==, 1000);
	folder_remove(folder);
}

static void
test_broken(void)
{
	char *folder = folder_new();
	g_autoptr(Result) result = sample_result("hosthosthosthosthost", 1000);
	g_autofree char *name = store_name(result->id, result->content, result->host, FALSE);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = NULL;
	gsize len = 0;

	g_assert_null(store_load(path));
	g_assert_true(store_save(folder, result, NULL));
	g_assert_true(g_file_get_contents(path, &text, &len, NULL));
	/* Cut anywhere it is no result, and nothing crashes. */
	for (gsize cut = 0; cut < len; cut += 97) {
		g_assert_true(g_file_set_contents(path, text, (gssize)cut, NULL));
		g_assert_null(store_load(path));
	}
	/* A later version is none of ours. */
	g_autoptr(GString) later = g_string_new(text);
	g_string_replace(later, "\"version\":2", "\"version\":99", 1);
	g_assert_true(g_file_set_contents(path, later->str, -1, NULL));
	g_assert_null(store_load(path));
	/* Nor is one whose samples name a run that it does not have. */
	g_autoptr(GString) wild = g_string_new(text);
	g_string_replace(wild, "\"samples\":{\"run\":[0,", "\"samples\":{\"run\":[7,", 1);
	g_assert_true(g_file_set_contents(path, wild->str, -1, NULL));
	g_assert_null(store_load(path));
	folder_remove(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store/round-trip", test_round_trip);
	g_test_add_func("/store/newest", test_newest);
	g_test_add_func("/store/hurry", test_hurry);
	g_test_add_func("/store/broken", test_broken);
	return g_test_run();
}
