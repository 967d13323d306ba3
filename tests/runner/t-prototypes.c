/* t-prototypes.c - the runner's view of CPython, compared with the headers that are here. */
#include <glib.h>
#include <string.h>

static gchar *
output_of(const gchar *const *argv)
{
	gchar *out = NULL;
	gint status;

	if (!g_spawn_sync(NULL, (gchar **)argv, NULL,
	                  G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL,
	                  &status, NULL))
		return NULL;
	if (status != 0)
		g_clear_pointer(&out, g_free);
	return out ? g_strchomp(out) : NULL;
}

/* Compile prototypes.c with the headers of a folder; give what the compiler said. */
static gchar *
compile_with(const gchar *folder, const gchar *define, gint *status)
{
	const gchar *source = g_getenv("LECTERN_SRC");
	g_autofree gchar *file =
		g_build_filename(source ? source : ".", "tests/runner/prototypes.c", NULL);
	g_autofree gchar *include = g_strconcat("-I", folder, NULL);
	const gchar *argv[] = {"cc", "-std=gnu17", "-fsyntax-only", include, define, file, NULL};
	g_autoptr(GError) error = NULL;
	gchar *err = NULL;

	g_spawn_sync(NULL, (gchar **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &err,
	             status, &error);
	g_assert_no_error(error);
	return err;
}

static void
test_headers(gconstpointer data)
{
	const gchar *folder = data;
	g_autofree gchar *good = NULL, *bad = NULL;
	gint status;

	good = compile_with(folder, "-DGOOD", &status);
	if (status != 0)
		g_error("%s: %s", folder, good);
	/* The comparison does compare: another type under the same name is refused. */
	bad = compile_with(folder, "-DPyThreadState=PyObject", &status);
	g_assert_cmpint(status, !=, 0);
	g_assert_nonnull(strstr(bad, "error"));
}

/* Add a test for an interpreter that has headers, unless one of its version is there. */
static void
add_python(const gchar *python, GHashTable *folders)
{
	static const gchar question[] =
		"import os, sys, sysconfig as s\n"
		"if sys.version_info < (3, 8): sys.exit(1)\n"
		"p = s.get_path('include')\n"
		"if not os.path.exists(os.path.join(p, 'Python.h')): sys.exit(1)\n"
		"print(sys.version.split()[0], p)\n";
	g_autofree gchar *answer = output_of((const gchar *[]){python, "-c", question, NULL});
	gchar *folder = answer ? strchr(answer, ' ') : NULL;
	g_autofree gchar *name = NULL;
	gchar *version;

	if (!folder)
		return;
	*folder++ = '\0';
	if (g_hash_table_contains(folders, answer))
		return;
	folder = g_strdup(folder);
	version = g_strdup(answer);
	g_hash_table_insert(folders, version, folder);
	name = g_strconcat("/runner/prototypes/", version, NULL);
	g_test_add_data_func(name, folder, test_headers);
}

int
main(int argc, char **argv)
{
	static const gchar *const names[] = {"python3",    "/usr/bin/python3", "python3.8",
	                                     "python3.9",  "python3.10",       "python3.11",
	                                     "python3.12", "python3.13",       "python3.14"};
	g_autoptr(GHashTable) folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree gchar *versions = g_build_filename(g_get_home_dir(), ".pyenv/versions", NULL);
	g_autoptr(GDir) folder = g_dir_open(versions, 0, NULL);

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		add_python(names[i], folders);
	for (const gchar *name; folder && (name = g_dir_read_name(folder));) {
		g_autofree gchar *path = g_build_filename(versions, name, "bin/python3", NULL);

		add_python(path, folders);
	}
	return g_test_run();
}
