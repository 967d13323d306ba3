/* t-util.c - nearness of words, masked bytes, files that are whole or not there. */
#include "util.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_distance(void)
{
	static const struct {
		const char *a, *b;
		guint distance;
	} rows[] = {
		{"", "", 0},
		{"abc", "", 3},
		{"thread", "thread", 0},
		{"treads", "thread", 2},
		{"proces", "process", 1},
		{"excutors", "executors", 1},
		{"gli", "gil", 1},
		{"GIL", "gil", 0},
		{"kitten", "sitting", 3},
	};
	g_autofree char *longest = g_strnfill(EDIT_MAX + 1, 'x');

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpuint(edit_distance(rows[i].a, rows[i].b), ==, rows[i].distance);
		g_assert_cmpuint(edit_distance(rows[i].b, rows[i].a), ==, rows[i].distance);
	}
	g_assert_cmpuint(edit_distance(longest, "x"), ==, G_MAXUINT);
}

static void
test_version(void)
{
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {
		{"3.12", "3.12", 0},        {"3.12", "3.12.4", 0},    {"3.9.18", "3.10.1", -1},
		{"3.13.0t", "3.12", 1},     {"3.12.10", "3.12.9", 1}, {"3.1", "3.10", -1},
		{"3.13.0", "3.13.0rc1", 0},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpint(version_compare(rows[i].a, rows[i].b), ==, rows[i].order);
		g_assert_cmpint(version_compare(rows[i].b, rows[i].a), ==, -rows[i].order);
	}
}

static void
test_mask(void)
{
	char text[] = "caf\351 \303\251 \377\376 \0 ok\303";
	gsize len = sizeof text - 1;

	g_assert_cmpuint(utf8_mask(text, len), ==, 5);
	g_assert_cmpmem(text, (int)len, "caf? \303\251 ?? ? ok?", (int)len);
	g_assert_cmpuint(utf8_mask(text, len), ==, 0);
}

/* Return the names in @folder, sorted and joined. */
static char *
list(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GString) names = g_string_new(NULL);
	const char *name;

	while ((name = g_dir_read_name(dir)) != NULL)
		g_string_append_printf(names, "%s;", name);
	return g_string_free(g_steal_pointer(&names), FALSE);
}

static void
test_write(void)
{
	g_autofree char *root = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *folder = g_build_filename(root, "a", "b", NULL);
	g_autofree char *path = g_build_filename(folder, "c.json", NULL);
	g_autofree char *copy = g_build_filename(folder, "d.json", NULL);
	g_autofree char *below = g_build_filename(path, "e", NULL);
	g_autofree char *text = NULL, *names = NULL;
	g_autoptr(GError) error = NULL;
	gsize len;

	g_assert_true(file_write(path, "first", 5, NULL));
	g_assert_true(file_write(path, "se\0cond", 7, NULL));
	g_assert_true(g_file_get_contents(path, &text, &len, NULL));
	g_assert_cmpmem(text, (int)len, "se\0cond", 7);
	g_assert_true(file_copy(path, copy, NULL));
	g_clear_pointer(&text, g_free);
	g_assert_true(g_file_get_contents(copy, &text, &len, NULL));
	g_assert_cmpmem(text, (int)len, "se\0cond", 7);
	g_assert_false(file_write(below, "x", 1, &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_assert_false(file_copy(below, copy, &error));
	g_assert_nonnull(error);
	g_unlink(copy);
	names = list(folder);
	g_assert_cmpstr(names, ==, "c.json;"); /* no temporary file is left */
	g_unlink(path);
	g_rmdir(folder);
	g_clear_pointer(&folder, g_free);
	folder = g_build_filename(root, "a", NULL);
	g_rmdir(folder);
	g_rmdir(root);
}

/* A file that holds the same bytes is left alone, whatever else is written. */
static void
test_update(void)
{
	g_autofree char *root = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(root, "a", NULL);
	g_autofree char *text = NULL;
	GStatBuf first, second, third;

	g_assert_true(file_update(path, "one", 3, NULL));
	g_assert_cmpint(g_stat(path, &first), ==, 0);
	g_assert_true(file_update(path, "one", 3, NULL));
	g_assert_cmpint(g_stat(path, &second), ==, 0);
	g_assert_cmpuint(first.st_ino, ==, second.st_ino);
	g_assert_true(file_update(path, "two", 3, NULL));
	g_assert_cmpint(g_stat(path, &third), ==, 0);
	g_assert_cmpuint(first.st_ino, !=, third.st_ino);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "two");
	g_unlink(path);
	g_rmdir(root);
}

/* A folder goes with all that is in it, but what its links lead to stays. */
static void
test_remove(void)
{
	g_autofree char *root = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *kept = g_build_filename(root, "kept", NULL);
	g_autofree char *folder = g_build_filename(root, "a", NULL);
	g_autofree char *deep = g_build_filename(folder, "b", "c", "file", NULL);
	g_autofree char *link = g_build_filename(folder, "link", NULL);

	g_assert_true(file_write(kept, "x", 1, NULL));
	g_assert_true(file_write(deep, "x", 1, NULL));
	g_assert_cmpint(symlink(kept, link), ==, 0);
	directory_remove(folder);
	g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
	directory_remove(root);
	g_assert_false(g_file_test(root, G_FILE_TEST_EXISTS));
	directory_remove(root);
}

/* A copy over a folder fails and leaves nothing behind. */
static void
test_copy_fails(void)
{
	g_autofree char *root = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *from = g_build_filename(root, "from", NULL);
	g_autofree char *to = g_build_filename(root, "to", NULL);
	g_autofree char *inside = g_build_filename(to, "x", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(file_write(from, "x", 1, NULL));
	g_assert_true(directory_make(inside, NULL));
	g_assert_false(file_copy(from, to, &error));
	g_assert_nonnull(error);
	g_assert_true(g_str_has_prefix(error->message, to));
	g_rmdir(inside);
	g_rmdir(to);
	g_unlink(from);
	g_assert_cmpint(g_rmdir(root), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/util/distance", test_distance);
	g_test_add_func("/util/version", test_version);
	g_test_add_func("/util/mask", test_mask);
	g_test_add_func("/util/write", test_write);
	g_test_add_func("/util/update", test_update);
	g_test_add_func("/util/remove", test_remove);
	g_test_add_func("/util/copy-fails", test_copy_fails);
	return g_test_run();
}
