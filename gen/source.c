#include "source.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Record where the lines start: after "\n", "\r\n" and, as cmark has it, a lone "\r". */
static void
find_lines(Source *source)
{
	gsize offset = 0;

	g_array_append_val(source->lines, offset);
	for (gsize i = 0; i < source->len; i++) {
		char c = source->text[i];

		if (c != '\n' && (c != '\r' || source->text[i + 1] == '\n'))
			continue;
		offset = i + 1;
		if (offset < source->len)
			g_array_append_val(source->lines, offset);
	}
}

Source *
source_new(const char *path, char *text, gsize len)
{
	Source *source = g_new0(Source, 1);

	source->path = g_strdup(path);
	source->text = g_realloc(text, len + 1);
	source->text[len] = '\0';
	source->len = len;
	source->lines = g_array_new(FALSE, FALSE, sizeof(gsize));
	find_lines(source);
	return source;
}

Source *
source_load(const char *path, GError **error)
{
	GStatBuf status;
	g_autofree char *text = NULL;
	gsize len;

	if (g_stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, "%s: this is no file", path);
		return NULL;
	}
	if (g_stat(path, &status) == 0 && (guint64)status.st_size > SOURCE_MAX) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
		            "%s: %" G_GINT64_FORMAT
		            " bytes are too many: the limit is %" G_GSIZE_FORMAT,
		            path, (gint64)status.st_size, SOURCE_MAX);
		return NULL;
	}
	if (!g_file_get_contents(path, &text, &len, error))
		return NULL;
	return source_new(path, g_steal_pointer(&text), len);
}

void
source_free(Source *source)
{
	if (source == NULL)
		return;
	g_free(source->path);
	g_free(source->text);
	g_array_unref(source->lines);
	g_free(source);
}

Span
source_span(const Source *source, gsize start, gsize end)
{
	g_assert(start <= end && end <= source->len);
	return (Span){source, start, end};
}

Span
source_nowhere(void)
{
	return (Span){NULL, 0, 0};
}

guint
source_line_at(const Source *source, gsize offset)
{
	const gsize *starts = (const gsize *)(const void *)source->lines->data;
	guint low = 0, high = source->lines->len;

	while (high - low > 1) {
		guint middle = low + (high - low) / 2;

		if (starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

gsize
source_line_start(const Source *source, guint line)
{
	g_assert(line >= 1);
	if (line > source->lines->len)
		return source->len;
	return g_array_index(source->lines, gsize, line - 1);
}

gsize
source_line_end(const Source *source, guint line)
{
	gsize start = source_line_start(source, line);
	gsize end = source_line_start(source, line + 1);

	if (end > start && source->text[end - 1] == '\n')
		end--;
	if (end > start && source->text[end - 1] == '\r')
		end--;
	return end;
}

void
source_position(const Source *source, gsize offset, guint *line, guint *column)
{
	guint at = source_line_at(source, offset);
	guint characters = 1;

	for (gsize i = source_line_start(source, at); i < MIN(offset, source->len); i++)
		if (((guchar)source->text[i] & 0xc0) != 0x80)
			characters++;
	*line = at;
	*column = characters;
}

char *
source_line(const Source *source, guint line)
{
	gsize start = source_line_start(source, line);

	return g_strndup(source->text + start, source_line_end(source, line) - start);
}

char *
span_text(Span span)
{
	if (span.source == NULL)
		return g_strdup("");
	return g_strndup(span.source->text + span.start, span.end - span.start);
}
