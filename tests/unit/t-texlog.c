/* What LaTeX says is understood. */
#include "texlog.h"
#include <string.h>

typedef struct Row {
	const char *log;
	const char *found; /* "slug: message" of the findings, one a line */
} Row;

static const Row rows[] = {
	{"This is LuaHBTeX\nOutput written on x.pdf\n", ""},
	{"Missing character: There is no 漢 (U+6F22) in font [lmroman10-regular]:+tlig;!\n",
         "pdf-character: the character '漢' (U+6F22) is in no font of the handout\n"},
	{"Missing character: There is no 漢 (U+6F22) in font a!\n"
         "Missing character: There is no 漢 (U+6F22) in font b!\n"
         "Missing character: There is no 字 (U+5B57) in font b!\n",
         "pdf-character: the character '漢' (U+6F22) is in no font of the handout\n"
         "pdf-character: the character '字' (U+5B57) is in no font of the handout\n"},
	{"Overfull \\hbox (7.77316pt too wide) in paragraph at lines 408--409\n",
         "pdf-overfull: something is 8 pt wider than a line of the handout\n"},
	{"Overfull \\hbox (2.1pt too wide) in paragraph at lines 8--9\n",
         "pdf-overfull: something is 2 pt wider than a line of the handout\n"},
	{"Lectern: full slide 7\n",
         "slide-full: slide 7 is too full: the rest of it is on another\n"},
	{"Overfull \\hbox (0.7pt too wide) in paragraph at lines 1--2\n", ""},
	{"Overfull \\vbox (90.7pt too high) has occurred\n", ""},
	{"Lectern: no picture a/b.svg\n",
         "pdf-picture: the handout cannot show the picture 'a/b.svg'\n"},
};

static void
test_check(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Diag) diag = diag_new();
		g_autoptr(GString) found = g_string_new(NULL);

		texlog_check(rows[i].log, source_nowhere(), diag);
		for (guint j = 0; j < diag->findings->len; j++) {
			const Finding *finding = g_ptr_array_index(diag->findings, j);

			g_string_append_printf(found, "%s: %s\n", finding_kind(finding->id)->slug,
			                       finding->message);
		}
		g_assert_cmpstr(found->str, ==, rows[i].found);
	}
}

/* The finding points at the character in the note. */
static void
test_place(void)
{
	const char *text = "Not in any font: 漢字\n";
	g_autoptr(Source) source = source_new("n.md", g_strdup(text), strlen(text));
	g_autoptr(Diag) diag = diag_new();
	const Finding *finding;

	texlog_check("Missing character: There is no 漢 (U+6F22) in font a!\n",
	             source_span(source, 0, 1), diag);
	finding = g_ptr_array_index(diag->findings, 0);
	g_assert_cmpuint(finding->span.start, ==, 17);
	g_assert_cmpuint(finding->span.end, ==, 20);
}

static void
test_rerun(void)
{
	g_assert_true(texlog_rerun("LaTeX Warning: Label(s) may have changed. Rerun to get "
	                           "cross-references right.\n"));
	g_assert_true(texlog_rerun("Package longtable Warning: Table widths have changed. "
	                           "Rerun LaTeX.\nRerun to get outlines right\n"));
	g_assert_false(
		texlog_rerun("Package rerunfilecheck Info: File `x.out' has not changed.\n"));
}

typedef struct ErrorRow {
	const char *log;
	const char *error;
} ErrorRow;

static const ErrorRow errors[] = {
	{"Output written on x.pdf (3 pages).\n", NULL},
	{"./h.tex:348: Undefined control sequence.\n<recently read> \\foo\n\nl.348 see \\foo\n",
         "Undefined control sequence., at: see \\foo"},
	{"/tmp/a:b/h.tex:3: Missing $ inserted.\n", "Missing $ inserted."},
	{"! Emergency stop.\n<*> x\n", "Emergency stop."},
	{"./h.tex:7: LaTeX Warning: nothing to see\n", NULL},
	{"", NULL},
};

static void
test_error(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(errors); i++) {
		g_autofree char *error = texlog_error(errors[i].log);

		g_assert_cmpstr(error, ==, errors[i].error);
	}
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/texlog/check", test_check);
	g_test_add_func("/texlog/place", test_place);
	g_test_add_func("/texlog/rerun", test_rerun);
	g_test_add_func("/texlog/error", test_error);
	return g_test_run();
}
