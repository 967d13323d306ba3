#include "annex.h"

#include "csv.h"
#include "export.h"
#include "key.h"
#include "search.h"
#include "site.h"

/* Samples ------------------------------------------------------------------------------ */

/* Return the samples of @item as CSV, with all that judging them takes (transfer full). */
static GString *
samples_text(const Annex *annex, const PlanItem *item)
{
	guint index = (guint)plan_index(annex->plan, item->experiment->id);
	const Origin origin = {.cores = item->result->machine->cores,
	                       .claimed = (char *)evidence_claimed(annex->plan, index),
	                       .python = (char *)annex->plan->experiments[index].python};
	GString *text = g_string_new(NULL);

	csv_write(item->result->samples, &origin, text);
	return text;
}

/* What the CSV file of @item is made from: the result, and how the course reads it. */
static char *
samples_key(const Annex *annex, const PlanItem *item)
{
	const Experiment *experiment = item->experiment;
	guint index = (guint)plan_index(annex->plan, experiment->id);
	Hash *hash = hash_new("samples");

	hash_text(hash, "program", annex->look->program);
	key_feed_stored(hash, item->stored);
	key_feed_reading(hash, experiment);
	hash_text(hash, "claimed", evidence_claimed(annex->plan, index));
	hash_text(hash, "python", annex->plan->experiments[index].python);
	return hash_end(hash);
}

/* Put the samples of @item into the site as CSV and JSON. */
static gboolean
write_samples(const Annex *annex, PlanItem *item, Manifest *files, GError **error)
{
	const char *id = item->experiment->id;
	g_autofree char *csv = g_strdup_printf("data/%s.csv", id);
	g_autofree char *json = g_strdup_printf("data/%s.json", id);
	g_autofree char *key = NULL;

	if (!item->stored || !item->experiment->include)
		return TRUE;
	if (!manifest_copy(files, json, item->stored, error))
		return FALSE;
	key = samples_key(annex, item);
	if (manifest_stands(files, csv, key))
		return TRUE;
	plan_load(item);
	if (!item->result)
		return TRUE;
	g_autoptr(GString) text = samples_text(annex, item);
	return manifest_put(files, csv, key, text->str, text->len, error);
}

/* Copies ------------------------------------------------------------------------------- */

/* Copy the images and other files that notes name. */
static gboolean
copy_files(const Annex *annex, Manifest *files, GError **error)
{
	for (guint p = 0; p < annex->pages->len; p++) {
		const Note *note = ((const Page *)g_ptr_array_index(annex->pages, p))->note;

		for (guint i = 0; i < note->marks->len; i++) {
			const Mark *mark = g_ptr_array_index(note->marks, i);
			g_autofree char *from = NULL;

			if (mark->kind != MARK_FILE)
				continue;
			from = g_build_filename(annex->paths->notes, mark->target, NULL);
			if (!g_file_test(from, G_FILE_TEST_IS_REGULAR))
				continue; /* a finding has said so */
			if (!manifest_copy(files, mark->target, from, error))
				return FALSE;
		}
	}
	return TRUE;
}

/* Put the handout or the slides of @page into the folder @folder of the site. */
static gboolean
copy_pdf(const Page *page, RenderFormat format, const char *folder, Manifest *files, GError **error)
{
	g_autofree char *name = g_strdup_printf("%s/%s.pdf", folder, page->note->name);

	return !page_has(page, format, FALSE) ||
	       manifest_copy(files, name, page->output[format], error);
}

/* Put the handouts into the site, where pages link to them. */
static gboolean
copy_handouts(const Annex *annex, Manifest *files, GError **error)
{
	if (volume_stands(annex->volume) &&
	    !manifest_copy(files, VOLUME_NAME, annex->volume->pdf, error))
		return FALSE;
	for (guint p = 0; p < annex->pages->len; p++) {
		const Page *page = g_ptr_array_index(annex->pages, p);

		if (!copy_pdf(page, RENDER_PDF, "handouts", files, error) ||
		    !copy_pdf(page, RENDER_SLIDES, "slides", files, error))
			return FALSE;
	}
	return TRUE;
}

/* The whole ---------------------------------------------------------------------------- */

gboolean
annex_make(const Annex *annex, GError **error)
{
	const Paths *paths = annex->paths;
	Manifest *files = annex->files;

	if (!site_copy_assets(paths->templates, files, error))
		return FALSE;
	/* Without it GitHub takes the site for sources, and leaves out what begins with "_". */
	if (!manifest_put(files, ".nojekyll", NULL, "", 0, error))
		return FALSE;
	manifest_keep(files, "index.html");
	manifest_keep(files, "ledger.html");
	for (guint i = 0; i < annex->pages->len; i++) {
		const Page *page = g_ptr_array_index(annex->pages, i);
		g_autofree char *name = g_strconcat(page->note->name, ".html", NULL);

		manifest_keep(files, name);
	}
	for (guint i = 0; i < annex->plan->items->len; i++)
		if (!write_samples(annex, g_ptr_array_index(annex->plan->items, i), files, error))
			return FALSE;
	return copy_files(annex, files, error) && copy_handouts(annex, files, error) &&
	       export_write(annex->course, annex->pages, paths, files, error) &&
	       search_write(annex->course, annex->pages, paths, annex->look->program, files,
	                    error) &&
	       manifest_close(files, error);
}
