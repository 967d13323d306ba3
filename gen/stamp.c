#include "stamp.h"
#include "imprint.h"
#include "status.h"
#include "util.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const programs[] = {"pandoc", "gnuplot", "lualatex"};

static char *
path_of(const Paths *paths)
{
	return g_build_filename(paths->build, "stamp", NULL);
}

/* Return what of @options decides what is made and said (transfer full). */
static char *
wish_of(const WorkspaceOptions *options, const Paths *paths)
{
	return g_strdup_printf("%u %u %d %d %d %d %d %s", options->formats, options->rounds,
	                       options->frozen, options->quick, options->strict,
	                       options->strict_stats, paths->search != NULL, options->notes);
}

/* Answering ------------------------------------------------------------------------------------ */

/* What a build with nothing to do says. */
typedef struct Answer {
	int status;
	Tally tally;
	const char *findings[2]; /* plain, coloured */
} Answer;

/* Read the line of numbers and the two texts behind it, @len bytes. */
static gboolean
read_answer(const char *text, gsize len, Answer *answer)
{
	Tally *t = &answer->tally;
	const char *end = memchr(text, '\n', len);
	gsize head = end ? (gsize)(end + 1 - text) : 0, plain, coloured;

	if (!end || sscanf(text, "%d %u %u %u %u %u %u %zu %zu", &answer->status, &t->stored,
	                   &t->absent, &t->claims[0], &t->claims[1], &t->claims[2], &t->claims[3],
	                   &plain, &coloured) != 9)
		return FALSE;
	if (head + plain + 1 + coloured + 1 != len || text[head + plain] != '\0' ||
	    text[len - 1] != '\0')
		return FALSE;
	answer->findings[0] = text + head;
	answer->findings[1] = text + head + plain + 1;
	return TRUE;
}

gboolean
stamp_answers(const WorkspaceOptions *options, int *status)
{
	gint64 begun = g_get_monotonic_time();
	g_autoptr(Paths) paths = paths_find(options->notes, options->out, NULL);
	g_autofree char *path = paths ? path_of(paths) : NULL;
	g_autofree char *wish = paths ? wish_of(options, paths) : NULL;
	g_autofree char *text = NULL;
	char *rest = NULL;
	gsize len = 0;
	Progress progress;
	Answer answer = {0};

	if (options->only || options->fresh || options->dry_run || options->events || !path ||
	    !g_file_get_contents(path, &text, &len, NULL) ||
	    !imprint_holds(text, len, wish, &rest) ||
	    !read_answer(rest, len - (gsize)(rest - text), &answer))
		return FALSE;
	progress_open(&progress, options->quiet, options->verbose);
	report_tally(options, &answer.tally, begun);
	report_site(options, paths);
	fputs(answer.findings[progress.colour ? 1 : 0], stderr);
	*status = answer.status;
	return TRUE;
}

/* Leaving one ---------------------------------------------------------------------------------- */

static void
put_note(Imprint *imprint, const Course *course, const Note *note)
{
	const GPtrArray *files = course_bibliography(course, note);
	const char *csl = course_csl(course, note);

	imprint_source(imprint, note->source);
	for (guint i = 0; i < files->len; i++)
		imprint_bytes(imprint, course->folder, g_ptr_array_index(files, i));
	if (csl)
		imprint_bytes(imprint, course->folder, csl);
	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);

		if (mark->kind == MARK_FILE)
			imprint_bytes(imprint, course->folder, mark->target);
	}
}

/* What the author wrote. */
static void
put_course(Imprint *imprint, const Course *course)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	if (course->source)
		imprint_source(imprint, course->source);
	else
		imprint_bytes(imprint, course->folder, "course.yaml");
	for (guint i = 0; i < course->notes->len; i++) {
		const Note *note = g_ptr_array_index(course->notes, i);

		put_note(imprint, course, note);
		g_ptr_array_add(names, note->name);
	}
	imprint_notes(imprint, course->folder, names);
}

/* The files of a shared workload, and the one that would make its name ambiguous. */
static void
put_workload(Imprint *imprint, const Course *course, const Experiment *experiment)
{
	static const char *const endings[] = {".c", ".py"};
	g_autoptr(GPtrArray) files = workload_files(experiment, course->experiments);

	for (guint i = 1; i < files->len; i++)
		imprint_bytes(imprint, ".", g_ptr_array_index(files, i));
	for (guint i = 0; experiment->workload && i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *name = g_strconcat(experiment->workload, endings[i], NULL);

		imprint_bytes(imprint, course->experiments, name);
	}
}

/* The interpreter @wanted and, if it is there, its folders of packages. */
static void
put_python(Imprint *imprint, const char *wanted, const Python *python)
{
	g_auto(GStrv) folders = g_strsplit(python ? python->packages : "", "\n", -1);

	imprint_python(imprint, wanted);
	imprint_python(imprint, ""); /* it may be of that version */
	for (guint i = 0; folders[i]; i++)
		if (*folders[i])
			imprint_input(imprint, folders[i]);
}

static void
put_item(Imprint *imprint, const Workspace *work, const PlanItem *item)
{
	const Experiment *experiment = item->experiment;

	put_workload(imprint, work->course, experiment);
	for (guint i = 0; i < experiment->requires->len; i++)
		imprint_program(imprint, g_ptr_array_index(experiment->requires, i));
	for (guint i = 0; i < item->pythons->len; i++) {
		const char *wanted =
			experiment->pythons->len ? g_ptr_array_index(experiment->pythons, i) : "";

		put_python(imprint, wanted, g_ptr_array_index(item->pythons, i));
	}
	if (item->stored)
		imprint_output(imprint, item->stored);
}

/* Return when the first of the results will be too old, s since 1970. */
static gint64
expiry_of(const Workspace *work)
{
	gint64 first = G_MAXINT64;

	for (guint i = 0; i < work->plan->items->len && !work->options->frozen; i++) {
		const PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (item->reason == PLAN_CURRENT)
			first = MIN(first, item->taken + (gint64)work->plan_options.max_age);
	}
	return first;
}

/* This program, what came with it, and the tools. */
static void
put_tools(Imprint *imprint, const Workspace *work)
{
	g_autoptr(GPtrArray) asked = tools_asked(work->tools);
	g_autoptr(GDir) folder = g_dir_open(work->paths->templates, 0, NULL);
	const char *name;

	imprint_input(imprint, "/proc/self/exe");
	imprint_input(imprint, work->paths->templates);
	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *path = g_build_filename(work->paths->templates, name, NULL);

		imprint_input(imprint, path);
	}
	imprint_bytes(imprint, work->paths->include, "lectern.h");
	for (guint i = 0; i < G_N_ELEMENTS(programs); i++)
		imprint_program(imprint, programs[i]);
	imprint_compiler(imprint);
	for (guint i = 0; i < asked->len; i++)
		imprint_input(imprint, g_ptr_array_index(asked, i));
	imprint_machine(imprint, work->plan->machine);
}

/*
 * What was made: pages and handouts one by one, of all else the folders, where no file comes, goes
 * or is replaced without a trace.
 */
static void
put_outputs(Imprint *imprint, const Workspace *work)
{
	const Paths *paths = work->paths;
	const char *folders[] = {paths->data, work->course->data, paths->md,
	                         paths->site, paths->handouts,    paths->slides};
	static const char *const below[] = {"figures",  "assets", "data",
	                                    "handouts", "slides", "badges"};

	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (folders[i])
			imprint_output(imprint, folders[i]);
		for (guint k = 0; folders[i] && k < G_N_ELEMENTS(below); k++) {
			g_autofree char *path = g_build_filename(folders[i], below[k], NULL);

			imprint_output(imprint, path);
		}
	}
	for (guint i = 0; i < work->pages->len; i++) {
		const Page *page = g_ptr_array_index(work->pages, i);

		for (guint k = 0; k < RENDER_PER_NOTE; k++)
			imprint_output(imprint, page->output[k]);
	}
}

/* Return the imprint of @work, or NULL when something was changed in its course. */
static GString *
imprint_of(const Workspace *work, gint64 began)
{
	g_autofree char *wish = wish_of(work->options, work->paths);
	gint64 took = g_get_monotonic_time() - work->begun;
	/* Whichever way the clock was set in between, nothing new is taken for old. */
	Imprint *imprint = imprint_new(wish, MIN(began, g_get_real_time() - took));

	put_tools(imprint, work);
	put_outputs(imprint, work);
	for (guint i = 0; i < work->plan->items->len; i++)
		put_item(imprint, work, g_ptr_array_index(work->plan->items, i));
	put_course(imprint, work->course);
	imprint_until(imprint, expiry_of(work));
	return imprint_end(imprint);
}

/* Append what a build with nothing to do says. */
static void
append_answer(GString *text, const Workspace *work, const GPtrArray *findings)
{
	Tally tally = report_count(work);
	int status = work->options->strict && work->unexpected > 0 ? STATUS_FINDINGS : STATUS_GOOD;
	Diag diag = {.findings = g_ptr_array_new()};
	char *texts[2] = {NULL};
	gsize lengths[2] = {0};

	g_ptr_array_extend(diag.findings, (GPtrArray *)findings, NULL, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		FILE *out = open_memstream(&texts[i], &lengths[i]);

		g_assert(out);
		diag_print(&diag, out, i == 1);
		fclose(out);
	}
	g_string_append_printf(text, "%d %u %u %u %u %u %u %zu %zu\n", status,
	                       tally.stored + tally.measured, tally.absent, tally.claims[0],
	                       tally.claims[1], tally.claims[2], tally.claims[3], lengths[0],
	                       lengths[1]);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_string_append_len(text, texts[i], (gssize)lengths[i] + 1);
		free(texts[i]);
	}
	g_ptr_array_unref(diag.findings);
}

void
stamp_leave(const Workspace *work, const GPtrArray *findings, gint64 began)
{
	g_autofree char *path = path_of(work->paths);
	g_autoptr(GString) text = NULL;

	if (work->options->only || work->pending || workspace_status(work) != STATUS_GOOD)
		return;
	text = imprint_of(work, began);
	if (!text)
		return;
	append_answer(text, work, findings);
	/* Without a stamp the next build looks closer: no reason to fail. */
	file_write(path, text->str, text->len, NULL);
}

void
stamp_drop(const Paths *paths)
{
	g_autofree char *path = path_of(paths);

	unlink(path);
}
