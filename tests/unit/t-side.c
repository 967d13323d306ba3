/* t-side.c - what the side file tells of claims, values and where samples come from. */
#include "side.h"

#include <math.h>
#include <string.h>

#include "util.h"

#define ROUNDS 12

/* A course of one note that is planned, with given samples instead of measured ones. */
typedef struct Fixture {
	char *root;
	Diag *diag;
	Tools *tools;
	Course *course;
	Plan *plan;
	Samples *samples; /* of the only experiment */
} Fixture;

static const char *const text =
	"``` {.python .experiment #one}\n"
	"#| fig-cap: Shown\n"
	"#| executors: [serial, process]\n"
	"#| rounds: 10\n"
	"#| metrics: [wall, threads, observed]\n"
	"#| table: true\n"
	"def work(worker):\n"
	"    pass\n"
	"\n"
	"\n"
	"def observe():\n"
	"    return 0\n"
	"```\n\n"
	"[Slower](claim:one \"process.wall > 1.5 * serial.wall\"), "
	"[as fast](claim:one \"serial.wall < 1 ms\"), "
	"[both](claim:one \"serial.threads == 1 and process.wall > serial.wall\"), "
	"[always](claim:one \"rate(process.wall > 1 ms) > 0.3\"), "
	"[2 times](value:one \"process.wall / serial.wall\"), "
	"[2](value:one \"process.wall / serial.wall\"), "
	"[50 %](value:one \"serial.wall / process.wall\"), "
	"[](value:one \"rate(process.wall > 1 ms)\"), "
	"[1](value:one \"serial.threads\"), "
	"[400](value:one \"serial.observed\"), "
	"[1 ms](value:one \"serial.wall\").\n";

/* Add the runs of one round: a wall time around 1 ms and 2 ms, and two counts. */
static void
add_round(Samples *samples, guint round, double shift)
{
	for (guint i = 0; i < 3; i++) {
		Run run = {.round = round,
		           .condition = i % 2,
		           .control = i == 2,
		           .started = (double)NAN,
		           .took = (double)NAN,
		           .usage = usage_unknown};
		guint32 at = samples_add_run(samples, run);
		double wall =
			0.001 * (1 + run.condition) * (1 + 0.01 * ((7 * round + i) % 5 - 2.0));

		samples_add(samples, at, samples_metric(samples, "wall"), -1, 0, FALSE,
		            run.control ? wall * shift : wall);
		samples_add(samples, at, samples_metric(samples, "threads"), 0, 0, FALSE, 1);
		samples_add(samples, at, samples_metric(samples, "observed"), -1, 0, FALSE,
		            round == 5 ? 300 : 400);
	}
}

/* Give the experiment a result whose control is @shift times its condition. */
static void
give_result(Fixture *f, double shift)
{
	PlanItem *item = g_ptr_array_index(f->plan->items, 0);
	Result *result = result_new();

	result_free(item->result);
	item->result = result;
	result->id = g_strdup("one");
	result->machine = machine_read();
	result->tier = g_strdup("limits");
	result->iterations = 5;
	result->warmup = 1;
	result->batch = 8;
	result->final = TRUE;
	result->output = g_strdup("");
	result->samples = f->samples = samples_new(design_copy(item->experiment->design));
	g_ptr_array_add(result->facts, g_strdup("tick 1.04e-07"));
	for (guint round = 0; round < ROUNDS; round++)
		add_round(f->samples, round, shift);
}

static void
set_up(Fixture *f, gconstpointer data)
{
	g_autofree char *notes = NULL, *path = NULL, *memory = NULL;
	g_autoptr(GError) error = NULL;
	PlanOptions options = {.max_age = 1e6};

	(void)data;
	f->root = g_dir_make_tmp("lectern-t-side-XXXXXX", NULL);
	notes = g_build_filename(f->root, "notes", NULL);
	path = g_build_filename(notes, "a.md", NULL);
	memory = g_build_filename(f->root, "tools.json", NULL);
	g_assert_true(file_write(path, text, strlen(text), NULL));
	f->diag = diag_new();
	f->course = course_load(notes, f->diag, &error);
	g_assert_no_error(error);
	f->tools = tools_open(memory);
	options.data = f->root;
	options.paths.build = options.paths.include = f->root;
	options.paths.shared = f->course->experiments;
	f->plan = plan_make(f->course, &options, f->tools, f->diag);
	g_assert_cmpuint(f->plan->items->len, ==, 1);
	give_result(f, 1.0);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	plan_free(f->plan);
	course_free(f->course);
	tools_free(f->tools);
	diag_free(f->diag);
	directory_remove(f->root);
	g_free(f->root);
}

/* Write the side file of the note. */
static char *
side(const Fixture *f)
{
	const Note *note = course_note(f->course, "a");
	g_autoptr(GPtrArray) evidence = evidence_collect(note, f->plan, 0, NULL);

	return side_text(f->course, note, f->plan, evidence, FALSE);
}

/* Assert that @text holds each of @parts, NULL-terminated, in their order. */
static void
holds(const char *in, const char *const *parts)
{
	const char *at = in;

	for (; *parts; parts++) {
		const char *found = strstr(at, *parts);

		if (!found)
			g_test_message("%s", in);
		g_assert_cmpstr(found ? *parts : "not there", ==, *parts);
		at = found;
	}
}

/* Samples that were taken in a hurry are told of, on top of the page and beside them. */
static void
test_hurry(Fixture *f, gconstpointer data)
{
	g_autofree char *calm = side(f);
	PlanItem *item = g_ptr_array_index(f->plan->items, 0);

	(void)data;
	g_assert_null(strstr(calm, "notice"));
	g_assert_null(strstr(calm, "quick"));
	item->result->quick = TRUE;
	g_autofree char *written = side(f);
	holds(written, (const char *const[]){"notice", "Quick: ", "summary", "quick: ", NULL});
	/* It is not shown, but claims of the page rest on it. */
	item->experiment->include = FALSE;
	g_autofree char *named = side(f);
	holds(named, (const char *const[]){"notice", "Quick: ", NULL});
}

/* A handout does not change with its neighbours, nor with its own link. */
static void
test_printed(Fixture *f, gconstpointer data)
{
	const Note *note = course_note(f->course, "a");
	g_autoptr(GPtrArray) evidence = evidence_collect(note, f->plan, 0, NULL);
	g_autofree char *plain = side_text(f->course, note, f->plan, evidence, FALSE);
	g_autofree char *linked = side_text(f->course, note, f->plan, evidence, TRUE);
	g_autofree char *one = side_printed(plain), *other = side_printed(linked);

	(void)data;
	g_assert_cmpstr(plain, !=, linked);
	g_assert_cmpstr(one, ==, other);
	g_assert_null(strstr(one, "chapters"));
	holds(one, (const char *const[]){"number", "lang", "claims", "results", NULL});
	/* what it says of the course stays */
	g_free(f->course->title);
	f->course->title = g_strdup("Another \"title\"\n\t},\n");
	g_autofree char *renamed = side_text(f->course, note, f->plan, evidence, FALSE);
	g_autofree char *third = side_printed(renamed);
	holds(third, (const char *const[]){"Another", "claims", "results", NULL});
}

/* What belongs to a number and stood in the guess stays in the text. */
static void
test_values(Fixture *f, gconstpointer data)
{
	static const char *const texts[] = {
		"2.00\u202ftimes", "2.00", "50\u202f%", "100\u202f%", "1", "400", "1.00\u202fms"};
	g_autoptr(GPtrArray) evidence =
		evidence_collect(course_note(f->course, "a"), f->plan, 0, NULL);
	g_autofree char *written = side(f);

	(void)data;
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		const Evidence *value = g_ptr_array_index(evidence, 4 + i);

		g_assert_cmpstr(value->text, ==, texts[i]);
	}
	holds(written, (const char *const[]){"\"value-one-3\"", "interval", "\u202f%\"",
	                                     "\"value-one-5\"", "\"exactly 1\"", "\"value-one-6\"",
	                                     "\"400 in most rounds\"", NULL});
}

/* Both sides, interval, confidence, rounds; of what is undecided the reason and what it takes. */
static void
test_claims(Fixture *f, gconstpointer data)
{
	g_autofree char *written = NULL;

	(void)data;
	g_array_index(f->samples->dropped, gboolean, 3) = TRUE;
	written = side(f);
	holds(written, (const char *const[]){
			       "\"claim-one-1\"", "\"supported\"", "process wall: 2.00\u202fms (",
			       "serial wall: 1.50\u202fms (", "rounds\"] = \"11\"",
			       "dropped\"] = \"1\"", "confidence\"] = \"99\u202f%\"",
			       "process is more than 1.5 times that of serial.\"",
			       "\"claim-one-2\"", "\"inconclusive\"", "lies on both sides of 1",
			       "\"claim-one-3\"", "parts", "serial threads: exactly 1",
			       "\"claim-one-4\"", "estimate\"] = \"100\u202f%\"", "to 100\u202f%\"",
			       "share of the rounds", NULL});
}

/* Rounds and why they were dropped, how runs were made, and the control. */
static void
test_provenance(Fixture *f, gconstpointer data)
{
	g_autofree char *clean = side(f);
	g_autofree char *dropped = NULL;

	(void)data;
	holds(clean, (const char *const[]){
			     "99\u202f% intervals.", "summary\"] = \"12 rounds on ",
			     "12, none dropped", "5 iterations after 1 warm-up, 8 calls in each",
			     "serial was measured twice in every round; the two did not differ",
			     "Cost of a tick", "100\u202fns", NULL});
	for (guint i = 2; i < 7; i++) {
		g_array_index(f->samples->dropped, gboolean, i) = TRUE;
		g_array_index(f->samples->machine, Disturbance, i).foreign = 0.6;
	}
	dropped = side(f);
	holds(dropped, (const char *const[]){"7 rounds (5 dropped) on ", "7 used of 12",
	                                     "round 3: other programs used 0.6", "; round 4",
	                                     "; round 5", "; and 2 more",
	                                     "too few to tell whether the two differ", NULL});
	g_assert_null(strstr(dropped, "round 6"));
}

static void
test_control(Fixture *f, gconstpointer data)
{
	g_autofree char *written = NULL;

	(void)data;
	give_result(f, 1.2);
	written = side(f);
	holds(written, (const char *const[]){
			       "serial was measured twice in every round; the two differed", NULL});
}

/* A disturbed machine is no reason to say nothing. */
static void
test_all_dropped(Fixture *f, gconstpointer data)
{
	g_autofree char *written = NULL;

	(void)data;
	for (guint i = 0; i < ROUNDS; i++)
		g_array_index(f->samples->dropped, gboolean, i) = TRUE;
	written = side(f);
	holds(written,
	      (const char *const[]){"\"claim-one-1\"", "\"inconclusive\"", "noisy machine",
	                            "No round of 12 could be used on ", "0 used of 12", NULL});
}

/* The menu of a large course lists the chapters around the page, and leads to all. */
static void
test_menu(void)
{
	g_autofree char *root = g_dir_make_tmp("lectern-side.XXXXXX", NULL);
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Course) course = NULL;
	static const struct {
		const char *note, *first, *last;
	} rows[] = {{"n000", "n000", "n059"}, {"n050", "n021", "n080"}, {"n099", "n040", "n099"}};

	for (guint i = 0; i < 100; i++) {
		g_autofree char *path = g_strdup_printf("%s/n%03u.md", root, i);

		g_assert_true(file_write(path, "# One\n", 6, NULL));
	}
	course = course_load(root, diag, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Note *note = course_note(course, rows[i].note);
		g_autofree char *first = g_strconcat("\"", rows[i].first, ".html\"", NULL);
		g_autofree char *last = g_strconcat("\"", rows[i].last, ".html\"", NULL);
		g_autofree char *menu = NULL;
		guint places = 0;
		Lua lua;

		lua_begin(&lua);
		side_navigation(&lua, course, note, note->name, "chapter", FALSE, FALSE);
		menu = lua_end(&lua);
		holds(menu, (const char *const[]){"[\"chapters\"]", "index.html#chapters",
		                                  "All chapters", first, last, NULL});
		for (const char *at = strstr(menu, "[\"chapters\"]"); (at = strstr(at, ".html\""));
		     at++)
			places++;
		g_assert_cmpuint(places, ==, 60);
	}
	directory_remove(root);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/side/values", Fixture, NULL, set_up, test_values, tear_down);
	g_test_add("/side/hurry", Fixture, NULL, set_up, test_hurry, tear_down);
	g_test_add("/side/printed", Fixture, NULL, set_up, test_printed, tear_down);
	g_test_add("/side/claims", Fixture, NULL, set_up, test_claims, tear_down);
	g_test_add("/side/provenance", Fixture, NULL, set_up, test_provenance, tear_down);
	g_test_add("/side/control", Fixture, NULL, set_up, test_control, tear_down);
	g_test_add("/side/all-dropped", Fixture, NULL, set_up, test_all_dropped, tear_down);
	g_test_add_func("/side/menu", test_menu);
	return g_test_run();
}
