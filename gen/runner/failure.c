#include "failure.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

void
failure_set(Failure *failure, enum FailureKind kind, const char *format, ...)
{
	va_list args;

	if (atomic_exchange(&failure->lock, 1))
		return;
	va_start(args, format);
	vsnprintf(failure->text, sizeof failure->text, format, args);
	va_end(args);
	for (char *c = failure->text; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	atomic_store(&failure->kind, kind);
}

bool
failure_is(const Failure *failure)
{
	return atomic_load(&failure->kind) != FAILURE_NONE;
}

const char *
failure_word(enum FailureKind kind)
{
	switch (kind) {
	case FAILURE_EXCEPTION:
		return "exception";
	case FAILURE_IMPORT:
		return "import";
	case FAILURE_SYMBOL:
		return "symbol";
	case FAILURE_WORKER:
		return "worker";
	case FAILURE_UNSUPPORTED:
		return "unsupported";
	case FAILURE_NONE:
	case FAILURE_SYSTEM:
		break;
	}
	return "system";
}
