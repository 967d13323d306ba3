/* cmd-check.c - lectern check: findings only, in milliseconds. */
#include "cli.h"
#include "commands.h"

static int
check(Workspace *work, gpointer data, GError **error)
{
	(void)data;
	(void)error;
	return workspace_status(work);
}

int
cmd_check(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};

	if (!cli_parse_course(&course, &argc, &argv, NULL))
		return STATUS_USAGE;
	return cli_work(&course, check, NULL);
}
