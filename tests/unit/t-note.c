/* t-note.c - what is ours in a note is found wherever it stands, byte by byte. */
#include "texts.h"

/* What a mark must be: texts are those of its spans. */
typedef struct Row {
	MarkKind kind;
	const char *span, *text, *name; /* name: experiment or target */
	const char *formula, *where; /* where: bytes of the formula in the note; NULL: the same */
} Row;

#define ONE "\n\n``` {.python .experiment #one}\n#| fig-cap: x\npass\n```\n"

static void
assert_span(Span span, const char *expected)
{
	g_autofree char *text = span_text(span);

	g_assert_cmpstr(text, ==, expected);
}

/* Check that @text has the mark @row and no finding but @slugs. */
static void
check_mark(const char *text, const Row *row, const char *slugs)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Note) note = text_note(text, diag);
	const Mark *mark = NULL;

	g_test_message("%s", text);
	for (guint i = 0; i < note->marks->len && mark == NULL; i++) {
		mark = g_ptr_array_index(note->marks, i);
		if (mark->kind == MARK_DEFINITION)
			mark = NULL;
	}
	text_assert_findings(diag, slugs, NULL);
	g_assert_nonnull(mark);
	g_assert_cmpint(mark->kind, ==, row->kind);
	assert_span(mark->span, row->span);
	assert_span(mark->where, row->span);
	assert_span(mark->text, row->text);
	if (mark->kind == MARK_CLAIM || mark->kind == MARK_VALUE) {
		g_assert_cmpstr(mark->experiment, ==, row->name);
		g_assert_cmpstr(mark->formula, ==, row->formula);
		assert_span(mark->formula_span, row->where != NULL ? row->where : row->formula);
		g_assert_cmpuint(mark->formula_offsets->len, ==, strlen(mark->formula) + 1);
	} else {
		g_assert_cmpstr(mark->target, ==, row->name);
	}
}

static void
test_places(void)
{
	static const struct {
		const char *before, *link, *after;
	} rows[] = {
		{"", "[a b](claim:one \"x > 1\")", ""},
		{"Text ", "[a b](claim:one \"x > 1\")", "."},
		{"- item\n- ", "[a b](claim:one \"x > 1\")", "\n"},
		{"1. a\n\n   b ", "[a b](claim:one \"x > 1\")", ""},
		{"> q\n> ", "[a b](claim:one \"x > 1\")", ""},
		{"> - ", "[a b](claim:one \"x > 1\")", ""},
		{"# H ", "[a b](claim:one \"x > 1\")", ""},
		{"H ", "[a b](claim:one \"x > 1\")", "\n===\n"},
		{"| a | b |\n|---|---|\n| c | ", "[a b](claim:one \"x > 1\")", " |\n"},
		{"x[^1]\n\n[^1]: Note ", "[a b](claim:one \"x > 1\")", "\n"},
		{"x[^1]\n\n[^1]: ", "[a b](claim:one \"x > 1\")", "\n"},
		{"Text *", "[a b](claim:one \"x > 1\")", "*"},
		{"Two\nlines\n   ", "[a b](claim:one \"x > 1\")", " end"},
		{"\303\244\303\266\303\274 ", "[a b](claim:one \"x > 1\")", " \342\202\254"},
		{"tab\t", "[a b](claim:one \"x > 1\")", "\tx"},
		{"-\ttab\n\n\t", "[a b](claim:one \"x > 1\")", ""},
		{"\303\244 \\* &amp; `c` <b> ", "[a b](claim:one \"x > 1\")", ""},
		{"[l](http://u 'w\nrapped') ", "[a b](claim:one \"x > 1\")", ""},
		{"> lazy\n", "[a b](claim:one \"x > 1\")", ""},
		{"Term\n\n:   ", "[a b](claim:one \"x > 1\")", ""},
		{"::: {.note}\n", "[a b](claim:one \"x > 1\")", "\n:::"},
		{"<b>", "[a b](claim:one \"x > 1\")", "</b>"},
		{"[d]: http://x\n", "[a b](claim:one \"x > 1\")", ""},
		{"costs $5, ", "[a b](claim:one \"x > 1\")", " and $6"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("---\ntitle: t\n---\n\n", rows[i].before,
		                                    rows[i].link, rows[i].after, ONE, NULL);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		g_autofree char *crlf = g_strjoinv("\r\n", lines);
		g_autofree char *bom = g_strconcat("\357\273\277", crlf, NULL);
		Row row = {MARK_CLAIM, rows[i].link, "a b", "one", "x > 1", NULL};

		check_mark(text, &row, "");
		if (strchr(rows[i].link, '\n') == NULL) {
			check_mark(crlf, &row, "");
			check_mark(bom, &row, "");
		}
	}
}

static const struct {
	const char *text;
	Row row;
} forms[] = {
	{"a [b\nc](claim:one\n\"x\nand y\") d",
         {MARK_CLAIM, "[b\nc](claim:one\n\"x\nand y\")", "b\nc", "one", "x and y", "x\nand y"}},
	{"> a [b\n> c](claim:one\n> \"x\n> and y\") d",
         {MARK_CLAIM, "[b\n> c](claim:one\n> \"x\n> and y\")", "b\n> c", "one", "x and y",
          "x\n> and y"}},
	{"[b](claim:one 'x == \"y\"')",
         {MARK_CLAIM, "[b](claim:one 'x == \"y\"')", "b", "one", "x == \"y\"", NULL}},
	{"[b](claim:one \"x &gt; \\\"y\\\"\")",
         {MARK_CLAIM, "[b](claim:one \"x &gt; \\\"y\\\"\")", "b", "one", "x > \"y\"",
          "x &gt; \\\"y\\\""}},
	{"[b](<claim:one> (x))", {MARK_CLAIM, "[b](<claim:one> (x))", "b", "one", "x", NULL}},
	{"[b *c* `d`](claim:one \"x\")",
         {MARK_CLAIM, "[b *c* `d`](claim:one \"x\")", "b *c* `d`", "one", "x", NULL}},
	{"[b [c] d](claim:one \"x\")",
         {MARK_CLAIM, "[b [c] d](claim:one \"x\")", "b [c] d", "one", "x", NULL}},
	{"[b][r] c\n\n[r]: claim:one \"x > 1\"", {MARK_CLAIM, "[b][r]", "b", "one", "x > 1", NULL}},
	{"[R][] c\n\n[r]:\n  claim:one\n  'x > 1'",
         {MARK_CLAIM, "[R][]", "R", "one", "x > 1", NULL}},
	{"[r  s] c\n\n> [r s]: claim:one (x > 1)",
         {MARK_CLAIM, "[r  s]", "r  s", "one", "x > 1", NULL}},
	{"[b\nc][r] d\n\n- [r]: claim:one \"x > 1\"",
         {MARK_CLAIM, "[b\nc][r]", "b\nc", "one", "x > 1", NULL}},
	{"[r]: claim:one \"x\n  and y\"\n[b][r]",
         {MARK_CLAIM, "[b][r]", "b", "one", "x and y", "x\n  and y"}},
	{"[](value:one \"x\")", {MARK_VALUE, "[](value:one \"x\")", "", "one", "x", NULL}},
	{"[20\ntimes](value:one \"x\")",
         {MARK_VALUE, "[20\ntimes](value:one \"x\")", "20\ntimes", "one", "x", NULL}},
	{"[4](value:machine \"cores\")",
         {MARK_VALUE, "[4](value:machine \"cores\")", "4", "machine", "cores", NULL}},
	{"[4](value: \"one:gil.wall\")",
         {MARK_VALUE, "[4](value: \"one:gil.wall\")", "4", "", "one:gil.wall", NULL}},
	{"see [](#fig-one)", {MARK_REFERENCE, "[](#fig-one)", "", "fig-one", NULL, NULL}},
	{"see [it](#sec-a)", {MARK_REFERENCE, "[it](#sec-a)", "it", "sec-a", NULL, NULL}},
	{"see @fig-one, x", {MARK_CITATION_LIKE, "@fig-one", "fig-one", "fig-one", NULL, NULL}},
	{"see [@tbl-one].", {MARK_CITATION_LIKE, "[@tbl-one]", "tbl-one", "tbl-one", NULL, NULL}},
	{"(@sec-one)", {MARK_CITATION_LIKE, "@sec-one", "sec-one", "sec-one", NULL, NULL}},
	{"[see @fig-one; @x]", {MARK_CITATION_LIKE, "@fig-one", "fig-one", "fig-one", NULL, NULL}},
	{"[n](b.md#c)", {MARK_LINK, "[n](b.md#c)", "n", "b.md#c", NULL, NULL}},
	{"[n](<my b.md>)", {MARK_LINK, "[n](<my b.md>)", "n", "my b.md", NULL, NULL}},
	{"![p](a%20b.png?x)", {MARK_FILE, "![p](a%20b.png?x)", "p", "a b.png", NULL, NULL}},
	{"[z](a.zip)", {MARK_FILE, "[z](a.zip)", "z", "a.zip", NULL, NULL}},
};

static void
test_forms(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autofree char *text =
			g_strconcat("---\ntitle: t\n---\n", forms[i].text, ONE, NULL);

		check_mark(text, &forms[i].row, "");
	}
}

/* What is no mark: code, addresses, mail, foreign schemes, what pandoc and cmark skip. */
static void
test_no_marks(void)
{
	static const struct {
		const char *text, *slugs;
	} rows[] = {
		{"`[a](claim:one \"x\")`", ""},
		{"```\n[a](claim:one \"x\")\n```", ""},
		{"    [a](claim:one \"x\")", ""},
		{"<!-- [a](claim:one \"x\") -->", ""},
		{"a <!-- [a](claim:one \"x\") --> b", ""},
		{"\\@fig-one and a@fig-x.org and `@fig-one`", ""},
		{"[a](http://x/@fig-one) <http://b/@fig-c>", ""},
		{"[see @fig-one](http://x)", ""},
		{"@smith2020 and [@doe]", ""},
		{"@fig- and @figure-one", ""},
		{"[a](mailto:x) [b](https://y) [c](//z) [d]() ![e](data:image/png;base64,x)", ""},
		{"$[a](claim:one \"x\")$", "mark-hidden"},
		{"$$\n[a](claim:one \"x\")\n$$", "mark-hidden"},
		{"<div>\n[a](claim:one \"x\")\n</div>", "mark-hidden"},
		{"[a](claim:one \"x)", "mark-hidden"},
		{"[a](claim:one \"y\n> x\")", "mark-hidden"},
		{"[b [a](http://x) c](claim:one \"x\")", "mark-hidden"},
		{"n[^1]\n\n[^1]: One.\n\n    [a](claim:one \"x\")", "mark-hidden"},
		{"| a |\n|---|\n| [a | b](claim:one \"x\") |", "mark-table"},
		{"a|b\n-|-\n[a](claim:one \"x | y\")|b", "mark-table"},
		{"![a](claim:one \"x\")", "mark-image"},
		{"[a](clam:one \"x\")", "mark-scheme"},
		{"[a](Value:one \"x\")", "mark-scheme"},
		{"[a](claim:One \"x\")", "block-id"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			g_strconcat("---\ntitle: t\n---\n\n", rows[i].text, "\n", NULL);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Note) note = text_note(text, diag);

		g_test_message("%s", rows[i].text);
		text_assert_findings(diag, rows[i].slugs, NULL);
		g_assert_cmpuint(note->marks->len, ==, 0);
	}
}

static void
test_findings(void)
{
	static const struct {
		const char *text, *slugs, *at;
	} rows[] = {
		{"[a](claim:one)", "mark-formula", "[a](claim:one)"},
		{"[a](value:one \" \")", "mark-formula", "[a](value:one \" \")"},
		{"[](claim:one \"x\")", "claim-text", "[](claim:one \"x\")"},
		{"[u]: claim:one \"x\"", "definition-unused", "[u]: claim:one \"x\""},
		{"`````\nopen", "block-unclosed", "`````"},
		{"> ```\n> open\n\nx", "block-unclosed", "```"},
		{"p\n~~~ {.python .experiment #a}\n#| fig-cap: x\npass\n~~~", "block-glued", "~~~"},
		{"p\n``` {.python .experiment #a}\n#| fig-cap: x\npass\n```", "", NULL},
		{"[^1]: x\n\n    ``` {.python .experiment #a}\n    pass\n    ```", "block-indented",
	         NULL},
		{"---\nkey: never closed", "", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			g_strconcat("---\ntitle: t\n---\n\n", rows[i].text, "\n", NULL);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Note) note = text_note(text, diag);

		g_test_message("%s", rows[i].text);
		text_assert_findings(diag, rows[i].slugs, rows[i].at);
	}
}

static void
test_front(void)
{
	static const struct {
		const char *text, *title, *slugs, *body;
		gboolean draft;
	} rows[] = {
		{"---\ntitle: A 3.10\ndraft: true\nfoo: {x: 1}\n---\ntext\n", "A 3.10", "",
	         "text\n", TRUE},
		{"---\ntitle: x\n...\ntext\n", "x", "", "text\n", FALSE},
		{"\357\273\277---\r\ntitle: x\r\n---\r\ntext", "x", "", "text", FALSE},
		{"---\n\nrule\n", "test", "note-title", "---\n\nrule\n", FALSE},
		{"# Heading *one*\n", "Heading one", "", "# Heading *one*\n", FALSE},
		{"text", "test", "note-title", "text", FALSE},
		{"", "test", "note-empty", "", FALSE},
		{"---\ntitle: x\n---\n", "x", "note-empty", "", FALSE},
		{"---\ntitle: x\n", "test", "yaml-unclosed note-title", "---\ntitle: x\n", FALSE},
		{"---\ntitle: [x\n---\ntext\n", "test", "yaml-syntax", "text\n", FALSE},
		{"---\ntitle: a: b\n---\ntext\n", "test", "yaml-quote", "text\n", FALSE},
		{"---\ntitle: [x]\ndraft: maybe\n---\n# t\n", "t", "yaml-quote option-type",
	         "# t\n", FALSE},
		{"---\ntitle: x\nexperiment: {rouns: 3}\n---\nt\n", "x", "option-unknown", "t\n",
	         FALSE},
		{"---\ntitle: x\nexperiment: 3\n---\nt\n", "x", "option-type", "t\n", FALSE},
		{"caf\351\n\376\n\n# t", "t", "note-not-utf8 note-not-utf8", "caf\351\n\376\n\n# t",
	         FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Note) note = text_note(rows[i].text, diag);

		g_test_message("%s", rows[i].text);
		text_assert_findings(diag, rows[i].slugs, NULL);
		g_assert_cmpstr(note->title, ==, rows[i].title);
		g_assert_cmpstr(note->source->text + note->body, ==, rows[i].body);
		g_assert_cmpint(note->draft, ==, rows[i].draft);
	}
}

/* Blocks: code, its first line, prefix, and span, wherever they stand. */
static void
test_blocks(void)
{
	static const struct {
		const char *text, *block, *prefix, *code;
		guint line;
	} rows[] = {
		{"``` {.python .experiment #one}\n#| fig-cap: x\n#| rounds: 9\na\n\nb\n```\n",
	         "``` {.python .experiment #one}\n#| fig-cap: x\n#| rounds: 9\na\n\nb\n```", "",
	         "a\n\nb\n", 4},
		{"t\n\n- i\n\n  ~~~~ {.c .experiment #one k=v}\n  //| fig-cap: x\n    a\n  b\n  ~~~~\n",
	         "~~~~ {.c .experiment #one k=v}\n  //| fig-cap: x\n    a\n  b\n  ~~~~", "  ",
	         "  a\nb\n", 7},
		{"> ``` {.python .experiment #one}\n> #| fig-cap: x\n> a\n>\n>   b\n> ```\n",
	         "``` {.python .experiment #one}\n> #| fig-cap: x\n> a\n>\n>   b\n> ```", "> ",
	         "a\n\n  b\n", 3},
		{"- ``` {.python .experiment #one}\n  #| fig-cap: x\n  a\n  ```\n",
	         "``` {.python .experiment #one}\n  #| fig-cap: x\n  a\n  ```", "  ", "a\n", 3},
		{"``` {.python .experiment #one}\r\n#| fig-cap: x\r\n\ta\r\n```\r\n",
	         "``` {.python .experiment #one}\r\n#| fig-cap: x\r\n\ta\r\n```", "", "\ta\n", 3},
		{"``` {.experiment #one}\nworkload: w\nfig-cap: x\n```",
	         "``` {.experiment #one}\nworkload: w\nfig-cap: x\n```", "", "", 4},
		{"``` {.experiment #one}\n#| workload: w\n#| fig-cap: x\n```",
	         "``` {.experiment #one}\n#| workload: w\n#| fig-cap: x\n```", "", "", 4},
		{"``` {.python .run #one}\nprint(1)\n```\n",
	         "``` {.python .run #one}\nprint(1)\n```", "", "print(1)\n", 2},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("# t\n\n", rows[i].text, NULL);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Note) note = text_note(text, diag);
		const Experiment *experiment;

		g_test_message("%s", rows[i].text);
		text_assert_findings(diag, "", NULL);
		g_assert_cmpuint(note->experiments->len, ==, 1);
		experiment = g_ptr_array_index(note->experiments, 0);
		g_assert_true(note_experiment(note, "one") == experiment);
		assert_span(experiment->block, rows[i].block);
		assert_span(experiment->id_span, "#one");
		g_assert_cmpstr(experiment->prefix, ==, rows[i].prefix);
		g_assert_cmpstr(experiment->code, ==, rows[i].code);
		g_assert_cmpuint(experiment->code_line, ==, rows[i].line + 2);
	}
}

static void
test_block_findings(void)
{
	static const struct {
		const char *info, *body, *slugs, *at;
	} rows[] = {
		{"{.experiment .python #a}", "#| fig-cap: x\na", "block-class-order", ".python"},
		{"{.python .experiment}", "#| fig-cap: x\na", "block-id", "{.python .experiment}"},
		{"{.python .experiment #A}", "#| fig-cap: x\na", "block-id", "#A"},
		{"{.python .experiment #a #b}", "#| fig-cap: x\na", "block-id", "#b"},
		{"{.rust .experiment #a}", "#| fig-cap: x\na", "block-language", ".rust"},
		{"{.py .experiment #a}", "#| fig-cap: x\na", "block-language", ".py"},
		{"{.python .experiment .run #a}", "#| fig-cap: x\na", "block-kind", NULL},
		{"{python .experiment #a}", "a", "block-info", NULL},
		{"python {.experiment #a}", "a", "block-info", NULL},
		{"{.python .experimnt #a}", "a", "block-info", ".experimnt"},
		{"{.python .experimental #a}", "a", "", NULL},
		{"{.python .experiment #a}", "#| fig-cap: x", "block-code", NULL},
		{"{.experiment #a}", "fig-cap: x", "block-code", NULL},
		{"{.python .experiment #a}", "#| fig-cap: x\n#| workload: w\na", "workload-code",
	         "w"},
		{"{.python .experiment #a}", "#| fig-cap: x\na\n#| rounds: 3", "block-late-option",
	         "#|"},
		{"{.c .experiment #a}", "#| fig-cap: x\na", "block-option-mark", "#|"},
		{"{.c .experiment #a}", "//| fig-cap: x\n//| cap: y\na", "option-unknown", "cap"},
		{"{.c .experiment #a}", "//| fig-cap: [x](y) z\na", "yaml-quote", "[x](y) z"},
		{"{.c .run}", "//| rounds: 3\na", "option-meaningless", "rounds"},
		{"{.run}", "a", "block-language", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			g_strdup_printf("# t\n\n``` %s\n%s\n```\n", rows[i].info, rows[i].body);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Note) note = text_note(text, diag);

		g_test_message("%s", text);
		text_assert_findings(diag, rows[i].slugs, rows[i].at);
	}
}

/* Marks in captions: spans are of the caption's text, findings and formulas point into the note. */
static void
test_captions(void)
{
	static const struct {
		const char *option, *caption, *where;
	} rows[] = {
		{"fig-cap: It is [so](claim:one \"x\"), yes", "It is [so](claim:one \"x\"), yes",
	         "[so](claim:one \"x\")"},
		{"fig-cap: 'It''s [so](claim:one \"x\"): yes'", "It's [so](claim:one \"x\"): yes",
	         "[so](claim:one \"x\")"},
		{"fig-cap: \"It [so](claim:one \\\"x\\\")\"", "It [so](claim:one \"x\")",
	         "[so](claim:one \\\"x\\\")"},
		{"fig-cap: |\n#|   It is\n#|   [so](claim:one \"x\"): yes",
	         "It is\n[so](claim:one \"x\"): yes", "[so](claim:one \"x\")"},
		{"tbl-cap: >\n#|   [so](claim:one\n#|   \"x\")", "[so](claim:one \"x\")",
	         "[so](claim:one\n#|   \"x\")"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf(
			"# t\n\n``` {.python .experiment #one}\n#| figure: false\n#| %s\na\n```\n",
			rows[i].option);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Note) note = text_note(text, diag);
		const Experiment *experiment = g_ptr_array_index(note->experiments, 0);
		const Mark *mark;

		g_test_message("%s", rows[i].option);
		text_assert_findings(diag, "", NULL);
		g_assert_cmpuint(note->marks->len, ==, 1);
		mark = g_ptr_array_index(note->marks, 0);
		g_assert_cmpint(mark->caption, ==, 0);
		g_assert_true(mark->in == &experiment->fig_cap || mark->in == &experiment->tbl_cap);
		g_assert_cmpstr(mark->in->text, ==, rows[i].caption);
		assert_span(mark->span, "[so](claim:one \"x\")");
		assert_span(mark->text, "so");
		assert_span(mark->where, rows[i].where);
		assert_span(mark->formula_span, "x");
		g_assert_true(mark->formula_span.source == note->source);
		g_assert_true(mark->where.source == note->source);
	}
}

/* A caret can point at each part of a formula, whatever was escaped before it. */
static void
test_formula_at(void)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Note) note =
		text_note("# t\n\n> [a](claim:one \"x\n> &gt; \\\"yy\\\" zz\")\n" ONE, diag);
	const Mark *mark = g_ptr_array_index(note->marks, 0);

	g_assert_cmpstr(mark->formula, ==, "x > \"yy\" zz");
	assert_span(mark_formula_at(mark, 0, 1), "x");
	assert_span(mark_formula_at(mark, 5, 7), "yy");
	assert_span(mark_formula_at(mark, 9, 11), "zz");
	assert_span(mark_formula_at(mark, 11, 11), "");
	g_assert_cmpuint(mark_formula_at(mark, 11, 11).start, ==, mark->formula_span.end);
}

static void
test_keys(void)
{
	static const char *const keys[] = {"claim-one-1", "value-one-1", "claim-two-1",
	                                   "claim-one-2", "claim-1"};
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Note) note = text_note("# t\n\n[a](claim:one \"x\") [b](value:one \"x\")\n"
	                                 "[c](claim:two \"x\") [d](claim:one \"x\") "
	                                 "[e](claim: \"x\")\n",
	                                 diag);

	for (guint i = 0; i < note->marks->len; i++)
		g_assert_cmpstr(((Mark *)note->marks->pdata[i])->key, ==, keys[i]);
	g_assert_cmpuint(note->marks->len, ==, G_N_ELEMENTS(keys));
}

static void
test_duplicate_id(void)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Note) note = text_note("# t" ONE ONE, diag);

	text_assert_findings(diag, "block-duplicate-id", "#one");
	g_assert_cmpstr(((Finding *)diag->findings->pdata[0])->message, ==,
	                "the id 'one' is taken by the block on line 3");
}

/* A reference in a claim's sentence, and an image in a link, nest; nothing else does. */
static void
test_nesting(void)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Note) note =
		text_note("# t\n\n[see @fig-one](claim:one \"x\") [![i](p.png)](b.md)\n" ONE, diag);
	static const char *const spans[] = {"[see @fig-one](claim:one \"x\")", "@fig-one",
	                                    "[![i](p.png)](b.md)", "![i](p.png)"};

	text_assert_findings(diag, "", NULL);
	g_assert_cmpuint(note->marks->len, ==, G_N_ELEMENTS(spans));
	for (guint i = 0; i < note->marks->len; i++)
		assert_span(((Mark *)note->marks->pdata[i])->span, spans[i]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/note/places", test_places);
	g_test_add_func("/note/forms", test_forms);
	g_test_add_func("/note/no-marks", test_no_marks);
	g_test_add_func("/note/findings", test_findings);
	g_test_add_func("/note/front", test_front);
	g_test_add_func("/note/blocks", test_blocks);
	g_test_add_func("/note/block-findings", test_block_findings);
	g_test_add_func("/note/captions", test_captions);
	g_test_add_func("/note/formula-at", test_formula_at);
	g_test_add_func("/note/keys", test_keys);
	g_test_add_func("/note/duplicate-id", test_duplicate_id);
	g_test_add_func("/note/nesting", test_nesting);
	return g_test_run();
}
