#include "marks.h"

#include "dialect.h"
#include "inline.h"
#include "tag.h"

#include <string.h>

/* What looks for marks in one text. */
typedef struct Finder {
	const Markdown *markdown;
	const Caption *caption; /* or NULL */
	int experiment;
	GPtrArray *marks;
	GPtrArray *parts;
	Diag *diag;
	const Leaf *leaf; /* the block at hand */
	GArray *inlines;  /* Inline, of that block */
	guint math;       /* index of the first maths that may reach beyond what was read */
	gboolean table;   /* it is a pipe table */
	gboolean notes;   /* indented code that follows belongs to a footnote or definition */
} Finder;

static const char *const schemes[] = {"claim", "value", "course", NULL};

/* What `course:` can name. */
static const char *const lists[] = {"statements", NULL};

/* Return the offset in the note of the byte @at of the text of @leaf. */
static gsize
note_offset(const Finder *finder, const Leaf *leaf, gsize at)
{
	gsize offset = leaf_offset(leaf, at);

	if (finder->caption == NULL)
		return offset;
	offset = MIN(offset, finder->caption->offsets->len - 1);
	return g_array_index(finder->caption->offsets, gsize, offset);
}

/* Return the span in the note of the bytes @range of the text of @leaf. */
static Span
note_span(const Finder *finder, const Leaf *leaf, Range range)
{
	const Source *source =
		finder->caption == NULL ? leaf->source : finder->caption->span.source;
	gsize start = note_offset(finder, leaf, range.start), end;

	if (range.end <= range.start)
		return source_span(source, start, start);
	end = note_offset(finder, leaf, range.end - 1) + 1;
	return source_span(source, start, MIN(MAX(start, end), source->len));
}

/* Make a mark of @range of the block at hand and add it to @marks (borrowed). */
static Mark *
add_mark(Finder *finder, GPtrArray *marks, MarkKind kind, Range range, Range text)
{
	Mark *mark = g_new0(Mark, 1);

	mark->kind = kind;
	mark->span = leaf_span(finder->leaf, range);
	mark->text = leaf_span(finder->leaf, text);
	mark->where = note_span(finder, finder->leaf, range);
	mark->destination = mark->span;
	mark->experiment = g_strdup("");
	mark->caption = finder->experiment;
	mark->in = finder->caption;
	mark->line = source_line_at(mark->where.source, mark->where.start);
	g_ptr_array_add(marks, mark);
	return mark;
}

/* Set the formula of @mark from @title, cmark's, which stands at @raw in the text of @leaf. */
static void
set_formula(const Finder *finder, Mark *mark, const char *title, const Leaf *leaf, Range raw)
{
	g_autoptr(GArray) places = NULL;

	mark->formula = link_unescaped(leaf->text->str, raw, title, &places);
	mark->formula_span = note_span(finder, leaf, raw);
	mark->formula_offsets = g_array_sized_new(FALSE, FALSE, sizeof(gsize), places->len);
	for (guint i = 0; i < places->len; i++) {
		gsize place = g_array_index(places, gsize, i);
		gsize offset =
			place < raw.end ? note_offset(finder, leaf, place) : mark->formula_span.end;

		g_array_append_val(mark->formula_offsets, offset);
	}
}

/* Where address and title of a link stand: in the link, or in the definition that it names. */
typedef struct Parts {
	const Leaf *leaf;
	Range address, title;
	gboolean titled;
} Parts;

static Parts
link_parts(const Finder *finder, const Inline *found)
{
	const Definition *definition = found->definition;

	if (definition != NULL)
		return (Parts){definition->owner, definition->address, definition->title,
		               definition->titled};
	return (Parts){finder->leaf, found->address, found->title, found->titled};
}

/* Whether @id is one that an experiment can have. */
static gboolean
is_id(const char *id)
{
	return g_ascii_islower(id[0]) &&
	       id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* Add the claim or value that @found is; @link is what cmark says of it. */
static void
add_evidence(Finder *finder, const Inline *found, const Link *link, MarkKind kind)
{
	g_autofree char *id = g_strdup(strchr(link->address, ':') + 1);
	char *statement = kind == MARK_CLAIM ? strchr(id, '#') : NULL;
	Parts parts = link_parts(finder, found);
	const char *name = mark_kind_name(kind);
	Span where = note_span(finder, finder->leaf, found->all);
	Mark *mark;

	if (link->image) {
		diag_add(finder->diag, where, FINDING_MARK_IMAGE, "delete the exclamation mark",
		         "this %s is written as an image", name);
		return;
	}
	if (statement != NULL)
		*statement++ = '\0';
	if (id[0] != '\0' && !is_id(id)) {
		diag_add(finder->diag, note_span(finder, parts.leaf, parts.address),
		         FINDING_BLOCK_ID, "ids match [a-z][a-z0-9-]*", "'%s' is no id", id);
		return;
	}
	mark = add_mark(finder, finder->marks, kind, found->all, found->text);
	g_free(mark->experiment);
	mark->experiment = g_strdup(id);
	mark->statement = g_strdup(statement);
	mark->destination = leaf_span(parts.leaf, parts.address);
	if (found->definition != NULL)
		found->definition->used = TRUE;
	if (!parts.titled || link->title[strspn(link->title, " \t\r\n")] == '\0') {
		diag_add(finder->diag, where, FINDING_MARK_FORMULA,
		         "write it in quotes after the id: (claim:ID \"formula\")",
		         "this %s has no formula", name);
		mark->formula_span = note_span(finder, parts.leaf, parts.address);
		return;
	}
	set_formula(finder, mark, link->title, parts.leaf, parts.title);
	if (kind == MARK_CLAIM && found->text.start == found->text.end)
		diag_add(finder->diag, where, FINDING_CLAIM_TEXT,
		         "write the sentence between the brackets", "this claim has no sentence");
}

/* Add the list that the link @found asks for: it takes the place of a whole paragraph. */
static void
add_listing(Finder *finder, const Inline *found, const Link *link)
{
	const char *name = link->address + strlen("course:");
	g_autofree char *paragraph = g_strstrip(g_strdup(finder->leaf->text->str));
	Span where = note_span(finder, finder->leaf, found->all);
	gboolean begins = where.start == 0 || where.source->text[where.start - 1] == '\n';
	g_autofree char *help = NULL;

	if (!g_strv_contains(lists, name)) {
		help = diag_did_you_mean(name, lists, NULL);
		diag_add(finder->diag, where, FINDING_LISTING_UNKNOWN, help,
		         "the course has no list '%s'", name);
		return;
	}
	if (strlen(paragraph) != found->all.end - found->all.start || !begins || finder->caption) {
		diag_add(finder->diag, where, FINDING_LISTING_INLINE,
		         "give it a paragraph of its own, outside lists and quotes",
		         "this becomes a list, and there is text around it");
		return;
	}
	add_mark(finder, finder->marks, MARK_LISTING, found->all, found->text)->target =
		g_strdup(name);
	if (found->definition != NULL)
		found->definition->used = TRUE;
}

/* Whether @target names a figure, table or section: "fig-ID", "tbl-ID", "sec-ID". */
static gboolean
is_reference(const char *target)
{
	return (g_str_has_prefix(target, "fig-") || g_str_has_prefix(target, "tbl-") ||
	        g_str_has_prefix(target, "sec-")) &&
	       target[4] != '\0';
}

/* Split @address into the path, decoded (transfer full), and the part after "#" (NULL: none). */
static char *
split_address(char *address, char **part)
{
	char *query, *path;

	*part = strchr(address, '#');
	if (*part != NULL)
		*(*part)++ = '\0';
	query = strchr(address, '?');
	if (query != NULL)
		*query = '\0';
	path = g_uri_unescape_string(address, NULL);
	if (path == NULL)
		path = g_strdup(address);
	return path;
}

/* Add the link to a note, or the file, whose relative address is @link's. */
static void
add_local(Finder *finder, const Inline *found, const Link *link)
{
	g_autofree char *address = g_strdup(link->address);
	char *part;
	g_autofree char *path = split_address(address, &part);
	Parts parts = link_parts(finder, found);
	gboolean note = !link->image && g_str_has_suffix(path, ".md");
	Mark *mark = add_mark(finder, finder->marks, note ? MARK_LINK : MARK_FILE, found->all,
	                      found->text);

	mark->destination = leaf_span(parts.leaf, parts.address);
	mark->target = note && part != NULL ? g_strdup_printf("%s#%s", path, part)
	                                    : g_steal_pointer(&path);
}

/* Whether @address is that of a file beside the note. */
static gboolean
is_local(const char *address)
{
	return link_scheme(address) == 0 && address[0] != '\0' && address[0] != '#' &&
	       !g_str_has_prefix(address, "//");
}

/* Add the files that the raw HTML @range of the block at hand names: src="...", href="...". */
static void
add_html(Finder *finder, Range range)
{
	const char *text = finder->leaf->text->str;
	Range value;

	while (tag_file(text, range, &value)) {
		g_autofree char *address = g_strndup(text + value.start, value.end - value.start);
		gboolean local = is_local(address);
		char *part;
		g_autofree char *path = split_address(address, &part);

		range.start = value.end;
		if (local && !g_str_has_suffix(path, ".md"))
			add_mark(finder, finder->marks, MARK_FILE, value,
			         (Range){value.end, value.end})
				->target = g_steal_pointer(&path);
	}
}

/* Report an address that almost has a scheme of ours. */
static void
check_scheme(Finder *finder, const Inline *found, const Link *link, gsize len)
{
	static const char *const others[] = {"http", "https", "mailto", "ftp",    "file", "data",
	                                     "tel",  "doi",   "urn",    "git",    "ssh",  "irc",
	                                     "news", "sms",   "geo",    "magnet", NULL};
	g_autofree char *scheme = g_strndup(link->address, len);
	g_autofree char *lower = g_ascii_strdown(scheme, -1);
	g_autofree char *help = diag_did_you_mean(scheme, schemes, NULL);
	Parts parts = link_parts(finder, found);

	if (help != NULL && !g_strv_contains(others, lower))
		diag_add(finder->diag, note_span(finder, parts.leaf, parts.address),
		         FINDING_MARK_SCHEME, help, "no address starts with '%s:'", scheme);
}

/* Add what the link or image @found is for us, if anything; @link is what cmark says of it. */
static void
add_link(Finder *finder, const Inline *found, const Link *link)
{
	const char *address = link->address;
	gsize scheme = link_scheme(address);
	Mark *mark;

	if (g_str_has_prefix(address, "claim:")) {
		add_evidence(finder, found, link, MARK_CLAIM);
	} else if (g_str_has_prefix(address, "value:")) {
		add_evidence(finder, found, link, MARK_VALUE);
	} else if (g_str_has_prefix(address, "course:") && !link->image) {
		add_listing(finder, found, link);
	} else if (scheme > 0) {
		check_scheme(finder, found, link, scheme);
	} else if (address[0] == '#' && !link->image) {
		gboolean reference = is_reference(address + 1);

		mark = add_mark(finder, reference ? finder->marks : finder->parts, MARK_REFERENCE,
		                found->all, found->text);
		mark->target = g_strdup(address + 1);
		mark->destination = leaf_span(link_parts(finder, found).leaf,
		                              link_parts(finder, found).address);
	} else if (is_local(address)) {
		add_local(finder, found, link);
	}
}

/* Whether pandoc takes @found, or a part of it, for maths; to be asked from left to right. */
static gboolean
in_math(Finder *finder, const Inline *found)
{
	for (; finder->math < finder->inlines->len; finder->math++) {
		const Inline *math = &g_array_index(finder->inlines, Inline, finder->math);

		if (math->kind != INLINE_MATH || math->all.end <= found->all.start)
			continue;
		return math->all.start < found->all.start ||
		       (math->all.start < found->all.end && math->all.end > found->all.end);
	}
	return FALSE;
}

/* Whether @address is one that splicing replaces. */
static gboolean
is_ours(const char *address)
{
	return g_str_has_prefix(address, "claim:") || g_str_has_prefix(address, "value:") ||
	       g_str_has_prefix(address, "course:") ||
	       (address[0] == '#' && is_reference(address + 1));
}

/* Report a link that pandoc reads differently; TRUE when it must be left alone. */
static gboolean
is_misread(Finder *finder, const Inline *found, const Link *link)
{
	Span where = note_span(finder, finder->leaf, found->all);

	if (finder->table && dialect_crosses_cell(finder->leaf->text->str, found->all)) {
		diag_add(
			finder->diag, where, FINDING_MARK_TABLE,
			"use the reference form, [sentence][name], and define [name] below the table",
			"this link crosses the border of a table's cell");
		return TRUE;
	}
	if (is_ours(link->address) && in_math(finder, found)) {
		diag_add(finder->diag, where, FINDING_MARK_HIDDEN,
		         "write \\$ where no maths is meant",
		         "pandoc takes this for maths, so the link is lost");
		return TRUE;
	}
	return FALSE;
}

/* Whether the link @found agrees with what cmark says. */
static gboolean
agrees(const Finder *finder, const Inline *found, const Link *link)
{
	Parts parts = link_parts(finder, found);
	const char *raw = parts.leaf->text->str + parts.address.start;
	gsize len = parts.address.end - parts.address.start;

	if (found->kind == INLINE_AUTOLINK)
		return !link->image;
	if ((found->kind == INLINE_IMAGE) != link->image)
		return FALSE;
	if (memchr(raw, '\\', len) != NULL || memchr(raw, '&', len) != NULL)
		return TRUE;
	return strlen(link->address) == len && memcmp(raw, link->address, len) == 0;
}

static gboolean
is_link(const Inline *found)
{
	return found->kind == INLINE_LINK || found->kind == INLINE_IMAGE ||
	       found->kind == INLINE_AUTOLINK;
}

/* Whether cmark and the scanner see the same links in the block at hand. */
static gboolean
all_agree(const Finder *finder)
{
	const GPtrArray *links = finder->leaf->links;
	guint n = 0;

	for (guint i = 0; i < finder->inlines->len; i++) {
		const Inline *found = &g_array_index(finder->inlines, Inline, i);

		if (!is_link(found))
			continue;
		if (n >= links->len || !agrees(finder, found, g_ptr_array_index(links, n)))
			return FALSE;
		n++;
	}
	return n == links->len;
}

/* Report that the link to @address, somewhere in @where, cannot be located. */
static void
report_unlocated(Finder *finder, Span where, const char *address)
{
	if (is_ours(address))
		diag_add(finder->diag, where, FINDING_MARK_UNLOCATED,
		         "write it on one line, in a paragraph of its own",
		         "the link to '%s' cannot be located for certain", address);
}

/* Report the links of ours that cmark or the scanner sees in a block where they disagree. */
static void
report_disagreement(Finder *finder)
{
	const Leaf *leaf = finder->leaf;
	Span all = note_span(finder, leaf, (Range){0, leaf->text->len});
	guint before = finder->diag->findings->len;

	for (guint i = 0; i < finder->inlines->len; i++) {
		const Inline *found = &g_array_index(finder->inlines, Inline, i);
		Parts parts = link_parts(finder, found);
		g_autofree char *address = g_strndup(parts.leaf->text->str + parts.address.start,
		                                     parts.address.end - parts.address.start);

		if (is_link(found) && found->kind != INLINE_AUTOLINK)
			report_unlocated(finder, note_span(finder, leaf, found->all), address);
	}
	if (finder->diag->findings->len > before)
		return;
	for (guint i = 0; i < leaf->links->len; i++) {
		const Link *link = g_ptr_array_index(leaf->links, i);

		report_unlocated(finder, all, link->address);
	}
}

/* Add the reference "@fig-ID"; brackets that hold nothing else belong to it. */
static void
add_at(Finder *finder, const Inline *found)
{
	const char *text = finder->leaf->text->str;
	gsize len = finder->leaf->text->len;
	g_autofree char *target =
		g_strndup(text + found->text.start, found->text.end - found->text.start);
	Range all = found->all;
	Mark *mark;

	if (!is_reference(target))
		return;
	if (in_math(finder, found))
		return;
	if (all.start > 0 && text[all.start - 1] == '[' && all.end < len && text[all.end] == ']') {
		all.start--;
		all.end++;
	}
	mark = add_mark(finder, finder->marks, MARK_CITATION_LIKE, all, found->text);
	mark->destination = leaf_span(finder->leaf, found->text);
	mark->target = g_steal_pointer(&target);
}

/* Report "](claim:" and "](value:" in @text that lie in no range of @accounted (Range, sorted). */
static void
report_hidden(Finder *finder, const Leaf *leaf, const GArray *accounted)
{
	const char *text = leaf->text->str, *at = text;
	gsize reached = 0;
	guint next = 0;

	while ((at = strstr(at, "](")) != NULL) {
		gsize offset = (gsize)(at - text);

		at += 2;
		if (!g_str_has_prefix(at, "claim:") && !g_str_has_prefix(at, "value:"))
			continue;
		for (; next < accounted->len; next++) {
			Range range = g_array_index(accounted, Range, next);

			if (range.start > offset)
				break;
			reached = MAX(reached, range.end);
		}
		if (offset < reached)
			continue;
		diag_add(
			finder->diag, note_span(finder, leaf, (Range){offset, offset + 8}),
			FINDING_MARK_HIDDEN,
			"write it in a plain paragraph, outside HTML, where no line of it starts with "
			"> - + * # or a number",
			"this looks like a %.5s but is no link here, so it would be lost", at);
	}
}

/* Find the marks of the paragraph or heading @leaf. */
static void
read_block(Finder *finder, const Leaf *leaf)
{
	g_autoptr(GArray) accounted = g_array_new(FALSE, FALSE, sizeof(Range));
	gsize outer_end = 0; /* of the last link that is no claim: no references in its text */
	guint n = 0;

	finder->leaf = leaf;
	finder->math = 0;
	finder->inlines = inline_scan(leaf->text->str, leaf->text->len, leaf->inlines,
	                              finder->markdown->labels);
	finder->table = dialect_is_table(leaf->text->str);
	if (!all_agree(finder)) {
		report_disagreement(finder);
		g_clear_pointer(&finder->inlines, g_array_unref);
		return;
	}
	for (guint i = 0; i < finder->inlines->len; i++) {
		const Inline *found = &g_array_index(finder->inlines, Inline, i);

		if (found->kind != INLINE_MATH && found->kind != INLINE_AT &&
		    found->kind != INLINE_HTML)
			g_array_append_val(accounted, found->all);
		if (is_link(found)) {
			const Link *link = g_ptr_array_index(leaf->links, n++);

			if (!g_str_has_prefix(link->address, "claim:"))
				outer_end = MAX(outer_end, found->all.end);
			if (found->kind != INLINE_AUTOLINK && !is_misread(finder, found, link))
				add_link(finder, found, link);
		} else if (found->kind == INLINE_AT && found->all.start >= outer_end) {
			add_at(finder, found);
		} else if (found->kind == INLINE_HTML) {
			add_html(finder, found->all);
		}
	}
	report_hidden(finder, leaf, accounted);
	g_clear_pointer(&finder->inlines, g_array_unref);
}

/* Add the definitions of claims and values; those that no link names are a finding. */
static void
read_definitions(Finder *finder)
{
	for (guint i = 0; i < finder->markdown->definitions->len; i++) {
		const Definition *definition = g_ptr_array_index(finder->markdown->definitions, i);
		const Leaf *leaf = definition->owner;
		const char *address = leaf->text->str + definition->address.start;

		if (!g_str_has_prefix(address, "claim:") && !g_str_has_prefix(address, "value:"))
			continue;
		finder->leaf = leaf;
		add_mark(finder, finder->marks, MARK_DEFINITION, definition->all,
		         (Range){definition->all.start, definition->all.start});
		if (!definition->used)
			diag_add(finder->diag, note_span(finder, leaf, definition->all),
			         FINDING_DEFINITION_UNUSED, "write [sentence][name], or delete it",
			         "no link names this definition");
	}
}

/* Find the marks of @leaf, or report those that are lost in it. */
static void
read_leaf(Finder *finder, const Leaf *leaf)
{
	g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(Range));

	switch (leaf->kind) {
	case LEAF_PARAGRAPH:
	case LEAF_HEADING:
		read_block(finder, leaf);
		finder->notes = dialect_starts_note(leaf->text->str);
		break;
	case LEAF_HTML:
		/* Comments are nobody's business. */
		finder->leaf = leaf;
		if (!g_str_has_prefix(leaf->text->str + strspn(leaf->text->str, " "), "<!--")) {
			report_hidden(finder, leaf, none);
			add_html(finder, (Range){0, leaf->text->len});
		}
		finder->notes = FALSE;
		break;
	case LEAF_INDENTED:
		/* The second paragraph of a footnote is code for cmark, and text for pandoc. */
		if (finder->notes)
			report_hidden(finder, leaf, none);
		break;
	case LEAF_FENCE:
		finder->notes = FALSE;
		break;
	case LEAF_DEFINITIONS:
		break;
	}
}

void
marks_find(const Markdown *markdown, const Caption *caption, int experiment, GPtrArray *marks,
           GPtrArray *parts, Diag *diag)
{
	Finder finder = {.markdown = markdown,
	                 .caption = caption,
	                 .experiment = experiment,
	                 .marks = marks,
	                 .parts = parts,
	                 .diag = diag};

	for (guint i = 0; i < markdown->leaves->len; i++)
		read_leaf(&finder, g_ptr_array_index(markdown->leaves, i));
	read_definitions(&finder);
}
