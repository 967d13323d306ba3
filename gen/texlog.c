#include "texlog.h"
#include "hash.h"
#include "pagecheck.h"
#include <glib/gstdio.h>
#include <string.h>

char *
texlog_read(const char *path, const char *output)
{
	g_autofree char *bytes = NULL;
	gsize len = 0;

	if (!g_file_get_contents(path, &bytes, &len, NULL))
		return g_strdup(output);
	return g_utf8_make_valid(bytes, (gssize)len);
}

static void
missing_character(const char *line, Span note, GHashTable *seen, Diag *diag)
{
	const char *start = line + strlen("Missing character: There is no ");
	g_autofree char *character = NULL;
	gunichar code = g_utf8_get_char_validated(start, -1);

	if (code == (gunichar)-1 || code == (gunichar)-2 || code == 0)
		character = g_strdup("?");
	else
		character = g_strndup(start, (gsize)(g_utf8_next_char(start) - start));
	if (!g_hash_table_add(seen, g_strdup(character)))
		return;
	diag_add(diag, page_find(note, character), FINDING_PDF_CHARACTER,
	         "write it otherwise, or make it a picture",
	         "the character '%s' (U+%04X) is in no font of the handout", character, code);
}

/* "Overfull \hbox (7.77pt too wide) in paragraph at lines 408--409" */
static void
overfull(const char *line, Span note, Diag *diag)
{
	const char *open = strchr(line, '(');
	double excess = open != NULL ? g_ascii_strtod(open + 1, NULL) : 0;

	if (excess < TEXLOG_OVERFULL || strstr(line, "too wide") == NULL)
		return;
	diag_add(diag, note, FINDING_PDF_OVERFULL, NULL,
	         "something is %.0f pt wider than a line of the handout", excess);
}

void
texlog_check(const char *log, Span note, Diag *diag)
{
	static const char picture[] = "Lectern: no picture ";
	static const char slide[] = "Lectern: full slide ";
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_auto(GStrv) lines = g_strsplit(log, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		if (g_str_has_prefix(lines[i], "Missing character: There is no ")) {
			missing_character(lines[i], note, seen, diag);
		} else if (g_str_has_prefix(lines[i], "Overfull \\hbox ")) {
			overfull(lines[i], note, diag);
		} else if (g_str_has_prefix(lines[i], slide)) {
			diag_add(diag, note, FINDING_SLIDE_FULL,
			         "shorten it, or divide it by `::: slide`",
			         "slide %s is too full: the rest of it is on another",
			         lines[i] + strlen(slide));
		} else if (g_str_has_prefix(lines[i], picture)) {
			const char *name = lines[i] + strlen(picture);

			diag_add(diag, page_find(note, name), FINDING_PDF_PICTURE,
			         "give it as PDF, PNG or JPEG as well, or do without it in print",
			         "the handout cannot show the picture '%s'", name);
		}
	}
}

gboolean
texlog_rerun(const char *log)
{
	return strstr(log, "Rerun to get") != NULL || strstr(log, "Please rerun LaTeX") != NULL ||
	       strstr(log, "Label(s) may have changed") != NULL;
}

/* Tell whether @line is "FILE:LINE: MESSAGE" and return the message, or NULL. */
static const char *
file_line_error(const char *line)
{
	const char *colon = strchr(line, ':');

	while (colon != NULL) {
		gsize digits = strspn(colon + 1, "0123456789");

		if (digits > 0 && g_str_has_prefix(colon + 1 + digits, ": "))
			return colon + digits + 3;
		colon = strchr(colon + 1, ':');
	}
	return NULL;
}

char *
texlog_error(const char *log)
{
	g_auto(GStrv) lines = g_strsplit(log, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++) {
		const char *message = NULL;

		if (g_str_has_prefix(lines[i], "! "))
			message = lines[i] + 2;
		else if (lines[i][0] == '.' || lines[i][0] == '/')
			message = file_line_error(lines[i]);
		if (message == NULL || strstr(message, "Warning") != NULL)
			continue;
		/* the line of the input that LaTeX had reached says more than the message */
		for (guint j = i + 1; j < i + 12 && lines[j] != NULL; j++) {
			if (g_str_has_prefix(lines[j], "l.")) {
				const char *text = strchr(lines[j], ' ');

				return text != NULL
				               ? g_strdup_printf("%s, at: %s", message, text + 1)
				               : g_strdup(message);
			}
		}
		return g_strdup(message);
	}
	return NULL;
}

/* What a run leaves for the next one. */
static const char *const left[] = {"handout.aux", "handout.out", "handout.toc"};

char *
texlog_left(const char *folder)
{
	Hash *hash = hash_new("latex");

	for (guint i = 0; i < G_N_ELEMENTS(left); i++) {
		g_autofree char *path = g_build_filename(folder, left[i], NULL);

		hash_file(hash, left[i], path);
	}
	return hash_end(hash);
}

void
texlog_forget(const char *folder)
{
	for (guint i = 0; i < G_N_ELEMENTS(left); i++) {
		g_autofree char *path = g_build_filename(folder, left[i], NULL);

		g_unlink(path);
	}
}
