/*
 * main.c - lectern-runner JOB: do one job and write its result.
 *
 * `lectern-runner --worker BOARD INDEX` is how it starts a C worker by exec, and
 * `lectern-runner --service NAME LATENCY` is a helper that experiments may ask for.
 */
#include "run.h"
#include "service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

	if (argc == 4 && strcmp(argv[1], "--worker") == 0)
		return run_worker(argv[2], (unsigned)strtoul(argv[3], NULL, 10));
	if (argc == 4 && strcmp(argv[1], "--service") == 0)
		return service_run(argv[2], argv[3]);
	if (argc != 2) {
		fputs("usage: lectern-runner JOB\n", stderr);
		return 2;
	}
	program[length > 0 ? length : 0] = '\0';
	return run_job(argv[1], length > 0 ? program : NULL);
}
