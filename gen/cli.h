/*
 * cli.h - the table of commands and what they share.
 *
 * To add a command, write cmd-NAME.c, declare its function in commands.h and add a row in cli.c;
 * `--help`, hints for misspelt names and the manual come from the table.
 *
 * Knows of option parsing and exit statuses; nothing of what commands do.
 */
#ifndef LECTERN_CLI_H
#define LECTERN_CLI_H

#include "status.h"
#include <glib.h>

typedef struct Command {
	const char *name;
	const char *arguments; /* for the usage line */
	const char *summary;   /* one line */
	int (*run)(int argc, char **argv);
} Command;

/* Return all rows; the count goes to @n. */
const Command *command_table(guint *n);

/* Run the command line; returns the exit status. */
int cli_main(int argc, char **argv);

/*
 * Parse the options @entries of the command argv[0]; what is left are its arguments.  Prints what
 * is wrong and returns FALSE on a usage error.
 */
gboolean cli_parse(int *argc, char ***argv, const GOptionEntry *entries);

/* Print "lectern: MESSAGE" on standard error. */
void cli_error(const GError *error);

#endif
