#include "plotter.h"

#include "helper.h"

/* What gnuplot says is shown up to here. */
#define COMPLAINT_MAX 2000

/* Return what gnuplot said, cut to a readable length, or how it ended (transfer full). */
static char *
complaint(GBytes *output, GSubprocess *process)
{
	gsize len;
	const char *said = g_bytes_get_data(output, &len);
	char *text = g_utf8_make_valid(said == NULL ? "" : said, (gssize)MIN(len, COMPLAINT_MAX));

	if (*g_strstrip(text) != '\0')
		return text;
	g_free(text);
	if (g_subprocess_get_if_signaled(process))
		return g_strdup_printf("killed by signal %d", g_subprocess_get_term_sig(process));
	return g_strdup_printf("exit status %d", g_subprocess_get_exit_status(process));
}

GSubprocess *
plotter_start(const char *folder, const GPtrArray *files, GError **error)
{
	g_autofree char *program = g_find_program_in_path("gnuplot");
	g_autoptr(GSubprocessLauncher) launcher = NULL;
	g_autoptr(GPtrArray) argv = g_ptr_array_new();

	if (program == NULL) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		                    "no gnuplot on PATH: install the package gnuplot-nox");
		return NULL;
	}
	launcher =
		helper_launcher(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
	g_subprocess_launcher_set_cwd(launcher, folder);
	g_subprocess_launcher_setenv(launcher, "LC_ALL", "C.UTF-8", TRUE);
	g_subprocess_launcher_setenv(launcher, "TZ", "UTC", TRUE);
	g_ptr_array_add(argv, program);
	/* what a lecturer has in ~/.gnuplot must not change a figure */
	g_ptr_array_add(argv, (gpointer) "-d");
	for (guint i = 0; i < files->len; i++) {
		if (i > 0) {
			g_ptr_array_add(argv, (gpointer) "-e");
			g_ptr_array_add(argv, (gpointer) "reset session");
		}
		g_ptr_array_add(argv, g_ptr_array_index(files, i));
	}
	g_ptr_array_add(argv, NULL);
	return g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata, error);
}

gboolean
plotter_end(GSubprocess *process, GError **error)
{
	g_autoptr(GBytes) output = NULL;
	g_autofree char *why = NULL;

	if (!g_subprocess_communicate(process, NULL, NULL, &output, NULL, error))
		return FALSE;
	if (g_subprocess_get_successful(process))
		return TRUE;
	why = complaint(output, process);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "gnuplot: %s", why);
	return FALSE;
}

gboolean
plotter_run(const char *folder, const char *file, GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GSubprocess) process = NULL;

	g_ptr_array_add(files, (gpointer)file);
	process = plotter_start(folder, files, error);
	return process != NULL && plotter_end(process, error);
}
