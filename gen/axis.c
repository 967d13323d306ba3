#include "axis.h"

#include <math.h>
#include <string.h>

/* Axes end here, so that margins and units cannot overflow. */
#define AXIS_HUGE 1e250

/* A unit for readers: what it is called and how many of the SI unit it holds. */
typedef struct Prefix {
	const char *text;  /* after a number */
	const char *title; /* in the title of an axis */
	double size;
} Prefix;

static const Prefix seconds[] = {
	{"ns", "ns", 1e-9},
	{"µs", "µs", 1e-6},
	{"ms", "ms", 1e-3},
	{"s", "s", 1},
};
static const Prefix bytes[] = {
	{"B", "B", 1},
	{"KiB", "KiB", 1024},
	{"MiB", "MiB", 1048576},
	{"GiB", "GiB", 1073741824},
};
static const Prefix per_second[] = {
	{"/s", "per second", 1},
	{"thousand/s", "thousands per second", 1e3},
	{"million/s", "millions per second", 1e6},
	{"billion/s", "billions per second", 1e9},
};
static const Prefix plain[] = {{"", "", 1}};
static const Prefix large[] = {
	{"", "", 1},
	{"thousand", "thousands", 1e3},
	{"million", "millions", 1e6},
	{"billion", "billions", 1e9},
};

/* Return the units of @unit, ascending; @axis: also words for large plain numbers. */
static const Prefix *
prefixes(Unit unit, gboolean axis, guint *n)
{
	switch (unit) {
	case UNIT_NONE:
		*n = axis ? G_N_ELEMENTS(large) : G_N_ELEMENTS(plain);
		return axis ? large : plain;
	case UNIT_SECOND:
		*n = G_N_ELEMENTS(seconds);
		return seconds;
	case UNIT_BYTE:
		*n = G_N_ELEMENTS(bytes);
		return bytes;
	case UNIT_PER_SECOND:
		*n = G_N_ELEMENTS(per_second);
		return per_second;
	}
	g_assert_not_reached();
}

/* Choose the largest unit of which @value holds at least one; plain numbers stay plain longer. */
static const Prefix *
choose_prefix(double value, Unit unit, gboolean axis)
{
	guint n;
	const Prefix *all = prefixes(unit, axis, &n);
	const Prefix *best = &all[0];
	double spare = unit == UNIT_NONE ? 100 : 1; /* 20 000 needs no word, 200 000 does */

	for (guint i = 1; i < n; i++)
		if (fabs(value) >= all[i].size * spare * (1 - 1e-9))
			best = &all[i];
	if (unit == UNIT_NONE && best != all) /* having left plain numbers: the nearest word */
		for (guint i = 1; i < n; i++)
			if (fabs(value) >= all[i].size)
				best = &all[i];
	if (value == 0 && unit == UNIT_SECOND)
		best = &all[n - 1];
	return best;
}

/* Write @value with @decimals, a true minus and narrow spaces between thousands. */
static char *
fixed_text(double value, int decimals)
{
	char format[12], digits[512];
	GString *out = g_string_new(NULL);
	gsize whole;

	decimals = CLAMP(decimals, 0, 15);
	g_snprintf(format, sizeof(format), "%%.%df", decimals);
	g_ascii_formatd(digits, sizeof(digits), format, fabs(value));
	if (value < 0 && strpbrk(digits, "123456789") != NULL)
		g_string_append(out, "−");
	whole = strspn(digits, "0123456789");
	for (gsize i = 0; digits[i] != '\0'; i++) {
		if (whole > 4 && i > 0 && i < whole && (whole - i) % 3 == 0)
			g_string_append(out, "\u202f");
		g_string_append_c(out, digits[i]);
	}
	return g_string_free(out, FALSE);
}

/* Return how many decimals show @digits significant digits of @value. */
static int
decimals_for(double value, guint digits)
{
	int magnitude;

	if (value == 0)
		return 0;
	magnitude = (int)floor(log10(fabs(value)) + 1e-12);
	/* 9.996 with 3 digits is 10.0, which has a digit too many */
	if (fabs(value) >= pow(10, magnitude + 1) * (1 - 0.5 * pow(10, -(double)digits)))
		magnitude++;
	return (int)digits - 1 - magnitude;
}

char *
quantity_text(double value, Unit unit, guint digits)
{
	const Prefix *prefix;
	g_autofree char *number = NULL;
	double shown;

	if (!isfinite(value))
		return g_strdup("–");
	/* round first: 999.9996 µs is 1.00 ms */
	prefix = choose_prefix(value * (1 + 0.5 * pow(10, -(double)digits)), unit, FALSE);
	shown = value / prefix->size;
	number = fixed_text(shown, decimals_for(shown, digits));
	if (*prefix->text == '\0')
		return g_steal_pointer(&number);
	if (*prefix->text == '/')
		return g_strconcat(number, prefix->text, NULL);
	return g_strconcat(number, "\u00a0", prefix->text, NULL);
}

static void
tick_clear(gpointer data)
{
	g_free(((Tick *)data)->text);
}

static void
add_tick(Axis *axis, double at, char *text)
{
	Tick tick = {.at = at, .text = text};

	g_array_append_val(axis->ticks, tick);
}

/* Return the smallest of 1, 2, 5 times a power of ten that is at least @step. */
static double
nice_step(double step)
{
	double power = pow(10, floor(log10(step) + 1e-9));
	double mantissa = step / power;

	if (mantissa <= 1 + 1e-9)
		return power;
	if (mantissa <= 2 + 1e-9)
		return 2 * power;
	return (mantissa <= 5 + 1e-9 ? 5 : 10) * power;
}

/* Fit range and ticks to the values from @low to @high, in the unit of the axis. */
static void
fit_linear(Axis *axis, double low, double high, gboolean zero, guint most)
{
	double pad = (high - low) * 0.04, step, first;
	int decimals;

	if (zero)
		low = MIN(low, 0);
	if (high <= low) { /* all the same: some room on either side */
		pad = MAX(fabs(high) * 0.1, 0.5 * (high == 0));
		high += pad;
		low -= low == 0 ? 0 : pad;
	} else {
		high += pad;
		low -= low == 0 ? 0 : pad;
	}
	if (zero)
		high = MAX(high, 0);
	step = nice_step((high - low) / (most - 0.5));
	first = ceil(low / step - 1e-9);
	while (floor(high / step + 1e-9) - first + 1 > most) {
		step = nice_step(step * 1.5);
		first = ceil(low / step - 1e-9);
	}
	decimals = MAX(0, -(int)floor(log10(step) + 1e-9));
	for (double i = first; i * step <= high + step * 1e-9; i++)
		add_tick(axis, i * step, fixed_text(i * step, decimals));
	axis->low = low;
	axis->high = high;
}

/* Collect the numbers @mantissas times powers of @base within the range; return how many. */
static guint
log_ticks(const Axis *axis, const double *mantissas, guint n, double base, GArray *out)
{
	int first = (int)floor(log(axis->low) / log(base) - 1e-9);
	int last = (int)ceil(log(axis->high) / log(base) + 1e-9);

	g_array_set_size(out, 0);
	for (int power = first; power <= last; power++)
		for (guint i = 0; i < n; i++) {
			double at = mantissas[i] * pow(base, power);

			if (at >= axis->low * (1 - 1e-9) && at <= axis->high * (1 + 1e-9))
				g_array_append_val(out, at);
		}
	return out->len;
}

/* Find the ticks of a log axis: as dense as @most allows, never fewer than two if it can be. */
static GArray *
choose_log_ticks(const Axis *axis, gboolean binary, guint most)
{
	static const double m1[] = {1}, m2[] = {1, 3}, m3[] = {1, 2, 5},
			    m5[] = {1, 1.5, 2, 3, 5, 7}, m9[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	static const struct {
		const double *mantissas;
		guint n;
		double base;
	} decimal[] = {{m9, 9, 10},  {m5, 6, 10},  {m3, 3, 10},  {m2, 2, 10},   {m1, 1, 10},
	               {m1, 1, 100}, {m1, 1, 1e3}, {m1, 1, 1e6}, {m1, 1, 1e12}, {m1, 1, 1e24}},
	  power_of_two[] = {{m1, 1, 2},    {m1, 1, 4},       {m1, 1, 16},
	                    {m1, 1, 1024}, {m1, 1, 1048576}, {m1, 1, 0x1p40}};
	GArray *out = g_array_new(FALSE, FALSE, sizeof(double));

	if (binary) {
		for (guint i = 0; i < G_N_ELEMENTS(power_of_two); i++)
			if (log_ticks(axis, power_of_two[i].mantissas, power_of_two[i].n,
			              power_of_two[i].base, out) <= most)
				break;
		return out;
	}
	for (guint i = 0; i < G_N_ELEMENTS(decimal); i++)
		if (log_ticks(axis, decimal[i].mantissas, decimal[i].n, decimal[i].base, out) <=
		    most)
			break;
	return out;
}

/* Return the text of a tick at @value (SI): as few digits as it needs. */
static char *
log_tick_text(double value, Unit unit)
{
	const Prefix *prefix = choose_prefix(value * (1 + 1e-9), unit, TRUE);
	double shown = value / prefix->size;
	int decimals = 0;
	g_autofree char *number = NULL;

	while (decimals < 12 && fabs(shown * pow(10, decimals) - round(shown * pow(10, decimals))) >
	                                1e-6 * fabs(shown) * pow(10, decimals))
		decimals++;
	number = fixed_text(shown, decimals);
	if (*prefix->text == '\0')
		return g_steal_pointer(&number);
	return g_strconcat(number, *prefix->text == '/' ? "" : "\u00a0", prefix->text, NULL);
}

/* Fit range and ticks to the positive values from @low to @high, in SI units. */
static void
fit_log(Axis *axis, double low, double high, Unit unit, guint most)
{
	double pad = exp(0.04 * MAX(log(high) - log(low), 0.4));
	g_autoptr(GArray) at = NULL;
	gboolean same = TRUE;
	const Prefix *first = NULL;

	axis->log = TRUE;
	axis->low = low / pad;
	axis->high = high * pad;
	at = choose_log_ticks(axis, unit == UNIT_BYTE, most);
	for (guint i = 0; i < at->len; i++) {
		const Prefix *prefix =
			choose_prefix(g_array_index(at, double, i) * (1 + 1e-9), unit, TRUE);

		first = first == NULL ? prefix : first;
		same = same && prefix == first;
	}
	if (first == NULL || !same || *first->text == '\0')
		first = NULL;
	axis->scale = first == NULL ? 1 : 1 / first->size;
	axis->unit = first == NULL ? "" : first->title;
	for (guint i = 0; i < at->len; i++) {
		double value = g_array_index(at, double, i);

		add_tick(axis, value * axis->scale,
		         first == NULL ? log_tick_text(value, unit)
		                       : log_tick_text(value / first->size, UNIT_NONE));
	}
	axis->low *= axis->scale;
	axis->high *= axis->scale;
}

Axis *
axis_new(double low, double high, Unit unit, gboolean log, gboolean zero, guint most)
{
	Axis *axis = g_new0(Axis, 1);
	const Prefix *prefix = choose_prefix(MAX(fabs(low), fabs(high)), unit, TRUE);

	g_assert(low <= high && most >= 2);
	low = CLAMP(low, -AXIS_HUGE, AXIS_HUGE);
	high = CLAMP(high, -AXIS_HUGE, AXIS_HUGE);
	axis->ticks = g_array_new(FALSE, FALSE, sizeof(Tick));
	g_array_set_clear_func(axis->ticks, tick_clear);
	axis->scale = 1 / prefix->size;
	axis->unit = prefix->title;
	if (log && low > 0)
		fit_log(axis, low, high, unit, most);
	else
		fit_linear(axis, low / prefix->size, high / prefix->size, zero, most);
	return axis;
}

double
axis_part(const Axis *axis, double value)
{
	if (axis->log)
		return (log(value) - log(axis->low)) / (log(axis->high) - log(axis->low));
	return (value - axis->low) / (axis->high - axis->low);
}

double
axis_value(const Axis *axis, double part)
{
	if (axis->log)
		return exp(log(axis->low) + part * (log(axis->high) - log(axis->low)));
	return axis->low + part * (axis->high - axis->low);
}

/* Tell whether the ticks have room on an axis as long as @columns of text. */
static gboolean
ticks_fit(const Axis *axis, double columns)
{
	for (guint i = 0; i + 1 < axis->ticks->len; i++) {
		const Tick *a = &g_array_index(axis->ticks, Tick, i), *b = a + 1;
		double gap = (axis_part(axis, b->at) - axis_part(axis, a->at)) * columns;

		if (gap < (text_columns(a->text) + text_columns(b->text)) / 2.0 + 3)
			return FALSE;
	}
	return TRUE;
}

Axis *
axis_fit(double low, double high, Unit unit, gboolean log, gboolean zero, double columns)
{
	for (guint most = AXIS_MAX_TICKS; most > 2; most--) {
		g_autoptr(Axis) axis = axis_new(low, high, unit, log, zero, most);

		if (ticks_fit(axis, columns))
			return g_steal_pointer(&axis);
	}
	return axis_new(low, high, unit, log, zero, 2);
}

void
axis_free(Axis *axis)
{
	if (axis == NULL)
		return;
	g_array_unref(axis->ticks);
	g_free(axis);
}

char *
axis_title(const Axis *axis, const char *label)
{
	if (*axis->unit == '\0')
		return g_strdup(label);
	return g_strdup_printf("%s (%s)", label, axis->unit);
}

guint
axis_columns(const Axis *axis)
{
	guint columns = 0;

	for (guint i = 0; i < axis->ticks->len; i++)
		columns = MAX(columns, text_columns(g_array_index(axis->ticks, Tick, i).text));
	return columns;
}

guint
text_columns(const char *text)
{
	guint columns = 0;

	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
	}
	return columns;
}

/* Return how many bytes of @text fit into @columns: at least one character. */
static gsize
fitting_bytes(const char *text, guint columns)
{
	const char *p = text;
	guint taken = 0;

	while (*p != '\0') {
		gunichar c = g_utf8_get_char(p);

		taken += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
		if (taken > columns && p > text)
			break;
		p = g_utf8_next_char(p);
	}
	return (gsize)(p - text);
}

/*
 * Return where to break the line @text that fits up to @fits bytes: after a comma beyond its
 * first third, else at the last space or hyphen; 0: nowhere.
 */
static gsize
break_before(const char *text, gsize fits)
{
	gsize cut = fits;

	for (gsize i = fits; i > fits / 3; i--)
		if (text[i - 1] == ',' && text[i] == ' ')
			return i;
	if (text[fits] == ' ')
		return fits;
	while (cut > 0 && text[cut - 1] != ' ' && text[cut - 1] != '-')
		cut--;
	return cut;
}

char **
text_wrap(const char *text, guint columns, guint most)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GStrvBuilder *lines = g_strv_builder_new();
	char **result;
	const char *p = valid;

	for (guint n = 1; *p != '\0' || n == 1; n++) {
		gsize fits = fitting_bytes(p, columns), cut = fits;
		g_autofree char *line = NULL;

		if (p[fits] != '\0' && n == most) {
			g_autofree char *head = NULL;

			fits = fitting_bytes(p, MAX(columns, 2) - 1);
			head = g_strndup(p, fits);
			line = g_strconcat(g_strchomp(head), "…", NULL);
			g_strv_builder_add(lines, line);
			break;
		}
		if (p[fits] != '\0')
			cut = break_before(p, fits);
		line = g_strndup(p, cut > 0 ? cut : fits);
		g_strv_builder_add(lines, g_strstrip(line));
		p += cut > 0 ? cut : fits;
		while (*p == ' ')
			p++;
	}
	result = g_strv_builder_end(lines);
	g_strv_builder_unref(lines);
	return result;
}
