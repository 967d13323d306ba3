/* cmd-summary.c - lectern summary: the statistics of every condition of a CSV file, as JSON. */
#include "cli.h"
#include "commands.h"
#include "input.h"
#include "summary.h"

/* Return the statistics of all experiments of @input. */
static json_t *
summarize(const Input *input)
{
	const GPtrArray *all = input->table->samples;
	json_t *array = json_array();

	for (guint i = 0; i < all->len; i++) {
		const Samples *samples = g_ptr_array_index(all, i);
		g_autoptr(GArray) rows = summary_make(samples, input->confidence);

		summary_json(rows, samples, samples->design->id[0] != '\0', array);
	}
	return array;
}

int
cmd_summary(int argc, char **argv)
{
	Input input;
	int status = input_open(&input, &argc, &argv, 1, 1);

	if (status == STATUS_GOOD)
		status = input_report(&input);
	if (status == STATUS_GOOD)
		status = input_print(summarize(&input));
	input_close(&input);
	return status;
}
