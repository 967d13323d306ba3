#include "listing.h"

#include "field.h"
#include "util.h"

#include <string.h>

GPtrArray *
listing_names(const char *path, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) folder = g_dir_open(path, 0, error);
	const char *name;

	if (folder == NULL) {
		g_prefix_error(error, "%s: cannot read the notes: ", path);
		return NULL;
	}
	while ((name = g_dir_read_name(folder)) != NULL)
		if (name[0] != '.' && strlen(name) > 3 && g_str_has_suffix(name, ".md"))
			g_ptr_array_add(names, g_strndup(name, strlen(name) - 3));
	g_ptr_array_sort(names, text_compare);
	return g_steal_pointer(&names);
}

/* Move @name from @names to @ordered; FALSE when it is not there. */
static gboolean
move_name(GPtrArray *names, const char *name, GPtrArray *ordered)
{
	guint index;

	if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, &index))
		return FALSE;
	g_ptr_array_add(ordered, g_ptr_array_steal_index(names, index));
	return TRUE;
}

/* Report that the order names @item, which is no note, or one that it has named before. */
static void
report_order(const Yaml *item, const char *name, const GPtrArray *ordered, const GPtrArray *names,
             Diag *diag)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *help = NULL;

	if (g_ptr_array_find_with_equal_func((GPtrArray *)ordered, name, g_str_equal, NULL)) {
		diag_add(diag, item->span, FINDING_LEVEL_DUPLICATE, "delete one of them",
		         "'%s' stands twice in the list", name);
		return;
	}
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(words, g_ptr_array_index(names, i));
	g_ptr_array_add(words, NULL);
	help = diag_did_you_mean(name, (const char *const *)words->pdata, NULL);
	diag_add(diag, item->span, FINDING_COURSE_NOTE, help, "there is no note '%s.md'", name);
}

GPtrArray *
listing_make(const char *folder, const Yaml *settings, Diag *diag, GError **error)
{
	g_autoptr(GPtrArray) names = listing_names(folder, error);
	g_autoptr(GPtrArray) ordered = g_ptr_array_new_with_free_func(g_free);
	const YamlEntry *entry = yaml_entry(settings, "order");
	g_autoptr(GPtrArray) items =
		entry == NULL ? NULL : field_items(entry->value, "order", diag);
	gboolean index;

	if (names == NULL)
		return NULL;
	index = move_name(names, "index", ordered);
	for (guint i = 0; items != NULL && i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);
		g_autofree char *name = g_strdup(item->text);

		if (g_str_has_suffix(name, ".md"))
			name[strlen(name) - 3] = '\0';
		if ((!index || !g_str_equal(name, "index")) && !move_name(names, name, ordered))
			report_order(item, name, ordered, names, diag);
	}
	for (guint i = 0; items != NULL && i < names->len; i++)
		diag_add(diag, entry->key_span, FINDING_COURSE_ORDER, "add it",
		         "'%s' is not in the order, so it comes last",
		         (const char *)g_ptr_array_index(names, i));
	while (names->len > 0)
		g_ptr_array_add(ordered, g_ptr_array_steal_index(names, 0));
	return g_steal_pointer(&ordered);
}
