/* t-tell.c - what figures tell those who point at them: the numbers that are drawn. */
#include "tell.h"

#include "figures.h"
#include "plot.h"

/* Make a figure of @kind, of the wall time by default. */
static Figure *
make(const char *kind, const Samples *samples, const char *metric)
{
	return plot_figure(plot_find(kind), samples, (FigureWish){.metric = metric});
}

static Samples *
some_samples(void)
{
	Samples *samples = samples_new(
		make_design("gil,process", (const char *const[]){"workers=1,2,4", NULL}));
	guint16 wall = samples_metric(samples, "wall");

	for (guint c = 0; c < 5; c++) /* the last condition has no values */
		for (guint i = 0; i < 10; i++)
			samples_add(samples, make_run(samples, c, i), wall, -1, 0, FALSE,
			            c == 1   ? 0.002
			            : c == 2 ? (i == 0 ? 0.001 : 0.002)
			                     : 0.001 * (c + 1) + 0.00001 * i);
	return samples;
}

/* The lines of a cell are its name, its value, its interval and its rounds. */
static void
test_cells(void)
{
	static const char *const rows[] = {
		"gil, 1 worker\nwall time: 1.05\u202fms\n95\u202f% interval: 1.01 to "
		"1.08\u202fms\n10 rounds",
		"gil, 2 workers\nwall time: 2\u202fms\nthe same in every round\n10 rounds",
		"gil, 4 workers\nwall time: 2\u202fms\nthe same in most rounds\n10 rounds",
	};
	g_autoptr(Samples) samples = some_samples();
	g_autoptr(Figure) lines = make("lines", samples, "wall");
	g_autoptr(Figure) strip = make("strip", samples, "wall");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *line = tell_cell(lines, g_ptr_array_index(lines->cells, i));
		g_autofree char *row = tell_cell(strip, g_ptr_array_index(strip->cells, i));

		g_assert_cmpstr(line, ==, rows[i]);
		g_assert_cmpstr(row, ==, rows[i]);
	}
}

/* Of what workers share out, the range is told, and no more than one round needs no plural. */
static void
test_workers(void)
{
	g_autoptr(Samples) samples = samples_new(make_design("gil", (const char *const[]){NULL}));
	guint16 share = samples_metric(samples, "share");
	guint32 run = make_run(samples, 0, 0);
	g_autoptr(Figure) figure = NULL;
	g_autofree char *told = NULL;

	samples_add(samples, run, share, 0, 0, FALSE, 0.25);
	samples_add(samples, run, share, 1, 0, FALSE, 0.75);
	figure = make("strip", samples, "share");
	told = tell_cell(figure, g_ptr_array_index(figure->cells, 0));
	g_assert_cmpstr(told, ==, "gil\nshare of the work: 0.50\nworkers: 0.25 to 0.75\n1 round");
}

static void
test_turns(void)
{
	g_autoptr(Samples) samples =
		samples_new(make_design("gil,process", (const char *const[]){NULL}));
	g_autoptr(Figure) figure = NULL;
	g_autofree char *told = NULL;

	make_turns(samples, 0, 2, 5e-3, 0.05);
	figure = make("timeline", samples, "wall");
	told = tell_turn(figure, g_ptr_array_index(figure->cells, 0), 1, 0.005, 0.0102);
	g_assert_cmpstr(told, ==, "gil, worker 2\n5\u202fms to 10.2\u202fms\nran for 5.2\u202fms");
}

/* Every condition that is drawn has a spot; so have the names of series, in several. */
static void
test_spots(void)
{
	static const struct {
		const char *kind;
		guint told, names;
	} rows[] = {{"strip", 5, 2}, {"box", 5, 2},  {"bars", 5, 2},
	            {"lines", 5, 2}, {"ecdf", 5, 5}, {"histogram", 5, 2}};
	g_autoptr(Samples) samples = some_samples();

	for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
		g_autoptr(Figure) figure = make(rows[r].kind, samples, "wall");
		g_autoptr(Script) script = plot_script(figure);
		guint told = 0, names = 0;

		for (guint i = 0; i < script->spots->len; i++) {
			const Spot *spot = &g_array_index(script->spots, Spot, i);

			told += spot->text != NULL;
			names += spot->text == NULL;
			g_assert_cmpint(spot->series, >=, 0);
			g_assert_cmpint(spot->series, <, (int)figure->series->len);
		}
		g_assert_cmpuint(told, ==, rows[r].told);
		g_assert_cmpuint(names, ==, rows[r].names);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tell/cells", test_cells);
	g_test_add_func("/tell/workers", test_workers);
	g_test_add_func("/tell/turns", test_turns);
	g_test_add_func("/tell/spots", test_spots);
	return g_test_run();
}
