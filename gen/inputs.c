#include "inputs.h"

#include "util.h"
#include <string.h>
#include <sys/stat.h>

/* Values longer than this stand as their hash. */
#define VALUE_MAX 80

/* So much of a hash tells values apart. */
#define HASH_DIGITS "32"

/* How keys write a number that was not given. */
#define NOT_GIVEN "4294967295"

/* Files up to this size, in B, are known by their bytes. */
#define FILE_MAX (1 << 18)

GPtrArray *
inputs_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

void
inputs_add(GPtrArray *inputs, const char *name, const char *value)
{
	Hash *hash;

	if (!value || !*value)
		return;
	if (strlen(value) <= VALUE_MAX && !strpbrk(value, "\r\n")) {
		g_ptr_array_add(inputs, g_strdup_printf("%s: %s", name, value));
		return;
	}
	hash = hash_new(name);
	hash_text(hash, name, value);
	inputs_add_hash(inputs, name, hash);
}

void
inputs_add_number(GPtrArray *inputs, const char *name, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	inputs_add(inputs, name, g_ascii_dtostr(text, sizeof text, value));
}

void
inputs_add_integer(GPtrArray *inputs, const char *name, guint64 value)
{
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, value);

	inputs_add(inputs, name, text);
}

void
inputs_add_list(GPtrArray *inputs, const char *name, const GPtrArray *texts)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; texts && i < texts->len; i++)
		g_string_append_printf(all, i ? " %s" : "%s",
		                       (const char *)g_ptr_array_index(texts, i));
	inputs_add(inputs, name, all->str);
}

void
inputs_add_hash(GPtrArray *inputs, const char *name, Hash *hash)
{
	g_autofree char *hex = hash_end(hash);

	g_ptr_array_add(inputs, g_strdup_printf("%s: sha256 %." HASH_DIGITS "s", name, hex));
}

void
inputs_add_file(GPtrArray *inputs, const char *name, const char *path)
{
	Hash *hash = hash_new("file");
	struct stat st;

	if (stat(path, &st) == 0 && st.st_size > FILE_MAX) {
		g_autofree char *identity = file_identity(path);

		hash_text(hash, "file", identity);
	} else {
		hash_file(hash, "file", path);
	}
	inputs_add_hash(inputs, name, hash);
}

char *
inputs_key(const GPtrArray *inputs)
{
	Hash *hash = hash_new("inputs");

	hash_list(hash, "inputs", inputs);
	return hash_end(hash);
}

gboolean
inputs_equal(const GPtrArray *a, const GPtrArray *b)
{
	if (!a || !b || a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++)
		if (!g_str_equal(g_ptr_array_index(a, i), g_ptr_array_index(b, i)))
			return FALSE;
	return TRUE;
}

/* What changed --------------------------------------------------------------------------------- */

/* Return the lines of @from that @in lacks (char *, borrowed). */
static GPtrArray *
lines_missing(const GPtrArray *from, const GPtrArray *in)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *missing = g_ptr_array_new();

	for (guint i = 0; i < in->len; i++)
		g_hash_table_add(known, g_ptr_array_index(in, i));
	for (guint i = 0; i < from->len; i++)
		if (!g_hash_table_contains(known, g_ptr_array_index(from, i)))
			g_ptr_array_add(missing, g_ptr_array_index(from, i));
	return missing;
}

/* Return the name of @line (transfer full). */
static char *
name_of(const char *line)
{
	const char *end = strstr(line, ": ");

	return g_strndup(line, end ? (gsize)(end - line) : strlen(line));
}

/* Return the value of the one line of @lines called @name; "none": no line, NULL: several. */
static const char *
value_in(const GPtrArray *lines, const char *name)
{
	const char *value = "none";
	guint found = 0;

	for (guint i = 0; i < lines->len; i++) {
		const char *line = g_ptr_array_index(lines, i);
		gsize len = strlen(name);

		if (strncmp(line, name, len) != 0 || strncmp(line + len, ": ", 2) != 0)
			continue;
		value = line + len + 2;
		found++;
	}
	if (found > 1)
		return NULL;
	return g_str_equal(value, NOT_GIVEN) ? "default" : value;
}

/* Tell whether a value says something to people: a hash does not. */
static gboolean
is_readable(const char *value)
{
	return value && !g_str_has_prefix(value, "sha256 ") &&
	       (strlen(value) < 16 || value[strspn(value, "0123456789abcdef")] != '\0');
}

/* Append to @out what became of the inputs of the names in @lines; @told are done with. */
static void
append_changes(GString *out, GHashTable *told, const GPtrArray *lines, const GPtrArray *old,
               const GPtrArray *new)
{
	for (guint i = 0; i < lines->len; i++) {
		char *name = name_of(g_ptr_array_index(lines, i));
		const char *from = value_in(old, name), *to = value_in(new, name);

		if (!g_hash_table_add(told, name))
			continue;
		g_string_append_printf(out, "%s%s", out->len ? ", " : "", name);
		if (is_readable(from) && is_readable(to))
			g_string_append_printf(out, ": %s -> %s", from, to);
	}
}

char *
inputs_changes(const GPtrArray *before, const GPtrArray *now)
{
	g_autoptr(GPtrArray) old = lines_missing(before, now);
	g_autoptr(GPtrArray) new = lines_missing(now, before);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GString *out = g_string_new(NULL);

	append_changes(out, told, new, old, new);
	append_changes(out, told, old, old, new);
	return g_string_free(out, FALSE);
}
