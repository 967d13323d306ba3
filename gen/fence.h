/*
 * fence.h - experiment blocks: what a fenced code block of ours says.
 *
 * The info string has language, kind and id; leading comment lines ("#| ", "//| ") or, in a block
 * without code, the whole body, are options; the rest is code.
 *
 * Knows of Markdown blocks, YAML and options; nothing of other blocks or of running.
 */
#ifndef LECTERN_FENCE_H
#define LECTERN_FENCE_H

#include "experiment.h"
#include "markdown.h"
#include "yaml.h"

/* What holds for all blocks of a note; borrowed. */
typedef struct FenceContext {
	const Yaml *course; /* defaults of the course, a map, or NULL */
	const Yaml *note;   /* defaults of the note, a map, or NULL */
	const char *search; /* folder of shared workloads, or NULL: they are not looked for */
	const char *name;   /* of the note: snippets without an id are called after it */
	guint snippets;     /* how many snippets came before */
} FenceContext;

/*
 * Read the block @leaf, a fence; NULL when it is none of ours (transfer full).  What is wrong with
 * it is a finding, and the rest is kept.
 */
Experiment *fence_read(const Leaf *leaf, const FenceContext *context, Diag *diag);

/* Whether @info, an info string, says that the block is .experiment or .run. */
gboolean fence_is_ours(const char *info);

#endif
