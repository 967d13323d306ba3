/* cmd-check.c - lectern check: findings only, in milliseconds. */
#include "cli.h"
#include "commands.h"
#include "workspace.h"

int
cmd_check(int argc, char **argv)
{
	g_autofree char *notes = NULL;
	g_autofree char *out = NULL;
	g_autoptr(GError) error = NULL;
	WorkspaceOptions o = {0};
	const GOptionEntry entries[] = {
		{"notes", 0, 0, G_OPTION_ARG_FILENAME, &notes, "Folder of the course", "DIR"},
		{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder of everything made", "DIR"},
		G_OPTION_ENTRY_NULL,
	};
	Workspace work;
	int status;

	if (!cli_parse(&argc, &argv, entries))
		return STATUS_USAGE;
	o.notes = notes ? notes : "notes";
	o.out = out ? out : "out";
	status = workspace_open(&work, &o, &error) ? workspace_status(&work) : STATUS_WORLD;
	workspace_close(&work);
	if (error)
		cli_error(error);
	return status;
}
