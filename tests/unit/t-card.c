/* t-card.c - the picture for previews: lines of its title, what it says, and when it is drawn. */
#include "card.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "util.h"

static void
test_lines(void)
{
	static const struct {
		const char *title, *lines;
		guint width;
	} rows[] = {
		{"Threads and Processes", "Threads and|Processes", 12},
		{"Threads and Processes", "Threads|and|Processes", 10},
		{"  one\n two ", "one two", 24},
		{"Donaudampfschifffahrt today", "Donaudampfschifffahrt|today", 9},
		{"\u4e16\u754c \u4e16", "\u4e16\u754c|\u4e16", 6},
		{"", "", 24},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) lines = card_lines(rows[i].title, rows[i].width);
		g_autofree char *joined = NULL;

		g_ptr_array_add(lines, NULL);
		joined = g_strjoinv("|", (char **)lines->pdata);
		g_assert_cmpstr(joined, ==, rows[i].lines);
	}
}

typedef struct Folder {
	char *root, *look, *key, *png, *bin;
} Folder;

static void
set_up(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	folder->root = g_dir_make_tmp("lectern-t-card-XXXXXX", NULL);
	folder->look = g_build_filename(folder->root, "card.gp", NULL);
	folder->key = g_build_filename(folder->root, "card.key", NULL);
	folder->png = g_build_filename(folder->root, "site", "card.png", NULL);
	folder->bin = g_build_filename(folder->root, "gnuplot", NULL);
	g_assert_true(file_write(folder->look, "# look\n", 7, NULL));
}

static void
tear_down(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	directory_remove(folder->root);
	g_free(folder->root);
	g_free(folder->look);
	g_free(folder->key);
	g_free(folder->png);
	g_free(folder->bin);
}

/* Let gnuplot be the shell commands @text, with $2 the script; return the PATH that was (owned). */
static char *
fake_gnuplot(const Folder *folder, const char *text)
{
	char *path = g_strdup(g_getenv("PATH"));
	g_autofree char *first = g_strconcat(folder->root, ":", path, NULL);
	g_autofree char *script = g_strconcat("#!/bin/sh\n", text, "\n", NULL);

	g_assert_true(file_write(folder->bin, script, strlen(script), NULL));
	g_assert_cmpint(g_chmod(folder->bin, 0755), ==, 0);
	g_setenv("PATH", first, TRUE);
	return path;
}

/* What is said comes to the script as it was written, and nothing is drawn twice. */
static void
test_script(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *path = fake_gnuplot(folder, "cp \"$2\" card.png");
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(card_draw("It's {all}", NULL, "Claims: 1", folder->look, folder->key,
	                        folder->png, &error));
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents(folder->png, &text, NULL, NULL));
	g_assert_nonnull(strstr(text, "SMALL = 0\narray TITLE[1]\nTITLE[1] = '{/:Bold It''s "));
	g_assert_nonnull(strstr(text, "AUTHOR = ''\nCLAIMS = 'Claims: 1'\n# look\n"));

	/* gnuplot that cannot be run would be an error */
	g_free(fake_gnuplot(folder, "exit 1"));
	g_assert_true(card_draw("It's {all}", NULL, "Claims: 1", folder->look, folder->key,
	                        folder->png, &error));
	g_assert_false(card_draw("It's {all}", NULL, "Claims: 2", folder->look, folder->key,
	                         folder->png, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_FAILED);
	g_assert_cmpstr(error->message, ==, "the picture for previews: gnuplot: exit status 1");
	g_setenv("PATH", path, TRUE);
}

static void
test_small(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *path = fake_gnuplot(folder, "cp \"$2\" card.png");
	g_autofree char *text = NULL;

	g_assert_true(card_draw("A title that is so long that it would take more than three of the "
	                        "large lines",
	                        "Me", NULL, folder->look, folder->key, folder->png, NULL));
	g_assert_true(g_file_get_contents(folder->png, &text, NULL, NULL));
	g_assert_nonnull(strstr(text, "SMALL = 1\narray TITLE[3]\n"));
	g_assert_nonnull(strstr(text, "AUTHOR = 'Me'\nCLAIMS = ''\n"));
	g_setenv("PATH", path, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/card/lines", test_lines);
	g_test_add("/card/script", Folder, NULL, set_up, test_script, tear_down);
	g_test_add("/card/small", Folder, NULL, set_up, test_small, tear_down);
	return g_test_run();
}
