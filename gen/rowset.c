#include "rowset.h"

#include "cells.h"
#include "metric.h"

#include <math.h>
#include <string.h>

/* Columns that are no factors.  Those that must be there come first. */
#define COLUMNS(ROW)                                                                               \
	ROW(EXECUTOR, "executor")                                                                  \
	ROW(ROUND, "round")                                                                        \
	ROW(METRIC, "metric")                                                                      \
	ROW(VALUE, "value")                                                                        \
	ROW(EXPERIMENT, "experiment")                                                              \
	ROW(WORKER, "worker")                                                                      \
	ROW(ITERATION, "iteration")                                                                \
	ROW(WARMUP, "warmup")                                                                      \
	ROW(FOREIGN, "foreign")                                                                    \
	ROW(DROPPED, "dropped")                                                                    \
	ROW(CORES, "cores")                                                                        \
	ROW(CONTROL, "control")                                                                    \
	ROW(REDUCE, "reduce")

#define AS_ENUM(id, name) COLUMN_##id,
#define AS_NAME(id, name) name,

typedef enum Role {
	COLUMNS(AS_ENUM) COLUMN_FACTOR, /* and those above: its index is added */
} Role;

#define REQUIRED (COLUMN_VALUE + 1)

static const char *const columns[] = {COLUMNS(AS_NAME) NULL};

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
	GArray *roles;     /* guint, one a column: a Role, or COLUMN_FACTOR + index of the factor */
	GHashTable *names; /* Name to interned text */
	Name *last;        /* by column, what was interned last: most cells repeat it */
	GHashTable *groups; /* names (const char **) to index + 1 */
	const char **key;   /* scratch: names of the row */
	guint cores;        /* of the row */
	const char *metric; /* of the row */
	guint last_group;   /* of the row before; G_MAXUINT: none */
	guint bad;          /* findings so far */
} Reader;

const char *const *
rowset_columns(void)
{
	return columns;
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

/* Return the one copy of @cell's text; @column remembers the last. */
static const char *
intern(Reader *reader, guint column, const Cell *cell)
{
	Name name = {cell->text, cell->len}, *last = &reader->last[column], *kept;

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

static gboolean
complain_cell(Reader *reader, const Cell *cell, const char *column, const char *wanted)
{
	g_autofree char *shown = g_strndup(cell->text, MIN(cell->len, 40));
	gboolean comma = wanted[0] == 'a' && strchr(shown, ',') != NULL;

	if (cell->len == 0)
		return complain(reader, cell, FINDING_CSV_CELL, NULL,
		                "an empty cell in column '%s' where %s should be", column, wanted);
	return complain(reader, cell, FINDING_CSV_CELL,
	                comma ? "write a point before decimals" : NULL,
	                "'%s' in column '%s' is not %s",
	                g_utf8_validate(shown, -1, NULL) ? shown : "?", column, wanted);
}

static gboolean
parse_number(const Cell *cell, double *number)
{
	char buffer[64], *end;

	if (cell->len == 0 || cell->len >= sizeof(buffer))
		return FALSE;
	memcpy(buffer, cell->text, cell->len);
	buffer[cell->len] = '\0';
	if (buffer[strspn(buffer, "0123456789+-.eE")] != '\0') /* no hexadecimal, no words */
		return FALSE;
	*number = g_ascii_strtod(buffer, &end);
	return end == buffer + cell->len && isfinite(*number);
}

/* Parse a whole number from @least to @most; "2.0" is one, as tables write it. */
static gboolean
parse_whole(const Cell *cell, double least, double most, double *number)
{
	guint value = 0;

	if (cell->len > 0 && cell->len < 9) {
		gsize i = 0;

		while (i < cell->len && g_ascii_isdigit(cell->text[i]))
			value = value * 10 + (guint)(cell->text[i++] - '0');
		*number = value;
		if (i == cell->len)
			return value >= least && value <= most;
	}
	return parse_number(cell, number) && *number == floor(*number) && *number >= least &&
	       *number <= most;
}

static gboolean
parse_flag(const Cell *cell, gboolean *flag)
{
	static const char *const words[] = {"0", "1", "false", "true", "no", "yes"};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		if (cell->len != strlen(words[i]) ||
		    g_ascii_strncasecmp(cell->text, words[i], cell->len) != 0)
			continue;
		*flag = i % 2;
		return TRUE;
	}
	return FALSE;
}

/* Read a cell that must be a name. */
static gboolean
read_name(Reader *reader, guint column, const Cell *cell, const char *title, const char **name)
{
	*name = intern(reader, column, cell);
	return cell->len > 0 || complain_cell(reader, cell, title, "a name");
}

/* Read a cell of one of the columns that hold numbers; an empty one may stand for none. */
static gboolean
read_number(Reader *reader, Role role, const Cell *cell, Row *row)
{
	double number = 0.0;
	gboolean none = cell->len == 0 && role != COLUMN_ROUND && role != COLUMN_VALUE, good;

	if (none)
		return TRUE; /* the row has been cleared */
	if (role == COLUMN_VALUE) {
		row->value_at = cell->start;
		return parse_number(cell, &row->value) ||
		       complain_cell(reader, cell, columns[role], "a finite number");
	}
	if (role == COLUMN_FOREIGN) {
		good = parse_number(cell, &number) && number >= 0.0;
		row->foreign = number;
		return good || complain_cell(reader, cell, columns[role], "a number of CPUs");
	}
	if (role == COLUMN_WORKER && cell->len == 2 && memcmp(cell->text, "-1", 2) == 0)
		return TRUE;
	good = parse_whole(cell, 0.0, role == COLUMN_WORKER ? G_MAXINT16 : 4e9, &number);
	if (role == COLUMN_ROUND)
		row->round = (guint32)number;
	else if (role == COLUMN_WORKER)
		row->worker = (gint16)number;
	else if (role == COLUMN_ITERATION)
		row->iteration = (guint32)number;
	else
		reader->cores = (guint)number;
	return good || complain_cell(reader, cell, columns[role], "a whole number");
}

static gboolean
read_flag(Reader *reader, Role role, const Cell *cell, Row *row)
{
	gboolean flag = FALSE;

	if (cell->len > 0 && !parse_flag(cell, &flag))
		return complain_cell(reader, cell, columns[role], "0 or 1");
	if (role == COLUMN_WARMUP)
		row->warmup = flag;
	else if (role == COLUMN_DROPPED)
		row->dropped = flag;
	else
		row->control = flag;
	return TRUE;
}

/* Read how iterations become one value, which the metric of the row gets. */
static gboolean
read_reduce(Reader *reader, guint column, const Cell *cell, const char **word)
{
	Reduce reduce;

	*word = intern(reader, column, cell);
	if (cell->len == 0) {
		*word = NULL;
		return TRUE;
	}
	return reduce_parse(*word, &reduce) ||
	       complain_cell(reader, cell, "reduce", "one of median, p25, mean, min, sum");
}

/* Read the cell of the column @column into @row. */
static gboolean
read_cell(Reader *reader, guint column, const Cell *cell, Row *row, const char **reduce)
{
	guint role = g_array_index(reader->roles, guint, column);

	if (role >= COLUMN_FACTOR) { /* empty where the experiment has no such factor */
		reader->key[2 + role - COLUMN_FACTOR] = intern(reader, column, cell);
		return TRUE;
	}
	switch ((Role)role) {
	case COLUMN_EXPERIMENT:
		return read_name(reader, column, cell, "experiment", &reader->key[0]);
	case COLUMN_EXECUTOR:
		return read_name(reader, column, cell, "executor", &reader->key[1]);
	case COLUMN_METRIC:
		return read_name(reader, column, cell, "metric", &reader->metric);
	case COLUMN_ROUND:
	case COLUMN_VALUE:
	case COLUMN_WORKER:
	case COLUMN_ITERATION:
	case COLUMN_FOREIGN:
	case COLUMN_CORES:
		return read_number(reader, (Role)role, cell, row);
	case COLUMN_WARMUP:
	case COLUMN_DROPPED:
	case COLUMN_CONTROL:
		return read_flag(reader, (Role)role, cell, row);
	case COLUMN_REDUCE:
		return read_reduce(reader, column, cell, reduce);
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
	guint n = reader->rowset->factors->len + 3, known;
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

/* Add @row, all of whose cells have been read. */
static void
finish_row(Reader *reader, Row *row, const char *reduce)
{
	Group *group;
	Reduce how;

	row->metric = find_metric(reader);
	row->group = find_group(reader, row->at);
	if (reader->rowset->metrics->len > ROWSET_MAX_METRICS ||
	    reader->rowset->groups->len > ROWSET_MAX_GROUPS) {
		Cell whole = {.start = row->at, .end = row->at + 1};

		complain(
			reader, &whole, FINDING_CSV_LIMIT,
			"every column that is not reserved is a factor: leave out those that are none",
			"more than %d conditions or %d metrics", ROWSET_MAX_GROUPS,
			ROWSET_MAX_METRICS);
		reader->cells.failed = TRUE;
	}
	group = g_ptr_array_index(reader->rowset->groups, row->group);
	if (reader->cores > 0)
		group->cores = reader->cores;
	if (reduce != NULL && reduce_parse(reduce, &how))
		g_hash_table_insert(reader->rowset->reduce, (gpointer)reader->metric,
		                    GINT_TO_POINTER(how));
	g_array_append_val(reader->rowset->rows, *row);
}

/* Read one row, whose first cell has been read into @cell. */
static void
read_row(Reader *reader, Cell *cell)
{
	Row row = {.at = cell->start, .worker = -1, .foreign = (double)NAN};
	const char *reduce = NULL;
	gboolean good = TRUE;
	guint column = 0;

	reader->cores = 0;
	for (;;) {
		if (column == reader->roles->len) {
			complain(reader, cell, FINDING_CSV_ROW, NULL,
			         "the row has more cells than the header, which has %u", column);
			cells_skip_row(&reader->cells);
			return;
		}
		good = read_cell(reader, column++, cell, &row, &reduce) && good;
		if (reader->cells.row_end || !cells_next(&reader->cells, cell))
			break;
	}
	if (reader->cells.failed)
		return;
	if (column < reader->roles->len)
		complain(reader, cell, FINDING_CSV_ROW, NULL, "the row has %u cells, the header %u",
		         column, reader->roles->len);
	else if (good)
		finish_row(reader, &row, reduce);
}

/* Find what the column called @cell is for; a new factor where it is none of ours. */
static void
read_title(Reader *reader, const Cell *cell)
{
	g_autofree char *name = g_strndup(cell->text, cell->len);
	guint role = COLUMN_FACTOR + reader->rowset->factors->len;

	if (name[0] == '\0')
		complain(reader, cell, FINDING_CSV_HEADER, NULL, "a column without a name");
	for (guint i = 0; columns[i] != NULL; i++)
		if (g_str_equal(columns[i], name))
			role = i;
	for (guint i = 0; i < reader->roles->len; i++) {
		guint other = g_array_index(reader->roles, guint, i);

		if (role < COLUMN_FACTOR && other == role)
			complain(reader, cell, FINDING_CSV_HEADER, "rename the factor",
			         "'%s' stands twice: the name is reserved, no factor can have it",
			         name);
		else if (role >= COLUMN_FACTOR && other >= COLUMN_FACTOR &&
		         g_str_equal(
				 g_ptr_array_index(reader->rowset->factors, other - COLUMN_FACTOR),
				 name))
			complain(reader, cell, FINDING_CSV_HEADER, "delete or rename one",
			         "the column '%s' stands twice", name);
	}
	g_array_append_val(reader->roles, role);
	if (role >= COLUMN_FACTOR) {
		g_ptr_array_add(reader->rowset->factors, g_steal_pointer(&name));
		g_array_append_val(reader->rowset->factor_at, cell->start);
	}
}

/* Complain of columns that must be there and are not; @cell is the last one of the header. */
static void
check_titles(Reader *reader, const Cell *last)
{
	const GPtrArray *factors = reader->rowset->factors;
	Cell header = {.start = 0, .end = last->end};

	for (guint role = 0; role < REQUIRED; role++) {
		gboolean there = FALSE;
		g_autofree char *help = NULL;

		for (guint i = 0; i < reader->roles->len; i++)
			there = there || g_array_index(reader->roles, guint, i) == role;
		for (guint i = 0; !there && i < factors->len; i++) {
			const char *name = g_ptr_array_index(factors, i);
			const char *const one[] = {columns[role], NULL};

			if (strchr(name, ';') != NULL || strchr(name, '\t') != NULL)
				help = help ? help : g_strdup("separate columns by commas");
			else if (diag_nearest(name, one) != NULL && help == NULL)
				help = g_strdup_printf("is it '%s'?", name);
		}
		if (!there)
			complain(reader, &header, FINDING_CSV_COLUMN, help,
			         "the column '%s' is missing", columns[role]);
	}
}

static void
read_header(Reader *reader)
{
	Cell cell;

	while (cells_next(&reader->cells, &cell)) {
		read_title(reader, &cell);
		if (reader->cells.row_end)
			break;
	}
	if (reader->cells.failed)
		return;
	if (reader->roles->len == 0) {
		cell = (Cell){.start = 0, .end = 0};
		complain(reader, &cell, FINDING_CSV_EMPTY, NULL, "the file is empty");
		return;
	}
	check_titles(reader, &cell);
	reader->last = g_new0(Name, reader->roles->len);
	reader->key = g_new0(const char *, reader->rowset->factors->len + 3);
	reader->key[0] = g_string_chunk_insert_const(reader->rowset->text, "");
}

static void
read_rows(Reader *reader)
{
	Cell cell;

	read_header(reader);
	if (reader->bad > 0 || reader->cells.failed)
		return;
	while (reader->bad < ROWSET_MAX_FINDINGS && cells_next(&reader->cells, &cell))
		read_row(reader, &cell);
	if (reader->bad >= ROWSET_MAX_FINDINGS) {
		complain(reader, &cell, FINDING_CSV_LIMIT, NULL,
		         "%u bad cells or rows: the rest of the file is not read", reader->bad);
	} else if (reader->rowset->rows->len == 0 && reader->bad == 0 && !reader->cells.failed) {
		cell = (Cell){.start = 0, .end = 0};
		complain(reader, &cell, FINDING_CSV_EMPTY, NULL, "no rows below the header");
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
	g_autoptr(GArray) roles = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GHashTable) names = g_hash_table_new_full(hash_name, equal_names, g_free, NULL);
	g_autoptr(GHashTable) groups = g_hash_table_new(hash_group, equal_groups);
	Reader reader = {.rowset = rowset,
	                 .diag = diag,
	                 .roles = roles,
	                 .names = names,
	                 .groups = groups,
	                 .last_group = G_MAXUINT};
	gboolean failed;

	rowset->source = source;
	rowset->factors = g_ptr_array_new_with_free_func(g_free);
	rowset->factor_at = g_array_new(FALSE, FALSE, sizeof(gsize));
	rowset->groups = g_ptr_array_new_with_free_func(group_free);
	rowset->metrics = g_ptr_array_new();
	rowset->reduce = g_hash_table_new(g_str_hash, g_str_equal);
	rowset->rows = g_array_new(FALSE, FALSE, sizeof(Row));
	rowset->text = g_string_chunk_new(4096);
	cells_begin(&reader.cells, source, diag);
	read_rows(&reader);
	failed = reader.bad > 0 || reader.cells.failed;
	cells_end(&reader.cells);
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
	g_array_unref(rowset->factor_at);
	g_ptr_array_unref(rowset->groups);
	g_ptr_array_unref(rowset->metrics);
	g_hash_table_unref(rowset->reduce);
	g_array_unref(rowset->rows);
	g_string_chunk_free(rowset->text);
	g_free(rowset);
}
