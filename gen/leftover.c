#include "leftover.h"
#include "util.h"
#include <string.h>

/* A folder of files called after notes or experiments. */
typedef struct Folder {
	const char *above, *name;
	const char *const *endings; /* of files that are ours, NULL-terminated */
	GHashTable *stems;          /* char *: what they may be called */
} Folder;

/* Tell whether @name is what no build would make today. */
static gboolean
is_left(const Folder *folder, const char *name)
{
	if (file_is_temporary(name))
		return TRUE;
	for (const char *const *ending = folder->endings; *ending; ending++) {
		g_autofree char *stem = NULL;

		if (!g_str_has_suffix(name, *ending))
			continue;
		stem = g_strndup(name, strlen(name) - strlen(*ending));
		return !g_hash_table_contains(folder->stems, stem);
	}
	return FALSE;
}

static void
sweep(const Folder *folder)
{
	g_autofree char *path = g_build_filename(folder->above, folder->name, NULL);
	g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (is_left(folder, name))
			g_ptr_array_add(left, g_build_filename(path, name, NULL));
	for (guint i = 0; i < left->len; i++)
		directory_remove(g_ptr_array_index(left, i));
}

static void
add_experiments(GHashTable *figures, const Note *note)
{
	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);

		if (book_has_figure(experiment))
			g_hash_table_add(figures, experiment->id);
	}
}

void
leftover_remove(const Course *course, const Paths *paths)
{
	static const char *const texts[] = {".md", ".lua", NULL};
	static const char *const pictures[] = {".svg", ".pdf", ".gp", ".dat", NULL};
	static const char *const pdf[] = {".pdf", NULL}, *const own[] = {"", NULL};
	static const char *const key[] = {".key", NULL}, *const work[] = {".slides", "", NULL};
	static const char *const none[] = {NULL};
	g_autoptr(GHashTable) notes = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) figures = g_hash_table_new(g_str_hash, g_str_equal);
	const Folder folders[] = {
		{paths->md, "", texts, notes},           {paths->md, "figures", pictures, figures},
		{paths->handouts, "", pdf, notes},       {paths->slides, "", pdf, notes},
		{paths->build, "pages", own, notes},     {paths->build, "figures", key, figures},
		{paths->build, "handouts", work, notes}, {paths->build, "evidence", own, notes},
		{paths->data, "", none, notes},
	};

	for (guint i = 0; i < course->notes->len; i++) {
		const Note *note = g_ptr_array_index(course->notes, i);

		if (note->draft)
			continue;
		g_hash_table_add(notes, note->name);
		add_experiments(figures, note);
	}
	/* what the course has beside its notes */
	g_hash_table_add(notes, (gpointer) "course");
	g_hash_table_add(notes, (gpointer) "start");
	g_hash_table_add(notes, (gpointer) "ledger");
	g_hash_table_add(notes, (gpointer) "cache"); /* of LaTeX's fonts */
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
		sweep(&folders[i]);
}
