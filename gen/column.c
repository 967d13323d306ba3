#include "column.h"

#include <math.h>
#include <string.h>

#define AS_NAME(id, name) name,

static const char *const names[] = {COLUMNS(AS_NAME) NULL};

/* Words for a number that is not there. */
static const char *const nothings[] = {
	"nan",       "na", "n/a",    "null",    "none",   "inf",     "+inf",    "-inf", "infinity",
	"-infinity", "-",  "1.#inf", "-1.#inf", "1.#ind", "-1.#ind", "1.#qnan", "∞",    "-∞"};

const char *const *
column_names(void)
{
	return names;
}

Column
column_find(const char *name)
{
	for (guint i = 0; names[i] != NULL; i++)
		if (g_str_equal(names[i], name))
			return (Column)i;
	return COLUMN_FACTOR;
}

const char *
column_wants(Column column)
{
	switch (column) {
	case COLUMN_EXECUTOR:
	case COLUMN_METRIC:
	case COLUMN_EXPERIMENT:
	case COLUMN_FACTOR:
		return "a name";
	case COLUMN_ROUND:
	case COLUMN_WORKER:
	case COLUMN_ITERATION:
	case COLUMN_CORES:
		return "a whole number from 0";
	case COLUMN_VALUE:
		return "a finite number";
	case COLUMN_WARMUP:
	case COLUMN_DROPPED:
		return "0 or 1";
	case COLUMN_FOREIGN:
		return "a number of CPUs";
	case COLUMN_CONTROL:
		return "0, 1 or claimed";
	case COLUMN_REDUCE:
		return "one of median, p25, mean, min, sum";
	}
	g_assert_not_reached();
}

gboolean
cell_is(const Cell *cell, const char *word)
{
	return cell->len == strlen(word) && g_ascii_strncasecmp(cell->text, word, cell->len) == 0;
}

/* Tell whether the cell says that there is no number. */
static gboolean
is_nothing(const Cell *cell)
{
	for (guint i = 0; i < G_N_ELEMENTS(nothings); i++)
		if (cell_is(cell, nothings[i]))
			return TRUE;
	return cell->len == 0;
}

/* Tell whether all of the cell's bytes are among @set. */
static gboolean
is_of(const Cell *cell, const char *set)
{
	for (gsize i = 0; i < cell->len; i++)
		if (cell->text[i] == '\0' || strchr(set, cell->text[i]) == NULL)
			return FALSE;
	return TRUE;
}

const char *
column_help(Column column, const Cell *cell)
{
	gboolean number = column == COLUMN_VALUE || column == COLUMN_FOREIGN;

	if (column == COLUMN_VALUE && is_nothing(cell))
		return "leave out the row of a value that is not there";
	if (column >= COLUMN_REQUIRED && is_nothing(cell))
		return "leave the cell empty";
	if (number && is_of(cell, "0123456789,'_ eE+-.") && !is_of(cell, "0123456789eE+-."))
		return "write a point before decimals, and nothing between thousands";
	if (column == COLUMN_VALUE && cell->len > 0 && is_of(cell, "0123456789.eE+-"))
		return "it must be 0 or of a size from 1e-75 to 1e75";
	if (column == COLUMN_VALUE && cell->len > 0 && g_ascii_isdigit(cell->text[0]))
		return "write digits only; times are in seconds, memory in bytes";
	if (column == COLUMN_ROUND)
		return "number the rounds 0, 1, 2 and so on";
	if (column >= COLUMN_REQUIRED && column != COLUMN_EXPERIMENT)
		return "the name of the column is reserved: if it is a factor, rename it";
	return NULL;
}

gboolean
cell_number(const Cell *cell, double *number)
{
	gboolean zero = TRUE;
	char *end;

	for (gsize i = 0; i < cell->len; i++) { /* no hexadecimal, no words */
		char c = cell->text[i];

		if (!g_ascii_isdigit(c) && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E')
			return FALSE;
	}
	if (cell->len == 0)
		return FALSE;
	/* what follows the cell ends a number: a comma, the end of the line, a blank, NUL */
	*number = g_ascii_strtod(cell->text, &end);
	if (end != cell->text + cell->len || !isfinite(*number))
		return FALSE;
	for (gsize i = 0; i < cell->len && cell->text[i] != 'e' && cell->text[i] != 'E'; i++)
		zero = zero && (cell->text[i] < '1' || cell->text[i] > '9');
	return *number < 0.0 || *number > 0.0 || zero;
}

gboolean
cell_whole(const Cell *cell, double least, double most, double *number)
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
	return cell_number(cell, number) && *number == floor(*number) && *number >= least &&
	       *number <= most;
}

gboolean
cell_flag(const Cell *cell, gboolean *flag)
{
	static const char *const words[] = {"0", "1", "false", "true", "no", "yes"};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!cell_is(cell, words[i]))
			continue;
		*flag = i % 2;
		return TRUE;
	}
	return FALSE;
}
