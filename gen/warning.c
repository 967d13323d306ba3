#include "warning.h"
#include "gate.h"
#include <math.h>

static void G_GNUC_PRINTF(2, 3) warn(Result *result, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(result->warnings, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* The load before the first run. */
static void
check_load(Result *result, const Experiment *experiment)
{
	const Machine *machine = result->machine;

	(void)experiment;
	if (machine->load > machine->cores * 0.75)
		warn(result,
		     "the load average was %.1f on %u cores before the first run: close other "
		     "programs and measure anew",
		     machine->load, machine->cores);
}

static void
check_budget(Result *result, const Experiment *experiment)
{
	if (result->took > 3 * experiment->budget)
		warn(result,
		     "it took %.0f s, far more than its budget of %g s: give it less to do, or "
		     "fewer conditions",
		     result->took, experiment->budget);
}

/* The checks, in the order in which readers see them. */
static void (*const checks[])(Result *result, const Experiment *experiment) = {
	check_load,
	check_budget,
};

void
warning_collect(Result *result, const Experiment *experiment)
{
	for (guint i = 0; i < G_N_ELEMENTS(checks); i++)
		checks[i](result, experiment);
}
