/* t-python.c - interpreters are found once each, and tell of themselves what we ask. */
#include "python.h"
#include "util.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Make an executable file @folder/@name that nobody runs. */
static char *
make_program(const char *folder, const char *name)
{
	char *path = g_build_filename(folder, name, NULL);

	g_assert_true(file_write(path, "", 0, NULL));
	g_assert_cmpint(g_chmod(path, 0755), ==, 0);
	return path;
}

static void
link_program(const char *target, const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_cmpint(symlink(target, path), ==, 0);
}

static void
assert_list(const char *path, const char *root, char *const *wanted)
{
	g_autofree char *before = g_strdup(g_getenv("PATH"));

	g_setenv("PATH", path, TRUE);
	g_setenv("PYENV_ROOT", root, TRUE);
	g_autoptr(GPtrArray) list = python_list();
	g_setenv("PATH", before, TRUE);
	g_unsetenv("PYENV_ROOT");
	for (guint i = 0; i < list->len && wanted[i]; i++)
		g_assert_cmpstr(g_ptr_array_index(list, i), ==, wanted[i]);
	g_assert_cmpuint(list->len, ==, g_strv_length((char **)wanted));
}

static void
test_list(void)
{
	g_autofree char *root = g_dir_make_tmp("lectern-python-XXXXXX", NULL);
	g_autofree char *bin = g_build_filename(root, "bin", NULL);
	g_autofree char *again = g_build_filename(root, "again", NULL);
	g_autofree char *shims = g_build_filename(root, "shims", NULL);
	g_autofree char *venv = g_build_filename(root, "venv", "bin", NULL);
	g_autofree char *old = g_build_filename(root, "versions", "3.9.18", "bin", NULL);
	g_autofree char *new = g_build_filename(root, "versions", "3.10.1", "bin", NULL);
	g_autofree char *python2 = g_build_filename(root, "versions", "2.7.18", "bin", NULL);
	g_autofree char *path = g_strjoin(":", venv, shims, bin, again, NULL);

	g_autofree char *first = make_program(bin, "python3.8");
	g_autofree char *threaded = make_program(bin, "python3.99t");
	g_autofree char *config = make_program(bin, "python3-config");
	g_autofree char *other = make_program(bin, "python3.8-dbg");
	g_autofree char *dots = make_program(bin, "python3.8.1");
	g_autofree char *two = make_program(python2, "python");
	g_autofree char *kept_new = make_program(new, "python3");
	g_autofree char *kept_old = make_program(old, "python3");
	g_autofree char *shim = make_program(shims, "python3");
	g_autofree char *mark = g_build_filename(root, "venv", "pyvenv.cfg", NULL);
	g_autofree char *inside = g_build_filename(venv, "python3", NULL);
	g_autofree char *plain = g_build_filename(bin, "python3", NULL);

	/* the same files by other names, and a virtual environment over one of them */
	g_assert_true(directory_make(again, NULL));
	g_assert_true(directory_make(venv, NULL));
	link_program(first, bin, "python3");
	link_program(first, again, "python3");
	link_program(first, venv, "python3");
	link_program("python3", venv, "python3.8");
	g_assert_true(file_write(mark, "", 0, NULL));
	/* the shim leads to one of pyenv's versions, which is then not listed again, and a link to
	 * it to none, for that version has no python3.10 */
	link_program(shim, again, "python3.10");
	g_setenv("PYENV_VERSION", "3.10.1", TRUE);

	char *wanted[] = {inside, kept_new, plain, threaded, kept_old, NULL};
	assert_list(path, root, wanted);
	directory_remove(root);
	assert_list(path, root, &wanted[5]);
	g_unsetenv("PYENV_VERSION");
}

/* What a version in a block finds under pyenv: the newest that fits, and threads only on demand. */
static void
test_versions(void)
{
	static const char *const kept[] = {"3.9.2", "3.9.18", "3.13.0", "3.13.0t", "3.13.1t"};
	static const struct {
		const char *wanted, *found;
	} rows[] = {
		{"3.9", "3.9.18"},    {"3.9.2", "3.9.2"},     {"3.13", "3.13.0"},
		{"3.13t", "3.13.1t"}, {"3.13.0t", "3.13.0t"}, {"3.1", NULL},
		{"3.9t", NULL},       {"3.13.1", NULL},
	};
	/* answers like an interpreter of the version that its folder is named after */
	static const char script[] = "#!/bin/sh\nv=${0%/bin/*}\n"
				     "printf '%s\\n' \"$0\" \"${v##*/}\" 1 '' 0 0.005\n";
	g_autofree char *root = g_dir_make_tmp("lectern-python-XXXXXX", NULL);
	g_autofree char *before = g_strdup(g_getenv("PATH"));
	g_autoptr(Tools) tools = tools_open("");

	for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
		g_autofree char *path =
			g_build_filename(root, "versions", kept[i], "bin", "python3", NULL);

		g_assert_true(file_write(path, script, strlen(script), NULL));
		g_assert_cmpint(g_chmod(path, 0755), ==, 0);
	}
	g_setenv("PYENV_ROOT", root, TRUE);
	g_setenv("PATH", root, TRUE);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Python) python = python_find(tools, rows[i].wanted, &error);

		g_assert_cmpstr(python ? python->version : NULL, ==, rows[i].found);
		g_assert_true(python || g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
	}
	g_setenv("PATH", before, TRUE);
	g_unsetenv("PYENV_ROOT");
	directory_remove(root);
}

static void
test_describe(void)
{
	g_autoptr(Tools) tools = tools_open("");
	g_autoptr(GError) error = NULL;
	g_autoptr(Python) python = python_find(tools, "", &error);

	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(python->version, "3."));
	g_assert_cmpfloat(python->interval, >, 0);
	g_assert_cmpint(python->optimized, >=, -1);
	g_assert_cmpint(python->optimized, <=, 1);
	g_assert_true(g_path_is_absolute(python->path));
	g_assert_true(*python->library == '\0' || g_path_is_absolute(python->library));
}

static void
test_modules(void)
{
	static const char *const modules[] = {"json", "no_such_module", "ctypes", NULL};
	static const char *const absent[] = {"no_such_module", NULL};
	g_autoptr(Tools) tools = tools_open("");
	g_autoptr(GError) error = NULL;
	g_autoptr(Python) python = python_find(tools, "", &error);
	g_auto(GStrv) versions = python_modules(python, tools, modules, &error);
	g_auto(GStrv) none = python_modules(python, tools, absent, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(g_strv_length(versions), ==, 3);
	g_assert_cmpstr(versions[0], ==, "?");
	g_assert_cmpstr(versions[1], ==, "");
	g_assert_cmpstr(versions[2], ==, "?");
	g_assert_cmpuint(g_strv_length(none), ==, 1);
	g_assert_cmpstr(none[0], ==, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/python/list", test_list);
	g_test_add_func("/python/versions", test_versions);
	g_test_add_func("/python/describe", test_describe);
	g_test_add_func("/python/modules", test_modules);
	return g_test_run();
}
