#include "pyapi.h"

#include <dlfcn.h>
#include <string.h>

PyApi py;

/* Where a symbol's address goes. */
typedef struct Entry {
	const char *name;
	size_t offset; /* in PyApi */
	bool needed;
} Entry;

#define NEEDED(result, name, arguments)   {#name, offsetof(PyApi, name), true},
#define OPTIONAL(result, name, arguments) {#name, offsetof(PyApi, name), false},
#define OBJECT(type, name)                {#name, offsetof(PyApi, name), true},

const char *
pyapi_bind(void *library)
{
	static const Entry entries[] = {PYAPI(NEEDED) PYAPI_DATA(OBJECT) PYAPI_OLD(OPTIONAL)
	                                        PYAPI_312(OPTIONAL) PYAPI_314(OPTIONAL)};

	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		void *symbol = dlsym(library, entries[i].name);

		if (!symbol && entries[i].needed)
			return entries[i].name;
		memcpy((char *)&py + entries[i].offset, &symbol, sizeof symbol);
	}
	return NULL;
}
