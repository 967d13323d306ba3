#include "svg.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "xml.h"

/* The colours of templates/plot.gp, in the order of the classes, and those of text in them. */
static const char *const palette[] = {"#000000", "#808080", "#d9d9d9", "#0072b2", "#d55e00",
                                      "#009e73", "#cc79a7", "#56b4e9", "#e69f00"};
static const char *const inks[] = {"#000000", "#808080", "#d9d9d9", "#00639c", "#a84a00",
                                   "#00704f", "#9c3f73", "#14719f", "#875d00"};

/* Numbers and colours ------------------------------------------------------------------------- */

static void
append_number(GString *out, double value, int decimals)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	double rounded = round(value * pow(10, decimals)) / pow(10, decimals);

	g_string_append(out, g_ascii_formatd(number, sizeof(number), "%.7g",
	                                     rounded == 0 ? 0 : rounded)); /* no -0 */
}

static char *
number_text(double value, int decimals)
{
	GString *out = g_string_new(NULL);

	append_number(out, value, decimals);
	return g_string_free(out, FALSE);
}

/* Return @text with its numbers rounded to @decimals and white space removed where it can be. */
static char *
shorten(const char *text, int decimals)
{
	GString *out = g_string_new(NULL);
	const char *p = text;

	while (*p != '\0') {
		char *end;
		double value;

		if (g_ascii_isspace(*p)) {
			while (g_ascii_isspace(*p))
				p++;
			if (g_ascii_isdigit(*p) || *p == '-' || *p == '.')
				g_string_append_c(out, ' ');
			continue;
		}
		if (!g_ascii_isdigit(*p) && *p != '-' && *p != '.') {
			g_string_append_c(out, *p++);
			continue;
		}
		value = g_ascii_strtod(p, &end);
		if (end == p) {
			g_string_append_c(out, *p++);
			continue;
		}
		append_number(out, value, decimals);
		p = end;
	}
	while (out->len > 0 && out->str[0] == ' ')
		g_string_erase(out, 0, 1);
	return g_string_free(out, FALSE);
}

/* Return @colour as "#rrggbb", or NULL when it is no plain colour (transfer full). */
static char *
hex_colour(const char *colour)
{
	guint r, g, b;

	if (g_str_equal(colour, "black"))
		return g_strdup("#000000");
	if (sscanf(colour, "rgb( %3u , %3u , %3u )", &r, &g, &b) == 3 && r < 256 && g < 256 &&
	    b < 256)
		return g_strdup_printf("#%02x%02x%02x", r, g, b);
	return NULL;
}

static int
colour_class(const char *hex, gboolean text)
{
	for (guint i = 0; i < G_N_ELEMENTS(palette); i++)
		if (g_str_equal(hex, palette[i]) || (text && g_str_equal(hex, inks[i])))
			return (int)i;
	return -1;
}

/* Give @node the classes of its colours. */
static void
classify(Xml *node)
{
	static const char *const attributes[] = {"stroke", "fill", "color"};
	g_autoptr(GString) classes = g_string_new(NULL);
	gboolean text = xml_is(node, "text") || xml_is(node, "tspan");

	for (guint i = 0; i < G_N_ELEMENTS(attributes); i++) {
		const char *value = xml_get(node, attributes[i]);
		g_autofree char *hex = value == NULL ? NULL : hex_colour(value);
		gboolean ink = text && g_str_equal(attributes[i], "fill");
		int class;

		if (hex == NULL)
			continue;
		class = colour_class(hex, ink);
		xml_put(node, attributes[i], g_steal_pointer(&hex));
		if (class >= 0)
			g_string_append_printf(classes, "%s%c%d", classes->len > 0 ? " " : "",
			                       ink ? 't'
			                       : g_str_equal(attributes[i], "color")
			                               ? 'k'
			                               : *attributes[i],
			                       class);
	}
	xml_drop(node, "class");
	if (classes->len > 0) {
		g_ptr_array_insert(node->attributes, 0, g_strdup("class"));
		g_ptr_array_insert(node->attributes, 1, g_strdup(classes->str));
	}
}

/* Rewriting ----------------------------------------------------------------------------------- */

static void
rename_node(Xml *node, const char *name)
{
	g_free(node->name);
	node->name = g_strdup(name);
}

/* Read "translate(X,Y)" at the start of @transform; return what follows, or NULL. */
static const char *
read_translation(const char *transform, double *x, double *y)
{
	char *end;

	if (transform == NULL || !g_str_has_prefix(transform, "translate("))
		return NULL;
	*x = g_ascii_strtod(transform + strlen("translate("), &end);
	if (*end != ',')
		return NULL;
	*y = g_ascii_strtod(end + 1, &end);
	return *end == ')' ? end + 1 : NULL;
}

/* Make @node, which holds one child, that child: it keeps its attributes and gains the child's. */
static void
absorb(Xml *node)
{
	g_autoptr(Xml) child = g_ptr_array_steal_index(node->children, 0);

	for (guint i = 0; i + 1 < child->attributes->len; i += 2)
		xml_put(node, g_ptr_array_index(child->attributes, i),
		        g_strdup(g_ptr_array_index(child->attributes, i + 1)));
	g_ptr_array_unref(node->children);
	node->children = g_steal_pointer(&child->children);
}

/* Make the group around a <text> that text: the group has place, colour and anchor. */
static void
lift_text(Xml *group)
{
	double x, y;
	const char *rest = read_translation(xml_get(group, "transform"), &x, &y);

	rename_node(group, "text");
	absorb(group);
	if (group->children->len == 1 && xml_is(g_ptr_array_index(group->children, 0), "tspan"))
		absorb(group);
	if (rest != NULL && *rest == '\0') {
		xml_drop(group, "transform");
		xml_put(group, "x", number_text(x, 1));
		xml_put(group, "y", number_text(y, 1));
	}
}

/* Make a <polygon> a <path>, which can be joined with others. */
static void
polygon_to_path(Xml *node)
{
	g_autofree char *points = shorten(xml_get(node, "points"), 1);

	rename_node(node, "path");
	xml_drop(node, "points");
	xml_put(node, "d", g_strdup_printf("M%sz", points));
}

/*
 * Make the mark of a disc a dot of a path: a line of no length with a round cap, a tenth of the
 * bytes of a <use>.
 */
static void
disc_to_path(Xml *node)
{
	double x, y;
	const char *rest = read_translation(xml_get(node, "transform"), &x, &y);
	const char *scale = rest == NULL ? NULL : strstr(rest, "scale(");
	const char *colour = xml_get(node, "color");
	g_autofree char *at_x = NULL, *at_y = NULL;

	if (scale == NULL || colour == NULL)
		return;
	at_x = number_text(x, 1);
	at_y = number_text(y, 1);
	xml_put(node, "stroke-width",
	        number_text(2 * g_ascii_strtod(scale + strlen("scale("), NULL), 2));
	xml_put(node, "stroke-linecap", g_strdup("round"));
	xml_put(node, "stroke", g_strdup(colour));
	xml_put(node, "d", g_strdup_printf("M%s,%sh0", at_x, at_y));
	xml_drop(node, "color");
	xml_drop(node, "transform");
	xml_drop(node, "xlink:href");
	rename_node(node, "path");
}

/* What a shape inherits from the groups around it, and what no shape needs: it is the default. */
static const char *const inherited[] = {
	"fill",           "color",           "stroke",         "stroke-width",
	"stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-dasharray",
	"data-s"};
static const char *const defaults[][2] = {
	{"stroke", "none"},           {"stroke-linecap", "butt"}, {"stroke-linejoin", "miter"},
	{"stroke-dasharray", "none"}, {"fill", "none"},           {"font-size", "16"},
	{"font-weight", "normal"},    {"font-style", "normal"},   {"text-anchor", "start"},
};

/* Take from @node what has no effect on it. */
static void
drop_useless(Xml *node)
{
	static const char *const strokes[] = {"stroke-width", "stroke-linecap", "stroke-linejoin"};

	for (guint i = 0; i < G_N_ELEMENTS(defaults); i++)
		if (g_strcmp0(xml_get(node, defaults[i][0]), defaults[i][1]) == 0)
			xml_drop(node, defaults[i][0]);
	if (!xml_is(node, "use"))
		xml_drop(node, "color");
	for (guint i = 0; i < G_N_ELEMENTS(strokes); i++)
		if (xml_get(node, "stroke") == NULL || xml_is(node, "use"))
			xml_drop(node, strokes[i]);
	if (xml_is(node, "use")) {
		xml_drop(node, "fill");
		xml_drop(node, "stroke");
	}
	xml_drop(node, "shape-rendering");
	xml_drop(node, "font-family");
}

/* Put the shape @node, which has all it inherits, into the form of a page. */
static void
rewrite(Xml *node)
{
	static const char *const numbers[] = {"d",         "transform",    "stroke-width",
	                                      "font-size", "fill-opacity", "stroke-dasharray"};

	if (xml_is(node, "polygon") && xml_get(node, "points") != NULL)
		polygon_to_path(node);
	if (xml_is(node, "use") && g_strcmp0(xml_get(node, "xlink:href"), "#gpPt6") == 0)
		disc_to_path(node);
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
		const char *value = xml_get(node, numbers[i]);

		if (value != NULL)
			xml_put(node, numbers[i], shorten(value, *numbers[i] == 'd' ? 1 : 2));
	}
	drop_useless(node);
	for (guint i = 0; i < node->children->len; i++) {
		Xml *child = g_ptr_array_index(node->children, i);

		if (child->name != NULL)
			drop_useless(child);
	}
	classify(node);
}

static gboolean
same_but_path(const Xml *a, const Xml *b)
{
	if (!xml_is(a, "path") || !xml_is(b, "path") || a->attributes->len != b->attributes->len)
		return FALSE;
	for (guint i = 0; i + 1 < a->attributes->len; i += 2) {
		const char *name = g_ptr_array_index(a->attributes, i);
		const char *other = xml_get(b, name);

		if (other == NULL || (!g_str_equal(name, "d") &&
		                      !g_str_equal(other, g_ptr_array_index(a->attributes, i + 1))))
			return FALSE;
	}
	return TRUE;
}

/* Append the shape @node to @out, as part of the last path if that looks the same. */
static void
append_shape(GPtrArray *out, Xml *node)
{
	Xml *last = out->len == 0 ? NULL : g_ptr_array_index(out, out->len - 1);
	const char *path = xml_get(node, "d");

	if (xml_is(node, "path") && (path == NULL || strpbrk(path, "LlHhVvCcZz") == NULL)) {
		xml_free(node); /* moves the pen and draws nothing */
		return;
	}
	if (last != NULL && same_but_path(last, node)) {
		xml_put(last, "d", g_strconcat(xml_get(last, "d"), path, NULL));
		xml_free(node);
		return;
	}
	g_ptr_array_add(out, node);
}

static gboolean
is_noise(const Xml *node)
{
	if (xml_is(node, "title") || xml_is(node, "desc") || xml_is(node, "script"))
		return TRUE;
	/* the canvas; a background of the author's has a colour */
	return xml_is(node, "rect") && g_strcmp0(xml_get(node, "fill"), "none") == 0;
}

/* Give the group of a clause, which gnuplot counts from 1, the series of that. */
static void
name_series(Xml *group, const GArray *clauses)
{
	const char *id = xml_get(group, "id");
	guint64 clause;
	int series;

	if (id == NULL || !g_str_has_prefix(id, "gnuplot_plot_"))
		return;
	clause = g_ascii_strtoull(id + strlen("gnuplot_plot_"), NULL, 10);
	if (clause == 0 || clause > clauses->len)
		return;
	series = g_array_index(clauses, int, clause - 1);
	if (series >= 0)
		xml_put(group, "data-s", g_strdup_printf("%d", series));
}

/*
 * Move the shapes below @node to @out, in order, without the groups around them: gnuplot's groups
 * only say what their shapes look like.  Definitions go to @defs, spots to @parts.
 */
static void
flatten(Xml *node, const Xml *around, GPtrArray *out, Xml *defs, const SvgParts *parts)
{
	while (node->children->len > 0) {
		g_autoptr(Xml) child = g_ptr_array_steal_index(node->children, 0);

		if (is_noise(child))
			continue;
		if (xml_is(child, "defs")) {
			while (child->children->len > 0)
				g_ptr_array_add(defs->children,
				                g_ptr_array_steal_index(child->children, 0));
			continue;
		}
		name_series(child, parts->clauses);
		for (guint i = 0; i < G_N_ELEMENTS(inherited); i++) {
			const char *value = xml_get(around, inherited[i]);

			if (value != NULL && xml_get(child, inherited[i]) == NULL)
				xml_put(child, inherited[i], g_strdup(value));
		}
		if (xml_is(child, "g") && child->children->len == 1 &&
		    xml_is(g_ptr_array_index(child->children, 0), "text"))
			lift_text(child);
		if (xml_is(child, "g") && xml_get(child, "transform") == NULL) {
			flatten(child, child, out, defs, parts);
			continue;
		}
		rewrite(child);
		if (!spots_take(parts->spots, child))
			append_shape(out, g_steal_pointer(&child));
	}
}

/* Names --------------------------------------------------------------------------------------- */

/* Return the id that the attribute @name refers to by @value, or NULL (transfer full). */
static char *
reference(const char *name, const char *value)
{
	if (*value == '#' && (g_str_equal(name, "xlink:href") || g_str_equal(name, "href")))
		return g_strdup(value + 1); /* elsewhere it is a colour */
	if (g_str_has_prefix(value, "url(#") && g_str_has_suffix(value, ")"))
		return g_strndup(value + 5, strlen(value) - 6);
	return NULL;
}

/* Put into @used every id that @node and what is below it refer to. */
static void
collect_references(const Xml *node, GHashTable *used)
{
	for (guint i = 0; i + 1 < node->attributes->len; i += 2) {
		char *id = reference(g_ptr_array_index(node->attributes, i),
		                     g_ptr_array_index(node->attributes, i + 1));

		if (id != NULL)
			g_hash_table_add(used, id);
	}
	for (guint i = 0; i < node->children->len; i++)
		collect_references(g_ptr_array_index(node->children, i), used);
}

/* Keep those definitions that @shapes, or definitions kept, refer to. */
static void
keep_used(Xml *defs, GPtrArray *shapes)
{
	g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < shapes->len; i++)
		collect_references(g_ptr_array_index(shapes, i), used);
	for (guint before = G_MAXUINT; before != g_hash_table_size(used);) {
		before = g_hash_table_size(used);
		for (guint i = 0; i < defs->children->len; i++) {
			const Xml *child = g_ptr_array_index(defs->children, i);
			const char *id = xml_get(child, "id");

			if (id != NULL && g_hash_table_contains(used, id))
				collect_references(child, used);
		}
	}
	for (guint i = defs->children->len; i-- > 0;) {
		const char *id = xml_get(g_ptr_array_index(defs->children, i), "id");

		if (id == NULL || !g_hash_table_contains(used, id))
			g_ptr_array_remove_index(defs->children, i);
	}
}

/* Begin every id and every reference with @prefix; references lose their namespace. */
static void
name_apart(Xml *node, const char *prefix)
{
	for (guint i = 0; i + 1 < node->attributes->len; i += 2) {
		char **name = (char **)&g_ptr_array_index(node->attributes, i);
		char **value = (char **)&g_ptr_array_index(node->attributes, i + 1);
		g_autofree char *id = reference(*name, *value);
		g_autofree char *old = NULL;

		if (g_str_equal(*name, "xlink:href")) {
			g_free(*name);
			*name = g_strdup("href");
		}
		if (id == NULL && !g_str_equal(*name, "id"))
			continue;
		old = *value;
		*value = id == NULL    ? g_strdup_printf("%s.%s", prefix, old)
		         : *old == '#' ? g_strdup_printf("#%s.%s", prefix, id)
		                       : g_strdup_printf("url(#%s.%s)", prefix, id);
	}
	for (guint i = 0; i < node->children->len; i++)
		name_apart(g_ptr_array_index(node->children, i), prefix);
}

/* Writing ------------------------------------------------------------------------------------- */

static void
append_lines(GString *out, GPtrArray *nodes)
{
	for (guint i = 0; i < nodes->len; i++) {
		xml_append(out, g_ptr_array_index(nodes, i));
		g_string_append_c(out, '\n');
	}
}

static void
append_titles(GString *out, const char *id, const char *title, const char *description)
{
	g_autofree char *name = g_markup_escape_text(title, -1);
	g_autofree char *words = g_markup_escape_text(description, -1);

	g_string_append_printf(out, "<title id=\"%s.title\">%s</title>\n", id, name);
	g_string_append_printf(out, "<desc id=\"%s.desc\">%s</desc>\n", id, words);
}

char *
svg_inline(const char *svg, const char *id, const char *title, const char *description,
           const SvgParts *parts, GError **error)
{
	g_autoptr(Xml) root = xml_parse(svg, error);
	g_autoptr(Xml) defs = xml_new("defs", NULL);
	g_autoptr(GPtrArray) shapes = g_ptr_array_new_with_free_func((GDestroyNotify)xml_free);
	Xml *picture = root == NULL ? NULL : xml_find(root, "svg", NULL);
	Xml *canvas = root == NULL ? NULL : xml_find(root, "g", "gnuplot_canvas");
	GString *out;

	if (root == NULL)
		return NULL;
	if (picture == NULL || canvas == NULL || xml_get(picture, "viewBox") == NULL) {
		g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
		            "this is not an SVG of gnuplot: it has no %s",
		            canvas == NULL ? "canvas" : "viewBox");
		return NULL;
	}
	flatten(canvas, canvas, shapes, defs, parts);
	keep_used(defs, shapes);
	name_apart(defs, id);
	for (guint i = 0; i < shapes->len; i++)
		name_apart(g_ptr_array_index(shapes, i), id);
	out = g_string_new(NULL);
	g_string_append_printf(
		out,
		"<svg class=\"plot\" viewBox=\"%s\" role=\"img\" aria-labelledby=\"%s.title %s.desc\" "
		"xmlns=\"http://www.w3.org/2000/svg\">\n",
		xml_get(picture, "viewBox"), id, id);
	append_titles(out, id, title, description);
	if (defs->children->len > 0) {
		g_string_append(out, "<defs>\n");
		append_lines(out, defs->children);
		g_string_append(out, "</defs>\n");
	}
	g_string_append(out, "<g fill=\"none\" font-family=\"sans-serif\" font-size=\"16\">\n");
	append_lines(out, shapes);
	spots_append(parts->spots, out);
	g_string_append(out, "</g>\n</svg>\n");
	return g_string_free(out, FALSE);
}
