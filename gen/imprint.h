/*
 * imprint.h - what something depended on, as lines of text that can be checked later.
 *
 * A line is a kind and what must hold: that a file has these bytes, that a program is found there,
 * that the machine is the same.  Nothing is run to check them.  To depend on something of a new
 * kind, add a row to kinds[] and a function that puts its line.
 *
 * Knows of files, tools, interpreters and the machine; nothing of what depends on them.
 */
#ifndef LECTERN_IMPRINT_H
#define LECTERN_IMPRINT_H

#include "machine.h"
#include "source.h"

typedef struct Imprint Imprint;

/*
 * Begin an imprint for what was asked for as @wish.  What was changed after @since (us since 1970)
 * may not be what was used: it spoils the imprint.
 */
Imprint *imprint_new(const char *wish, gint64 since);
void imprint_free(Imprint *imprint);

/* The bytes of @source as they were loaded, whatever is in its file by now. */
void imprint_source(Imprint *imprint, const Source *source);

/* The bytes of the file @name in @folder, or that there is none. */
void imprint_bytes(Imprint *imprint, const char *folder, const char *name);

/* That nobody has touched the file or folder @path, or that there is none. */
void imprint_input(Imprint *imprint, const char *path);

/* Likewise of something that was made, so that it may well be new. */
void imprint_output(Imprint *imprint, const char *path);

/* That the notes in @folder are @names (char *, in any order; they get sorted). */
void imprint_notes(Imprint *imprint, const char *folder, GPtrArray *names);

/* Where the program @name, the C compiler, and the interpreter @wanted are found. */
void imprint_program(Imprint *imprint, const char *name);
void imprint_compiler(Imprint *imprint);
void imprint_python(Imprint *imprint, const char *wanted);

/* What of @machine is in keys or may stand on pages. */
void imprint_machine(Imprint *imprint, const Machine *machine);

/* That it is not later than @time, s since 1970. */
void imprint_until(Imprint *imprint, gint64 time);

/* Return the lines, or NULL when the imprint is spoilt (transfer full); frees @imprint. */
GString *imprint_end(Imprint *imprint);

/*
 * Tell whether all lines of the imprint at @text hold for the same wish; cuts it into its lines.
 * What follows it goes to @rest.  The last byte of @text is a NUL that is not counted in @len.
 */
gboolean imprint_holds(char *text, gsize len, const char *wish, char **rest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Imprint, imprint_free)

#endif
