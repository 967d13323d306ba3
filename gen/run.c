#include "run.h"
#include "protocol.h"
#include "util.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

void
outcome_clear(Outcome *outcome)
{
	g_clear_pointer(&outcome->kind, g_free);
	g_clear_pointer(&outcome->message, g_free);
	g_clear_pointer(&outcome->output, g_free);
	g_clear_pointer(&outcome->errors, g_free);
	g_clear_pointer(&outcome->facts, g_ptr_array_unref);
}

void
run_adopt_orphans(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* The job --------------------------------------------------------------- */

static char *
job_text(const Job *job, const char *result)
{
	GString *text = g_string_new(NULL);
	char window[32];

	g_string_append_printf(text, "protocol %d\nlanguage %s\nexecutor %s\nmodule %s\n",
	                       PROTOCOL_VERSION, job->language == LANGUAGE_C ? "c" : "python",
	                       job->executor, job->module);
	g_string_append_printf(text, "workers %u\n", job->workers);
	for (guint i = 0; i < job->params->len; i++)
		g_string_append_printf(text, "param %s\n",
		                       (const char *)g_ptr_array_index(job->params, i));
	g_ascii_formatd(window, sizeof window, "%.0f", job->window * 1e9);
	g_string_append_printf(text, "duration %" G_GINT64_FORMAT "\n",
	                       (gint64)llround(job->duration * 1e9));
	g_string_append_printf(text, "warmup %u\niterations %u\nbatch %u\n", job->warmup,
	                       job->iterations, job->batch);
	g_string_append_printf(text, "start-method %s\nrelease %d\nwindow %s\n", job->start_method,
	                       job->release ? 1 : 0, window);
	g_string_append_printf(text, "unheld %d\nturns %u\n", job->unheld ? 1 : 0, job->turns);
	if (job->libpython)
		g_string_append_printf(text, "libpython %s\nprogram %s\n", job->libpython,
		                       job->python);
	g_string_append_printf(text, "result %s\n", result);
	return g_string_free(text, FALSE);
}

static char **
job_argv(const Job *job, const char *path)
{
	GPtrArray *argv = g_ptr_array_new();

	if (job->python && !job->libpython) {
		g_ptr_array_add(argv, g_strdup(job->python));
		g_ptr_array_add(argv, g_strdup(job->boot));
		g_ptr_array_add(argv, g_strdup(job->core));
	} else {
		g_ptr_array_add(argv, g_strdup(job->runner));
	}
	g_ptr_array_add(argv, g_strdup(path));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

/*
 * The environment is the caller's, what the note sets, and a padding of random length: addresses of
 * the stack depend on it, and with them the speed (Mytkowicz et al. 2009).
 */
static char **
job_environment(const Job *job)
{
	char **env = g_get_environ();
	g_autofree char *padding = g_strnfill(job->padding, 'x');
	g_autofree char *cache = g_build_filename(job->folder, "pycache", NULL);

	env = g_environ_setenv(env, "PYTHONPYCACHEPREFIX", cache, TRUE);
	for (guint i = 0; job->env && i < job->env->len; i++) {
		const char *pair = g_ptr_array_index(job->env, i);
		const char *equals = strchr(pair, '=');
		g_autofree char *name = equals ? g_strndup(pair, (gsize)(equals - pair)) : NULL;

		if (name)
			env = g_environ_setenv(env, name, equals + 1, TRUE);
	}
	return g_environ_setenv(env, "LECTERN_PADDING", padding, TRUE);
}

/* The child ------------------------------------------------------------- */

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

/* Become the runner; async-signal-safe calls only, for the driver may have threads. */
static void
child(const Job *job, char **argv, char **env, int in, int out, int err)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	interrupt_reset_child();
	signal(SIGPIPE, SIG_DFL);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_DATA, job->memory);
	limit(RLIMIT_FSIZE, RUN_FILE);
	limit(RLIMIT_NPROC, job->pids);
	execve(argv[0], argv, env);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int
open_output(const char *path, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s: %s", path,
		            g_strerror(errno));
	return fd;
}

/* Start the runner; returns its process id, or -1. */
static pid_t
start(const Job *job, char **argv, char **env, const char *out_path, const char *err_path,
      GError **error)
{
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int out = open_output(out_path, error);
	int err = out < 0 ? -1 : open_output(err_path, error);
	pid_t pid = -1;

	if (err >= 0) {
		pid = fork();
		if (pid == 0)
			child(job, argv, env, in, out, err);
		if (pid < 0)
			g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "fork: %s",
			            g_strerror(errno));
		else
			setpgid(pid, pid);
	}
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	if (err >= 0)
		close(err);
	return pid;
}

/* After the run --------------------------------------------------------- */

/* Return the parent of @pid, or 0. */
static pid_t
parent_of(const char *pid)
{
	g_autofree char *path = g_build_filename("/proc", pid, "stat", NULL);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return 0;
	const char *after = strrchr(text, ')');
	return after && strlen(after) > 4 ? (pid_t)g_ascii_strtoll(after + 4, NULL, 10) : 0;
}

/*
 * Kill and reap what the run left behind.  Whatever outlived its parents has fallen to us, even if
 * it left the process group; helpers of ours do not run while a run is under way.
 */
static void
kill_rest(pid_t group)
{
	kill(-group, SIGKILL);
	for (int round = 0; round < 100; round++) {
		g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
		const char *name;
		gboolean any = FALSE;

		while (proc && (name = g_dir_read_name(proc))) {
			if (!g_ascii_isdigit(*name) || parent_of(name) != getpid())
				continue;
			pid_t orphan = (pid_t)g_ascii_strtoll(name, NULL, 10);

			kill(orphan, SIGKILL);
			waitpid(orphan, NULL, 0);
			any = TRUE;
		}
		if (!any)
			return;
	}
}

/* Read at most RUN_OUTPUT bytes of @path as valid UTF-8; says so when it is more. */
static char *
read_output(const char *path)
{
	g_autofree char *data = NULL;
	gsize len = 0;

	if (!g_file_get_contents(path, &data, &len, NULL))
		return g_strdup("");
	if (len <= RUN_OUTPUT)
		return g_utf8_make_valid(data, (gssize)len);
	g_autofree char *cut = g_utf8_make_valid(data, (gssize)RUN_OUTPUT);
	return g_strdup_printf("%s\n[cut: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
	                       " bytes are shown]\n",
	                       cut, RUN_OUTPUT, len);
}

/* One line of the result; FALSE when it is not of the protocol. */
static gboolean
read_line(char *line, Samples *samples, guint32 index, guint warmup, Outcome *outcome)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 5);
	guint n = g_strv_length(words);

	if (g_str_equal(words[0], "sample") && n == 5) {
		guint32 iteration = (guint32)g_ascii_strtoull(words[1], NULL, 10);
		double value = g_ascii_strtod(words[4], NULL);

		if (samples && isfinite(value))
			samples_add(samples, index, samples_metric(samples, words[3]),
			            (int)g_ascii_strtoll(words[2], NULL, 10), iteration,
			            iteration < warmup, value);
		return TRUE;
	}
	if (g_str_equal(words[0], "turn") && n == 5) {
		Turn turn = { .run = index,
			      .worker = (gint32)g_ascii_strtoll(words[2], NULL, 10),
			      .start = g_ascii_strtod(words[3], NULL) / 1e9,
			      .end = g_ascii_strtod(words[4], NULL) / 1e9 };

		if (samples)
			g_array_append_val(samples->turns, turn);
		return TRUE;
	}
	if (g_str_equal(words[0], "fact") && n >= 3) {
		g_ptr_array_add(outcome->facts, g_strdup(line + strlen("fact ")));
		return TRUE;
	}
	if (g_str_equal(words[0], "failure") && n >= 4) {
		/* The first failure is the cause; later ones follow from it. */
		if (!outcome->kind) {
			const char *text = strstr(line, words[2]) + strlen(words[2]);

			outcome->kind = g_strdup(words[1]);
			outcome->message = g_utf8_make_valid(text + strspn(text, " "), -1);
		}
		return TRUE;
	}
	return g_str_equal(words[0], "protocol") || g_str_equal(words[0], "end");
}

/* Tell whether the last line of @text is "end": then the result is whole. */
static gboolean
is_whole(const char *text)
{
	return g_str_equal(text, "end\n") || g_str_has_suffix(text, "\nend\n");
}

static void
read_result(const char *path, Samples *samples, const Run *run, guint warmup, Outcome *outcome)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL) || !is_whole(text)) {
		outcome->status = RUN_CRASHED;
		return;
	}
	guint32 index = samples ? samples_add_run(samples, *run) : 0;
	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (!read_line(line, samples, index, warmup, outcome)) {
			outcome->status = RUN_CRASHED;
			outcome->message =
			        g_strdup_printf("the runner wrote a line of no meaning: %.80s", line);
			return;
		}
	}
	if (outcome->kind)
		outcome->status = RUN_FAILED;
}

/* Say in words how a runner without a result ended. */
static void
explain_crash(const Job *job, int status, Outcome *outcome)
{
	if (outcome->message)
		return;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
		outcome->message = g_strdup_printf(
		        "it wrote more than %.0f MiB to one file and was ended (SIGXFSZ)",
		        (double)RUN_FILE / 1048576.0);
	else if (WIFSIGNALED(status))
		outcome->message = g_strdup_printf("it was ended by signal %d (%s)",
		                                   WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (strstr(outcome->errors, "MemoryError") || strstr(outcome->errors, "allocate"))
		outcome->message = g_strdup_printf("it needs more than %.0f MiB (`memory:` sets more)",
		                                   (double)job->memory / 1048576.0);
	else
		outcome->message = g_strdup_printf("it ended with status %d before it was done",
		                                   WEXITSTATUS(status));
}

/* Sleep until the runner has ended, its time is over or the user stops us. */
static RunStatus
wait_for(int pidfd, Interrupt *interrupt, double timeout)
{
	gint64 until = g_get_monotonic_time() + (gint64)(timeout * 1e6);
	struct pollfd fds[] = { { .fd = pidfd, .events = POLLIN },
		                { .fd = interrupt->fd, .events = POLLIN } };

	for (;;) {
		gint64 left = (until - g_get_monotonic_time() + 999) / 1000;

		if (left <= 0)
			return RUN_TIMED_OUT;
		int n = poll(fds, G_N_ELEMENTS(fds), (int)MIN(left, G_MAXINT));
		if (n < 0 && errno != EINTR)
			return RUN_CRASHED;
		if (fds[0].revents)
			return RUN_OK;
		if (fds[1].revents && interrupt_came(interrupt))
			return RUN_INTERRUPTED;
	}
}

static gboolean
supervise(const Job *job, pid_t pid, Interrupt *interrupt, Outcome *outcome, int *status,
          GError **error)
{
	struct rusage usage;
	int pidfd = pidfd_open(pid, 0);

	if (pidfd < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "pidfd_open: %s",
		            g_strerror(errno));
		kill(-pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return FALSE;
	}
	outcome->status = wait_for(pidfd, interrupt, job->timeout);
	close(pidfd);
	if (outcome->status != RUN_OK)
		kill(-pid, SIGKILL);
	if (wait4(pid, status, 0, &usage) == pid)
		outcome->cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	kill_rest(pid);
	return TRUE;
}

gboolean
run_execute(const Job *job, Interrupt *interrupt, Samples *samples, const Run *run,
            Outcome *outcome, GError **error)
{
	g_autofree char *job_path = g_build_filename(job->folder, "job", NULL);
	g_autofree char *result = g_build_filename(job->folder, "result", NULL);
	g_autofree char *out_path = g_build_filename(job->folder, "stdout", NULL);
	g_autofree char *err_path = g_build_filename(job->folder, "stderr", NULL);
	g_autofree char *text = job_text(job, result);
	g_auto(GStrv) argv = job_argv(job, job_path);
	g_auto(GStrv) env = job_environment(job);
	int status = 0;

	*outcome = (Outcome){ .facts = g_ptr_array_new_with_free_func(g_free) };
	unlink(result);
	/* No fsync here: the job is of no use to anyone but this run. */
	if (!g_file_set_contents_full(job_path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, error))
		return FALSE;
	gint64 begun = g_get_monotonic_time();
	pid_t pid = start(job, argv, env, out_path, err_path, error);
	if (pid < 0 || !supervise(job, pid, interrupt, outcome, &status, error))
		return FALSE;
	outcome->took = (double)(g_get_monotonic_time() - begun) / 1e6;
	outcome->output = read_output(out_path);
	outcome->errors = read_output(err_path);
	if (outcome->status == RUN_OK)
		read_result(result, samples, run, job->warmup, outcome);
	if (outcome->status == RUN_TIMED_OUT)
		outcome->message = g_strdup_printf("it did not end within %g s (`timeout:` sets more)",
		                                   job->timeout);
	if (outcome->status == RUN_CRASHED)
		explain_crash(job, status, outcome);
	return TRUE;
}
