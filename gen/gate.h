/*
 * gate.h - was the machine disturbed while a round was measured?
 *
 * The gate looks at the machine, never at what was measured, and not at what a workload does to
 * itself: time that the hypervisor stole, CPUs that other programs used, time that the run's
 * threads were ready and had no CPU although there was one for each, and what spinners, one a CPU,
 * could get.  A round that it finds disturbed is dropped whole.
 *
 * Knows of the kernel's counters and of samples; nothing of experiments or claims.
 */
#ifndef LECTERN_GATE_H
#define LECTERN_GATE_H

#include "samples.h"

/* What is too much, as parts of CPU time; of foreign CPUs, how many. */
#define GATE_STEAL    0.02
#define GATE_FOREIGN  0.25
#define GATE_WAITING  0.10
#define GATE_CAPACITY 0.90

/*
 * Waiting counts only if it is also this part of the run's duration: a thread that computes for
 * microseconds waits as long for its CPU on a machine without load.
 */
#define GATE_WAITING_WALL 0.05

/*
 * Waiting is the doing of others only if they used so many CPUs: threads that hand each other a
 * lock are often woken on the CPU of the other, and wait there, on an idle machine.
 */
#define GATE_OTHERS 0.10

/* The kernel counts in steps of 10 ms: shorter spans tell nothing of steal and foreign CPUs, in s.
 */
#define GATE_SPAN 0.5

/* The counters at one moment; of CPU time, in s, over the CPUs of our affinity mask. */
typedef struct Counters {
	gint64 at;     /* monotonic us */
	double busy;   /* neither idle nor stolen; NAN: not known */
	double stolen; /* by the hypervisor; NAN: not known */
	double own;    /* of this process, its reaped children and services, on whatever CPU */
	guint cpus;    /* in the mask */
} Counters;

/* Read the counters. */
Counters counters_read(void);

/* Move @counters as if nothing had happened, and no time passed, from @before to @after. */
void counters_skip(Counters *counters, const Counters *before, const Counters *after);

/*
 * Sum up @stat, the text of /proc/stat, over the CPUs for which @wanted is TRUE (@n long); @tick:
 * s a step.  FALSE when one of them is missing: the file is not about our CPUs, as in containers.
 */
gboolean counters_parse(const char *stat, const gboolean *wanted, guint n, double tick,
                        Counters *counters);

/*
 * Return what happened between two readings: steal, and the CPUs that others used, all of them in
 * @others and in the result those beyond the @spare ones that were left to them.  NAN when the span
 * is shorter than GATE_SPAN, or when the counters cannot be true, as in containers that see but a
 * part: then only the run queue counts.
 */
Disturbance gate_between(const Counters *before, const Counters *after, guint spare,
                         double *others);

/*
 * Return the time that a run of @took s waited for a CPU / its CPU time.  NAN when it is not known
 * or when its @threads were more than @cpus: then it waited for itself.
 */
double gate_waiting(const Usage *usage, double took, guint threads, guint cpus);

/* Return as much of @waiting as is the doing of @others; where these are not known (NAN), all. */
double gate_blame(double waiting, double others);

/* Return why a round of this evidence is dropped (transfer full), or NULL. */
char *gate_reason(const Disturbance *disturbance);

/* Return the larger of two numbers of which either may be NAN. */
double gate_worse(double a, double b);

#endif
