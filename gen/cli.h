/*
 * cli.h - the table of commands and what they share.
 *
 * To add a command, write cmd-NAME.c, declare its function in commands.h and add a row in cli.c;
 * `--help`, hints for misspelt names and the manual come from the table.
 *
 * Knows of option parsing, exit statuses and how a course is opened; nothing of what commands do.
 */
#ifndef LECTERN_CLI_H
#define LECTERN_CLI_H

#include "status.h"
#include "workspace.h"

typedef struct Command {
	const char *name;
	const char *arguments; /* for the usage line */
	const char *summary;   /* one line */
	int (*run)(int argc, char **argv);
} Command;

/* Return all rows; the count goes to @n. */
const Command *command_table(guint *n);

/* Return the command called @name, or NULL. */
const Command *command_find(const char *name);

/*
 * Add the options of @command to @options (GOptionEntry): its function is called and, where it
 * parses its command line, hands them over and ends.
 */
void command_options(const Command *command, GArray *options);

/* Run the command line; returns the exit status. */
int cli_main(int argc, char **argv);

/*
 * Parse the options @entries of the command argv[0]; what is left are its arguments.  Prints what
 * is wrong and returns FALSE on a usage error.
 */
gboolean cli_parse(int *argc, char ***argv, const GOptionEntry *entries);

/* What the command line says of the course; all zeros at first. */
typedef struct CliCourse {
	WorkspaceOptions options;
	char *notes, *out; /* owned, or NULL */
} CliCourse;

void cli_course_clear(CliCourse *course);

/*
 * Like cli_parse(), for a command that reads the notes: fills in the folders of @course from
 * --notes and --out.  @entries may be NULL.
 */
gboolean cli_parse_course(CliCourse *course, int *argc, char ***argv, const GOptionEntry *entries);

/*
 * Read the number @text of --seed into @seed; NULL leaves it alone.  Prints what is wrong and
 * returns FALSE.
 */
gboolean cli_seed(const char *text, guint64 *seed);

/*
 * Read the descriptor @text of --events, on which the program that drives this one listens, into
 * @fd; NULL leaves it alone.  Prints what is wrong and returns FALSE.
 */
gboolean cli_events(const char *text, int *fd);

/* What a command does with the open course; returns the exit status.  Errors: the world. */
typedef int (*CliWork)(Workspace *work, gpointer data, GError **error);

/* Open the course, let @work do its work with @data, close the course; returns the exit status. */
int cli_work(const CliCourse *course, CliWork work, gpointer data);

/* Print "lectern: MESSAGE" on standard error. */
void cli_error(const GError *error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliCourse, cli_course_clear)

#endif
