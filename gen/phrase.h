/*
 * phrase.h - claims as plain sentences: "The speed-up of process (4 workers) is more than 1.3."
 *
 * For those who do not read formulas.  A formula in short, with the signs of mathematics, is made
 * by compare_words() and its like (tree.h).  Metrics are called by their labels, operators and
 * functions by the words of the tables in phrase.c.
 *
 * Knows of trees, metrics and words; nothing of samples or verdicts.
 */
#ifndef LECTERN_PHRASE_H
#define LECTERN_PHRASE_H

#include "tree.h"

/* Return the claim @formula as a sentence, with its conditions (transfer full). */
char *phrase_claim(const Formula *formula);

/* Return the part @index of the claim @formula as a sentence, with the same conditions (transfer
 * full). */
char *phrase_part(const Formula *formula, guint index);

/* Return what the value @formula is, "the wall time of gil", without a full stop (transfer full).
 */
char *phrase_value(const Formula *formula);

#endif
