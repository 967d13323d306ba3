/*
 * key.h - the two keys of a result and the inputs they are made of.
 *
 * The content key covers what is measured, the host key where; texts, captions, looks and load are
 * in neither.  The inputs (inputs.h) are stored with the samples, so that `lectern explain` can
 * name the one that changed.
 *
 * To make samples depend on something more, add an input here: nothing else.
 * Knows of experiments, machines and interpreters; nothing of plans or files of results.
 */
#ifndef LECTERN_KEY_H
#define LECTERN_KEY_H

#include "inputs.h"
#include "machine.h"
#include "python.h"
#include "workload.h"

/* What keys depend on beside the experiment; borrowed. */
typedef struct KeyContext {
	const WorkloadPaths *paths;
	const Machine *machine;
	const char *compiler; /* what it calls itself, or NULL */
	guint rounds;         /* overrides the experiment's, 0: does not */
	gboolean held, unheld;
} KeyContext;

/* Return the inputs of the content key (char *, transfer full). */
GPtrArray *key_content(const Experiment *experiment, const KeyContext *context);

/* Return the inputs of the host key; @pythons are those that run its conditions. */
GPtrArray *key_host(const Experiment *experiment, const KeyContext *context,
                    const GPtrArray *pythons);

/* Feed the result that is stored at @path, by its name and what the file is known by; NULL: none.
 */
void key_feed_stored(Hash *hash, const char *path);

/* Feed what of @experiment is in neither key and still decides what its samples come to. */
void key_feed_reading(Hash *hash, const Experiment *experiment);

/* Return the key made of @inputs, hexadecimal (transfer full). */
char *key_make(const char *what, const GPtrArray *inputs);

#endif
