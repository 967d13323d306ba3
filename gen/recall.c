#include "recall.h"
#include "util.h"
#include <glib/gstdio.h>
#include <string.h>

gboolean
recall_keep(const char *folder, const char *key, const GPtrArray *inputs, GError **error)
{
	g_autofree char *path = g_build_filename(folder, key, NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	for (guint i = 0; i < inputs->len; i++)
		g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(inputs, i));
	return file_refresh(path, text->str, text->len, error);
}

GPtrArray *
recall_find(const char *folder, const char *key)
{
	g_autofree char *path = g_build_filename(folder, key, NULL);
	g_autofree char *text = NULL;
	GPtrArray *inputs;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	inputs = inputs_new();
	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
		g_ptr_array_add(inputs, g_strndup(line, (gsize)(end - line)));
	return inputs;
}

void
recall_prune(const char *folder, GHashTable *keys)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (!g_hash_table_contains(keys, name))
			g_unlink(path);
	}
}
