#include "link.h"

#include <string.h>

/* Deepest parentheses in an address: the limit of cmark. */
#define PARENTHESES_MAX 32
/* Longest name of an entity: the longest of HTML has 31 letters. */
#define ENTITY_MAX 40

gboolean
link_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

gsize
link_skip_space(const char *text, gsize len, gsize at)
{
	while (at < len && link_is_space(text[at]))
		at++;
	return at;
}

gboolean
link_is_escape(const char *text, gsize len, gsize at)
{
	return text[at] == '\\' && at + 1 < len && g_ascii_ispunct(text[at + 1]);
}

gboolean
link_address(const char *text, gsize len, gsize at, Range *address, gsize *end)
{
	guint depth = 0;
	gsize i = at;

	if (i < len && text[i] == '<') {
		for (i++; i < len && text[i] != '>'; i++) {
			if (text[i] == '\n' || text[i] == '\r' || text[i] == '<')
				return FALSE;
			i += link_is_escape(text, len, i);
		}
		if (i >= len)
			return FALSE;
		*address = (Range){at + 1, i};
		*end = i + 1;
		return TRUE;
	}
	for (; i < len; i++) {
		if (link_is_escape(text, len, i)) {
			i++;
		} else if (text[i] == '(') {
			if (++depth > PARENTHESES_MAX)
				return FALSE;
		} else if (text[i] == ')') {
			if (depth == 0)
				break;
			depth--;
		} else if (link_is_space(text[i]) || g_ascii_iscntrl(text[i])) {
			if (i == at)
				return FALSE;
			break;
		}
	}
	if (i >= len || depth > 0)
		return FALSE;
	*address = (Range){at, i};
	*end = i;
	return TRUE;
}

gboolean
link_title(const char *text, gsize len, gsize at, Range *title, gsize *end)
{
	char close, open;
	gsize escaped = 0;

	if (at >= len || strchr("\"'(", text[at]) == NULL || text[at] == '\0')
		return FALSE;
	open = text[at];
	close = open == '(' ? ')' : open;
	for (gsize i = at + 1; i < len; i++) {
		if (link_is_escape(text, len, i)) {
			/* Should nothing else close it, a quote after a backslash does. */
			escaped = text[i + 1] == close ? i + 1 : escaped;
			i++;
		} else if (text[i] == close) {
			*title = (Range){at + 1, i};
			*end = i + 1;
			return TRUE;
		} else if (open == '(' && text[i] == '(') {
			break;
		}
	}
	if (escaped == 0)
		return FALSE;
	*title = (Range){at + 1, escaped};
	*end = escaped + 1;
	return TRUE;
}

gboolean
link_label(const char *text, gsize len, gsize at, Range *label, gsize *end)
{
	if (at >= len || text[at] != '[')
		return FALSE;
	for (gsize i = at + 1; i < len && i - at <= LINK_LABEL_MAX + 1; i++) {
		if (text[i] == ']') {
			*label = (Range){at + 1, i};
			*end = i + 1;
			return TRUE;
		}
		if (text[i] == '[')
			return FALSE;
		i += link_is_escape(text, len, i);
	}
	return FALSE;
}

/* Return the length of the entity at @at ("&gt;", "&#62;"), or 0. */
static gsize
entity_length(const char *at, gsize len)
{
	gsize n = 1;

	if (len == 0 || at[0] != '&')
		return 0;
	while (n < len && n < ENTITY_MAX && (g_ascii_isalnum(at[n]) || (n == 1 && at[n] == '#')))
		n++;
	return n > 1 && n < len && at[n] == ';' ? n + 1 : 0;
}

char *
link_unescaped(const char *text, Range raw, const char *title, GArray **places)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	gsize at = raw.start;

	*places = g_array_new(FALSE, FALSE, sizeof(gsize));
	for (const char *p = title; *p != '\0';) {
		gsize entity = entity_length(text + at, raw.end - at), n = 1;

		if (*p == '\r') {
			p++;
			continue;
		}
		if (entity > 0 && strncmp(p, text + at, entity) != 0)
			n = MIN((gsize)g_utf8_skip[(guchar)*p], strlen(p));
		else
			entity = 0;
		if (at + 1 < raw.end && link_is_escape(text, raw.end, at) && text[at + 1] == *p)
			at++;
		for (gsize i = 0; i < n; i++) {
			g_array_append_val(*places, at);
			g_string_append_c(plain, p[i] == '\n' ? ' ' : p[i]);
		}
		p += n;
		at = MIN(at + MAX(entity, 1), raw.end);
	}
	g_array_append_val(*places, raw.end);
	return g_string_free(g_steal_pointer(&plain), FALSE);
}

gsize
link_scheme(const char *address)
{
	gsize n = 0;

	if (!g_ascii_isalpha(address[0]))
		return 0;
	while (g_ascii_isalnum(address[n]) || (address[n] != '\0' && strchr("+.-", address[n])))
		n++;
	return address[n] == ':' ? n : 0;
}

char *
definition_label(const char *text, gsize len)
{
	g_autoptr(GString) collapsed = g_string_sized_new(len);
	gsize at = link_skip_space(text, len, 0);

	while (at < len) {
		if (!link_is_space(text[at])) {
			g_string_append_c(collapsed, text[at++]);
			continue;
		}
		at = link_skip_space(text, len, at);
		if (at < len)
			g_string_append_c(collapsed, ' ');
	}
	return g_utf8_casefold(collapsed->str, (gssize)collapsed->len);
}

/* Return the offset after blanks and the line end at @at; FALSE when something else stands there.
 */
static gboolean
end_line(const char *text, gsize len, gsize at, gsize *end)
{
	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	if (at < len && text[at] != '\n' && text[at] != '\r')
		return FALSE;
	if (at < len && text[at] == '\r')
		at++;
	if (at < len && text[at] == '\n')
		at++;
	*end = at;
	return TRUE;
}

gsize
definition_read(const char *text, gsize len, gsize at, Definition **definition)
{
	Range label, address, title = {0, 0};
	gsize here, after, end;
	gboolean titled;
	Definition *made;
	g_autofree char *normal = NULL;

	if (!link_label(text, len, at, &label, &here) || here >= len || text[here] != ':')
		return 0;
	here = link_skip_space(text, len, here + 1);
	if (!link_address(text, len, here, &address, &after))
		return 0;
	here = link_skip_space(text, len, after);
	titled = here > after && link_title(text, len, here, &title, &here);
	if (titled && !end_line(text, len, here, &end))
		titled = FALSE;
	if (!titled && !end_line(text, len, after, &end))
		return 0;
	normal = definition_label(text + label.start, label.end - label.start);
	if (normal[0] == '\0')
		return 0;
	made = g_new0(Definition, 1);
	made->label = g_steal_pointer(&normal);
	made->all = (Range){at, titled ? here : after};
	made->address = address;
	made->title = titled ? title : (Range){after, after};
	made->titled = titled;
	*definition = made;
	return end;
}

void
definition_free(Definition *definition)
{
	if (definition == NULL)
		return;
	g_free(definition->label);
	g_free(definition);
}
