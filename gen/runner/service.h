/*
 * service.h - the runner's program as a service: a helper that runs beside the runs of an
 * experiment, and ends with it.
 *
 * A service listens on a port of the loopback interface that the kernel chooses, prints the port
 * as its first line, and serves until its standard input, a pipe, is closed or the thread that
 * started it ends.
 *
 * To add a service: a file with its loop, a row in service.c and one in the driver's table.
 * Knows of the rows; nothing of jobs and workloads.
 */
#ifndef LECTERN_RUNNER_SERVICE_H
#define LECTERN_RUNNER_SERVICE_H

/* Be the service of a name, with a latency such as "20ms"; give the exit status. */
int service_run(const char *name, const char *latency);

#endif
