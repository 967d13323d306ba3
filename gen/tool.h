/*
 * tool.h - programs that we call, and what they said of themselves.
 *
 * Asking a program for its version costs a child process.  Answers are remembered by path, inode,
 * size and time of the program's file, so that a build with nothing to do starts none.
 *
 * Knows of files and children; nothing of what the answers mean.
 */
#ifndef LECTERN_TOOL_H
#define LECTERN_TOOL_H

#include <glib.h>

typedef struct Tools Tools;

/* Open the memory kept in the file @path; a missing or broken file is an empty memory. */
Tools *tools_open(const char *path);

/* Write the memory back if anything was asked; errors: G_FILE_ERROR. */
gboolean tools_save(Tools *tools, GError **error);

/* Free, without saving. */
void tools_free(Tools *tools);

/*
 * Return what the program @path prints on standard output when called with @arguments
 * (NULL-terminated), without trailing white space; borrowed.  @salt, which may be NULL, is what
 * else the answer depends on.  A program that fails is an error, and is asked again next time.
 */
const char *tools_ask(Tools *tools, const char *path, const char *const *arguments,
                      const char *salt, GError **error);

/* Return the paths of the programs whose answers were wanted, sorted (char *, borrowed). */
GPtrArray *tools_asked(const Tools *tools);

/* Return the path of the program @name on PATH, or NULL (transfer full). */
char *tool_find(const char *name);

/* Return the path of the C compiler, that of $CC or else cc, or NULL (transfer full). */
char *tool_compiler(void);

/* Return the first line that `@name --version` prints, or NULL when there is no such program. */
const char *tools_version(Tools *tools, const char *name);

/* Likewise; of a program that is gone the version that it had when it was here last, or NULL. */
const char *tools_last(Tools *tools, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tools, tools_free)

#endif
