#include "roster.h"

/* Something with a name, and the note that has it. */
typedef struct Place {
	Note *note;
	gpointer thing;
} Place;

struct Roster {
	GHashTable *notes;       /* char * to Note */
	GPtrArray *numbered;     /* Note: the chapters in their order */
	GHashTable *chapters;    /* Note to its number */
	GHashTable *experiments; /* char * to Place */
	GHashTable *headings;    /* char * to Place */
};

static void
add(GHashTable *table, char *name, Note *note, gpointer thing)
{
	Place *place;

	if (name == NULL || g_hash_table_contains(table, name))
		return;
	place = g_new(Place, 1);
	*place = (Place){note, thing};
	g_hash_table_insert(table, name, place);
}

Roster *
roster_new(const GPtrArray *notes)
{
	Roster *roster = g_new0(Roster, 1);

	roster->notes = g_hash_table_new(g_str_hash, g_str_equal);
	roster->numbered = g_ptr_array_new();
	roster->chapters = g_hash_table_new(NULL, NULL);
	roster->experiments = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	roster->headings = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	for (guint i = 0; i < notes->len; i++) {
		Note *note = g_ptr_array_index(notes, i);

		g_hash_table_insert(roster->notes, note->name, note);
		if (!note->draft && !g_str_equal(note->name, "index")) {
			g_ptr_array_add(roster->numbered, note);
			g_hash_table_insert(roster->chapters, note,
			                    GUINT_TO_POINTER(roster->numbered->len));
		}
		for (guint k = 0; k < note->experiments->len; k++) {
			Experiment *experiment = g_ptr_array_index(note->experiments, k);

			if (!experiment->snippet)
				add(roster->experiments, experiment->id, note, experiment);
		}
		for (guint k = 0; k < note->headings->len; k++) {
			Heading *heading = g_ptr_array_index(note->headings, k);

			add(roster->headings, heading->id, note, heading);
		}
	}
	return roster;
}

void
roster_free(Roster *roster)
{
	if (roster == NULL)
		return;
	g_hash_table_unref(roster->notes);
	g_ptr_array_unref(roster->numbered);
	g_hash_table_unref(roster->chapters);
	g_hash_table_unref(roster->experiments);
	g_hash_table_unref(roster->headings);
	g_free(roster);
}

guint
roster_chapter(const Roster *roster, const Note *note)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(roster->chapters, note));
}

guint
roster_chapters(const Roster *roster)
{
	return roster->numbered->len;
}

Note *
roster_numbered(const Roster *roster, guint number)
{
	return g_ptr_array_index(roster->numbered, number - 1);
}

Note *
roster_note(const Roster *roster, const char *name)
{
	return g_hash_table_lookup(roster->notes, name);
}

static gpointer
find(GHashTable *table, const char *name, Note **note)
{
	const Place *place = g_hash_table_lookup(table, name);

	if (place == NULL)
		return NULL;
	if (note != NULL)
		*note = place->note;
	return place->thing;
}

Experiment *
roster_experiment(const Roster *roster, const char *id, Note **note)
{
	return find(roster->experiments, id, note);
}

Heading *
roster_heading(const Roster *roster, const char *id, Note **note)
{
	return find(roster->headings, id, note);
}
