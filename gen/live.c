#include "live.h"
#include <string.h>

/* How far the run is. */
typedef enum Run {
	RUN_NONE,
	RUN_GOING,
	RUN_PAUSING, /* it was asked to, and finishes what it is at */
	RUN_PAUSED,
	RUN_STOPPING, /* nobody wants it any more */
} Run;

/* An experiment to be measured. */
typedef struct Todo {
	char *id;
	char *key; /* with "id ": another key is another experiment */
} Todo;

/* What a child has told in its life so far. */
typedef struct Report {
	json_t *findings; /* array, or NULL */
	json_t *measure;  /* array, or NULL */
	json_t *end;      /* object, or NULL */
} Report;

struct Live {
	const LiveHooks *hooks;
	gpointer data;
	gboolean changed;  /* since pages were begun last */
	gboolean making;   /* pages are made */
	gboolean stopping; /* they are to be begun anew */
	gboolean stopped;  /* the last ones were: not twice, or none would ever be finished */
	gboolean waiting;  /* for live_wake() */
	gboolean known;    /* what must be measured: pages were made without an error */
	Run run;
	Todo current; /* that the run measures */
	Report pages, of_run;
	GPtrArray *todo;      /* Todo, owned */
	guint done;           /* measured since there was nothing to do */
	Todo suspect;         /* it has failed, or the text was wrong just then */
	json_t *suspicion;    /* its findings; NULL: there is none */
	GHashTable *failed;   /* key to json_t array of findings */
	GHashTable *measured; /* set of keys: not twice for the same text */
	json_t *findings;     /* of the last pages */
	json_t *state;        /* told last, or NULL */
};

/* Pieces ------------------------------------------------------------------------------- */

static void
clear_todo(Todo *todo)
{
	g_clear_pointer(&todo->id, g_free);
	g_clear_pointer(&todo->key, g_free);
}

static void
free_todo(gpointer data)
{
	clear_todo(data);
	g_free(data);
}

static void
free_json(gpointer data)
{
	json_decref(data);
}

static void
clear_report(Report *report)
{
	json_decref(report->findings);
	json_decref(report->measure);
	json_decref(report->end);
	*report = (Report){NULL};
}

Live *
live_new(const LiveHooks *hooks, gpointer data)
{
	Live *live = g_new0(Live, 1);

	live->hooks = hooks;
	live->data = data;
	live->todo = g_ptr_array_new_with_free_func(free_todo);
	live->failed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_json);
	live->measured = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	live->findings = json_array();
	return live;
}

void
live_free(Live *live)
{
	if (!live)
		return;
	clear_todo(&live->current);
	clear_todo(&live->suspect);
	json_decref(live->suspicion);
	json_decref(live->state);
	clear_report(&live->pages);
	clear_report(&live->of_run);
	g_ptr_array_unref(live->todo);
	g_hash_table_unref(live->failed);
	g_hash_table_unref(live->measured);
	json_decref(live->findings);
	g_free(live);
}

/* Return what was found out about a child that has told no reason (transfer full). */
static json_t *
finding_new(const char *message)
{
	return json_pack("{s:s s:n s:n s:n s:n s:n s:n s:s s:n}", "severity", "error", "slug",
	                 "file", "line", "column", "length", "text", "message", message, "help");
}

/* Telling ------------------------------------------------------------------------------ */

/* Tell @event (transfer full). */
static void
tell(Live *live, json_t *event)
{
	live->hooks->tell(event, live->data);
	json_decref(event);
}

static const Todo *
find_todo(const Live *live, const char *key)
{
	for (guint i = 0; i < live->todo->len; i++) {
		const Todo *todo = g_ptr_array_index(live->todo, i);

		if (key && g_str_equal(todo->key, key))
			return todo;
	}
	return NULL;
}

/* Tell the findings of the pages, and those of runs that have failed and are wanted still. */
static void
tell_findings(Live *live)
{
	json_t *all = json_copy(live->findings);

	for (guint i = 0; i < live->todo->len; i++) {
		const Todo *todo = g_ptr_array_index(live->todo, i);
		json_t *more = g_hash_table_lookup(live->failed, todo->key);

		if (more)
			json_array_extend(all, more);
	}
	tell(live, json_pack("{s:s s:o}", "event", "findings", "findings", all));
}

static const char *
phase(const Live *live)
{
	if (live->making)
		return "building";
	if (live->waiting)
		return "busy";
	switch (live->run) {
	case RUN_GOING:
		return "measuring";
	case RUN_PAUSING:
	case RUN_STOPPING:
		return "pausing";
	case RUN_PAUSED:
		return "paused";
	case RUN_NONE:
		break;
	}
	return "idle";
}

/* Tell whether there is still to be measured what @todo says. */
static gboolean
is_open(const Live *live, const Todo *todo)
{
	return !g_hash_table_contains(live->failed, todo->key) &&
	       !g_hash_table_contains(live->measured, todo->key);
}

static void
tell_state(Live *live)
{
	json_t *waiting = json_array(), *failed = json_array();
	guint left = 0;

	for (guint i = 0; i < live->todo->len; i++) {
		const Todo *todo = g_ptr_array_index(live->todo, i);

		if (is_open(live, todo))
			left++;
		if (g_hash_table_contains(live->failed, todo->key))
			json_array_append_new(failed, json_string(todo->id));
		else if (g_strcmp0(todo->key, live->current.key) != 0 && is_open(live, todo))
			json_array_append_new(waiting, json_string(todo->id));
	}
	json_t *state =
		json_pack("{s:s s:s s:s? s:i s:i s:o s:o}", "event", "state", "phase", phase(live),
	                  "id", live->current.id, "done", (int)live->done, "total",
	                  (int)(live->done + left), "waiting", waiting, "failed", failed);
	if (live->state && json_equal(state, live->state)) {
		json_decref(state);
		return;
	}
	json_decref(live->state);
	live->state = state;
	live->hooks->tell(state, live->data);
}

/* What to do next ---------------------------------------------------------------------- */

static void
start_pages(Live *live)
{
	live->changed = FALSE;
	live->making = live->hooks->start(LIVE_PAGES, NULL, live->data);
}

/* Pages are new: the run that waits goes on, if it is one that is wanted. */
static void
go_on(Live *live)
{
	if (!live->known)
		return; /* nothing is measured while there is an error */
	if (find_todo(live, live->current.key)) {
		live->run = RUN_GOING;
		live->hooks->say("resume", live->data);
	} else {
		live->run = RUN_STOPPING;
		live->hooks->stop(LIVE_RUN, live->data);
	}
}

static void
start_run(Live *live)
{
	for (guint i = 0; live->known && i < live->todo->len; i++) {
		const Todo *todo = g_ptr_array_index(live->todo, i);

		if (!is_open(live, todo))
			continue;
		clear_todo(&live->current);
		live->current = (Todo){g_strdup(todo->id), g_strdup(todo->key)};
		if (live->hooks->start(LIVE_RUN, todo->id, live->data))
			live->run = RUN_GOING;
		else
			clear_todo(&live->current);
		return;
	}
	live->done = 0;
}

/* Do what is to be done, if it can be done now. */
static void
next(Live *live)
{
	if (live->making) {
		if (live->changed && !live->stopping && !live->stopped) {
			live->stopping = TRUE;
			live->hooks->stop(LIVE_PAGES, live->data);
		}
	} else if (live->waiting) {
		/* live_wake() comes */
	} else if (live->changed && live->run == RUN_GOING) {
		live->run = RUN_PAUSING;
		live->hooks->say("pause", live->data);
	} else if (live->changed && (live->run == RUN_NONE || live->run == RUN_PAUSED)) {
		start_pages(live);
	} else if (!live->changed && live->run == RUN_PAUSED) {
		go_on(live);
	} else if (!live->changed && live->run == RUN_NONE) {
		start_run(live);
	}
	tell_state(live);
}

/* Believe that the last run has failed by itself, or do not: it is tried again then. */
static void
settle_suspicion(Live *live, gboolean believed)
{
	if (live->suspicion && believed)
		g_hash_table_insert(live->failed, g_steal_pointer(&live->suspect.key),
		                    g_steal_pointer(&live->suspicion));
	json_decref(live->suspicion);
	live->suspicion = NULL;
	clear_todo(&live->suspect);
}

void
live_changed(Live *live)
{
	live->changed = TRUE;
	settle_suspicion(live, FALSE);
	g_hash_table_remove_all(live->measured);
	next(live);
}

void
live_wake(Live *live)
{
	live->waiting = FALSE;
	next(live);
}

/* What children tell ------------------------------------------------------------------- */

static void
keep(json_t **place, const json_t *event, const char *name)
{
	json_decref(*place);
	*place = json_incref(json_object_get(event, name));
}

void
live_take(Live *live, LiveChild child, const json_t *event)
{
	const char *name = json_string_value(json_object_get(event, "event"));
	Report *report = child == LIVE_PAGES ? &live->pages : &live->of_run;

	if (!name)
		return;
	if (g_str_equal(name, "findings")) {
		keep(&report->findings, event, "findings");
	} else if (g_str_equal(name, "measure")) {
		keep(&report->measure, event, "experiments");
	} else if (g_str_equal(name, "end")) {
		json_decref(report->end);
		report->end = json_copy((json_t *)event);
	} else if (g_str_equal(name, "pages") || g_str_equal(name, "progress")) {
		live->hooks->tell(event, live->data);
	} else if (g_str_equal(name, "paused") && live->run == RUN_PAUSING) {
		live->run = RUN_PAUSED;
		next(live);
	}
}

/* Return what the child found, with why it failed where it has told no finding (transfer full). */
static json_t *
found(const Report *report, const char *crash)
{
	json_t *findings = report->findings ? json_copy(report->findings) : json_array();
	const char *error = json_string_value(json_object_get(report->end, "error"));

	if (crash || error)
		json_array_append_new(findings, finding_new(crash ? crash : error));
	return findings;
}

static gboolean
was_busy(const Report *report)
{
	return json_is_true(json_object_get(report->end, "busy"));
}

/* Another build is at work in the same folder. */
static void
wait_for_others(Live *live)
{
	live->waiting = TRUE;
	live->hooks->wait(LIVE_BUSY, live->data);
}

static void
set_todo(Live *live, const json_t *experiments)
{
	const json_t *row;
	size_t i;

	g_ptr_array_set_size(live->todo, 0);
	json_array_foreach(experiments, i, row)
	{
		const char *id = json_string_value(json_object_get(row, "id"));
		const char *key = json_string_value(json_object_get(row, "key"));
		Todo *todo = g_new0(Todo, 1);

		todo->id = g_strdup(id ? id : "");
		todo->key = g_strdup_printf("%s %s", todo->id, key ? key : "");
		g_ptr_array_add(live->todo, todo);
	}
}

/* Forget failures of experiments that nobody wants any more. */
static void
forget_failures(Live *live)
{
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, live->failed);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (!find_todo(live, key))
			g_hash_table_iter_remove(&iter);
}

/* Tell whether the child was cut short by a signal that it has heard. */
static gboolean
was_stopped(const Report *report, const char *crash)
{
	return crash || json_integer_value(json_object_get(report->end, "status")) > 128;
}

static void
pages_ended(Live *live, const char *crash)
{
	Report *report = &live->pages;
	gboolean cut = live->stopping && was_stopped(report, crash);

	live->making = FALSE;
	live->stopping = FALSE;
	live->stopped = cut;
	if (was_busy(report)) {
		live->changed = TRUE;
		wait_for_others(live);
	} else if (!cut) {
		json_decref(live->findings);
		live->findings = found(report, crash);
		live->known = report->measure && !crash;
		settle_suspicion(live, live->known);
		if (live->known) {
			set_todo(live, report->measure);
			forget_failures(live);
		}
		tell_findings(live);
		if (report->end)
			live->hooks->tell(report->end, live->data);
	}
	clear_report(report);
}

static void
run_ended(Live *live, const char *crash)
{
	Report *report = &live->of_run;
	gboolean good = json_integer_value(json_object_get(report->end, "status")) == 0 && !crash;

	if (live->run == RUN_STOPPING) {
		/* as it was asked to */
	} else if (was_busy(report)) {
		wait_for_others(live);
	} else if (good) {
		g_hash_table_add(live->measured, g_strdup(live->current.key));
		live->done++;
		live->changed = TRUE; /* the pages that show it */
	} else if (!live->changed) {
		/* The text may have become wrong before we were told: then the pages say so. */
		live->suspicion = found(report, crash);
		live->suspect = live->current;
		live->current = (Todo){NULL};
		live->changed = TRUE;
	}
	live->run = RUN_NONE;
	clear_todo(&live->current);
	clear_report(report);
}

void
live_ended(Live *live, LiveChild child, const char *crash)
{
	if (child == LIVE_PAGES)
		pages_ended(live, crash);
	else
		run_ended(live, crash);
	next(live);
}
