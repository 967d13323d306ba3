/* t-inputs.c - what something was made from, and what changed. */
#include "inputs.h"

#include "util.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

static GPtrArray *
inputs_of(const char *const *pairs)
{
	GPtrArray *inputs = inputs_new();

	for (; *pairs; pairs += 2)
		inputs_add(inputs, pairs[0], pairs[1]);
	return inputs;
}

static void
test_changes(void)
{
	static const struct {
		const char *before[9], *now[9];
		const char *changes;
	} rows[] = {
		{{"a", "1"}, {"a", "1"}, ""},
		{{"rounds", "10"}, {"rounds", "15"}, "rounds: 10 -> 15"},
		/* the order is no input of its own */
		{{"a", "1", "b", "2"}, {"b", "2", "a", "1"}, ""},
		{{"a", "1"}, {"a", "1", "b", "2"}, "b: none -> 2"},
		{{"a", "1", "b", "2"}, {"a", "1"}, "b: 2 -> none"},
		{{"a", "1", "b", "2"}, {"a", "3", "b", "4"}, "a: 1 -> 3, b: 2 -> 4"},
		/* of several, the one that changed */
		{{"python", "3.11", "python", "3.12"},
	         {"python", "3.11", "python", "3.13"},
	         "python: 3.12 -> 3.13"},
		{{"python", "3.11", "python", "3.12"}, {"python", "3.13"}, "python"},
		/* a name that begins another */
		{{"a", "1", "a: b", "1"}, {"a", "2", "a: b", "1"}, "a: 1 -> 2"},
		/* hashes say nothing */
		{{"code", "0123456789abcdef"}, {"code", "0123456789abcdee"}, "code"},
		{{"x", "0123456789abcdef"}, {"x", "short"}, "x"},
		{{"a", NULL}, {NULL}, ""},
		{{"warmup", "4294967295"}, {"warmup", "2"}, "warmup: default -> 2"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) before = inputs_of(rows[i].before);
		g_autoptr(GPtrArray) now = inputs_of(rows[i].now);
		g_autofree char *changes = inputs_changes(before, now);

		g_assert_cmpstr(changes, ==, rows[i].changes);
	}
}

/* A long value, or one of several lines, stands as its hash. */
static void
test_long(void)
{
	g_autofree char *value = g_strnfill(100, 'x');
	g_autoptr(GPtrArray) before =
		inputs_of((const char *const[]){"t", value, "l", "a\nb", NULL});
	g_autoptr(GPtrArray) now = inputs_of((const char *const[]){"t", value, "l", "a\nc", NULL});
	g_autofree char *one = inputs_key(before), *other = inputs_key(now);

	g_assert_true(g_str_has_prefix(g_ptr_array_index(before, 0), "t: sha256 "));
	g_assert_false(inputs_equal(before, now));
	g_assert_false(inputs_equal(before, NULL));
	g_assert_true(inputs_equal(before, before));
	g_assert_cmpstr(one, !=, other);
	g_autofree char *changes = inputs_changes(before, now);
	g_assert_cmpstr(changes, ==, "l");
}

/* Return the input that the file @path is, of which @size bytes are @byte, from the year 2001. */
static char *
input_of(const char *path, gsize size, char byte)
{
	const struct utimbuf old = {1000000000, 1000000000};
	g_autofree char *data = g_strnfill(size, byte);
	g_autoptr(GPtrArray) inputs = inputs_new();

	g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
	g_assert_cmpint(utime(path, &old), ==, 0);
	inputs_add_file(inputs, "file", path);
	return g_strdup(g_ptr_array_index(inputs, 0));
}

/* Other bytes are another input, whatever their number and the time that the file claims. */
static void
test_file(void)
{
	static const gsize sizes[] = {10, 1 << 20};
	g_autofree char *folder = g_dir_make_tmp("lectern-t-inputs-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "file", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *one = input_of(path, sizes[i], 'a');
		g_autofree char *other = input_of(path, sizes[i], 'b');
		g_autofree char *again = input_of(path, sizes[i], 'a');

		g_assert_cmpstr(one, !=, other);
		if (i == 0)
			g_assert_cmpstr(one, ==, again); /* a touched file is not a changed one */
	}
	directory_remove(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/inputs/changes", test_changes);
	g_test_add_func("/inputs/long", test_long);
	g_test_add_func("/inputs/file", test_file);
	return g_test_run();
}
