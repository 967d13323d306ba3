#include "markdown.h"

#include "util.h"

#include <cmark.h>
#include <string.h>

/* Where a line of a leaf's text comes from. */
typedef struct Piece {
	gsize at;     /* offset in the text */
	gsize offset; /* offset in the source */
} Piece;

/* What reads one text. */
typedef struct Reader {
	Markdown *markdown;
	gsize from;       /* where cmark's text starts */
	guint first_line; /* the line of the source that is cmark's first */
	guint8 *covered;  /* per line of the source: it belongs to a leaf */
	guint quotes;     /* block quotes that are open */
} Reader;

static void
link_free(gpointer data)
{
	Link *link = data;

	g_free(link->address);
	g_free(link->title);
	g_free(link);
}

static void
leaf_free(gpointer data)
{
	Leaf *leaf = data;

	g_string_free(leaf->text, TRUE);
	g_array_unref(leaf->pieces);
	g_ptr_array_unref(leaf->links);
	g_free(leaf->title);
	g_free(leaf->info);
	g_free(leaf->prefix);
	g_free(leaf);
}

void
markdown_free(Markdown *markdown)
{
	if (markdown == NULL)
		return;
	g_free(markdown->clean);
	g_hash_table_unref(markdown->labels);
	g_ptr_array_unref(markdown->definitions);
	g_ptr_array_unref(markdown->leaves);
	g_free(markdown);
}

gsize
leaf_offset(const Leaf *leaf, gsize at)
{
	const Piece *pieces = (const Piece *)(const void *)leaf->pieces->data;
	guint low = 0, high = leaf->pieces->len;

	if (high == 0)
		return leaf->start;
	while (high - low > 1) {
		guint middle = low + (high - low) / 2;

		if (pieces[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return MIN(pieces[low].offset + (at - pieces[low].at), leaf->source->len);
}

Span
leaf_span(const Leaf *leaf, Range range)
{
	gsize start = leaf_offset(leaf, range.start), end;

	if (range.end <= range.start)
		return source_span(leaf->source, start, start);
	end = leaf_offset(leaf, range.end - 1) + 1;
	return source_span(leaf->source, start, MIN(MAX(start, end), leaf->source->len));
}

static Leaf *
leaf_new(Reader *reader, LeafKind kind, guint first_line, guint last_line)
{
	Leaf *leaf = g_new0(Leaf, 1);

	leaf->kind = kind;
	leaf->source = reader->markdown->source;
	leaf->first_line = first_line;
	leaf->last_line = last_line;
	leaf->text = g_string_new(NULL);
	leaf->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
	leaf->links = g_ptr_array_new_with_free_func(link_free);
	leaf->closed = TRUE;
	g_ptr_array_add(reader->markdown->leaves, leaf);
	return leaf;
}

/* Mark the lines of @leaf as belonging to it. */
static void
cover(Reader *reader, const Leaf *leaf)
{
	for (guint line = leaf->first_line; line <= leaf->last_line; line++)
		if (line <= reader->markdown->source->lines->len)
			reader->covered[line] = TRUE;
}

/* Append the bytes @start to @end of the source to the text of @leaf, as a line. */
static void
add_line(Reader *reader, Leaf *leaf, gsize start, gsize end)
{
	Piece piece = {leaf->text->len, start};

	g_array_append_val(leaf->pieces, piece);
	g_string_append_len(leaf->text, reader->markdown->clean + start, (gssize)(end - start));
	g_string_append_c(leaf->text, '\n');
}

/* Return the offset after the blanks and quote marks, at most @quotes, at @at of a line. */
static gsize
skip_prefix(const char *text, gsize at, gsize end, guint quotes)
{
	for (;;) {
		while (at < end && (text[at] == ' ' || text[at] == '\t'))
			at++;
		if (quotes == 0 || at >= end || text[at] != '>')
			return at;
		quotes--;
		at++;
	}
}

/*
 * Return the offset of the text of a line that goes on with a paragraph in @quotes block quotes.  A
 * lazy line, without their marks, keeps its blanks, as it does in cmark: no definition starts
 * there.
 */
static gsize
skip_continued(const char *text, gsize start, gsize end, guint quotes)
{
	gsize at = skip_prefix(text, start, end, quotes);
	guint n = 0;

	for (gsize i = start; i < at; i++)
		n += text[i] == '>';
	while (n < quotes && at > start && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	return at;
}

/* Return the line of the source that is cmark's @line. */
static guint
to_line(const Reader *reader, int line)
{
	return reader->first_line + (guint)MAX(line, 1) - 1;
}

/* Return where @node starts in the source. */
static gsize
node_start(const Reader *reader, cmark_node *node)
{
	const Source *source = reader->markdown->source;
	int line = cmark_node_get_start_line(node), column = cmark_node_get_start_column(node);
	gsize start = line <= 1 ? reader->from : source_line_start(source, to_line(reader, line));

	return MIN(start + (gsize)MAX(column - 1, 0), source->len);
}

/* Read the links that cmark saw in @node, and the plain text of a heading. */
static void
read_links(Leaf *leaf, cmark_node *node)
{
	cmark_iter *iter = cmark_iter_new(node);
	g_autoptr(GString) title = g_string_new(NULL);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(at);

		if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
			g_string_append(title, cmark_node_get_literal(at));
		else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			g_string_append_c(title, ' ');
		if ((type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) &&
		    event == CMARK_EVENT_ENTER) {
			Link *link = g_new0(Link, 1);

			link->image = type == CMARK_NODE_IMAGE;
			link->address = g_strdup(cmark_node_get_url(at));
			link->title = g_strdup(cmark_node_get_title(at));
			g_ptr_array_add(leaf->links, link);
		}
	}
	cmark_iter_free(iter);
	if (leaf->kind == LEAF_HEADING)
		leaf->title = g_string_free(g_steal_pointer(&title), FALSE);
}

/* Whether the bytes @at to @end are the line under a heading. */
static gboolean
is_underline(const char *text, gsize at, gsize end)
{
	gsize i = at;

	while (i < end && text[i] == text[at])
		i++;
	while (i < end && (text[i] == ' ' || text[i] == '\t'))
		i++;
	return i > at && i == end && (text[at] == '=' || text[at] == '-');
}

/* Whether a heading whose text is at @text is one of number signs. */
static gboolean
is_atx(const char *text)
{
	gsize n = strspn(text, "#");

	return n >= 1 && n <= 6 && (text[n] == '\0' || strchr(" \t\r\n", text[n]) != NULL);
}

/* Read a paragraph or heading: its lines without prefixes. */
static void
read_text(Reader *reader, cmark_node *node, LeafKind kind)
{
	const Source *source = reader->markdown->source;
	const char *text = reader->markdown->clean;
	gsize start = node_start(reader, node);
	guint first = to_line(reader, cmark_node_get_start_line(node));
	guint last = to_line(reader, cmark_node_get_end_line(node));
	gboolean atx = kind == LEAF_HEADING && is_atx(text + start);
	Leaf *leaf = leaf_new(reader, kind, first, atx ? first : MAX(first, last));

	leaf->start = start;
	for (guint line = first; line <= leaf->last_line; line++) {
		gsize at = line == first ? start : source_line_start(source, line);
		gsize end = source_line_end(source, line);

		at = skip_continued(text, MIN(at, end), end, line == first ? 0 : reader->quotes);
		leaf->end = end;
		if (kind == LEAF_HEADING && line > first && is_underline(text, at, end)) {
			leaf->last_line = line;
			break;
		}
		while (atx && at < end && text[at] == '#')
			at++;
		add_line(reader, leaf, at, end);
	}
	if (kind == LEAF_HEADING)
		leaf->level = cmark_node_get_heading_level(node);
	read_links(leaf, node);
	cover(reader, leaf);
}

/*
 * Append the line @literal (@len bytes, without its end) of code, which stands at the end of the
 * source line @line.  Where cmark made blanks of a part of a tab, only the rest has a place.
 */
static void
add_code_line(Reader *reader, Leaf *leaf, guint line, const char *literal, gsize len)
{
	const Source *source = reader->markdown->source;
	gsize start = source_line_start(source, line), end = source_line_end(source, line);
	gsize same = 0;
	Piece piece;

	while (same < len && same < end - start &&
	       literal[len - 1 - same] == reader->markdown->clean[end - 1 - same])
		same++;
	piece = (Piece){leaf->text->len, end - same};
	g_array_append_val(leaf->pieces, piece);
	if (same < len) {
		g_string_append_len(leaf->text, literal, (gssize)(len - same));
		piece.at = leaf->text->len;
		g_array_append_val(leaf->pieces, piece);
	}
	g_string_append_len(leaf->text, source->text + end - same, (gssize)same);
	g_string_append_c(leaf->text, '\n');
}

/* Append all lines of @literal, the first of which stands on the line @line; return their number.
 */
static guint
add_code(Reader *reader, Leaf *leaf, guint line, const char *literal)
{
	guint n = 0;

	while (*literal != '\0') {
		gsize len = strcspn(literal, "\r\n");

		add_code_line(reader, leaf, line + n++, literal, len);
		literal += len;
		literal += *literal == '\r';
		literal += *literal == '\n';
	}
	return n;
}

/* Make what the lines after the first one start with: list markers become blanks. */
static char *
make_prefix(const Source *source, gsize line_start, gsize start)
{
	char *prefix = g_strndup(source->text + line_start, start - MIN(line_start, start));

	for (char *p = prefix; *p != '\0'; p++)
		if (*p != '>' && *p != '\t')
			*p = ' ';
	return prefix;
}

/* Whether line @line closes the fence of @leaf; its text's end goes to @end. */
static gboolean
is_closing(Reader *reader, const Leaf *leaf, guint line, gsize *end)
{
	const Source *source = reader->markdown->source;
	const char *text = reader->markdown->clean;
	gsize last = source_line_end(source, line), after;
	gsize at = skip_prefix(text, source_line_start(source, line), last, reader->quotes);
	guint n = 0;

	if (line > source->lines->len)
		return FALSE;
	for (; at < last && text[at] == (leaf->tilde ? '~' : '`'); at++)
		n++;
	after = at;
	while (at < last && (text[at] == ' ' || text[at] == '\t'))
		at++;
	if (n < leaf->fence || at < last)
		return FALSE;
	*end = after;
	return TRUE;
}

/* Read the fence itself: its length and its info string. */
static void
read_fence(Leaf *leaf)
{
	const Source *source = leaf->source;
	gsize at = leaf->start, end = source_line_end(source, leaf->first_line);
	char mark = source->text[at];

	leaf->tilde = mark == '~';
	for (; at < end && source->text[at] == mark; at++)
		leaf->fence++;
	while (at < end && (source->text[at] == ' ' || source->text[at] == '\t'))
		at++;
	while (end > at && (source->text[end - 1] == ' ' || source->text[end - 1] == '\t'))
		end--;
	leaf->info_start = at;
	leaf->info = g_strndup(source->text + at, end - at);
}

/* Whether the code block @node at @start is one of a fence, which cmark does not tell. */
static gboolean
is_fenced(const Reader *reader, cmark_node *node, gsize start)
{
	const char *literal = cmark_node_get_literal(node);
	const char *text = reader->markdown->clean + start;
	gsize len = strcspn(text, "\r\n");

	if (cmark_node_get_fence_info(node)[0] != '\0')
		return TRUE;
	if (strncmp(text, "```", 3) != 0 && strncmp(text, "~~~", 3) != 0)
		return FALSE;
	return strncmp(literal, text, len) != 0 || strcspn(literal, "\r\n") != len;
}

/* Read a block of code. */
static void
read_code(Reader *reader, cmark_node *node)
{
	const Source *source = reader->markdown->source;
	gsize start = node_start(reader, node);
	guint first = to_line(reader, cmark_node_get_start_line(node)), n;
	gboolean fenced = is_fenced(reader, node, start);
	Leaf *leaf = leaf_new(reader, fenced ? LEAF_FENCE : LEAF_INDENTED, first, first);
	gsize line_start = source_line_start(source, first);

	leaf->start = start;
	if (fenced)
		read_fence(leaf);
	n = add_code(reader, leaf, first + fenced, cmark_node_get_literal(node));
	leaf->last_line = fenced ? first + n : first + MAX(n, 1) - 1;
	leaf->end = source_line_end(source, leaf->last_line);
	leaf->prefix = make_prefix(source, MAX(line_start, reader->from), start);
	if (fenced) {
		leaf->closed = is_closing(reader, leaf, leaf->last_line + 1, &leaf->end);
		leaf->last_line += leaf->closed;
	}
	cover(reader, leaf);
}

/* Read a block of raw HTML. */
static void
read_html(Reader *reader, cmark_node *node)
{
	guint first = to_line(reader, cmark_node_get_start_line(node));
	Leaf *leaf = leaf_new(reader, LEAF_HTML, first, first);
	guint n = add_code(reader, leaf, first, cmark_node_get_literal(node));

	leaf->start = leaf_offset(leaf, 0);
	leaf->last_line = first + MAX(n, 1) - 1;
	leaf->end = source_line_end(leaf->source, leaf->last_line);
	cover(reader, leaf);
}

/* Read one node of cmark's tree when it is entered. */
static void
read_node(Reader *reader, cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_BLOCK_QUOTE)
		reader->quotes++;
	else if (type == CMARK_NODE_PARAGRAPH)
		read_text(reader, node, LEAF_PARAGRAPH);
	else if (type == CMARK_NODE_HEADING)
		read_text(reader, node, LEAF_HEADING);
	else if (type == CMARK_NODE_CODE_BLOCK)
		read_code(reader, node);
	else if (type == CMARK_NODE_HTML_BLOCK)
		read_html(reader, node);
	else if (type == CMARK_NODE_THEMATIC_BREAK)
		reader->covered[to_line(reader, cmark_node_get_start_line(node))] = TRUE;
}

/* Make a leaf of definitions of the lines @first to @last, which no other leaf has. */
static void
read_uncovered(Reader *reader, guint first, guint last)
{
	const Source *source = reader->markdown->source;
	const char *text = reader->markdown->clean;
	Leaf *leaf = leaf_new(reader, LEAF_DEFINITIONS, first, last);

	for (guint line = first; line <= last; line++) {
		gsize start = source_line_start(source, line), end = source_line_end(source, line);
		gsize at = skip_prefix(text, MAX(start, reader->from), end, G_MAXUINT);

		/* Before the first definition may stand markers of lists. */
		while (at < end && line == first && strchr(" \t>-+*.)0123456789", text[at]) != NULL)
			at++;
		add_line(reader, leaf, at, end);
		leaf->end = end;
	}
	leaf->start = leaf_offset(leaf, 0);
}

/* Find the runs of lines that no leaf has: there stand definitions. */
static void
find_uncovered(Reader *reader)
{
	const Source *source = reader->markdown->source;
	guint first = 0;

	for (guint line = reader->first_line; line <= source->lines->len + 1; line++) {
		gsize start = MAX(source_line_start(source, line), reader->from);
		gsize end = source_line_end(source, line);
		gboolean open = line <= source->lines->len && !reader->covered[line] &&
		                skip_prefix(reader->markdown->clean, start, end, G_MAXUINT) < end;

		if (open && first == 0)
			first = line;
		if (!open && first > 0) {
			read_uncovered(reader, first, line - 1);
			first = 0;
		}
	}
}

/* Read the definitions at the start of @leaf. */
static void
read_definitions(Markdown *markdown, Leaf *leaf)
{
	const GString *text = leaf->text;
	Definition *definition;

	if (leaf->kind != LEAF_PARAGRAPH && leaf->kind != LEAF_DEFINITIONS &&
	    leaf->kind != LEAF_HEADING)
		return;
	if (leaf->kind == LEAF_HEADING && is_atx(leaf->source->text + leaf->start))
		return;
	while (leaf->inlines < text->len) {
		gsize next = definition_read(text->str, text->len, leaf->inlines, &definition);

		if (next == 0)
			return;
		definition->owner = leaf;
		g_ptr_array_add(markdown->definitions, definition);
		leaf->inlines = next;
	}
}

static gint
compare_definitions(gconstpointer a, gconstpointer b)
{
	const Definition *x = *(const Definition *const *)a, *y = *(const Definition *const *)b;
	gsize s = leaf_offset(x->owner, x->all.start), t = leaf_offset(y->owner, y->all.start);

	return (s > t) - (s < t);
}

/* Find all definitions; of those with one label the first counts. */
static void
find_definitions(Markdown *markdown)
{
	for (guint i = 0; i < markdown->leaves->len; i++)
		read_definitions(markdown, g_ptr_array_index(markdown->leaves, i));
	g_ptr_array_sort(markdown->definitions, compare_definitions);
	for (guint i = 0; i < markdown->definitions->len; i++) {
		Definition *definition = g_ptr_array_index(markdown->definitions, i);

		if (!g_hash_table_contains(markdown->labels, definition->label))
			g_hash_table_insert(markdown->labels, definition->label, definition);
	}
}

/*
 * Mask the bracket of footnotes ("[^1]: text"), at starts of lines from @from on: cmark would take
 * a short one for a definition and drop it.
 */
static void
mask_footnotes(const Source *source, char *text, gsize from)
{
	for (guint line = source_line_at(source, from); line <= source->lines->len; line++) {
		gsize start = MAX(from, source_line_start(source, line));
		gsize end = source_line_end(source, line);
		gsize at = skip_prefix(text, MIN(start, end), end, G_MAXUINT);
		const char *close;

		if (at + 2 >= end || text[at] != '[' || text[at + 1] != '^')
			continue;
		close = memchr(text + at, ']', end - at);
		if (close != NULL && close + 1 < text + end && close[1] == ':')
			text[at] = 'x';
	}
}

Markdown *
markdown_parse(const Source *source, gsize from)
{
	Markdown *markdown = g_new0(Markdown, 1);
	Reader reader = {.markdown = markdown, .from = from};
	g_autofree guint8 *covered = g_new0(guint8, source->lines->len + 3);
	cmark_node *document;
	cmark_iter *iter;
	cmark_event_type event;

	markdown->source = source;
	markdown->clean = g_memdup2(source->text, source->len + 1);
	utf8_mask(markdown->clean, source->len);
	mask_footnotes(source, markdown->clean, from);
	markdown->leaves = g_ptr_array_new_with_free_func(leaf_free);
	markdown->definitions = g_ptr_array_new_with_free_func((GDestroyNotify)definition_free);
	markdown->labels = g_hash_table_new(g_str_hash, g_str_equal);
	reader.first_line = source_line_at(source, from);
	reader.covered = covered;
	document =
		cmark_parse_document(markdown->clean + from, source->len - from, CMARK_OPT_DEFAULT);
	iter = cmark_iter_new(document);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (event == CMARK_EVENT_ENTER)
			read_node(&reader, node);
		else if (cmark_node_get_type(node) == CMARK_NODE_BLOCK_QUOTE)
			reader.quotes--;
	}
	cmark_iter_free(iter);
	cmark_node_free(document);
	find_uncovered(&reader);
	find_definitions(markdown);
	return markdown;
}
