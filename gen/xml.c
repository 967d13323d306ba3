#include "xml.h"

void
xml_free(Xml *xml)
{
	if (xml == NULL)
		return;
	g_free(xml->name);
	g_free(xml->text);
	g_clear_pointer(&xml->attributes, g_ptr_array_unref);
	g_clear_pointer(&xml->children, g_ptr_array_unref);
	g_free(xml);
}

Xml *
xml_new(const char *name, char *text)
{
	Xml *xml = g_new0(Xml, 1);

	xml->name = g_strdup(name);
	xml->text = text;
	xml->attributes = g_ptr_array_new_with_free_func(g_free);
	xml->children = g_ptr_array_new_with_free_func((GDestroyNotify)xml_free);
	return xml;
}

gboolean
xml_is(const Xml *xml, const char *name)
{
	return xml->name != NULL && g_str_equal(xml->name, name);
}

const char *
xml_get(const Xml *xml, const char *name)
{
	for (guint i = 0; i + 1 < xml->attributes->len; i += 2)
		if (g_str_equal(g_ptr_array_index(xml->attributes, i), name))
			return g_ptr_array_index(xml->attributes, i + 1);
	return NULL;
}

void
xml_drop(Xml *xml, const char *name)
{
	for (guint i = 0; i + 1 < xml->attributes->len; i += 2)
		if (g_str_equal(g_ptr_array_index(xml->attributes, i), name)) {
			g_ptr_array_remove_range(xml->attributes, i, 2);
			return;
		}
}

void
xml_put(Xml *xml, const char *name, char *value)
{
	for (guint i = 0; i + 1 < xml->attributes->len; i += 2)
		if (g_str_equal(g_ptr_array_index(xml->attributes, i), name)) {
			g_free(g_ptr_array_index(xml->attributes, i + 1));
			g_ptr_array_index(xml->attributes, i + 1) = value;
			return;
		}
	g_ptr_array_add(xml->attributes, g_strdup(name));
	g_ptr_array_add(xml->attributes, value);
}

static void
on_start(GMarkupParseContext *context G_GNUC_UNUSED, const char *name, const char **names,
         const char **values, gpointer data, GError **error G_GNUC_UNUSED)
{
	GPtrArray *open = data;
	Xml *parent = g_ptr_array_index(open, open->len - 1);
	Xml *xml = xml_new(name, NULL);

	for (guint i = 0; names[i] != NULL; i++)
		xml_put(xml, names[i], g_strdup(values[i]));
	g_ptr_array_add(parent->children, xml);
	g_ptr_array_add(open, xml);
}

static void
on_end(GMarkupParseContext *context G_GNUC_UNUSED, const char *name G_GNUC_UNUSED, gpointer data,
       GError **error G_GNUC_UNUSED)
{
	GPtrArray *open = data;

	g_ptr_array_set_size(open, (int)open->len - 1);
}

static void
on_text(GMarkupParseContext *context G_GNUC_UNUSED, const char *text, gsize len, gpointer data,
        GError **error G_GNUC_UNUSED)
{
	GPtrArray *open = data;
	Xml *parent = g_ptr_array_index(open, open->len - 1);

	/* white space counts inside text only */
	if (len > 0 && (xml_is(parent, "text") || xml_is(parent, "tspan")))
		g_ptr_array_add(parent->children, xml_new(NULL, g_strndup(text, len)));
}

Xml *
xml_parse(const char *text, GError **error)
{
	static const GMarkupParser parser = {
		.start_element = on_start, .end_element = on_end, .text = on_text};
	g_autoptr(Xml) root = xml_new("", NULL);
	g_autoptr(GPtrArray) open = g_ptr_array_new();
	g_autoptr(GMarkupParseContext) context = NULL;

	g_ptr_array_add(open, root);
	context = g_markup_parse_context_new(&parser, 0, open, NULL);
	if (!g_markup_parse_context_parse(context, text, -1, error) ||
	    !g_markup_parse_context_end_parse(context, error))
		return NULL;
	return g_steal_pointer(&root);
}

Xml *
xml_find(Xml *xml, const char *name, const char *id)
{
	for (guint i = 0; i < xml->children->len; i++) {
		Xml *child = g_ptr_array_index(xml->children, i);
		Xml *found;

		if (xml_is(child, name) && (id == NULL || g_strcmp0(xml_get(child, "id"), id) == 0))
			return child;
		if ((found = xml_find(child, name, id)) != NULL)
			return found;
	}
	return NULL;
}

void
xml_append(GString *out, const Xml *xml)
{
	if (xml->name == NULL) {
		g_autofree char *text = g_markup_escape_text(xml->text, -1);

		g_string_append(out, text);
		return;
	}
	g_string_append_printf(out, "<%s", xml->name);
	for (guint i = 0; i + 1 < xml->attributes->len; i += 2) {
		g_autofree char *value =
			g_markup_escape_text(g_ptr_array_index(xml->attributes, i + 1), -1);

		g_string_append_printf(out, " %s=\"%s\"",
		                       (char *)g_ptr_array_index(xml->attributes, i), value);
	}
	if (xml->children->len == 0) {
		g_string_append(out, "/>");
		return;
	}
	g_string_append_c(out, '>');
	for (guint i = 0; i < xml->children->len; i++)
		xml_append(out, g_ptr_array_index(xml->children, i));
	g_string_append_printf(out, "</%s>", xml->name);
}
