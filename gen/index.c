#include "index.h"

#define FIRST_SLOTS 64

guint64
index_mix(guint64 hash, guint64 word)
{
	hash ^= word + G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	hash = (hash ^ hash >> 33) * G_GUINT64_CONSTANT(0xff51afd7ed558ccd);
	hash = (hash ^ hash >> 33) * G_GUINT64_CONSTANT(0xc4ceb9fe1a85ec53);
	return hash ^ hash >> 33;
}

/* Return the slot of @key, or the empty one where it belongs. */
static guint64
find_slot(const Index *index, guint64 key)
{
	guint64 mask = index->slots - 1, at = index_mix(0, key) & mask;

	while (index->keys[at] != 0 && index->keys[at] != key)
		at = (at + 1) & mask;
	return at;
}

static void
grow(Index *index)
{
	guint64 slots = index->slots > 0 ? 2 * index->slots : FIRST_SLOTS;
	Index grown = {g_new0(guint64, slots), g_new0(guint32, slots), slots, index->used};

	for (guint64 i = 0; i < index->slots; i++) {
		guint64 at;

		if (index->keys[i] == 0)
			continue;
		at = find_slot(&grown, index->keys[i]);
		grown.keys[at] = index->keys[i];
		grown.values[at] = index->values[i];
	}
	index_clear(index);
	*index = grown;
}

guint32 *
index_add(Index *index, guint64 key, gboolean *added)
{
	guint64 at;

	if (2 * index->used >= index->slots) /* half of the slots stay empty */
		grow(index);
	at = find_slot(index, key);
	*added = index->keys[at] == 0;
	if (*added) {
		index->keys[at] = key;
		index->used++;
	}
	return &index->values[at];
}

void
index_clear(Index *index)
{
	g_free(index->keys);
	g_free(index->values);
	*index = (Index){0};
}
