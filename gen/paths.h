/*
 * paths.h - where everything is: the course, what is made, and what came with the program.
 *
 * Knows of folders only.
 */
#ifndef LECTERN_PATHS_H
#define LECTERN_PATHS_H

#include <glib.h>

typedef struct Paths {
	char *notes;     /* the course */
	char *out;       /* everything made */
	char *data;      /* out/data: stored results */
	char *build;     /* out/build: what later builds reuse */
	char *md;        /* out/md: spliced notes, side files, figures/ */
	char *site;      /* out/site */
	char *handouts;  /* out/handouts */
	char *slides;    /* out/slides */
	char *templates; /* page.html, lectern.lua, plot.gp ... */
	char *search;    /* folder of the library MiniSearch; NULL: not installed */
	char *include;   /* folder of lectern.h */
	char *runner;    /* lectern-runner */
	char *core;      /* lectern-runner.so */
	char *boot;      /* boot.py */
	char *server;    /* lectern-server */
} Paths;

/*
 * Find everything for the course in @notes and output in @out.  What came with the program is found
 * from the place of its executable: in a source tree, or installed below a prefix.  Errors:
 * G_FILE_ERROR_NOENT when it is incomplete.
 */
Paths *paths_find(const char *notes, const char *out, GError **error);
void paths_free(Paths *paths);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paths, paths_free)

#endif
