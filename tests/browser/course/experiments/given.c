#include <lectern.h>

void
work(struct worker *self)
{
	int round = (int)worker_number(self, "round", 0);
	int kind = (int)worker_number(self, "kind", 0);

	if (self->index == 0)
		worker_record(self, "wall", self->count + (3 * round + kind) % 11 / 20.0);
}
