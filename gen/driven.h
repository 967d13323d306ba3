/*
 * driven.h - a command of ours that is driven: its events are read, and it hears what we say.
 *
 * It is started from this program's own file, with `--events`; what it prints goes where we print,
 * and it does not outlive us.
 *
 * Knows of processes and lines of JSON; nothing of what events mean.  It needs the default main
 * loop.
 */
#ifndef LECTERN_DRIVEN_H
#define LECTERN_DRIVEN_H

#include <gio/gio.h>
#include <jansson.h>

typedef struct Driven Driven;

typedef struct DrivenHooks {
	/* It has told @event. */
	void (*told)(const json_t *event, gpointer data);
	/* It has ended after all that it told; @crash says how, unless it ended by itself. */
	void (*ended)(const char *crash, gpointer data);
} DrivenHooks;

/* Start the command @words (char *), which are its name and arguments.  Errors: the world. */
Driven *driven_start(const GPtrArray *words, const DrivenHooks *hooks, gpointer data,
                     GError **error);

/* Say @word to it. */
void driven_say(Driven *driven, const char *word);

/* Ask it to end; `ended` follows. */
void driven_stop(Driven *driven);

/* Free it; if it runs it is killed, and tells no more. */
void driven_free(Driven *driven);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Driven, driven_free)

#endif
