#include "progress.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	BAR = 20,                /* cells of the bar */
	REDRAW = G_USEC_PER_SEC, /* least time between two drawings */
};

void
progress_open(Progress *progress, gboolean quiet, gboolean verbose)
{
	const char *term = g_getenv("TERM");
	const char *no_colour = g_getenv("NO_COLOR");
	gboolean terminal = isatty(STDERR_FILENO) && term && !g_str_equal(term, "dumb");

	*progress = (Progress){.live = terminal && !quiet,
	                       .quiet = quiet,
	                       .verbose = verbose,
	                       .colour = terminal && !(no_colour && *no_colour)};
}

void
progress_clear(Progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = FALSE;
	fflush(stderr);
}

void
progress_begin(Progress *progress, const char *id, double seconds)
{
	progress->drawn = 0;
	if (progress->live)
		progress_step(progress, id, 0, 0, seconds);
}

void
progress_step(Progress *progress, const char *id, guint round, guint rounds, double left)
{
	gint64 now = g_get_monotonic_time();
	char bar[BAR * 3 + 1] = "";
	guint full = rounds ? MIN((guint)BAR, round * BAR / rounds) : 0;

	if (!progress->live || (progress->drawn && now - progress->drawn < REDRAW))
		return;
	progress->drawn = now;
	for (guint i = 0; i < BAR; i++)
		strncat(bar, i < full ? "━" : "─", sizeof bar - strlen(bar) - 1);
	fprintf(stderr, "\r\033[K%u/%u %s %s", progress->done + 1, progress->total, bar, id);
	if (rounds)
		fprintf(stderr, "  round %u of %u", round, rounds);
	if (left > 0)
		fprintf(stderr, "  about %.0f s left", left < 1 ? 1 : left);
	fflush(stderr);
	progress->shown = TRUE;
}

void
progress_end(Progress *progress, const char *id, const char *format, ...)
{
	va_list args;

	progress->done++;
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
