#include "host.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Listening ---------------------------------------------------------------------------- */

static void
set_port(struct addrinfo *info, guint port)
{
	if (info->ai_family == AF_INET6)
		((struct sockaddr_in6 *)info->ai_addr)->sin6_port = htons((guint16)port);
	else
		((struct sockaddr_in *)info->ai_addr)->sin_port = htons((guint16)port);
}

static guint
port_of(int socket)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;

	if (getsockname(socket, (struct sockaddr *)&address, &length) != 0)
		return 0;
	return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
	                                           : ((struct sockaddr_in *)&address)->sin_port);
}

static gboolean
is_any(const struct addrinfo *info)
{
	if (info->ai_family == AF_INET6)
		return IN6_IS_ADDR_UNSPECIFIED(&((struct sockaddr_in6 *)info->ai_addr)->sin6_addr);
	return ((struct sockaddr_in *)info->ai_addr)->sin_addr.s_addr == htonl(INADDR_ANY);
}

/* Return a socket that listens to @info, or -1 with errno. */
static int
listen_to(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1, problem;

	if (fd < 0)
		return -1;
	/* what an earlier server has closed is free */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, 64) == 0)
		return fd;
	problem = errno;
	close(fd);
	errno = problem;
	return -1;
}

/* Say why nothing listens at @host, for @problem (errno) (transfer full). */
static char *
refusal(const Host *host, guint port, guint tries, int problem)
{
	if (problem != EADDRINUSE)
		return g_strdup_printf("%s, port %u: %s", host->address, port, g_strerror(problem));
	if (tries > 1)
		return g_strdup_printf("the ports %u to %u are taken: choose another with --port "
		                       "N, or --port 0 for any that is free",
		                       port, port + tries - 1);
	return g_strdup_printf("port %u is taken: choose another with --port N, or --port 0 for "
	                       "any that is free",
	                       port);
}

char *
host_listen(Host *host, const char *address, guint port, guint tries)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *info = NULL;
	int unknown, problem = 0;

	*host = (Host){.address = g_strdup(address), .socket = -1};
	unknown = getaddrinfo(address, NULL, &hints, &info);
	if (unknown || (info->ai_family != AF_INET && info->ai_family != AF_INET6)) {
		if (!unknown)
			freeaddrinfo(info);
		return g_strdup_printf("'%s' is no address of this machine: %s", address,
		                       gai_strerror(unknown ? unknown : EAI_FAMILY));
	}
	for (guint i = 0; i < tries && host->socket < 0; i++) {
		set_port(info, port + i);
		host->socket = listen_to(info);
		problem = errno;
		if (host->socket < 0 && problem != EADDRINUSE)
			break;
	}
	host->any = is_any(info);
	freeaddrinfo(info);
	if (host->socket < 0)
		return refusal(host, port, tries, problem);
	host->port = port_of(host->socket);
	return NULL;
}

void
host_close(Host *host)
{
	if (host->socket >= 0)
		close(host->socket);
	host->socket = -1;
	g_clear_pointer(&host->address, g_free);
}

/* Names -------------------------------------------------------------------------------- */

char *
host_url(const Host *host)
{
	gboolean six = strchr(host->address, ':') != NULL;
	const char *name = host->any ? (six ? "::1" : "127.0.0.1") : host->address;

	return g_strdup_printf(six ? "http://[%s]:%u/" : "http://%s:%u/", name, host->port);
}

/* Return the name in @header, without port and brackets (transfer full); NULL: it is none. */
static char *
name_in(const char *header)
{
	const char *end = strchr(header, ':');

	if (header[0] != '[')
		return g_strndup(header, end ? (gsize)(end - header) : strlen(header));
	end = strchr(header, ']');
	if (!end || (end[1] != '\0' && end[1] != ':'))
		return NULL;
	return g_strndup(header + 1, (gsize)(end - header - 1));
}

static gboolean
is_digits(const char *name)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
}

gboolean
host_is_ours(const Host *host, const char *header)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "::1"};
	g_autofree char *name = header ? name_in(header) : NULL;

	if (!name)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(name, names[i]) == 0)
			return TRUE;
	if (host->any && (is_digits(name) || g_ascii_strcasecmp(name, g_get_host_name()) == 0))
		return TRUE;
	return g_ascii_strcasecmp(name, host->address) == 0;
}
