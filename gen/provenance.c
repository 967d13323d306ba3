#include "provenance.h"

static void
add_tools(Result *result, const Tooling *tooling, const PlanItem *item)
{
	const Experiment *experiment = item->experiment;
	const char *compiler = tooling->plan->compiler;
	GPtrArray *tools = result->tools;

	if (experiment->language == LANGUAGE_C && compiler)
		g_ptr_array_add(tools,
		                g_strdup_printf("compiler: %s -O2 %s", compiler,
		                                experiment->cflags ? experiment->cflags : ""));
	for (guint i = 0; i < item->pythons->len; i++) {
		const Python *python = g_ptr_array_index(item->pythons, i);

		if (python)
			g_ptr_array_add(tools, g_strdup_printf("Python %s: %s", python->version,
			                                       python->path));
	}
}

Result *
provenance_begin(const Tooling *tooling, const PlanItem *item, guint64 seed)
{
	Result *result = result_new();

	result->id = g_strdup(item->experiment->id);
	result->content = g_strdup(item->content);
	result->host = g_strdup(item->host);
	result->time = g_get_real_time() / G_USEC_PER_SEC;
	result->machine = machine_read();
	result->tier = g_strdup("limits");
	result->seed = seed;
	result->quick = tooling->options->quick;
	result->samples = samples_new(design_copy(item->experiment->design));
	for (guint i = 0; i < item->inputs->len; i++)
		g_ptr_array_add(result->inputs, g_strdup(g_ptr_array_index(item->inputs, i)));
	for (guint i = 0; i < item->decides->len; i++)
		g_ptr_array_add(result->claims, g_strdup(g_ptr_array_index(item->decides, i)));
	add_tools(result, tooling, item);
	plan_prepare(item, result->samples);
	return result;
}
