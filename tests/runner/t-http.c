/* t-http.c - requests as slow-http reads them, and the service as its clients see it. */
#include "http.h"
#include "service.h"
#include "slowhttp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MS = 1000000, TEXT = 16384 };

/* Requests ----------------------------------------------------------------------------- */

static void
test_latency(void)
{
	static const struct {
		const char *text;
		gint64 ns; /* -1: none */
	} rows[] = {
		{"50ms", 50 * MS},
		{"0.5s", 500 * MS},
		{"1.25ms", 1250000},
		{"200us", 200000},
		{"0ms", 0},
		{"60s", 60000ll * MS},
		{"0.020000000s", 20 * MS},
		{"61s", -1},
		{"60001ms", -1},
		{"50", -1},
		{"ms", -1},
		{"", -1},
		{".5s", -1},
		{"1.2.3s", -1},
		{"-1s", -1},
		{"1e3ms", -1},
		{"0x10ms", -1},
		{"50 ms", -1},
		{"50min", -1},
		{"0000000000000000000050ms", -1},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		uint64_t ns = 7;

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(http_latency(rows[i].text, &ns), ==, rows[i].ns >= 0);
		g_assert_cmpuint(ns, ==, rows[i].ns >= 0 ? (guint64)rows[i].ns : 7);
	}
}

static void
test_length(void)
{
	static const struct {
		const char *text;
		gsize length;
	} rows[] = {
		{"", 0},
		{"GET / HTTP/1.1\r\n", 0},
		{"GET / HTTP/1.1\r\nHost: x\r\n\r", 0},
		{"GET / HTTP/1.1\r\n\r\n", 18},
		{"GET / HTTP/1.1\r\n\r\nGET", 18},
		{"GET / HTTP/1.1\nHost: x\n\nmore", 24},
		{"a\r\nb\r\n\r\nc\r\n\r\n", 8},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpuint(http_length(rows[i].text, strlen(rows[i].text)), ==,
		                 rows[i].length);
}

static void
test_requests(void)
{
	static const struct {
		const char *head;
		int status;
		gboolean keep;
		gint64 latency; /* ms */
	} rows[] = {
		{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200, TRUE, 20},
		{"GET / HTTP/1.0\r\n\r\n", 200, FALSE, 20},
		{"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200, TRUE, 20},
		{"GET / HTTP/1.1\r\nconnection:close\r\n\r\n", 200, FALSE, 20},
		{"GET /50ms HTTP/1.1\r\n\r\n", 200, TRUE, 50},
		{"GET /50ms?n=3 HTTP/1.1\r\n\r\n", 200, TRUE, 50},
		{"GET /0ms HTTP/1.1\r\n\r\n", 200, TRUE, 0},
		{"GET http://127.0.0.1:80/50ms HTTP/1.1\r\n\r\n", 200, TRUE, 50},
		{"GET http://127.0.0.1:80 HTTP/1.1\r\n\r\n", 200, TRUE, 20},
		{"GET / HTTP/1.1\nHost: x\n\n", 200, TRUE, 20},
		{"GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 200, TRUE, 20},
		{"GET /late HTTP/1.1\r\n\r\n", 404, TRUE, 0},
		{"GET /50 HTTP/1.1\r\n\r\n", 404, TRUE, 0},
		{"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n", 405, FALSE, 0},
		{"get / HTTP/1.1\r\n\r\n", 405, FALSE, 0},
		{"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\n", 400, FALSE, 0},
		{"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, FALSE, 0},
		{"GET / HTTP/1.1\r\nnothing\r\n\r\n", 400, FALSE, 0},
		{"GET / HTTP/1.1\r\n: x\r\n\r\n", 400, FALSE, 0},
		{"GET / HTTP/1.1\r\nA b: x\r\n\r\n", 400, FALSE, 0},
		{"GET / HTTP/2.0\r\n\r\n", 400, FALSE, 0},
		{"GET  / HTTP/1.1\r\n\r\n", 400, FALSE, 0},
		{"GET /\r\n\r\n", 400, FALSE, 0},
		{"GET 50ms HTTP/1.1\r\n\r\n", 400, FALSE, 0},
		{"nonsense\r\n\r\n", 400, FALSE, 0},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		HttpRequest request = http_read(rows[i].head, strlen(rows[i].head), 20 * MS);

		g_test_message("%s", rows[i].head);
		g_assert_cmpint(request.status, ==, rows[i].status);
		g_assert_cmpint(request.keep, ==, rows[i].keep);
		g_assert_cmpint((gint64)request.latency, ==, rows[i].latency * MS);
	}
	g_assert_cmpint(http_read("GET /\0 HTTP/1.1\r\n\r\n", 20, 0).status, ==, 400);
}

static void
test_answers(void)
{
	static const int statuses[] = {200, 400, 404, 405, 431};

	for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
		for (int head = 0; head < 2; head++) {
			HttpRequest request = {.status = (enum HttpStatus)statuses[i],
			                       .head = head,
			                       .latency = 60000000000};
			char text[HTTP_ANSWER + 1];
			gsize length = http_answer(&request, text), body;

			g_assert_cmpuint(length, <, HTTP_ANSWER);
			g_assert_cmpuint(strlen(text), ==, length);
			body = length - http_length(text, length);
			if (head) {
				g_assert_cmpuint(body, ==, 0);
			} else {
				g_autofree gchar *line =
					g_strdup_printf("Content-Length: %zu\r\n", body);

				g_assert_nonnull(strstr(text, line));
			}
		}
}

/* The service -------------------------------------------------------------------------- */

typedef struct Server {
	pid_t pid;
	int input; /* its standard input */
	guint port;
} Server;

/* Start the service in a process of its own; it answers after 20 ms. */
static void
server_open(Server *server, gconstpointer data)
{
	int in[2], out[2];
	char line[16] = "";

	(void)data;
	g_assert_cmpint(pipe(in), ==, 0);
	g_assert_cmpint(pipe(out), ==, 0);
	server->pid = fork();
	if (server->pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		_exit(service_run("slow-http", "20ms"));
	}
	close(in[0]);
	close(out[1]);
	server->input = in[1];
	for (gsize n = 0; !strchr(line, '\n') && n < sizeof line - 1; n++)
		g_assert_cmpint(read(out[0], line + n, 1), ==, 1);
	close(out[0]);
	server->port = (guint)g_ascii_strtoull(line, NULL, 10);
	g_assert_cmpuint(server->port, >, 0);
}

/* It ends by itself, and well, once its standard input is closed. */
static void
server_close(Server *server, gconstpointer data)
{
	int status;

	(void)data;
	close(server->input);
	g_assert_cmpint(waitpid(server->pid, &status, 0), ==, server->pid);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static int
dial(const Server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_port = htons((guint16)server->port),
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	return fd;
}

static void
say(int fd, const char *text)
{
	g_assert_cmpint(send(fd, text, strlen(text), MSG_NOSIGNAL), ==, (gssize)strlen(text));
}

/* Receive one answer, body included (transfer full); what the server closed is "". */
static gchar *
hear(int fd, gboolean head)
{
	GString *text = g_string_new(NULL);
	gsize length = 0, body = 0;
	char byte;

	while (length == 0 || text->len < length + body) {
		if (recv(fd, &byte, 1, 0) != 1)
			break;
		g_string_append_c(text, byte);
		if (length == 0 && (length = http_length(text->str, text->len)) > 0 && !head)
			body = (gsize)g_ascii_strtoull(strstr(text->str, "Content-Length: ") + 16,
			                               NULL, 10);
	}
	return g_string_free(text, FALSE);
}

static gboolean
is_silent(int fd)
{
	struct pollfd one = {.fd = fd, .events = POLLIN};

	return poll(&one, 1, 0) == 0;
}

/* One connection serves many requests, each as late as asked for and never earlier. */
static void
test_keeps(Server *server, gconstpointer data)
{
	static const struct {
		const char *path;
		gint64 least; /* us */
		const char *body;
	} rows[] = {
		{"/", 20000, "after 0.02 s"},      {"/50ms", 50000, "after 0.05 s"},
		{"/0ms", 0, "after 0 s"},          {"/nothing", 0, "/50ms"},
		{"/0.03s", 30000, "after 0.03 s"},
	};
	int fd = dial(server);

	(void)data;
	for (guint i = 0; i < 3 * G_N_ELEMENTS(rows); i++) {
		guint row = i % G_N_ELEMENTS(rows);
		g_autofree gchar *text =
			g_strdup_printf("GET %s HTTP/1.1\r\nHost: x\r\n\r\n", rows[row].path);
		gint64 begun = g_get_monotonic_time();

		say(fd, text);
		g_autofree gchar *answer = hear(fd, FALSE);
		/* A busy machine makes it later; nothing may make it earlier. */
		g_assert_cmpint(g_get_monotonic_time() - begun, >=, rows[row].least);
		g_assert_nonnull(strstr(answer, "Connection: keep-alive\r\n"));
		g_assert_nonnull(strstr(answer, rows[row].body));
	}
	close(fd);
}

static void
test_head(Server *server, gconstpointer data)
{
	int fd = dial(server);

	(void)data;
	say(fd, "HEAD /1ms HTTP/1.1\r\nHost: x\r\n\r\nGET /1ms HTTP/1.0\r\n\r\n");
	g_autofree gchar *head = hear(fd, TRUE);
	g_autofree gchar *get = hear(fd, FALSE);
	g_autofree gchar *end = hear(fd, FALSE);
	g_assert_true(g_str_has_prefix(head, "HTTP/1.1 200 OK\r\n"));
	g_assert_true(g_str_has_suffix(head, "\r\n\r\n"));
	g_assert_true(g_str_has_suffix(get, "answered after 0.001 s\n"));
	g_assert_cmpstr(end, ==, ""); /* HTTP/1.0: closed */
	close(fd);
}

/* Requests in pieces, several at a time, blank lines before them. */
static void
test_pieces(Server *server, gconstpointer data)
{
	static const char text[] = "\r\n\r\nGET /1ms HTTP/1.1\r\nHost: x\r\n\r\n\r\n"
				   "GET /2ms HTTP/1.1\r\n\r\nGET /0ms HTTP/1.1\r\n\r\n";
	static const char *const bodies[] = {"0.001 s", "0.002 s", "after 0 s"};

	(void)data;
	for (gsize piece = 1; piece < sizeof text; piece += 9) {
		int fd = dial(server);

		for (gsize i = 0; i < sizeof text - 1; i += piece) {
			g_autofree gchar *some = g_strndup(text + i, piece);

			say(fd, some);
		}
		for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
			g_autofree gchar *answer = hear(fd, FALSE);

			g_assert_nonnull(strstr(answer, bodies[i]));
		}
		close(fd);
	}
}

/* What is no request is answered, and the connection closed; others do not notice. */
static void
test_malformed(Server *server, gconstpointer data)
{
	g_autofree gchar *long_line = g_strnfill(TEXT, 'x');
	const struct {
		const char *text, *status;
	} rows[] = {
		{"nonsense\r\n\r\n", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody", "HTTP/1.1 405"},
		{"GET / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody", "HTTP/1.1 400"},
		{long_line, "HTTP/1.1 431"},
	};
	int waiting = dial(server);

	(void)data;
	say(waiting, "GET /100ms HTTP/1.1\r\n\r\n");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		int fd = dial(server);

		say(fd, rows[i].text);
		g_autofree gchar *answer = hear(fd, FALSE);
		g_autofree gchar *end = hear(fd, FALSE);
		g_assert_true(g_str_has_prefix(answer, rows[i].status));
		g_assert_cmpstr(end, ==, "");
		close(fd);
	}
	g_autofree gchar *answer = hear(waiting, FALSE);
	g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 200"));
	close(waiting);
}

/* Clients that go away, before, in or after a request, leave the server as it was. */
static void
test_goes_away(Server *server, gconstpointer data)
{
	static const char *const texts[] = {"", "GET", "GET /5ms HTTP/1.1\r\n\r\n"};
	struct linger reset = {1, 0};
	int fd;

	(void)data;
	for (guint i = 0; i < 2 * SLOWHTTP_CONNECTIONS; i++) {
		fd = dial(server);
		say(fd, texts[i % G_N_ELEMENTS(texts)]);
		if (i % 2)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
		close(fd);
	}
	/* One that has said all it will say still gets its answer. */
	fd = dial(server);
	say(fd, texts[2]);
	shutdown(fd, SHUT_WR);
	g_autofree gchar *answer = hear(fd, FALSE);
	g_autofree gchar *end = hear(fd, FALSE);
	g_assert_true(g_str_has_suffix(answer, "after 0.005 s\n"));
	g_assert_cmpstr(end, ==, "");
	close(fd);
}

/* Connections wait side by side: one that waits for long keeps nobody, and sums are not waited. */
static void
test_parallel(Server *server, gconstpointer data)
{
	enum { CLIENTS = 64, LATENCY = 200 };
	int fds[CLIENTS], slow = dial(server);
	gint64 begun = g_get_monotonic_time();

	(void)data;
	say(slow, "GET /60s HTTP/1.1\r\n\r\n");
	for (guint i = 0; i < CLIENTS; i++) {
		fds[i] = dial(server);
		say(fds[i], "GET /200ms HTTP/1.1\r\n\r\n");
	}
	for (guint i = 0; i < CLIENTS; i++) {
		g_autofree gchar *answer = hear(fds[i], FALSE);

		g_assert_true(g_str_has_suffix(answer, "after 0.2 s\n"));
		close(fds[i]);
	}
	/* One after the other would take the sum of their latencies. */
	g_assert_cmpint(g_get_monotonic_time() - begun, <, CLIENTS * LATENCY * 1000 / 2);
	g_assert_true(is_silent(slow));
	close(slow);
}

/* More connections than there are places: the rest is served once others have gone. */
static void
test_crowd(Server *server, gconstpointer data)
{
	enum { CLIENTS = SLOWHTTP_CONNECTIONS + 20 };
	int fds[CLIENTS];

	(void)data;
	for (guint i = 0; i < CLIENTS; i++) {
		fds[i] = dial(server);
		say(fds[i], "GET /1ms HTTP/1.1\r\n\r\n");
	}
	for (guint i = 0; i < SLOWHTTP_CONNECTIONS; i++) {
		g_autofree gchar *answer = hear(fds[i], FALSE);

		g_assert_true(g_str_has_suffix(answer, "after 0.001 s\n"));
	}
	g_assert_true(is_silent(fds[CLIENTS - 1]));
	for (guint i = 0; i < SLOWHTTP_CONNECTIONS; i++)
		close(fds[i]);
	for (guint i = SLOWHTTP_CONNECTIONS; i < CLIENTS; i++) {
		g_autofree gchar *answer = hear(fds[i], FALSE);

		g_assert_true(g_str_has_suffix(answer, "after 0.001 s\n"));
		close(fds[i]);
	}
}

/* While clients wait the server sleeps: it uses next to nothing of the time that passes. */
static void
test_sleeps(Server *server, gconstpointer data)
{
	int fds[32];
	struct timespec before, after;
	clockid_t clock;
	gint64 begun, used;

	(void)data;
	g_assert_cmpint(clock_getcpuclockid(server->pid, &clock), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
		fds[i] = dial(server);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++) {
		say(fds[i], "GET /1ms HTTP/1.1\r\n\r\nGET /1s HTTP/1.1\r\n\r\n");
		g_autofree gchar *answer = hear(fds[i], FALSE);
	}
	begun = g_get_monotonic_time();
	clock_gettime(clock, &before);
	for (guint i = 0; i < G_N_ELEMENTS(fds); i++) {
		g_autofree gchar *answer = hear(fds[i], FALSE);

		g_assert_true(g_str_has_suffix(answer, "after 1 s\n"));
		close(fds[i]);
	}
	clock_gettime(clock, &after);
	used = (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
	g_assert_cmpint(used, <, (g_get_monotonic_time() - begun) / 4);
}

/* What is no service, no latency or no pipe is refused. */
static void
test_refuses(void)
{
	static const char *const rows[][2] = {{"fast-http", "20ms"},
	                                      {"slow-http", "20"},
	                                      {"slow-http", "2min"},
	                                      {"slow-http", "20ms"}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			/* Tests have no standard input: the last one is right but for that. */
			g_assert_nonnull(freopen("/dev/null", "r", stdin));
			g_assert_nonnull(freopen("/dev/null", "w", stdout));
			g_assert_nonnull(freopen("/dev/null", "w", stderr));
			_exit(service_run(rows[i][0], rows[i][1]));
		}
		g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
		g_assert_true(WIFEXITED(status));
		g_assert_cmpint(WEXITSTATUS(status), ==, i < 3 ? 2 : 1);
	}
}

#define ADD(path, test) g_test_add(path, Server, NULL, server_open, test, server_close)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/runner/http/latency", test_latency);
	g_test_add_func("/runner/http/length", test_length);
	g_test_add_func("/runner/http/requests", test_requests);
	g_test_add_func("/runner/http/answers", test_answers);
	ADD("/runner/http/keeps", test_keeps);
	ADD("/runner/http/head", test_head);
	ADD("/runner/http/pieces", test_pieces);
	ADD("/runner/http/malformed", test_malformed);
	ADD("/runner/http/goes-away", test_goes_away);
	ADD("/runner/http/parallel", test_parallel);
	ADD("/runner/http/crowd", test_crowd);
	ADD("/runner/http/sleeps", test_sleeps);
	g_test_add_func("/runner/http/refuses", test_refuses);
	return g_test_run();
}
