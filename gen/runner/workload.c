#include "workload.h"

#include <string.h>

const Language *
language_find(const char *name)
{
	static const Language *const languages[] = {&language_c, &language_python};

	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (strcmp(languages[i]->name, name) == 0)
			return languages[i];
	return NULL;
}
