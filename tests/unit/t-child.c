/* t-child.c - children end as they should, and nothing of theirs is left. */
#include "child.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct Fixture {
	char *folder, *out, *err;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
	(void)data;
	f->folder = g_dir_make_tmp("lectern-t-child-XXXXXX", NULL);
	f->out = g_build_filename(f->folder, "out", NULL);
	f->err = g_build_filename(f->folder, "err", NULL);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	g_unlink(f->out);
	g_unlink(f->err);
	g_rmdir(f->folder);
	g_free(f->folder);
	g_free(f->out);
	g_free(f->err);
}

/* Run a shell script to its end. */
static void
shell(Fixture *f, const char *script, double timeout, ChildEnd *end)
{
	char *argv[] = {(char *)"/bin/sh", (char *)"-c", (char *)script, NULL};
	g_auto(GStrv) env = g_get_environ();
	Interrupt interrupt = {.fd = -1};
	Child child = {.argv = argv, .env = env, .out = f->out, .err = f->err, .timeout = timeout};

	g_assert_true(child_run(&child, &interrupt, end, NULL));
}

static void
test_ends(Fixture *f, gconstpointer data)
{
	static const struct {
		const char *script;
		ChildStatus status;
		int code;
		const char *output, *message;
	} rows[] = {
		{"echo hello", CHILD_EXITED, 0, "hello\n", NULL},
		{"exit 3", CHILD_FAILED, 3, "", "it ended with status 3"},
		{"kill -SEGV $$", CHILD_KILLED, SIGSEGV, "", "signal 11"},
		{"ulimit -f 1; head -c 4096 /dev/zero | tr '\\0' x; kill -XFSZ $$", CHILD_KILLED,
	         SIGXFSZ, NULL, "MiB to one file"},
	};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(ChildEnd) end = {0};

		shell(f, rows[i].script, 30, &end);
		g_assert_cmpint(end.status, ==, rows[i].status);
		g_assert_cmpint(end.code, ==, rows[i].code);
		if (rows[i].output)
			g_assert_cmpstr(end.output, ==, rows[i].output);
		if (rows[i].message)
			g_assert_nonnull(strstr(end.message, rows[i].message));
		else
			g_assert_null(end.message);
	}
}

static void
test_timeout(Fixture *f, gconstpointer data)
{
	g_auto(ChildEnd) end = {0};

	(void)data;
	shell(f, "sleep 1000", 0.2, &end);
	g_assert_cmpint(end.status, ==, CHILD_TIMED_OUT);
	g_assert_nonnull(strstr(end.message, "`timeout:`"));
}

/* Also what left the process group and outlived its parent is killed. */
static void
test_orphans(Fixture *f, gconstpointer data)
{
	g_auto(ChildEnd) end = {0};

	(void)data;
	child_adopt_orphans();
	shell(f, "setsid sleep 1000 & echo $!; sleep 1000 & echo $!; exit 0", 30, &end);
	g_assert_cmpint(end.status, ==, CHILD_EXITED);
	g_auto(GStrv) pids = g_strsplit(g_strchomp(end.output), "\n", -1);
	g_assert_cmpuint(g_strv_length(pids), ==, 2);
	for (guint i = 0; pids[i]; i++) {
		g_assert_cmpint(kill((pid_t)g_ascii_strtoll(pids[i], NULL, 10), 0), ==, -1);
		g_assert_cmpint(errno, ==, ESRCH);
	}
}

static void
test_output(Fixture *f, gconstpointer data)
{
	g_auto(ChildEnd) end = {0};

	(void)data;
	shell(f, "head -c 1000000 /dev/zero | tr '\\0' x; printf '\\377'", 30, &end);
	g_assert_cmpint(end.status, ==, CHILD_EXITED);
	g_assert_cmpuint(strlen(end.output), <, CHILD_OUTPUT + 200);
	g_assert_nonnull(strstr(end.output, "of 1000001 bytes are shown"));
	g_assert_true(g_utf8_validate(end.output, -1, NULL));
}

static void
test_interrupt(Fixture *f, gconstpointer data)
{
	char *argv[] = {(char *)"/bin/sh", (char *)"-c", (char *)"kill -INT $PPID; sleep 1000",
	                NULL};
	g_auto(GStrv) env = g_get_environ();
	g_auto(ChildEnd) end = {0};
	Interrupt interrupt;
	Child child = {.argv = argv, .env = env, .out = f->out, .err = f->err, .timeout = 30};

	(void)data;
	g_assert_true(interrupt_open(&interrupt, NULL));
	g_assert_false(interrupt_came(&interrupt));
	g_assert_true(child_run(&child, &interrupt, &end, NULL));
	g_assert_cmpint(end.status, ==, CHILD_INTERRUPTED);
	g_assert_cmpint(interrupt.signal, ==, SIGINT);
	interrupt_close(&interrupt);
}

/* Ctrl-C ends both at once when the child is not in its own process group yet. */
static void
test_both(Fixture *f, gconstpointer data)
{
	char *argv[] = {(char *)"/bin/sh", (char *)"-c", (char *)"kill -INT $PPID $$", NULL};
	g_auto(GStrv) env = g_get_environ();
	Child child = {.argv = argv, .env = env, .out = f->out, .err = f->err, .timeout = 30};

	(void)data;
	for (int i = 0; i < 20; i++) {
		g_auto(ChildEnd) end = {0};
		Interrupt interrupt;

		g_assert_true(interrupt_open(&interrupt, NULL));
		g_assert_true(child_run(&child, &interrupt, &end, NULL));
		g_assert_cmpint(end.status, ==, CHILD_INTERRUPTED);
		interrupt_close(&interrupt);
	}
}

static void
test_missing(Fixture *f, gconstpointer data)
{
	char *argv[] = {(char *)"/nonexistent/program", NULL};
	g_auto(GStrv) env = g_get_environ();
	g_auto(ChildEnd) end = {0};
	Interrupt interrupt = {.fd = -1};
	Child child = {.argv = argv, .env = env, .out = f->out, .err = f->err, .timeout = 30};

	(void)data;
	g_assert_true(child_run(&child, &interrupt, &end, NULL));
	g_assert_cmpint(end.status, ==, CHILD_FAILED);
	g_assert_cmpint(end.code, ==, 127);
	g_assert_nonnull(strstr(end.errors, "/nonexistent/program"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/child/ends", Fixture, NULL, set_up, test_ends, tear_down);
	g_test_add("/child/timeout", Fixture, NULL, set_up, test_timeout, tear_down);
	g_test_add("/child/orphans", Fixture, NULL, set_up, test_orphans, tear_down);
	g_test_add("/child/output", Fixture, NULL, set_up, test_output, tear_down);
	g_test_add("/child/interrupt", Fixture, NULL, set_up, test_interrupt, tear_down);
	g_test_add("/child/both", Fixture, NULL, set_up, test_both, tear_down);
	g_test_add("/child/missing", Fixture, NULL, set_up, test_missing, tear_down);
	return g_test_run();
}
