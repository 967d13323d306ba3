#include "pagecheck.h"
#include <string.h>

/* Where the scan of a page is, and what it has met. */
typedef struct Scan {
	const char *at;
	const char *end;
	guint code;      /* how many <pre> and <code> are open */
	GHashTable *ids; /* id to how often it was met */
	Span note;
	Diag *diag;
} Scan;

PageId *
page_id_new(const char *id, Span span)
{
	PageId *page_id = g_new0(PageId, 1);

	page_id->id = g_strdup(id);
	page_id->span = span;
	return page_id;
}

void
page_id_free(PageId *page_id)
{
	if (page_id == NULL)
		return;
	g_free(page_id->id);
	g_free(page_id);
}

Span
page_find(Span note, const char *needle)
{
	const char *from, *hit;
	gsize start;

	if (note.source == NULL || *needle == '\0')
		return note;
	from = note.source->text + note.start;
	hit = g_strstr_len(from, (gssize)(note.source->len - note.start), needle);
	if (hit == NULL)
		return note;
	start = (gsize)(hit - note.source->text);
	return source_span(note.source, start, start + strlen(needle));
}

static void
met_id(Scan *scan, const char *id)
{
	guint count = GPOINTER_TO_UINT(g_hash_table_lookup(scan->ids, id));

	g_hash_table_insert(scan->ids, g_strdup(id), GUINT_TO_POINTER(count + 1));
}

static void
met_address(Scan *scan, const char *address)
{
	diag_add(scan->diag, page_find(scan->note, address), FINDING_RENDER_ADDRESS,
	         "pandoc sees a link here, the note's reader none: move it into plain text",
	         "the address '%s' is left on the page", address);
}

/* A citation lists its keys with blanks between them. */
static void
met_citation(Scan *scan, const char *keys)
{
	static const char *const ours[] = {"fig-", "tbl-", "sec-"};
	g_auto(GStrv) list = g_strsplit(keys, " ", -1);

	for (guint i = 0; list[i] != NULL; i++) {
		for (guint j = 0; j < G_N_ELEMENTS(ours); j++) {
			g_autofree char *reference = g_strconcat("@", list[i], NULL);

			if (!g_str_has_prefix(list[i], ours[j]))
				continue;
			diag_add(scan->diag, page_find(scan->note, reference),
			         FINDING_RENDER_REFERENCE, NULL,
			         "the reference '%s' was taken for a citation", reference);
		}
	}
}

static void
met_attribute(Scan *scan, const char *name, gsize length, const char *value)
{
	if (length == 2 && strncmp(name, "id", 2) == 0)
		met_id(scan, value);
	else if (length == 4 && strncmp(name, "href", 4) == 0 &&
	         (g_str_has_prefix(value, "claim:") || g_str_has_prefix(value, "value:") ||
	          g_str_has_prefix(value, "course:")))
		met_address(scan, value);
	else if (length == 10 && strncmp(name, "data-cites", 10) == 0)
		met_citation(scan, value);
}

/* Read the attributes up to and including the '>' of the tag. */
static void
scan_attributes(Scan *scan)
{
	while (scan->at < scan->end && *scan->at != '>') {
		const char *name = scan->at;
		gsize length = strcspn(name, " \t\r\n=>");
		char quote;

		scan->at = name + MAX(length, 1);
		if (length == 0 || scan->at >= scan->end || *scan->at != '=')
			continue;
		quote = *++scan->at;
		if (quote == '"' || quote == '\'') {
			const char *close = strchr(scan->at + 1, quote);
			g_autofree char *value = NULL;

			if (close == NULL) {
				scan->at = scan->end;
				return;
			}
			value = g_strndup(scan->at + 1, (gsize)(close - scan->at - 1));
			met_attribute(scan, name, length, value);
			scan->at = close + 1;
		}
	}
	scan->at = MIN(scan->at + 1, scan->end);
}

static void
skip_past(Scan *scan, const char *mark)
{
	const char *hit = g_strstr_len(scan->at, (gssize)(scan->end - scan->at), mark);

	scan->at = hit != NULL ? hit + strlen(mark) : scan->end;
}

/* Read one tag or comment; `at` stands on its '<'. */
static void
scan_tag(Scan *scan)
{
	gboolean closing = scan->at[1] == '/';
	const char *name = scan->at + 1 + closing;
	gsize length =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	g_autofree char *tag = g_ascii_strdown(name, (gssize)length);

	if (g_str_has_prefix(scan->at, "<!--")) {
		skip_past(scan, "-->");
		return;
	}
	scan->at = name + length;
	scan_attributes(scan);
	if (g_str_equal(tag, "pre") || g_str_equal(tag, "code")) {
		if (!closing)
			scan->code++;
		else if (scan->code > 0)
			scan->code--;
	} else if (!closing && g_str_equal(tag, "script")) {
		skip_past(scan, "</script>");
	} else if (!closing && g_str_equal(tag, "style")) {
		skip_past(scan, "</style>");
	}
}

/* Look for links of ours that are no links to pandoc in the text up to the next tag. */
static void
scan_text(Scan *scan)
{
	static const char *const left[] = {"](claim:", "](value:"};
	const char *next = memchr(scan->at, '<', (gsize)(scan->end - scan->at));
	gssize length = (next != NULL ? next : scan->end) - scan->at;

	for (guint i = 0; scan->code == 0 && i < G_N_ELEMENTS(left); i++) {
		const char *hit = g_strstr_len(scan->at, length, left[i]);

		if (hit != NULL) {
			g_autofree char *address =
				g_strndup(hit + 2, strcspn(hit + 2, " )\r\n<\""));

			met_address(scan, address);
		}
	}
	scan->at += length;
}

void
page_check(const char *html, gsize len, const GPtrArray *expected, Span note, Diag *diag)
{
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Scan scan = {.at = html, .end = html + len, .ids = ids, .note = note, .diag = diag};

	while (scan.at < scan.end) {
		if (*scan.at == '<')
			scan_tag(&scan);
		else
			scan_text(&scan);
	}
	for (guint i = 0; expected != NULL && i < expected->len; i++) {
		const PageId *want = g_ptr_array_index(expected, i);
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(ids, want->id));

		if (count == 0)
			diag_add(diag, want->span, FINDING_RENDER_LOST,
			         "pandoc reads this place differently: move it into plain text",
			         "'%s' did not reach the page", want->id);
		else if (count > 1)
			diag_add(diag, want->span, FINDING_RENDER_DOUBLED, NULL,
			         "'%s' stands on the page %u times", want->id, count);
	}
}

char *
page_lighten(const char *html, gsize len)
{
	g_autoptr(GRegex) links = g_regex_new("<span id=\"([^\"]+)\"><a\\s+href=\"#\\1\" "
	                                      "aria-hidden=\"true\" tabindex=\"-1\"></a>",
	                                      G_REGEX_RAW, 0, NULL);

	return g_regex_replace_literal(links, html, (gssize)len, 0, "<span>", 0, NULL);
}
