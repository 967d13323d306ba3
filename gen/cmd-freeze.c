/* cmd-freeze.c - lectern freeze: keep current results in the folder that the course tracks. */
#include "cli.h"
#include "commands.h"
#include "util.h"
#include "workspace.h"
#include <stdio.h>

/* Copy the current result of every experiment; results under older keys stay where they are. */
static int
freeze(const Workspace *work, GError **error)
{
	guint kept = 0, missing = 0;

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

		if (!name) {
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
	g_autofree char *notes = NULL;
	g_autofree char *out = NULL;
	g_autoptr(GError) error = NULL;
	WorkspaceOptions o = {0};
	const GOptionEntry entries[] = {
		{"notes", 0, 0, G_OPTION_ARG_FILENAME, &notes, "Folder of the course", "DIR"},
		{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder of everything made", "DIR"},
		G_OPTION_ENTRY_NULL,
	};
	Workspace work;
	int status = STATUS_WORLD;

	if (!cli_parse(&argc, &argv, entries))
		return STATUS_USAGE;
	o.notes = notes ? notes : "notes";
	o.out = out ? out : "out";
	if (workspace_open(&work, &o, &error))
		status = workspace_status(&work) == STATUS_GOOD ? freeze(&work, &error)
		                                                : STATUS_FINDINGS;
	workspace_close(&work);
	if (error)
		cli_error(error);
	return status;
}
