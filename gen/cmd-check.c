/* cmd-check.c - lectern check: findings only, in milliseconds. */
#include "build.h"
#include "cli.h"
#include "commands.h"

int
cmd_check(int argc, char **argv)
{
	g_autofree char *notes = NULL;
	g_autofree char *out = NULL;
	g_autoptr(GError) error = NULL;
	BuildOptions o = {0};
	const GOptionEntry entries[] = {
		{"notes", 0, 0, G_OPTION_ARG_FILENAME, &notes, "Folder of the course", "DIR"},
		{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder of everything made", "DIR"},
		G_OPTION_ENTRY_NULL,
	};
	Build build;
	int status;

	if (!cli_parse(&argc, &argv, entries))
		return STATUS_USAGE;
	o.notes = notes ? notes : "notes";
	o.out = out ? out : "out";
	status = build_open(&build, &o, &error) ? build_status(&build) : STATUS_WORLD;
	build_close(&build);
	if (error)
		cli_error(error);
	return status;
}
