/*
 * heading.h - headings and the ids that pandoc gives them.
 *
 * Knows of Markdown blocks; nothing of what refers to headings.
 */
#ifndef LECTERN_HEADING_H
#define LECTERN_HEADING_H

#include "markdown.h"

/* A heading, for references across notes and for the contents. */
typedef struct Heading {
	char *id;    /* explicit {#sec-x} or as pandoc derives it */
	char *title; /* plain text */
	int level;
	Span span; /* its lines */
} Heading;

void heading_free(Heading *heading);

/* Return all headings of @markdown in order (Heading, owned; transfer full). */
GPtrArray *heading_list(const Markdown *markdown);

/*
 * Return the id that pandoc's extension auto_identifiers makes of @title (transfer full): small
 * letters, blanks to hyphens, punctuation but _ - . dropped, nothing before the first letter.
 */
char *heading_id(const char *title);

#endif
