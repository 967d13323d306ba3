#include "inline.h"

#include "tag.h"

#include <string.h>

/* Runs of more backticks than this never close a code span, as in cmark. */
#define BACKTICKS_MAX 80

/* An opening bracket that no link has closed yet. */
typedef struct Bracket {
	gsize at;               /* of the bracket */
	gboolean image;         /* an exclamation mark stands before it */
	gboolean active;        /* FALSE: a link inside it was found, so it cannot be a link */
	gboolean bracket_after; /* another bracket follows: it is no label */
} Bracket;

typedef struct Scanner {
	const char *text;
	gsize len;
	gsize at;
	GHashTable *definitions;
	GArray *brackets;                        /* Bracket */
	GArray *found;                           /* Inline */
	gsize last_backticks[BACKTICKS_MAX + 1]; /* where a run of each length was seen */
	gboolean backticks_known;
	gsize math_end;               /* maths that was found ends here */
	gboolean no_math, no_display; /* no closing $, $$ was found from here on */
	gboolean no_instruction, no_cdata, no_declaration; /* the same for <?, <![CDATA[, <!A */
} Scanner;

static void
add_found(Scanner *scanner, InlineKind kind, gsize start, gsize end)
{
	Inline found = {.kind = kind, .all = {start, end}};

	g_array_append_val(scanner->found, found);
}

/* Return the length of the run of @c at @at. */
static gsize
run_length(const Scanner *scanner, gsize at, char c)
{
	gsize n = 0;

	while (at + n < scanner->len && scanner->text[at + n] == c)
		n++;
	return n;
}

/*
 * Return the offset after the run of @n backticks that closes the code span whose content starts at
 * @at, or 0.  The memory of where runs were seen is cmark's, which also overlooks some closing
 * runs.
 */
static gsize
find_backticks(Scanner *scanner, gsize at, gsize n)
{
	if (n > BACKTICKS_MAX || (scanner->backticks_known && scanner->last_backticks[n] <= at))
		return 0;
	for (gsize i = at; i < scanner->len;) {
		const char *tick = memchr(scanner->text + i, '`', scanner->len - i);
		gsize run;

		if (tick == NULL)
			break;
		i = (gsize)(tick - scanner->text);
		run = run_length(scanner, i, '`');
		if (run <= BACKTICKS_MAX)
			scanner->last_backticks[run] = i;
		i += run;
		if (run == n)
			return i;
	}
	scanner->backticks_known = TRUE;
	return 0;
}

/* Read a code span, or a run of backticks that is just text. */
static void
scan_code(Scanner *scanner)
{
	gsize start = scanner->at, n = run_length(scanner, start, '`');
	gsize end = find_backticks(scanner, start + n, n);

	if (end > 0)
		add_found(scanner, INLINE_CODE, start, end);
	scanner->at = end > 0 ? end : start + n;
}

/* Whether the search for the end of what starts at @at is known to be in vain; remember it. */
static gboolean *
vain_search(Scanner *scanner, gsize at)
{
	const char *here = scanner->text + at;

	if (at + 1 >= scanner->len)
		return NULL;
	if (here[1] == '?')
		return &scanner->no_instruction;
	if (here[1] != '!' || at + 2 >= scanner->len)
		return NULL;
	if (here[2] == '-')
		return NULL; /* any two hyphens end the search */
	return here[2] == '[' ? &scanner->no_cdata : &scanner->no_declaration;
}

/* Read what starts with "<". */
static void
scan_pointy(Scanner *scanner)
{
	gsize at = scanner->at, n = tag_autolink(scanner->text, scanner->len, at);
	gboolean *vain = vain_search(scanner, at);
	InlineKind kind = INLINE_AUTOLINK;

	if (n == 0) {
		kind = scanner->len - at > 3 && memcmp(scanner->text + at, "<!--", 4) == 0
		               ? INLINE_COMMENT
		               : INLINE_HTML;
		if (vain == NULL || !*vain)
			n = tag_html(scanner->text, scanner->len, at);
		if (vain != NULL && n == 0)
			*vain = TRUE;
	}
	if (n > 0)
		add_found(scanner, kind, at, at + n);
	scanner->at += MAX(n, 1);
}

static void
push_bracket(Scanner *scanner, gboolean image)
{
	Bracket bracket = {scanner->at + image, image, TRUE, FALSE};

	if (scanner->brackets->len > 0)
		g_array_index(scanner->brackets, Bracket, scanner->brackets->len - 1)
			.bracket_after = TRUE;
	g_array_append_val(scanner->brackets, bracket);
	scanner->at += 1 + image;
}

/* Read "(address "title")" at @at into @link; FALSE when there is none. */
static gboolean
read_tail(const Scanner *scanner, gsize at, Inline *link)
{
	const char *text = scanner->text;
	gsize len = scanner->len, end, start;

	if (at >= len || text[at] != '(')
		return FALSE;
	if (!link_address(text, len, link_skip_space(text, len, at + 1), &link->address, &end))
		return FALSE;
	link->title = (Range){end, end};
	start = link_skip_space(text, len, end);
	link->titled = start > end && link_title(text, len, start, &link->title, &end);
	end = link_skip_space(text, len, end);
	if (end >= len || text[end] != ')')
		return FALSE;
	link->all.end = end + 1;
	return TRUE;
}

/* Read "[label]" at @at, or take the text of @bracket for the label; FALSE when none is defined. */
static gboolean
read_reference(const Scanner *scanner, const Bracket *bracket, gsize at, Inline *link)
{
	g_autofree char *normal = NULL;
	Range label;
	gsize end;
	gboolean found = link_label(scanner->text, scanner->len, at, &label, &end);

	if (!found)
		end = at;
	if (!found || link_skip_space(scanner->text, label.end, label.start) == label.end) {
		if (bracket->bracket_after || at - bracket->at > LINK_LABEL_MAX + 2)
			return FALSE;
		label = (Range){bracket->at + 1, at - 1};
	}
	normal = definition_label(scanner->text + label.start, label.end - label.start);
	link->definition = g_hash_table_lookup(scanner->definitions, normal);
	if (link->definition == NULL)
		return FALSE;
	link->all.end = end;
	return TRUE;
}

/* Links do not hold links: what encloses the one just found cannot be one. */
static void
deactivate_brackets(Scanner *scanner)
{
	for (guint i = scanner->brackets->len; i > 0; i--) {
		Bracket *bracket = &g_array_index(scanner->brackets, Bracket, i - 1);

		if (bracket->image)
			continue;
		if (!bracket->active)
			return;
		bracket->active = FALSE;
	}
}

/* Read what a closing bracket ends. */
static void
close_bracket(Scanner *scanner)
{
	Inline link = {.kind = INLINE_LINK};
	Bracket bracket;

	scanner->at++;
	if (scanner->brackets->len == 0)
		return;
	bracket = g_array_index(scanner->brackets, Bracket, scanner->brackets->len - 1);
	g_array_set_size(scanner->brackets, scanner->brackets->len - 1);
	if (!bracket.active)
		return;
	link.kind = bracket.image ? INLINE_IMAGE : INLINE_LINK;
	link.all.start = bracket.at - bracket.image;
	link.text = (Range){bracket.at + 1, scanner->at - 1};
	if (!read_tail(scanner, scanner->at, &link)) {
		link.titled = FALSE;
		if (!read_reference(scanner, &bracket, scanner->at, &link))
			return;
	}
	g_array_append_val(scanner->found, link);
	scanner->at = link.all.end;
	if (!bracket.image)
		deactivate_brackets(scanner);
}

/* Note maths that starts here, as pandoc reads it; what is in it goes on being scanned. */
static void
scan_math(Scanner *scanner)
{
	const char *text = scanner->text;
	gsize len = scanner->len, start = scanner->at, i;
	gboolean display = start + 1 < len && text[start + 1] == '$';

	scanner->at += 1 + display;
	if (start < scanner->math_end || (display ? scanner->no_display : scanner->no_math))
		return;
	i = start + 1 + display;
	if (!display && (i >= len || link_is_space(text[i])))
		return;
	for (; i < len; i++) {
		if (text[i] == '\\') {
			i++;
		} else if (text[i] == '$') {
			gboolean closes =
				display ? i + 1 < len && text[i + 1] == '$'
					: !link_is_space(text[i - 1]) &&
						  !(i + 1 < len && g_ascii_isdigit(text[i + 1]));

			if (!closes)
				continue;
			scanner->math_end = i + 1 + display;
			add_found(scanner, INLINE_MATH, start, scanner->math_end);
			return;
		}
	}
	if (display)
		scanner->no_display = TRUE;
	else
		scanner->no_math = TRUE;
}

/* Whether the character before @at is part of a word, as in an e-mail address. */
static gboolean
follows_word(const Scanner *scanner, gsize at)
{
	const char *before = g_utf8_find_prev_char(scanner->text, scanner->text + at);

	return before != NULL && g_unichar_isalnum(g_utf8_get_char(before));
}

/* Read "@word". */
static void
scan_at(Scanner *scanner)
{
	gsize start = scanner->at, i = start + 1;
	Inline at = {.kind = INLINE_AT};

	scanner->at++;
	if (follows_word(scanner, start))
		return;
	while (i < scanner->len && (g_ascii_isalnum(scanner->text[i]) || scanner->text[i] == '-' ||
	                            scanner->text[i] == '_'))
		i++;
	while (i > start + 1 && !g_ascii_isalnum(scanner->text[i - 1]))
		i--;
	if (i == start + 1)
		return;
	at.all = (Range){start, i};
	at.text = (Range){start + 1, i};
	g_array_append_val(scanner->found, at);
	scanner->at = i;
}

/* Take one step. */
static void
scan_next(Scanner *scanner)
{
	switch (scanner->text[scanner->at]) {
	case '\\':
		scanner->at += 1 + link_is_escape(scanner->text, scanner->len, scanner->at);
		return;
	case '`':
		scan_code(scanner);
		return;
	case '<':
		scan_pointy(scanner);
		return;
	case '!':
		if (scanner->at + 1 < scanner->len && scanner->text[scanner->at + 1] == '[')
			push_bracket(scanner, TRUE);
		else
			scanner->at++;
		return;
	case '[':
		push_bracket(scanner, FALSE);
		return;
	case ']':
		close_bracket(scanner);
		return;
	case '$':
		scan_math(scanner);
		return;
	case '@':
		scan_at(scanner);
		return;
	default: /* any other byte is text */
		scanner->at++;
		return;
	}
}

/* Order inlines by start, the enclosing one first. */
static gint
compare(gconstpointer a, gconstpointer b)
{
	const Inline *x = a, *y = b;

	if (x->all.start != y->all.start)
		return x->all.start < y->all.start ? -1 : 1;
	return (x->all.end < y->all.end) - (x->all.end > y->all.end);
}

GArray *
inline_scan(const char *text, gsize len, gsize at, GHashTable *definitions)
{
	Scanner scanner = {.text = text, .len = len, .at = at, .definitions = definitions};

	scanner.brackets = g_array_new(FALSE, FALSE, sizeof(Bracket));
	scanner.found = g_array_new(FALSE, FALSE, sizeof(Inline));
	while (scanner.at < len)
		scan_next(&scanner);
	g_array_unref(scanner.brackets);
	g_array_sort(scanner.found, compare);
	return scanner.found;
}
