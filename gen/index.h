/*
 * index.h - a table from 64-bit keys to 32-bit numbers, for look-ups by the million.
 *
 * Open addressing; a key is copied, not allocated.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_INDEX_H
#define LECTERN_INDEX_H

#include <glib.h>

/* All zeros is an empty table. */
typedef struct Index {
	guint64 *keys; /* 0: an empty slot */
	guint32 *values;
	guint64 slots; /* a power of two; 0: none yet */
	guint64 used;
} Index;

/* Free what @index holds; it is empty afterwards. */
void index_clear(Index *index);

/*
 * Return the number of @key, which is not 0 (borrowed until the next call).  A key that was not
 * there gets 0, and @added tells.
 */
guint32 *index_add(Index *index, guint64 key, gboolean *added);

/* Mix @word into @hash: the finalizer of MurmurHash3 (Appleby 2011). */
guint64 index_mix(guint64 hash, guint64 word);

#endif
