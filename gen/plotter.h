/*
 * plotter.h - run gnuplot on scripts.
 *
 * Like every helper it does not outlive us.  Knows of the program only; what scripts say is for
 * those who write them.
 */
#ifndef LECTERN_PLOTTER_H
#define LECTERN_PLOTTER_H

#include <gio/gio.h>

/*
 * Start gnuplot in @folder on the scripts @files there (char *), one after the other, each in a new
 * session.  Errors: G_IO_ERROR_NOT_FOUND, it is not on PATH; those of GSubprocess.
 */
GSubprocess *plotter_start(const char *folder, const GPtrArray *files, GError **error);

/*
 * Wait for the end of @process.  Errors: G_IO_ERROR_FAILED, "gnuplot: " and what it said, or how it
 * ended.
 */
gboolean plotter_end(GSubprocess *process, GError **error);

/* Run gnuplot in @folder on the script @file there.  Errors: those of both. */
gboolean plotter_run(const char *folder, const char *file, GError **error);

#endif
