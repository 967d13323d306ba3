/* t-job.c - the job file: what it says, and what is refused. */
#include "job.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#define HEAD "protocol 1\nlanguage c\nexecutor thread\nmodule /m.so\nresult /r\n"

static bool
read_job(Job *job, const gchar *text, gchar *error, gsize size)
{
	g_autofree gchar *path = NULL;
	gint file = g_file_open_tmp("lectern-job-XXXXXX", &path, NULL);
	bool good;

	g_close(file, NULL);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	good = job_read(job, path, error, size);
	g_unlink(path);
	return good;
}

static void
test_defaults(void)
{
	gchar error[200];
	Job job;

	g_assert_true(read_job(&job, HEAD, error, sizeof error));
	g_assert_cmpstr(job.language, ==, "c");
	g_assert_cmpstr(job.executor, ==, "thread");
	g_assert_cmpstr(job.module, ==, "/m.so");
	g_assert_cmpstr(job.result, ==, "/r");
	g_assert_cmpstr(job.start_method, ==, "fork");
	g_assert_null(job.libpython);
	g_assert_cmpuint(job.workers, ==, 1);
	g_assert_cmpuint(job.iterations, ==, 1);
	g_assert_cmpuint(job.warmup, ==, 0);
	g_assert_cmpuint(job.batch, ==, 1);
	g_assert_cmpuint(job.duration, ==, 0);
	g_assert_cmpuint(job.window, ==, 20000000);
	g_assert_cmpuint(job.turns, ==, 0);
	g_assert_cmpstr(job.round, ==, "0");
	job_clear(&job);
}

static void
test_all(void)
{
	gchar error[200];
	Job job;

	g_assert_true(read_job(&job,
	                       HEAD "workers 256\nparam size 1e3\nparam mode two  words \n"
	                            "duration 5\nwarmup 2\niterations 3\nbatch 4\nrelease 1\n"
	                            "window 7\nturns 9\nround 12\nstart-method exec\nlibpython /l\n"
	                            "program /p q",
	                       error, sizeof error));
	g_assert_cmpuint(job.workers, ==, 256);
	g_assert_cmpuint(job.duration, ==, 5);
	g_assert_cmpuint(job.warmup, ==, 2);
	g_assert_cmpuint(job.iterations, ==, 3);
	g_assert_cmpuint(job.batch, ==, 4);
	g_assert_cmpuint(job.release, ==, 1);
	g_assert_cmpuint(job.window, ==, 7);
	g_assert_cmpuint(job.turns, ==, 9);
	g_assert_cmpstr(job.round, ==, "12");
	g_assert_cmpstr(job.start_method, ==, "exec");
	g_assert_cmpstr(job.libpython, ==, "/l");
	g_assert_cmpstr(job.program, ==, "/p q");
	g_assert_cmpuint(job.param_count, ==, 2);
	g_assert_cmpstr(job_param(&job, "size"), ==, "1e3");
	g_assert_cmpstr(job_param(&job, "mode"), ==, "two  words ");
	g_assert_null(job_param(&job, "siz"));
	g_assert_true(job_add_param(&job, "siz", job.round));
	g_assert_cmpstr(job_param(&job, "siz"), ==, "12");
	job_clear(&job);
}

static void
test_unheld(void)
{
	gchar error[200];
	Job job;

	g_assert_true(read_job(&job, HEAD "unheld 1\nbatch 100\n", error, sizeof error));
	g_assert_cmpuint(job.batch, ==, 1); /* a start is never batched */
	job_clear(&job);
}

static void
test_tasks(void)
{
	gchar error[200];
	Job job;

	g_assert_true(
		read_job(&job, HEAD "tasks 1000000\nchunk 7\nbatch 100\n", error, sizeof error));
	g_assert_cmpuint(job.tasks, ==, 1000000);
	g_assert_cmpuint(job.chunk, ==, 7);
	g_assert_cmpuint(job.batch, ==, 1); /* they are many calls already */
	job_clear(&job);
	g_assert_false(read_job(&job, HEAD "tasks 1000001\n", error, sizeof error));
}

static void
test_refused(void)
{
	static const struct {
		const gchar *text;
		const gchar *error;
	} table[] = {
		{"", "no language"},
		{"language c\nexecutor thread\nmodule /m.so\nresult /r\n", "no protocol 1"},
		{"protocol 2\n", "line 1"},
		{"protocol 1\nlanguage c\nexecutor thread\nresult /r\n", "no module"},
		{HEAD "wokers 2\n", "line 6: bad key or value: wokers"},
		{HEAD "workers\n", "line 6"},
		{HEAD "workers 0\n", "line 6"},
		{HEAD "workers 257\n", "line 6"},
		{HEAD "workers -1\n", "line 6"},
		{HEAD "workers 2x\n", "line 6"},
		{HEAD "workers 2\nworkers 2\n", "line 7"},
		{HEAD "iterations 0\n", "line 6"},
		{HEAD "release 2\n", "line 6"},
		{HEAD "window 0\n", "line 6"},
		{HEAD "param size\n", "line 6"},
		{HEAD "round -1\n", "line 6"},
		{HEAD "round first\n", "line 6"},
		{HEAD "duration 99999999999999999999\n", "line 6"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		gchar error[200] = "";
		Job job = {.workers = 9};

		g_assert_false(read_job(&job, table[i].text, error, sizeof error));
		if (!strstr(error, table[i].error))
			g_error("row %u: '%s' lacks '%s'", i, error, table[i].error);
		g_assert_null(job.text);
		g_assert_cmpuint(job.workers, ==, 0);
	}
}

static void
test_no_file(void)
{
	gchar error[200] = "";
	Job job;

	g_assert_false(job_read(&job, "/no/such/job", error, sizeof error));
	g_assert_nonnull(strstr(error, "/no/such/job: No such file"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/runner/job/defaults", test_defaults);
	g_test_add_func("/runner/job/all", test_all);
	g_test_add_func("/runner/job/unheld", test_unheld);
	g_test_add_func("/runner/job/tasks", test_tasks);
	g_test_add_func("/runner/job/refused", test_refused);
	g_test_add_func("/runner/job/no-file", test_no_file);
	return g_test_run();
}
