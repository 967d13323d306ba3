/* cmd-completion.c - lectern completion: the scripts for shells, and what they ask for. */
#include "cli.h"
#include "commands.h"
#include "completion.h"
#include <stdio.h>

/* What `lectern completion` can print a script for; each is templates/completion/lectern.NAME. */
static const CommandWord shells[] = {
	{"bash", "for a file that ~/.bashrc reads, or bash-completion/completions/lectern"},
	{"zsh", "for a file called _lectern in a folder of $fpath"},
	{"fish", "for ~/.config/fish/completions/lectern.fish"},
};

int
cmd_completion_word(guint index, CommandWord *word)
{
	if (index >= G_N_ELEMENTS(shells))
		return FALSE;
	*word = shells[index];
	return TRUE;
}

static int
print_script(const char *shell)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Paths) paths = paths_find("notes", "out", &error);
	g_autofree char *path =
		paths ? g_strdup_printf("%s/completion/lectern.%s", paths->templates, shell) : NULL;
	g_autofree char *text = NULL;

	if (!path || !g_file_get_contents(path, &text, NULL, &error)) {
		cli_error(error);
		return STATUS_WORLD;
	}
	fputs(text, stdout);
	return STATUS_GOOD;
}

/* Print what the last of @words can be, a line each. */
static int
print_words(const char *const *words)
{
	g_autoptr(GPtrArray) lines = completion_make(words);

	for (guint i = 0; i < lines->len; i++)
		puts(g_ptr_array_index(lines, i));
	return STATUS_GOOD;
}

static int
misused(void)
{
	fprintf(stderr, "usage: lectern completion SHELL\n");
	for (guint i = 0; i < G_N_ELEMENTS(shells); i++)
		fprintf(stderr, "  %-5s %s\n", shells[i].name, shells[i].meaning);
	return STATUS_USAGE;
}

int
cmd_completion(int argc, char **argv)
{
	gboolean words = FALSE;
	const GOptionEntry entries[] = {
		{"words", 0, 0, G_OPTION_ARG_NONE, &words,
	         "Print what the last word of the command line after -- can be", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_parse(&argc, &argv, entries))
		return STATUS_USAGE;
	if (words) /* GLib takes "--" away, but not before what looks like an option */
		return print_words((const char *const *)argv +
		                   (argc > 1 && g_str_equal(argv[1], "--") ? 2 : 1));
	for (guint i = 0; argc == 2 && i < G_N_ELEMENTS(shells); i++)
		if (g_str_equal(shells[i].name, argv[1]))
			return print_script(argv[1]);
	return misused();
}
