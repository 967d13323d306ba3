#include "wording.h"

#include <math.h>

#include "leaves.h"
#include "number.h"

const char *
wording_scale(Scale scale)
{
	switch (scale) {
	case SCALE_LOG:
		return "ratio of the two sides";
	case SCALE_DIFFERENCE:
		return "difference of the two sides";
	case SCALE_RATE:
		return "share of the rounds";
	case SCALE_FACT:
		return "of all rounds there could be";
	}
	return "";
}

/* Tell whether the interval has no width: all rounds, or most of them, gave the same number. */
static gboolean
is_exact(const Estimate *estimate)
{
	return estimate->low == estimate->high;
}

char *
wording_exact(const Estimate *e)
{
	g_autofree char *number = NULL;

	if (!is_exact(e) || e->rounds == 0)
		return NULL;
	if (e->constant)
		return number_interval(e->estimate, e->low, e->high, e->unit);
	number = number_format(e->estimate, e->low, e->high, e->unit);
	return g_strconcat(number, " in most rounds", NULL);
}

/* The interval of @estimate, or NULL when there is none to be told beside the number. */
static char *
interval_text(const Estimate *estimate)
{
	if ((!isfinite(estimate->low) && !isfinite(estimate->high)) || is_exact(estimate))
		return NULL;
	return number_interval(estimate->estimate, estimate->low, estimate->high, estimate->unit);
}

/* Tell whether the author's guess at the number of @mark ends with @word. */
static gboolean
guessed(const Mark *mark, const char *word)
{
	const Span *span = &mark->text;
	g_autofree char *guess =
		g_strndup(span->source->text + span->start, span->end - span->start);

	return g_str_has_suffix(g_strchomp(guess), word);
}

/* A share of the whole is shown as the author wrote it; the rate of a comparison as per cent. */
static gboolean
is_share(const Mark *mark, const Estimate *estimate)
{
	const Formula *formula = mark->parsed;

	if (estimate->unit != UNIT_NONE)
		return FALSE;
	if (mark->text.end > mark->text.start)
		return guessed(mark, "%");
	return formula->expr->kind == EXPR_RATE;
}

char *
wording_value(const Mark *mark, const Estimate *estimate)
{
	if (isnan(estimate->estimate))
		return number_format(NAN, NAN, NAN, UNIT_NONE);
	if (is_share(mark, estimate))
		return number_share(estimate->estimate, estimate->low, estimate->high);
	if (estimate->unit == UNIT_NONE && guessed(mark, "times"))
		return number_times(estimate->estimate, estimate->low, estimate->high);
	return number_format(estimate->estimate, estimate->low, estimate->high, estimate->unit);
}

char *
wording_value_interval(const Mark *mark, const Estimate *estimate)
{
	if (!is_exact(estimate) && isfinite(estimate->low) && isfinite(estimate->high) &&
	    is_share(mark, estimate))
		return number_share_interval(estimate->estimate, estimate->low, estimate->high);
	return interval_text(estimate);
}

/* "1.02 ms (0.98 to 1.07 ms)", or NULL when it was not computed. */
static char *
quantity_of(const Estimate *e)
{
	g_autofree char *interval = interval_text(e);
	g_autofree char *number = NULL;

	if (isnan(e->estimate))
		return NULL;
	if (e->rounds == 0) /* a constant of the formula */
		return number_format(e->estimate, e->estimate, e->estimate, e->unit);
	number = number_format(e->estimate, e->low, e->high, e->unit);
	return interval ? g_strdup_printf("%s (%s)", number, interval) : g_steal_pointer(&number);
}

char *
wording_quantity(const Estimate *estimate)
{
	char *exact = wording_exact(estimate);

	return exact ? exact : quantity_of(estimate);
}

char *
wording_side(const Expr *expr, const Estimate *estimate)
{
	g_autofree char *words = expr ? expr_words(expr) : NULL;
	g_autofree char *quantity = wording_quantity(estimate);

	if (!words || !quantity)
		return NULL;
	if (expr_leaves(expr) == 0)
		return g_steal_pointer(&words); /* a constant says itself */
	return g_strdup_printf("%s: %s", words, quantity);
}

char *
wording_measured(const Verdict *verdict)
{
	const Estimate *e = &verdict->estimate;

	switch (verdict->scale) {
	case SCALE_RATE:
		return number_percent(e->estimate);
	case SCALE_FACT:
		return g_strdup_printf("it held in %u of %u rounds",
		                       (guint)lround(e->estimate * verdict->rounds),
		                       verdict->rounds);
	case SCALE_LOG:
	case SCALE_DIFFERENCE:
		return is_exact(e) && e->rounds > 0
		               ? wording_exact(e)
		               : number_format(e->estimate, e->low, e->high, e->unit);
	}
	return NULL;
}

char *
wording_interval(const Verdict *verdict)
{
	const Estimate *e = &verdict->estimate;
	g_autofree char *low = NULL;
	g_autofree char *high = NULL;

	if (verdict->scale == SCALE_LOG && !is_exact(e) && (isfinite(e->low) || isfinite(e->high)))
		return number_ratio_interval(e->estimate, e->low, e->high);
	if ((verdict->scale != SCALE_FACT && verdict->scale != SCALE_RATE) || !isfinite(e->low) ||
	    !isfinite(e->high))
		return interval_text(e);
	low = number_percent(e->low);
	high = number_percent(e->high);
	return g_strdup_printf("%s to %s", low, high);
}

/* Both sides, where both were computed: "; 1.02 ms (...) against 50 µs (...)". */
static void
append_sides(GString *out, const Verdict *verdict)
{
	g_autofree char *lhs = quantity_of(&verdict->lhs);
	g_autofree char *rhs = quantity_of(&verdict->rhs);

	if (verdict->scale != SCALE_RATE && lhs && rhs)
		g_string_append_printf(out, "; %s against %s", lhs, rhs);
}

char *
wording_line(const Verdict *verdict)
{
	g_autofree char *number = wording_measured(verdict);
	g_autofree char *interval = wording_interval(verdict);
	g_autofree char *confidence = number_percent(verdict->confidence);
	GString *out = g_string_new(NULL);

	if (verdict->scale == SCALE_FACT)
		g_string_append_printf(out, "%s, so in %s of all at %s", number, interval,
		                       confidence);
	else if (interval)
		g_string_append_printf(out, "%s %s (%s at %s)", wording_scale(verdict->scale),
		                       number, interval, confidence);
	else
		g_string_append_printf(out, "%s %s", wording_scale(verdict->scale), number);
	append_sides(out, verdict);
	if (verdict->scale != SCALE_FACT)
		g_string_append_printf(out, "; %u rounds", verdict->rounds);
	if (verdict->dropped > 0)
		g_string_append_printf(
			out, verdict->scale == SCALE_FACT ? "; %u rounds dropped" : ", %u dropped",
			verdict->dropped);
	if (verdict->reason)
		g_string_append_printf(out, "; %s", verdict->reason);
	return g_string_free(out, FALSE);
}
