#include "mark.h"

void
mark_free(Mark *mark)
{
	if (mark == NULL)
		return;
	if (mark->parsed_free != NULL)
		mark->parsed_free(mark->parsed);
	g_clear_pointer(&mark->formula_offsets, g_array_unref);
	g_free(mark->experiment);
	g_free(mark->statement);
	g_free(mark->target);
	g_free(mark->formula);
	g_free(mark->key);
	g_free(mark);
}

const char *
mark_kind_name(MarkKind kind)
{
	switch (kind) {
	case MARK_CLAIM:
		return "claim";
	case MARK_VALUE:
		return "value";
	case MARK_REFERENCE:
	case MARK_CITATION_LIKE:
		return "reference";
	case MARK_LINK:
		return "link";
	case MARK_FILE:
		return "file";
	case MARK_LISTING:
		return "list";
	case MARK_DEFINITION:
		return "definition";
	}
	g_assert_not_reached();
}

char *
mark_sentence(const Mark *mark)
{
	char *text = g_strndup(mark->text.source->text + mark->text.start,
	                       mark->text.end - mark->text.start);

	return g_strdelimit(text, "\r\n", ' ');
}

Span
mark_formula_at(const Mark *mark, gsize start, gsize end)
{
	const gsize *offsets;

	if (mark->formula_offsets == NULL || start > end || end >= mark->formula_offsets->len)
		return mark->formula_span;
	offsets = (const gsize *)(const void *)mark->formula_offsets->data;
	if (start == end)
		return source_span(mark->formula_span.source, offsets[start], offsets[start]);
	return source_span(mark->formula_span.source, offsets[start],
	                   MAX(offsets[start], offsets[end - 1] + 1));
}
