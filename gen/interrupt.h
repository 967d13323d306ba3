/*
 * interrupt.h - being asked to stop, without losing anything.
 *
 * SIGINT, SIGTERM and SIGHUP are blocked and read from a descriptor at the few places where the
 * driver waits, so that no step is cut in its middle: what is finished stays, the earlier site
 * stays whole, children are killed, and the exit status is 128 + n.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_INTERRUPT_H
#define LECTERN_INTERRUPT_H

#include <glib.h>

typedef struct Interrupt {
	int fd;      /* readable once a signal has come; -1: signals act as usual */
	int signals; /* the descriptor that signals are read from */
	int peer;    /* borrowed, see interrupt_attend(); -1: nobody */
	int signal;  /* the signal that came, or 0 */
} Interrupt;

/*
 * Block the signals and open the descriptor; to be called before there are other threads, which
 * inherit the mask.  Errors: G_IO_ERROR.
 */
gboolean interrupt_open(Interrupt *interrupt, GError **error);

/*
 * Take it for a SIGHUP, too, when the program at the other end of @peer, a socket or pipe, goes
 * away.  Errors: G_IO_ERROR.
 */
gboolean interrupt_attend(Interrupt *interrupt, int peer, GError **error);

/* Close the descriptors of our own and let the signals act as usual again. */
void interrupt_close(Interrupt *interrupt);

/* Tell whether a signal has come, without waiting. */
gboolean interrupt_came(Interrupt *interrupt);

/* Sleep for @seconds, or until a signal comes; tell whether one has come. */
gboolean interrupt_wait(Interrupt *interrupt, double seconds);

/* In a forked child, before exec: let the signals act as usual. */
void interrupt_reset_child(void);

#endif
