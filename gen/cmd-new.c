/* cmd-new.c - lectern new: a course of one's own, or a further note. */
#include "cli.h"
#include "commands.h"
#include "course.h"
#include "insertion.h"
#include "listing.h"
#include "paths.h"
#include "scaffold.h"
#include "slug.h"
#include "util.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Longest title, in characters: it has to fit on a page. */
#define TITLE_MAX 200

/* Largest number that is taken for one of a note, in digits: 2026-notes is a year. */
#define DIGITS_MAX 3

static int complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Print what is wrong with the command line. */
static int
complain(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "lectern new: ");
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\n");
	return STATUS_USAGE;
}

/* Print @error and free it. */
static int
give_up(GError *error)
{
	cli_error(error);
	g_error_free(error);
	return STATUS_WORLD;
}

/* Return @text as a shell takes it, in quotes only where they are needed (transfer full). */
static char *
shell_word(const char *text)
{
	static const char plain[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/._-+,@";

	return text[0] != '\0' && text[strspn(text, plain)] == '\0' ? g_strdup(text)
	                                                            : g_shell_quote(text);
}

/* A course ------------------------------------------------------------------------------ */

/* Whether @c can stand in a title: neither control characters nor what ends a line of YAML. */
static gboolean
is_sound(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return type != G_UNICODE_CONTROL && type != G_UNICODE_LINE_SEPARATOR &&
	       type != G_UNICODE_PARAGRAPH_SEPARATOR && (c & 0xfffe) != 0xfffe;
}

/* Whether all of @text can stand in a title. */
static gboolean
is_line(const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char(text))
		if (!is_sound(g_utf8_get_char(text)))
			return FALSE;
	return TRUE;
}

/* Return a title for the course in @folder: its name in words (transfer full). */
static char *
title_of(const char *folder)
{
	g_autofree char *path = g_canonicalize_filename(folder, NULL);
	g_autofree char *name = g_path_get_basename(path);
	char first[7] = "";

	g_strstrip(g_strdelimit(name, "-_", ' '));
	if (!g_utf8_validate(name, -1, NULL) || !is_line(name) ||
	    !g_unichar_isalnum(g_utf8_get_char(name)))
		return g_strdup("A course");
	g_unichar_to_utf8(g_unichar_totitle(g_utf8_get_char(name)), first);
	return g_strconcat(first, g_utf8_next_char(name), NULL);
}

/* Say what can be done with the course in @folder. */
static void
say_next(const char *folder)
{
	g_autofree char *installed = g_find_program_in_path("lectern");
	g_autofree char *self = installed ? NULL : g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *path = self ? shell_word(self) : NULL;
	g_autofree char *to = shell_word(folder);

	printf("next: cd %s, then make notes%s%s\n", to, path ? " LECTERN=" : "", path ? path : "");
}

static int
new_course(const char *folder, const char *notes)
{
	g_autoptr(Paths) paths = NULL;
	g_autoptr(GPtrArray) names = NULL;
	g_autofree char *title = NULL;
	GError *error = NULL;

	if (notes != NULL)
		return complain("--notes is for a new note; a course has a folder of its own");
	if (folder[0] == '\0')
		return complain("name the folder: lectern new course DIR");
	paths = paths_find("notes", "out", &error);
	if (paths == NULL)
		return give_up(error);
	title = title_of(folder);
	names = scaffold_course(paths->templates, folder, title, &error);
	if (names == NULL)
		return give_up(error);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(folder, g_ptr_array_index(names, i), NULL);

		printf("made %s\n", path);
	}
	say_next(folder);
	return STATUS_GOOD;
}

/* A note -------------------------------------------------------------------------------- */

/* Whether @title can be one; else says why not. */
static gboolean
check_title(const char *title)
{
	if (!g_utf8_validate(title, -1, NULL)) {
		complain("the title is not UTF-8");
		return FALSE;
	}
	if (title[0] == '\0') {
		complain("the title is empty: lectern new note \"What it is about\"");
		return FALSE;
	}
	if (!is_line(title)) {
		complain("the title is more than a line, or holds a control character");
		return FALSE;
	}
	if (g_utf8_strlen(title, -1) > TITLE_MAX) {
		complain("the title has %ld characters; the limit is %d", g_utf8_strlen(title, -1),
		         TITLE_MAX);
		return FALSE;
	}
	return TRUE;
}

/* Return the name of the note after those of @names: "04-slug" (transfer full). */
static char *
next_name(const GPtrArray *names, const char *slug)
{
	guint64 highest = 0;
	gsize width = 2;

	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		gsize digits = strspn(name, "0123456789");

		if (digits == 0 || digits > DIGITS_MAX)
			continue;
		highest = MAX(highest, g_ascii_strtoull(name, NULL, 10));
		width = MAX(width, digits);
	}
	return g_strdup_printf("%0*u-%s", (int)width, (guint)highest + 1, slug);
}

/* Return the ids of all experiments of @course (borrowed from it). */
static GHashTable *
ids_of(const Course *course)
{
	GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < course->notes->len; i++) {
		const Note *note = g_ptr_array_index(course->notes, i);

		for (guint k = 0; k < note->experiments->len; k++) {
			Experiment *experiment = g_ptr_array_index(note->experiments, k);

			g_hash_table_add(ids, experiment->id);
		}
	}
	return ids;
}

/* Add the note @name to the order of @course, and say so. */
static int
add_to_order(const Course *course, const char *name)
{
	const char *path = course->source ? course->source->path : NULL;
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	switch (path ? insertion_make(course->source, name, &text) : INSERTION_NEEDLESS) {
	case INSERTION_NEEDLESS:
		return STATUS_GOOD;
	case INSERTION_UNSAFE:
		fprintf(stderr,
		        "lectern new: %s: its `order` is not of a form that can be changed safely; "
		        "add this line to the list:\n  - %s\n",
		        path, name);
		return STATUS_GOOD;
	case INSERTION_MADE:
		break;
	}
	/* A file is written beside it and renamed: one that must not be written would be, too. */
	if (access(path, W_OK) != 0)
		g_set_error(&error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s",
		            path, g_strerror(errno));
	else
		file_write(path, text, strlen(text), &error);
	if (error != NULL) {
		fprintf(stderr,
		        "lectern: %s; the note is there: add this line to the list `order`:\n"
		        "  - %s\n",
		        error->message, name);
		return STATUS_WORLD;
	}
	printf("added %s to the order in %s\n", name, path);
	return STATUS_GOOD;
}

/* Make the note called @title in the folder of @course. */
static int
make_note(const char *templates, const Course *course, const GPtrArray *names, const char *title)
{
	g_autofree char *slug = slug_make(title, course->language);
	g_autofree char *name = next_name(names, slug);
	g_autofree char *file = g_strconcat(name, ".md", NULL);
	g_autofree char *path = g_build_filename(course->folder, file, NULL);
	g_autoptr(GHashTable) used = ids_of(course);
	g_autofree char *id = slug_id(slug, used);
	g_autofree char *folder = shell_word(course->folder);
	gboolean usual = g_str_equal(course->folder, "notes");
	GError *error = NULL;
	int status;

	if (!scaffold_note(templates, path, title, id, &error))
		return give_up(error);
	printf("made %s with the experiment %s\n", path, id);
	status = add_to_order(course, name);
	printf("next: edit it, then lectern check%s%s, and lectern build%s%s\n",
	       usual ? "" : " --notes ", usual ? "" : folder, usual ? "" : " --notes ",
	       usual ? "" : folder);
	return status;
}

static int
new_note(const char *text, const char *notes)
{
	const char *folder = notes ? notes : "notes";
	g_autofree char *title = g_strstrip(g_strdup(text));
	g_autoptr(Paths) paths = NULL;
	g_autoptr(Course) course = NULL;
	g_autoptr(GPtrArray) names = NULL;
	g_autoptr(Diag) diag = diag_new(); /* what is wrong in the others is for `check` to say */
	GError *error = NULL;

	if (!check_title(title))
		return STATUS_USAGE;
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		fprintf(stderr,
		        "lectern: there is no folder '%s' here: go to the folder of a course, name "
		        "its notes by --notes, or make a course, lectern new course DIR\n",
		        folder);
		return STATUS_WORLD;
	}
	paths = paths_find(folder, "out", &error);
	if (paths == NULL)
		return give_up(error);
	course = course_load(folder, diag, &error);
	if (course == NULL)
		return give_up(error);
	/* also those that cannot be read have their numbers */
	names = listing_make(folder, NULL, diag, &error);
	if (names == NULL)
		return give_up(error);
	return make_note(paths->templates, course, names, title);
}

/* What can be made. */
static const struct {
	const char *name, *example;
	int (*make)(const char *argument, const char *notes);
} kinds[] = {
	{"course", "lectern new course DIR", new_course},
	{"note", "lectern new note \"Title\"", new_note},
};

/* Take the first "--" away, which lets titles start with a dash. */
static int
drop_dashes(int argc, char **argv)
{
	int i = 1;

	while (i < argc && !g_str_equal(argv[i], "--"))
		i++;
	for (int k = i; k + 1 < argc; k++)
		argv[k] = argv[k + 1];
	return i < argc ? argc - 1 : argc;
}

int
cmd_new(int argc, char **argv)
{
	g_autofree char *notes = NULL, *help = NULL;
	const char *words[G_N_ELEMENTS(kinds) + 1] = {NULL};
	const GOptionEntry entries[] = {
		{"notes", 0, 0, G_OPTION_ARG_FILENAME, &notes, "Folder of the course, for a note",
	         "DIR"},
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_parse(&argc, &argv, entries))
		return STATUS_USAGE;
	argc = drop_dashes(argc, argv);
	if (argc < 2)
		return complain("say what: %s, or %s", kinds[0].example, kinds[1].example);
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		words[i] = kinds[i].name;
		if (!g_str_equal(argv[1], kinds[i].name))
			continue;
		if (argc != 3)
			return complain("it takes one argument, in quotes if it has blanks: %s",
			                kinds[i].example);
		return kinds[i].make(argv[2], notes);
	}
	help = diag_did_you_mean(argv[1], words, "lectern new --help");
	return complain("nothing is called '%s' that can be made; %s", argv[1], help);
}
