#include "review.h"
#include "gallery.h"
#include "manuscript.h"
#include "recall.h"
#include "render.h"
#include <string.h>

/* The input that stands for the titles of all notes. */
#define CHAPTERS "chapters: "

static void
free_page(gpointer page)
{
	page_free(page);
}

static double
confidence_of(const Workspace *work)
{
	guint claims = 0;

	if (!work->options->strict_stats)
		return JUDGE_CONFIDENCE;
	for (guint i = 0; i < work->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(work->plan->items, i);

		for (guint k = 0; k < item->marks->len; k++)
			claims += ((const Mark *)g_ptr_array_index(item->marks, k))->kind ==
			          MARK_CLAIM;
	}
	/* Bonferroni: 5 % over the course. */
	return 1 - 0.05 / MAX(claims, 1);
}

gboolean
review_wants(const Workspace *work, const Note *note)
{
	if (note->draft)
		return FALSE;
	return !work->options->only ||
	       g_strv_contains((const char *const *)work->options->only, note->name);
}

/* Tell whether all outputs of @page stand. */
static gboolean
is_whole(const Workspace *work, const Page *page)
{
	guint formats = work->options->formats;

	if (!page->text_key[RENDER_HTML] || !g_file_test(page->md, G_FILE_TEST_EXISTS))
		return FALSE;
	if ((formats & FORMAT_HTML) && !page_stands(page, RENDER_HTML))
		return FALSE;
	if (!render_has_pdf())
		return TRUE;
	if (!gallery_stands(work, page->note))
		return FALSE;
	if (!book_chapter(work->course, page->note))
		return TRUE;
	return (!(formats & FORMAT_PDF) || page_stands(page, RENDER_PDF)) &&
	       (!(formats & FORMAT_SLIDES) || page_stands(page, RENDER_SLIDES));
}

static void
make_pages(Workspace *work, const Basis *basis)
{
	work->pages = g_ptr_array_new_with_free_func(free_page);
	for (guint i = 0; i < work->course->notes->len; i++) {
		const Note *note = g_ptr_array_index(work->course->notes, i);
		Page *page;

		if (note->draft)
			continue;
		page = page_new(note, basis, work->paths);
		page->dirty |=
			!is_whole(work, page) || page->linked != manuscript_linked(work, page);
		page->dirty &= review_wants(work, note);
		g_ptr_array_add(work->pages, page);
	}
}

void
review_open(Review *review, Workspace *work)
{
	const Paths *paths = work->paths;

	review->work = work;
	review->folder = g_build_filename(paths->build, "snippets", NULL);
	review->look = look_new(paths, work->tools);
	review->snippets = (Snippets){.paths = &work->plan_options.paths,
	                              .folder = review->folder,
	                              .compiler = work->plan->compiler,
	                              .runner = paths->runner,
	                              .tools = work->tools,
	                              .interrupt = &work->interrupt};
	review->basis = (Basis){.course = work->course,
	                        .plan = work->plan,
	                        .look = review->look,
	                        .snippets = &review->snippets,
	                        .confidence = confidence_of(work)};
	basis_open(&review->basis);
	make_pages(work, &review->basis);
}

void
review_close(Review *review)
{
	basis_close(&review->basis);
	look_free(review->look);
	g_free(review->folder);
}

void
review_renew(Review *review)
{
	Workspace *work = review->work;

	for (guint i = 0; i < work->pages->len; i++) {
		Page *page = g_ptr_array_index(work->pages, i);

		page_renew(page, &review->basis);
		page->dirty &= review_wants(work, page->note);
	}
}

/* What changed ------------------------------------------------------------------------- */

static char *
lists_folder(const Workspace *work)
{
	return g_build_filename(work->paths->build, "inputs", NULL);
}

/* Return the key of the titles among @inputs, which may be NULL (borrowed). */
static const char *
chapters_in(const GPtrArray *inputs)
{
	for (guint i = 0; inputs && i < inputs->len; i++)
		if (g_str_has_prefix(g_ptr_array_index(inputs, i), CHAPTERS))
			return (const char *)g_ptr_array_index(inputs, i) + strlen(CHAPTERS);
	return NULL;
}

/* Add the lines of @from, which may be NULL, to @all, once each. */
static void
add_lines(GPtrArray *all, const GPtrArray *from)
{
	for (guint i = 0; from && i < from->len; i++) {
		const char *line = g_ptr_array_index(from, i);

		if (!g_ptr_array_find_with_equal_func(all, line, g_str_equal, NULL))
			g_ptr_array_add(all, g_strdup(line));
	}
}

/* Add the inputs kept under @key, which may be NULL, to @before, and @lines to @now. */
static gboolean
add_kept(const Review *review, const char *key, const GPtrArray *lines, GPtrArray *before,
         GPtrArray *now)
{
	g_autofree char *folder = lists_folder(review->work);
	g_autoptr(GPtrArray) kept = key ? recall_find(folder, key) : NULL;

	if (!kept)
		return FALSE;
	add_lines(before, kept);
	add_lines(now, lines);
	return TRUE;
}

static void
drop_chapters(GPtrArray *inputs)
{
	for (guint i = inputs->len; i > 0; i--)
		if (g_str_has_prefix(g_ptr_array_index(inputs, i - 1), CHAPTERS))
			g_ptr_array_remove_index(inputs, i - 1);
}

static void
append(GString *out, const char *what)
{
	g_string_append_printf(out, "%s%s", out->len && *what ? ", " : "", what);
}

/* Append what there should be and is not. */
static void
append_missing(GString *out, const Workspace *work, const Page *page)
{
	static const char *const earlier[] = {"the page is of an earlier text",
	                                      "the handout is of an earlier text",
	                                      "the slides are of an earlier text"};

	if (!g_file_test(page->md, G_FILE_TEST_EXISTS))
		append(out, page->md);
	for (guint i = 0; i < RENDER_PER_NOTE; i++) {
		const PageMade *made = &page->made[i];

		if (made->text && !g_file_test(page->output[i], G_FILE_TEST_EXISTS))
			append(out, page->output[i]);
		else if (made->text && g_strcmp0(made->text, page->text_key[i]) != 0)
			append(out, earlier[i]);
	}
	if (out->len == 0 && page->linked != manuscript_linked(work, page))
		append(out, "handout");
}

char *
review_changes(const Review *review, const Page *page)
{
	const char *titles = chapters_in(page->before);
	const GPtrArray *chapters = review->basis.chapters;
	g_autoptr(GPtrArray) before = inputs_new();
	g_autoptr(GPtrArray) now = inputs_new();
	g_autofree char *changes = NULL;
	GString *out;

	if (!page->before)
		return g_strdup("it has not been made");
	add_lines(before, page->before);
	add_lines(now, page->inputs);
	for (guint i = 0; i < RENDER_PER_NOTE; i++)
		add_kept(review, page->made[i].look, page->look->inputs[i], before, now);
	if (add_kept(review, titles, chapters, before, now)) {
		drop_chapters(before);
		drop_chapters(now);
	}
	changes = inputs_changes(before, now);
	out = g_string_new(changes);
	if (out->len == 0 && g_strcmp0(titles, review->basis.chapters_key) != 0)
		append(out, "order");
	append_missing(out, review->work, page);
	return g_string_free(out, FALSE);
}

gboolean
review_save(const Review *review, GError **error)
{
	const Workspace *work = review->work;
	const Basis *basis = &review->basis;
	g_autofree char *folder = lists_folder(work);
	g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
	gboolean ok = recall_keep(folder, basis->chapters_key, basis->chapters, error);

	g_hash_table_add(keys, basis->chapters_key);
	for (guint i = 0; ok && i < RENDER_PER_NOTE; i++) {
		g_hash_table_add(keys, review->look->keys[i]);
		ok = recall_keep(folder, review->look->keys[i], review->look->inputs[i], error);
	}
	for (guint p = 0; p < work->pages->len; p++) {
		const Page *page = g_ptr_array_index(work->pages, p);
		const char *titles = chapters_in(page->before);

		if (titles)
			g_hash_table_add(keys, (gpointer)titles);
		for (guint i = 0; i < RENDER_PER_NOTE; i++)
			if (page->made[i].look)
				g_hash_table_add(keys, page->made[i].look);
	}
	if (ok)
		recall_prune(folder, keys);
	return ok;
}
