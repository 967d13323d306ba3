#include "driven.h"
#include "helper.h"
#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Where the child finds its end of the pair of sockets. */
#define CHILD_FD 3

/* A longer line is no event, in B. */
#define LONGEST_LINE ((gsize)16 * 1024 * 1024)

struct Driven {
	GSubprocess *process;
	GCancellable *forgotten; /* cancelled when nobody wants to know its end */
	int fd;
	guint source;
	GString *line; /* what was read of a line that has not ended */
	const DrivenHooks *hooks;
	gpointer data;
};

static void
take_line(const Driven *driven, const char *line)
{
	json_t *event = json_loads(line, 0, NULL);

	if (event)
		driven->hooks->told(event, driven->data);
	json_decref(event);
}

/* Read what has come; FALSE: nothing more will. */
static gboolean
take_lines(Driven *driven)
{
	char buffer[16384];
	const char *end;
	ssize_t n;

	while ((n = recv(driven->fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0) {
		g_string_append_len(driven->line, buffer, n);
		while ((end = memchr(driven->line->str, '\n', driven->line->len))) {
			g_autofree char *line =
				g_strndup(driven->line->str, (gsize)(end - driven->line->str));

			g_string_erase(driven->line, 0, end - driven->line->str + 1);
			take_line(driven, line);
		}
		if (driven->line->len > LONGEST_LINE)
			g_string_truncate(driven->line, 0);
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static gboolean
on_input(int fd, GIOCondition condition, gpointer data)
{
	Driven *driven = data;

	(void)fd, (void)condition;
	if (take_lines(driven))
		return G_SOURCE_CONTINUE;
	driven->source = 0;
	return G_SOURCE_REMOVE;
}

static void
on_end(GObject *object, GAsyncResult *result, gpointer data)
{
	Driven *driven = data;
	g_autoptr(GError) error = NULL;
	g_autofree char *crash = NULL;

	g_subprocess_wait_finish(G_SUBPROCESS(object), result, &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return; /* @driven is no more */
	take_lines(driven);
	if (g_subprocess_get_if_signaled(driven->process))
		crash = g_strdup_printf("it was ended by signal %d (%s)",
		                        g_subprocess_get_term_sig(driven->process),
		                        g_strsignal(g_subprocess_get_term_sig(driven->process)));
	driven->hooks->ended(crash, driven->data);
}

Driven *
driven_start(const GPtrArray *words, const DrivenHooks *hooks, gpointer data, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher =
		helper_launcher(G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GSubprocess) process = NULL;
	Driven *driven;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "socketpair: %s",
		            g_strerror(errno));
		return NULL;
	}
	g_subprocess_launcher_take_fd(launcher, pair[1], CHILD_FD);
	g_ptr_array_add(argv, (gpointer) "/proc/self/exe");
	for (guint i = 0; i < words->len; i++) {
		g_ptr_array_add(argv, g_ptr_array_index(words, i));
		if (i == 0) /* before its arguments, among which may be a "--" */
			g_ptr_array_add(argv, (gpointer) "--events=" G_STRINGIFY(CHILD_FD));
	}
	g_ptr_array_add(argv, NULL);
	process = g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata, error);
	/* our copy of the child's end goes, too: else its end would never be seen */
	g_subprocess_launcher_close(launcher);
	if (!process) {
		close(pair[0]);
		return NULL;
	}
	driven = g_new0(Driven, 1);
	driven->process = g_steal_pointer(&process);
	driven->forgotten = g_cancellable_new();
	driven->fd = pair[0];
	driven->line = g_string_new(NULL);
	driven->hooks = hooks;
	driven->data = data;
	driven->source = g_unix_fd_add(driven->fd, G_IO_IN | G_IO_HUP, on_input, driven);
	g_subprocess_wait_async(driven->process, driven->forgotten, on_end, driven);
	return driven;
}

void
driven_say(Driven *driven, const char *word)
{
	g_autofree char *line = g_strconcat(word, "\n", NULL);

	/* one that has ended needs to hear nothing */
	(void)!send(driven->fd, line, strlen(line), MSG_NOSIGNAL);
}

void
driven_stop(Driven *driven)
{
	g_subprocess_send_signal(driven->process, SIGTERM);
}

void
driven_free(Driven *driven)
{
	if (!driven)
		return;
	g_cancellable_cancel(driven->forgotten);
	if (driven->source)
		g_source_remove(driven->source);
	g_subprocess_force_exit(driven->process);
	close(driven->fd);
	g_string_free(driven->line, TRUE);
	g_object_unref(driven->process);
	g_object_unref(driven->forgotten);
	g_free(driven);
}
