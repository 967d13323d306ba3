#include "random.h"

#include "distribution.h"

#include <string.h>

guint64
seed_from_names(guint64 seed, const char *const *names)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint64 little = GUINT64_TO_LE(seed), out;
	guint8 digest[32];
	gsize len = sizeof(digest);

	g_checksum_update(sum, (const guchar *)&little, sizeof(little));
	for (; *names != NULL; names++) /* with its NUL, so that no two lists run together */
		g_checksum_update(sum, (const guchar *)*names, (gssize)strlen(*names) + 1);
	g_checksum_get_digest(sum, digest, &len);
	memcpy(&out, digest, sizeof(out));
	return GUINT64_FROM_LE(out);
}

/* splitmix64 (Steele, Lea, Flood 2014) */
static guint64
split(guint64 *state)
{
	guint64 z = *state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
	return z ^ z >> 31;
}

Random
random_new(guint64 seed)
{
	Random random;

	for (guint i = 0; i < G_N_ELEMENTS(random.state); i++)
		random.state[i] = split(&seed);
	return random;
}

static guint64
rotate(guint64 x, int k)
{
	return x << k | x >> (64 - k);
}

guint64
random_next(Random *random)
{
	guint64 *s = random->state;
	guint64 result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

guint32
random_below(Random *random, guint32 n)
{
	guint64 product = (random_next(random) >> 32) * n;

	if ((guint32)product < n) {
		guint32 least = (guint32)-n % n;

		while ((guint32)product < least)
			product = (random_next(random) >> 32) * n;
	}
	return (guint32)(product >> 32);
}

double
random_uniform(Random *random)
{
	return (double)(random_next(random) >> 11) * 0x1p-53;
}

double
random_normal(Random *random)
{
	return normal_quantile(((double)(random_next(random) >> 12) + 0.5) * 0x1p-52);
}
