/*
 * plotter.h - run gnuplot on a script.
 *
 * Like every helper it does not outlive us.  Knows of the program only; what scripts say is for
 * those who write them.
 */
#ifndef LECTERN_PLOTTER_H
#define LECTERN_PLOTTER_H

#include <glib.h>

/*
 * Run gnuplot in @folder on the script @file there.  Errors: G_IO_ERROR_NOT_FOUND, it is not on
 * PATH; G_IO_ERROR_FAILED, "gnuplot: " and what it said, or how it ended; those of GSubprocess.
 */
gboolean plotter_run(const char *folder, const char *file, GError **error);

#endif
