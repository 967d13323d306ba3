/*
 * events.h - what browsers are told while they show a page, as server-sent events.
 *
 * What comes in are JSON objects, a line each, with a name in "event".  Each goes to every browser
 * that listens.  A browser that joins later gets the last one of every name but "pages", which is
 * of the moment: it looks at its page by itself.
 *
 * Knows of libmicrohttpd's connections and of lines; nothing of what events mean.
 */
#ifndef LECTERN_SERVER_EVENTS_H
#define LECTERN_SERVER_EVENTS_H

#include <glib.h>
#include <microhttpd.h>
#include <poll.h>

typedef struct Events Events;

Events *events_new(void);

/* Free it, after the daemon was stopped. */
void events_free(Events *events);

/* Tell all browsers @line.  One that is no event is passed over. */
void events_tell(Events *events, const char *line);

/* Answer a browser that wants to listen; NULL: too many do already. */
struct MHD_Response *events_join(Events *events, struct MHD_Connection *connection);

/* Add the sockets of all browsers to @fds (struct pollfd), to see which have left. */
void events_watch(const Events *events, GArray *fds);

/* Let go of those that have left, by @fds as events_watch() has made it from @first on. */
void events_look(Events *events, const GArray *fds, guint first);

/* Let go of all: a daemon is not stopped while anybody listens. */
void events_end(Events *events);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Events, events_free)

#endif
