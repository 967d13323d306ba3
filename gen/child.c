#include "child.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void
child_end_clear(ChildEnd *end)
{
	g_clear_pointer(&end->message, g_free);
	g_clear_pointer(&end->output, g_free);
	g_clear_pointer(&end->errors, g_free);
}

void
child_adopt_orphans(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* Starting ----------------------------------------------------------------------------- */

static void
limit(int resource, guint64 value)
{
	struct rlimit rlimit;

	if (getrlimit(resource, &rlimit) != 0)
		return;
	rlimit.rlim_cur = MIN((rlim_t)value, rlimit.rlim_max);
	rlimit.rlim_max = rlimit.rlim_cur;
	setrlimit(resource, &rlimit);
}

/* The kernel counts the whole user's processes, so what runs already is added. */
static guint
process_limit(const Child *child)
{
	g_autofree char *text = NULL;
	const char *slash = NULL;

	if (g_file_get_contents("/proc/loadavg", &text, NULL, NULL))
		slash = strchr(text, '/');
	return (child->pids ? child->pids : CHILD_PIDS) +
	       (slash ? (guint)g_ascii_strtoull(slash + 1, NULL, 10) : 0);
}

/* Become the program; async-signal-safe calls only, for the driver may have threads. */
static void
become(const Child *child, guint pids, int in, int out, int err)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	interrupt_reset_child();
	signal(SIGPIPE, SIG_DFL);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_DATA, child->memory ? child->memory : CHILD_MEMORY);
	limit(RLIMIT_FSIZE, CHILD_FILE);
	limit(RLIMIT_NPROC, pids);
	if (!child->folder || chdir(child->folder) == 0)
		execve(child->argv[0], child->argv, child->env);
	dprintf(STDERR_FILENO, "%s: %s\n", child->argv[0], strerror(errno));
	_exit(127);
}

static int
open_file(const char *path, int flags, GError **error)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	if (fd < 0)
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s: %s", path,
		            g_strerror(errno));
	return fd;
}

pid_t
child_spawn(const Child *child, int in, int out, int err, GError **error)
{
	guint pids = process_limit(child);
	pid_t pid = fork();

	if (pid == 0)
		become(child, pids, in, out, err);
	if (pid < 0)
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "fork: %s",
		            g_strerror(errno));
	else
		setpgid(pid, pid); /* whoever of the two comes first */
	return pid;
}

void
child_stop(pid_t pid)
{
	/* Before it is reaped, while its process group cannot be anyone else's. */
	kill(-pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Start the program with its files; return its process id, or -1. */
static pid_t
start(const Child *child, GError **error)
{
	int in = open_file("/dev/null", O_RDONLY, error);
	int out = in < 0 ? -1 : open_file(child->out, O_WRONLY | O_CREAT | O_TRUNC, error);
	int err = out < 0 ? -1 : open_file(child->err, O_WRONLY | O_CREAT | O_TRUNC, error);
	pid_t pid = -1;

	if (err >= 0)
		pid = child_spawn(child, in, out, err, error);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	if (err >= 0)
		close(err);
	return pid;
}

/* Waiting ------------------------------------------------------------------------------ */

/* Sleep until the child has ended, its time is over or the user stops us. */
static ChildStatus
wait_for(int pidfd, Interrupt *interrupt, double timeout)
{
	gint64 until = g_get_monotonic_time() + (gint64)(timeout * 1e6);
	struct pollfd fds[] = {{.fd = pidfd, .events = POLLIN},
	                       {.fd = interrupt->fd, .events = POLLIN}};

	for (;;) {
		gint64 left = (until - g_get_monotonic_time() + 999) / 1000;

		if (left <= 0)
			return CHILD_TIMED_OUT;
		if (poll(fds, G_N_ELEMENTS(fds), (int)MIN(left, G_MAXINT)) < 0)
			continue;
		if (fds[0].revents)
			return CHILD_EXITED;
		if (fds[1].revents && interrupt_came(interrupt))
			return CHILD_INTERRUPTED;
	}
}

static gboolean
supervise(const Child *child, pid_t pid, Interrupt *interrupt, ChildEnd *end, GError **error)
{
	int status = 0;
	int pidfd = pidfd_open(pid, 0);

	if (pidfd < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "pidfd_open: %s",
		            g_strerror(errno));
		kill(-pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return FALSE;
	}
	end->status = wait_for(pidfd, interrupt, child->timeout);
	close(pidfd);
	/* Before it is reaped, while its process group cannot be anyone else's. */
	kill(-pid, SIGKILL);
	wait4(pid, &status, 0, &end->usage);
	end->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	if (end->status == CHILD_EXITED)
		end->status = WIFSIGNALED(status) ? CHILD_KILLED
		              : end->code         ? CHILD_FAILED
		                                  : CHILD_EXITED;
	/* Ctrl-C reaches a child, too, that is not in its own process group yet. */
	if (end->status == CHILD_KILLED && interrupt_came(interrupt))
		end->status = CHILD_INTERRUPTED;
	return TRUE;
}

/* Afterwards --------------------------------------------------------------------------- */

/* Add the children of this process, as the kernel lists them for each thread, to @children. */
static void
list_children(GHashTable *children)
{
	g_autoptr(GDir) tasks = g_dir_open("/proc/self/task", 0, NULL);
	const char *task;

	while (tasks && (task = g_dir_read_name(tasks))) {
		g_autofree char *path = g_build_filename("/proc/self/task", task, "children", NULL);
		g_autofree char *text = NULL;

		if (!g_file_get_contents(path, &text, NULL, NULL))
			continue;
		g_auto(GStrv) words = g_strsplit(g_strchomp(text), " ", -1);
		for (guint i = 0; words[i]; i++) {
			int pid = (int)g_ascii_strtoll(words[i], NULL, 10);

			if (pid > 0)
				g_hash_table_add(children, GINT_TO_POINTER(pid));
		}
	}
}

/*
 * Kill and reap what the child left behind: orphans have fallen to us, even those that left the
 * process group.  Children that we had before are none of its business.
 */
static void
kill_rest(GHashTable *before)
{
	for (int round = 0; round < 1000; round++) {
		g_autoptr(GHashTable) now = g_hash_table_new(NULL, NULL);
		GHashTableIter iter;
		gpointer pid;
		gboolean any = FALSE;

		list_children(now);
		g_hash_table_iter_init(&iter, now);
		while (g_hash_table_iter_next(&iter, &pid, NULL)) {
			if (g_hash_table_contains(before, pid))
				continue;
			kill(GPOINTER_TO_INT(pid), SIGKILL);
			waitpid(GPOINTER_TO_INT(pid), NULL, 0);
			any = TRUE;
		}
		if (!any)
			return;
	}
}

/* Read at most CHILD_OUTPUT bytes of @path as valid UTF-8; say so when it is more. */
static char *
read_output(const char *path)
{
	g_autofree char *data = NULL;
	gsize len = 0;

	if (!g_file_get_contents(path, &data, &len, NULL))
		return g_strdup("");
	if (len <= CHILD_OUTPUT)
		return g_utf8_make_valid(data, (gssize)len);
	g_autofree char *cut = g_utf8_make_valid(data, (gssize)CHILD_OUTPUT);
	return g_strdup_printf("%s\n[cut: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
	                       " bytes are shown]\n",
	                       cut, CHILD_OUTPUT, len);
}

static char *
explain(const Child *child, const ChildEnd *end)
{
	const double mib = 1024.0 * 1024.0;

	switch (end->status) {
	case CHILD_EXITED:
	case CHILD_INTERRUPTED:
		return NULL;
	case CHILD_TIMED_OUT:
		return g_strdup_printf("it did not end within %g s (`timeout:` allows more)",
		                       child->timeout);
	case CHILD_KILLED:
		if (end->code == SIGXFSZ)
			return g_strdup_printf("it wrote more than %.0f MiB to one file",
			                       (double)CHILD_FILE / mib);
		return g_strdup_printf("it was ended by signal %d (%s)", end->code,
		                       strsignal(end->code));
	case CHILD_FAILED:
		break;
	}
	if (strstr(end->errors, "MemoryError") || strstr(end->errors, "annot allocate memory"))
		return g_strdup_printf("it needs more than %.0f MiB (`memory:` allows more)",
		                       (double)(child->memory ? child->memory : CHILD_MEMORY) /
		                               mib);
	return g_strdup_printf("it ended with status %d", end->code);
}

gboolean
child_run(const Child *child, Interrupt *interrupt, ChildEnd *end, GError **error)
{
	g_autoptr(GHashTable) before = g_hash_table_new(NULL, NULL);

	*end = (ChildEnd){0};
	list_children(before);
	gint64 begun = g_get_monotonic_time();
	pid_t pid = start(child, error);
	if (pid < 0 || !supervise(child, pid, interrupt, end, error))
		return FALSE;
	end->took = (double)(g_get_monotonic_time() - begun) / 1e6;
	kill_rest(before);
	end->output = read_output(child->out);
	end->errors = read_output(child->err);
	end->message = explain(child, end);
	return TRUE;
}
