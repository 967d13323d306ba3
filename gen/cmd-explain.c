/*
 * cmd-explain.c - lectern explain: why an experiment is measured or not, why a page is made or not,
 * and what changed.
 */
#include "cli.h"
#include "commands.h"
#include "inputs.h"
#include "number.h"
#include "review.h"
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

static void
explain_page(const Review *review, const Page *page)
{
	g_autofree char *changes = review_changes(review, page);

	printf("%s: %s\n", page->note->name,
	       !page->before ? "the page has not been made"
	       : *changes    ? "the page must be made anew"
	                     : "the page stands");
	if (page->before && *changes)
		printf("  changed since it was made: %s\n", changes);
	for (guint i = 0; review->work->progress.verbose && i < page->inputs->len; i++)
		printf("  input  %s\n", (const char *)g_ptr_array_index(page->inputs, i));
}

/* Explain the experiment or the page called @name, or both; FALSE: there is neither. */
static gboolean
explain_name(const Review *review, const char *name)
{
	const Workspace *work = review->work;
	const PlanItem *item = plan_find(work->plan, name);
	gboolean found = item != NULL;

	if (item)
		explain(work, item);
	for (guint i = 0; i < work->pages->len; i++) {
		const Page *page = g_ptr_array_index(work->pages, i);

		if (!g_str_equal(page->note->name, name))
			continue;
		explain_page(review, page);
		found = TRUE;
	}
	return found;
}

/* Say that there is nothing called @name. */
static void
refuse(const Workspace *work, const char *name)
{
	g_autofree char *hint = plan_hint(work->plan, name);

	fprintf(stderr, "lectern explain: there is no experiment '%s', and no note; %s\n", name,
	        hint);
}

/* Explain what is called @data (NULL-terminated), or everything when there is nothing. */
static int
explain_all(Workspace *work, gpointer data, GError **error)
{
	char *const *names = data;
	g_auto(Review) review = {0};

	(void)error;
	review_open(&review, work);
	for (guint i = 0; names[i]; i++) {
		if (!explain_name(&review, names[i])) {
			refuse(work, names[i]);
			return STATUS_USAGE;
		}
	}
	for (guint i = 0; !*names && i < work->plan->items->len; i++)
		explain(work, g_ptr_array_index(work->plan->items, i));
	for (guint i = 0; !*names && i < work->pages->len; i++)
		explain_page(&review, g_ptr_array_index(work->pages, i));
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
