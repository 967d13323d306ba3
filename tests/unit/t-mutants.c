/* t-mutants.c - whatever is done to a note, reading it ends, and what is found has its place. */
#include "texts.h"

#define RUNS 4000

static const char sample[] =
	"\357\273\277---\ntitle: A note\ndraft: false\nexperiment:\n  rounds: 20\n---\n\n"
	"# One {#sec-one}\n\nText [a claim\nthat wraps](claim:one \"gil.wall &gt; 1\"), $x$ and\n"
	"`code`, [@fig-one], ![p](p.png \"t\"), <http://x.y> <b>html</b> [r][one], [](#tbl-one).\n\n"
	"[one]: claim:one\n  'serial.wall \\> 2'\n\n"
	"| a | b |\n|---|---|\n| [x](value:one \"y\") | z |\n\n"
	"- item\n\n  ``` {.python .experiment #one}\n"
	"  #| fig-cap: 'It''s [so](claim:one \"x\"), see @fig-one'\n"
	"  #| tbl-cap: >\n  #|   folded [v](value:one\n  #|   \"w\")\n"
	"  #| executors: [gil, process]\n  #| workers: [1, 2]\n"
	"  #| params: {size: [1, 2]}\n  #| duration: 20 ms\n"
	"  def work(w):\n      pass\n  ```\n\n"
	"> quote [c](claim:two \"z\")\n> ``` {.c .experiment #two}\n"
	"> //| fig-cap: \"\\u00e4 [d](claim:two \\\"z\\\")\"\n> void work(struct worker *w) {}\n"
	"> ```\n\nFoot[^1].\n\n[^1]: Note [e](claim:one \"x\").\n\n    Second.\n\n"
	"Setext\n======\n\n~~~ {.python .run}\nprint(1)\n~~~\n\n<div>\nhtml\n</div>\n";

static const char *const words[] = {
	"[",
	"]",
	"(",
	")",
	"\"",
	"'",
	"\\",
	"`",
	"```",
	"~~~",
	"<",
	">",
	"\n",
	"\r\n",
	"\n\n",
	"\t",
	"    ",
	"> ",
	"- ",
	"1. ",
	"#",
	"#| ",
	"//| ",
	": ",
	"{",
	"}",
	"---\n",
	"...",
	"|",
	"&amp;",
	"&#x41;",
	"$",
	"$$",
	"@fig-",
	"claim:",
	"value:",
	"[^1]: ",
	"*",
	"&",
	"!",
	"%",
	"\377",
	"\303",
	"\302\205",
	"\342\200\250",
	"\r",
	"<!--",
	"-->",
	"](claim:one \"",
	"[x]: claim:one \"y\"\n",
	"``` {.c .experiment #q}\n",
	"#| a: |\n",
	"#| b: >-\n",
	"\\\n",
	"\357\273\277",
};

/* Change @text somewhere. */
static void
mutate(GRand *random, GString *text)
{
	gsize at = text->len > 0 ? (gsize)g_rand_int_range(random, 0, (gint32)text->len) : 0;
	gsize wanted = (gsize)g_rand_int_range(random, 1, 40);
	gsize n = MIN(wanted, text->len - at);
	const char *word = words[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(words))];
	g_autofree char *piece = g_strndup(text->str + at, n);

	switch (g_rand_int_range(random, 0, 6)) {
	case 0:
		g_string_erase(text, (gssize)at, (gssize)n);
		break;
	case 1:
		g_string_insert(text, g_rand_int_range(random, 0, (gint32)text->len + 1), piece);
		break;
	case 2:
		if (text->len > 0)
			text->str[at] = (char)g_rand_int_range(random, 0, 256);
		break;
	case 3:
		g_string_truncate(text, text->len - n / 8);
		break;
	default:
		g_string_insert(text, (gssize)at, word);
		break;
	}
}

static void
check_span(Span span)
{
	if (span.source == NULL)
		return;
	g_assert_cmpuint(span.start, <=, span.end);
	g_assert_cmpuint(span.end, <=, span.source->len);
}

/* Check all that must hold of a mark, whatever the note says. */
static void
check_mark(const Note *note, const Mark *mark, const Mark *before)
{
	const GArray *offsets = mark->formula_offsets;

	check_span(mark->span);
	check_span(mark->text);
	check_span(mark->destination);
	check_span(mark->where);
	check_span(mark->formula_span);
	g_assert_true(mark->where.source == note->source);
	g_assert_cmpuint(mark->span.start, <=, mark->text.start);
	g_assert_cmpuint(mark->text.end, <=, mark->span.end);
	g_assert_cmpuint(mark->line, ==, source_line_at(note->source, mark->where.start));
	if (before != NULL)
		g_assert_cmpuint(before->where.start, <=, mark->where.start);
	if (offsets == NULL)
		return;
	g_assert_cmpuint(offsets->len, ==, strlen(mark->formula) + 1);
	for (guint i = 0; i < offsets->len; i++)
		check_span(mark_formula_at(mark, i, offsets->len - 1));
}

/* Check all that must hold of a block. */
static void
check_experiment(const Experiment *experiment)
{
	check_span(experiment->block);
	check_span(experiment->info);
	check_span(experiment->id_span);
	g_assert_cmpuint(experiment->executors->len, >=, 1);
	g_assert_cmpuint(experiment->workers->len, >=, 1);
	g_assert_cmpuint(experiment->metrics->len, >=, 1);
	g_assert_cmpuint(experiment->design->conditions->len, <=, EXPERIMENT_MAX_CONDITIONS);
	g_assert_cmpuint(experiment->code_line, >=, 2);
}

/* Read @text as a note and check what was found; tell how much that was. */
static void
check_note(const GString *text, guint *marks, guint *experiments)
{
	g_autoptr(Diag) diag = diag_new();
	Source *source = source_new("m.md", g_memdup2(text->str, text->len + 1), text->len);
	g_autoptr(Note) note = note_parse(source, NULL, NULL, diag);
	g_autofree char *printed = text_print(diag);

	g_assert_true(g_utf8_validate(printed, -1, NULL));
	for (guint i = 0; i < note->marks->len; i++)
		check_mark(note, note->marks->pdata[i], i > 0 ? note->marks->pdata[i - 1] : NULL);
	for (guint i = 0; i < note->experiments->len; i++)
		check_experiment(note->experiments->pdata[i]);
	for (guint i = 0; i < diag->findings->len; i++)
		check_span(((const Finding *)diag->findings->pdata[i])->span);
	*marks += note->marks->len;
	*experiments += note->experiments->len;
}

static void
test_mutants(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(42);
	guint marks = 0, experiments = 0;

	for (guint run = 0; run < RUNS; run++) {
		g_autoptr(GString) text = g_string_new(sample);
		int n = g_rand_int_range(random, 0, 12);

		while (n-- > 0)
			mutate(random, text);
		check_note(text, &marks, &experiments);
	}
	/* Most of it survives a few changes: the test would be void if nothing did. */
	g_assert_cmpuint(marks, >, RUNS * 3);
	g_assert_cmpuint(experiments, >, RUNS);
}

/* Return @piece, repeated until it is @len bytes long at least. */
static GString *
repeat(const char *piece, gsize len)
{
	GString *text = g_string_sized_new(len + strlen(piece));

	while (text->len < len)
		g_string_append(text, piece);
	return text;
}

/* A note of 10 MB is read, and nothing of it is lost. */
static void
test_large(void)
{
	static const char piece[] =
		"Some *words* of a long note with `code`, [links](http://x.y) and\n"
		"[a claim](claim:one \"gil.wall > 1 s\") that wraps.\n\n";
	g_autoptr(GString) text = repeat(piece, 10 * 1000 * 1000);
	guint marks = 0, experiments = 0;

	check_note(text, &marks, &experiments);
	g_assert_cmpuint(marks, ==, text->len / strlen(piece));
}

/* Text that makes a careless scanner take quadratic time: these would run for hours. */
static void
test_hostile(void)
{
	static const char *const pieces[] = {
		"[",          "]",         "[a](",
		"![",         "`a``b",     "<a ",
		"<!A x ",     "<!-- ",     "$a ",
		"@fig-x ",    "\\",        "(",
		"<?a ",       "<![CDATA[", "[a](claim:b \"c\")",
		"# h\n\n",    "- a\n",     "a: ",
		"\"",         "&a;",       "*a_ ",
		"](claim:a ", "\xff\n",    "[l]: claim:a\n",
	};

	for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) text = repeat(pieces[i], 200 * 1000);
		guint marks = 0, experiments = 0;

		check_note(text, &marks, &experiments);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/note/mutants", test_mutants);
	g_test_add_func("/note/large", test_large);
	g_test_add_func("/note/hostile", test_hostile);
	return g_test_run();
}
