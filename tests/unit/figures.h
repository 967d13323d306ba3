/*
 * figures.h - samples that look measured, for the tests of figures: seeded, so always the same.
 */
#ifndef LECTERN_TEST_FIGURES_H
#define LECTERN_TEST_FIGURES_H

#include <math.h>
#include <string.h>

#include "samples.h"

/* A generator of random numbers: splitmix64 (Steele, Lea, Flood 2014). */
static inline double
uniform(guint64 *state)
{
	guint64 z = (*state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	z ^= z >> 31;
	return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

/* A standard normal number (Box and Muller 1958). */
static inline double
normal(guint64 *state)
{
	double radius = sqrt(-2 * log(uniform(state)));

	return radius * cos(2 * G_PI * uniform(state));
}

/* Make a design of @executors times the levels of factors: "name=a,b,c", NULL-terminated. */
static inline Design *
make_design(const char *executors, const char *const *factors)
{
	Design *design = design_new("test");
	g_auto(GStrv) names = g_strsplit(executors, ",", -1);
	guint n = 1;

	for (guint i = 0; factors[i] != NULL; i++) {
		g_auto(GStrv) parts = g_strsplit(factors[i], "=", 2);
		g_auto(GStrv) levels = g_strsplit(parts[1], ",", -1);
		Factor *factor = design_add_factor(design, parts[0]);

		for (guint j = 0; levels[j] != NULL; j++)
			factor_add_level(factor, levels[j]);
		n *= factor->levels->len;
	}
	for (guint e = 0; names[e] != NULL; e++)
		for (guint i = 0; i < n; i++) {
			g_autoptr(GPtrArray) levels = g_ptr_array_new();
			guint rest = i;

			for (guint f = design->factors->len; f-- > 0;) {
				const Factor *factor = g_ptr_array_index(design->factors, f);

				g_ptr_array_insert(levels, 0,
				                   g_ptr_array_index(factor->levels,
				                                     rest % factor->levels->len));
				rest /= factor->levels->len;
			}
			g_ptr_array_add(levels, NULL);
			design_add_condition(design, names[e], (char *const *)levels->pdata);
		}
	return design;
}

static inline guint32
make_run(Samples *samples, guint condition, guint round)
{
	Run run = {.round = round,
	           .condition = condition,
	           .started = (double)NAN,
	           .took = (double)NAN,
	           .usage = usage_unknown};

	return samples_add_run(samples, run);
}

/* Add @rounds values of @metric to @condition, lognormal around @median, with a spike now and then.
 */
static inline void
make_values(Samples *samples, guint condition, const char *metric, double median, double spread,
            guint rounds)
{
	guint64 state = 0x1ec7e2 + 7919 * (guint64)condition;
	guint16 index = samples_metric(samples, metric);

	for (guint i = 0; i < rounds; i++) {
		double value = median * exp(spread * normal(&state));

		if (uniform(&state) < 0.05)
			value *= 1 + 4 * spread;
		samples_add(samples, make_run(samples, condition, i), index, -1, 0, FALSE, value);
	}
}

/* Add the turns of one run: @workers alternate every @slice seconds, or all run at once when 0. */
static inline void
make_turns(Samples *samples, guint condition, guint workers, double slice, double total)
{
	guint64 state = 42 + condition;
	guint32 run = make_run(samples, condition, 0);
	double at = 0;

	for (guint i = 0; slice > 0 && at < total; i++) {
		double length = slice * (1 + 0.05 * normal(&state));
		Turn turn = {.run = run, .worker = (gint32)(i % workers), .start = at};

		turn.end = at += length;
		g_array_append_val(samples->turns, turn);
	}
	for (guint i = 0; slice <= 0 && i < workers; i++) {
		Turn turn = {.run = run,
		             .worker = (gint32)i,
		             .start = 0.0001 * i,
		             .end = total * (1 + 0.02 * normal(&state))};

		g_array_append_val(samples->turns, turn);
	}
}

#endif
