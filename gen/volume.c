#include "volume.h"
#include "lua.h"
#include "util.h"
#include <glib/gstdio.h>
#include <string.h>

void
volume_free(Volume *volume)
{
	if (!volume)
		return;
	g_free(volume->md);
	g_free(volume->side);
	g_free(volume->pdf);
	g_free(volume->stamp);
	g_free(volume->text);
	g_free(volume->key);
	g_ptr_array_unref(volume->bibliography);
	g_free(volume);
}

static void
write_chapter(Lua *lua, const Course *course, const Page *page)
{
	guint chapter = book_chapter(course, page->note);
	g_autofree char *number = chapter ? g_strdup_printf("%u", chapter) : NULL;

	lua_open(lua, NULL);
	lua_text(lua, "name", page->note->name);
	lua_text(lua, "title", page->note->title);
	lua_text(lua, "number", number);
	lua_text(lua, "md", page->md);
	lua_text(lua, "side", page->side);
	lua_close(lua);
}

/* Return the text of the side file: the course, and where its chapters are. */
static char *
side_of(const Course *course, const GPtrArray *pages, const char *intro)
{
	const Note *index = course_note(course, "index");
	Lua lua;

	lua_begin(&lua);
	lua_open(&lua, "note");
	lua_text(&lua, "kind", "volume");
	lua_text(&lua, "course", course->title);
	lua_text(&lua, "subtitle", index ? index->subtitle : NULL);
	lua_text(&lua, "author", course->author);
	lua_text(&lua, "licence", course->licence);
	lua_text(&lua, "lang", course->language);
	lua_text(&lua, "url", course->base_url);
	lua_close(&lua);
	lua_text(&lua, "intro", intro);
	lua_open(&lua, "chapters");
	for (guint i = 0; i < pages->len; i++)
		write_chapter(&lua, course, g_ptr_array_index(pages, i));
	lua_close(&lua);
	return lua_end(&lua);
}

/* Figures, pictures and what is cited from are in the keys of the pages. */
static char *
key_of(const Course *course, const GPtrArray *pages, const Look *look, const char *side)
{
	Hash *hash = hash_new("volume");

	hash_text(hash, "look", look->keys[RENDER_VOLUME]);
	hash_text(hash, "side", side);
	hash_text(hash, "csl", course->csl);
	for (guint i = 0; i < pages->len; i++) {
		const Page *page = g_ptr_array_index(pages, i);

		hash_text(hash, "page", page->text_key[RENDER_PDF]);
	}
	return hash_end(hash);
}

Volume *
volume_new(const Course *course, const GPtrArray *pages, const Paths *paths, const Look *look,
           const char *intro)
{
	Volume *volume = g_new0(Volume, 1);
	g_autofree char *made = NULL;

	volume->md = g_build_filename(paths->md, "course.md", NULL);
	volume->side = g_build_filename(paths->md, "course.lua", NULL);
	volume->pdf = g_build_filename(paths->handouts, "course.pdf", NULL);
	volume->stamp = g_build_filename(paths->build, "volume.key", NULL);
	volume->text = side_of(course, pages, intro);
	volume->key = key_of(course, pages, look, volume->text);
	volume->bibliography = g_ptr_array_new();
	for (guint i = 0; i < pages->len; i++) {
		const Page *page = g_ptr_array_index(pages, i);
		const GPtrArray *files = course_bibliography(course, page->note);

		for (guint k = 0; k < files->len; k++) {
			char *file = g_ptr_array_index(files, k);

			if (!g_ptr_array_find_with_equal_func(volume->bibliography, file,
			                                      g_str_equal, NULL))
				g_ptr_array_add(volume->bibliography, file);
		}
	}
	volume->current = g_file_test(volume->pdf, G_FILE_TEST_EXISTS) &&
	                  g_file_get_contents(volume->stamp, &made, NULL, NULL) &&
	                  g_str_equal(made, volume->key);
	return volume;
}

gboolean
volume_stands(const Volume *volume)
{
	return volume->current || (volume->job && volume->job->made);
}

RenderJob *
volume_job(Volume *volume, const Course *course, GError **error)
{
	RenderJob *job;

	g_unlink(volume->stamp); /* a build that is ended in between leaves none behind */
	if (!file_write(volume->md, "\n", 1, error) ||
	    !file_write(volume->side, volume->text, strlen(volume->text), error))
		return NULL;
	job = render_job_new(RENDER_VOLUME, volume->md, volume->side, volume->pdf,
	                     course->source ? source_span(course->source, 0, 0) : source_nowhere());
	job->bibliography = volume->bibliography;
	job->csl = course->csl;
	volume->job = job;
	return job;
}

gboolean
volume_save(const Volume *volume, GError **error)
{
	if (!volume->job || !volume->job->made)
		return TRUE;
	return file_write(volume->stamp, volume->key, strlen(volume->key), error);
}
