#include "imprint.h"
#include "listing.h"
#include "python.h"
#include "util.h"
#include <string.h>
#include <sys/stat.h>

/* The clock that files get their times from may be so much behind, us. */
#define CLOCK_STEP 20000

/* What ends an imprint: half of one is none. */
#define END "end"

struct Imprint {
	GString *text;
	GHashTable *seen; /* char *: lines, once each */
	gint64 since;     /* us since 1970: what was changed from then on is in doubt */
	gboolean sound;
};

/* What things are ------------------------------------------------------------------------------ */

/*
 * Return the hash of @len bytes (transfer full).  SHA-1 takes half the time of what keys are made
 * by; that it can be forged at great expense matters to nobody's own notes.
 */
static char *
digest(const char *data, gsize len)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA1, (const guchar *)data, len);
}

/* Return the hash of the bytes of the file @path, or NULL (transfer full). */
static char *
digest_file(const char *path)
{
	g_autofree char *data = NULL;
	gsize len = 0;

	return g_file_get_contents(path, &data, &len, NULL) ? digest(data, len) : NULL;
}

static char *
digest_names(GPtrArray *names)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_ptr_array_sort(names, text_compare);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(names, i));
	return digest(text->str, text->len);
}

static char *
digest_machine(const Machine *machine)
{
	g_autoptr(GString) text = g_string_new(machine->affinity);

	for (guint i = 0; machine_facts()[i]; i++) {
		g_autofree char *fact = machine_fact(machine, machine_facts()[i]);

		g_string_append_printf(text, "\n%s", fact);
	}
	return digest(text->str, text->len);
}

/* Checking ------------------------------------------------------------------------------------- */

/* Take the first word of @rest off; NULL: there is but one. */
static char *
take_word(char **rest)
{
	char *word = *rest, *end = strchr(word, ' ');

	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return word;
}

static gboolean
wish_holds(char *rest, const char *wish)
{
	return g_str_equal(rest, wish);
}

/* A clock that was set back says nothing of what has happened since. */
static gboolean
made_holds(char *rest, const char *wish)
{
	(void)wish;
	return g_get_real_time() / G_USEC_PER_SEC >= g_ascii_strtoll(rest, NULL, 10);
}

static gboolean
until_holds(char *rest, const char *wish)
{
	(void)wish;
	return g_get_real_time() / G_USEC_PER_SEC <= g_ascii_strtoll(rest, NULL, 10);
}

/* HASH PATH */
static gboolean
bytes_hold(char *rest, const char *wish)
{
	const char *hash = take_word(&rest);
	g_autofree char *now = hash ? digest_file(rest) : NULL;

	(void)wish;
	return now && g_str_equal(now, hash);
}

/* IDENTITY PATH, where there is none without the first */
static gboolean
file_holds(char *rest, const char *wish)
{
	const char *identity = take_word(&rest);
	g_autofree char *now = identity ? file_identity(rest) : NULL;

	(void)wish;
	return now && g_str_equal(now, identity);
}

/* HASH FOLDER */
static gboolean
notes_hold(char *rest, const char *wish)
{
	const char *hash = take_word(&rest);
	g_autoptr(GPtrArray) names = hash ? listing_names(rest, NULL) : NULL;
	g_autofree char *now = names ? digest_names(names) : NULL;

	(void)wish;
	return now && g_str_equal(now, hash);
}

/* Tell whether @rest is the path @found, or empty where there is none; @found is freed. */
static gboolean
is_found(const char *rest, char *found)
{
	gboolean same = g_str_equal(found ? found : "", rest);

	g_free(found);
	return same;
}

/* NAME PATH */
static gboolean
program_holds(char *rest, const char *wish)
{
	const char *name = take_word(&rest);

	(void)wish;
	return name && is_found(rest, tool_find(name));
}

/* PATH */
static gboolean
compiler_holds(char *rest, const char *wish)
{
	(void)wish;
	return is_found(rest, tool_compiler());
}

/* WANTED PATH */
static gboolean
python_holds(char *rest, const char *wish)
{
	const char *wanted = take_word(&rest);

	(void)wish;
	return wanted && is_found(rest, python_locate(wanted));
}

/* HASH */
static gboolean
machine_holds(char *rest, const char *wish)
{
	g_autoptr(Machine) machine = machine_read();
	g_autofree char *hash = digest_machine(machine);

	(void)wish;
	return g_str_equal(hash, rest);
}

/* The kinds of lines: the first word, and what must hold for the rest of the line. */
static const struct {
	const char *word;
	gboolean (*holds)(char *rest, const char *wish);
} kinds[] = {
	{"wish", wish_holds},       {"made", made_holds},         {"until", until_holds},
	{"bytes", bytes_hold},      {"file", file_holds},         {"notes", notes_hold},
	{"program", program_holds}, {"compiler", compiler_holds}, {"python", python_holds},
	{"machine", machine_holds},
};

static gboolean
line_holds(char *line, const char *wish)
{
	const char *word = take_word(&line);

	for (guint i = 0; word && i < G_N_ELEMENTS(kinds); i++)
		if (g_str_equal(kinds[i].word, word))
			return kinds[i].holds(line, wish);
	return FALSE;
}

gboolean
imprint_holds(char *text, gsize len, const char *wish, char **rest)
{
	char *line = text, *end;

	while ((end = memchr(line, '\n', len - (gsize)(line - text)))) {
		*end++ = '\0';
		if (g_str_equal(line, END)) {
			*rest = end;
			return TRUE;
		}
		if (!line_holds(line, wish))
			return FALSE;
		line = end;
	}
	return FALSE;
}

/* Making one ----------------------------------------------------------------------------------- */

static void put(Imprint *imprint, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
put(Imprint *imprint, const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list arguments;

	va_start(arguments, format);
	line = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (strchr(line, '\n'))
		imprint->sound = FALSE; /* the name of a file */
	if (g_hash_table_contains(imprint->seen, line))
		return;
	g_string_append_printf(imprint->text, "%s\n", line);
	g_hash_table_add(imprint->seen, g_steal_pointer(&line));
}

/* Tell whether @name was put before: to look again tells nothing new. */
static gboolean
is_known(Imprint *imprint, const char *what, const char *name)
{
	return !g_hash_table_add(imprint->seen, g_strconcat(what, "? ", name, NULL));
}

/* What may have been changed since it was used spoils the imprint. */
static void
doubt(Imprint *imprint, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 &&
	    (gint64)st.st_ctim.tv_sec * G_USEC_PER_SEC + st.st_ctim.tv_nsec / 1000 >=
	            imprint->since)
		imprint->sound = FALSE;
}

/* A program that is found at @path, which is freed. */
static void
put_found(Imprint *imprint, const char *what, char *path)
{
	if (path)
		doubt(imprint, path);
	put(imprint, "%s %s", what, path ? path : "");
	g_free(path);
}

Imprint *
imprint_new(const char *wish, gint64 since)
{
	Imprint *imprint = g_new0(Imprint, 1);

	imprint->text = g_string_new(NULL);
	imprint->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	imprint->since = since - CLOCK_STEP;
	imprint->sound = TRUE;
	put(imprint, "wish %s", wish);
	put(imprint, "made %" G_GINT64_FORMAT, g_get_real_time() / G_USEC_PER_SEC);
	return imprint;
}

void
imprint_free(Imprint *imprint)
{
	if (!imprint)
		return;
	if (imprint->text)
		g_string_free(imprint->text, TRUE);
	g_hash_table_unref(imprint->seen);
	g_free(imprint);
}

void
imprint_source(Imprint *imprint, const Source *source)
{
	g_autofree char *hash = digest(source->text, source->len);

	put(imprint, "bytes %s %s", hash, source->path);
}

void
imprint_bytes(Imprint *imprint, const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *hash = NULL;

	if (is_known(imprint, "bytes", path))
		return;
	doubt(imprint, path);
	hash = digest_file(path);
	if (hash)
		put(imprint, "bytes %s %s", hash, path);
	else
		imprint_output(imprint, path);
}

void
imprint_input(Imprint *imprint, const char *path)
{
	doubt(imprint, path);
	imprint_output(imprint, path);
}

void
imprint_output(Imprint *imprint, const char *path)
{
	g_autofree char *identity = file_identity(path);

	put(imprint, "file %s %s", identity, path);
}

void
imprint_notes(Imprint *imprint, const char *folder, GPtrArray *names)
{
	g_autofree char *hash = digest_names(names);

	put(imprint, "notes %s %s", hash, folder);
}

void
imprint_program(Imprint *imprint, const char *name)
{
	g_autofree char *what = g_strconcat("program ", name, NULL);

	if (is_known(imprint, "program", name))
		return;
	put_found(imprint, what, tool_find(name));
}

void
imprint_compiler(Imprint *imprint)
{
	put_found(imprint, "compiler", tool_compiler());
}

void
imprint_python(Imprint *imprint, const char *wanted)
{
	g_autofree char *what = g_strconcat("python ", wanted, NULL);

	if (is_known(imprint, "python", wanted))
		return;
	put_found(imprint, what, python_locate(wanted));
}

void
imprint_machine(Imprint *imprint, const Machine *machine)
{
	g_autofree char *hash = digest_machine(machine);

	put(imprint, "machine %s", hash);
}

void
imprint_until(Imprint *imprint, gint64 time)
{
	put(imprint, "until %" G_GINT64_FORMAT, time);
}

GString *
imprint_end(Imprint *imprint)
{
	g_autoptr(Imprint) owned = imprint;

	if (!owned->sound)
		return NULL;
	g_string_append(owned->text, END "\n");
	return g_steal_pointer(&owned->text);
}
