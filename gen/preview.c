#include "preview.h"
#include "book.h"
#include "failure.h"
#include <sys/stat.h>

void
preview_begin(Workspace *work)
{
	plan_defer(work->plan);
	for (guint i = 0; i < work->plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (!item->pending || item->note->draft ||
		    !failure_recall(work->failures, item, work->recalled))
			continue;
		item->pending = FALSE;
		g_clear_pointer(&item->stored, g_free);
		work->failed++;
	}
}

void
preview_end(Workspace *work)
{
	diag_take(work->diag, work->recalled);
}

/* Return when the author changed @item last, in ns since 1970. */
static gint64
changed(const PlanItem *item)
{
	const char *const paths[] = {item->note->source->path, item->experiment->workload_path};
	gint64 newest = 0;

	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		struct stat st;

		if (paths[i] && stat(paths[i], &st) == 0)
			newest = MAX(newest,
			             st.st_mtim.tv_sec * (gint64)1000000000 + st.st_mtim.tv_nsec);
	}
	return newest;
}

static json_t *
item_json(const Workspace *work, const PlanItem *item)
{
	g_autofree char *key = g_strjoin("-", item->content, item->host, NULL);

	return json_pack("{s:s s:s s:s s:f}", "id", item->experiment->id, "note", item->note->name,
	                 "key", key, "seconds", workspace_estimate(work, item));
}

void
preview_tell(Workspace *work, const GPtrArray *items)
{
	json_t *list = json_array();
	gint64 newest = 0;
	guint first = 0;

	for (guint i = 0; i < items->len; i++)
		newest = MAX(newest, changed(g_ptr_array_index(items, i)));
	for (guint i = 0; i < items->len; i++) {
		const PlanItem *item = g_ptr_array_index(items, i);

		if (changed(item) == newest)
			json_array_insert_new(list, first++, item_json(work, item));
		else
			json_array_append_new(list, item_json(work, item));
	}
	events_tell(&work->events, json_pack("{s:s s:o}", "event", "measure", "experiments", list));
}

void
preview_find_figure(const Workspace *work, PlanItem *item)
{
	const char *md = work->paths->md, *id = item->experiment->id;
	g_autofree char *svg = g_strdup_printf("%s/figures/%s.svg", md, id);
	g_autofree char *pdf = g_strdup_printf("%s/figures/%s.pdf", md, id);
	gboolean printed = (work->options->formats & FORMAT_PRINTED) != 0;

	item->former = item->pending && !item->result && !item->failure &&
	               book_has_figure(item->experiment) && g_file_test(svg, G_FILE_TEST_EXISTS) &&
	               (!printed || g_file_test(pdf, G_FILE_TEST_EXISTS));
}
