/* t-csv.c - tidy CSV: what is read, what is found, and that it reads back. */
#include "csv.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

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
	g_assert_cmpuint(g_array_index(table->origins, Origin, 0).cores, ==, 4);
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

/* Text that is not tidy CSV, what is found first, where, and the way out (a part of the help). */
typedef struct Untidy {
	const char *text;
	FindingId id;
	guint line, column;
	const char *help;
} Untidy;

static void
check_untidy(const Untidy *row, gsize len)
{
	g_autoptr(Source) source = source_new("t.csv", g_memdup2(row->text, len + 1), len);
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Table) table = csv_read(source, diag);
	const Finding *finding;
	guint line, column;

	g_assert_null(table);
	g_assert_cmpuint(diag->findings->len, >=, 1);
	finding = g_ptr_array_index(diag->findings, 0);
	g_assert_cmpstr(finding_kind(finding->id)->slug, ==, finding_kind(row->id)->slug);
	source_position(source, finding->span.start, &line, &column);
	g_assert_cmpuint(line, ==, row->line);
	g_assert_cmpuint(column, ==, row->column);
	if (row->help == NULL)
		return;
	g_assert_nonnull(finding->help);
	g_assert_nonnull(strstr(finding->help, row->help));
}

static void
test_header(void)
{
	static const Untidy rows[] = {
		{"", FINDING_CSV_EMPTY, 1, 1, "executor,round,metric,value"},
		{"\n \t\n", FINDING_CSV_EMPTY, 1, 1, "executor,round,metric,value"},
		{"\xef\xbb\xbf", FINDING_CSV_EMPTY, 1, 1, NULL},
		{HEAD, FINDING_CSV_EMPTY, 1, 1, "a row for every sample"},
		{"executor,round,value\ngil,0,1\n", FINDING_CSV_COLUMN, 1, 1, "first line"},
		{"gil,0,wall,1\n", FINDING_CSV_COLUMN, 1, 1, "first line"},
		{"executor;round;metric;value\n", FINDING_CSV_COLUMN, 1, 1, "by commas"},
		{"executor\tround\tmetric\tvalue\n", FINDING_CSV_COLUMN, 1, 1, "by commas"},
		{"a|value\n", FINDING_CSV_COLUMN, 1, 1, "by commas"},
		{"executor,round,metric,Value\n", FINDING_CSV_COLUMN, 1, 23, "call it 'value'"},
		{"executor,rounds,metric,value\n", FINDING_CSV_COLUMN, 1, 10, "call it 'round'"},
		{"executor,round,metric,value,round\n", FINDING_CSV_HEADER, 1, 29, "reserved"},
		{"executor,round,metric,value,a,a\n", FINDING_CSV_HEADER, 1, 31, "rename"},
		{"executor,round,,metric,value\n", FINDING_CSV_HEADER, 1, 16, "delete the column"},
		{HEAD "gil,0,wall,1\n" HEAD, FINDING_CSV_HEADER, 3, 1, "delete the line"},
		{"executor,a b,round,metric,value\ngil,1,0,wall,1\ngil,2,0,wall,1\n",
	         FINDING_CSV_HEADER, 1, 10, "rename"},
		{"executor,2nd,round,metric,value\ngil,1,0,wall,1\ngil,2,0,wall,1\n",
	         FINDING_CSV_HEADER, 1, 10, "rename"},
		/* factors of reserved names */
		{"executor,round,worker,metric,value\ngil,0,ann,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "reserved"},
		{"executor,round,control,metric,value\ngil,0,sugar,wall,1\n", FINDING_CSV_CELL, 2,
	         7, "reserved"},
		{"executor,round,reduce,metric,value\ngil,0,tree,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "reserved"},
		{"executor,round,cores,metric,value\ngil,0,many,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "reserved"},
		{"executor,round,warmup,metric,value\ngil,0,2,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "reserved"},
		{"executor,round,dropped,metric,value\ngil,0,x,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "reserved"},
		{"executor,round,iteration,metric,value\ngil,0,x,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "reserved"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		check_untidy(&rows[i], strlen(rows[i].text));
}

static void
test_findings(void)
{
	static const Untidy rows[] = {
		{HEAD "gil,0,wall,1e999\n", FINDING_CSV_CELL, 2, 12, "1e75"},
		{HEAD "gil,0,wall,-1e76\n", FINDING_CSV_CELL, 2, 12, "1e75"},
		{HEAD "gil,0,wall,1e-400\n", FINDING_CSV_CELL, 2, 12, "1e-75"},
		{HEAD "gil,0,wall,1e\n", FINDING_CSV_CELL, 2, 12, NULL},
		{HEAD "gil,0,wall,0x10\n", FINDING_CSV_CELL, 2, 12, "digits"},
		{HEAD "gil,0,wall,1ms\n", FINDING_CSV_CELL, 2, 12, "seconds"},
		{HEAD "gil,0,wall,\"1,5\"\n", FINDING_CSV_CELL, 2, 12, "a point"},
		{HEAD "gil,0,wall,1 000\n", FINDING_CSV_CELL, 2, 12, "between thousands"},
		{HEAD "gil,,wall,1\n", FINDING_CSV_CELL, 2, 5, "number the rounds"},
		{HEAD "gil,-1,wall,1\n", FINDING_CSV_CELL, 2, 5, "number the rounds"},
		{HEAD "gil,1.5,wall,1\n", FINDING_CSV_CELL, 2, 5, "number the rounds"},
		{HEAD "gil,99999999999,wall,1\n", FINDING_CSV_CELL, 2, 5, "number the rounds"},
		{HEAD ",0,wall,1\n", FINDING_CSV_CELL, 2, 1, NULL},
		{HEAD "gil,0,,1\n", FINDING_CSV_CELL, 2, 7, NULL},
		{HEAD "gil,0,wall\n", FINDING_CSV_ROW, 2, 7, "comma"},
		{HEAD "gil,0,wall,1,\n", FINDING_CSV_ROW, 2, 14, "comma at the end"},
		{HEAD "gil,0,wall,1,5\n", FINDING_CSV_ROW, 2, 14, "a point"},
		{HEAD "gil,0,wall,1\n\ngil,0,wall,2\n", FINDING_CSV_REPEATED, 4, 1, "iteration"},
		{HEAD "gil,0,\"wall,1\n", FINDING_CSV_SYNTAX, 2, 7, "closing quote"},
		{HEAD "gil,0,\"wall\"x,1\n", FINDING_CSV_SYNTAX, 2, 13, "doubled"},
		{HEAD "gil,0,w\xff,1\n", FINDING_CSV_SYNTAX, 2, 8, "UTF-8"},
		{"\xff\xfe" HEAD, FINDING_CSV_SYNTAX, 1, 1, "UTF-8"},
		{"executor,round,worker,metric,value\ngil,0,40000,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         NULL},
		{"executor,round,worker,metric,value\ngil,0,NA,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "leave the cell empty"},
		{"executor,round,foreign,metric,value\ngil,0,-1,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         NULL},
		{"executor,round,foreign,metric,value\ngil,0,nan,wall,1\n", FINDING_CSV_CELL, 2, 7,
	         "leave the cell empty"},
		{"executor,round,reduce,metric,value\ngil,0,min,wall,1\ngil,1,mean,wall,1\n",
	         FINDING_CSV_CELL, 3, 1, "the same word"},
		{"executor,a,round,metric,value\ngil,1,0,wall,1\ngil,,1,wall,1\n", FINDING_CSV_CELL,
	         3, 1, "a level"},
	};
	const Untidy nul = {HEAD "gil,0,w\0ll,1\n", FINDING_CSV_SYNTAX, 2, 8, "UTF-8"};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		check_untidy(&rows[i], strlen(rows[i].text));
	check_untidy(&nul, strlen(HEAD) + 13);
}

/* No word for a number that is not there becomes one. */
static void
test_no_number(void)
{
	static const char *const words[] = {
		"",    "nan",  "NaN",      "-nan",      "NA",   "N/A", "null", "None", "inf",
		"Inf", "+inf", "Infinity", "-infinity", "∞",    "1e",  ".",    "-",    "+",
		"e5",  "--1",  "1e+",      "1.#INF",    "true", "0b1", "1_000"};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *text = g_strdup_printf(HEAD "gil,0,wall,%s\n", words[i]);
		const Untidy row = {text, FINDING_CSV_CELL, 2, 12, NULL};

		check_untidy(&row, strlen(text));
	}
}

/* Numbers are read to the last bit, however they are written. */
static void
test_numbers(void)
{
	static const struct {
		const char *text;
		double value;
	} rows[] = {{"0.1", 0.1},
	            {"+1", 1.0},
	            {"-0", 0.0},
	            {".5", 0.5},
	            {"5.", 5.0},
	            {"1E3", 1e3},
	            {" 2 ", 2.0},
	            {"\"3\"", 3.0},
	            {"0.1000000000000000055511151231257827021181583404541015625", 0.1},
	            {"9007199254740993", 9007199254740992.0},
	            {"1.7976931348623157e-70", 1.7976931348623157e-70}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf(HEAD "gil,0,x,%s\n", rows[i].text);
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Table) table = read_text(text, &source, diag);
		const Samples *samples;

		g_assert_nonnull(table);
		samples = g_ptr_array_index(table->samples, 0);
		g_assert_cmpfloat(g_array_index(samples->samples, Sample, 0).value, ==,
		                  rows[i].value);
	}
}

/* The same rows, however their lines end. */
static void
test_line_ends(void)
{
	static const char *const texts[] = {HEAD "gil,0,x,1\ngil,1,x,2\n",
	                                    "executor,round,metric,value\r\ngil,0,x,1\r\ngil,1,x,2",
	                                    "executor,round,metric,value\rgil,0,x,1\rgil,1,x,2\r",
	                                    "\xef\xbb\xbf" HEAD
	                                    "\n  \ngil,0,x,1\n\t\ngil,1,x,2\n "};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Source) source = NULL;
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(Table) table = read_text(texts[i], &source, diag);
		const Samples *samples;

		g_assert_nonnull(table);
		samples = g_ptr_array_index(table->samples, 0);
		g_assert_cmpuint(samples->samples->len, ==, 2);
		g_assert_cmpfloat(g_array_index(samples->samples, Sample, 1).value, ==, 2.0);
	}
}

/* What is said of one experiment is not said of another; of several cores the fewest count. */
static void
test_origins(void)
{
	static const char text[] = "experiment,executor,round,cores,control,reduce,metric,value\n"
				   "one,gil,0,8,0,min,wall,1\n"
				   "one,gil,0,8,claimed,min,wall,1\n"
				   "one,gil,0,4,1,,cpu,1\n"
				   "two,gil,0,,0,,wall,2\n";
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Table) table = read_text(text, &source, diag);
	const Origin *one, *two;

	g_assert_nonnull(table);
	one = &g_array_index(table->origins, Origin, 0);
	two = &g_array_index(table->origins, Origin, 1);
	g_assert_cmpuint(one->cores, ==, 4);
	g_assert_cmpstr(one->claimed, ==, "wall");
	g_assert_cmpuint(two->cores, ==, 0);
	g_assert_null(two->claimed);
	g_assert_cmpint(samples_reduce(g_ptr_array_index(table->samples, 0), "wall"), ==,
	                REDUCE_MIN);
	g_assert_cmpint(samples_reduce(g_ptr_array_index(table->samples, 1), "wall"), ==,
	                REDUCE_MEDIAN);
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
	const Origin origin = {.cores = 8, .claimed = (char *)"lag"};
	const Samples *back;
	guint condition;

	csv_write(samples, &origin, text);
	table = read_text(text->str, &source, diag);
	g_assert_cmpuint(diag->findings->len, ==, 0);
	back = g_ptr_array_index(table->samples, 0);
	g_assert_cmpstr(back->design->id, ==, "demo");
	g_assert_cmpuint(g_array_index(table->origins, Origin, 0).cores, ==, 8);
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
	csv_write(back, &g_array_index(table->origins, Origin, 0), again);
	g_assert_true(g_string_equal(text, again));
}

/* A reader cannot know that speed-ups are of throughputs: they are written, the control's too. */
static void
test_timed(void)
{
	g_autoptr(Samples) samples = make_samples();
	g_autoptr(GString) text = g_string_new(NULL);
	const Origin origin = {.python = (char *)"3.11.2"};
	g_autoptr(Source) source = NULL;
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Table) table = NULL;
	const Samples *back;
	guint condition;

	csv_write(samples, &origin, text);
	table = read_text(text->str, &source, diag);
	g_assert_nonnull(table);
	back = g_ptr_array_index(table->samples, 0);
	g_assert_cmpint(design_factor(back->design, "python"), >=, 0);
	{
		g_autoptr(GArray) a = samples_control(samples, "speedup", &condition);
		g_autoptr(GArray) b = samples_control(back, "speedup", &condition);

		g_assert_false(isnan(g_array_index(a, double, 0)));
		g_assert_cmpmem(a->data, (int)(a->len * sizeof(double)), b->data,
		                (int)(b->len * sizeof(double)));
	}
}

/* Files are read whole; what is none is told. */
static void
test_load(void)
{
	g_autoptr(GString) text = g_string_new(HEAD);
	g_autofree char *path = NULL;
	g_autoptr(Source) source = NULL;
	g_autoptr(GError) error = NULL;
	int file = g_file_open_tmp("lectern-XXXXXX", &path, &error);

	g_assert_no_error(error);
	for (guint i = 0; i < 200000; i++)
		g_string_append_printf(text, "gil,%u,wall,%u.5\n", i, i);
	g_assert_cmpint(write(file, text->str, text->len), ==, (gssize)text->len);
	close(file);
	source = csv_load(path, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(source->len, ==, text->len);
	g_assert_cmpstr(source->text, ==, text->str);
	g_unlink(path);
	g_assert_null(csv_load(path, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_clear_error(&error);
	g_assert_null(csv_load(g_get_tmp_dir(), &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/read", test_read);
	g_test_add_func("/csv/experiments", test_experiments);
	g_test_add_func("/csv/header", test_header);
	g_test_add_func("/csv/findings", test_findings);
	g_test_add_func("/csv/no-number", test_no_number);
	g_test_add_func("/csv/numbers", test_numbers);
	g_test_add_func("/csv/line-ends", test_line_ends);
	g_test_add_func("/csv/origins", test_origins);
	g_test_add_func("/csv/warnings", test_warnings);
	g_test_add_func("/csv/many-bad", test_many_bad);
	g_test_add_func("/csv/many-conditions", test_many_conditions);
	g_test_add_func("/csv/round-trip", test_round_trip);
	g_test_add_func("/csv/timed", test_timed);
	g_test_add_func("/csv/load", test_load);
	return g_test_run();
}
