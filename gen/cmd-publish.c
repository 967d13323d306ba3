/* cmd-publish.c - lectern publish: build, check the verdicts, show what changes, publish. */
#include "branch.h"
#include "build.h"
#include "cli.h"
#include "commands.h"
#include "rsync.h"
#include <stdio.h>
#include <unistd.h>

typedef gboolean (*Step)(Publication *publication, GError **error);

/* How a site gets to a place: look at the place, find what changes there, do it. */
static const struct {
	Step ready, compare, send;
} ways[] = {
	[DESTINATION_BRANCH] = {branch_ready, branch_compare, branch_send},
	[DESTINATION_RSYNC] = {rsync_ready, rsync_compare, rsync_send},
};

/* What the command line says beside what a build takes. */
typedef struct Wish {
	gboolean yes, dry_run;
} Wish;

/* Say why nothing is published; returns @status. */
static int
refuse(int status, const char *why)
{
	fprintf(stderr, "lectern publish: %s; nothing was published\n", why);
	return status;
}

/* Make a publication of the course to where it says (transfer full). */
static Publication *
prepare(const Workspace *work)
{
	const Paths *paths = work->paths;
	const Course *course = work->course;
	g_autofree char *folder = g_build_filename(paths->build, "publish", NULL);
	Publication *made =
		publication_new(course->publish, course->title, paths->site, paths->notes, folder);

	made->trace = work->options->verbose ? stderr : NULL;
	return made;
}

/* Build, and look at the verdicts; returns the exit status. */
static int
build(Workspace *work, GError **error)
{
	int status;

	if (!build_work(work, error))
		return refuse(STATUS_WORLD, interrupt_came(&work->interrupt) ? "interrupted"
		                                                             : "the build failed");
	status = workspace_status(work);
	workspace_print(work);
	if (status != STATUS_GOOD)
		return refuse(status, "the course has errors");
	if (work->unexpected == 0)
		return STATUS_GOOD;
	g_autofree char *why = g_strdup_printf(
		"%u claim%s another verdict than the expected one (see above): correct the "
		"sentence, say `expect`, or measure anew",
		work->unexpected, work->unexpected == 1 ? " has" : "s have");
	return refuse(STATUS_FINDINGS, why);
}

/* Ask whether to go on. */
static gboolean
agrees(const Wish *wish)
{
	char answer[16] = "";

	if (wish->yes)
		return TRUE;
	printf("publish this? [y/N] ");
	fflush(stdout);
	if (!fgets(answer, sizeof answer, stdin))
		putchar('\n');
	return answer[0] == 'y' || answer[0] == 'Y';
}

/* Show what changes, ask, and publish; returns the exit status. */
static int
send(const Wish *wish, const Workspace *work, Publication *publication, GError **error)
{
	Step step = ways[publication->to->kind].send;
	g_autofree char *place = destination_show(publication->to);
	g_autofree char *size = g_format_size(publication->bytes);

	printf("%-12s %s: %u files, %s\n", "to", place, publication->files->len, size);
	publication_print(publication, stdout);
	if (publication_count(publication) == 0) {
		printf("nothing has changed, nothing was published\n");
		return STATUS_GOOD;
	}
	if (wish->dry_run) {
		printf("a dry run: nothing was published\n");
		return STATUS_GOOD;
	}
	if (!agrees(wish)) {
		printf("nothing was published\n");
		return STATUS_GOOD;
	}
	if (!step(publication, error)) {
		g_prefix_error(error, "nothing was published; the site stays in %s\n",
		               work->paths->site);
		return STATUS_WORLD;
	}
	printf("published    %s\n", work->course->base_url ? work->course->base_url : place);
	return STATUS_GOOD;
}

static int
publish(Workspace *work, gpointer data, GError **error)
{
	const Wish *wish = data;
	g_autoptr(Publication) publication = NULL;
	int status = workspace_status(work);

	if (status != STATUS_GOOD) {
		workspace_print(work);
		return refuse(status, "the course has errors");
	}
	if (!work->course->publish)
		return refuse(STATUS_USAGE,
		              "course.yaml does not say where to: add `publish: {branch: "
		              "gh-pages}` or `publish: {rsync: USER@HOST:FOLDER}`");
	publication = prepare(work);
	/* Before anything is measured, which may take long. */
	if (!ways[publication->to->kind].ready(publication, error))
		return STATUS_WORLD;
	status = build(work, error);
	if (status != STATUS_GOOD)
		return status;
	/* From here on nothing can be lost by an end at once, at the question or in a transfer. */
	interrupt_close(&work->interrupt);
	if (!publication_read(publication, error) ||
	    !ways[publication->to->kind].compare(publication, error))
		return STATUS_WORLD;
	return send(wish, work, publication, error);
}

int
cmd_publish(int argc, char **argv)
{
	g_auto(CliCourse) course = {0};
	WorkspaceOptions *o = &course.options;
	Wish wish = {0};
	const char *wrong = NULL;
	const GOptionEntry entries[] = {
		{"yes", 'y', 0, G_OPTION_ARG_NONE, &wish.yes, "Publish without a question", NULL},
		{"dry-run", 'n', 0, G_OPTION_ARG_NONE, &wish.dry_run,
	         "Build and show what would change; publish nothing", NULL},
		{"frozen", 0, 0, G_OPTION_ARG_NONE, &o->frozen,
	         "Measure nothing; take the newest stored results of any machine", NULL},
		{"strict-stats", 0, 0, G_OPTION_ARG_NONE, &o->strict_stats,
	         "Bonferroni over all claims of the course", NULL},
		{"quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "Print no progress", NULL},
		{"verbose", 'v', 0, G_OPTION_ARG_NONE, &o->verbose, "Print command lines", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_parse_course(&course, &argc, &argv, entries))
		return STATUS_USAGE;
	if (argc > 1)
		wrong = "it takes no arguments, for the whole course is published";
	else if (!wish.yes && !wish.dry_run && !isatty(STDIN_FILENO))
		wrong = "there is no terminal to ask at: give --yes, or --dry-run to look only";
	if (wrong)
		return refuse(STATUS_USAGE, wrong);
	o->formats = FORMAT_READERS;
	return cli_work(&course, publish, &wish);
}
