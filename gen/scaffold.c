#include "scaffold.h"

#include "util.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A file of a new course: in templates/scaffold/course, and in the course. */
static const struct {
	const char *from, *to;
} files[] = {
	{"Makefile", "Makefile"},
	{"README.md", "README.md"},
	{"gitignore", ".gitignore"}, /* with a dot git would obey it here */
	{"experiments/README.md", "experiments/README.md"},
	{"notes/course.yaml", "notes/course.yaml"},
	{"notes/index.md", "notes/index.md"},
	{"notes/01-first.md", "notes/01-first.md"},
};

/* Words that YAML takes for something else than text. */
static const char *const keywords[] = {"true", "false", "yes",  "no", "on",
                                       "off",  "y",     "null", "n",  NULL};

/* What a placeholder stands for. */
typedef struct Filling {
	const char *placeholder, *text;
} Filling;

/* Whether YAML reads @text as it stands, without quotes. */
static gboolean
is_plain(const char *text)
{
	g_autofree char *small = g_ascii_strdown(text, -1);

	if (!g_unichar_isalpha(g_utf8_get_char(text)) || g_strv_contains(keywords, small))
		return FALSE;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!g_unichar_isalnum(c) && (c > 127 || strchr(" -,.()/+'!?", (char)c) == NULL))
			return FALSE;
	}
	return TRUE;
}

char *
scaffold_quote(const char *text)
{
	g_auto(GStrv) parts = NULL;
	g_autofree char *doubled = NULL;

	if (is_plain(text))
		return g_strdup(text);
	parts = g_strsplit(text, "'", -1);
	doubled = g_strjoinv("''", parts);
	return g_strdup_printf("'%s'", doubled);
}

/* Return @text with its placeholders filled in, once: what is filled in holds none. */
static char *
fill(const char *text, const Filling *fillings, guint n)
{
	g_autoptr(GString) filled = g_string_new(NULL);

	while (*text != '\0') {
		guint i = 0;

		while (i < n && !g_str_has_prefix(text, fillings[i].placeholder))
			i++;
		if (i < n) {
			g_string_append(filled, fillings[i].text);
			text += strlen(fillings[i].placeholder);
		} else {
			g_string_append_c(filled, *text++);
		}
	}
	return g_string_free(g_steal_pointer(&filled), FALSE);
}

/* Set @error from errno; returns FALSE. */
static gboolean
fail(const char *path, GError **error)
{
	int number = errno;

	g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(number), "%s: %s", path,
	            number == EEXIST ? "it is there already, and is not overwritten"
	                             : g_strerror(number));
	return FALSE;
}

/* Write @text to the file @path, which must not be there yet: whole or not at all. */
static gboolean
write_new(const char *path, const char *text, GError **error)
{
	FILE *file = fopen(path, "wxe");
	gboolean good;
	int number;

	if (file == NULL)
		return fail(path, error);
	good = fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
	number = errno;
	if (fclose(file) != 0 && good) {
		number = errno;
		good = FALSE;
	}
	if (good)
		return TRUE;
	g_unlink(path);
	errno = number;
	return fail(path, error);
}

/* Make the file @path of the scaffold @name. */
static gboolean
make_file(const char *templates, const char *name, const char *path, const char *title,
          const char *id, GError **error)
{
	g_autofree char *from = g_build_filename(templates, "scaffold", name, NULL);
	g_autofree char *quoted = scaffold_quote(title);
	const Filling fillings[] = {{"@TITLE@", quoted}, {"@NAME@", title}, {"@ID@", id}};
	g_autofree char *text = NULL, *filled = NULL;

	if (!g_file_get_contents(from, &text, NULL, error))
		return FALSE;
	filled = fill(text, fillings, G_N_ELEMENTS(fillings));
	return write_new(path, filled, error);
}

gboolean
scaffold_note(const char *templates, const char *path, const char *title, const char *id,
              GError **error)
{
	return make_file(templates, "note.md", path, title, id, error);
}

/* Whether nothing stands in the way of a course in @folder; else all that does is in @error. */
static gboolean
is_free(const char *folder, GError **error)
{
	g_autoptr(GString) there = g_string_new(NULL);

	if (g_file_test(folder, G_FILE_TEST_EXISTS) && !g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		errno = ENOTDIR;
		return fail(folder, error);
	}
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(folder, files[i].to, NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			g_string_append_printf(there, "%s%s", there->len > 0 ? ", " : "",
			                       files[i].to);
	}
	if (there->len == 0)
		return TRUE;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
	            "%s: %s %s there already, and nothing is overwritten: name another folder",
	            folder, there->str, strchr(there->str, ',') ? "are" : "is");
	return FALSE;
}

/* Make the folder @path, if it is not there, and note it in @made. */
static gboolean
make_folder(const char *path, GPtrArray *made, GError **error)
{
	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return TRUE;
	if (!directory_make(path, error))
		return FALSE;
	g_ptr_array_add(made, g_strdup(path));
	return TRUE;
}

/* Make the file @i of the course, and its folder; both are noted in @made. */
static gboolean
make_part(const char *templates, const char *folder, const char *title, guint i, GPtrArray *made,
          GError **error)
{
	g_autofree char *from = g_build_filename("course", files[i].from, NULL);
	g_autofree char *path = g_build_filename(folder, files[i].to, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	if (!make_folder(folder, made, error) || !make_folder(parent, made, error) ||
	    !make_file(templates, from, path, title, "", error))
		return FALSE;
	g_ptr_array_add(made, g_steal_pointer(&path));
	return TRUE;
}

GPtrArray *
scaffold_course(const char *templates, const char *folder, const char *title, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);

	if (!is_free(folder, error))
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		if (make_part(templates, folder, title, i, made, error)) {
			g_ptr_array_add(names, (gpointer)files[i].to);
			continue;
		}
		while (made->len > 0) {
			g_remove(g_ptr_array_index(made, made->len - 1));
			g_ptr_array_set_size(made, (int)made->len - 1);
		}
		return NULL;
	}
	return g_steal_pointer(&names);
}
