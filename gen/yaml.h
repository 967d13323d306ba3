/*
 * yaml.h - YAML as a tree in which every key and value knows where it stands.
 *
 * The text may be put together from pieces of a source, as the option lines of a code block are
 * ("#| " cut off); spans are those of the source all the same.  libyaml counts code points: they
 * become byte offsets here and nowhere else.  Scalars keep their source text: `3.10` is no number.
 * Duplicate keys are findings, since libyaml lets them pass.
 *
 * Readers take the entries that they know; yaml_reject_rest() reports what is left over.
 *
 * Knows of sources and findings; nothing of what keys mean.
 */
#ifndef LECTERN_YAML_H
#define LECTERN_YAML_H

#include "diag.h"

/* Deepest nesting that is read; deeper is a finding. */
#define YAML_MAX_DEPTH 32

typedef enum YamlKind {
	YAML_SCALAR,
	YAML_SEQUENCE,
	YAML_MAP,
	YAML_ALIAS, /* `*name`: not followed, so that no text can blow up */
} YamlKind;

typedef struct Yaml {
	YamlKind kind;
	Span span;          /* of the value in the source */
	char *text;         /* scalar: its value; alias: its name; else NULL */
	gboolean quoted;    /* scalar: in quotes, or after | or > */
	gboolean commented; /* scalar without quotes: a comment follows on its line */
	GArray *offsets;  /* scalar: gsize, source offset of every byte of `text`, and of its end */
	GPtrArray *items; /* sequence: Yaml, owned; else NULL */
	GPtrArray *entries; /* map: YamlEntry, owned, in order; else NULL */
} Yaml;

typedef struct YamlEntry {
	char *key;
	Span key_span;
	Yaml *value;    /* owned */
	gboolean taken; /* a reader knew it */
} YamlEntry;

/* Text put together from pieces of one source. */
typedef struct YamlText YamlText;

YamlText *yaml_text_new(const Source *source);
void yaml_text_free(YamlText *text);

/* Append the bytes from @start to @end of the source; what is not UTF-8 there becomes "?". */
void yaml_text_add(YamlText *text, gsize start, gsize end);

/*
 * Read @text, which must be one map; nothing but blanks and comments is an empty one.  @what says
 * in findings what it is ("front matter").  NULL after a finding (transfer full).
 */
Yaml *yaml_parse(const YamlText *text, const char *what, Diag *diag);

/* Free @yaml; libyaml has a yaml_free() of its own. */
void yaml_tree_free(Yaml *yaml);

/* Return the entry of @map called @key, or NULL (borrowed). */
YamlEntry *yaml_entry(const Yaml *map, const char *key);

/* Return the value of @map for @key, or NULL, and mark it as known (borrowed). */
const Yaml *yaml_take(const Yaml *map, const char *key);

/*
 * Add a finding @id for every entry of @map that no one has taken, with the nearest of @known (and
 * a pointer to @more, may be NULL); @what is "option", "key", ...
 */
void yaml_reject_rest(const Yaml *map, FindingId id, const char *what, const char *const *known,
                      const char *more, Diag *diag);

/* Return the span in the source of the bytes @start to @end of the scalar's text. */
Span yaml_span(const Yaml *scalar, gsize start, gsize end);

/* Return "a word", "a list", "a map" or "an alias", for messages. */
const char *yaml_kind_name(const Yaml *yaml);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Yaml, yaml_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlText, yaml_text_free)

#endif
