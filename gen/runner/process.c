/* process.c - the way of C workers as processes: fork, vfork, exec. */
#include "process.h"

#include "run.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum Method { METHOD_FORK, METHOD_VFORK, METHOD_EXEC };

/* A worker's process. */
typedef struct Child {
	Run *run;
	unsigned index;
	pthread_t helper; /* the thread that vfork() suspends while workers are held */
	bool helped;      /* it is there */
} Child;

void
process_follow(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

bool
process_library(const char *program, char path[PATH_MAX])
{
	static const char here[] = "";
	Dl_info info;
	char *real;

	if (program)
		return snprintf(path, PATH_MAX, "%s.so", program) < PATH_MAX;
	real = dladdr(here, &info) ? realpath(info.dli_fname, NULL) : NULL;
	snprintf(path, PATH_MAX, "%s", real ? real : "");
	free(real);
	return *path != '\0';
}

void
process_judge(Slot *slot, int code)
{
	if (code < 0)
		failure_set(&slot->failure, FAILURE_WORKER, "killed by signal %d (%s)", -code,
		            strsignal(-code));
	else if (code > 0)
		failure_set(&slot->failure, FAILURE_WORKER, "exited with status %d", code);
	else if (!atomic_load(&slot->ended))
		failure_set(&slot->failure, FAILURE_WORKER, "exited before work() returned");
}

static enum Method
method_of(const Run *run)
{
	if (strcmp(run->job.start_method, "vfork") == 0)
		return METHOD_VFORK;
	return strcmp(run->job.start_method, "exec") == 0 ? METHOD_EXEC : METHOD_FORK;
}

static bool
choose(Run *run)
{
	static const char *const methods[] = {"fork", "vfork", "exec"};
	enum Method method = method_of(run);

	if (strcmp(run->job.start_method, methods[method]) != 0) {
		failure_set(&run->failure, FAILURE_UNSUPPORTED,
		            "C has no start method %s (fork, vfork, exec)", run->job.start_method);
		return false;
	}
	if (method == METHOD_EXEC && !run->program) {
		failure_set(&run->failure, FAILURE_UNSUPPORTED,
		            "start method exec needs the runner as a program");
		return false;
	}
	run->named = method == METHOD_EXEC;
	run->one_memory = method == METHOD_VFORK;
	/* Unheld, the starting process itself is suspended: one worker ends, the next begins. */
	run->alone = method == METHOD_VFORK && run->job.unheld;
	return true;
}

static bool
prepare(Run *run)
{
	Child *children = calloc(run->job.workers, sizeof *children);

	run->state = children;
	if (!children)
		failure_set(&run->failure, FAILURE_SYSTEM, "%s", strerror(ENOMEM));
	for (unsigned i = 0; children && i < run->job.workers; i++)
		children[i] = (Child){.run = run, .index = i};
	fflush(NULL); /* or children would write what is not written yet, too */
	return children != NULL;
}

static void
finish(Run *run)
{
	if (!run->abandoned) /* else threads that vfork() suspends may still use it */
		free(run->state);
	run->state = NULL;
}

static void
fail_start(Run *run, const char *call, int error)
{
	failure_set(&run->failure, FAILURE_SYSTEM, "%s: %s", call, strerror(error));
}

static bool
start_fork(Child *child)
{
	pid_t pid = fork();

	if (pid == 0) {
		Worker *worker = &child->run->workers[child->index];

		if (child->run->job.unheld)
			worker->begun = process_follow; /* a start does not pay for it */
		else
			process_follow();
		worker_live(worker);
		fflush(NULL);
		_exit(0);
	}
	/* On the board, which is shared: to write elsewhere, now, would copy a page first. */
	if (pid > 0)
		atomic_store(&child->run->board->slot[child->index].process, pid);
	else
		fail_start(child->run, "fork", errno);
	return pid > 0;
}

/*
 * The child borrows the memory of the calling thread, stack included, and suspends it until
 * it ends.  POSIX lets such a child do next to nothing; Linux is kinder, but what the workload
 * does to memory is done to the starting process, as threads would do it.
 */
static bool
start_vfork(Child *child)
{
	pid_t pid = vfork();

	if (pid == 0) {
		process_follow();
		worker_live(&child->run->workers[child->index]);
		_exit(0);
	}
	if (pid < 0)
		fail_start(child->run, "vfork", errno);
	else
		atomic_store(&child->run->board->slot[child->index].process, pid);
	return pid > 0;
}

static void *
help_vfork(void *arg)
{
	Child *child = arg;

	if (!start_vfork(child))
		board_break(child->run->board);
	return NULL;
}

/* Workers that are held at the gate must all be there at once: each suspends a thread. */
static bool
start_vfork_held(Child *child)
{
	int error = pthread_create(&child->helper, NULL, help_vfork, child);

	child->helped = error == 0;
	if (error)
		fail_start(child->run, "pthread_create", error);
	return child->helped;
}

static bool
start_exec(Child *child)
{
	char name[] = "lectern-runner", worker[] = "--worker", board[64], index[16];
	char *argv[] = {name, worker, board, index, NULL};
	pid_t pid;
	int error;

	board_name(child->run->file, board, sizeof board);
	snprintf(index, sizeof index, "%u", child->index);
	error = posix_spawn(&pid, child->run->program, NULL, NULL, argv, environ);
	if (error)
		fail_start(child->run, "posix_spawn", error);
	else
		atomic_store(&child->run->board->slot[child->index].process, pid);
	return error == 0;
}

static bool
start(Run *run, unsigned index)
{
	Child *child = (Child *)run->state + index;

	switch (method_of(run)) {
	case METHOD_FORK:
		return start_fork(child);
	case METHOD_VFORK:
		return run->board->held ? start_vfork_held(child) : start_vfork(child);
	case METHOD_EXEC:
		return start_exec(child);
	}
	return false;
}

static void
join(Run *run, unsigned index)
{
	Child *child = (Child *)run->state + index;
	Slot *slot = &run->board->slot[index];
	bool broken = board_broken(run->board);
	pid_t started, ended;
	int status;

	/* A helper's child cannot be killed before its pid is known: it is when it has ended. */
	if (child->helped && broken && atomic_load(&slot->process) == 0) {
		run->abandoned = true;
		return;
	}
	if (child->helped)
		pthread_join(child->helper, NULL);
	started = atomic_load(&slot->process);
	if (started <= 0)
		return;
	do
		ended = waitpid(started, &status, broken ? WNOHANG : 0);
	while (ended < 0 && errno == EINTR);
	if (broken && ended == 0) {
		kill(started, SIGKILL);
		waitpid(started, NULL, 0);
	} else if (ended == started) {
		process_judge(slot, WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
	}
}

const Way way_process = {
	.pool = &way_process,
	.choose = choose,
	.prepare = prepare,
	.start = start,
	.join = join,
	.finish = finish,
};
