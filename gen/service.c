#include "service.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long a service may take until it is ready, in s. */
#define SERVICE_PATIENCE 20

/* A service that runs. */
typedef struct Service {
	const ServiceKind *kind;
	pid_t pid;
	int input; /* its standard input: it ends when this is closed */
	char *address;
	char *errors; /* path of what it said */
} Service;

struct Services {
	GPtrArray *running; /* Service, owned */
};

/* The table ---------------------------------------------------------------------------- */

static char *
http_address(guint port)
{
	return g_strdup_printf("http://127.0.0.1:%u/", port);
}

/* name, variable, latency, longest latency, address, meaning */
#define SERVICES(ROW)                                                                              \
	ROW("slow-http", "LECTERN_SLOW_HTTP", 0.02, 60, http_address,                              \
	    "HTTP server on this machine that answers after a latency, 20 ms unless "              \
	    "`slow-http 50 ms` or the path /50ms says otherwise")

#define AS_ROW(name, variable, latency, longest, address, meaning)                                 \
	{name, variable, latency, longest, address, meaning},
#define AS_NAME(name, ...) name,

static const ServiceKind rows[] = {SERVICES(AS_ROW)};
static const char *const names[] = {SERVICES(AS_NAME) NULL};

const ServiceKind *
service_table(guint *n)
{
	*n = G_N_ELEMENTS(rows);
	return rows;
}

const char *const *
service_names(void)
{
	return names;
}

const ServiceKind *
service_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].name, name))
			return &rows[i];
	return NULL;
}

char *
service_text(const ServiceKind *kind, double latency)
{
	char text[32];

	return g_strdup_printf("%s %s", kind->name,
	                       g_ascii_formatd(text, sizeof text, "%.9g", latency));
}

/* Starting ----------------------------------------------------------------------------- */

static void
service_free(gpointer data)
{
	Service *service = data;

	if (service->input >= 0)
		close(service->input);
	if (service->pid > 0)
		child_stop(service->pid);
	g_free(service->address);
	g_free(service->errors);
	g_free(service);
}

/* Sleep until @fd can be read; FALSE with @error when nothing comes, or the user stops us. */
static gboolean
wait_for(int fd, Interrupt *interrupt, gint64 until, GError **error)
{
	struct pollfd fds[] = {{.fd = fd, .events = POLLIN},
	                       {.fd = interrupt->fd, .events = POLLIN}};

	for (;;) {
		gint64 left = (until - g_get_monotonic_time() + 999) / 1000;

		if (interrupt_came(interrupt)) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
			return FALSE;
		}
		if (left <= 0) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
			            "it is not ready after %d s", SERVICE_PATIENCE);
			return FALSE;
		}
		if (poll(fds, G_N_ELEMENTS(fds), (int)left) > 0 && fds[0].revents)
			return TRUE;
	}
}

/* Read the port, the first line that a service prints; 0 with @error. */
static guint
read_port(int fd, Interrupt *interrupt, GError **error)
{
	gint64 until = g_get_monotonic_time() + SERVICE_PATIENCE * G_USEC_PER_SEC;
	char line[16];
	gsize length = 0;
	guint64 port;

	do {
		ssize_t n;

		if (!wait_for(fd, interrupt, until, error))
			return 0;
		n = read(fd, line + length, sizeof line - 1 - length);
		if (n <= 0) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			            "it ended before it was ready");
			return 0;
		}
		length += (gsize)n;
		line[length] = '\0';
	} while (!strchr(line, '\n') && length < sizeof line - 1);
	if (!g_ascii_string_to_unsigned(g_strchomp(line), 10, 1, 65535, &port, error))
		return 0;
	return (guint)port;
}

/* Open the ends of both pipes: ours and those of the service.  All are closed on exec. */
static gboolean
open_pipes(int in[2], int out[2], GError **error)
{
	in[0] = in[1] = out[0] = out[1] = -1;
	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0)
		return TRUE;
	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "pipe: %s", g_strerror(errno));
	return FALSE;
}

static void
close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

static pid_t
spawn(const Service *service, const char *latency, const ServiceSetting *setting, int in, int out,
      GError **error)
{
	char *argv[] = {(char *)setting->runner, (char *)"--service", (char *)service->kind->name,
	                (char *)latency, NULL};
	g_auto(GStrv) env = g_get_environ();
	Child child = {.argv = argv, .env = env, .memory = setting->memory, .pids = setting->pids};
	int err = open(service->errors, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	pid_t pid = -1;

	if (err >= 0)
		pid = child_spawn(&child, in, out, err, error);
	else
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s: %s",
		            service->errors, g_strerror(errno));
	close_fd(err);
	return pid;
}

/* Start @service and learn its address. */
static gboolean
start(Service *service, const char *latency, const ServiceSetting *setting, GError **error)
{
	int in[2], out[2];
	guint port = 0;

	if (open_pipes(in, out, error))
		service->pid = spawn(service, latency, setting, in[0], out[1], error);
	close_fd(in[0]);
	close_fd(out[1]);
	service->input = in[1];
	if (service->pid > 0)
		port = read_port(out[0], setting->interrupt, error);
	close_fd(out[0]);
	if (port)
		service->address = service->kind->address(port);
	return port != 0;
}

/* Return what @service said on standard error (transfer full), or NULL. */
static char *
last_words(const Service *service)
{
	char *words = NULL;

	if (g_file_get_contents(service->errors, &words, NULL, NULL) && *g_strstrip(words))
		return words;
	g_free(words);
	return NULL;
}

/* Add the service @text, "NAME SECONDS". */
static gboolean
add(Services *services, const char *text, const ServiceSetting *setting, GError **error)
{
	const char *space = strchr(text, ' ');
	g_autofree char *name = g_strndup(text, (gsize)(space - text));
	g_autofree char *file = g_strdup_printf("%s.stderr", name);
	g_autofree char *words = NULL;
	Service *service = g_new0(Service, 1);
	char latency[32];

	service->kind = service_find(name);
	g_assert(service->kind);
	service->errors = g_build_filename(setting->folder, file, NULL);
	g_ptr_array_add(services->running, service);
	g_ascii_formatd(latency, sizeof latency, "%.9f", g_ascii_strtod(space, NULL));
	g_strlcat(latency, "s", sizeof latency);
	if (start(service, latency, setting, error))
		return TRUE;
	words = last_words(service);
	g_prefix_error(error, "service %s: %s%s", name, words ? words : "", words ? ": " : "");
	return FALSE;
}

Services *
services_start(const GPtrArray *texts, const ServiceSetting *setting, GError **error)
{
	g_autoptr(Services) services = g_new0(Services, 1);

	services->running = g_ptr_array_new_with_free_func(service_free);
	for (guint i = 0; i < texts->len; i++)
		if (!add(services, g_ptr_array_index(texts, i), setting, error))
			return NULL;
	return g_steal_pointer(&services);
}

void
services_stop(Services *services)
{
	if (!services)
		return;
	g_ptr_array_unref(services->running);
	g_free(services);
}

/* Running ------------------------------------------------------------------------------ */

void
services_tell(const Services *services, GPtrArray *params, GPtrArray *env)
{
	for (guint i = 0; i < services->running->len; i++) {
		const Service *service = g_ptr_array_index(services->running, i);

		g_ptr_array_add(params,
		                g_strdup_printf("%s %s", service->kind->name, service->address));
		g_ptr_array_add(
			env, g_strdup_printf("%s=%s", service->kind->variable, service->address));
	}
}

/* Tell how a process ended, and what it said last (transfer full). */
static char *
explain(const Service *service, const siginfo_t *info)
{
	g_autofree char *words = last_words(service);
	g_autofree char *how =
		info->si_code == CLD_EXITED
			? g_strdup_printf("it ended with status %d", info->si_status)
			: g_strdup_printf("it was ended by signal %d (%s)", info->si_status,
	                                  g_strsignal(info->si_status));

	return g_strdup_printf("service %s: %s%s%s", service->kind->name, how, words ? ": " : "",
	                       words ? words : "");
}

char *
services_ended(const Services *services)
{
	for (guint i = 0; i < services->running->len; i++) {
		const Service *service = g_ptr_array_index(services->running, i);
		siginfo_t info = {0};

		/* It is reaped when it is stopped: until then its process id is its own. */
		if (waitid(P_PID, (id_t)service->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    info.si_pid != 0)
			return explain(service, &info);
	}
	return NULL;
}

double
services_cpu(const Services *services)
{
	double sum = 0;

	for (guint i = 0; i < services->running->len; i++) {
		const Service *service = g_ptr_array_index(services->running, i);
		struct timespec used;
		clockid_t clock;

		if (clock_getcpuclockid(service->pid, &clock) == 0 &&
		    clock_gettime(clock, &used) == 0)
			sum += (double)used.tv_sec + (double)used.tv_nsec / 1e9;
	}
	return sum;
}
