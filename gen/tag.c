#include "tag.h"

#include <string.h>

gsize
tag_autolink(const char *text, gsize len, gsize at)
{
	gsize i = at + 1, start = i;

	if (i < len && g_ascii_isalpha(text[i])) {
		while (i < len && (g_ascii_isalnum(text[i]) || strchr("+.-", text[i]) != NULL) &&
		       text[i] != '\0')
			i++;
		if (i - start >= 2 && i - start <= 32 && i < len && text[i] == ':') {
			while (i < len && (guchar)text[i] > ' ' && text[i] != '<' && text[i] != '>')
				i++;
			return i < len && text[i] == '>' ? i + 1 - at : 0;
		}
	}
	for (i = start; i < len && text[i] != '\0' &&
	                (g_ascii_isalnum(text[i]) || strchr(".!#$%&'*+/=?^_`{|}~-", text[i]));)
		i++;
	if (i == start || i >= len || text[i] != '@')
		return 0;
	for (start = ++i;
	     i < len && (g_ascii_isalnum(text[i]) || text[i] == '-' || text[i] == '.');)
		i++;
	if (i == start || i >= len || text[i] != '>' || !g_ascii_isalnum(text[i - 1]) ||
	    !g_ascii_isalnum(text[start]))
		return 0;
	return i + 1 - at;
}

/* Return the offset after an attribute of a tag and the blanks before it at @at, or 0. */
static gsize
attribute_end(const char *text, gsize len, gsize at)
{
	gsize i = link_skip_space(text, len, at), value;
	const char *close;

	if (i == at || i >= len || !(g_ascii_isalpha(text[i]) || text[i] == '_' || text[i] == ':'))
		return 0;
	while (i < len && (g_ascii_isalnum(text[i]) || text[i] == '_' || text[i] == ':' ||
	                   text[i] == '.' || text[i] == '-'))
		i++;
	value = link_skip_space(text, len, i);
	if (value >= len || text[value] != '=')
		return i;
	value = link_skip_space(text, len, value + 1);
	if (value >= len)
		return 0;
	if (text[value] == '"' || text[value] == '\'') {
		close = memchr(text + value + 1, text[value], len - value - 1);
		return close == NULL ? 0 : (gsize)(close - text) + 1;
	}
	i = value;
	while (i < len && !link_is_space(text[i]) && strchr("\"'=<>`", text[i]) == NULL)
		i++;
	return i == value ? 0 : i;
}

/* Return the offset after @what, searched from @at on, or 0. */
static gsize
find_end(const char *text, gsize len, gsize at, const char *what)
{
	const char *end = at < len ? memmem(text + at, len - at, what, strlen(what)) : NULL;

	return end == NULL ? 0 : (gsize)(end - text) + strlen(what);
}

/* Return the offset after the comment "<!--" at @at, or 0. */
static gsize
comment_end(const char *text, gsize len, gsize at)
{
	gsize i = at + 4, end;

	if (i < len && text[i] == '>')
		return 0;
	if (i + 1 < len && text[i] == '-' && text[i + 1] == '>')
		return 0;
	end = find_end(text, len, i, "--");
	if (end == 0 || end >= len || text[end] != '>')
		return 0;
	return end + 1;
}

/* Return the offset after the declaration "<!NAME ...>" whose name, in capitals, is at @at, or 0.
 */
static gsize
declaration_end(const char *text, gsize len, gsize at)
{
	gsize i = at;

	while (i < len && g_ascii_isupper(text[i]))
		i++;
	return i > at && i < len && link_is_space(text[i]) ? find_end(text, len, i, ">") : 0;
}

gsize
tag_html(const char *text, gsize len, gsize at)
{
	gsize i = at + 1, end;
	gboolean closing;

	if (i >= len || text[at] != '<')
		return 0;
	if (len - at >= 4 && memcmp(text + at, "<!--", 4) == 0)
		end = comment_end(text, len, at);
	else if (text[i] == '?')
		end = find_end(text, len, i + 1, "?>");
	else if (len - at >= 9 && memcmp(text + at, "<![CDATA[", 9) == 0)
		end = find_end(text, len, at + 9, "]]>");
	else if (text[i] == '!')
		end = declaration_end(text, len, i + 1);
	else
		end = G_MAXSIZE;
	if (end != G_MAXSIZE)
		return end == 0 ? 0 : end - at;
	closing = text[i] == '/';
	i += closing;
	if (i >= len || !g_ascii_isalpha(text[i]))
		return 0;
	while (i < len && (g_ascii_isalnum(text[i]) || text[i] == '-'))
		i++;
	while (!closing && (end = attribute_end(text, len, i)) != 0)
		i = end;
	i = link_skip_space(text, len, i);
	if (!closing && i < len && text[i] == '/')
		i++;
	return i < len && text[i] == '>' ? i + 1 - at : 0;
}

gboolean
tag_file(const char *text, Range range, Range *value)
{
	static const char *const names[] = {"src", "href"};

	for (gsize i = range.start; i < range.end; i++) {
		const char *equals = memchr(text + i, '=', range.end - i), *close;

		if (equals == NULL)
			return FALSE;
		i = (gsize)(equals - text);
		if (i + 1 >= range.end || (equals[1] != '"' && equals[1] != '\''))
			continue;
		close = memchr(equals + 2, equals[1], range.end - i - 2);
		if (close == NULL)
			continue;
		for (guint k = 0; k < G_N_ELEMENTS(names); k++) {
			gsize len = strlen(names[k]);

			if (i < range.start + len + 1 || !link_is_space(equals[-(gssize)len - 1]) ||
			    g_ascii_strncasecmp(equals - len, names[k], len) != 0)
				continue;
			*value = (Range){i + 2, (gsize)(close - text)};
			return TRUE;
		}
		i = (gsize)(close - text);
	}
	return FALSE;
}
