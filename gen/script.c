#include "script.h"

#include <stdarg.h>

Script *
script_new(void)
{
	Script *script = g_new0(Script, 1);

	script->setup = g_string_new(NULL);
	script->plot = g_string_new(NULL);
	script->data = g_string_new(NULL);
	script->series = -1;
	script->clauses = g_array_new(FALSE, FALSE, sizeof(int));
	script->spots = spots_new();
	script->spot_rows = g_string_new(NULL);
	script->labels = g_string_new(NULL);
	return script;
}

void
script_free(Script *script)
{
	if (script == NULL)
		return;
	g_string_free(script->setup, TRUE);
	g_string_free(script->plot, TRUE);
	g_string_free(script->data, TRUE);
	g_array_unref(script->clauses);
	g_array_unref(script->spots);
	g_string_free(script->spot_rows, TRUE);
	g_string_free(script->labels, TRUE);
	g_free(script);
}

void
script_set(Script *script, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_string_append_vprintf(script->setup, format, arguments);
	va_end(arguments);
	g_string_append_c(script->setup, '\n');
}

void
script_plot(Script *script, const char *format, ...)
{
	va_list arguments;

	g_array_append_val(script->clauses, script->series);
	g_string_append(script->plot, script->plot->len == 0 ? "plot " : ", \\\n     ");
	va_start(arguments, format);
	g_string_append_vprintf(script->plot, format, arguments);
	va_end(arguments);
}

void
script_block(Script *script, const char *name, const char *columns)
{
	g_string_append_printf(script->data, "%s# %s\n# %s\n", script->data->len == 0 ? "" : "\n\n",
	                       name, columns);
}

static void
append_row(GString *out, guint n, va_list arguments)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *number = gnuplot_number(va_arg(arguments, double));

		g_string_append_printf(out, "%s%s", i == 0 ? "" : " ", number);
	}
	g_string_append_c(out, '\n');
}

void
script_row(Script *script, guint n, ...)
{
	va_list arguments;

	va_start(arguments, n);
	append_row(script->data, n, arguments);
	va_end(arguments);
}

static void
append_spot(Script *script, ...)
{
	va_list arguments;

	va_start(arguments, script);
	append_row(script->spot_rows, 7, arguments);
	va_end(arguments);
}

void
script_spot(Script *script, double x, double y, const Area *area, char *text)
{
	int colour = spots_add(script->spots, script->series, text);

	if (colour >= 0)
		append_spot(script, x, y, area->left, area->right, area->top, area->bottom,
		            (double)colour);
}

void
script_legend(Script *script, int series, const Area *area)
{
	int colour = spots_add(script->spots, series, NULL);

	if (colour >= 0)
		g_string_append_printf(script->labels,
		                       "set object rectangle from screen %.4f,%.4f to screen "
		                       "%.4f,%.4f fillcolor rgb %d fillstyle solid noborder\n",
		                       area->left / SCRIPT_WIDTH, 1 - area->bottom / script->height,
		                       area->right / SCRIPT_WIDTH, 1 - area->top / script->height,
		                       colour);
}

void
script_end(Script *script)
{
	if (script->spot_rows->len == 0)
		return;
	script_block(script, "spots", "x y left right top bottom colour");
	g_string_append(script->data, script->spot_rows->str);
}

const char *
script_spot_clauses(const Script *script)
{
	if (script->spot_rows->len == 0)
		return "";
	return "DATA index 'spots' using 1:2:3:4:5:6:7 with boxxyerror lc rgb variable "
	       "fs solid noborder noautoscale, \\\n     "
	       "DATA index 'spots' using 1:2:7 with points pt 7 ps 1 lc rgb variable noautoscale";
}

void
script_frame(Script *script)
{
	script_set(script, "set lmargin at screen %.4f", script->left / SCRIPT_WIDTH);
	script_set(script, "set rmargin at screen %.4f", script->right / SCRIPT_WIDTH);
	script_set(script, "set tmargin at screen %.4f", 1 - script->top / script->height);
	script_set(script, "set bmargin at screen %.4f", 1 - script->bottom / script->height);
}

static void
add_label(Script *script, double x, double y, Align align, const char *quoted, const char *style)
{
	static const char *const words[] = {
		[ALIGN_LEFT] = "left", [ALIGN_CENTRE] = "center", [ALIGN_RIGHT] = "right"};

	script_set(script, "set label %s at screen %.4f,%.4f %s%s%s", quoted, x / SCRIPT_WIDTH,
	           1 - y / script->height, words[align], *style == '\0' ? "" : " ", style);
}

void
script_text(Script *script, double x, double y, Align align, const char *text, const char *style)
{
	g_autofree char *quoted = gnuplot_quote(text);

	add_label(script, x, y, align, quoted, style);
}

void
script_bold(Script *script, double x, double y, Align align, const char *text)
{
	g_autofree char *quoted = gnuplot_quote_bold(text);

	add_label(script, x, y, align, quoted, "");
}

void
script_axis(Script *script, const char *side, const Axis *axis)
{
	g_autofree char *low = gnuplot_number(axis->low);
	g_autofree char *high = gnuplot_number(axis->high);
	GString *ticks = g_string_new(NULL);

	for (guint i = 0; i < axis->ticks->len; i++) {
		const Tick *tick = &g_array_index(axis->ticks, Tick, i);
		g_autofree char *quoted = gnuplot_quote(tick->text);
		g_autofree char *at = gnuplot_number(tick->at);

		g_string_append_printf(ticks, "%s%s %s", i == 0 ? "" : ", ", quoted, at);
	}
	if (axis->log)
		script_set(script, "set logscale %s", side);
	script_set(script, "set %srange [%s:%s]", side, low, high);
	script_set(script, "set %stics (%s)", side, ticks->str);
	g_string_free(ticks, TRUE);
}

double
script_width(const char *text)
{
	return text_columns(text) * SCRIPT_COLUMN;
}
