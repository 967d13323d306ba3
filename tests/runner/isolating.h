/*
 * isolating.h - for tests: interpreters whose sub-interpreters can have GILs of their own.
 */
#ifndef LECTERN_TESTS_ISOLATING_H
#define LECTERN_TESTS_ISOLATING_H

#include <glib.h>
#include <string.h>

/* An interpreter of CPython 3.12 or later, with a GIL. */
typedef struct Isolating {
	gchar *path;
	gchar *version;
	gchar *libpython; /* its shared library, or NULL */
} Isolating;

/* Ask an interpreter; NULL if it is none of these. */
static inline Isolating *
isolating_ask(const gchar *path)
{
	static const gchar question[] =
		"import os, sys, sysconfig as s\n"
		"if (sys.version_info < (3, 12) or sys.implementation.name != 'cpython'\n"
		"        or not getattr(sys, '_is_gil_enabled', lambda: True)()):\n"
		"    sys.exit(1)\n"
		"g = s.get_config_var\n"
		"files = [os.path.join(g('LIBDIR') or '', m or '', g('INSTSONAME') or '-')\n"
		"         for m in ('', g('MULTIARCH'))]\n"
		"print(os.path.realpath(sys.executable))\n"
		"print(sys.version.split()[0])\n"
		"print(([f for f in files if '.so' in f and os.path.exists(f)] + ['-'])[0])\n";
	const gchar *argv[] = {path, "-c", question, NULL};
	g_autofree gchar *out = NULL;
	g_auto(GStrv) lines = NULL;
	Isolating *python;
	gint status;

	if (!g_spawn_sync(NULL, (gchar **)argv, NULL,
	                  G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL,
	                  &status, NULL))
		return NULL;
	lines = g_strsplit(out, "\n", 0);
	if (status != 0 || g_strv_length(lines) < 3)
		return NULL;
	python = g_new0(Isolating, 1);
	python->path = g_strdup(lines[0]);
	python->version = g_strdup(lines[1]);
	python->libpython = strcmp(lines[2], "-") == 0 ? NULL : g_strdup(lines[2]);
	return python;
}

static inline void
isolating_free(gpointer data)
{
	Isolating *python = data;

	g_free(python->path);
	g_free(python->version);
	g_free(python->libpython);
	g_free(python);
}

/* Add an interpreter, unless one of its version is there. */
static inline void
isolating_try(GPtrArray *list, const gchar *path)
{
	Isolating *python = isolating_ask(path);

	for (guint i = 0; python && i < list->len; i++)
		if (strcmp(((Isolating *)list->pdata[i])->version, python->version) == 0)
			g_clear_pointer(&python, isolating_free);
	if (python)
		g_ptr_array_add(list, python);
}

/* Find them: those of LECTERN_PYTHONS (a PATH of programs), or all that are usual. */
static inline GPtrArray *
isolating_find(void)
{
	const gchar *given = g_getenv("LECTERN_PYTHONS");
	g_auto(GStrv) paths = g_strsplit(
		given ? given : "python3:/usr/bin/python3:python3.12:python3.13:python3.14", ":",
		0);
	g_autofree gchar *versions = g_build_filename(g_get_home_dir(), ".pyenv/versions", NULL);
	g_autoptr(GDir) folder = given ? NULL : g_dir_open(versions, 0, NULL);
	GPtrArray *list = g_ptr_array_new_with_free_func(isolating_free);

	for (gchar **path = paths; *path; path++)
		isolating_try(list, *path);
	for (const gchar *name; folder && (name = g_dir_read_name(folder));) {
		g_autofree gchar *path = g_build_filename(versions, name, "bin/python3", NULL);

		isolating_try(list, path);
	}
	return list;
}

/* Give the path of the first of them, or NULL. */
static inline const gchar *
isolating_first(void)
{
	static GPtrArray *list;

	if (!list)
		list = isolating_find();
	return list->len > 0 ? ((Isolating *)list->pdata[0])->path : NULL;
}

#endif
