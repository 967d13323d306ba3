/*
 * machine.h - the machine that measures: what stands in provenance and in keys.
 *
 * Everything is read from the kernel, nothing is tuned.
 * Knows of the machine's parts and its settings; nothing of experiments.
 */
#ifndef LECTERN_MACHINE_H
#define LECTERN_MACHINE_H

#include <glib.h>

typedef struct Machine {
	char *cpu;            /* model name */
	guint cores;          /* CPUs of this process's affinity mask */
	guint online;         /* CPUs that are online */
	char *affinity;       /* "0-1" */
	guint64 memory;       /* B */
	char *kernel;         /* "Linux 6.1.0-18-amd64" */
	char *system;         /* "Debian GNU/Linux 12 (bookworm)" */
	char *governor;       /* frequency scaling, or "none" */
	char *virtualisation; /* "none", "kvm", "container", ... as far as it can be seen */
	double load;          /* load average over one minute, when read */
	GPtrArray *settings;  /* char *, "name: value": what else can change a measurement */
} Machine;

/* Read everything (transfer full). */
Machine *machine_read(void);
void machine_free(Machine *machine);

/* Return the load average over one minute, or NAN. */
double machine_load(void);

/* Return one line for readers: "2 x Intel Xeon, 24 GiB, Linux 6.1" (transfer full). */
char *machine_line(const Machine *machine);

/* Names that `value:machine "NAME"` knows, NULL-terminated, static. */
const char *const *machine_facts(void);

/* Return the fact called @name as text (transfer full), or NULL when there is no such fact. */
char *machine_fact(const Machine *machine, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Machine, machine_free)

#endif
