/* mock.c - the way of `mock`: workers are called one after the other, and nothing is measured. */
#include "run.h"

#include <errno.h>
#include <string.h>

static bool
choose(Run *run)
{
	run->one_process = true;
	run->one_memory = true;
	run->alone = true;
	if (job_add_param(&run->job, "round", run->job.round))
		return true;
	failure_set(&run->failure, FAILURE_SYSTEM, "%s", strerror(ENOMEM));
	return false;
}

static bool
start(Run *run, unsigned index)
{
	worker_call(&run->workers[index]);
	return true;
}

static void
join(Run *run, unsigned index)
{
	(void)run;
	(void)index; /* it has returned */
}

const Way way_mock = {
	.serial = true,
	.given = true,
	.choose = choose,
	.start = start,
	.join = join,
};
