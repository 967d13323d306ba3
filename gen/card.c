#include "card.h"

#include <glib/gstdio.h>
#include <string.h>

#include "gnuplot.h"
#include "hash.h"
#include "plotter.h"
#include "util.h"

/* A title of more lines than these is set in smaller letters, and then cut. */
#define LINES_LARGE 3
#define LINES_SMALL 5
#define WIDTH_LARGE 22
#define WIDTH_SMALL 31

static guint
width_of(const char *text)
{
	guint width = 0;

	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
		width += g_unichar_iswide(g_utf8_get_char(c)) ? 2 : 1;
	return width;
}

GPtrArray *
card_lines(const char *title, guint width)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) words = g_strsplit_set(title, " \t\n", -1);
	GString *line = g_string_new(NULL);

	for (guint i = 0; words[i] != NULL; i++) {
		if (*words[i] == '\0')
			continue;
		if (line->len > 0 && width_of(line->str) + 1 + width_of(words[i]) > width) {
			g_ptr_array_add(lines, g_strdup(line->str));
			g_string_truncate(line, 0);
		}
		g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", words[i]);
	}
	if (line->len > 0)
		g_ptr_array_add(lines, g_strdup(line->str));
	g_string_free(line, TRUE);
	return lines;
}

static void
append_text(GString *out, const char *name, const char *text)
{
	g_autofree char *quoted = gnuplot_quote(text == NULL ? "" : text);

	g_string_append_printf(out, "%s = %s\n", name, quoted);
}

/* Return the script: what is to be shown, and the commands @look (transfer full). */
static char *
script_of(const char *title, const char *author, const char *claims, const char *look)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GPtrArray) lines = card_lines(title, WIDTH_LARGE);
	gboolean small = lines->len > LINES_LARGE;

	if (small) {
		g_ptr_array_unref(lines);
		lines = card_lines(title, WIDTH_SMALL);
		g_ptr_array_set_size(lines, (int)MIN(lines->len, LINES_SMALL));
	}
	g_string_append_printf(out, "SMALL = %d\narray TITLE[%u]\n", small, MAX(lines->len, 1));
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *quoted = gnuplot_quote_bold(g_ptr_array_index(lines, i));

		g_string_append_printf(out, "TITLE[%u] = %s\n", i + 1, quoted);
	}
	append_text(out, "AUTHOR", author);
	append_text(out, "CLAIMS", claims);
	g_string_append_printf(out, "%s", look);
	return g_string_free(out, FALSE);
}

/* Run @script in the empty folder @work, which it leaves card.png in, and make that @path. */
static gboolean
draw_in(const char *work, const char *script, const char *path, GError **error)
{
	g_autofree char *gp = g_build_filename(work, "card.gp", NULL);
	g_autofree char *png = g_build_filename(work, "card.png", NULL);

	return file_write(gp, script, strlen(script), error) &&
	       plotter_run(work, "card.gp", error) && file_copy(png, path, error);
}

gboolean
card_draw(const char *title, const char *author, const char *claims, const char *look,
          const char *key, const char *path, GError **error)
{
	g_autofree char *commands = NULL, *script = NULL, *new = NULL, *old = NULL, *work = NULL;
	Hash *hash;
	gboolean drawn;

	if (!g_file_get_contents(look, &commands, NULL, error))
		return FALSE;
	script = script_of(title, author, claims, commands);
	hash = hash_new("card");
	hash_text(hash, "script", script);
	new = hash_end(hash);
	if (g_file_test(path, G_FILE_TEST_EXISTS) && g_file_get_contents(key, &old, NULL, NULL) &&
	    g_str_equal(old, new))
		return TRUE;
	g_unlink(key); /* it holds for the picture that is about to go */
	work = g_dir_make_tmp("lectern-card.XXXXXX", error);
	if (work == NULL)
		return FALSE;
	drawn = draw_in(work, script, path, error);
	directory_remove(work);
	if (!drawn)
		g_prefix_error(error, "the picture for previews: ");
	return drawn && file_write(key, new, strlen(new), error);
}
