#include "search.h"

#include "hash.h"
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

/* A page of the index. */
typedef struct Entry {
	const char *name;
	const char *title;
	guint number;   /* of the chapter; 0: the start page */
	char *path;     /* of the page in the site */
	char *identity; /* of that file */
} Entry;

/* The pages ---------------------------------------------------------------------------- */

static void
clear_entry(gpointer data)
{
	Entry *entry = data;

	g_free(entry->path);
	g_free(entry->identity);
}

/* Add the page @name to @entries (Entry), if it stands in the site. */
static void
add_entry(GArray *entries, const Paths *paths, const char *name, const char *title, guint number)
{
	g_autofree char *file = g_strconcat(name, ".html", NULL);
	Entry entry = {.name = name, .title = title, .number = number};

	entry.path = g_build_filename(paths->site, file, NULL);
	entry.identity = file_identity(entry.path);
	if (*entry.identity != '\0')
		g_array_append_val(entries, entry);
	else
		clear_entry(&entry); /* only some notes were built */
}

/* Return the pages (Entry) in the order of the course (transfer full). */
static GArray *
list_pages(const Course *course, const GPtrArray *pages, const Paths *paths)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(Entry));

	g_array_set_clear_func(entries, clear_entry);
	add_entry(entries, paths, "index", course->title, 0);
	for (guint i = 0; i < pages->len; i++) {
		const Note *note = ((const Page *)g_ptr_array_index(pages, i))->note;
		guint chapter = book_chapter(course, note);

		if (chapter > 0)
			add_entry(entries, paths, note->name, note->title, chapter);
	}
	return entries;
}

static char *
key_of(const GArray *entries, const char *program)
{
	Hash *hash = hash_new("search");

	hash_text(hash, "program", program);
	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = &g_array_index(entries, Entry, i);

		hash_text(hash, "page", entry->name);
		hash_text(hash, "title", entry->title);
		hash_integer(hash, "number", entry->number);
		hash_text(hash, "identity", entry->identity);
	}
	return hash_end(hash);
}

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

/* Return the passages of the page at @path as lines of the index (transfer full). */
static char *
read_page(const char *path)
{
	GString *out = g_string_new(NULL);
	g_autofree char *html = NULL;
	g_autoptr(GPtrArray) passages = NULL;

	if (!g_file_get_contents(path, &html, NULL, NULL))
		return g_string_free(out, FALSE);
	passages = passage_read(html);
	for (guint i = 0; i < passages->len; i++)
		append_line(out, passage_json(g_ptr_array_index(passages, i)));
	return g_string_free(out, FALSE);
}

/*
 * Cut @text into what was read of pages last time: by identity and name, lines of the index
 * (transfer container).  It has a block for the program that wrote it and one for each page, each
 * with an empty line at its end; what has none was cut off.
 */
static GHashTable *
recall(char *text, const char *program)
{
	GHashTable *known = g_hash_table_new(g_str_hash, g_str_equal);
	char *at = text, *end;

	while ((end = strstr(at, "\n\n")) != NULL) {
		char *lines = at + strcspn(at, "\n") + 1;

		lines[-1] = end[1] = '\0';
		if (at == text && !g_str_equal(at, program))
			break;
		g_hash_table_insert(known, at, lines);
		at = end + 2;
	}
	return known;
}

/*
 * Return the script: a list in which each page is followed by its passages (transfer full).  The
 * file @memory spares the reading of pages that are the same.
 */
static GString *
index_text(const GArray *entries, const char *program, const char *memory)
{
	GString *out = g_string_new("/* what a search finds; written by lectern */\n"
	                            "var lecternIndex = [\n");
	g_autoptr(GString) next = g_string_new(program);
	g_autoptr(GHashTable) known = NULL;
	g_autofree char *text = NULL;

	if (!g_file_get_contents(memory, &text, NULL, NULL))
		text = g_strdup("");
	known = recall(text, program);
	g_string_append(next, "\n\n");
	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = &g_array_index(entries, Entry, i);
		g_autofree char *name = g_strconcat(entry->identity, " ", entry->name, NULL);
		g_autofree char *file = g_strconcat(entry->name, ".html", NULL);
		g_autofree char *href = g_uri_escape_string(file, NULL, TRUE);
		const char *before = g_hash_table_lookup(known, name);
		g_autofree char *lines = before ? g_strdup(before) : read_page(entry->path);

		append_line(out, json_pack("{s:s,s:s,s:i}", "href", href, "title", entry->title,
		                           "number", (int)entry->number));
		g_string_append(out, lines);
		g_string_append_printf(next, "%s\n%s\n", name, lines);
	}
	g_string_append(out, "];\n");
	/* It saves work only: where it cannot be written, the next build reads all pages. */
	file_refresh(memory, next->str, next->len, NULL);
	return out;
}

gboolean
search_write(const Course *course, const GPtrArray *pages, const Paths *paths, const char *program,
             Manifest *files, GError **error)
{
	static const char name[] = "assets/search-index.js";
	g_autofree char *memory = g_build_filename(paths->build, "passages", NULL);
	g_autoptr(GArray) entries = NULL;
	g_autofree char *key = NULL;
	g_autoptr(GString) text = NULL;

	if (!paths->search)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(library); i++) {
		g_autofree char *from = g_build_filename(paths->search, library[i].from, NULL);

		if (!manifest_copy(files, library[i].to, from, error))
			return FALSE;
	}
	entries = list_pages(course, pages, paths);
	key = key_of(entries, program);
	if (manifest_stands(files, name, key))
		return TRUE;
	text = index_text(entries, program, memory);
	return manifest_put(files, name, key, text->str, text->len, error);
}
