/*
 * web.h - the HTTP server of a site: files as they are, and pages that change while they are shown.
 *
 * Answers GET and HEAD.  Every page gets a script with which it follows the events; the files stay
 * as they are.  Addresses below /.lectern/ are ours: the script, live.js, its style sheet, and
 * events.
 *
 * One thread: web_serve() sleeps until there is something to do.
 *
 * Knows of HTTP; nothing of what is in pages and events.
 */
#ifndef LECTERN_SERVER_WEB_H
#define LECTERN_SERVER_WEB_H

#include "host.h"

typedef struct Web {
	const char *site; /* folder, a real path */
	const char *live; /* folder of the script and its style sheet */
	const Host *host;
} Web;

/*
 * Serve until descriptor @input, which gives lines of events, ends.  Return an error in words, or
 * NULL.
 */
char *web_serve(const Web *web, int input);

#endif
