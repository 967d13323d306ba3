#include "experiment.h"
#include <string.h>

Experiment *
experiment_new(void)
{
	Experiment *experiment = g_new0(Experiment, 1);

	experiment->id = g_strdup("");
	experiment->code = g_strdup("");
	experiment->prefix = g_strdup("");
	experiment->design = design_new("");
	experiment->executors = g_ptr_array_new();
	experiment->workers = g_ptr_array_new_with_free_func(g_free);
	experiment->pythons = g_ptr_array_new_with_free_func(g_free);
	experiment->start_methods = g_ptr_array_new_with_free_func(g_free);
	experiment->releases = g_ptr_array_new_with_free_func(g_free);
	experiment->params = g_ptr_array_new_with_free_func((GDestroyNotify)factor_free);
	experiment->metrics = g_ptr_array_new_with_free_func(g_free);
	experiment->sampled = g_ptr_array_new_with_free_func(g_free);
	experiment->services = g_ptr_array_new_with_free_func(g_free);
	experiment->env = g_ptr_array_new_with_free_func(g_free);
	experiment->read = g_ptr_array_new_with_free_func(g_free);
	experiment->requires = g_ptr_array_new_with_free_func(g_free);
	experiment->spans = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return experiment;
}

static void
caption_clear(Caption *caption)
{
	g_free(caption->text);
	source_free(caption->source);
	g_clear_pointer(&caption->offsets, g_array_unref);
}

void
experiment_free(Experiment *experiment)
{
	if (experiment == NULL)
		return;
	g_free(experiment->id);
	g_free(experiment->prefix);
	g_free(experiment->workload);
	g_free(experiment->workload_path);
	g_free(experiment->code);
	design_free(experiment->design);
	g_ptr_array_unref(experiment->executors);
	g_ptr_array_unref(experiment->workers);
	g_ptr_array_unref(experiment->pythons);
	g_ptr_array_unref(experiment->start_methods);
	g_ptr_array_unref(experiment->releases);
	g_ptr_array_unref(experiment->params);
	caption_clear(&experiment->fig_cap);
	caption_clear(&experiment->fig_alt);
	caption_clear(&experiment->tbl_cap);
	g_free(experiment->metric);
	g_ptr_array_unref(experiment->metrics);
	g_ptr_array_unref(experiment->sampled);
	g_free(experiment->plot);
	g_free(experiment->x);
	g_free(experiment->gnuplot);
	g_free(experiment->engine);
	g_ptr_array_unref(experiment->services);
	g_ptr_array_unref(experiment->env);
	g_ptr_array_unref(experiment->read);
	g_free(experiment->cflags);
	g_free(experiment->ldflags);
	g_ptr_array_unref(experiment->requires);
	g_hash_table_unref(experiment->spans);
	g_free(experiment);
}

/* Return the only level of a factor that the design leaves out because it has one at most. */
static const char *
only_level(const GPtrArray *levels)
{
	return levels->len == 1 ? g_ptr_array_index(levels, 0) : NULL;
}

const char *
experiment_level(const Experiment *experiment, const Condition *condition, const char *factor)
{
	const char *level = condition_level(experiment->design, condition, factor);

	if (level != NULL)
		return level;
	if (g_str_equal(factor, "workers"))
		return only_level(experiment->workers);
	if (g_str_equal(factor, "python"))
		return only_level(experiment->pythons);
	if (g_str_equal(factor, "start-method"))
		return only_level(experiment->start_methods);
	if (g_str_equal(factor, "release"))
		return only_level(experiment->releases);
	return NULL;
}

gboolean
experiment_service(const Experiment *experiment, const char *name)
{
	gsize length = strlen(name);

	for (guint i = 0; i < experiment->services->len; i++) {
		const char *service = g_ptr_array_index(experiment->services, i);

		if (strncmp(service, name, length) == 0 && service[length] == ' ')
			return TRUE;
	}
	return FALSE;
}

Span
experiment_span(const Experiment *experiment, const char *option)
{
	const Span *span = g_hash_table_lookup(experiment->spans, option);

	return span != NULL ? *span : experiment->info;
}
