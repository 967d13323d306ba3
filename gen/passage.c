#include "passage.h"

#include <string.h>

/* Elements whose contents are no text of the page. */
static const char *const silent_elements[] = {
	"annotation", "button", "nav", "script", "select", "style", "svg", "template", NULL};

/* Classes of what helps to use the page, or says again what the text says. */
static const char *const silent_classes[] = {
	"anchor",     "author",   "chapters",       "date",
	"ev-number",  "evidence", "evidence-notes", "footnote-back",
	"mark",       "marks",    "narrow",         "number",
	"provenance", "sr",       "tallies",        "verdicts",
	NULL};

/* Elements that have no end tag. */
static const char *const void_elements[] = {"area",  "br",   "col",  "embed",  "hr",  "img",
                                            "input", "link", "meta", "source", "wbr", NULL};

/* Elements within a line: the words around them are not parted. */
static const char *const inline_elements[] = {
	"a",          "abbr",  "b",      "bdi",    "button",    "cite",   "code",
	"del",        "dfn",   "em",     "i",      "ins",       "kbd",    "mark",
	"math",       "mfrac", "mi",     "mn",     "mo",        "mover",  "mpadded",
	"mphantom",   "mroot", "mrow",   "mspace", "msqrt",     "mstyle", "msub",
	"msubsup",    "msup",  "mtable", "mtd",    "mtext",     "mtr",    "munder",
	"munderover", "q",     "s",      "samp",   "semantics", "small",  "span",
	"strong",     "sub",   "sup",    "u",      "var",       "wbr",    NULL};

static const char *const verdicts[] = {"supported",  "refuted", "inconclusive",
                                       "untestable", "pending", NULL};

/* An open element, and what held outside of it. */
typedef struct Open {
	char *name;
	Passage *passage;
	PassageClaim *claim;
	gboolean silent, heading;
} Open;

/* Where the scan is, and what holds there. */
typedef struct Scan {
	const char *at;
	GArray *stack; /* Open */
	GPtrArray *passages;
	Passage *passage;
	PassageClaim *claim; /* NULL: outside of claims */
	gboolean silent;
	gboolean heading; /* inside the passage's own */
} Scan;

/* A tag. */
typedef struct Tag {
	char *name; /* in small letters */
	char *id;   /* NULL: none */
	char **classes;
	gboolean closing, empty;
} Tag;

static void
free_claim(gpointer data)
{
	PassageClaim *claim = data;

	g_free(claim->id);
	g_free(claim->verdict);
	g_string_free(claim->text, TRUE);
	g_free(claim);
}

static void
free_passage(gpointer data)
{
	Passage *passage = data;

	g_free(passage->id);
	g_string_free(passage->title, TRUE);
	g_string_free(passage->text, TRUE);
	g_ptr_array_unref(passage->claims);
	g_free(passage);
}

static void
clear_open(gpointer data)
{
	g_free(((Open *)data)->name);
}

static void
clear_tag(Tag *tag)
{
	g_free(tag->name);
	g_free(tag->id);
	g_strfreev(tag->classes);
}

static Passage *
add_passage(Scan *scan, const char *id)
{
	Passage *passage = g_new0(Passage, 1);

	passage->id = g_strdup(id);
	passage->title = g_string_new(NULL);
	passage->text = g_string_new(NULL);
	passage->claims = g_ptr_array_new_with_free_func(free_claim);
	g_ptr_array_add(scan->passages, passage);
	return passage;
}

/* Text --------------------------------------------------------------------------------- */

/* Append @c to @text; blanks become one, and none stands first. */
static void
append(GString *text, gunichar c)
{
	if (c < 128 && g_ascii_isspace((char)c)) {
		if (text->len > 0 && strchr(" \n", text->str[text->len - 1]) == NULL)
			g_string_append_c(text, ' ');
		return;
	}
	g_string_append_unichar(text, c);
}

static void
chomp(GString *text)
{
	if (text->len > 0 && strchr(" \n", text->str[text->len - 1]) != NULL)
		g_string_truncate(text, text->len - 1);
}

/* End the line of @text. */
static void
break_line(GString *text)
{
	chomp(text);
	if (text->len > 0)
		g_string_append_c(text, '\n');
}

static void
put(Scan *scan, gunichar c)
{
	if (scan->silent)
		return;
	append(scan->heading ? scan->passage->title : scan->passage->text, c);
	if (scan->claim)
		append(scan->claim->text, c);
}

/* Return the character of the reference at @at ("&amp;"), and its length; 0: it is none. */
static gunichar
reference(const char *at, gsize *len)
{
	static const struct {
		const char *name;
		gunichar c;
	} names[] = {
		{"amp", '&'},      {"lt", '<'},        {"gt", '>'},   {"quot", '"'},
		{"apos", '\''},    {"nbsp", 0xa0},     {"shy", 0xad}, {"ndash", 0x2013},
		{"mdash", 0x2014}, {"hellip", 0x2026},
	};
	gsize n = strspn(at + 1, "#" G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS);
	g_autofree char *name = g_strndup(at + 1, n);
	guint64 number;

	if (n == 0 || at[1 + n] != ';')
		return 0;
	*len = n + 2;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_equal(name, names[i].name))
			return names[i].c;
	if (name[0] != '#')
		return 0;
	number = g_ascii_tolower(name[1]) == 'x' ? g_ascii_strtoull(name + 2, NULL, 16)
	                                         : g_ascii_strtoull(name + 1, NULL, 10);
	return number < 0x110000 && g_unichar_validate((gunichar)number) ? (gunichar)number : 0;
}

/* Take the character at the place of the scan, or all up to the next tag that nobody sees. */
static void
read_text(Scan *scan)
{
	gsize len = 0;
	gunichar c;

	if (scan->silent) {
		scan->at += 1 + strcspn(scan->at + 1, "<");
		return;
	}
	c = *scan->at == '&' ? reference(scan->at, &len) : 0;
	if (c == 0) {
		c = g_utf8_get_char(scan->at);
		len = (gsize)(g_utf8_next_char(scan->at) - scan->at);
	}
	put(scan, c);
	scan->at += len;
}

/* Tags --------------------------------------------------------------------------------- */

/* Read the value of an attribute at the place of the scan, if there is one (transfer full). */
static char *
read_value(Scan *scan)
{
	const char *start;
	gsize n;

	if (*scan->at != '=')
		return NULL;
	start = ++scan->at;
	if (*start == '"' || *start == '\'') {
		const char *end = strchr(start + 1, *start);

		n = end ? (gsize)(end - start - 1) : strlen(start + 1);
		scan->at = end ? end + 1 : start + 1 + n;
		return g_strndup(start + 1, n);
	}
	n = strcspn(start, " \t\r\n>");
	scan->at += n;
	return g_strndup(start, n);
}

/* Read the tag at the place of the scan, and go behind it. */
static Tag
read_tag(Scan *scan)
{
	Tag tag = {.closing = scan->at[1] == '/'};
	const char *name = scan->at + 1 + tag.closing;
	gsize n = strcspn(name, " \t\r\n/>");

	tag.name = g_ascii_strdown(name, (gssize)n);
	scan->at = name + n;
	while (*scan->at != '\0' && *scan->at != '>') {
		const char *key = scan->at;
		g_autofree char *value = NULL;

		n = strcspn(key, " \t\r\n/=>");
		tag.empty |= key[0] == '/' && key[1] == '>';
		scan->at += MAX(n, 1);
		if (n == 0)
			continue;
		value = read_value(scan);
		if (n == 2 && strncmp(key, "id", n) == 0 && !tag.id)
			tag.id = g_steal_pointer(&value);
		else if (n == 5 && strncmp(key, "class", n) == 0 && value && !tag.classes)
			tag.classes = g_strsplit_set(value, " \t\r\n", -1);
	}
	if (*scan->at == '>')
		scan->at++;
	tag.empty |= g_strv_contains(void_elements, tag.name);
	return tag;
}

static gboolean
has_class(const Tag *tag, const char *class)
{
	return tag->classes && g_strv_contains((const char *const *)tag->classes, class);
}

/* Return the one of @words that is a class of @tag, or NULL. */
static const char *
class_of(const Tag *tag, const char *const *words)
{
	for (guint i = 0; words[i]; i++)
		if (has_class(tag, words[i]))
			return words[i];
	return NULL;
}

/* Tell whether nobody is to find what is in the element of @tag. */
static gboolean
is_silent(const Tag *tag)
{
	for (char **class = tag->classes; class && *class; class ++)
		if (g_strv_contains(silent_classes, *class))
			return TRUE;
	return g_strv_contains(silent_elements, tag->name);
}

static gboolean
is_heading(const char *name)
{
	return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0';
}

static PassageClaim *
add_claim(Passage *passage, const Tag *tag)
{
	PassageClaim *claim = g_new0(PassageClaim, 1);

	claim->id = g_strdup(tag->id);
	claim->verdict = g_strdup(class_of(tag, verdicts));
	claim->text = g_string_new(NULL);
	g_ptr_array_add(passage->claims, claim);
	return claim;
}

/* See what @tag, which opens an element, begins. */
static void
open_element(Scan *scan, const Tag *tag)
{
	Open open = {g_strdup(tag->name), scan->passage, scan->claim, scan->silent, scan->heading};

	g_array_append_val(scan->stack, open);
	if (is_silent(tag))
		scan->silent = TRUE;
	if (scan->silent)
		return;
	/* the mark keeps its distance; the text without it needs none */
	while (has_class(tag, "held") && g_unichar_isspace(g_utf8_get_char(scan->at)))
		scan->at = g_utf8_next_char(scan->at);
	if (g_str_equal(tag->name, "section") && tag->id)
		scan->passage = add_passage(scan, tag->id);
	else if (is_heading(tag->name) && scan->passage->title->len == 0)
		scan->heading = TRUE;
	else if (!scan->claim && tag->id && has_class(tag, "claim") && class_of(tag, verdicts))
		scan->claim = add_claim(scan->passage, tag);
}

/* End the innermost open element called @name, and those in it that nobody has ended. */
static void
close_element(Scan *scan, const char *name)
{
	guint depth = scan->stack->len;

	while (depth > 0 && !g_str_equal(g_array_index(scan->stack, Open, depth - 1).name, name))
		depth--;
	if (depth == 0)
		return;
	const Open *open = &g_array_index(scan->stack, Open, depth - 1);

	scan->passage = open->passage;
	scan->claim = open->claim;
	scan->silent = open->silent;
	scan->heading = open->heading;
	g_array_set_size(scan->stack, depth - 1);
}

/* Go behind @end, or to the end of the page. */
static void
skip_past(Scan *scan, const char *end)
{
	const char *hit = strstr(scan->at, end);

	scan->at = hit ? hit + strlen(end) : scan->at + strlen(scan->at);
}

/* Take the tag or comment at the place of the scan. */
static void
read_markup(Scan *scan)
{
	Tag tag;

	if (g_str_has_prefix(scan->at, "<!--")) {
		skip_past(scan, "-->");
		return;
	}
	if (!g_ascii_isalpha(scan->at[1]) && scan->at[1] != '/') {
		read_text(scan);
		return;
	}
	tag = read_tag(scan);
	if (!scan->silent && !g_strv_contains(inline_elements, tag.name)) {
		if (scan->heading || scan->claim)
			put(scan, ' ');
		else
			break_line(scan->passage->text);
	}
	if (tag.closing)
		close_element(scan, tag.name);
	else if (g_str_equal(tag.name, "script"))
		skip_past(scan, "</script>"); /* no markup in there */
	else if (g_str_equal(tag.name, "style"))
		skip_past(scan, "</style>");
	else if (g_str_equal(tag.name, "svg") && !tag.empty)
		skip_past(scan, "</svg>"); /* most of a page, and none of it is in another one */
	else if (!tag.empty)
		open_element(scan, &tag);
	clear_tag(&tag);
}

GPtrArray *
passage_read(const char *html)
{
	g_autofree char *sound = g_utf8_make_valid(html, -1);
	const char *main = strstr(sound, "<main");
	const char *end = main ? strstr(main, "</main>") : NULL;
	g_autofree char *body = g_strndup(main ? main : sound,
	                                  end ? (gsize)(end - main) : strlen(main ? main : sound));
	g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Open));
	GPtrArray *passages = g_ptr_array_new_with_free_func(free_passage);
	Scan scan = {.at = body, .stack = stack, .passages = passages};

	g_array_set_clear_func(stack, clear_open);
	scan.passage = add_passage(&scan, "");
	while (*scan.at != '\0') {
		if (*scan.at == '<')
			read_markup(&scan);
		else
			read_text(&scan);
	}
	for (guint i = 0; i < passages->len; i++) {
		const Passage *passage = g_ptr_array_index(passages, i);

		chomp(passage->title);
		chomp(passage->text);
		for (guint k = 0; k < passage->claims->len; k++)
			chomp(((PassageClaim *)g_ptr_array_index(passage->claims, k))->text);
	}
	return passages;
}
