#include "run.h"
#include "protocol.h"
#include "util.h"
#include <math.h>
#include <string.h>
#include <unistd.h>

void
outcome_clear(Outcome *outcome)
{
	g_clear_pointer(&outcome->kind, g_free);
	g_clear_pointer(&outcome->message, g_free);
	g_clear_pointer(&outcome->output, g_free);
	g_clear_pointer(&outcome->errors, g_free);
	g_clear_pointer(&outcome->facts, g_ptr_array_unref);
}

/* The job ------------------------------------------------------------------------------ */

static char *
job_text(const Job *job, const char *result)
{
	GString *text = g_string_new(NULL);
	char window[32];

	g_string_append_printf(text, "protocol %d\nlanguage %s\nexecutor %s\nmodule %s\n",
	                       PROTOCOL_VERSION, job->language == LANGUAGE_C ? "c" : "python",
	                       job->executor, job->module);
	g_string_append_printf(text, "workers %u\n", job->workers);
	for (guint i = 0; i < job->params->len; i++)
		g_string_append_printf(text, "param %s\n",
		                       (const char *)g_ptr_array_index(job->params, i));
	g_ascii_formatd(window, sizeof window, "%.0f", job->window * 1e9);
	g_string_append_printf(text, "duration %" G_GINT64_FORMAT "\n",
	                       (gint64)llround(job->duration * 1e9));
	g_string_append_printf(text, "warmup %u\niterations %u\nbatch %u\n", job->warmup,
	                       job->iterations, job->batch);
	if (job->tasks)
		g_string_append_printf(text, "tasks %u\nchunk %u\n", job->tasks, job->chunk);
	g_string_append_printf(text, "start-method %s\nrelease %d\nwindow %s\n", job->start_method,
	                       job->release ? 1 : 0, window);
	g_string_append_printf(text, "unheld %d\nturns %u\n", job->unheld ? 1 : 0, job->turns);
	if (g_str_equal(job->executor, "mock")) /* which plays what was given for this round */
		g_string_append_printf(text, "round %u\n", job->round);
	if (job->libpython)
		g_string_append_printf(text, "libpython %s\nprogram %s\n", job->libpython,
		                       job->python);
	g_string_append_printf(text, "result %s\n", result);
	return g_string_free(text, FALSE);
}

static char **
job_argv(const Job *job, const char *path)
{
	GPtrArray *argv = g_ptr_array_new();

	if (job->python && !job->libpython) {
		g_ptr_array_add(argv, g_strdup(job->python));
		g_ptr_array_add(argv, g_strdup(job->boot));
		g_ptr_array_add(argv, g_strdup(job->core));
	} else {
		g_ptr_array_add(argv, g_strdup(job->runner));
	}
	g_ptr_array_add(argv, g_strdup(path));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

/*
 * The environment is the caller's, what the note sets, and a padding of random length: addresses of
 * the stack depend on it, and with them the speed (Mytkowicz et al. 2009).
 */
static char **
job_environment(const Job *job)
{
	char **env = g_get_environ();
	g_autofree char *padding = g_strnfill(job->padding, 'x');

	/* A cache folder of its own would be without the standard library: spawn takes 5 times as
	 * long then. */
	env = g_environ_setenv(env, "PYTHONDONTWRITEBYTECODE", "1", TRUE);
	for (guint i = 0; job->env && i < job->env->len; i++) {
		const char *pair = g_ptr_array_index(job->env, i);
		const char *equals = strchr(pair, '=');
		g_autofree char *name = equals ? g_strndup(pair, (gsize)(equals - pair)) : NULL;

		if (name)
			env = g_environ_setenv(env, name, equals + 1, TRUE);
	}
	env = g_environ_setenv(env, "TMPDIR", job->scratch, TRUE);
	return g_environ_setenv(env, "LECTERN_PADDING", padding, TRUE);
}

/* The result --------------------------------------------------------------------------- */

/* Words of a line of the result, at most; the last one is all the rest. */
enum { WORDS = 5 };

/* Cut @line into @words in place; return how many there are.  Most lines by far are samples. */
static guint
cut_line(char *line, char *words[WORDS])
{
	guint n = 0;

	while (line && n < WORDS - 1)
		words[n++] = strsep(&line, " ");
	if (line)
		words[n++] = line;
	return n;
}

static void
read_sample(char *const *words, Samples *samples, guint32 index, guint warmup)
{
	guint32 iteration = (guint32)g_ascii_strtoull(words[1], NULL, 10);
	double value = g_ascii_strtod(words[4], NULL);

	if (isfinite(value))
		samples_add(samples, index, samples_metric(samples, words[3]),
		            (int)g_ascii_strtoll(words[2], NULL, 10), iteration, iteration < warmup,
		            value);
}

static void
read_turn(char *const *words, Samples *samples, guint32 index)
{
	Turn turn = {.run = index,
	             .worker = (gint32)g_ascii_strtoll(words[2], NULL, 10),
	             .start = g_ascii_strtod(words[3], NULL) / 1e9,
	             .end = g_ascii_strtod(words[4], NULL) / 1e9};

	g_array_append_val(samples->turns, turn);
}

/* One line of the result, which is cut; FALSE when it is not of the protocol. */
static gboolean
read_line(char *line, Samples *samples, guint32 index, guint warmup, Outcome *outcome)
{
	char *words[WORDS];

	if (g_str_has_prefix(line, "fact ") && strchr(line + strlen("fact "), ' ')) {
		g_ptr_array_add(outcome->facts, g_strdup(line + strlen("fact ")));
		return TRUE;
	}
	guint n = cut_line(line, words);
	if (g_str_equal(words[0], "sample") && n == WORDS) {
		if (samples)
			read_sample(words, samples, index, warmup);
		return TRUE;
	}
	if (g_str_equal(words[0], "turn") && n == WORDS) {
		if (samples)
			read_turn(words, samples, index);
		return TRUE;
	}
	if (g_str_equal(words[0], "failure") && n >= 4) {
		/* The first failure is the cause; later ones follow from it. */
		if (!outcome->kind) {
			g_autofree char *text =
				g_strjoin(" ", words[3], n == WORDS ? words[4] : NULL, NULL);

			outcome->kind = g_strdup(words[1]);
			outcome->message = g_utf8_make_valid(text + strspn(text, " "), -1);
		}
		return TRUE;
	}
	return g_str_equal(words[0], "protocol") || g_str_equal(words[0], "end");
}

/* Tell whether the last line of @text is "end": then the result is whole. */
static gboolean
is_whole(const char *text)
{
	return g_str_equal(text, "end\n") || g_str_has_suffix(text, "\nend\n");
}

static void
read_result(const char *path, Samples *samples, const Run *run, guint warmup, Outcome *outcome)
{
	g_autofree char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL) || !is_whole(text)) {
		outcome->status = RUN_CRASHED;
		return;
	}
	/* A failure line says more than the exit status that goes with it. */
	g_clear_pointer(&outcome->message, g_free);
	guint32 index = samples ? samples_add_run(samples, *run) : 0;
	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (!read_line(line, samples, index, warmup, outcome)) {
			outcome->status = RUN_CRASHED;
			outcome->message = g_strdup_printf(
				"the runner wrote a line of no meaning: %.80s", line);
			return;
		}
	}
	if (outcome->kind)
		outcome->status = RUN_FAILED;
}

static double
seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static Usage
usage_of(const struct rusage *rusage)
{
	Usage usage = usage_unknown;

	usage.user = seconds(rusage->ru_utime);
	usage.system = seconds(rusage->ru_stime);
	usage.switches = (double)rusage->ru_nvcsw;
	usage.preemptions = (double)rusage->ru_nivcsw;
	usage.faults = (double)rusage->ru_majflt;
	usage.peak = (double)rusage->ru_maxrss * 1024;
	return usage;
}

/* Turn the end of the runner's process into an outcome; a result is still to be read. */
static void
take_end(Outcome *outcome, ChildEnd *end)
{
	static const RunStatus status[] = {
		[CHILD_EXITED] = RUN_OK,
		[CHILD_FAILED] = RUN_OK,
		[CHILD_KILLED] = RUN_CRASHED,
		[CHILD_TIMED_OUT] = RUN_TIMED_OUT,
		[CHILD_INTERRUPTED] = RUN_INTERRUPTED,
	};

	outcome->status = status[end->status];
	outcome->message = g_steal_pointer(&end->message);
	outcome->output = g_steal_pointer(&end->output);
	outcome->errors = g_steal_pointer(&end->errors);
	outcome->took = end->took;
	outcome->usage = usage_of(&end->usage);
}

double
outcome_fact(const Outcome *outcome, const char *name)
{
	return fact_number(outcome->facts, name);
}

/* Put what is known only at the end into the run that was added to @samples at @index. */
static void
complete_run(Samples *samples, guint index, Outcome *outcome)
{
	Run *run;

	outcome->usage.ran = outcome_fact(outcome, "ran");
	outcome->usage.waited = outcome_fact(outcome, "waited");
	if (!samples || index >= samples->runs->len)
		return;
	run = &g_array_index(samples->runs, Run, index);
	run->took = outcome->took;
	run->usage = outcome->usage;
}

/* What the runner said last is mostly the cause. */
static void
complete_message(Outcome *outcome)
{
	g_autofree char *before = outcome->message;
	g_autofree char *errors = g_strchomp(g_strdup(outcome->errors));
	const char *newline = strrchr(errors, '\n');
	const char *last = newline ? newline + 1 : errors;

	outcome->message = g_strdup_printf("%s%s%s", before ? before : "it ended without a result",
	                                   *last ? ": " : "", last);
}

gboolean
run_execute(const Job *job, Interrupt *interrupt, Samples *samples, const Run *run,
            Outcome *outcome, GError **error)
{
	g_autofree char *job_path = g_build_filename(job->folder, "job", NULL);
	g_autofree char *result = g_build_filename(job->folder, "result", NULL);
	g_autofree char *out = g_build_filename(job->folder, "stdout", NULL);
	g_autofree char *err = g_build_filename(job->folder, "stderr", NULL);
	g_autofree char *text = job_text(job, result);
	g_auto(GStrv) argv = job_argv(job, job_path);
	g_auto(GStrv) env = job_environment(job);
	g_auto(ChildEnd) end = {0};
	Child child = {.argv = argv,
	               .env = env,
	               .out = out,
	               .err = err,
	               .timeout = job->timeout,
	               .memory = job->memory,
	               .pids = job->pids};

	guint index = samples ? samples->runs->len : 0;

	*outcome = (Outcome){.facts = g_ptr_array_new_with_free_func(g_free)};
	/* No fsync here: the job is of no use to anyone but this run.  GLib does not truncate then.
	 */
	unlink(result);
	unlink(job_path);
	if (!g_file_set_contents_full(job_path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, error) ||
	    !child_run(&child, interrupt, &end, error))
		return FALSE;
	take_end(outcome, &end);
	if (outcome->status == RUN_OK)
		read_result(result, samples, run, job->warmup, outcome);
	if (outcome->status == RUN_CRASHED)
		complete_message(outcome);
	complete_run(samples, index, outcome);
	return TRUE;
}
