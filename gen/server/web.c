#include "web.h"
#include "events.h"
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

#define MOST_CONNECTIONS 256u
#define PATIENCE         30u /* s that a request may take to come, and an idle connection stays */
#define MOST_MEMORY      ((size_t)32 * 1024) /* B for the head of a request */
#define LONGEST_LINE     ((gsize)16 * 1024 * 1024)

/* Addresses that no site has. */
#define OURS "/.lectern/"

/* What pages get; it knows by the tag which one of the page it is, none when there is none. */
#define SCRIPT "<script src=\"" OURS "live.js\" data-tag='%s'></script>\n"

/* Where there is no page at all yet: the script tells why, and fetches what comes. */
#define NO_PAGE                                                                                    \
	"<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"                          \
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"               \
	"<meta name=\"color-scheme\" content=\"light dark\">\n<title>No such page</title>\n"       \
	"<body><main><h1>No such page</h1>\n<p>There is no page at this address yet.</p></main>\n" \
	"</body>\n</html>\n"

/* The server while it runs. */
typedef struct Server {
	const Web *web;
	Events *events;
	struct MHD_Daemon *daemon;
	GString *input; /* of which no line end has come yet */
} Server;

/* Answers ------------------------------------------------------------------------------ */

/* Send @response and let go of it; @tag may be NULL. */
static enum MHD_Result
send_response(struct MHD_Connection *connection, guint status, struct MHD_Response *response,
              const char *type, const char *tag)
{
	enum MHD_Result sent;

	if (!response)
		return MHD_NO;
	if (tag)
		MHD_add_response_header(response, "ETag", tag);
	MHD_add_response_header(response, "Content-Type", type);
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, "Allow", "GET, HEAD");
	sent = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return sent;
}

/* Send the bytes @text, which are given away; @tag may be NULL. */
static enum MHD_Result
send_text(struct MHD_Connection *connection, guint status, char *text, gsize size, const char *type,
          const char *tag)
{
	return send_response(connection, status,
	                     MHD_create_response_from_buffer_with_free_callback(size, text, g_free),
	                     type, tag);
}

static enum MHD_Result
refuse(struct MHD_Connection *connection, guint status, const char *why)
{
	return send_text(connection, status, g_strconcat(why, "\n", NULL), strlen(why) + 1,
	                 "text/plain; charset=utf-8", NULL);
}

static enum MHD_Result
send_page(struct MHD_Connection *connection, guint status, const char *text, const char *tag)
{
	g_autofree char *script = g_strdup_printf(SCRIPT, status == MHD_HTTP_OK ? tag : "");
	gsize size;
	char *page = file_inject(text, script, &size);

	return send_text(connection, status, page, size, "text/html; charset=utf-8", tag);
}

/* Send @file and close it. */
static enum MHD_Result
send_file(struct MHD_Connection *connection, guint status, File *file)
{
	struct MHD_Response *response;
	const char *type = file->type;

	if (file->html) {
		g_autofree char *text = file_text(file);

		file_close(file);
		return text ? send_page(connection, status, text, file->tag) : MHD_NO;
	}
	response = MHD_create_response_from_fd64(file->size, file->fd);
	if (!response)
		file_close(file);
	return send_response(connection, status, response, type, file->tag);
}

/* Send a file of the script's folder. */
static enum MHD_Result
send_own(const Server *server, struct MHD_Connection *connection, const char *name)
{
	File file;

	if (!file_open(&file, server->web->live, name))
		return refuse(connection, MHD_HTTP_NOT_FOUND, "it is not installed");
	return send_file(connection, MHD_HTTP_OK, &file);
}

static enum MHD_Result
send_events(const Server *server, struct MHD_Connection *connection)
{
	struct MHD_Response *response = events_join(server->events, connection);

	if (!response)
		return refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "too many browsers");
	/* such an answer has no end */
	MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
	return send_response(connection, MHD_HTTP_OK, response, "text/event-stream", NULL);
}

static enum MHD_Result
answer(void *data, struct MHD_Connection *connection, const char *address, const char *method,
       const char *version, const char *upload, size_t *upload_size, void **state)
{
	const Server *server = data;
	const Web *web = server->web;
	const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
	gboolean head = g_str_equal(method, "HEAD");
	File file;

	(void)version, (void)upload, (void)upload_size;
	if (!head && !g_str_equal(method, "GET"))
		return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET and HEAD, no more");
	if (!*state) { /* the head is there; an answer now would end the connection */
		*state = (void *)web;
		return MHD_YES;
	}
	if (!host_is_ours(web->host, host))
		return refuse(connection, MHD_HTTP_FORBIDDEN,
		              "this server is not asked by that name; see lectern serve --address");
	if (g_str_equal(address, OURS "live.js") || g_str_equal(address, OURS "live.css"))
		return send_own(server, connection, address + strlen(OURS) - 1);
	if (g_str_equal(address, OURS "events") && !head)
		return send_events(server, connection);
	if (file_open(&file, web->site, address))
		return send_file(connection, MHD_HTTP_OK, &file);
	if (file_open(&file, web->site, "/404.html"))
		return send_file(connection, MHD_HTTP_NOT_FOUND, &file);
	return send_page(connection, MHD_HTTP_NOT_FOUND, NO_PAGE, NULL);
}

/* Addresses are decoded where they are looked up: here a NUL in them would cut them off. */
static size_t
keep_escapes(void *data, struct MHD_Connection *connection, char *text)
{
	(void)data, (void)connection;
	return strlen(text);
}

/* The loop ----------------------------------------------------------------------------- */

static struct MHD_Daemon *
start(Server *server)
{
	/* the daemon closes its socket */
	int socket = fcntl(server->web->host->socket, F_DUPFD_CLOEXEC, 0);

	return MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer, server,
		MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, MOST_CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, PATIENCE, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		MOST_MEMORY, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_END);
}

/* Take what can be read from @fd and tell whole lines; FALSE: it has ended. */
static gboolean
take_input(Server *server, int fd)
{
	char buffer[16384];
	ssize_t n = read(fd, buffer, sizeof buffer);
	const char *end;

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	g_string_append_len(server->input, buffer, n);
	while ((end = memchr(server->input->str, '\n', server->input->len))) {
		gsize length = (gsize)(end - server->input->str);

		server->input->str[length] = '\0';
		events_tell(server->events, server->input->str);
		g_string_erase(server->input, 0, (gssize)length + 1);
	}
	return server->input->len <= LONGEST_LINE;
}

/* Sleep until something happens at @fds, or the daemon has something to do. */
static void
sleep_on(const Server *server, GArray *fds)
{
	unsigned long long left; /* ms */
	int timeout = -1;

	if (MHD_get_timeout(server->daemon, &left) == MHD_YES)
		timeout = (int)MIN(left, 1000u * PATIENCE);
	poll((struct pollfd *)(void *)fds->data, fds->len, timeout);
}

char *
web_serve(const Web *web, int input)
{
	g_autoptr(Events) events = events_new();
	g_autoptr(GArray) fds = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
	Server server = {.web = web, .events = events};
	const union MHD_DaemonInfo *info;
	gboolean open = TRUE;

	server.daemon = start(&server);
	if (!server.daemon)
		return g_strdup_printf("the server does not start: %s", g_strerror(errno));
	server.input = g_string_new(NULL);
	info = MHD_get_daemon_info(server.daemon, MHD_DAEMON_INFO_EPOLL_FD);
	while (open) {
		struct pollfd ours[] = {{.fd = input, .events = POLLIN},
		                        {.fd = info->epoll_fd, .events = POLLIN}};

		g_array_set_size(fds, 0);
		g_array_append_vals(fds, ours, G_N_ELEMENTS(ours));
		events_watch(events, fds);
		sleep_on(&server, fds);
		events_look(events, fds, G_N_ELEMENTS(ours));
		if (g_array_index(fds, struct pollfd, 0).revents)
			open = take_input(&server, input);
		MHD_run(server.daemon);
	}
	events_end(events);
	MHD_run(server.daemon);
	MHD_stop_daemon(server.daemon);
	g_string_free(server.input, TRUE);
	return NULL;
}
