#include "metrics.h"

#include "clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE_RUN = -1 };

/* What the functions below have in common. */
typedef struct Context {
	const Board *board;
	const Job *job;
	const Iteration *iteration;
	Result *result;
	uint64_t first_end; /* ns */
	uint64_t last_end;  /* ns */
	uint64_t ticks;     /* of all workers */
} Context;

static const char *const of_workers[] = {
	"call",        "start",  "life",    "work", "share", "switches",
	"preemptions", "memory", "threads", "pid",  "tid",   NULL,
};

static const char *const of_runs[] = {
	"elapsed",  "wall",           "cpu",     "parallelism", "speedup",  "throughput",
	"fairness", "total-fairness", "overlap", "handovers",   "observed", NULL,
};

static bool
has_name(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

bool
metric_is_own(const char *name)
{
	return has_name(of_workers, name) || has_name(of_runs, name);
}

bool
metric_is_whole(const char *name)
{
	return has_name(of_runs, name);
}

static double
seconds(uint64_t from, uint64_t to)
{
	return to > from ? (double)(to - from) / (double)CLOCK_SECOND : 0.0;
}

static void
sample(const Context *c, int worker, const char *metric, double value)
{
	result_sample(c->result, c->iteration->number, worker, metric, value);
}

static void
write_starts(const Context *c)
{
	for (uint32_t w = 0; w < c->board->workers; w++) {
		const Slot *slot = &c->board->slot[w];
		uint64_t created = slot->created, joined = slot->joined - slot->pause;

		/* What the worker asked the kernel after its end delayed the join at most. */
		if (c->board->alone)
			created -= slot->pause;
		joined = joined < created ? created : joined;
		sample(c, (int)w, "call", seconds(slot->create, created));
		sample(c, (int)w, "start", seconds(slot->create, slot->begin));
		sample(c, (int)w, "life", seconds(slot->create, joined));
	}
}

/* Give the CPU time of all workers from the release to the last end, in s. */
static double
cpu_time(const Board *board)
{
	int64_t cpu = board->one_process ? (int64_t)(board->cpu_end - board->cpu_release) : 0;

	for (uint32_t w = 0; w < board->workers; w++) {
		const Slot *slot = &board->slot[w];

		if (!board->one_process)
			cpu += (int64_t)(slot->cpu_end - slot->cpu_begin);
		/* A worker that waits at the gate for others to wake up is not working. */
		if (slot->awake && slot->awake < board->release)
			cpu -= (int64_t)(board->release - slot->awake);
	}
	return cpu > 0 ? (double)cpu / (double)CLOCK_SECOND : 0.0;
}

static void
write_work(const Context *c)
{
	const Board *board = c->board;
	double batch = (double)c->job->batch;
	double wall = seconds(board->release, c->last_end);
	double cpu = cpu_time(board);
	uint64_t calls = c->job->tasks ? c->job->tasks : board->workers * c->job->batch;
	double units = (double)(c->ticks ? c->ticks : calls);
	uint64_t joined = 0, left = 0;
	double elapsed;

	for (uint32_t w = 0; w < board->workers; w++) {
		const Slot *slot = &board->slot[w];
		const Switches *begin = &slot->switches_begin, *end = &slot->switches_end;

		if (slot->joined > joined)
			joined = slot->joined;
		if (slot->left > left)
			left = slot->left;
		if (slot->begin) /* else it got no task */
			sample(c, (int)w, "work", seconds(slot->begin, slot->end) / batch);
		sample(c, (int)w, "switches", (double)(end->own - begin->own) / batch);
		sample(c, (int)w, "preemptions", (double)(end->forced - begin->forced) / batch);
	}
	elapsed = seconds(board->slot[0].create + board->pause, joined);
	if (left)
		elapsed -= seconds(c->last_end, left);
	if (elapsed < wall) /* the pauses are known to a microsecond only */
		elapsed = wall;
	sample(c, WHOLE_RUN, "elapsed", elapsed - wall + wall / batch);
	sample(c, WHOLE_RUN, "wall", wall / batch);
	sample(c, WHOLE_RUN, "cpu", cpu / batch);
	if (wall > 0) {
		sample(c, WHOLE_RUN, "parallelism", cpu / wall);
		sample(c, WHOLE_RUN, "throughput", units / wall);
	}
}

/* Sums from which Jain's index follows. */
typedef struct Jain {
	double sum;
	double squares;
} Jain;

static void
jain_add(Jain *jain, double value)
{
	jain->sum += value;
	jain->squares += value * value;
}

static double
jain_index(const Jain *jain, uint32_t count)
{
	return jain->sum * jain->sum / ((double)count * jain->squares);
}

static void
write_shares(const Context *c)
{
	Jain jain = {0, 0};

	for (uint32_t w = 0; w < c->board->workers; w++) {
		double ticks = (double)c->board->slot[w].ticks;

		sample(c, (int)w, "share", ticks / (double)c->ticks);
		jain_add(&jain, ticks);
	}
	sample(c, WHOLE_RUN, "total-fairness", jain_index(&jain, c->board->workers));
}

static void
write_fairness(const Context *c)
{
	uint64_t complete = (c->first_end - c->board->release) / c->job->window;
	double sum = 0;
	unsigned windows = 0;

	for (uint64_t i = 0; i < complete && i < SLOT_WINDOWS; i++) {
		Jain jain = {0, 0};

		for (uint32_t w = 0; w < c->board->workers; w++)
			jain_add(&jain, (double)c->board->slot[w].windows[i]);
		if (jain.sum > 0) {
			sum += jain_index(&jain, c->board->workers);
			windows++;
		}
	}
	if (windows > 0)
		sample(c, WHOLE_RUN, "fairness", sum / windows);
}

/* Cut turns off at the time up to which all timelines are complete; give how many are left. */
static size_t
cut_turns(Turn *turns, size_t count, uint64_t until)
{
	size_t kept = 0;

	for (size_t i = 0; i < count && turns[i].start < until; i++) {
		turns[kept] = turns[i];
		if (turns[kept].end > until)
			turns[kept].end = until;
		kept++;
	}
	return kept;
}

static void
write_turns(const Context *c)
{
	const Board *board = c->board;
	const Timeline **lines = calloc(board->workers, sizeof *lines);
	uint64_t until = c->last_end;
	size_t count = 0;
	Turn *turns;
	double wall;

	for (uint32_t w = 0; lines && w < board->workers; w++) {
		lines[w] = &board->slot[w].timeline;
		if (lines[w]->until < until)
			until = lines[w]->until;
	}
	turns = lines ? timeline_turns(lines, board->workers, &count) : NULL;
	wall = seconds(board->release, until);
	if (turns && wall > 0) {
		count = cut_turns(turns, count, until);
		sample(c, WHOLE_RUN, "overlap",
		       (double)turns_overlap(turns, count) / (double)CLOCK_SECOND / wall);
		sample(c, WHOLE_RUN, "handovers",
		       (double)turns_handovers(turns, count, board->workers) / wall);
	}
	if (c->iteration->number == c->job->warmup)
		for (size_t i = 0; turns && i < count && i < c->job->turns; i++)
			result_turn(c->result, c->iteration->number, turns[i].worker,
			            turns[i].start - board->release, turns[i].end - board->release);
	free(turns);
	free(lines);
}

/* What the kernel says of the workers. */
static void
write_identity(const Context *c)
{
	for (uint32_t w = 0; w < c->board->workers; w++) {
		const Slot *slot = &c->board->slot[w];

		if (c->iteration->memory && c->iteration->memory[w] >= 0)
			sample(c, (int)w, "memory", (double)c->iteration->memory[w]);
		if (slot->threads > 0)
			sample(c, (int)w, "threads", slot->threads);
		sample(c, (int)w, "pid", slot->pid);
		sample(c, (int)w, "tid", slot->tid);
	}
}

/* What the workload says itself. */
static void
write_reports(const Context *c)
{
	for (uint32_t w = 0; w < c->board->workers; w++) {
		const Slot *slot = &c->board->slot[w];

		for (uint32_t i = 0; i < slot->records; i++) {
			const char *name = slot->name[slot->record[i].name];

			sample(c, metric_is_whole(name) ? WHOLE_RUN : (int)w, name,
			       slot->record[i].value);
		}
	}
	if (!isnan(c->iteration->observed))
		sample(c, WHOLE_RUN, "observed", c->iteration->observed);
}

static void
write_measured(Context *c)
{
	const Board *board = c->board;

	for (uint32_t w = 0; w < board->workers; w++) {
		const Slot *slot = &board->slot[w];

		if (!slot->begin)
			continue;
		c->ticks += slot->ticks;
		c->last_end = slot->end > c->last_end ? slot->end : c->last_end;
		c->first_end = slot->end < c->first_end ? slot->end : c->first_end;
	}
	if (board->timed)
		write_work(c);
	else
		write_starts(c);
	if (board->timed && c->ticks > 0) {
		write_shares(c);
		write_fairness(c);
		write_turns(c);
	}
	write_identity(c);
}

void
metrics_write(const Board *board, const Job *job, const Iteration *iteration, Result *result)
{
	Context c = {board, job, iteration, result, UINT64_MAX, 0, 0};

	if (!board->given)
		write_measured(&c);
	write_reports(&c);
}
