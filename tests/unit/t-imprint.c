/* t-imprint.c - every kind of line holds until what it stands for changes; half an imprint never.
 */
#include "imprint.h"
#include "util.h"
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

/* So far ahead that nothing is in doubt, us since 1970. */
#define AHEAD (g_get_real_time() + (gint64)3600 * G_USEC_PER_SEC)

typedef struct Scene {
	char *folder;
} Scene;

static void
set_up(Scene *scene, gconstpointer data)
{
	(void)data;
	scene->folder = g_dir_make_tmp("lectern-imprint.XXXXXX", NULL);
	g_assert_nonnull(scene->folder);
}

static void
tear_down(Scene *scene, gconstpointer data)
{
	(void)data;
	directory_remove(scene->folder);
	g_free(scene->folder);
}

static char *
save(const Scene *scene, const char *name, const char *text)
{
	char *path = g_build_filename(scene->folder, name, NULL);

	g_assert_true(file_write(path, text, strlen(text), NULL));
	return path;
}

static gboolean
holds(const GString *text, const char *wish)
{
	g_autofree char *copy = g_strndup(text->str, text->len);
	char *rest = NULL;

	return imprint_holds(copy, text->len, wish, &rest) && *rest == '\0';
}

static void
test_bytes(Scene *scene, gconstpointer data)
{
	g_autofree char *path = save(scene, "a", "text");
	Imprint *imprint = imprint_new("wish", AHEAD);

	(void)data;
	imprint_bytes(imprint, scene->folder, "a");
	imprint_bytes(imprint, scene->folder, "none");
	g_autoptr(GString) text = imprint_end(imprint);
	g_assert_nonnull(text);
	g_assert_true(holds(text, "wish"));
	g_assert_false(holds(text, "other"));
	g_free(save(scene, "a", "test"));
	g_assert_false(holds(text, "wish"));
	g_free(save(scene, "a", "text"));
	g_assert_true(holds(text, "wish"));
	g_free(save(scene, "none", ""));
	g_assert_false(holds(text, "wish"));
	g_unlink(path);
	g_assert_false(holds(text, "wish"));
}

static void
test_source(Scene *scene, gconstpointer data)
{
	g_autofree char *path = save(scene, "a", "read");
	g_autoptr(Source) source = source_load(path, NULL);
	Imprint *imprint = imprint_new("wish", AHEAD);

	(void)data;
	g_free(save(scene, "a", "rest"));
	imprint_source(imprint, source);
	g_autoptr(GString) text = imprint_end(imprint);
	g_assert_false(holds(text, "wish"));
	g_free(save(scene, "a", "read"));
	g_assert_true(holds(text, "wish"));
}

static void
test_file(Scene *scene, gconstpointer data)
{
	g_autofree char *path = save(scene, "a", "text");
	g_autofree char *none = g_build_filename(scene->folder, "none", NULL);
	struct utimbuf old = {.actime = 1, .modtime = 1};
	Imprint *imprint;

	(void)data;
	g_assert_cmpint(utime(path, &old), ==, 0);
	imprint = imprint_new("wish", AHEAD);
	imprint_input(imprint, path);
	imprint_output(imprint, none);
	g_autoptr(GString) text = imprint_end(imprint);
	g_assert_true(holds(text, "wish"));
	/* the same bytes, the same time: but another file */
	g_free(save(scene, "a", "text"));
	g_assert_cmpint(utime(path, &old), ==, 0);
	g_assert_false(holds(text, "wish"));
}

static void
test_notes(Scene *scene, gconstpointer data)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *beta = save(scene, "beta.md", "");
	Imprint *imprint = imprint_new("wish", AHEAD);

	(void)data;
	g_free(save(scene, "alpha.md", ""));
	g_free(save(scene, "README.txt", ""));
	g_ptr_array_add(names, (gpointer) "beta");
	g_ptr_array_add(names, (gpointer) "alpha");
	imprint_notes(imprint, scene->folder, names);
	g_autoptr(GString) text = imprint_end(imprint);
	g_assert_true(holds(text, "wish"));
	g_free(save(scene, "other.txt", ""));
	g_assert_true(holds(text, "wish"));
	g_free(save(scene, "gamma.md", ""));
	g_assert_false(holds(text, "wish"));
}

static void
test_tools(Scene *scene, gconstpointer data)
{
	g_autofree char *tool = save(scene, "tool", "#!/bin/sh\n");
	g_autofree char *before = g_strdup(g_getenv("PATH"));
	g_autofree char *path = g_strdup_printf("%s:%s", scene->folder, before);
	g_autoptr(Machine) machine = machine_read();
	Imprint *imprint = imprint_new("wish", AHEAD);

	(void)data;
	g_assert_cmpint(g_chmod(tool, 0755), ==, 0);
	g_setenv("PATH", path, TRUE);
	imprint_program(imprint, "tool");
	imprint_program(imprint, "there-is-no-such-program");
	imprint_compiler(imprint);
	imprint_python(imprint, "");
	imprint_python(imprint, "2.0");
	imprint_machine(imprint, machine);
	g_autoptr(GString) text = imprint_end(imprint);
	g_assert_true(holds(text, "wish"));
	g_unlink(tool);
	g_assert_false(holds(text, "wish"));
	g_setenv("PATH", before, TRUE);
}

static void
test_machine(Scene *scene, gconstpointer data)
{
	g_autoptr(Machine) machine = machine_read();
	Imprint *imprint = imprint_new("wish", AHEAD);

	(void)scene;
	(void)data;
	g_free(machine->kernel);
	machine->kernel = g_strdup("Linux 0.1");
	imprint_machine(imprint, machine);
	g_autoptr(GString) text = imprint_end(imprint);
	g_assert_false(holds(text, "wish"));
}

static void
test_time(Scene *scene, gconstpointer data)
{
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	Imprint *young = imprint_new("wish", AHEAD), *old = imprint_new("wish", AHEAD);

	(void)scene;
	(void)data;
	imprint_until(young, now + 3600);
	imprint_until(old, now - 1);
	g_autoptr(GString) good = imprint_end(young);
	g_autoptr(GString) bad = imprint_end(old);
	g_assert_true(holds(good, "wish"));
	g_assert_false(holds(bad, "wish"));
	/* a stamp from the time to come */
	g_autofree char *line = g_strdup_printf("made %" G_GINT64_FORMAT, now + 3600);
	g_string_insert(good, 0, "\n");
	g_string_insert(good, 0, line);
	g_assert_false(holds(good, "wish"));
}

/* What was changed while it was used, and names that break lines, spoil an imprint. */
static void
test_doubt(Scene *scene, gconstpointer data)
{
	g_autofree char *path = save(scene, "a", "text");
	Imprint *fresh = imprint_new("wish", g_get_real_time()), *broken;

	(void)data;
	imprint_input(fresh, path);
	g_assert_null(imprint_end(fresh));
	fresh = imprint_new("wish", g_get_real_time());
	imprint_bytes(fresh, scene->folder, "a");
	g_assert_null(imprint_end(fresh));
	/* we made it, it may be new */
	fresh = imprint_new("wish", g_get_real_time());
	imprint_output(fresh, path);
	g_autoptr(GString) text = imprint_end(fresh);
	g_assert_nonnull(text);
	broken = imprint_new("wish", AHEAD);
	imprint_input(broken, "a\nb");
	g_assert_null(imprint_end(broken));
}

static void
test_half(Scene *scene, gconstpointer data)
{
	Imprint *imprint = imprint_new("wish", AHEAD);

	(void)data;
	imprint_output(imprint, scene->folder);
	g_autoptr(GString) text = imprint_end(imprint);
	for (gsize len = 0; len < text->len; len++) {
		g_autofree char *half = g_strndup(text->str, len);
		char *end = NULL;

		g_assert_false(imprint_holds(half, len, "wish", &end));
	}
	g_string_prepend(text, "unheard of\n");
	g_assert_false(holds(text, "wish"));
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(Scene *scene, gconstpointer data);
	} tests[] = {
		{"bytes", test_bytes}, {"source", test_source}, {"file", test_file},
		{"notes", test_notes}, {"tools", test_tools},   {"machine", test_machine},
		{"time", test_time},   {"doubt", test_doubt},   {"half", test_half},
	};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strconcat("/imprint/", tests[i].name, NULL);

		g_test_add(path, Scene, NULL, set_up, tests[i].test, tear_down);
	}
	return g_test_run();
}
