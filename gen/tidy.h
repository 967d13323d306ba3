/*
 * tidy.h - what cannot be right, or may not be, about the samples of a CSV file as a whole.
 *
 * Knows of rows and samples; nothing of formulas.
 */
#ifndef LECTERN_TIDY_H
#define LECTERN_TIDY_H

#include "rowset.h"
#include "samples.h"

/* Find samples that are given twice. */
void tidy_check_rows(const Rowset *rowset, Diag *diag);

/*
 * Warn of conditions of the experiment @id (interned) that lack rounds which another has, and of
 * measured times that never vary.  @conditions: of each group of @rowset the index of its
 * condition.
 */
void tidy_check_samples(const Rowset *rowset, const Samples *samples, const guint *conditions,
                        const char *id, Diag *diag);

#endif
