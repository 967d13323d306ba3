#include "result.h"

#include "../protocol.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum Section { FACTS, SAMPLES, TURNS, FAILURES, SECTIONS };

struct Result {
	FILE *stream[SECTIONS]; /* lines of one kind, in a file without a name */
	locale_t c;             /* the workload may have set a locale with a decimal comma */
	bool failed;            /* a failure was added */
};

/* Open a file in memory of its own: in the heap it would make each fork dearer. */
static FILE *
open_stream(void)
{
	int file = memfd_create("lectern-result", MFD_CLOEXEC);
	FILE *stream = file >= 0 ? fdopen(file, "w+") : NULL;

	if (file >= 0 && !stream)
		close(file);
	return stream;
}

Result *
result_new(void)
{
	Result *result = calloc(1, sizeof *result);

	if (!result)
		return NULL;
	result->c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	for (int i = 0; i < SECTIONS; i++) {
		result->stream[i] = open_stream();
		if (!result->stream[i] || !result->c) {
			result_free(result);
			return NULL;
		}
	}
	return result;
}

void
result_fact(Result *result, const char *name, const char *value)
{
	fprintf(result->stream[FACTS], "fact %s %s\n", name, value);
}

void
result_number(Result *result, const char *name, double value)
{
	locale_t old = uselocale(result->c);

	fprintf(result->stream[FACTS], "fact %s %.17g\n", name, value);
	uselocale(old);
}

void
result_sample(Result *result, uint64_t iteration, int worker, const char *metric, double value)
{
	locale_t old = uselocale(result->c);

	fprintf(result->stream[SAMPLES], "sample %llu %d %s %.17g\n", (unsigned long long)iteration,
	        worker, metric, value);
	uselocale(old);
}

void
result_turn(Result *result, uint64_t iteration, unsigned worker, uint64_t start, uint64_t end)
{
	fprintf(result->stream[TURNS], "turn %llu %u %llu %llu\n", (unsigned long long)iteration,
	        worker, (unsigned long long)start, (unsigned long long)end);
}

void
result_failure(Result *result, int worker, const Failure *failure)
{
	result->failed = true;
	fprintf(result->stream[FAILURES], "failure %s %d %s\n",
	        failure_word((enum FailureKind)failure->kind), worker, failure->text);
}

bool
result_failed(const Result *result)
{
	return result->failed;
}

void
result_settle(Result *result)
{
	for (int i = 0; i < SECTIONS; i++)
		fflush(result->stream[i]);
}

/* Append what a stream holds. */
static bool
copy(FILE *stream, FILE *file)
{
	char buffer[4096];
	size_t length;

	if (fflush(stream) != 0)
		return false;
	rewind(stream);
	while ((length = fread(buffer, 1, sizeof buffer, stream)) > 0)
		fwrite(buffer, 1, length, file);
	return !ferror(stream);
}

bool
result_write(Result *result, const char *path)
{
	FILE *file = fopen(path, "we");
	bool good = file != NULL;

	if (!file)
		return false;
	fprintf(file, "protocol %d\n", PROTOCOL_VERSION);
	for (int i = 0; i < SECTIONS; i++)
		good = copy(result->stream[i], file) && good;
	fputs("end\n", file);
	good = !ferror(file) && good;
	return fclose(file) == 0 && good;
}

void
result_free(Result *result)
{
	if (!result)
		return;
	for (int i = 0; i < SECTIONS; i++)
		if (result->stream[i])
			fclose(result->stream[i]);
	if (result->c)
		freelocale(result->c);
	free(result);
}
