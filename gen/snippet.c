#include "snippet.h"
#include "hash.h"
#include "util.h"
#include <gio/gio.h>

/* Return the interpreter that @experiment asks for; NULL with a finding when there is none. */
static Python *
find_python(const Snippets *snippets, const Experiment *experiment, Diag *diag)
{
	const char *wanted =
		experiment->pythons->len ? g_ptr_array_index(experiment->pythons, 0) : "";
	g_autoptr(GError) error = NULL;
	Python *python = python_find(snippets->tools, wanted, &error);

	if (!python)
		diag_add(diag, experiment->info, FINDING_SNIPPET_FAILED, NULL, "%s",
		         error->message);
	return python;
}

static char *
key_of(const Snippets *snippets, const Experiment *experiment, const Python *python)
{
	Hash *hash = hash_new("snippet");

	workload_hash(experiment, snippets->paths, hash);
	hash_text(hash, "compiler", python ? NULL : snippets->compiler);
	hash_text(hash, "python", python ? python->path : NULL);
	hash_text(hash, "version", python ? python->version : NULL);
	hash_list(hash, "env", experiment->env);
	if (experiment->services->len)
		hash_list(hash, "services", experiment->services);
	return hash_end(hash);
}

char *
snippet_key(const Snippets *snippets, const Experiment *experiment)
{
	const char *wanted =
		experiment->pythons->len ? g_ptr_array_index(experiment->pythons, 0) : "";
	g_autoptr(Python) python = experiment->language == LANGUAGE_PYTHON
	                                   ? python_find(snippets->tools, wanted, NULL)
	                                   : NULL;

	return key_of(snippets, experiment, python);
}

static Span
blame(const Experiment *experiment, const Workload *workload, const char *errors)
{
	const Source *note = experiment->block.source;
	guint line = workload_traceback_line(workload, errors);

	if (!note || line == 0 || line > note->lines->len)
		return experiment->info;
	gsize start = g_array_index(note->lines, gsize, line - 1);
	return source_span(note, start, start + strcspn(note->text + start, "\r\n"));
}

/* Set @pairs, NAME=VALUE, in @env. */
static void
set_pairs(char ***env, const GPtrArray *pairs)
{
	for (guint i = 0; i < pairs->len; i++) {
		g_auto(GStrv) pair = g_strsplit(g_ptr_array_index(pairs, i), "=", 2);

		*env = g_environ_setenv(*env, pair[0], pair[1], TRUE);
	}
}

/* Start the services of @experiment; put its variables and their addresses into @env. */
static Services *
start_services(const Snippets *snippets, const Experiment *experiment, char ***env, GError **error)
{
	ServiceSetting setting = {.runner = snippets->runner,
	                          .folder = snippets->folder,
	                          .memory = experiment->memory,
	                          .pids = experiment->pids,
	                          .interrupt = snippets->interrupt};
	g_autoptr(GPtrArray) params = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(g_free);
	Services *services = services_start(experiment->services, &setting, error);

	if (services)
		services_tell(services, params, pairs);
	set_pairs(env, experiment->env);
	set_pairs(env, pairs);
	return services;
}

static char *
run(const Snippets *snippets, const Experiment *experiment, const Python *python,
    const Workload *workload, const char *stem, Diag *diag, gboolean *good, GError **error)
{
	g_autofree char *out = g_strconcat(stem, ".stdout", NULL);
	g_autofree char *err = g_strconcat(stem, ".stderr", NULL);
	char *argv[] = {python ? python->path : workload->module, python ? workload->module : NULL,
	                NULL};
	g_auto(GStrv) env = g_get_environ();
	g_autoptr(Services) services = start_services(snippets, experiment, &env, error);
	g_auto(ChildEnd) end = {0};
	Child child = {.argv = argv,
	               .env = env,
	               .out = out,
	               .err = err,
	               .timeout = experiment->timeout,
	               .memory = experiment->memory,
	               .pids = experiment->pids};

	if (!services || !child_run(&child, snippets->interrupt, &end, error))
		return NULL;
	if (end.status == CHILD_INTERRUPTED) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "interrupted");
		return NULL;
	}
	*good = end.status == CHILD_EXITED;
	if (!*good)
		diag_add(diag, blame(experiment, workload, end.errors), FINDING_SNIPPET_FAILED,
		         NULL, "the snippet failed: %s", end.message);
	return g_strconcat(end.output, *end.errors && *end.output ? "\n" : "", end.errors, NULL);
}

char *
snippet_output(const Snippets *snippets, const Experiment *experiment, gboolean fresh, Diag *diag,
               GError **error)
{
	g_autoptr(Python) python = NULL;
	g_autoptr(Workload) workload = NULL;
	gboolean good = FALSE;
	char *output = NULL;

	if (experiment->language == LANGUAGE_PYTHON) {
		python = find_python(snippets, experiment, diag);
		if (!python)
			return g_strdup("");
	}
	g_autofree char *key = key_of(snippets, experiment, python);
	g_autofree char *stem = g_build_filename(snippets->folder, key, NULL);
	g_autofree char *kept = g_strconcat(stem, ".txt", NULL);
	if (!fresh && g_file_get_contents(kept, &output, NULL, NULL))
		return output;
	if (!directory_make(snippets->folder, error))
		return NULL;
	workload = workload_make(experiment, snippets->paths, snippets->compiler, diag, error);
	if (!workload)
		return *error ? NULL : g_strdup("");
	output = run(snippets, experiment, python, workload, stem, diag, &good, error);
	if (output && good && !file_write(kept, output, strlen(output), error))
		g_clear_pointer(&output, g_free);
	return output;
}
