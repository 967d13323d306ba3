/*
 * spin.c - a fixed amount of computing that shares nothing and waits for
 * nothing.
 *
 * Each step needs the result of the one before: the compiler can neither
 * drop nor reorder them, and memory plays no part.  The factor `steps` says
 * how many there are, 80 million unless the experiment varies it; a million
 * takes about 1 to 1.5 ms on a core of 3 GHz.
 */
#include <lectern.h>

void
work(struct worker *self)
{
	long steps = (long)worker_number(self, "steps", 8e7);
	unsigned long x = (unsigned long)self->index;

	for (long i = 0; i < steps; i++)
		x = x * 6364136223846793005UL + 1442695040888963407UL;
	worker_keep(x); /* or the compiler would drop the loop */
}
