#include "plot.h"

#include "curves.h"
#include "rows.h"
#include "timeline.h"

/* name, meaning, title, marks, shape, axis from zero, hook */
#define KINDS(ROW)                                                                                 \
	ROW("strip", "every round as a dot, with the median and its interval, a row a condition",  \
	    "Strip plot", "Dots are rounds; the bar is the median, the whiskers its %s", ROWS,     \
	    FALSE, rows_strip)                                                                     \
	ROW("box", "quartiles, the median and its interval, and every round, a row a condition",   \
	    "Box plot",                                                                            \
	    "Dots are rounds; boxes reach from quartile to quartile, the bar is the median, the "  \
	    "dark band its %s",                                                                    \
	    ROWS, FALSE, rows_box)                                                                 \
	ROW("bars", "the median as a bar from zero, its interval, and every round", "Bar chart",   \
	    "Bars are medians, whiskers their %s, dots rounds", ROWS, TRUE, rows_bars)             \
	ROW("lines", "medians with intervals over the levels of a factor, a line a series",        \
	    "Line chart", "Lines join medians; whiskers are their %s, dots rounds", OVER, TRUE,    \
	    curves_lines)                                                                          \
	ROW("timeline", "which worker ran when, in a typical run of every condition", "Timeline",  \
	    "Boxes are the turns of a worker in a typical run", WORKERS, TRUE, timeline_turns)     \
	ROW("ecdf", "which part of the rounds lies below a value, a curve a condition",            \
	    "Cumulative distribution",                                                             \
	    "Steps are rounds; the marker is the median, the whiskers its %s", SPREAD, FALSE,      \
	    curves_ecdf)                                                                           \
	ROW("histogram", "how many rounds lie in each of a row of bins, a row a condition",        \
	    "Histogram",                                                                           \
	    "Heights are numbers of rounds; the bar is the median, the whiskers "                  \
	    "its %s",                                                                              \
	    ROWS, FALSE, rows_histogram)                                                           \
	ROW("none", "no figure", "", "", ROWS, FALSE, NULL)

#define AS_ROW(name, meaning, title, marks, shape, zero, write)                                    \
	{name, meaning, title, marks, SHAPE_##shape, zero, write},
#define AS_NAME(name, meaning, title, marks, shape, zero, write) name,

static const PlotKind rows[] = {KINDS(AS_ROW)};
/* The kind that shows anything, and the one for numbers on the axis. */
#define STRIP (&rows[0])
#define LINES (&rows[3])

static const char *const names[] = {KINDS(AS_NAME) NULL};

const PlotKind *
plot_find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].name, name))
			return &rows[i];
	return NULL;
}

const PlotKind *
plot_table(guint *n)
{
	*n = G_N_ELEMENTS(rows);
	return rows;
}

const char *const *
plot_names(void)
{
	return names;
}

const PlotKind *
plot_choose(const Design *design, const char *x)
{
	int factor = x == NULL ? figure_factor(design) : design_factor(design, x);

	if (factor >= 0 && factor_numeric(design, (guint)factor) &&
	    ((const Factor *)g_ptr_array_index(design->factors, factor))->levels->len >= 2)
		return LINES;
	return STRIP;
}

/* Make a figure of @kind, whatever the samples. */
static Figure *
make_figure(const PlotKind *kind, const Samples *samples, FigureWish wish)
{
	wish.kind = kind;
	wish.shape = kind->shape;
	wish.zero = kind->zero;
	return figure_make(samples, &wish);
}

Figure *
plot_figure(const PlotKind *kind, const Samples *samples, FigureWish wish)
{
	g_autoptr(Figure) figure = NULL;

	if (kind->shape == SHAPE_OVER && figure_axis(samples->design, wish.x) < 0)
		kind = STRIP;
	figure = make_figure(kind, samples, wish);
	/* a frame without curves says less than a row that says why it is empty */
	if ((kind->shape == SHAPE_OVER || kind->shape == SHAPE_SPREAD) &&
	    !figure_has_values(figure))
		return make_figure(STRIP, samples, wish);
	return g_steal_pointer(&figure);
}

Script *
plot_script(const Figure *figure)
{
	Script *script = script_new();

	g_assert(figure->kind->write != NULL);
	figure->kind->write(figure, script);
	script_end(script);
	return script;
}
