#include "input.h"

#include "cli.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int
input_open(Input *input, int *argc, char ***argv)
{
	g_autoptr(GError) error = NULL;
	const GOptionEntry entries[] = {
		{"confidence", 0, 0, G_OPTION_ARG_DOUBLE, &input->confidence,
	         "Of the intervals, a fraction (0.99)", "P"},
		{"seed", 0, 0, G_OPTION_ARG_INT64, &input->seed, "Of the resampling (0)", "N"},
		{"cores", 0, 0, G_OPTION_ARG_INT, &input->cores,
	         "Of the machine that measured (column `cores`)", "N"},
		G_OPTION_ENTRY_NULL,
	};

	*input = (Input){.confidence = 0.99, .diag = diag_new()};
	if (!cli_parse(argc, argv, entries))
		return STATUS_USAGE;
	if (!(input->confidence >= 0.5 && input->confidence < 1.0)) {
		fprintf(stderr, "lectern: --confidence is a fraction from 0.5 to below 1\n");
		return STATUS_USAGE;
	}
	if (input->cores < 0) {
		fprintf(stderr, "lectern: --cores is a number of processors\n");
		return STATUS_USAGE;
	}
	if (*argc < 2) {
		fprintf(stderr, "lectern: name a CSV file; see `lectern %s --help`\n", (*argv)[0]);
		return STATUS_USAGE;
	}
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
	/* 15 digits are what a double holds for sure: 0.99 is 0.99 */
	gboolean written =
		json_dumpf(array, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) == 0 &&
		fputc('\n', stdout) != EOF && fflush(stdout) == 0;

	json_decref(array);
	if (written)
		return STATUS_GOOD;
	fprintf(stderr, "lectern: standard output: %s\n", strerror(errno));
	return STATUS_WORLD;
}
