#include "turns.h"

#include <math.h>

static int
compare_turns(gconstpointer a, gconstpointer b)
{
	const Turn *x = a, *y = b;

	if (x->start != y->start)
		return (x->start > y->start) - (x->start < y->start);
	return (x->worker > y->worker) - (x->worker < y->worker);
}

/* Return the longest time that one worker ran, of @n of @turns. */
static double
longest(const GArray *turns, guint n, double end)
{
	g_autoptr(GArray) times = g_array_new(FALSE, TRUE, sizeof(double));
	double most = 0;

	for (guint i = 0; i < n; i++) {
		const Turn *turn = &g_array_index(turns, Turn, i);
		double *time;

		if (turn->worker < 0)
			continue;
		if ((guint)turn->worker >= times->len)
			g_array_set_size(times, (guint)turn->worker + 1);
		time = &g_array_index(times, double, turn->worker);
		*time += fmin(turn->end, end) - turn->start;
		most = fmax(most, *time);
	}
	return most;
}

TurnsSummary
turns_summary(const GArray *turns, double end)
{
	TurnsSummary summary = {0};
	double all = 0, both = 0, covered = 0, most;

	/* by start: whatever begins before all that was covered so far ends overlaps */
	for (guint i = 0; i < turns->len; i++) {
		const Turn *turn = &g_array_index(turns, Turn, i);
		double stop = fmin(turn->end, end);

		if (turn->start >= end)
			break;
		if (turn->start < covered)
			both += fmin(stop, covered) - turn->start;
		covered = fmax(covered, stop);
		all += stop - turn->start;
		summary.turns++;
		summary.handovers +=
			i > 0 && turn->worker != g_array_index(turns, Turn, i - 1).worker;
	}
	most = longest(turns, summary.turns, end);
	summary.share = all > 0 ? most / all : 0;
	summary.overlap = end > 0 ? fmin(both / end, 1) : 0;
	return summary;
}

static void
free_turns(gpointer turns)
{
	if (turns)
		g_array_unref(turns);
}

/* Return the turns of every run that may stand for @condition, by run (GArray or NULL). */
static GPtrArray *
collect(const Samples *samples, guint condition)
{
	GPtrArray *runs = g_ptr_array_new_with_free_func(free_turns);

	g_ptr_array_set_size(runs, (gint)samples->runs->len);
	for (guint i = 0; i < samples->turns->len; i++) {
		const Turn *turn = &g_array_index(samples->turns, Turn, i);
		const Run *run = &g_array_index(samples->runs, Run, turn->run);
		GArray **own = (GArray **)&g_ptr_array_index(runs, turn->run);

		if (run->condition != condition || run->control || turn->worker < 0 ||
		    g_array_index(samples->dropped, gboolean, run->round))
			continue;
		if (!*own)
			*own = g_array_new(FALSE, FALSE, sizeof(Turn));
		g_array_append_vals(*own, turn, 1);
	}
	for (guint i = runs->len; i-- > 0;) {
		if (g_ptr_array_index(runs, i))
			g_array_sort(g_ptr_array_index(runs, i), compare_turns);
		else
			g_ptr_array_remove_index(runs, i);
	}
	return runs;
}

/* Return the median of @values, which are sorted. */
static double
median_of(GArray *values)
{
	return reduce_values(REDUCE_MEDIAN, (double *)(void *)values->data, values->len);
}

/* Return how far @summary is from the medians. */
static double
distance(const TurnsSummary *summary, double handovers, double share, double overlap)
{
	return fabs(summary->handovers - handovers) / fmax(handovers, 1) +
	       fabs(summary->share - share) + fabs(summary->overlap - overlap);
}

GArray *
turns_typical(const Samples *samples, guint condition, double end)
{
	g_autoptr(GPtrArray) runs = collect(samples, condition);
	g_autofree TurnsSummary *summaries = g_new(TurnsSummary, runs->len);
	g_autoptr(GArray) handovers = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) shares = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) overlaps = g_array_new(FALSE, FALSE, sizeof(double));
	double changes, share, overlap;
	guint best = 0;

	if (runs->len == 0)
		return g_array_new(FALSE, FALSE, sizeof(Turn));
	for (guint i = 0; i < runs->len; i++) {
		summaries[i] = turns_summary(g_ptr_array_index(runs, i), end);
		changes = summaries[i].handovers;
		g_array_append_val(handovers, changes);
		g_array_append_val(shares, summaries[i].share);
		g_array_append_val(overlaps, summaries[i].overlap);
	}
	changes = median_of(handovers);
	share = median_of(shares);
	overlap = median_of(overlaps);
	for (guint i = 1; i < runs->len; i++)
		if (distance(&summaries[i], changes, share, overlap) <
		    distance(&summaries[best], changes, share, overlap))
			best = i;
	return g_array_ref(g_ptr_array_index(runs, best));
}
