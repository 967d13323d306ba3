/*
 * random.h - random numbers that are the same on every machine, from seeds with names.
 *
 * The generator is xoshiro256** (Blackman and Vigna 2021), its state filled by splitmix64.  A seed
 * is 64 bits; seeds are derived from names by SHA-256, so that what is drawn for one claim does not
 * depend on which others there are.
 *
 * Knows of nothing else.
 */
#ifndef LECTERN_RANDOM_H
#define LECTERN_RANDOM_H

#include <glib.h>

typedef struct Random {
	guint64 state[4];
} Random;

/* Return the seed that @seed and the words of @names (NULL-terminated) make together. */
guint64 seed_from_names(guint64 seed, const char *const *names);

/* Begin the stream of @seed. */
Random random_new(guint64 seed);

/* Return the next 64 random bits. */
guint64 random_next(Random *random);

/* Return an integer from 0 to @n - 1, all equally likely (Lemire 2019); @n > 0. */
guint32 random_below(Random *random, guint32 n);

/* Return a number in [0, 1) of 53 random bits. */
double random_uniform(Random *random);

/* Return a standard normal number, by inversion. */
double random_normal(Random *random);

#endif
