#include "page.h"
#include "record.h"
#include "render.h"
#include "splice.h"
#include "util.h"
#include <glib/gstdio.h>

static void
row_free(gpointer data)
{
	ClaimRow *row = data;

	g_free(row->key);
	g_free(row->sentence);
	g_free(row->formula);
	g_free(row->line);
	g_free(row->record);
	g_free(row);
}

static void
free_id(gpointer id)
{
	page_id_free(id);
}

void
page_free(Page *page)
{
	if (!page)
		return;
	g_ptr_array_unref(page->inputs);
	g_clear_pointer(&page->before, g_ptr_array_unref);
	for (guint i = 0; i < RENDER_PER_NOTE; i++) {
		g_free(page->text_key[i]);
		g_free(page->made[i].text);
		g_free(page->made[i].look);
		g_free(page->output[i]);
	}
	g_free(page->stamp);
	g_free(page->md);
	g_free(page->side);
	g_ptr_array_unref(page->rows);
	g_ptr_array_unref(page->ids);
	g_clear_pointer(&page->evidence, g_ptr_array_unref);
	g_free(page);
}

/* What the last build left ------------------------------------------------------------- */

/* Inputs, whether it is linked, what stands of each format, and the rows. */
#define STAMP_TYPE "(asba(msmsms)a(ssssiibs))"

static void
load_rows(Page *page, GVariantIter *rows)
{
	ClaimRow row;
	gint32 verdict, expected;

	while (g_variant_iter_next(rows, "(ssssiibs)", &row.key, &row.sentence, &row.formula,
	                           &row.line, &verdict, &expected, &row.unexpected, &row.record)) {
		row.verdict = (VerdictKind)verdict;
		row.expected = (Expected)expected;
		g_ptr_array_add(page->rows, g_memdup2(&row, sizeof row));
	}
}

/* Load the stamp of @page, if there is one; half of one is none. */
static void
load_stamp(Page *page)
{
	g_autoptr(GVariant) stamp = NULL;
	g_autoptr(GVariantIter) inputs = NULL, formats = NULL, rows = NULL;
	char *bytes, *input;
	gsize len;

	if (!g_file_get_contents(page->stamp, &bytes, &len, NULL))
		return;
	stamp = g_variant_ref_sink(g_variant_new_from_data(G_VARIANT_TYPE(STAMP_TYPE), bytes, len,
	                                                   FALSE, g_free, bytes));
	if (!g_variant_is_normal_form(stamp))
		return;
	g_variant_get(stamp, STAMP_TYPE, &inputs, &page->linked, &formats, &rows);
	page->before = inputs_new();
	while (g_variant_iter_next(inputs, "s", &input))
		g_ptr_array_add(page->before, input);
	for (guint i = 0; i < RENDER_PER_NOTE; i++)
		g_variant_iter_next(formats, "(msmsms)", &page->text_key[i], &page->made[i].text,
		                    &page->made[i].look);
	load_rows(page, rows);
}

/* Take the rows of the last build for what they are: those of the same inputs, or none. */
static void
compare(Page *page)
{
	page->known = inputs_equal(page->before, page->inputs);
	page->dirty = !page->known;
	if (!page->known)
		g_ptr_array_set_size(page->rows, 0);
}

Page *
page_new(const Note *note, const Basis *basis, const Paths *paths)
{
	Page *page = g_new0(Page, 1);

	page->note = note;
	page->look = basis->look;
	page->rows = g_ptr_array_new_with_free_func(row_free);
	page->ids = g_ptr_array_new_with_free_func(free_id);
	page->stamp = g_strdup_printf("%s/pages/%s", paths->build, note->name);
	page->md = g_strdup_printf("%s/%s.md", paths->md, note->name);
	page->side = g_strdup_printf("%s/%s.lua", paths->md, note->name);
	page->output[RENDER_HTML] = g_strdup_printf("%s/%s.html", paths->site, note->name);
	page->output[RENDER_PDF] = g_strdup_printf("%s/%s.pdf", paths->handouts, note->name);
	page->output[RENDER_SLIDES] = g_strdup_printf("%s/%s.pdf", paths->slides, note->name);
	page->inputs = basis_inputs(basis, note);
	load_stamp(page);
	compare(page);
	return page;
}

gboolean
page_stands(const Page *page, RenderFormat format)
{
	const PageMade *made = &page->made[format];

	return made->text && g_strcmp0(made->text, page->text_key[format]) == 0 &&
	       g_strcmp0(made->look, page->look->keys[format]) == 0 &&
	       g_file_test(page->output[format], G_FILE_TEST_EXISTS);
}

gboolean
page_has(const Page *page, RenderFormat format, gboolean wanted)
{
	return (wanted && render_has_pdf()) || page_stands(page, format);
}

void
page_renew(Page *page, const Basis *basis)
{
	gboolean was = page->dirty;

	g_ptr_array_unref(page->inputs);
	page->inputs = basis_inputs(basis, page->note);
	compare(page);
	page->dirty |= was;
}

void
page_set_made(Page *page, RenderFormat format)
{
	PageMade *made = &page->made[format];

	g_free(made->text);
	g_free(made->look);
	made->text = g_strdup(page->text_key[format]);
	made->look = g_strdup(page->look->keys[format]);
}

/* What was remembered -------------------------------------------------------------------------- */

void
page_forget(const Page *page)
{
	g_unlink(page->stamp);
}

gboolean
page_save(const Page *page, GError **error)
{
	GVariantBuilder inputs, formats, rows;
	g_autoptr(GVariant) stamp = NULL;

	g_variant_builder_init(&inputs, G_VARIANT_TYPE("as"));
	for (guint i = 0; i < page->inputs->len; i++)
		g_variant_builder_add(&inputs, "s", g_ptr_array_index(page->inputs, i));
	g_variant_builder_init(&formats, G_VARIANT_TYPE("a(msmsms)"));
	for (guint i = 0; i < RENDER_PER_NOTE; i++)
		g_variant_builder_add(&formats, "(msmsms)", page->text_key[i], page->made[i].text,
		                      page->made[i].look);
	g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssssiibs)"));
	for (guint i = 0; i < page->rows->len; i++) {
		const ClaimRow *row = g_ptr_array_index(page->rows, i);

		g_variant_builder_add(&rows, "(ssssiibs)", row->key, row->sentence, row->formula,
		                      row->line, (gint32)row->verdict, (gint32)row->expected,
		                      row->unexpected, row->record);
	}
	stamp = g_variant_ref_sink(
		g_variant_new(STAMP_TYPE, &inputs, page->linked, &formats, &rows));
	return file_write(page->stamp, g_variant_get_data(stamp), g_variant_get_size(stamp), error);
}

void
page_take_rows(Page *page, const Splice *splice)
{
	g_ptr_array_set_size(page->rows, 0);
	for (guint i = 0; i < page->evidence->len; i++) {
		const Evidence *evidence = g_ptr_array_index(page->evidence, i);
		ClaimRow *row;

		if (!evidence->verdict || (!page->dirty && !evidence->mark->statement))
			continue;
		row = g_new0(ClaimRow, 1);
		row->key = g_strdup(evidence->mark->key);
		row->sentence = splice_sentence(splice, evidence->mark);
		row->formula = g_strdup(evidence->verdict->claim);
		row->verdict = evidence->verdict->verdict;
		row->expected = evidence->verdict->expected;
		row->unexpected = evidence_unexpected(evidence);
		row->line = evidence_line(evidence->verdict);
		row->record = record_new(splice, evidence, row->sentence);
		g_ptr_array_add(page->rows, row);
	}
}

GHashTable *
page_backing(const GPtrArray *pages)
{
	GHashTable *backing = g_hash_table_new(NULL, NULL);

	for (guint p = 0; p < pages->len; p++) {
		const Page *page = g_ptr_array_index(pages, p);
		const GPtrArray *marks = page->note->marks;

		for (guint i = 0; i < marks->len; i++) {
			const Mark *mark = g_ptr_array_index(marks, i);

			for (guint k = 0; mark->statement && k < page->rows->len; k++) {
				ClaimRow *row = g_ptr_array_index(page->rows, k);

				if (g_strcmp0(row->key, mark->key) == 0)
					g_hash_table_insert(backing, (gpointer)mark, row);
			}
		}
	}
	return backing;
}
