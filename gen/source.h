/*
 * source.h - a text that findings can point into.
 *
 * A Source owns the bytes of one file (a note, course.yaml, a CSV file, or an expression from the
 * command line) and knows where its lines start.  A Span is a range of its bytes; it borrows the
 * source, which outlives every span.  Positions for people count lines and characters from 1.
 *
 * Knows of bytes and lines only; nothing of Markdown, YAML or findings.
 */
#ifndef LECTERN_SOURCE_H
#define LECTERN_SOURCE_H

#include <glib.h>

typedef struct Source {
	char *path;    /* as findings show it */
	char *text;    /* `len` bytes and a NUL; any bytes, also invalid UTF-8 */
	gsize len;     /* bytes */
	GArray *lines; /* gsize: offset of the first byte of every line */
} Source;

typedef struct Span {
	const Source *source; /* NULL: about no text, e.g. a missing tool */
	gsize start;          /* byte offset of the first byte */
	gsize end;            /* byte offset after the last byte */
} Span;

/* Largest file that is read; a larger one is an error that says so. */
#define SOURCE_MAX ((gsize)64 * 1024 * 1024)

/* Make a source of @text (transfer full), @len bytes, shown as @path. */
Source *source_new(const char *path, char *text, gsize len);

/* Read the file @path; errors: G_FILE_ERROR, or G_IO_ERROR_FAILED for a file over SOURCE_MAX. */
Source *source_load(const char *path, GError **error);

void source_free(Source *source);

/* Return the span from @start to @end of @source. */
Span source_span(const Source *source, gsize start, gsize end);

/* Return a span about no text at all. */
Span source_nowhere(void);

/* Tell line and column, both from 1, of the byte @offset; a column counts characters. */
void source_position(const Source *source, gsize offset, guint *line, guint *column);

/* Return the line, from 1, that the byte @offset is on. */
guint source_line_at(const Source *source, gsize offset);

/* Return the offset of the first byte of @line (from 1); the length of the text when past its end.
 */
gsize source_line_start(const Source *source, guint line);

/* Return the offset after the last byte of @line (from 1), its line end not counted. */
gsize source_line_end(const Source *source, guint line);

/* Return the text of line @line (from 1) without its line end (transfer full). */
char *source_line(const Source *source, guint line);

/* Return the bytes of @span (transfer full). */
char *span_text(Span span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)

#endif
