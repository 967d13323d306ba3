/*
 * file.h - which file of the site an address means, and what kind of file it is.
 *
 * An address never leads out of the site, however it is written: not by "..", not by %2e%2e, not by
 * a NUL, not by a link.  Folders are not listed.
 *
 * To know another kind of file, add a row to the table in file.c.
 *
 * Knows of paths only; nothing of HTTP.
 */
#ifndef LECTERN_SERVER_FILE_H
#define LECTERN_SERVER_FILE_H

#include <glib.h>

/* Addresses longer than this mean nothing. */
#define FILE_MAX_ADDRESS 2048

/* A file that is open for reading. */
typedef struct File {
	int fd;           /* -1: none */
	gsize size;       /* B */
	const char *type; /* as in Content-Type */
	char tag[64];     /* another one when the file is another, as in ETag */
	gboolean html;
} File;

/*
 * Open the file that @address, "/05-races.html" with %XX as browsers send it, means below the
 * folder
 * @site, a real path; "/" at its end means index.html.  FALSE: there is none.
 */
gboolean file_open(File *file, const char *site, const char *address);

/* Close it; nothing happens where it is not open. */
void file_close(File *file);

/* Return all bytes of @file with a NUL after them (transfer full), or NULL. */
char *file_text(const File *file);

/*
 * Return @text, a page, with @script as the last thing in its body (transfer full); its length goes
 * to @size.  A page without an end of its body gets it at its own end.
 */
char *file_inject(const char *text, const char *script, gsize *size);

#endif
