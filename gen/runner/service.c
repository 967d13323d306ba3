#include "service.h"

#include "http.h"
#include "process.h"
#include "slowhttp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* name, what it does until standard input is closed */
static const struct {
	const char *name;
	bool (*serve)(int listener, uint64_t latency);
} services[] = {
	{"slow-http", slowhttp_serve},
};

/* Listen on the loopback interface only; give the socket, or -1. */
static int
listen_here(unsigned *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 ||
	    listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(address.sin_port);
	return fd;
}

static int
complain(const char *name)
{
	fprintf(stderr, "lectern-runner: service %s: %s\n", name, strerror(errno));
	return 1;
}

int
service_run(const char *name, const char *latency)
{
	uint64_t ns;
	unsigned port = 0;
	int listener;
	bool good;

	process_follow();
	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		if (strcmp(services[i].name, name) != 0 || !http_latency(latency, &ns))
			continue;
		listener = listen_here(&port);
		if (listener < 0 || printf("%u\n", port) < 0 || fflush(stdout) != 0)
			return complain(name);
		good = services[i].serve(listener, ns);
		close(listener);
		return good ? 0 : complain(name);
	}
	fprintf(stderr, "usage: lectern-runner --service slow-http LATENCY\n");
	return 2;
}
