/* t-badge.c - the picture that tells how claims stand. */
#include "badge.h"

#include "xml.h"

#include <math.h>
#include <string.h>

/* How many claims of each kind, and what the badge makes of them. */
typedef struct Row {
	guint good, open, bad, untestable, pending;
	const char *words, *ground;
} Row;

static const Row rows[] = {
	{0, 0, 0, 0, 0, "none yet", "#5c6169"},
	{3, 0, 0, 0, 0, "3 of 3 as expected", "#00694d"},
	{190, 0, 0, 12, 0, "190 of 202 as expected, 12 not testable", "#00694d"},
	{1, 1, 0, 0, 0, "1 of 2 as expected", "#7a5700"},
	{1, 1, 1, 1, 0, "1 of 4 as expected, 1 not testable", "#a83200"},
	{0, 0, 0, 2, 0, "0 of 2 as expected, 2 not testable", "#5c6169"},
	{1, 0, 0, 0, 2, "1 of 3 as expected, 2 not measured yet", "#00694d"},
	{1, 1, 0, 1, 1, "1 of 4 as expected, 1 not testable, 1 not measured yet", "#7a5700"},
	{0, 0, 0, 0, 2, "0 of 2 as expected, 2 not measured yet", "#5c6169"},
};

static Badge
badge_of(const Row *row)
{
	Badge badge = {0};

	for (guint i = 0; i < row->good; i++)
		badge_count(&badge, i % 2 ? VERDICT_REFUTED : VERDICT_SUPPORTED, FALSE);
	for (guint i = 0; i < row->open; i++)
		badge_count(&badge, VERDICT_INCONCLUSIVE, TRUE);
	for (guint i = 0; i < row->bad; i++)
		badge_count(&badge, VERDICT_REFUTED, TRUE);
	for (guint i = 0; i < row->untestable; i++)
		badge_count(&badge, VERDICT_UNTESTABLE, FALSE);
	for (guint i = 0; i < row->pending; i++)
		badge_count(&badge, VERDICT_PENDING, FALSE);
	return badge;
}

static double
luminance(const char *colour)
{
	static const double weights[] = {0.2126, 0.7152, 0.0722};
	guint64 digits = g_ascii_strtoull(colour + 1, NULL, 16);
	double sum = 0;

	g_assert_cmpuint(strlen(colour), ==, 7);
	for (guint i = 0; i < 3; i++) {
		double c = (double)(digits >> (16 - 8 * i) & 0xff) / 255;

		sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

/* It is well-formed, says in words what its colour says, and can be read. */
static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Badge badge = badge_of(&rows[i]);
		g_autofree char *words = badge_words(&badge), *svg = badge_svg(&badge);
		g_autofree char *title = g_strconcat("<title>claims: ", words, "</title>", NULL);
		g_autofree char *label = g_strconcat("claims: ", words, NULL);
		g_autofree char *fill = g_strconcat("fill=\"", rows[i].ground, "\"", NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Xml) xml = xml_parse(svg, &error);

		g_assert_no_error(error);
		g_assert_cmpstr(words, ==, rows[i].words);
		g_assert_nonnull(strstr(svg, title));
		g_assert_nonnull(strstr(svg, fill));
		g_assert_cmpstr(xml_get(xml_find(xml, "svg", NULL), "aria-label"), ==, label);
	}
}

/* Both parts stand side by side, as wide together as the picture, and white text can be read. */
static void
check_parts(const Row *row)
{
	Badge badge = badge_of(row);
	g_autofree char *svg = badge_svg(&badge);
	g_autoptr(Xml) xml = xml_parse(svg, NULL);
	Xml *picture = xml_find(xml, "svg", NULL), *parts = xml_find(xml, "g", NULL);
	guint64 x = 0;

	for (guint i = 0; i < parts->children->len; i++) {
		const Xml *part = g_ptr_array_index(parts->children, i);

		if (!xml_is(part, "rect"))
			continue;
		g_assert_cmpuint(g_ascii_strtoull(xml_get(part, "x"), NULL, 10), ==, x);
		g_assert_cmpfloat(1.05 / (luminance(xml_get(part, "fill")) + 0.05), >=, 4.5);
		x += g_ascii_strtoull(xml_get(part, "width"), NULL, 10);
	}
	g_assert_cmpuint(x, >, 0);
	g_assert_cmpuint(g_ascii_strtoull(xml_get(picture, "width"), NULL, 10), ==, x);
}

static void
test_parts(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		check_parts(&rows[i]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/badge/rows", test_rows);
	g_test_add_func("/badge/parts", test_parts);
	return g_test_run();
}
