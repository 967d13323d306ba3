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

/* Return the text of the script; @first is the line on which the author's commands begin. */
static char *
script_text_of(const Figure *figure, const Script *script, const char *id, const char *look,
               guint *first)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out,
	                       "# Draws %s.svg and %s.pdf from %s.dat: gnuplot %s.gp\n"
	                       "WIDTH = %g; HEIGHT = %g\nDATA = '%s.dat'\n\n%s\n",
	                       id, id, id, id, SCRIPT_WIDTH, script->height, id, look);
	g_string_append(out, script->setup->str);
	*first = 0;
	if (*figure->commands != '\0') {
		g_string_append(out, "\n# from the option gnuplot\n");
		*first = line_of(out->str, out->len);
		g_string_append_printf(out, "%s\n", figure->commands);
	}
	g_string_append_printf(out,
	                       "\neval TO_PDF\nset output '%s.pdf'\n%s\n"
	                       "\n# the SVG also has what answers the pointer\n"
	                       "eval TO_SVG\nset output '%s.svg'\n%sreplot %s\nunset output\n",
	                       id, script->plot->str, id, script->labels->str,
	                       script_spot_clauses(script));
	return g_string_free(out, FALSE);
}

/* Run gnuplot on @file in @folder; the author's commands begin on its line @first. */
static gboolean
run_gnuplot(const char *folder, const char *file, const char *commands, guint first, GError **error)
{
	GError *problem = NULL;
	guint last = first + line_of(commands, strlen(commands)) - 1;
	const char *at, *said;
	guint64 line;

	if (plotter_run(folder, file, &problem))
		return TRUE;
	at = strstr(problem->message, "\" line ");
	said = strstr(problem->message, ": ");
	line = at == NULL ? 0 : g_ascii_strtoull(at + strlen("\" line "), NULL, 10);
	if (first > 0 && said != NULL && line >= first && line <= last) {
		g_set_error(error, problem->domain, problem->code, "option gnuplot, line %u%s",
		            (guint)line - first + 1, said);
		g_error_free(problem);
	} else {
		g_propagate_error(error, problem);
	}
	return FALSE;
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

/* Make of the files that gnuplot drew in @folder those that are published. */
static gboolean
finish_pictures(const Figure *figure, const Script *script, const char *id, const char *svg_path,
                const char *pdf_path, GError **error)
{
	const SvgParts parts = {script->spots, script->clauses};
	g_autofree char *svg = NULL, *pdf = NULL, *final = NULL;
	g_autofree char *title = figure_title(figure);
	g_autofree char *alt = figure_alt(figure);
	g_autofree char *name = g_strdup_printf("fig-%s", id);
	gsize len;

	if (!g_file_get_contents(svg_path, &svg, NULL, error) ||
	    !g_file_get_contents(pdf_path, &pdf, &len, error) ||
	    (final = svg_inline(svg, name, title, alt, &parts, error)) == NULL) {
		g_prefix_error(error, "what gnuplot drew: ");
		return FALSE;
	}
	fix_date(pdf, len);
	return file_write(svg_path, final, strlen(final), error) &&
	       file_write(pdf_path, pdf, len, error);
}

/* The files of a figure, in the order in which they are put in place: what readers see last. */
static const char *const endings[] = {"gp", "dat", "pdf", "svg"};

/* Return the path of the file with the ending @index. */
static char *
file_path(const char *folder, const char *id, guint index)
{
	g_autofree char *name = g_strdup_printf("%s.%s", id, endings[index]);

	return g_build_filename(folder, name, NULL);
}

/* Draw in the empty folder @work. */
static gboolean
draw_in(const Figure *figure, const char *id, const char *work, const char *look, GError **error)
{
	g_autoptr(Script) script = plot_script(figure);
	g_autofree char *look_text = NULL, *text = NULL, *name = NULL;
	g_autofree char *gp = file_path(work, id, 0), *dat = file_path(work, id, 1);
	g_autofree char *pdf = file_path(work, id, 2), *svg = file_path(work, id, 3);
	guint first;

	if (!g_file_get_contents(look, &look_text, NULL, error))
		return FALSE;
	text = script_text_of(figure, script, id, look_text, &first);
	if (!file_write(gp, text, strlen(text), error) ||
	    !file_write(dat, script->data->str, script->data->len, error))
		return FALSE;
	name = g_path_get_basename(gp);
	return run_gnuplot(work, name, figure->commands, first, error) &&
	       finish_pictures(figure, script, id, svg, pdf, error);
}

/* Move the files from @work to @directory. */
static gboolean
move_files(const char *id, const char *work, const char *directory, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *from = file_path(work, id, i);
		g_autofree char *to = file_path(directory, id, i);

		if (g_rename(from, to) != 0) {
			int code = errno;

			g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(code), "%s: %s",
			            to, g_strerror(code));
			return FALSE;
		}
	}
	return TRUE;
}

gboolean
figure_draw(const Figure *figure, const char *id, const char *directory, const char *look,
            GError **error)
{
	g_autofree char *work = NULL;
	gboolean drawn;

	if (!check_commands(figure->commands, error)) {
		g_prefix_error(error, "figure of %s: ", id);
		return FALSE;
	}
	if (!directory_make(directory, error))
		return FALSE;
	work = g_strdup_printf("%s/.%s.XXXXXX", directory, id);
	if (g_mkdtemp(work) == NULL) {
		int code = errno;

		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(code), "%s: %s", directory,
		            g_strerror(code));
		return FALSE;
	}
	drawn = draw_in(figure, id, work, look, error) && move_files(id, work, directory, error);
	for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *path = file_path(work, id, i);

		g_unlink(path);
	}
	g_rmdir(work);
	if (!drawn)
		g_prefix_error(error, "figure of %s: ", id);
	return drawn;
}
