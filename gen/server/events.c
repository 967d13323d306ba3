#include "events.h"
#include <jansson.h>
#include <string.h>

#define MOST_BROWSERS 64
#define MOST_KINDS    16

/* What may wait for one browser, in B.  One that is slower is let go: it comes again. */
#define MOST_WAITING ((gsize)8 * 1024 * 1024)

/* Soon after it has lost us a browser tries again, in ms. */
#define GREETING "retry: 500\n\n"

typedef struct Browser {
	Events *events;
	struct MHD_Connection *connection;
	GString *waiting;   /* not sent yet */
	gboolean suspended; /* nothing waits */
	gboolean over;      /* it is let go */
} Browser;

struct Events {
	GPtrArray *browsers; /* Browser, owned by their answers */
	GHashTable *last;    /* name to line */
};

Events *
events_new(void)
{
	Events *events = g_new0(Events, 1);

	events->browsers = g_ptr_array_new();
	events->last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return events;
}

void
events_free(Events *events)
{
	if (!events)
		return;
	g_ptr_array_unref(events->browsers);
	g_hash_table_unref(events->last);
	g_free(events);
}

/* A browser ---------------------------------------------------------------------------- */

static void
wake(Browser *browser)
{
	if (browser->suspended)
		MHD_resume_connection(browser->connection);
	browser->suspended = FALSE;
}

/* Called for the next bytes of the answer, and again after each resumption. */
static ssize_t
next_bytes(void *data, uint64_t position, char *buffer, size_t max)
{
	Browser *browser = data;
	gsize n = MIN(max, browser->waiting->len);

	(void)position;
	if (browser->over)
		return MHD_CONTENT_READER_END_OF_STREAM;
	memcpy(buffer, browser->waiting->str, n);
	g_string_erase(browser->waiting, 0, (gssize)n);
	if (n == 0) {
		MHD_suspend_connection(browser->connection);
		browser->suspended = TRUE;
	}
	return (ssize_t)n;
}

static void
leave(void *data)
{
	Browser *browser = data;

	g_ptr_array_remove_fast(browser->events->browsers, browser);
	g_string_free(browser->waiting, TRUE);
	g_free(browser);
}

struct MHD_Response *
events_join(Events *events, struct MHD_Connection *connection)
{
	struct MHD_Response *response;
	GHashTableIter iter;
	gpointer line;
	Browser *browser;

	if (events->browsers->len >= MOST_BROWSERS)
		return NULL;
	browser = g_new0(Browser, 1);
	browser->events = events;
	browser->connection = connection;
	browser->waiting = g_string_new(GREETING);
	g_hash_table_iter_init(&iter, events->last);
	while (g_hash_table_iter_next(&iter, NULL, &line))
		g_string_append_printf(browser->waiting, "data: %s\n\n", (const char *)line);
	g_ptr_array_add(events->browsers, browser);
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, next_bytes, browser,
	                                             leave);
	if (!response)
		leave(browser);
	return response;
}

/* All of them -------------------------------------------------------------------------- */

void
events_tell(Events *events, const char *line)
{
	json_t *event = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	const char *name = json_string_value(json_object_get(event, "event"));

	if (name && !g_str_equal(name, "pages") &&
	    (g_hash_table_contains(events->last, name) ||
	     g_hash_table_size(events->last) < MOST_KINDS))
		g_hash_table_replace(events->last, g_strdup(name), g_strdup(line));
	for (guint i = 0; name && i < events->browsers->len; i++) {
		Browser *browser = g_ptr_array_index(events->browsers, i);

		g_string_append_printf(browser->waiting, "data: %s\n\n", line);
		browser->over |= browser->waiting->len > MOST_WAITING;
		wake(browser);
	}
	json_decref(event);
}

void
events_end(Events *events)
{
	for (guint i = 0; i < events->browsers->len; i++) {
		Browser *browser = g_ptr_array_index(events->browsers, i);

		browser->over = TRUE;
		wake(browser);
	}
}

void
events_watch(const Events *events, GArray *fds)
{
	for (guint i = 0; i < events->browsers->len; i++) {
		const Browser *browser = g_ptr_array_index(events->browsers, i);
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
			browser->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		struct pollfd fd = {.fd = info && browser->suspended ? info->connect_fd : -1,
		                    .events = POLLRDHUP};

		g_array_append_val(fds, fd);
	}
}

void
events_look(Events *events, const GArray *fds, guint first)
{
	for (guint i = 0; i < events->browsers->len && first + i < fds->len; i++) {
		Browser *browser = g_ptr_array_index(events->browsers, i);

		if (g_array_index(fds, struct pollfd, first + i).revents) {
			browser->over = TRUE;
			wake(browser);
		}
	}
}
