/* t-heading.c - headings have the ids that pandoc gives them. */
#include "heading.h"
#include "texts.h"

/* Ids are those of pandoc 2.17. */
static void
test_ids(void)
{
	static const struct {
		const char *title, *id;
	} rows[] = {
		{"Heading identifiers in HTML", "heading-identifiers-in-html"},
		{"Ma\303\256tre d'h\303\264tel", "ma\303\256tre-dh\303\264tel"},
		{"*Dogs*?--in *my* house?", "dogsin-my-house"},
		{"3. Applications", "applications"},
		{"33", "section"},
		{"A -- B", "a-b"},
		{"Wait...", "wait"},
		{"v1.2_x-y", "v1.2_x-y"},
		{"  Two   blanks ", "two-blanks"},
		{"C++ & C", "c-c"},
		{"T[^1] x", "t1-x"},
		{"\342\200\234Quoted\342\200\235 it's a/b", "quoted-its-ab"},
		{"", "section"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *id = heading_id(rows[i].title);

		g_assert_cmpstr(id, ==, rows[i].id);
	}
}

static void
test_list(void)
{
	static const struct {
		const char *id, *title;
		int level;
	} rows[] = {
		{"one", "One", 1},           {"one-1", "One", 2},
		{"sec-x", "Marked", 1},      {"setext-code", "Setext code", 1},
		{"one-2", "One", 3},         {"in-quote", "In quote", 2},
		{"trailing", "Trailing", 2},
	};
	g_autoptr(Source) source = text_source("# One\n\n## One ##\n\n# Marked {#sec-x .y}\n\n"
	                                       "Setext *`code`*\n=====\n\n### One\n\n"
	                                       "> ## In quote\n\n## Trailing {.unnumbered}\n");
	g_autoptr(Markdown) markdown = markdown_parse(source, 0);
	g_autoptr(GPtrArray) headings = heading_list(markdown);

	g_assert_cmpuint(headings->len, ==, G_N_ELEMENTS(rows));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Heading *heading = g_ptr_array_index(headings, i);

		g_assert_cmpstr(heading->id, ==, rows[i].id);
		g_assert_cmpstr(heading->title, ==, rows[i].title);
		g_assert_cmpint(heading->level, ==, rows[i].level);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/heading/ids", test_ids);
	g_test_add_func("/heading/list", test_list);
	return g_test_run();
}
