/* t-svg.c - gnuplot's SVG becomes a small fragment with names and classes of its own. */
#include "svg.h"

#include <string.h>

/* What gnuplot 5.4 and 6.0 write around a picture. */
#define HEAD                                                                                       \
	"<?xml version=\"1.0\" encoding=\"utf-8\"  standalone=\"no\"?>\n<svg \n"                   \
	" viewBox=\"0 0 600 200\"\n xmlns=\"http://www.w3.org/2000/svg\"\n"                        \
	" xmlns:xlink=\"http://www.w3.org/1999/xlink\"\n>\n\n<title>Gnuplot</title>\n"             \
	"<desc>Produced by GNUPLOT 6.0 patchlevel 0 </desc>\n\n<g id=\"gnuplot_canvas\">\n\n"      \
	"<rect x=\"0\" y=\"0\" width=\"600\" height=\"200\" fill=\"none\"/>\n<defs>\n"             \
	"\t<circle id='gpDot' r='0.5' stroke-width='0.5' stroke='currentColor'/>\n"                \
	"\t<path id='gpPt7' stroke-width='0.190' stroke='currentColor' d='M0,-1.33 z'/>\n"         \
	"\t<use xlink:href='#gpPt7' id='gpPt8' fill='currentColor' stroke='none'/>\n"              \
	"\t<use xlink:href='#gpPt5' id='gpPt6' fill='currentColor' stroke='none'/>\n"              \
	"\t<filter id='textbox'><feFlood flood-color='white'/></filter>\n</defs>\n"
#define GROUP                                                                                      \
	"<g fill=\"none\" color=\"black\" stroke=\"currentColor\" stroke-width=\"1.40\" "          \
	"stroke-linecap=\"butt\" stroke-linejoin=\"miter\">\n"
#define TAIL "</g>\n</svg>\n\n"

/* Return what becomes of @body with @parts, without the line of the root and the titles (transfer
 * full). */
static char *
convert_parts(const char *body, const SvgParts *parts)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *svg = g_strconcat(HEAD, body, TAIL, NULL);
	g_autofree char *out = svg_inline(svg, "fig-a", "Title", "Words", parts, &error);
	const char *start;

	g_assert_no_error(error);
	start = strstr(out, "</desc>\n") + strlen("</desc>\n");
	g_assert_true(g_str_has_suffix(out, "</g>\n</svg>\n"));
	return g_strndup(start, strlen(start) - strlen("</g>\n</svg>\n"));
}

/* The same of a picture without spots and series. */
static char *
convert(const char *body)
{
	g_autoptr(GArray) spots = spots_new();
	g_autoptr(GArray) clauses = g_array_new(FALSE, FALSE, sizeof(int));

	return convert_parts(body, &(const SvgParts){spots, clauses});
}

#define ROOT "<g fill=\"none\" font-family=\"sans-serif\" font-size=\"16\">\n"

/* What gnuplot writes, and what stands in the page. */
static const struct {
	const char *in, *out;
} shapes[] = {
	{"", ""},
	{GROUP "</g>\n" GROUP "<g></g></g>", ""},
	/* a path, with its class, its numbers rounded */
	{GROUP "\t<path stroke='rgb(217, 217, 217)' class=\"gridline\"  "
               "d='M88.11,288.60 L620.41,288.60  '/></g>",
         "<path class=\"s2\" stroke=\"#d9d9d9\" d=\"M88.1,288.6L620.4,288.6\" "
         "stroke-width=\"1.4\"/>\n"},
	/* a path that draws nothing, and two that look the same */
	{GROUP "<path stroke='black' d='M1,2  '/><path stroke='rgb(0,0,0)' d='M1,2 L3,4 '/>"
               "</g>" GROUP "<path stroke='black' d='M5,6 L7,8'/></g>",
         "<path class=\"s0\" stroke=\"#000000\" d=\"M1,2L3,4M5,6L7,8\" "
         "stroke-width=\"1.4\"/>\n"},
	/* a colour that is not of the palette has no class */
	{GROUP "<path stroke='rgb(1, 2, 3)' stroke-dasharray='5.0,3.0' d='M1,2 L3,-4'/></g>",
         "<path stroke=\"#010203\" stroke-dasharray=\"5,3\" d=\"M1,2L3,-4\" "
         "stroke-width=\"1.4\"/>\n"},
	/* an area */
	{GROUP "<g stroke='none' shape-rendering='crispEdges'>\n\t\t<polygon fill = "
               "'rgb(213,  94,   0)' fill-opacity = '0.300000' points = "
               "'1.00,2.00 3.04,2.00 3.06,4.00 '/>\n</g></g>",
         "<path class=\"f4\" fill=\"#d55e00\" fill-opacity=\"0.3\" d=\"M1,2 3,2 3.1,4z\"/>\n"},
	/* discs become dots of one path, as long as they look the same */
	{GROUP "<use xlink:href='#gpPt6' transform='translate(1.00,2.00) scale(1.47)' "
               "color='rgb(  0, 114, 178)'/>\n<use xlink:href='#gpPt6' "
               "transform='translate(3.00,4.00) scale(1.47)' color='rgb(  0, 114, 178)'/>\n"
               "<use xlink:href='#gpPt6' transform='translate(5.00,6.00) scale(2.00)' "
               "color='rgb(  0, 114, 178)'/></g>",
         "<path class=\"s3\" stroke=\"#0072b2\" stroke-width=\"2.94\" "
         "stroke-linecap=\"round\" d=\"M1,2h0M3,4h0\"/>\n"
         "<path class=\"s3\" stroke=\"#0072b2\" stroke-width=\"4\" "
         "stroke-linecap=\"round\" d=\"M5,6h0\"/>\n"},
	/* text: group, text and tspan are one; weight and rotation stay */
	{GROUP "<g transform=\"translate(72.02,293.15)\" stroke=\"none\" fill=\"rgb(0,0,0)\" "
               "font-family=\"sans-serif\" font-size=\"16.00\"  text-anchor=\"end\">\n\t\t"
               "<text><tspan font-family=\"sans-serif\" >a &lt; b &amp; c</tspan></text>\n"
               "\t</g></g>",
         "<text class=\"t0\" fill=\"#000000\" text-anchor=\"end\" x=\"72\" y=\"293.2\">"
         "a &lt; b &amp; c</text>\n"},
	{GROUP "<g transform=\"translate(1.00,2.00) rotate(270)\" stroke=\"none\" "
               "fill=\"black\" font-size=\"16.00\" text-anchor=\"middle\"><text><tspan "
               "font-family=\"sans-serif\"  font-weight=\"bold\" >heavy</tspan><tspan "
               "font-family=\"sans-serif\" > light</tspan></text></g></g>",
         "<text class=\"t0\" transform=\"translate(1,2)rotate(270)\" "
         "fill=\"#000000\" text-anchor=\"middle\"><tspan font-weight=\"bold\">heavy</tspan>"
         "<tspan> light</tspan></text>\n"},
	/* ink of text */
	{GROUP "<g transform=\"translate(1,2)\" stroke=\"none\" fill=\"rgb(0,99,156)\" "
               "font-size=\"16.00\" text-anchor=\"start\"><text>gil</text></g></g>",
         "<text class=\"t3\" fill=\"#00639c\" x=\"1\" y=\"2\">gil</text>\n"},
	/* names of plots are of no use to readers */
	{"\t<g id=\"gnuplot_plot_1\" ><title>DATA index 0</title>\n" GROUP
         "<path stroke='black' d='M1,2 L3,4'/></g></g>",
         "<path class=\"s0\" stroke=\"#000000\" d=\"M1,2L3,4\" stroke-width=\"1.4\"/>\n"},
};

static void
test_shapes(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autofree char *out = convert(shapes[i].in);

		g_assert_true(g_str_has_prefix(out, ROOT));
		g_assert_cmpstr(out + strlen(ROOT), ==, shapes[i].out);
	}
}

/* Definitions that are used stay, also by other definitions; ids and references have the prefix. */
static void
test_definitions(void)
{
	g_autofree char *out = convert(
		GROUP
		"<use xlink:href='#gpPt8' transform='translate(1.00,2.00) scale(3.00)' "
		"color='rgb(0, 158, 115)'/></g>"
		"<defs><pattern id='gpPat1' width='8'><path d='M0,0 L8,8'/></pattern></defs>" GROUP
		"<g stroke='none'><polygon fill = 'url(#gpPat1)' points = '1,2 3,4 5,6'/></g>"
		"</g>");

	g_assert_cmpstr(
		out, ==,
		"<defs>\n"
		"<path id=\"fig-a.gpPt7\" stroke-width=\"0.190\" stroke=\"currentColor\" "
		"d=\"M0,-1.33 z\"/>\n"
		"<use href=\"#fig-a.gpPt7\" id=\"fig-a.gpPt8\" fill=\"currentColor\" "
		"stroke=\"none\"/>\n"
		"<pattern id=\"fig-a.gpPat1\" width=\"8\"><path d=\"M0,0 L8,8\"/></pattern>\n"
		"</defs>\n" ROOT
		"<use class=\"k5\" href=\"#fig-a.gpPt8\" transform=\"translate(1,2)scale(3)\" "
		"color=\"#009e73\"/>\n"
		"<path fill=\"url(#fig-a.gpPat1)\" d=\"M1,2 3,4 5,6z\"/>\n");
}

static void
test_root(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) spots = spots_new();
	g_autoptr(GArray) clauses = g_array_new(FALSE, FALSE, sizeof(int));
	const SvgParts parts = {spots, clauses};
	g_autofree char *out =
		svg_inline(HEAD TAIL, "fig-b", "A < B", "\"95 %\" & more", &parts, &error);

	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(
		out, "<svg class=\"plot\" viewBox=\"0 0 600 200\" role=\"img\" "
		     "aria-labelledby=\"fig-b.title fig-b.desc\" "
		     "xmlns=\"http://www.w3.org/2000/svg\">\n"
		     "<title id=\"fig-b.title\">A &lt; B</title>\n"
		     "<desc id=\"fig-b.desc\">&quot;95 %&quot; &amp; more</desc>\n"));
}

/* Marks and areas in the colours of spots leave the picture and come back on top, with words and
 * series; other shapes have the series of their clause. */
static void
test_spots(void)
{
	static const int series[] = {-1, 2};
	g_autoptr(GArray) spots = spots_new();
	g_autoptr(GArray) clauses = g_array_new(FALSE, FALSE, sizeof(int));
	g_autofree char *out = NULL;

	g_array_append_vals(clauses, series, 2);
	g_assert_cmpint(spots_add(spots, 2, g_strdup("gil\na < b")), ==, 0xfe0000);
	g_assert_cmpint(spots_add(spots, -1, g_strdup("row")), ==, 0xfe0001);
	g_assert_cmpint(spots_add(spots, 2, NULL), ==, 0xfe0002);
	g_assert_cmpint(spots_add(spots, 0, g_strdup("outside")), ==, 0xfe0003);
	out = convert_parts(
		GROUP
		"<g id=\"gnuplot_plot_1\" ><title>gnuplot_plot_1</title>" GROUP
		"<path stroke='black' d='M1,2 L3,4 '/></g></g>"
		"<g id=\"gnuplot_plot_2\" >" GROUP "<path stroke='black' d='M5,6 L7,8 '/></g></g>"
		"<g id=\"gnuplot_plot_3\" >" GROUP
		"<g stroke='none'><polygon fill = 'rgb(254, 0, 1)' points = '0,0 9,0 9,9 '/></g>"
		"<g stroke='none'><polygon fill = 'rgb(254, 0, 2)' points = '1,1 2,1 2,2 '/></g>"
		"<use xlink:href='#gpPt6' transform='translate(4.04,5.00) scale(4.5)' "
		"color='rgb(254,  0,  0)'/><use xlink:href='#gpPt6' transform='translate(6,7) "
		"scale(4.5)' color='rgb(254, 0, 1)'/></g></g></g>",
		&(const SvgParts){spots, clauses});
	g_assert_cmpstr(
		out, ==,
		ROOT "<path class=\"s0\" stroke=\"#000000\" d=\"M1,2L3,4\" stroke-width=\"1.4\"/>\n"
		     "<path class=\"s0\" stroke=\"#000000\" d=\"M5,6L7,8\" stroke-width=\"1.4\" "
		     "data-s=\"2\"/>\n"
		     "<g class=\"spots\" stroke=\"none\" pointer-events=\"all\">\n"
		     "<circle cx=\"4\" cy=\"5\" r=\"10\" data-s=\"2\"><title>gil\na &lt; "
		     "b</title></circle>\n"
		     "<path d=\"M0,0 9,0 9,9z\" data-at=\"6 7\"><title>row</title></path>\n"
		     "<path d=\"M1,1 2,1 2,2z\" data-s=\"2\"/>\n"
		     "</g>\n");
}

static void
test_errors(void)
{
	static const char *const rows[] = {
		"",
		"no markup",
		"<svg viewBox='0 0 1 1'></svg>",
		HEAD,
		"<svg><g id='gnuplot_canvas'></g></svg>",
		HEAD "<g></text>" TAIL,
	};

	g_autoptr(GArray) spots = spots_new();
	g_autoptr(GArray) clauses = g_array_new(FALSE, FALSE, sizeof(int));
	const SvgParts parts = {spots, clauses};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(svg_inline(rows[i], "a", "b", "c", &parts, &error));
		g_assert_true(error != NULL && error->domain == G_MARKUP_ERROR);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/svg/shapes", test_shapes);
	g_test_add_func("/svg/definitions", test_definitions);
	g_test_add_func("/svg/root", test_root);
	g_test_add_func("/svg/spots", test_spots);
	g_test_add_func("/svg/errors", test_errors);
	return g_test_run();
}
