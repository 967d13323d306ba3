#include "kernel.h"

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static FILE *
open_proc(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
	return fopen(path, "re");
}

int64_t
kernel_unique_memory(pid_t pid)
{
	FILE *file = open_proc(pid, "smaps_rollup");
	char line[256];
	long long total = 0, part;
	bool found = false;

	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "Private_%*[A-Za-z]: %lld kB", &part) == 1) {
			total += part * 1024;
			found = true;
		}
	if (file)
		fclose(file);
	return found ? total : -1;
}

int
kernel_threads(pid_t pid)
{
	char path[64];
	struct stat state;

	/* The folder has a subfolder for each thread, and so that many links and two. */
	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	return stat(path, &state) == 0 ? (int)state.st_nlink - 2 : -1;
}

bool
kernel_gone(pid_t pid)
{
	FILE *file = open_proc(pid, "stat");
	char line[512];
	const char *name;
	bool gone;

	if (!file)
		return errno == ENOENT || errno == ESRCH;
	gone = !fgets(line, sizeof line, file);
	fclose(file);
	if (gone)
		return true;
	name = strrchr(line, ')'); /* the name itself may hold anything */
	return name && name[1] && (name[2] == 'Z' || name[2] == 'X');
}

Switches
kernel_switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return (Switches){usage.ru_nvcsw, usage.ru_nivcsw};
}

Schedule
kernel_schedule(void)
{
	unsigned long long ran, waited, times;
	int file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
	char text[80];
	ssize_t length = file >= 0 ? read(file, text, sizeof text - 1) : 0;

	if (file >= 0)
		close(file);
	text[length > 0 ? length : 0] = '\0';
	/* A kernel that does not count says 0 0 0, but who reads this has run at least once. */
	if (sscanf(text, "%llu %llu %llu", &ran, &waited, &times) != 3 || times == 0)
		return (Schedule){0, 0, false};
	return (Schedule){ran, waited, true};
}

unsigned
kernel_processors(void)
{
	cpu_set_t set;
	long online;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		return (unsigned)CPU_COUNT(&set);
	online = sysconf(_SC_NPROCESSORS_ONLN); /* more than a cpu_set_t holds */
	return online > 0 ? (unsigned)online : 1;
}

pid_t
kernel_thread(void)
{
	return (pid_t)syscall(SYS_gettid);
}

void
kernel_sleep(const _Atomic uint32_t *word, uint32_t seen, uint64_t timeout)
{
	struct timespec limit = {(time_t)(timeout / CLOCK_SECOND), (long)(timeout % CLOCK_SECOND)};

	syscall(SYS_futex, word, FUTEX_WAIT, seen, timeout ? &limit : NULL, NULL, 0);
}

void
kernel_wake(const _Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}
