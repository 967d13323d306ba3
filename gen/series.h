/*
 * series.h - the series of all that an experiment shows or claims, and which of them are unsound.
 *
 * A series is one value a clean round of a metric under a condition.  All series of an experiment
 * are tested together: the level is shared among them and the tests, so that noise does not cry
 * wolf; once something is beyond it, other series that show the same are named with it.
 *
 * To add a test, add a value of SeriesTest, and its row in series.c and in warning.c.
 * Knows of samples, experiments and tests of soundness; nothing of words.
 */
#ifndef LECTERN_SERIES_H
#define LECTERN_SERIES_H

#include "experiment.h"
#include "samples.h"

/* How often all tests together may find something in samples that are sound. */
#define SERIES_SHARED_LEVEL 0.01

/* What a series shows that is named with another. */
#define SERIES_LEVEL 0.01

/* The tests of soundness.h; what one finds explains what those after it would. */
typedef enum SeriesTest {
	SERIES_BEGINNING,
	SERIES_TREND,
	SERIES_HEAPS,
	SERIES_NEIGHBOURS,
	SERIES_TESTS,
} SeriesTest;

typedef struct Series {
	guint condition;    /* index into the design */
	const char *metric; /* borrowed from the experiment */
	char *name;         /* "gil(workers=2).wall" */
	Unit unit;
	guint n;                /* rounds with a value, > 0 */
	double *values;         /* in order of the rounds */
	gboolean log;           /* all values are above 0: their logarithms are tested */
	double *scaled;         /* what is tested */
	gboolean tested;        /* they are enough, and vary */
	double p[SERIES_TESTS]; /* 1: nothing to be seen */
	gboolean named;         /* by one of the tests */
} Series;

/*
 * Return the series of @samples (Series, transfer full) for what @experiment shows or claims, of
 * conditions that were asked for; metrics that are names, as pid, are left out.
 */
GPtrArray *series_collect(const Samples *samples, const Experiment *experiment);

/*
 * Return those of @series that @test finds something in, the clearest first (transfer container).
 * Ask in the order of the tests: what one has found is named, and left out by the next.
 */
GPtrArray *series_find(const GPtrArray *series, SeriesTest test);

#endif
