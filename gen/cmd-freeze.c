/* cmd-freeze.c - lectern freeze: keep current results in the folder that the course tracks. */
#include "build.h"
#include "cli.h"
#include "commands.h"
#include "util.h"
#include <stdio.h>

/* Copy the current result of every experiment; results under older keys stay where they are. */
static int
freeze(const Build *build, GError **error)
{
	guint kept = 0, missing = 0;

	if (!build->kept) {
		fprintf(stderr,
		        "lectern freeze: course.yaml names no folder for results; add `data: "
		        "data`\n");
		return STATUS_USAGE;
	}
	for (guint i = 0; i < build->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(build->plan->items, i);
		g_autofree char *name = item->stored ? g_path_get_basename(item->stored) : NULL;
		g_autofree char *to = name ? g_build_filename(build->kept, name, NULL) : NULL;

		if (!name) {
			printf("%s: %s\n", item->experiment->id, item->why);
			missing++;
			continue;
		}
		if (!g_str_equal(item->stored, to) && !file_copy(item->stored, to, error))
			return STATUS_WORLD;
		kept++;
	}
	printf("%u results in %s, %u missing\n", kept, build->kept, missing);
	return missing ? STATUS_FINDINGS : STATUS_GOOD;
}

int
cmd_freeze(int argc, char **argv)
{
	g_autofree char *notes = NULL;
	g_autofree char *out = NULL;
	g_autoptr(GError) error = NULL;
	BuildOptions o = {0};
	const GOptionEntry entries[] = {
		{"notes", 0, 0, G_OPTION_ARG_FILENAME, &notes, "Folder of the course", "DIR"},
		{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder of everything made", "DIR"},
		G_OPTION_ENTRY_NULL,
	};
	Build build;
	int status = STATUS_WORLD;

	if (!cli_parse(&argc, &argv, entries))
		return STATUS_USAGE;
	o.notes = notes ? notes : "notes";
	o.out = out ? out : "out";
	if (build_open(&build, &o, &error))
		status = build_status(&build) == STATUS_GOOD ? freeze(&build, &error)
		                                             : STATUS_FINDINGS;
	build_close(&build);
	if (error)
		cli_error(error);
	return status;
}
