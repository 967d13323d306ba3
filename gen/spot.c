#include "spot.h"

#include <math.h>
#include <string.h>

/* Colours from here on are marks and areas of spots: a range of reds that no palette has. */
#define FIRST_COLOUR 0xfe0000

/* How far around its mark a spot without area answers, in units of the picture. */
#define REACH 10

static void
spot_clear(gpointer data)
{
	Spot *spot = data;

	g_free(spot->text);
	g_free(spot->area);
}

GArray *
spots_new(void)
{
	GArray *spots = g_array_new(FALSE, FALSE, sizeof(Spot));

	g_array_set_clear_func(spots, spot_clear);
	return spots;
}

int
spots_add(GArray *spots, int series, char *text)
{
	Spot spot = {series, text, (double)NAN, (double)NAN, NULL};

	if (spots->len == SPOT_MAX) {
		g_free(text);
		return -1;
	}
	g_array_append_val(spots, spot);
	return FIRST_COLOUR + (int)spots->len - 1;
}

/* Return the spot whose colour is @colour, "#fe0003", or NULL. */
static Spot *
find_spot(GArray *spots, const char *colour)
{
	guint64 value;

	if (colour == NULL || *colour != '#')
		return NULL;
	value = g_ascii_strtoull(colour + 1, NULL, 16);
	if (value < FIRST_COLOUR || value >= FIRST_COLOUR + spots->len)
		return NULL;
	return &g_array_index(spots, Spot, value - FIRST_COLOUR);
}

gboolean
spots_take(GArray *spots, Xml *shape)
{
	const char *path = xml_get(shape, "d");
	Spot *area = find_spot(spots, xml_get(shape, "fill"));
	Spot *mark = find_spot(spots, xml_get(shape, "stroke"));
	char *end;

	if (path == NULL || (area == NULL && mark == NULL))
		return FALSE;
	if (area != NULL) {
		g_free(area->area);
		area->area = g_strdup(path);
	} else if (*path == 'M') { /* a disc: "M12.3,45.6h0" */
		mark->x = g_ascii_strtod(path + 1, &end);
		mark->y = g_ascii_strtod(end + strspn(end, ", "), NULL);
	}
	return TRUE;
}

static void
append_spot(const Spot *spot, GString *out)
{
	g_autofree char *text = spot->text ? g_markup_escape_text(spot->text, -1) : NULL;

	if (spot->area)
		g_string_append_printf(out, "<path d=\"%s\"", spot->area);
	else
		g_string_append_printf(out, "<circle cx=\"%g\" cy=\"%g\" r=\"%d\"", spot->x,
		                       spot->y, REACH);
	if (spot->area && isfinite(spot->x))
		g_string_append_printf(out, " data-at=\"%g %g\"", spot->x, spot->y);
	if (spot->series >= 0)
		g_string_append_printf(out, " data-s=\"%d\"", spot->series);
	if (text)
		g_string_append_printf(out, "><title>%s</title></%s>\n", text,
		                       spot->area ? "path" : "circle");
	else
		g_string_append(out, "/>\n");
}

void
spots_append(const GArray *spots, GString *out)
{
	gsize begin = out->len, first;

	g_string_append(out, "<g class=\"spots\" stroke=\"none\" pointer-events=\"all\">\n");
	first = out->len;
	for (guint i = 0; i < spots->len; i++) {
		const Spot *spot = &g_array_index(spots, Spot, i);

		if (spot->area || isfinite(spot->x))
			append_spot(spot, out);
	}
	if (out->len == first)
		g_string_truncate(out, begin);
	else
		g_string_append(out, "</g>\n");
}
