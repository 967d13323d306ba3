/*
 * jsontext.h - JSON as text for people and programs: indented, numbers as short as they can be.
 *
 * A number reads back as itself, in as few digits as that takes: the library knows only one number
 * of digits for all, which is too few for some or shows 0.99 as 0.98999999999999999.  Objects keep
 * the order in which they were made.
 *
 * Knows of JSON only.
 */
#ifndef LECTERN_JSONTEXT_H
#define LECTERN_JSONTEXT_H

#include <glib.h>
#include <jansson.h>

/* Return @value as text that ends with a line end (transfer full). */
char *jsontext_make(const json_t *value);

/* Return @value as it stands in such a text as an element of a list (transfer full). */
char *jsontext_element(const json_t *value);

#endif
