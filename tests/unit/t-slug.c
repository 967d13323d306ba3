/* t-slug.c - titles as names of files, and ids that are free. */
#include "slug.h"

#include <string.h>

static void
test_make(void)
{
	static const struct {
		const char *title, *language, *slug;
	} rows[] = {
		{"Threads", "en", "threads"},
		{"Threads and Processes, Measured", "en", "threads-and-processes-measured"},
		{"  --Blanks\tand  dashes -- ", "en", "blanks-and-dashes"},
		{"The \"best\" way: a/b?", "en", "the-best-way-a-b"},
		{"It doesn't, it doesn\342\200\231t", "en", "it-doesnt-it-doesnt"},
		{"C++ & C", "en", "c-c"},
		{"100 %", NULL, "100"},
		{"\303\234ber F\303\244den", "de", "ueber-faeden"},
		{"\303\234ber F\303\244den", "de-AT", "ueber-faeden"},
		{"U\314\210ber Fa\314\210den", "de", "ueber-faeden"}, /* decomposed */
		{"\303\234ber F\303\244den", "en", "uber-faden"},
		{"\303\234ber F\303\244den", NULL, "uber-faden"},
		{"Gr\303\266\303\237e", "de", "groesse"},
		{"Ma\303\256tre d'h\303\264tel", "fr", "maitre-dhotel"},
		{"\344\270\255\346\226\207", "zh", "note"},
		{"\360\237\247\265 threads", "en", "threads"},
		{"!?", "en", "note"},
		{"", "en", "note"},
		/* what fits, in whole words, also where the last one just fits */
		{"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeee", "en",
	         "aaaaaaaaa-bbbbbbbbb-ccccccccc-ddddddddd"},
		{"aaaaaaaaa bbbbbbbbb ccccccccc dddddddddd eeee", "en",
	         "aaaaaaaaa-bbbbbbbbb-ccccccccc-dddddddddd"},
		{"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddddd", "en",
	         "aaaaaaaaa-bbbbbbbbb-ccccccccc"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "en",
	         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *slug = slug_make(rows[i].title, rows[i].language);

		g_assert_cmpstr(slug, ==, rows[i].slug);
		g_assert_cmpuint(strlen(slug), <=, SLUG_MAX);
	}
}

static void
test_id(void)
{
	static const struct {
		const char *slug, *id;
	} rows[] = {
		{"threads", "threads"}, {"taken", "taken-3"}, {"3-ways-out", "ways-out"},
		{"2026", "note"},       {"10-2", "note"},     {"machine", "machine-2"},
	};
	g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);

	g_hash_table_add(used, (gpointer) "taken");
	g_hash_table_add(used, (gpointer) "taken-2");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *id = slug_id(rows[i].slug, used);

		g_assert_cmpstr(id, ==, rows[i].id);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/slug/make", test_make);
	g_test_add_func("/slug/id", test_id);
	return g_test_run();
}
