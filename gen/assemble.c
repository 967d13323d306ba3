#include "assemble.h"
#include "annex.h"
#include "hash.h"
#include "leftover.h"
#include "side.h"
#include "site.h"
#include "util.h"
#include "volume.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <jansson.h>

/* A generated page: start page or ledger. */
typedef struct Extra {
	const char *name; /* of the output, "index" */
	const char *file; /* of its Markdown, "start" */
	const char *kind; /* for the filter */
	char *text;
	char *side;
	char *key;        /* of both */
	gboolean current; /* the page that stands was made from the same */
} Extra;

enum { EXTRA_START, EXTRA_LEDGER, EXTRA_COUNT };

/* The site as site.h sees it ----------------------------------------------------------- */

static SiteVerdict
site_verdict(VerdictKind kind)
{
	switch (kind) {
	case VERDICT_SUPPORTED:
		return SITE_SUPPORTED;
	case VERDICT_REFUTED:
		return SITE_REFUTED;
	case VERDICT_INCONCLUSIVE:
		return SITE_INCONCLUSIVE;
	case VERDICT_UNTESTABLE:
		return SITE_UNTESTABLE;
	case VERDICT_PENDING:
		break;
	}
	return SITE_PENDING;
}

static SiteVerdict
site_expected(Expected expected)
{
	switch (expected) {
	case EXPECTED_SUPPORTED:
		return SITE_SUPPORTED;
	case EXPECTED_REFUTED:
		return SITE_REFUTED;
	case EXPECTED_INCONCLUSIVE:
		return SITE_INCONCLUSIVE;
	}
	return SITE_SUPPORTED;
}

/*
 * Tell the experiment and the statement that the claim @key of @note names, and link to the
 * experiment's figure.
 */
static void
set_mark(const Course *course, const Note *note, const char *key, LedgerRow *row)
{
	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);
		const Experiment *experiment;
		Note *home = NULL;

		if (g_strcmp0(mark->key, key) != 0)
			continue;
		row->experiment = g_strdup(mark->experiment);
		row->statement = g_strdup(mark->statement);
		experiment = course_experiment(course, mark->experiment, &home);
		if (!experiment || !book_has_figure(experiment))
			return;
		row->figure_href = g_strdup_printf("%s.html#fig-%s", home->name, experiment->id);
		row->figure = g_strdup_printf("Figure %u.%u", book_chapter(course, home),
		                              book_figure(home, experiment));
		return;
	}
}

static Site *
site_of(const Assembly *assembly)
{
	const Course *course = assembly->course;
	Site *site = site_new();

	site->title = g_strdup(course->title);
	site->author = g_strdup(course->author);
	site->licence = g_strdup(course->licence);
	site->ledger = g_strdup("ledger.html");
	site->confidence = assembly->confidence;
	for (guint i = 0; i < assembly->pages->len; i++) {
		const Page *page = g_ptr_array_index(assembly->pages, i);
		const Note *note = page->note;
		SitePage *entry = site_add_page(site);

		entry->href = g_strconcat(note->name, ".html", NULL);
		entry->title = g_strdup(note->title);
		entry->subtitle = g_strdup(note->subtitle);
		entry->number = book_chapter(course, note);
		if (entry->number == 0)
			site->subtitle = g_strdup(note->subtitle);
		if (entry->number && page_has(page, RENDER_PDF, assembly->pdf))
			entry->handout = g_strconcat("handouts/", note->name, ".pdf", NULL);
		if (entry->number && page_has(page, RENDER_SLIDES, assembly->slides))
			entry->slides = g_strconcat("slides/", note->name, ".pdf", NULL);
		for (guint k = 0; k < page->rows->len; k++) {
			const ClaimRow *claim = g_ptr_array_index(page->rows, k);
			LedgerRow *row = site_add_row(entry);

			row->sentence = g_strdup(claim->sentence);
			row->verdict = site_verdict(claim->verdict);
			row->expected = site_expected(claim->expected);
			row->unexpected = claim->unexpected;
			row->formula = g_strdup(claim->formula);
			row->evidence = g_strdup(claim->line);
			row->href = g_strdup_printf("%s.html#%s", note->name, claim->key);
			set_mark(course, note, claim->key, row);
		}
	}
	return site;
}

/* Generated pages ---------------------------------------------------------------------- */

static const Page *
start_page(const Assembly *assembly)
{
	for (guint i = 0; i < assembly->pages->len; i++) {
		const Page *page = g_ptr_array_index(assembly->pages, i);

		if (book_chapter(assembly->course, page->note) == 0)
			return page;
	}
	return NULL;
}

/* Return the spliced text of the start page's note without its front matter, or NULL. */
static char *
start_body(const Assembly *assembly)
{
	const Page *page = start_page(assembly);
	g_autofree char *text = NULL;

	if (!page || !g_file_get_contents(page->md, &text, NULL, NULL))
		return NULL;
	/* The front matter is passed on byte by byte, so the body starts where it did. */
	return g_strdup(text + MIN(page->note->body, strlen(text)));
}

/* Tell whether verdicts rest on samples that were taken in a hurry. */
static gboolean
is_hasty(const Plan *plan)
{
	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);

		if (item->stored && store_is_quick(item->stored))
			return TRUE;
	}
	return FALSE;
}

static char *
extra_side(const Assembly *assembly, const Extra *extra)
{
	const Page *start = g_str_equal(extra->kind, "start") ? start_page(assembly) : NULL;
	char *side = NULL;
	Lua lua;

	/* The start page may have claims of its own: its note's side file serves. */
	if (start && g_file_get_contents(start->side, &side, NULL, NULL))
		return side;
	lua_begin(&lua);
	side_navigation(&lua, assembly->course, NULL, extra->name, extra->kind, FALSE,
	                is_hasty(assembly->plan));
	return lua_end(&lua);
}

static json_t *
load_stamp(const Assembly *assembly, char **path)
{
	*path = g_build_filename(assembly->paths->build, "site.json", NULL);
	return json_load_file(*path, 0, NULL);
}

static void
make_extras(const Assembly *assembly, const Site *site, const json_t *stamp, Extra *extras)
{
	g_autofree char *body = start_body(assembly);
	const Page *start = start_page(assembly);

	extras[EXTRA_START] = (Extra){.name = "index", .file = "start", .kind = "start"};
	extras[EXTRA_LEDGER] = (Extra){.name = "ledger", .file = "ledger", .kind = "ledger"};
	extras[EXTRA_START].text = site_start_text(site, body);
	extras[EXTRA_LEDGER].text = site_ledger_text(site);
	for (guint i = 0; i < EXTRA_COUNT; i++) {
		Extra *extra = &extras[i];
		g_autofree char *html =
			g_strdup_printf("%s/%s.html", assembly->paths->site, extra->name);
		Hash *hash = hash_new("extra");

		extra->side = extra_side(assembly, extra);
		hash_text(hash, "look", assembly->look->keys[RENDER_HTML]);
		hash_text(hash, "text", extra->text);
		hash_text(hash, "side", extra->side);
		/* figures and what is cited from */
		if (i == EXTRA_START && start)
			hash_text(hash, "note", start->text_key[RENDER_HTML]);
		extra->key = hash_end(hash);
		extra->current = g_strcmp0(json_string_value(json_object_get(stamp, extra->name)),
		                           extra->key) == 0 &&
		                 g_file_test(html, G_FILE_TEST_EXISTS);
	}
}

static void
clear_extras(Extra *extras)
{
	for (guint i = 0; i < EXTRA_COUNT; i++) {
		g_free(extras[i].text);
		g_free(extras[i].side);
		g_free(extras[i].key);
	}
}

/* Jobs --------------------------------------------------------------------------------- */

static void
free_job(gpointer job)
{
	render_job_free(job);
}

static void
set_citations(RenderJob *job, const Course *course, const Note *note)
{
	if (!basis_cites(note))
		return;
	job->bibliography = course_bibliography(course, note);
	job->csl = course_csl(course, note);
}

static RenderJob *
page_job(const Assembly *assembly, const Page *page, RenderFormat format)
{
	const Note *note = page->note;
	RenderJob *job = render_job_new(format, page->md, page->side, page->output[format],
	                                source_span(note->source, 0, MIN(note->source->len, 1)));

	set_citations(job, assembly->course, note);
	for (guint i = 0; format == RENDER_HTML && i < page->ids->len; i++) {
		const PageId *id = g_ptr_array_index(page->ids, i);

		render_job_expect(job, id->id, id->span);
	}
	return job;
}

/* Add the jobs for notes; the start page's note is part of a generated page. */
static void
add_page_jobs(const Assembly *assembly, GPtrArray *jobs, GPtrArray *owners)
{
	const gboolean wanted[] = {assembly->html, assembly->pdf, assembly->slides};

	for (guint i = 0; i < assembly->pages->len; i++) {
		Page *page = g_ptr_array_index(assembly->pages, i);

		if (!page->dirty || book_chapter(assembly->course, page->note) == 0)
			continue;
		for (guint k = 0; k < RENDER_PER_NOTE; k++) {
			if (!wanted[k] || page_stands(page, k))
				continue;
			g_ptr_array_add(jobs, page_job(assembly, page, k));
			g_ptr_array_add(owners, page);
		}
	}
}

/* Describe the volume, and link to it if it stands or will. */
static Volume *
volume_of(const Assembly *assembly, Site *site)
{
	g_autofree char *intro = site_confidence_text(site);
	Volume *volume = volume_new(assembly->course, assembly->pages, assembly->paths,
	                            assembly->look, intro);

	if (volume_stands(volume) || (assembly->volume && render_has_pdf()))
		site->handout = g_strdup(VOLUME_NAME);
	return volume;
}

/* Add the job for the volume unless it stands. */
static gboolean
add_volume_job(const Assembly *assembly, Volume *volume, GPtrArray *jobs, GPtrArray *owners,
               GError **error)
{
	RenderJob *job;

	if (volume_stands(volume))
		return TRUE;
	job = volume_job(volume, assembly->course, error);
	if (!job)
		return FALSE;
	g_ptr_array_add(jobs, job);
	g_ptr_array_add(owners, NULL);
	return TRUE;
}

static gboolean
add_extra_jobs(const Assembly *assembly, const Extra *extras, const char *stamp_path,
               GPtrArray *jobs, GError **error)
{
	const Page *start = start_page(assembly);

	for (guint i = 0; i < EXTRA_COUNT; i++) {
		const Extra *extra = &extras[i];
		const Paths *paths = assembly->paths;
		g_autofree char *md = g_strdup_printf("%s/%s.md", paths->md, extra->file);
		g_autofree char *side = g_strdup_printf("%s/%s.lua", paths->md, extra->file);
		g_autofree char *html = g_strdup_printf("%s/%s.html", paths->site, extra->name);
		RenderJob *job;

		if (extra->current)
			continue;
		g_unlink(stamp_path); /* a build that is ended in between leaves none behind */
		if (!file_write(md, extra->text, strlen(extra->text), error) ||
		    !file_write(side, extra->side, strlen(extra->side), error))
			return FALSE;
		job = render_job_new(RENDER_HTML, md, side, html,
		                     start ? source_span(start->note->source, 0, 0)
		                           : source_nowhere());
		if (i == EXTRA_START && start)
			set_citations(job, assembly->course, start->note);
		for (guint k = 0; i == EXTRA_START && start && k < start->ids->len; k++) {
			const PageId *id = g_ptr_array_index(start->ids, k);

			render_job_expect(job, id->id, id->span);
		}
		g_ptr_array_add(jobs, job);
	}
	return TRUE;
}

/* Give the pages the keys of what was made for them. */
static void
note_made(const GPtrArray *jobs, const GPtrArray *owners)
{
	for (guint i = 0; i < owners->len; i++) {
		const RenderJob *job = g_ptr_array_index(jobs, i);
		Page *page = g_ptr_array_index(owners, i); /* NULL: the volume */

		if (!page || !job->made)
			continue;
		page_set_made(page, job->format);
	}
}

static gboolean
run_jobs(Assembly *assembly, const GPtrArray *jobs, const GPtrArray *owners, Manifest *files,
         GError **error)
{
	g_autofree char *work = g_build_filename(assembly->paths->build, "handouts", NULL);
	RenderOptions options = {.templates = assembly->paths->templates,
	                         .notes = assembly->paths->notes,
	                         .work = work,
	                         .search = assembly->paths->search != NULL,
	                         .parallel = assembly->jobs,
	                         .progress = assembly->progress,
	                         .trace = assembly->trace};

	for (guint i = 0; i < jobs->len; i++) {
		const RenderJob *job = g_ptr_array_index(jobs, i);
		g_autofree char *name = g_path_get_basename(job->output);

		if (job->format == RENDER_HTML)
			manifest_expect(files, name);
	}
	if (!render_jobs(jobs, &options, assembly->interrupt, assembly->diag, error))
		return FALSE;
	for (guint i = 0; i < jobs->len; i++) {
		const RenderJob *job = g_ptr_array_index(jobs, i);

		assembly->handouts_made += job->made && job->format != RENDER_HTML;
		if (job->made && job->format == RENDER_HTML)
			g_ptr_array_add(assembly->written, g_path_get_basename(job->output));
	}
	note_made(jobs, owners);
	return TRUE;
}

/* The whole ---------------------------------------------------------------------------- */

/* Remember what was rendered, so that the next build need not. */
static gboolean
save_pages(const Assembly *assembly, GError **error)
{
	for (guint i = 0; i < assembly->pages->len; i++) {
		Page *page = g_ptr_array_index(assembly->pages, i);

		if (!page->dirty || diag_has_error(assembly->diag, page->note->source))
			continue;
		if (book_chapter(assembly->course, page->note) == 0)
			page_set_made(page, RENDER_HTML);
		if (!page_save(page, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
save_stamp(const char *path, const Extra *extras, GError **error)
{
	json_t *root = json_object();
	gboolean ok;
	char *text;

	for (guint i = 0; i < EXTRA_COUNT; i++)
		json_object_set_new(root, extras[i].name, json_string(extras[i].key));
	text = json_dumps(root, JSON_SORT_KEYS);
	ok = file_write(path, text, strlen(text), error);
	free(text);
	json_decref(root);
	return ok;
}

gboolean
assemble(Assembly *assembly, GError **error)
{
	g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(free_job);
	g_autoptr(GPtrArray) owners = g_ptr_array_new();
	g_autofree char *list = g_build_filename(assembly->paths->build, "site-files", NULL);
	g_autoptr(Manifest) files = manifest_open(assembly->paths->site, list);
	g_autofree char *stamp_path = NULL;
	json_t *stamp = load_stamp(assembly, &stamp_path);
	g_autoptr(Site) site = site_of(assembly);
	g_autoptr(Volume) volume = volume_of(assembly, site);
	Extra extras[EXTRA_COUNT] = {{0}};
	gboolean ok = TRUE;

	make_extras(assembly, site, stamp, extras);
	json_decref(stamp);
	add_page_jobs(assembly, jobs, owners);
	if (assembly->volume)
		ok = add_volume_job(assembly, volume, jobs, owners, error);
	if (ok && assembly->html)
		ok = add_extra_jobs(assembly, extras, stamp_path, jobs, error);
	if (ok && jobs->len > 0)
		ok = run_jobs(assembly, jobs, owners, files, error);
	if (ok) /* who looks at a page needs nothing of what follows */
		events_pages(assembly->events, assembly->written);
	if (ok && assembly->html)
		ok = annex_make(&(const Annex){assembly->course, assembly->plan, assembly->paths,
		                               assembly->pages, volume, assembly->look, files},
		                error);
	/* What has errors is not remembered: they are to be found again by the next build. */
	ok = ok && save_pages(assembly, error);
	if (ok && jobs->len > 0 && diag_count(assembly->diag, SEVERITY_ERROR) == 0)
		ok = (!assembly->html || save_stamp(stamp_path, extras, error)) &&
		     volume_save(volume, error);
	if (ok)
		leftover_remove(assembly->course, assembly->paths);
	clear_extras(extras);
	return ok;
}
