#include "script.h"

#include <stdarg.h>

Script *
script_new(void)
{
	Script *script = g_new0(Script, 1);

	script->setup = g_string_new(NULL);
	script->plot = g_string_new(NULL);
	script->data = g_string_new(NULL);
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

void
script_row(Script *script, guint n, ...)
{
	va_list arguments;

	va_start(arguments, n);
	for (guint i = 0; i < n; i++) {
		g_autofree char *number = gnuplot_number(va_arg(arguments, double));

		g_string_append_printf(script->data, "%s%s", i == 0 ? "" : " ", number);
	}
	va_end(arguments);
	g_string_append_c(script->data, '\n');
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
