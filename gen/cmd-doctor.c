/* cmd-doctor.c - lectern doctor: is this machine fit to measure? */
#include "cli.h"
#include "commands.h"
#include "doctor.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Tell whether standard output wants colours. */
static gboolean
wants_colour(void)
{
	const char *term = g_getenv("TERM");
	const char *plain = g_getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && term && !g_str_equal(term, "dumb") && !(plain && *plain);
}

int
cmd_doctor(int argc, char **argv)
{
	gboolean json = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_parse(&argc, &argv, entries))
		return STATUS_USAGE;
	if (argc > 1) {
		fprintf(stderr, "usage: lectern doctor [--json]\n");
		return STATUS_USAGE;
	}
	g_autoptr(Facts) facts = facts_read();
	g_autoptr(GPtrArray) remarks = doctor_examine(facts);
	gboolean written;
	if (json) {
		json_t *object = remarks_json(remarks);

		written = json_dumpf(object, stdout, JSON_INDENT(2) | JSON_SORT_KEYS) == 0 &&
		          fputc('\n', stdout) != EOF;
		json_decref(object);
	} else {
		g_autofree char *text = remarks_text(remarks, wants_colour());

		written = fputs(text, stdout) != EOF;
	}
	if (!written || fflush(stdout) != 0) {
		fprintf(stderr, "lectern: standard output: %s\n", strerror(errno));
		return STATUS_WORLD;
	}
	return remarks_fit(remarks) ? STATUS_GOOD : STATUS_WORLD;
}
