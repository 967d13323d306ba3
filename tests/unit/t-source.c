/* t-source.c - lines and positions of texts with all kinds of line ends. */
#include "texts.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct Row {
	const char *text;
	gsize offset;
	guint line, column;
} Row;

static void
test_positions(void)
{
	static const Row rows[] = {
		{"", 0, 1, 1},       {"abc", 0, 1, 1},
		{"abc", 3, 1, 4},    {"a\nb", 2, 2, 1},
		{"a\nb\n", 3, 2, 2}, {"a\r\nbc", 4, 2, 2},
		{"a\rb", 2, 2, 1},   {"\303\244\303\266x", 4, 1, 3},
		{"\n\n\n", 2, 3, 1}, {"x\n\342\202\254y", 5, 2, 2},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source(rows[i].text);
		guint line, column;

		source_position(source, rows[i].offset, &line, &column);
		g_assert_cmpuint(line, ==, rows[i].line);
		g_assert_cmpuint(column, ==, rows[i].column);
		g_assert_cmpuint(source_line_at(source, rows[i].offset), ==, rows[i].line);
	}
}

static void
test_lines(void)
{
	static const char *const expected[] = {"one", "", "three", "four"};
	g_autoptr(Source) source = text_source("one\r\n\nthree\rfour");

	g_assert_cmpuint(source->lines->len, ==, 4);
	for (guint i = 0; i < 4; i++) {
		g_autofree char *line = source_line(source, i + 1);

		g_assert_cmpstr(line, ==, expected[i]);
	}
	g_assert_cmpuint(source_line_start(source, 9), ==, source->len);
	g_assert_cmpuint(source_line_end(source, 9), ==, source->len);
}

static void
test_spans(void)
{
	g_autoptr(Source) source = text_source("hello world");
	g_autofree char *word = span_text(source_span(source, 6, 11));
	g_autofree char *none = span_text(source_nowhere());

	g_assert_cmpstr(word, ==, "world");
	g_assert_cmpstr(none, ==, "");
}

static void
test_load(void)
{
	g_autofree char *folder = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "a.md", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Source) source = source_load(path, &error);

	g_assert_null(source);
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_clear_error(&error);
	g_assert_true(g_file_set_contents(path, "a\0b\n", 4, NULL));
	source = source_load(path, NULL);
	g_assert_cmpmem(source->text, (int)source->len, "a\0b\n", 4);
	g_assert_null(source_load(folder, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
	g_unlink(path);
	g_rmdir(folder);
}

/* A file over the limit is refused before it is read. */
static void
test_too_large(void)
{
	g_autofree char *folder = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "a.md", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	g_assert_cmpint(truncate(path, (off_t)SOURCE_MAX + 1), ==, 0);
	g_assert_null(source_load(path, &error));
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_FAILED);
	g_unlink(path);
	g_rmdir(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/source/positions", test_positions);
	g_test_add_func("/source/lines", test_lines);
	g_test_add_func("/source/spans", test_spans);
	g_test_add_func("/source/load", test_load);
	g_test_add_func("/source/too-large", test_too_large);
	return g_test_run();
}
