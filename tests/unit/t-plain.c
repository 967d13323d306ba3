/* t-plain.c - the words of a line of Markdown. */
#include "plain.h"

static const char *const rows[][2] = {
	{"It is *slower*", "It is slower"},
	{"*It* (**so**) is", "It (so) is"},
	{"It takes [20 times]{.value #value-a-1} as long", "It takes 20 times as long"},
	{"[[a](b.html){.ref} c]{.claim .x} d", "a c d"},
	{"as [Figure 3](a.html#fig-a){.ref} shows", "as Figure 3 shows"},
	{"`work(a[1])` and `[x]{.y}` and `\\ `", "work(a[1]) and [x]{.y} and \\"},
	{"a\\ b &amp; \\*c\\*", "a b & *c*"},
	{"as Figure\u00a01 shows", "as Figure 1 shows"},
	{"- no list", "- no list"},
	{"1. no list", "1. no list"},
	{"# no heading", "# no heading"},
	{"$x_1 < 2$ of {a, b}", "$x_1 < 2$ of {a, b}"},
	{"an <b>old</b> word, [x]", "an old word, [x]"},
	{"", ""},
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = plain_text(rows[i][0]);

		g_assert_cmpstr(text, ==, rows[i][1]);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plain/rows", test_rows);
	return g_test_run();
}
