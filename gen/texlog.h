/*
 * texlog.h - what LaTeX says in its log, as findings, and what it leaves for its next run.
 *
 * The log is read with lines that are not folded (max_print_line), so a message is a line.
 *
 * Knows of LuaTeX's log and of findings; nothing of how LaTeX is run.
 */
#ifndef LECTERN_TEXLOG_H
#define LECTERN_TEXLOG_H

#include "diag.h"

/* What juts out by less is not reported: a hair's breadth in print. */
#define TEXLOG_OVERFULL 2.0 /* pt */

/* Return the log at @path as valid UTF-8, or @output where there is none (transfer full). */
char *texlog_read(const char *path, const char *output);

/*
 * Add a finding for every character that is in no font (once each), for every picture that cannot
 * be printed and for what is wider than the page.  A place is searched for in the source of @note.
 */
void texlog_check(const char *log, Span note, Diag *diag);

/* Tell whether LaTeX must run once more before references and contents are right. */
gboolean texlog_rerun(const char *log);

/* Return the first error of @log in one line, or NULL when there is none (transfer full). */
char *texlog_error(const char *log);

/*
 * Return what identifies what LaTeX has left in @folder for its next run: labels, outline, contents
 * (transfer full).  A run that leaves it as it was has said all in its PDF, whatever came before.
 */
char *texlog_left(const char *folder);

/* Delete that. */
void texlog_forget(const char *folder);

#endif
