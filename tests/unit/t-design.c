/* t-design.c - factors, conditions, labels; and the tables of executors, metrics and reductions. */
#include "design.h"
#include "executor.h"
#include "metric.h"

static Design *
make(void)
{
	Design *design = design_new("x");
	Factor *workers = design_add_factor(design, "workers");
	Factor *size = design_add_factor(design, "size");
	char *one[] = {(char *)"1", (char *)"a b"}, *two[] = {(char *)"2", (char *)"a b"};

	factor_add_level(workers, "1");
	factor_add_level(workers, "2");
	factor_add_level(workers, "1");
	factor_add_level(size, "a b");
	design_add_condition(design, "gil", one);
	design_add_condition(design, "gil", two);
	return design;
}

static void
test_conditions(void)
{
	g_autoptr(Design) design = make();
	char *two[] = {(char *)"2", (char *)"a b"}, *three[] = {(char *)"3", (char *)"a b"};
	const Condition *condition = g_ptr_array_index(design->conditions, 1);

	g_assert_cmpuint(((Factor *)design->factors->pdata[0])->levels->len, ==, 2);
	g_assert_cmpint(design_factor(design, "size"), ==, 1);
	g_assert_cmpint(design_factor(design, "sizes"), ==, -1);
	g_assert_cmpint(design_find(design, "gil", two), ==, 1);
	g_assert_cmpint(design_find(design, "gil", three), ==, -1);
	g_assert_cmpint(design_find(design, "serial", two), ==, -1);
	g_assert_cmpstr(condition_level(design, condition, "workers"), ==, "2");
	g_assert_null(condition_level(design, condition, "python"));
	g_assert_null(condition->absent);
}

static void
test_labels(void)
{
	g_autoptr(Design) design = make();
	g_autofree char *before = condition_label(design, design->conditions->pdata[1]);
	g_autofree char *after = NULL;

	g_assert_cmpstr(before, ==, "gil(workers=2)");
	factor_add_level(design->factors->pdata[1], "c");
	after = condition_label(design, design->conditions->pdata[1]);
	g_assert_cmpstr(after, ==, "gil(workers=2, size=\"a b\")");
}

static void
test_no_factors(void)
{
	g_autoptr(Design) design = design_new("");
	char *none[] = {NULL};
	const Condition *condition = design_add_condition(design, "serial", none);
	g_autofree char *label = condition_label(design, condition);

	g_assert_cmpstr(label, ==, "serial");
	g_assert_cmpint(design_find(design, "serial", none), ==, 0);
}

static void
test_executors(void)
{
	guint n;
	const Executor *rows = executor_table(&n);

	for (guint i = 0; i < n; i++) {
		g_assert_cmpstr(executor_names()[i], ==, rows[i].name);
		g_assert_true(executor_find(rows[i].name) == &rows[i]);
		g_assert_true(rows[i].c != NULL || rows[i].python != NULL);
	}
	g_assert_null(executor_names()[n]);
	g_assert_null(executor_find("threads"));
	g_assert_false(executor_find("serial")->parallel);
	g_assert_true(executor_find("process")->parallel);
	g_assert_true(executor_find("gil")->interprets);
}

static void
test_metrics(void)
{
	guint n;
	const Metric *rows = metric_table(&n);

	for (guint i = 0; i < n; i++) {
		g_assert_cmpstr(metric_names()[i], ==, rows[i].name);
		g_assert_true(metric_find(rows[i].name) == &rows[i]);
		g_assert_false(rows[i].unheld && !rows[i].per_worker);
	}
	g_assert_null(metric_names()[n]);
	g_assert_null(metric_find("lost"));
	g_assert_cmpint(metric_reduce("lost"), ==, REDUCE_MEDIAN);
	g_assert_cmpint(metric_reduce("start"), ==, REDUCE_P25);
	g_assert_true(metric_find("start")->unheld);
	g_assert_true(metric_find("speedup")->derived);
	g_assert_true(metric_find("tid")->identity);
	g_assert_cmpstr(unit_symbol(metric_find("memory")->unit), ==, "B");
}

static void
test_reductions(void)
{
	static const char *const words[] = {"median", "p25", "mean", "min", "sum"};
	Reduce reduce;

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_assert_true(reduce_parse(words[i], &reduce));
		g_assert_cmpstr(reduce_name(reduce), ==, words[i]);
	}
	g_assert_false(reduce_parse("p50", &reduce));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/design/conditions", test_conditions);
	g_test_add_func("/design/labels", test_labels);
	g_test_add_func("/design/no-factors", test_no_factors);
	g_test_add_func("/executor/table", test_executors);
	g_test_add_func("/metric/table", test_metrics);
	g_test_add_func("/metric/reductions", test_reductions);
	return g_test_run();
}
