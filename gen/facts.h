/*
 * facts.h - what the doctor asks about: settings, present load, memory, and the tools of a build.
 *
 * Reading takes a quarter of a second, in which the use of the CPUs by others is watched, and some
 * children that are asked for their versions.
 *
 * Knows of the machine and of tools; nothing of what is good or bad (doctor.h).
 */
#ifndef LECTERN_FACTS_H
#define LECTERN_FACTS_H

#include "settings.h"

/* A process that used the CPU while we watched. */
typedef struct FactsBusy {
	char *name;
	double cpus;
} FactsBusy;

/* An interpreter. */
typedef struct FactsPython {
	char *path;
	char *version;   /* "3.12.1"; NULL: it does not answer */
	gboolean first;  /* the python3 that a note gets which asks for none */
	gboolean gil;    /* FALSE: free-threaded */
	gboolean ctypes; /* its module by which the runner is loaded is there */
	char *numpy;     /* version; "": none */
	int optimized;   /* built with its own profiles: 1, 0, or -1: it does not say */
	double interval; /* of switching between threads, s */
} FactsPython;

typedef struct Facts {
	Settings *settings;
	double load;            /* load average over one minute; NAN: not visible */
	double others;          /* CPUs that others used while we watched; NAN: not visible */
	GPtrArray *busy;        /* FactsBusy, busiest first */
	guint64 memory;         /* B; 0: not visible */
	guint64 available;      /* B of it */
	guint64 swap;           /* B in all */
	guint64 swapped;        /* B of it in use */
	gboolean schedstat;     /* waiting times of tasks are visible */
	int paranoid;           /* perf_event_paranoid; G_MAXINT: not visible */
	char *program;          /* what of the program itself is missing, or NULL */
	gboolean search;        /* the library by which sites are searched is there */
	char *pandoc, *gnuplot; /* first lines of their versions; NULL: not on PATH */
	char *lualatex;         /* likewise */
	GPtrArray *tex;         /* char *: packages that handouts need and TeX does not find */
	GPtrArray *pythons;     /* FactsPython */
	GPtrArray
		*compilers; /* char *, "gcc (Debian ...) 12.2.0"; the first is the one builds use */
	gboolean compiles;  /* there is one that builds use */
} Facts;

/* Return facts of a machine that has nothing and tells nothing (transfer full). */
Facts *facts_new(void);

/* Look at this machine (transfer full). */
Facts *facts_read(void);
void facts_free(Facts *facts);

/* Add a process or an interpreter, which is freed with @facts. */
FactsBusy *facts_add_busy(Facts *facts, const char *name, double cpus);
FactsPython *facts_add_python(Facts *facts, const char *path, const char *version);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Facts, facts_free)

#endif
