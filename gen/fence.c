#include "fence.h"

#include "option.h"

#include <string.h>

/* Longest id, in bytes: it names files. */
#define ID_MAX 60

/* A word of the info string. */
typedef struct Word {
	char *text; /* without "." or "#" */
	Span span;
} Word;

/* What an info string says. */
typedef struct Info {
	GArray *classes; /* Word */
	GArray *ids;     /* Word */
	gboolean good;   /* it is pandoc's attributes */
} Info;

/* What reads one block. */
typedef struct Reader {
	const Leaf *leaf;
	const FenceContext *context;
	Diag *diag;
	Experiment *experiment;
	Yaml *options;   /* or NULL: they cannot be read */
	gboolean marked; /* the block has a language, so options are marked as comments */
} Reader;

static const char *const languages[] = {"python", "c", NULL};

static void
clear_word(gpointer data)
{
	Word *word = data;

	g_free(word->text);
}

/* Whether @c ends a word of attributes. */
static gboolean
ends_word(char c)
{
	return c == '\0' || c == '}' || g_ascii_isspace(c);
}

/* Return the length of the word at @at: up to a blank outside quotes. */
static gsize
word_length(const char *at)
{
	gsize n = 0;
	char quote = '\0';

	while (at[n] != '\0' && (quote != '\0' || !ends_word(at[n]))) {
		if (at[n] == '"' || at[n] == '\'')
			quote = quote == '\0' ? at[n] : quote == at[n] ? '\0' : quote;
		n++;
	}
	return n;
}

gboolean
fence_is_ours(const char *info)
{
	static const char *const kinds[] = {".experiment", ".run"};

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const char *at = info;

		while ((at = strstr(at, kinds[i])) != NULL) {
			gboolean starts = at == info || at[-1] == '{' || g_ascii_isspace(at[-1]);

			at += strlen(kinds[i]);
			if (starts && ends_word(*at))
				return TRUE;
		}
	}
	return FALSE;
}

/* Add the word @text (transfer full) at @span to @words. */
static void
add_word(GArray *words, char *text, Span span)
{
	Word word = {text, span};

	g_array_append_val(words, word);
}

/* Read the words of the info string of @leaf. */
static void
read_info(const Leaf *leaf, Info *info)
{
	const char *text = leaf->info;
	gsize at = 1, end = strlen(text);

	info->classes = g_array_new(FALSE, FALSE, sizeof(Word));
	info->ids = g_array_new(FALSE, FALSE, sizeof(Word));
	g_array_set_clear_func(info->classes, clear_word);
	g_array_set_clear_func(info->ids, clear_word);
	info->good = text[0] == '{' && text[end - 1] == '}';
	while (info->good && at < end - 1) {
		gsize n = word_length(text + at), start = leaf->info_start + at;

		if (n == 0) {
			at++;
			continue;
		}
		if (text[at] == '.' || text[at] == '#') {
			add_word(text[at] == '.' ? info->classes : info->ids,
			         g_strndup(text + at + 1, n - 1),
			         source_span(leaf->source, start, start + n));
		} else if (memchr(text + at, '=', n) == NULL) {
			info->good = FALSE;
		}
		at += n;
	}
}

static void
clear_info(Info *info)
{
	g_array_unref(info->classes);
	g_array_unref(info->ids);
}

/* Return the index of the class @name, or -1. */
static int
find_class(const Info *info, const char *name)
{
	for (guint i = 0; i < info->classes->len; i++)
		if (g_str_equal(g_array_index(info->classes, Word, i).text, name))
			return (int)i;
	return -1;
}

/* Read which language the block is in, and report what pandoc or we would not understand. */
static void
read_language(Reader *reader, const Info *info)
{
	const Word *first = &g_array_index(info->classes, Word, 0);
	Experiment *experiment = reader->experiment;
	g_autofree char *help = NULL;

	for (guint i = 0; languages[i] != NULL; i++) {
		int index = find_class(info, languages[i]);

		if (index < 0)
			continue;
		reader->marked = TRUE;
		experiment->language = i == 0 ? LANGUAGE_PYTHON : LANGUAGE_C;
		if (index == 0)
			return;
		help = g_strdup_printf("write {.%s .%s ...}", languages[i],
		                       experiment->snippet ? "run" : "experiment");
		diag_add(reader->diag, g_array_index(info->classes, Word, index).span,
		         FINDING_BLOCK_CLASS_ORDER, help,
		         "the language '%s' is not the first class", languages[i]);
		return;
	}
	if (g_str_equal(first->text, "experiment"))
		return;
	reader->marked = TRUE;
	help = diag_did_you_mean(first->text, languages, NULL);
	if (help == NULL)
		help = g_strdup("write {.python ...} or {.c ...}");
	diag_add(reader->diag, experiment->snippet ? experiment->info : first->span,
	         FINDING_BLOCK_LANGUAGE, help, "workloads are in Python or C, not in '%s'",
	         g_str_equal(first->text, "run") ? "" : first->text);
}

/* Whether @id is one that an experiment can have. */
static gboolean
is_id(const char *id)
{
	return g_ascii_islower(id[0]) && strlen(id) <= ID_MAX &&
	       id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* Read the id; a snippet without one gets one. */
static void
read_id(Reader *reader, const Info *info)
{
	Experiment *experiment = reader->experiment;
	const Word *word;

	experiment->id_span = experiment->info;
	if (info->ids->len == 0) {
		g_free(experiment->id);
		experiment->id = g_strdup_printf("run-%s-%u", reader->context->name,
		                                 reader->context->snippets + 1);
		if (!experiment->snippet)
			diag_add(reader->diag, experiment->info, FINDING_BLOCK_ID,
			         "give it one, as in {.python .experiment #startup}",
			         "this experiment has no id");
		return;
	}
	word = &g_array_index(info->ids, Word, 0);
	g_free(experiment->id);
	experiment->id = g_strdup(word->text);
	experiment->id_span = word->span;
	if (!is_id(word->text))
		diag_add(
			reader->diag, word->span, FINDING_BLOCK_ID,
			"ids start with a small letter and go on with small letters, digits and -, "
			"at most 60",
			"'%s' is no id", word->text);
	if (info->ids->len > 1)
		diag_add(reader->diag, g_array_index(info->ids, Word, 1).span, FINDING_BLOCK_ID,
		         "delete one", "this block has two ids");
}

/* Read the info string; FALSE when the block is none of ours. */
static gboolean
read_kind(Reader *reader, const Info *info)
{
	Experiment *experiment = reader->experiment;
	gboolean run = find_class(info, "run") >= 0;
	gboolean measured = find_class(info, "experiment") >= 0;

	if (!info->good) {
		if (!fence_is_ours(reader->leaf->info))
			return FALSE;
		diag_add(reader->diag, experiment->info, FINDING_BLOCK_INFO,
		         "write {.python .experiment #id}",
		         "this is not what pandoc calls attributes");
		return FALSE;
	}
	if (!run && !measured) {
		for (guint i = 0; i < info->classes->len; i++) {
			const Word *word = &g_array_index(info->classes, Word, i);
			static const char *const kinds[] = {"experiment", NULL};

			if (strlen(word->text) <= 11 && diag_nearest(word->text, kinds) != NULL)
				diag_add(reader->diag, word->span, FINDING_BLOCK_INFO,
				         "did you mean '.experiment'?",
				         "'.%s' does not make this block an experiment",
				         word->text);
		}
		return FALSE;
	}
	if (run && measured)
		diag_add(reader->diag, experiment->info, FINDING_BLOCK_KIND,
		         "delete .run or .experiment",
		         "a block is either run once or measured, not both");
	experiment->snippet = run && !measured;
	read_language(reader, info);
	read_id(reader, info);
	return TRUE;
}

/* Return the length of the mark of an option line at @line ("#|"), or 0; @usual: of the language.
 */
static gsize
mark_length(const Reader *reader, const char *line, gboolean *usual)
{
	gboolean c = reader->experiment->language == LANGUAGE_C;

	if (g_str_has_prefix(line, "#|")) {
		*usual = !c;
		return 2;
	}
	if (g_str_has_prefix(line, "//|")) {
		*usual = c;
		return 3;
	}
	return 0;
}

/* Add the option text of the line of the block's text from @at to @end, its mark cut off. */
static void
add_option_line(Reader *reader, YamlText *text, gsize at, gsize end)
{
	const char *line = reader->leaf->text->str + at;
	const Source *source = reader->leaf->source;
	gboolean usual = TRUE;
	gsize mark = mark_length(reader, line, &usual), start;

	if (!usual && reader->marked)
		diag_add(reader->diag, leaf_span(reader->leaf, (Range){at, at + mark}),
		         FINDING_BLOCK_OPTION_MARK,
		         reader->experiment->language == LANGUAGE_C ? "write `//|`" : "write `#|`",
		         "this is no comment in %s", language_name(reader->experiment->language));
	if (mark > 0 && (line[mark] == ' ' || line[mark] == '\t'))
		mark++;
	start = leaf_offset(reader->leaf, MIN(at + mark, end));
	yaml_text_add(text, start, source_line_start(source, source_line_at(source, start) + 1));
}

/* Read the options at the top of the block; return where the code starts in its text. */
static gsize
read_options(Reader *reader)
{
	const GString *body = reader->leaf->text;
	g_autoptr(YamlText) text = yaml_text_new(reader->leaf->source);
	gsize at = 0;
	guint lines = 0;

	while (at < body->len) {
		gsize end = at + strcspn(body->str + at, "\n");
		gboolean usual;

		if (reader->marked && mark_length(reader, body->str + at, &usual) == 0)
			break;
		add_option_line(reader, text, at, end);
		at = MIN(end + 1, body->len);
		lines++;
	}
	reader->experiment->code_line = reader->leaf->first_line + 1 + lines;
	if (lines > 0) {
		reader->options = yaml_parse(text, "list of options", reader->diag);
		reader->experiment->sound = reader->options != NULL;
	}
	return at;
}

/* Warn of an option line in @code, which starts at @at of the block's text. */
static void
check_late_options(Reader *reader, gsize at)
{
	const char *text = reader->leaf->text->str;
	const char *mark = reader->experiment->language == LANGUAGE_C ? "\n//|" : "\n#|";
	const char *late = strstr(text + at, mark);
	gsize start;

	if (late == NULL || !reader->marked)
		return;
	start = (gsize)(late - text) + 1;
	diag_add(reader->diag, leaf_span(reader->leaf, (Range){start, start + strlen(mark) - 1}),
	         FINDING_BLOCK_LATE_OPTION, "move it above the first line of code",
	         "this option line comes after code and is a comment");
}

/* Return the path of the shared workload @name with @ending (transfer full), or NULL. */
static char *
find_file(const char *search, const char *name, const char *ending)
{
	gboolean word = name[strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-")] == '\0';
	g_autofree char *file = g_strconcat(name, ending, NULL);
	g_autofree char *path = g_build_filename(search, file, NULL);

	return word && g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer(&path) : NULL;
}

/* Return the names of all workloads in @search, for hints: char *, NULL at the end (transfer full).
 */
static GPtrArray *
list_workloads(const char *search)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) folder = g_dir_open(search, 0, NULL);
	const char *name;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		const char *dot = strrchr(name, '.');

		if (dot != NULL && dot > name &&
		    (g_str_equal(dot, ".c") || g_str_equal(dot, ".py")))
			g_ptr_array_add(names, g_strndup(name, (gsize)(dot - name)));
	}
	g_ptr_array_add(names, NULL);
	return names;
}

/* Report that no workload is called as the block says. */
static void
report_workload(Reader *reader)
{
	const Experiment *experiment = reader->experiment;
	g_autoptr(GPtrArray) names = list_workloads(reader->context->search);
	const char *ending = experiment->language == LANGUAGE_C ? ".py" : ".c";
	g_autofree char *other = find_file(reader->context->search, experiment->workload, ending);
	g_autofree char *help =
		diag_did_you_mean(experiment->workload, (const char *const *)names->pdata, NULL);

	if (other != NULL) {
		g_free(help);
		help = g_strdup_printf("it is %s: write {.%s .experiment ...}", other,
		                       experiment->language == LANGUAGE_C ? "python" : "c");
	}
	if (help == NULL)
		help = g_strdup_printf("write %s/%s.c or %s.py, or name another",
		                       reader->context->search, experiment->workload,
		                       experiment->workload);
	diag_add(reader->diag, experiment->workload_span, FINDING_WORKLOAD_UNKNOWN, help,
	         "no shared workload is called '%s'", experiment->workload);
}

/* Find the file of the shared workload, and with it the language. */
static void
find_workload(Reader *reader)
{
	Experiment *experiment = reader->experiment;
	const char *search = reader->context->search, *name = experiment->workload;
	g_autofree char *c = NULL, *python = NULL;

	if (search == NULL)
		return;
	c = find_file(search, name, ".c");
	python = find_file(search, name, ".py");
	if (c != NULL && python != NULL && experiment->language == LANGUAGE_NONE) {
		diag_add(reader->diag, experiment->workload_span, FINDING_WORKLOAD_AMBIGUOUS,
		         "write {.python .experiment ...} or {.c .experiment ...}",
		         "'%s' exists in C and in Python", name);
		return;
	}
	if (experiment->language == LANGUAGE_NONE)
		experiment->language = c != NULL        ? LANGUAGE_C
		                       : python != NULL ? LANGUAGE_PYTHON
		                                        : LANGUAGE_NONE;
	if (experiment->language == LANGUAGE_C)
		experiment->workload_path = g_steal_pointer(&c);
	else
		experiment->workload_path = g_steal_pointer(&python);
	if (experiment->workload_path == NULL)
		report_workload(reader);
}

/* Read what decides about the language before all other options: the shared workload. */
static void
read_workload(Reader *reader)
{
	const YamlEntry *entry = yaml_entry(reader->options, "workload");

	if (entry == NULL || entry->value->kind != YAML_SCALAR || entry->value->text[0] == '\0' ||
	    reader->experiment->snippet)
		return;
	reader->experiment->workload = g_strdup(entry->value->text);
	reader->experiment->workload_span = entry->value->span;
	find_workload(reader);
}

/* Report a block that has nothing to run, or too much. */
static void
check_code(Reader *reader)
{
	const Experiment *experiment = reader->experiment;
	gboolean blank = experiment->code[strspn(experiment->code, " \t\n")] == '\0';

	if (experiment->workload != NULL && !blank)
		diag_add(reader->diag, experiment->workload_span, FINDING_WORKLOAD_CODE,
		         "delete the code, or the option",
		         "this block names a shared workload and has code of its own");
	if (experiment->workload == NULL && blank && experiment->sound)
		diag_add(reader->diag, experiment->info, FINDING_BLOCK_CODE,
		         reader->marked
		                 ? "write the code below the options"
		                 : "name a shared workload, `workload: NAME`, or say in which "
		                   "language the code is",
		         "this block has nothing to run");
}

/* Return the text in which metrics of the workload's own are recorded (transfer full), or NULL. */
static char *
recording_text(const Experiment *experiment)
{
	char *text = NULL;

	if (experiment->workload == NULL)
		return g_strdup(experiment->code);
	if (experiment->workload_path != NULL)
		g_file_get_contents(experiment->workload_path, &text, NULL, NULL);
	return text;
}

/* Read options and code into the experiment. */
static void
read_body(Reader *reader)
{
	Experiment *experiment = reader->experiment;
	g_autoptr(Diag) quiet = diag_new(); /* defaults were checked where they stand */
	g_autofree char *recorded = NULL;
	guint errors = diag_count(reader->diag, SEVERITY_ERROR);
	gsize code;

	option_reset(experiment);
	code = read_options(reader);
	g_free(experiment->code);
	experiment->code = g_strdup(reader->leaf->text->str + code);
	check_late_options(reader, code);
	read_workload(reader);
	option_read(experiment, reader->context->course, FALSE, quiet);
	option_read(experiment, reader->context->note, FALSE, quiet);
	option_read(experiment, reader->options, TRUE, reader->diag);
	check_code(reader);
	recorded = recording_text(experiment);
	option_finish(experiment, recorded, reader->diag);
	/* what formulas say of options that are wrong would be said again for each of them */
	experiment->sound &= diag_count(reader->diag, SEVERITY_ERROR) == errors;
}

Experiment *
fence_read(const Leaf *leaf, const FenceContext *context, Diag *diag)
{
	g_autoptr(Experiment) experiment = experiment_new();
	Reader reader = {.leaf = leaf, .context = context, .diag = diag, .experiment = experiment};
	Info info;
	gboolean ours;

	if (leaf->info[0] == '\0')
		return NULL;
	experiment->block = source_span(leaf->source, leaf->start, leaf->end);
	experiment->info =
		source_span(leaf->source, leaf->info_start, leaf->info_start + strlen(leaf->info));
	g_free(experiment->prefix);
	experiment->prefix = g_strdup(leaf->prefix);
	read_info(leaf, &info);
	ours = read_kind(&reader, &info);
	clear_info(&info);
	if (!ours)
		return NULL;
	read_body(&reader);
	yaml_tree_free(reader.options);
	return g_steal_pointer(&experiment);
}
