#include "tool.h"
#include "hash.h"
#include "util.h"
#include <gio/gio.h>
#include <jansson.h>
#include <sys/stat.h>

struct Tools {
	char *path;
	json_t *answers;   /* key to answer */
	GHashTable *asked; /* char *: paths of the programs whose answers were wanted */
	gboolean changed;
};

Tools *
tools_open(const char *path)
{
	Tools *tools = g_new0(Tools, 1);

	tools->path = g_strdup(path);
	tools->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	tools->answers = json_load_file(path, 0, NULL);
	if (!json_is_object(tools->answers)) {
		json_decref(tools->answers);
		tools->answers = json_object();
	}
	return tools;
}

gboolean
tools_save(Tools *tools, GError **error)
{
	if (!tools->changed)
		return TRUE;
	char *text = json_dumps(tools->answers, JSON_SORT_KEYS | JSON_INDENT(1));
	gboolean ok = file_write(tools->path, text, strlen(text), error);

	free(text);
	tools->changed = !ok;
	return ok;
}

void
tools_free(Tools *tools)
{
	if (!tools)
		return;
	json_decref(tools->answers);
	g_hash_table_unref(tools->asked);
	g_free(tools->path);
	g_free(tools);
}

static char *
answer_key(const char *path, const char *const *arguments, const char *salt)
{
	struct stat st;
	Hash *hash = hash_new("tool");

	if (stat(path, &st) == 0) {
		hash_integer(hash, "inode", (gint64)st.st_ino);
		hash_integer(hash, "size", st.st_size);
		hash_integer(hash, "seconds", st.st_mtim.tv_sec);
		hash_integer(hash, "nanoseconds", st.st_mtim.tv_nsec);
	}
	hash_text(hash, "path", path);
	for (guint i = 0; arguments[i]; i++)
		hash_text(hash, "argument", arguments[i]);
	hash_text(hash, "salt", salt);
	return hash_end(hash);
}

static char *
ask(const char *path, const char *const *arguments, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GSubprocess) child = NULL;
	g_autofree char *out = NULL;
	g_autofree char *err = NULL;

	g_ptr_array_add(argv, (gpointer)path);
	for (guint i = 0; arguments[i]; i++)
		g_ptr_array_add(argv, (gpointer)arguments[i]);
	g_ptr_array_add(argv, NULL);
	child = g_subprocess_newv((const char *const *)argv->pdata,
	                          G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
	                          error);
	if (!child || !g_subprocess_communicate_utf8(child, NULL, NULL, &out, &err, error)) {
		g_prefix_error(error, "%s: ", path);
		return NULL;
	}
	if (!g_subprocess_get_successful(child)) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path,
		            err && *err ? g_strchomp(err) : "failed");
		return NULL;
	}
	return g_steal_pointer(&out);
}

const char *
tools_ask(Tools *tools, const char *path, const char *const *arguments, const char *salt,
          GError **error)
{
	g_autofree char *key = answer_key(path, arguments, salt);
	const char *known = json_string_value(json_object_get(tools->answers, key));

	g_hash_table_add(tools->asked, g_strdup(path));
	if (known)
		return known;
	g_autofree char *answer = ask(path, arguments, error);
	if (!answer)
		return NULL;
	json_object_set_new(tools->answers, key, json_string(g_strchomp(answer)));
	tools->changed = TRUE;
	return json_string_value(json_object_get(tools->answers, key));
}

GPtrArray *
tools_asked(const Tools *tools)
{
	GPtrArray *paths = g_ptr_array_new();
	GHashTableIter iter;
	gpointer path;

	g_hash_table_iter_init(&iter, tools->asked);
	while (g_hash_table_iter_next(&iter, &path, NULL))
		g_ptr_array_add(paths, path);
	g_ptr_array_sort(paths, text_compare);
	return paths;
}

char *
tool_find(const char *name)
{
	return g_find_program_in_path(name);
}

char *
tool_compiler(void)
{
	const char *set = g_getenv("CC");
	char *path = set && *set ? tool_find(set) : NULL;

	return path ? path : tool_find("cc");
}

const char *
tools_version(Tools *tools, const char *name)
{
	static const char *const arguments[] = {"--version", NULL};
	g_autofree char *path = tool_find(name);
	g_autofree char *key = NULL;

	if (!path)
		return NULL;
	const char *answer = tools_ask(tools, path, arguments, NULL, NULL);
	const char *end = answer ? strchr(answer, '\n') : NULL;
	if (!end)
		return answer;
	/* Only the first line is wanted: remember that instead of the whole. */
	g_autofree char *line = g_strndup(answer, (gsize)(end - answer));
	key = answer_key(path, arguments, NULL);
	json_object_set_new(tools->answers, key, json_string(line));
	tools->changed = TRUE;
	return json_string_value(json_object_get(tools->answers, key));
}

const char *
tools_last(Tools *tools, const char *name)
{
	const char *version = tools_version(tools, name);
	g_autofree char *key = g_strconcat("last ", name, NULL);
	const char *last = json_string_value(json_object_get(tools->answers, key));

	if (!version || g_strcmp0(version, last) == 0)
		return version ? version : last;
	json_object_set_new(tools->answers, key, json_string(version));
	tools->changed = TRUE;
	return version;
}
