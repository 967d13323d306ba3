#include "paths.h"
#include <gio/gio.h>

void
paths_free(Paths *paths)
{
	if (!paths)
		return;
	g_free(paths->notes);
	g_free(paths->out);
	g_free(paths->data);
	g_free(paths->build);
	g_free(paths->md);
	g_free(paths->site);
	g_free(paths->handouts);
	g_free(paths->slides);
	g_free(paths->templates);
	g_free(paths->search);
	g_free(paths->include);
	g_free(paths->runner);
	g_free(paths->core);
	g_free(paths->boot);
	g_free(paths->server);
	g_free(paths);
}

static gboolean
has(const char *folder, const char *file)
{
	g_autofree char *path = g_build_filename(folder, file, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Return where the library of searches is, or NULL: it is not always installed (transfer full). */
static char *
find_library(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return has(path, "dist/umd/index.js") && has(path, "LICENSE.txt") ? g_steal_pointer(&path)
	                                                                  : NULL;
}

/* Fill in what came with the program, going up from the folder @bin of the executable. */
static gboolean
find_program(Paths *paths, const char *bin)
{
	g_autofree char *folder = g_strdup(bin);

	for (;;) {
		if (has(folder, "templates/lectern.lua") && has(folder, "gen/runner/boot.py")) {
			paths->templates = g_build_filename(folder, "templates", NULL);
			paths->search = find_library(folder, "node_modules/minisearch");
			paths->include = g_build_filename(folder, "experiments", NULL);
			paths->boot = g_build_filename(folder, "gen/runner/boot.py", NULL);
			paths->runner = g_build_filename(bin, "lectern-runner", NULL);
			paths->core = g_build_filename(bin, "lectern-runner.so", NULL);
			paths->server = g_build_filename(bin, "lectern-server", NULL);
			return TRUE;
		}
		if (has(folder, "share/lectern/templates/lectern.lua")) {
			const char *libexec = "libexec/lectern";

			paths->templates =
				g_build_filename(folder, "share/lectern/templates", NULL);
			paths->search = find_library(folder, "share/lectern/minisearch");
			paths->include =
				g_build_filename(folder, "share/lectern/experiments", NULL);
			paths->boot = g_build_filename(folder, libexec, "boot.py", NULL);
			paths->runner = g_build_filename(folder, libexec, "lectern-runner", NULL);
			paths->core = g_build_filename(folder, libexec, "lectern-runner.so", NULL);
			paths->server = g_build_filename(folder, libexec, "lectern-server", NULL);
			return TRUE;
		}
		g_autofree char *parent = g_path_get_dirname(folder);
		if (g_str_equal(parent, folder))
			return FALSE;
		g_free(folder);
		folder = g_steal_pointer(&parent);
	}
}

Paths *
paths_find(const char *notes, const char *out, GError **error)
{
	g_autoptr(Paths) paths = g_new0(Paths, 1);
	g_autofree char *executable = g_file_read_link("/proc/self/exe", error);

	if (!executable)
		return NULL;
	g_autofree char *bin = g_path_get_dirname(executable);
	if (!find_program(paths, bin)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		            "the templates of lectern are not found from %s: install it anew", bin);
		return NULL;
	}
	paths->notes = g_strdup(notes);
	paths->out = g_strdup(out);
	paths->data = g_build_filename(out, "data", NULL);
	paths->build = g_build_filename(out, "build", NULL);
	paths->md = g_build_filename(out, "md", NULL);
	paths->site = g_build_filename(out, "site", NULL);
	paths->handouts = g_build_filename(out, "handouts", NULL);
	paths->slides = g_build_filename(out, "slides", NULL);
	return g_steal_pointer(&paths);
}
