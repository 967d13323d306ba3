/* cmd-freeze.c - lectern freeze: keep current results in the folder that the course tracks. */
#include "cli.h"
#include "commands.h"
#include "util.h"
#include <stdio.h>

/* Copy the current result of every experiment; results under older keys stay where they are. */
static int
freeze(Workspace *work, gpointer data, GError **error)
{
	guint kept = 0, missing = 0;

	(void)data;
	if (workspace_status(work) != STATUS_GOOD)
		return STATUS_FINDINGS;
	if (!work->course->data) {
		fprintf(stderr,
		        "lectern freeze: course.yaml names no folder for results; add `data: "
		        "data`\n");
		return STATUS_USAGE;
	}
	for (guint i = 0; i < work->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(work->plan->items, i);
		g_autofree char *name = item->stored ? g_path_get_basename(item->stored) : NULL;
		g_autofree char *to =
			name ? g_build_filename(work->course->data, name, NULL) : NULL;

		if (!name || item->reason == PLAN_HASTY) {
			printf("%s: %s\n", item->experiment->id, item->why);
			missing++;
			continue;
		}
		if (!g_str_equal(item->stored, to) && !file_copy(item->stored, to, error))
			return STATUS_WORLD;
		kept++;
	}
	printf("%u results in %s, %u missing\n", kept, work->course->data, missing);
	return missing ? STATUS_FINDINGS : STATUS_GOOD;
}

int
cmd_freeze(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};

	if (!cli_parse_course(&course, &argc, &argv, NULL))
		return STATUS_USAGE;
	return cli_work(&course, freeze, NULL);
}
