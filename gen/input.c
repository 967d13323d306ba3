#include "input.h"

#include "cli.h"
#include "jsontext.h"

#include <errno.h>
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

int
input_print(json_t *array)
{
	g_autofree char *text = jsontext_make(array);
	gboolean written = fputs(text, stdout) >= 0 && fflush(stdout) == 0;

	json_decref(array);
	if (written)
		return STATUS_GOOD;
	fprintf(stderr, "lectern: standard output: %s\n", strerror(errno));
	return STATUS_WORLD;
}
