#include "export.h"

#include "address.h"
#include "badge.h"
#include "card.h"

#include <string.h>

/* What is written; borrowed. */
typedef struct Export {
	const Course *course;
	const GPtrArray *pages;
	const Paths *paths;
	Manifest *files;
} Export;

/* Make @text the file @name of the site. */
static gboolean
put(const Export *export, const char *name, const char *text, GError **error)
{
	return manifest_put(export->files, name, NULL, text, strlen(text), error);
}

/* Claims ------------------------------------------------------------------------------- */

static gboolean
write_claims(const Export *export, GError **error)
{
	g_autoptr(GString) text = g_string_new("[");

	for (guint p = 0; p < export->pages->len; p++) {
		const Page *page = g_ptr_array_index(export->pages, p);

		for (guint i = 0; i < page->rows->len; i++) {
			const ClaimRow *row = g_ptr_array_index(page->rows, i);

			g_string_append_printf(text, "%s\n  %s", text->len > 1 ? "," : "",
			                       row->record);
		}
	}
	g_string_append(text, text->len > 1 ? "\n]\n" : "]\n");
	return put(export, "claims.json", text->str, error);
}

static gboolean
write_badge(const Export *export, const char *name, const Badge *badge, GError **error)
{
	g_autofree char *file = g_strdup_printf("badges/%s.svg", name);
	g_autofree char *svg = badge_svg(badge);

	return put(export, file, svg, error);
}

static void
count_claims(const Page *page, Badge *badge)
{
	for (guint i = 0; i < page->rows->len; i++) {
		const ClaimRow *row = g_ptr_array_index(page->rows, i);

		badge_count(badge, row->verdict, row->unexpected);
	}
}

static gboolean
write_badges(const Export *export, GError **error)
{
	Badge course = {0};

	for (guint p = 0; p < export->pages->len; p++) {
		const Page *page = g_ptr_array_index(export->pages, p);
		Badge note = {0};

		count_claims(page, &note);
		count_claims(page, &course);
		/* Of a note called so there is none: the course's goes before. */
		if (note.claims > 0 && !g_str_equal(page->note->name, "course") &&
		    !write_badge(export, page->note->name, &note, error))
			return FALSE;
	}
	return write_badge(export, "course", &course, error);
}

/* The published site ------------------------------------------------------------------- */

static void
append_address(GString *out, const char *base, const char *name)
{
	g_autofree char *file = g_strconcat(name, ".html", NULL);
	g_autofree char *page = address_page(base, file);
	g_autofree char *escaped = g_markup_escape_text(page, -1);

	g_string_append_printf(out, "<url><loc>%s</loc></url>\n", escaped);
}

static gboolean
write_sitemap(const Export *export, GError **error)
{
	const char *base = export->course->base_url;
	g_autoptr(GString) out =
		g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                     "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");

	if (base == NULL)
		return TRUE; /* it takes full addresses */
	append_address(out, base, "index");
	for (guint i = 0; i < export->pages->len; i++) {
		const Note *note = ((const Page *)g_ptr_array_index(export->pages, i))->note;

		if (book_chapter(export->course, note) > 0)
			append_address(out, base, note->name);
	}
	append_address(out, base, "ledger");
	g_string_append(out, "</urlset>\n");
	return put(export, "sitemap.xml", out->str, error);
}

/* Draw the picture that previews show; they ask for its full address. */
static gboolean
draw_card(const Export *export, GError **error)
{
	const Course *course = export->course;
	const Paths *paths = export->paths;
	g_autofree char *look = g_build_filename(paths->templates, "card.gp", NULL);
	g_autofree char *key = g_build_filename(paths->build, "card.key", NULL);
	g_autofree char *path = g_build_filename(paths->site, CARD_FILE, NULL);
	g_autofree char *words = NULL, *claims = NULL;
	Badge badge = {0};

	if (course->base_url == NULL)
		return TRUE;
	for (guint i = 0; i < export->pages->len; i++)
		count_claims(g_ptr_array_index(export->pages, i), &badge);
	words = badge_words(&badge);
	claims = badge.claims == 0 ? NULL : g_strdup_printf("Claims: %s", words);
	manifest_expect(export->files, CARD_FILE);
	manifest_keep(export->files, CARD_FILE);
	return card_draw(course->title, course->author, claims, look, key, path, error);
}

/* Return the chapters as items of a list, with addresses that begin with @root (transfer full). */
static char *
chapter_items(const Export *export, const char *root)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < export->pages->len; i++) {
		const Note *note = ((const Page *)g_ptr_array_index(export->pages, i))->note;
		guint chapter = book_chapter(export->course, note);
		g_autofree char *name = g_uri_escape_string(note->name, NULL, FALSE);
		g_autofree char *href = g_markup_escape_text(root, -1);
		g_autofree char *title = g_markup_escape_text(note->title, -1);

		if (chapter > 0)
			g_string_append_printf(out, "<li><a href=\"%s%s.html\">%u. %s</a></li>\n",
			                       href, name, chapter, title);
	}
	return g_string_free(out, FALSE);
}

/* Replace @mark in @text by @value, escaped. */
static void
fill(GString *text, const char *mark, const char *value)
{
	g_autofree char *escaped = g_markup_escape_text(value, -1);

	g_string_replace(text, mark, escaped, 0);
}

/* A server shows this page at any depth, so its links begin at the host if that is known. */
static gboolean
write_lost(const Export *export, GError **error)
{
	const Note *own = course_note(export->course, "404");
	g_autofree char *path = g_build_filename(export->paths->templates, "404.html", NULL);
	g_autofree char *root = address_root(export->course->base_url);
	g_autofree char *home = g_strconcat(root, *root ? "" : "index.html", NULL);
	g_autofree char *template = NULL, *chapters = NULL;
	g_autoptr(GString) text = NULL;

	if (own != NULL && !own->draft)
		return TRUE; /* the author has one */
	if (!g_file_get_contents(path, &template, NULL, error))
		return FALSE;
	text = g_string_new(template);
	chapters = chapter_items(export, root);
	fill(text, "@lang@", export->course->language);
	fill(text, "@home@", home);
	fill(text, "@course@", export->course->title);
	g_string_replace(text, "@chapters@", chapters, 1);
	return put(export, "404.html", text->str, error);
}

gboolean
export_write(const Course *course, const GPtrArray *pages, const Paths *paths, Manifest *files,
             GError **error)
{
	const Export export = {course, pages, paths, files};

	return write_claims(&export, error) && write_badges(&export, error) &&
	       write_sitemap(&export, error) && draw_card(&export, error) &&
	       write_lost(&export, error);
}
