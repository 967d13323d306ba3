#include "diag.h"

#include "util.h"

#include <string.h>

/* The longest excerpt of a line that is shown, in characters; longer ones are cut around the caret.
 */
#define EXCERPT_MAX 160

static const FindingKind kinds[] = {
#define FINDING(id, slug, severity, meaning) [FINDING_##id] = {slug, severity, meaning},
#include "findings.def"
#undef FINDING
};

static void
finding_free(gpointer data)
{
	Finding *finding = data;

	g_free(finding->message);
	g_free(finding->help);
	g_free(finding);
}

Diag *
diag_new(void)
{
	Diag *diag = g_new0(Diag, 1);

	diag->findings = g_ptr_array_new_with_free_func(finding_free);
	return diag;
}

void
diag_free(Diag *diag)
{
	if (diag == NULL)
		return;
	g_ptr_array_unref(diag->findings);
	g_free(diag);
}

const FindingKind *
finding_kind(FindingId id)
{
	g_assert(id < FINDING_COUNT);
	return &kinds[id];
}

gboolean
finding_find(const char *slug, FindingId *id)
{
	for (guint i = 0; i < FINDING_COUNT; i++)
		if (g_str_equal(kinds[i].slug, slug)) {
			*id = i;
			return TRUE;
		}
	return FALSE;
}

/* Return @text (transfer full) as one line that any terminal can show; @text is freed. */
static char *
one_line(char *text)
{
	g_autofree char *raw = text;
	g_autofree char *valid = g_utf8_make_valid(raw, -1);
	g_autoptr(GString) line = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		g_string_append_unichar(line, g_unichar_isprint(c)   ? c
		                              : g_unichar_isspace(c) ? ' '
		                                                     : 0xfffd);
	}
	return g_string_free(g_steal_pointer(&line), FALSE);
}

void
diag_add(Diag *diag, Span span, FindingId id, const char *help, const char *format, ...)
{
	Finding *finding = g_new0(Finding, 1);
	va_list arguments;

	finding->id = id;
	finding->span = span;
	va_start(arguments, format);
	finding->message = one_line(g_strdup_vprintf(format, arguments));
	va_end(arguments);
	finding->help = help == NULL ? NULL : one_line(g_strdup(help));
	g_ptr_array_add(diag->findings, finding);
}

Severity
diag_worst(const Diag *diag)
{
	Severity worst = SEVERITY_NONE;

	for (guint i = 0; i < diag->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(diag->findings, i);

		worst = MAX(worst, kinds[finding->id].severity);
	}
	return worst;
}

guint
diag_count(const Diag *diag, Severity severity)
{
	guint n = 0;

	for (guint i = 0; i < diag->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(diag->findings, i);

		n += kinds[finding->id].severity == severity;
	}
	return n;
}

gboolean
diag_has_error(const Diag *diag, const Source *source)
{
	for (guint i = 0; i < diag->findings->len; i++) {
		const Finding *finding = g_ptr_array_index(diag->findings, i);

		if (finding->span.source == source &&
		    finding_kind(finding->id)->severity == SEVERITY_ERROR)
			return TRUE;
	}
	return FALSE;
}

/* Order findings by path and position; those about no text come last. */
static int
compare(gconstpointer a, gconstpointer b)
{
	const Finding *x = *(const Finding *const *)a, *y = *(const Finding *const *)b;
	const Source *s = x->span.source, *t = y->span.source;
	int order;

	if (s == NULL || t == NULL)
		return (s == NULL) - (t == NULL);
	order = strcmp(s->path, t->path);
	if (order == 0)
		order = (x->span.start > y->span.start) - (x->span.start < y->span.start);
	if (order == 0)
		order = (x->span.end > y->span.end) - (x->span.end < y->span.end);
	return order;
}

/* Whether two findings print the same. */
static gboolean
same(const Finding *a, const Finding *b)
{
	return a->id == b->id && a->span.source == b->span.source &&
	       a->span.start == b->span.start && a->span.end == b->span.end &&
	       g_str_equal(a->message, b->message) && g_strcmp0(a->help, b->help) == 0;
}

/* Take the character at @at of @text, at most @end; what is no character becomes U+FFFD. */
static gunichar
take(const char *text, gsize *at, gsize end)
{
	gunichar c = g_utf8_get_char_validated(text + *at, (gssize)(end - *at));

	if (c == (gunichar)-1 || c == (gunichar)-2) {
		(*at)++;
		return 0xfffd;
	}
	*at += (gsize)g_unichar_to_utf8(c, NULL);
	return c == '\t' || g_unichar_isprint(c) ? c : 0xfffd;
}

/* Return the start of the character @n characters before @at, not before @start. */
static gsize
step_back(const char *text, gsize at, gsize start, guint n)
{
	while (at > start && n-- > 0) {
		at--;
		while (at > start && ((guchar)text[at] & 0xc0) == 0x80)
			at--;
	}
	return at;
}

/* Append @n times @c. */
static void
repeat(GString *out, char c, guint n)
{
	while (n-- > 0)
		g_string_append_c(out, c);
}

/*
 * Make the excerpt of line @line around @span and the line of carets below it.  Tabs stay tabs in
 * both; wide characters count two.
 */
static void
excerpt(Span span, guint line, GString *shown, GString *carets)
{
	const char *text = span.source->text;
	gsize start = source_line_start(span.source, line);
	gsize end = source_line_end(span.source, line);
	gsize at = step_back(text, MIN(span.start, end), start, EXCERPT_MAX / 2);
	gboolean marked = FALSE;

	if (at > start) {
		g_string_append(shown, "...");
		g_string_append(carets, "   ");
	}
	for (guint n = 0; at < end && n < EXCERPT_MAX; n++) {
		gboolean inside = at >= span.start && at < span.end;
		gunichar c = take(text, &at, end);
		guint width = g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;

		g_string_append_unichar(shown, c);
		if (at <= span.start)
			repeat(carets, c == '\t' ? '\t' : ' ', width);
		else if (inside && marked)
			repeat(carets, '~', width);
		else if (!marked)
			g_string_append(carets, width == 2 ? "^~" : "^");
		marked = marked || at > span.start;
	}
	if (!marked)
		g_string_append_c(carets, '^');
	if (at < end)
		g_string_append(shown, "...");
}

/* The position of the last finding printed: the next one is counted from there. */
typedef struct Cursor {
	const Source *source;
	gsize offset;
	guint line, column;
} Cursor;

/* Move @cursor to @offset of @source; a column is counted from the last one on the same line. */
static void
move_cursor(Cursor *cursor, const Source *source, gsize offset)
{
	guint line = source_line_at(source, offset);

	if (cursor->source != source || cursor->line != line || cursor->offset > offset) {
		cursor->offset = source_line_start(source, line);
		cursor->column = 1;
	}
	for (; cursor->offset < MIN(offset, source->len); cursor->offset++)
		cursor->column += ((guchar)source->text[cursor->offset] & 0xc0) != 0x80;
	cursor->source = source;
	cursor->line = line;
}

/* Print one finding; @colour says whether with terminal colours. */
static void
print_finding(const Finding *finding, Cursor *cursor, FILE *out, gboolean colour)
{
	const FindingKind *kind = &kinds[finding->id];
	const char *word = kind->severity == SEVERITY_ERROR ? "error" : "warning";
	const char *bold = colour ? "\033[1m" : "", *off = colour ? "\033[0m" : "";
	const char *hue = !colour                            ? ""
	                  : kind->severity == SEVERITY_ERROR ? "\033[1;31m"
	                                                     : "\033[1;35m";
	const Source *source = finding->span.source;

	if (source != NULL) {
		g_autoptr(GString) shown = g_string_new(NULL);
		g_autoptr(GString) carets = g_string_new(NULL);

		move_cursor(cursor, source, finding->span.start);
		excerpt(finding->span, cursor->line, shown, carets);
		fprintf(out, "%s%s:%u:%u: %s%s: %s%s%s%s [%s]\n", bold, source->path, cursor->line,
		        cursor->column, hue, word, off, bold, finding->message, off, kind->slug);
		fprintf(out, "%5u | %s\n", cursor->line, shown->str);
		fprintf(out, "      | %s%s%s\n", hue, carets->str, off);
	} else {
		fprintf(out, "%slectern: %s%s: %s%s%s%s [%s]\n", bold, hue, word, off, bold,
		        finding->message, off, kind->slug);
	}
	if (finding->help != NULL)
		fprintf(out, "      = help: %s\n", finding->help);
}

void
diag_take(Diag *diag, Diag *from)
{
	GPtrArray *taken = from->findings;

	from->findings = g_ptr_array_new_with_free_func(finding_free);
	g_ptr_array_extend_and_steal(diag->findings, taken);
}

void
diag_settle(Diag *diag)
{
	GPtrArray *findings = diag->findings;

	g_ptr_array_sort(findings, compare);
	for (guint i = findings->len; i > 1; i--)
		if (same(g_ptr_array_index(findings, i - 2), g_ptr_array_index(findings, i - 1)))
			g_ptr_array_remove_index(findings, i - 1);
}

void
diag_print(Diag *diag, FILE *out, gboolean colour)
{
	Cursor cursor = {NULL, 0, 0, 0};

	diag_settle(diag);
	for (guint i = 0; i < diag->findings->len; i++)
		print_finding(g_ptr_array_index(diag->findings, i), &cursor, out, colour);
}

const char *
diag_nearest(const char *word, const char *const *words)
{
	guint limit = MAX(1, (guint)MIN(strlen(word), EDIT_MAX) / 3);
	const char *nearest = NULL;

	for (guint i = 0; words[i] != NULL; i++) {
		guint distance = edit_distance(word, words[i]);

		if (distance > limit || distance >= strlen(words[i]))
			continue;
		if (nearest == NULL || distance < edit_distance(word, nearest))
			nearest = words[i];
	}
	return nearest;
}

char *
diag_did_you_mean(const char *word, const char *const *words, const char *more)
{
	const char *nearest = diag_nearest(word, words);

	if (nearest == NULL)
		return more == NULL ? NULL : g_strdup_printf("see `%s`", more);
	if (more == NULL)
		return g_strdup_printf("did you mean '%s'?", nearest);
	return g_strdup_printf("did you mean '%s'?  (`%s`)", nearest, more);
}
