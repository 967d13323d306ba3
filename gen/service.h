/*
 * service.h - services: helpers that experiments ask for, running beside their runs.
 *
 * A service is a mode of the runner's program (`lectern-runner --service NAME LATENCY`), in a
 * process of its own on this machine: started before the first run of an experiment, stopped after
 * the last one whatever happens, and told of to the workload by a variable of the environment and a
 * parameter.  It sleeps unless it is asked for something, and ends by itself when its standard
 * input is closed, so that it does not outlive a driver that was killed.
 *
 * To add a service: a row in the table here, and one in gen/runner/service.c.
 *
 * Knows of processes; nothing of YAML, experiments or runs.
 */
#ifndef LECTERN_SERVICE_H
#define LECTERN_SERVICE_H

#include "child.h"

typedef struct ServiceKind {
	const char *name;     /* as notes write it; also the parameter that holds its address */
	const char *variable; /* of the environment, which holds the address, too */
	double latency;       /* s: after which it answers, unless the note says otherwise */
	double longest;       /* s */
	char *(*address)(guint port);
	const char *meaning;
} ServiceKind;

/* Return all rows; the count goes to @n. */
const ServiceKind *service_table(guint *n);

/* Return the names of all rows, NULL-terminated, static. */
const char *const *service_names(void);

/* Return the row called @name, or NULL. */
const ServiceKind *service_find(const char *name);

/* Return "NAME SECONDS": a service as experiments keep it (transfer full). */
char *service_text(const ServiceKind *kind, double latency);

/* Services that run. */
typedef struct Services Services;

/* What starting needs; borrowed. */
typedef struct ServiceSetting {
	const char *runner; /* lectern-runner */
	const char *folder; /* for what services say on standard error */
	guint64 memory;     /* limits, as those of a run: B, 0: the default */
	guint pids;
	Interrupt *interrupt;
} ServiceSetting;

/*
 * Start the services @texts, as service_text() makes them, and wait until each is ready.  Errors:
 * the world; G_IO_ERROR_CANCELLED when the user stopped us.
 */
Services *services_start(const GPtrArray *texts, const ServiceSetting *setting, GError **error);
void services_stop(Services *services);

/* Add "NAME ADDRESS" to @params and "VARIABLE=ADDRESS" to @env, arrays of char *, for each. */
void services_tell(const Services *services, GPtrArray *params, GPtrArray *env);

/* Return which service has ended, and how (transfer full), or NULL while all run. */
char *services_ended(const Services *services);

/* Return the CPU time that those which run have used, in s. */
double services_cpu(const Services *services);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Services, services_stop)

#endif
