/* t-verdict.c - a verdict that was packed comes back, bit for bit. */
#include "verdict.h"

#include <math.h>
#include <string.h>

/* The same bits, so that NAN equals itself and 0 is not -0. */
static void
assert_same(double a, double b)
{
	g_assert_cmpmem(&a, sizeof a, &b, sizeof b);
}

static void
assert_estimates(const Estimate *a, const Estimate *b)
{
	assert_same(a->estimate, b->estimate);
	assert_same(a->low, b->low);
	assert_same(a->high, b->high);
	g_assert_cmpint(a->unit, ==, b->unit);
	g_assert_cmpuint(a->rounds, ==, b->rounds);
	g_assert_cmpuint(a->dropped, ==, b->dropped);
	g_assert_cmpint(a->constant, ==, b->constant);
}

static void
assert_verdicts(const Verdict *a, const Verdict *b)
{
	g_assert_cmpstr(a->claim, ==, b->claim);
	g_assert_cmpint(a->verdict, ==, b->verdict);
	g_assert_cmpint(a->expected, ==, b->expected);
	g_assert_cmpint(a->testable, ==, b->testable);
	g_assert_cmpint(a->scale, ==, b->scale);
	g_assert_cmpint(a->has_scale, ==, b->has_scale);
	assert_estimates(&a->estimate, &b->estimate);
	assert_estimates(&a->lhs, &b->lhs);
	assert_estimates(&a->rhs, &b->rhs);
	assert_same(a->confidence, b->confidence);
	g_assert_cmpuint(a->rounds, ==, b->rounds);
	g_assert_cmpuint(a->dropped, ==, b->dropped);
	g_assert_cmpuint(a->needed, ==, b->needed);
	g_assert_cmpstr(a->reason, ==, b->reason);
	g_assert_cmpuint(a->warnings->len, ==, b->warnings->len);
	for (guint i = 0; i < a->warnings->len; i++)
		g_assert_cmpstr(g_ptr_array_index(a->warnings, i), ==,
		                g_ptr_array_index(b->warnings, i));
	g_assert_cmpuint(a->parts->len, ==, b->parts->len);
	for (guint i = 0; i < a->parts->len; i++)
		assert_verdicts(g_ptr_array_index(a->parts, i), g_ptr_array_index(b->parts, i));
}

/* A verdict whose every field is told from every other. */
static Verdict *
any_verdict(const char *claim)
{
	Verdict *verdict = verdict_new(claim);

	verdict->verdict = VERDICT_INCONCLUSIVE;
	verdict->expected = EXPECTED_REFUTED;
	verdict->testable = TRUE;
	verdict->scale = SCALE_RATE;
	verdict->has_scale = TRUE;
	verdict->estimate = (Estimate){1.0 / 3, -INFINITY, INFINITY, UNIT_NONE, 31, 2, FALSE};
	verdict->lhs = (Estimate){3.5078125000000001e-09, 0, -0.0, UNIT_SECOND, 1, 0, TRUE};
	verdict->confidence = 0.99;
	verdict->rounds = 30;
	verdict->dropped = 3;
	verdict->needed = 77;
	verdict->reason = g_strdup("of “good” reason");
	verdict_warn(verdict, "one");
	verdict_warn(verdict, "two");
	return verdict;
}

static void
test_packing(void)
{
	g_autoptr(Verdict) whole = any_verdict("a > 0 and b < 1 s"), back = NULL, plain = NULL;
	g_autoptr(Verdict) few = verdict_new("a");
	g_autoptr(GVariant) packed = NULL, small = NULL;

	g_ptr_array_add(whole->parts, any_verdict("a > 0"));
	g_ptr_array_add(whole->parts, verdict_new("b < 1 s"));
	packed = g_variant_ref_sink(verdict_pack(whole));
	g_assert_true(g_variant_is_of_type(packed, G_VARIANT_TYPE(VERDICT_TYPE)));
	back = verdict_unpack(packed);
	assert_verdicts(back, whole);
	small = g_variant_ref_sink(verdict_pack(few));
	plain = verdict_unpack(small);
	assert_verdicts(plain, few);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/verdict/packing", test_packing);
	return g_test_run();
}
