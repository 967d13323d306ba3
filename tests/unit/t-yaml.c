/* t-yaml.c - YAML trees: exact spans, source text of scalars, and what is no YAML. */
#include "texts.h"

/* Parse @text without findings. */
static Yaml *
parse(const Source *source)
{
	g_autoptr(Diag) diag = diag_new();
	Yaml *yaml = text_yaml(source, diag);

	text_assert_findings(diag, "", NULL);
	g_assert_nonnull(yaml);
	return yaml;
}

static void
assert_span(Span span, const char *expected)
{
	g_autofree char *text = span_text(span);

	g_assert_cmpstr(text, ==, expected);
}

static void
test_spans(void)
{
	g_autoptr(Source) source = text_source("gr\303\266\303\237e: 3.10   # why\n"
	                                       "list: [\303\274 x, 'b c' ]\n"
	                                       "map:\n"
	                                       "  k: v\n"
	                                       "  long: |\n"
	                                       "    one\n"
	                                       "    two\n"
	                                       "\n"
	                                       "empty:\n");
	g_autoptr(Yaml) yaml = parse(source);
	YamlEntry *entry = yaml_entry(yaml, "gr\303\266\303\237e");
	const Yaml *list = yaml_take(yaml, "list"), *map = yaml_take(yaml, "map"), *value;

	assert_span(entry->key_span, "gr\303\266\303\237e");
	assert_span(entry->value->span, "3.10");
	g_assert_cmpstr(entry->value->text, ==, "3.10");
	g_assert_true(entry->value->commented);
	g_assert_cmpint(list->kind, ==, YAML_SEQUENCE);
	assert_span(list->span, "[\303\274 x, 'b c' ]");
	value = g_ptr_array_index(list->items, 0);
	assert_span(value->span, "\303\274 x");
	value = g_ptr_array_index(list->items, 1);
	assert_span(value->span, "'b c'");
	g_assert_cmpstr(value->text, ==, "b c");
	g_assert_true(value->quoted);
	assert_span(map->span, "k: v\n  long: |\n    one\n    two");
	value = yaml_take(map, "long");
	g_assert_cmpstr(value->text, ==, "one\ntwo\n");
	assert_span(yaml_span(value, 4, 7), "two");
	value = yaml_take(yaml, "empty");
	g_assert_cmpstr(value->text, ==, "");
	g_assert_false(value->quoted);
}

/* Every byte of a scalar is found again in the source, however it is written. */
static void
test_offsets(void)
{
	static const struct {
		const char *text, *word, *expected;
	} rows[] = {
		{"k: plain word", "word", "word"},
		{"k: 'it''s word'", "word", "word"},
		{"k: 'it''s word'", "'s", "''s"},
		{"k: \"a \\\"word\\\" b\"", "word", "word"},
		{"k: \"tab\\tword\"", "word", "word"},
		{"k: \"\\u00e4 word\"", "word", "word"},
		{"k: one\n  two word", "word", "word"},
		{"k: 'one\n\n  two word'", "word", "word"},
		{"k: >\n  one\n  two word\n", "word", "word"},
		{"k: |\n  one\n    two word\n", "word", "word"},
		{"k: |2\n   one word\n", "word", "word"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source(rows[i].text);
		g_autoptr(Yaml) yaml = parse(source);
		const Yaml *value = yaml_take(yaml, "k");
		const char *at = strstr(value->text, rows[i].word);
		gsize start = (gsize)(at - value->text);

		assert_span(yaml_span(value, start, start + strlen(rows[i].word)),
		            rows[i].expected);
		g_assert_cmpuint(value->offsets->len, ==, strlen(value->text) + 1);
	}
}

/* Text put together from pieces, as the option lines of a block. */
static void
test_pieces(void)
{
	g_autoptr(Source) source = text_source("> #| a: [1,\n> #|   x y]\n> #| b: \303\244 z\n");
	g_autoptr(YamlText) text = yaml_text_new(source);
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Yaml) yaml = NULL;
	const Yaml *list;

	yaml_text_add(text, 5, 12);
	yaml_text_add(text, 17, 24);
	yaml_text_add(text, 29, source->len);
	yaml = yaml_parse(text, "text", diag);
	text_assert_findings(diag, "", NULL);
	list = yaml_take(yaml, "a");
	assert_span(((Yaml *)g_ptr_array_index(list->items, 1))->span, "x y");
	assert_span(yaml_entry(yaml, "b")->key_span, "b");
	assert_span(yaml_take(yaml, "b")->span, "\303\244 z");
}

typedef struct Row {
	const char *text, *slug, *at;
} Row;

static void
test_findings(void)
{
	static const Row rows[] = {
		{"a: 1\nb: 2\na: 3\n", "yaml-duplicate", "a"},
		{"a: [1, 2\n", "yaml-syntax", NULL},
		{"a: 'x\n", "yaml-syntax", NULL},
		{"\ta: 1\n", "yaml-syntax", "\t"},
		{"a: '", "yaml-syntax", NULL},
		{"just text\n", "yaml-syntax", "just text"},
		{"- a\n- b\n", "yaml-syntax", "- a\n- b"},
		{"a: 1\n---\nb: 2\n", "yaml-syntax", "---"},
		{"? [a]\n: b\n", "yaml-syntax", "["},
		{"a: @x\n", "yaml-quote", "@x"},
		{"a: `x`\n", "yaml-quote", "`x`"},
		{"a: %x\n", "yaml-quote", "%x"},
		{"a: [x](y) z\n", "yaml-quote", "[x](y) z"},
		{"a: one: two\n", "yaml-quote", "one: two"},
		{"a: \"x\" and \"y\"\n", "yaml-quote", "\"x\" and \"y\""},
		{"a: *x\n", "", NULL},
		{"a: b\001c\n", "yaml-syntax", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = text_source(rows[i].text);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Yaml) yaml = text_yaml(source, diag);

		g_test_message("%s", rows[i].text);
		text_assert_findings(diag, rows[i].slug, rows[i].at);
		/* Of duplicate keys the first counts; otherwise nothing is read. */
		if (g_str_equal(rows[i].slug, "yaml-duplicate"))
			g_assert_cmpstr(yaml_take(yaml, "a")->text, ==, "1");
		else
			g_assert_true((yaml != NULL) == (rows[i].slug[0] == '\0'));
	}
}

static void
test_empty(void)
{
	static const char *const texts[] = {"", "\n\n", "# only this\n", "---\n", "~\n", "{}\n"};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Source) source = text_source(texts[i]);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Yaml) yaml = text_yaml(source, diag);

		if (g_str_equal(texts[i], "~\n"))
			continue;
		text_assert_findings(diag, "", NULL);
		g_assert_cmpuint(yaml->entries->len, ==, 0);
	}
}

/* Text that nests too deep, or that would blow up through aliases, is refused or not followed. */
static void
test_bombs(void)
{
	g_autofree char *open = g_strnfill(5000, '[');
	g_autofree char *deep = g_strconcat("a: ", open, NULL);
	g_autoptr(Source) source = text_source(deep);
	g_autoptr(Source) aliases = text_source("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Yaml) yaml = NULL;
	const Yaml *list;

	g_assert_null(text_yaml(source, diag));
	text_assert_findings(diag, "yaml-syntax", NULL);
	yaml = parse(aliases);
	list = yaml_take(yaml, "c");
	g_assert_cmpint(((Yaml *)g_ptr_array_index(list->items, 0))->kind, ==, YAML_ALIAS);
}

static void
test_reject_rest(void)
{
	static const char *const known[] = {"workers", "rounds", NULL};
	g_autoptr(Source) source = text_source("wrokers: 1\nrounds: 2\nzzz: 3\n");
	g_autoptr(Yaml) yaml = parse(source);
	g_autoptr(Diag) diag = diag_new();
	const Finding *finding;

	yaml_take(yaml, "rounds");
	yaml_reject_rest(yaml, FINDING_OPTION_UNKNOWN, "option", known, NULL, diag);
	text_assert_findings(diag, "option-unknown option-unknown", "wrokers");
	finding = g_ptr_array_index(diag->findings, 0);
	g_assert_cmpstr(finding->message, ==, "no option is called 'wrokers'");
	g_assert_cmpstr(finding->help, ==, "did you mean 'workers'?");
	g_assert_null(((Finding *)g_ptr_array_index(diag->findings, 1))->help);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/yaml/spans", test_spans);
	g_test_add_func("/yaml/offsets", test_offsets);
	g_test_add_func("/yaml/pieces", test_pieces);
	g_test_add_func("/yaml/findings", test_findings);
	g_test_add_func("/yaml/empty", test_empty);
	g_test_add_func("/yaml/bombs", test_bombs);
	g_test_add_func("/yaml/reject-rest", test_reject_rest);
	return g_test_run();
}
