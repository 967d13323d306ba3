/*
 * progress.h - what the user sees while experiments are measured.
 *
 * On a terminal one live line with a bar, the experiment, the round and the time left, drawn
 * between runs and at most once a second; otherwise a line an experiment.  Never while a run is
 * under way.
 *
 * Knows of terminals only.
 */
#ifndef LECTERN_PROGRESS_H
#define LECTERN_PROGRESS_H

#include <glib.h>

typedef struct Progress {
	gboolean live;    /* a terminal: one line is drawn over and over */
	gboolean quiet;   /* nothing at all */
	gboolean verbose; /* command lines, too */
	gboolean colour;
	guint done, total; /* experiments */
	gint64 drawn;      /* when the line was drawn last, monotonic us */
	gboolean shown;    /* a live line stands on the terminal */
} Progress;

/* Set up for standard error; NO_COLOR and a dumb terminal are heeded. */
void progress_open(Progress *progress, gboolean quiet, gboolean verbose);

/* Say that an experiment begins; @seconds is the estimate, 0: not known. */
void progress_begin(Progress *progress, const char *id, double seconds);

/* Draw the live line: round @round of about @rounds, @left s to go for this experiment. */
void progress_step(Progress *progress, const char *id, guint round, guint rounds, double left);

/* Say how an experiment ended, in a line that stays. */
void progress_end(Progress *progress, const char *id, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Take the live line away, so that something else can be printed. */
void progress_clear(Progress *progress);

/* Print a line if verbose. */
void progress_verbose(Progress *progress, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
