#include "plain.h"

#include <cmark.h>
#include <string.h>

/* A word before the text, so that nothing in it can begin a list or a heading. */
#define LEAD "x "

/* Marks that have a meaning for pandoc but not for cmark; in code they have none for either. */
static const char marks[] = "[]{}\\";

/* Append the code @text with its marks made control characters, which stand for them. */
static void
append_code(GString *out, const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		const char *mark = strchr(marks, *c);

		g_string_append_c(out, mark == NULL ? *c : (char)(1 + (mark - marks)));
	}
}

static void
restore_code(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		if (*c > 0 && *c <= (char)strlen(marks))
			*c = marks[*c - 1];
}

/* Replace every match of @pattern in @text until there is none; what is replaced gets shorter. */
static void
replace_all(char **text, const char *pattern, const char *with)
{
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);

	g_assert(regex != NULL);
	while (g_regex_match(regex, *text, 0, NULL)) {
		char *shorter = g_regex_replace(regex, *text, -1, 0, with, 0, NULL);

		if (shorter == NULL)
			return;
		g_free(*text);
		*text = shorter;
	}
}

char *
plain_text(const char *markdown)
{
	g_autofree char *line = g_strconcat(LEAD, markdown, NULL);
	cmark_node *root = cmark_parse_document(line, strlen(line), CMARK_OPT_DEFAULT);
	cmark_iter *iter = cmark_iter_new(root);
	GString *out = g_string_new(NULL);
	cmark_event_type event;
	char *text;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type == CMARK_NODE_TEXT)
			g_string_append(out, cmark_node_get_literal(node));
		else if (type == CMARK_NODE_CODE)
			append_code(out, cmark_node_get_literal(node));
		else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			g_string_append_c(out, ' ');
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
	g_string_erase(out, 0, MIN(strlen(LEAD), out->len));
	text = g_string_free(out, FALSE);
	replace_all(&text, "\\[([^][]*)\\]\\{[^{}]*\\}", "\\1");
	replace_all(&text, "\\{[.#][^{}]*\\}", "");
	replace_all(&text, "\\\\ |\u00a0", " ");
	restore_code(text);
	return g_strstrip(text);
}
