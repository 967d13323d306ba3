/*
 * texts.h - sources, findings and notes from texts in tests.
 */
#ifndef TEXTS_H
#define TEXTS_H

#include "note.h"
#include "yaml.h"

#include <string.h>

/* Make a source of @text (transfer full). */
static inline Source *
text_source(const char *text)
{
	return source_new("test.md", g_strdup(text), strlen(text));
}

/* Parse @text as a note (transfer full). */
static inline Note *
text_note(const char *text, Diag *diag)
{
	return note_parse(text_source(text), NULL, NULL, diag);
}

/* Parse @text as YAML (transfer full). */
static inline Yaml *
text_yaml(const Source *source, Diag *diag)
{
	g_autoptr(YamlText) text = yaml_text_new(source);

	yaml_text_add(text, 0, source->len);
	return yaml_parse(text, "text", diag);
}

/* Return the slugs of all findings, in order, joined by blanks (transfer full). */
static inline char *
text_slugs(const Diag *diag)
{
	g_autoptr(GString) slugs = g_string_new(NULL);

	for (guint i = 0; i < diag->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(diag->findings, i);

		g_string_append_printf(slugs, "%s%s", i > 0 ? " " : "",
		                       finding_kind(finding->id)->slug);
	}
	return g_string_free(g_steal_pointer(&slugs), FALSE);
}

/* Check that the findings of @diag are @slugs, and that the first one stands at @at (NULL: any). */
static inline void
text_assert_findings(const Diag *diag, const char *slugs, const char *at)
{
	g_autofree char *found = text_slugs(diag);
	g_autofree char *span = NULL;

	g_assert_cmpstr(found, ==, slugs);
	if (at == NULL)
		return;
	span = span_text(((const Finding *)g_ptr_array_index(diag->findings, 0))->span);
	g_assert_cmpstr(span, ==, at);
}

/* Return all that diag_print() prints (transfer full). */
static inline char *
text_print(Diag *diag)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	char *copy;

	diag_print(diag, out, FALSE);
	fclose(out);
	copy = g_strdup(text);
	free(text);
	return copy;
}

#endif
