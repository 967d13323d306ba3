/* main.c - the lectern command: set up the process, then the table of commands. */
#include "cli.h"
#include <locale.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	/* Text in the user's character set, numbers in C's: files must not depend on the locale. */
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	/* A critical message is a defect of ours, never something to go on after. */
	g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
	return cli_main(argc, argv);
}
