#include "manifest.h"

#include "hash.h"
#include "util.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

struct Manifest {
	char *folder;
	char *list;         /* path of the names */
	char *stamps;       /* path of the stamps */
	GHashTable *before; /* char * to char *: names and stamps of last time; "": no stamp */
	GHashTable *now;    /* likewise, of this time */
};

static char *
path_of(const Manifest *manifest, const char *name)
{
	return g_build_filename(manifest->folder, name, NULL);
}

/* Take the name from each line of the file @path; if @stamped, a tab and its stamp follow. */
static void
read_lines(Manifest *manifest, const char *path, gboolean stamped)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	for (char *line = text, *end; *line != '\0'; line = end) {
		char *stamp;

		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		stamp = stamped ? strrchr(line, '\t') : NULL;
		if (stamp != NULL)
			*stamp++ = '\0';
		g_hash_table_insert(manifest->before, g_strdup(line), g_strdup(stamp ? stamp : ""));
	}
}

Manifest *
manifest_open(const char *folder, const char *list)
{
	Manifest *manifest = g_new0(Manifest, 1);

	manifest->folder = g_strdup(folder);
	manifest->list = g_strdup(list);
	manifest->stamps = g_strconcat(list, ".stamps", NULL);
	manifest->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	manifest->now = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	read_lines(manifest, manifest->list, FALSE);
	read_lines(manifest, manifest->stamps, TRUE);
	return manifest;
}

void
manifest_free(Manifest *manifest)
{
	if (manifest == NULL)
		return;
	g_free(manifest->folder);
	g_free(manifest->list);
	g_free(manifest->stamps);
	g_hash_table_unref(manifest->before);
	g_hash_table_unref(manifest->now);
	g_free(manifest);
}

void
manifest_expect(Manifest *manifest, const char *name)
{
	FILE *list;

	if (g_hash_table_contains(manifest->before, name))
		return;
	g_hash_table_insert(manifest->before, g_strdup(name), g_strdup(""));
	list = fopen(manifest->list, "ae");
	if (list == NULL)
		return; /* whoever writes the file will say why */
	fprintf(list, "%s\n", name);
	fclose(list);
}

void
manifest_keep(Manifest *manifest, const char *name)
{
	g_hash_table_insert(manifest->now, g_strdup(name), g_strdup(""));
}

/* Return what the file @name has to be remembered by if it was made under @key (transfer full). */
static char *
stamp_of(const Manifest *manifest, const char *name, const char *key)
{
	g_autofree char *path = path_of(manifest, name);
	g_autofree char *identity = file_identity(path);

	return g_strconcat(key, " ", identity, NULL);
}

gboolean
manifest_stands(Manifest *manifest, const char *name, const char *key)
{
	const char *before = g_hash_table_lookup(manifest->before, name);
	g_autofree char *stamp = stamp_of(manifest, name, key);

	if (g_strcmp0(before, stamp) != 0) {
		manifest_keep(manifest, name);
		return FALSE;
	}
	g_hash_table_insert(manifest->now, g_strdup(name), g_steal_pointer(&stamp));
	return TRUE;
}

gboolean
manifest_put(Manifest *manifest, const char *name, const char *key, const void *data, gsize len,
             GError **error)
{
	g_autofree char *path = path_of(manifest, name);

	manifest_expect(manifest, name);
	if (!file_refresh(path, data, len, error))
		return FALSE;
	g_hash_table_insert(manifest->now, g_strdup(name),
	                    key ? stamp_of(manifest, name, key) : g_strdup(""));
	return TRUE;
}

gboolean
manifest_copy(Manifest *manifest, const char *name, const char *from, GError **error)
{
	g_autofree char *key = file_identity(from);
	g_autofree char *data = NULL;
	gsize len = 0;

	if (manifest_stands(manifest, name, key))
		return TRUE;
	return g_file_get_contents(from, &data, &len, error) &&
	       manifest_put(manifest, name, key, data, len, error);
}

/* Closing ------------------------------------------------------------------------------ */

/* A path of the list is ours only if it stays in the folder, whoever has edited the list. */
static gboolean
stays_inside(const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);

	return *path != '\0' && *path != '/' && !g_strv_contains((const char *const *)parts, "..");
}

/* Delete @name and the folders that become empty; what is gone already is well. */
static gboolean
delete_file(const Manifest *manifest, const char *name, GError **error)
{
	g_autofree char *path = path_of(manifest, name);
	g_autofree char *folder = g_path_get_dirname(name);

	if (g_unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR) {
		int saved = errno;

		g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved),
		            "cannot delete %s: %s", path, g_strerror(saved));
		return FALSE;
	}
	while (!g_str_equal(folder, ".")) {
		g_autofree char *empty = path_of(manifest, folder);
		char *above = g_path_get_dirname(folder);

		if (g_rmdir(empty) != 0) {
			g_free(above);
			break;
		}
		g_free(folder);
		folder = above;
	}
	return TRUE;
}

/* Return the name that @name was to have, if it is what a killed program left of one of ours. */
static char *
wanted_name(const char *name)
{
	if (g_str_has_suffix(name, ".part"))
		return g_strndup(name, strlen(name) - strlen(".part"));
	return file_is_temporary(name)
	               ? g_strndup(name + 1, strlen(name) - strlen(".") - strlen(".XXXXXX"))
	               : NULL;
}

/* Delete what was to become a file of ours in @folder, a path in ours or ".". */
static void
sweep(const Manifest *manifest, const char *folder)
{
	g_autofree char *path = path_of(manifest, folder);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *wanted = wanted_name(name);
		g_autofree char *whole = wanted == NULL || g_str_equal(folder, ".")
		                                 ? g_strdup(wanted)
		                                 : g_build_filename(folder, wanted, NULL);
		g_autofree char *left = g_build_filename(path, name, NULL);

		if (whole != NULL && (g_hash_table_contains(manifest->now, whole) ||
		                      g_hash_table_contains(manifest->before, whole)))
			g_unlink(left);
	}
}

static void
sweep_all(const Manifest *manifest)
{
	g_autoptr(GHashTable) folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTable *const tables[] = {manifest->before, manifest->now};
	GHashTableIter iter;
	gpointer name;

	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_hash_table_iter_init(&iter, tables[i]);
		while (g_hash_table_iter_next(&iter, &name, NULL))
			if (stays_inside(name))
				g_hash_table_add(folders, g_path_get_dirname(name));
	}
	g_hash_table_iter_init(&iter, folders);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		sweep(manifest, name);
}

gboolean
manifest_close(Manifest *manifest, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GString) list = g_string_new(NULL);
	g_autoptr(GString) stamps = g_string_new(NULL);
	GHashTableIter iter;
	gpointer name;

	sweep_all(manifest);
	g_hash_table_iter_init(&iter, manifest->before);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (stays_inside(name) && !g_hash_table_contains(manifest->now, name) &&
		    !delete_file(manifest, name, error))
			return FALSE;
	g_hash_table_iter_init(&iter, manifest->now);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(names, name);
	g_ptr_array_sort(names, text_compare);
	for (guint i = 0; i < names->len; i++) {
		const char *stamp;

		name = g_ptr_array_index(names, i);
		stamp = g_hash_table_lookup(manifest->now, name);
		g_string_append_printf(list, "%s\n", (const char *)name);
		if (*stamp != '\0')
			g_string_append_printf(stamps, "%s\t%s\n", (const char *)name, stamp);
	}
	return file_refresh(manifest->stamps, stamps->str, stamps->len, error) &&
	       file_update(manifest->list, list->str, list->len, error);
}
