#include "heading.h"

#include <string.h>

void
heading_free(Heading *heading)
{
	if (heading == NULL)
		return;
	g_free(heading->id);
	g_free(heading->title);
	g_free(heading);
}

/* Return @title with what pandoc's smart punctuation makes of it: dashes and ellipses are no text.
 */
static char *
without_dashes(const char *title)
{
	GString *text = g_string_new(NULL);

	while (*title != '\0') {
		if (g_str_has_prefix(title, "--"))
			title += strspn(title, "-");
		else if (g_str_has_prefix(title, "..."))
			title += 3;
		else
			g_string_append_c(text, *title++);
	}
	return g_string_free(text, FALSE);
}

char *
heading_id(const char *title)
{
	g_autofree char *text = without_dashes(title);
	g_autofree char *small = g_utf8_strdown(text, -1);
	g_autoptr(GString) id = g_string_new(NULL);
	gboolean blank = FALSE;

	for (const char *p = small; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (id->len == 0 && !g_unichar_isalpha(c))
			continue;
		blank = blank || g_unichar_isspace(c);
		if (!g_unichar_isalnum(c) && c != '_' && c != '-' && c != '.')
			continue;
		if (blank)
			g_string_append_c(id, '-');
		blank = FALSE;
		g_string_append_unichar(id, c);
	}
	return id->len == 0 ? g_strdup("section") : g_string_free(g_steal_pointer(&id), FALSE);
}

/*
 * Cut attributes, "{#id .class}", off the end of @title; return the id among them (transfer full),
 * or NULL.
 */
static char *
cut_attributes(char *title)
{
	char *open = strrchr(title, '{'), *id;

	g_strchomp(title);
	if (open == NULL || title[0] == '\0' || title[strlen(title) - 1] != '}')
		return NULL;
	for (id = open + 1; *id != '\0'; id++)
		if (*id == '#' && (id[-1] == '{' || g_ascii_isspace(id[-1])))
			break;
	id = *id == '#' ? g_strndup(id + 1, strcspn(id + 1, " \t}")) : NULL;
	*open = '\0';
	g_strchomp(title);
	return id;
}

/* Return @id, or, where it is used, the first of id-1, id-2, ... that is not (transfer full). */
static char *
make_unique(GHashTable *used, char *id)
{
	guint n = GPOINTER_TO_UINT(g_hash_table_lookup(used, id));
	char *unique = id;

	if (g_hash_table_contains(used, id)) {
		do {
			if (unique != id)
				g_free(unique);
			unique = g_strdup_printf("%s-%u", id, ++n);
		} while (g_hash_table_contains(used, unique));
		g_hash_table_replace(used, g_strdup(id), GUINT_TO_POINTER(n));
		g_free(id);
	}
	g_hash_table_replace(used, g_strdup(unique), GUINT_TO_POINTER(0));
	return unique;
}

GPtrArray *
heading_list(const Markdown *markdown)
{
	GPtrArray *headings = g_ptr_array_new_with_free_func((GDestroyNotify)heading_free);
	g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < markdown->leaves->len; i++) {
		const Leaf *leaf = g_ptr_array_index(markdown->leaves, i);
		Heading *heading;

		if (leaf->kind != LEAF_HEADING)
			continue;
		heading = g_new0(Heading, 1);
		heading->title = g_strdup(leaf->title);
		heading->id = cut_attributes(heading->title);
		if (heading->id == NULL)
			heading->id = make_unique(used, heading_id(heading->title));
		else
			g_hash_table_replace(used, g_strdup(heading->id), GUINT_TO_POINTER(0));
		heading->level = leaf->level;
		heading->span = source_span(leaf->source, leaf->start, leaf->end);
		g_ptr_array_add(headings, heading);
	}
	return headings;
}
