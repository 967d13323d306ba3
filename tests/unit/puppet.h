/*
 * puppet.h - a measurement with a runner of our own making: a shell script that answers at once, so
 * that scheduling is tested without time passing.
 */
#ifndef TESTS_PUPPET_H
#define TESTS_PUPPET_H

#include "measure.h"
#include "option.h"
#include "stats.h"
#include "util.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct Fixture {
	char *folder;
	Experiment *experiment;
	PlanItem item;
	Plan plan;
	PlanOptions options;
	Interrupt interrupt;
	Progress progress;
	Measure measure;
	Diag *diag;
	GArray *asked;    /* guint: rounds at which the rule was asked */
	guint stop_after; /* looks after which it says stop */
	guint different;  /* measurements whose control differs */
	guint compared;   /* how often that was asked */
	Counters now;     /* of a machine on which time passes by itself */
	double disturbed; /* CPUs that others use in every third round */
	guint readings;   /* of the counters */
	double capacity;  /* that the probe finds */
	guint probes;     /* how often it was asked */
	guint pauses;     /* made after dropped rounds */
	gboolean resting; /* the next reading ends a pause, in which no time passes here */
	guint runs;       /* begun, or about to */
	guint break_at;   /* the run before which there is a break; 0: none */
	gboolean broken;  /* the break does not end, we are to stop */
} Fixture;

/* Answers like the runner; $1 is boot.py, $2 the core, $3 the job.  @body may add or spoil. */
static const char *const answer = "#!/bin/sh\n"
				  "job=$3\n"
				  "get() { sed -n \"s/^$1 //p\" \"$job\"; }\n"
				  "result=$(get result)\n"
				  "echo \"$(get workers) $(get iterations)\" >>%s/calls\n"
				  "%s\n"
				  "{ echo protocol 1; echo fact clock 1e-8\n"
				  "i=0; n=$(($(get warmup) + $(get iterations)))\n"
				  "while [ $i -lt $n ]; do\n"
				  "echo sample $i -1 elapsed %s; echo sample $i 0 work %s\n"
				  "echo sample $i -1 wall %s\n"
				  "i=$((i + 1)); done; echo end; } >\"$result\"\n";

static LookAnswer
look(const PlanItem *item, const Samples *samples, gpointer data)
{
	Fixture *f = data;

	g_assert_true(item == &f->item);
	g_array_append_val(f->asked, samples->rounds);
	return f->asked->len >= f->stop_after ? LOOK_DECIDED : LOOK_GO_ON;
}

static gboolean
differs(const PlanItem *item, const Samples *samples, gpointer data)
{
	Fixture *f = data;

	g_assert_true(item == &f->item && samples->rounds > 0);
	return f->compared++ < f->different;
}

/* Each round takes a second; in every third others may be at work. */
static Counters
counters(gpointer data)
{
	Fixture *f = data;

	if (f->resting) {
		f->resting = FALSE;
		return f->now;
	}
	f->now.at += G_USEC_PER_SEC;
	f->now.own += 0.5;
	f->now.busy += 0.5 + (f->readings++ % 3 == 2 ? f->disturbed : 0);
	f->now.cpus = 2;
	return f->now;
}

static double
capacity(guint cpus, gpointer data)
{
	Fixture *f = data;

	g_assert_cmpuint(cpus, >, 0);
	f->probes++;
	return f->capacity;
}

static void
pause_for(double seconds, gpointer data)
{
	Fixture *f = data;

	g_assert_cmpfloat(seconds, >, 0);
	f->pauses++;
	f->resting = TRUE;
}

static void
set_runner(Fixture *f, const char *body, const char *seconds)
{
	g_autofree char *path = g_build_filename(f->folder, "python", NULL);
	g_autofree char *text = NULL;
	Python *python = g_new0(Python, 1);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	text = g_strdup_printf(answer, f->folder, body, seconds, seconds, seconds);
#pragma GCC diagnostic pop
	g_assert_true(file_write(path, text, strlen(text), NULL));
	g_assert_cmpint(g_chmod(path, 0755), ==, 0);
	python->wanted = g_strdup("");
	python->path = g_strdup(path);
	python->version = g_strdup("3.11.2");
	python->library = g_strdup("");
	python->packages = g_strdup("");
	g_ptr_array_set_size(f->item.pythons, 0);
	g_ptr_array_add(f->item.pythons, python);
}

static void
free_python(gpointer python)
{
	python_free(python);
}

static void
set_up(Fixture *f, gconstpointer data)
{
	static char *levels[][1] = {{(char *)"1"}, {(char *)"2"}, {(char *)"4"}};
	Design *design = design_new("fake");
	Factor *factor = design_add_factor(design, "workers");

	(void)data;
	f->folder = g_dir_make_tmp("lectern-t-measure-XXXXXX", NULL);
	f->experiment = experiment_new();
	option_reset(f->experiment);
	g_free(f->experiment->id);
	f->experiment->id = g_strdup("fake");
	f->experiment->language = LANGUAGE_PYTHON;
	g_free(f->experiment->code);
	f->experiment->code = g_strdup("def work(worker):\n    pass\n");
	f->experiment->code_line = 1;
	for (guint i = 0; i < 3; i++) {
		factor_add_level(factor, levels[i][0]);
		design_add_condition(design, "serial", levels[i]);
	}
	if (f->experiment->design)
		design_free(f->experiment->design);
	f->experiment->design = design;
	f->item = (PlanItem){.experiment = f->experiment,
	                     .content = g_strnfill(64, 'c'),
	                     .host = g_strnfill(64, 'h'),
	                     .inputs = g_ptr_array_new(),
	                     .decides = g_ptr_array_new(),
	                     .marks = g_ptr_array_new(),
	                     .pythons = g_ptr_array_new_with_free_func(free_python),
	                     .held = TRUE};
	f->options = (PlanOptions){.paths = {.build = f->folder, .shared = f->folder}};
	f->interrupt.fd = -1;
	f->progress.quiet = TRUE;
	f->diag = diag_new();
	f->asked = g_array_new(FALSE, FALSE, sizeof(guint));
	f->stop_after = 1;
	f->capacity = 1;
	f->measure = (Measure){.tooling = {.plan = &f->plan,
	                                   .options = &f->options,
	                                   .folder = f->folder,
	                                   .boot = "boot.py",
	                                   .core = "core.so",
	                                   .interrupt = &f->interrupt,
	                                   .progress = &f->progress},
	                       .rules = {.look = look,
	                                 .differs = differs,
	                                 .counters = counters,
	                                 .capacity = capacity,
	                                 .pause = pause_for,
	                                 .data = f},
	                       .seed = 42};
	set_runner(f, "", "0.5");
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	directory_remove(f->folder);
	experiment_free(f->experiment);
	g_free(f->item.content);
	g_free(f->item.host);
	g_free(f->item.failure);
	g_ptr_array_unref(f->item.inputs);
	g_ptr_array_unref(f->item.decides);
	g_ptr_array_unref(f->item.marks);
	g_ptr_array_unref(f->item.pythons);
	diag_free(f->diag);
	g_array_unref(f->asked);
	g_free(f->folder);
}

static Result *
measure(Fixture *f)
{
	g_autoptr(GError) error = NULL;
	Result *result = measure_experiment(&f->measure, &f->item, f->diag, &error);

	g_assert_no_error(error);
	return result;
}

/* Add a test that has a fixture of its own. */
#define PUPPET_ADD(name, function)                                                                 \
	g_test_add("/measure/" name, Fixture, NULL, set_up, function, tear_down)

#endif
