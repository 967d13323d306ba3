/* t-timeline.c - turns, overlap and hand-overs from made-up ticks with known answers. */
#include "timeline.h"

#include <glib.h>
#include <stdlib.h>

enum { US = 1000, MS = 1000 * US, LINES = 3 };

/* Workers' timelines and what follows from them. */
typedef struct Fixture {
	Timeline *line[LINES];
	Turn *turns;
	size_t count;
} Fixture;

static Fixture *
fixture_new(void)
{
	Fixture *fixture = g_new0(Fixture, 1);

	for (guint i = 0; i < LINES; i++) {
		fixture->line[i] = g_new0(Timeline, 1);
		timeline_reset(fixture->line[i]);
	}
	return fixture;
}

static void
fixture_free(Fixture *fixture)
{
	for (guint i = 0; i < LINES; i++)
		g_free(fixture->line[i]);
	free(fixture->turns);
	g_free(fixture);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

/* Tick from a time to a time (both with a tick), `every` ns. */
static void
tick(Fixture *fixture, guint worker, uint64_t from, uint64_t to, uint64_t every)
{
	for (uint64_t t = from; t <= to; t += every)
		timeline_stamp(fixture->line[worker], t);
}

static void
derive(Fixture *fixture)
{
	fixture->turns =
		timeline_turns((const Timeline *const *)fixture->line, LINES, &fixture->count);
}

static void
test_alternating(void)
{
	g_autoptr(Fixture) f = fixture_new();

	for (uint64_t i = 0; i < 20; i++)
		tick(f, i % 2, 100 + i * 5 * MS, 100 + i * 5 * MS + 4900 * US, 100 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 20);
	for (guint i = 0; i < 20; i++) {
		g_assert_cmpuint(f->turns[i].worker, ==, i % 2);
		g_assert_cmpuint(f->turns[i].start, ==, 100 + i * 5 * MS);
		g_assert_cmpuint(f->turns[i].end, ==, 100 + i * 5 * MS + 4900 * US);
	}
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 0);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 19);
}

/* Two begin side by side for a moment; from then on they share one processor. */
static void
test_brought_together(void)
{
	g_autoptr(Fixture) f = fixture_new();

	tick(f, 0, 100, 100 + 220 * US, 20 * US);
	tick(f, 1, 100, 100 + 4200 * US, 20 * US);
	for (uint64_t i = 1; i < 10; i++)
		tick(f, (i + 1) % 2, 100 + i * 4220 * US, 100 + i * 4220 * US + 4200 * US, 20 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 11);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 9);
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 220 * US);
}

/* Three take turns; one of them always comes after a longer wait than the others. */
static void
test_three(void)
{
	static const guint order[] = {0, 1, 2, 0, 2, 1, 0, 1, 2};
	g_autoptr(Fixture) f = fixture_new();

	for (uint64_t i = 0; i < G_N_ELEMENTS(order); i++)
		tick(f, order[i], 100 + i * 5 * MS, 100 + i * 5 * MS + 4900 * US, 100 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 9);
	for (guint i = 0; i < 9; i++)
		g_assert_cmpuint(f->turns[i].worker, ==, order[i]);
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 0);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 8);
}

/* Two run side by side; a timer stops both for a moment, every millisecond. */
static void
test_side_by_side(void)
{
	g_autoptr(Fixture) f = fixture_new();

	for (uint64_t i = 0; i < 10; i++)
		for (guint w = 0; w < 2; w++)
			tick(f, w, 100 + i * MS + w * 2 * US, 100 + i * MS + 970 * US, 5 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 2);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 0);
	g_assert_cmpuint(turns_overlap(f->turns, f->count), >, 9 * MS);
}

/* One runs throughout, two share the other processor. */
static void
test_two_processors(void)
{
	g_autoptr(Fixture) f = fixture_new();

	tick(f, 0, 100, 100 + 40 * MS, 10 * US);
	for (uint64_t i = 0; i < 10; i++)
		tick(f, 1 + i % 2, 100 + i * 4 * MS, 100 + i * 4 * MS + 3990 * US, 10 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 11);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 9);
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 10 * 3990 * US);
}

/* Something foreign takes a processor for 3 ms: the worker was off it, but nobody took over. */
static void
test_foreign(void)
{
	g_autoptr(Fixture) f = fixture_new();

	tick(f, 0, 100, 100 + 20 * MS, 10 * US);
	tick(f, 1, 100, 100 + 8 * MS, 10 * US);
	tick(f, 1, 100 + 11 * MS, 100 + 20 * MS, 10 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 3);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 0);
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 17 * MS);
}

/* A worker that waits while nobody else runs has one turn. */
static void
test_alone(void)
{
	g_autoptr(Fixture) f = fixture_new();

	tick(f, 0, 100, 100 + MS, 10 * US);
	tick(f, 0, 100 + 50 * MS, 100 + 51 * MS, 10 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 1);
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 0);
}

/*
 * The first and the last stamp are not ticks: one works for two phases of four, the other in the
 * ones between, and both wait in the others.
 */
static void
test_borders(void)
{
	g_autoptr(Fixture) f = fixture_new();

	timeline_stamp(f->line[1], 90);
	for (uint64_t i = 0; i < 4; i++)
		tick(f, i % 2, 100 + i * 10 * MS, 100 + i * 10 * MS + 9 * MS, 100 * US);
	timeline_stamp(f->line[0], 100 + 39 * MS);
	derive(f);
	g_assert_cmpuint(f->count, ==, 4);
	for (guint i = 0; i < 4; i++) {
		g_assert_cmpuint(f->turns[i].worker, ==, i % 2);
		g_assert_cmpuint(f->turns[i].start, ==, 100 + i * 10 * MS);
	}
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 0);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 3);
}

/* Who only begins in another's gap, and ticks later, has not taken over. */
static void
test_beginner(void)
{
	g_autoptr(Fixture) f = fixture_new();

	tick(f, 0, 100, 100 + 5 * MS, 100 * US);
	timeline_stamp(f->line[1], 100 + 7 * MS);
	tick(f, 0, 100 + 9 * MS, 100 + 20 * MS, 100 * US);
	tick(f, 1, 100 + 21 * MS, 100 + 30 * MS, 100 * US);
	derive(f);
	g_assert_cmpuint(f->count, ==, 2);
	g_assert_cmpuint(f->turns[0].end, ==, 100 + 20 * MS);
	g_assert_cmpuint(f->turns[1].start, ==, 100 + 21 * MS);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 1);
}

static void
test_nothing(void)
{
	g_autoptr(Fixture) f = fixture_new();

	derive(f);
	g_assert_null(f->turns);
	g_assert_cmpuint(f->count, ==, 0);
}

/* Single stamps are turns without length. */
static void
test_stamps(void)
{
	g_autoptr(Fixture) f = fixture_new();

	for (guint w = 0; w < LINES; w++)
		timeline_stamp(f->line[w], 100 + w);
	derive(f);
	g_assert_cmpuint(f->count, ==, 3);
	g_assert_cmpuint(turns_overlap(f->turns, f->count), ==, 0);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 2);
}

/* Many regular ticks are one span, once the usual gap is known: nothing is lost. */
static void
test_room(void)
{
	g_autoptr(Fixture) f = fixture_new();

	for (uint64_t i = 0; i < 10; i++)
		tick(f, i % 2, 100 + i * 50 * MS, 100 + i * 50 * MS + 49 * MS, 10 * US / 2);
	g_assert_cmpuint(f->line[0]->until, ==, UINT64_MAX);
	g_assert_cmpuint(f->line[0]->merge, ==, 12500);
	derive(f);
	g_assert_cmpuint(f->count, ==, 10);
	g_assert_cmpuint(turns_handovers(f->turns, f->count, LINES), ==, 9);
}

/* What does not fit is cut off, and the cut is known. */
static void
test_cut(void)
{
	g_autoptr(Fixture) f = fixture_new();
	const Timeline *line = f->line[0];
	uint64_t until;

	for (uint64_t i = 0; i < 30000; i++)
		tick(f, 0, 100 + i * 100 * US, 100 + i * 100 * US + 2 * US, US);
	until = line->until;
	g_assert_cmpuint(line->count, ==, TIMELINE_SPANS);
	g_assert_cmpuint(until, >, line->spans[TIMELINE_SPANS - 1].last);
	g_assert_cmpuint(until, ==, 100 + (uint64_t)TIMELINE_SPANS * 100 * US);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/runner/timeline/alternating", test_alternating);
	g_test_add_func("/runner/timeline/brought-together", test_brought_together);
	g_test_add_func("/runner/timeline/three", test_three);
	g_test_add_func("/runner/timeline/side-by-side", test_side_by_side);
	g_test_add_func("/runner/timeline/two-processors", test_two_processors);
	g_test_add_func("/runner/timeline/foreign", test_foreign);
	g_test_add_func("/runner/timeline/alone", test_alone);
	g_test_add_func("/runner/timeline/borders", test_borders);
	g_test_add_func("/runner/timeline/beginner", test_beginner);
	g_test_add_func("/runner/timeline/nothing", test_nothing);
	g_test_add_func("/runner/timeline/stamps", test_stamps);
	g_test_add_func("/runner/timeline/room", test_room);
	g_test_add_func("/runner/timeline/cut", test_cut);
	return g_test_run();
}
