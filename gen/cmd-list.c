/* cmd-list.c - lectern list: the program's tables and the course's, a row a line. */
#include "cli.h"
#include "commands.h"
#include "evidence.h"
#include "option.h"
#include "plot.h"
#include "service.h"
#include <stdio.h>

/* A table that can be listed; those that need the course get it. */
typedef struct Listing {
	const char *name;
	const char *summary;
	void (*print)(const Workspace *work); /* NULL unless @course */
	gboolean course;                      /* needs the notes to be read */
} Listing;

static void
print_executors(const Workspace *work)
{
	guint n;
	const Executor *rows = executor_table(&n);

	(void)work;
	for (guint i = 0; i < n; i++)
		printf("%-12s C: %s\n%-12s Python: %s\n", rows[i].name, rows[i].c ? rows[i].c : "-",
		       "", rows[i].python ? rows[i].python : "-");
}

static void
print_metrics(const Workspace *work)
{
	guint n;
	const Metric *rows = metric_table(&n);

	(void)work;
	for (guint i = 0; i < n; i++)
		printf("%-15s %-4s %s\n", rows[i].name, unit_symbol(rows[i].unit), rows[i].meaning);
}

static void
print_plots(const Workspace *work)
{
	guint n;
	const PlotKind *rows = plot_table(&n);

	(void)work;
	for (guint i = 0; i < n; i++)
		printf("%-10s %s\n", rows[i].name, rows[i].meaning);
}

static void
print_options(const Workspace *work)
{
	guint n;
	const Option *rows = option_table(&n);

	(void)work;
	for (guint i = 0; i < n; i++)
		printf("%-13s %s\n", rows[i].name, rows[i].meaning);
}

static void
print_services(const Workspace *work)
{
	guint n;
	const ServiceKind *rows = service_table(&n);

	(void)work;
	for (guint i = 0; i < n; i++)
		printf("%-10s %s\n%-10s address: $%s, parameter %s\n", rows[i].name,
		       rows[i].meaning, "", rows[i].variable, rows[i].name);
}

static void
print_findings(const Workspace *work)
{
	(void)work;
	for (int i = 0; i < FINDING_COUNT; i++) {
		const FindingKind *kind = finding_kind((FindingId)i);

		printf("%-20s %-8s %s\n", kind->slug,
		       kind->severity == SEVERITY_ERROR ? "error" : "warning", kind->meaning);
	}
}

static void
print_machine(const Workspace *work)
{
	g_autoptr(Machine) machine = machine_read();

	(void)work;
	for (guint i = 0; machine_facts()[i]; i++) {
		g_autofree char *fact = machine_fact(machine, machine_facts()[i]);

		printf("%-15s %s\n", machine_facts()[i], fact);
	}
}

static void
print_experiments(const Workspace *work)
{
	for (guint i = 0; i < work->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(work->plan->items, i);

		printf("%-20s %-16s %s\n", item->experiment->id, item->note->name, item->why);
	}
}

static void
print_claims(const Workspace *work)
{
	for (guint i = 0; i < work->plan->items->len; i++)
		plan_load(g_ptr_array_index(work->plan->items, i));
	for (guint n = 0; n < work->course->notes->len; n++) {
		const Note *note = g_ptr_array_index(work->course->notes, n);
		g_autoptr(GPtrArray) list =
			evidence_collect(note, work->plan, JUDGE_CONFIDENCE, NULL);

		for (guint i = 0; i < list->len; i++) {
			const Evidence *evidence = g_ptr_array_index(list, i);
			const Verdict *verdict = evidence->verdict;
			gboolean measured;

			if (!verdict)
				continue;
			measured = !plan_must_measure(evidence->item);
			printf("%s:%u %s %-12s %-16s %s\n", note->name, evidence->mark->line,
			       measured ? evidence_sign(verdict->verdict) : " ",
			       measured ? verdict_name(verdict->verdict) : "not measured",
			       evidence->item->experiment->id, verdict->claim);
		}
	}
}

static void
print_statements(const Workspace *work)
{
	const GPtrArray *statements = work->course->statements;

	for (guint i = 0; i < statements->len; i++) {
		const Statement *statement = g_ptr_array_index(statements, i);

		printf("%-6s %2u claim%s %s\n", statement->id, statement->claimed,
		       statement->claimed == 1 ? " " : "s", statement->text);
	}
}

static const Listing listings[] = {
	{"executors", "how workers are run", print_executors, FALSE},
	{"metrics", "what a run yields", print_metrics, FALSE},
	{"plots", "kinds of figures", print_plots, FALSE},
	{"options", "of experiment blocks", print_options, FALSE},
	{"services", "helpers that run beside workloads", print_services, FALSE},
	{"findings", "everything that can be wrong", print_findings, FALSE},
	{"machine", "facts of this machine, for value:machine", print_machine, FALSE},
	{"experiments", "of the course, and their state", print_experiments, TRUE},
	{"claims", "of the course, judged by stored samples", print_claims, TRUE},
	{"statements", "that the course sets out to show", print_statements, TRUE},
};

int
cmd_list_word(guint index, CommandWord *word)
{
	if (index >= G_N_ELEMENTS(listings))
		return FALSE;
	*word = (CommandWord){listings[index].name, listings[index].summary};
	return TRUE;
}

/* Print the table @data. */
static int
list_course(Workspace *work, gpointer data, GError **error)
{
	const Listing *listing = data;

	(void)error;
	listing->print(work);
	return workspace_status(work);
}

static int
list_what(const Listing *listing, const CliCourse *course)
{
	if (listing->course)
		return cli_work(course, list_course, (gpointer)listing);
	listing->print(NULL);
	return STATUS_GOOD;
}

static int
misused(const char *word)
{
	const char *names[G_N_ELEMENTS(listings) + 1] = {NULL};

	for (guint i = 0; i < G_N_ELEMENTS(listings); i++) {
		names[i] = listings[i].name;
		fprintf(stderr, "  %-12s %s\n", listings[i].name, listings[i].summary);
	}
	if (word) {
		g_autofree char *help = diag_did_you_mean(word, names, NULL);

		fprintf(stderr, "lectern list: there is no list '%s'%s%s\n", word, help ? "; " : "",
		        help ? help : "");
	}
	return STATUS_USAGE;
}

int
cmd_list(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};

	if (!cli_parse_course(&course, &argc, &argv, NULL))
		return STATUS_USAGE;
	for (guint i = 0; argc == 2 && i < G_N_ELEMENTS(listings); i++)
		if (g_str_equal(listings[i].name, argv[1]))
			return list_what(&listings[i], &course);
	return misused(argc == 2 ? argv[1] : NULL);
}
