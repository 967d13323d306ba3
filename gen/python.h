/*
 * python.h - Python interpreters: where they are and what they can do.
 *
 * Knows of PATH, virtual environments and pyenv; nothing of notes.
 */
#ifndef LECTERN_PYTHON_H
#define LECTERN_PYTHON_H

#include "tool.h"

typedef struct Python {
	char *wanted;    /* as asked for: "3.12", a path, or "" for the first python3 */
	char *path;      /* of the executable itself, never of a shim */
	char *version;   /* "3.12.1", "3.13.0t" */
	gboolean gil;    /* FALSE: free-threaded */
	char *library;   /* libpython's path, or "" when there is none */
	int optimized;   /* built with its own profiles: 1, 0, or -1: it does not say */
	double interval; /* of switching between threads, s */
	char *packages;  /* its folders of packages, one a line */
} Python;

/*
 * Find the interpreter @wanted: "" is the first python3 on PATH, a word with a slash is a path,
 * else it is a version ("3.12", "3.12.1", "3.13t") looked for on PATH and under pyenv.  Errors:
 * G_IO_ERROR_NOT_FOUND, with what was looked for.
 */
Python *python_find(Tools *tools, const char *wanted, GError **error);
void python_free(Python *python);

/*
 * Return where python_find() finds @wanted at first, without asking it (transfer full); NULL: there
 * is none by that name.
 */
char *python_locate(const char *wanted);

/*
 * Return the paths of all interpreters called python3 or python3.N on PATH, in its order, then
 * those under pyenv, oldest first (char *, owned); each once.
 */
GPtrArray *python_list(void);

/*
 * Return the versions of @modules (NULL-terminated), in their order, as @python would import them:
 * "" for a module that it lacks, "?" for one without a version (transfer full).  Nothing is
 * imported.  Errors: the world.
 */
char **python_modules(const Python *python, Tools *tools, const char *const *modules,
                      GError **error);

/* Tell whether @module can be imported by @python, without importing it. */
gboolean python_has_module(const Python *python, Tools *tools, const char *module);

/*
 * Tell whether @module can be imported in a sub-interpreter of @python that has a GIL of its own,
 * by importing it there; @python is 3.12 or later.
 */
gboolean python_isolates(const Python *python, Tools *tools, const char *module);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Python, python_free)

#endif
