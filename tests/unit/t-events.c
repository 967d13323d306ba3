/* t-events.c - what a build tells the program that drives it, and what it hears. */
#include "events.h"
#include "texts.h"
#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Fixture {
	Events events;
	int other; /* the program's end */
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
	int ends[2];

	(void)data;
	g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
	g_assert_true(events_open(&f->events, ends[0]));
	f->other = ends[1];
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	events_close(&f->events);
	close(f->other);
}

/* Check that the next line which the program reads is @line. */
static void
hear(const Fixture *f, const char *line)
{
	g_autofree char *got = g_malloc0(strlen(line) + 2);

	g_assert_cmpint(read(f->other, got, strlen(line) + 1), ==, strlen(line) + 1);
	g_assert_cmpstr(g_strchomp(got), ==, line);
}

static void
say(const Fixture *f, const char *text)
{
	g_assert_cmpint(write(f->other, text, strlen(text)), ==, strlen(text));
}

static void
test_findings(Fixture *f, gconstpointer data)
{
	g_autoptr(Source) source = text_source("one\n\303\274ber \377two\n");
	g_autoptr(Diag) diag = diag_new();

	(void)data;
	diag_add(diag, source_span(source, 11, 14), FINDING_OPTION_TYPE, "help", "second");
	diag_add(diag, source_span(source, 0, 9), FINDING_NOTE_TITLE, NULL, "first");
	diag_add(diag, source_span(source, 0, 9), FINDING_NOTE_TITLE, NULL, "first");
	events_findings(&f->events, diag);
	hear(f, "{\"event\":\"findings\",\"findings\":["
	        "{\"severity\":\"warning\",\"slug\":\"note-title\",\"file\":\"test.md\",\"line\":1,"
	        "\"column\":1,\"length\":3,\"text\":\"one\",\"message\":\"first\",\"help\":null},"
	        "{\"severity\":\"error\",\"slug\":\"option-type\",\"file\":\"test.md\",\"line\":2,"
	        "\"column\":7,\"length\":3,\"text\":\"\303\274ber \357\277\275two\","
	        "\"message\":\"second\",\"help\":\"help\"}]}");
	g_ptr_array_set_size(diag->findings, 0);
	diag_add(diag, source_nowhere(), FINDING_NOTE_EMPTY, NULL, "nowhere");
	events_findings(&f->events, diag);
	hear(f, "{\"event\":\"findings\",\"findings\":["
	        "{\"severity\":\"warning\",\"slug\":\"note-empty\",\"file\":null,\"line\":null,"
	        "\"column\":null,\"length\":null,\"text\":null,\"message\":\"nowhere\","
	        "\"help\":null}]}");
}

/* More than once a second is too often. */
static void
test_progress(Fixture *f, gconstpointer data)
{
	(void)data;
	events_progress(&f->events, "one", 0, 10, 2.5);
	events_progress(&f->events, "one", 1, 10, 2.25);
	f->events.told -= G_USEC_PER_SEC;
	events_progress(&f->events, "one", 2, 10, -1);
	hear(f, "{\"event\":\"progress\",\"id\":\"one\",\"round\":0,\"rounds\":10,\"left\":2.5}");
	hear(f, "{\"event\":\"progress\",\"id\":\"one\",\"round\":2,\"rounds\":10,\"left\":0.0}");
	events_end(&f->events, 3, TRUE, "no");
	hear(f, "{\"event\":\"end\",\"status\":3,\"busy\":true,\"error\":\"no\"}");
}

static void
test_words(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *said;
		EventsWord heard;
	} rows[] = {
		{"", EVENTS_NOTHING},
		{"pause\n", EVENTS_PAUSE},
		{"pau", EVENTS_NOTHING},
		{"se\nresu", EVENTS_PAUSE},
		{"me\n", EVENTS_RESUME},
		{"pause\nresume\n", EVENTS_RESUME},
		{"resume\nhm\n", EVENTS_RESUME},
		{"pauses\n", EVENTS_NOTHING},
		{"a word that is much longer than all that we know\npause", EVENTS_NOTHING},
		{"\n\n", EVENTS_PAUSE},
		{"a word that is much longer than all that we know pause\n", EVENTS_NOTHING},
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		say(f, rows[i].said);
		g_assert_cmpint(events_asked(&f->events), ==, rows[i].heard);
	}
}

/* A program that has gone away raises no SIGPIPE, which would end this test. */
static void
test_gone(Fixture *f, gconstpointer data)
{
	Interrupt interrupt;

	(void)data;
	g_assert_true(interrupt_open(&interrupt, NULL));
	g_assert_true(interrupt_attend(&interrupt, f->events.fd, NULL));
	say(f, "pause\n");
	g_assert_false(interrupt_came(&interrupt));
	g_assert_true(events_await(&f->events, EVENTS_PAUSE, &interrupt));
	close(f->other);
	g_assert_false(events_await(&f->events, EVENTS_RESUME, &interrupt));
	g_assert_cmpint(interrupt.signal, ==, SIGHUP);
	interrupt_close(&interrupt);
	events_end(&f->events, 0, FALSE, NULL);
	g_assert_cmpint(f->events.fd, ==, -1);
	events_end(&f->events, 0, FALSE, NULL);
	g_assert_cmpint(events_asked(&f->events), ==, EVENTS_NOTHING);
}

static void
test_pipe(void)
{
	Events events;
	int ends[2], null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_true(events_open(&events, ends[1]));
	g_assert_cmpint(fcntl(ends[1], F_GETFD), ==, FD_CLOEXEC);
	g_assert_cmpint(events_asked(&events), ==, EVENTS_NOTHING);
	close(ends[0]);
	events_end(&events, 0, FALSE, NULL);
	g_assert_cmpint(events.fd, ==, -1);
	g_assert_false(events_open(&events, null));
	close(null);
	g_assert_false(events_open(&events, null));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/events/findings", Fixture, NULL, set_up, test_findings, tear_down);
	g_test_add("/events/progress", Fixture, NULL, set_up, test_progress, tear_down);
	g_test_add("/events/words", Fixture, NULL, set_up, test_words, tear_down);
	g_test_add("/events/gone", Fixture, NULL, set_up, test_gone, tear_down);
	g_test_add_func("/events/pipe", test_pipe);
	return g_test_run();
}
