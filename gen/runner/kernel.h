/*
 * kernel.h - what the kernel reports of processes: memory, threads, whether they live.
 *
 * Reads /proc.  Knows of nothing else.
 */
#ifndef LECTERN_RUNNER_KERNEL_H
#define LECTERN_RUNNER_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Give the unique set size of a process in bytes (private pages, resident); -1 if hidden. */
int64_t kernel_unique_memory(pid_t pid);

/* Count the threads of a process; -1 if there is no such process.  Costs 2 us. */
int kernel_threads(pid_t pid);

/* Tell whether a process has ended (a zombie has); false when in doubt. */
bool kernel_gone(pid_t pid);

/* Tell whether a thread sleeps, or is gone: then what the kernel knows of it is up to date. */
bool kernel_sleeps(pid_t pid, pid_t tid);

/* How often a thread was switched away from. */
typedef struct Switches {
	int64_t own;    /* voluntary: it waited */
	int64_t forced; /* involuntary: it was preempted */
} Switches;

/* Read the switches of the calling thread so far. */
Switches kernel_switches(void);

/* Read the switches of any thread so far; all 0 if it is hidden. */
Switches kernel_switches_of(pid_t pid, pid_t tid);

/* How long a thread was on a processor, and how long it was ready to run but had none. */
typedef struct Schedule {
	uint64_t ran;    /* ns */
	uint64_t waited; /* ns */
	bool known;      /* false: the kernel does not tell */
} Schedule;

/*
 * Read the schedule of the calling thread since it was created.  Its CPU clock, or that of its
 * process, must have been read just before, or `ran` lags by up to a scheduler tick.  Costs 1.5 us.
 */
Schedule kernel_schedule(void);

/* Read the schedule of any thread, likewise. */
Schedule kernel_schedule_of(pid_t pid, pid_t tid);

/* Read the CPU clock of any process in ns; 0 if it is hidden. */
uint64_t kernel_process_clock(pid_t pid);

/* Count the processors that the calling thread may run on. */
unsigned kernel_processors(void);

/* Give the calling thread's kernel id. */
pid_t kernel_thread(void);

/* Sleep until *word changes from `seen`, somebody wakes, or `timeout` ns (0: none) are over. */
void kernel_sleep(const _Atomic uint32_t *word, uint32_t seen, uint64_t timeout);

/* Wake all threads, of any process, that sleep on a word. */
void kernel_wake(const _Atomic uint32_t *word);

#endif
