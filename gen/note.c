#include "note.h"

#include "fence.h"
#include "field.h"
#include "marks.h"
#include "option.h"

#include <string.h>

#define BOM "\357\273\277"

/* Lines with bytes that are not UTF-8 that are reported: the others are no better. */
#define BAD_BYTES_MAX 20

static Note *
note_new(Source *source)
{
	Note *note = g_new0(Note, 1);
	const char *dot;

	note->source = source;
	note->name = g_path_get_basename(source->path);
	dot = strrchr(note->name, '.');
	if (dot != NULL && dot > note->name)
		note->name[dot - note->name] = '\0';
	note->bibliography = g_ptr_array_new_with_free_func(g_free);
	note->experiments = g_ptr_array_new_with_free_func((GDestroyNotify)experiment_free);
	note->marks = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
	note->parts = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
	return note;
}

void
note_free(Note *note)
{
	if (note == NULL)
		return;
	g_free(note->name);
	g_free(note->title);
	g_free(note->subtitle);
	g_free(note->lang);
	g_ptr_array_unref(note->bibliography);
	g_ptr_array_unref(note->marks);
	g_ptr_array_unref(note->parts);
	g_ptr_array_unref(note->experiments);
	g_clear_pointer(&note->headings, g_ptr_array_unref);
	yaml_tree_free(note->front);
	source_free(note->source);
	g_free(note);
}

Experiment *
note_experiment(const Note *note, const char *id)
{
	for (guint i = 0; i < note->experiments->len; i++) {
		Experiment *experiment = g_ptr_array_index(note->experiments, i);

		if (g_str_equal(experiment->id, id))
			return experiment;
	}
	return NULL;
}

/* Report bytes that are not UTF-8, and NUL bytes: one a line, and not all of a binary file. */
static void
check_bytes(const Source *source, Diag *diag)
{
	gsize at = 0;
	guint last = 0, n = 0;
	const char *bad;

	while (n < BAD_BYTES_MAX && at < source->len &&
	       !g_utf8_validate_len(source->text + at, source->len - at, &bad)) {
		at = (gsize)(bad - source->text);
		if (source_line_at(source, at) != last) {
			Span span = source_span(source, at, at + 1);

			last = source_line_at(source, at);
			n++;
			if (source->text[at] == '\0')
				diag_add(diag, span, FINDING_NOTE_NUL, "delete it",
				         "this is a NUL byte");
			else
				diag_add(diag, span, FINDING_NOTE_NOT_UTF8,
				         "save the file as UTF-8",
				         "the byte 0x%02x is not UTF-8 here",
				         (guint)(guchar)source->text[at]);
		}
		at++;
	}
}

/* Whether line @line is @mark and nothing but blanks. */
static gboolean
is_line(const Source *source, guint line, gsize from, const char *mark)
{
	gsize at = MAX(source_line_start(source, line), from), end = source_line_end(source, line);

	while (end > at && (source->text[end - 1] == ' ' || source->text[end - 1] == '\t'))
		end--;
	return end - at == strlen(mark) && memcmp(source->text + at, mark, end - at) == 0;
}

/* Whether line @line looks like "key: value". */
static gboolean
is_entry(const Source *source, guint line)
{
	g_autofree char *text = source_line(source, line);

	return text[0] == '#' || (g_ascii_isalpha(text[0]) && strchr(text, ':') != NULL);
}

/*
 * Find the front matter: return the line that closes it, or 0 when there is none.  One that is
 * never closed is a finding.
 */
static guint
find_front(const Source *source, gsize from, Diag *diag)
{
	guint line = 2, lines = source->lines->len;

	if (!is_line(source, 1, from, "---") || lines < 2 ||
	    source_line_end(source, 2) == source_line_start(source, 2))
		return 0;
	for (; line <= lines; line++)
		if (is_line(source, line, 0, "---") || is_line(source, line, 0, "..."))
			return line;
	if (is_entry(source, 2))
		diag_add(diag, source_span(source, from, from + 3), FINDING_YAML_UNCLOSED,
		         "end it with a line `---`", "the front matter is never closed");
	return 0;
}

/* Read the keys of the front matter that are ours; pandoc gets all of it. */
static void
read_front(Note *note, Diag *diag)
{
	const Yaml *value;

	if ((value = yaml_take(note->front, "title")) != NULL)
		field_text(value, "title", diag, &note->title);
	if ((value = yaml_take(note->front, "subtitle")) != NULL)
		field_text(value, "subtitle", diag, &note->subtitle);
	if ((value = yaml_take(note->front, "lang")) != NULL)
		field_word(value, "lang", diag, &note->lang);
	if ((value = yaml_take(note->front, "draft")) != NULL)
		field_boolean(value, "draft", diag, &note->draft);
	if ((value = yaml_take(note->front, "bibliography")) != NULL) {
		g_autoptr(GPtrArray) items = field_items(value, "bibliography", diag);

		for (guint i = 0; items != NULL && i < items->len; i++) {
			const Yaml *item = g_ptr_array_index(items, i);

			g_ptr_array_add(note->bibliography, g_strdup(item->text));
		}
	}
}

/* Return the defaults of the note for its blocks, checked, or NULL. */
static const Yaml *
read_defaults(const Note *note, Diag *diag)
{
	const Yaml *value = note->front == NULL ? NULL : yaml_take(note->front, "experiment");

	if (value == NULL)
		return NULL;
	if (value->kind != YAML_MAP) {
		diag_add(diag, value->span, FINDING_OPTION_TYPE, NULL,
		         "'experiment' takes a map of options, not %s", yaml_kind_name(value));
		return NULL;
	}
	option_check_defaults(value, diag);
	return value;
}

/* Cut the front matter off and read it. */
static void
cut_front(Note *note, Diag *diag)
{
	const Source *source = note->source;
	g_autoptr(YamlText) text = yaml_text_new(source);
	gsize from = g_str_has_prefix(source->text, BOM) ? strlen(BOM) : 0;
	guint close = find_front(source, from, diag);

	note->body = from;
	if (close == 0)
		return;
	note->body = source_line_start(source, close + 1);
	yaml_text_add(text, source_line_start(source, 2), source_line_start(source, close));
	note->front = yaml_parse(text, "front matter", diag);
	if (note->front != NULL)
		read_front(note, diag);
}

/* Report a fence that pandoc reads differently or that is never closed. */
static void
check_fence(const Leaf *leaf, const Leaf *before, Diag *diag)
{
	Span span = source_span(leaf->source, leaf->start, leaf->start + leaf->fence);

	if (!leaf->closed)
		diag_add(diag, span, FINDING_BLOCK_UNCLOSED,
		         "close it with a fence of the same length", "this fence is never closed");
	/* pandoc's backtick fences may follow text at once, those of tildes may not. */
	if (leaf->tilde && before != NULL && before->kind == LEAF_PARAGRAPH &&
	    before->last_line + 1 == leaf->first_line && fence_is_ours(leaf->info))
		diag_add(
			diag, span, FINDING_BLOCK_GLUED, "put a blank line before it",
			"pandoc takes this fence for text, because it touches the paragraph above");
}

/* Report a block of ours that is plain code because it is indented. */
static void
check_indented(const Leaf *leaf, Diag *diag)
{
	const char *text = leaf->text->str;
	gsize n = strcspn(text, "\n");
	g_autofree char *line = g_strndup(text, n);

	if (strspn(line, "`~") >= 3 && fence_is_ours(line))
		diag_add(diag, leaf_span(leaf, (Range){0, n}), FINDING_BLOCK_INDENTED,
		         "indent it by less than four columns, or move it out of the footnote",
		         "this block is indented so far that it is plain code");
}

/* Read all blocks of code. */
static void
read_blocks(Note *note, const Markdown *markdown, FenceContext *context, Diag *diag)
{
	const Leaf *before = NULL;

	for (guint i = 0; i < markdown->leaves->len; i++) {
		const Leaf *leaf = g_ptr_array_index(markdown->leaves, i);
		Experiment *experiment = NULL;

		if (leaf->kind == LEAF_FENCE) {
			check_fence(leaf, before, diag);
			experiment = fence_read(leaf, context, diag);
		} else if (leaf->kind == LEAF_INDENTED) {
			check_indented(leaf, diag);
		}
		before = leaf;
		if (experiment == NULL)
			continue;
		context->snippets += experiment->snippet;
		g_ptr_array_add(note->experiments, experiment);
	}
}

/* Report ids that two blocks of the note have. */
static void
check_ids(const Note *note, Diag *diag)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < note->experiments->len; i++) {
		Experiment *experiment = g_ptr_array_index(note->experiments, i);
		const Experiment *first = g_hash_table_lookup(seen, experiment->id);

		if (first == NULL) {
			g_hash_table_insert(seen, experiment->id, experiment);
			continue;
		}
		diag_add(diag, experiment->id_span, FINDING_BLOCK_DUPLICATE_ID,
		         "rename one of them", "the id '%s' is taken by the block on line %u",
		         experiment->id, source_line_at(note->source, first->id_span.start));
	}
}

/* Find the marks in the caption of the experiment @index. */
static void
read_caption(Note *note, const Caption *caption, int index, Diag *diag)
{
	g_autoptr(Markdown) markdown = NULL;

	if (caption->text == NULL)
		return;
	markdown = markdown_parse(caption->source, 0);
	marks_find(markdown, caption, index, note->marks, note->parts, diag);
}

/* Report a claim or value in the text for those who cannot see the figure: it is plain text. */
static void
check_alt(const Caption *alt, Diag *diag)
{
	if (alt->text != NULL &&
	    (strstr(alt->text, "](claim:") != NULL || strstr(alt->text, "](value:") != NULL))
		diag_add(diag, alt->span, FINDING_MARK_HIDDEN, "write it in `fig-cap`",
		         "'fig-alt' is plain text: a claim or value in it would be lost");
}

/* Order marks by where they stand, the enclosing one first. */
static gint
compare_marks(gconstpointer a, gconstpointer b)
{
	const Mark *x = *(const Mark *const *)a, *y = *(const Mark *const *)b;

	if (x->where.start != y->where.start)
		return x->where.start < y->where.start ? -1 : 1;
	return (x->where.end < y->where.end) - (x->where.end > y->where.end);
}

/* Give claims and values keys: kind, experiment, and the how-manieth of these it is. */
static void
number_marks(Note *note)
{
	g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < note->marks->len; i++) {
		Mark *mark = g_ptr_array_index(note->marks, i);
		g_autofree char *stem = NULL;
		guint n;

		if (mark->kind != MARK_CLAIM && mark->kind != MARK_VALUE)
			continue;
		stem = g_strdup_printf("%s%s%s", mark_kind_name(mark->kind),
		                       mark->experiment[0] != '\0' ? "-" : "", mark->experiment);
		n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, stem)) + 1;
		mark->key = g_strdup_printf("%s-%u", stem, n);
		g_hash_table_replace(counts, g_steal_pointer(&stem), GUINT_TO_POINTER(n));
	}
}

/* Find all marks, in running text and in captions. */
static void
read_marks(Note *note, const Markdown *markdown, Diag *diag)
{
	marks_find(markdown, NULL, -1, note->marks, note->parts, diag);
	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);

		read_caption(note, &experiment->fig_cap, (int)i, diag);
		read_caption(note, &experiment->tbl_cap, (int)i, diag);
		check_alt(&experiment->fig_alt, diag);
	}
	g_ptr_array_sort(note->marks, compare_marks);
	number_marks(note);
}

/* Make sure that there is a title. */
static void
find_title(Note *note, Diag *diag)
{
	const Heading *first = note->headings->len > 0 ? note->headings->pdata[0] : NULL;

	if (note->title != NULL)
		return;
	if (first != NULL && first->title[0] != '\0') {
		note->title = g_strdup(first->title);
		return;
	}
	note->title = g_strdup(note->name);
	if (note->source->len > 0 && (note->front != NULL || note->body <= strlen(BOM)))
		diag_add(diag, source_span(note->source, note->body, note->body),
		         FINDING_NOTE_TITLE, "start it with the lines `---`, `title: ...`, `---`",
		         "this note has no title");
}

Note *
note_parse(Source *source, const Yaml *defaults, const char *search, Diag *diag)
{
	Note *note = note_new(source);
	FenceContext context = {.course = defaults, .search = search, .name = note->name};
	g_autoptr(Markdown) markdown = NULL;

	check_bytes(source, diag);
	cut_front(note, diag);
	context.note = read_defaults(note, diag);
	markdown = markdown_parse(source, note->body);
	if (markdown->leaves->len == 0)
		diag_add(diag, source_span(source, 0, 0), FINDING_NOTE_EMPTY,
		         "write some, or delete the file", "this note has no text");
	note->headings = heading_list(markdown);
	find_title(note, diag);
	read_blocks(note, markdown, &context, diag);
	check_ids(note, diag);
	read_marks(note, markdown, diag);
	return note;
}

Note *
note_load(const char *path, const Yaml *defaults, const char *search, Diag *diag, GError **error)
{
	Source *source = source_load(path, error);

	return source == NULL ? NULL : note_parse(source, defaults, search, diag);
}

gboolean
note_has_list(const Note *note)
{
	for (guint i = 0; i < note->marks->len; i++)
		if (((const Mark *)g_ptr_array_index(note->marks, i))->kind == MARK_LISTING)
			return TRUE;
	return FALSE;
}
