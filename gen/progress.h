/*
 * progress.h - what the user sees of a build while it is under way.
 *
 * On a terminal one live line: a bar, the experiment, its round, the time left for it and for all,
 * and later what is drawn and rendered.  It is drawn when something happens, never by a timer: not
 * while a run is under way, at most once a second between runs and PROGRESS_STAGE apart later.  It
 * is never wider than the terminal, and gone before anything else is printed; the cursor stays
 * visible, so nothing has to be put right after a signal.  Elsewhere a line an experiment.
 *
 * Knows of terminals only.
 */
#ifndef LECTERN_PROGRESS_H
#define LECTERN_PROGRESS_H

#include <glib.h>

/* Least time in us between two drawings of the live line, while measuring and in later stages. */
#define PROGRESS_MEASURE (1000 * 1000)
#define PROGRESS_STAGE   (50 * 1000)

typedef struct Progress {
	gboolean live;    /* a terminal: one line is drawn over and over */
	gboolean quiet;   /* nothing at all */
	gboolean verbose; /* command lines, too */
	gboolean colour;
	gboolean plain;    /* the terminal's characters are not Unicode */
	guint done, total; /* experiments */
	double planned;    /* s that those which have not begun are expected to take */
	double foreseen;   /* s that those done were expected to take */
	double spent;      /* s that they took */
	double estimate;   /* s that the one under way was expected to take */
	gint64 since;      /* when it began, monotonic us */
	gint64 drawn;      /* when the line was drawn last, monotonic us */
	const char *stage; /* the verb of the one that was drawn last, borrowed; NULL: none yet */
	guint shown;       /* columns of the live line that stands on the terminal; 0: none */
} Progress;

/* What a live line says. */
typedef struct ProgressLine {
	const char *head;   /* "3/62", "drawing" */
	double share;       /* of the bar that is full, 0 to 1 */
	const char *name;   /* the experiment; "12 of 62 figures" */
	const char *detail; /* "round 3 of 15"; NULL: none; left out where there is no room */
	const char *left;   /* "3 s left, 4 min for all"; NULL: not known */
} ProgressLine;

/* Set up for standard error; NO_COLOR and a dumb terminal are heeded. */
void progress_open(Progress *progress, gboolean quiet, gboolean verbose);

/* Say that an experiment begins; @seconds is the estimate, 0: not known. */
void progress_begin(Progress *progress, const char *id, double seconds);

/*
 * Draw the live line: what is done with the experiment @id at present, @what, such as "trial"; or
 * NULL: round @round of about @rounds; @left s to go for it, 0: as estimated.
 */
void progress_step(Progress *progress, const char *id, const char *what, guint round, guint rounds,
                   double left);

/* Say how an experiment ended, in a line that stays. */
void progress_end(Progress *progress, const char *id, const char *format, ...) G_GNUC_PRINTF(3, 4);

/*
 * Draw the live line of a stage, as "drawing 12 of 62 figures", a @thing being one; @what is what
 * is waited for, or NULL.  @verb is a constant.  Nothing when command lines are shown.
 */
void progress_stage(Progress *progress, const char *verb, guint done, guint total,
                    const char *thing, const char *what);

/* Take the live line away, so that something else can be printed. */
void progress_clear(Progress *progress);

/* Print a line if verbose. */
void progress_verbose(Progress *progress, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * Return @line in at most @columns columns (transfer full): the bar takes what is left of them, and
 * where all the rest has no room, the detail goes; @plain: without characters beyond ASCII of ours.
 */
char *progress_text(const ProgressLine *line, guint columns, gboolean plain);

/* Return how many columns of a terminal @text takes; wide characters take two. */
guint progress_width(const char *text);

#endif
