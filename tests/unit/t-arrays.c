/* t-arrays.c - arrays of numbers come out of JSON, and nothing else does. */
#include "arrays.h"

#include <glib/gstdio.h>
#include <math.h>

static Arrays *
load(const char *text)
{
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("lectern-t-arrays-XXXXXX", &path, NULL);
	Arrays *arrays;

	g_assert_cmpint(fd, >=, 0);
	g_close(fd, NULL);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	arrays = arrays_load(path);
	g_unlink(path);
	return arrays;
}

/* Numbers are the same, bit for bit, that jansson reads. */
static void
test_numbers(void)
{
	static const char *const texts[] = {"0",
	                                    "-0",
	                                    "7",
	                                    "-12",
	                                    "123456789012345",
	                                    "1234567890123456",
	                                    "9007199254740993",
	                                    "0.1",
	                                    "1e3",
	                                    "-2.5E-7",
	                                    "0.30000000000000004",
	                                    "3.5078125000000001e-09",
	                                    "5e-324",
	                                    "1.7976931348623157e308"};
	g_autoptr(GString) all = g_string_new("{\"a\": [ ");
	g_autoptr(Arrays) arrays = NULL;
	const GArray *list;

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_string_append_printf(all, "%s%s", i ? " ,\n" : "", texts[i]);
	g_string_append(all, " ,null\t], \"b\": [[1],[2,3]], \"c\": []}");
	arrays = load(all->str);
	g_assert_nonnull(arrays);
	list = arrays_get(arrays, json_object_get(arrays->root, "a"));
	g_assert_nonnull(list);
	g_assert_cmpuint(list->len, ==, G_N_ELEMENTS(texts) + 1);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		json_t *json = json_loads(texts[i], JSON_DECODE_ANY, NULL);
		double want = json_number_value(json), got = g_array_index(list, double, i);

		if (got < want || got > want)
			g_error("%s: %.17g is not %.17g", texts[i], got, want);
		json_decref(json);
	}
	g_assert_true(isnan(g_array_index(list, double, list->len - 1)));
	list = arrays_get(arrays, json_array_get(json_object_get(arrays->root, "b"), 1));
	g_assert_cmpuint(list->len, ==, 2);
	list = arrays_get(arrays, json_object_get(arrays->root, "c"));
	g_assert_cmpuint(list->len, ==, 0);
}

/* What only looks like an array of numbers stays what it is. */
static void
test_others(void)
{
	g_autoptr(Arrays) arrays = load("{\"a\": \"[1,2]\", \"b\": [\"[3]\", \"\\\"[4]\\\\\"], "
	                                "\"c\": [5, \"x\"], \"d\": 6, \"e\": [true]}");
	json_t *b;

	g_assert_nonnull(arrays);
	b = json_object_get(arrays->root, "b");
	g_assert_cmpuint(arrays->lists->len, ==, 1);
	g_assert_cmpstr(json_string_value(json_object_get(arrays->root, "a")), ==, "[1,2]");
	g_assert_cmpstr(json_string_value(json_array_get(b, 0)), ==, "[3]");
	g_assert_cmpstr(json_string_value(json_array_get(b, 1)), ==, "\"[4]\\");
	for (const char *name = "abcdex"; *name != '\0'; name++) {
		const char key[] = {*name, '\0'};

		g_assert_null(arrays_get(arrays, json_object_get(arrays->root, key)));
	}
}

/* What is no JSON is none without its arrays, either. */
static void
test_broken(void)
{
	static const char *const texts[] = {
		"",
		"[1,2",
		"{\"a\": [1,2]",
		"{\"a\": [1,,2]}",
		"{\"a\": [1,2,]}",
		"{\"a\": [-]}",
		"{\"a\": [1 2]}",
		"{\"a\": [1e999]}",
		"{\"a\": [0x10]}",
		"{\"a\": \"[1]",
		"{\"a\": [nan]}",
		"[1] [2]",
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Arrays) arrays = load(texts[i]);

		if (arrays != NULL)
			g_error("'%s' was read", texts[i]);
	}
	g_assert_null(arrays_load("/nonexistent"));
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/arrays/numbers", test_numbers);
	g_test_add_func("/arrays/others", test_others);
	g_test_add_func("/arrays/broken", test_broken);
	return g_test_run();
}
