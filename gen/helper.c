#include "helper.h"

#include "interrupt.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

/* In the child. */
static void
set_up_child(gpointer data)
{
	(void)data;
	interrupt_reset_child();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

GSubprocessLauncher *
helper_launcher(GSubprocessFlags flags)
{
	GSubprocessLauncher *launcher = g_subprocess_launcher_new(flags);

	g_subprocess_launcher_set_child_setup(launcher, set_up_child, NULL, NULL);
	return launcher;
}

/* Return @argv as one could type it (transfer full). */
static char *
command_line(const char *const *argv)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; argv[i] != NULL; i++) {
		gboolean plain = argv[i][0] != '\0' &&
		                 strspn(argv[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS
		                        "-_./:=@%+,") == strlen(argv[i]);
		g_autofree char *word = plain ? g_strdup(argv[i]) : g_shell_quote(argv[i]);

		g_string_append_printf(line, "%s%s", i > 0 ? " " : "", word);
	}
	return g_string_free(g_steal_pointer(&line), FALSE);
}

void
helper_trace(FILE *trace, const char *const *argv)
{
	g_autofree char *line = trace != NULL ? command_line(argv) : NULL;

	if (line != NULL)
		fprintf(trace, "%s\n", line);
}

static GSubprocess *
start(const Helper *helper, const char *const *argv, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher = helper_launcher(
		G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
		(helper->input != NULL ? G_SUBPROCESS_FLAGS_STDIN_PIPE : G_SUBPROCESS_FLAGS_NONE));

	if (helper->folder != NULL)
		g_subprocess_launcher_set_cwd(launcher, helper->folder);
	for (guint i = 0; helper->env != NULL && helper->env[i] != NULL; i++) {
		g_auto(GStrv) pair = g_strsplit(helper->env[i], "=", 2);

		if (pair[1] != NULL)
			g_subprocess_launcher_setenv(launcher, pair[0], pair[1], TRUE);
		else
			g_subprocess_launcher_unsetenv(launcher, pair[0]);
	}
	helper_trace(helper->trace, argv);
	return g_subprocess_launcher_spawnv(launcher, argv, error);
}

/* Return the bytes of @bytes with a NUL after them (transfer full). */
static char *
take_text(GBytes *bytes, gsize *len)
{
	gsize size = 0;
	const char *data = g_bytes_get_data(bytes, &size);

	if (len != NULL)
		*len = size;
	return size > 0 ? memcpy(g_malloc0(size + 1), data, size) : g_strdup("");
}

/* Say how @process ended, which was started as @argv and said @said. */
static void
tell(GSubprocess *process, const char *const *argv, GBytes *said, GError **error)
{
	g_autofree char *line = command_line(argv), *text = take_text(said, NULL);
	g_autofree char *valid = g_utf8_make_valid(g_strchomp(text), -1);
	const char *gap = *valid != '\0' ? ":\n" : "";

	if (g_subprocess_get_if_exited(process))
		g_set_error(error, G_SPAWN_EXIT_ERROR, g_subprocess_get_exit_status(process),
		            "`%s` failed with status %d%s%s", line,
		            g_subprocess_get_exit_status(process), gap, valid);
	else
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "`%s` was ended by signal %d%s%s",
		            line, g_subprocess_get_term_sig(process), gap, valid);
}

char *
helper_run(const Helper *helper, const char *const *argv, gsize *len, GError **error)
{
	g_autoptr(GSubprocess) process = start(helper, argv, error);
	g_autoptr(GBytes) in = NULL, out = NULL, err = NULL;

	if (process == NULL)
		return NULL;
	if (helper->input != NULL)
		in = g_bytes_new_static(helper->input->str, helper->input->len);
	if (!g_subprocess_communicate(process, in, NULL, &out, &err, error)) {
		g_prefix_error(error, "%s: ", argv[0]);
		return NULL;
	}
	if (g_subprocess_get_successful(process))
		return take_text(out, len);
	tell(process, argv, err, error);
	return NULL;
}
