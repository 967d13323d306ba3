#include "cells.h"

#include <string.h>

static gboolean
fail(Cells *cells, gsize start, gsize end, const char *help, const char *message)
{
	cells->failed = TRUE;
	diag_add(cells->diag, source_span(cells->source, start, end), FINDING_CSV_SYNTAX, help,
	         "%s", message);
	return FALSE;
}

void
cells_begin(Cells *cells, const Source *source, Diag *diag)
{
	const char *end;

	*cells = (Cells){.source = source, .diag = diag, .row_end = TRUE};
	cells->scratch = g_string_new(NULL);
	if (g_str_has_prefix(source->text, "\xef\xbb\xbf"))
		cells->at = 3;
	if (!g_utf8_validate(source->text, (gssize)source->len, &end)) {
		gsize at = (gsize)(end - source->text);

		fail(cells, at, at + 1, "save the file as UTF-8",
		     *end == '\0' ? "a NUL byte" : "a byte that is not UTF-8");
	}
}

void
cells_end(Cells *cells)
{
	g_string_free(cells->scratch, TRUE);
}

/* Step over the separator after a cell; FALSE when something else stands there. */
static gboolean
take_separator(Cells *cells)
{
	const char *text = cells->source->text;

	cells->row_end = FALSE;
	if (text[cells->at] == ',') {
		cells->at++;
		return TRUE;
	}
	cells->row_end = TRUE;
	if (text[cells->at] == '\r' || text[cells->at] == '\n')
		cells->at += text[cells->at] == '\r' && text[cells->at + 1] == '\n' ? 2 : 1;
	else if (cells->at < cells->source->len)
		return FALSE;
	return TRUE;
}

/* Read the cell in quotes at the cursor. */
static gboolean
read_quoted(Cells *cells, Cell *cell)
{
	const char *text = cells->source->text;
	gsize open = cells->at++, from = cells->at;

	g_string_truncate(cells->scratch, 0);
	for (;;) {
		const char *quote = memchr(text + cells->at, '"', cells->source->len - cells->at);

		if (quote == NULL)
			return fail(cells, open, open + 1, "add the closing quote",
			            "the quote is never closed");
		cells->at = (gsize)(quote - text) + 1;
		if (text[cells->at] != '"')
			break;
		g_string_append_len(cells->scratch, text + from, (gssize)(cells->at - from));
		from = ++cells->at;
	}
	g_string_append_len(cells->scratch, text + from, (gssize)(cells->at - 1 - from));
	*cell = (Cell){cells->scratch->str, cells->scratch->len, open, cells->at};
	while (text[cells->at] == ' ' || text[cells->at] == '\t')
		cells->at++;
	if (!take_separator(cells))
		return fail(cells, cells->at, cells->at + 1,
		            "a quote within a quoted cell is doubled",
		            "text after the closing quote");
	return TRUE;
}

/* Skip lines that hold nothing, or blanks only. */
static void
skip_empty(Cells *cells)
{
	const char *text = cells->source->text;

	for (;;) {
		gsize end = cells->at + strspn(text + cells->at, " \t");

		if (text[end] != '\n' && text[end] != '\r' && end < cells->source->len)
			return;
		cells->at = MIN(end + 1, cells->source->len);
		if (end >= cells->source->len)
			return;
	}
}

gboolean
cells_next(Cells *cells, Cell *cell)
{
	const char *text = cells->source->text;
	gsize start;

	if (cells->failed)
		return FALSE;
	if (cells->row_end)
		skip_empty(cells);
	if (cells->row_end && cells->at >= cells->source->len)
		return FALSE;
	while (text[cells->at] == ' ' || text[cells->at] == '\t')
		cells->at++;
	if (text[cells->at] == '"')
		return read_quoted(cells, cell);
	start = cells->at;
	while (cells->at < cells->source->len && text[cells->at] != ',' &&
	       text[cells->at] != '\n' && text[cells->at] != '\r')
		cells->at++;
	*cell = (Cell){text + start, cells->at - start, start, cells->at};
	while (cell->len > 0 &&
	       (cell->text[cell->len - 1] == ' ' || cell->text[cell->len - 1] == '\t'))
		cell->len--;
	cell->end = start + cell->len;
	take_separator(cells);
	return TRUE;
}

void
cells_skip_row(Cells *cells)
{
	Cell cell;

	while (!cells->row_end && cells_next(cells, &cell))
		;
}

void
cells_write(GString *out, const char *text)
{
	gsize len = strlen(text);

	if (len > 0 && strpbrk(text, ",\"\r\n") == NULL && text[0] != ' ' && text[0] != '\t' &&
	    text[len - 1] != ' ' && text[len - 1] != '\t') {
		g_string_append_len(out, text, (gssize)len);
		return;
	}
	if (len == 0)
		return;
	g_string_append_c(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

void
cells_write_number(GString *out, double value)
{
	static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];

	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_ascii_formatd(buffer, sizeof(buffer), formats[i], value);
		if (g_ascii_strtod(buffer, NULL) == value)
			break;
	}
	g_string_append(out, buffer);
}
