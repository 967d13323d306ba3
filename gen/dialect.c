#include "dialect.h"

#include <string.h>

gboolean
dialect_is_table(const char *text)
{
	for (const char *line = text; *line != '\0';) {
		gsize len = strcspn(line, "\n");
		gsize n = strspn(line, " \t|:+-");

		if (n == len && memchr(line, '-', len) != NULL &&
		    (memchr(line, '|', len) != NULL || memchr(line, '+', len) != NULL))
			return TRUE;
		line += len + (line[len] == '\n');
	}
	return FALSE;
}

gboolean
dialect_crosses_cell(const char *text, Range range)
{
	gboolean code = FALSE;

	for (gsize i = range.start; i < range.end; i++) {
		if (text[i] == '\\')
			i++;
		else if (text[i] == '`')
			code = !code;
		else if (text[i] == '\n' || (text[i] == '|' && !code))
			return TRUE;
	}
	return FALSE;
}

gboolean
dialect_starts_note(const char *text)
{
	for (const char *line = text; *line != '\0';) {
		gsize len = strcspn(line, "\n");
		const char *close = memchr(line, ']', len);

		/* The bracket of footnotes is masked. */
		if (len > 2 && line[1] == '^' && close != NULL && close[1] == ':')
			return TRUE;
		if ((line[0] == ':' || line[0] == '~') && (line[1] == ' ' || line[1] == '\t'))
			return TRUE;
		line += len + (line[len] == '\n');
	}
	return FALSE;
}
