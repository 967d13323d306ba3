#include "badge.h"

#include <string.h>

/* Sizes in pixels. */
#define HEIGHT    20
#define MARGIN    6
#define FONT_SIZE 11
#define BASELINE  14

#define LABEL "claims"

/* Grounds of white text: contrasts are 4.5 or more (t-badge.c). */
#define GROUND_LABEL "#3d4148"
#define GROUND_GOOD  "#00694d"
#define GROUND_OPEN  "#7a5700"
#define GROUND_BAD   "#a83200"
#define GROUND_NONE  "#5c6169"

void
badge_count(Badge *badge, VerdictKind verdict, gboolean unexpected)
{
	badge->claims++;
	if (verdict == VERDICT_UNTESTABLE)
		badge->untestable++;
	else if (verdict == VERDICT_PENDING)
		badge->pending++;
	else if (!unexpected)
		badge->expected++;
	else if (verdict == VERDICT_INCONCLUSIVE)
		badge->open++;
}

char *
badge_words(const Badge *badge)
{
	GString *out = g_string_new(NULL);

	if (badge->claims == 0) {
		g_string_append(out, "none yet");
		return g_string_free(out, FALSE);
	}
	g_string_append_printf(out, "%u of %u as expected", badge->expected, badge->claims);
	if (badge->untestable > 0)
		g_string_append_printf(out, ", %u not testable", badge->untestable);
	if (badge->pending > 0)
		g_string_append_printf(out, ", %u not measured yet", badge->pending);
	return g_string_free(out, FALSE);
}

static const char *
ground(const Badge *badge)
{
	guint unknown = badge->untestable + badge->pending;

	if (badge->claims == unknown)
		return GROUND_NONE;
	if (badge->expected + unknown == badge->claims)
		return GROUND_GOOD;
	return badge->expected + unknown + badge->open == badge->claims ? GROUND_OPEN : GROUND_BAD;
}

/* Return about how wide @text is in a common sans-serif font; readers' fonts are made to fit. */
static guint
width_of(const char *text)
{
	double width = 0;

	for (const char *c = text; *c != '\0'; c++)
		width += strchr("ijl.,", *c) != NULL  ? 0.3
		         : strchr(" frt", *c) != NULL ? 0.38
		         : strchr("mw", *c) != NULL   ? 0.9
		         : g_ascii_isdigit(*c) != 0   ? 0.64
		                                      : 0.61;
	return (guint)(width * FONT_SIZE + 0.5);
}

static void
append_part(GString *out, const char *text, const char *colour, guint x)
{
	guint width = width_of(text);

	g_string_append_printf(out,
	                       "<rect x=\"%u\" width=\"%u\" height=\"%d\" fill=\"%s\"/>\n"
	                       "<text x=\"%u\" y=\"%d\" textLength=\"%u\" "
	                       "lengthAdjust=\"spacingAndGlyphs\">%s</text>\n",
	                       x, width + 2 * MARGIN, HEIGHT, colour, x + MARGIN, BASELINE, width,
	                       text);
}

char *
badge_svg(const Badge *badge)
{
	GString *out = g_string_new(NULL);
	g_autofree char *words = badge_words(badge);
	guint left = width_of(LABEL) + 2 * MARGIN, right = width_of(words) + 2 * MARGIN;

	g_string_append_printf(out,
	                       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" "
	                       "height=\"%d\" viewBox=\"0 0 %u %d\" role=\"img\" "
	                       "aria-label=\"%s: %s\">\n<title>%s: %s</title>\n",
	                       left + right, HEIGHT, left + right, HEIGHT, LABEL, words, LABEL,
	                       words);
	g_string_append_printf(out,
	                       "<g fill=\"#fff\" font-size=\"%d\" font-family=\"Verdana, 'DejaVu "
	                       "Sans', Geneva, sans-serif\">\n",
	                       FONT_SIZE);
	append_part(out, LABEL, GROUND_LABEL, 0);
	append_part(out, words, ground(badge), left);
	g_string_append(out, "</g>\n</svg>\n");
	return g_string_free(out, FALSE);
}
