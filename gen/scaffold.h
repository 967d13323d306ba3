/*
 * scaffold.h - new courses and new notes, from the files in templates/scaffold.
 *
 * In these files @TITLE@ stands for the title as YAML, @NAME@ for the title as text and @ID@ for
 * the id of the example experiment; all else is copied as it is.  What is there already is never
 * overwritten.  To add a file to new courses, put it into templates/scaffold/course and a row into
 * the table of scaffold.c.
 *
 * Knows of files and text; nothing of notes or experiments.
 */
#ifndef LECTERN_SCAFFOLD_H
#define LECTERN_SCAFFOLD_H

#include <glib.h>

/*
 * Make a course called @title in @folder, from the scaffolds in @templates: all of its files or, on
 * an error, none.  Return their names below @folder (const char *; transfer container).  Errors:
 * G_FILE_ERROR, _EXIST for a file that is there already.
 */
GPtrArray *scaffold_course(const char *templates, const char *folder, const char *title,
                           GError **error);

/*
 * Make the note @path, called @title, whose example experiment is called @id.  Errors:
 * G_FILE_ERROR, _EXIST when there is such a file already.
 */
gboolean scaffold_note(const char *templates, const char *path, const char *title, const char *id,
                       GError **error);

/* Return @text, one line, as a YAML value that reads back as @text (transfer full). */
char *scaffold_quote(const char *text);

#endif
