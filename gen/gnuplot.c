#include "gnuplot.h"

#include <math.h>
#include <string.h>

/* Append @text to @out with what enhanced mode and single quotes take for their own escaped. */
static void
append_escaped(GString *out, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_iscntrl(c)) {
			g_string_append_c(out, ' ');
			continue;
		}
		if (c == '\'')
			g_string_append_c(out, '\'');
		else if (c < 0x80 && strchr("\\_^{}@&~", (int)c) != NULL)
			g_string_append_c(out, '\\');
		g_string_append_unichar(out, c);
	}
}

char *
gnuplot_quote(const char *text)
{
	GString *out = g_string_new("'");

	append_escaped(out, text);
	g_string_append_c(out, '\'');
	return g_string_free(out, FALSE);
}

char *
gnuplot_quote_bold(const char *text)
{
	GString *out = g_string_new("'{/:Bold ");

	append_escaped(out, text);
	g_string_append(out, "}'");
	return g_string_free(out, FALSE);
}

char *
gnuplot_number(double value)
{
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];

	if (!isfinite(value))
		return g_strdup("NaN");
	for (int digits = 6; digits < 17; digits += 3) {
		char format[8];

		g_snprintf(format, sizeof(format), "%%.%dg", digits);
		g_ascii_formatd(buffer, sizeof(buffer), format, value);
		if (g_ascii_strtod(buffer, NULL) == value)
			return g_strdup(buffer);
	}
	return g_strdup(g_ascii_dtostr(buffer, sizeof(buffer), value));
}

/* Options of `set` that concern the terminal, the outside world or the clock. */
static const char *const forbidden[] = {
	"terminal", "termoption", "output",    "print",       "table", "loadpath", "fontpath",
	"psdir",    "multiplot",  "timestamp", "decimalsign", "mouse", "encoding", "locale",
};

static gboolean
in_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* Take the word at *@p, white space before it included. */
static char *
take_word(const char **p, const char *end)
{
	const char *start;

	while (*p < end && (g_ascii_isspace(**p) || **p == '\\'))
		(*p)++;
	start = *p;
	while (*p < end && in_word(**p))
		(*p)++;
	return g_strndup(start, (gsize)(*p - start));
}

/* Judge the option of `set` and `unset`, which gnuplot lets one abbreviate. */
static const char *
refuse_option(const char *p, const char *end)
{
	g_autofree char *option = take_word(&p, end);
	g_autofree char *next = take_word(&p, end);

	for (guint i = 0; i < G_N_ELEMENTS(forbidden); i++)
		if (*option != '\0' && g_str_has_prefix(forbidden[i], option))
			return "it would change the terminal, the output or a file";
	if (g_str_has_prefix(option, "pal") && g_str_equal(next, "file"))
		return "it reads a file";
	return NULL;
}

/* Judge one statement, without its comment. */
static const char *
refuse_statement(const char *start, const char *end)
{
	const char *p = start;
	g_autofree char *word = take_word(&p, end);

	while (p < end && (g_ascii_isspace(*p) || *p == '\\'))
		p++;
	if (*word == '\0' && p == end)
		return NULL;
	if (g_str_equal(word, "set") || g_str_equal(word, "unset"))
		return refuse_option(p, end);
	if (g_str_equal(word, "array") || g_str_equal(word, "undefine"))
		return NULL;
	if (*word != '\0' && p < end && *p == '(') {
		while (p < end && *p != ')')
			p++;
		p += p < end;
		while (p < end && g_ascii_isspace(*p))
			p++;
	}
	if (*word != '\0' && p + 1 < end && *p == '=' && p[1] != '=')
		return NULL;
	return "only `set`, `unset` and assignments can stand here";
}

/* Return the end of the string that starts at @p with its quote, or NULL. */
static const char *
string_end(const char *p)
{
	char quote = *p;

	for (p++; *p != '\0' && *p != '\n'; p++) {
		if (*p == '\\' && quote == '"' && p[1] != '\0')
			p++;
		else if (*p == quote)
			return p + 1;
	}
	return NULL;
}

/* Judge a string: one that begins like a pipe would run a program. */
static const char *
refuse_string(const char *p)
{
	if (string_end(p) == NULL)
		return "the quotation is not closed";
	for (p++; g_ascii_isspace(*p);)
		p++;
	return *p == '<' || *p == '|' ? "it would run a program" : NULL;
}

/* Judge what may stand nowhere: @p is outside quotes. */
static const char *
refuse_anywhere(const char *text, const char *p)
{
	if (*p == '@')
		return "macros are not expanded here";
	if (strncmp(p, "system", 6) == 0 && !in_word(p[6]) && (p == text || !in_word(p[-1])))
		return "`system` runs a program";
	return NULL;
}

/* Tell whether the statement ends at @p, which is outside quotes. */
static gboolean
ends_statement(const char *text, const char *p)
{
	if (*p == '\n')
		return p == text || p[-1] != '\\';
	return *p == '\0' || *p == ';' || *p == '#';
}

const char *
gnuplot_refuse(const char *commands, gsize *offset)
{
	const char *start = commands;
	const char *p = strchr(commands, '`'); /* works in strings and comments, too */
	const char *why = p == NULL ? NULL : "a back-quote runs a program";

	for (p = p == NULL ? commands : p; why == NULL; p++) {
		if (*p == '\'' || *p == '"') {
			if ((why = refuse_string(p)) != NULL)
				break;
			p = string_end(p) - 1;
			continue;
		}
		if ((why = refuse_anywhere(commands, p)) != NULL)
			break;
		if (!ends_statement(commands, p))
			continue;
		if ((why = refuse_statement(start, p)) != NULL) {
			p = start + strspn(start, " \t\\\n");
			break;
		}
		if (*p == '#')
			p += strcspn(p, "\n");
		if (*p == '\0')
			return NULL;
		start = p + 1;
	}
	if (offset != NULL)
		*offset = (gsize)(p - commands);
	return why;
}
