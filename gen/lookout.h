/*
 * lookout.h - watches a course and keeps its pages new, until a signal comes.
 *
 * Joins what sees (watch), what decides (live) and what acts (driven), and says on the terminal
 * what changed and what was made of it.
 *
 * Knows of folders, command lines and the terminal; nothing of browsers.
 */
#ifndef LECTERN_LOOKOUT_H
#define LECTERN_LOOKOUT_H

#include "interrupt.h"
#include "paths.h"
#include <jansson.h>

typedef struct Lookout {
	const Paths *paths;
	const GPtrArray *pages; /* words (char *) of the command that makes pages */
	const GPtrArray *run;   /* likewise of the one that measures; the experiment is added */
	Interrupt *interrupt;
	void (*tell)(const json_t *event, gpointer data); /* every event (live.h); may be NULL */
	gpointer data;
	int partner; /* socket of a program that all is for; -1: there is none */
} Lookout;

/*
 * Look out until a signal comes, or the partner is gone, and end the children.  Errors: what cannot
 * be watched or started.
 */
gboolean lookout_keep(const Lookout *lookout, GError **error);

/*
 * Return the words of a command of ours on the course of @paths: @command, where the course is, and
 * @more (NULL at its end; transfer full).
 */
GPtrArray *lookout_words(const Paths *paths, const char *command, const char *const *more);

#endif
