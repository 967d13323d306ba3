/* cmd-judge.c - lectern judge: verdicts on the samples of a CSV file, as JSON. */
#include "cli.h"
#include "commands.h"
#include "input.h"
#include "trial.h"

static json_t *
verdicts_json(const GPtrArray *verdicts)
{
	json_t *array = json_array();

	for (guint i = 0; i < verdicts->len; i++)
		json_array_append_new(array, verdict_json(g_ptr_array_index(verdicts, i)));
	return array;
}

/* Judge @n expressions @texts by the samples of @input; returns the exit status. */
static int
judge(const Input *input, char **texts, int n)
{
	const TrialOptions options = {
		.confidence = input->confidence, .seed = input->seed, .cores = input->cores};
	g_autoptr(Trial) trial = NULL;
	g_autoptr(GPtrArray) verdicts = NULL;
	int status;

	if (input->table != NULL)
		trial = trial_new(input->table, (const char *const *)texts, (guint)n, input->diag);
	status = input_report(input);
	if (status != STATUS_GOOD)
		return status;
	verdicts = trial_judge(trial, &options);
	return input_print(verdicts_json(verdicts));
}

int
cmd_judge(int argc, char **argv)
{
	Input input;
	int status = input_open(&input, &argc, &argv, 2, G_MAXINT);

	if (status == STATUS_GOOD)
		status = judge(&input, argv + 2, argc - 2);
	input_close(&input);
	return status;
}
