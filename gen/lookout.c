#include "lookout.h"
#include "driven.h"
#include "live.h"
#include "number.h"
#include "watch.h"
#include <glib-unix.h>
#include <stdio.h>

/* So long children may take to end, in s: they may be in the middle of a run. */
#define LAST_PATIENCE 10

#define CHILDREN (LIVE_RUN + 1)

typedef struct Post Post;

/* One of the children. */
typedef struct Seat {
	Post *post;
	LiveChild child;
	Driven *driven;   /* NULL: it does not run */
	gboolean stopped; /* it was asked to end */
} Seat;

/* What is going on. */
struct Post {
	const Lookout *lookout;
	GMainLoop *loop;
	Live *live;
	Seat seats[CHILDREN];
	gint64 begun;                  /* pages were, monotonic us */
	guint written;                 /* pages of this time */
	char *first;                   /* one of them, or NULL */
	guint timer, signals, partner; /* sources, or 0 */
	gboolean ending;
	GError *error; /* why it ends, or NULL */
};

static void
end(Post *post)
{
	post->ending = TRUE;
	g_main_loop_quit(post->loop);
}

/* Telling ------------------------------------------------------------------------------ */

static void
print_made(Post *post)
{
	g_autofree char *took =
		number_duration((double)(g_get_monotonic_time() - post->begun) / 1e6);

	if (post->written == 1)
		fprintf(stderr, "%s written in %s\n", post->first, took);
	else if (post->written > 1)
		fprintf(stderr, "%u pages written in %s\n", post->written, took);
	post->written = 0;
	g_clear_pointer(&post->first, g_free);
}

/* Findings are printed by whoever finds them, and progress by whoever measures. */
static void
print_event(Post *post, const json_t *event)
{
	const char *name = json_string_value(json_object_get(event, "event"));
	const char *phase = json_string_value(json_object_get(event, "phase"));

	if (g_str_equal(name, "pages")) {
		const json_t *written = json_object_get(event, "written");

		post->written += (guint)json_array_size(written);
		if (!post->first)
			post->first = g_strdup(json_string_value(json_array_get(written, 0)));
	} else if (g_str_equal(name, "end")) {
		print_made(post);
	} else if (phase && g_str_equal(phase, "busy")) {
		fprintf(stderr, "another build is at work in %s: waiting for it\n",
		        post->lookout->paths->out);
	}
}

static void
tell(const json_t *event, gpointer data)
{
	Post *post = data;
	const Lookout *lookout = post->lookout;

	print_event(post, event);
	if (lookout->tell)
		lookout->tell(event, lookout->data);
}

/* Children ----------------------------------------------------------------------------- */

static void
on_told(const json_t *event, gpointer data)
{
	const Seat *seat = data;

	if (!seat->post->ending)
		live_take(seat->post->live, seat->child, event);
}

static void
on_ended(const char *crash, gpointer data)
{
	Seat *seat = data;

	g_clear_pointer(&seat->driven, driven_free);
	if (seat->post->ending) {
		g_main_loop_quit(seat->post->loop);
		return;
	}
	if (crash && !seat->stopped)
		fprintf(stderr, "lectern: %s: %s\n",
		        seat->child == LIVE_PAGES ? "while pages were made" : "while measuring",
		        crash);
	live_ended(seat->post->live, seat->child, crash);
}

static const DrivenHooks driven_hooks = {on_told, on_ended};

static gboolean
start(LiveChild child, const char *id, gpointer data)
{
	Post *post = data;
	Seat *seat = &post->seats[child];
	const GPtrArray *words = child == LIVE_PAGES ? post->lookout->pages : post->lookout->run;
	g_autoptr(GPtrArray) line = g_ptr_array_new();

	if (post->ending)
		return FALSE;
	for (guint i = 0; i < words->len; i++)
		g_ptr_array_add(line, g_ptr_array_index(words, i));
	if (id)
		g_ptr_array_add(line, (gpointer)id);
	else
		post->begun = g_get_monotonic_time();
	seat->stopped = FALSE;
	seat->driven = driven_start(line, &driven_hooks, seat, &post->error);
	if (!seat->driven)
		end(post);
	return seat->driven != NULL;
}

static void
say(const char *word, gpointer data)
{
	driven_say(((Post *)data)->seats[LIVE_RUN].driven, word);
}

static void
stop(LiveChild child, gpointer data)
{
	Seat *seat = &((Post *)data)->seats[child];

	seat->stopped = TRUE;
	driven_stop(seat->driven);
}

static gboolean
on_wake(gpointer data)
{
	Post *post = data;

	post->timer = 0;
	live_wake(post->live);
	return G_SOURCE_REMOVE;
}

static void
wait_for(guint ms, gpointer data)
{
	Post *post = data;

	post->timer = g_timeout_add(ms, on_wake, post);
}

static const LiveHooks live_hooks = {start, say, stop, wait_for, tell};

/* The world ---------------------------------------------------------------------------- */

static void
on_changed(const GPtrArray *paths, const GError *problem, gpointer data)
{
	Post *post = data;
	const char *first = paths->len ? g_ptr_array_index(paths, 0) : NULL;

	if (problem)
		fprintf(stderr, "lectern: %s\n", problem->message);
	if (paths->len > 2)
		fprintf(stderr, "%s and %u more changed\n", first, paths->len - 1);
	else
		for (guint i = 0; i < paths->len; i++)
			fprintf(stderr, "%s changed\n", (const char *)g_ptr_array_index(paths, i));
	live_changed(post->live);
}

static gboolean
on_signal(int fd, GIOCondition condition, gpointer data)
{
	Post *post = data;

	(void)fd, (void)condition;
	if (!interrupt_came(post->lookout->interrupt))
		return G_SOURCE_CONTINUE;
	post->signals = 0;
	end(post);
	return G_SOURCE_REMOVE;
}

static gboolean
on_partner(int fd, GIOCondition condition, gpointer data)
{
	Post *post = data;

	(void)fd, (void)condition;
	/* it stays as it is: gone */
	post->partner = 0;
	end(post);
	return G_SOURCE_REMOVE;
}

static gboolean
on_impatience(gpointer data)
{
	*(gboolean *)data = TRUE;
	return G_SOURCE_REMOVE;
}

/* Ask the children to end, and wait for them; who takes too long is killed. */
static void
end_children(Post *post)
{
	gboolean impatient = FALSE;
	guint timer = g_timeout_add_seconds(LAST_PATIENCE, on_impatience, &impatient);

	for (guint i = 0; i < CHILDREN; i++)
		if (post->seats[i].driven)
			driven_stop(post->seats[i].driven);
	while (!impatient && (post->seats[LIVE_PAGES].driven || post->seats[LIVE_RUN].driven))
		g_main_context_iteration(NULL, TRUE);
	if (!impatient)
		g_source_remove(timer);
	for (guint i = 0; i < CHILDREN; i++)
		g_clear_pointer(&post->seats[i].driven, driven_free);
}

/* Return the folders that a course is made of (transfer full). */
static GStrv
folders_of(const Paths *paths)
{
	g_autofree char *parent = g_path_get_dirname(paths->notes);
	g_autoptr(GStrvBuilder) folders = g_strv_builder_new();
	g_autofree char *experiments = g_build_filename(parent, "experiments", NULL);

	g_strv_builder_add_many(folders, paths->notes, experiments, paths->templates, NULL);
	return g_strv_builder_end(folders);
}

gboolean
lookout_keep(const Lookout *lookout, GError **error)
{
	g_auto(GStrv) folders = folders_of(lookout->paths);
	Post post = {.lookout = lookout, .loop = g_main_loop_new(NULL, FALSE)};
	g_autoptr(Watch) watch = watch_new((const char *const *)folders, lookout->paths->out,
	                                   on_changed, &post, error);

	post.signals = g_unix_fd_add(lookout->interrupt->fd, G_IO_IN, on_signal, &post);
	if (lookout->partner >= 0)
		post.partner = g_unix_fd_add(lookout->partner, G_IO_HUP, on_partner, &post);
	for (guint i = 0; i < CHILDREN; i++)
		post.seats[i] = (Seat){.post = &post, .child = (LiveChild)i};
	post.live = live_new(&live_hooks, &post);
	if (watch) {
		live_changed(post.live);
		if (!post.ending)
			g_main_loop_run(post.loop);
		post.ending = TRUE;
		end_children(&post);
	}
	if (post.signals)
		g_source_remove(post.signals);
	if (post.partner)
		g_source_remove(post.partner);
	if (post.timer)
		g_source_remove(post.timer);
	live_free(post.live);
	g_main_loop_unref(post.loop);
	g_free(post.first);
	if (post.error)
		g_propagate_error(error, post.error);
	return watch && !post.error;
}

GPtrArray *
lookout_words(const Paths *paths, const char *command, const char *const *more)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(words, g_strdup(command));
	g_ptr_array_add(words, g_strconcat("--notes=", paths->notes, NULL));
	g_ptr_array_add(words, g_strconcat("--out=", paths->out, NULL));
	for (guint i = 0; more[i]; i++)
		g_ptr_array_add(words, g_strdup(more[i]));
	return words;
}
