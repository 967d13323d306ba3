/* t-axis.c - quantities in the units of readers, ranges and ticks, lines of text. */
#include "axis.h"

#include <math.h>
#include <string.h>

#include "figures.h"

static void
test_quantity(void)
{
	static const struct {
		double value;
		Unit unit;
		guint digits;
		const char *text;
	} rows[] = {
		{0.00123456, UNIT_SECOND, 3, "1.23 ms"},
		{0.0009996, UNIT_SECOND, 3, "1.00 ms"},
		{0.0009994, UNIT_SECOND, 3, "999 µs"},
		{8.6e-6, UNIT_SECOND, 2, "8.6 µs"},
		{42e-9, UNIT_SECOND, 3, "42.0 ns"},
		{3.2e-10, UNIT_SECOND, 2, "0.32 ns"},
		{75, UNIT_SECOND, 3, "75.0 s"},
		{12345, UNIT_SECOND, 3, "12 345 s"},
		{0, UNIT_SECOND, 3, "0 s"},
		{-0.002, UNIT_SECOND, 3, "−2.00 ms"},
		{1536, UNIT_BYTE, 3, "1.50 KiB"},
		{640 * 1024, UNIT_BYTE, 3, "640 KiB"},
		{5.0 * 1073741824, UNIT_BYTE, 2, "5.0 GiB"},
		{0.97, UNIT_NONE, 3, "0.970"},
		{9.996, UNIT_NONE, 3, "10.0"},
		{2000000, UNIT_NONE, 3, "2 000 000"},
		{2.1e6, UNIT_PER_SECOND, 3, "2.10 million/s"},
		{350, UNIT_PER_SECOND, 3, "350/s"},
		{INFINITY, UNIT_SECOND, 3, "–"},
		{NAN, UNIT_NONE, 3, "–"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = quantity_text(rows[i].value, rows[i].unit, rows[i].digits);

		g_autoptr(GString) plain = g_string_new(text);

		g_string_replace(plain, "\u00a0", " ", 0);
		g_string_replace(plain, "\u202f", " ", 0);
		g_assert_cmpstr(plain->str, ==, rows[i].text);
	}
}

/* Return the ticks of @axis as "0|50|100" (transfer full). */
static char *
ticks_text(const Axis *axis)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < axis->ticks->len; i++)
		g_string_append_printf(out, "%s%s", i == 0 ? "" : "|",
		                       g_array_index(axis->ticks, Tick, i).text);
	g_string_replace(out, "\u00a0", " ", 0);
	g_string_replace(out, "\u202f", " ", 0);
	return g_string_free(out, FALSE);
}

static void
test_ticks(void)
{
	static const struct {
		double low, high;
		Unit unit;
		gboolean log, zero;
		guint most;
		const char *name, *ticks;
	} rows[] = {
		{0.0001, 0.0012, UNIT_SECOND, FALSE, TRUE, 7, "ms", "0.0|0.2|0.4|0.6|0.8|1.0|1.2"},
		{0.047, 0.112, UNIT_SECOND, FALSE, FALSE, 5, "ms", "60|80|100"},
		{0, 3, UNIT_SECOND, FALSE, TRUE, 5, "s", "0|1|2|3"},
		{0.95, 0.99, UNIT_NONE, FALSE, FALSE, 6, "", "0.95|0.96|0.97|0.98|0.99"},
		{0, 8, UNIT_NONE, FALSE, TRUE, 7, "", "0|2|4|6|8"},
		{-3, 5, UNIT_NONE, FALSE, FALSE, 6, "", "−2|0|2|4"},
		{0, 2e6, UNIT_NONE, FALSE, TRUE, 6, "millions", "0.0|0.5|1.0|1.5|2.0"},
		{0, 7.5e6, UNIT_PER_SECOND, FALSE, TRUE, 5, "millions per second", "0|2|4|6"},
		{0, 40 * 1048576.0, UNIT_BYTE, FALSE, TRUE, 6, "MiB", "0|10|20|30|40"},
		{8e-6, 0.09, UNIT_SECOND, TRUE, FALSE, 6, "", "10 µs|100 µs|1 ms|10 ms|100 ms"},
		{2e-3, 0.03, UNIT_SECOND, TRUE, FALSE, 5, "ms", "2|5|10|20"},
		{1, 1000, UNIT_NONE, TRUE, FALSE, 5, "", "1|10|100|1000"},
		{1024, 1048576, UNIT_BYTE, TRUE, FALSE, 6, "",
	         "1 KiB|4 KiB|16 KiB|64 KiB|256 KiB|1 MiB"},
		{-1, 10, UNIT_NONE, TRUE, FALSE, 5, "", "0|5|10"},
		{5, 5, UNIT_NONE, FALSE, FALSE, 5, "", "4.5|5.0|5.5"},
		{0, 0, UNIT_NONE, FALSE, FALSE, 5, "", "0.0|0.2|0.4"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Axis) axis = axis_new(rows[i].low, rows[i].high, rows[i].unit,
		                                rows[i].log, rows[i].zero, rows[i].most);
		g_autofree char *ticks = ticks_text(axis);

		g_assert_cmpstr(axis->unit, ==, rows[i].name);
		g_assert_cmpstr(ticks, ==, rows[i].ticks);
	}
}

/* Whatever the values: they lie within the range, and ticks ascend, differ, and are not too many.
 */
static void
test_any_range(void)
{
	guint64 state = 11;

	for (guint i = 0; i < 4000; i++) {
		double low = pow(10, 16 * uniform(&state) - 9);
		double high = low * (1 + pow(10, 9 * uniform(&state) - 4));
		Unit unit = (Unit)(i % 4);
		guint most = 2 + i % 8;
		g_autoptr(Axis) axis = axis_new(low, high, unit, i % 3 == 0, i % 5 == 0, most);

		g_assert_cmpfloat(axis->low, <=, low * axis->scale);
		g_assert_cmpfloat(axis->high, >=, high * axis->scale * (1 - 1e-12));
		g_assert_cmpuint(axis->ticks->len, <=, most);
		for (guint j = 0; j < axis->ticks->len; j++) {
			const Tick *tick = &g_array_index(axis->ticks, Tick, j);
			double slack = 1e-9 * (axis->high - axis->low);

			g_assert_cmpfloat(tick->at, >=, axis->low * (1 - 1e-9) - slack);
			g_assert_cmpfloat(tick->at, <=, axis->high * (1 + 1e-9) + slack);
			g_assert_cmpuint(strlen(tick->text), <, 40);
			if (j > 0) {
				g_assert_cmpfloat(tick->at, >, tick[-1].at);
				g_assert_cmpstr(tick->text, !=, tick[-1].text);
			}
		}
	}
}

static void
test_fit(void)
{
	g_autoptr(Axis) wide = axis_fit(0, 100, UNIT_NONE, FALSE, TRUE, 60);
	g_autoptr(Axis) narrow = axis_fit(0, 100, UNIT_NONE, FALSE, TRUE, 12);
	g_autofree char *many = ticks_text(wide), *few = ticks_text(narrow);

	g_assert_cmpstr(many, ==, "0|20|40|60|80|100");
	g_assert_cmpstr(few, ==, "0|50|100");
}

static void
test_wrap(void)
{
	static const struct {
		const char *text;
		guint columns, most;
		const char *lines;
	} rows[] = {
		{"", 10, 3, ""},
		{"short", 10, 3, "short"},
		{"two words", 9, 3, "two words"},
		{"two words", 8, 3, "two|words"},
		{"process, GIL held", 13, 3, "process,|GIL held"},
		{"free-threaded", 8, 3, "free-|threaded"},
		{"incomprehensible", 6, 3, "incomp|rehens|ible"},
		{"one two three four five", 5, 3, "one|two|thre…"},
		{"数学の図", 4, 3, "数学|の図"},
		{"grüße", 3, 3, "grü|ße"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) lines = text_wrap(rows[i].text, rows[i].columns, rows[i].most);
		g_autofree char *joined = g_strjoinv("|", lines);

		g_assert_cmpstr(joined, ==, rows[i].lines);
	}
	g_assert_cmpuint(text_columns("a数e\u0301"), ==, 4);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/axis/quantity", test_quantity);
	g_test_add_func("/axis/ticks", test_ticks);
	g_test_add_func("/axis/any-range", test_any_range);
	g_test_add_func("/axis/fit", test_fit);
	g_test_add_func("/axis/wrap", test_wrap);
	return g_test_run();
}
