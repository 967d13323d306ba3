/*
 * completion.h - what the last word of a command line can be.
 *
 * It follows from the tables: commands, each with its arguments as the usage line has them ("ID",
 * "[NOTE...]", "course DIR | note TITLE"), and their options.  A word in capitals stands for what
 * the table of completion.c says, or for anything; a word in small letters is itself.  Options are
 * offered once a dash is typed, or when there is nothing else.
 *
 * Knows of the table of commands, and reads notes for their names; nothing of shells.
 */
#ifndef LECTERN_COMPLETION_H
#define LECTERN_COMPLETION_H

#include <glib.h>

/* Lines that leave it to the shell: names of folders, or of files that end so. */
#define COMPLETION_FOLDERS ":folders"
#define COMPLETION_CSV     ":files\t.csv"

/*
 * Return what can stand for the last of @words (NULL-terminated, the program's name first), lines
 * of "WORD", a tab and what it means, or one of the above (char *; transfer full).  They need not
 * begin with what is typed, but for what precedes the value in "--notes=" and "html,".
 */
GPtrArray *completion_make(const char *const *words);

#endif
