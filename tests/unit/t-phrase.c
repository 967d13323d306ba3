/* t-phrase.c - claims as sentences for those who do not read formulas. */
#include "expr.h"
#include "phrase.h"

#include <string.h>

static const struct {
	const char *text, *sentence;
} rows[] = {
	{"process.speedup > 1.3", "The speed-up of process is more than 1.3."},
	{"process.start > 5 * gil.start", "The time to first instruction of process is more than 5 "
                                          "times that of gil."},
	{"gil(workers=2, lock=true).parallelism <= 1.1",
         "The parallelism of gil (2 workers, with lock) is at most 1.1."},
	{"startup:gil.wall < process(start-method=fork).wall",
         "The wall time of gil in startup is less than that of process (fork)."},
	{"a.first == 42", "The value “first” of a is 42."},
	{"always(a.first == b.second)",
         "In every round, the value “first” of a is the same as the value “second” of b."},
	{"sometimes(a.pid != b.pid)",
         "In at least one round, the process id of a is not the same as that of b."},
	{"a.wall ~= 10 ms within 5%", "The wall time of a is within 5\u202f% of 10\u202fms."},
	{"a.part ~= b.length / (b.length + 0.005) within 20 %",
         "The value “part” of a is within 20\u202f% of (the value “length” of b divided by (the "
         "value “length” of b plus 0.005))."},
	{"median(a.work / b.work) ~= 1 within 5%",
         "The median ratio of the time in work of a to that of b is within 5\u202f% of 1."},
	{"p95(a.wall) > 1 ms and p91(a.wall) > 2 / 3 * mean(b.wall)",
         "The 95th percentile of the wall time of a is more than 1\u202fms, and "
         "the 91st percentile of the wall time of a is more than 2 / 3 times the "
         "mean of the wall time of b."},
	{"p12(a.x) > p22(a.x) + p33(a.x)",
         "The 12th percentile of the value “x” of a is more than the 22nd "
         "percentile of the value “x” of a plus the 33rd percentile"
         " of the value “x” of a."},
	{"a.elapsed - 20 ms > 1.5 * (b.elapsed - 20 ms)",
         "The elapsed time of a minus 20\u202fms is more than 1.5 times (the elapsed time of b "
         "minus 20\u202fms)."},
	{"median(a.x - b.x) > -abs(log(b.x))",
         "The median of (the value “x” of a minus the value “x” of b) is more "
         "than −the size of the logarithm of the value “x” of b."},
	{"mean(a.x / (b.y - c.y)) < 2 and mean(total(a.pid) / total(b.pid)) < 3",
         "The mean ratio of the value “x” of a to (the value “y” of b minus the value “y” of c) is "
         "less than 2, and the mean ratio of the total of the process id over the workers of a to "
         "that over the workers of b is less than 3."},
	{"rate(a.lost > 0) >= 90 %",
         "The share of the rounds in which the value “lost” of a is more "
         "than 0 is at least 90\u202f%."},
	{"always(distinct(a.pid) == 1)", "In every round, the number of different values of the "
                                         "process id over the workers of a is 1."},
	{"spread(a.share) < fairness(a.share) and total(a.memory) < 1 MiB",
         "The spread of the share of the work over the workers of a is less than the fairness of "
         "the share of the work over the workers of a, and the total of the unique memory over the "
         "workers of a is less than 1\u202fMiB."},
	{"a.speedup > 2 * 0.8 when cores >= 2 and python < 3.13 and block-size == 4 expect refuted",
         "The speed-up of a is more than 2 × 0.8, when the number of cores is at least 2 and the "
         "version of Python is less than 3.13 and block size is 4."},
};

static void
test_claims(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source =
			source_new("claim", g_strdup(rows[i].text), strlen(rows[i].text));
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Formula) formula =
			formula_parse(rows[i].text, source_span(source, 0, source->len), diag);
		g_autofree char *sentence = NULL;

		g_assert_cmpuint(diag->findings->len, ==, 0);
		sentence = phrase_claim(formula);
		g_assert_cmpstr(sentence, ==, rows[i].sentence);
	}
}

static void
test_parts(void)
{
	static const char text[] = "a.wall > 1 s and always(b.seen == 1) when cores >= 2";
	g_autoptr(Source) source = source_new("claim", g_strdup(text), strlen(text));
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) formula = formula_parse(text, source_span(source, 0, source->len), diag);
	g_autofree char *first = phrase_part(formula, 0);
	g_autofree char *second = phrase_part(formula, 1);

	g_assert_cmpstr(
		first, ==,
		"The wall time of a is more than 1\u202fs, when the number of cores is at least 2.");
	g_assert_cmpstr(
		second, ==,
		"In every round, the value “seen” of b is 1, when the number of cores is at least 2.");
}

static void
test_value(void)
{
	static const char text[] = "1000 * gil.length / process(workers=2).speedup";
	g_autoptr(Source) source = source_new("value", g_strdup(text), strlen(text));
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Formula) formula = value_parse(text, source_span(source, 0, source->len), diag);
	g_autofree char *words = phrase_value(formula);

	g_assert_cmpstr(words, ==,
	                "1000 times the value “length” of gil divided by the speed-up of process "
	                "(2 workers)");
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/phrase/claims", test_claims);
	g_test_add_func("/phrase/parts", test_parts);
	g_test_add_func("/phrase/value", test_value);
	return g_test_run();
}
