#include "jsontext.h"

#include "cells.h"

#include <stdlib.h>
#include <string.h>

static void
write_real(GString *out, double value)
{
	gsize before = out->len;

	cells_write_number(out, value);
	if (strpbrk(out->str + before, ".e") == NULL)
		g_string_append(out, ".0");
}

static void write_value(GString *out, const json_t *value, guint depth);

/* Write what stands before the next item of a list or object at @depth. */
static void
write_break(GString *out, gboolean first, guint depth)
{
	g_string_append(out, first ? "\n" : ",\n");
	for (guint i = 0; i < depth; i++)
		g_string_append(out, "  ");
}

static void
write_text(GString *out, const json_t *text)
{
	char *encoded = json_dumps(text, JSON_ENCODE_ANY);

	g_string_append(out, encoded);
	free(encoded); /* jansson's own */
}

static void
write_object(GString *out, const json_t *object, guint depth)
{
	gboolean first = TRUE;
	const char *key;
	json_t *value;

	g_string_append_c(out, '{');
	json_object_foreach((json_t *)object, key, value)
	{
		json_t *name = json_string(key);

		write_break(out, first, depth + 1);
		write_text(out, name);
		json_decref(name);
		g_string_append(out, ": ");
		write_value(out, value, depth + 1);
		first = FALSE;
	}
	if (!first)
		write_break(out, TRUE, depth);
	g_string_append_c(out, '}');
}

static void
write_array(GString *out, const json_t *array, guint depth)
{
	gsize n = json_array_size(array);

	g_string_append_c(out, '[');
	for (gsize i = 0; i < n; i++) {
		write_break(out, i == 0, depth + 1);
		write_value(out, json_array_get(array, i), depth + 1);
	}
	if (n > 0)
		write_break(out, TRUE, depth);
	g_string_append_c(out, ']');
}

static void
write_value(GString *out, const json_t *value, guint depth)
{
	if (json_is_object(value))
		write_object(out, value, depth);
	else if (json_is_array(value))
		write_array(out, value, depth);
	else if (json_is_real(value))
		write_real(out, json_real_value(value));
	else
		write_text(out, value);
}

char *
jsontext_make(const json_t *value)
{
	GString *out = g_string_new(NULL);

	write_value(out, value, 0);
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

char *
jsontext_element(const json_t *value)
{
	GString *out = g_string_new(NULL);

	write_value(out, value, 1);
	return g_string_free(out, FALSE);
}
