#include "events.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The longest text of a line that is told with a finding, in characters. */
#define SHOWN_MAX 1000

gboolean
events_open(Events *events, int fd)
{
	struct stat st;

	*events = (Events){.fd = -1};
	if (fstat(fd, &st) != 0 || !(S_ISSOCK(st.st_mode) || S_ISFIFO(st.st_mode)) ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return FALSE;
	events->fd = fd;
	return TRUE;
}

void
events_close(Events *events)
{
	if (events->fd >= 0)
		close(events->fd);
	events->fd = -1;
}

/* Telling ------------------------------------------------------------------------------ */

/* Write at most as much as a pipe that is ready takes at once; a broken one raises no signal. */
static ssize_t
write_some(int fd, const char *text, gsize len)
{
	const struct timespec now = {0, 0};
	sigset_t pipe, before;
	ssize_t n;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	n = write(fd, text, MIN(len, (gsize)PIPE_BUF));
	if (n < 0 && errno == EPIPE)
		sigtimedwait(&pipe, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return n;
}

static gboolean
write_all(int fd, const char *text, gsize len)
{
	while (len > 0) {
		struct pollfd ready = {.fd = fd, .events = POLLOUT};
		ssize_t n;

		if (poll(&ready, 1, EVENTS_PATIENCE) == 0)
			return FALSE;
		n = write_some(fd, text, len);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return FALSE;
		text += MAX(n, 0);
		len -= (gsize)MAX(n, 0);
	}
	return TRUE;
}

void
events_tell(Events *events, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(6));
	g_autofree char *line = g_strconcat(text, "\n", NULL);

	free(text);
	json_decref(object);
	if (events->fd >= 0 && !write_all(events->fd, line, strlen(line)))
		events_close(events);
}

static json_t *
event_new(const char *name)
{
	return json_pack("{s:s}", "event", name);
}

/* Return the place of @finding: what is printed of it before the message, and its line. */
static void
set_place(json_t *object, const Finding *finding)
{
	const Source *source = finding->span.source;
	g_autofree char *text = NULL, *valid = NULL;
	guint line, column, last, behind;
	gsize end;

	if (!source)
		return;
	source_position(source, finding->span.start, &line, &column);
	end = MIN(finding->span.end, source_line_end(source, line));
	source_position(source, MAX(end, finding->span.start), &last, &behind);
	text = source_line(source, line);
	valid = g_utf8_make_valid(text, -1);
	if (g_utf8_strlen(valid, -1) > SHOWN_MAX)
		*g_utf8_offset_to_pointer(valid, SHOWN_MAX) = '\0';
	json_object_set_new(object, "file", json_string(source->path));
	json_object_set_new(object, "line", json_integer(line));
	json_object_set_new(object, "column", json_integer(column));
	json_object_set_new(object, "length", json_integer(MAX(behind - column, 1)));
	json_object_set_new(object, "text", json_string(valid));
}

static json_t *
finding_json(const Finding *finding)
{
	const FindingKind *kind = finding_kind(finding->id);
	json_t *object = json_pack("{s:s s:s s:n s:n s:n s:n s:n s:s s:s?}", "severity",
	                           kind->severity == SEVERITY_ERROR ? "error" : "warning", "slug",
	                           kind->slug, "file", "line", "column", "length", "text",
	                           "message", finding->message, "help", finding->help);

	set_place(object, finding);
	return object;
}

void
events_findings(Events *events, Diag *diag)
{
	json_t *object = event_new("findings"), *list = json_array();

	diag_settle(diag);
	for (guint i = 0; i < diag->findings->len; i++)
		json_array_append_new(list, finding_json(g_ptr_array_index(diag->findings, i)));
	json_object_set_new(object, "findings", list);
	events_tell(events, object);
}

void
events_pages(Events *events, const GPtrArray *names)
{
	json_t *list = json_array();

	for (guint i = 0; i < names->len; i++)
		json_array_append_new(list, json_string(g_ptr_array_index(names, i)));
	events_tell(events, json_pack("{s:s s:o}", "event", "pages", "written", list));
}

void
events_progress(Events *events, const char *id, guint clean, guint rounds, double left)
{
	gint64 now = g_get_monotonic_time();

	if (events->told && now - events->told < G_USEC_PER_SEC)
		return;
	events->told = now;
	events_tell(events,
	            json_pack("{s:s s:s s:i s:i s:f}", "event", "progress", "id", id, "round",
	                      (int)clean, "rounds", (int)rounds, "left", MAX(left, 0)));
}

void
events_end(Events *events, int status, gboolean busy, const char *message)
{
	events_tell(events, json_pack("{s:s s:i s:b s:s?}", "event", "end", "status", status,
	                              "busy", busy, "error", message));
}

/* Listening ---------------------------------------------------------------------------- */

/* Take one letter of what the program says; a word ends with its line. */
static EventsWord
take(Events *events, char letter)
{
	gboolean known = !events->skipped;

	if (letter != '\n') {
		events->skipped |= events->length + 1 == sizeof events->word;
		if (!events->skipped)
			events->word[events->length++] = letter;
		return EVENTS_NOTHING;
	}
	events->word[events->length] = '\0';
	events->length = 0;
	events->skipped = FALSE;
	if (known && g_str_equal(events->word, "pause"))
		return EVENTS_PAUSE;
	return known && g_str_equal(events->word, "resume") ? EVENTS_RESUME : EVENTS_NOTHING;
}

EventsWord
events_asked(Events *events)
{
	EventsWord asked = EVENTS_NOTHING;
	struct pollfd ready = {.fd = events->fd, .events = POLLIN};

	/* the writing end of a pipe is never ready to be read */
	while (events->fd >= 0 && poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN)) {
		char text[64];
		ssize_t n = read(events->fd, text, sizeof text);

		for (ssize_t i = 0; i < n; i++) {
			EventsWord word = take(events, text[i]);

			asked = word ? word : asked;
		}
		if (n <= 0)
			break;
	}
	return asked;
}

gboolean
events_await(Events *events, EventsWord word, Interrupt *interrupt)
{
	while (!interrupt_came(interrupt)) {
		struct pollfd fds[] = {{.fd = events->fd, .events = POLLIN},
		                       {.fd = interrupt->fd, .events = POLLIN}};

		if (events->fd < 0)
			return FALSE;
		if (events_asked(events) == word)
			return TRUE;
		poll(fds, G_N_ELEMENTS(fds), -1);
	}
	return FALSE;
}
