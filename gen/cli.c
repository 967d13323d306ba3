#include "cli.h"
#include "commands.h"
#include "diag.h"
#include <gio/gio.h>
#include <stdio.h>
#include <unistd.h>

#ifndef LECTERN_VERSION
#define LECTERN_VERSION "0.1"
#endif

static const Command commands[] = {
	{"build", "[NOTE...]", "measure what is new and make site and handouts", cmd_build},
	{"check", "[NOTE...]", "report findings; nothing is measured", cmd_check},
	{"serve", "", "show the pages in a browser, new whenever something is saved", cmd_serve},
	{"run", "ID", "measure one experiment, print its conditions and verdicts", cmd_run},
	{"explain", "[ID...] | [NOTE...]", "say why something is measured or made anew, or not",
         cmd_explain},
	{"list", "WHAT", "print a table: executors, metrics, experiments, claims, ...", cmd_list},
	{"new", "course DIR | note TITLE", "start a course of one's own, or a note in this one",
         cmd_new},
	{"doctor", "", "say whether this machine is fit to measure", cmd_doctor},
	{"freeze", "", "keep current results in the course's own data folder", cmd_freeze},
	{"publish", "", "build, check all claims, show what changes, publish the site",
         cmd_publish},
	{"judge", "FILE.csv EXPRESSION...", "verdicts on samples from anywhere, as JSON",
         cmd_judge},
	{"summary", "FILE.csv", "statistics of every condition, as JSON", cmd_summary},
	{"completion", "SHELL", "print the script that completes command lines", cmd_completion},
};

const Command *
command_table(guint *n)
{
	*n = G_N_ELEMENTS(commands);
	return commands;
}

const Command *
command_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		if (g_str_equal(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static void
usage(FILE *out)
{
	fprintf(out, "usage: lectern COMMAND [OPTION...] [ARGUMENT...]\n\n"
	             "Lecture notes in which every claim is backed by fresh measurements.\n\n");
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(out, "  %-10s %-24s %s\n", commands[i].name, commands[i].arguments,
		        commands[i].summary);
	fprintf(out, "\n`lectern COMMAND --help` tells more, lectern(1) all.\n");
}

static int
unknown(const char *name)
{
	const char *names[G_N_ELEMENTS(commands) + 1] = {NULL};

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		names[i] = commands[i].name;
	g_autofree char *help = diag_did_you_mean(name, names, "lectern --help");
	fprintf(stderr, "lectern: there is no command '%s'; %s\n", name, help);
	return STATUS_USAGE;
}

int
cli_main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h") ||
	    g_str_equal(argv[1], "help")) {
		usage(stdout);
		return STATUS_GOOD;
	}
	if (g_str_equal(argv[1], "--version")) {
		printf("lectern %s\n", LECTERN_VERSION);
		return STATUS_GOOD;
	}
	const Command *command = command_find(argv[1]);
	return command ? command->run(argc - 1, argv + 1) : unknown(argv[1]);
}

/*
 * What a command takes is known in its function only, beside the variables that it goes to.  Asked
 * with this argument, which is told by its address, so that nobody can type it, the function hands
 * its options over to the array that follows.
 */
static const char asking[] = "options";

void
command_options(const Command *command, GArray *options)
{
	char *argv[] = {(char *)command->name, (char *)asking, (char *)options, NULL};

	command->run(3, argv);
}

static void
hand_over(GArray *options, const GOptionEntry *entries)
{
	for (; entries && entries->long_name; entries++) {
		GOptionEntry option = *entries;

		option.arg_data = NULL; /* it ends with the function that was called */
		g_array_append_val(options, option);
	}
}

/* Parse the command line by two tables of options, each of which may be NULL. */
static gboolean
parse(int *argc, char ***argv, const GOptionEntry *first, const GOptionEntry *second)
{
	g_autoptr(GOptionContext) context = NULL;
	g_autoptr(GError) error = NULL;
	const Command *command = command_find((*argv)[0]);
	g_autofree char *program = g_strconcat("lectern ", (*argv)[0], NULL);

	if (*argc == 3 && (*argv)[1] == asking) {
		GArray *options = (gpointer)(*argv)[2];

		hand_over(options, first);
		hand_over(options, second);
		return FALSE;
	}
	context = g_option_context_new(command ? command->arguments : NULL);
	if (command)
		g_option_context_set_summary(context, command->summary);
	if (first)
		g_option_context_add_main_entries(context, first, NULL);
	if (second)
		g_option_context_add_main_entries(context, second, NULL);
	g_set_prgname(program);
	if (g_option_context_parse(context, argc, argv, &error))
		return TRUE;
	fprintf(stderr, "%s: %s; see `%s --help`\n", program, error->message, program);
	return FALSE;
}

gboolean
cli_parse(int *argc, char ***argv, const GOptionEntry *entries)
{
	return parse(argc, argv, entries, NULL);
}

gboolean
cli_parse_course(CliCourse *course, int *argc, char ***argv, const GOptionEntry *entries)
{
	const GOptionEntry folders[] = {
		{"notes", 0, 0, G_OPTION_ARG_FILENAME, &course->notes, "Folder of the course",
	         "DIR"},
		{"out", 0, 0, G_OPTION_ARG_FILENAME, &course->out, "Folder of everything made",
	         "DIR"},
		G_OPTION_ENTRY_NULL,
	};

	if (!parse(argc, argv, folders, entries))
		return FALSE;
	course->options.notes = course->notes ? course->notes : "notes";
	course->options.out = course->out ? course->out : "out";
	return TRUE;
}

gboolean
cli_seed(const char *text, guint64 *seed)
{
	/* 0 stands for one that is drawn */
	if (!text || g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT64, seed, NULL))
		return TRUE;
	fprintf(stderr, "%s: --seed is a whole number from 1, not '%s'\n", g_get_prgname(), text);
	return FALSE;
}

gboolean
cli_events(const char *text, int *fd)
{
	Events events;
	guint64 number;

	if (!text)
		return TRUE;
	if (g_ascii_string_to_unsigned(text, 10, STDERR_FILENO + 1, G_MAXINT, &number, NULL) &&
	    events_open(&events, (int)number)) {
		*fd = (int)number;
		return TRUE;
	}
	fprintf(stderr, "%s: --events is the descriptor of a socket or pipe, from 3, not '%s'\n",
	        g_get_prgname(), text);
	return FALSE;
}

void
cli_course_clear(CliCourse *course)
{
	g_clear_pointer(&course->notes, g_free);
	g_clear_pointer(&course->out, g_free);
}

int
cli_work(const CliCourse *course, CliWork work, gpointer data)
{
	g_autoptr(GError) error = NULL;
	Workspace workspace;
	int status = STATUS_WORLD;

	if (workspace_open(&workspace, &course->options, &error))
		status = work(&workspace, data, &error);
	if (workspace.interrupt.signal)
		status = workspace_status(&workspace);
	workspace_tell(&workspace, status, error);
	workspace_close(&workspace);
	if (error && !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		cli_error(error);
	return status;
}

void
cli_error(const GError *error)
{
	fprintf(stderr, "lectern: %s\n", error->message);
}
