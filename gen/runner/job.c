#include "job.h"

#include "../protocol.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 20000000, JOB_MAX = 1 << 20 }; /* ns; bytes */

/* A key of the job file. */
typedef struct Key {
	const char *name;
	size_t offset;      /* of the field in Job */
	bool text;          /* a string, or the digits of a number; else a number */
	bool needed;        /* must be there */
	uint64_t low, high; /* bounds of a number */
} Key;

#define TEXT(name, field, needed)                                                                  \
	{                                                                                          \
		name, offsetof(Job, field), true, needed, 0, 0                                     \
	}
#define DIGITS(name, field, low, high)                                                             \
	{                                                                                          \
		name, offsetof(Job, field), true, false, low, high                                 \
	}
#define NUMBER(name, field, low, high)                                                             \
	{                                                                                          \
		name, offsetof(Job, field), false, false, low, high                                \
	}

static const Key keys[] = {
	TEXT("language", language, true),
	TEXT("executor", executor, true),
	TEXT("module", module, true),
	TEXT("start-method", start_method, false),
	TEXT("libpython", libpython, false),
	TEXT("program", program, false),
	TEXT("result", result, true),
	NUMBER("workers", workers, 1, PROTOCOL_MAX_WORKERS),
	NUMBER("duration", duration, 0, INT64_MAX),
	NUMBER("warmup", warmup, 0, PROTOCOL_MAX_ITERATIONS),
	NUMBER("iterations", iterations, 1, PROTOCOL_MAX_ITERATIONS),
	NUMBER("batch", batch, 1, INT64_MAX),
	NUMBER("tasks", tasks, 0, PROTOCOL_MAX_TASKS),
	NUMBER("chunk", chunk, 0, PROTOCOL_MAX_TASKS),
	NUMBER("release", release, 0, 1),
	NUMBER("window", window, 1, INT64_MAX),
	NUMBER("unheld", unheld, 0, 1),
	NUMBER("turns", turns, 0, INT64_MAX),
	DIGITS("round", round, 0, UINT32_MAX),
};

enum { KEYS = sizeof keys / sizeof *keys };

static char *
read_file(const char *path, char *error, size_t size)
{
	FILE *file = fopen(path, "re");
	char *text = file ? calloc(1, JOB_MAX + 1) : NULL;
	size_t length = text ? fread(text, 1, JOB_MAX, file) : 0;
	bool bad = !text || ferror(file) || length == JOB_MAX || memchr(text, 0, length);
	char *fit = bad ? NULL : strdup(text);

	if (bad)
		snprintf(error, size, "%s: %s", path, file ? "not a job file" : strerror(errno));
	if (file)
		fclose(file);
	/* Not the large buffer: its mapping would make each fork dearer. */
	free(text);
	if (!bad && !fit)
		snprintf(error, size, "%s: %s", path, strerror(ENOMEM));
	return fit;
}

static bool
read_number(const char *text, uint64_t low, uint64_t high, uint64_t *value)
{
	char *end;
	unsigned long long number;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (*end || errno || number < low || number > high)
		return false;
	*value = number;
	return true;
}

bool
job_add_param(Job *job, const char *name, const char *value)
{
	Param *params = realloc(job->params, (job->param_count + 1) * sizeof *params);

	if (!params)
		return false;
	job->params = params;
	job->params[job->param_count++] = (Param){name, value};
	return true;
}

static bool
read_param(Job *job, char *words)
{
	char *space = strchr(words, ' ');

	if (!space || space == words)
		return false;
	*space = '\0';
	return job_add_param(job, words, space + 1);
}

static bool
set_key(Job *job, const Key *key, char *value)
{
	char *field = (char *)job + key->offset;
	uint64_t number;

	if (key->text) {
		memcpy(field, &value, sizeof value);
		return key->high ? read_number(value, key->low, key->high, &number)
		                 : *value != '\0';
	}
	return read_number(value, key->low, key->high, (uint64_t *)(void *)field);
}

static bool
read_line(Job *job, char *line, bool seen[KEYS], bool *version)
{
	char *value = strchr(line, ' ');
	uint64_t number;

	if (!value)
		return false;
	*value++ = '\0';
	if (strcmp(line, "param") == 0)
		return read_param(job, value);
	if (strcmp(line, "protocol") == 0) {
		*version = read_number(value, PROTOCOL_VERSION, PROTOCOL_VERSION, &number);
		return *version;
	}
	for (size_t i = 0; i < KEYS; i++)
		if (strcmp(line, keys[i].name) == 0) {
			if (seen[i])
				return false;
			seen[i] = true;
			return set_key(job, &keys[i], value);
		}
	return false;
}

static bool
read_lines(Job *job, char *error, size_t size)
{
	bool seen[KEYS] = {false}, version = false;
	char *next = job->text;

	for (int number = 1; *next; number++) {
		char *line = next, *end = strchrnul(line, '\n');

		next = *end ? end + 1 : end;
		*end = '\0';
		if (*line && !read_line(job, line, seen, &version)) {
			snprintf(error, size, "line %d: bad key or value: %s", number, line);
			return false;
		}
	}
	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].needed && !seen[i]) {
			snprintf(error, size, "no %s", keys[i].name);
			return false;
		}
	if (!version)
		snprintf(error, size, "no protocol %d", PROTOCOL_VERSION);
	return version;
}

bool
job_read(Job *job, const char *path, char *error, size_t size)
{
	Job read = {.start_method = "fork",
	            .workers = 1,
	            .iterations = 1,
	            .batch = 1,
	            .window = WINDOW,
	            .round = "0"};

	*job = (Job){0};
	read.text = read_file(path, error, size);
	if (!read.text)
		return false;
	if (!read_lines(&read, error, size)) {
		job_clear(&read);
		return false;
	}
	if (read.unheld || read.tasks)
		read.batch = 1; /* a start is never batched; tasks are many calls already */
	*job = read;
	return true;
}

const char *
job_param(const Job *job, const char *name)
{
	for (size_t i = 0; i < job->param_count; i++)
		if (strcmp(job->params[i].name, name) == 0)
			return job->params[i].value;
	return NULL;
}

void
job_clear(Job *job)
{
	free(job->params);
	free(job->text);
	*job = (Job){0};
}
