#include "page.h"
#include "record.h"
#include "render.h"
#include "splice.h"
#include "util.h"
#include <jansson.h>
#include <sys/stat.h>

/* Names of render keys in what is remembered. */
static const char *const format_keys[RENDER_PER_NOTE] = {"html", "pdf", "slides"};

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
	g_free(page->inputs);
	for (guint i = 0; i < RENDER_PER_NOTE; i++) {
		g_free(page->rendered[i]);
		g_free(page->output[i]);
	}
	g_free(page->md);
	g_free(page->side);
	g_free(page->text_key);
	g_ptr_array_unref(page->rows);
	g_ptr_array_unref(page->ids);
	g_clear_pointer(&page->evidence, g_ptr_array_unref);
	g_free(page);
}

/* Input keys --------------------------------------------------------------------------- */

static int
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
hash_stat(Hash *hash, const char *path)
{
	struct stat st;

	hash_text(hash, "path", path);
	if (stat(path, &st) != 0)
		return;
	hash_integer(hash, "size", st.st_size);
	hash_integer(hash, "inode", (gint64)st.st_ino);
	hash_integer(hash, "seconds", st.st_mtim.tv_sec);
	hash_integer(hash, "nanoseconds", st.st_mtim.tv_nsec);
}

char *
page_identity(const char *path)
{
	Hash *hash = hash_new("identity");
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_ptr_array_sort(names, compare_names);
	for (guint i = 0; i < names->len; i++)
		hash_stat(hash, g_ptr_array_index(names, i));
	if (!dir)
		hash_stat(hash, path);
	return hash_end(hash);
}

static void
add_experiment(GHashTable *items, const Plan *plan, const char *id)
{
	int index = plan_index(plan, id);

	if (index >= 0)
		g_hash_table_add(items, GINT_TO_POINTER(index));
}

GHashTable *
page_items(const Note *note, const Plan *plan)
{
	GHashTable *items = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);

		if (!experiment->snippet)
			add_experiment(items, plan, experiment->id);
	}
	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);
		const Formula *formula = mark->parsed;

		if (mark->kind != MARK_CLAIM && mark->kind != MARK_VALUE)
			continue;
		add_experiment(items, plan, mark->experiment);
		for (guint r = 0; formula && r < formula->refs->len; r++) {
			const Ref *ref = g_ptr_array_index(formula->refs, r);

			if (ref->home >= 0)
				g_hash_table_add(items, GINT_TO_POINTER(ref->home));
		}
	}
	for (guint i = 0; i < plan->items->len; i++)
		if (evidence_listed(note, plan, i))
			g_hash_table_add(items, GUINT_TO_POINTER(i));
	return items;
}

/* What other notes may say of this one: titles, numbers and headings of the whole course. */
static void
hash_course(Hash *hash, const Course *course)
{
	hash_text(hash, "course.yaml", course->source ? course->source->text : NULL);
	hash_text(hash, "title", course->title);
	hash_text(hash, "author", course->author);
	hash_text(hash, "language", course->language);
	hash_text(hash, "base-url", course->base_url);
	for (guint n = 0; n < course->notes->len; n++) {
		const Note *note = g_ptr_array_index(course->notes, n);

		hash_text(hash, "note", note->name);
		hash_text(hash, "title", note->title);
		hash_integer(hash, "draft", note->draft);
		for (guint i = 0; i < note->experiments->len; i++) {
			const Experiment *experiment = g_ptr_array_index(note->experiments, i);

			hash_text(hash, "experiment", experiment->id);
			hash_integer(hash, "figure", book_has_figure(experiment));
			hash_integer(hash, "table", book_has_table(experiment));
		}
		for (guint i = 0; i < note->headings->len; i++) {
			const Heading *heading = g_ptr_array_index(note->headings, i);

			hash_text(hash, "heading", heading->id);
			hash_text(hash, "text", heading->title);
		}
	}
}

/* What a list of the course's statements depends on in other notes: the claims that back them. */
static void
hash_listing(Hash *hash, const Course *course)
{
	for (guint n = 0; n < course->notes->len; n++) {
		const Note *note = g_ptr_array_index(course->notes, n);

		for (guint i = 0; i < note->marks->len; i++) {
			const Mark *mark = g_ptr_array_index(note->marks, i);

			if (mark->statement == NULL)
				continue;
			/* Its sentence, its formula, the options of its experiment. */
			hash_text(hash, "note", note->source->text);
			break;
		}
	}
}

void
page_hash_citations(Hash *hash, const Course *course, const Note *note)
{
	const GPtrArray *files = course_bibliography(course, note);
	const char *csl = course_csl(course, note);

	for (guint i = 0; i <= files->len; i++) {
		const char *name = i < files->len ? g_ptr_array_index(files, i) : csl;
		g_autofree char *path = name ? g_build_filename(course->folder, name, NULL) : NULL;

		if (path)
			hash_file(hash, i < files->len ? "bibliography" : "csl", path);
	}
}

static char *
input_key(const Note *note, const PageContext *context)
{
	const Plan *plan = context->plan;
	g_autoptr(GHashTable) items = page_items(note, plan);
	Hash *hash = hash_new("page");

	hash_text(hash, "note", note->source->text);
	hash_text(hash, "program", context->program);
	hash_course(hash, context->course);
	page_hash_citations(hash, context->course, note);
	hash_number(hash, "confidence", context->confidence);
	if (note_has_list(note))
		hash_listing(hash, context->course);
	for (guint i = 0; machine_facts()[i]; i++) {
		g_autofree char *fact = machine_fact(plan->machine, machine_facts()[i]);

		hash_text(hash, machine_facts()[i], fact);
	}
	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);

		if (!g_hash_table_contains(items, GUINT_TO_POINTER(i)))
			continue;
		hash_text(hash, "id", item->experiment->id);
		if (item->stored)
			hash_stat(hash, item->stored);
		else
			hash_text(hash, "why", item->failure ? item->failure : item->why);
		if (item->pending)
			hash_text(hash, "pending", item->failure);
		if (item->experiment->workload_path)
			hash_file(hash, "workload", item->experiment->workload_path);
	}
	return hash_end(hash);
}

/* What the last build left ------------------------------------------------------------- */

static char *
stamp_path(const Note *note, const Paths *paths)
{
	return g_strdup_printf("%s/pages/%s.json", paths->build, note->name);
}

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

Page *
page_new(const Note *note, const PageContext *context)
{
	Page *page = g_new0(Page, 1);
	const Paths *paths = context->paths;
	g_autofree char *path = stamp_path(note, paths);
	json_t *root = json_load_file(path, 0, NULL);

	page->note = note;
	page->rows = g_ptr_array_new_with_free_func(row_free);
	page->ids = g_ptr_array_new_with_free_func(free_id);
	page->md = g_strdup_printf("%s/%s.md", paths->md, note->name);
	page->side = g_strdup_printf("%s/%s.lua", paths->md, note->name);
	page->output[RENDER_HTML] = g_strdup_printf("%s/%s.html", paths->site, note->name);
	page->output[RENDER_PDF] = g_strdup_printf("%s/%s.pdf", paths->handouts, note->name);
	page->output[RENDER_SLIDES] = g_strdup_printf("%s/%s.pdf", paths->slides, note->name);
	page->inputs = input_key(note, context);
	page->dirty =
		g_strcmp0(json_string_value(json_object_get(root, "inputs")), page->inputs) != 0;
	for (guint i = 0; i < RENDER_PER_NOTE; i++)
		page->rendered[i] =
			g_strdup(json_string_value(json_object_get(root, format_keys[i])));
	page->text_key = g_strdup(json_string_value(json_object_get(root, "text")));
	page->known = !page->dirty;
	if (page->known)
		load_rows(page, json_object_get(root, "claims"));
	json_decref(root);
	return page;
}

gboolean
page_stands(const Page *page, RenderFormat format)
{
	return page->text_key && g_strcmp0(page->rendered[format], page->text_key) == 0 &&
	       g_file_test(page->output[format], G_FILE_TEST_EXISTS);
}

gboolean
page_has(const Page *page, RenderFormat format, gboolean wanted)
{
	/* Slides are made on demand only: what is out of date has no place in the site. */
	if (format == RENDER_SLIDES)
		return (wanted && render_has_pdf()) || page_stands(page, format);
	return (wanted && render_has_pdf()) ||
	       g_file_test(page->output[format], G_FILE_TEST_EXISTS);
}

void
page_renew(Page *page, const PageContext *context)
{
	char *inputs = input_key(page->note, context);

	if (!g_str_equal(inputs, page->inputs)) {
		page->dirty = TRUE;
		page->known = FALSE;
	}
	g_free(page->inputs);
	page->inputs = inputs;
}

gboolean
page_save(const Page *page, const Paths *paths, GError **error)
{
	g_autofree char *path = stamp_path(page->note, paths);
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
	json_t *root = json_pack("{s:s s:s* s:o}", "inputs", page->inputs, "text", page->text_key,
	                         "claims", rows);

	for (guint i = 0; i < RENDER_PER_NOTE; i++)
		if (page->rendered[i])
			json_object_set_new(root, format_keys[i], json_string(page->rendered[i]));
	char *text = json_dumps(root, JSON_INDENT(1)); /* records keep their order */
	gboolean ok = file_write(path, text, strlen(text), error);
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
