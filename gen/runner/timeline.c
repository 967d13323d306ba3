#include "timeline.h"

#include "clock.h"

#include <stdlib.h>
#include <string.h>

/* A gap is large against the usual one if it is more than 5/2 of it. */
enum { SLACK_TIMES = 5, SLACK_OVER = 2 };

/* In a shorter gap, a worker was not off its processor for the scheduler's reasons. */
#define GAP_LONG CLOCK_MILLISECOND

/* A span, among those of all workers sorted by their first stamps. */
typedef struct Mark {
	Span span;
	unsigned worker;
	bool border;       /* the begin or the end of `work`: a stamp, and not of a tick */
	uint64_t idle;     /* since when the worker had not run; 0: it never had */
	uint64_t large;    /* the gap from which on the worker's stamps are no longer one series */
	uint64_t reach[2]; /* largest last stamps so far, of two different workers */
	unsigned reacher[2]; /* those workers */
} Mark;

typedef struct Marks {
	Mark *mark;
	size_t count;
} Marks;

void
timeline_reset(Timeline *timeline)
{
	timeline->merge = 0;
	timeline->until = UINT64_MAX;
	timeline->count = 0;
}

static int
compare_times(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Give the gap from which on stamps are no longer one series; 0 without gaps or memory. */
static uint64_t
usual_gap(const Span *spans, size_t count)
{
	size_t gaps = count < 2 ? 0 : count - 1;
	uint64_t *gap = gaps ? malloc(gaps * sizeof *gap) : NULL;
	uint64_t median;

	if (!gap)
		return 0;
	for (size_t i = 0; i < gaps; i++)
		gap[i] = spans[i + 1].first - spans[i].last;
	qsort(gap, gaps, sizeof *gap, compare_times);
	median = gap[(gaps - 1) / 2];
	free(gap);
	return median * SLACK_TIMES / SLACK_OVER;
}

/* Join spans that are at most `merge` apart, in place; give how many remain. */
static uint32_t
join_spans(Span *spans, uint32_t count, uint64_t merge)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++)
		if (kept > 0 && spans[i].first - spans[kept - 1].last <= merge)
			spans[kept - 1].last = spans[i].last;
		else
			spans[kept++] = spans[i];
	return kept;
}

bool
timeline_make_room(Timeline *timeline, uint64_t now)
{
	if (timeline->merge == 0) {
		timeline->merge = usual_gap(timeline->spans, timeline->count);
		timeline->count = join_spans(timeline->spans, timeline->count, timeline->merge);
	}
	if (timeline->count < TIMELINE_SPANS)
		return true;
	timeline->until = now;
	return false;
}

static int
compare_marks(const void *a, const void *b)
{
	const Mark *x = a, *y = b;

	if (x->span.first != y->span.first)
		return x->span.first < y->span.first ? -1 : 1;
	return (x->worker > y->worker) - (x->worker < y->worker);
}

/* Keep the two furthest reaches, of two different workers. */
static void
mark_reach(Mark *mark, const Mark *before)
{
	uint64_t last = mark->span.last;

	if (before) {
		memcpy(mark->reach, before->reach, sizeof mark->reach);
		memcpy(mark->reacher, before->reacher, sizeof mark->reacher);
	}
	if (mark->worker == mark->reacher[0]) {
		if (last > mark->reach[0])
			mark->reach[0] = last;
	} else if (last > mark->reach[0]) {
		mark->reach[1] = mark->reach[0];
		mark->reacher[1] = mark->reacher[0];
		mark->reach[0] = last;
		mark->reacher[0] = mark->worker;
	} else if (last > mark->reach[1]) {
		mark->reach[1] = last;
		mark->reacher[1] = mark->worker;
	}
}

/* Tell borders from ticks among the marks of one worker; one that is alone is its turn. */
static void
mark_borders(Mark *marks, size_t count)
{
	for (size_t i = 0; count > 1 && i < count; i += count - 1)
		marks[i].border = marks[i].span.first == marks[i].span.last;
	if (count > 1 && marks[0].border)
		marks[1].idle = 0;
}

/* Lay out the spans of all workers, each joined by its own usual gap. */
static bool
marks_make(Marks *marks, const Timeline *const *timelines, unsigned workers)
{
	size_t total = 0;

	for (unsigned w = 0; w < workers; w++)
		total += timelines[w]->count;
	*marks = (Marks){total ? calloc(total, sizeof *marks->mark) : NULL, 0};
	if (!marks->mark)
		return false;
	for (unsigned w = 0; w < workers; w++) {
		const Timeline *line = timelines[w];
		uint64_t merge = line->merge ? line->merge : usual_gap(line->spans, line->count);
		size_t own = marks->count;
		Span *open = NULL;

		for (uint32_t i = 0; i < line->count; i++) {
			if (open && line->spans[i].first - open->last <= merge) {
				open->last = line->spans[i].last;
				continue;
			}
			marks->mark[marks->count] = (Mark){
				.span = line->spans[i],
				.worker = w,
				.idle = open ? open->last : 0,
				.large = merge,
			};
			open = &marks->mark[marks->count++].span;
		}
		mark_borders(marks->mark + own, marks->count - own);
	}
	qsort(marks->mark, marks->count, sizeof *marks->mark, compare_marks);
	for (size_t i = 0; i < marks->count; i++)
		mark_reach(&marks->mark[i], i ? &marks->mark[i - 1] : NULL);
	return true;
}

/* Give the first mark that begins after `time`. */
static size_t
marks_after(const Marks *marks, uint64_t time)
{
	size_t low = 0, high = marks->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (marks->mark[middle].span.first > time)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Tell whether a worker began to run that had been idle before the time, and not just then. */
static bool
was_idle(const Mark *mark, uint64_t time)
{
	/* A timer that interrupts all processors at once makes gaps that begin together. */
	return mark->idle == 0 || mark->idle + mark->large < time;
}

/*
 * Tell whether somebody else took over in a worker's gap: began to run within it after having
 * been idle, or ran through a gap that is too long to be the machine's own doing.
 */
static bool
taken_over(const Marks *marks, unsigned worker, uint64_t from, uint64_t to)
{
	size_t i = marks_after(marks, from);
	const Mark *before = i ? &marks->mark[i - 1] : NULL;
	bool began = false;

	for (; i < marks->count && marks->mark[i].span.first < to; i++) {
		const Mark *mark = &marks->mark[i];

		if (mark->worker == worker || mark->border)
			continue;
		if (was_idle(mark, from))
			return true;
		began = true;
	}
	if (to - from < GAP_LONG)
		return false;
	/* Somebody began in it, or before it but did not end before it. */
	if (began)
		return true;
	return before && before->reach[before->reacher[0] == worker] > from;
}

static int
compare_turns(const void *a, const void *b)
{
	const Turn *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->worker > y->worker) - (x->worker < y->worker);
}

/* Drop turns that are only a border, where others ran until the ticks; give how many are left. */
static size_t
drop_borders(Turn *turns, size_t count, unsigned workers)
{
	size_t *number = calloc(workers, sizeof *number), *seen = calloc(workers, sizeof *seen);
	bool good = number && seen;
	size_t kept = 0;

	for (size_t i = 0; good && i < count; i++)
		number[turns[i].worker]++;
	for (size_t i = 0; good && i < count; i++) {
		size_t all = number[turns[i].worker], at = seen[turns[i].worker]++;

		if (turns[i].start < turns[i].end || all == 1 || (at > 0 && at + 1 < all))
			turns[kept++] = turns[i];
	}
	free(number);
	free(seen);
	return good ? kept : count;
}

Turn *
timeline_turns(const Timeline *const *timelines, unsigned workers, size_t *count)
{
	Marks marks;
	Turn *turns = NULL;
	Turn **open = calloc(workers, sizeof *open);

	*count = 0;
	if (!open || !marks_make(&marks, timelines, workers)) {
		free(open);
		return NULL;
	}
	turns = malloc(marks.count * sizeof *turns);
	for (size_t i = 0; turns && i < marks.count; i++) {
		const Mark *mark = &marks.mark[i];
		Turn *turn = open[mark->worker];

		if (turn && !taken_over(&marks, mark->worker, turn->end, mark->span.first)) {
			turn->end = mark->span.last;
			continue;
		}
		turns[*count] = (Turn){mark->span.first, mark->span.last, mark->worker};
		open[mark->worker] = &turns[(*count)++];
	}
	free(marks.mark);
	free(open);
	if (turns) {
		qsort(turns, *count, sizeof *turns, compare_turns);
		*count = drop_borders(turns, *count, workers);
	}
	return turns;
}

/* Give the ends of all turns, sorted (transfer full); NULL without memory. */
static uint64_t *
sorted_ends(const Turn *turns, size_t count)
{
	uint64_t *ends = malloc((count ? count : 1) * sizeof *ends);

	for (size_t i = 0; ends && i < count; i++)
		ends[i] = turns[i].end;
	if (ends)
		qsort(ends, count, sizeof *ends, compare_times);
	return ends;
}

uint64_t
turns_overlap(const Turn *turns, size_t count)
{
	uint64_t *ends = sorted_ends(turns, count);
	uint64_t both = 0, before = 0;
	size_t running = 0, start = 0, end = 0;

	while (ends && end < count) {
		bool starts = start < count && turns[start].start < ends[end];
		uint64_t now = starts ? turns[start].start : ends[end];

		if (running >= 2)
			both += now - before;
		before = now;
		if (starts) {
			start++;
			running++;
		} else {
			end++;
			/* A turn of a single stamp ends where it begins, and is met here first. */
			if (running > 0)
				running--;
			else
				start++;
		}
	}
	free(ends);
	return both;
}

/* An end of a turn that nobody has followed yet. */
typedef struct Vacancy {
	uint64_t end;    /* ns */
	unsigned worker; /* who left */
} Vacancy;

static int
compare_vacancies(const void *a, const void *b)
{
	const Vacancy *x = a, *y = b;

	return (x->end > y->end) - (x->end < y->end);
}

/*
 * Take the worker's own vacancy, or else the latest one; tell whether it was another's.  Where its
 * own is old and another's new, the two have swapped places: it was kept off by that one.
 */
static bool
take_vacancy(Vacancy *vacant, size_t *vacancies, const Turn *turn)
{
	size_t own = 0, latest = *vacancies - 1;
	bool swapped;

	if (*vacancies == 0)
		return false;
	while (own < *vacancies && vacant[own].worker != turn->worker)
		own++;
	swapped = own < latest && turn->start - vacant[own].end > GAP_LONG &&
	          turn->start - vacant[latest].end <= GAP_LONG;
	--*vacancies;
	if (swapped)
		vacant[own].worker = vacant[latest].worker;
	else if (own < latest)
		memmove(&vacant[own], &vacant[own + 1], (latest - own) * sizeof *vacant);
	return swapped || own > latest;
}

size_t
turns_handovers(const Turn *turns, size_t count, unsigned workers)
{
	Vacancy *ends = malloc((count + 1) * sizeof *ends);
	Vacancy *vacant = malloc((workers + 1) * sizeof *vacant);
	size_t changes = 0, next = 0, vacancies = 0;

	if (!ends || !vacant)
		count = 0;
	for (size_t i = 0; i < count; i++)
		ends[i] = (Vacancy){turns[i].end, turns[i].worker};
	if (count > 0)
		qsort(ends, count, sizeof *ends, compare_vacancies);
	for (size_t i = 0; i < count; i++) {
		/* A worker has one vacancy at most: its next turn takes it or finds it taken. */
		while (next < count && ends[next].end < turns[i].start && vacancies < workers)
			vacant[vacancies++] = ends[next++];
		changes += take_vacancy(vacant, &vacancies, &turns[i]);
	}
	free(ends);
	free(vacant);
	return changes;
}
