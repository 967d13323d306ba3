/*
 * drawing.h - a folder to draw in, and samples for a small figure of every kind.
 */
#ifndef LECTERN_TEST_DRAWING_H
#define LECTERN_TEST_DRAWING_H

#include <glib/gstdio.h>

#include "figures.h"

#define FACTORS(...)                                                                               \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
#define NO_FACTORS ((const char *const[]){NULL})

/* A folder to draw in, removed with its files at the end of the test. */
typedef struct Folder {
	char *path;
	char *look; /* templates/plot.gp of the checkout */
} Folder;

static inline void
folder_make(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	const char *source = g_getenv("LECTERN_SRC");

	folder->path = g_dir_make_tmp("lectern-draw-XXXXXX", NULL);
	g_assert_nonnull(folder->path);
	folder->look =
		g_build_filename(source == NULL ? "." : source, "templates", "plot.gp", NULL);
}

static inline void
folder_remove(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	GDir *dir = g_dir_open(folder->path, 0, NULL);

	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *path = g_build_filename(folder->path, name, NULL);

		g_assert_cmpint(g_unlink(path), ==, 0);
	}
	g_dir_close(dir);
	g_assert_cmpint(g_rmdir(folder->path), ==, 0);
	g_free(folder->path);
	g_free(folder->look);
}

/* Return the bytes of ID.ENDING, or NULL (transfer full). */
static inline char *
contents(const Folder *folder, const char *file, gsize *len)
{
	g_autofree char *path = g_build_filename(folder->path, file, NULL);
	char *text = NULL;

	return g_file_get_contents(path, &text, len, NULL) ? text : NULL;
}

/* Return how many files there are in the folder. */
static inline guint
count_files(const Folder *folder)
{
	GDir *dir = g_dir_open(folder->path, 0, NULL);
	guint n = 0;

	while (g_dir_read_name(dir) != NULL)
		n++;
	g_dir_close(dir);
	return n;
}

/* Samples for a small figure of @kind. */
static inline Samples *
small_samples(const char *kind)
{
	Samples *samples;

	if (g_str_equal(kind, "timeline")) {
		samples = samples_new(make_design("gil,process", FACTORS("workers=2")));
		make_turns(samples, 0, 2, 5e-3, 0.04);
		make_turns(samples, 1, 2, 0, 0.021);
		return samples;
	}
	samples = samples_new(make_design(
		"gil,process", g_str_equal(kind, "lines") ? FACTORS("workers=1,2,4") : NO_FACTORS));
	for (guint i = 0; i < samples->design->conditions->len; i++)
		make_values(samples, i, "wall", 0.01 * (i + 1), 0.05, 10);
	return samples;
}

#endif
