/*
 * badge.h - a small picture that tells how claims stand, for the README of a course: SVG.
 *
 * It says in words how many verdicts are the expected ones; its colour says the same once more.
 * It is of a course or of one note, is whole in itself and asks no service for anything.
 *
 * Knows of verdicts; nothing of notes, samples or files.
 */
#ifndef LECTERN_BADGE_H
#define LECTERN_BADGE_H

#include "verdict.h"

/* How claims stand. */
typedef struct Badge {
	guint claims;
	guint expected;   /* testable, and the verdict is the expected one */
	guint untestable; /* not testable where they were judged */
	guint pending;    /* not measured yet */
	guint open;       /* inconclusive, which was not expected */
} Badge;

/* Count one more claim. */
void badge_count(Badge *badge, VerdictKind verdict, gboolean unexpected);

/* Return what the badge says: "190 of 202 as expected" (transfer full). */
char *badge_words(const Badge *badge);

/* Return the picture (transfer full). */
char *badge_svg(const Badge *badge);

#endif
