/* t-plot.c - which kind of figure, what it shows, what it says, and where names stand. */
#include <math.h>
#include <string.h>

#include "alt.h"
#include "figures.h"
#include "names.h"
#include "plot.h"

#define FACTORS(...)                                                                               \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
#define NO_FACTORS ((const char *const[]){NULL})

static Figure *
make(const char *kind, const Samples *samples, FigureWish wish)
{
	return plot_figure(plot_find(kind), samples, wish);
}

static void
test_table(void)
{
	guint n;
	const PlotKind *rows = plot_table(&n);
	const char *const *names = plot_names();

	for (guint i = 0; i < n; i++) {
		g_assert_cmpstr(names[i], ==, rows[i].name);
		g_assert_true(plot_find(rows[i].name) == &rows[i]);
		g_assert_true((rows[i].write == NULL) == g_str_equal(rows[i].name, "none"));
	}
	g_assert_null(names[n]);
	g_assert_null(plot_find("pie"));
}

static void
test_choose(void)
{
	static const struct {
		const char *executors, *factors[4], *x, *kind;
	} rows[] = {
		{"gil,process", {NULL}, NULL, "strip"},
		{"gil", {"workers=1,2"}, NULL, "strip"},
		{"gil", {"workers=1,2"}, "workers", "lines"},
		{"gil", {"workers=1,2,4"}, NULL, "lines"},
		{"gil", {"size=1,2,4", "workers=1,2"}, NULL, "lines"},
		{"gil", {"python=3.9,3.10,3.11"}, NULL, "strip"},
		{"gil", {"python=3.9,3.10,3.11"}, "python", "strip"},
		{"gil", {"start-method=fork,spawn,forkserver"}, NULL, "strip"},
		{"gil", {"workers=1,2,4"}, "absent", "strip"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Design) design = make_design(rows[i].executors, rows[i].factors);

		g_assert_cmpstr(plot_choose(design, rows[i].x)->name, ==, rows[i].kind);
	}
}

/* Workers come first, however many levels another factor has. */
static void
test_factor(void)
{
	g_autoptr(Design) design =
		make_design("gil", FACTORS("size=1,2,3,4", "workers=1,2,4", "name=a,b,c"));

	g_assert_cmpint(figure_factor(design), ==, 1);
}

static void
test_words(void)
{
	static const struct {
		const char *factor, *level, *words;
	} rows[] = {
		{"workers", "1", "1 worker"},          {"workers", "8", "8 workers"},
		{"python", "3.10", "Python 3.10"},     {"python", "/opt/bin/pypy3", "pypy3"},
		{"release", "true", "GIL released"},   {"release", "false", "GIL held"},
		{"lock", "true", "with lock"},         {"lock", "no", "without lock"},
		{"block_size", "64", "block size 64"}, {"start-method", "spawn", "spawn"},
		{"pause", "1e-3", "pause 1e-3"},       {"mode", "fast", "fast"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = level_words(rows[i].factor, rows[i].level);

		g_assert_cmpstr(words, ==, rows[i].words);
	}
}

/* Known values: median, quartiles and the interval of 9 rounds; a dropped one does not count. */
static void
test_numbers(void)
{
	g_autoptr(Samples) samples = samples_new(make_design("gil,process,serial", NO_FACTORS));
	guint16 wall = samples_metric(samples, "wall");
	g_autoptr(Figure) figure = NULL;
	const Cell *cell;

	for (guint i = 0; i < 10; i++)
		samples_add(samples, make_run(samples, 0, i), wall, -1, 0, FALSE,
		            i == 4  ? 1000
		            : i < 4 ? i + 1.0
		                    : i);
	g_array_index(samples->dropped, gboolean, 4) = TRUE;
	((Condition *)g_ptr_array_index(samples->design->conditions, 2))->implied = TRUE;
	figure = make("strip", samples, (FigureWish){.metric = "wall"});
	g_assert_cmpuint(figure->cells->len, ==, 2);
	cell = g_ptr_array_index(figure->cells, 0);
	g_assert_cmpstr(cell->label, ==, "gil");
	g_assert_cmpuint(cell->values->len, ==, 9);
	g_assert_cmpfloat(cell->median, ==, 5);
	g_assert_cmpfloat(cell->q1, ==, 3);
	g_assert_cmpfloat(cell->q3, ==, 7);
	/* 95 %: the second and the eighth of 9, outside which lie 2 * 10 / 512 = 3.9 % */
	g_assert_cmpfloat(cell->low, ==, 2);
	g_assert_cmpfloat(cell->high, ==, 8);
	cell = g_ptr_array_index(figure->cells, 1);
	g_assert_cmpuint(cell->values->len, ==, 0);
	g_assert_true(isnan(cell->median));
	g_assert_cmpuint(figure->rounds, ==, 9);
}

static void
test_groups(void)
{
	g_autoptr(Samples) samples =
		samples_new(make_design("gil,process", FACTORS("workers=1,2", "size=7")));
	g_autoptr(Figure) rows = make("strip", samples, (FigureWish){.metric = "wall"});
	g_autoptr(Figure) empty = make("lines", samples, (FigureWish){.metric = "wall"});
	g_autoptr(Figure) lines = NULL;
	const Series *second = g_ptr_array_index(rows->series, 1);
	const Cell *last = g_ptr_array_index(rows->cells, 3);
	g_autofree char *name = figure_cell_name(rows, last);

	g_assert_cmpstr(empty->kind->name, ==, "strip");
	make_values(samples, 0, "wall", 1, 0.1, 3);
	lines = make("lines", samples, (FigureWish){.metric = "wall"});
	g_assert_cmpstr(lines->kind->name, ==, "lines");
	g_assert_cmpuint(rows->series->len, ==, 2);
	g_assert_cmpstr(second->label, ==, "process");
	g_assert_cmpstr(last->label, ==, "2 workers");
	g_assert_cmpstr(name, ==, "process, 2 workers");
	g_assert_cmpstr(lines->factor, ==, "workers");
	g_assert_cmpuint(lines->levels->len, ==, 2);
	last = g_ptr_array_index(lines->cells, 3);
	g_assert_cmpfloat(last->x, ==, 2);
	g_assert_cmpuint(last->series, ==, 1);
}

/* An executor has one colour in all figures, and two never share one while there are others. */
static void
test_colours(void)
{
	g_autoptr(Samples) two = samples_new(make_design("process,gil", NO_FACTORS));
	g_autoptr(Samples) six =
		samples_new(make_design("numba,gil,julia,serial,process,thread", NO_FACTORS));
	g_autoptr(Figure) a = make("strip", two, (FigureWish){.metric = "wall"});
	g_autoptr(Figure) b = make("bars", six, (FigureWish){.metric = "wall"});
	guint seen = 0;

#define COLOUR(figure, i) (((const Cell *)g_ptr_array_index((figure)->cells, i))->colour)
	g_assert_cmpuint(COLOUR(a, 0), ==, COLOUR(b, 4));
	g_assert_cmpuint(COLOUR(a, 1), ==, COLOUR(b, 1));
	for (guint i = 0; i < 6; i++)
		seen |= 1U << COLOUR(b, i);
	g_assert_cmphex(seen, ==, 0x3f);
}

static void
test_scales(void)
{
	static const struct {
		double first, second;
		const char *kind;
		FigureWish wish;
		gboolean log, zero;
	} rows[] = {
		{1e-5, 1e-2, "strip", {.metric = "wall"}, TRUE, FALSE},
		{1e-5, 1e-2, "strip", {.metric = "wall", .log_set = TRUE}, FALSE, TRUE},
		{1e-5, 1e-2, "bars", {.metric = "wall"}, FALSE, TRUE},
		{1e-5, 1e-2, "bars", {.metric = "wall", .log_y = TRUE}, TRUE, FALSE},
		{1e-3, 1.1e-3, "strip", {.metric = "wall"}, FALSE, FALSE},
		{1e-3, 9e-3, "strip", {.metric = "wall"}, FALSE, TRUE},
		{1e-3, 1.1e-3, "strip", {.metric = "wall", .log_x = TRUE}, TRUE, FALSE},
		{-1, 1, "strip", {.metric = "wall", .log_y = TRUE}, FALSE, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Samples) samples = samples_new(make_design("gil,process", NO_FACTORS));
		g_autoptr(Figure) figure = NULL;

		make_values(samples, 0, "wall", rows[i].first, 0.01, 10);
		make_values(samples, 1, "wall", rows[i].second, 0.01, 10);
		figure = make(rows[i].kind, samples, rows[i].wish);
		g_assert_cmpint(figure->log_y, ==, rows[i].log);
		g_assert_cmpint(figure->zero, ==, rows[i].zero);
	}
}

static void
test_ideal(void)
{
	g_autoptr(Samples) samples = samples_new(make_design("gil", FACTORS("workers=1,2,4")));
	static const struct {
		const char *metric;
		double ideal[3];
	} rows[] = {{"speedup", {1, 2, 4}},
	            {"parallelism", {1, 2, 4}},
	            {"fairness", {1, 1, 1}},
	            {"throughput", {100, 200, 400}}};

	for (guint i = 0; i < 3; i++) {
		make_values(samples, i, "speedup", 1, 0.1, 3);
		make_values(samples, i, "parallelism", 1, 0.1, 3);
		make_values(samples, i, "fairness", 1, 0.1, 3);
		make_values(samples, i, "wall", 1, 0.1, 3);
		guint16 throughput = samples_metric(samples, "throughput");

		samples_add(samples, make_run(samples, i, 0), throughput, -1, 0, FALSE, 100);
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Figure) figure = make(
			"lines", samples, (FigureWish){.metric = rows[i].metric, .ideal = TRUE});

		g_assert_true(figure->ideal);
		for (guint j = 0; j < 3; j++)
			g_assert_cmpfloat(
				((const Cell *)g_ptr_array_index(figure->cells, j))->ideal, ==,
				rows[i].ideal[j]);
	}
	/* what a time should ideally be depends on the workload: no line is better than a wrong one
	 */
	g_autoptr(Figure) wall =
		make("lines", samples, (FigureWish){.metric = "wall", .ideal = TRUE});

	g_assert_false(wall->ideal);
}

/* Two hundred conditions: what is drawn and what is not adds up, and the words stay short. */
static void
test_limits(void)
{
	g_autoptr(Samples) samples = samples_new(make_design(
		"gil,process", FACTORS("a=1,2,3,4,5,6,7,8,9,10", "b=1,2,3,4,5,6,7,8,9,10")));

	for (guint i = 0; i < 200; i++)
		make_values(samples, i, "wall", 1e-3 * (i + 1), 0.02, 10);
	for (guint k = 0; plot_names()[k] != NULL; k++) {
		const PlotKind *kind = plot_find(plot_names()[k]);
		g_autoptr(Figure) figure = NULL;
		g_autoptr(Script) script = NULL;
		g_autofree char *alt = NULL;

		if (kind->write == NULL)
			continue;
		figure = plot_figure(kind, samples, (FigureWish){.metric = "wall"});
		g_assert_cmpuint(figure->cells->len, >, 0);
		g_assert_cmpuint(figure->cells->len + figure->left_out, ==, 200);
		script = plot_script(figure);
		g_assert_cmpfloat(script->height, <, 3000);
		g_assert_true(g_str_has_prefix(script->plot->str, "plot "));
		alt = figure_alt(figure);
		g_assert_cmpuint(strlen(alt), <, 4000);
		g_assert_nonnull(strstr(alt, "not drawn"));
	}
}

/* No kind stumbles over missing rounds, one round, equal or negative values, or no condition. */
static void
test_odd_samples(void)
{
	static const double values[][4] = {
		{(double)NAN}, {1}, {0, 0, 0, 0}, {-1, -2, -3, 4}, {1e-300, 1e300}};

	for (guint k = 0; plot_names()[k] != NULL; k++)
		for (guint i = 0; i <= G_N_ELEMENTS(values); i++) {
			const PlotKind *kind = plot_find(plot_names()[k]);
			g_autoptr(Samples) samples = samples_new(
				i == G_N_ELEMENTS(values)
					? design_new("")
					: make_design("gil,process", FACTORS("workers=1,2,4")));
			g_autoptr(Figure) figure = NULL;
			g_autoptr(Script) script = NULL;
			g_autofree char *alt = NULL;

			for (guint j = 0; i < G_N_ELEMENTS(values) && j < 4; j++)
				if (isfinite(values[i][j]) && kind->write != NULL)
					samples_add(samples, make_run(samples, 0, j),
					            samples_metric(samples, "wall"), -1, 0, FALSE,
					            values[i][j]);
			if (kind->write == NULL)
				continue;
			figure = plot_figure(kind, samples,
			                     (FigureWish){.metric = "wall", .ideal = TRUE});
			script = plot_script(figure);
			alt = figure_alt(figure);
			g_assert_cmpuint(script->plot->len, >, 0);
			g_assert_null(strstr(script->setup->str, "nan"));
			g_assert_null(strstr(script->setup->str, "inf"));
		}
}

static void
test_alt(void)
{
	g_autoptr(Samples) samples = samples_new(make_design("gil,process", NO_FACTORS));
	guint16 wall = samples_metric(samples, "wall");
	g_autoptr(Figure) figure = NULL;
	g_autofree char *alt = NULL, *marks = NULL;

	for (guint i = 0; i < 9; i++)
		samples_add(samples, make_run(samples, 0, i), wall, -1, 0, FALSE, 0.001 * (i + 1));
	((Condition *)g_ptr_array_index(samples->design->conditions, 1))->absent =
		g_strdup("no processes");
	figure = make("bars", samples, (FigureWish){.metric = "wall"});
	alt = figure_alt(figure);
	marks = figure_marks(figure);
	g_assert_cmpstr(alt, ==,
	                "Bar chart of wall time. gil: median 5\u202fms, 95\u202f% interval "
	                "2 to 8\u202fms. process: not testable here.");
	g_assert_cmpstr(marks, ==,
	                "Bars are medians, whiskers their 95\u202f% interval, dots rounds.");
}

/* Caption and alternative text say how many rounds are not in the figure. */
static void
test_dropped(void)
{
	static const struct {
		guint dropped;
		const char *marks, *alt;
	} rows[] = {
		{0, "dots rounds.", "95\u202f% interval 1 to 10\u202fms."},
		{1, "dots rounds. 1 of 10 rounds was dropped: the machine was disturbed.",
	         "to 10\u202fms. 1 of 10 rounds was dropped: the machine was disturbed."},
		{2, "dots rounds. 2 of 10 rounds were dropped: the machine was disturbed.",
	         "to 10\u202fms. 2 of 10 rounds were dropped: the machine was disturbed."},
		{10, "dots rounds. All 10 rounds were dropped: the machine was disturbed.",
	         "gil: the machine was disturbed in every round. All 10 rounds were dropped: the "
	         "machine was disturbed."},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Samples) samples = samples_new(make_design("gil", NO_FACTORS));
		guint16 wall = samples_metric(samples, "wall");
		g_autoptr(Figure) figure = NULL;
		g_autofree char *alt = NULL, *marks = NULL;

		for (guint k = 0; k < 10; k++) {
			/* equal ends, so that the interval is the same whatever is dropped */
			double value = k < 5 ? 0.001 : 0.010;

			samples_add(samples, make_run(samples, 0, k), wall, -1, 0, FALSE, value);
			g_array_index(samples->dropped, gboolean, k) = k < rows[i].dropped;
		}
		figure = make("bars", samples, (FigureWish){.metric = "wall"});
		g_assert_cmpuint(figure->dropped, ==, rows[i].dropped);
		alt = figure_alt(figure);
		marks = figure_marks(figure);
		g_assert_true(g_str_has_suffix(marks, rows[i].marks));
		g_assert_nonnull(strstr(alt, rows[i].alt));
	}
}

/* The reach of the intervals of a line chart is told once; here 5 of 9 rounds is the median. */
static void
test_alt_reach(void)
{
	g_autoptr(Samples) samples = samples_new(make_design("gil", FACTORS("workers=1,2,4")));
	g_autoptr(Figure) figure = NULL;
	g_autofree char *alt = NULL;

	for (guint i = 0; i < 27; i++) /* 0.96 to 1.04 times 2, 4, 6; intervals to 3 % */
		samples_add(samples, make_run(samples, i / 9, i % 9),
		            samples_metric(samples, "speedup"), -1, 0, FALSE,
		            (0.96 + 0.01 * (i % 9)) * 2 * (i / 9 + 1));
	figure = make("lines", samples, (FigureWish){.metric = "speedup"});
	alt = figure_alt(figure);
	g_assert_nonnull(strstr(alt, " No 95\u202f% interval reaches further than 3\u202f% from "
	                             "its median."));
}

static void
test_alt_lines(void)
{
	g_autoptr(Samples) samples = samples_new(make_design("gil", FACTORS("workers=1,2,4")));
	g_autoptr(Figure) figure = NULL;
	g_autofree char *alt = NULL;

	for (guint i = 0; i < 3; i++)
		samples_add(samples, make_run(samples, i, 0), samples_metric(samples, "speedup"),
		            -1, 0, FALSE, 1 + 0.5 * i);
	figure = make("lines", samples, (FigureWish){.metric = "speedup"});
	alt = figure_alt(figure);
	g_assert_cmpstr(alt, ==,
	                "Line chart of speed-up over workers. median 1 at 1, 1.5 at 2, 2 at 4.");
}

/* Two workers, each 10 ms, half of it at once: 5 of 15 ms. */
static void
test_alt_timeline(void)
{
	g_autoptr(Samples) samples = samples_new(make_design("process", FACTORS("workers=2")));
	guint32 run = make_run(samples, 0, 0);
	Turn turns[] = {{run, 1, 0.005, 0.015}, {run, 0, 0, 0.010}};
	g_autoptr(Figure) figure = NULL;
	g_autofree char *alt = NULL;

	g_array_append_vals(samples->turns, turns, 2);
	figure = make("timeline", samples, (FigureWish){.metric = "wall"});
	alt = figure_alt(figure);
	g_assert_cmpfloat(figure->end, ==, 0.015);
	g_assert_nonnull(strstr(alt, "2 turns in 15\u202fms"));
	g_assert_nonnull(strstr(alt, "for 33\u202f% of the time"));
}

/* Long timelines stop at 100 ms; fast turns stop where a reader could no longer tell them apart. */
static void
test_timeline_end(void)
{
	g_autoptr(Samples) slow = samples_new(make_design("gil", FACTORS("workers=2")));
	g_autoptr(Samples) fast = samples_new(make_design("gil", FACTORS("workers=2")));
	g_autoptr(Figure) a = NULL, b = NULL;
	g_autoptr(Script) script = NULL;

	make_turns(slow, 0, 2, 5e-3, 2);
	make_turns(fast, 0, 2, 10e-6, 2);
	a = make("timeline", slow, (FigureWish){.metric = "wall"});
	b = make("timeline", fast, (FigureWish){.metric = "wall"});
	g_assert_cmpfloat(a->end, ==, 0.1);
	g_assert_cmpfloat(b->end, >, 500e-6);
	g_assert_cmpfloat(b->end, <, 1100e-6);
	script = plot_script(b);
	g_assert_cmpuint(script->data->len, <, 16000);
}

/* Names never overlap, stay in order, and stand where they wish if there is room. */
static void
test_names(void)
{
	guint64 state = 5;

	for (guint pass = 0; pass < 500; pass++) {
		g_autoptr(GArray) names = names_new();
		guint n = 1 + pass % 9;

		for (guint i = 0; i < n; i++)
			names_add(names, i % 3 == 0 ? "process, with lock and more" : "gil",
			          60 + 240 * uniform(&state), i % 6, i);
		names_spread(names, 20, 340);
		for (guint i = 0; i + 1 < n; i++) {
			const Name *a = &g_array_index(names, Name, i), *b = a + 1;

			g_assert_cmpfloat(a->wish, <=, b->wish);
			g_assert_cmpfloat(b->y - a->y, >=, (a->height + b->height) / 2 - 1e-6);
		}
		if (n == 1)
			g_assert_cmpfloat(fabs(g_array_index(names, Name, 0).y -
			                       g_array_index(names, Name, 0).wish),
			                  <, 1e-9);
		g_assert_cmpfloat(g_array_index(names, Name, 0).y -
		                          g_array_index(names, Name, 0).height / 2,
		                  >=, 20 - 1e-6);
	}
}

/* Shares add up to one: their median says how many workers there are, so every worker is a dot. */
static void
test_shares(void)
{
	const PlotKind *strip = plot_find("strip"), *lines = plot_find("lines");
	g_autoptr(Samples) samples = samples_new(make_design("gil", FACTORS("workers=2,4")));
	guint16 share = samples_metric(samples, "share");

	for (guint round = 0; round < 10; round++)
		for (guint c = 0; c < 2; c++) {
			guint32 run = make_run(samples, c, round);

			for (int worker = 0; worker < 2 + 2 * (int)c; worker++)
				samples_add(samples, run, share, worker, 0, FALSE,
				            worker == 0 ? 0.7 : 0.3 / (1 + 2 * c));
		}
	g_autoptr(Figure) figure = plot_figure(strip, samples, (FigureWish){.metric = "share"});
	g_autoptr(Figure) line =
		plot_figure(lines, samples, (FigureWish){.metric = "share", .x = "workers"});
	const Cell *two = g_ptr_array_index(figure->cells, 0);
	const Cell *four = g_ptr_array_index(figure->cells, 1);
	g_autofree char *marks = figure_marks(figure), *alt = figure_alt(figure);
	g_autofree char *line_marks = figure_marks(line);
	double low, high;

	g_assert_true(figure->each && !line->each);
	g_assert_cmpuint(two->dots->len, ==, 20);
	g_assert_cmpuint(four->dots->len, ==, 40);
	g_assert_cmpuint(two->values->len, ==, 10);
	g_assert_cmpfloat_with_epsilon(two->median, 0.5, 1e-9);
	g_assert_cmpfloat_with_epsilon(two->q3, 0.7, 1e-9);
	g_assert_true(figure_range(figure, &low, &high));
	g_assert_cmpfloat_with_epsilon(low, 0.1, 1e-9);
	g_assert_cmpfloat_with_epsilon(high, 0.7, 1e-9);
	g_assert_true(g_str_has_prefix(marks, "Dots are the workers of each round; the bar is "));
	g_assert_nonnull(strstr(alt, "2 workers: median 0.5, workers from 0.3 to 0.7,"));
	g_assert_null(strstr(line_marks, "workers"));
}

/* DejaVu Sans, a wide font, needs 3.22 em for "spawn"; letters are 16 high, names end 10 before the
 * plot. */
static void
test_wide_letters(void)
{
	g_autoptr(Samples) samples =
		samples_new(make_design("process", FACTORS("start-method=fork,spawn")));
	g_autoptr(Figure) figure = NULL;
	g_autoptr(Script) script = NULL;

	make_values(samples, 0, "wall", 1, 0.1, 9);
	make_values(samples, 1, "wall", 2, 0.1, 9);
	figure = make("strip", samples, (FigureWish){.metric = "wall"});
	script = plot_script(figure);
	g_assert_cmpfloat(script->left, >, 3.22 * 16 + 10);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plot/table", test_table);
	g_test_add_func("/plot/choose", test_choose);
	g_test_add_func("/plot/factor", test_factor);
	g_test_add_func("/plot/words", test_words);
	g_test_add_func("/plot/numbers", test_numbers);
	g_test_add_func("/plot/groups", test_groups);
	g_test_add_func("/plot/colours", test_colours);
	g_test_add_func("/plot/scales", test_scales);
	g_test_add_func("/plot/ideal", test_ideal);
	g_test_add_func("/plot/limits", test_limits);
	g_test_add_func("/plot/odd-samples", test_odd_samples);
	g_test_add_func("/plot/alt", test_alt);
	g_test_add_func("/plot/alt/lines", test_alt_lines);
	g_test_add_func("/plot/alt/reach", test_alt_reach);
	g_test_add_func("/plot/dropped", test_dropped);
	g_test_add_func("/plot/alt/timeline", test_alt_timeline);
	g_test_add_func("/plot/timeline-end", test_timeline_end);
	g_test_add_func("/plot/names", test_names);
	g_test_add_func("/plot/shares", test_shares);
	g_test_add_func("/plot/wide-letters", test_wide_letters);
	return g_test_run();
}
