#include "slug.h"

#include <string.h>

/* What a title is called that has no letter or digit of ASCII. */
#define NAMELESS "note"

/* Cut @slug to what may be, between words where that leaves any. */
static void
shorten(GString *slug)
{
	gsize end = SLUG_MAX;

	if (slug->len <= SLUG_MAX)
		return;
	while (end > 0 && slug->str[end] != '-')
		end--;
	g_string_truncate(slug, end > 0 ? end : SLUG_MAX);
}

char *
slug_make(const char *title, const char *language)
{
	g_autofree char *locale = language ? g_strndup(language, strcspn(language, "-_")) : NULL;
	g_autofree char *composed = g_utf8_normalize(title, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	/* "C", not NULL: what a file is called must not hang on who makes it */
	g_autofree char *ascii = g_str_to_ascii(composed, locale ? locale : "C");
	g_autoptr(GString) slug = g_string_new(NULL);
	gboolean gap = FALSE;

	for (const char *at = ascii; *at != '\0'; at++) {
		if (g_ascii_isalnum(*at)) {
			if (gap && slug->len > 0)
				g_string_append_c(slug, '-');
			g_string_append_c(slug, g_ascii_tolower(*at));
			gap = FALSE;
		} else if (*at != '\'') {
			gap = TRUE;
		}
	}
	shorten(slug);
	return slug->len > 0 ? g_string_free(g_steal_pointer(&slug), FALSE) : g_strdup(NAMELESS);
}

char *
slug_id(const char *slug, GHashTable *used)
{
	const char *stem = slug + strspn(slug, "0123456789-");
	g_autofree char *id = g_strdup(*stem != '\0' ? stem : NAMELESS);

	/* `claim:machine` is about the machine, not about an experiment. */
	for (guint n = 2; g_str_equal(id, "machine") || g_hash_table_contains(used, id); n++) {
		g_free(id);
		id = g_strdup_printf("%s-%u", *stem != '\0' ? stem : NAMELESS, n);
	}
	return g_steal_pointer(&id);
}
