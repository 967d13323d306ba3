#include "number.h"

#include <math.h>
#include <string.h>

#define THIN_SPACE "\u202f" /* narrow no-break space */
#define MINUS      "\u2212"
#define DASH       "\u2013"

/* Decimals beyond these are noise even in exact numbers. */
#define MOST_DIGITS 6

/* A step of a unit: from `from` on, values are divided by it and called `name`. */
typedef struct Prefix {
	double from;
	const char *name; /* with the space before it, if any */
} Prefix;

static const Prefix seconds[] = {{1e-9, THIN_SPACE "ns"},
                                 {1e-6, THIN_SPACE "µs"},
                                 {1e-3, THIN_SPACE "ms"},
                                 {1.0, THIN_SPACE "s"}};
static const Prefix bytes[] = {{1.0, THIN_SPACE "B"},
                               {1024.0, THIN_SPACE "KiB"},
                               {1048576.0, THIN_SPACE "MiB"},
                               {1073741824.0, THIN_SPACE "GiB"}};
static const Prefix rates[] = {
	{1.0, "/s"}, {1e6, THIN_SPACE "million/s"}, {1e9, THIN_SPACE "billion/s"}};
static const Prefix plain[] = {{1.0, ""}, {1e6, THIN_SPACE "million"}, {1e9, THIN_SPACE "billion"}};

/* How numbers of one quantity are shown. */
typedef struct Style {
	double divisor;
	const char *name;
	int decimals; /* may be negative: tens, hundreds */
} Style;

static const Prefix *
prefixes_of(Unit unit, guint *n)
{
	switch (unit) {
	case UNIT_NONE:
		*n = G_N_ELEMENTS(plain);
		return plain;
	case UNIT_SECOND:
		*n = G_N_ELEMENTS(seconds);
		return seconds;
	case UNIT_BYTE:
		*n = G_N_ELEMENTS(bytes);
		return bytes;
	case UNIT_PER_SECOND:
		*n = G_N_ELEMENTS(rates);
		return rates;
	}
	g_assert_not_reached();
}

/* Return @x rounded to @decimals, which may be negative. */
static double
round_to(double x, int decimals)
{
	double scale = pow(10.0, abs(decimals));

	return decimals < 0 ? round(x / scale) * scale : round(x * scale) / scale;
}

/* Return the position of the first digit of @x > 0: 0 for 1 to 9, 1 for 10 to 99, -1 for 0.1. */
static int
magnitude(double x)
{
	return (int)floor(log10(x) + 1e-12);
}

/* Put a narrow space between groups of three digits before the point, from five digits on. */
static void
group(GString *number)
{
	gsize digits = strspn(number->str, G_CSET_DIGITS);

	for (gsize at = digits; digits >= 5 && at > 3; at -= 3)
		g_string_insert(number, (gssize)at - 3, THIN_SPACE);
}

/* Append @x with @decimals; negative decimals round. */
static void
append_fixed(GString *out, double x, int decimals)
{
	char format[16], buffer[64];
	g_autoptr(GString) number = NULL;

	x = round_to(x, decimals);
	if (x < 0.0)
		g_string_append(out, MINUS);
	g_snprintf(format, sizeof(format), "%%.%df", CLAMP(decimals, 0, 30));
	number = g_string_new(g_ascii_formatd(buffer, sizeof(buffer), format, fabs(x)));
	group(number);
	g_string_append(out, number->str);
}

/* Return how many decimals show @x, of no width, in full or to three digits. */
static int
exact_decimals(double x)
{
	int decimals = x == 0.0 ? 0 : 2 - magnitude(fabs(x));

	if (x == round(x))
		return 0;
	while (decimals > 0 && round_to(x, decimals - 1) == round_to(x, decimals))
		decimals--;
	return MAX(decimals, 0);
}

/* Return how many decimals the interval justifies for @x. */
static int
justified_decimals(double x, double low, double high)
{
	int first = x == 0.0 ? 0 : magnitude(fabs(x));
	double half = (high - low) / 2.0;

	if (!isfinite(half)) {
		double rounded = fabs(round_to(x, 2 - first));

		/* 0.9997 rounds to 1.00, which has one digit more before the point */
		return 2 - (rounded > 0.0 ? magnitude(rounded) : first);
	}
	if (!(half > 0.0))
		return exact_decimals(x);
	return MIN(-magnitude(half), MOST_DIGITS - 1 - first);
}

static Style
make_style(const Prefix *prefix, double value, double low, double high)
{
	double from = prefix->from;

	return (Style){from, prefix->name,
	               justified_decimals(value / from, low / from, high / from)};
}

/* Choose prefix and decimals for @value. */
static Style
choose_style(double value, double low, double high, Unit unit)
{
	guint n, i = 0;
	const Prefix *prefixes = prefixes_of(unit, &n);
	gboolean exact = low == high && value == round(value) && unit == UNIT_NONE;
	double size = fabs(value);
	Style style;

	if (size == 0.0 && isfinite(low) && isfinite(high))
		size = MAX(fabs(low), fabs(high));
	if (size == 0.0 && unit == UNIT_SECOND)
		i = n - 1;
	while (!exact && i + 1 < n && size >= prefixes[i + 1].from)
		i++;
	style = make_style(&prefixes[i], value, low, high);
	/* 999.7 µs with three digits is 1.00 ms */
	if (!exact && i + 1 < n &&
	    fabs(round_to(value / style.divisor, style.decimals)) >=
	            prefixes[i + 1].from / style.divisor * (1.0 - 1e-12))
		style = make_style(&prefixes[i + 1], value, low, high);
	return style;
}

char *
number_format(double value, double low, double high, Unit unit)
{
	g_autoptr(GString) out = g_string_new(NULL);
	Style style;

	if (!isfinite(value))
		return g_strdup(DASH);
	style = choose_style(value, low, high, unit);
	append_fixed(out, value / style.divisor, style.decimals);
	g_string_append(out, style.name);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
number_interval(double value, double low, double high, Unit unit)
{
	g_autoptr(GString) out = g_string_new(NULL);
	double base = isfinite(value) ? value : isfinite(low) ? low : high;
	Style style;

	if (!isfinite(low) && !isfinite(high))
		return g_strdup(DASH);
	if (low == high) {
		g_autofree char *number = number_format(low, low, high, unit);

		return g_strdup_printf("exactly %s", number);
	}
	style = choose_style(base, low, high, unit);
	if (isfinite(low) && isfinite(high)) {
		append_fixed(out, low / style.divisor, style.decimals + 1);
		g_string_append(out, " to ");
		append_fixed(out, high / style.divisor, style.decimals + 1);
	} else {
		g_string_append(out, isfinite(low) ? "at least " : "at most ");
		append_fixed(out, (isfinite(low) ? low : high) / style.divisor, style.decimals + 1);
	}
	g_string_append(out, style.name);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
number_percent(double fraction)
{
	g_autoptr(GString) out = g_string_new(NULL);
	double percent = fraction * 100.0;
	double telling = percent > 50.0 && percent < 100.0 ? 100.0 - percent : fabs(percent);
	int decimals = telling > 0.0 ? MAX(1 - magnitude(telling), 0) : 0;

	if (!isfinite(fraction))
		return g_strdup(DASH);
	while (decimals > 0 && fabs(round_to(percent, decimals - 1) - round_to(percent, decimals)) <
	                               pow(10.0, -decimals) / 2.0)
		decimals--;
	append_fixed(out, percent, MIN(decimals, MOST_DIGITS));
	g_string_append(out, THIN_SPACE "%");
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
number_times(double ratio, double low, double high)
{
	g_autofree char *number = number_format(ratio, low, high, UNIT_NONE);

	return g_strconcat(number, THIN_SPACE "times", NULL);
}

char *
number_duration(double duration)
{
	double s = MAX(duration, 0.0);
	guint whole = (guint)MIN(round(s), (double)G_MAXINT);

	if (!isfinite(duration))
		return g_strdup(DASH);
	if (s > 0.0 && s < 0.95) {
		g_autoptr(GString) out = g_string_new(NULL);

		append_fixed(out, s, s < 0.095 ? 2 : 1);
		g_string_append(out, THIN_SPACE "s");
		return g_string_free(g_steal_pointer(&out), FALSE);
	}
	if (whole < 60)
		return g_strdup_printf("%u" THIN_SPACE "s", whole);
	if (whole < 3600)
		return g_strdup_printf("%u" THIN_SPACE "min %u" THIN_SPACE "s", whole / 60,
		                       whole % 60);
	return g_strdup_printf("%u" THIN_SPACE "h %u" THIN_SPACE "min", whole / 3600,
	                       whole % 3600 / 60);
}
