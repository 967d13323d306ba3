#include "slowhttp.h"

#include "clock.h"
#include "http.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { EVENTS = 64, DRAIN = 64 };

/* What an event is about, beside numbers of connections. */
enum { LISTENER = SLOWHTTP_CONNECTIONS, TIMER, INPUT };

typedef struct Connection {
	int fd;        /* -1: the place is free */
	bool readable; /* there may be bytes to receive */
	bool waiting;  /* a request waits for its answer */
	uint64_t due;  /* ns, monotonic: when it is answered */
	HttpRequest request;
	size_t length; /* of what was received and not understood yet */
	char *bytes;   /* HTTP_HEAD of them */
} Connection;

typedef struct Server {
	int listener, timer, epoll;
	uint64_t latency; /* ns */
	uint64_t armed;   /* ns, monotonic: when the timer rings; 0: it does not */
	bool full;        /* connections may be waiting to be accepted */
	Connection connections[SLOWHTTP_CONNECTIONS];
} Server;

/* Connections -------------------------------------------------------------------------- */

static bool
add_event(Server *server, int fd, uint32_t events, uint32_t what)
{
	struct epoll_event event = {.events = events, .data.u32 = what};

	return epoll_ctl(server->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static Connection *
find_place(Server *server)
{
	for (unsigned i = 0; i < SLOWHTTP_CONNECTIONS; i++)
		if (server->connections[i].fd < 0)
			return &server->connections[i];
	return NULL;
}

/* Accept one connection; false if there is none, or no place for it. */
static bool
accept_one(Server *server)
{
	Connection *place = find_place(server);
	char *bytes = place ? malloc(HTTP_HEAD) : NULL;
	int fd = bytes ? accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC) : -1;
	int on = 1;
	bool again = bytes && fd < 0 && (errno == ECONNABORTED || errno == EINTR);

	/* Of what is left when no place or descriptor is free the kernel does not tell again. */
	server->full = !bytes || (fd < 0 && errno != EAGAIN);
	if (fd < 0) {
		free(bytes);
		return again;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	*place = (Connection){.fd = fd, .bytes = bytes};
	if (!add_event(server, fd, EPOLLIN | EPOLLET, (uint32_t)(place - server->connections))) {
		close(fd);
		free(bytes);
		place->fd = -1;
	}
	return true;
}

static void
accept_all(Server *server)
{
	while (accept_one(server))
		continue;
}

/* Close a connection so that the last answer arrives: what was received and not read kills it. */
static void
drop(Connection *connection)
{
	char rest[4096];

	shutdown(connection->fd, SHUT_WR);
	for (int i = 0; i < DRAIN && recv(connection->fd, rest, sizeof rest, MSG_DONTWAIT) > 0; i++)
		continue;
	close(connection->fd);
	free(connection->bytes);
	*connection = (Connection){.fd = -1};
}

/* Requests ----------------------------------------------------------------------------- */

/* Answer; who does not take it at once is dropped. */
static void
answer(Connection *connection)
{
	char text[HTTP_ANSWER];
	size_t length = http_answer(&connection->request, text);

	connection->waiting = false;
	if (send(connection->fd, text, length, MSG_NOSIGNAL) != (ssize_t)length ||
	    !connection->request.keep)
		drop(connection);
}

/* Have the timer ring at a time, in ns; 0: never. */
static void
set_timer(Server *server, uint64_t due)
{
	struct itimerspec time = {
		.it_value = {(time_t)(due / CLOCK_SECOND), (long)(due % CLOCK_SECOND)}};

	if (due == server->armed)
		return;
	timerfd_settime(server->timer, TFD_TIMER_ABSTIME, &time, NULL);
	server->armed = due;
}

/* Take the first request of what was received; false if it is not whole yet. */
static bool
take_request(Server *server, Connection *connection)
{
	size_t blank = 0, length;

	/* Some clients end the line after a request once too often. */
	while (blank < connection->length && strchr("\r\n", connection->bytes[blank]) &&
	       connection->bytes[blank])
		blank++;
	connection->length -= blank;
	memmove(connection->bytes, connection->bytes + blank, connection->length);
	length = http_length(connection->bytes, connection->length);
	if (length == 0 && connection->length < HTTP_HEAD)
		return false;
	if (length == 0)
		connection->request = (HttpRequest){.status = HTTP_TOO_LONG};
	else
		connection->request = http_read(connection->bytes, length, server->latency);
	connection->length -= length;
	memmove(connection->bytes, connection->bytes + length, connection->length);
	connection->waiting = connection->request.latency > 0;
	if (!connection->waiting) {
		answer(connection);
		return true;
	}
	connection->due = clock_now() + connection->request.latency;
	if (!server->armed || connection->due < server->armed)
		set_timer(server, connection->due);
	return true;
}

/* Receive what there is; false if that was nothing. */
static bool
receive(Connection *connection)
{
	ssize_t n = recv(connection->fd, connection->bytes + connection->length,
	                 HTTP_HEAD - connection->length, 0);

	if (n > 0) {
		connection->length += (size_t)n;
		return true;
	}
	if (n < 0 && errno == EINTR)
		return true;
	connection->readable = false;
	if (n == 0 || errno != EAGAIN)
		drop(connection);
	return false;
}

/* Go on with a connection until it has to wait: for its answer, or for its client. */
static void
go_on(Server *server, Connection *connection)
{
	while (connection->fd >= 0 && !connection->waiting &&
	       (take_request(server, connection) || (connection->readable && receive(connection))))
		continue;
}

/* The timer has rung: answer what is due, and find what is next. */
static void
answer_all(Server *server)
{
	uint64_t now = clock_now(), next = 0;

	server->armed = 0;
	for (unsigned i = 0; i < SLOWHTTP_CONNECTIONS; i++) {
		Connection *connection = &server->connections[i];

		if (!connection->waiting || connection->due > now)
			continue;
		answer(connection);
		go_on(server, connection);
	}
	for (unsigned i = 0; i < SLOWHTTP_CONNECTIONS; i++) {
		const Connection *connection = &server->connections[i];

		if (connection->waiting && (!next || connection->due < next))
			next = connection->due;
	}
	set_timer(server, next);
}

/* The loop ----------------------------------------------------------------------------- */

/* Tell whether standard input is closed; what is written to it is of no meaning. */
static bool
is_over(void)
{
	char bytes[256];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);

	return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

static bool
serve(Server *server)
{
	struct epoll_event events[EVENTS];

	for (;;) {
		int n = epoll_wait(server->epoll, events, EVENTS, -1);

		if (n < 0 && errno != EINTR)
			return false;
		for (int i = 0; i < n; i++) {
			uint32_t what = events[i].data.u32;

			if (what == INPUT && is_over())
				return true;
			if (what == LISTENER)
				accept_all(server);
			if (what == TIMER)
				answer_all(server);
			if (what >= SLOWHTTP_CONNECTIONS || server->connections[what].fd < 0)
				continue;
			server->connections[what].readable = true;
			go_on(server, &server->connections[what]);
		}
		if (server->full)
			accept_all(server);
	}
}

bool
slowhttp_serve(int listener, uint64_t latency)
{
	Server *server = calloc(1, sizeof *server);
	bool good;
	int error;

	if (!server)
		return false;
	server->listener = listener;
	server->latency = latency;
	server->epoll = epoll_create1(EPOLL_CLOEXEC);
	server->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	for (unsigned i = 0; i < SLOWHTTP_CONNECTIONS; i++)
		server->connections[i].fd = -1;
	good = server->epoll >= 0 && server->timer >= 0 &&
	       add_event(server, STDIN_FILENO, EPOLLIN, INPUT) &&
	       add_event(server, listener, EPOLLIN | EPOLLET, LISTENER) &&
	       add_event(server, server->timer, EPOLLIN | EPOLLET, TIMER) && serve(server);
	error = errno;
	for (unsigned i = 0; i < SLOWHTTP_CONNECTIONS; i++)
		if (server->connections[i].fd >= 0)
			drop(&server->connections[i]);
	close(server->timer);
	close(server->epoll);
	free(server);
	errno = error;
	return good;
}
