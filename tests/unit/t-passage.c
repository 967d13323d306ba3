/* t-passage.c - what a page says, section by section. */
#include "passage.h"

#include <string.h>

/* Return the passages of @html, a line each: "id|title|text", and a line for each claim. */
static char *
outline(const char *html)
{
	g_autoptr(GPtrArray) passages = passage_read(html);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < passages->len; i++) {
		const Passage *passage = g_ptr_array_index(passages, i);

		g_string_append_printf(out, "%s|%s|%s\n", passage->id, passage->title->str,
		                       passage->text->str);
		for (guint k = 0; k < passage->claims->len; k++) {
			const PassageClaim *claim = g_ptr_array_index(passage->claims, k);

			g_string_append_printf(out, "  %s|%s|%s\n", claim->id, claim->verdict,
			                       claim->text->str);
		}
	}
	return g_string_free(out, FALSE);
}

static void
test_read(void)
{
	static const struct {
		const char *html, *outline;
	} rows[] = {
		{"", "||\n"},
		{"only text", "||only text\n"},
		/* the page itself, and what is around its text */
		{"<title>no</title><main id=\"main\"><h1>T</h1>\n<p class=\"subtitle\">S</p></main>no",
	         "|T|S\n"},
		{"<main><p>one</p><p>two\n three</p>\n<ul><li>a</li><li>b</li></ul></main>",
	         "||one\ntwo three\na\nb\n"},
		{"<main>a<em>b</em>c <code>d</code>, e<br>f<br />g<hr/>h</main>",
	         "||abc d, e\nf\ng\nh\n"},
		/* sections, also in each other; without an id one has no place */
		{"<main><h1>T</h1>x<section id=\"a\" class=\"level2\"><h2>A <b>B</b><a class=\"anchor\" "
	         "href=\"#a\">#</a></h2><p>y</p><section id=\"b\"><h3>C</h3>z</section></section>"
	         "<section>w</section></main>",
	         "|T|x\nw\na|A B|y\nb|C|z\n"},
		{"<section id=\"a\"><h2>A</h2>x<div><h4>B</h4>y</div></section>",
	         "||\na|A|x\nB\ny\n"},
		/* claims, and what is not said twice */
		{"<p><span class=\"claim supported\" id=\"c\"><span class=\"claim-text\">It\nis "
	         "so</span><span class=\"held\">\302\240<button class=\"mark\">v</button><sup "
	         "class=\"ev-number\">[1]</sup>.</span><span class=\"evidence supported\" "
	         "id=\"ev-c\">E</span></span> And</p>",
	         "||It is so. And\n  c|supported|It is so.\n"},
		{"<p class=\"claim refuted\">a</p><p id=\"c\" class=\"claim\">b</p>", "||a\nb\n"},
		/* what is no text */
		{"a<script>\"<p>no\"</script><style>no</style><!-- <p>no --><nav>no<p>no</nav>b",
	         "||a\nb\n"},
		{"<details class=\"provenance\"><p>no<br>no</details>a<svg><text>no</text></svg>b",
	         "||a\nb\n"},
		{"x<math><semantics><mi>n</mi><annotation>no</annotation></semantics></math>",
	         "||xn\n"},
		{"x <math><mfrac><mi>a</mi><mn>2</mn></mfrac><mtext>b</mtext></math>y",
	         "||x a2by\n"},
		/* characters */
		{"&lt;&amp;&#39;&#x41;&nbsp;&mdash;&quot; &bogus; & &#x110000; \303\274",
	         "||<&'A\302\240\342\200\224\" &bogus; & &#x110000; \303\274\n"},
		{"a \377 b", "||a \357\277\275 b\n"},
		/* what is not well formed */
		{"a < b <3 <p id='x\" class=y>c", "||a < b <3\n"},
		{"<div><section id=s><h2>A<p>b</div>c</span>d", "||cd\ns|A b|\n"},
		{"a<", "||a<\n"},
		{"a<b", "||a\n"},
		{"a<!-- b", "||a\n"},
		{"a<script>b", "||a\n"},
		{"a</", "||a\n"},
		{"<main>a", "||a\n"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *found = outline(rows[i].html);

		g_test_message("%s", rows[i].html);
		g_assert_cmpstr(found, ==, rows[i].outline);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/passage/read", test_read);
	return g_test_run();
}
