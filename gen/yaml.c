#include "yaml.h"

#include "util.h"

#include <string.h>
#include <yaml.h>

/* A piece of the source that was appended. */
typedef struct Piece {
	gsize at;     /* offset in the text */
	gsize offset; /* offset in the source */
} Piece;

struct YamlText {
	const Source *source;
	GString *text;
	GArray *pieces; /* Piece */
};

/* What reads: libyaml's parser, and where the last mark was, so that marks cost no second walk. */
typedef struct Reader {
	const YamlText *text;
	const char *what;
	Diag *diag;
	yaml_parser_t parser;
	yaml_event_t event;
	size_t index; /* of the code point at `at` */
	gsize at;     /* byte offset in the text */
	guint depth;
} Reader;

YamlText *
yaml_text_new(const Source *source)
{
	YamlText *text = g_new0(YamlText, 1);

	text->source = source;
	text->text = g_string_new(NULL);
	text->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
	return text;
}

void
yaml_text_free(YamlText *text)
{
	if (text == NULL)
		return;
	g_string_free(text->text, TRUE);
	g_array_unref(text->pieces);
	g_free(text);
}

void
yaml_text_add(YamlText *text, gsize start, gsize end)
{
	Piece piece = {text->text->len, start};

	g_array_append_val(text->pieces, piece);
	g_string_append_len(text->text, text->source->text + start, (gssize)(end - start));
	utf8_mask(text->text->str + piece.at, text->text->len - piece.at);
}

/* Return the source offset of the byte @at of @text. */
static gsize
to_source(const YamlText *text, gsize at)
{
	const Piece *pieces = (const Piece *)(const void *)text->pieces->data;
	guint low = 0, high = text->pieces->len;

	if (high == 0)
		return 0;
	while (high - low > 1) {
		guint middle = low + (high - low) / 2;

		if (pieces[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return pieces[low].offset + (at - pieces[low].at);
}

/* Return the span of the bytes @start to @end; its end follows its last byte, whatever is cut off.
 */
static Span
to_span(const YamlText *text, gsize start, gsize end)
{
	gsize from = to_source(text, start);

	if (end <= start)
		return source_span(text->source, from, from);
	return source_span(text->source, from, to_source(text, end - 1) + 1);
}

/* Return the byte offset of libyaml's @mark, which counts code points. */
static gsize
to_bytes(Reader *reader, yaml_mark_t mark)
{
	const GString *text = reader->text->text;

	while (reader->index < mark.index && reader->at < text->len) {
		reader->at++;
		while (((guchar)text->str[reader->at] & 0xc0) == 0x80)
			reader->at++;
		reader->index++;
	}
	while (reader->index > mark.index && reader->at > 0) {
		reader->at--;
		while (((guchar)text->str[reader->at] & 0xc0) == 0x80)
			reader->at--;
		reader->index--;
	}
	return reader->at;
}

/* Return the end of the line that @at is on. */
static gsize
line_end(const GString *text, gsize at)
{
	return at + strcspn(text->str + at, "\r\n");
}

/* Return the start of the line that @at is on. */
static gsize
line_start(const GString *text, gsize at)
{
	while (at > 0 && text->str[at - 1] != '\n')
		at--;
	return at;
}

/* Whether the value of "key: value" on the line at @start is text that wanted quotes. */
static gboolean
wants_quotes(const GString *text, gsize start, gsize *value_start, gsize *value_end)
{
	gsize end = line_end(text, start), at;
	const char *colon = g_strstr_len(text->str + start, (gssize)(end - start), ": ");
	const char *close;

	if (colon == NULL)
		return FALSE;
	at = (gsize)(colon - text->str) + 1;
	while (at < end && text->str[at] == ' ')
		at++;
	while (end > at && g_ascii_isspace(text->str[end - 1]))
		end--;
	if (at == end)
		return FALSE;
	*value_start = at;
	*value_end = end;
	switch (text->str[at]) {
	case '@':
	case '`':
	case '%':
	case '*':
	case '&':
	case '!':
		return TRUE;
	case '[':
	case '{':
		close = memrchr(text->str + at, text->str[at] == '[' ? ']' : '}', end - at);
		return close != NULL && close != text->str + end - 1;
	case '"':
	case '\'':
		return end - at > 2 &&
		       memchr(text->str + at + 1, text->str[at], end - at - 2) != NULL;
	default: /* not an enum of ours: any other character */
		return g_strstr_len(text->str + at, (gssize)(end - at), ": ") != NULL ||
		       text->str[end - 1] == ':';
	}
}

/* Return what may help with what libyaml stumbled over at @at (transfer full), or NULL. */
static char *
syntax_help(Reader *reader, gsize at)
{
	const yaml_parser_t *parser = &reader->parser;

	if (at < reader->text->text->len && reader->text->text->str[at] == '\t')
		return g_strdup("indent with blanks: YAML takes no tabs");
	if (parser->context == NULL ||
	    (strstr(parser->context, "flow") == NULL && strstr(parser->context, "quoted") == NULL))
		return NULL;
	at = to_source(reader->text, to_bytes(reader, parser->context_mark));
	return g_strdup_printf("it starts on line %u", source_line_at(reader->text->source, at));
}

/* Report what libyaml stumbled over; text that wanted quotes is a finding of its own. */
static void
report_syntax(Reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const GString *text = reader->text->text;
	const char *problem = parser->problem != NULL ? parser->problem : "no YAML";
	g_autofree char *help = NULL;
	gsize at, start, end;

	if (parser->error == YAML_READER_ERROR)
		at = MIN(parser->problem_offset, text->len);
	else
		at = MIN(to_bytes(reader, parser->problem_mark), text->len);
	/* The end of the text is told at the end of its last line. */
	while (at > 0 && at == text->len && g_ascii_isspace(text->str[at - 1]))
		at--;
	if (wants_quotes(text, line_start(text, at), &start, &end)) {
		diag_add(
			reader->diag, to_span(reader->text, start, end), FINDING_YAML_QUOTE,
			"put the whole text in single quotes ('it''s'), or write `|` and the text on "
			"the next lines, indented",
			"YAML takes this text for something else: %s", problem);
		return;
	}
	help = syntax_help(reader, at);
	diag_add(reader->diag, to_span(reader->text, at, MIN(at + 1, text->len)),
	         FINDING_YAML_SYNTAX, help, "the %s is not YAML: %s%s%s", reader->what, problem,
	         parser->context != NULL ? ", " : "",
	         parser->context != NULL ? parser->context : "");
}

/* Get the next event; FALSE after a finding. */
static gboolean
next(Reader *reader)
{
	yaml_event_delete(&reader->event);
	if (yaml_parser_parse(&reader->parser, &reader->event))
		return TRUE;
	report_syntax(reader);
	return FALSE;
}

/* Report what we do not read, at the event that has just come. */
static void
report_event(Reader *reader, const char *problem)
{
	gsize start = to_bytes(reader, reader->event.start_mark);
	gsize end = MIN(line_end(reader->text->text, start),
	                MAX(start, to_bytes(reader, reader->event.end_mark)));

	diag_add(reader->diag, to_span(reader->text, start, end), FINDING_YAML_SYNTAX, NULL,
	         "the %s is not read: %s", reader->what, problem);
}

static void
entry_free(gpointer data)
{
	YamlEntry *entry = data;

	g_free(entry->key);
	yaml_tree_free(entry->value);
	g_free(entry);
}

void
yaml_tree_free(Yaml *yaml)
{
	if (yaml == NULL)
		return;
	g_free(yaml->text);
	g_clear_pointer(&yaml->offsets, g_array_unref);
	g_clear_pointer(&yaml->items, g_ptr_array_unref);
	g_clear_pointer(&yaml->entries, g_ptr_array_unref);
	g_free(yaml);
}

/* Return the length of the escape at @at of a text in double quotes. */
static gsize
escape_length(const char *at)
{
	switch (at[1]) {
	case 'x':
		return 4;
	case 'u':
		return 6;
	case 'U':
		return 10;
	default: /* a single letter */
		return 2;
	}
}

/*
 * Record where every byte of the scalar's value comes from: walk value and source, from @at to
 * @end, side by side.  Blanks around line ends count as one place, whatever YAML makes of them.
 */
static void
find_offsets(Yaml *yaml, const YamlText *text, gsize at, gsize end, char quote)
{
	static const char blanks[] = " \t\r\n";
	const char *source = text->text->str;
	gsize n = strlen(yaml->text), i = 0, offset;

	yaml->offsets = g_array_sized_new(FALSE, FALSE, sizeof(gsize), (guint)n + 1);
	while (i < n) {
		gsize taken = 1, used = at < end;

		if (quote == '"' && at < end && source[at] == '\\') {
			used = escape_length(source + at);
			taken = (gsize)g_utf8_skip[(guchar)yaml->text[i]];
		} else if (quote == '\'' && yaml->text[i] == '\'' && at < end) {
			used = 2;
		} else if (at < end && strchr(blanks, yaml->text[i]) != NULL &&
		           strchr(blanks, source[at]) != NULL) {
			used = MIN(strspn(source + at, blanks), end - at);
			if (memchr(source + at, '\n', used) != NULL)
				taken = strspn(yaml->text + i, blanks);
			else
				used = 1;
		}
		offset = to_source(text, MIN(at, end));
		for (gsize k = 0; k < taken && i < n; k++, i++)
			g_array_append_val(yaml->offsets, offset);
		at = MIN(at + used, end);
	}
	offset = to_source(text, at);
	g_array_append_val(yaml->offsets, offset);
}

/* Fill in the scalar that has just come. */
static void
read_scalar(Reader *reader, Yaml *yaml, gsize start, gsize end)
{
	const GString *text = reader->text->text;
	yaml_scalar_style_t style = reader->event.data.scalar.style;
	gsize after;

	yaml->kind = YAML_SCALAR;
	yaml->text = g_strdup((const char *)reader->event.data.scalar.value);
	yaml->quoted = style != YAML_PLAIN_SCALAR_STYLE;
	if (!yaml->quoted) {
		after = end + strspn(text->str + end, " \t");
		yaml->commented = text->str[after] == '#' && (after > end || end == start);
		find_offsets(yaml, reader->text, start, end, '\0');
	} else if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
		gsize body = MIN(line_end(text, start) + 1, end);
		gsize margin = MIN(strspn(text->str + body, " \r\n"), end - body);

		/* What the value starts with is the end of the margin, not its beginning. */
		body += margin - MIN(margin, strspn(yaml->text, " \n"));
		find_offsets(yaml, reader->text, body, end, '\0');
	} else {
		find_offsets(yaml, reader->text, MIN(start + 1, end), end > start ? end - 1 : end,
		             style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? '"' : '\'');
	}
}

static Yaml *read_node(Reader *reader);

/* Read the items of a sequence up to its end; FALSE after a finding. */
static gboolean
read_items(Reader *reader, Yaml *yaml)
{
	yaml->kind = YAML_SEQUENCE;
	yaml->items = g_ptr_array_new_with_free_func((GDestroyNotify)yaml_tree_free);
	for (;;) {
		Yaml *item;

		if (!next(reader))
			return FALSE;
		if (reader->event.type == YAML_SEQUENCE_END_EVENT)
			return TRUE;
		item = read_node(reader);
		if (item == NULL)
			return FALSE;
		g_ptr_array_add(yaml->items, item);
	}
}

/* Report that @key stands twice, unless it is new to @seen. */
static gboolean
is_new(Reader *reader, GHashTable *seen, const YamlEntry *entry)
{
	const YamlEntry *first = g_hash_table_lookup(seen, entry->key);

	if (first == NULL)
		return TRUE;
	diag_add(reader->diag, entry->key_span, FINDING_YAML_DUPLICATE, "delete one of them",
	         "the key '%s' stands twice; the first is on line %u", entry->key,
	         source_line_at(first->key_span.source, first->key_span.start));
	return FALSE;
}

/* Read the entries of a map up to its end; FALSE after a finding that ends the reading. */
static gboolean
read_entries(Reader *reader, Yaml *yaml)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	yaml->kind = YAML_MAP;
	yaml->entries = g_ptr_array_new_with_free_func(entry_free);
	for (;;) {
		YamlEntry *entry;
		gsize start;

		if (!next(reader))
			return FALSE;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			return TRUE;
		if (reader->event.type != YAML_SCALAR_EVENT) {
			report_event(reader, "a key must be a word");
			return FALSE;
		}
		entry = g_new0(YamlEntry, 1);
		entry->key = g_strdup((const char *)reader->event.data.scalar.value);
		start = to_bytes(reader, reader->event.start_mark);
		entry->key_span =
			to_span(reader->text, start, to_bytes(reader, reader->event.end_mark));
		if (next(reader))
			entry->value = read_node(reader);
		if (entry->value == NULL) {
			entry_free(entry);
			return FALSE;
		}
		if (is_new(reader, seen, entry)) {
			g_hash_table_insert(seen, entry->key, entry);
			g_ptr_array_add(yaml->entries, entry);
		} else {
			entry_free(entry);
		}
	}
}

/* Set the span of @yaml, whose last event has just come; trailing blanks are not part of it. */
static void
close_span(Reader *reader, Yaml *yaml, gsize start)
{
	gsize end = to_bytes(reader, reader->event.end_mark);

	while (end > start && g_ascii_isspace(reader->text->text->str[end - 1]))
		end--;
	yaml->span = to_span(reader->text, start, end);
}

/* Read the node whose first event has just come; NULL after a finding. */
static Yaml *
read_node(Reader *reader)
{
	g_autoptr(Yaml) yaml = g_new0(Yaml, 1);
	gsize start = to_bytes(reader, reader->event.start_mark);
	gboolean good = TRUE;

	if (reader->depth >= YAML_MAX_DEPTH) {
		report_event(reader, "it is nested too deep");
		return NULL;
	}
	reader->depth++;
	close_span(reader, yaml, start);
	if (reader->event.type == YAML_SCALAR_EVENT) {
		read_scalar(reader, yaml, start,
		            MAX(start, to_bytes(reader, reader->event.end_mark)));
	} else if (reader->event.type == YAML_ALIAS_EVENT) {
		yaml->kind = YAML_ALIAS;
		yaml->text = g_strdup((const char *)reader->event.data.alias.anchor);
	} else {
		good = reader->event.type == YAML_SEQUENCE_START_EVENT ? read_items(reader, yaml)
		                                                       : read_entries(reader, yaml);
		if (good)
			close_span(reader, yaml, start);
	}
	reader->depth--;
	return good ? g_steal_pointer(&yaml) : NULL;
}

/* Make an empty map that stands at the start of @text. */
static Yaml *
empty_map(const YamlText *text)
{
	Yaml *yaml = g_new0(Yaml, 1);

	yaml->kind = YAML_MAP;
	yaml->span = to_span(text, 0, 0);
	yaml->entries = g_ptr_array_new_with_free_func(entry_free);
	return yaml;
}

/* Read the whole stream: one document that is a map. */
static Yaml *
read_stream(Reader *reader)
{
	g_autoptr(Yaml) yaml = NULL;

	if (!next(reader) || !next(reader))
		return NULL;
	if (reader->event.type == YAML_STREAM_END_EVENT)
		return empty_map(reader->text);
	if (!next(reader))
		return NULL;
	yaml = read_node(reader);
	if (yaml == NULL || !next(reader) || !next(reader))
		return NULL;
	if (reader->event.type != YAML_STREAM_END_EVENT) {
		report_event(reader, "a second document starts here");
		return NULL;
	}
	if (yaml->kind == YAML_SCALAR && yaml->text[0] == '\0' && !yaml->quoted)
		return empty_map(reader->text);
	if (yaml->kind != YAML_MAP) {
		diag_add(reader->diag, yaml->span, FINDING_YAML_SYNTAX,
		         "write one `name: value` a line, with a blank after the colon",
		         "the %s is no list of names and values", reader->what);
		return NULL;
	}
	return g_steal_pointer(&yaml);
}

Yaml *
yaml_parse(const YamlText *text, const char *what, Diag *diag)
{
	Reader reader = {.text = text, .what = what, .diag = diag};
	Yaml *yaml;

	if (!yaml_parser_initialize(&reader.parser))
		g_error("out of memory");
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text->text->str,
	                             text->text->len);
	yaml = read_stream(&reader);
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	return yaml;
}

YamlEntry *
yaml_entry(const Yaml *map, const char *key)
{
	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (guint i = 0; i < map->entries->len; i++) {
		YamlEntry *entry = g_ptr_array_index(map->entries, i);

		if (g_str_equal(entry->key, key))
			return entry;
	}
	return NULL;
}

const Yaml *
yaml_take(const Yaml *map, const char *key)
{
	YamlEntry *entry = yaml_entry(map, key);

	if (entry == NULL)
		return NULL;
	entry->taken = TRUE;
	return entry->value;
}

void
yaml_reject_rest(const Yaml *map, FindingId id, const char *what, const char *const *known,
                 const char *more, Diag *diag)
{
	for (guint i = 0; i < map->entries->len; i++) {
		const YamlEntry *entry = g_ptr_array_index(map->entries, i);
		g_autofree char *help = NULL;

		if (entry->taken)
			continue;
		help = diag_did_you_mean(entry->key, known, more);
		diag_add(diag, entry->key_span, id, help, "no %s is called '%s'", what, entry->key);
	}
}

Span
yaml_span(const Yaml *scalar, gsize start, gsize end)
{
	const gsize *offsets;

	if (scalar->offsets == NULL || end >= scalar->offsets->len || start > end)
		return scalar->span;
	offsets = (const gsize *)(const void *)scalar->offsets->data;
	if (start == end)
		return source_span(scalar->span.source, offsets[start], offsets[start]);
	return source_span(scalar->span.source, offsets[start],
	                   MAX(offsets[start], offsets[end - 1] + 1));
}

const char *
yaml_kind_name(const Yaml *yaml)
{
	switch (yaml->kind) {
	case YAML_SCALAR:
		return "a word";
	case YAML_SEQUENCE:
		return "a list";
	case YAML_MAP:
		return "a map";
	case YAML_ALIAS:
		return "an alias";
	}
	g_assert_not_reached();
}
