#include "address.h"

#include <string.h>

gboolean
address_is_site(const char *text)
{
	g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);

	if (strpbrk(text, " \t\"<>") != NULL)
		return FALSE;
	if (uri == NULL || g_uri_get_host(uri) == NULL || *g_uri_get_host(uri) == '\0')
		return FALSE;
	if (g_uri_get_query(uri) != NULL || g_uri_get_fragment(uri) != NULL)
		return FALSE;
	return g_str_equal(g_uri_get_scheme(uri), "https") ||
	       g_str_equal(g_uri_get_scheme(uri), "http");
}

/* Return @text with a slash at its end (transfer full). */
static char *
with_slash(const char *text)
{
	return g_strconcat(text, g_str_has_suffix(text, "/") ? "" : "/", NULL);
}

char *
address_page(const char *base, const char *file)
{
	g_autofree char *folder = base == NULL ? NULL : with_slash(base);
	g_autofree char *escaped = g_uri_escape_string(file, "/", FALSE);

	if (folder == NULL)
		return NULL;
	return g_strconcat(folder, g_str_equal(file, "index.html") ? "" : escaped, NULL);
}

char *
address_root(const char *base)
{
	g_autoptr(GUri) uri = base == NULL ? NULL : g_uri_parse(base, G_URI_FLAGS_ENCODED, NULL);

	return uri == NULL ? g_strdup("") : with_slash(g_uri_get_path(uri));
}
