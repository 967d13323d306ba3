/* t-insertion.c - a note added to `order`, and no other byte changed. */
#include "insertion.h"
#include "texts.h"

/* Texts to which "new" is added, and what becomes of them. */
static void
test_made(void)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
		/* block style */
		{"order:\n  - a\n", "order:\n  - a\n  - new\n"},
		{"order:\n- a\n- b\ntitle: T\n", "order:\n- a\n- b\n- new\ntitle: T\n"},
		{"order:\n  -   a\n", "order:\n  -   a\n  -   new\n"},
		{"order:\n  - a", "order:\n  - a\n  - new"},
		{"# c\norder: # c\n  - a # c\n  # - b\n\n  - 'c'   # c\n  # c\ntitle: T # c\n",
	         "# c\norder: # c\n  - a # c\n  # - b\n\n  - 'c'   # c\n  - new\n  # c\ntitle: T # c\n"},
		{"order:\r\n  - a\r\ntitle: T\r\n", "order:\r\n  - a\r\n  - new\r\ntitle: T\r\n"},
		{"order: &o\n  - a\n", "order: &o\n  - a\n  - new\n"},
		{"order:\r\n  - a", "order:\r\n  - a\r\n  - new"},
		{"order:\n  - a.md\n  - b.md\n", "order:\n  - a.md\n  - b.md\n  - new.md\n"},
		{"title: \303\234ber\norder:\n  - \303\274 # \303\244\n  - z\nx: {order: [1]}\n",
	         "title: \303\234ber\norder:\n  - \303\274 # \303\244\n  - z\n  - new\nx: {order: [1]}\n"},
		/* flow style */
		{"order: [a]\n", "order: [a, new]\n"},
		{"order: [ a,b ]  # c\nx: y", "order: [ a,b, new ]  # c\nx: y"},
		{"order: [a, \"b\",]\n", "order: [a, \"b\", new,]\n"},
		{"order: [\n  a,\n  b  # c, ]\n]\n", "order: [\n  a,\n  b, new  # c, ]\n]\n"},
		{"order: [a,\r\n  b]\r\n", "order: [a,\r\n  b, new]\r\n"},
		{"order: []\n", "order: [new]\n"},
		{"order: [a.md]\n", "order: [a.md, new.md]\n"},
		{"{title: T, order: [a], x: y}\n", "{title: T, order: [a, new], x: y}\n"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source(rows[i].before);
		g_autofree char *text = NULL;

		g_test_message("%s", rows[i].before);
		g_assert_cmpint(insertion_make(source, "new", &text), ==, INSERTION_MADE);
		g_assert_cmpstr(text, ==, rows[i].after);
		g_assert_cmpstr(source->text, ==, rows[i].before);
	}
}

/* Texts that stay as they are. */
static void
test_not_made(void)
{
	static const struct {
		const char *text;
		InsertionKind kind;
	} rows[] = {
		{"", INSERTION_NEEDLESS},
		{"title: T\n", INSERTION_NEEDLESS},
		{"# order: [a]\n", INSERTION_NEEDLESS},
		{"x: {order: [a]}\n", INSERTION_NEEDLESS},
		{"order: [new, a]\n", INSERTION_NEEDLESS},
		{"order:\n  - a\n  - new.md\n", INSERTION_NEEDLESS},
		{"title: [\n", INSERTION_NEEDLESS},
		{"title: [\norder: [a]\n", INSERTION_UNSAFE},
		{"order: a\n", INSERTION_UNSAFE},
		{"order:\n", INSERTION_UNSAFE},
		{"order: {a: b}\n", INSERTION_UNSAFE},
		{"x: &o [a]\norder: *o\n", INSERTION_UNSAFE},
		{"order: !!seq [a]\n", INSERTION_UNSAFE},
		{"order:\n  - |\n    a\n  # c\n", INSERTION_UNSAFE},
		{"order:\n  - a\n    b\n", INSERTION_UNSAFE},
		{"order:\n  - \"a\n    b\"\n", INSERTION_UNSAFE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source(rows[i].text);
		char *text = NULL;

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(insertion_make(source, "new", &text), ==, rows[i].kind);
		g_assert_null(text);
	}
}

/* What is cut off at a NUL byte would be lost. */
static void
test_nul(void)
{
	static const char bytes[] = "order: [a]\n# \0 c\n";
	g_autoptr(Source) source =
		source_new("course.yaml", g_memdup2(bytes, sizeof bytes), sizeof bytes - 1);
	char *text = NULL;

	g_assert_cmpint(insertion_make(source, "new", &text), ==, INSERTION_UNSAFE);
	g_assert_null(text);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/insertion/made", test_made);
	g_test_add_func("/insertion/not-made", test_not_made);
	g_test_add_func("/insertion/nul", test_nul);
	return g_test_run();
}
