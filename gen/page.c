#include "page.h"
#include "record.h"
#include "render.h"
#include "splice.h"
#include "util.h"
#include <glib/gstdio.h>
#include <jansson.h>

/* Names of formats in what is remembered. */
static const char *const format_names[RENDER_PER_NOTE] = {"html", "pdf", "slides"};

static void
row_free(gpointer data)
{
	ClaimRow *row = data;

	g_free(row->key);
	g_free(row->sentence);
	g_free(row->formula);
	g_free(row->line);
	json_decref(row->record);
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

static void
load_rows(Page *page, const json_t *rows)
{
	const json_t *item;
	size_t i;

	json_array_foreach(rows, i, item)
	{
		ClaimRow *row = g_new0(ClaimRow, 1);

		row->key = g_strdup(json_string_value(json_object_get(item, "key")));
		row->sentence = g_strdup(json_string_value(json_object_get(item, "sentence")));
		row->formula = g_strdup(json_string_value(json_object_get(item, "formula")));
		row->line = g_strdup(json_string_value(json_object_get(item, "line")));
		row->verdict = (VerdictKind)json_integer_value(json_object_get(item, "verdict"));
		row->expected = (Expected)json_integer_value(json_object_get(item, "expected"));
		row->unexpected = json_is_true(json_object_get(item, "unexpected"));
		row->record = json_incref(json_object_get(item, "record"));
		g_ptr_array_add(page->rows, row);
	}
}

/* Return the list of texts @list, NULL when there is none (transfer full). */
static GPtrArray *
load_inputs(const json_t *list)
{
	GPtrArray *inputs = json_is_array(list) ? inputs_new() : NULL;
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		g_ptr_array_add(inputs, g_strdup(json_string_value(item)));
	}
	return inputs;
}

static char *
load_text(const json_t *object, const char *name)
{
	return g_strdup(json_string_value(json_object_get(object, name)));
}

static void
load_stamp(Page *page)
{
	json_t *root = json_load_file(page->stamp, 0, NULL);

	page->before = load_inputs(json_object_get(root, "inputs"));
	page->linked = json_is_true(json_object_get(root, "handout"));
	for (guint i = 0; i < RENDER_PER_NOTE; i++) {
		const json_t *format = json_object_get(root, format_names[i]);

		page->text_key[i] = load_text(format, "text");
		page->made[i].text = load_text(format, "made");
		page->made[i].look = load_text(format, "look");
	}
	load_rows(page, json_object_get(root, "claims"));
	json_decref(root);
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
	page->stamp = g_strdup_printf("%s/pages/%s.json", paths->build, note->name);
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

static json_t *
rows_json(const Page *page)
{
	json_t *rows = json_array();

	for (guint i = 0; i < page->rows->len; i++) {
		const ClaimRow *row = g_ptr_array_index(page->rows, i);

		json_array_append_new(rows, json_pack("{s:s s:s s:s s:s s:i s:i s:b s:O}", "key",
		                                      row->key, "sentence", row->sentence,
		                                      "formula", row->formula, "line", row->line,
		                                      "verdict", (int)row->verdict, "expected",
		                                      (int)row->expected, "unexpected",
		                                      row->unexpected, "record", row->record));
	}
	return rows;
}

gboolean
page_save(const Page *page, GError **error)
{
	json_t *root = json_object(), *inputs = json_array();

	for (guint i = 0; i < page->inputs->len; i++)
		json_array_append_new(inputs, json_string(g_ptr_array_index(page->inputs, i)));
	json_object_set_new(root, "inputs", inputs);
	json_object_set_new(root, "handout", json_boolean(page->linked));
	for (guint i = 0; i < RENDER_PER_NOTE; i++)
		json_object_set_new(root, format_names[i],
		                    json_pack("{s:s*, s:s*, s:s*}", "text", page->text_key[i],
		                              "made", page->made[i].text, "look",
		                              page->made[i].look));
	json_object_set_new(root, "claims", rows_json(page));
	char *text = json_dumps(root, JSON_INDENT(1)); /* records keep their order */
	gboolean ok = file_write(page->stamp, text, strlen(text), error);
	free(text);
	json_decref(root);
	return ok;
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
