/*
 * inputs.h - what something was made from, as lines "name: value".
 *
 * Two lists tell what changed between two makings, by name, and how where the values are short; a
 * long one stands as its hash.  Names may occur several times.
 *
 * Knows of hashes and files; nothing of what is made.
 */
#ifndef LECTERN_INPUTS_H
#define LECTERN_INPUTS_H

#include "hash.h"

/* Return an empty list (char *, owned). */
GPtrArray *inputs_new(void);

/* Add an input; NULL and "" are none. */
void inputs_add(GPtrArray *inputs, const char *name, const char *value);
void inputs_add_number(GPtrArray *inputs, const char *name, double value);
void inputs_add_integer(GPtrArray *inputs, const char *name, guint64 value);

/* Add @texts (char *, may be NULL) as one input. */
void inputs_add_list(GPtrArray *inputs, const char *name, const GPtrArray *texts);

/* Add the key that @hash has come to, and free it. */
void inputs_add_hash(GPtrArray *inputs, const char *name, Hash *hash);

/* Add the file @path: its bytes where they are few, else what it is known by, see file_identity().
 */
void inputs_add_file(GPtrArray *inputs, const char *name, const char *path);

/* Return one key for all of @inputs in their order (transfer full). */
char *inputs_key(const GPtrArray *inputs);

/* Tell whether the lists are the same; NULL is none. */
gboolean inputs_equal(const GPtrArray *a, const GPtrArray *b);

/*
 * Return what differs between @before and @now, "code, rounds: 10 -> 15" (transfer full); "" when
 * nothing does but the order.
 */
char *inputs_changes(const GPtrArray *before, const GPtrArray *now);

#endif
