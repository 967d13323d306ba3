/* t-live.c - what is done while an author edits: the machine, with children that are words. */
#include "live.h"
#include <string.h>

/* A machine and what it asked for: "pages", "run ID", "pause", "!pages" (stopped), "wait" ... */
typedef struct Fixture {
	Live *live;
	GString *log;
	json_t *findings, *state; /* told last */
	guint progress;           /* how often it was told */
} Fixture;

static gboolean
start(LiveChild child, const char *id, gpointer data)
{
	Fixture *fixture = data;

	g_string_append_printf(fixture->log, child == LIVE_PAGES ? "pages " : "run %s ", id);
	return TRUE;
}

static void
say(const char *word, gpointer data)
{
	g_string_append_printf(((Fixture *)data)->log, "%s ", word);
}

static void
stop(LiveChild child, gpointer data)
{
	g_string_append(((Fixture *)data)->log, child == LIVE_PAGES ? "!pages " : "!run ");
}

static void
wait_for(guint ms, gpointer data)
{
	g_assert_cmpuint(ms, >, 0);
	g_string_append(((Fixture *)data)->log, "wait ");
}

static void
tell(const json_t *event, gpointer data)
{
	Fixture *fixture = data;
	const char *name = json_string_value(json_object_get(event, "event"));

	if (g_str_equal(name, "findings")) {
		json_decref(fixture->findings);
		fixture->findings = json_deep_copy(json_object_get(event, "findings"));
	} else if (g_str_equal(name, "state")) {
		json_decref(fixture->state);
		fixture->state = json_deep_copy(event);
	} else if (g_str_equal(name, "progress")) {
		fixture->progress++;
	}
}

static const LiveHooks hooks = {start, say, stop, wait_for, tell};

static void
set_up(Fixture *fixture, gconstpointer data)
{
	(void)data;
	fixture->live = live_new(&hooks, fixture);
	fixture->log = g_string_new(NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_free(fixture->live);
	g_string_free(fixture->log, TRUE);
	json_decref(fixture->findings);
	json_decref(fixture->state);
}

/* The machine has asked for @wanted since it was asked last. */
static void
expect(Fixture *fixture, const char *wanted)
{
	g_assert_cmpstr(g_strchomp(fixture->log->str), ==, wanted);
	g_string_truncate(fixture->log, 0);
}

/* It says that it is in @phase, at the experiment @id. */
static void
expect_state(Fixture *fixture, const char *wanted, const char *id)
{
	g_assert_cmpstr(json_string_value(json_object_get(fixture->state, "phase")), ==, wanted);
	g_assert_cmpstr(json_string_value(json_object_get(fixture->state, "id")), ==, id);
}

static void
expect_findings(Fixture *fixture, guint n)
{
	g_assert_cmpuint(json_array_size(fixture->findings), ==, n);
}

/* A child tells @event, in JSON with ' for ". */
static void
take(Fixture *fixture, LiveChild child, const char *event)
{
	g_autofree char *text = g_strdelimit(g_strdup(event), "'", '"');
	json_t *object = json_loads(text, 0, NULL);

	g_assert_nonnull(object);
	live_take(fixture->live, child, object);
	json_decref(object);
}

/* A child ends with @status after what it tells at its end. */
static void
end(Fixture *fixture, LiveChild child, int status)
{
	g_autofree char *event =
		g_strdup_printf("{'event':'end','status':%d,'busy':false,'error':null}", status);

	take(fixture, child, event);
	live_ended(fixture->live, child, NULL);
}

/* Pages are made; @experiments, "ID:KEY ID:KEY", must be measured; NULL: there is an error. */
static void
end_pages(Fixture *fixture, const char *experiments)
{
	g_autoptr(GString) list = g_string_new("{'event':'measure','experiments':[");
	g_auto(GStrv) words = g_strsplit(experiments ? experiments : "", " ", -1);

	for (guint i = 0; words[i] && words[i][0]; i++) {
		g_auto(GStrv) pair = g_strsplit(words[i], ":", 2);

		g_string_append_printf(list, "%s{'id':'%s','note':'n','key':'%s','seconds':1}",
		                       i ? "," : "", pair[0], pair[1]);
	}
	g_string_append(list, "]}");
	if (experiments)
		take(fixture, LIVE_PAGES, list->str);
	take(fixture, LIVE_PAGES,
	     experiments ? "{'event':'findings','findings':[]}"
	                 : "{'event':'findings','findings':[{'severity':'error'}]}");
	end(fixture, LIVE_PAGES, experiments ? 0 : 1);
}

static void
test_nothing_to_measure(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	expect(fixture, "pages");
	expect_state(fixture, "building", NULL);
	end_pages(fixture, "");
	expect(fixture, "");
	expect_state(fixture, "idle", NULL);
	expect_findings(fixture, 0);
	live_changed(fixture->live);
	expect(fixture, "pages");
}

static void
test_measures_one_by_one(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1 b:1");
	expect(fixture, "pages run a");
	expect_state(fixture, "measuring", "a");
	take(fixture, LIVE_RUN, "{'event':'progress','id':'a','round':1,'rounds':9,'left':1.5}");
	g_assert_cmpuint(fixture->progress, ==, 1);
	end(fixture, LIVE_RUN, 0);
	expect(fixture, "pages");
	end_pages(fixture, "b:1");
	expect(fixture, "run b");
	g_assert_cmpint(json_integer_value(json_object_get(fixture->state, "done")), ==, 1);
	g_assert_cmpint(json_integer_value(json_object_get(fixture->state, "total")), ==, 2);
	end(fixture, LIVE_RUN, 0);
	end_pages(fixture, "");
	expect(fixture, "pages");
	expect_state(fixture, "idle", NULL);
}

/* What is saved while pages are made shows soon, and also when saving never stops. */
static void
test_saved_twice(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	live_changed(fixture->live);
	live_changed(fixture->live);
	expect(fixture, "pages !pages");
	end(fixture, LIVE_PAGES, 143);
	expect(fixture, "pages");
	live_changed(fixture->live);
	expect(fixture, ""); /* these are left to end */
	end_pages(fixture, "a:1");
	expect(fixture, "pages"); /* nothing is measured for an older text */
	end_pages(fixture, "a:1");
	expect(fixture, "run a");
}

/* Pages that were whole before they heard of it count. */
static void
test_stopped_too_late(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	live_changed(fixture->live);
	expect(fixture, "pages !pages");
	end_pages(fixture, NULL);
	expect_findings(fixture, 1);
	expect(fixture, "pages");
	end_pages(fixture, "");
	expect_findings(fixture, 0);
}

static void
test_prose_while_measuring(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1 b:1");
	expect(fixture, "pages run a");
	live_changed(fixture->live);
	live_changed(fixture->live);
	expect(fixture, "pause"); /* nothing is made beside a run */
	expect_state(fixture, "pausing", "a");
	take(fixture, LIVE_RUN, "{'event':'paused'}");
	expect(fixture, "pages");
	live_changed(fixture->live);
	expect(fixture, "!pages");
	end(fixture, LIVE_PAGES, 143);
	expect(fixture, "pages");
	end_pages(fixture, "b:1 a:1");
	expect(fixture, "resume"); /* though another comes first now */
	expect_state(fixture, "measuring", "a");
	end(fixture, LIVE_RUN, 0);
	end_pages(fixture, "b:1");
	expect(fixture, "pages run b");
}

static void
test_another_experiment(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	live_changed(fixture->live);
	take(fixture, LIVE_RUN, "{'event':'paused'}");
	expect(fixture, "pages run a pause pages");
	end_pages(fixture, "a:2");
	expect(fixture, "!run");
	end(fixture, LIVE_RUN, 143);
	expect(fixture, "run a");
	expect_findings(fixture, 0);
	/* and one that has gone altogether */
	live_changed(fixture->live);
	take(fixture, LIVE_RUN, "{'event':'paused'}");
	end_pages(fixture, "");
	expect(fixture, "pause pages !run");
	live_ended(fixture->live, LIVE_RUN, "it was ended by signal 15");
	expect(fixture, "");
	expect_state(fixture, "idle", NULL);
	expect_findings(fixture, 0);
}

/* An error elsewhere gives nothing up: the run waits until it is mended. */
static void
test_error_while_measuring(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	live_changed(fixture->live);
	take(fixture, LIVE_RUN, "{'event':'paused'}");
	expect(fixture, "pages run a pause pages");
	end_pages(fixture, NULL);
	expect(fixture, "");
	expect_state(fixture, "paused", "a");
	expect_findings(fixture, 1);
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	expect(fixture, "pages resume");
	expect_findings(fixture, 0);
}

static void
test_run_ends_while_pausing(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	live_changed(fixture->live);
	expect(fixture, "pages run a pause");
	end(fixture, LIVE_RUN, 0);
	expect(fixture, "pages");
	end_pages(fixture, "");
	expect(fixture, "");
	expect_state(fixture, "idle", NULL);
}

/* What fails is not measured again until it is another, and its findings stand so long. */
static void
test_failing(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1 b:1");
	take(fixture, LIVE_RUN, "{'event':'findings','findings':[{'severity':'error'}]}");
	end(fixture, LIVE_RUN, 1);
	expect(fixture, "pages run a pages");
	end_pages(fixture, "a:1 b:1");
	expect_findings(fixture, 1);
	expect(fixture, "run b");
	end(fixture, LIVE_RUN, 0);
	end_pages(fixture, "a:1");
	expect(fixture, "pages");
	expect_findings(fixture, 1);
	expect_state(fixture, "idle", NULL);
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	expect(fixture, "pages");
	expect_findings(fixture, 1);
	live_changed(fixture->live);
	end_pages(fixture, "a:2");
	expect(fixture, "pages run a");
	expect_findings(fixture, 0);
	end(fixture, LIVE_RUN, 0);
	end_pages(fixture, "");
	live_changed(fixture->live);
	end_pages(fixture, "a:1"); /* it is tried again after all */
	expect(fixture, "pages pages run a");
}

/* A run that met a wrong text has not failed: it is made up for once that is mended. */
static void
test_text_wrong_for_a_run(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	end(fixture, LIVE_RUN, 1);
	end_pages(fixture, NULL);
	expect(fixture, "pages run a pages");
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	expect(fixture, "pages run a");
	live_changed(fixture->live); /* told first this time */
	end(fixture, LIVE_RUN, 1);
	end_pages(fixture, "a:1");
	expect(fixture, "pause pages run a");
}

static void
test_crashes(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	live_ended(fixture->live, LIVE_PAGES, "signal 11");
	expect_findings(fixture, 1);
	expect(fixture, "pages"); /* not again and again */
	expect_state(fixture, "idle", NULL);
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	expect_findings(fixture, 0);
	live_ended(fixture->live, LIVE_RUN, "signal 11");
	end_pages(fixture, "a:1");
	expect_findings(fixture, 1);
	expect(fixture, "pages run a pages");
	live_changed(fixture->live);
	take(fixture, LIVE_PAGES, "{'event':'end','status':3,'busy':false,'error':'no disk'}");
	live_ended(fixture->live, LIVE_PAGES, NULL);
	g_assert_cmpstr(
		json_string_value(json_object_get(json_array_get(fixture->findings, 0), "message")),
		==, "no disk");
}

static void
test_busy(Fixture *fixture, gconstpointer data)
{
	static const char *const busy = "{'event':'end','status':3,'busy':true,'error':'busy'}";

	(void)data;
	live_changed(fixture->live);
	take(fixture, LIVE_PAGES, busy);
	live_ended(fixture->live, LIVE_PAGES, NULL);
	expect(fixture, "pages wait");
	expect_state(fixture, "busy", NULL);
	live_changed(fixture->live);
	expect(fixture, "");
	live_wake(fixture->live);
	expect(fixture, "pages");
	end_pages(fixture, "a:1");
	take(fixture, LIVE_RUN, busy);
	live_ended(fixture->live, LIVE_RUN, NULL);
	expect(fixture, "run a wait");
	live_wake(fixture->live);
	expect(fixture, "run a");
	expect_findings(fixture, 0);
}

/* A preview that asks for what was measured just now does not keep us going for ever. */
static void
test_no_circle(Fixture *fixture, gconstpointer data)
{
	(void)data;
	live_changed(fixture->live);
	end_pages(fixture, "a:1");
	end(fixture, LIVE_RUN, 0);
	end_pages(fixture, "a:1");
	expect(fixture, "pages run a pages");
	live_changed(fixture->live); /* a claim, perhaps, that wants more rounds of the same */
	end_pages(fixture, "a:1");
	expect(fixture, "pages run a");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add("/live/" #name, Fixture, NULL, set_up, test_##name, tear_down)
	TEST(nothing_to_measure);
	TEST(measures_one_by_one);
	TEST(saved_twice);
	TEST(stopped_too_late);
	TEST(prose_while_measuring);
	TEST(another_experiment);
	TEST(error_while_measuring);
	TEST(run_ends_while_pausing);
	TEST(failing);
	TEST(text_wrong_for_a_run);
	TEST(crashes);
	TEST(busy);
	TEST(no_circle);
	return g_test_run();
}
