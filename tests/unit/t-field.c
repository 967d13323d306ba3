/* t-field.c - amounts, words and lists, each within its limits, and what they are not. */
#include "field.h"
#include "texts.h"

typedef struct Row {
	const char *value;
	double expected;  /* of what is read */
	const char *slug; /* of the finding, or "" */
} Row;

/* Read the value of "k: TEXT" with @read and compare. */
static void
check(const Row *rows, guint n, gboolean (*read)(const Yaml *, Diag *, double *))
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *text = g_strconcat("k: ", rows[i].value, "\n", NULL);
		g_autoptr(Source) source = text_source(text);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Yaml) yaml = text_yaml(source, diag);
		double result = -1;
		gboolean good = read(yaml_take(yaml, "k"), diag, &result);

		g_test_message("%s", rows[i].value);
		text_assert_findings(diag, rows[i].slug, NULL);
		g_assert_true(good == (rows[i].slug[0] == '\0'));
		g_assert_cmpfloat_with_epsilon(result, good ? rows[i].expected : -1,
		                               1e-12 * MAX(1, result));
	}
}

static gboolean
read_duration(const Yaml *value, Diag *diag, double *result)
{
	return field_duration(value, "k", 1e-4, 3600, diag, result);
}

static gboolean
read_size(const Yaml *value, Diag *diag, double *result)
{
	guint64 bytes;

	if (!field_size(value, "k", 1024, G_GUINT64_CONSTANT(1) << 40, diag, &bytes))
		return FALSE;
	*result = (double)bytes;
	return TRUE;
}

static gboolean
read_fraction(const Yaml *value, Diag *diag, double *result)
{
	return field_fraction(value, "k", 0.001, 1, diag, result);
}

static gboolean
read_count(const Yaml *value, Diag *diag, double *result)
{
	guint64 n;

	if (!field_count(value, "k", 1, 256, diag, &n))
		return FALSE;
	*result = (double)n;
	return TRUE;
}

static gboolean
read_boolean(const Yaml *value, Diag *diag, double *result)
{
	gboolean answer;

	if (!field_boolean(value, "k", diag, &answer))
		return FALSE;
	*result = answer;
	return TRUE;
}

static void
test_duration(void)
{
	static const Row rows[] = {
		{"200 ms", 0.2, ""},
		{"2s", 2, ""},
		{"1.5 s", 1.5, ""},
		{"100us", 1e-4, ""},
		{"150 \302\265s", 150e-6, ""},
		{"'3 min'", 180, ""},
		{"1 h", 3600, ""},
		{"20", 0, "option-type"},
		{"s", 0, "option-type"},
		{"2 sec", 0, "option-type"},
		{"-2 s", 0, "option-type"},
		{"0x10 s", 0, "option-type"},
		{"1e999 s", 0, "option-type"},
		{"nan s", 0, "option-type"},
		{"1 ns", 0, "option-range"},
		{"61 min", 0, "option-range"},
		{"[2 s]", 0, "option-type"},
		{"", 0, "option-empty"},
	};

	check(rows, G_N_ELEMENTS(rows), read_duration);
}

static void
test_size(void)
{
	static const Row rows[] = {
		{"64 MiB", 67108864, ""},     {"1 GB", 1e9, ""},
		{"2KiB", 2048, ""},           {"4096 B", 4096, ""},
		{"64", 0, "option-type"},     {"64 mb", 0, "option-type"},
		{"1 B", 0, "option-range"},   {"2 TiB", 0, "option-range"},
		{"{a: 1}", 0, "option-type"}, {"~", 0, "option-empty"},
	};

	check(rows, G_N_ELEMENTS(rows), read_size);
}

static void
test_fraction(void)
{
	static const Row rows[] = {
		{"0.05", 0.05, ""},        {"5 %", 0.05, ""},
		{"5%", 0.05, ""},          {"1", 1, ""},
		{"0", 0, "option-range"},  {"200 %", 0, "option-range"},
		{"few", 0, "option-type"}, {"5 ms", 0, "option-type"},
	};

	check(rows, G_N_ELEMENTS(rows), read_fraction);
}

static void
test_count(void)
{
	static const Row rows[] = {
		{"1", 1, ""},
		{"256", 256, ""},
		{"0", 0, "option-range"},
		{"257", 0, "option-range"},
		{"100000", 0, "option-range"},
		{"-1", 0, "option-range"},
		{"99999999999999999999999", 0, "option-range"},
		{"1.5", 0, "option-type"},
		{"abc", 0, "option-type"},
		{"''", 0, "option-empty"},
		{"null", 0, "option-empty"},
	};

	check(rows, G_N_ELEMENTS(rows), read_count);
}

static void
test_boolean(void)
{
	static const Row rows[] = {
		{"true", 1, ""},           {"false", 0, ""},        {"True", 1, ""},
		{"yes", 0, "option-type"}, {"1", 0, "option-type"},
	};

	check(rows, G_N_ELEMENTS(rows), read_boolean);
}

static void
test_text(void)
{
	static const struct {
		const char *value, *expected, *slug;
	} rows[] = {
		{"a caption", "a caption", ""},
		{"'[a] caption: 3 #1'", "[a] caption: 3 #1", ""},
		{"Number#1", "Number#1", ""},
		{"Number #1", NULL, "yaml-quote"},
		{"Number # one", NULL, "yaml-quote"},
		{"# one", NULL, "yaml-quote"},
		{"[a, b]", NULL, "yaml-quote"},
		{"*alias", NULL, "yaml-quote"},
		{"", NULL, "option-empty"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat("k: ", rows[i].value, "\n", NULL);
		g_autoptr(Source) source = text_source(text);
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Yaml) yaml = text_yaml(source, diag);
		g_autofree char *read = NULL;

		g_test_message("%s", rows[i].value);
		field_text(yaml_take(yaml, "k"), "k", diag, &read);
		text_assert_findings(diag, rows[i].slug, NULL);
		g_assert_cmpstr(read, ==, rows[i].expected);
	}
}

static void
test_choice(void)
{
	static const char *const words[] = {"strip", "box", NULL};
	g_autoptr(Source) source = text_source("a: box\nb: bxo\n");
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Yaml) yaml = text_yaml(source, diag);
	guint index = 9;

	g_assert_true(field_choice(yaml_take(yaml, "a"), "plot", words, diag, &index));
	g_assert_cmpuint(index, ==, 1);
	g_assert_false(field_choice(yaml_take(yaml, "b"), "plot", words, diag, &index));
	text_assert_findings(diag, "option-range", "bxo");
	g_assert_cmpstr(((Finding *)g_ptr_array_index(diag->findings, 0))->message, ==,
	                "'plot' takes one of strip, box, not 'bxo'");
}

static void
test_items(void)
{
	g_autoptr(Source) source =
		text_source("a: [x, 3.10]\nb: x\nc: []\nd: [x, [y]]\ne: {x: 1}\n");
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Yaml) yaml = text_yaml(source, diag);
	g_autoptr(GPtrArray) list = field_items(yaml_take(yaml, "a"), "a", diag);
	g_autoptr(GPtrArray) single = field_items(yaml_take(yaml, "b"), "b", diag);

	g_assert_cmpuint(list->len, ==, 2);
	g_assert_cmpstr(((Yaml *)list->pdata[1])->text, ==, "3.10");
	g_assert_cmpuint(single->len, ==, 1);
	g_assert_null(field_items(yaml_take(yaml, "c"), "c", diag));
	g_assert_null(field_items(yaml_take(yaml, "d"), "d", diag));
	g_assert_null(field_items(yaml_take(yaml, "e"), "e", diag));
	text_assert_findings(diag, "option-empty option-type option-type", "[]");
}

static void
test_show(void)
{
	static const struct {
		double seconds;
		const char *text;
	} rows[] = {
		{0.02, "20 ms"},  {1e-4, "100 us"}, {60, "1 min"},
		{1.5, "1500 ms"}, {86400, "1 d"},   {90, "90 s"},
	};
	g_autofree char *size = field_show_size(67108864);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = field_show_duration(rows[i].seconds);

		g_assert_cmpstr(text, ==, rows[i].text);
	}
	g_assert_cmpstr(size, ==, "64 MiB");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/field/duration", test_duration);
	g_test_add_func("/field/size", test_size);
	g_test_add_func("/field/fraction", test_fraction);
	g_test_add_func("/field/count", test_count);
	g_test_add_func("/field/boolean", test_boolean);
	g_test_add_func("/field/text", test_text);
	g_test_add_func("/field/choice", test_choice);
	g_test_add_func("/field/items", test_items);
	g_test_add_func("/field/show", test_show);
	return g_test_run();
}
