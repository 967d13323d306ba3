/* t-lua.c - side files are what Lua reads. */
#include "lua.h"

static void
test_table(void)
{
	Lua lua;
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	g_autofree char *text = NULL;

	g_ptr_array_add(texts, (gpointer) "one");
	g_ptr_array_add(texts, (gpointer) "two");
	lua_begin(&lua);
	lua_text(&lua, "quoted", "a \"b\"\n\\c\r");
	lua_text(&lua, "absent", NULL);
	lua_flag(&lua, "yes", TRUE);
	lua_flag(&lua, "no", FALSE);
	lua_open(&lua, "deep");
	lua_texts(&lua, "list", texts);
	lua_texts(&lua, "none", NULL);
	lua_close(&lua);
	text = lua_end(&lua);
	g_assert_cmpstr(text, ==,
	                "return {\n"
	                "\t[\"quoted\"] = \"a \\\"b\\\"\\n\\\\c\\r\",\n"
	                "\t[\"yes\"] = true,\n"
	                "\t[\"deep\"] = {\n"
	                "\t\t[\"list\"] = {\n"
	                "\t\t\t\"one\",\n"
	                "\t\t\t\"two\",\n"
	                "\t\t},\n"
	                "\t},\n"
	                "}\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/lua/table", test_table);
	return g_test_run();
}
