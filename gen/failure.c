#include "failure.h"
#include "util.h"
#include <jansson.h>
#include <string.h>
#include <unistd.h>

static char *
path_of(const char *folder, const char *id)
{
	return g_strdup_printf("%s/%s.json", folder, id);
}

/* Return what tells whether @item is still what has failed (transfer full). */
static char *
key_of(const PlanItem *item)
{
	return g_strdup_printf("%s %s %g", item->content, item->host, item->experiment->timeout);
}

/* Places are counted from the end of the block: before the code options come and go. */
static json_t *
finding_json(const PlanItem *item, const Finding *finding)
{
	const Experiment *experiment = item->experiment;
	const Span *span = &finding->span, *block = &experiment->block;
	gboolean inside = span->source == block->source && span->start >= experiment->info.end &&
	                  span->end <= block->end;

	return json_pack("{s:s s:I s:I s:s s:s?}", "slug", finding_kind(finding->id)->slug, "start",
	                 (json_int_t)(inside ? block->end - span->start : 0), "end",
	                 (json_int_t)(inside ? block->end - span->end : 0), "message",
	                 finding->message, "help", finding->help);
}

gboolean
failure_save(const char *folder, const PlanItem *item, const Diag *diag, guint first,
             GError **error)
{
	g_autofree char *path = path_of(folder, item->experiment->id);
	g_autofree char *key = key_of(item);
	g_autofree char *failure = g_utf8_make_valid(item->failure, -1);
	json_t *list = json_array(), *root;
	gboolean good;
	char *text;

	for (guint i = first; i < diag->findings->len; i++)
		json_array_append_new(list,
		                      finding_json(item, g_ptr_array_index(diag->findings, i)));
	root = json_pack("{s:s s:s s:o}", "key", key, "failure", failure, "findings", list);
	text = json_dumps(root, JSON_COMPACT);
	good = file_write(path, text, strlen(text), error);
	free(text);
	json_decref(root);
	return good;
}

void
failure_forget(const char *folder, const char *id)
{
	g_autofree char *path = path_of(folder, id);

	unlink(path);
}

/* Return where the finding @row is now; the head of the block when it was nowhere in it. */
static Span
span_of(const Experiment *experiment, const json_t *row)
{
	const Span *block = &experiment->block;
	gsize start = (gsize)json_integer_value(json_object_get(row, "start"));
	gsize end = (gsize)json_integer_value(json_object_get(row, "end"));

	if (start == 0 || end > start || start > block->end - experiment->info.end)
		return experiment->info;
	return source_span(block->source, block->end - start, block->end - end);
}

gboolean
failure_recall(const char *folder, PlanItem *item, Diag *diag)
{
	g_autofree char *path = path_of(folder, item->experiment->id);
	g_autofree char *key = key_of(item);
	json_t *root = json_load_file(path, 0, NULL), *row;
	const char *failure = json_string_value(json_object_get(root, "failure"));
	gboolean known =
		failure && g_strcmp0(json_string_value(json_object_get(root, "key")), key) == 0;
	size_t i;

	json_array_foreach(known ? json_object_get(root, "findings") : NULL, i, row)
	{
		const char *slug = json_string_value(json_object_get(row, "slug"));
		const char *message = json_string_value(json_object_get(row, "message"));
		FindingId id;

		if (slug && message && finding_find(slug, &id))
			diag_add(diag, span_of(item->experiment, row), id,
			         json_string_value(json_object_get(row, "help")), "%s", message);
	}
	if (known) {
		g_free(item->failure);
		item->failure = g_strdup(failure);
	}
	json_decref(root);
	return known;
}
