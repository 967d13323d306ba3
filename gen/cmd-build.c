/* cmd-build.c - lectern build: the pipeline. */
#include "build.h"
#include "cli.h"
#include "commands.h"
#include <stdio.h>
#include <string.h>

/* What can be made. */
static const struct {
	const char *name;
	guint bit;
	const char *meaning;
} known[] = {
	{"html", FORMAT_HTML, "the site"},
	{"pdf", FORMAT_PDF, "a handout a chapter"},
	{"course", FORMAT_COURSE, "one PDF of all chapters"},
	{"slides", FORMAT_SLIDES, "slides of every chapter"},
	{"md", FORMAT_MD, "Markdown with what was found"},
};

int
cmd_build_word(guint index, CommandWord *word)
{
	if (index >= G_N_ELEMENTS(known))
		return FALSE;
	*word = (CommandWord){known[index].name, known[index].meaning};
	return TRUE;
}

static gboolean
parse_formats(const char *text, guint *formats)
{
	g_auto(GStrv) words = g_strsplit(text, ",", -1);

	*formats = 0;
	for (guint i = 0; words[i]; i++) {
		guint bit = 0;

		for (guint k = 0; k < G_N_ELEMENTS(known); k++)
			if (g_str_equal(words[i], known[k].name))
				bit = known[k].bit;
		if (!bit) {
			fprintf(stderr,
			        "lectern build: no format is called '%s'; html, pdf, course, slides, md\n",
			        words[i]);
			return FALSE;
		}
		*formats |= bit;
	}
	return TRUE;
}

/* Tell whether options can go together; else say what is wrong. */
static gboolean
agree(const WorkspaceOptions *o, int jobs, int rounds)
{
	const char *wrong = NULL;

	if (o->fresh && o->frozen)
		wrong = "--fresh and --frozen exclude each other";
	else if (o->quick && o->frozen)
		wrong = "--quick and --frozen exclude each other";
	else if (o->preview && (o->fresh || o->frozen || o->strict || o->dry_run))
		wrong = "--preview goes with none of --fresh, --frozen, --strict and --dry-run";
	else if (o->quick && rounds)
		wrong = "--quick and --rounds exclude each other";
	else if (jobs < 0 || rounds < 0 || rounds > EXPERIMENT_MAX_ROUNDS)
		wrong = "--jobs and --rounds are whole numbers, rounds up to 1000";
	if (wrong)
		fprintf(stderr, "lectern build: %s\n", wrong);
	return wrong == NULL;
}

/* Make names of notes of their paths: either is good. */
static void
name_notes(char **only)
{
	for (guint i = 0; only && only[i]; i++) {
		char *base = g_path_get_basename(only[i]);

		if (g_str_has_suffix(base, ".md"))
			base[strlen(base) - 3] = '\0';
		g_free(only[i]);
		only[i] = base;
	}
}

int
cmd_build(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};
	WorkspaceOptions *o = &course.options;
	g_autofree char *formats = NULL;
	g_autofree char *seed = NULL;
	g_autofree char *events = NULL;
	g_auto(GStrv) only = NULL;
	int jobs = 0, rounds = 0;
	const GOptionEntry entries[] = {
		{"fresh", 0, 0, G_OPTION_ARG_NONE, &o->fresh, "Measure everything anew", NULL},
		{"frozen", 0, 0, G_OPTION_ARG_NONE, &o->frozen,
	         "Measure nothing; take the newest stored results of any machine", NULL},
		{"quick", 0, 0, G_OPTION_ARG_NONE, &o->quick,
	         "Measure in a hurry: 10 rounds at most, marked as such", NULL},
		{"preview", 0, 0, G_OPTION_ARG_NONE, &o->preview,
	         "Measure nothing yet, and mark on the pages what is to be measured", NULL},
		{"strict", 0, 0, G_OPTION_ARG_NONE, &o->strict,
	         "Fail when a testable verdict is not the expected one", NULL},
		{"strict-stats", 0, 0, G_OPTION_ARG_NONE, &o->strict_stats,
	         "Bonferroni over all claims of the course", NULL},
		{"formats", 0, 0, G_OPTION_ARG_STRING, &formats,
	         "html,pdf,course,slides,md; the first three unless given", "LIST"},
		{"rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "Measure just so many rounds", "N"},
		{"seed", 0, 0, G_OPTION_ARG_STRING, &seed, "Seed of the order of runs", "N"},
		{"jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "Helpers that run side by side", "N"},
		{"dry-run", 'n', 0, G_OPTION_ARG_NONE, &o->dry_run, "Say what would be measured",
	         NULL},
		{"events", 0, 0, G_OPTION_ARG_STRING, &events,
	         "Tell the program that started this one what goes on", "FD"},
		{"quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "Print findings only", NULL},
		{"verbose", 'v', 0, G_OPTION_ARG_NONE, &o->verbose,
	         "Print command lines and tracebacks", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_parse_course(&course, &argc, &argv, entries))
		return STATUS_USAGE;
	if (!agree(o, jobs, rounds))
		return STATUS_USAGE;
	if (!cli_seed(seed, &o->seed) || !cli_events(events, &o->events))
		return STATUS_USAGE;
	o->formats = FORMAT_READERS;
	if (formats && !parse_formats(formats, &o->formats))
		return STATUS_USAGE;
	only = argc > 1 ? g_strdupv(argv + 1) : NULL;
	name_notes(only);
	o->only = only;
	o->jobs = (guint)jobs;
	o->rounds = (guint)rounds;
	return build_run(o);
}
