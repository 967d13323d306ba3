/*
 * plain.c - what Lectern's figures are compared with: the same work, and nothing else.
 *
 *	plain thread N [LIBRARY]	start and join a thread that does nothing, N times
 *	plain process N [LIBRARY]	the same with fork() and waitpid()
 *	plain spin N			compute N steps
 *
 * A shared object that is named is loaded first, and not used.
 *
 * For every start it prints a line, "call start life": ns of CLOCK_MONOTONIC from before the call
 * that creates until that has returned, until the first instruction, and until it was joined.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Stamps of one start, in ns. */
struct start {
	uint64_t create;
	uint64_t created;
	uint64_t begin;
	uint64_t joined;
};

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void *
begin(void *arg)
{
	((struct start *)arg)->begin = now();
	return NULL;
}

static int
start_thread(struct start *start)
{
	pthread_t thread;
	int error;

	start->create = now();
	error = pthread_create(&thread, NULL, begin, start);
	start->created = now();
	if (error == 0)
		error = pthread_join(thread, NULL);
	start->joined = now();
	return error;
}

static int
start_process(struct start *start)
{
	pid_t pid;
	int status = 0;

	start->create = now();
	pid = fork();
	if (pid == 0) {
		begin(start);
		_exit(0);
	}
	start->created = now();
	if (pid > 0)
		pid = waitpid(pid, &status, 0);
	start->joined = now();
	return pid < 0 || status != 0;
}

static int
starts(int (*one)(struct start *), long n)
{
	struct start *all = mmap(NULL, (size_t)n * sizeof(*all), PROT_READ | PROT_WRITE,
	                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (all == MAP_FAILED)
		return 1;
	for (long i = 0; i < n; i++)
		if (one(&all[i]))
			return 1;
	for (long i = 0; i < n; i++)
		printf("%llu %llu %llu\n", (unsigned long long)(all[i].created - all[i].create),
		       (unsigned long long)(all[i].begin - all[i].create),
		       (unsigned long long)(all[i].joined - all[i].create));
	return 0;
}

static int
spin(long n)
{
	volatile uint64_t result;
	uint64_t x = 1;

	for (long i = 0; i < n; i++)
		x = x * 6364136223846793005u + 1442695040888963407u;
	result = x;
	return result == 0;
}

int
main(int argc, char **argv)
{
	long n = argc == 3 || argc == 4 ? strtol(argv[2], NULL, 10) : 0;

	if (argc == 4 && !dlopen(argv[3], RTLD_NOW)) {
		fprintf(stderr, "plain: %s\n", dlerror());
		return 1;
	}
	if (n > 0 && strcmp(argv[1], "thread") == 0)
		return starts(start_thread, n);
	if (n > 0 && strcmp(argv[1], "process") == 0)
		return starts(start_process, n);
	if (n > 0 && strcmp(argv[1], "spin") == 0)
		return spin(n);
	fprintf(stderr, "usage: plain thread|process|spin N [LIBRARY]\n");
	return 2;
}
