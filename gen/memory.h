/*
 * memory.h - what claims and values were found to be, so that it need not be found again.
 *
 * The memory of a note is a file that holds verdicts and numbers by their keys.  A key covers all
 * that judging looks at: the formula, the samples (as the file that they were stored in), how they
 * are reduced, the designs, what was asked for.  So it never matters whether something is
 * remembered but for the time that it takes; a file that is broken or of another program is empty.
 *
 * Knows of plans and of what judging takes; nothing of notes or pages.
 */
#ifndef LECTERN_MEMORY_H
#define LECTERN_MEMORY_H

#include "judge.h"
#include "plan.h"

typedef struct Memory Memory;

/* Open the memory in the file @path, kept by the program whose identity is @program. */
Memory *memory_open(const char *path, const char *program);

/* Write down what was asked for since it was opened, and forget the rest; frees @memory. */
void memory_close(Memory *memory);

/*
 * Judge a claim, or estimate a value, as judge.h says; but remember what was found last time from
 * the same.  @memory may be NULL.  The formula's samples are those of @plan.
 */
Verdict *memory_claim(Memory *memory, const Plan *plan, const Formula *formula, const Scope *scope,
                      const Samples *const *samples, const JudgeOptions *options);
Estimate memory_value(Memory *memory, const Plan *plan, const Formula *formula, const Scope *scope,
                      const Samples *const *samples, const JudgeOptions *options, char **reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Memory, memory_close)

#endif
