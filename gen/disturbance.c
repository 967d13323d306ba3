#include "disturbance.h"
#include "stats.h"
#include <math.h>

static double
value_of(const Disturbance *disturbance, DisturbanceKind kind)
{
	switch (kind) {
	case DISTURBANCE_STEAL:
		return disturbance->steal;
	case DISTURBANCE_FOREIGN:
		return disturbance->foreign;
	case DISTURBANCE_WAITING:
		return disturbance->waiting;
	case DISTURBANCE_CAPACITY:
		return disturbance->capacity;
	case DISTURBANCE_KINDS:
		break;
	}
	g_assert_not_reached();
}

/* Return what the gate says to @value alone. */
static char *
reason_of(DisturbanceKind kind, double value)
{
	const double none = (double)NAN;
	const Disturbance only = {
		.steal = kind == DISTURBANCE_STEAL ? value : none,
		.foreign = kind == DISTURBANCE_FOREIGN ? value : none,
		.waiting = kind == DISTURBANCE_WAITING ? value : none,
		.capacity = kind == DISTURBANCE_CAPACITY ? value : none,
	};

	return gate_reason(&only);
}

double
disturbance_median(const Samples *samples, DisturbanceKind kind, gboolean all)
{
	g_autofree double *known = g_new(double, samples->rounds + 1);
	guint n = 0, rounds = 0;

	for (guint i = 0; i < samples->rounds; i++) {
		double value = value_of(&g_array_index(samples->machine, Disturbance, i), kind);

		if (!all && g_array_index(samples->dropped, gboolean, i))
			continue;
		rounds++;
		if (!isnan(value))
			known[n++] = value;
	}
	return n > 0 && 2 * n >= rounds ? stats_median(known, n) : (double)NAN;
}

/* Return what was enough to drop a round, or DISTURBANCE_KINDS. */
static DisturbanceKind
kind_of(const Disturbance *found)
{
	for (guint kind = 0; kind < DISTURBANCE_KINDS; kind++) {
		g_autofree char *reason =
			reason_of((DisturbanceKind)kind, value_of(found, (DisturbanceKind)kind));

		if (reason)
			return (DisturbanceKind)kind;
	}
	return DISTURBANCE_KINDS;
}

char *
disturbance_reason(const Samples *samples)
{
	g_autofree double *values = g_new(double, samples->rounds + 1);
	guint counts[DISTURBANCE_KINDS + 1] = {0}, most = 0, n = 0;

	for (guint i = 0; i < samples->rounds; i++)
		if (g_array_index(samples->dropped, gboolean, i))
			counts[kind_of(&g_array_index(samples->machine, Disturbance, i))]++;
	for (guint kind = 1; kind < DISTURBANCE_KINDS; kind++)
		most = counts[kind] > counts[most] ? kind : most;
	for (guint i = 0; i < samples->rounds; i++) {
		const Disturbance *found = &g_array_index(samples->machine, Disturbance, i);

		if (g_array_index(samples->dropped, gboolean, i) && kind_of(found) == most)
			values[n++] = value_of(found, (DisturbanceKind)most);
	}
	return n > 0 ? reason_of((DisturbanceKind)most, stats_median(values, n)) : NULL;
}
