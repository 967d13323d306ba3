/* cmd-serve.c - lectern serve: show the pages in a browser, new whenever something is saved. */
#include "cli.h"
#include "commands.h"
#include "helper.h"
#include "lookout.h"
#include "util.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

/* Where the site is served unless the command line says otherwise; the next ones if it is taken. */
#define PORT  8765
#define PORTS 10

#define LOOPBACK "127.0.0.1"

typedef struct Options {
	char *address;  /* NULL: loopback */
	int port;       /* -1: PORT, or one after it */
	gboolean open;  /* the browser */
	gboolean quick; /* measure in a hurry */
	gboolean strict_stats;
} Options;

/* The server while it runs. */
typedef struct Server {
	GSubprocess *process;
	int input; /* where it is told what happens; -1: nowhere */
	char *url;
} Server;

/* One of us at a time ------------------------------------------------------------------ */

static gboolean
fail(GError **error, const char *what)
{
	g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s: %s", what,
	            g_strerror(errno));
	return FALSE;
}

/* Keep a second one off this folder, and tell it where the first one is.  Return a descriptor. */
static int
take_lock(const Paths *paths, GError **error)
{
	g_autofree char *path = g_build_filename(paths->build, "serve", NULL);
	g_autofree char *url = NULL;
	int fd;

	if (!directory_make(paths->build, error) || !directory_make(paths->site, error))
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0) {
		fail(error, path);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	g_file_get_contents(path, &url, NULL, NULL);
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_BUSY,
	            "%s is served already, at %s: look there, or give this one another --out",
	            paths->out, url && *url ? g_strchomp(url) : "an address of its own");
	return -1;
}

/* The server --------------------------------------------------------------------------- */

static void
server_stop(Server *server)
{
	if (server->input >= 0)
		close(server->input); /* it ends with its input */
	if (server->process)
		g_subprocess_wait(server->process, NULL, NULL);
	g_clear_object(&server->process);
	g_free(server->url);
}

/* Read where it listens; FALSE: it has ended, and said why. */
static gboolean
read_url(Server *server)
{
	g_autoptr(GDataInputStream) lines =
		g_data_input_stream_new(g_subprocess_get_stdout_pipe(server->process));

	server->url = g_data_input_stream_read_line(lines, NULL, NULL, NULL);
	return server->url != NULL;
}

static gboolean
server_start(Server *server, const Paths *paths, const Options *options, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher = helper_launcher(G_SUBPROCESS_FLAGS_STDOUT_PIPE);
	g_autofree char *port = g_strdup_printf("%d", options->port < 0 ? PORT : options->port);
	g_autofree char *ports = g_strdup_printf("%d", options->port < 0 ? PORTS : 1);
	const char *const argv[] = {paths->server,
	                            paths->site,
	                            paths->templates,
	                            options->address ? options->address : LOOPBACK,
	                            port,
	                            ports,
	                            NULL};
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return fail(error, "socketpair");
	server->input = pair[0];
	g_subprocess_launcher_take_stdin_fd(launcher, pair[1]);
	server->process = g_subprocess_launcher_spawnv(launcher, argv, error);
	g_subprocess_launcher_close(launcher);
	return server->process && read_url(server);
}

/* Pass @event on to the server; when it is gone, all ends by itself. */
static void
relay(const json_t *event, gpointer data)
{
	const Server *server = data;
	char *text = json_dumps(event, JSON_COMPACT);
	g_autofree char *line = g_strconcat(text, "\n", NULL);
	const char *left = line;
	ssize_t n = 0;

	free(text);
	while (*left && (n = send(server->input, left, strlen(left), MSG_NOSIGNAL)) > 0)
		left += n;
}

/* The command -------------------------------------------------------------------------- */

static void
open_browser(const char *url)
{
	const char *const argv[] = {"xdg-open", url, NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(GSubprocess) process = g_subprocess_newv(
		argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
		&error);

	if (!process)
		fprintf(stderr, "lectern serve: no browser was opened: %s\n", error->message);
}

static void
print_welcome(const Server *server, const Options *options)
{
	if (options->address && !g_str_equal(options->address, LOOPBACK) &&
	    !g_str_equal(options->address, "::1") && !g_str_equal(options->address, "localhost"))
		fprintf(stderr,
		        "warning: everyone who reaches this machine at %s can read these pages\n",
		        options->address);
	fprintf(stderr, "%s  (Ctrl-C ends it)\n", server->url);
	if (options->open)
		open_browser(server->url);
}

/* Return the words of a command that takes what we were told (transfer full). */
static GPtrArray *
words_of(const Paths *paths, const Options *options, gboolean pages)
{
	const char *more[6] = {NULL};
	guint n = 0;

	if (options->quick)
		more[n++] = "--quick";
	if (options->strict_stats && pages)
		more[n++] = "--strict-stats";
	if (pages) {
		more[n++] = "--preview";
		more[n++] = "--quiet";
		more[n++] = "--formats=html";
	}
	return lookout_words(paths, pages ? "build" : "run", more);
}

/* Write where the server is into the file @lock, for a second one to tell. */
static gboolean
write_address(int lock, const char *url, GError **error)
{
	return (ftruncate(lock, 0) == 0 &&
	        pwrite(lock, url, strlen(url), 0) == (ssize_t)strlen(url)) ||
	       fail(error, "out/build/serve");
}

/* Serve until a signal comes. */
static gboolean
serve(const Paths *paths, const Options *options, Interrupt *interrupt, GError **error)
{
	Server server = {.input = -1};
	g_autoptr(GPtrArray) pages = words_of(paths, options, TRUE);
	g_autoptr(GPtrArray) run = words_of(paths, options, FALSE);
	Lookout lookout = {paths, pages, run, interrupt, relay, &server, -1};
	int lock = take_lock(paths, error);
	gboolean good = lock >= 0 && server_start(&server, paths, options, error) &&
	                write_address(lock, server.url, error);

	if (good) {
		print_welcome(&server, options);
		lookout.partner = server.input;
		good = lookout_keep(&lookout, error) && write_address(lock, "", error);
	}
	if (good && !interrupt->signal) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
		            "the server has ended: start it anew");
		good = FALSE;
	}
	server_stop(&server);
	if (lock >= 0)
		close(lock);
	return good;
}

static int
run(const CliCourse *course, const Options *options)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Paths) paths = NULL;
	Interrupt interrupt;
	int status = STATUS_WORLD;

	/* before there are threads, which GLib makes for children */
	if (interrupt_open(&interrupt, &error) &&
	    (paths = paths_find(course->options.notes, course->options.out, &error)) &&
	    serve(paths, options, &interrupt, &error))
		status = 128 + interrupt.signal;
	interrupt_close(&interrupt);
	if (error)
		cli_error(error); /* a server that has not started has said why */
	return status;
}

int
cmd_serve(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};
	Options options = {.port = -1};
	const GOptionEntry entries[] = {
		{"port", 'p', 0, G_OPTION_ARG_INT, &options.port,
	         "Port to listen to, 0 for any; 8765 or one of the next unless given", "N"},
		{"address", 0, 0, G_OPTION_ARG_STRING, &options.address,
	         "Listen to this address, not only to this machine", "ADDRESS"},
		{"open", 0, 0, G_OPTION_ARG_NONE, &options.open, "Open the pages in the browser",
	         NULL},
		{"quick", 0, 0, G_OPTION_ARG_NONE, &options.quick,
	         "Measure in a hurry: 10 rounds at most, marked as such", NULL},
		{"strict-stats", 0, 0, G_OPTION_ARG_NONE, &options.strict_stats,
	         "Bonferroni over all claims of the course", NULL},
		G_OPTION_ENTRY_NULL,
	};
	int status = STATUS_USAGE;

	if (!cli_parse_course(&course, &argc, &argv, entries))
		status = STATUS_USAGE;
	else if (argc > 1 || options.port < -1 || options.port > 65535)
		fprintf(stderr, "usage: lectern serve [--port N] [--address ADDRESS] [--open]\n");
	else
		status = run(&course, &options);
	g_free(options.address);
	return status;
}
