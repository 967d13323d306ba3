/*
 * arrays.h - JSON that is mostly arrays of numbers, read without a JSON value for each.
 *
 * The arrays are taken out while the file is read, and the little that is left goes to jansson:
 * that takes a twentieth of the time.  In their place stand arrays of one number, which nothing
 * else in what is left can be.
 *
 * Knows of JSON; nothing of what the numbers mean.
 */
#ifndef LECTERN_ARRAYS_H
#define LECTERN_ARRAYS_H

#include <glib.h>
#include <jansson.h>

typedef struct Arrays {
	json_t *root;     /* owned */
	GPtrArray *lists; /* GArray of double, owned: what was taken out; the first one is empty */
} Arrays;

/* Read the file @path; NULL when there is none or it is no JSON. */
Arrays *arrays_load(const char *path);
void arrays_free(Arrays *arrays);

/*
 * Return the numbers that stood where @value stands now, NAN for null (double, borrowed); NULL when
 * it was no array of numbers.
 */
const GArray *arrays_get(const Arrays *arrays, const json_t *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arrays, arrays_free)

#endif
