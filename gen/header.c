#include "header.h"

#include <string.h>

/* Add a finding about @cell. */
static G_GNUC_PRINTF(5, 6) void complain(Header *header, const Cell *cell, FindingId id,
                                         const char *help, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	header->sound = FALSE;
	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	diag_add(header->cells->diag, source_span(header->cells->source, cell->start, cell->end),
	         id, help, "%s", message);
}

/* Return the index of the factor @name, that of the next one where it is new. */
static guint
find_factor(const Header *header, const char *name)
{
	guint i = 0;

	while (i < header->factors->len &&
	       !g_str_equal(g_ptr_array_index(header->factors, i), name))
		i++;
	return i;
}

/* Find what the column called @cell is for; a new factor where it is none of ours. */
static void
read_title(Header *header, const Cell *cell)
{
	GPtrArray *factors = header->factors;
	Span span = source_span(header->cells->source, cell->start, cell->end);
	g_autofree char *name = g_strndup(cell->text, cell->len);
	guint role = column_find(name);
	gboolean fresh;

	if (name[0] == '\0')
		complain(header, cell, FINDING_CSV_HEADER, "name it, or delete the column",
		         "a column without a name");
	if (role == COLUMN_FACTOR)
		role += find_factor(header, name);
	fresh = role == COLUMN_FACTOR + factors->len;
	for (guint i = 0; i < header->roles->len; i++)
		if (g_array_index(header->roles, guint, i) == role && name[0] != '\0')
			complain(header, cell, FINDING_CSV_HEADER,
			         role < COLUMN_FACTOR
			                 ? "the name is reserved: if one is a factor, rename it"
			                 : "delete or rename one",
			         "the column '%s' stands twice", name);
	if (fresh)
		g_ptr_array_add(factors, g_steal_pointer(&name));
	g_array_append_val(header->roles, role);
	g_array_append_val(header->titles, span);
}

/* Return what else than a comma separates the columns in the header @title, or NULL. */
static const char *
other_separator(const char *title)
{
	static const struct {
		char sign;
		const char *name;
	} rows[] = {{';', "semicolons"}, {'\t', "tabs"}, {'|', "bars"}, {' ', "spaces"}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char sign[] = {rows[i].sign, '\0'};
		g_auto(GStrv) parts = g_strsplit(title, sign, -1);

		for (guint k = 0; parts[k] != NULL && parts[1] != NULL; k++)
			if (column_find(g_strstrip(parts[k])) < COLUMN_REQUIRED)
				return rows[i].name;
	}
	return NULL;
}

/* Find the title that may be meant by @name: nearly the same word. */
static const Span *
find_similar(const Header *header, const char *name)
{
	for (guint i = 0; i < header->roles->len; i++) {
		guint role = g_array_index(header->roles, guint, i);
		const char *const one[] = {name, NULL};

		if (role >= COLUMN_FACTOR &&
		    diag_nearest(g_ptr_array_index(header->factors, role - COLUMN_FACTOR), one) !=
		            NULL)
			return &g_array_index(header->titles, Span, i);
	}
	return NULL;
}

/* Complain of the @n columns @missing in the header @line, each where it may be meant. */
static void
complain_missing(Header *header, const Cell *line, const guint *missing, guint n)
{
	for (guint i = 0; i < n; i++) {
		const char *name = column_names()[missing[i]];
		const Span *similar = find_similar(header, name);
		Cell at = *line;
		g_autofree char *help = g_strdup("the first line names the columns");

		if (similar != NULL) {
			at = (Cell){.start = similar->start, .end = similar->end};
			g_free(help);
			help = g_strdup_printf("call it '%s'", name);
		}
		complain(header, &at, FINDING_CSV_COLUMN, help, "the column '%s' is missing", name);
	}
}

/* Complain of columns that must be there and are not. */
static void
check_titles(Header *header)
{
	const Span *first = &g_array_index(header->titles, Span, 0);
	const Span *last = &g_array_index(header->titles, Span, header->titles->len - 1);
	Cell line = {.start = first->start, .end = last->end};
	g_autofree char *text = span_text(source_span(first->source, first->start, last->end));
	const char *other = header->roles->len == 1 ? other_separator(text) : NULL;
	guint missing[COLUMN_REQUIRED], n = 0;
	gboolean similar = FALSE;

	for (guint column = 0; column < COLUMN_REQUIRED; column++) {
		gboolean there = FALSE;

		for (guint i = 0; i < header->roles->len; i++)
			there = there || g_array_index(header->roles, guint, i) == column;
		if (!there)
			missing[n++] = column;
	}
	if (n > 0 && other != NULL) {
		complain(header, &line, FINDING_CSV_COLUMN,
		         "separate columns by commas, and write a point before decimals",
		         "the columns are separated by %s", other);
		return;
	}
	for (guint i = 0; i < n; i++)
		similar = similar || find_similar(header, column_names()[missing[i]]) != NULL;
	if (n == COLUMN_REQUIRED && !similar) {
		complain(header, &line, FINDING_CSV_COLUMN, "the first line names the columns",
		         "the columns 'executor', 'round', 'metric' and 'value' are missing");
		return;
	}
	complain_missing(header, &line, missing, n);
}
gboolean
header_read(Header *header, Cells *cells)
{
	Cell cell = {.start = 0, .end = 0};

	*header = (Header){.cells = cells, .sound = TRUE};
	header->roles = g_array_new(FALSE, FALSE, sizeof(guint));
	header->titles = g_array_new(FALSE, FALSE, sizeof(Span));
	header->factors = g_ptr_array_new_with_free_func(g_free);
	while (cells_next(cells, &cell)) {
		read_title(header, &cell);
		if (cells->row_end)
			break;
	}
	if (cells->failed)
		return FALSE;
	if (header->roles->len > 0)
		check_titles(header);
	else
		complain(header, &cell, FINDING_CSV_EMPTY,
		         "it begins with a line like executor,round,metric,value",
		         "the file is empty");
	return header->sound;
}

GPtrArray *
header_end(Header *header)
{
	g_array_unref(header->roles);
	g_array_unref(header->titles);
	return header->factors;
}
