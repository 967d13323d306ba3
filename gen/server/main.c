/*
 * main.c - lectern-server: serves a site to browsers on this machine.
 *
 * It is a program of its own so that no other command pays for an HTTP library.  `lectern serve`
 * starts it and writes events to its standard input; it ends with that.  It prints the address of
 * the site once it listens.
 */
#include "host.h"
#include "web.h"
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Exit statuses, as those of the driver. */
enum {
	STATUS_USAGE = 2,
	STATUS_WORLD = 3,
};

int
main(int argc, char **argv)
{
	g_auto(Host) host = {.socket = -1};
	g_autofree char *problem = NULL, *url = NULL;
	char site[PATH_MAX], live[PATH_MAX];

	if (argc != 6) {
		fprintf(stderr, "usage: lectern-server SITE TEMPLATES ADDRESS PORT TRIES\n");
		return STATUS_USAGE;
	}
	/* Ctrl-C in a terminal is for the driver; we end with it. */
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (!realpath(argv[1], site) || !realpath(argv[2], live)) {
		fprintf(stderr, "lectern serve: there is no folder %s or %s\n", argv[1], argv[2]);
		return STATUS_WORLD;
	}
	problem = host_listen(&host, argv[3], (guint)g_ascii_strtoull(argv[4], NULL, 10),
	                      (guint)g_ascii_strtoull(argv[5], NULL, 10));
	if (!problem) {
		Web web = {.site = site, .live = live, .host = &host};

		url = host_url(&host);
		printf("%s\n", url);
		fflush(stdout);
		problem = web_serve(&web, STDIN_FILENO);
	}
	if (problem)
		fprintf(stderr, "lectern serve: %s\n", problem);
	return problem ? STATUS_WORLD : 0;
}
