#include "executor.h"

#include <string.h>

static const Executor executors[] = {
	{"serial", &way_serial, &way_serial},
	{"thread", &way_thread, &way_python_thread},
	{"process", &way_process, &way_multiprocessing},
	{"gil", &way_attached, &way_python_gil},
	{"interpreter", NULL, &way_interpreter},
	{"asyncio", NULL, &way_asyncio},
	{"mock", &way_mock, &way_mock},
};

const Way *
executor_way(const char *name, const Language *language, Failure *failure)
{
	for (size_t i = 0; i < sizeof executors / sizeof *executors; i++) {
		const Executor *row = &executors[i];
		const Way *way = language == &language_python ? row->way_python : row->way_c;

		if (strcmp(row->name, name) != 0)
			continue;
		if (!way)
			failure_set(failure, FAILURE_UNSUPPORTED,
			            "the executor %s cannot run a workload in %s", name,
			            language->name);
		return way;
	}
	failure_set(failure, FAILURE_UNSUPPORTED, "this runner has no executor %s", name);
	return NULL;
}
