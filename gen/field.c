#include "field.h"

#include "address.h"

#include <math.h>
#include <string.h>

/* 100 us is not exactly 1e-4 s: how far amounts may pass their limits, as a fraction. */
#define ROUNDING 1e-9

/* A unit and how many basic ones it is. */
typedef struct Scale {
	const char *symbol;
	double factor;
} Scale;

static const Scale times[] = {
	{"ns", 1e-9},    {"us", 1e-6}, {"\302\265s", 1e-6}, {"\316\274s", 1e-6},
	{"ms", 1e-3},    {"s", 1},     {"min", 60},         {"h", 3600},
	{"hours", 3600}, {"d", 86400}, {"day", 86400},      {"days", 86400},
};

static const Scale sizes[] = {
	{"B", 1},        {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824},
	{"TiB", 0x1p40}, {"kB", 1e3},   {"MB", 1e6},      {"GB", 1e9},
};

/* Whether @value is a single word; else a finding that says what @name takes. */
static gboolean
is_scalar(const Yaml *value, const char *name, const char *takes, Diag *diag)
{
	if (value->kind != YAML_SCALAR) {
		diag_add(diag, value->span, FINDING_OPTION_TYPE, NULL, "'%s' takes %s, not %s",
		         name, takes, yaml_kind_name(value));
		return FALSE;
	}
	if (value->text[0] == '\0' || (!value->quoted && (g_str_equal(value->text, "~") ||
	                                                  g_str_equal(value->text, "null")))) {
		diag_add(diag, value->span, FINDING_OPTION_EMPTY, NULL,
		         "'%s' has no value: it takes %s", name, takes);
		return FALSE;
	}
	return TRUE;
}

/* Add the finding that @value is not what @name takes. */
static gboolean
wrong(const Yaml *value, const char *name, const char *takes, const char *help, Diag *diag)
{
	diag_add(diag, value->span, FINDING_OPTION_TYPE, help, "'%s' takes %s, not '%s'", name,
	         takes, value->text);
	return FALSE;
}

gboolean
field_text(const Yaml *value, const char *name, Diag *diag, char **text)
{
	static const char *const help = "put the whole text in single quotes, as in 'it''s'";

	if (value->kind != YAML_SCALAR) {
		diag_add(diag, value->span, FINDING_YAML_QUOTE, help,
		         "'%s' takes text, but YAML takes this for %s", name,
		         yaml_kind_name(value));
		return FALSE;
	}
	if (value->commented) {
		diag_add(
			diag, value->span, FINDING_YAML_QUOTE, help,
			"YAML takes the rest of the line after ' #' for a comment, not for text of '%s'",
			name);
		return FALSE;
	}
	if (!is_scalar(value, name, "text", diag))
		return FALSE;
	*text = g_strdup(value->text);
	return TRUE;
}

gboolean
field_site(const Yaml *value, const char *name, Diag *diag, char **address)
{
	g_autofree char *text = NULL;

	if (!field_text(value, name, diag, &text))
		return FALSE;
	if (!address_is_site(text))
		return wrong(value, name, "the address of a site",
		             "begin it with https:// and a host", diag);
	*address = g_steal_pointer(&text);
	return TRUE;
}

gboolean
field_word(const Yaml *value, const char *name, Diag *diag, char **word)
{
	if (!is_scalar(value, name, "a word", diag))
		return FALSE;
	*word = g_strdup(value->text);
	return TRUE;
}

gboolean
field_choice(const Yaml *value, const char *name, const char *const *words, Diag *diag,
             guint *index)
{
	g_autofree char *all = g_strjoinv(", ", (char **)words);
	g_autofree char *takes = g_strdup_printf("one of %s", all);
	g_autofree char *help = NULL;

	if (!is_scalar(value, name, takes, diag))
		return FALSE;
	for (guint i = 0; words[i] != NULL; i++) {
		if (!g_str_equal(words[i], value->text))
			continue;
		*index = i;
		return TRUE;
	}
	help = diag_did_you_mean(value->text, words, NULL);
	diag_add(diag, value->span, FINDING_OPTION_RANGE, help, "'%s' takes %s, not '%s'", name,
	         takes, value->text);
	return FALSE;
}

gboolean
field_boolean(const Yaml *value, const char *name, Diag *diag, gboolean *answer)
{
	if (!is_scalar(value, name, "true or false", diag))
		return FALSE;
	if (g_ascii_strcasecmp(value->text, "true") == 0)
		*answer = TRUE;
	else if (g_ascii_strcasecmp(value->text, "false") == 0)
		*answer = FALSE;
	else
		return wrong(value, name, "true or false", NULL, diag);
	return TRUE;
}

gboolean
field_count(const Yaml *value, const char *name, guint64 min, guint64 max, Diag *diag,
            guint64 *count)
{
	g_autofree char *takes = g_strdup_printf(
		"a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, min, max);
	const char *digits;
	guint64 n;

	if (!is_scalar(value, name, takes, diag))
		return FALSE;
	digits = value->text + (value->text[0] == '-' || value->text[0] == '+');
	if (digits[0] == '\0' || digits[strspn(digits, G_CSET_DIGITS)] != '\0')
		return wrong(value, name, takes, NULL, diag);
	if (!g_ascii_string_to_unsigned(value->text, 10, min, max, &n, NULL)) {
		diag_add(diag, value->span, FINDING_OPTION_RANGE, NULL, "'%s' takes %s, not %s",
		         name, takes, value->text);
		return FALSE;
	}
	*count = n;
	return TRUE;
}

/*
 * Read "NUMBER UNIT" with a decimal number; the unit's start goes to @unit ("" when there is none).
 */
static gboolean
split_amount(const char *text, double *number, const char **unit)
{
	char *end;

	if (!g_ascii_isdigit(text[0]) && !(text[0] == '.' && g_ascii_isdigit(text[1])))
		return FALSE;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return FALSE;
	*number = g_ascii_strtod(text, &end);
	while (*end == ' ')
		end++;
	*unit = end;
	return isfinite(*number);
}

gboolean
field_fraction(const Yaml *value, const char *name, double min, double max, Diag *diag,
               double *fraction)
{
	g_autofree char *takes =
		g_strdup_printf("a fraction from %g to %g, or a percentage", min, max);
	const char *unit;
	double number;

	if (!is_scalar(value, name, takes, diag))
		return FALSE;
	if (!split_amount(value->text, &number, &unit) ||
	    (unit[0] != '\0' && !g_str_equal(unit, "%")))
		return wrong(value, name, takes, "write 0.05 or 5 %", diag);
	if (unit[0] == '%')
		number /= 100;
	if (number < min || number > max) {
		diag_add(diag, value->span, FINDING_OPTION_RANGE, NULL, "'%s' takes %s, not %s",
		         name, takes, value->text);
		return FALSE;
	}
	*fraction = number;
	return TRUE;
}

/* Read an amount with one of the @n units of @scales, from @min to @max basic units. */
static gboolean
read_amount(const Yaml *value, const char *name, const Scale *scales, guint n, double min,
            double max, const char *takes, Diag *diag, double *amount)
{
	g_autofree char *help = g_strdup_printf("write a number and a unit, as in %s",
	                                        scales == times ? "200 ms" : "64 MiB");
	const char *unit;
	double number;

	if (!is_scalar(value, name, takes, diag))
		return FALSE;
	if (!split_amount(value->text, &number, &unit))
		return wrong(value, name, takes, help, diag);
	for (guint i = 0; i < n; i++) {
		if (!g_str_equal(scales[i].symbol, unit))
			continue;
		if (number * scales[i].factor < min * (1 - ROUNDING) ||
		    number * scales[i].factor > max * (1 + ROUNDING)) {
			diag_add(diag, value->span, FINDING_OPTION_RANGE, NULL,
			         "'%s' takes %s, not %s", name, takes, value->text);
			return FALSE;
		}
		*amount = number * scales[i].factor;
		return TRUE;
	}
	return wrong(value, name, takes, help, diag);
}

gboolean
field_duration(const Yaml *value, const char *name, double min, double max, Diag *diag,
               double *seconds)
{
	g_autofree char *low = field_show_duration(min);
	g_autofree char *high = field_show_duration(max);
	g_autofree char *takes = g_strdup_printf("a duration from %s to %s", low, high);

	return read_amount(value, name, times, G_N_ELEMENTS(times), min, max, takes, diag, seconds);
}

gboolean
field_size(const Yaml *value, const char *name, guint64 min, guint64 max, Diag *diag,
           guint64 *bytes)
{
	g_autofree char *low = field_show_size(min);
	g_autofree char *high = field_show_size(max);
	g_autofree char *takes = g_strdup_printf("a size from %s to %s", low, high);
	double amount;

	if (!read_amount(value, name, sizes, G_N_ELEMENTS(sizes), (double)min, (double)max, takes,
	                 diag, &amount))
		return FALSE;
	*bytes = (guint64)amount;
	return TRUE;
}

GPtrArray *
field_items(const Yaml *value, const char *name, Diag *diag)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new();

	if (value->kind != YAML_SEQUENCE) {
		if (!is_scalar(value, name, "a value or a list of values", diag))
			return NULL;
		g_ptr_array_add(items, (gpointer)value);
		return g_steal_pointer(&items);
	}
	if (value->items->len == 0) {
		diag_add(diag, value->span, FINDING_OPTION_EMPTY, NULL, "the list of '%s' is empty",
		         name);
		return NULL;
	}
	for (guint i = 0; i < value->items->len; i++) {
		Yaml *item = g_ptr_array_index(value->items, i);

		if (!is_scalar(item, name, "a list of values", diag))
			return NULL;
		g_ptr_array_add(items, item);
	}
	return g_steal_pointer(&items);
}

/* Return @amount in the largest of the @n units of @scales that makes a whole number of it: "0 s".
 */
static char *
show(double amount, const Scale *scales, guint n)
{
	const Scale *best = &scales[0];

	for (guint i = 0; i < n && amount <= 0; i++)
		best = scales[i].factor == 1 ? &scales[i] : best;
	for (guint i = 1; i < n; i++) {
		double units = amount / scales[i].factor;

		if (scales[i].factor > best->factor && units >= 1 &&
		    fabs(units - round(units)) < 1e-9 * units)
			best = &scales[i];
	}
	return g_strdup_printf("%g %s", amount / best->factor, best->symbol);
}

char *
field_show_duration(double seconds)
{
	return show(seconds, times, G_N_ELEMENTS(times));
}

char *
field_show_size(guint64 bytes)
{
	return show((double)bytes, sizes, 5);
}
