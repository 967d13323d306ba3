/*
 * amdahl.c - a fixed amount of computing of which one part cannot be divided.
 *
 * The factor `serial` is that part, from 0 to 1: worker 0 does it alone, and
 * the others wait.  Then all of them share the rest evenly.  One after the
 * other, as on `serial`, they do exactly the same work.
 *
 * There are 40 million steps in all, unless the factor `steps` says otherwise;
 * a million takes about 1 to 1.5 ms on a core of 3 GHz.
 */
#include <lectern.h>

static void
compute(double steps)
{
	unsigned long x = 1;

	for (long i = 0; i < (long)steps; i++)
		x = x * 6364136223846793005UL + 1442695040888963407UL;
	worker_keep(x); /* or the compiler would drop the loop */
}

void
work(struct worker *self)
{
	double steps = worker_number(self, "steps", 4e7);
	double serial = worker_number(self, "serial", 0);

	if (self->index == 0)
		compute(serial * steps);
	worker_barrier(self); /* nobody goes on before the serial part is done */
	compute((1 - serial) * steps / self->count);
}
