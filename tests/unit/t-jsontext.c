/* t-jsontext.c - JSON as text. */
#include "jsontext.h"

static void
test_values(void)
{
	json_t *value = json_pack("{s:[f,f,f,i], s:{}, s:[], s:n, s:s}", "z", 0.1, 1.0, 1e-300, 7,
	                          "a", "b", "c", "d", "\"\u00e9\n");
	g_autofree char *text = jsontext_make(value);
	json_t *back = json_loads(text, 0, NULL);

	g_assert_cmpstr(
		text, ==,
		"{\n  \"z\": [\n    0.1,\n    1.0,\n    1e-300,\n    7\n  ],\n"
		"  \"a\": {},\n  \"b\": [],\n  \"c\": null,\n  \"d\": \"\\\"\u00e9\\n\"\n}\n");
	g_assert_true(json_equal(value, back));
	json_decref(value);
	json_decref(back);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/jsontext/values", test_values);
	return g_test_run();
}
