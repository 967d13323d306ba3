/* t-hash.c - keys differ where their items do, and nowhere else. */
#include "hash.h"
#include <stdio.h>
#include <string.h>

static char *
of_texts(const char *a, const char *b)
{
	Hash *hash = hash_new("test");

	hash_text(hash, "one", a);
	hash_text(hash, "two", b);
	return hash_end(hash);
}

static void
test_texts(void)
{
	static const char *const pairs[][2] = {
		{"ab", "c"},   {"a", "bc"},   {"", "abc"}, {"abc", ""},
		{NULL, "abc"}, {"abc", NULL}, {"a", "b"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *key = of_texts(pairs[i][0], pairs[i][1]);

		g_assert_cmpuint(strlen(key), ==, 64);
		for (guint k = 0; k < G_N_ELEMENTS(pairs); k++) {
			g_autofree char *other = of_texts(pairs[k][0], pairs[k][1]);

			g_assert_cmpint(g_str_equal(key, other), ==, i == k);
		}
	}
}

static void
test_types(void)
{
	Hash *text = hash_new("test"), *integer = hash_new("test"), *number = hash_new("test");

	hash_text(text, "x", "1");
	hash_integer(integer, "x", 1);
	hash_number(number, "x", 1);
	g_autofree char *a = hash_end(text);
	g_autofree char *b = hash_end(integer);
	g_autofree char *c = hash_end(number);
	g_assert_cmpstr(a, !=, b);
	g_assert_cmpstr(b, !=, c);
	g_assert_cmpstr(a, !=, c);
}

static void
test_file(void)
{
	g_autofree char *path = g_build_filename(g_get_tmp_dir(), "lectern-t-hash", NULL);
	char *keys[3];

	for (guint i = 0; i < 3; i++) {
		Hash *hash = hash_new("test");

		if (i > 0)
			g_assert_true(g_file_set_contents(path, i == 1 ? "x" : "y", 1, NULL));
		hash_file(hash, "file", i == 0 ? "/nonexistent" : path);
		keys[i] = hash_end(hash);
	}
	remove(path);
	g_assert_cmpstr(keys[0], !=, keys[1]);
	g_assert_cmpstr(keys[1], !=, keys[2]);
	for (guint i = 0; i < 3; i++)
		g_free(keys[i]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hash/texts", test_texts);
	g_test_add_func("/hash/types", test_types);
	g_test_add_func("/hash/file", test_file);
	return g_test_run();
}
