#include "gate.h"
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The columns of a line of /proc/stat after its name (proc(5)). */
enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, COLUMNS };

/* Add one line "cpuN ..." to the counters; FALSE when it is none. */
static gboolean
parse_line(const char *line, const gboolean *wanted, guint n, double tick, guint *seen,
           Counters *counters)
{
	double column[COLUMNS] = {0};
	guint cpu;
	int used;

	if (sscanf(line, "cpu%u%n", &cpu, &used) != 1)
		return FALSE;
	line += used;
	for (guint i = 0; i < COLUMNS; i++) {
		char *end;

		column[i] = g_ascii_strtod(line, &end);
		if (end == line)
			break; /* old kernels have fewer */
		line = end;
	}
	if (cpu >= n || !wanted[cpu])
		return TRUE;
	(*seen)++;
	counters->stolen += column[STEAL] * tick;
	/* Time of guests is part of `user`; waiting for a disk is idle. */
	counters->busy +=
		(column[USER] + column[NICE] + column[SYSTEM] + column[IRQ] + column[SOFTIRQ]) *
		tick;
	return TRUE;
}

gboolean
counters_parse(const char *stat, const gboolean *wanted, guint n, double tick, Counters *counters)
{
	guint seen = 0, sought = 0;

	for (guint i = 0; i < n; i++)
		sought += wanted[i];
	counters->cpus = sought;
	counters->busy = counters->stolen = 0;
	for (const char *line = stat; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		parse_line(line, wanted, n, tick, &seen, counters);
	}
	if (seen == sought && sought > 0)
		return TRUE;
	counters->busy = counters->stolen = (double)NAN;
	return FALSE;
}

static double
cpu_of(int who)
{
	struct rusage usage;

	if (getrusage(who, &usage) != 0)
		return 0;
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

Counters
counters_read(void)
{
	Counters counters = {.busy = (double)NAN, .stolen = (double)NAN};
	gboolean wanted[CPU_SETSIZE] = {FALSE};
	cpu_set_t set;
	g_autofree char *stat = NULL;

	counters.at = g_get_monotonic_time();
	counters.own = cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN);
	if (sched_getaffinity(0, sizeof set, &set) != 0 ||
	    !g_file_get_contents("/proc/stat", &stat, NULL, NULL))
		return counters;
	for (guint i = 0; i < CPU_SETSIZE; i++)
		wanted[i] = CPU_ISSET(i, &set);
	counters_parse(stat, wanted, CPU_SETSIZE, 1.0 / (double)sysconf(_SC_CLK_TCK), &counters);
	return counters;
}

void
counters_skip(Counters *counters, const Counters *before, const Counters *after)
{
	counters->at += after->at - before->at;
	counters->busy += after->busy - before->busy;
	counters->stolen += after->stolen - before->stolen;
	counters->own += after->own - before->own;
}

Disturbance
gate_between(const Counters *before, const Counters *after, guint spare, double *others)
{
	Disturbance found = disturbance_unknown;
	double span = (double)(after->at - before->at) / 1e6;
	double busy = after->busy - before->busy, stolen = after->stolen - before->stolen;
	double own = after->own - before->own, slack = 0.02 * (after->cpus + 1);

	*others = (double)NAN;
	if (span < GATE_SPAN || isnan(busy) || after->cpus == 0)
		return found;
	/* Less than we used ourselves, or more than there is: these are not our CPUs. */
	if (busy + slack < own * 0.9 || busy > span * after->cpus * 1.1 + slack)
		return found;
	found.steal = fmax(stolen, 0) / (span * after->cpus);
	*others = fmax(busy - own, 0) / span;
	found.foreign = fmax(*others - spare, 0);
	return found;
}

double
gate_waiting(const Usage *usage, double took, guint threads, guint cpus)
{
	if (isnan(usage->ran) || isnan(usage->waited) || threads > cpus)
		return (double)NAN;
	if (usage->waited <= GATE_WAITING_WALL * took)
		return 0;
	return usage->ran > 0 ? usage->waited / usage->ran : (double)NAN;
}

double
gate_blame(double waiting, double others)
{
	return others < GATE_OTHERS ? fmin(waiting, 0) : waiting;
}

double
gate_worse(double a, double b)
{
	return isnan(a) || b > a ? b : a;
}

char *
gate_reason(const Disturbance *disturbance)
{
	if (disturbance->steal > GATE_STEAL)
		return g_strdup_printf("the hypervisor gave %.0f %% of the CPUs' time to others",
		                       disturbance->steal * 100);
	if (disturbance->foreign > GATE_FOREIGN)
		return g_strdup_printf("other programs used %.1f of the CPUs that it needs",
		                       disturbance->foreign);
	if (disturbance->waiting > GATE_WAITING)
		return g_strdup_printf("threads waited %.0f %% of their CPU time for a CPU",
		                       disturbance->waiting * 100);
	if (disturbance->capacity < GATE_CAPACITY)
		return g_strdup_printf("only %.0f %% of the CPUs' time could be had",
		                       disturbance->capacity * 100);
	return NULL;
}
