#include "store.h"
#include "archive.h"
#include "util.h"
#include <jansson.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUICK "-quick.json"

Result *
result_new(void)
{
	Result *result = g_new0(Result, 1);

	result->tools = g_ptr_array_new_with_free_func(g_free);
	result->facts = g_ptr_array_new_with_free_func(g_free);
	result->inputs = g_ptr_array_new_with_free_func(g_free);
	result->claims = g_ptr_array_new_with_free_func(g_free);
	result->warnings = g_ptr_array_new_with_free_func(g_free);
	return result;
}

void
result_free(Result *result)
{
	if (!result)
		return;
	g_free(result->id);
	g_free(result->content);
	g_free(result->host);
	g_free(result->tier);
	g_free(result->output);
	machine_free(result->machine);
	g_ptr_array_unref(result->tools);
	g_ptr_array_unref(result->facts);
	g_ptr_array_unref(result->inputs);
	g_ptr_array_unref(result->claims);
	g_ptr_array_unref(result->warnings);
	samples_free(result->samples);
	g_free(result);
}

char *
store_name(const char *id, const char *content, const char *host, gboolean quick)
{
	return g_strdup_printf("%s-%.*s-%.*s%s", id, STORE_KEY_DIGITS, content, STORE_KEY_DIGITS,
	                       host, quick ? QUICK : ".json");
}

gboolean
store_is_quick(const char *path)
{
	return g_str_has_suffix(path, QUICK);
}

/* Writing ------------------------------------------------------------------------------ */

static json_t *
machine_json(const Machine *machine)
{
	return json_pack("{s:s s:i s:i s:s s:I s:s s:s s:s s:s s:o s:o}", "cpu", machine->cpu,
	                 "cores", (int)machine->cores, "online", (int)machine->online, "affinity",
	                 machine->affinity, "memory", (json_int_t)machine->memory, "kernel",
	                 machine->kernel, "system", machine->system, "governor", machine->governor,
	                 "virtualisation", machine->virtualisation, "load",
	                 archive_number(machine->load), "settings",
	                 archive_texts(machine->settings));
}

static json_t *
result_json(const Result *result)
{
	json_t *root = json_object();

	json_object_set_new(root, "format", json_string("lectern result"));
	json_object_set_new(root, "version", json_integer(STORE_VERSION));
	json_object_set_new(root, "id", json_string(result->id));
	json_object_set_new(root, "content", json_string(result->content));
	json_object_set_new(root, "host", json_string(result->host));
	json_object_set_new(root, "time", json_integer(result->time));
	json_object_set_new(root, "took", archive_number(result->took));
	json_object_set_new(root, "machine", machine_json(result->machine));
	json_object_set_new(root, "load-after", archive_number(result->load_after));
	json_object_set_new(root, "tools", archive_texts(result->tools));
	json_object_set_new(root, "facts", archive_texts(result->facts));
	json_object_set_new(root, "tier", json_string(result->tier));
	json_object_set_new(root, "seed", json_integer((json_int_t)result->seed));
	json_object_set_new(root, "iterations", json_integer(result->iterations));
	json_object_set_new(root, "warmup", json_integer(result->warmup));
	json_object_set_new(root, "batch", json_integer(result->batch));
	json_object_set_new(root, "final", json_boolean(result->final));
	json_object_set_new(root, "spent", json_boolean(result->spent));
	if (result->quick)
		json_object_set_new(root, "quick", json_true());
	json_object_set_new(root, "inputs", archive_texts(result->inputs));
	json_object_set_new(root, "claims", archive_texts(result->claims));
	json_object_set_new(root, "warnings", archive_texts(result->warnings));
	json_object_set_new(root, "output", json_string(result->output));
	archive_samples(root, result->samples);
	return root;
}

gboolean
store_save(const char *data, const Result *result, GError **error)
{
	g_autofree char *name =
		store_name(result->id, result->content, result->host, result->quick);
	g_autofree char *hasty = store_name(result->id, result->content, result->host, TRUE);
	g_autofree char *path = g_build_filename(data, name, NULL);
	g_autofree char *old = g_build_filename(data, hasty, NULL);
	json_t *root = result_json(result);
	char *text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(17));
	gboolean ok = file_write(path, text, strlen(text), error);

	if (ok && !result->quick)
		unlink(old);
	free(text);
	json_decref(root);
	return ok;
}

/* Reading ------------------------------------------------------------------------------ */

static gint64
get_integer(const json_t *object, const char *key, gboolean *sound)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value))
		*sound = FALSE;
	return json_integer_value(value);
}

static Machine *
get_machine(const json_t *object, gboolean *sound)
{
	Machine *machine = g_new0(Machine, 1);

	machine->cpu = archive_get_text(object, "cpu", sound);
	machine->cores = (guint)get_integer(object, "cores", sound);
	machine->online = (guint)get_integer(object, "online", sound);
	machine->affinity = archive_get_text(object, "affinity", sound);
	machine->memory = (guint64)get_integer(object, "memory", sound);
	machine->kernel = archive_get_text(object, "kernel", sound);
	machine->system = archive_get_text(object, "system", sound);
	machine->governor = archive_get_text(object, "governor", sound);
	machine->virtualisation = archive_get_text(object, "virtualisation", sound);
	machine->load = archive_get_number(json_object_get(object, "load"));
	machine->settings = g_ptr_array_new_with_free_func(g_free);
	archive_get_texts(object, "settings", machine->settings, sound);
	return machine;
}

Result *
store_load(const char *path)
{
	g_autoptr(Arrays) arrays = arrays_load(path);
	const json_t *root = arrays ? arrays->root : NULL;
	gboolean sound = TRUE;

	if (!root || get_integer(root, "version", &sound) != STORE_VERSION || !sound)
		return NULL;
	g_autoptr(Result) result = result_new();
	result->id = archive_get_text(root, "id", &sound);
	result->content = archive_get_text(root, "content", &sound);
	result->host = archive_get_text(root, "host", &sound);
	result->time = get_integer(root, "time", &sound);
	result->took = archive_get_number(json_object_get(root, "took"));
	result->machine = get_machine(json_object_get(root, "machine"), &sound);
	result->load_after = archive_get_number(json_object_get(root, "load-after"));
	archive_get_texts(root, "tools", result->tools, &sound);
	archive_get_texts(root, "facts", result->facts, &sound);
	result->tier = archive_get_text(root, "tier", &sound);
	result->seed = (guint64)get_integer(root, "seed", &sound);
	result->iterations = (guint)get_integer(root, "iterations", &sound);
	result->warmup = (guint)get_integer(root, "warmup", &sound);
	result->batch = (guint)get_integer(root, "batch", &sound);
	result->final = json_is_true(json_object_get(root, "final"));
	result->spent = json_is_true(json_object_get(root, "spent"));
	result->quick = json_is_true(json_object_get(root, "quick"));
	archive_get_texts(root, "inputs", result->inputs, &sound);
	archive_get_texts(root, "claims", result->claims, &sound);
	archive_get_texts(root, "warnings", result->warnings, &sound);
	result->output = archive_get_text(root, "output", &sound);
	result->samples = archive_get_samples(arrays, result->id, &sound);
	return sound ? g_steal_pointer(&result) : NULL;
}

/* Finding ------------------------------------------------------------------------------ */

/* Keep the newest file of @folder whose name begins with @prefix, @quick or not, in @best. */
static void
newest(const char *folder, const char *prefix, gboolean quick, char **best, gint64 *best_time)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		if (!g_str_has_prefix(name, prefix) || !g_str_has_suffix(name, ".json") ||
		    store_is_quick(name) != quick)
			continue;
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autoptr(Result) result = store_load(path);

		/* The time in the file, not the file's own: a checkout sets that anew. */
		if (result && (!*best || result->time > *best_time)) {
			g_free(*best);
			*best = g_steal_pointer(&path);
			*best_time = result->time;
		}
	}
}

char *
store_path(const char *data, const char *kept, const char *id, const char *content,
           const char *host)
{
	const char *folders[] = {data, kept};

	for (guint i = 0; host && i < 2 * G_N_ELEMENTS(folders); i++) {
		g_autofree char *name = store_name(id, content, host, i >= G_N_ELEMENTS(folders));
		const char *folder = folders[i % G_N_ELEMENTS(folders)];
		g_autofree char *path = folder ? g_build_filename(folder, name, NULL) : NULL;

		if (path && g_file_test(path, G_FILE_TEST_EXISTS))
			return g_steal_pointer(&path);
	}
	if (host)
		return NULL;
	g_autofree char *prefix = g_strdup_printf("%s-%.*s-", id, STORE_KEY_DIGITS, content);
	char *best = NULL;
	gint64 best_time = 0;
	for (int quick = 0; quick < 2 && !best; quick++)
		for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
			if (folders[i])
				newest(folders[i], prefix, quick, &best, &best_time);
	return best;
}

Result *
store_find(const char *data, const char *kept, const char *id, const char *content,
           const char *host)
{
	g_autofree char *path = store_path(data, kept, id, content, host);

	return path ? store_load(path) : NULL;
}

gint64
store_time(const char *path, const char *kept)
{
	struct stat st;

	if (kept && g_str_has_prefix(path, kept)) {
		g_autoptr(Result) result = store_load(path);

		return result ? result->time : g_get_real_time() / G_USEC_PER_SEC;
	}
	return stat(path, &st) == 0 ? st.st_mtime : g_get_real_time() / G_USEC_PER_SEC;
}
