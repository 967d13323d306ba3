#include "verdict.h"

#include <math.h>

Verdict *
verdict_new(const char *claim)
{
	Verdict *verdict = g_new0(Verdict, 1);
	const Estimate none = {(double)NAN, (double)NAN, (double)NAN, UNIT_NONE, 0, 0, FALSE};

	verdict->claim = g_strdup(claim);
	verdict->estimate = verdict->lhs = verdict->rhs = none;
	verdict->warnings = g_ptr_array_new_with_free_func(g_free);
	verdict->parts = g_ptr_array_new_with_free_func((GDestroyNotify)verdict_free);
	return verdict;
}

void
verdict_free(Verdict *verdict)
{
	if (verdict == NULL)
		return;
	g_free(verdict->claim);
	g_free(verdict->reason);
	g_ptr_array_unref(verdict->warnings);
	g_ptr_array_unref(verdict->parts);
	g_free(verdict);
}

void
verdict_warn(Verdict *verdict, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(verdict->warnings, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

const char *
verdict_name(VerdictKind kind)
{
	switch (kind) {
	case VERDICT_SUPPORTED:
		return "supported";
	case VERDICT_REFUTED:
		return "refuted";
	case VERDICT_INCONCLUSIVE:
		return "inconclusive";
	case VERDICT_UNTESTABLE:
		return "untestable";
	case VERDICT_PENDING:
		return "pending";
	}
	g_assert_not_reached();
}

const char *
scale_name(Scale scale)
{
	switch (scale) {
	case SCALE_LOG:
		return "log";
	case SCALE_DIFFERENCE:
		return "difference";
	case SCALE_RATE:
		return "rate";
	case SCALE_FACT:
		return "fact";
	}
	g_assert_not_reached();
}

gboolean
verdict_as_expected(const Verdict *verdict)
{
	switch (verdict->verdict) {
	case VERDICT_SUPPORTED:
		return verdict->expected == EXPECTED_SUPPORTED;
	case VERDICT_REFUTED:
		return verdict->expected == EXPECTED_REFUTED;
	case VERDICT_INCONCLUSIVE:
		return verdict->expected == EXPECTED_INCONCLUSIVE;
	case VERDICT_UNTESTABLE:
	case VERDICT_PENDING:
		return TRUE;
	}
	g_assert_not_reached();
}

/* Return @value, or null where JSON has no number for it. */
static json_t *
number_json(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
estimate_json(const Estimate *estimate)
{
	json_t *object = json_object();

	json_object_set_new(object, "estimate", number_json(estimate->estimate));
	json_object_set_new(object, "low", number_json(estimate->low));
	json_object_set_new(object, "high", number_json(estimate->high));
	return object;
}

json_t *
verdict_json(const Verdict *verdict)
{
	json_t *object = json_object(), *list = json_array();
	json_t *reason = verdict->reason ? json_string(verdict->reason) : json_null();

	json_object_set_new(object, "claim", json_string(verdict->claim));
	json_object_set_new(object, "verdict", json_string(verdict_name(verdict->verdict)));
	json_object_set_new(object, "expected", json_string(expected_name(verdict->expected)));
	json_object_set_new(object, "scale",
	                    verdict->has_scale ? json_string(scale_name(verdict->scale))
	                                       : json_null());
	json_object_set_new(object, "estimate", number_json(verdict->estimate.estimate));
	json_object_set_new(object, "low", number_json(verdict->estimate.low));
	json_object_set_new(object, "high", number_json(verdict->estimate.high));
	json_object_set_new(object, "lhs", estimate_json(&verdict->lhs));
	json_object_set_new(object, "rhs", estimate_json(&verdict->rhs));
	json_object_set_new(object, "confidence", json_real(verdict->confidence));
	json_object_set_new(object, "rounds", json_integer(verdict->rounds));
	json_object_set_new(object, "dropped", json_integer(verdict->dropped));
	json_object_set_new(object, "reason", reason);
	for (guint i = 0; i < verdict->warnings->len; i++)
		json_array_append_new(list, json_string(g_ptr_array_index(verdict->warnings, i)));
	json_object_set_new(object, "warnings", list);
	if (verdict->parts->len == 0)
		return object;
	list = json_array();
	for (guint i = 0; i < verdict->parts->len; i++)
		json_array_append_new(list, verdict_json(g_ptr_array_index(verdict->parts, i)));
	json_object_set_new(object, "parts", list);
	return object;
}

/* Packing ------------------------------------------------------------------------------ */

GVariant *
estimate_pack(const Estimate *e)
{
	return g_variant_new(ESTIMATE_TYPE, e->estimate, e->low, e->high, (gint32)e->unit,
	                     e->rounds, e->dropped, e->constant);
}

Estimate
estimate_unpack(GVariant *packed)
{
	Estimate e;
	gint32 unit;

	g_variant_get(packed, ESTIMATE_TYPE, &e.estimate, &e.low, &e.high, &unit, &e.rounds,
	              &e.dropped, &e.constant);
	e.unit = (Unit)unit;
	return e;
}

GVariant *
verdict_pack(const Verdict *v)
{
	GVariantBuilder warnings, parts;

	g_variant_builder_init(&warnings, G_VARIANT_TYPE("as"));
	for (guint i = 0; i < v->warnings->len; i++)
		g_variant_builder_add(&warnings, "s", g_ptr_array_index(v->warnings, i));
	g_variant_builder_init(&parts, G_VARIANT_TYPE("av"));
	for (guint i = 0; i < v->parts->len; i++)
		g_variant_builder_add(&parts, "v", verdict_pack(g_ptr_array_index(v->parts, i)));
	return g_variant_new("(siibib@" ESTIMATE_TYPE "@" ESTIMATE_TYPE "@" ESTIMATE_TYPE
	                     "duuumsasav)",
	                     v->claim, (gint32)v->verdict, (gint32)v->expected, v->testable,
	                     (gint32)v->scale, v->has_scale, estimate_pack(&v->estimate),
	                     estimate_pack(&v->lhs), estimate_pack(&v->rhs), v->confidence,
	                     v->rounds, v->dropped, v->needed, v->reason, &warnings, &parts);
}

Verdict *
verdict_unpack(GVariant *packed)
{
	Verdict *v = verdict_new(NULL);
	g_autoptr(GVariant) estimate = NULL, lhs = NULL, rhs = NULL;
	g_autoptr(GVariantIter) warnings = NULL, parts = NULL;
	gint32 verdict, expected, scale;
	GVariant *part;
	char *warning;

	g_variant_get(packed,
	              "(siibib@" ESTIMATE_TYPE "@" ESTIMATE_TYPE "@" ESTIMATE_TYPE "duuumsasav)",
	              &v->claim, &verdict, &expected, &v->testable, &scale, &v->has_scale,
	              &estimate, &lhs, &rhs, &v->confidence, &v->rounds, &v->dropped, &v->needed,
	              &v->reason, &warnings, &parts);
	v->verdict = (VerdictKind)verdict;
	v->expected = (Expected)expected;
	v->scale = (Scale)scale;
	v->estimate = estimate_unpack(estimate);
	v->lhs = estimate_unpack(lhs);
	v->rhs = estimate_unpack(rhs);
	while (g_variant_iter_next(warnings, "s", &warning))
		g_ptr_array_add(v->warnings, warning);
	while (g_variant_iter_next(parts, "v", &part)) {
		g_ptr_array_add(v->parts, verdict_unpack(part));
		g_variant_unref(part);
	}
	return v;
}
