/* t-sides.c - an interval against the boundary: sides, ties, and how many rounds would be needed.
 */
#include "sides.h"

#include "court.h"

static const Compare equal = {.within = 0};

/* What every comparison says of every position of the interval; equality is 0, the margin 1. */
static void
test_read(void)
{
	static const double at[][2] = {{-2, -1}, {-1, 0}, {0, 0}, {0, 1}, {1, 2}, {-1, 1}};
	static const struct {
		CompareOp op;
		gboolean exact;
		const char *verdicts; /* supported, refuted, inconclusive */
	} rows[] = {
		{COMPARE_GREATER, FALSE, "ririsi"},      {COMPARE_GREATER_EQUAL, FALSE, "risisi"},
		{COMPARE_GREATER_EQUAL, TRUE, "risssi"}, {COMPARE_LESS, FALSE, "siriri"},
		{COMPARE_LESS_EQUAL, FALSE, "sisiri"},   {COMPARE_LESS_EQUAL, TRUE, "sssiri"},
		{COMPARE_EQUAL, FALSE, "risiri"},        {COMPARE_NOT_EQUAL, FALSE, "sirisi"},
		{COMPARE_NEAR, FALSE, "isssis"},
	};

	for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
		for (guint i = 0; i < G_N_ELEMENTS(at); i++) {
			double margin = rows[r].op == COMPARE_NEAR ? 1 : 0;
			Sides s = {margin, at[i][0], at[i][1], 0, rows[r].exact};
			VerdictKind found = sides_read(rows[r].op, &s);

			g_test_message("row %u, [%g, %g]", r, at[i][0], at[i][1]);
			g_assert_cmpint(verdict_name(found)[0], ==, rows[r].verdicts[i]);
		}
	}
}

/* What lies off the boundary by rounding errors only, lies on it. */
static void
test_find(void)
{
	const Compare near = {.within = 0.1};
	Target target = {.log = TRUE,
	                 .estimate = 1.05,
	                 .interval = {1 - 1e-15, 1.1 + 1e-15},
	                 .rounding = 1e-12};
	Target rhs = {.interval = {1, 1}};
	Sides s = sides_find(&near, &target, &rhs, FALSE);

	g_assert_cmpfloat(s.low, ==, 0);
	g_assert_cmpfloat(s.high, ==, s.margin);
	g_assert_cmpint(sides_read(COMPARE_NEAR, &s), ==, VERDICT_SUPPORTED);
	target.interval.high = 1.1 + 1e-9;
	s = sides_find(&near, &target, &rhs, FALSE);
	g_assert_cmpfloat(s.high, >, s.margin);
	target = (Target){.estimate = 2, .interval = {-1e-15, 3}, .rounding = 1e-12};
	s = sides_find(&equal, &target, &rhs, FALSE);
	g_assert_cmpfloat(s.low, ==, 0);
	g_assert_cmpfloat(s.high, ==, 3);
}

/* Widths shrink with the square root: (reach / distance)^2 times as many. */
static void
test_needed(void)
{
	static const struct {
		Sides sides;
		guint needed;
		gboolean open;
	} rows[] = {
		{{0, -0.1, 0.5, 0.1, FALSE}, 40, FALSE},
		{{0, -0.5, 0.1, -0.1, FALSE}, 40, FALSE},
		{{0, -0.2, 0.2, 0, FALSE}, 0, FALSE},          /* never, as it is */
		{{0, -0.1, 0.1, 1e-6, FALSE}, 0, FALSE},       /* more than anyone makes */
		{{0, -INFINITY, 0.5, 0.1, FALSE}, 0, TRUE},    /* no end where it is needed */
		{{0, -0.1, INFINITY, 0.1, FALSE}, 40, FALSE},  /* none where it is not */
		{{0, -INFINITY, INFINITY, 0, FALSE}, 0, TRUE}, /* none at all */
		{{0.1, 0.0, 0.4, 0.2, FALSE}, 40, FALSE},      /* beyond the margin */
		{{0.1, -0.15, 0.25, 0.05, FALSE}, 160, FALSE}, /* within: its nearer edge */
		{{0.1, -0.45, 0.12, 0.01, FALSE}, 175, FALSE}, /* within: where it reaches out */
		{{0.1, -INFINITY, 0.1, 0.05, FALSE}, 0, TRUE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("row %u", i);
		g_assert_cmpuint(sides_needed(&rows[i].sides, 10), ==, rows[i].needed);
		g_assert_cmpint(sides_open(&rows[i].sides), ==, rows[i].open);
	}
}

/* Return a step near @share of @n that visits all of them. */
static guint
find_step(guint n, double share)
{
	guint step = (guint)(n * share), a = n, b = step;

	while (b > 0) {
		guint rest = a % b;

		a = b;
		b = rest;
	}
	return a == 1 ? step : find_step(n, share + 1.0 / n);
}

/*
 * Return the verdict on @claim after @n rounds: a takes 2 ms, b 1 ms, both give or take 5 %, in an
 * order that does not make neighbours alike; a loses updates in nine of ten.
 */
static Verdict *
judge_after(guint n, const char *claim)
{
	Series series[] = {{"a", "wall", {0}}, {"b", "wall", {0}}, {"a", "lost", {0}}};
	g_autoptr(Court) court = court_new();

	g_assert_cmpuint(n, <=, MAX_ROUNDS);
	fill(series[0].values, n, 2e-3, 0.05, find_step(n, 0.62));
	fill(series[1].values, n, 1e-3, 0.05, find_step(n, 0.45));
	for (guint i = 0; i < n; i++)
		series[2].values[i] = i % 10 > 0;
	add_experiment(court, "demo", series, G_N_ELEMENTS(series), n);
	return judge(court, claim);
}

/* On every scale: with as many rounds as were said to be needed, give or take, it is decided. */
static void
test_scales(void)
{
	static const struct {
		const char *claim;
		Scale scale;
		guint rounds;
	} rows[] = {
		{"a.wall > 1.94 * b.wall", SCALE_LOG, 20},
		{"median(a.wall / b.wall) < 2.06", SCALE_LOG, 20},
		{"a.wall > 1.96 ms", SCALE_LOG, 20},
		{"a.wall - b.wall > 0.94 ms", SCALE_DIFFERENCE, 20},
		{"a.wall ~= 2 * b.wall within 3%", SCALE_LOG, 20},
		{"mean(a.wall) > 1.98 ms", SCALE_LOG, 20},
		{"rate(a.lost > 0) > 0.75", SCALE_RATE, 20},
		{"0.98 > rate(a.lost > 0)", SCALE_RATE, 20},
		{"p90(a.wall) < 2.5 ms", SCALE_LOG, 20},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Verdict) first = judge_after(rows[i].rounds, rows[i].claim);
		g_autoptr(Verdict) then = NULL, before = NULL;
		g_autofree char *said = g_strdup_printf("%u", first->needed);

		g_test_message("%s: %s", rows[i].claim, first->reason);
		g_assert_cmpint(first->verdict, ==, VERDICT_INCONCLUSIVE);
		g_assert_cmpint(first->scale, ==, rows[i].scale);
		g_assert_cmpuint(first->needed, >, rows[i].rounds);
		g_assert_nonnull(strstr(first->reason, said));
		then = judge_after(first->needed * 13 / 10, rows[i].claim);
		before = judge_after(MAX(first->needed * 10 / 17, rows[i].rounds), rows[i].claim);
		g_assert_cmpint(then->verdict, ==, VERDICT_SUPPORTED);
		g_assert_cmpint(before->verdict, ==, VERDICT_INCONCLUSIVE);
	}
}

/* Where rounds are too few for any interval, as many as it takes for one; facts likewise. */
static void
test_few(void)
{
	static const struct {
		guint rounds;
		const char *claim;
		guint needed;
	} rows[] = {
		{9, "a.wall > b.wall", 10},
		{12, "mean(a.wall) > 1 ms", 20},
		{9, "always(a.wall > b.wall)", 10},
		{9, "rate(a.lost > 0) > 0.1", 10},
		{20, "sometimes(b.lost > 0)", 0}, /* it may never be seen */
		{20, "p90(a.wall) > 2.099 ms", 51},
		{9, "a.wall > b.wall and mean(a.wall) > 1 ms", 20},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Court) court = make_court(rows[i].rounds);
		g_autoptr(Verdict) verdict = judge(court, rows[i].claim);

		g_test_message("%s: %s", rows[i].claim, verdict->reason);
		g_assert_cmpint(verdict->verdict, ==, VERDICT_INCONCLUSIVE);
		g_assert_cmpuint(verdict->needed, ==, rows[i].needed);
	}
}

/* A divisor whose median may be zero: no number of rounds is said to help. */
static void
test_divisor(void)
{
	Series series[] = {{"a", "lag", {0}}, {"b", "lag", {0}}};
	g_autoptr(Court) court = court_new();
	g_autoptr(Verdict) verdict = NULL;

	fill(series[0].values, 20, 5, 0.05, 7);
	for (guint i = 0; i < 20; i++)
		series[1].values[i] = i < 8 ? 0 : 1 + 0.1 * i;
	add_experiment(court, "demo", series, 2, 20);
	verdict = judge(court, "a.lag / b.lag > 1");
	g_test_message("%s", verdict->reason);
	g_assert_cmpint(verdict->verdict, ==, VERDICT_INCONCLUSIVE);
	g_assert_cmpuint(verdict->needed, ==, 0);
	g_assert_nonnull(strstr(verdict->reason, "may be zero"));
}

/* What a clock that ticks gives, and what counts give: touching equality decides nothing. */
static void
test_ties(void)
{
	static const struct {
		const char *claim;
		VerdictKind verdict;
		const char *reason;
	} rows[] = {
		/* eleven ticks to ten in every round, of which 1.1 is nothing but a rounding */
		{"median(a.wall / b.wall) > 1.1", VERDICT_INCONCLUSIVE,
	         "timer resolution: 20 of 20"},
		{"median(a.wall / b.wall) > 1", VERDICT_INCONCLUSIVE, "timer resolution: 20 of 20"},
		/* all of one value */
		{"a.start > b.start", VERDICT_INCONCLUSIVE, "timer resolution: 20 of 20"},
		{"a.start == b.start", VERDICT_INCONCLUSIVE, "timer resolution"},
		{"a.start < 1 s", VERDICT_INCONCLUSIVE, "timer resolution"},
		{"always(a.start == b.start)", VERDICT_SUPPORTED, NULL},
		/* 13 of 20 tie, the others are above */
		{"median(a.first / b.first) > 1.1", VERDICT_INCONCLUSIVE, "both sides"},
		{"median(a.first / b.first) >= 1.1", VERDICT_INCONCLUSIVE, "both sides"},
		{"a.first - 1.1 * b.first > 0", VERDICT_INCONCLUSIVE, "both sides"},
		{"median(a.first / b.first) > 1.09", VERDICT_SUPPORTED, NULL},
		/* counts: the same in all rounds, exact; else an end on equality is as good as it
	           says */
		{"a.tasks == 3", VERDICT_SUPPORTED, NULL},
		{"a.tasks > 3", VERDICT_REFUTED, NULL},
		{"a.tasks >= 3", VERDICT_SUPPORTED, NULL},
		{"a.tasks == b.tasks", VERDICT_INCONCLUSIVE, "both sides"},
		{"b.tasks >= a.tasks", VERDICT_SUPPORTED, NULL},
		{"b.tasks > a.tasks", VERDICT_INCONCLUSIVE, "both sides"},
		{"median(b.tasks - a.tasks) >= 0", VERDICT_SUPPORTED, NULL},
	};
	Series series[] = {{"a", "wall", {0}},  {"b", "wall", {0}},  {"a", "start", {0}},
	                   {"b", "start", {0}}, {"a", "first", {0}}, {"b", "first", {0}},
	                   {"a", "tasks", {0}}, {"b", "tasks", {0}}};
	g_autoptr(Court) court = court_new();

	for (guint i = 0; i < 20; i++) {
		series[0].values[i] = 11 * (10 + i * 7 % 20) * 20e-9;
		series[1].values[i] = 10 * (10 + i * 7 % 20) * 20e-9;
		series[2].values[i] = series[3].values[i] = 20e-9;
		series[4].values[i] = (11 + (i * 7 % 20 < 7)) * (10 + i) * 20e-9;
		series[5].values[i] = 10 * (10 + i) * 20e-9;
		series[6].values[i] = 3;
		series[7].values[i] = 3 + (i * 7 % 20 < 7);
	}
	add_experiment(court, "demo", series, G_N_ELEMENTS(series), 20);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Verdict) verdict = judge(court, rows[i].claim);

		g_test_message("%s: %s, %s", rows[i].claim, verdict_name(verdict->verdict),
		               verdict->reason ? verdict->reason : "");
		g_assert_cmpint(verdict->verdict, ==, rows[i].verdict);
		if (rows[i].reason != NULL)
			g_assert_nonnull(strstr(verdict->reason, rows[i].reason));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sides/read", test_read);
	g_test_add_func("/sides/find", test_find);
	g_test_add_func("/sides/needed", test_needed);
	g_test_add_func("/sides/scales", test_scales);
	g_test_add_func("/sides/few", test_few);
	g_test_add_func("/sides/divisor", test_divisor);
	g_test_add_func("/sides/ties", test_ties);
	return g_test_run();
}
