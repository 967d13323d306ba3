#include "number.h"

#include <math.h>
#include <string.h>

#define THIN_SPACE "\u202f" /* narrow no-break space */
#define MINUS      "\u2212"
#define DASH       "\u2013"

/* Digits of a number beyond these are noise; ends of an interval may need more to differ. */
#define MOST_DIGITS 6
#define END_DIGITS  12

/* So many digits are shown of what all rounds agree on, and of what has no interval. */
#define FEW_DIGITS  3
#define BARE_DIGITS 2

/* The ends show two digits of an uncertainty that begins with less than this. */
#define TELLING 2.5

/* Two numbers whose difference is below this part of them are one number, computed in two ways. */
#define SAME 1e-12

/* Outside these numbers are rows of zeros: there alone powers of ten are shown. */
#define SMALLEST 1e-9
#define LARGEST  1e15

/* Words for large numbers end here. */
#define HUGE_SIZE 1e18

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
static const Prefix plain[] = {{1.0, ""},
                               {1e6, THIN_SPACE "million"},
                               {1e9, THIN_SPACE "billion"},
                               {1e12, THIN_SPACE "trillion"}};
static const Prefix percents[] = {{0.01, THIN_SPACE "%"}};

/* The steps of one kind of quantity. */
typedef struct Steps {
	const Prefix *prefixes;
	guint n;
	gboolean counts; /* whole numbers of it are counted, not measured */
	guint zero;      /* the step in which an exact zero is shown */
} Steps;

static const Steps shares = {percents, G_N_ELEMENTS(percents), FALSE, 0};

/* How numbers of one quantity are shown. */
typedef struct Style {
	double divisor;
	const char *name;
	int decimals; /* may be negative: tens, hundreds */
} Style;

/* A value and its interval, in one unit. */
typedef struct Range {
	double value, low, high;
	double mark; /* an end that is not this is not shown as this */
} Range;

static Steps
steps_of(Unit unit)
{
	switch (unit) {
	case UNIT_NONE:
		return (Steps){plain, G_N_ELEMENTS(plain), TRUE, 0};
	case UNIT_SECOND:
		return (Steps){seconds, G_N_ELEMENTS(seconds), FALSE, G_N_ELEMENTS(seconds) - 1};
	case UNIT_BYTE:
		return (Steps){bytes, G_N_ELEMENTS(bytes), TRUE, 0};
	case UNIT_PER_SECOND:
		return (Steps){rates, G_N_ELEMENTS(rates), FALSE, 0};
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

/* Return the position of the first digit of @x; that of 1 for zero. */
static int
first_digit(double x)
{
	return x == 0.0 ? 0 : magnitude(fabs(x));
}

static gboolean
is_same(double a, double b)
{
	return a == b ||
	       (isfinite(a) && isfinite(b) && fabs(a - b) <= SAME * fmax(fabs(a), fabs(b)));
}

static gboolean
is_whole(double x)
{
	return x == round(x) && fabs(x) < LARGEST;
}

/* Put a narrow space between groups of three digits before the point, from five digits on. */
static void
group(GString *number)
{
	gsize digits = strspn(number->str, G_CSET_DIGITS);

	for (gsize at = digits; digits >= 5 && at > 3; at -= 3)
		g_string_insert(number, (gssize)at - 3, THIN_SPACE);
}

/* Append "× 10⁻¹²". */
static void
append_power(GString *out, int power)
{
	static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
	g_autofree char *text = g_strdup_printf("%d", abs(power));

	g_string_append(out, THIN_SPACE "×" THIN_SPACE "10");
	if (power < 0)
		g_string_append(out, "⁻");
	for (const char *at = text; *at != '\0'; at++)
		g_string_append(out, digits[*at - '0']);
}

/* Append @x with @decimals; negative decimals round. */
static void
append_fixed(GString *out, double x, int decimals)
{
	char format[16], buffer[64];
	g_autoptr(GString) number = NULL;
	double size = fabs(x);
	int power = size >= LARGEST || (size > 0.0 && size < SMALLEST) ? magnitude(size) : 0;

	if (power != 0) {
		x *= pow(10.0, -power / 2) * pow(10.0, -(power - power / 2));
		decimals = CLAMP(decimals + power, 0, MOST_DIGITS - 1);
	}
	x = round_to(x, decimals);
	if (x < 0.0)
		g_string_append(out, MINUS);
	g_snprintf(format, sizeof(format), "%%.%df", CLAMP(decimals, 0, 30));
	number = g_string_new(g_ascii_formatd(buffer, sizeof(buffer), format, fabs(x)));
	group(number);
	g_string_append(out, number->str);
	if (power != 0)
		append_power(out, power);
}

/* Return with how few decimals @x is shown in full, or more than @most when there are none. */
static int
full_decimals(double x, int most)
{
	int decimals = 0;

	while (decimals <= most && !is_same(round_to(x, decimals), x))
		decimals++;
	return decimals;
}

/* Return how many decimals show @x, of no width, in full or to three digits. */
static int
exact_decimals(double x)
{
	int most = MAX(MOST_DIGITS - 1 - first_digit(x), 0);
	int decimals = full_decimals(x, most);

	return decimals <= most ? decimals : MAX(FEW_DIGITS - 1 - first_digit(x), 0);
}

/* Return how far the true value may be from @range->value, about; NAN: nobody knows. */
static double
uncertainty(const Range *range)
{
	double end = isfinite(range->low) ? range->low : range->high;

	if (isfinite(range->low) && isfinite(range->high))
		return (range->high - range->low) / 2.0;
	return end == range->value ? (double)NAN : fabs(range->value - end);
}

/* Tell whether @range is of counts: whole ends around what is whole or between two. */
static gboolean
is_count(const Range *range)
{
	return (is_whole(range->low) || !isfinite(range->low)) &&
	       (is_whole(range->high) || !isfinite(range->high)) && is_whole(2.0 * range->value);
}

/* Return how many decimals the ends of @range have beside a value with @decimals. */
static int
end_decimals(const Range *range, int decimals)
{
	double half = uncertainty(range);

	/* one digit of the uncertainty; of a 1 or a small 2, which would lose much by it, two */
	return decimals + (half > 0.0 && -magnitude(half / TELLING) > decimals);
}

/* Tell whether @range, with @decimals, is shown with its value outside of its ends. */
static gboolean
falls_out(const Range *range, int decimals)
{
	double shown = round_to(range->value, decimals);
	int ends = end_decimals(range, decimals);

	return range->value >= range->low && range->value <= range->high &&
	       (shown < round_to(range->low, ends) || shown > round_to(range->high, ends));
}

/* Return how many decimals the interval justifies for the value. */
static int
justified_decimals(const Range *range, gboolean counts)
{
	double x = range->value, half = uncertainty(range), rounded;
	gboolean bare = !isfinite(range->low) && !isfinite(range->high);
	int first = first_digit(x), digits = bare ? BARE_DIGITS : FEW_DIGITS, decimals;

	if (is_same(range->low, range->high))
		return exact_decimals(x);
	if (!isfinite(half)) {
		if (counts && is_whole(x))
			return 0;
		/* 0.997 rounds to 1.0, which has one digit more before the point */
		rounded = fabs(round_to(x, digits - 1 - first));
		return digits - 1 - (rounded > 0.0 ? magnitude(rounded) : first);
	}
	decimals = -magnitude(half);
	/* what is known to have a sign is not shown as zero */
	if (x != 0.0 && !(range->low < 0.0 && range->high > 0.0))
		decimals = MAX(decimals, -first_digit(round_to(x, -first)));
	if (counts && is_count(range))
		decimals = MIN(decimals, is_whole(x) ? 0 : 1);
	decimals = MIN(decimals, MOST_DIGITS - 1 - first);
	while (decimals < MOST_DIGITS - 1 - first && falls_out(range, decimals))
		decimals++;
	return decimals;
}

static Range
in_unit(const Range *range, double unit)
{
	return (Range){range->value / unit, range->low / unit, range->high / unit,
	               range->mark / unit};
}

static Style
make_style(const Steps *steps, guint step, const Range *range)
{
	double from = steps->prefixes[step].from;
	Range scaled = in_unit(range, from);

	return (Style){from, steps->prefixes[step].name,
	               justified_decimals(&scaled, steps->counts && from == 1.0)};
}

/* Return the step for numbers of @size. */
static guint
find_step(const Steps *steps, double size)
{
	guint i = 0;

	if (size >= HUGE_SIZE && steps->prefixes[0].from == 1.0)
		return 0; /* a power of ten says it better than so many trillions */
	while (i + 1 < steps->n && size >= steps->prefixes[i + 1].from)
		i++;
	return i;
}

/* Return the largest step in which the count @value is short and exact. */
static guint
exact_step(const Steps *steps, double value)
{
	guint i = find_step(steps, fabs(value));

	/* of a million and more things that were counted each one is told */
	if (steps->prefixes == plain)
		return 0;
	while (i > 0 && full_decimals(value / steps->prefixes[i].from, 2) > 2)
		i--;
	return i;
}

/* Choose prefix and decimals for @range. */
static Style
choose_style(const Steps *steps, const Range *range)
{
	double size = fabs(range->value);
	gboolean exact = is_same(range->low, range->high);
	gboolean bare = !isfinite(range->low) && !isfinite(range->high);
	guint step;
	Style style;

	if (steps->counts && is_whole(range->value) &&
	    (exact || (bare && steps->prefixes == plain)))
		return make_style(steps, exact_step(steps, range->value), range);
	/* around zero the interval tells the size, not the value */
	if (isfinite(range->low) && isfinite(range->high) && range->low <= 0.0 &&
	    range->high >= 0.0)
		size = fmax(fabs(range->low), fabs(range->high));
	step = size == 0.0 ? steps->zero : find_step(steps, size);
	style = make_style(steps, step, range);
	/* 999.7 µs with three digits is 1.00 ms */
	if (step + 1 < steps->n && size < HUGE_SIZE &&
	    fabs(round_to(range->value / style.divisor, style.decimals)) >=
	            steps->prefixes[step + 1].from / style.divisor * (1.0 - SAME))
		style = make_style(steps, step + 1, range);
	return style;
}

static char *
format_range(const Steps *steps, const Range *range)
{
	g_autoptr(GString) out = g_string_new(NULL);
	Style style;

	if (!isfinite(range->value))
		return g_strdup(DASH);
	style = choose_style(steps, range);
	append_fixed(out, range->value / style.divisor, style.decimals);
	g_string_append(out, style.name);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Tell whether @end would be a row of digits, or of zeros, in the unit of @style. */
static gboolean
is_far(const Steps *steps, double end, const Style *style)
{
	double shown = fabs(end) / style->divisor;

	return (shown >= 1e4 || (shown > 0.0 && shown < 1e-3)) &&
	       steps->prefixes[find_step(steps, fabs(end))].from != style->divisor;
}

/* Return how @end of @range is shown when the value is shown in @style. */
static Style
end_style(const Steps *steps, const Range *range, double end, Style style)
{
	double unit = style.divisor, shown = end / unit;
	Range scaled = in_unit(range, unit);
	int digits;
	gboolean counted = steps->counts && unit == 1.0 && is_count(range);

	if (is_far(steps, end, &style)) { /* its own unit, two digits */
		style = make_style(steps, find_step(steps, fabs(end)), range);
		shown = end / style.divisor;
		style.decimals = MAX(1 - first_digit(shown), 0);
		return style;
	}
	style.decimals = end_decimals(&scaled, style.decimals);
	digits = first_digit(scaled.value) + style.decimals + 1;
	if (counted)
		style.decimals = MIN(style.decimals, 0);
	if (end == 0.0)
		return style;
	/* an end far above the value is not known to more digits than the value */
	if (scaled.value != 0.0 && digits > 0)
		style.decimals = MIN(style.decimals, digits - first_digit(shown));
	/* and one far below it keeps a digit of its own */
	if (fabs(shown) > SMALLEST)
		style.decimals = MAX(style.decimals, -first_digit(shown));
	while (end != range->mark && round_to(shown, style.decimals) == scaled.mark &&
	       style.decimals < MOST_DIGITS)
		style.decimals++;
	return style;
}

/* Show both ends with digits enough to tell them apart. */
static void
tell_apart(const Range *range, Style *low, Style *high)
{
	double unit = low->divisor;
	int most = END_DIGITS - 1 - first_digit(range->high / unit);

	if (high->divisor != unit)
		return;
	while (low->decimals < most && high->decimals < most &&
	       round_to(range->low / unit, low->decimals) ==
	               round_to(range->high / unit, high->decimals)) {
		low->decimals++;
		high->decimals++;
	}
}

/* Return "LOW to HIGH" (transfer full); both ends are finite. */
static char *
format_ends(const Steps *steps, const Range *range, Style style)
{
	g_autoptr(GString) out = g_string_new(NULL);
	Style low = end_style(steps, range, range->low, style);
	Style high = end_style(steps, range, range->high, style);

	tell_apart(range, &low, &high);
	/* a zero is as fine as the other end */
	if (range->low == 0.0)
		low = high;
	else if (range->high == 0.0)
		high = low;
	append_fixed(out, range->low / low.divisor, low.decimals);
	if (low.divisor != high.divisor)
		g_string_append(out, low.name);
	g_string_append(out, " to ");
	append_fixed(out, range->high / high.divisor, high.decimals);
	g_string_append(out, high.name);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *
format_interval(const Steps *steps, const Range *given)
{
	Range range = *given;
	g_autoptr(GString) out = NULL;
	gboolean low = isfinite(range.low), high = isfinite(range.high);
	Style style;

	if (!low && !high)
		return g_strdup(DASH);
	if (!isfinite(range.value))
		range.value = low ? range.low : range.high;
	if (is_same(range.low, range.high)) {
		g_autofree char *number = format_range(steps, &range);

		style = choose_style(steps, &range);
		return full_decimals(range.value / style.divisor, style.decimals) > style.decimals
		               ? g_strdup_printf("%s in every round", number)
		               : g_strdup_printf("exactly %s", number);
	}
	style = choose_style(steps, &range);
	if (low && high)
		return format_ends(steps, &range, style);
	out = g_string_new(low ? "at least " : "at most ");
	style = end_style(steps, &range, low ? range.low : range.high, style);
	append_fixed(out, (low ? range.low : range.high) / style.divisor, style.decimals);
	g_string_append(out, style.name);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
number_format(double value, double low, double high, Unit unit)
{
	const Steps steps = steps_of(unit);

	return format_range(&steps, &(Range){value, low, high, 0.0});
}

char *
number_interval(double value, double low, double high, Unit unit)
{
	const Steps steps = steps_of(unit);

	return format_interval(&steps, &(Range){value, low, high, 0.0});
}

char *
number_ratio_interval(double value, double low, double high)
{
	const Steps steps = steps_of(UNIT_NONE);

	return format_interval(&steps, &(Range){value, low, high, 1.0});
}

char *
number_share(double value, double low, double high)
{
	return format_range(&shares, &(Range){value, low, high, 0.0});
}

char *
number_share_interval(double value, double low, double high)
{
	return format_interval(&shares, &(Range){value, low, high, 0.0});
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
