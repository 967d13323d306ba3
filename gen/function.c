#include "function.h"

#include "tree.h"

#include <string.h>

/* Quantiles p05 to p95 are found by find_function(). */
#define FUNCTIONS(ROW)                                                                             \
	ROW("median", FUNCTION_AGG, AGG_QUANTILE)                                                  \
	ROW("mean", FUNCTION_AGG, AGG_MEAN)                                                        \
	ROW("min", FUNCTION_AGG, AGG_MIN)                                                          \
	ROW("max", FUNCTION_AGG, AGG_MAX)                                                          \
	ROW("rate", FUNCTION_RATE, 0)                                                              \
	ROW("distinct", FUNCTION_OVER, OVER_DISTINCT)                                              \
	ROW("spread", FUNCTION_OVER, OVER_SPREAD)                                                  \
	ROW("fairness", FUNCTION_OVER, OVER_FAIRNESS)                                              \
	ROW("total", FUNCTION_OVER, OVER_TOTAL)                                                    \
	ROW("log", FUNCTION_LOG, 0)                                                                \
	ROW("abs", FUNCTION_ABS, 0)                                                                \
	ROW("always", FUNCTION_FACT, 0)                                                            \
	ROW("sometimes", FUNCTION_FACT, 0)

#define AS_ROW(name, kind, which)  {name, kind, which},
#define AS_NAME(name, kind, which) name,

static const Function functions[] = {FUNCTIONS(AS_ROW)};
static const char *const names[] = {FUNCTIONS(AS_NAME) "p05", "p95", NULL};

const char *const *
function_names(void)
{
	return names;
}

const Function *
function_find(const char *name, double *p)
{
	*p = 0.5;
	for (guint i = 0; i < G_N_ELEMENTS(functions); i++)
		if (g_str_equal(functions[i].name, name))
			return &functions[i];
	if (name[0] != 'p' || !g_ascii_isdigit(name[1]) || !g_ascii_isdigit(name[2]) ||
	    name[3] != '\0')
		return NULL;
	*p = (10 * (name[1] - '0') + (name[2] - '0')) / 100.0;
	return *p < 0.05 || *p > 0.95 ? NULL : &functions[0];
}
