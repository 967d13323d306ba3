/* t-order.c - orders are permutations, repeatable, and squares are balanced. */
#include "order.h"

static void
test_permutation(void)
{
	for (guint n = 1; n <= 40; n++) {
		for (guint round = 0; round < 30; round++) {
			guint order[40];
			gboolean seen[40] = {FALSE};

			order_round(n, round, 7, order);
			for (guint i = 0; i < n; i++) {
				g_assert_cmpuint(order[i], <, n);
				g_assert_false(seen[order[i]]);
				seen[order[i]] = TRUE;
			}
		}
	}
}

/* In one square each condition follows each other one equally often. */
static void
test_balance(void)
{
	for (guint n = 2; n <= ORDER_SQUARE; n++) {
		guint rows = n % 2 ? 2 * n : n;
		guint follows[ORDER_SQUARE][ORDER_SQUARE] = {{0}};

		for (guint round = 0; round < rows; round++) {
			guint order[ORDER_SQUARE];

			order_round(n, round, 42, order);
			for (guint i = 1; i < n; i++)
				follows[order[i - 1]][order[i]]++;
		}
		for (guint a = 0; a < n; a++)
			for (guint b = 0; b < n; b++)
				g_assert_cmpuint(follows[a][b], ==, a == b ? 0 : rows / n);
	}
}

static void
test_seed(void)
{
	guint a[8], b[8];
	guint differ = 0;

	for (guint round = 0; round < 20; round++) {
		order_round(8, round, 1, a);
		order_round(8, round, 1, b);
		g_assert_cmpmem(a, sizeof a, b, sizeof b);
		order_round(8, round, 2, b);
		differ += memcmp(a, b, sizeof a) != 0;
	}
	g_assert_cmpuint(differ, >, 10);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/order/permutation", test_permutation);
	g_test_add_func("/order/balance", test_balance);
	g_test_add_func("/order/seed", test_seed);
	return g_test_run();
}
