/* cmd-explain.c - lectern explain: why an experiment is measured or not, and what changed. */
#include "cli.h"
#include "commands.h"
#include "inputs.h"
#include "number.h"
#include <stdio.h>

/* Return the newest stored result of @id whatever its key, or NULL. */
static Result *
newest(const char *data, const char *id)
{
	g_autoptr(GDir) dir = g_dir_open(data, 0, NULL);
	g_autofree char *prefix = g_strconcat(id, "-", NULL);
	g_autoptr(Result) best = NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(data, name, NULL);
		g_autoptr(Result) result = g_str_has_prefix(name, prefix) ? store_load(path) : NULL;

		if (!result || !g_str_equal(result->id, id) || (best && result->time <= best->time))
			continue;
		result_free(best);
		best = g_steal_pointer(&result);
	}
	return g_steal_pointer(&best);
}

static void
explain_change(const Workspace *work, const PlanItem *item)
{
	g_autoptr(Result) before = newest(work->paths->data, item->experiment->id);
	g_autofree char *changes = before ? inputs_changes(before->inputs, item->inputs) : NULL;

	if (!before)
		printf("  it was never measured here\n");
	else if (*changes)
		printf("  changed since the newest result: %s\n", changes);
}

static void
explain(const Workspace *work, const PlanItem *item)
{
	printf("%s: %s\n", item->experiment->id, item->why);
	if (item->stored)
		printf("  stored in %s\n", item->stored);
	if (item->reason == PLAN_NEW)
		explain_change(work, item);
	if (plan_must_measure(item)) {
		g_autofree char *text = number_duration(workspace_estimate(work, item));

		printf("  measuring takes about %s\n", text);
	}
	for (guint i = 0; i < item->experiment->design->conditions->len; i++) {
		const Condition *condition =
			g_ptr_array_index(item->experiment->design->conditions, i);
		g_autofree char *label = condition_label(item->experiment->design, condition);

		printf("  %s%s%s%s\n", label, condition->implied ? " (for speedup)" : "",
		       condition->absent ? ": not testable here: " : "",
		       condition->absent ? condition->absent : "");
	}
	if (work->progress.verbose)
		for (guint i = 0; i < item->inputs->len; i++)
			printf("  key  %s\n", (const char *)g_ptr_array_index(item->inputs, i));
}

/* Explain the experiments with the ids @data (NULL-terminated), or all when there are none. */
static int
explain_all(Workspace *work, gpointer data, GError **error)
{
	char *const *ids = data;

	(void)error;
	for (guint i = 0; ids[i]; i++) {
		const PlanItem *item = plan_find(work->plan, ids[i]);

		if (!item) {
			g_autofree char *hint = plan_hint(work->plan, ids[i]);

			fprintf(stderr, "lectern explain: there is no experiment '%s'; %s\n",
			        ids[i], hint);
			return STATUS_USAGE;
		}
		explain(work, item);
	}
	for (guint i = 0; !*ids && i < work->plan->items->len; i++)
		explain(work, g_ptr_array_index(work->plan->items, i));
	return workspace_status(work);
}

int
cmd_explain(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};
	const GOptionEntry entries[] = {
		{"quick", 0, 0, G_OPTION_ARG_NONE, &course.options.quick,
	         "Explain what a build in a hurry does", NULL},
		{"verbose", 'v', 0, G_OPTION_ARG_NONE, &course.options.verbose,
	         "Print what keys are made of", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_parse_course(&course, &argc, &argv, entries))
		return STATUS_USAGE;
	return cli_work(&course, explain_all, argv + 1);
}
