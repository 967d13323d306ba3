#include "load.h"

#include "clock.h"

/* Read the schedule of the calling thread, up to date. */
static Schedule
schedule_now(void)
{
	clock_thread();
	return kernel_schedule();
}

/*
 * Give how many threads of the run could be running at once, as the board's workers were counted;
 * 0 if one of them was not.
 */
static int
threads_at_once(const Board *board)
{
	int most = 0, sum = 0;

	for (uint32_t w = 0; w < board->workers; w++) {
		int threads = board->slot[w].threads;

		if (threads <= 0)
			return 0;
		sum += threads;
		most = threads > most ? threads : most;
	}
	if (board->alone) /* who starts a worker is that worker, or is suspended by it */
		return most;
	/*
	 * The starting thread waits for workers that are held, or it hands out tasks; else it
	 * still starts others.
	 */
	return board->one_process ? most - board->held : sum + (board->served || !board->held);
}

void
load_begin(Load *load)
{
	*load = (Load){.sum = {0, 0, true}, .own = schedule_now()};
}

void
load_add(Load *load, const Board *board)
{
	int threads = board->inspect ? threads_at_once(board) : 0;

	for (uint32_t w = 0; board->held && w < board->workers; w++) {
		const Schedule *worker = &board->slot[w].schedule;

		load->sum.ran += worker->ran;
		load->sum.waited += worker->waited;
		load->sum.known = load->sum.known && worker->known;
	}
	load->threads = threads > load->threads ? threads : load->threads;
}

void
load_end(Load *load)
{
	Schedule now = schedule_now();

	load->sum.ran += now.ran - load->own.ran;
	load->sum.waited += now.waited - load->own.waited;
	load->sum.known = load->sum.known && load->own.known && now.known;
}

void
load_write(const Load *load, Result *result)
{
	if (load->sum.known) {
		result_number(result, "ran", (double)load->sum.ran / (double)CLOCK_SECOND);
		result_number(result, "waited", (double)load->sum.waited / (double)CLOCK_SECOND);
	}
	if (load->threads > 0)
		result_number(result, "threads", load->threads);
}
