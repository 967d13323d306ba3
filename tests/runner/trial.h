/*
 * trial.h - for tests: write workloads, run jobs on the real runner, read what came out.
 *
 * A test program that includes this is itself a runner (trial_main), so that what it links is
 * what is tried, sanitizers included; workloads in Python go through boot.py.  Each test
 * program has a folder of its own, which is gone at its end.
 */
#ifndef LECTERN_TESTS_TRIAL_H
#define LECTERN_TESTS_TRIAL_H

#include "run.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

/* What a run left behind. */
typedef struct Outcome {
	gchar **lines; /* of the result; empty without one */
	gchar *out;    /* stdout */
	gchar *err;    /* stderr */
	gint status;   /* exit status, or minus the signal */
} Outcome;

static inline void
outcome_free(Outcome *outcome)
{
	g_strfreev(outcome->lines);
	g_free(outcome->out);
	g_free(outcome->err);
	g_free(outcome);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outcome, outcome_free)

/* Give a path below the checkout (transfer full). */
static inline gchar *
trial_source(const gchar *path)
{
	const gchar *source = g_getenv("LECTERN_SRC");

	return g_build_filename(source ? source : ".", path, NULL);
}

/* Give the path of a program that was built (transfer full). */
static inline gchar *
trial_program(const gchar *name)
{
	const gchar *driver = g_getenv("LECTERN");
	g_autofree gchar *folder = g_path_get_dirname(driver ? driver : "out/bin/lectern");

	return g_build_filename(folder, name, NULL);
}

/* Give the program's folder, made at the first call. */
static inline const gchar *
trial_folder(void)
{
	static gchar *folder;

	if (!folder)
		folder = g_dir_make_tmp("lectern-trial-XXXXXX", NULL);
	g_assert_nonnull(folder);
	return folder;
}

/* Write a file into the program's folder; give its path (transfer full). */
static inline gchar *
trial_write(const gchar *name, const gchar *text)
{
	gchar *path = g_build_filename(trial_folder(), name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	return path;
}

/* Run a command that must succeed; give its stdout (transfer full). */
static inline gchar *
trial_command(const gchar *const *argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree gchar *err = NULL;
	gchar *out = NULL;
	gint status;

	g_spawn_sync(NULL, (gchar **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err,
	             &status, &error);
	g_assert_no_error(error);
	if (status != 0)
		g_error("%s: %s", argv[0], err);
	return out;
}

/* Give the first interpreter, and tell whether it has a GIL. */
static inline const gchar *
trial_interpreter(gboolean *gil)
{
	static gchar *path;
	static gboolean has_gil;

	if (!path) {
		g_autofree gchar *out = trial_command((const gchar *[]){
			"python3", "-c",
			"import sys\n"
			"print(int(getattr(sys, '_is_gil_enabled', lambda: True)()))\n"
			"print(sys.executable)\n",
			NULL});

		has_gil = *out == '1';
		path = g_strdup(g_strchomp(out + 2));
	}
	*gil = has_gil;
	return path;
}

/*
 * Give a workload in Python, whose last function is work(), with the same once more as a coroutine
 * that lets others run after each tick (transfer full).
 */
static inline gchar *
trial_async(const gchar *source)
{
	static const gchar *const words[][2] = {
		{"def work(worker):\n", "async def work_async(worker):\n    import asyncio\n"},
		{"worker.barrier()", "await worker.barrier()"},
		{"worker.tick()", "worker.tick(); await asyncio.sleep(0)"},
		{"time.sleep(", "await asyncio.sleep("},
	};
	g_autoptr(GString) text = g_string_new(strstr(source, "def work("));

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		g_string_replace(text, words[i][0], words[i][1], 0);
	return g_strconcat(source, text->str, NULL);
}

/* Compile a C workload; give the path of the shared object (transfer full). */
static inline gchar *
trial_compile(const gchar *name, const gchar *text)
{
	g_autofree gchar *file = g_strconcat(name, ".c", NULL);
	g_autofree gchar *source = trial_write(file, text);
	g_autofree gchar *header = trial_source("experiments");
	g_autofree gchar *include = g_strconcat("-I", header, NULL);
	gchar *object = g_strconcat(trial_folder(), "/", name, ".so", NULL);
	const gchar *argv[] = {"cc",      "-std=gnu17", "-O1",   "-Wall", "-Wextra",
	                       "-Werror", "-shared",    "-fPIC", include, "-o",
	                       object,    source,       NULL};

	g_free(trial_command(argv));
	return object;
}

/* Run a command to its end, whatever that is; a run that hangs is killed (status 137). */
static inline Outcome *
trial_spawn(const gchar *const *command, const gchar *result)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	g_autofree gchar *text = NULL;
	Outcome *outcome = g_new0(Outcome, 1);
	gint status;

	g_ptr_array_add(argv, (gpointer) "timeout");
	g_ptr_array_add(argv, (gpointer) "--signal=KILL");
	g_ptr_array_add(argv, (gpointer) "120");
	for (; *command; command++)
		g_ptr_array_add(argv, (gpointer)*command);
	g_ptr_array_add(argv, NULL);
	g_unlink(result);
	g_spawn_sync(NULL, (gchar **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
	             &outcome->out, &outcome->err, &status, &error);
	g_assert_no_error(error);
	outcome->status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	g_file_get_contents(result, &text, NULL, NULL);
	outcome->lines = g_strsplit(text ? text : "", "\n", 0);
	return outcome;
}

/* Write a job, without the lines that all jobs have; give its path (transfer full). */
static inline gchar *
trial_job(const gchar *lines, const gchar *result)
{
	g_autofree gchar *text = g_strdup_printf("protocol 1\nresult %s\n%s", result, lines);

	return trial_write("job", text);
}

/* Run a C workload, or with a program instead of this one; lines are those of the job. */
static inline Outcome *
trial_run_with(const gchar *program, const gchar *lines)
{
	g_autofree gchar *result = g_build_filename(trial_folder(), "result", NULL);
	g_autofree gchar *job = trial_job(lines, result);
	g_autofree gchar *self = g_file_read_link("/proc/self/exe", NULL);
	const gchar *own[] = {self, "--job", job, NULL}, *other[] = {program, job, NULL};

	return trial_spawn(program ? other : own, result);
}

static inline Outcome *trial_run(const gchar *format, ...) G_GNUC_PRINTF(1, 2);

/* Run a job in this program. */
static inline Outcome *
trial_run(const gchar *format, ...)
{
	g_autofree gchar *lines = NULL;
	va_list args;

	va_start(args, format);
	lines = g_strdup_vprintf(format, args);
	va_end(args);
	return trial_run_with(NULL, lines);
}

static inline Outcome *trial_python(const gchar *python, const gchar *format, ...)
	G_GNUC_PRINTF(2, 3);

/* Run a job in an interpreter. */
static inline Outcome *
trial_python(const gchar *python, const gchar *format, ...)
{
	g_autofree gchar *result = g_build_filename(trial_folder(), "result", NULL);
	g_autofree gchar *boot = trial_source("gen/runner/boot.py");
	g_autofree gchar *library = trial_program("lectern-runner.so");
	g_autofree gchar *lines = NULL, *job = NULL;
	va_list args;

	va_start(args, format);
	lines = g_strdup_vprintf(format, args);
	va_end(args);
	job = trial_job(lines, result);
	return trial_spawn((const gchar *[]){python, boot, library, job, NULL}, result);
}

/* Find a line of the result that begins with some words, from the n-th on (from 0), or NULL. */
static inline const gchar *
outcome_line(const Outcome *outcome, const gchar *words, guint n)
{
	for (gchar **line = outcome->lines; *line; line++)
		if (g_str_has_prefix(*line, words) && n-- == 0)
			return *line + strlen(words);
	return NULL;
}

/* Give a sample's value; it must be there. */
static inline gdouble
outcome_value(const Outcome *outcome, guint iteration, gint worker, const gchar *metric)
{
	g_autofree gchar *words = g_strdup_printf("sample %u %d %s ", iteration, worker, metric);
	const gchar *value = outcome_line(outcome, words, 0);

	if (!value)
		g_error("no %s in:\n%s\n%s", words, g_strjoinv("\n", outcome->lines), outcome->err);
	return g_ascii_strtod(value, NULL);
}

/* Count the samples of a metric, in all iterations and of all workers. */
static inline guint
outcome_count(const Outcome *outcome, const gchar *metric)
{
	guint count = 0;

	for (gchar **line = outcome->lines; *line; line++) {
		g_auto(GStrv) words = g_strsplit(*line, " ", 0);

		count += g_strv_length(words) == 5 && strcmp(words[0], "sample") == 0 &&
		         strcmp(words[3], metric) == 0;
	}
	return count;
}

/* Check that the run went well. */
static inline void
outcome_assert_good(const Outcome *outcome)
{
	if (outcome->status != 0)
		g_error("status %d:\n%s\n%s", outcome->status, g_strjoinv("\n", outcome->lines),
		        outcome->err);
	g_assert_nonnull(outcome_line(outcome, "end", 0));
	g_assert_null(outcome_line(outcome, "failure", 0));
}

/* Check that the run failed, and said "KIND WORKER" and a part of the text. */
static inline void
outcome_assert_failure(const Outcome *outcome, const gchar *kind, const gchar *part)
{
	g_autofree gchar *words = g_strdup_printf("failure %s ", kind);
	const gchar *text = outcome_line(outcome, words, 0);

	if (!text || !strstr(text, part))
		g_error("no failure %s '%s' in:\n%s\n%s", kind, part,
		        g_strjoinv("\n", outcome->lines), outcome->err);
	g_assert_nonnull(outcome_line(outcome, "end", 0));
	g_assert_cmpint(outcome->status, ==, 1);
}

/* Main of a test program: be a runner, or register the tests, run them, and tidy up. */
static inline int
trial_main(int argc, char **argv, void (*add_tests)(void))
{
	gint status;

	if (argc == 3 && strcmp(argv[1], "--job") == 0)
		return run_job(argv[2], "/proc/self/exe");
	if (argc == 4 && strcmp(argv[1], "--worker") == 0)
		return run_worker(argv[2], (unsigned)g_ascii_strtoull(argv[3], NULL, 10));
	g_test_init(&argc, &argv, NULL);
	add_tests();
	status = g_test_run();
	g_free(trial_command((const gchar *[]){"rm", "-rf", trial_folder(), NULL}));
	return status;
}

#endif
