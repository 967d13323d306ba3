/* t-address.c - addresses of the published site and of its pages. */
#include "address.h"

typedef struct Row {
	const char *base, *file, *page, *root;
} Row;

static const Row rows[] = {
	{"https://x.org/course/", "04-gil.html", "https://x.org/course/04-gil.html", "/course/"},
	{"https://x.org/course", "index.html", "https://x.org/course/", "/course/"},
	{"https://x.org", "a.html", "https://x.org/a.html", "/"},
	{"http://x.org:8080/a%20b/", "ledger.html", "http://x.org:8080/a%20b/ledger.html",
         "/a%20b/"},
	{"https://x.org/", "Über uns.html", "https://x.org/%C3%9Cber%20uns.html", "/"},
	{NULL, "a.html", NULL, ""},
};

static void
test_pages(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *page = address_page(rows[i].base, rows[i].file);
		g_autofree char *root = address_root(rows[i].base);

		g_assert_cmpstr(page, ==, rows[i].page);
		g_assert_cmpstr(root, ==, rows[i].root);
	}
}

static void
test_sites(void)
{
	static const char *const good[] = {"https://x.org", "http://localhost:8000/a/b/"};
	static const char *const bad[] = {"x.org/course",     "ftp://x.org/",  "https://",
	                                  "https://x.org/?a", "https://x/#b",  "/course/",
	                                  "mailto:a@x.org",   "https://x y.z", ""};

	for (guint i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(address_is_site(good[i]));
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_test_message("%s", bad[i]);
		g_assert_false(address_is_site(bad[i]));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/address/pages", test_pages);
	g_test_add_func("/address/sites", test_sites);
	return g_test_run();
}
