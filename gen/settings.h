/*
 * settings.h - what of a machine beside its model can change a measurement.
 *
 * Everything is read, nothing is tuned; it takes no child process and well under a millisecond.
 * To add a setting, add a field, the line that reads it, and a row in settings_lines().
 *
 * Knows of /proc, /sys, the clock and the environment; nothing of what is good or bad.
 */
#ifndef LECTERN_SETTINGS_H
#define LECTERN_SETTINGS_H

#include <glib.h>

/* A switch that may be out of sight. */
typedef enum Switch {
	SWITCH_UNSEEN,
	SWITCH_OFF,
	SWITCH_ON,
} Switch;

typedef struct Settings {
	guint online;      /* CPUs that are online */
	guint allowed;     /* CPUs of this process's affinity mask */
	char *affinity;    /* the same as a list: "0-1" */
	Switch smt;        /* hardware threads that share a core are in use */
	char *driver;      /* of frequency scaling, or NULL: not visible */
	char *governor;    /* of frequency scaling, or NULL: not visible */
	Switch turbo;      /* clock speeds above the nominal one */
	int aslr;          /* randomize_va_space, 0 to 2; -1: not visible */
	char *hugepages;   /* transparent ones: "always", "madvise", "never"; NULL: not visible */
	char *clock;       /* clock source: "tsc"; NULL: not visible */
	double resolution; /* of CLOCK_MONOTONIC as the kernel says, s */
	double step;       /* smallest difference seen between two readings, s; NAN: none */
	double reading;    /* what a reading takes, s */
	double quota;      /* CPUs that the cgroups allow; INFINITY: no limit; NAN: not visible */
	Switch autogroup;  /* sessions share the CPU equally, whatever their nice values */
	double pressure;   /* of 10 s, part in which some task waited for a CPU; NAN: not visible */
	char *virtualisation; /* "none", "kvm", "container", ... as far as it can be seen */
	double steal; /* part of the CPU time since boot that the host took; NAN: not visible */
	GPtrArray *threads; /* char *, "OMP_NUM_THREADS: 4": what libraries obey, sorted */
} Settings;

/* Read everything below the folder @root, "" for this machine (transfer full). */
Settings *settings_read(const char *root);
void settings_free(Settings *settings);

/* Return all as lines "name: value" (char *, owned). */
GPtrArray *settings_lines(const Settings *settings);

/*
 * Return what stands in the file @path below @root after the name @field and a colon or blanks, in
 * the first line that begins with it; without @field the first line (transfer full).  NULL: not
 * there.
 */
char *settings_field(const char *root, const char *path, const char *field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

#endif
