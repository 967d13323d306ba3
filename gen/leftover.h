/*
 * leftover.h - what earlier builds made of notes and experiments that are gone.
 *
 * Everything below out/ but the site, where an author may keep files, is ours: what no note of the
 * course can have made is deleted, and what a build that was killed left half written.
 *
 * Knows of the course and of folders; nothing of how files are made.
 */
#ifndef LECTERN_LEFTOVER_H
#define LECTERN_LEFTOVER_H

#include "book.h"
#include "paths.h"

/* Delete it.  No build may be at work.  What cannot be deleted stays. */
void leftover_remove(const Course *course, const Paths *paths);

#endif
