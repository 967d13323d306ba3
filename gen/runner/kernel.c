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

/* Give the letter of the state that a file `stat` tells; 'X' if it is gone, '?' in doubt. */
static char
read_state(pid_t pid, const char *stat)
{
	FILE *file = open_proc(pid, stat);
	char line[512];
	const char *name;
	bool gone;

	if (!file)
		return errno == ENOENT || errno == ESRCH ? 'X' : '?';
	gone = !fgets(line, sizeof line, file);
	fclose(file);
	if (gone)
		return 'X';
	name = strrchr(line, ')'); /* the name itself may hold anything */
	return name && name[1] ? name[2] : '?';
}

bool
kernel_gone(pid_t pid)
{
	char state = read_state(pid, "stat");

	return state == 'Z' || state == 'X';
}

bool
kernel_sleeps(pid_t pid, pid_t tid)
{
	char name[32];

	snprintf(name, sizeof name, "task/%d/stat", (int)tid);
	return strchr("SDZX", read_state(pid, name)) != NULL;
}

Switches
kernel_switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return (Switches){usage.ru_nvcsw, usage.ru_nivcsw};
}

Switches
kernel_switches_of(pid_t pid, pid_t tid)
{
	char name[32], line[256];
	Switches switches = {0, 0};
	long long number;
	FILE *file;

	snprintf(name, sizeof name, "task/%d/status", (int)tid);
	file = open_proc(pid, name);
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "voluntary_ctxt_switches: %lld", &number) == 1)
			switches.own = number;
		else if (sscanf(line, "nonvoluntary_ctxt_switches: %lld", &number) == 1)
			switches.forced = number;
	if (file)
		fclose(file);
	return switches;
}

static Schedule
read_schedule(const char *path)
{
	unsigned long long ran, waited, times;
	int file = open(path, O_RDONLY | O_CLOEXEC);
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

Schedule
kernel_schedule(void)
{
	return read_schedule("/proc/thread-self/schedstat");
}

Schedule
kernel_schedule_of(pid_t pid, pid_t tid)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int)pid, (int)tid);
	return read_schedule(path);
}

uint64_t
kernel_process_clock(pid_t pid)
{
	clockid_t clock;

	return clock_getcpuclockid(pid, &clock) == 0 ? clock_read(clock) : 0;
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
