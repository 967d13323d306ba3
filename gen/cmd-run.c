/* cmd-run.c - lectern run: measure one experiment, print its conditions and verdicts. */
#include "block.h"
#include "cli.h"
#include "commands.h"
#include "evidence.h"
#include <stdio.h>

/* Print @grid as columns; widths count characters, not bytes. */
static void
print_grid(const Grid *grid)
{
	for (gint64 r = -1; r < (gint64)grid->rows->len; r++) {
		const GPtrArray *row = r < 0 ? grid->header : g_ptr_array_index(grid->rows, r);

		for (guint c = 0; c < row->len; c++) {
			const char *cell = g_ptr_array_index(row, c);
			glong width = g_utf8_strlen(g_ptr_array_index(grid->header, c), -1);

			for (guint k = 0; k < grid->rows->len; k++) {
				const GPtrArray *other = g_ptr_array_index(grid->rows, k);

				width = MAX(width, g_utf8_strlen(g_ptr_array_index(other, c), -1));
			}
			printf("%s%*s", cell,
			       c + 1 < row->len ? (int)(width - g_utf8_strlen(cell, -1)) + 2 : 0,
			       "");
		}
		printf("\n");
	}
}

static void
print_verdicts(const Workspace *work, const PlanItem *item)
{
	for (guint n = 0; n < work->course->notes->len; n++) {
		const Note *note = g_ptr_array_index(work->course->notes, n);
		g_autoptr(GPtrArray) list =
			evidence_collect(note, work->plan, JUDGE_CONFIDENCE, NULL);

		for (guint i = 0; i < list->len; i++) {
			const Evidence *evidence = g_ptr_array_index(list, i);

			if (evidence->item != item)
				continue;
			if (evidence->verdict) {
				g_autofree char *line = evidence_line(evidence->verdict);

				printf("%s %-12s %s\n    %s\n",
				       evidence_sign(evidence->verdict->verdict),
				       verdict_name(evidence->verdict->verdict),
				       evidence->verdict->claim, line);
			} else {
				printf("= %-12s %s\n", evidence->text, evidence->mark->formula);
			}
		}
	}
}

/* Measure the experiment with the id @data. */
static int
measure_one(Workspace *work, gpointer data, GError **error)
{
	const char *id = data;
	PlanItem *item = plan_find(work->plan, id);

	if (workspace_status(work) != STATUS_GOOD)
		return STATUS_FINDINGS;
	if (!item) {
		g_autofree char *hint = plan_hint(work->plan, id);

		fprintf(stderr, "lectern run: there is no experiment '%s'; %s\n", id, hint);
		return STATUS_USAGE;
	}
	if (item->reason == PLAN_UNTESTABLE) {
		printf("%s: not testable here: %s\n", id, item->why);
		return STATUS_GOOD;
	}
	work->progress.total = 1;
	work->yields = TRUE;
	evidence_load(work->plan, (guint)plan_index(work->plan, id));
	if (!workspace_begin(work, error) || !workspace_measure(work, item, error))
		return STATUS_WORLD;
	if (!item->result)
		return STATUS_FINDINGS;
	if (work->events.fd >= 0)
		return STATUS_GOOD;
	g_autoptr(Grid) grid = block_grid(item);
	print_grid(grid);
	print_verdicts(work, item);
	for (guint i = 0; i < item->result->warnings->len; i++)
		printf("warning: %s\n", (const char *)g_ptr_array_index(item->result->warnings, i));
	return STATUS_GOOD;
}

int
cmd_run(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};
	g_autofree char *seed = NULL;
	g_autofree char *events = NULL;
	int rounds = 0;
	const GOptionEntry entries[] = {
		{"rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "Measure just so many rounds", "N"},
		{"quick", 0, 0, G_OPTION_ARG_NONE, &course.options.quick,
	         "Measure in a hurry: 3 s, 10 rounds at most, marked as such", NULL},
		{"seed", 0, 0, G_OPTION_ARG_STRING, &seed, "Seed of the order of runs", "N"},
		{"events", 0, 0, G_OPTION_ARG_STRING, &events,
	         "Tell the program that started this one what goes on; print no table", "FD"},
		{"verbose", 'v', 0, G_OPTION_ARG_NONE, &course.options.verbose, "Print tracebacks",
	         NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_parse_course(&course, &argc, &argv, entries))
		return STATUS_USAGE;
	if (argc != 2 || rounds < 0 || rounds > EXPERIMENT_MAX_ROUNDS ||
	    (rounds && course.options.quick)) {
		fprintf(stderr, "usage: lectern run ID [--rounds N | --quick] [--seed N]\n");
		return STATUS_USAGE;
	}
	if (!cli_seed(seed, &course.options.seed) || !cli_events(events, &course.options.events))
		return STATUS_USAGE;
	course.options.rounds = (guint)rounds;
	return cli_work(&course, measure_one, argv[1]);
}
