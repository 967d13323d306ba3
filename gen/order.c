#include "order.h"

/* Shuffle @items (Fisher and Yates; Durstenfeld 1964). */
static void
shuffle(GRand *random, guint *items, guint n)
{
	for (guint i = n; i > 1; i--) {
		guint j = (guint)g_rand_int_range(random, 0, (gint32)i);
		guint swap = items[i - 1];

		items[i - 1] = items[j];
		items[j] = swap;
	}
}

static GRand *
random_of(guint64 seed, guint64 block)
{
	guint32 words[] = {(guint32)seed, (guint32)(seed >> 32), (guint32)block,
	                   (guint32)(block >> 32)};

	return g_rand_new_with_seed_array(words, G_N_ELEMENTS(words));
}

/*
 * Entry @column of row @row of the square: 0, 1, n-1, 2, n-2, ... plus the row, modulo n.  For odd
 * n the rows from n on are the first n read backwards.
 */
static guint
williams(guint n, guint row, guint column)
{
	if (row >= n) {
		row -= n;
		column = n - 1 - column;
	}
	guint base = column == 0 ? 0 : column % 2 ? (column + 1) / 2 : n - column / 2;
	return (base + row) % n;
}

void
order_round(guint n, guint round, guint64 seed, guint *order)
{
	guint rows = n % 2 ? 2 * n : n;
	g_autofree guint *labels = g_new(guint, n);

	for (guint i = 0; i < n; i++)
		labels[i] = i;
	if (n > ORDER_SQUARE || n < 2) {
		g_autoptr(GRand) random = random_of(seed, round);

		shuffle(random, labels, n);
		for (guint i = 0; i < n; i++)
			order[i] = labels[i];
		return;
	}
	g_autoptr(GRand) random = random_of(seed, round / rows);
	g_autofree guint *places = g_new(guint, rows);
	for (guint i = 0; i < rows; i++)
		places[i] = i;
	shuffle(random, labels, n);
	shuffle(random, places, rows);
	for (guint i = 0; i < n; i++)
		order[i] = labels[williams(n, places[round % rows], i)];
}
