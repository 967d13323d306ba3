/* t-draw.c - gnuplot draws every kind: the same each time, whole or not at all, whatever the words.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "draw.h"
#include "drawing.h"
#include "util.h"

static gboolean
draw(const Folder *folder, const char *kind, const Samples *samples, FigureWish wish,
     const char *id, GError **error)
{
	g_autoptr(GPtrArray) drawings = g_ptr_array_new();
	g_autoptr(Figure) figure = NULL;
	DrawOptions options = {.directory = folder->path, .look = folder->look, .pdf = TRUE};
	Drawing drawing = {.id = id};
	gboolean well;

	if (wish.metric == NULL)
		wish.metric = "wall";
	drawing.figure = figure = plot_figure(plot_find(kind), samples, wish);
	g_ptr_array_add(drawings, &drawing);
	well = figures_draw(drawings, &options, error);
	if (drawing.problem != NULL)
		g_propagate_error(error, drawing.problem);
	return well && drawing.problem == NULL;
}

/* Tell whether the gnuplot at hand is the one that drew the fixtures. */
static gboolean
same_gnuplot(void)
{
	const char *command[] = {"gnuplot", "--version", NULL};
	g_autofree char *version = NULL;

	return g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &version,
	                    NULL, NULL, NULL) &&
	       g_str_has_prefix(version, "gnuplot 5.4");
}

/* Compare with tests/fixtures/figures/KIND.svg; with UPDATE=1 in the environment, write it. */
static void
compare_golden(const char *kind, const char *svg)
{
	const char *source = g_getenv("LECTERN_SRC");
	g_autofree char *name = g_strdup_printf("%s.svg", kind);
	g_autofree char *path = g_build_filename(source == NULL ? "." : source, "tests", "fixtures",
	                                         "figures", name, NULL);
	g_autofree char *expected = NULL;
	g_autoptr(GError) error = NULL;

	if (g_strcmp0(g_getenv("UPDATE"), "1") == 0)
		g_assert_true(file_write(path, svg, strlen(svg), NULL));
	g_file_get_contents(path, &expected, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(svg, ==, expected);
}

/* Every kind: four files, the same bytes twice, and the picture we looked at. */
static void
test_kinds(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	static const char *const endings[] = {"gp", "dat", "svg", "pdf"};

	for (guint k = 0; plot_names()[k] != NULL; k++) {
		const char *kind = plot_names()[k];
		g_autoptr(Samples) samples = small_samples(kind);
		g_autofree char *first[4] = {NULL};

		if (plot_find(kind)->write == NULL)
			continue;
		for (guint pass = 0; pass < 2; pass++) {
			g_autoptr(GError) error = NULL;

			draw(folder, kind, samples, (FigureWish){.ideal = TRUE}, kind, &error);
			g_assert_no_error(error);
			for (guint i = 0; i < 4; i++) {
				g_autofree char *file = g_strconcat(kind, ".", endings[i], NULL);
				gsize len;
				g_autofree char *bytes = contents(folder, file, &len);

				g_assert_nonnull(bytes);
				g_assert_cmpuint(len, >, 100);
				if (pass == 0)
					first[i] = g_compute_checksum_for_data(
						G_CHECKSUM_SHA256, (guchar *)bytes, len);
				else {
					g_autofree char *sum = g_compute_checksum_for_data(
						G_CHECKSUM_SHA256, (guchar *)bytes, len);

					g_assert_cmpstr(sum, ==, first[i]);
				}
				if (pass == 0 && i == 2) {
					g_assert_cmpuint(len, <, 12000);
					if (same_gnuplot())
						compare_golden(kind, bytes);
				}
				if (i == 3)
					g_assert_true(g_str_has_prefix(bytes, "%PDF-"));
			}
		}
		for (guint i = 0; i < 4; i++)
			g_free(g_steal_pointer(&first[i]));
	}
	g_assert_cmpuint(count_files(folder), ==, 4 * 7);
}

static const char nasty[] = "a_b^c {d} @e &amp; ~f \\g \"h\" it's $i <j> `ls` µ数";

/* What an author wrote stands in the picture letter by letter, in its place of an XML text. */
static void
test_words(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	static const char *const kinds[] = {"strip", "lines", "ecdf", "timeline"};
	static const char *const pieces[] = {"a_b^c {d}",    "@e &amp;amp; ~f", "\\g &quot;h&quot;",
	                                     "it&apos;s $i", "&lt;j&gt; `ls`",  "µ数"};

	for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
		g_autoptr(Samples) samples = NULL;
		Design *design = design_new("");
		Factor *factor = design_add_factor(design, "param");
		g_autoptr(GError) error = NULL;
		g_autofree char *svg = NULL, *file = g_strconcat(kinds[k], ".svg", NULL);
		const char *body;

		factor_add_level(factor, nasty);
		factor_add_level(factor, "plain");
		factor_add_level(factor, "other");
		for (guint i = 0; i < 3; i++)
			design_add_condition(
				design, "gil",
				(char *[]){g_ptr_array_index(factor->levels, i), NULL});
		samples = samples_new(design);
		for (guint i = 0; i < 3; i++)
			make_values(samples, i, nasty, i + 1, 0.1, 10);
		make_turns(samples, 0, 2, 5e-3, 0.02);
		draw(folder, kinds[k], samples, (FigureWish){.metric = nasty}, kinds[k], &error);
		g_assert_no_error(error);
		svg = contents(folder, file, NULL);
		body = strstr(svg, "</desc>");
		for (guint i = 0; i < G_N_ELEMENTS(pieces) && k != 1; i++) {
			/* names wrap, so every word is looked for by itself */
			g_auto(GStrv) words = g_strsplit(pieces[i], " ", -1);

			for (guint j = 0; words[j] != NULL; j++) {
				g_test_message("%s: %s", kinds[k], words[j]);
				g_assert_nonnull(strstr(body, words[j]));
			}
		}
	}
}

/* gnuplot draws also where there is next to nothing to draw, or no interval, or one value. */
static void
test_odd_samples(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	static const struct {
		guint n;
		double values[3];
	} rows[] = {{0, {0}},        {1, {3}},       {3, {0, 0, 0}},
	            {3, {-1, 2, 7}}, {3, {5, 5, 5}}, {2, {1e-300, 1e300}}};

	for (guint k = 0; plot_names()[k] != NULL; k++)
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
			const char *kind = plot_names()[k];
			g_autoptr(Samples) samples =
				samples_new(make_design("gil,process", FACTORS("workers=1,2,4")));
			g_autoptr(GError) error = NULL;

			if (plot_find(kind)->write == NULL)
				continue;
			for (guint j = 0; j < rows[i].n; j++) {
				guint32 run = make_run(samples, 0, j);
				Turn turn = {run, 0, 0, rows[i].values[j]};

				samples_add(samples, run, samples_metric(samples, "speedup"), -1, 0,
				            FALSE, rows[i].values[j]);
				if (turn.end > 0)
					g_array_append_val(samples->turns, turn);
			}
			g_test_message("%s, row %u", kind, i);
			draw(folder, kind, samples,
			     (FigureWish){.metric = "speedup", .ideal = TRUE}, "odd", &error);
			g_assert_no_error(error);
		}
}

/* Two figures in one page share no id. */
static void
test_ids(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(Samples) samples = small_samples("lines");
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint found = 0;

	for (guint i = 0; i < 2; i++) {
		g_autofree char *svg = NULL;

		gboolean well =
			draw(folder, "lines", samples, (FigureWish){0}, i == 0 ? "a" : "a-b", NULL);

		g_assert_true(well);
		svg = contents(folder, i == 0 ? "a.svg" : "a-b.svg", NULL);
		for (const char *p = svg; (p = strstr(p, " id=\"")) != NULL; found++) {
			p += strlen(" id=\"");
			g_assert_true(g_hash_table_add(seen, g_strndup(p, strcspn(p, "\""))));
		}
		/* whatever is referred to is there */
		for (const char *p = svg; (p = strstr(p, "href=\"#")) != NULL;) {
			g_autofree char *id = NULL;

			p += strlen("href=\"#");
			id = g_strndup(p, strcspn(p, "\""));
			g_assert_true(g_hash_table_contains(seen, id));
		}
	}
	g_assert_cmpuint(found, >=, 6);
}

static void
test_commands(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	static const struct {
		const char *commands;
		const char *error; /* a part of the message; NULL: it is drawn */
	} rows[] = {
		{"set label 'look here' at graph 0.5, graph 0.5", NULL},
		{"# nothing\n", NULL},
		{"set key\nsystem 'ls'", "option gnuplot, line 2: system 'ls': `system` runs"},
		{"set output 'x.svg'",
	         "option gnuplot, line 1: set output 'x.svg': it would change"},
		{"set key\nset label nowhere at\nset key", "option gnuplot, line 2: "},
		{"a = undefined_thing + 1", "undefined variable"},
	};
	g_autoptr(Samples) samples = small_samples("strip");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *svg = NULL;

		draw(folder, "strip", samples, (FigureWish){.commands = rows[i].commands}, "own",
		     &error);
		g_test_message("%s: %s", rows[i].commands, error == NULL ? "" : error->message);
		if (rows[i].error == NULL)
			g_assert_no_error(error);
		else {
			g_assert_nonnull(error);
			g_assert_nonnull(strstr(error->message, rows[i].error));
			g_assert_true(g_str_has_prefix(error->message, "figure of own: "));
		}
		svg = contents(folder, "own.svg", NULL);
		g_assert_nonnull(svg); /* the picture of the first row, or a later one, stays */
		g_assert_cmpint(strstr(svg, "look here") != NULL, ==, i == 0);
		g_assert_cmpuint(count_files(folder), ==, 4);
	}
}

static void
test_no_gnuplot(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(Samples) samples = small_samples("strip");
	g_autofree char *path = g_strdup(g_getenv("PATH"));
	g_autoptr(GError) error = NULL;

	g_setenv("PATH", folder->path, TRUE);
	g_assert_false(draw(folder, "strip", samples, (FigureWish){0}, "none", &error));
	g_setenv("PATH", path, TRUE);
	g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
	g_assert_cmpstr(error->message, ==, "no gnuplot on PATH: install the package gnuplot-nox");
	g_assert_cmpuint(count_files(folder), ==, 0);
}

/* A gnuplot that fails, says nothing, or draws rubbish leaves nothing behind. */
static void
test_bad_gnuplot(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	static const struct {
		const char *script, *error;
	} rows[] = {
		{"#!/bin/sh\necho 'cannot open font' >&2; exit 1\n", "gnuplot: cannot open font"},
		{"#!/bin/sh\nkill -9 $$\n", "gnuplot: killed by signal 9"},
		{"#!/bin/sh\nexit 0\n", "what gnuplot drew: Failed to open"},
		{"#!/bin/sh\necho '<svg>' >bad.svg; echo '%PDF-' >bad.pdf\n",
	         "what gnuplot drew: Error on line 2"},
	};
	g_autoptr(Samples) samples = small_samples("strip");
	g_autofree char *path = g_strdup(g_getenv("PATH"));
	g_autofree char *program = g_build_filename(folder->path, "gnuplot", NULL);
	g_autofree char *first = g_strconcat(folder->path, ":", path, NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_true(g_file_set_contents(program, rows[i].script, -1, NULL));
		g_assert_cmpint(g_chmod(program, 0755), ==, 0);
		g_setenv("PATH", first, TRUE);
		g_assert_false(draw(folder, "strip", samples, (FigureWish){0}, "bad", &error));
		g_setenv("PATH", path, TRUE);
		g_test_message("%s", error->message);
		g_assert_nonnull(strstr(error->message, rows[i].error));
		g_assert_cmpuint(count_files(folder), ==, 1);
	}
}

/* The script that is kept draws the picture by itself. */
static void
test_script(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(Samples) samples = small_samples("lines");
	g_autofree char *gp = NULL;
	gboolean well = draw(folder, "lines", samples, (FigureWish){0}, "own", NULL);

	g_assert_true(well);
	gp = contents(folder, "own.gp", NULL);
	g_assert_true(g_str_has_prefix(gp, "# Draws own.svg and own.pdf from own.dat"));
	g_assert_null(strstr(gp, folder->path));
	g_assert_nonnull(strstr(gp, "DATA = 'own.dat'"));
}

/* What a block asks for: a kind by name or by its factors, none, log axes as they were set. */
static void
test_experiment(Folder *folder G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(Samples) samples = small_samples("lines");
	g_autoptr(GHashTable) spans = g_hash_table_new(g_str_hash, g_str_equal);
	Experiment experiment = {.metric = (char *)"wall", .spans = spans};
	g_autoptr(Figure) chosen = figure_new(&experiment, samples);
	g_autoptr(Figure) named = NULL, plain = NULL;

	g_assert_cmpstr(chosen->kind->name, ==, "lines");
	experiment.plot = (char *)"strip";
	make_values(samples, 0, "life", 1e-6, 0.1, 10);
	make_values(samples, 1, "life", 1, 0.1, 10);
	experiment.metric = (char *)"life";
	named = figure_new(&experiment, samples);
	g_assert_cmpstr(named->kind->name, ==, "strip");
	g_assert_true(named->log_y);
	g_hash_table_add(spans, (char *)"log");
	plain = figure_new(&experiment, samples);
	g_assert_false(plain->log_y);
	experiment.plot = (char *)"none";
	g_assert_null(figure_new(&experiment, samples));
}

/* A spot is where its mark is, whatever the author does to the axes; the PDF has none. */
static void
test_spots(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	static const char *const commands[] = {NULL, "set xrange [-3:9]\nset logscale y 2"};
	g_autoptr(Samples) samples = small_samples("lines");
	g_autofree char *first = NULL, *script = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *svg = NULL, *mark = NULL;
		const char *spot;
		double x, y;

		draw(folder, "lines", samples, (FigureWish){.commands = commands[i]}, "spots",
		     &error);
		g_assert_no_error(error);
		svg = contents(folder, "spots.svg", NULL);
		spot = strstr(svg, "<circle ");
		g_assert_cmpint(sscanf(spot, "<circle cx=\"%lf\" cy=\"%lf\"", &x, &y), ==, 2);
		mark = g_strdup_printf("M%.7g,%.7gh0", x, y);
		g_assert_nonnull(strstr(svg, mark));
		g_assert_cmpstr(mark, !=, first);
		g_assert_null(strstr(svg, "fe0000"));
		g_free(first);
		first = g_steal_pointer(&mark);
	}
	script = contents(folder, "spots.gp", NULL);
	g_assert_true(strstr(script, "eval TO_PDF") < strstr(script, "'spots'"));
	g_assert_true(strstr(script, "eval TO_SVG") < strstr(script, "'spots'"));
}

/* The area of a row reaches over the whole plot, however long the author makes the axis. */
static void
test_areas(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	static const char *const commands[] = {NULL, "set xrange [0.1:99]",
	                                       "set logscale x 10\nset xrange [1e-3:1e6]"};
	g_autoptr(Samples) samples = small_samples("strip");
	g_autofree char *first = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *svg = NULL, *area = NULL;
		const char *spot;

		draw(folder, "strip", samples, (FigureWish){.commands = commands[i]}, "areas",
		     &error);
		g_assert_no_error(error);
		svg = contents(folder, "areas.svg", NULL);
		spot = strstr(svg, "<g class=\"spots\"");
		spot = strstr(spot, "<path d=\"M");
		area = g_strndup(spot, strcspn(spot, "z"));
		if (i > 0)
			g_assert_cmpstr(area, ==, first);
		else
			first = g_steal_pointer(&area);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add("/draw/" name, Folder, NULL, folder_make, test, folder_remove)
	ADD("kinds", test_kinds);
	ADD("words", test_words);
	ADD("odd-samples", test_odd_samples);
	ADD("ids", test_ids);
	ADD("commands", test_commands);
	ADD("no-gnuplot", test_no_gnuplot);
	ADD("bad-gnuplot", test_bad_gnuplot);
	ADD("script", test_script);
	ADD("experiment", test_experiment);
	ADD("spots", test_spots);
	ADD("areas", test_areas);
	return g_test_run();
}
