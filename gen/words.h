/*
 * words.h - conditions in the words of readers: "2 workers", "Python 3.13", "with lock".
 *
 * Only what varies is named.
 *
 * Knows of designs; nothing of samples or pictures.
 */
#ifndef LECTERN_WORDS_H
#define LECTERN_WORDS_H

#include "design.h"

/* What differs between the conditions that are asked for; implied ones do not count. */
typedef struct Varying {
	gboolean executor;
	gboolean *factors; /* one a factor of the design */
	guint count;       /* how many of them vary, the executor included */
} Varying;

/* Find out what varies in @design (transfer full). */
Varying *varying_new(const Design *design);
void varying_free(Varying *varying);

/* Return @level of the factor @name in words (transfer full). */
char *level_words(const char *name, const char *level);

/* Return the factor @name as the title of an axis: "workers", "block size" (transfer full). */
char *factor_words(const char *name);

/*
 * Name @condition by what @varying says, without the factor @except (-1: none): "gil, 2 workers"
 * (transfer full).  "" when nothing is left to name.
 */
char *condition_words(const Design *design, const Condition *condition, const Varying *varying,
                      int except);

/* Tell whether the factor @index of @design has levels that are numbers; versions are names. */
gboolean factor_numeric(const Design *design, guint index);

/* Return the number that @level is, or NAN. */
double level_number(const char *level);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Varying, varying_free)

#endif
