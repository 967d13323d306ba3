/* t-gnuplot.c - text is quoted whatever it holds; commands by hand are judged. */
#include "gnuplot.h"

#include <math.h>
#include <string.h>

static void
test_quote(void)
{
	static const struct {
		const char *text, *quoted;
	} rows[] = {
		{"", "''"},
		{"wall time", "'wall time'"},
		{"it's", "'it''s'"},
		{"a_b^c", "'a\\_b\\^c'"},
		{"{@&~}", "'\\{\\@\\&\\~\\}'"},
		{"C:\\new", "'C:\\\\new'"},
		{"\"q\" $x `ls`", "'\"q\" $x `ls`'"},
		{"two\nlines\t", "'two lines '"},
		{"größer µs 数", "'größer µs 数'"},
		{"bad \xff byte", "'bad \xef\xbf\xbd byte'"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *quoted = gnuplot_quote(rows[i].text);

		g_assert_cmpstr(quoted, ==, rows[i].quoted);
	}
}

static void
test_number(void)
{
	static const struct {
		double value;
		const char *text;
	} rows[] = {{0, "0"},
	            {0.1, "0.1"},
	            {-2.5, "-2.5"},
	            {1e-9, "1e-09"},
	            {123456789, "123456789"},
	            {1e300, "1e+300"},
	            {0.30000000000000004, "0.30000000000000004"}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = gnuplot_number(rows[i].value);

		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_true(g_ascii_strtod(text, NULL) == rows[i].value);
	}
	g_autofree char *nothing = gnuplot_number((double)NAN);

	g_assert_cmpstr(nothing, ==, "NaN");
}

static void
test_good(void)
{
	static const char *const rows[] = {
		"",
		"\n\n",
		"# a comment, with 'quotes and ; signs",
		"set label 'a; b' at 1,2",
		"set xrange [0:2]; set title \"a \\\" b\"",
		"f(x) = x**2\na = 3; b=!a",
		"g(x,\\\n  y) = x + y",
		"set object 1 rectangle from 0,0 to \\\n1,1",
		"unset key # system('ls')",
		"array A[3] = [1,2,3]",
		"set label 'the system is busy'",
		"set tics; set tmargin 3; set title 'x'",
		"filesystem = 1",
		"set palette defined (0 'red', 1 'blue')",
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(gnuplot_refuse(rows[i], NULL), ==, NULL);
}

static void
test_refused(void)
{
	static const struct {
		const char *commands, *why; /* a part of the reason */
		gsize offset;
	} rows[] = {
		{"system 'ls'", "runs a program", 0},
		{"a = 1\nb = system(\"ls\")", "runs a program", 10},
		{"!ls", "only", 0},
		{"shell", "only", 0},
		{"set title 'x'; plot x", "only", 15},
		{"load 'x.gp'", "only", 0},
		{"call 'x.gp'", "only", 0},
		{"eval 'plot x'", "only", 0},
		{"if (1) { set key }", "only", 0},
		{"$data << EOD", "only", 0},
		{"replot", "only", 0},
		{"a == 1", "only", 0},
		{"set label `date`", "back-quote", 10},
		{"set label \"`date`\"", "back-quote", 11},
		{"# `date`", "back-quote", 2},
		{"set terminal png", "terminal", 0},
		{"set te png", "terminal", 0},
		{"  set output 'x'", "terminal", 2},
		{"set o 'x'", "terminal", 0},
		{"unset output", "terminal", 0},
		{"set print '| sh'", "run a program", 10},
		{"set print 'x'", "terminal", 0},
		{"set\\\n table 'x'", "terminal", 0},
		{"set multiplot", "terminal", 0},
		{"set timestamp", "terminal", 0},
		{"set termoption enhanced", "terminal", 0},
		{"set palette file 'x'", "reads a file", 0},
		{"stats '< ls'", "run a program", 6},
		{"a = '<ls'", "run a program", 4},
		{"m = 'x'; @m", "macros", 9},
		{"set label 'open", "not closed", 10},
		{"set label 'open\nset key'", "not closed", 10},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		gsize offset = 99;
		const char *why = gnuplot_refuse(rows[i].commands, &offset);

		g_test_message("%s", rows[i].commands);
		g_assert_nonnull(why);
		g_assert_nonnull(strstr(why, rows[i].why));
		g_assert_cmpuint(offset, ==, rows[i].offset);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gnuplot/quote", test_quote);
	g_test_add_func("/gnuplot/number", test_number);
	g_test_add_func("/gnuplot/good", test_good);
	g_test_add_func("/gnuplot/refused", test_refused);
	return g_test_run();
}
