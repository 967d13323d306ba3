/* t-load.c - what made-up boards say of processors and threads. */
#include "load.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

enum { MS = 1000000, WORKERS = 3 };

/* Give the facts of a load, a line each (transfer full). */
static gchar *
facts_of(const Load *load)
{
	g_autofree gchar *path = NULL, *text = NULL;
	gint file = g_file_open_tmp("lectern-load-XXXXXX", &path, NULL);
	Result *result = result_new();

	load_write(load, result);
	g_assert_true(result_write(result, path));
	result_free(result);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_close(file, NULL);
	g_unlink(path);
	g_assert_true(g_str_has_prefix(text, "protocol 1\n"));
	g_assert_true(g_str_has_suffix(text, "end\n"));
	return g_strndup(text + 11, strlen(text) - 11 - 4);
}

/* Make a board on which each worker has run for 250 ms and waited for 125 ms. */
static Board *
make_board(void)
{
	int file;
	Board *board = board_new(WORKERS, false, &file);

	g_assert_nonnull(board);
	board_reset(board, true);
	board->timed = true;
	board->held = true;
	for (guint w = 0; w < WORKERS; w++) {
		board->slot[w].schedule = (Schedule){250 * MS, 125 * MS, true};
		board->slot[w].threads = 1;
	}
	return board;
}

static void
test_sums(void)
{
	Board *board = make_board();
	Load load = {.sum = {0, 0, true}};
	g_autofree gchar *facts = NULL;

	load_add(&load, board);
	board->inspect = false;
	load_add(&load, board);
	facts = facts_of(&load);
	g_assert_cmpstr(facts, ==, "fact ran 1.5\nfact waited 0.75\nfact threads 3\n");
	board_free(board);
}

/* A sum that lacks a part is none; what was counted is still told. */
static void
test_unknown(void)
{
	Board *board = make_board();
	Load load = {.sum = {0, 0, true}};
	g_autofree gchar *facts = NULL;

	board->slot[1].schedule.known = false;
	load_add(&load, board);
	facts = facts_of(&load);
	g_assert_cmpstr(facts, ==, "fact threads 3\n");
	board_free(board);
}

/* Workers that are not held have not asked. */
static void
test_unheld(void)
{
	Board *board = make_board();
	Load load = {.sum = {0, 0, true}};
	g_autofree gchar *facts = NULL;

	board->held = board->timed = false;
	load_add(&load, board);
	facts = facts_of(&load);
	g_assert_cmpstr(facts, ==, "fact ran 0\nfact waited 0\nfact threads 4\n");
	board_free(board);
}

/* The starting thread itself: what it does counts between begin and end only. */
static void
test_own(void)
{
	Load load;
	guint64 before, used;
	struct timespec now;

	load_begin(&load);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	before = (guint64)now.tv_sec * 1000 * MS + (guint64)now.tv_nsec;
	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
		used = (guint64)now.tv_sec * 1000 * MS + (guint64)now.tv_nsec - before;
	} while (used < 20 * MS);
	load_end(&load);
	if (!load.sum.known) {
		g_test_skip("this kernel does not tell");
		return;
	}
	g_assert_cmpuint(load.sum.ran, >=, used);
	g_assert_cmpuint(load.sum.ran, <, used + before); /* not what went on before */
}

/* Which threads could run at once. */
static void
test_threads(void)
{
	static const struct {
		gboolean one_process;
		gboolean held;
		gboolean alone;
		gboolean served;
		gint threads[WORKERS]; /* of each worker's process */
		gint expected;         /* 0: not told */
	} table[] = {
		{TRUE, TRUE, FALSE, FALSE, {4, 4, 4}, 3},   /* thread: the starting thread waits */
		{TRUE, FALSE, FALSE, FALSE, {2, 4, 3}, 4},  /* unheld: it does not */
		{TRUE, FALSE, TRUE, FALSE, {1, 1, 2}, 2},   /* serial: it is the worker */
		{FALSE, TRUE, FALSE, FALSE, {1, 1, 5}, 7},  /* processes */
		{FALSE, FALSE, FALSE, FALSE, {1, 1, 1}, 4}, /* unheld: and who starts them */
		{FALSE, FALSE, TRUE, FALSE, {1, 2, 1}, 2}, /* vfork: who starts them is suspended */
		{FALSE, TRUE, FALSE, TRUE, {1, 1, 1}, 4},  /* tasks: and who hands them out */
		{FALSE, TRUE, FALSE, FALSE, {1, 0, 1}, 0},
		{TRUE, TRUE, FALSE, FALSE, {4, -1, 4}, 0},
	};

	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		Board *board = make_board();
		Load load = {.threads = 0};

		board->one_process = table[i].one_process;
		board->held = table[i].held;
		board->alone = table[i].alone;
		board->served = table[i].served;
		for (guint w = 0; w < WORKERS; w++)
			board->slot[w].threads = table[i].threads[w];
		load_add(&load, board);
		if (load.threads != table[i].expected)
			g_error("row %u: %d, not %d", i, load.threads, table[i].expected);
		board_free(board);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/runner/load/sums", test_sums);
	g_test_add_func("/runner/load/unknown", test_unknown);
	g_test_add_func("/runner/load/unheld", test_unheld);
	g_test_add_func("/runner/load/own", test_own);
	g_test_add_func("/runner/load/threads", test_threads);
	return g_test_run();
}
