#include "board.h"

#include "clock.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long a waiter sleeps before it looks after the others, and spins for them. */
#define LOOK_INTERVAL (100 * CLOCK_MILLISECOND)
#define PATIENCE      CLOCK_MILLISECOND

enum { GO_NO, GO_STAMPING, GO };

static void
relax(void)
{
#if defined __x86_64__ || defined __i386__
	__builtin_ia32_pause();
#else
	__asm__ volatile("" : : : "memory");
#endif
}

Board *
board_new(unsigned workers, bool named, int *file)
{
	size_t size = sizeof(Board) + workers * sizeof(Slot);
	Board *board = MAP_FAILED;

	*file = -1;
	if (named) {
		/* No name in any folder: it is gone when the last process is. */
		*file = memfd_create("lectern-board", MFD_CLOEXEC);
		if (*file >= 0 && ftruncate(*file, (off_t)size) == 0)
			board = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *file, 0);
	} else {
		board = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	}
	if (board == MAP_FAILED)
		return NULL;
	board->size = size;
	board->workers = workers;
	board->starter = getpid();
	return board;
}

void
board_name(int file, char *name, size_t size)
{
	snprintf(name, size, "/proc/%d/fd/%d", (int)getpid(), file);
}

Board *
board_attach(const char *name)
{
	int file = open(name, O_RDWR | O_CLOEXEC);
	struct stat state;
	Board *board = MAP_FAILED;

	if (file < 0)
		return NULL;
	if (fstat(file, &state) == 0 && state.st_size > (off_t)sizeof(Board))
		board = mmap(NULL, (size_t)state.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file,
		             0);
	close(file);
	return board == MAP_FAILED ? NULL : board;
}

void
board_free(Board *board)
{
	if (board)
		munmap(board, board->size);
}

static void
slot_reset(Slot *slot)
{
	uint32_t used = slot->window < SLOT_WINDOWS ? slot->window + 1 : SLOT_WINDOWS;

	memset(slot->windows, 0, used * sizeof *slot->windows);
	memset(slot, 0, offsetof(Slot, name));
	timeline_reset(&slot->timeline);
}

void
board_reset(Board *board, bool inspect)
{
	for (uint32_t w = 0; w < board->workers; w++)
		slot_reset(&board->slot[w]);
	board->inspect = inspect;
	board->arrived = 0;
	board->open = 0;
	board->awake = 0;
	board->go = GO_NO;
	board->release = 0;
	board->cpu_release = 0;
	board->ended = 0;
	board->cpu_end = 0;
	board->leave = 0;
	board->waiting = 0;
	board->passed = 0;
	board->taken = 0;
	board->claimed = 0;
	board->pause = 0;
}

void
board_break(Board *board)
{
	atomic_store(&board->broken, 1);
	kernel_wake(&board->arrived);
	kernel_wake(&board->open);
	kernel_wake(&board->ended);
	kernel_wake(&board->leave);
	kernel_wake(&board->passed);
}

bool
board_broken(const Board *board)
{
	return atomic_load_explicit(&board->broken, memory_order_relaxed) != 0;
}

/* Break the board if a worker has died before its end. */
static void
look_after(Board *board)
{
	for (uint32_t w = 0; w < board->workers && !board_broken(board); w++) {
		Slot *slot = &board->slot[w];
		pid_t pid = atomic_load(&slot->process);

		if (pid != 0 && !atomic_load(&slot->ended) && kernel_gone(pid) &&
		    !atomic_load(&slot->ended))
			board_break(board); /* who joins the worker says how it died */
	}
}

/* Sleep until *word has become `wanted`; false if the board is broken before. */
static bool
wait_for(Board *board, const _Atomic uint32_t *word, uint32_t wanted, bool look)
{
	for (;;) {
		uint32_t seen = atomic_load(word);

		if (seen == wanted)
			return true;
		if (board_broken(board))
			return false;
		kernel_sleep(word, seen, LOOK_INTERVAL);
		if (look && atomic_load(word) == seen)
			look_after(board);
	}
}

/* Stamp the release, if nobody else does, and let all go. */
static void
let_go(Board *board, const Slot *last)
{
	uint32_t no = GO_NO;

	if (!atomic_compare_exchange_strong(&board->go, &no, GO_STAMPING))
		return;
	board->cpu_release = last ? last->cpu_begin : clock_process();
	board->release = clock_now();
	atomic_store_explicit(&board->go, GO, memory_order_release);
}

/* Spin until all workers are awake, or one of them has lost patience. */
static void
go_together(Board *board, Slot *slot)
{
	uint64_t patience;

	/*
	 * Each worker reads the CPU clock before it spins: only so does the kernel bring the
	 * time of this thread up to date, and the one reading at the release is that of all.
	 */
	slot->cpu_begin = clock_process();
	slot->awake = clock_now();
	patience = slot->awake + PATIENCE;
	if (atomic_fetch_add(&board->awake, 1) + 1 == board->workers)
		let_go(board, slot);
	for (unsigned i = 1; atomic_load_explicit(&board->go, memory_order_acquire) != GO; i++) {
		relax();
		if (i % 64 == 0 && clock_now() > patience)
			let_go(board, NULL);
	}
}

void
board_arrive(Board *board)
{
	if (atomic_fetch_add(&board->arrived, 1) + 1 == board->workers)
		kernel_wake(&board->arrived);
}

bool
board_gather(Board *board)
{
	return wait_for(board, &board->arrived, board->workers, true);
}

unsigned
board_claim(Board *board)
{
	return atomic_fetch_add(&board->claimed, 1);
}

void
board_fail(Board *board)
{
	const struct timespec nap = {0, 10 * CLOCK_MILLISECOND};

	board_break(board);
	while (!kernel_gone(board->starter))
		nanosleep(&nap, NULL);
	_exit(1);
}

uint64_t
board_take(Board *board, uint64_t chunk)
{
	return atomic_fetch_add(&board->taken, chunk);
}

bool
board_look(Board *board)
{
	look_after(board);
	return !board_broken(board);
}

bool
board_park(Board *board, Slot *slot)
{
	if (!board->spin)
		slot->cpu_begin = clock_process();
	board_arrive(board);
	if (!wait_for(board, &board->open, 1, false))
		return false;
	slot->switches_begin = kernel_switches();
	if (board->spin)
		go_together(board, slot);
	return true;
}

bool
board_release(Board *board)
{
	if (!board_gather(board))
		return false;
	if (!board->spin) {
		board->cpu_release = clock_process(); /* all others sleep: exact */
		board->release = clock_now();
	}
	atomic_store(&board->open, 1);
	kernel_wake(&board->open);
	return true;
}

void
board_stamp(Board *board)
{
	board->cpu_release = clock_process();
	board->release = clock_now();
}

/* The worker asks the kernel what it has used in all, and says how much of that is of now. */
static void
measure_self(const Board *board, Slot *slot)
{
	if (board->one_process)
		slot->used = clock_thread();
	else
		slot->cpu_end = clock_process();
	slot->switches_end = kernel_switches();
	if (board->held) /* else it is the starting thread, which asks for itself */
		slot->schedule = kernel_schedule();
	if (board->one_process)
		slot->after = clock_thread() - slot->used;
}

/* The worker asks the kernel itself where it does not stay, and says how long that took. */
static void
inspect_self(Slot *slot)
{
	uint64_t before = clock_now();

	slot->threads = kernel_threads(getpid());
	slot->pause = clock_now() - before;
}

/* Give the process CPU clock at the last end, without what workers have used since their ends. */
static uint64_t
last_cpu(const Board *board, Slot *last)
{
	uint64_t cpu = clock_process();

	last->after = clock_thread() - last->used;
	/*
	 * Where workers never meet, or take turns, what the others did then is part of the wall
	 * time, too.
	 */
	for (uint32_t w = 0; w < board->workers; w++)
		if ((!board->alone && !board->one_thread) || &board->slot[w] == last)
			cpu -= board->slot[w].after;
	return cpu;
}

void
board_end(Board *board, Slot *slot)
{
	uint32_t before;

	slot->pid = getpid();
	slot->tid = kernel_thread();
	if (board->timed)
		measure_self(board, slot);
	else if (board->inspect && !board->one_thread)
		inspect_self(slot);
	atomic_store(&slot->ended, 1);
	before = atomic_fetch_add(&board->ended, 1);
	if (before + 1 == board->workers) {
		if (board->timed && board->one_process)
			board->cpu_end = last_cpu(board, slot);
		kernel_wake(&board->ended);
	} else if (atomic_load(&board->waiting) > 0 && !board_broken(board)) {
		failure_set(&slot->failure, FAILURE_WORKER,
		            "returned while another worker waits for it in barrier()");
		board_break(board);
	}
}

bool
board_await(Board *board)
{
	return wait_for(board, &board->ended, board->workers, true);
}

void
board_stay(Board *board, Slot *slot)
{
	wait_for(board, &board->leave, 1, false);
	slot->left = clock_now();
}

void
board_dismiss(Board *board)
{
	atomic_store(&board->leave, 1);
	kernel_wake(&board->leave);
}

enum Barrier
board_reach(Board *board, Slot *slot)
{
	uint32_t passed = atomic_load(&board->passed);

	if (board_broken(board))
		return BARRIER_BROKEN;
	if (atomic_fetch_add(&board->waiting, 1) + 1 == board->workers) {
		atomic_store(&board->waiting, 0);
		atomic_store(&board->passed, passed + 1);
		kernel_wake(&board->passed);
		return BARRIER_LAST;
	}
	if (atomic_load(&board->ended) > 0 && atomic_load(&board->passed) == passed) {
		failure_set(&slot->failure, FAILURE_WORKER,
		            "waits in barrier() for a worker that has returned");
		board_break(board);
		return BARRIER_BROKEN;
	}
	return BARRIER_WAIT;
}

void
board_retreat(Board *board)
{
	atomic_fetch_sub(&board->waiting, 1);
}

bool
board_barrier(Board *board, Slot *slot)
{
	uint32_t passed = atomic_load(&board->passed); /* nobody passes without this worker */
	enum Barrier barrier = board_reach(board, slot);

	if (barrier != BARRIER_WAIT)
		return barrier == BARRIER_LAST;
	/* While workers are held, the starting process looks after them. */
	return wait_for(board, &board->passed, passed + 1, !board->held);
}
