/* t-index.c - a table of many keys, which never loses or invents one. */
#include "index.h"

static void
test_add(void)
{
	Index index = {0};

	for (guint round = 0; round < 2; round++) {
		for (guint64 i = 0; i < 100000; i++) {
			/* keys that differ in few bits, as those of conditions and rounds do */
			guint64 key = (i % 100) << 34 | (i / 100) << 2 | 1;
			gboolean added;
			guint32 *value = index_add(&index, key, &added);

			g_assert_cmpint(added, ==, round == 0);
			if (added)
				*value = (guint32)i;
			g_assert_cmpuint(*value, ==, i);
		}
	}
	g_assert_cmpuint(index.used, ==, 100000);
	index_clear(&index);
	g_assert_cmpuint(index.slots, ==, 0);
	index_clear(&index);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/index/add", test_add);
	return g_test_run();
}
