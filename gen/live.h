/*
 * live.h - what is done, and in what order, while an author edits and looks at the pages.
 *
 * Pages are made by a preview (`lectern build --preview`), which measures nothing and says what
 *must be measured; that is measured by `lectern run ID`, one experiment after the other, and each
 *is followed by a preview that shows it.  Text that is saved goes first: while pages are made they
 * are begun anew, while something is measured that is paused, and goes on afterwards unless it has
 * become another experiment.  At most one of the two is at work at any time.
 *
 *	changed ──▶ pages ──▶ what must be measured? ──▶ run ──▶ pages ──▶ ...
 *	                              ▲                   │ changed: pause
 *	                              └── resume ◀─ pages ◀┘
 *
 * This is a machine without hands: it is told what has happened, and asks its hooks to act.
 *
 * Knows of the events that builds tell (events.h); nothing of processes, time and the terminal.
 */
#ifndef LECTERN_LIVE_H
#define LECTERN_LIVE_H

#include <glib.h>
#include <jansson.h>

/* So long after another build was at work it is tried again, in ms. */
#define LIVE_BUSY 500

/* The children: at most one of each. */
typedef enum LiveChild {
	LIVE_PAGES, /* makes pages */
	LIVE_RUN,   /* measures */
} LiveChild;

typedef struct LiveHooks {
	/* Start a child; @id is the experiment of a run.  FALSE when that cannot be done. */
	gboolean (*start)(LiveChild child, const char *id, gpointer data);
	/* Say "pause" or "resume" to the run. */
	void (*say)(const char *word, gpointer data);
	/* Ask a child to end; live_ended() follows. */
	void (*stop)(LiveChild child, gpointer data);
	/* Call live_wake() after @ms. */
	void (*wait)(guint ms, gpointer data);
	/*
	 * Tell who looks: `findings`, `pages`, `progress` and `end` as builds tell them, and
	 *   {"event":"state","phase":"idle"|"building"|"pausing"|"measuring"|"paused"|"busy",
	 *    "id":the experiment or null,"done":2,"total":12,"waiting":[ids],"failed":[ids]}
	 */
	void (*tell)(const json_t *event, gpointer data);
} LiveHooks;

typedef struct Live Live;

/* Return a machine that does nothing yet. */
Live *live_new(const LiveHooks *hooks, gpointer data);
void live_free(Live *live);

/* Something that pages are made of has changed; also the first word. */
void live_changed(Live *live);

/* A child has told @event. */
void live_take(Live *live, LiveChild child, const json_t *event);

/* A child has ended; @crash says how when it did not end by itself, else it is NULL. */
void live_ended(Live *live, LiveChild child, const char *crash);

/* The time that was asked for by the hook `wait` has passed. */
void live_wake(Live *live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Live, live_free)

#endif
