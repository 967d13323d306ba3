/*
 * counter.c - workers add to one counter, an increment at a time.
 *
 * The factor `increment` says how:
 *
 *	plain	load, add, store
 *	atomic	one atomic instruction
 *	mutex	load, add, store, while holding a mutex
 *
 * The factor `times` says how often each worker does it, 500 000 unless the
 * experiment varies it.  The metric `observed` is what the counter holds in
 * the end, and `nanoseconds` what an increment took a worker: on a core of
 * 3 GHz about 2 (plain), 5 (atomic) and 14 (mutex), and up to ten times as
 * much when two workers contend.
 */
#include <lectern.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_long counter;
static atomic_int ball;

void
setup(void)
{
	counter = 0;
	ball = 0;
}

static void
increment_plain(void)
{
	long value = atomic_load_explicit(&counter, memory_order_relaxed);

	atomic_store_explicit(&counter, value + 1, memory_order_relaxed);
}

void
work(struct worker *self)
{
	char how = *worker_text(self, "increment", "plain");
	long times = (long)worker_number(self, "times", 5e5);
	double begin;

	/* Pass a ball to and fro, until all workers run at the same time. */
	for (int turn = self->index; turn < 20; turn += self->count) {
		while (ball != turn)
			;
		ball++;
	}
	begin = worker_clock();
	for (long i = 0; i < times; i++) {
		if (how == 'p') {
			increment_plain();
		} else if (how == 'a') {
			atomic_fetch_add(&counter, 1);
		} else {
			pthread_mutex_lock(&mutex);
			increment_plain();
			pthread_mutex_unlock(&mutex);
		}
	}
	worker_record(self, "nanoseconds", (worker_clock() - begin) / (double)times * 1e9);
}

double
observe(void)
{
	return (double)counter;
}
