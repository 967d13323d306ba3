#include "key.h"
#include "hash.h"
#include "protocol.h"

#ifndef RUNNER_HASH
#error "RUNNER_HASH must be the hash of the runner's sources"
#endif

/* Values longer than this stand as their hash. */
enum { VALUE_MAX = 80 };

static void
add(GPtrArray *inputs, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	if (strlen(value) <= VALUE_MAX && !strpbrk(value, "\r\n")) {
		g_ptr_array_add(inputs, g_strdup_printf("%s: %s", name, value));
		return;
	}
	Hash *hash = hash_new(name);
	hash_text(hash, name, value);
	g_autofree char *hex = hash_end(hash);
	g_ptr_array_add(inputs, g_strdup_printf("%s: sha256 %.32s", name, hex));
}

static void
add_number(GPtrArray *inputs, const char *name, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	add(inputs, name, g_ascii_dtostr(text, sizeof text, value));
}

static void
add_integer(GPtrArray *inputs, const char *name, guint64 value)
{
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, value);

	add(inputs, name, text);
}

static void
add_list(GPtrArray *inputs, const char *name, const GPtrArray *texts)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; texts && i < texts->len; i++)
		g_string_append_printf(all, i ? " %s" : "%s",
		                       (const char *)g_ptr_array_index(texts, i));
	add(inputs, name, all->str);
}

static void
add_design(GPtrArray *inputs, const Design *design)
{
	g_autoptr(GString) executors = g_string_new(NULL);
	const char *last = "";

	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);

		if (!g_str_equal(condition->executor, last))
			g_string_append_printf(executors, executors->len ? " %s" : "%s",
			                       condition->executor);
		last = condition->executor;
	}
	add(inputs, "executors", executors->str);
}

GPtrArray *
key_content(const Experiment *experiment, const KeyContext *context)
{
	GPtrArray *inputs = g_ptr_array_new_with_free_func(g_free);
	Hash *code = hash_new("workload");

	workload_hash(experiment, context->paths, code);
	g_autofree char *hex = hash_end(code);
	add(inputs, "code", hex);
	add(inputs, "runner", RUNNER_HASH);
	add_design(inputs, experiment->design);
	add_list(inputs, "workers", experiment->workers);
	add_list(inputs, "start-method", experiment->start_methods);
	add_list(inputs, "release", experiment->releases);
	for (guint i = 0; i < experiment->params->len; i++) {
		const Factor *factor = g_ptr_array_index(experiment->params, i);

		add_list(inputs, factor->name, factor->levels);
	}
	add_number(inputs, "duration", experiment->duration);
	add_integer(inputs, "rounds", context->rounds ? context->rounds : experiment->rounds);
	add_integer(inputs, "iterations", experiment->iterations);
	add_integer(inputs, "warmup", experiment->warmup);
	add_list(inputs, "pythons", experiment->pythons);
	add(inputs, "engine", experiment->engine);
	add_integer(inputs, "tasks", experiment->pool_tasks);
	add_integer(inputs, "pool", experiment->pool_chunk);
	add_number(inputs, "window", experiment->window);
	add_list(inputs, "services", experiment->services);
	add_integer(inputs, "memory", experiment->memory);
	add_integer(inputs, "pids", experiment->pids);
	add_list(inputs, "env", experiment->env);
	if (experiment->has_seed)
		add_integer(inputs, "seed", experiment->seed);
	/* Which kinds of runs there are: a metric that needs another kind needs new samples. */
	add(inputs, "runs",
	    context->held ? context->unheld ? "held and unheld" : "held" : "unheld");
	return inputs;
}

GPtrArray *
key_host(const Experiment *experiment, const KeyContext *context, const GPtrArray *pythons)
{
	GPtrArray *inputs = g_ptr_array_new_with_free_func(g_free);

	add(inputs, "cpu", context->machine->cpu);
	add(inputs, "affinity", context->machine->affinity);
	add(inputs, "kernel", context->machine->kernel);
	if (experiment->language == LANGUAGE_C)
		add(inputs, "compiler", context->compiler);
	for (guint i = 0; i < pythons->len; i++) {
		const Python *python = g_ptr_array_index(pythons, i);
		g_autofree char *text = NULL;

		if (!python)
			continue;
		text = g_strdup_printf("%s %s", python->version, python->path);
		add(inputs, "interpreter", text);
	}
	return inputs;
}

char *
key_make(const char *what, const GPtrArray *inputs)
{
	Hash *hash = hash_new(what);

	hash_integer(hash, "protocol", PROTOCOL_VERSION);
	hash_list(hash, "inputs", inputs);
	return hash_end(hash);
}

static gboolean
has_input(const GPtrArray *inputs, const char *input)
{
	for (guint i = 0; i < inputs->len; i++)
		if (g_str_equal(g_ptr_array_index(inputs, i), input))
			return TRUE;
	return FALSE;
}

/* Add the names of the lines of @from that @in lacks to @names, once each. */
static void
add_missing(GPtrArray *names, const GPtrArray *from, const GPtrArray *in)
{
	for (guint i = 0; i < from->len; i++) {
		const char *input = g_ptr_array_index(from, i);
		g_autofree char *name = g_strndup(input, strcspn(input, ":"));

		if (!has_input(in, input) && !has_input(names, name))
			g_ptr_array_add(names, g_steal_pointer(&name));
	}
}

char *
key_changes(const GPtrArray *before, const GPtrArray *now)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	add_missing(names, now, before);
	add_missing(names, before, now);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(", ", (char **)names->pdata);
}
