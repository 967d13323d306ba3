/*
 * events.h - what a build tells the program that drives it: JSON, one object a line.
 *
 * The program hands over one end of a pair of stream sockets, or a pipe that it reads.  Findings,
 * what must be measured, how far that is, and which pages are new are told on it; lectern(1) says
 * the same to those who write such programs.  A program that does not read for EVENTS_PATIENCE is
 * told no more; one that has gone away is the business of interrupt_attend().
 *
 * To add an event, add a function that makes its object, and a paragraph to the manual.
 *
 * Knows of findings and JSON; nothing of builds.
 */
#ifndef LECTERN_EVENTS_H
#define LECTERN_EVENTS_H

#include "diag.h"
#include "interrupt.h"
#include <jansson.h>

/* So long, in ms, a program that does not read what it is told is waited for. */
#define EVENTS_PATIENCE 2000

typedef struct Events {
	int fd;           /* -1: nobody listens */
	gint64 told;      /* when progress was told last, monotonic us; 0: not yet */
	char word[16];    /* what was read of a line that has not ended */
	guint length;     /* of it */
	gboolean skipped; /* the line is longer: it is none that we know */
} Events;

/* What the program may ask for, a word a line. */
typedef enum EventsWord {
	EVENTS_NOTHING,
	EVENTS_PAUSE,
	EVENTS_RESUME,
} EventsWord;

/* Tell on @fd, which no child gets; FALSE when it is neither a socket nor a pipe. */
gboolean events_open(Events *events, int fd);
void events_close(Events *events);

/* Tell @object (transfer full), unless nobody listens. */
void events_tell(Events *events, json_t *object);

/* Tell all findings, as they are printed. */
void events_findings(Events *events, Diag *diag);

/* Tell which pages of the site are new, by their @names (char *) in it. */
void events_pages(Events *events, const GPtrArray *names);

/* Tell that @clean of @rounds rounds are done, and @left s to go; once a second at most. */
void events_progress(Events *events, const char *id, guint clean, guint rounds, double left);

/* Tell how it ended; @busy: because another build is at work; @message: why it failed, or NULL. */
void events_end(Events *events, int status, gboolean busy, const char *message);

/* Return what the program asked for last, without waiting. */
EventsWord events_asked(Events *events);

/* Wait until the program asks for @word; FALSE when a signal comes or the program goes away. */
gboolean events_await(Events *events, EventsWord word, Interrupt *interrupt);

#endif
