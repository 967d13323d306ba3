/* t-service.c - services start, are told of, are watched, and are gone afterwards. */
#include "service.h"
#include <arpa/inet.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Fixture {
	char *folder, *runner;
	Interrupt interrupt;
	ServiceSetting setting;
	GPtrArray *texts, *params, *env;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
	const char *driver = g_getenv("LECTERN");
	g_autofree char *bin = g_path_get_dirname(driver ? driver : "out/bin/lectern");

	(void)data;
	f->folder = g_dir_make_tmp("lectern-t-service-XXXXXX", NULL);
	f->runner = g_build_filename(bin, "lectern-runner", NULL);
	f->interrupt = (Interrupt){.fd = -1};
	f->setting = (ServiceSetting){
		.runner = f->runner, .folder = f->folder, .interrupt = &f->interrupt};
	f->texts = g_ptr_array_new_with_free_func(g_free);
	f->params = g_ptr_array_new_with_free_func(g_free);
	f->env = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(f->texts, service_text(service_find("slow-http"), 0.001));
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	g_autofree char *errors = g_build_filename(f->folder, "slow-http.stderr", NULL);

	(void)data;
	unlink(errors);
	rmdir(f->folder);
	g_free(f->folder);
	g_free(f->runner);
	g_ptr_array_unref(f->texts);
	g_ptr_array_unref(f->params);
	g_ptr_array_unref(f->env);
}

static Services *
start(Fixture *f)
{
	GError *error = NULL;
	Services *services = services_start(f->texts, &f->setting, &error);

	g_assert_no_error(error);
	g_assert_nonnull(services);
	services_tell(services, f->params, f->env);
	return services;
}

/* Connect to the service; -1 when nobody listens. */
static int
dial(const Fixture *f)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port;

	g_assert_cmpint(
		sscanf(g_ptr_array_index(f->params, 0), "slow-http http://127.0.0.1:%d/", &port),
		==, 1);
	address.sin_port = htons((guint16)port);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Ask for the path / once; FALSE when nobody answers. */
static gboolean
ask(const Fixture *f)
{
	static const char request[] = "GET / HTTP/1.0\r\n\r\n";
	char answer[512] = "";
	int fd = dial(f);
	gboolean good = fd >= 0 && send(fd, request, strlen(request), MSG_NOSIGNAL) > 0 &&
	                recv(fd, answer, sizeof answer - 1, MSG_WAITALL) > 0;

	if (fd >= 0)
		close(fd);
	return good && g_str_has_suffix(answer, "answered after 0.001 s\n");
}

static double
cpu_of_children(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
test_life(Fixture *f, gconstpointer data)
{
	Services *services = start(f);
	double before = cpu_of_children(), used;

	(void)data;
	g_assert_cmpuint(f->params->len, ==, 1);
	g_assert_cmpuint(f->env->len, ==, 1);
	g_assert_cmpstr(strchr(g_ptr_array_index(f->env, 0), '=') + 1, ==,
	                strchr(g_ptr_array_index(f->params, 0), ' ') + 1);
	g_assert_true(g_str_has_prefix(g_ptr_array_index(f->env, 0), "LECTERN_SLOW_HTTP=http"));
	used = services_cpu(services);
	g_assert_cmpfloat(used, >, 0);
	for (int i = 0; i < 200; i++)
		g_assert_true(ask(f));
	g_assert_null(services_ended(services));
	/* What it uses is known while it runs, and counted as a child's afterwards: never lost. */
	g_assert_cmpfloat(services_cpu(services), >, used);
	used = services_cpu(services);
	g_assert_cmpfloat(cpu_of_children(), ==, before);
	services_stop(services);
	g_assert_cmpfloat(cpu_of_children() - before, >=, 0.9 * used);
	g_assert_cmpint(dial(f), ==, -1);
}

static void
test_none(Fixture *f, gconstpointer data)
{
	(void)data;
	g_ptr_array_set_size(f->texts, 0);
	g_autoptr(Services) services = start(f);
	g_assert_cmpuint(f->params->len + f->env->len, ==, 0);
	g_assert_null(services_ended(services));
	g_assert_cmpfloat(services_cpu(services), ==, 0);
}

/* Return the child of this process (there is one). */
static pid_t
only_child(void)
{
	g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", getpid());
	g_autofree char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return (pid_t)g_ascii_strtoll(text, NULL, 10);
}

static void
test_dies(Fixture *f, gconstpointer data)
{
	g_autoptr(Services) services = start(f);
	g_autofree char *ended = NULL;
	pid_t pid = only_child();
	siginfo_t info;

	(void)data;
	g_assert_cmpint(pid, >, 1);
	g_assert_null(services_ended(services));
	kill(pid, SIGKILL);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	ended = services_ended(services);
	g_assert_cmpstr(ended, ==, "service slow-http: it was ended by signal 9 (Killed)");
}

/* What cannot be started is the world's fault, and leaves nothing behind. */
static void
test_errors(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) gone = NULL;
	g_autoptr(GError) silent = NULL;
	g_autoptr(GError) stopped = NULL;

	(void)data;
	f->setting.runner = "/nowhere/lectern-runner";
	g_assert_null(services_start(f->texts, &f->setting, &gone));
	g_assert_error(gone, G_IO_ERROR, G_IO_ERROR_FAILED);
	g_assert_cmpstr(gone->message, ==,
	                "service slow-http: /nowhere/lectern-runner: No such file or "
	                "directory: it ended before it was ready");
	f->setting.runner = "/bin/echo"; /* whose first line is no port */
	g_assert_null(services_start(f->texts, &f->setting, &silent));
	g_assert_true(g_str_has_prefix(silent->message, "service slow-http: "));
	f->setting.runner = f->runner;
	f->interrupt.signal = SIGINT;
	g_assert_null(services_start(f->texts, &f->setting, &stopped));
	g_assert_error(stopped, G_IO_ERROR, G_IO_ERROR_CANCELLED);
	g_assert_cmpint(only_child(), ==, 0);
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("/service/life", test_life);
	ADD("/service/none", test_none);
	ADD("/service/dies", test_dies);
	ADD("/service/errors", test_errors);
	return g_test_run();
}
