#include "arrays.h"

#include <math.h>
#include <string.h>

/* A whole number of so many digits is exact as a double. */
#define EXACT_DIGITS 15

static void
free_list(gpointer list)
{
	g_array_unref(list);
}

static const char *
skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')
		at++;
	return at;
}

/* Read the number or null at @at; return where it ends, or NULL when there is none. */
static const char *
read_number(const char *at, double *number)
{
	const char *digits = at + (*at == '-'), *end = digits;
	gint64 whole = 0;
	char *rest;

	if (*at == 'n' && strncmp(at, "null", 4) == 0) {
		*number = (double)NAN;
		return at + 4;
	}
	for (; g_ascii_isdigit(*end) && end - digits < EXACT_DIGITS; end++)
		whole = whole * 10 + (*end - '0');
	if (end == digits)
		return NULL;
	if (*end != '.' && *end != 'e' && *end != 'E' && !g_ascii_isdigit(*end)) {
		*number = *at == '-' ? -(double)whole : (double)whole;
		return end;
	}
	*number = g_ascii_strtod(at, &rest);
	return isfinite(*number) ? rest : NULL;
}

/* Return the numbers of the array at @at, and where it ends; NULL when it is none of numbers. */
static GArray *
read_list(const char *at, const char **end)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(double));
	double number;

	do {
		at = read_number(skip_blanks(at + 1), &number);
		if (at == NULL)
			return NULL;
		g_array_append_val(list, number);
		at = skip_blanks(at);
	} while (*at == ',');
	if (*at != ']')
		return NULL;
	*end = at + 1;
	return g_steal_pointer(&list);
}

/* Return where the text ends whose opening quote is at @at. */
static const char *
skip_text(const char *at)
{
	do
		at += 1 + (*at == '\\' && at[1] != '\0');
	while (*at != '"' && *at != '\0');
	return at + (*at == '"');
}

/* Return @text without its arrays of numbers, which go to @lists (transfer full). */
static GString *
take_out(const char *text, GPtrArray *lists)
{
	GString *left = g_string_new(NULL);

	for (const char *at = text, *end; *at != '\0'; at = end) {
		GArray *list = *at == '[' ? read_list(at, &end) : NULL;

		if (list != NULL) {
			g_string_append_printf(left, "[%u]", lists->len);
			g_ptr_array_add(lists, list);
			continue;
		}
		end = *at == '"' ? skip_text(at) : at + 1 + strcspn(at + 1, "\"[");
		g_string_append_len(left, at, end - at);
	}
	return left;
}

Arrays *
arrays_load(const char *path)
{
	g_autoptr(Arrays) arrays = NULL;
	g_autoptr(GString) left = NULL;
	g_autofree char *text = NULL;
	gsize len;

	if (!g_file_get_contents(path, &text, &len, NULL) || strlen(text) != len)
		return NULL;
	arrays = g_new0(Arrays, 1);
	arrays->lists = g_ptr_array_new_with_free_func(free_list);
	g_ptr_array_add(arrays->lists, g_array_new(FALSE, FALSE, sizeof(double)));
	left = take_out(text, arrays->lists);
	arrays->root = json_loadb(left->str, left->len, 0, NULL);
	return arrays->root ? g_steal_pointer(&arrays) : NULL;
}

void
arrays_free(Arrays *arrays)
{
	if (arrays == NULL)
		return;
	json_decref(arrays->root);
	g_ptr_array_unref(arrays->lists);
	g_free(arrays);
}

const GArray *
arrays_get(const Arrays *arrays, const json_t *value)
{
	const json_t *number = json_array_get(value, 0);
	gsize size = json_array_size(value); /* 0: of what is no array, too */

	if (json_is_array(value) && size == 0)
		return g_ptr_array_index(arrays->lists, 0);
	if (size != 1 || !json_is_integer(number))
		return NULL;
	return g_ptr_array_index(arrays->lists, (guint)json_integer_value(number));
}
