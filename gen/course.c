#include "course.h"

#include "field.h"
#include "listing.h"
#include "option.h"

#include <gio/gio.h>
#include <string.h>

/* Results of a hundred years ago are good enough for nobody, in s. */
#define MAX_AGE_MAX (36500 * 86400.0)

static const char *const keys[] = {"title",        "author",     "licence",  "language", "base-url",
                                   "order",        "data",       "defaults", "max-age",  "csl",
                                   "bibliography", "statements", "publish",  NULL};

void
course_free(Course *course)
{
	if (course == NULL)
		return;
	roster_free(course->roster);
	g_ptr_array_unref(course->notes);
	g_ptr_array_unref(course->bibliography);
	g_ptr_array_unref(course->statements);
	g_free(course->folder);
	g_free(course->experiments);
	g_free(course->title);
	g_free(course->author);
	g_free(course->licence);
	g_free(course->language);
	g_free(course->base_url);
	g_free(course->data);
	g_free(course->csl);
	destination_free(course->publish);
	yaml_tree_free(course->settings);
	source_free(course->source);
	g_free(course);
}

/* Return the path of @name seen from beside the folder of the notes. */
static char *
beside(const Course *course, const char *name)
{
	g_autofree char *parent = g_path_get_dirname(course->folder);

	return g_str_equal(parent, ".") ? g_strdup(name) : g_build_filename(parent, name, NULL);
}

static Course *
course_new(const char *folder)
{
	Course *course = g_new0(Course, 1);
	gsize len = strlen(folder);

	while (len > 1 && folder[len - 1] == '/')
		len--;
	course->folder = g_strndup(folder, len);
	course->experiments = beside(course, "experiments");
	course->language = g_strdup("en");
	course->max_age = COURSE_MAX_AGE;
	course->bibliography = g_ptr_array_new_with_free_func(g_free);
	course->statements = statements_read(NULL, NULL);
	course->notes = g_ptr_array_new_with_free_func((GDestroyNotify)note_free);
	return course;
}

/* Read the text of @key, if course.yaml has it, into @text. */
static void
read_text(const Course *course, const char *key, char **text, Diag *diag)
{
	const Yaml *value = yaml_take(course->settings, key);
	char *read;

	if (value == NULL || !field_text(value, key, diag, &read))
		return;
	g_free(*text);
	*text = read;
}

/* Read the words of @key, a list or a single one, and return them joined by ", ", or NULL. */
static char *
read_list(const Course *course, const char *key, GPtrArray *words, Diag *diag)
{
	const Yaml *value = yaml_take(course->settings, key);
	g_autoptr(GPtrArray) items = value == NULL ? NULL : field_items(value, key, diag);
	g_autoptr(GString) joined = g_string_new(NULL);

	if (items == NULL)
		return NULL;
	for (guint i = 0; i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);

		g_string_append_printf(joined, "%s%s", i > 0 ? ", " : "", item->text);
		if (words != NULL)
			g_ptr_array_add(words, g_strdup(item->text));
	}
	return g_string_free(g_steal_pointer(&joined), FALSE);
}

/* Read the options that hold for all blocks. */
static void
read_defaults(Course *course, Diag *diag)
{
	const Yaml *value = yaml_take(course->settings, "defaults");

	if (value == NULL)
		return;
	if (value->kind != YAML_MAP) {
		diag_add(diag, value->span, FINDING_OPTION_TYPE, NULL,
		         "'defaults' takes a map of options, not %s", yaml_kind_name(value));
		return;
	}
	option_check_defaults(value, diag);
	course->defaults = yaml_entry(course->settings, "defaults")->value;
}

/* Read all settings of course.yaml. */
static void
read_keys(Course *course, Diag *diag)
{
	const Yaml *age = yaml_take(course->settings, "max-age");
	const Yaml *url = yaml_take(course->settings, "base-url");
	g_autofree char *files = read_list(course, "bibliography", course->bibliography, diag);
	g_autofree char *data = NULL, *parent = g_path_get_dirname(course->folder);

	read_text(course, "title", &course->title, diag);
	course->author = read_list(course, "author", NULL, diag);
	read_text(course, "licence", &course->licence, diag);
	read_text(course, "language", &course->language, diag);
	if (url != NULL)
		field_site(url, "base-url", diag, &course->base_url);
	read_text(course, "csl", &course->csl, diag);
	read_text(course, "data", &data, diag);
	if (data != NULL && g_path_is_absolute(data))
		course->data = g_steal_pointer(&data);
	else if (data != NULL)
		course->data = beside(course, data);
	if (age != NULL)
		field_duration(age, "max-age", 0, MAX_AGE_MAX, diag, &course->max_age);
	read_defaults(course, diag);
	g_ptr_array_unref(course->statements);
	course->statements = statements_read(yaml_take(course->settings, "statements"), diag);
	course->publish = destination_read(yaml_take(course->settings, "publish"), parent, diag);
	yaml_take(course->settings, "order");
	yaml_reject_rest(course->settings, FINDING_COURSE_KEY, "setting", keys, NULL, diag);
}

/* Read course.yaml; there may be none. */
static gboolean
read_settings(Course *course, Diag *diag, GError **error)
{
	g_autofree char *path = g_build_filename(course->folder, "course.yaml", NULL);
	g_autoptr(YamlText) text = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	course->source = source_load(path, error);
	if (course->source == NULL)
		return FALSE;
	text = yaml_text_new(course->source);
	yaml_text_add(text, 0, course->source->len);
	course->settings = yaml_parse(text, "file", diag);
	if (course->settings != NULL)
		read_keys(course, diag);
	return TRUE;
}

/* Load the notes called @names; one that cannot be read is a finding. */
static void
load_notes(Course *course, const GPtrArray *names, Diag *diag)
{
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *file = g_strconcat(g_ptr_array_index(names, i), ".md", NULL);
		g_autofree char *path = g_build_filename(course->folder, file, NULL);
		g_autoptr(GError) error = NULL;
		Note *note = note_load(path, course->defaults, course->experiments, diag, &error);

		if (note != NULL)
			g_ptr_array_add(course->notes, note);
		else
			diag_add(diag, source_nowhere(), FINDING_NOTE_UNREADABLE, NULL, "%s",
			         error->message);
	}
}

Note *
course_note(const Course *course, const char *name)
{
	return roster_note(course->roster, name);
}

Experiment *
course_experiment(const Course *course, const char *id, Note **note)
{
	return roster_experiment(course->roster, id, note);
}

/* Return the heading of @note called @id, or NULL. */
static const Heading *
find_heading(const Note *note, const char *id)
{
	for (guint i = 0; i < note->headings->len; i++) {
		const Heading *heading = g_ptr_array_index(note->headings, i);

		if (g_str_equal(heading->id, id))
			return heading;
	}
	return NULL;
}

const Heading *
course_section(const Course *course, const Note *from, const char *target, Note **note)
{
	const char *ids[] = {target, g_str_has_prefix(target, "sec-") ? target + 4 : NULL};

	for (guint k = 0; k < G_N_ELEMENTS(ids) && ids[k] != NULL; k++) {
		const Heading *heading = from == NULL ? NULL : find_heading(from, ids[k]);

		if (heading == NULL)
			heading = roster_heading(course->roster, ids[k], note);
		else if (note != NULL)
			*note = (Note *)from;
		if (heading != NULL)
			return heading;
	}
	return NULL;
}

/* What the checks between notes look names up in. */
typedef struct Names {
	const Course *course;
	Diag *diag;
	GHashTable *experiments; /* id to Experiment, snippets included */
	GHashTable *owners;      /* id to Note */
	GPtrArray *ids;          /* char *, of experiments that are no snippets; NULL at the end */
	GPtrArray *sections;     /* char *, ids of headings; NULL at the end */
} Names;

/* Add the experiments of @note; an id that another note has is a finding. */
static void
add_experiments(Names *names, Note *note)
{
	for (guint i = 0; i < note->experiments->len; i++) {
		Experiment *experiment = g_ptr_array_index(note->experiments, i);
		Experiment *first = g_hash_table_lookup(names->experiments, experiment->id);
		Note *owner = g_hash_table_lookup(names->owners, experiment->id);

		if (first == NULL) {
			g_hash_table_insert(names->experiments, experiment->id, experiment);
			g_hash_table_insert(names->owners, experiment->id, note);
			if (!experiment->snippet)
				g_ptr_array_add(names->ids, experiment->id);
		} else if (owner != note) {
			diag_add(names->diag, experiment->id_span, FINDING_BLOCK_DUPLICATE_ID,
			         "rename one of them", "the id '%s' is taken by the block at %s:%u",
			         experiment->id, owner->source->path,
			         source_line_at(owner->source, first->id_span.start));
		}
	}
}

/* Gather all names of the course. */
static void
gather_names(Names *names)
{
	names->experiments = g_hash_table_new(g_str_hash, g_str_equal);
	names->owners = g_hash_table_new(g_str_hash, g_str_equal);
	names->ids = g_ptr_array_new();
	names->sections = g_ptr_array_new();
	for (guint i = 0; i < names->course->notes->len; i++) {
		Note *note = g_ptr_array_index(names->course->notes, i);

		add_experiments(names, note);
		for (guint k = 0; k < note->headings->len; k++) {
			Heading *heading = g_ptr_array_index(note->headings, k);

			g_ptr_array_add(names->sections, heading->id);
		}
	}
	g_ptr_array_add(names->ids, NULL);
	g_ptr_array_add(names->sections, NULL);
}

/* Check that a claim or value names an experiment that there is. */
static void
check_evidence(const Names *names, const Mark *mark)
{
	const Experiment *experiment = g_hash_table_lookup(names->experiments, mark->experiment);
	g_autofree char *help = NULL;

	if (mark->experiment[0] == '\0' || g_str_equal(mark->experiment, "machine"))
		return;
	if (experiment != NULL && !experiment->snippet)
		return;
	if (experiment != NULL) {
		diag_add(names->diag, mark->where, FINDING_EXPERIMENT_UNKNOWN,
		         "make it an .experiment", "'%s' is run once and has no samples",
		         mark->experiment);
		return;
	}
	help = diag_did_you_mean(mark->experiment, (const char *const *)names->ids->pdata,
	                         "lectern list experiments");
	diag_add(names->diag, mark->where, FINDING_EXPERIMENT_UNKNOWN, help,
	         "no experiment is called '%s'", mark->experiment);
}

/* Whether @experiment shows what "fig-" or "tbl-" asks for. */
static gboolean
shows(const Experiment *experiment, gboolean table)
{
	if (!experiment->include || experiment->snippet)
		return FALSE;
	return table ? experiment->table
	             : experiment->figure && g_strcmp0(experiment->plot, "none") != 0;
}

/* Check that a reference resolves. */
static void
check_reference(const Names *names, const Note *note, const Mark *mark)
{
	const char *id = mark->target + 4;
	gboolean section = g_str_has_prefix(mark->target, "sec-");
	gboolean table = g_str_has_prefix(mark->target, "tbl-");
	const Experiment *experiment = g_hash_table_lookup(names->experiments, id);
	const char *const *words =
		(const char *const *)(section ? names->sections->pdata : names->ids->pdata);
	const char *nearest;
	g_autofree char *help = NULL;

	if (section && course_section(names->course, note, mark->target, NULL) != NULL)
		return;
	if (!section && experiment != NULL) {
		if (!shows(experiment, table))
			diag_add(names->diag, mark->where, FINDING_REFERENCE_UNKNOWN,
			         table ? "give it the option `table: true`"
			               : "let it show one: `figure: true`",
			         "'%s' shows no %s", id, table ? "table" : "figure");
		return;
	}
	nearest = diag_nearest(section ? mark->target : id, words);
	if (nearest == NULL && section)
		nearest = diag_nearest(id, words);
	if (nearest != NULL)
		help = g_strdup_printf("did you mean '@%.4s%s'?", mark->target,
		                       section && g_str_has_prefix(nearest, "sec-") ? nearest + 4
		                                                                    : nearest);
	diag_add(names->diag, mark->where, FINDING_REFERENCE_UNKNOWN, help, "no %s is called '%s'",
	         section ? "section" : "experiment", section ? mark->target : id);
}

/* Whether an attribute in the text of @note gives the id @part to something: {#part}, id="part". */
static gboolean
has_anchor(const Note *note, const char *part)
{
	const char *text = note->source->text, *at = text;
	gsize len = strlen(part);

	while ((at = strstr(at, part)) != NULL) {
		char before = at > text ? at[-1] : '\0', earlier = at > text + 1 ? at[-2] : '\0';
		char after = at[len];

		if (before == '#' && (earlier == '{' || earlier == ' ') &&
		    (after == '}' || after == ' '))
			return TRUE;
		if ((before == '"' || before == '\'') && earlier == '=' && after == before)
			return TRUE;
		at += len;
	}
	return FALSE;
}

/* Check that @note has the part that @mark links to. */
static void
check_part(const Names *names, const Note *note, const char *part, const Mark *mark)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *help = NULL;
	gboolean shown = g_str_has_prefix(part, "fig-") || g_str_has_prefix(part, "tbl-");

	if (part[0] == '\0' || (shown && note_experiment(note, part + 4) != NULL))
		return;
	for (guint i = 0; i < note->headings->len; i++) {
		Heading *heading = g_ptr_array_index(note->headings, i);

		if (g_str_equal(heading->id, part))
			return;
		g_ptr_array_add(words, heading->id);
	}
	if (has_anchor(note, part))
		return;
	g_ptr_array_add(words, NULL);
	help = diag_did_you_mean(part, (const char *const *)words->pdata, NULL);
	diag_add(names->diag, mark->where, FINDING_LINK_PART, help, "%s has no part called '%s'",
	         note->source->path, part);
}

/* Check that the note that @mark links to exists, and its part. */
static void
check_link(const Names *names, const Note *from, const Mark *mark)
{
	gsize len = strcspn(mark->target, "#");
	g_autofree char *path = g_strndup(mark->target, len);
	g_autofree char *plain = g_strndup(path, len - 3);
	const char *name = g_str_has_prefix(plain, "./") ? plain + 2 : plain;
	const Note *note = course_note(names->course, name);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *help = NULL;

	if (note == NULL) {
		for (guint i = 0; i < names->course->notes->len; i++) {
			const Note *other = g_ptr_array_index(names->course->notes, i);

			g_ptr_array_add(words, g_strconcat(other->name, ".md", NULL));
		}
		g_ptr_array_add(words, NULL);
		help = diag_did_you_mean(path, (const char *const *)words->pdata, NULL);
		diag_add(names->diag, mark->where, FINDING_LINK_NOTE, help, "there is no note '%s'",
		         path);
		return;
	}
	if (note->draft && !from->draft)
		diag_add(names->diag, mark->where, FINDING_LINK_NOTE, "take `draft` off it",
		         "the note '%s' is a draft and not on the site", path);
	if (mark->target[len] == '#')
		check_part(names, note, mark->target + len + 1, mark);
}

/* Check that the file @path, which @where of a note or of course.yaml names, is in the folder. */
static void
check_file(const Names *names, const char *path, Span where)
{
	g_autofree char *root = g_canonicalize_filename(names->course->folder, NULL);
	g_autofree char *file = g_canonicalize_filename(path, root);
	gsize len = strlen(root);

	if (strncmp(file, root, len) != 0 || file[len] != '/') {
		diag_add(names->diag, where, FINDING_FILE_OUTSIDE,
		         "move it into the folder of the notes",
		         "'%s' lies outside the folder of the notes", path);
	} else if (g_file_test(file, G_FILE_TEST_IS_DIR)) {
		diag_add(names->diag, where, FINDING_FILE_MISSING, "name a file in it",
		         "'%s' is a folder", path);
	} else if (!g_file_test(file, G_FILE_TEST_EXISTS)) {
		diag_add(names->diag, where, FINDING_FILE_MISSING,
		         g_str_has_suffix(path, ".html") ? "to link to a note, write NAME.md"
		                                         : NULL,
		         "there is no file '%s' in %s", path, names->course->folder);
	}
}

/* Check one mark of @note. */
static void
check_mark(const Names *names, const Note *note, const Mark *mark)
{
	switch (mark->kind) {
	case MARK_CLAIM:
		if (mark->statement != NULL)
			statements_claim(names->course->statements, mark->statement, mark->where,
			                 names->diag);
		check_evidence(names, mark);
		return;
	case MARK_VALUE:
		check_evidence(names, mark);
		return;
	case MARK_REFERENCE:
	case MARK_CITATION_LIKE:
		check_reference(names, note, mark);
		return;
	case MARK_LINK:
		check_link(names, note, mark);
		return;
	case MARK_FILE:
		check_file(names, mark->target, mark->where);
		return;
	case MARK_LISTING:
	case MARK_DEFINITION:
		return;
	}
	g_assert_not_reached();
}

/* Check the files of the list @key of @map. */
static void
check_files(const Names *names, const Yaml *map, const char *key, const GPtrArray *files)
{
	const YamlEntry *entry = yaml_entry(map, key);

	for (guint i = 0; i < files->len; i++)
		check_file(names, g_ptr_array_index(files, i), entry->value->span);
}

/* Check everything that one note says of another. */
/* Notes whose files would take the places of generated ones. */
static void
check_reserved(const Note *note, Diag *diag)
{
	static const char *const reserved[] = {"course", "ledger", "start", NULL};

	if (g_strv_contains(reserved, note->name))
		diag_add(diag, source_span(note->source, 0, 0), FINDING_NOTE_RESERVED,
		         "rename the file", "no note can be called '%s'", note->name);
}

static void
check_names(const Course *course, Diag *diag)
{
	Names names = {.course = course, .diag = diag};

	gather_names(&names);
	check_files(&names, course->settings, "bibliography", course->bibliography);
	if (course->csl != NULL)
		check_file(&names, course->csl, yaml_entry(course->settings, "csl")->value->span);
	for (guint i = 0; i < course->notes->len; i++) {
		const Note *note = g_ptr_array_index(course->notes, i);

		check_reserved(note, diag);
		check_files(&names, note->front, "bibliography", note->bibliography);
		for (guint k = 0; k < note->marks->len; k++)
			check_mark(&names, note, g_ptr_array_index(note->marks, k));
		for (guint k = 0; k < note->parts->len; k++) {
			const Mark *mark = g_ptr_array_index(note->parts, k);

			check_part(&names, note, mark->target, mark);
		}
	}
	statements_check(course->statements, diag);
	g_hash_table_unref(names.experiments);
	g_hash_table_unref(names.owners);
	g_ptr_array_unref(names.ids);
	g_ptr_array_unref(names.sections);
}

Course *
course_load(const char *folder, Diag *diag, GError **error)
{
	g_autoptr(Course) course = course_new(folder);
	g_autoptr(GPtrArray) names = NULL;

	if (!read_settings(course, diag, error))
		return NULL;
	names = listing_make(course->folder, course->settings, diag, error);
	if (names == NULL)
		return NULL;
	load_notes(course, names, diag);
	course->roster = roster_new(course->notes);
	if (course->title == NULL) {
		Note *index = course_note(course, "index");

		course->title =
			index != NULL ? g_strdup(index->title) : g_path_get_basename(folder);
	}
	check_names(course, diag);
	return g_steal_pointer(&course);
}

const GPtrArray *
course_bibliography(const Course *course, const Note *note)
{
	return note->bibliography->len > 0 ? note->bibliography : course->bibliography;
}

const char *
course_csl(const Course *course, const Note *note)
{
	const YamlEntry *own = note->front ? yaml_entry(note->front, "csl") : NULL;

	return own ? own->value->text : course->csl;
}
