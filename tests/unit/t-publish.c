/* t-publish.c - what changes where a site is published, without git and without rsync. */
#include "rsync.h"
#include "util.h"

#include <string.h>

/* Check that the files that @change are @names, joined by blanks. */
static void
assert_names(const Publication *publication, Change change, const char *names)
{
	g_autoptr(GString) found = g_string_new(NULL);

	for (guint i = 0; i < publication->names[change]->len; i++)
		g_string_append_printf(found, "%s%s", i > 0 ? " " : "",
		                       (char *)g_ptr_array_index(publication->names[change], i));
	g_assert_cmpstr(found->str, ==, names);
}

/* What rsync prints for --out-format='%i %n'. */
static void
test_rsync_read(void)
{
	static const char out[] = "created directory www\n"
				  "cannot delete non-empty directory: mixed\n"
				  "*deleting   old page.html\n"
				  "*deleting   old/\n"
				  ".d..t...... ./\n"
				  "<f+++++++++ new.html\n"
				  ">f+++++++++ here.html\n"
				  "<f+++++++++ .lectern-files\n"
				  "<fcst...... changed.html\n"
				  ".f..t...... touched.html\n"
				  "cd+++++++++ assets/\n"
				  "<f+++++++++ assets/a b.css\n";
	g_autoptr(Publication) publication = publication_new(NULL, "T", "site", "notes", "work");

	rsync_read(publication, out);
	assert_names(publication, CHANGE_ADDED, "new.html here.html assets/a b.css");
	assert_names(publication, CHANGE_CHANGED, "changed.html");
	assert_names(publication, CHANGE_REMOVED, "old page.html");
	g_assert_cmpuint(publication_count(publication), ==, 5);
}

/* Only what the last list names may be deleted, with the folders above it. */
static void
test_rsync_rules(void)
{
	g_autoptr(Publication) publication = publication_new(NULL, "T", "site", "notes", "work");
	g_autofree char *rules = NULL;

	publication->list = g_strdup("a.html\nold/deep/b.html\nc*[1].html\nback\\slash\n");
	g_ptr_array_add(publication->files, g_strdup("a.html"));
	rules = rsync_rules(publication);
	g_assert_cmpstr(rules, ==,
	                "R /old/deep/b.html\nR /old/deep/\nR /old/\nR /c\\*\\[1].html\n"
	                "R /back\\slash\nP *\n");
}

static void
put(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(file_write(path, text, strlen(text), NULL));
}

static void
test_read(void)
{
	g_autofree char *site = g_dir_make_tmp("lectern-XXXXXX", NULL);
	g_autoptr(Publication) publication = publication_new(NULL, "T", site, "notes", "work");
	g_autoptr(GError) error = NULL;

	put(site, "index.html", "start");
	put(site, "assets/a.css", "look");
	put(site, ".nojekyll", "");
	g_assert_true(publication_read(publication, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(publication->files->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(publication->files, 0), ==, ".nojekyll");
	g_assert_cmpstr(g_ptr_array_index(publication->files, 1), ==, "assets/a.css");
	g_assert_cmpuint(publication->bytes, ==, 9);
	put(site, "two\nlines", "x");
	g_assert_false(publication_read(publication, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
	directory_remove(site);
}

/* What a user sees of the changes: pages first, and not a hundred lines. */
static void
test_print(void)
{
	g_autoptr(Publication) publication = publication_new(NULL, "T", "site", "notes", "work");
	g_autofree char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	publication_add(publication, CHANGE_REMOVED, "old.html");
	publication_add(publication, CHANGE_CHANGED, "a.css");
	publication_add(publication, CHANGE_CHANGED, "b.html");
	for (guint i = 0; i < 22; i++) {
		g_autofree char *name = g_strdup_printf("data/%02u.csv", i);

		publication_add(publication, CHANGE_ADDED, name);
	}
	publication_print(publication, out);
	g_assert_cmpint(fclose(out), ==, 0);
	g_assert_true(g_str_has_prefix(text, "added        22 other files\n  + data/00.csv\n"));
	g_assert_true(g_str_has_suffix(text, "  + data/19.csv\n  + and 2 more\n"
	                                     "changed      1 page, 1 other file\n"
	                                     "  ~ b.html\n  ~ a.css\n"
	                                     "removed      1 page\n  - old.html\n"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/publish/rsync-read", test_rsync_read);
	g_test_add_func("/publish/rsync-rules", test_rsync_rules);
	g_test_add_func("/publish/read", test_read);
	g_test_add_func("/publish/print", test_print);
	return g_test_run();
}
