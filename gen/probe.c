#include "probe.h"
#include <math.h>
#include <pthread.h>
#include <time.h>

typedef struct Spinner {
	pthread_t thread;
	double until; /* s of the monotonic clock */
	double cpu;   /* s that it got */
	gboolean started;
} Spinner;

static double
now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *
spin(void *data)
{
	Spinner *spinner = data;

	while (now(CLOCK_MONOTONIC) < spinner->until) {
	}
	spinner->cpu = now(CLOCK_THREAD_CPUTIME_ID);
	return NULL;
}

double
probe_capacity(guint cpus)
{
	g_autofree Spinner *spinners = g_new0(Spinner, MAX(cpus, 1));
	double until = now(CLOCK_MONOTONIC) + PROBE_TIME, got = 0;
	gboolean all = cpus > 0;

	for (guint i = 0; i < cpus; i++) {
		spinners[i].until = until;
		spinners[i].started =
			pthread_create(&spinners[i].thread, NULL, spin, &spinners[i]) == 0;
		all = all && spinners[i].started;
	}
	for (guint i = 0; i < cpus; i++) {
		if (!spinners[i].started)
			continue;
		pthread_join(spinners[i].thread, NULL);
		got += spinners[i].cpu;
	}
	return all ? got / (cpus * PROBE_TIME) : (double)NAN;
}
