#include "splice.h"
#include "block.h"
#include <string.h>

/* The text under work: edits are made in order of the source. */
typedef struct Work {
	const Splice *splice;
	GString *out;
	GPtrArray *ids; /* may be NULL */
} Work;

static void
expect(Work *work, const char *id, Span span)
{
	if (work->ids)
		g_ptr_array_add(work->ids, page_id_new(id, span));
}

static void splice_range(Work *work, const GPtrArray *marks, const Caption *in, gsize start,
                         gsize end, const Mark *inside);

/* Splice the text between the brackets of @mark, which may hold references. */
static void
splice_text(Work *work, const GPtrArray *marks, const Mark *mark)
{
	splice_range(work, marks, mark->in, mark->text.start, mark->text.end, mark);
}

/* Marks -------------------------------------------------------------------------------- */

static void
splice_claim(Work *work, const GPtrArray *marks, const Mark *mark)
{
	const Evidence *evidence = evidence_find(work->splice->evidence, mark);
	const Verdict *verdict = evidence ? evidence->verdict : NULL;

	g_string_append_c(work->out, '[');
	splice_text(work, marks, mark);
	g_string_append(work->out, "]{.claim");
	if (verdict) {
		g_string_append_printf(work->out, " .%s", verdict_name(verdict->verdict));
		if (verdict->expected != EXPECTED_SUPPORTED)
			g_string_append_printf(work->out, " .expected-%s",
			                       expected_name(verdict->expected));
		if (evidence_unexpected(evidence))
			g_string_append(work->out, " .unexpected");
	}
	g_string_append_printf(work->out, "%s #%s}",
	                       evidence && evidence->measuring ? " .measuring" : "", mark->key);
	expect(work, mark->key, mark->where);
}

static void
splice_value(Work *work, const Mark *mark)
{
	const Evidence *evidence = evidence_find(work->splice->evidence, mark);
	const char *text = evidence && evidence->text ? evidence->text : "–";

	g_string_append_printf(work->out, "[%s]{.value%s #%s}", text,
	                       evidence && evidence->measuring ? " .measuring" : "", mark->key);
	expect(work, mark->key, mark->where);
}

static void
splice_reference(Work *work, const GPtrArray *marks, const Mark *mark)
{
	const Splice *splice = work->splice;
	g_autofree char *href = NULL;
	g_autofree char *text = book_reference(splice->course, splice->note, mark->target, &href);

	if (!text) {
		/* A reference of the author's own, "#part": pandoc's business. */
		g_string_append_len(work->out, mark->span.source->text + mark->span.start,
		                    (gssize)(mark->span.end - mark->span.start));
		return;
	}
	g_string_append_c(work->out, '[');
	if (mark->kind == MARK_REFERENCE && mark->text.end > mark->text.start)
		splice_text(work, marks, mark);
	else
		g_string_append(work->out, text);
	g_string_append_printf(work->out, "](%s){.ref}", href);
}

/* Replace "other.md" by "other.html" in the address; the rest of the link stays as it is. */
static void
splice_link(Work *work, const GPtrArray *marks, const Mark *mark)
{
	const char *source = mark->span.source->text;
	gsize at = mark->destination.start;
	const char *md = g_strstr_len(mark->target, -1, ".md");

	if (!md || at < mark->text.end || mark->destination.end > mark->span.end) {
		/* The address stands elsewhere, in a definition. */
		g_autofree char *stem = md ? g_strndup(mark->target, (gsize)(md - mark->target))
		                           : g_strdup(mark->target);

		g_string_append_c(work->out, '[');
		splice_text(work, marks, mark);
		g_string_append_printf(work->out, "](%s%s%s)", stem, md ? ".html" : "",
		                       md ? md + 3 : "");
		return;
	}
	g_string_append_len(work->out, source + mark->span.start,
	                    (gssize)(mark->text.start - mark->span.start));
	splice_text(work, marks, mark);
	g_string_append_len(work->out, source + mark->text.end, (gssize)(at - mark->text.end));
	g_string_append_len(work->out, mark->target, md - mark->target);
	g_string_append(work->out, ".html");
	g_string_append(work->out, md + 3);
	g_string_append_len(work->out, source + mark->destination.end,
	                    (gssize)(mark->span.end - mark->destination.end));
}

/* A claim of @note that backs a statement: verdict, sentence, chapter. */
static void
list_claim(Work *work, const Note *note, const Mark *mark)
{
	const Splice *splice = work->splice;
	const ClaimRow *row = splice->backing ? g_hash_table_lookup(splice->backing, mark) : NULL;
	g_autofree char *href = book_href(splice->note, note, mark->key);
	g_autofree char *plain = mark_sentence(mark);
	guint chapter = book_chapter(splice->course, note);

	g_string_append(work->out, "    - ");
	if (row) {
		const char *name = verdict_name(row->verdict);

		g_string_append_printf(work->out, "[%s %s]{.verdict .%s",
		                       evidence_sign(row->verdict), name, name);
		if (row->unexpected)
			g_string_append(work->out, " .unexpected");
		if (row->unexpected || row->expected != EXPECTED_SUPPORTED)
			g_string_append_printf(work->out, " expected=\"%s\"",
			                       expected_name(row->expected));
		g_string_append(work->out, "} ");
	}
	g_string_append_printf(work->out, "[%s]{.sentence} (", row ? row->sentence : plain);
	if (chapter > 0)
		g_string_append_printf(work->out, "[chapter\u00a0%u](%s))\n", chapter, href);
	else
		g_string_append_printf(work->out, "[start page](%s))\n", href);
}

/* The claims that back @statement, wherever they stand. */
static void
list_claims(Work *work, const Statement *statement)
{
	const Splice *splice = work->splice;
	guint n = 0;

	for (guint i = 0; i < splice->course->notes->len; i++) {
		const Note *note = g_ptr_array_index(splice->course->notes, i);

		for (guint k = 0; k < note->marks->len && !note->draft; k++) {
			const Mark *mark = g_ptr_array_index(note->marks, k);

			if (g_strcmp0(mark->statement, statement->id) != 0)
				continue;
			list_claim(work, note, mark);
			n++;
		}
	}
	if (n == 0)
		g_string_append(work->out, "    - no claim backs it\n");
}

/* All statements of the course with their claims: a list, which the filter makes a table. */
static void
splice_statements(Work *work)
{
	const GPtrArray *statements = work->splice->course->statements;

	g_string_append(work->out, "::: {.statements}\n");
	for (guint i = 0; i < statements->len; i++) {
		const Statement *statement = g_ptr_array_index(statements, i);

		g_string_append_printf(work->out, "- **%s** %s\n", statement->id, statement->text);
		list_claims(work, statement);
	}
	g_string_append(work->out, ":::");
}

static void
splice_mark(Work *work, const GPtrArray *marks, const Mark *mark)
{
	switch (mark->kind) {
	case MARK_CLAIM:
		splice_claim(work, marks, mark);
		return;
	case MARK_VALUE:
		splice_value(work, mark);
		return;
	case MARK_REFERENCE:
	case MARK_CITATION_LIKE:
		splice_reference(work, marks, mark);
		return;
	case MARK_LINK:
		splice_link(work, marks, mark);
		return;
	case MARK_FILE:
		g_string_append_len(work->out, mark->span.source->text + mark->span.start,
		                    (gssize)(mark->span.end - mark->span.start));
		return;
	case MARK_LISTING:
		splice_statements(work);
		return;
	case MARK_DEFINITION:
		return;
	}
}

/* Return where the text goes on after @mark: a definition takes its line end with it. */
static gsize
after(const Mark *mark)
{
	const char *text = mark->span.source->text;
	gsize end = mark->span.end;

	if (mark->kind != MARK_DEFINITION)
		return end;
	end += strspn(text + end, " \t");
	end += text[end] == '\r';
	end += text[end] == '\n';
	return end;
}

/* Return the index of the first mark at or after the byte @offset of the note. */
static guint
first_mark(const GPtrArray *marks, gsize offset)
{
	guint low = 0, high = marks->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (((const Mark *)g_ptr_array_index(marks, middle))->where.start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Pass on the bytes from @start to @end, of the caption @in or of the note, with the marks in them
 * spliced; @inside is the mark whose text they are, or NULL.
 */
static void
splice_range(Work *work, const GPtrArray *marks, const Caption *in, gsize start, gsize end,
             const Mark *inside)
{
	const char *text = in ? in->text : work->splice->note->source->text;
	gsize from = in ? in->span.start : start, to = in ? in->span.end : end;
	gsize at = start;

	for (guint i = first_mark(marks, from); i < marks->len; i++) {
		const Mark *mark = g_ptr_array_index(marks, i);

		if (mark->where.start >= to)
			break;
		/* What lies within a mark that was spliced has been dealt with there. */
		if (mark == inside || mark->in != in || mark->span.start < at ||
		    mark->span.end > end)
			continue;
		g_string_append_len(work->out, text + at, (gssize)(mark->span.start - at));
		splice_mark(work, marks, mark);
		at = MIN(after(mark), end);
	}
	g_string_append_len(work->out, text + at, (gssize)(end - at));
}

/* Blocks ------------------------------------------------------------------------------- */

static char *
caption_text(Work *work, const Caption *caption)
{
	Work inner = {.splice = work->splice, .out = g_string_new(NULL), .ids = work->ids};

	if (caption->text)
		splice_range(&inner, work->splice->note->marks, caption, 0, strlen(caption->text),
		             NULL);
	return g_string_free(inner.out, FALSE);
}

static void
splice_block(Work *work, const Experiment *experiment)
{
	const Splice *splice = work->splice;
	g_autofree char *figure = caption_text(work, &experiment->fig_cap);
	g_autofree char *table = caption_text(work, &experiment->tbl_cap);
	Block block = {.experiment = experiment,
	               .item = experiment->snippet ? NULL : plan_find(splice->plan, experiment->id),
	               .figure_caption = figure,
	               .table_caption = table,
	               .figures = splice->figures,
	               .output = g_hash_table_lookup(splice->outputs, experiment)};
	g_autofree char *text = block_text(&block);

	/* In a list or quote every line but the first needs the prefix. */
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (i > 0) {
			g_string_append_c(work->out, '\n');
			g_string_append(work->out, experiment->prefix ? experiment->prefix : "");
		}
		g_string_append(work->out, lines[i]);
	}
	if (!experiment->snippet && experiment->include) {
		g_autofree char *result = g_strconcat("result-", experiment->id, NULL);

		expect(work, result, experiment->id_span);
		if (book_has_figure(experiment)) {
			g_autofree char *id = g_strconcat("fig-", experiment->id, NULL);

			expect(work, id, experiment->id_span);
		}
	}
}

/* A footnote stays in its chapter: drop "[^name]". */
static char *
without_footnotes(const char *sentence)
{
	GString *out = g_string_new(NULL);

	for (const char *c = sentence; *c != '\0'; c++) {
		const char *close = g_str_has_prefix(c, "[^") ? strchr(c, ']') : NULL;

		if (close != NULL)
			c = close;
		else
			g_string_append_c(out, *c == '\n' || *c == '\r' ? ' ' : *c);
	}
	return g_string_free(out, FALSE);
}

char *
splice_sentence(const Splice *splice, const Mark *mark)
{
	Work work = {.splice = splice, .out = g_string_new(NULL)};

	splice_text(&work, splice->note->marks, mark);
	g_autofree char *text = g_string_free(work.out, FALSE);
	return without_footnotes(text);
}

char *
splice_note(const Splice *splice, GPtrArray *ids)
{
	const Note *note = splice->note;
	Work work = {.splice = splice, .out = g_string_sized_new(note->source->len), .ids = ids};
	gsize at = 0;

	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);

		splice_range(&work, note->marks, NULL, at, experiment->block.start, NULL);
		splice_block(&work, experiment);
		at = experiment->block.end;
	}
	splice_range(&work, note->marks, NULL, at, note->source->len, NULL);
	return g_string_free(work.out, FALSE);
}
