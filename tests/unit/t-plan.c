/* t-plan.c - which stored result holds, and why something is measured. */
#include "plan.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "util.h"

typedef struct Fixture {
	char *root;
	Diag *diag;
	Tools *tools;
	Course *course;
	PlanOptions options;
} Fixture;

static const char *const text = "``` {.python .experiment #one}\n"
				"#| fig-cap: Shown\n"
				"def work(worker):\n"
				"    pass\n"
				"```\n";

static void
set_up(Fixture *f, gconstpointer data)
{
	g_autofree char *notes = NULL, *path = NULL, *memory = NULL;
	g_autoptr(GError) error = NULL;

	(void)data;
	f->root = g_dir_make_tmp("lectern-t-plan-XXXXXX", NULL);
	notes = g_build_filename(f->root, "notes", NULL);
	path = g_build_filename(notes, "a.md", NULL);
	memory = g_build_filename(f->root, "tools.json", NULL);
	g_assert_true(file_write(path, text, strlen(text), NULL));
	f->diag = diag_new();
	f->course = course_load(notes, f->diag, &error);
	g_assert_no_error(error);
	f->tools = tools_open(memory);
	f->options = (PlanOptions){.data = f->root, .max_age = 1000};
	f->options.paths.build = f->options.paths.include = f->root;
	f->options.paths.shared = f->course->experiments;
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	course_free(f->course);
	tools_free(f->tools);
	diag_free(f->diag);
	directory_remove(f->root);
	g_free(f->root);
}

/* Return why the only experiment is measured, or that it is not. */
static PlanReason
reason(Fixture *f, gboolean quick)
{
	g_autoptr(Plan) plan = NULL;
	const PlanItem *item;

	f->options.quick = quick;
	plan = plan_make(f->course, &f->options, f->tools, f->diag);
	item = g_ptr_array_index(plan->items, 0);
	g_test_message("%s", item->why);
	g_assert_cmpint(plan_must_measure(item), ==, item->reason != PLAN_CURRENT);
	return item->reason;
}

/* Store a result of the only experiment that is @age s old; return its path (transfer full). */
static char *
store(Fixture *f, gboolean quick, time_t age)
{
	g_autoptr(Plan) plan = plan_make(f->course, &f->options, f->tools, f->diag);
	const PlanItem *item = g_ptr_array_index(plan->items, 0);
	g_autoptr(Result) result = result_new();
	g_autofree char *name = store_name("one", item->content, item->host, quick);
	char *path = g_build_filename(f->root, name, NULL);
	time_t now = (time_t)(g_get_real_time() / G_USEC_PER_SEC);
	struct utimbuf times = {now - age, now - age};

	result->id = g_strdup("one");
	result->content = g_strdup(item->content);
	result->host = g_strdup(item->host);
	result->machine = machine_read();
	result->tier = g_strdup("limits");
	result->output = g_strdup("");
	result->quick = quick;
	result->samples = samples_new(design_copy(item->experiment->design));
	g_assert_true(store_save(f->root, result, NULL));
	g_assert_cmpint(utime(path, &times), ==, 0);
	return path;
}

/* Plan, in a hurry or not, and see that the experiment has this reason. */
static void
expect(Fixture *f, gboolean quick, PlanReason wanted)
{
	PlanReason found = reason(f, quick);

	g_assert_cmpint(found, ==, wanted);
}

/* What was measured in a hurry holds for those who are in a hurry; what was not, for all. */
static void
test_hurry(Fixture *f, gconstpointer data)
{
	g_autofree char *hasty = NULL, *full = NULL, *again = NULL;

	(void)data;
	expect(f, FALSE, PLAN_NEW);
	expect(f, TRUE, PLAN_NEW);
	hasty = store(f, TRUE, 0);
	expect(f, FALSE, PLAN_HASTY);
	expect(f, TRUE, PLAN_CURRENT);
	full = store(f, FALSE, 0);
	expect(f, FALSE, PLAN_CURRENT);
	expect(f, TRUE, PLAN_CURRENT);
	g_assert_false(g_file_test(hasty, G_FILE_TEST_EXISTS));
	/* An old one is measured anew, and in a hurry not twice. */
	g_free(g_steal_pointer(&full));
	full = store(f, FALSE, 2000);
	expect(f, FALSE, PLAN_OLD);
	expect(f, TRUE, PLAN_OLD);
	again = store(f, TRUE, 0);
	expect(f, FALSE, PLAN_OLD);
	expect(f, TRUE, PLAN_CURRENT);
	f->options.frozen = TRUE;
	expect(f, FALSE, PLAN_CURRENT);
	f->options.frozen = FALSE;
	f->options.fresh = TRUE;
	expect(f, TRUE, PLAN_FRESH);
}

/* A clock that was set back says nothing of how old a result is; one that is a little late does. */
static void
test_clock(Fixture *f, gconstpointer data)
{
	g_autofree char *late = store(f, FALSE, -3600);

	(void)data;
	expect(f, FALSE, PLAN_CURRENT);
	g_free(g_steal_pointer(&late));
	late = store(f, FALSE, -2 * 86400);
	expect(f, FALSE, PLAN_OLD);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/plan/hurry", Fixture, NULL, set_up, test_hurry, tear_down);
	g_test_add("/plan/clock", Fixture, NULL, set_up, test_clock, tear_down);
	return g_test_run();
}
