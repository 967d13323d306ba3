/* t-csv.c - tidy CSV: what is read, what is found, and that it reads back. */
#include "csv.h"

#include <math.h>
#include <string.h>

/* Read @text; the findings go to @diag. */
static Table *
read_text(const char *text, Source **source, Diag *diag)
{
	*source = source_new("t.csv", g_strdup(text), strlen(text));
	return csv_read(*source, diag);
}

static void
test_read(void)
{
	static const char text[] =
		"\xef\xbb\xbf"
		"executor,size,round,worker,iteration,warmup,foreign,dropped,cores,metric,value\r\n"
		"gil,10,3,0,0,1,0.1,0,4,start,9e9\r\n"
		"\"gil\", 10 ,3,0,1,0,0.1,0,4,start,1.5\r\n"
		"gil,10,3,1,1,false,,0,4,start,2.5\r\n"
		"\r\n"
		"gil,10,7,0,1,,0.3,0,4,start,4\r\n"
		"\"a \"\"b\"\", c\",20,3,,0,0,,0,4,start,-0.5\r\n"
		"\"a \"\"b\"\", c\",20,5.0,-1,0,0,,TRUE,4,start,1e-3";
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Table) table = read_text(text, &source, diag);
	const Samples *samples;
	g_autoptr(GArray) gil = NULL, other = NULL;

	g_assert_nonnull(table);
	g_assert_cmpuint(table->samples->len, ==, 1);
	g_assert_cmpuint(g_array_index(table->cores, guint, 0), ==, 4);
	samples = g_ptr_array_index(table->samples, 0);
	g_assert_cmpstr(samples->design->id, ==, "");
	g_assert_cmpuint(samples->design->conditions->len, ==, 2);
	g_assert_cmpstr(((Condition *)g_ptr_array_index(samples->design->conditions, 1))->executor,
	                ==, "a \"b\", c");
	g_assert_cmpuint(samples->rounds, ==, 3); /* 3, 5, 7 */
	g_assert_cmpuint(samples_clean_rounds(samples), ==, 1);
	gil = samples_series(samples, 0, "start", OVER_NONE, TRUE);
	g_assert_cmpfloat(g_array_index(gil, double, 0), ==, 2.0);
	g_assert_true(isnan(g_array_index(gil, double, 1)));
	g_assert_cmpfloat(g_array_index(gil, double, 2), ==, 4.0);
	other = samples_series(samples, 1, "start", OVER_NONE, FALSE);
	g_assert_cmpfloat(g_array_index(other, double, 0), ==, -0.5);
	g_assert_true(isnan(g_array_index(other, double, 1)));
}

static void
test_experiments(void)
{
	static const char text[] = "experiment,executor,size,lock,round,metric,value\n"
				   "one,gil,10,,0,wall,1\n"
				   "two,gil,,yes,0,wall,2\n"
				   "one,gil,20,,0,wall,3\n"
				   "two,gil,,no,0,wall,4\n";
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Table) table = read_text(text, &source, diag);
	const Samples *two;

	g_assert_nonnull(table);
	g_assert_cmpuint(table->samples->len, ==, 2);
	two = g_ptr_array_index(table->samples, 1);
	g_assert_cmpstr(two->design->id, ==, "two");
	g_assert_cmpuint(two->design->factors->len, ==, 1);
	g_assert_cmpint(design_factor(two->design, "lock"), ==, 0);
}

#define HEAD "executor,round,metric,value\n"

static void
test_findings(void)
{
	static const struct {
		const char *text;
		FindingId id;
		guint line, column;
	} rows[] = {
		{"", FINDING_CSV_EMPTY, 1, 1},
		{HEAD, FINDING_CSV_EMPTY, 1, 1},
		{"executor,round,value\ngil,0,1\n", FINDING_CSV_COLUMN, 1, 1},
		{"executor;round;metric;value\n", FINDING_CSV_COLUMN, 1, 1},
		{"executor,round,metric,Value\n", FINDING_CSV_COLUMN, 1, 1},
		{"executor,round,metric,value,round\n", FINDING_CSV_HEADER, 1, 29},
		{"executor,round,metric,value,a,a\n", FINDING_CSV_HEADER, 1, 31},
		{"executor,round,,metric,value\n", FINDING_CSV_HEADER, 1, 16},
		{HEAD "gil,0,wall,NaN\n", FINDING_CSV_CELL, 2, 12},
		{HEAD "gil,0,wall,inf\n", FINDING_CSV_CELL, 2, 12},
		{HEAD "gil,0,wall,1e999\n", FINDING_CSV_CELL, 2, 12},
		{HEAD "gil,0,wall,0x10\n", FINDING_CSV_CELL, 2, 12},
		{HEAD "gil,0,wall,\n", FINDING_CSV_CELL, 2, 12},
		{HEAD "gil,0,wall,\"1,5\"\n", FINDING_CSV_CELL, 2, 12},
		{HEAD "gil,,wall,1\n", FINDING_CSV_CELL, 2, 5},
		{HEAD "gil,-1,wall,1\n", FINDING_CSV_CELL, 2, 5},
		{HEAD "gil,1.5,wall,1\n", FINDING_CSV_CELL, 2, 5},
		{HEAD "gil,99999999999,wall,1\n", FINDING_CSV_CELL, 2, 5},
		{HEAD ",0,wall,1\n", FINDING_CSV_CELL, 2, 1},
		{HEAD "gil,0,,1\n", FINDING_CSV_CELL, 2, 7},
		{HEAD "gil,0,wall\n", FINDING_CSV_ROW, 2, 7},
		{HEAD "gil,0,wall,1,2\n", FINDING_CSV_ROW, 2, 14},
		{HEAD "gil,0,wall,1\ngil,0,wall,2\n", FINDING_CSV_REPEATED, 3, 1},
		{HEAD "gil,0,\"wall,1\n", FINDING_CSV_SYNTAX, 2, 7},
		{HEAD "gil,0,\"wall\"x,1\n", FINDING_CSV_SYNTAX, 2, 13},
		{HEAD "gil,0,w\xff,1\n", FINDING_CSV_SYNTAX, 2, 8},
		{"executor,round,worker,metric,value\ngil,0,40000,wall,1\n", FINDING_CSV_CELL, 2,
	         7},
		{"executor,round,warmup,metric,value\ngil,0,2,wall,1\n", FINDING_CSV_CELL, 2, 7},
		{"executor,round,foreign,metric,value\ngil,0,-1,wall,1\n", FINDING_CSV_CELL, 2, 7},
		{"executor,round,reduce,metric,value\ngil,0,mode,wall,1\n", FINDING_CSV_CELL, 2, 7},
		{"executor,a,round,metric,value\ngil,1,0,wall,1\ngil,,1,wall,1\n", FINDING_CSV_CELL,
	         3, 1},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Table) table = read_text(rows[i].text, &source, diag);
		const Finding *finding;
		guint line, column;

		g_assert_null(table);
		g_assert_cmpuint(diag->findings->len, >=, 1);
		finding = g_ptr_array_index(diag->findings, 0);
		g_assert_cmpstr(finding_kind(finding->id)->slug, ==,
		                finding_kind(rows[i].id)->slug);
		source_position(source, finding->span.start, &line, &column);
		g_assert_cmpuint(line, ==, rows[i].line);
		g_assert_cmpuint(column, ==, rows[i].column);
	}
}

/* Sound, but to be known. */
static void
test_warnings(void)
{
	static const struct {
		const char *text;
		FindingId id;
	} rows[] = {
		{HEAD "gil,0,wall,1\ngil,1,wall,2\nthread,0,wall,1\n", FINDING_CSV_ROUNDS},
		{HEAD "gil,0,wall,1\ngil,1,wall,1\n", FINDING_CSV_CONSTANT},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Table) table = read_text(rows[i].text, &source, diag);

		g_assert_nonnull(table);
		g_assert_cmpuint(diag->findings->len, ==, 1);
		g_assert_cmpint(((Finding *)g_ptr_array_index(diag->findings, 0))->id, ==,
		                rows[i].id);
	}
}

/* A million bad cells are not a million findings. */
static void
test_many_bad(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();

	for (guint i = 0; i < 1000; i++)
		g_string_append_printf(text, "gil,%u,wall,x\n", i);
	g_assert_null(read_text(text->str, &source, diag));
	g_assert_cmpuint(diag->findings->len, <, 30);
}

/* Every row its own condition: a column is no factor. */
static void
test_many_conditions(void)
{
	g_autoptr(GString) text = g_string_new("executor,time,round,metric,value\n");
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();

	for (guint i = 0; i < 20000; i++)
		g_string_append_printf(text, "gil,%u,0,wall,1\n", i);
	g_assert_null(read_text(text->str, &source, diag));
	g_assert_cmpuint(diag->findings->len, ==, 1);
	g_assert_cmpint(((Finding *)g_ptr_array_index(diag->findings, 0))->id, ==,
	                FINDING_CSV_LIMIT);
}

/* Make samples that use every column. */
static Samples *
make_samples(void)
{
	Design *design = design_new("demo");
	Samples *samples;
	char *levels[] = {(char *)"a, \"b\""};

	factor_add_level(design_add_factor(design, "mode"), levels[0]);
	design_add_condition(design, "gil", levels);
	design_add_condition(design, "serial", levels);
	samples = samples_new(design);
	for (guint round = 0; round < 12; round++) {
		for (guint c = 0; c < 3; c++) {
			const Run run = {.round = round,
			                 .condition = c % 2,
			                 .control = c == 2,
			                 .usage = usage_unknown};
			guint32 index = samples_add_run(samples, run);

			for (guint it = 0; it < 3; it++)
				for (int w = 0; w < 2; w++)
					samples_add(samples, index, samples_metric(samples, "lag"),
					            w, it, it == 0,
					            1.0 / 3 + round * 0.1 + it + w + c);
			samples_add(samples, index, samples_metric(samples, "throughput"), -1, 0,
			            FALSE, 1e6 * (c + 1) + round);
		}
	}
	g_array_index(samples->dropped, gboolean, 2) = TRUE;
	g_array_index(samples->dropped, gboolean, 5) = TRUE;
	g_array_index(samples->machine, Disturbance, 5).foreign = 0.5;
	g_array_index(samples->machine, Disturbance, 6).foreign = 0.2;
	g_hash_table_insert(samples->reduce, g_strdup("lag"), GINT_TO_POINTER(REDUCE_MIN));
	samples->timed = TRUE;
	return samples;
}

static void
test_round_trip(void)
{
	static const char *const metrics[] = {"lag", "throughput", "speedup"};
	g_autoptr(Samples) samples = make_samples();
	g_autoptr(GString) text = g_string_new(NULL), again = g_string_new(NULL);
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Table) table = NULL;
	const Samples *back;
	guint condition;

	csv_write(samples, 8, text);
	table = read_text(text->str, &source, diag);
	g_assert_cmpuint(diag->findings->len, ==, 0);
	back = g_ptr_array_index(table->samples, 0);
	g_assert_cmpstr(back->design->id, ==, "demo");
	g_assert_cmpuint(g_array_index(table->cores, guint, 0), ==, 8);
	g_assert_cmpuint(samples_clean_rounds(back), ==, samples_clean_rounds(samples));
	for (guint c = 0; c < 2; c++) {
		for (guint m = 0; m < G_N_ELEMENTS(metrics); m++) {
			g_autoptr(GArray) a =
				samples_series(samples, c, metrics[m], OVER_NONE, FALSE);
			g_autoptr(GArray) b = samples_series(back, c, metrics[m], OVER_NONE, FALSE);

			g_assert_cmpuint(a->len, ==, b->len);
			g_assert_cmpmem(a->data, (int)(a->len * sizeof(double)), b->data,
			                (int)(b->len * sizeof(double)));
		}
	}
	{
		g_autoptr(GArray) a = samples_control(samples, "lag", &condition);
		g_autoptr(GArray) b = samples_control(back, "lag", &condition);

		g_assert_cmpmem(a->data, (int)(a->len * sizeof(double)), b->data,
		                (int)(b->len * sizeof(double)));
	}
	csv_write(back, 8, again);
	g_assert_true(g_string_equal(text, again));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/read", test_read);
	g_test_add_func("/csv/experiments", test_experiments);
	g_test_add_func("/csv/findings", test_findings);
	g_test_add_func("/csv/warnings", test_warnings);
	g_test_add_func("/csv/many-bad", test_many_bad);
	g_test_add_func("/csv/many-conditions", test_many_conditions);
	g_test_add_func("/csv/round-trip", test_round_trip);
	return g_test_run();
}
