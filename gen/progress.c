#include "progress.h"
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	BAR = 20,      /* columns of the bar at most */
	LEAST_BAR = 6, /* at least, or there is none */
	COLUMNS = 80,  /* of a terminal that does not tell */
};

/* So many s of work as expected make up for what is known of how long things take. */
#define TRUST 10.0

/* The text of a line -------------------------------------------------------------------- */

static guint
width_of(gunichar c)
{
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

guint
progress_width(const char *text)
{
	guint width = 0;

	for (; *text; text = g_utf8_next_char(text))
		width += width_of(g_utf8_get_char(text));
	return width;
}

/* Return what a terminal can show of @text without moving the cursor, in @columns columns. */
static char *
fit(const char *text, guint columns, gboolean plain)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	gboolean cut = progress_width(valid) > columns;
	guint room = cut ? MAX(columns, 1) - 1 : columns;
	GString *fitted = g_string_new(NULL);

	for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		guint width = width_of(c);

		if (width > room)
			break;
		room -= width;
		g_string_append_unichar(fitted, g_unichar_isprint(c) || width == 0 ? c : '?');
	}
	if (cut)
		g_string_append(fitted, plain ? "~" : "…");
	return g_string_free(fitted, FALSE);
}

/* Return the line without its bar; @detail tells whether it has the detail. */
static char *
words_of(const ProgressLine *line, gboolean detail)
{
	GString *words = g_string_new(line->name);

	if (detail && line->detail)
		g_string_append_printf(words, "  %s", line->detail);
	if (line->left)
		g_string_append_printf(words, "  %s", line->left);
	return g_string_free(words, FALSE);
}

static void
add_bar(GString *text, double share, guint columns, gboolean plain)
{
	guint full = (guint)(CLAMP(share, 0, 1) * columns);

	for (guint i = 0; i < columns; i++)
		g_string_append(text, plain ? (i < full ? "#" : "-") : i < full ? "━" : "─");
	g_string_append_c(text, ' ');
}

char *
progress_text(const ProgressLine *line, guint columns, gboolean plain)
{
	GString *text = g_string_new(line->head);
	g_autofree char *words = words_of(line, TRUE);
	guint taken = progress_width(line->head) + 1; /* by the head and a blank */
	guint width;

	if (taken + progress_width(words) > columns) {
		g_free(words);
		words = words_of(line, FALSE);
	}
	width = taken + progress_width(words);
	g_string_append_c(text, ' ');
	if (columns > width + LEAST_BAR)
		add_bar(text, line->share, MIN((guint)BAR, columns - width - 1), plain);
	g_string_append(text, words);
	g_free(words);
	words = g_string_free(text, FALSE);
	return fit(words, columns, plain);
}

/* Return a time that is left, roughly (transfer full). */
static char *
time_text(double seconds)
{
	if (seconds < 99.5)
		return g_strdup_printf("%.0f s", MAX(seconds, 1));
	if (seconds < 99.5 * 60)
		return g_strdup_printf("%.0f min", seconds / 60);
	return g_strdup_printf("%.1f h", seconds / 3600);
}

/* The terminal ---------------------------------------------------------------------------- */

void
progress_open(Progress *progress, gboolean quiet, gboolean verbose)
{
	const char *term = g_getenv("TERM");
	const char *no_colour = g_getenv("NO_COLOR");
	gboolean terminal = isatty(STDERR_FILENO) && term && !g_str_equal(term, "dumb");

	*progress = (Progress){.live = terminal && !quiet,
	                       .quiet = quiet,
	                       .verbose = verbose,
	                       .colour = terminal && !(no_colour && *no_colour),
	                       .plain = !g_get_charset(NULL)};
}

/* Ask each time: windows change while we sleep. */
static guint
columns_now(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
	                                                                       : COLUMNS;
}

/* Return what takes the live line away (transfer full). */
static char *
eraser(const Progress *progress, guint columns)
{
	/* A terminal that has become narrower has broken the line. */
	guint above = progress->shown > 0 ? (progress->shown - 1) / columns : 0;

	return above > 0 ? g_strdup_printf("\r\033[%uA\033[J", above) : g_strdup("\r\033[K");
}

void
progress_clear(Progress *progress)
{
	g_autofree char *erase = eraser(progress, columns_now());

	if (progress->shown > 0)
		fputs(erase, stderr);
	progress->shown = 0;
	fflush(stderr);
}

/* Draw @line, unless the last drawing is less than @pause us ago. */
static void
draw(Progress *progress, const ProgressLine *line, gint64 pause)
{
	gint64 now = g_get_monotonic_time();
	guint columns;

	if (!progress->live || (progress->drawn && now - progress->drawn < pause))
		return;
	columns = columns_now();
	/* The last column stays free: there some terminals begin a new line. */
	g_autofree char *text = progress_text(line, columns - 1, progress->plain);
	g_autofree char *erase = eraser(progress, columns);
	g_autofree char *all = g_strconcat(erase, text, NULL);
	fputs(all, stderr);
	fflush(stderr);
	progress->drawn = now;
	progress->shown = progress_width(text);
}

/* Experiments ----------------------------------------------------------------------------- */

void
progress_begin(Progress *progress, const char *id, double seconds)
{
	progress->planned = MAX(progress->planned - seconds, 0);
	progress->estimate = seconds;
	progress->since = g_get_monotonic_time();
	progress->drawn = 0;
	progress_step(progress, id, "setting up", 0, 0, 0);
}

void
progress_step(Progress *progress, const char *id, const char *what, guint round, guint rounds,
              double left)
{
	double passed = (double)(g_get_monotonic_time() - progress->since) / 1e6;
	double others =
		progress->planned * (progress->spent + TRUST) / (progress->foreseen + TRUST);
	double current = left > 0 ? left : MAX(progress->estimate - passed, 0);
	double spent = progress->spent + passed;
	g_autofree char *head = g_strdup_printf("%u/%u", progress->done + 1, progress->total);
	g_autofree char *detail =
		what ? g_strdup(what) : g_strdup_printf("round %u of %u", round, rounds);
	g_autofree char *soon = time_text(current);
	g_autofree char *late = time_text(current + others);
	g_autofree char *times = others > 0 ? g_strdup_printf("%s left, %s for all", soon, late)
	                                    : g_strdup_printf("%s left", soon);
	const ProgressLine line = {.head = head,
	                           .share = spent / MAX(spent + current + others, 1e-6),
	                           .name = id,
	                           .detail = detail,
	                           .left = current > 0 ? times : NULL};

	draw(progress, &line, PROGRESS_MEASURE);
}

void
progress_end(Progress *progress, const char *id, const char *format, ...)
{
	va_list args;

	progress->done++;
	progress->spent += (double)(g_get_monotonic_time() - progress->since) / 1e6;
	progress->foreseen += progress->estimate;
	if (progress->quiet)
		return;
	progress_clear(progress);
	fprintf(stderr, "%*u/%u  %-20s ", progress->total > 9 ? 2 : 1, progress->done,
	        progress->total, id);
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	fprintf(stderr, "%s\n", text);
}

/* Later stages ---------------------------------------------------------------------------- */

void
progress_stage(Progress *progress, const char *verb, guint done, guint total, const char *thing,
               const char *what)
{
	g_autofree char *name =
		g_strdup_printf("%u of %u %s%s", done, total, thing, total == 1 ? "" : "s");
	const ProgressLine line = {
		.head = verb, .share = (double)done / MAX(total, 1), .name = name, .detail = what};

	if (progress->verbose)
		return;
	/* A stage may begin with what takes long: it is told at once. */
	draw(progress, &line, g_strcmp0(progress->stage, verb) == 0 ? PROGRESS_STAGE : 0);
	progress->stage = verb;
}

void
progress_verbose(Progress *progress, const char *format, ...)
{
	va_list args;

	if (!progress->verbose)
		return;
	progress_clear(progress);
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	fprintf(stderr, "%s\n", text);
}
