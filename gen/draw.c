#include "draw.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "alt.h"
#include "plotter.h"
#include "svg.h"
#include "util.h"

Figure *
figure_new(const Experiment *experiment, const Samples *samples)
{
	const PlotKind *kind = experiment->plot == NULL ? NULL : plot_find(experiment->plot);
	FigureWish wish = {
		.metric = experiment->metric,
		.x = experiment->x,
		.log_x = experiment->log_x,
		.log_y = experiment->log_y,
		.log_set = experiment->spans != NULL &&
	                   g_hash_table_contains(experiment->spans, "log"),
		.ideal = experiment->ideal,
		.commands = experiment->gnuplot,
	};

	g_assert(experiment->plot == NULL || kind != NULL); /* options are checked */
	kind = kind == NULL ? plot_choose(samples->design, experiment->x) : kind;
	if (kind->write == NULL)
		return NULL;
	return plot_figure(kind, samples, wish);
}

/* Return the line of @text, from 1, on which the byte @offset is. */
static guint
line_of(const char *text, gsize offset)
{
	guint line = 1;

	for (gsize i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

static gboolean
check_commands(const char *commands, GError **error)
{
	gsize offset = 0;
	const char *why = gnuplot_refuse(commands, &offset);
	g_autofree char *line = NULL;

	if (why == NULL)
		return TRUE;
	line = g_strndup(commands + offset, strcspn(commands + offset, "\n"));
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
	            "option gnuplot, line %u: %s: %s", line_of(commands, offset), line, why);
	return FALSE;
}

/* A figure on its way into a file. */
typedef struct Sketch {
	Drawing *drawing;
	Script *script;
	char *file;  /* the script's name in the working folder */
	guint first; /* line on which the author's commands begin; 0: there are none */
} Sketch;

/* Figures that one gnuplot draws. */
typedef struct Batch {
	GPtrArray *sketches; /* borrowed */
	GSubprocess *process;
} Batch;

static void
sketch_free(gpointer data)
{
	Sketch *sketch = data;

	script_free(sketch->script);
	g_free(sketch->file);
	g_free(sketch);
}

static void
batch_free(gpointer data)
{
	Batch *batch = data;

	g_ptr_array_unref(batch->sketches);
	if (batch->process != NULL)
		g_subprocess_force_exit(batch->process); /* it may still run when another failed */
	g_clear_object(&batch->process);
	g_free(batch);
}

/* Return the text of the script with the commands @look for the look; sets `first`. */
static char *
script_text_of(Sketch *sketch, const DrawOptions *options, const char *look)
{
	const char *id = sketch->drawing->id, *commands = sketch->drawing->figure->commands;
	const char *spots = script_spot_clauses(sketch->script);
	const Script *script = sketch->script;
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "# Draws %s.svg", id);
	if (options->pdf)
		g_string_append_printf(out, " and %s.pdf", id);
	g_string_append_printf(out,
	                       " from %s.dat: gnuplot %s.gp\n"
	                       "WIDTH = %g; HEIGHT = %g\nDATA = '%s.dat'\n\n%s\n%s",
	                       id, id, SCRIPT_WIDTH, script->height, id, look, script->setup->str);
	if (*commands != '\0') {
		g_string_append(out, "\n# from the option gnuplot\n");
		sketch->first = line_of(out->str, out->len);
		g_string_append_printf(out, "%s\n", commands);
	}
	if (options->pdf)
		g_string_append_printf(out, "\neval TO_PDF\nset output '%s.pdf'\n%s\n", id,
		                       script->plot->str);
	g_string_append_printf(out,
	                       "\n# the SVG also has what answers the pointer\n"
	                       "eval TO_SVG\nset output '%s.svg'\n%s%s%s%s\nunset output\n",
	                       id, script->labels->str, script->plot->str,
	                       *spots != '\0' ? ", \\\n     " : "", spots);
	return g_string_free(out, FALSE);
}

/* Return @problem of a script (transfer full), told by the author's own lines where they are to
 * blame. */
static GError *
explain(const Sketch *sketch, GError *problem)
{
	const char *commands = sketch->drawing->figure->commands;
	guint last = sketch->first + line_of(commands, strlen(commands)) - 1;
	const char *at = strstr(problem->message, "\" line ");
	const char *said = strstr(problem->message, ": ");
	guint64 line = at == NULL ? 0 : g_ascii_strtoull(at + strlen("\" line "), NULL, 10);
	GError *told;

	if (sketch->first == 0 || said == NULL || line < sketch->first || line > last)
		return problem;
	told = g_error_new(problem->domain, problem->code, "option gnuplot, line %u%s",
	                   (guint)line - sketch->first + 1, said);
	g_error_free(problem);
	return told;
}

/* Put a fixed date into the PDF, where cairo writes it plainly: equal input, equal bytes. */
static void
fix_date(char *pdf, gsize len)
{
	static const char key[] = "/CreationDate (D:", date[] = "20000101000000";
	char *at = memmem(pdf, len, key, strlen(key));

	if (at == NULL || (gsize)(at - pdf) + strlen(key) + strlen(date) > len)
		return;
	for (gsize i = 0; i < strlen(date); i++)
		if (!g_ascii_isdigit(at[strlen(key) + i]))
			return;
	memcpy(at + strlen(key), date, strlen(date));
}

/* The files of a figure, in the order in which they are put in place: what readers see last. */
static const char *const endings[] = {"gp", "dat", "pdf", "svg"};

enum { FILE_GP, FILE_DAT, FILE_PDF, FILE_SVG };

/* Return the path of the file with the ending @index. */
static char *
file_path(const char *folder, const char *id, guint index)
{
	g_autofree char *name = g_strdup_printf("%s.%s", id, endings[index]);

	return g_build_filename(folder, name, NULL);
}

/* Make of the PDF that gnuplot drew in @work the one that is printed. */
static gboolean
finish_pdf(const Drawing *drawing, const char *work, GError **problem, GError **error)
{
	g_autofree char *path = file_path(work, drawing->id, FILE_PDF);
	g_autofree char *pdf = NULL;
	gsize len;

	if (!g_file_get_contents(path, &pdf, &len, problem))
		return TRUE;
	fix_date(pdf, len);
	return file_write(path, pdf, len, error);
}

/* Make of what gnuplot drew in @work the files that are published; what is wrong with it goes to
 * @problem. */
static gboolean
finish_pictures(const Sketch *sketch, const char *work, gboolean printed, GError **problem,
                GError **error)
{
	const Drawing *drawing = sketch->drawing;
	const SvgParts parts = {sketch->script->spots, sketch->script->clauses};
	g_autofree char *path = file_path(work, drawing->id, FILE_SVG);
	g_autofree char *title = figure_title(drawing->figure);
	g_autofree char *alt = figure_alt(drawing->figure);
	g_autofree char *name = g_strdup_printf("fig-%s", drawing->id);
	g_autofree char *svg = NULL, *final = NULL;

	if (!g_file_get_contents(path, &svg, NULL, problem) ||
	    (final = svg_inline(svg, name, title, alt, &parts, problem)) == NULL)
		return TRUE;
	return file_write(path, final, strlen(final), error) &&
	       (!printed || finish_pdf(drawing, work, problem, error));
}

/* Move the files of @drawing from @work to where they are wanted. */
static gboolean
move_files(const Drawing *drawing, const char *work, const DrawOptions *options, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *from = file_path(work, drawing->id, i);
		g_autofree char *to = file_path(options->directory, drawing->id, i);
		int failed = i == FILE_PDF && !options->pdf ? g_unlink(to) : g_rename(from, to);
		int code = errno;

		if (failed != 0 && !(i == FILE_PDF && !options->pdf && code == ENOENT)) {
			g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(code), "%s: %s",
			            to, g_strerror(code));
			return FALSE;
		}
	}
	return TRUE;
}

/* Publish what gnuplot drew of @sketch in @work. */
static gboolean
finish(const Sketch *sketch, const char *work, const DrawOptions *options, GError **error)
{
	Drawing *drawing = sketch->drawing;

	if (drawing->problem == NULL) {
		if (!finish_pictures(sketch, work, options->pdf, &drawing->problem, error))
			return FALSE;
		if (drawing->problem != NULL)
			g_prefix_error(&drawing->problem, "what gnuplot drew: ");
		else if (!move_files(drawing, work, options, error))
			return FALSE;
	}
	if (drawing->problem != NULL)
		g_prefix_error(&drawing->problem, "figure of %s: ", drawing->id);
	return TRUE;
}

/* Running gnuplot ------------------------------------------------------------------------------ */

/* So few figures are not worth a gnuplot of their own beside another one. */
#define BATCH_LEAST 8

static Batch *
add_batch(GPtrArray *batches)
{
	Batch *batch = g_new0(Batch, 1);

	batch->sketches = g_ptr_array_new();
	g_ptr_array_add(batches, batch);
	return batch;
}

static void
add_single(GPtrArray *batches, Sketch *sketch)
{
	g_ptr_array_add(add_batch(batches)->sketches, sketch);
}

/* Share @sketches among as many gnuplots as may run at a time; what has commands is by itself. */
static GPtrArray *
make_batches(const GPtrArray *sketches, guint parallel)
{
	GPtrArray *batches = g_ptr_array_new_with_free_func(batch_free);
	guint shared = MIN(parallel, 1 + sketches->len / BATCH_LEAST);

	for (guint i = 0; i < shared; i++)
		add_batch(batches);
	for (guint i = 0; i < sketches->len; i++) {
		Sketch *sketch = g_ptr_array_index(sketches, i);
		const Batch *batch = g_ptr_array_index(batches, i % shared);

		if (sketch->first > 0)
			add_single(batches, sketch);
		else
			g_ptr_array_add(batch->sketches, sketch);
	}
	return batches;
}

static gboolean
start_batch(Batch *batch, const char *work, GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new();

	for (guint i = 0; i < batch->sketches->len; i++)
		g_ptr_array_add(files, ((Sketch *)g_ptr_array_index(batch->sketches, i))->file);
	if (files->len == 0)
		return TRUE;
	batch->process = plotter_start(work, files, error);
	return batch->process != NULL;
}

/* Wait for @batch; if one of several figures fails, all go to @again, each by itself. */
static void
end_batch(Batch *batch, GPtrArray *again)
{
	GError *problem = NULL;

	if (batch->process == NULL || plotter_end(batch->process, &problem))
		return;
	if (batch->sketches->len == 1) {
		Sketch *sketch = g_ptr_array_index(batch->sketches, 0);

		sketch->drawing->problem = explain(sketch, problem);
		return;
	}
	g_error_free(problem);
	for (guint i = 0; i < batch->sketches->len; i++)
		add_single(again, g_ptr_array_index(batch->sketches, i));
}

/* Run @batches in @work, @parallel at a time. */
static gboolean
run_batches(const GPtrArray *batches, const char *work, guint parallel, GError **error)
{
	g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func(batch_free);

	for (guint i = 0; i < batches->len + parallel; i++) {
		if (i >= parallel)
			end_batch(g_ptr_array_index(batches, i - parallel), again);
		if (i < batches->len && !start_batch(g_ptr_array_index(batches, i), work, error))
			return FALSE;
	}
	return again->len == 0 || run_batches(again, work, parallel, error);
}

/* The whole ------------------------------------------------------------------------------------ */

/* Write the scripts and the data of @drawings into @work; return what there is to draw. */
static GPtrArray *
make_sketches(const GPtrArray *drawings, const char *work, const DrawOptions *options,
              GError **error)
{
	g_autoptr(GPtrArray) sketches = g_ptr_array_new_with_free_func(sketch_free);
	g_autofree char *look = NULL;

	if (!g_file_get_contents(options->look, &look, NULL, error))
		return NULL;
	for (guint i = 0; i < drawings->len; i++) {
		Sketch *sketch = g_new0(Sketch, 1);
		Drawing *drawing = g_ptr_array_index(drawings, i);
		g_autofree char *gp = file_path(work, drawing->id, FILE_GP);
		g_autofree char *dat = file_path(work, drawing->id, FILE_DAT);
		g_autofree char *text = NULL;

		g_ptr_array_add(sketches, sketch);
		sketch->drawing = drawing;
		sketch->file = g_path_get_basename(gp);
		sketch->script = plot_script(drawing->figure);
		text = script_text_of(sketch, options, look);
		if (!file_write(gp, text, strlen(text), error) ||
		    !file_write(dat, sketch->script->data->str, sketch->script->data->len, error))
			return NULL;
	}
	return g_steal_pointer(&sketches);
}

/* Draw in the empty folder @work. */
static gboolean
draw_in(const GPtrArray *drawings, const char *work, const DrawOptions *options, GError **error)
{
	guint parallel = MAX(options->parallel, 1);
	g_autoptr(GPtrArray) sketches = make_sketches(drawings, work, options, error);
	g_autoptr(GPtrArray) batches = NULL;

	if (sketches == NULL)
		return FALSE;
	batches = make_batches(sketches, parallel);
	if (!run_batches(batches, work, parallel, error))
		return FALSE;
	for (guint i = 0; i < sketches->len; i++)
		if (!finish(g_ptr_array_index(sketches, i), work, options, error))
			return FALSE;
	return TRUE;
}

gboolean
figures_draw(const GPtrArray *drawings, const DrawOptions *options, GError **error)
{
	g_autoptr(GPtrArray) good = g_ptr_array_new();
	g_autofree char *work = NULL;
	gboolean drawn;

	for (guint i = 0; i < drawings->len; i++) {
		Drawing *drawing = g_ptr_array_index(drawings, i);

		if (check_commands(drawing->figure->commands, &drawing->problem))
			g_ptr_array_add(good, drawing);
		else
			g_prefix_error(&drawing->problem, "figure of %s: ", drawing->id);
	}
	if (good->len == 0)
		return TRUE;
	if (!directory_make(options->directory, error))
		return FALSE;
	work = g_build_filename(options->directory, ".draw.XXXXXX", NULL);
	if (g_mkdtemp(work) == NULL) {
		int code = errno;

		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(code), "%s: %s",
		            options->directory, g_strerror(code));
		return FALSE;
	}
	drawn = draw_in(good, work, options, error);
	directory_remove(work);
	return drawn;
}
