#include "search.h"

#include "passage.h"
#include "util.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What is copied from the library, and its name in the site. */
static const struct {
	const char *from, *to;
} library[] = {
	{"dist/umd/index.js", "assets/minisearch.js"},
	{"LICENSE.txt", "assets/minisearch-licence.txt"},
};

/* The index ---------------------------------------------------------------------------- */

/* Append @value as one line; it is freed. */
static void
append_line(GString *out, json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);

	g_string_append_printf(out, "%s,\n", text);
	free(text);
	json_decref(value);
}

static json_t *
passage_json(const Passage *passage)
{
	json_t *claims = json_array();

	for (guint i = 0; i < passage->claims->len; i++) {
		const PassageClaim *claim = g_ptr_array_index(passage->claims, i);

		json_array_append_new(claims, json_pack("{s:s,s:s,s:s}", "id", claim->id, "verdict",
		                                        claim->verdict, "text", claim->text->str));
	}
	return json_pack("{s:s,s:s,s:s,s:o}", "id", passage->id, "title", passage->title->str,
	                 "text", passage->text->str, "claims", claims);
}

/* Append the page @name, if it stands in the site. */
static void
append_page(GString *out, const Paths *paths, const char *name, const char *title, guint number)
{
	g_autofree char *file = g_strconcat(name, ".html", NULL);
	g_autofree char *path = g_build_filename(paths->site, file, NULL);
	g_autofree char *href = g_uri_escape_string(file, NULL, TRUE);
	g_autofree char *html = NULL;
	g_autoptr(GPtrArray) passages = NULL;

	if (!g_file_get_contents(path, &html, NULL, NULL))
		return; /* only some notes were built */
	passages = passage_read(html);
	append_line(out, json_pack("{s:s,s:s,s:i}", "href", href, "title", title, "number",
	                           (int)number));
	for (guint i = 0; i < passages->len; i++)
		append_line(out, passage_json(g_ptr_array_index(passages, i)));
}

/* Return the script: a list in which each page is followed by its passages (transfer full). */
static GString *
index_text(const Course *course, const GPtrArray *pages, const Paths *paths)
{
	GString *out = g_string_new("/* what a search finds; written by lectern */\n"
	                            "var lecternIndex = [\n");

	append_page(out, paths, "index", course->title, 0);
	for (guint i = 0; i < pages->len; i++) {
		const Note *note = ((const Page *)g_ptr_array_index(pages, i))->note;
		guint chapter = book_chapter(course, note);

		if (chapter > 0)
			append_page(out, paths, note->name, note->title, chapter);
	}
	g_string_append(out, "];\n");
	return out;
}

gboolean
search_write(const Course *course, const GPtrArray *pages, const Paths *paths, GPtrArray *files,
             GError **error)
{
	static const char name[] = "assets/search-index.js";
	g_autofree char *path = g_build_filename(paths->site, name, NULL);
	g_autoptr(GString) text = NULL;

	if (!paths->search)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(library); i++) {
		g_autofree char *from = g_build_filename(paths->search, library[i].from, NULL);
		g_autofree char *to = g_build_filename(paths->site, library[i].to, NULL);

		if (!file_copy(from, to, error))
			return FALSE;
		g_ptr_array_add(files, g_strdup(library[i].to));
	}
	text = index_text(course, pages, paths);
	g_ptr_array_add(files, g_strdup(name));
	return file_update(path, text->str, text->len, error);
}
