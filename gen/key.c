#include "key.h"
#include "hash.h"
#include "protocol.h"
#include "util.h"

#ifndef RUNNER_HASH
#error "RUNNER_HASH must be the hash of the runner's sources"
#endif

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
	inputs_add(inputs, "executors", executors->str);
}

GPtrArray *
key_content(const Experiment *experiment, const KeyContext *context)
{
	GPtrArray *inputs = inputs_new();
	Hash *code = hash_new("workload");

	workload_hash(experiment, context->paths, code);
	g_autofree char *hex = hash_end(code);
	inputs_add(inputs, "code", hex);
	inputs_add(inputs, "runner", RUNNER_HASH);
	add_design(inputs, experiment->design);
	inputs_add_list(inputs, "workers", experiment->workers);
	inputs_add_list(inputs, "start-method", experiment->start_methods);
	inputs_add_list(inputs, "release", experiment->releases);
	for (guint i = 0; i < experiment->params->len; i++) {
		const Factor *factor = g_ptr_array_index(experiment->params, i);

		inputs_add_list(inputs, factor->name, factor->levels);
	}
	inputs_add_number(inputs, "duration", experiment->duration);
	inputs_add_integer(inputs, "rounds",
	                   context->rounds ? context->rounds : experiment->rounds);
	inputs_add_integer(inputs, "iterations", experiment->iterations);
	inputs_add_integer(inputs, "warmup", experiment->warmup);
	inputs_add_list(inputs, "pythons", experiment->pythons);
	inputs_add(inputs, "engine", experiment->engine);
	inputs_add_integer(inputs, "tasks", experiment->pool_tasks);
	inputs_add_integer(inputs, "pool", experiment->pool_chunk);
	inputs_add_number(inputs, "window", experiment->window);
	inputs_add_list(inputs, "services", experiment->services);
	inputs_add_integer(inputs, "memory", experiment->memory);
	inputs_add_integer(inputs, "pids", experiment->pids);
	inputs_add_list(inputs, "env", experiment->env);
	if (experiment->has_seed)
		inputs_add_integer(inputs, "seed", experiment->seed);
	/* Which kinds of runs there are: a metric that needs another kind needs new samples. */
	inputs_add(inputs, "runs",
	           context->held ? context->unheld ? "held and unheld" : "held" : "unheld");
	return inputs;
}

GPtrArray *
key_host(const Experiment *experiment, const KeyContext *context, const GPtrArray *pythons)
{
	GPtrArray *inputs = inputs_new();

	inputs_add(inputs, "cpu", context->machine->cpu);
	inputs_add(inputs, "affinity", context->machine->affinity);
	inputs_add(inputs, "kernel", context->machine->kernel);
	if (experiment->language == LANGUAGE_C)
		inputs_add(inputs, "compiler", context->compiler);
	for (guint i = 0; i < pythons->len; i++) {
		const Python *python = g_ptr_array_index(pythons, i);
		g_autofree char *text = NULL;

		if (!python)
			continue;
		text = g_strdup_printf("%s %s", python->version, python->path);
		inputs_add(inputs, "interpreter", text);
	}
	return inputs;
}

void
key_feed_stored(Hash *hash, const char *path)
{
	g_autofree char *identity = path ? file_identity(path) : NULL;

	hash_text(hash, "stored", path);
	hash_text(hash, "identity", identity);
}

void
key_feed_reading(Hash *hash, const Experiment *experiment)
{
	hash_integer(hash, "timed", experiment->duration > 0);
	hash_integer(hash, "reduce", experiment->has_reduce ? (gint64)experiment->reduce : -1);
	hash_list(hash, "sampled", experiment->sampled);
}

char *
key_make(const char *what, const GPtrArray *inputs)
{
	Hash *hash = hash_new(what);

	hash_integer(hash, "protocol", PROTOCOL_VERSION);
	hash_list(hash, "inputs", inputs);
	return hash_end(hash);
}
