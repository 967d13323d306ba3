/* serial.c - the way of `serial`: workers are called, one after the other. */
#include "run.h"

#include "kernel.h"

static bool
choose(Run *run)
{
	run->one_process = true;
	run->one_memory = true;
	run->alone = true;
	if (run->job.tasks)
		run->job.workers = 1; /* a plain loop over the tasks */
	return true;
}

static bool
prepare(Run *run)
{
	run->board->slot[0].switches_begin = kernel_switches();
	board_stamp(run->board);
	return true;
}

static bool
start(Run *run, unsigned index)
{
	Slot *slot = &run->board->slot[index];

	/* Where one ends, the next begins: the kernel is not asked twice in between. */
	if (index > 0)
		slot->switches_begin = slot[-1].switches_end;
	worker_work(&run->workers[index]);
	return true;
}

static void
join(Run *run, unsigned index)
{
	(void)run;
	(void)index; /* it has returned */
}

const Way way_serial = {
	.pool = &way_serial,
	.serial = true,
	.choose = choose,
	.prepare = prepare,
	.start = start,
	.join = join,
};
