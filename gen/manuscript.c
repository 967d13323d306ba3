#include "manuscript.h"

#include "hash.h"
#include "side.h"
#include "util.h"

#include <string.h>

gboolean
manuscript_linked(const Workspace *work, const Page *page)
{
	return book_chapter(work->course, page->note) > 0 &&
	       page_has(page, RENDER_PDF, (work->options->formats & FORMAT_PDF) != 0);
}

/* Run the snippets of @note: const Experiment * to output, NULL on @error. */
static GHashTable *
run_snippets(Workspace *work, const Note *note, const Snippets *snippets, GError **error)
{
	g_autoptr(GHashTable) outputs = g_hash_table_new_full(NULL, NULL, NULL, g_free);

	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);
		char *output;

		if (!experiment->snippet)
			continue;
		output = snippet_output(snippets, experiment, work->options->fresh, work->diag,
		                        error);
		if (!output)
			return NULL;
		g_hash_table_insert(outputs, (gpointer)experiment, output);
	}
	return g_steal_pointer(&outputs);
}

static Splice
splice_of(const Workspace *work, const Page *page)
{
	return (Splice){.course = work->course,
	                .note = page->note,
	                .plan = work->plan,
	                .evidence = page->evidence,
	                .figures = "figures"};
}

/* Return the key of what goes into pages, or into what is printed (transfer full). */
static char *
text_key(const Workspace *work, const Page *page, gboolean print, const char *text,
         const char *side)
{
	Hash *hash = hash_new("text");

	hash_text(hash, "text", text);
	hash_text(hash, "side", side);
	basis_hash_files(hash, work->course, page->note, print);
	for (guint i = 0; i < page->note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(page->note->experiments, i);
		g_autofree char *path = g_strdup_printf("%s/figures/%s.%s", work->paths->md,
		                                        experiment->id, print ? "pdf" : "svg");

		if (book_has_figure(experiment))
			hash_file(hash, "figure", path);
	}
	return hash_end(hash);
}

static char *
make_side(const Workspace *work, const Page *page)
{
	return side_text(work->course, page->note, work->plan, page->evidence, page->linked);
}

/* Make the side file of @page, whose text is @text, and set the keys of both (transfer full). */
static char *
set_keys(const Workspace *work, Page *page, const char *text)
{
	g_autofree char *side = NULL, *printed = NULL;

	page->linked = manuscript_linked(work, page);
	side = make_side(work, page);
	printed = side_printed(side);
	for (guint i = 0; i < RENDER_PER_NOTE; i++)
		g_clear_pointer(&page->text_key[i], g_free);
	page->text_key[RENDER_PDF] = text_key(work, page, TRUE, text, printed);
	page->text_key[RENDER_SLIDES] = g_strdup(page->text_key[RENDER_PDF]);
	/* Only now can be told whether the handout that stands is one of this text. */
	if (manuscript_linked(work, page) != page->linked) {
		page->linked = !page->linked;
		g_free(side);
		side = make_side(work, page);
	}
	page->text_key[RENDER_HTML] = text_key(work, page, FALSE, text, side);
	return g_steal_pointer(&side);
}

static gboolean
splice_page(Workspace *work, Page *page, GHashTable *backing, const Basis *basis, GError **error)
{
	g_autoptr(GHashTable) outputs = run_snippets(work, page->note, basis->snippets, error);
	Splice splice = splice_of(work, page);

	if (!outputs)
		return FALSE;
	splice.outputs = outputs;
	splice.backing = backing;
	g_autofree char *text = splice_note(&splice, page->ids);
	g_autofree char *side = set_keys(work, page, text);

	page_forget(page);
	return file_write(page->md, text, strlen(text), error) &&
	       file_write(page->side, side, strlen(side), error);
}

gboolean
manuscript_make(Workspace *work, const Basis *basis, GError **error)
{
	g_autoptr(GHashTable) backing = NULL;

	for (guint i = 0; i < work->pages->len; i++) {
		Page *page = g_ptr_array_index(work->pages, i);
		Splice splice = splice_of(work, page);

		if (page->evidence)
			page_take_rows(page, &splice);
	}
	backing = page_backing(work->pages);
	for (guint i = 0; i < work->pages->len; i++) {
		Page *page = g_ptr_array_index(work->pages, i);

		if (page->dirty && !splice_page(work, page, backing, basis, error))
			return FALSE;
	}
	return TRUE;
}
