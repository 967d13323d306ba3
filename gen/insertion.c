#include "insertion.h"

#include <string.h>

/* Read all of @source; NULL where it is no map. */
static Yaml *
parse(const Source *source)
{
	g_autoptr(YamlText) text = yaml_text_new(source);
	g_autoptr(Diag) diag = diag_new();

	yaml_text_add(text, 0, source->len);
	return yaml_parse(text, "file", diag);
}

/* Whether two values say the same, wherever they stand. */
static gboolean
equal(const Yaml *a, const Yaml *b)
{
	if (a->kind != b->kind || a->quoted != b->quoted || g_strcmp0(a->text, b->text) != 0)
		return FALSE;
	if (a->kind == YAML_SEQUENCE) {
		gboolean same = a->items->len == b->items->len;

		for (guint i = 0; same && i < a->items->len; i++)
			same = equal(a->items->pdata[i], b->items->pdata[i]);
		return same;
	}
	if (a->kind == YAML_MAP) {
		gboolean same = a->entries->len == b->entries->len;

		for (guint i = 0; same && i < a->entries->len; i++) {
			const YamlEntry *x = a->entries->pdata[i], *y = b->entries->pdata[i];

			same = g_str_equal(x->key, y->key) && equal(x->value, y->value);
		}
		return same;
	}
	return TRUE;
}

/* Whether @text says what the map @old says, and @name at the end of its `order`. */
static gboolean
is_right(const char *text, const Yaml *old, const char *name)
{
	g_autoptr(Source) source = source_new("course.yaml", g_strdup(text), strlen(text));
	g_autoptr(Yaml) new = parse(source);
	const YamlEntry *entry = yaml_entry(new, "order");
	GPtrArray *items =
		entry && entry->value->kind == YAML_SEQUENCE ? entry->value->items : NULL;
	const Yaml *last = items && items->len > 0 ? items->pdata[items->len - 1] : NULL;

	if (last == NULL || last->kind != YAML_SCALAR || !g_str_equal(last->text, name))
		return FALSE;
	g_ptr_array_set_size(items, (int)items->len - 1);
	return equal(old, new);
}

/* Return the line end of the line @line, or, where the text ends there, that of the first. */
static const char *
line_end(const Source *source, guint line)
{
	if (line == source->lines->len && source_line_end(source, line) == source->len)
		line = 1;
	return source->text[source_line_end(source, line)] == '\r' ? "\r\n" : "\n";
}

/* Return what is to be inserted behind @last of a list in block style, at @at; or NULL. */
static char *
block_item(const Source *source, const Yaml *last, const char *name, gsize *at)
{
	guint line = source_line_at(source, last->span.start);
	gsize start = source_line_start(source, line), indent;
	const char *text = source->text + start;

	indent = strspn(text, " ");
	if (text[indent] == '-')
		indent += 1 + strspn(text + indent + 1, " ");
	/* nothing but indent and dash before it, and all of it on one line */
	if (start + indent != last->span.start || source_line_at(source, last->span.end) != line)
		return NULL;
	*at = source_line_end(source, line);
	return g_strdup_printf("%s%.*s%s", line_end(source, line), (int)indent, text, name);
}

/* Return what is to be inserted into the @list to add @name, and the place in @at; or NULL. */
static char *
find_edit(const Source *source, const Yaml *list, const char *name, gsize *at)
{
	const Yaml *last = list->items->len > 0 ? list->items->pdata[list->items->len - 1] : NULL;

	if (source->text[list->span.start] == '[') {
		*at = last ? last->span.end : list->span.start + 1;
		return g_strconcat(last ? ", " : "", name, NULL);
	}
	return last ? block_item(source, last, name, at) : NULL;
}

/* Whether @list has @name; whether its items are files goes to @files. */
static gboolean
lists(const Yaml *list, const char *name, gboolean *files)
{
	gsize len = strlen(name);

	*files = FALSE;
	for (guint i = 0; i < list->items->len; i++) {
		const Yaml *item = list->items->pdata[i];

		if (item->kind != YAML_SCALAR)
			continue;
		*files = g_str_has_suffix(item->text, ".md");
		if (g_str_has_prefix(item->text, name) &&
		    (item->text[len] == '\0' || g_str_equal(item->text + len, ".md")))
			return TRUE;
	}
	return FALSE;
}

InsertionKind
insertion_make(const Source *source, const char *name, char **text)
{
	g_autoptr(Yaml) map = parse(source);
	const YamlEntry *entry = yaml_entry(map, "order");
	g_autofree char *item = NULL, *added = NULL;
	g_autoptr(GString) changed = NULL;
	gboolean files;
	gsize at = 0;

	if (map == NULL)
		return strstr(source->text, "order") ? INSERTION_UNSAFE : INSERTION_NEEDLESS;
	if (entry == NULL)
		return INSERTION_NEEDLESS;
	/* a NUL byte would end the new text */
	if (entry->value->kind != YAML_SEQUENCE || strlen(source->text) != source->len)
		return INSERTION_UNSAFE;
	if (lists(entry->value, name, &files))
		return INSERTION_NEEDLESS;
	item = g_strconcat(name, files ? ".md" : "", NULL);
	added = find_edit(source, entry->value, item, &at);
	if (added == NULL)
		return INSERTION_UNSAFE;
	changed = g_string_new_len(source->text, (gssize)source->len);
	g_string_insert(changed, (gssize)at, added);
	if (!is_right(changed->str, map, item))
		return INSERTION_UNSAFE;
	*text = g_string_free(g_steal_pointer(&changed), FALSE);
	return INSERTION_MADE;
}
