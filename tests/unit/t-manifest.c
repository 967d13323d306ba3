/* t-manifest.c - files that are made again when they are not what was made, and those that go. */
#include "manifest.h"

#include "util.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

typedef struct Fixture {
	char *top, *site, *list;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
	(void)data;
	f->top = g_dir_make_tmp("lectern-t-manifest-XXXXXX", NULL);
	f->site = g_build_filename(f->top, "site", NULL);
	f->list = g_build_filename(f->top, "list", NULL);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	directory_remove(f->top);
	g_free(f->top);
	g_free(f->site);
	g_free(f->list);
}

static void
put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(file_write(path, text, strlen(text), NULL));
}

static gboolean
there(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Have the files @names, with blanks between them, be all that there is. */
static void
keep(const Fixture *f, const char *names)
{
	g_autoptr(Manifest) manifest = manifest_open(f->site, f->list);
	g_auto(GStrv) parts = g_strsplit(names, " ", -1);
	g_autoptr(GError) error = NULL;

	for (guint i = 0; parts[i] != NULL; i++)
		manifest_keep(manifest, parts[i]);
	g_assert_true(manifest_close(manifest, &error));
	g_assert_no_error(error);
}

/* What was made earlier goes, what others put there stays. */
static void
test_prune(Fixture *f, gconstpointer data)
{
	static const char *const names[] = {"a.html",     "a2.html",         "b.html",
	                                    "data/x.csv", "data/deep/y.csv", "theirs.txt"};
	g_autofree char *kept = NULL;

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		put(f->site, names[i], "x");
	put(f->top, "outside", "x");
	keep(f, "a.html b.html data/x.csv data/deep/y.csv");
	g_assert_true(there(f->site, "a.html"));
	keep(f, "b.html a2.html b.html");
	g_assert_false(there(f->site, "a.html"));
	g_assert_false(there(f->site, "data"));
	g_assert_true(there(f->site, "b.html"));
	g_assert_true(there(f->site, "theirs.txt"));
	g_assert_true(g_file_get_contents(f->list, &kept, NULL, NULL));
	g_assert_cmpstr(kept, ==, "a2.html\nb.html\n");

	/* a list that someone has edited leads nowhere else */
	put(f->top, "list", "../outside\n/etc/hostname\n\ngone.html\n");
	keep(f, "b.html");
	g_assert_true(there(f->top, "outside"));
}

/* Make the file "data/x" of @key, if it does not stand, and tell whether it did. */
static gboolean
make(const Fixture *f, const char *key, const char *text, gboolean close)
{
	g_autoptr(Manifest) manifest = manifest_open(f->site, f->list);
	gboolean stands = manifest_stands(manifest, "data/x", key);

	if (!stands)
		g_assert_true(manifest_put(manifest, "data/x", key, text, strlen(text), NULL));
	if (close)
		g_assert_true(manifest_close(manifest, NULL));
	return stands;
}

/* A file stands as long as key and file are what they were. */
static void
test_stands(Fixture *f, gconstpointer data)
{
	g_autofree char *path = g_build_filename(f->site, "data/x", NULL);
	const struct utimbuf past = {1, 1};

	(void)data;
	g_assert_false(make(f, "1", "one", TRUE));
	g_assert_true(make(f, "1", "one", TRUE));
	g_assert_true(make(f, "1", "one", TRUE));
	g_assert_false(make(f, "2", "two", TRUE));
	g_assert_true(make(f, "2", "two", TRUE));
	/* somebody deletes it, changes it, puts an older one there; the power fails */
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_false(make(f, "2", "two", TRUE));
	put(f->site, "data/x", "own");
	g_assert_false(make(f, "2", "two", TRUE));
	g_assert_cmpint(g_utime(path, (struct utimbuf *)&past), ==, 0);
	g_assert_false(make(f, "2", "two", TRUE));
	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	g_assert_false(make(f, "2", "two", TRUE));
	g_assert_true(make(f, "2", "two", TRUE));
	/* a build that is interrupted, and then what was there before it */
	g_assert_false(make(f, "3", "new", FALSE));
	g_assert_false(make(f, "2", "two", TRUE));
	g_assert_true(make(f, "2", "two", TRUE));
	/* the list alone tells what there is */
	put(f->top, "list.stamps", "broken");
	g_assert_false(make(f, "2", "two", TRUE));
	keep(f, "other");
	g_assert_false(there(f->site, "data/x"));
}

/* A copy is made again when the file it is of was written again, even in the same moment. */
static void
test_copy(Fixture *f, gconstpointer data)
{
	static const char *const texts[] = {"one", "two", "two"};
	g_autofree char *from = g_build_filename(f->top, "from", NULL);
	g_autofree char *to = g_build_filename(f->site, "to", NULL);

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Manifest) manifest = manifest_open(f->site, f->list);
		g_autofree char *got = NULL;

		put(f->top, "from", texts[i]);
		g_assert_true(manifest_copy(manifest, "to", from, NULL));
		g_assert_true(manifest_close(manifest, NULL));
		g_assert_true(g_file_get_contents(to, &got, NULL, NULL));
		g_assert_cmpstr(got, ==, texts[i]);
	}
	g_autoptr(Manifest) manifest = manifest_open(f->site, f->list);
	g_autoptr(GError) error = NULL;
	g_assert_cmpint(g_unlink(from), ==, 0);
	g_assert_false(manifest_copy(manifest, "to", from, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/manifest/prune", Fixture, NULL, set_up, test_prune, tear_down);
	g_test_add("/manifest/stands", Fixture, NULL, set_up, test_stands, tear_down);
	g_test_add("/manifest/copy", Fixture, NULL, set_up, test_copy, tear_down);
	return g_test_run();
}
