#include "gallery.h"
#include "alt.h"
#include "book.h"
#include "draw.h"
#include "key.h"
#include "page.h"
#include "preview.h"
#include "util.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* A figure to be drawn, and what for. */
typedef struct Commission {
	Drawing drawing;
	Figure *figure; /* owned */
	PlanItem *item;
	char *path; /* where the key is kept */
	char *key;  /* what the figure depends on */
} Commission;

static void
commission_free(gpointer data)
{
	Commission *commission = data;

	figure_free(commission->figure);
	g_clear_error(&commission->drawing.problem);
	g_free(commission->path);
	g_free(commission->key);
	g_free(commission);
}

static gboolean
prints(const Workspace *work)
{
	return (work->options->formats & FORMAT_PRINTED) != 0;
}

static gboolean
has_picture(const Workspace *work, const char *id, const char *ending)
{
	g_autofree char *path = g_strdup_printf("%s/figures/%s.%s", work->paths->md, id, ending);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* What a figure depends on: the samples, what the author asked for, the look. */
static char *
figure_key(const PlanItem *item, const Look *look)
{
	const Experiment *experiment = item->experiment;
	Hash *hash = hash_new("figure");

	hash_text(hash, "look", look->figures_key);
	hash_text(hash, "content", item->result->content);
	hash_text(hash, "host", item->result->host);
	key_feed_stored(hash, item->stored);
	hash_text(hash, "metric", experiment->metric);
	hash_text(hash, "plot", experiment->plot);
	hash_text(hash, "x", experiment->x);
	hash_integer(hash, "log-x", experiment->log_x);
	hash_integer(hash, "log-y", experiment->log_y);
	hash_integer(hash, "ideal", experiment->ideal);
	hash_text(hash, "gnuplot", experiment->gnuplot);
	hash_integer(hash, "reduce", experiment->has_reduce ? (gint64)experiment->reduce : -1);
	return hash_end(hash);
}

/* Tell whether the pictures of @commission were drawn under its key. */
static gboolean
is_drawn(const Workspace *work, const Commission *commission)
{
	const char *id = commission->drawing.id;
	g_autofree char *drawn = NULL;

	return has_picture(work, id, "svg") && (!prints(work) || has_picture(work, id, "pdf")) &&
	       g_file_get_contents(commission->path, &drawn, NULL, NULL) &&
	       g_str_equal(drawn, commission->key);
}

/* Say what the figure of @item shows; add it to @list unless it stands. */
static void
look_at(Workspace *work, PlanItem *item, const Look *look, GPtrArray *list)
{
	const Experiment *experiment = item->experiment;
	Commission *commission;
	Figure *figure;

	if (!item->result || item->alt || !book_has_figure(experiment)) {
		preview_find_figure(work, item);
		return;
	}
	figure = figure_new(experiment, item->result->samples);
	if (!figure)
		return;
	item->alt = figure_alt(figure);
	item->legend = figure_marks(figure);
	commission = g_new0(Commission, 1);
	commission->drawing = (Drawing){.figure = figure, .id = experiment->id};
	commission->figure = figure;
	commission->item = item;
	commission->path = g_strdup_printf("%s/figures/%s.key", work->paths->build, experiment->id);
	commission->key = figure_key(item, look);
	if (is_drawn(work, commission))
		commission_free(commission);
	else
		g_ptr_array_add(list, commission);
}

/* Return what is to be drawn: Commission. */
static GPtrArray *
make_list(Workspace *work, const Look *look)
{
	g_autoptr(GHashTable) dirty = g_hash_table_new(NULL, NULL);
	GPtrArray *list = g_ptr_array_new_with_free_func(commission_free);

	for (guint i = 0; i < work->pages->len; i++) {
		const Page *page = g_ptr_array_index(work->pages, i);

		if (page->dirty)
			g_hash_table_add(dirty, (gpointer)page->note);
	}
	for (guint i = 0; i < work->plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (g_hash_table_contains(dirty, item->note))
			look_at(work, item, look, list);
	}
	return list;
}

/* Remember under what the figure was drawn, or say why it was not. */
static gboolean
settle(Workspace *work, const Commission *commission, GError **error)
{
	const Experiment *experiment = commission->item->experiment;
	const GError *problem = commission->drawing.problem;

	if (!problem)
		return file_write(commission->path, commission->key, strlen(commission->key),
		                  error);
	diag_add(work->diag, experiment_span(experiment, "gnuplot"), FINDING_FIGURE_FAILED, NULL,
	         "the figure of '%s' cannot be drawn: %s", experiment->id, problem->message);
	commission->item->no_figure = g_strdup(problem->message);
	return TRUE;
}

gboolean
gallery_draw(Workspace *work, const Look *look, GError **error)
{
	g_autoptr(GPtrArray) list = make_list(work, look), drawings = g_ptr_array_new();
	g_autofree char *folder = g_build_filename(work->paths->md, "figures", NULL);
	g_autofree char *path = g_build_filename(work->paths->templates, "plot.gp", NULL);
	const DrawOptions options = {.directory = folder,
	                             .look = path,
	                             .pdf = prints(work),
	                             .parallel = work->options->jobs ? work->options->jobs
	                                                             : g_get_num_processors()};

	for (guint i = 0; i < list->len; i++) {
		Commission *commission = g_ptr_array_index(list, i);

		g_unlink(commission->path); /* it holds for pictures that are about to go */
		g_ptr_array_add(drawings, &commission->drawing);
	}
	if (list->len > 0)
		progress_stage(&work->progress, "drawing", 0, list->len, "figure", "gnuplot");
	if (list->len > 0 && !figures_draw(drawings, &options, error))
		return FALSE;
	for (guint i = 0; i < list->len; i++)
		if (!settle(work, g_ptr_array_index(list, i), error))
			return FALSE;
	return TRUE;
}

gboolean
gallery_stands(const Workspace *work, const Note *note)
{
	for (guint i = 0; prints(work) && i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);

		if (book_has_figure(experiment) && has_picture(work, experiment->id, "svg") &&
		    !has_picture(work, experiment->id, "pdf"))
			return FALSE;
	}
	return TRUE;
}
