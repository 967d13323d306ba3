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

gboolean
plotter_run(const char *folder, const char *file, GError **error)
{
	g_autofree char *program = g_find_program_in_path("gnuplot");
	g_autoptr(GSubprocessLauncher) launcher = NULL;
	g_autoptr(GSubprocess) process = NULL;
	g_autoptr(GBytes) output = NULL;
	g_autofree char *why = NULL;

	if (program == NULL) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
		                    "no gnuplot on PATH: install the package gnuplot-nox");
		return FALSE;
	}
	launcher =
		helper_launcher(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
	g_subprocess_launcher_set_cwd(launcher, folder);
	g_subprocess_launcher_setenv(launcher, "LC_ALL", "C.UTF-8", TRUE);
	g_subprocess_launcher_setenv(launcher, "TZ", "UTC", TRUE);
	/* -d: what a lecturer has in ~/.gnuplot must not change a figure */
	process = g_subprocess_launcher_spawn(launcher, error, program, "-d", file, NULL);
	if (process == NULL || !g_subprocess_communicate(process, NULL, NULL, &output, NULL, error))
		return FALSE;
	if (g_subprocess_get_successful(process))
		return TRUE;
	why = complaint(output, process);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "gnuplot: %s", why);
	return FALSE;
}
