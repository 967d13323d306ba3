#include "workload.h"
#include "hash.h"
#include "util.h"
#include <gio/gio.h>
#include <glib/gstdio.h>

void
workload_free(Workload *workload)
{
	if (!workload)
		return;
	g_free(workload->module);
	g_free(workload->source);
	g_free(workload);
}

/* How every workload in C is compiled. */
static const char *const flags_of_all[] = {"-std=gnu17", "-O2", "-g", "-pthread",
                                           "-fdiagnostics-color=never"};

/* What is loaded is bound at once, in few mappings: else forked workers pay for both. */
static const char *const module_flags[] = {"-fPIC", "-shared", "-Wl,-z,now,-z,noseparate-code"};

char *
workload_shared(const Experiment *experiment, const char *folder)
{
	if (!experiment->workload)
		return NULL;
	return g_strdup_printf("%s/%s.%s", folder, experiment->workload,
	                       experiment->language == LANGUAGE_C ? "c" : "py");
}

static gboolean
is_known(const GPtrArray *paths, const char *path)
{
	for (guint i = 0; i < paths->len; i++)
		if (g_str_equal(g_ptr_array_index(paths, i), path))
			return TRUE;
	return FALSE;
}

/* Add the file @name with @ending beside @path to @paths, if there is one. */
static void
add_beside(GPtrArray *paths, const char *path, const char *name, const char *ending)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *beside = g_strconcat(folder, "/", name, ending, NULL);

	if (!is_known(paths, beside) && g_file_test(beside, G_FILE_TEST_IS_REGULAR))
		g_ptr_array_add(paths, g_steal_pointer(&beside));
}

/* Add the files beside @path that it includes (C) or imports (Python). */
static void
add_named(GPtrArray *paths, const char *path, Language language)
{
	const gboolean c = language == LANGUAGE_C;
	g_autoptr(GRegex) lines = g_regex_new(c ? "^[ \t]*#[ \t]*include[ \t]*\"([^\"\n]+)\""
	                                        : "^[ \t]*(?:import|from)[ \t]+([^#\n]+)",
	                                      G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_regex_match(lines, text, 0, &match);
	for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
		g_autofree char *named = g_match_info_fetch(match, 1);
		/* every word that could be a module: one too many does no harm */
		g_auto(GStrv) words = g_strsplit_set(named, c ? "" : " \t,.()", -1);

		for (guint i = 0; words[i]; i++)
			if (*words[i])
				add_beside(paths, path, words[i], c ? "" : ".py");
	}
}

GPtrArray *
workload_files(const Experiment *experiment, const char *folder)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	char *shared = workload_shared(experiment, folder);

	if (shared)
		g_ptr_array_add(paths, shared);
	for (guint i = 0; i < paths->len; i++)
		add_named(paths, g_ptr_array_index(paths, i), experiment->language);
	return paths;
}

void
workload_hash(const Experiment *experiment, const WorkloadPaths *paths, Hash *hash)
{
	g_autoptr(GPtrArray) files = workload_files(experiment, paths->shared);

	hash_text(hash, "language", language_name(experiment->language));
	for (guint i = 0; i < files->len; i++)
		hash_file(hash, "workload", g_ptr_array_index(files, i));
	if (files->len == 0)
		hash_text(hash, "code", experiment->code);
	if (experiment->language == LANGUAGE_C) {
		g_autofree char *header = g_build_filename(paths->include, "lectern.h", NULL);

		hash_file(hash, "lectern.h", header);
		for (guint i = 0; i < G_N_ELEMENTS(flags_of_all); i++)
			hash_text(hash, "flag", flags_of_all[i]);
		for (guint i = 0; i < G_N_ELEMENTS(module_flags); i++)
			hash_text(hash, "flag", module_flags[i]);
		hash_text(hash, "cflags", experiment->cflags);
		hash_text(hash, "ldflags", experiment->ldflags);
	}
}

/* Return the folder for what is generated; a snippet without id is known by its place. */
static char *
folder_of(const Experiment *experiment, const WorkloadPaths *paths)
{
	const Source *note = experiment->block.source;
	g_autofree char *name = NULL;

	if (experiment->id && *experiment->id)
		return g_build_filename(paths->build, experiment->id, NULL);
	name = g_path_get_basename(note ? note->path : "note");
	return g_strdup_printf("%s/%s-%u", paths->build, name, experiment->code_line);
}

/* Python ------------------------------------------------------------------------------- */

/* An identifier that no module of the standard library has: "note_" and the id. */
static char *
module_name(const Experiment *experiment)
{
	char *name = g_strconcat(
		"note_", experiment->id && *experiment->id ? experiment->id : "snippet", NULL);

	return g_strdelimit(name, "-", '_');
}

static Workload *
make_python(const Experiment *experiment, const WorkloadPaths *paths, GError **error)
{
	g_autoptr(Workload) workload = g_new0(Workload, 1);

	workload->module = workload_shared(experiment, paths->shared);
	if (!workload->module) {
		g_autofree char *name = module_name(experiment);
		g_autofree char *folder = folder_of(experiment, paths);
		g_autofree char *padding =
			g_strnfill(experiment->code_line > 0 ? experiment->code_line - 1 : 0, '\n');
		g_autofree char *text = g_strconcat(padding, experiment->code, NULL);

		workload->module = g_strdup_printf("%s/%s.py", folder, name);
		if (!file_update(workload->module, text, strlen(text), error))
			return NULL;
	}
	workload->source = g_strdup(workload->module);
	/* The runner runs elsewhere. */
	char *absolute = g_canonicalize_filename(workload->module, NULL);
	g_free(workload->module);
	workload->module = absolute;
	return g_steal_pointer(&workload);
}

guint
workload_traceback_line(const Workload *workload, const char *errors)
{
	g_autofree char *file = g_path_get_basename(workload->source);
	g_autofree char *mark = g_strconcat(file, "\", line ", NULL);
	guint line = 0;

	for (const char *at = strstr(errors, mark); at; at = strstr(at + 1, mark))
		line = (guint)g_ascii_strtoull(at + strlen(mark), NULL, 10);
	return line;
}

/* C ------------------------------------------------------------------------------------ */

/* Write the generated C file; `#line` gives compiler and debugger the note's lines. */
static gboolean
write_c(const Experiment *experiment, const char *path, GError **error)
{
	const Source *note = experiment->block.source;
	g_autofree char *shown = g_strescape(note ? note->path : "note", NULL);
	g_autofree char *text = g_strdup_printf("#line %u \"%s\"\n%s", experiment->code_line, shown,
	                                        experiment->code);

	return file_update(path, text, strlen(text), error);
}

static GPtrArray *
compiler_argv(const Experiment *experiment, const WorkloadPaths *paths, const char *source,
              const char *module, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	const char *flags[] = {experiment->cflags, experiment->ldflags};

	g_ptr_array_add(argv, g_strdup(paths->cc));
	for (guint i = 0; i < G_N_ELEMENTS(flags_of_all); i++)
		g_ptr_array_add(argv, g_strdup(flags_of_all[i]));
	for (guint i = 0; i < G_N_ELEMENTS(module_flags) && !experiment->snippet; i++)
		g_ptr_array_add(argv, g_strdup(module_flags[i]));
	/* It counts columns as we do; nothing else depends on it, so no key does. */
	g_ptr_array_add(argv, g_strdup("-ftabstop=1"));
	g_ptr_array_add(argv, g_strconcat("-I", paths->include, NULL));
	for (guint k = 0; k < 2; k++) {
		g_auto(GStrv) words = NULL;

		if (k == 1) {
			g_ptr_array_add(argv, g_strdup("-o"));
			g_ptr_array_add(argv, g_strdup(module));
			g_ptr_array_add(argv, g_strdup(source));
		}
		if (!flags[k] || !*flags[k])
			continue;
		if (!g_shell_parse_argv(flags[k], NULL, &words, error))
			return NULL;
		for (guint i = 0; words[i]; i++)
			g_ptr_array_add(argv, g_strdup(words[i]));
	}
	g_ptr_array_add(argv, NULL);
	return g_steal_pointer(&argv);
}

/* Return the span of the word at @column of @line, both from 1. */
static Span
word_span(const Source *note, guint line, gsize column)
{
	gsize last = source_line_end(note, line);
	gsize start = MIN(source_line_start(note, line) + MAX(column, 1) - 1, last), end = start;

	while (end < last && (g_ascii_isalnum(note->text[end]) || note->text[end] == '_'))
		end++;
	return source_span(note, start, MAX(end, MIN(start + 1, last)));
}

/*
 * Add a finding for each error line of the compiler, "FILE:LINE:COLUMN: error: TEXT"; a line in
 * another file than the note is reported at the block.
 */
static void
report_compiler(const Experiment *experiment, const char *text, Diag *diag)
{
	const Source *note = experiment->block.source;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint reported = 0;

	for (guint i = 0; lines[i] && reported < 10; i++) {
		const char *error = strstr(lines[i], "error: ");
		Span span = experiment->info;

		if (!error)
			continue;
		if (note && g_str_has_prefix(lines[i], note->path) &&
		    lines[i][strlen(note->path)] == ':' && !experiment->workload) {
			char *end;
			guint64 line =
				g_ascii_strtoull(lines[i] + strlen(note->path) + 1, &end, 10);
			guint64 column = *end == ':' ? g_ascii_strtoull(end + 1, NULL, 10) : 1;

			if (line > 0 && line <= note->lines->len)
				span = word_span(note, (guint)line, column);
		}
		diag_add(diag, span, FINDING_COMPILE_FAILED, NULL, "%s", error + strlen("error: "));
		reported++;
	}
	if (reported == 0) {
		g_autofree char *first = g_strndup(text, strcspn(text, "\n"));

		diag_add(diag, experiment->info, FINDING_COMPILE_FAILED, NULL,
		         "the workload does not compile: %s", first);
	}
}

/* Compile; FALSE without @error when the code is at fault. */
static gboolean
compile(const Experiment *experiment, GPtrArray *argv, Diag *diag, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GSubprocess) cc = g_subprocess_newv(
		(const char *const *)argv->pdata,
		G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, error);

	if (!cc || !g_subprocess_communicate_utf8(cc, NULL, NULL, &text, NULL, error)) {
		g_prefix_error(error, "the C compiler: ");
		return FALSE;
	}
	if (g_subprocess_get_successful(cc))
		return TRUE;
	report_compiler(experiment, text ? text : "", diag);
	return FALSE;
}

static char *
compile_key(const Experiment *experiment, const WorkloadPaths *paths, const char *compiler)
{
	Hash *hash = hash_new("compile");

	workload_hash(experiment, paths, hash);
	hash_text(hash, "compiler", compiler);
	hash_text(hash, "cc", paths->cc);
	hash_integer(hash, "line", experiment->code_line);
	hash_integer(hash, "program", experiment->snippet);
	return hash_end(hash);
}

static Workload *
make_c(const Experiment *experiment, const WorkloadPaths *paths, const char *compiler, Diag *diag,
       GError **error)
{
	g_autoptr(Workload) workload = g_new0(Workload, 1);
	g_autofree char *folder = folder_of(experiment, paths);
	g_autofree char *key = compile_key(experiment, paths, compiler);
	g_autofree char *name = g_strdup_printf("workload-%.16s.so", key);
	g_autofree char *relative = g_build_filename(folder, name, NULL);

	workload->module = g_canonicalize_filename(relative, NULL);
	workload->source = workload_shared(experiment, paths->shared);
	if (!workload->source)
		workload->source = g_build_filename(folder, "workload.c", NULL);
	if (g_file_test(workload->module, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&workload);
	if (!directory_make(folder, error) ||
	    (!experiment->workload && !write_c(experiment, workload->source, error)))
		return NULL;
	g_autofree char *temporary = g_strconcat(workload->module, ".part", NULL);
	g_autoptr(GPtrArray) argv =
		compiler_argv(experiment, paths, workload->source, temporary, error);
	if (!argv || !compile(experiment, argv, diag, error))
		return NULL;
	if (g_rename(temporary, workload->module) != 0) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s cannot be renamed",
		            temporary);
		return NULL;
	}
	return g_steal_pointer(&workload);
}

Workload *
workload_make(const Experiment *experiment, const WorkloadPaths *paths, const char *compiler,
              Diag *diag, GError **error)
{
	if (experiment->language == LANGUAGE_C)
		return make_c(experiment, paths, compiler, diag, error);
	return make_python(experiment, paths, error);
}
