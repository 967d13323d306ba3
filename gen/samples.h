/*
 * samples.h - the samples of one experiment, whole and raw.
 *
 * A run is one condition in one round; it yields samples: a value of a metric, for one iteration,
 * for one worker or for the whole run.  Nothing is ever deleted: warm-ups and dropped rounds are
 * flagged.  A series is what statistics see: one value a round.
 *
 * Samples come from the runner, from a stored result or from tidy CSV (csv.h).
 * Knows of designs and metrics; nothing of statistics, notes or files.
 */
#ifndef LECTERN_SAMPLES_H
#define LECTERN_SAMPLES_H

#include "design.h"
#include "metric.h"

/* What the kernel counted for a run, all its processes together; NAN: not known. */
typedef struct Usage {
	double user;        /* s of CPU */
	double system;      /* s of CPU */
	double switches;    /* voluntary context switches */
	double preemptions; /* involuntary ones */
	double faults;      /* page faults that needed a disk */
	double peak;        /* B, largest resident memory of one process */
	double ran;         /* s that its threads were on a CPU, from the first iteration on */
	double waited;      /* s that they were ready to run and had none */
} Usage;

typedef struct Run {
	guint round;      /* from 0 */
	guint condition;  /* index into the design's conditions */
	gboolean control; /* the A/A control: its condition drawn a second time in the round */
	gboolean unheld;  /* workers were not held: samples of call, start, life */
	double started;   /* s since the experiment began; NAN: not known */
	double took;      /* s, the whole run; NAN: not known */
	Usage usage;
} Run;

/* Evidence that the machine was disturbed in a round; NAN where it is not known.  See gate.h. */
typedef struct Disturbance {
	double steal;    /* part of our CPUs' time that the hypervisor gave to others */
	double foreign;  /* CPUs that other programs used beyond those that were to spare */
	double waiting;  /* because of others: time in the run queue / on a CPU, of the worst run */
	double capacity; /* part of the CPUs' time that spinners, one a CPU, could get */
} Disturbance;

typedef struct Sample {
	guint32 run;       /* index into runs */
	guint16 metric;    /* index into metrics */
	gint16 worker;     /* from 0; -1: the whole run */
	guint32 iteration; /* from 0, warm-ups included */
	gboolean warmup;
	double value; /* SI unit of the metric; finite */
} Sample;

/* A stretch of time in which one worker ran, of the first counted iteration of one run. */
typedef struct Turn {
	guint32 run;
	gint32 worker;
	double start; /* s since the release */
	double end;   /* s since the release */
} Turn;

typedef struct Samples {
	Design *design;     /* owned */
	GPtrArray *metrics; /* char *, names in order of first appearance */
	GArray *runs;       /* Run */
	GArray *samples;    /* Sample */
	GArray *turns;      /* Turn */
	GArray *dropped;    /* gboolean, one a round: TRUE when the machine was disturbed */
	GArray *machine;    /* Disturbance, one a round: on what evidence */
	GHashTable *reduce; /* metric name to GINT_TO_POINTER(Reduce), overriding the table */
	guint rounds;       /* how many rounds there are, dropped ones included */
	gboolean timed;     /* the workload ran for a set time: speedup is of throughputs */
	GHashTable *index;  /* of samples, by condition and metric; kept by samples_add() */
} Samples;

/* What a function over the workers of a round makes of them (DESIGN 3). */
typedef enum Over {
	OVER_NONE,     /* the median of the workers */
	OVER_DISTINCT, /* how many different values */
	OVER_SPREAD,   /* largest minus smallest */
	OVER_FAIRNESS, /* Jain's index */
	OVER_TOTAL,    /* sum */
} Over;

/* A run, usage or disturbance of which nothing is known yet. */
extern const Usage usage_unknown;
extern const Disturbance disturbance_unknown;

/* Make an empty table for @design (transfer full). */
Samples *samples_new(Design *design);
void samples_free(Samples *samples);

/* Return the index of the metric @name, adding it; at most G_MAXUINT16 metrics. */
guint16 samples_metric(Samples *samples, const char *name);

/* Return the index of the metric @name, or -1. */
int samples_find_metric(const Samples *samples, const char *name);

/* Begin a run and return its index; grows `rounds` and `dropped` as needed. */
guint32 samples_add_run(Samples *samples, Run run);

/* Add one sample of @run. */
void samples_add(Samples *samples, guint32 run, guint16 metric, int worker, guint32 iteration,
                 gboolean warmup, double value);

/* Return how the iterations of one run of @metric become one value here. */
Reduce samples_reduce(const Samples *samples, const char *metric);

/* Return what @reduce makes of @n > 0 values, which are sorted in place. */
double reduce_values(Reduce reduce, double *values, guint n);

/*
 * Return one value a round of @metric under @condition: @over the workers, then reduced over the
 * iterations that are no warm-ups.  double, `rounds` long, NAN where a round has none or is dropped
 * (transfer full).  @all keeps dropped rounds, for the comparison with and without the gate.
 * `speedup` is derived where it is not sampled: the pair of serial and this condition's elapsed (or
 * throughput, when the workload ticks for a duration), in the same round.
 */
GArray *samples_series(const Samples *samples, guint condition, const char *metric, Over over,
                       gboolean all);

/*
 * Return the same of the A/A control's runs; its condition goes to @condition.  NULL when there is
 * no control.
 */
GArray *samples_control(const Samples *samples, const char *metric, guint *condition);

/*
 * Return the values of every worker under @condition in the rounds that are not dropped, in the
 * order of the samples (double, transfer full); the A/A control's are not among them.
 */
GArray *samples_workers(const Samples *samples, guint condition, const char *metric);

/*
 * Tell whether @sample is one that a series of its metric is made of: of its run's kind (held or
 * unheld) there is none that suits the metric better in that round.
 */
gboolean samples_serves(const Samples *samples, const Sample *sample);

/* Return whether there is any sample of @metric under @condition that is no warm-up. */
gboolean samples_has(const Samples *samples, guint condition, const char *metric);

/* Return how many rounds are not dropped. */
guint samples_clean_rounds(const Samples *samples);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Samples, samples_free)

#endif
