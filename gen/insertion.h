/*
 * insertion.h - a note added to the `order` of course.yaml, as an edit of the text.
 *
 * The name goes behind the last one of the list, in the list's own style; comments and every other
 * byte stay.  The new text is read again: an edit that changed anything else is not made.
 *
 * Knows of YAML trees and their places; nothing of files.
 */
#ifndef LECTERN_INSERTION_H
#define LECTERN_INSERTION_H

#include "yaml.h"

typedef enum InsertionKind {
	INSERTION_NEEDLESS, /* there is no `order`, or the note is in it */
	INSERTION_MADE,
	INSERTION_UNSAFE, /* there is one, in a form that only people should change */
} InsertionKind;

/* Add the note @name to the `order` of @source; on INSERTION_MADE @text is new (transfer full). */
InsertionKind insertion_make(const Source *source, const char *name, char **text);

#endif
