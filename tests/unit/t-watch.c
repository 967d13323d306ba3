/* t-watch.c - what is told of changed files, with the real inotify in a folder of its own. */
#include "util.h"
#include "watch.h"
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So often is tried what a busy machine can spoil. */
#define TRIES 20

typedef struct Fixture {
	char *top; /* the current folder while it runs */
	Watch *watch;
	GString *told; /* paths, a blank after each, "|" after each time */
} Fixture;

static void
on_told(const GPtrArray *paths, const GError *problem, gpointer data)
{
	Fixture *fixture = data;

	g_assert_no_error(problem);
	for (guint i = 0; i < paths->len; i++)
		g_string_append_printf(fixture->told, "%s ", (const char *)paths->pdata[i]);
	g_string_append_c(fixture->told, '|');
}

static void
put(const char *path, const char *text)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd;

	g_mkdir_with_parents(folder, 0755);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, text, strlen(text)), ==, strlen(text));
	close(fd);
}

/* Begin to write @path, and go on. */
static int
begin(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, "half", 4), ==, 4);
	return fd;
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
	static const char *const folders[] = {"./notes/", "experiments", NULL};
	g_autoptr(GError) error = NULL;

	(void)data;
	fixture->top = g_dir_make_tmp("lectern-watch-XXXXXX", NULL);
	g_assert_cmpint(chdir(fixture->top), ==, 0);
	put("notes/a.md", "a");
	put("notes/images/deep/b.svg", "b");
	put("notes/out/site/page.html", "page");
	fixture->told = g_string_new(NULL);
	fixture->watch = watch_new(folders, "notes/out", on_told, fixture, &error);
	g_assert_no_error(error);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
	(void)data;
	watch_free(fixture->watch);
	g_assert_cmpint(chdir("/"), ==, 0);
	directory_remove(fixture->top);
	g_string_free(fixture->told, TRUE);
	g_free(fixture->top);
}

/* Run until something is told; return it, and forget it (transfer full). */
static char *
listen_once(Fixture *fixture)
{
	char *told;

	while (fixture->told->len == 0)
		g_main_context_iteration(NULL, TRUE);
	told = g_strdup(fixture->told->str);
	g_string_truncate(fixture->told, 0);
	return told;
}

static void
expect(Fixture *fixture, const char *wanted)
{
	g_autofree char *told = listen_once(fixture);

	g_assert_cmpstr(told, ==, wanted);
}

/* Take the events that have come. */
static void
let_in(void)
{
	while (g_main_context_iteration(NULL, FALSE))
		;
}

static void
test_saved(Fixture *fixture, gconstpointer data)
{
	(void)data;
	put("notes/a.md", "b");
	expect(fixture, "notes/a.md |");
	put("notes/images/deep/b.svg", "c");
	put("notes/images/new.png", "new");
	expect(fixture, "notes/images/deep/b.svg notes/images/new.png |");
	unlink("notes/a.md");
	expect(fixture, "notes/a.md |");
	g_assert_cmpint(symlink("images/new.png", "notes/link.png"), ==, 0);
	expect(fixture, "notes/link.png |");
	g_assert_cmpint(link("notes/images/new.png", "notes/hard.png"), ==, 0);
	/* the other name, too, has one more now */
	g_autofree char *told = listen_once(fixture);
	g_assert_nonnull(strstr(told, "notes/hard.png "));
	let_in();
	g_string_truncate(fixture->told, 0);
	g_assert_cmpint(chmod("notes/hard.png", 0600), ==, 0);
	expect(fixture, "notes/hard.png |");
}

static void
test_noise(Fixture *fixture, gconstpointer data)
{
	static const char *const names[] = {".a.md.swp", ".#a.md", "#a.md#",      "a.md~",
	                                    "4913",      "x.swp",  "a.tmp",       ".hidden/a.md",
	                                    "m.pyc",     "out/b",  "___jb_old___"};

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename("notes", names[i], NULL);

		put(path, "noise");
		unlink(path);
	}
	put("notes/out/site/page.html", "new");
	put("elsewhere.md", "not watched");
	put("notes/b.md", "b");
	expect(fixture, "notes/b.md |");
	g_assert_false(watch_is_noise("4913.md"));
	g_assert_false(watch_is_noise("#1.md"));
}

/* As editors do: a new file in place of the old; a backup, the file anew; emptied, then filled. */
static void
test_editors(Fixture *fixture, gconstpointer data)
{
	(void)data;
	for (guint i = 0; i < TRIES; i++) {
		put("notes/.a.md.new", "whole");
		rename("notes/.a.md.new", "notes/a.md");
		expect(fixture, "notes/a.md |");
		put("notes/sedAbCdEf", "a scrap with a name like others");
		rename("notes/sedAbCdEf", "notes/a.md");
		expect(fixture, "notes/a.md |");
		rename("notes/a.md", "notes/a.md~");
		let_in();
		put("notes/a.md", "anew");
		unlink("notes/a.md~");
		g_autofree char *dance = listen_once(fixture);
		put("notes/a.md", "");
		let_in();
		put("notes/a.md", "filled");
		g_autofree char *emptied = listen_once(fixture);
		if (g_str_equal(dance, "notes/a.md |") && g_str_equal(emptied, "notes/a.md |"))
			break;
		g_assert_cmpuint(i + 1, <, TRIES);
		g_usleep(WATCH_PATIENCE * 1000); /* the rest of it is told, too */
		let_in();
		g_string_truncate(fixture->told, 0);
	}
	let_in();
	g_assert_cmpstr(fixture->told->str, ==, "");
}

/* A file that is being written is waited for, while another is saved. */
static void
test_half(Fixture *fixture, gconstpointer data)
{
	gboolean waited = FALSE;

	(void)data;
	for (guint i = 0; i < TRIES && !waited; i++) {
		int fd = begin("notes/long.md");

		let_in();
		put("notes/a.md", "whole");
		for (guint k = 0; k < 3; k++) {
			g_usleep(20000); /* longer than what is written whole takes to settle */
			let_in();
		}
		waited = fixture->told->len == 0;
		close(fd);
		g_autofree char *told = listen_once(fixture);
		waited &= g_str_equal(told, "notes/a.md notes/long.md |");
	}
	g_assert_true(waited);
}

/* But not for ever. */
static void
test_endless(Fixture *fixture, gconstpointer data)
{
	int fd = begin("notes/log.md");

	(void)data;
	put("notes/a.md", "whole");
	while (fixture->told->len == 0) {
		g_assert_cmpint(write(fd, "more", 4), ==, 4);
		g_main_context_iteration(NULL, FALSE);
	}
	g_assert_cmpstr(fixture->told->str, ==, "notes/a.md |");
	close(fd);
}

static void
test_folders(Fixture *fixture, gconstpointer data)
{
	(void)data;
	put("notes/new/inner/c.md", "c");
	g_autofree char *first = listen_once(fixture);
	g_assert_true(g_str_has_prefix(first, "notes/new "));
	put("notes/new/inner/c.md", "d");
	g_autofree char *told = listen_once(fixture);
	g_assert_nonnull(strstr(told, "notes/new/inner/c.md "));
	rename("notes/new", "moved");
	expect(fixture, "notes/new |");
	put("moved/inner/c.md", "elsewhere");
	put("notes/a.md", "b");
	expect(fixture, "notes/a.md |");
	/* a folder that was missing, and one that is there anew */
	put("experiments/work.c", "c");
	g_autofree char *late = listen_once(fixture);
	g_assert_true(g_str_has_prefix(late, "experiments "));
	let_in();
	rename("notes", "away");
	expect(fixture, "notes |");
	put("away/a.md", "elsewhere");
	rename("away", "notes");
	expect(fixture, "notes |");
	put("notes/images/new.png", "there");
	expect(fixture, "notes/images/new.png |");
	/* a circle has an end */
	g_assert_cmpint(symlink("..", "notes/images/up"), ==, 0);
	expect(fixture, "notes/images/up |");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add("/watch/" #name, Fixture, NULL, set_up, test_##name, tear_down)
	TEST(saved);
	TEST(noise);
	TEST(editors);
	TEST(half);
	TEST(endless);
	TEST(folders);
	return g_test_run();
}
