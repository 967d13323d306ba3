#include "input.h"

#include "cells.h"
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAST_CONFIDENCE 0.5
#define MOST_CONFIDENCE  0.999999

/* What the command line says, as text. */
typedef struct Words {
	char *confidence, *seed, *cores; /* owned, or NULL */
} Words;

/* Say that the value @text of --@name is none; returns FALSE. */
static gboolean
complain(const char *name, const char *text, const char *wanted)
{
	fprintf(stderr, "%s: --%s is %s, not '%s'\n", g_get_prgname(), name, wanted, text);
	return FALSE;
}

static gboolean
read_confidence(const char *text, double *confidence)
{
	char *end;

	if (text == NULL)
		return TRUE;
	*confidence = g_ascii_strtod(text, &end);
	if (end != text && *end == '\0' && *confidence >= LEAST_CONFIDENCE &&
	    *confidence <= MOST_CONFIDENCE)
		return TRUE;
	return complain("confidence", text, "a fraction from 0.5 to 0.999999");
}

static gboolean
read_words(Input *input, const Words *words)
{
	guint64 cores = 0;

	if (!read_confidence(words->confidence, &input->confidence))
		return FALSE;
	if (words->seed != NULL &&
	    !g_ascii_string_to_unsigned(words->seed, 10, 0, G_MAXUINT64, &input->seed, NULL))
		return complain("seed", words->seed, "a whole number from 0");
	if (words->cores != NULL &&
	    !g_ascii_string_to_unsigned(words->cores, 10, 1, 1 << 20, &cores, NULL))
		return complain("cores", words->cores, "a whole number from 1");
	input->cores = (guint)cores;
	return TRUE;
}

/* Parse the command line, all but its arguments. */
static gboolean
parse(Input *input, int *argc, char ***argv, int least, int most)
{
	Words words = {NULL, NULL, NULL};
	const GOptionEntry entries[] = {
		{"confidence", 0, 0, G_OPTION_ARG_STRING, &words.confidence,
	         "Of the intervals, a fraction (0.99)", "P"},
		{"seed", 0, 0, G_OPTION_ARG_STRING, &words.seed, "Of the resampling (0)", "N"},
		{"cores", 0, 0, G_OPTION_ARG_STRING, &words.cores,
	         "Of the machine that measured (column `cores`)", "N"},
		G_OPTION_ENTRY_NULL,
	};
	gboolean good = cli_parse(argc, argv, entries) && read_words(input, &words);

	g_free(words.confidence);
	g_free(words.seed);
	g_free(words.cores);
	if (!good || (*argc > least && *argc - 1 <= most))
		return good;
	fprintf(stderr, "%s: %s; see `%s --help`\n", g_get_prgname(),
	        *argc < 2        ? "name a CSV file"
	        : *argc <= least ? "name an expression"
	                         : "it takes one file",
	        g_get_prgname());
	return FALSE;
}

int
input_open(Input *input, int *argc, char ***argv, int least, int most)
{
	g_autoptr(GError) error = NULL;

	*input = (Input){.confidence = 0.99, .diag = diag_new()};
	if (!parse(input, argc, argv, least, most))
		return STATUS_USAGE;
	input->source = csv_load((*argv)[1], &error);
	if (input->source == NULL) {
		cli_error(error);
		return STATUS_WORLD;
	}
	input->table = csv_read(input->source, input->diag);
	return STATUS_GOOD;
}

void
input_close(Input *input)
{
	table_free(input->table);
	diag_free(input->diag);
	source_free(input->source);
}

int
input_report(const Input *input)
{
	const char *plain = g_getenv("NO_COLOR");
	gboolean colour = isatty(STDERR_FILENO) && (plain == NULL || plain[0] == '\0');

	diag_print(input->diag, stderr, colour);
	return diag_worst(input->diag) == SEVERITY_ERROR ? STATUS_FINDINGS : STATUS_GOOD;
}

/* JSON ------------------------------------------------------------------------------------- */

/*
 * Write a number that reads back as itself, in as few digits as that takes: the library knows only
 * one number of digits for all, which is too few for some or shows 0.99 as 0.98999999999999999.
 */
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

int
input_print(json_t *array)
{
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean written;

	write_value(out, array, 0);
	g_string_append_c(out, '\n');
	json_decref(array);
	written = fwrite(out->str, 1, out->len, stdout) == out->len && fflush(stdout) == 0;
	if (written)
		return STATUS_GOOD;
	fprintf(stderr, "lectern: standard output: %s\n", strerror(errno));
	return STATUS_WORLD;
}
