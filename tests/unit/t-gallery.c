/* t-gallery.c - figures that are drawn together are what they are by themselves, and fail by
 * themselves.
 */
#include <gio/gio.h>
#include <string.h>

#include "draw.h"
#include "drawing.h"
#include "util.h"

/* Figures drawn together: two of each kind, and two with commands of their own. */
typedef struct Gallery {
	GPtrArray *drawings; /* Drawing, owned with figure and id */
	GPtrArray *samples;
} Gallery;

static void
gallery_add(Gallery *gallery, const char *kind, const char *id, const char *commands)
{
	Drawing *drawing = g_new0(Drawing, 1);
	Samples *samples = small_samples(kind);

	drawing->id = g_strdup(id);
	drawing->figure = plot_figure(plot_find(kind), samples,
	                              (FigureWish){.metric = "wall", .commands = commands});
	g_ptr_array_add(gallery->drawings, drawing);
	g_ptr_array_add(gallery->samples, samples);
}

static void
gallery_open(Gallery *gallery)
{
	static const char *const commands =
		"set linetype 1 lc rgb 'red' lw 9\nset label 'own' at 0,0";

	gallery->drawings = g_ptr_array_new();
	gallery->samples = g_ptr_array_new_with_free_func((GDestroyNotify)samples_free);
	for (guint pass = 0; pass < 2; pass++) {
		g_autofree char *own = g_strdup_printf("own%u", pass);

		gallery_add(gallery, "strip", own, commands);
		for (guint i = 0; plot_names()[i] != NULL; i++) {
			const char *kind = plot_names()[i];
			g_autofree char *id = g_strdup_printf("%s%u", kind, pass);

			if (plot_find(kind)->write != NULL)
				gallery_add(gallery, kind, id, NULL);
		}
	}
}

static void
gallery_close(Gallery *gallery)
{
	for (guint i = 0; i < gallery->drawings->len; i++) {
		Drawing *drawing = g_ptr_array_index(gallery->drawings, i);

		figure_free((Figure *)drawing->figure);
		g_clear_error(&drawing->problem);
		g_free((char *)drawing->id);
		g_free(drawing);
	}
	g_ptr_array_unref(gallery->drawings);
	g_ptr_array_unref(gallery->samples);
}

/* Assert that @folder holds what drawing every figure of @gallery by itself gives. */
static void
assert_as_single(const Folder *folder, const Gallery *gallery, gboolean pdf)
{
	static const char *const endings[] = {"svg", "pdf"};
	Folder apart;

	folder_make(&apart, NULL);
	for (guint i = 0; i < gallery->drawings->len; i++) {
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		DrawOptions options = {.directory = apart.path, .look = apart.look, .pdf = TRUE};
		const Drawing *drawing = g_ptr_array_index(gallery->drawings, i);
		Drawing copy = {.figure = drawing->figure, .id = drawing->id};

		g_ptr_array_add(one, &copy);
		g_assert_true(figures_draw(one, &options, NULL));
		for (guint k = 0; k < G_N_ELEMENTS(endings); k++) {
			g_autofree char *file = g_strdup_printf("%s.%s", drawing->id, endings[k]);
			gsize len, length;
			g_autofree char *alone = contents(&apart, file, &length);
			g_autofree char *shared = contents(folder, file, &len);

			g_test_message("%s", file);
			g_assert_nonnull(alone);
			if (drawing->problem != NULL || (k == 1 && !pdf))
				g_assert_null(shared);
			else
				g_assert_cmpmem(shared, (int)len, alone, (int)length);
		}
	}
	folder_remove(&apart, NULL);
}

/* However many gnuplots share the figures, each is what it is by itself; without PDF, too, and then
 * an earlier PDF is gone. */
static void
test_together(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	Gallery gallery;

	gallery_open(&gallery);
	for (guint parallel = 0; parallel < 4; parallel++) {
		g_autoptr(GError) error = NULL;
		DrawOptions options = {.directory = folder->path,
		                       .look = folder->look,
		                       .pdf = parallel % 2,
		                       .parallel = parallel};

		g_assert_true(figures_draw(gallery.drawings, &options, &error));
		g_assert_no_error(error);
		assert_as_single(folder, &gallery, options.pdf);
		g_assert_cmpuint(count_files(folder), ==,
		                 gallery.drawings->len * (options.pdf ? 4 : 3));
	}
	gallery_close(&gallery);
}

/* A figure that fails loses itself only, is told by itself, and nothing else. */
static void
test_one_fails(Folder *folder, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *real = g_find_program_in_path("gnuplot");
	g_autofree char *path = g_strdup(g_getenv("PATH"));
	g_autofree char *tools = g_dir_make_tmp("lectern-draw-XXXXXX", NULL);
	g_autofree char *program = g_build_filename(tools, "gnuplot", NULL);
	g_autofree char *first = g_strconcat(tools, ":", path, NULL);
	g_autofree char *script =
		g_strdup_printf("#!/bin/sh\ncase \"$*\" in *box1.gp*) echo '\"box1.gp\" line 3: "
	                        "no' >&2; exit 1;; esac\nexec %s \"$@\"\n",
	                        real);
	DrawOptions options = {.directory = folder->path, .look = folder->look, .parallel = 2};
	g_autoptr(GError) error = NULL;
	Gallery gallery;

	gallery_open(&gallery);
	gallery_add(&gallery, "strip", "typo", "set key\nset label nowhere at");
	g_assert_true(g_file_set_contents(program, script, -1, NULL));
	g_assert_cmpint(g_chmod(program, 0755), ==, 0);
	g_setenv("PATH", first, TRUE);
	g_assert_true(figures_draw(gallery.drawings, &options, &error));
	g_setenv("PATH", path, TRUE);
	g_assert_no_error(error);
	for (guint i = 0; i < gallery.drawings->len; i++) {
		const Drawing *drawing = g_ptr_array_index(gallery.drawings, i);

		if (g_str_equal(drawing->id, "box1"))
			g_assert_cmpstr(drawing->problem->message, ==,
			                "figure of box1: gnuplot: \"box1.gp\" line 3: no");
		else if (g_str_equal(drawing->id, "typo"))
			g_assert_nonnull(strstr(drawing->problem->message,
			                        "figure of typo: option gnuplot, line 2: "));
		else
			g_assert_no_error(drawing->problem);
	}
	g_assert_cmpuint(count_files(folder), ==, 3 * (gallery.drawings->len - 2));
	gallery_close(&gallery);
	directory_remove(tools);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add("/gallery/" name, Folder, NULL, folder_make, test, folder_remove)
	ADD("together", test_together);
	ADD("one-fails", test_one_fails);
	return g_test_run();
}
