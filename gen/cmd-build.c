/* cmd-build.c - lectern build: the pipeline. */
#include "build.h"
#include "cli.h"
#include "commands.h"
#include "lookout.h"
#include "util.h"
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
		wrong = "--preview and --watch go with none of --fresh, --frozen, --strict and --dry-run";
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

/* Return @argv, the words of a build, without --watch: those of what a watch does (transfer full).
 */
static GPtrArray *
words_of_watch(char **argv, gboolean formats)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; argv[i]; i++)
		if (!g_str_equal(argv[i], "--watch"))
			g_ptr_array_add(words, g_strdup(argv[i]));
	/* as options they stand before a "--" */
	if (!formats)
		g_ptr_array_insert(words, 1, g_strdup("--formats=html"));
	g_ptr_array_insert(words, 1, g_strdup("--preview"));
	g_ptr_array_insert(words, 1, g_strdup("--quiet"));
	return words;
}

/* Build as @words say whenever something is saved, until a signal comes. */
static int
watch(const WorkspaceOptions *options, char **words, gboolean formats)
{
	g_autoptr(GPtrArray) pages = words_of_watch(words, formats);
	g_autofree char *rounds = g_strdup_printf("--rounds=%u", options->rounds);
	const char *const more[] = {options->quick    ? "--quick"
	                            : options->rounds ? rounds
	                                              : NULL,
	                            NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(Paths) paths = NULL;
	Interrupt interrupt;
	int status = STATUS_WORLD;

	/* before there are threads, which GLib makes for children */
	if (interrupt_open(&interrupt, &error) &&
	    (paths = paths_find(options->notes, options->out, &error)) &&
	    directory_make(paths->build, &error)) {
		g_autoptr(GPtrArray) run = lookout_words(paths, "run", more);
		const Lookout lookout = {paths, pages, run, &interrupt, NULL, NULL, -1};

		fprintf(stderr, "looking at %s  (Ctrl-C ends it)\n", paths->notes);
		if (lookout_keep(&lookout, &error))
			status = 128 + interrupt.signal;
	}
	interrupt_close(&interrupt);
	if (error)
		cli_error(error);
	return status;
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
	g_auto(GStrv) words = g_strdupv(argv);
	gboolean watching = FALSE;
	int jobs = 0, rounds = 0;
	const GOptionEntry entries[] = {
		{"fresh", 0, 0, G_OPTION_ARG_NONE, &o->fresh, "Measure everything anew", NULL},
		{"frozen", 0, 0, G_OPTION_ARG_NONE, &o->frozen,
	         "Measure nothing; take the newest stored results of any machine", NULL},
		{"quick", 0, 0, G_OPTION_ARG_NONE, &o->quick,
	         "Measure in a hurry: 10 rounds at most, marked as such", NULL},
		{"preview", 0, 0, G_OPTION_ARG_NONE, &o->preview,
	         "Measure nothing yet, and mark on the pages what is to be measured", NULL},
		{"watch", 0, 0, G_OPTION_ARG_NONE, &watching,
	         "Preview, measure, and do so again whenever something is saved", NULL},
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
	o->preview |= watching;
	if (!agree(o, jobs, rounds) || !cli_seed(seed, &o->seed) || !cli_events(events, &o->events))
		return STATUS_USAGE;
	o->formats = FORMAT_READERS;
	if (formats && !parse_formats(formats, &o->formats))
		return STATUS_USAGE;
	only = argc > 1 ? g_strdupv(argv + 1) : NULL;
	name_notes(only);
	o->only = only;
	o->jobs = (guint)jobs;
	o->rounds = (guint)rounds;
	return watching ? watch(o, words, formats != NULL) : build_run(o);
}
