/*
 * helper.h - a program that is run to its end for what it prints or does.
 *
 * It starts without a terminal to read from, and does not outlive us.  What goes wrong is told with
 * its command line and with what it said.
 *
 * Knows of processes only.  Runs and snippets, which need limits, go through child.h.
 */
#ifndef LECTERN_HELPER_H
#define LECTERN_HELPER_H

#include <gio/gio.h>
#include <stdio.h>

/* How to start it; borrowed. */
typedef struct Helper {
	const char *folder;     /* to start in, or NULL */
	const char *const *env; /* "NAME=VALUE", or "NAME" to unset it; NULL: nothing */
	const GString *input;   /* what it reads, or NULL */
	FILE *trace;            /* where the command line is shown, or NULL */
} Helper;

/*
 * Run @argv (NULL at its end) and return its standard output (transfer full), with a NUL after it;
 * its length goes to @len, which may be NULL.  Errors: G_SPAWN_EXIT_ERROR with its exit status, and
 * G_IO_ERROR.
 */
char *helper_run(const Helper *helper, const char *const *argv, gsize *len, GError **error);

/* Return a launcher of processes in which signals act as usual, and that do not outlive us. */
GSubprocessLauncher *helper_launcher(GSubprocessFlags flags);

/* Show @argv in @trace as one could type it; @trace may be NULL. */
void helper_trace(FILE *trace, const char *const *argv);

#endif
