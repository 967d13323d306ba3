/* t-progress.c - live lines that fit the terminal. */
#include "progress.h"

static const ProgressLine measuring = {.head = "3/62",
                                       .share = 0.5,
                                       .name = "own-code",
                                       .detail = "round 12 of 15",
                                       .left = "3 s left, 4 min for all"};

static void
test_text(void)
{
	static const ProgressLine stage = {
		.head = "rendering", .share = 1, .name = "3 of 14 files", .detail = "LaTeX: a.pdf"};
	static const ProgressLine wide = {
		.head = "drawing", .name = "1 of 2 figures", .detail = "図形.svg"};
	static const ProgressLine bare = {.head = "1/1", .share = 2, .name = "a\nb\033[2J"};
	static const struct {
		const ProgressLine *line;
		guint columns;
		gboolean plain;
		const char *text;
	} rows[] = {
		{&measuring, 120, FALSE,
	         "3/62 ━━━━━━━━━━────────── own-code  round 12 of 15  3 s left, 4 min for all"},
		{&measuring, 120, TRUE,
	         "3/62 ##########---------- own-code  round 12 of 15  3 s left, 4 min for all"},
		{&measuring, 65, FALSE,
	         "3/62 ━━━━━───── own-code  round 12 of 15  3 s left, 4 min for all"},
		{&measuring, 60, FALSE, "3/62 own-code  round 12 of 15  3 s left, 4 min for all"},
		{&measuring, 54, FALSE, "3/62 own-code  round 12 of 15  3 s left, 4 min for all"},
		{&measuring, 53, FALSE, "3/62 ━━━━━━━─────── own-code  3 s left, 4 min for all"},
		{&measuring, 40, FALSE, "3/62 own-code  3 s left, 4 min for all"},
		{&measuring, 20, FALSE, "3/62 own-code  3 s …"},
		{&measuring, 20, TRUE, "3/62 own-code  3 s ~"},
		{&measuring, 1, FALSE, "…"},
		{&stage, 60, FALSE, "rendering ━━━━━━━━━━━━━━━━━━━━ 3 of 14 files  LaTeX: a.pdf"},
		{&stage, 30, FALSE, "rendering ━━━━━━ 3 of 14 files"},
		/* wide characters take two columns, and none of them is cut in two */
		{&wide, 32, FALSE, "drawing 1 of 2 figures  図形.svg"},
		{&wide, 31, FALSE, "drawing ──────── 1 of 2 figures"},
		/* nothing moves the cursor */
		{&bare, 40, FALSE, "1/1 ━━━━━━━━━━━━━━━━━━━━ a?b?[2J"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = progress_text(rows[i].line, rows[i].columns, rows[i].plain);

		g_test_message("row %u: %s", i, text);
		g_assert_cmpstr(text, ==, rows[i].text);
	}
}

static void
test_width(void)
{
	g_assert_cmpuint(progress_width(""), ==, 0);
	g_assert_cmpuint(progress_width("abc"), ==, 3);
	g_assert_cmpuint(progress_width("図形"), ==, 4);
	g_assert_cmpuint(progress_width("e\314\201"), ==, 1); /* an accent that combines */
}

/* However narrow the terminal, no line is wider. */
static void
test_fits(void)
{
	for (guint columns = 1; columns < 100; columns++) {
		g_autofree char *text = progress_text(&measuring, columns, FALSE);

		g_assert_cmpuint(progress_width(text), <=, columns);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/progress/text", test_text);
	g_test_add_func("/progress/width", test_width);
	g_test_add_func("/progress/fits", test_fits);
	return g_test_run();
}
