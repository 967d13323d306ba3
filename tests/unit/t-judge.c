/* t-judge.c - verdicts: every rule of the contract, on made samples. */
#include "court.h"

static const struct {
	guint rounds;
	const char *claim;
	VerdictKind verdict;
	Scale scale;
	double estimate;    /* NAN: whatever */
	const char *reason; /* part of it */
} cases[] = {
	/* by the interval of a ratio of medians */
	{20, "a.wall > b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "a.wall >= b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "a.wall < b.wall", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall <= b.wall", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall != b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "a.wall == b.wall", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall > 2 * b.wall", VERDICT_INCONCLUSIVE, SCALE_LOG, 1, "both sides of 1"},
	{20, "a.wall / b.wall > 1.5", VERDICT_SUPPORTED, SCALE_LOG, 4.0 / 3, NULL},
	{20, "a.wall ~= 2 * b.wall within 10%", VERDICT_SUPPORTED, SCALE_LOG, 1, NULL},
	{20, "a.wall ~= b.wall within 10%", VERDICT_REFUTED, SCALE_LOG, 2, NULL},
	{20, "a.wall ~= 2 * b.wall within 1%", VERDICT_INCONCLUSIVE, SCALE_LOG, 1, "margin"},
	/* one median: exact */
	{20, "a.wall > 1.8 ms", VERDICT_SUPPORTED, SCALE_LOG, 2 / 1.8, NULL},
	{20, "a.wall < 1.8 ms", VERDICT_REFUTED, SCALE_LOG, 2 / 1.8, NULL},
	{20, "1.8 ms < a.wall", VERDICT_SUPPORTED, SCALE_LOG, 0.9, NULL},
	{20, "median(a.wall / b.wall) > 1.9", VERDICT_SUPPORTED, SCALE_LOG, 2 / 1.9, NULL},
	{20, "log(a.wall / b.wall) > 0.5", VERDICT_SUPPORTED, SCALE_DIFFERENCE, (double)NAN, NULL},
	/* on the difference scale */
	{20, "a.wall - b.wall > 0.5 ms", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0.5e-3, NULL},
	{20, "a.wall - b.wall < 0.5 ms", VERDICT_REFUTED, SCALE_DIFFERENCE, 0.5e-3, NULL},
	{20, "a.wall - 2 * b.wall > 0", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, 0, "of 0"},
	{20, "a.drift > 0", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, (double)NAN, "of 0"},
	{20, "a.drift ~= b.same within 1%", VERDICT_REFUTED, SCALE_DIFFERENCE, (double)NAN, NULL},
	{20, "-a.wall < 0", VERDICT_SUPPORTED, SCALE_DIFFERENCE, -2e-3, NULL},
	{20, "abs(a.wall - b.wall) > 0.5 ms", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0.5e-3, NULL},
	/* counts that are the same in every round are exact; times are not */
	{20, "b.lost == 0", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0, NULL},
	{20, "b.lost != 0", VERDICT_REFUTED, SCALE_DIFFERENCE, 0, NULL},
	{20, "b.same == 2000", VERDICT_SUPPORTED, SCALE_LOG, 1, NULL},
	{20, "b.same > 2000", VERDICT_REFUTED, SCALE_LOG, 1, NULL},
	{20, "b.same >= 2000", VERDICT_SUPPORTED, SCALE_LOG, 1, NULL},
	{20, "a.start < 1 ms", VERDICT_INCONCLUSIVE, SCALE_LOG, 5e-3, "timer resolution: 20 of 20"},
	{20, "always(a.start < 1 ms)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	/* too few rounds */
	{9, "a.wall > b.wall", VERDICT_INCONCLUSIVE, SCALE_LOG, 2, "9 rounds decide nothing"},
	{1, "a.wall > b.wall", VERDICT_INCONCLUSIVE, SCALE_LOG, 2, "1 round decides nothing"},
	{1, "b.same == 2000", VERDICT_INCONCLUSIVE, SCALE_LOG, 1, "it takes 10"},
	{10, "a.wall > b.wall", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{19, "mean(a.wall) > 1 ms", VERDICT_INCONCLUSIVE, SCALE_LOG, (double)NAN, "it takes 20"},
	{20, "mean(a.wall) > 1 ms", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "mean(a.wall) > mean(b.wall)", VERDICT_SUPPORTED, SCALE_LOG, 2, NULL},
	{20, "mean(a.wall) > 2.1 * b.wall", VERDICT_REFUTED, SCALE_LOG, (double)NAN, NULL},
	{20, "mean(a.wall - b.wall) > 0", VERDICT_SUPPORTED, SCALE_DIFFERENCE, (double)NAN, NULL},
	/* quantiles: one end may be enough */
	{20, "p90(a.wall) > 1 ms", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	{20, "p90(a.wall) < 3 ms", VERDICT_INCONCLUSIVE, SCALE_LOG, (double)NAN, "it takes 51"},
	{51, "p90(a.wall) < 3 ms", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	{20, "p10(a.wall) < 3 ms", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	{20, "p25(a.wall) > p75(b.wall)", VERDICT_INCONCLUSIVE, SCALE_LOG, (double)NAN,
         "it takes 21"},
	{50, "p25(a.wall) > p75(b.wall)", VERDICT_SUPPORTED, SCALE_LOG, (double)NAN, NULL},
	/* rates, by Clopper and Pearson */
	{50, "rate(a.lost > 0) > 0.7", VERDICT_SUPPORTED, SCALE_RATE, 0.9, NULL},
	{50, "rate(a.lost > 0) < 0.7", VERDICT_REFUTED, SCALE_RATE, 0.9, NULL},
	{50, "rate(a.lost > 0) > 0.9", VERDICT_INCONCLUSIVE, SCALE_RATE, 0.9, NULL},
	{50, "0.7 < rate(a.lost > 0)", VERDICT_SUPPORTED, SCALE_RATE, 0.9, NULL},
	{50, "rate(a.lost > 0) > rate(b.lost > 0)", VERDICT_SUPPORTED, SCALE_DIFFERENCE, 0.9, NULL},
	{9, "rate(a.lost > 0) > 0.1", VERDICT_INCONCLUSIVE, SCALE_RATE, (double)NAN, "it takes 10"},
	/* facts */
	{20, "always(a.wall > b.wall)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	{9, "always(a.wall > b.wall)", VERDICT_INCONCLUSIVE, SCALE_FACT, 1, "it takes 10"},
	{1, "always(a.wall < b.wall)", VERDICT_REFUTED, SCALE_FACT, 0, NULL},
	{20, "always(a.lost > 0)", VERDICT_REFUTED, SCALE_FACT, 0.9, NULL},
	{20, "sometimes(a.lost == 0)", VERDICT_SUPPORTED, SCALE_FACT, 0.1, NULL},
	{1, "sometimes(b.lost == 0)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	{20, "sometimes(b.lost > 0)", VERDICT_INCONCLUSIVE, SCALE_FACT, 0, "not seen in 20 rounds"},
	{20, "always(a.wall ~= 2 * b.wall within 12%)", VERDICT_SUPPORTED, SCALE_FACT, 1, NULL},
	/* cannot be computed */
	{20, "a.wall / b.lost > 1 s", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, (double)NAN,
         "division by zero"},
	{20, "median(a.wall / b.lost) > 1 s", VERDICT_INCONCLUSIVE, SCALE_DIFFERENCE, (double)NAN,
         NULL},
	{20, "always(a.wall / b.lost > 1 s)", VERDICT_INCONCLUSIVE, SCALE_FACT, (double)NAN, NULL},
};

static void
test_cases(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Court) court = make_court(cases[i].rounds);
		g_autoptr(Verdict) verdict = judge(court, cases[i].claim);

		g_test_message("%s: %s (%s) %g [%g, %g]", cases[i].claim,
		               verdict_name(verdict->verdict),
		               verdict->reason ? verdict->reason : "", verdict->estimate.estimate,
		               verdict->estimate.low, verdict->estimate.high);
		g_assert_cmpstr(verdict_name(verdict->verdict), ==, verdict_name(cases[i].verdict));
		g_assert_cmpint(verdict->scale, ==, cases[i].scale);
		g_assert_true(verdict->has_scale && verdict->testable);
		g_assert_true((verdict->reason != NULL) ==
		              (verdict->verdict == VERDICT_INCONCLUSIVE));
		if (!isnan(cases[i].estimate))
			g_assert_cmpfloat_with_epsilon(verdict->estimate.estimate,
			                               cases[i].estimate,
			                               1e-9 + fabs(cases[i].estimate) * 1e-9);
		if (cases[i].reason != NULL)
			g_assert_nonnull(strstr(verdict->reason, cases[i].reason));
		g_assert_cmpstr(verdict->claim, ==, cases[i].claim);
	}
}

/* Whole claims: `and`, `when`, `expect`. */
static void
test_claims(void)
{
	static const struct {
		const char *claim;
		VerdictKind verdict;
		guint parts;
		gboolean as_expected;
	} rows[] = {
		{"a.wall > b.wall and b.lost == 0", VERDICT_SUPPORTED, 2, TRUE},
		{"a.wall > b.wall and b.lost > 0", VERDICT_REFUTED, 2, FALSE},
		{"a.wall > b.wall and a.wall > 2 * b.wall", VERDICT_INCONCLUSIVE, 2, FALSE},
		{"a.wall > 2 * b.wall and b.lost > 0", VERDICT_REFUTED, 2, FALSE},
		{"a.wall > 2 * b.wall expect inconclusive", VERDICT_INCONCLUSIVE, 0, TRUE},
		{"a.wall < b.wall expect refuted", VERDICT_REFUTED, 0, TRUE},
		{"a.wall > b.wall expect refuted", VERDICT_SUPPORTED, 0, FALSE},
		{"a.wall > b.wall when cores >= 2", VERDICT_SUPPORTED, 0, TRUE},
		{"a.wall > b.wall when cores >= 3", VERDICT_UNTESTABLE, 0, TRUE},
		{"a.wall < b.wall and a.wall > 0 when cores >= 3", VERDICT_UNTESTABLE, 0, TRUE},
	};
	g_autoptr(Court) court = make_court(20);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Verdict) verdict = judge(court, rows[i].claim);

		g_test_message("%s", rows[i].claim);
		g_assert_cmpint(verdict->verdict, ==, rows[i].verdict);
		g_assert_cmpuint(verdict->parts->len, ==, rows[i].parts);
		g_assert_cmpint(verdict_as_expected(verdict), ==, rows[i].as_expected);
		g_assert_cmpint(judge_decided(verdict), ==,
		                rows[i].verdict != VERDICT_INCONCLUSIVE);
		if (rows[i].parts > 0) {
			g_assert_true(isnan(verdict->estimate.estimate) && !verdict->has_scale);
			g_assert_cmpuint(verdict->rounds, ==, 20);
		}
	}
}

/* Rounds of two experiments are drawn each on their own, and may be of unequal number. */
static void
test_two_experiments(void)
{
	Series one[] = {{"a", "wall", {0}}}, two[] = {{"a", "wall", {0}}};
	g_autoptr(Court) court = court_new();
	g_autoptr(Verdict) verdict = NULL, reversed = NULL;

	fill(one[0].values, 20, 2e-3, 0.05, 7);
	fill(two[0].values, 33, 1e-3, 0.05, 7);
	add_experiment(court, "one", one, 1, 20);
	add_experiment(court, "two", two, 1, 33);
	verdict = judge(court, "one:a.wall > 1.5 * two:a.wall");
	reversed = judge(court, "two:a.wall > a.wall and two:a.wall < 2 ms");
	g_assert_cmpint(verdict->verdict, ==, VERDICT_SUPPORTED);
	g_assert_cmpuint(verdict->rounds, ==, 20);
	g_assert_cmpfloat_with_epsilon(verdict->estimate.estimate, 4.0 / 3, 1e-12);
	g_assert_cmpint(reversed->verdict, ==, VERDICT_REFUTED);
	court->differs[1] = TRUE;
	g_clear_pointer(&verdict, verdict_free);
	verdict = judge(court, "one:a.wall > 1.5 * two:a.wall");
	g_assert_cmpint(verdict->verdict, ==, VERDICT_INCONCLUSIVE);
}

/* The same samples, claim and seed give the same bits; spaces and company do not matter. */
static void
test_seed(void)
{
	static const char claim[] = "a.wall > b.wall";
	g_autoptr(Court) court = make_court(20);
	g_autoptr(Verdict) first = judge(court, claim), again = judge(court, claim);
	g_autoptr(Verdict) spaced = judge(court, "a.wall   >b.wall  when cores >= 1");
	g_autoptr(Verdict) joined = judge(court, "a.lost > 0 and a.wall > b.wall");
	g_autoptr(Verdict) seeded = NULL;
	const Verdict *part = g_ptr_array_index(joined->parts, 1);

	court->options.seed = 1;
	seeded = judge(court, claim);
	g_assert_cmpfloat(first->estimate.low, ==, again->estimate.low);
	g_assert_cmpfloat(first->estimate.high, ==, again->estimate.high);
	g_assert_cmpfloat(first->estimate.low, ==, spaced->estimate.low);
	g_assert_cmpfloat(first->estimate.low, ==, part->estimate.low);
	g_assert_true(first->estimate.low != seeded->estimate.low ||
	              first->estimate.high != seeded->estimate.high);
	g_assert_cmpfloat(first->lhs.low, ==, seeded->lhs.low); /* exact: no seed */
}

/* One median: its own order statistics, on both scales. */
static void
test_exact(void)
{
	Series series[] = {{"a", "lag", {0}}};
	g_autoptr(Court) court = court_new();
	g_autoptr(Verdict) verdict = NULL, turned = NULL;

	for (guint i = 0; i < 20; i++)
		series[0].values[i] = 1 + i * 7 % 20;
	add_experiment(court, "demo", series, 1, 20);
	/* n = 20, 99 %: x(4) and x(17), since P(K < 4) = 0.0013 and P(K < 5) = 0.0059 */
	verdict = judge(court, "a.lag > 2");
	g_assert_cmpfloat(verdict->lhs.low, ==, 4);
	g_assert_cmpfloat(verdict->lhs.high, ==, 17);
	g_assert_cmpfloat(verdict->estimate.low, ==, 2);
	g_assert_cmpfloat(verdict->estimate.high, ==, 8.5);
	g_assert_cmpfloat(verdict->rhs.estimate, ==, 2);
	g_assert_cmpuint(verdict->rhs.rounds, ==, 0);
	turned = judge(court, "2 - a.lag < 0");
	g_assert_cmpfloat(turned->lhs.low, ==, -15);
	g_assert_cmpfloat(turned->lhs.high, ==, -2);
	g_assert_cmpint(turned->verdict, ==, VERDICT_SUPPORTED);
}

/* Estimate the value @text. */
static Estimate
value(const Court *court, const char *text, char **reason)
{
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) formula = value_parse(text, source_nowhere(), diag);

	g_assert_nonnull(formula);
	g_assert_true(formula_check(formula, &court->scope, diag));
	return judge_value(formula, &court->scope, (const Samples *const *)court->samples->pdata,
	                   &court->options, reason);
}

static void
test_values(void)
{
	static const struct {
		const char *text;
		double estimate;
		gboolean interval;
		Unit unit;
	} rows[] = {
		{"a.wall / b.wall", 2, TRUE, UNIT_NONE},
		{"a.wall", 2e-3, TRUE, UNIT_SECOND},
		{"a.wall - b.wall", 1e-3, TRUE, UNIT_SECOND},
		{"1 / a.wall", 500, TRUE, UNIT_PER_SECOND},
		{"mean(a.wall)", 2e-3, TRUE, UNIT_SECOND},
		{"rate(a.lost > 0)", 0.9, TRUE, UNIT_NONE},
		{"max(a.wall)", 2e-3 * 1.0475, FALSE, UNIT_SECOND},
		{"max(a.wall) / min(b.wall)", 2 * 1.0475 / 0.9525, FALSE, UNIT_NONE},
		{"b.same", 2000, TRUE, UNIT_NONE},
	};
	g_autoptr(Court) court = make_court(20);
	g_autofree char *reason = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Estimate found = value(court, rows[i].text, &reason);

		g_test_message("%s: %g [%g, %g]", rows[i].text, found.estimate, found.low,
		               found.high);
		g_assert_null(reason);
		g_assert_cmpfloat_with_epsilon(found.estimate, rows[i].estimate,
		                               1e-9 * rows[i].estimate);
		g_assert_cmpint(isfinite(found.low) && found.low <= found.estimate, ==,
		                rows[i].interval);
		g_assert_cmpint(isfinite(found.high) && found.high >= found.estimate, ==,
		                rows[i].interval);
		g_assert_cmpint(found.unit, ==, rows[i].unit);
		g_assert_cmpuint(found.rounds, ==, 20);
	}
	g_assert_true(isnan(value(court, "a.wall / b.lost", &reason).estimate));
	g_assert_nonnull(strstr(reason, "division by zero"));
}

static void
test_median(void)
{
	g_autoptr(Court) court = make_court(20);
	const Samples *samples = g_ptr_array_index(court->samples, 0);
	Estimate found = judge_median(samples, 0, "wall", 0.95);

	g_assert_cmpfloat_with_epsilon(found.estimate, 2e-3, 1e-12);
	g_assert_true(found.low < 2e-3 && found.high > 2e-3);
	g_assert_cmpint(found.unit, ==, UNIT_SECOND);
	g_assert_true(isnan(judge_median(samples, 0, "nothing", 0.95).estimate));
}

/* Warnings tell what the interval does not. */
static void
test_warnings(void)
{
	static const struct {
		guint kind;
		const char *claim, *warning;
	} rows[] = {
		{0, "a.lag > 1", "depend on each other"},
		{0, "a.lag > 1", "drift"},
		{1, "a.lag > 1", "two heaps"},
		{2, "mean(a.lag) > 1", "carry the mean"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		Series series[] = {{"a", "lag", {0}}};
		g_autoptr(Court) court = court_new();
		g_autoptr(Verdict) verdict = NULL;
		gboolean found = FALSE;

		fill(series[0].values, 40, 10, 0.05, 7);
		for (guint k = 0; k < 40; k++) {
			double *x = &series[0].values[k];

			*x = rows[i].kind == 0   ? 10 + k * 0.1
			     : rows[i].kind == 1 ? (k * 7 % 40 < 13 ? *x * 3 : *x)
			     : k == 5            ? 500
			                         : *x;
		}
		add_experiment(court, "demo", series, 1, 40);
		verdict = judge(court, rows[i].claim);
		for (guint w = 0; w < verdict->warnings->len; w++)
			found = found || strstr(g_ptr_array_index(verdict->warnings, w),
			                        rows[i].warning) != NULL;
		g_assert_true(found);
	}
	{
		g_autoptr(Court) court = make_court(20);
		g_autoptr(Verdict) verdict = judge(court, "a.wall > b.wall");

		g_assert_cmpuint(verdict->warnings->len, ==, 0);
	}
}

static void
test_json(void)
{
	g_autoptr(Court) court = make_court(20);
	g_autoptr(Verdict) verdict = judge(court, "p90(a.wall) < 3 ms");
	g_autoptr(Verdict) joined = judge(court, "a.wall > 0 and b.lost == 0 expect refuted");
	static const char *const keys[] = {"claim",  "verdict", "expected", "scale",   "estimate",
	                                   "low",    "high",    "lhs",      "rhs",     "confidence",
	                                   "rounds", "dropped", "reason",   "warnings"};
	json_t *one = verdict_json(verdict), *both = verdict_json(joined);
	const char *key;
	json_t *item;
	guint i = 0;

	json_object_foreach(one, key, item) g_assert_cmpstr(key, ==, keys[i++]);
	g_assert_cmpuint(i, ==, G_N_ELEMENTS(keys));
	g_assert_true(json_is_real(json_object_get(one, "low")));
	g_assert_true(json_is_null(json_object_get(one, "high"))); /* infinite */
	g_assert_cmpint(json_integer_value(json_object_get(one, "rounds")), ==, 20);
	g_assert_cmpstr(json_string_value(json_object_get(both, "expected")), ==, "refuted");
	g_assert_true(json_is_null(json_object_get(both, "estimate")));
	g_assert_cmpuint(json_array_size(json_object_get(both, "parts")), ==, 2);
	json_decref(one);
	json_decref(both);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/judge/cases", test_cases);
	g_test_add_func("/judge/claims", test_claims);
	g_test_add_func("/judge/two-experiments", test_two_experiments);
	g_test_add_func("/judge/seed", test_seed);
	g_test_add_func("/judge/exact", test_exact);
	g_test_add_func("/judge/values", test_values);
	g_test_add_func("/judge/median", test_median);
	g_test_add_func("/judge/warnings", test_warnings);
	g_test_add_func("/judge/json", test_json);
	return g_test_run();
}
