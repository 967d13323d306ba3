#include "rowset.h"

#include "header.h"

#include <math.h>
#include <string.h>

/* So many names are remembered for every column: most cells repeat one of the last. */
#define REMEMBERED 16

/* Of a bad cell so many characters are shown. */
#define SHOWN 40

/* A name as a key of the table of names: not NUL-terminated. */
typedef struct Name {
	const char *text;
	gsize len;
} Name;

/* A file under way. */
typedef struct Reader {
	Rowset *rowset;
	Diag *diag;
	Cells cells;
	Header header;
	GHashTable *names;  /* Name to interned text */
	Name *last;         /* by column and fingerprint, what was interned last */
	GHashTable *groups; /* names (const char **) to index + 1 */
	const char **key;   /* scratch: names of the row */
	guint cores;        /* of the row */
	const char *metric; /* of the row */
	Remark remark;      /* of the row */
	guint last_group;   /* of the row before; G_MAXUINT: none */
	guint bad;          /* findings so far */
} Reader;

Span
rowset_line(const Rowset *rowset, gsize at)
{
	const Source *source = rowset->source;

	return source_span(source, at, at + strcspn(source->text + at, "\r\n"));
}

static guint
hash_name(gconstpointer key)
{
	const Name *name = key;
	guint hash = 2166136261u; /* FNV-1a */

	for (gsize i = 0; i < name->len; i++)
		hash = (hash ^ (guchar)name->text[i]) * 16777619u;
	return hash;
}

static gboolean
equal_names(gconstpointer a, gconstpointer b)
{
	const Name *x = a, *y = b;

	return x->len == y->len && memcmp(x->text, y->text, x->len) == 0;
}

/* Groups are keyed by interned names: pointers tell. */
static guint
hash_group(gconstpointer key)
{
	guint hash = 0;

	for (const char *const *name = key; *name != NULL; name++)
		hash = hash * 31 + g_direct_hash(*name);
	return hash;
}

static gboolean
equal_groups(gconstpointer a, gconstpointer b)
{
	const char *const *x = a, *const *y = b;

	while (*x != NULL && *x == *y) {
		x++;
		y++;
	}
	return *x == *y;
}

/* Return the one copy of @cell's text; @column remembers the last ones. */
static const char *
intern(Reader *reader, guint column, const Cell *cell)
{
	Name name = {cell->text, cell->len}, *last, *kept;
	gsize mark = cell->len;

	if (cell->len > 0)
		mark += (guchar)cell->text[0] * 7u + (guchar)cell->text[cell->len - 1];
	last = &reader->last[column * REMEMBERED + mark % REMEMBERED];
	if (last->text != NULL && equal_names(&name, last))
		return last->text;
	kept = g_hash_table_lookup(reader->names, &name);
	if (kept == NULL) {
		kept = g_new(Name, 1);
		kept->text = g_string_chunk_insert_len(reader->rowset->text, cell->text,
		                                       (gssize)cell->len);
		kept->len = cell->len;
		g_hash_table_add(reader->names, kept);
	}
	*last = *kept;
	return kept->text;
}

/* Add a finding about @cell; return FALSE. */
static G_GNUC_PRINTF(5, 6) gboolean complain(Reader *reader, const Cell *cell, FindingId id,
                                             const char *help, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	reader->bad++;
	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	diag_add(reader->diag, source_span(reader->rowset->source, cell->start, cell->end), id,
	         help, "%s", message);
	return FALSE;
}

/* Add the finding about a @cell that does not hold what @column must. */
static gboolean
complain_cell(Reader *reader, Column column, const Cell *cell)
{
	const char *help = column_help(column, cell), *wanted = column_wants(column);
	const char *name = column_names()[column];
	g_autofree char *text = g_strndup(cell->text, cell->len);
	g_autofree char *shown =
		g_utf8_strlen(text, -1) > SHOWN ? g_utf8_substring(text, 0, SHOWN) : g_strdup(text);

	if (cell->len == 0)
		return complain(reader, cell, FINDING_CSV_CELL, help,
		                "an empty cell in column '%s' where %s should be", name, wanted);
	return complain(reader, cell, FINDING_CSV_CELL, help, "'%s%s' in column '%s' is not %s",
	                shown, strlen(shown) < cell->len ? "..." : "", name, wanted);
}

/* Read a cell that must be a name. */
static gboolean
read_name(Reader *reader, guint index, Column column, const Cell *cell, const char **name)
{
	*name = intern(reader, index, cell);
	return cell->len > 0 || complain_cell(reader, column, cell);
}

static gboolean
is_sane(double value)
{
	double size = fabs(value);

	return size <= 0.0 || (size >= COLUMN_LEAST_VALUE && size <= COLUMN_MOST_VALUE);
}

/* Read a cell of one of the columns that hold numbers; an empty one may stand for none. */
static gboolean
read_number(Reader *reader, Column column, const Cell *cell, Row *row)
{
	double number = 0.0, most = column == COLUMN_WORKER ? G_MAXINT16 : 4e9;
	gboolean good;

	if (cell->len == 0 && column >= COLUMN_REQUIRED)
		return TRUE; /* the row has been cleared */
	if (column == COLUMN_VALUE)
		good = cell_number(cell, &number) && is_sane(number);
	else if (column == COLUMN_FOREIGN)
		good = cell_number(cell, &number) && number >= 0.0;
	else if (column == COLUMN_WORKER && cell_is(cell, "-1"))
		return TRUE; /* the whole run, as an empty cell */
	else
		good = cell_whole(cell, 0.0, most, &number);
	if (!good)
		return complain_cell(reader, column, cell);
	if (column == COLUMN_VALUE)
		row->value = number;
	else if (column == COLUMN_FOREIGN)
		row->foreign = number;
	else if (column == COLUMN_ROUND)
		row->round = (guint32)number;
	else if (column == COLUMN_WORKER)
		row->worker = (gint16)number;
	else if (column == COLUMN_ITERATION)
		row->iteration = (guint32)number;
	else
		reader->cores = (guint)number;
	return TRUE;
}

static gboolean
read_flag(Reader *reader, Column column, const Cell *cell, Row *row)
{
	gboolean flag = FALSE;

	if (column == COLUMN_CONTROL && cell_is(cell, "claimed"))
		flag = reader->remark.claimed = TRUE;
	else if (cell->len > 0 && !cell_flag(cell, &flag))
		return complain_cell(reader, column, cell);
	if (column == COLUMN_WARMUP)
		row->warmup = !!flag;
	else if (column == COLUMN_DROPPED)
		row->dropped = !!flag;
	else
		row->control = !!flag;
	return TRUE;
}

/* Read how iterations become one value, which the metric of the row gets. */
static gboolean
read_reduce(Reader *reader, guint index, const Cell *cell)
{
	if (cell->len == 0)
		return TRUE;
	reader->remark.reduced = TRUE;
	return reduce_parse(intern(reader, index, cell), &reader->remark.reduce) ||
	       complain_cell(reader, COLUMN_REDUCE, cell);
}

/* Read the cell of the column at @index into @row. */
static gboolean
read_cell(Reader *reader, guint index, const Cell *cell, Row *row)
{
	guint role = g_array_index(reader->header.roles, guint, index);
	Column column = (Column)role;

	if (role >= COLUMN_FACTOR) { /* empty where the experiment has no such factor */
		reader->key[2 + role - COLUMN_FACTOR] = intern(reader, index, cell);
		return TRUE;
	}
	switch (column) {
	case COLUMN_EXPERIMENT:
		return read_name(reader, index, column, cell, &reader->key[0]);
	case COLUMN_EXECUTOR:
		return read_name(reader, index, column, cell, &reader->key[1]);
	case COLUMN_METRIC:
		return read_name(reader, index, column, cell, &reader->metric);
	case COLUMN_ROUND:
	case COLUMN_VALUE:
	case COLUMN_WORKER:
	case COLUMN_ITERATION:
	case COLUMN_FOREIGN:
	case COLUMN_CORES:
		return read_number(reader, column, cell, row);
	case COLUMN_WARMUP:
	case COLUMN_DROPPED:
	case COLUMN_CONTROL:
		return read_flag(reader, column, cell, row);
	case COLUMN_REDUCE:
		return read_reduce(reader, index, cell);
	case COLUMN_FACTOR:
		break;
	}
	g_assert_not_reached();
}

/* Find the index of the row's metric. */
static guint16
find_metric(Reader *reader)
{
	GPtrArray *metrics = reader->rowset->metrics;

	for (guint i = 0; i < metrics->len; i++)
		if (g_ptr_array_index(metrics, i) == reader->metric)
			return (guint16)i;
	g_ptr_array_add(metrics, (gpointer)reader->metric);
	return (guint16)(metrics->len - 1);
}

/* Find the group of the row that begins at @at. */
static guint
find_group(Reader *reader, gsize at)
{
	GPtrArray *groups = reader->rowset->groups;
	guint n = reader->header.factors->len + 3, known;
	Group *group;

	if (reader->last_group < groups->len) {
		group = g_ptr_array_index(groups, reader->last_group);
		if (equal_groups(group->names, reader->key))
			return reader->last_group;
	}
	known = GPOINTER_TO_UINT(g_hash_table_lookup(reader->groups, reader->key));
	if (known == 0) {
		group = g_new0(Group, 1);
		group->names = g_memdup2(reader->key, n * sizeof(*group->names));
		group->at = at;
		g_ptr_array_add(groups, group);
		known = groups->len;
		g_hash_table_insert(reader->groups, group->names, GUINT_TO_POINTER(known));
	}
	reader->last_group = known - 1;
	return known - 1;
}

/* Tell whether the row that begins with @cell is the header once more, which is a finding. */
static gboolean
repeats_header(Reader *reader, const Cell *cell)
{
	const Source *source = reader->rowset->source;
	const Span *first = &g_array_index(reader->header.titles, Span, 0);
	const Span *last =
		&g_array_index(reader->header.titles, Span, reader->header.titles->len - 1);
	gsize len = last->end - first->start;
	Cell line = {.start = cell->start, .end = cell->start + len};

	if (cell->len == 0 || source->text[cell->start] != source->text[first->start] ||
	    source->len - cell->start < len ||
	    memcmp(source->text + cell->start, source->text + first->start, len) != 0)
		return FALSE;
	complain(reader, &line, FINDING_CSV_HEADER, "delete the line",
	         "the header stands here once more");
	return TRUE;
}

/* Keep what the row says of its metric; the rows of an experiment must say the same. */
static void
keep_remark(Reader *reader, const Row *row)
{
	GArray *remarks = reader->rowset->remarks;
	Remark *said = &reader->remark, *known;
	guint i = 0;

	if (!said->reduced && !said->claimed)
		return;
	said->experiment = reader->key[0];
	said->metric = reader->metric;
	while (i < remarks->len &&
	       (g_array_index(remarks, Remark, i).metric != said->metric ||
	        g_array_index(remarks, Remark, i).experiment != said->experiment))
		i++;
	if (i == remarks->len) {
		g_array_append_val(remarks, *said);
		return;
	}
	known = &g_array_index(remarks, Remark, i);
	known->claimed |= said->claimed;
	if (said->reduced && known->reduced && said->reduce != known->reduce) {
		Cell cell = {.start = row->at, .end = rowset_line(reader->rowset, row->at).end};

		complain(reader, &cell, FINDING_CSV_CELL, "give all rows of a metric the same word",
		         "'%s' is reduced by '%s' here and by '%s' above", said->metric,
		         reduce_name(said->reduce), reduce_name(known->reduce));
	} else if (said->reduced) {
		known->reduced = TRUE;
		known->reduce = said->reduce;
	}
}

/* Add @row, all of whose cells have been read. */
static void
finish_row(Reader *reader, Row *row)
{
	Group *group;

	row->metric = find_metric(reader);
	row->group = find_group(reader, row->at);
	if (reader->rowset->metrics->len > ROWSET_MAX_METRICS ||
	    reader->rowset->groups->len > ROWSET_MAX_GROUPS) {
		Cell whole = {.start = row->at, .end = rowset_line(reader->rowset, row->at).end};

		complain(
			reader, &whole, FINDING_CSV_LIMIT,
			"every column that is not reserved is a factor: leave out those that are none",
			"more than %d conditions or %d metrics", ROWSET_MAX_GROUPS,
			ROWSET_MAX_METRICS);
		reader->cells.failed = TRUE;
	}
	group = g_ptr_array_index(reader->rowset->groups, row->group);
	if (reader->cores > 0)
		group->cores = group->cores > 0 ? MIN(group->cores, reader->cores) : reader->cores;
	keep_remark(reader, row);
	g_array_append_val(reader->rowset->rows, *row);
}

/* Complain of a row of another length than the header's; its cell number @n is @cell. */
static void
complain_length(Reader *reader, const Cell *cell, guint n)
{
	guint wanted = reader->header.roles->len;
	const char *help = "write a point before decimals, and quotes around cells with a comma";

	if (n < wanted)
		complain(reader, cell, FINDING_CSV_ROW, "leave a cell empty, but write its comma",
		         "the row has %u cell%s, the header %u", n, n == 1 ? "" : "s", wanted);
	else
		complain(reader, cell, FINDING_CSV_ROW,
		         cell->len == 0 ? "delete the comma at the end" : help,
		         "the row has more cells than the header, which has %u", wanted);
}

/* Read one row, whose first cell has been read into @cell. */
static void
read_row(Reader *reader, Cell *cell)
{
	Row row = {.at = cell->start, .worker = -1, .foreign = (double)NAN};
	gboolean good = TRUE;
	guint n = 0;

	reader->cores = 0;
	reader->remark = (Remark){0};
	if (repeats_header(reader, cell)) {
		cells_skip_row(&reader->cells);
		return;
	}
	for (;;) {
		if (n == reader->header.roles->len) {
			complain_length(reader, cell, n + 1);
			cells_skip_row(&reader->cells);
			return;
		}
		good = read_cell(reader, n++, cell, &row) && good;
		if (reader->cells.row_end || !cells_next(&reader->cells, cell))
			break;
	}
	if (reader->cells.failed)
		return;
	if (n < reader->header.roles->len)
		complain_length(reader, cell, n);
	else if (good)
		finish_row(reader, &row);
}

/* Tell whether formulas can write @name. */
static gboolean
is_writable(const char *name)
{
	return (g_ascii_isalpha(name[0]) || name[0] == '_') &&
	       name[strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-")] == '\0';
}

/* Complain of factors that have several levels and a name that no formula can write. */
static void
check_factors(Reader *reader)
{
	const GPtrArray *groups = reader->rowset->groups;

	for (guint i = 0; i < reader->header.roles->len; i++) {
		guint role = g_array_index(reader->header.roles, guint, i),
		      f = role - COLUMN_FACTOR;
		const Span *title = &g_array_index(reader->header.titles, Span, i);
		Cell cell = {.start = title->start, .end = title->end};
		gboolean varies = FALSE;
		const char *name;

		if (role < COLUMN_FACTOR)
			continue;
		name = g_ptr_array_index(reader->header.factors, f);
		for (guint g = 1; g < groups->len; g++)
			varies = varies ||
			         ((Group *)g_ptr_array_index(groups, g))->names[2 + f] !=
			                 ((Group *)g_ptr_array_index(groups, 0))->names[2 + f];
		if (varies && !is_writable(name))
			complain(reader, &cell, FINDING_CSV_HEADER,
			         "rename it: letters, digits, - and _, and a letter first",
			         "no formula can name the factor '%s'", name);
	}
}

static void
read_rows(Reader *reader)
{
	Cell cell;
	guint n;

	if (!header_read(&reader->header, &reader->cells)) {
		reader->bad++;
		return;
	}
	n = reader->header.factors->len;
	reader->last = g_new0(Name, reader->header.roles->len * REMEMBERED);
	reader->key = g_new0(const char *, n + 3);
	reader->key[0] = g_string_chunk_insert_const(reader->rowset->text, "");
	while (reader->bad < ROWSET_MAX_FINDINGS && cells_next(&reader->cells, &cell))
		read_row(reader, &cell);
	check_factors(reader);
	if (reader->bad >= ROWSET_MAX_FINDINGS) {
		complain(reader, &cell, FINDING_CSV_LIMIT, "mend these first",
		         "%u bad cells or rows: the rest of the file is not read", reader->bad);
	} else if (reader->rowset->rows->len == 0 && reader->bad == 0 && !reader->cells.failed) {
		cell = (Cell){.start = 0, .end = 0};
		complain(reader, &cell, FINDING_CSV_EMPTY, "write a row for every sample",
		         "no rows below the header");
	}
}

static void
group_free(gpointer data)
{
	Group *group = data;

	g_free(group->names);
	g_free(group);
}

Rowset *
rowset_read(const Source *source, Diag *diag)
{
	g_autoptr(Rowset) rowset = g_new0(Rowset, 1);
	g_autoptr(GHashTable) names = g_hash_table_new_full(hash_name, equal_names, g_free, NULL);
	g_autoptr(GHashTable) groups = g_hash_table_new(hash_group, equal_groups);
	Reader reader = {.rowset = rowset,
	                 .diag = diag,
	                 .names = names,
	                 .groups = groups,
	                 .last_group = G_MAXUINT};
	gboolean failed;

	rowset->source = source;
	rowset->groups = g_ptr_array_new_with_free_func(group_free);
	rowset->metrics = g_ptr_array_new();
	rowset->remarks = g_array_new(FALSE, FALSE, sizeof(Remark));
	rowset->rows = g_array_sized_new(FALSE, FALSE, sizeof(Row), source->lines->len);
	rowset->text = g_string_chunk_new(4096);
	cells_begin(&reader.cells, source, diag);
	read_rows(&reader);
	failed = reader.bad > 0 || reader.cells.failed;
	cells_end(&reader.cells);
	rowset->factors = header_end(&reader.header);
	g_free(reader.last);
	g_free(reader.key);
	return failed ? NULL : g_steal_pointer(&rowset);
}

void
rowset_free(Rowset *rowset)
{
	if (rowset == NULL)
		return;
	g_ptr_array_unref(rowset->factors);
	g_ptr_array_unref(rowset->groups);
	g_ptr_array_unref(rowset->metrics);
	g_array_unref(rowset->remarks);
	g_array_unref(rowset->rows);
	g_string_chunk_free(rowset->text);
	g_free(rowset);
}
