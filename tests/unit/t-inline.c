/* t-inline.c - links are found where cmark sees them: same number, same kind, same address. */
#include "inline.h"
#include "markdown.h"
#include "texts.h"

/* Return what was found in @text as "KIND<span>" words (transfer full). */
static char *
describe(const char *text)
{
	static const char *const kinds[] = {"link", "image",   "auto", "code",
	                                    "html", "comment", "math", "at"};
	g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) found = inline_scan(text, strlen(text), 0, none);
	g_autoptr(GString) words = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++) {
		const Inline *at = &g_array_index(found, Inline, i);

		g_string_append_printf(words, "%s%s<%.*s>", i > 0 ? " " : "", kinds[at->kind],
		                       (int)(at->all.end - at->all.start), text + at->all.start);
	}
	return g_string_free(g_steal_pointer(&words), FALSE);
}

static void
test_kinds(void)
{
	static const struct {
		const char *text, *found;
	} rows[] = {
		{"a [b](c) d", "link<[b](c)>"},
		{"a ![b](c \"t\") d", "image<![b](c \"t\")>"},
		{"[![a](b)](c)", "link<[![a](b)](c)> image<![a](b)>"},
		{"[a [b](c) d](e)", "link<[b](c)>"},
		{"[a](b(c)d)", "link<[a](b(c)d)>"},
		{"[a](<b c>)", "link<[a](<b c>)>"},
		{"[a](b 'c\nd')", "link<[a](b 'c\nd')>"},
		{"[a](b c)", ""},
		{"[a](b\"c\")", "link<[a](b\"c\")>"},
		{"\\[a](b)", ""},
		{"[a\\](b)", ""},
		{"`[a](b)`", "code<`[a](b)`>"},
		{"``a`b`` `c", "code<``a`b``>"},
		{"[a`](b)`", "code<`](b)`>"},
		{"<http://x.y> <a@b.c>", "auto<<http://x.y>> auto<<a@b.c>>"},
		{"<b x='](y)'>", "html<<b x='](y)'>>"},
		{"a <!-- [b](c) --> d", "comment<<!-- [b](c) -->>"},
		{"a < b [c](d) > e", "link<[c](d)>"},
		{"$x$ and $y", "math<$x$>"},
		{"$ x$ 5$ and 6$", ""},
		{"$$x$$", "math<$$x$$>"},
		{"\\$x$", ""},
		{"$5 and [x](y) is $6", "link<[x](y)>"},
		{"see @fig-a. (@tbl-b) x@fig-c", "at<@fig-a> at<@tbl-b>"},
		{"\\@fig-a `@fig-b` @fig-c-", "code<`@fig-b`> at<@fig-c>"},
		{"[a](@fig-b)", "link<[a](@fig-b)>"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *found = describe(rows[i].text);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(found, ==, rows[i].found);
	}
}

static gboolean
agrees(const Leaf *leaf, const Inline *found, guint n)
{
	const Link *link;

	if (n >= leaf->links->len)
		return FALSE;
	link = g_ptr_array_index(leaf->links, n);
	return link->image == (found->kind == INLINE_IMAGE);
}

/* Whether cmark and the scanner agree on every block of @text. */
static gboolean
all_agree(const char *text, guint *links)
{
	g_autoptr(Source) source = text_source(text);
	g_autoptr(Markdown) markdown = markdown_parse(source, 0);

	for (guint i = 0; i < markdown->leaves->len; i++) {
		const Leaf *leaf = g_ptr_array_index(markdown->leaves, i);
		g_autoptr(GArray) found = NULL;
		guint n = 0;

		if (leaf->kind != LEAF_PARAGRAPH && leaf->kind != LEAF_HEADING)
			continue;
		found = inline_scan(leaf->text->str, leaf->text->len, leaf->inlines,
		                    markdown->labels);
		for (guint k = 0; k < found->len; k++) {
			const Inline *at = &g_array_index(found, Inline, k);

			if (at->kind <= INLINE_AUTOLINK && !agrees(leaf, at, n++))
				return FALSE;
		}
		if (n != leaf->links->len)
			return FALSE;
		*links += n;
	}
	return TRUE;
}

/* Everything that matters to links. */
static const char *const parts[] = {
	"[",
	"]",
	"(",
	")",
	"<",
	">",
	"!",
	"`",
	"``",
	"\\",
	"\"",
	"'",
	" ",
	"a",
	"b",
	"\n",
	"](u)",
	"![",
	"](u \"t\")",
	"[a]",
	"[b][]",
	"*",
	"[a]: x\n",
	"_",
	"> ",
	"- ",
	"# ",
	"\n\n",
	"    ",
	"<a ",
	"/>",
	"<!--",
	"-->",
	"=",
	"$",
	"]: ",
	"x:y",
	"\t",
	"\303\251",
	"<http://a>",
	"&amp;",
	"a@b.c",
	"[b]:\ny \"t\"\n",
	"\r\n",
	"\\\n",
};

/* Text of these parts, put together at random. */
static void
test_agrees_with_cmark(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(20240607);
	guint runs = 30000, disagreed = 0, links = 0;

	for (guint i = 0; i < runs; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		int n = g_rand_int_range(random, 1, 30);

		while (n-- > 0)
			g_string_append(
				text,
				parts[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(parts))]);
		disagreed += !all_agree(text->str, &links);
	}
	g_test_message("%u links, %u texts of %u differ", links, disagreed, runs);
	g_assert_cmpuint(links, >, 5000);
	/* Definitions on lazy lines of lists are read differently; nothing is lost by it. */
	g_assert_cmpuint(disagreed, <=, 3);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/inline/kinds", test_kinds);
	g_test_add_func("/inline/agrees-with-cmark", test_agrees_with_cmark);
	return g_test_run();
}
