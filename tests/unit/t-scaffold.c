/* t-scaffold.c - titles in YAML, new courses that are whole or not there. */
#include "scaffold.h"
#include "texts.h"
#include "util.h"

#include <glib/gstdio.h>

/* Titles come back from the YAML that is made of them, in quotes only where it takes them. */
static void
test_quote(void)
{
	static const struct {
		const char *title, *quoted;
	} rows[] = {
		{"Threads", "Threads"},
		{"Threads, and why", "Threads, and why"},
		{"It's so", "It's so"},
		{"\303\234ber F\303\244den", "\303\234ber F\303\244den"},
		{"The \"best\" way", "'The \"best\" way'"},
		{"'So'", "'''So'''"},
		{"Two: a and b", "'Two: a and b'"},
		{"Case # 1", "'Case # 1'"},
		{"[a]", "'[a]'"},
		{"- a", "'- a'"},
		{"3.10", "'3.10'"},
		{"No", "'No'"},
		{"null", "'null'"},
		{"a\\n", "'a\\n'"},
		{"@ID@", "'@ID@'"},
		{"100 %", "'100 %'"},
		{"\342\200\236Gut\342\200\234", "'\342\200\236Gut\342\200\234'"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *quoted = scaffold_quote(rows[i].title);
		g_autofree char *text = g_strdup_printf("title: %s\n", quoted);
		g_autoptr(Source) source = text_source(text);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Yaml) map = text_yaml(source, diag);

		g_assert_cmpstr(quoted, ==, rows[i].quoted);
		text_assert_findings(diag, "", NULL);
		g_assert_cmpstr(yaml_entry(map, "title")->value->text, ==, rows[i].title);
	}
}

/* The templates of the checkout. */
static char *
templates(void)
{
	const char *top = g_getenv("LECTERN_SRC");

	return g_build_filename(top ? top : ".", "templates", NULL);
}

/* A note is made once, with the title and the id that it is given and no placeholder left. */
static void
test_note(void)
{
	static const char *const title = "@ID@: the \"best\"";
	g_autofree char *from = templates();
	g_autofree char *root = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(root, "02-best.md", NULL);
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Note) note = NULL;

	scaffold_note(from, path, title, "best", &error);
	g_assert_no_error(error);
	note = note_load(path, NULL, NULL, diag, &error);
	g_assert_no_error(error);
	text_assert_findings(diag, "", NULL);
	g_assert_cmpstr(note->title, ==, title);
	g_assert_nonnull(note_experiment(note, "best"));
	g_assert_cmpuint(note->experiments->len, ==, 1);
	g_assert_null(strstr(note->source->text + note->body, "@TITLE@"));
	g_assert_null(strstr(note->source->text + note->body, "@ID@"));
	g_assert_false(scaffold_note(from, path, "Other", "other", &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
	directory_remove(root);
}

/* A course is made as a whole; what fails leaves nothing behind and touches nothing. */
static void
test_course(void)
{
	g_autofree char *from = templates();
	g_autofree char *root = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autofree char *folder = g_build_filename(root, "mine", NULL);
	g_autofree char *made = g_build_filename(folder, "Makefile", NULL);
	g_autofree char *index = g_build_filename(folder, "notes", "index.md", NULL);
	g_autofree char *notes = g_build_filename(folder, "notes", NULL);
	g_autoptr(GPtrArray) names = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_null(scaffold_course(root, folder, "Mine", &error)); /* no scaffolds there */
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
	g_clear_error(&error);

	g_assert_cmpint(g_mkdir(folder, 0777), ==, 0);
	g_assert_true(g_file_set_contents(notes, "", -1, NULL)); /* a file in the way */
	g_assert_null(scaffold_course(from, folder, "Mine", &error));
	g_assert_nonnull(error);
	g_assert_false(g_file_test(made, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(notes, G_FILE_TEST_IS_REGULAR));
	g_clear_error(&error);
	g_assert_cmpint(g_remove(notes), ==, 0);

	names = scaffold_course(from, folder, "Mine", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(names->len, >=, 7);
	g_assert_true(g_file_test(index, G_FILE_TEST_IS_REGULAR));
	g_assert_null(scaffold_course(from, folder, "Mine", &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
	g_assert_nonnull(strstr(error->message, "notes/index.md"));
	directory_remove(root);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scaffold/quote", test_quote);
	g_test_add_func("/scaffold/note", test_note);
	g_test_add_func("/scaffold/course", test_course);
	return g_test_run();
}
