/*
 * probe.h - how much of the CPUs can be had right now.
 *
 * Knows of threads and clocks only.  It spins, so it never runs beside a run.
 */
#ifndef LECTERN_PROBE_H
#define LECTERN_PROBE_H

#include <glib.h>

/* How long the probe spins, in s. */
#define PROBE_TIME 0.05

/*
 * Spin on @cpus threads for PROBE_TIME and return the CPU time they got / what there would be;
 * NAN when threads cannot be started.
 */
double probe_capacity(guint cpus);

#endif
