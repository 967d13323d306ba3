#include "block.h"
#include "judge.h"
#include "wording.h"
#include "words.h"
#include <string.h>

/* Fences ------------------------------------------------------------------------------- */

/* Append a fenced block; the fence is longer than any run of backticks in @text. */
static void
append_fence(GString *out, const char *attributes, const char *text)
{
	guint longest = 2;

	for (const char *p = text; *p;) {
		gsize run = strspn(p, "`");

		longest = MAX(longest, (guint)run);
		p += run ? run : 1;
	}
	g_autofree char *fence = g_strnfill(longest + 1, '`');
	gsize len = strlen(text);
	g_string_append_printf(out, "%s {%s}\n%s%s%s", fence, attributes, text,
	                       len && text[len - 1] != '\n' ? "\n" : "", fence);
}

static void
append_code(GString *out, const Block *block)
{
	const Experiment *experiment = block->experiment;
	const char *code = block->item ? block->item->code : experiment->code;
	g_autofree char *attributes = NULL;

	if (!experiment->echo || !*code)
		return;
	attributes = g_strdup_printf("%s%s%s%s%s%s",
	                             experiment->language == LANGUAGE_C ? ".c" : ".python",
	                             experiment->snippet ? " .run" : " .experiment",
	                             experiment->code_fold ? " .code-fold" : "",
	                             experiment->line_numbers ? " .numberLines" : "",
	                             experiment->id && *experiment->id ? " #" : "",
	                             experiment->id ? experiment->id : "");
	append_fence(out, attributes, code);
	g_string_append(out, "\n\n");
}

/* Tables ------------------------------------------------------------------------------- */

static void
free_row(gpointer row)
{
	g_ptr_array_unref(row);
}

void
grid_free(Grid *grid)
{
	if (!grid)
		return;
	g_ptr_array_unref(grid->header);
	g_ptr_array_unref(grid->rows);
	g_free(grid);
}

/* Return median and interval of @metric under a condition, "–" where there is none. */
static char *
cell_text(const Samples *samples, guint condition, const char *metric)
{
	Estimate median = judge_median(samples, condition, metric, JUDGE_CONFIDENCE);
	char *text = wording_quantity(&median);

	return text ? text : g_strdup("–");
}

static Grid *
grid_of(const PlanItem *item, const GPtrArray *metrics)
{
	Grid *grid = g_new0(Grid, 1);
	const Design *design = item->experiment->design;
	g_autoptr(Varying) varying = varying_new(design);

	grid->header = g_ptr_array_new_with_free_func(g_free);
	grid->rows = g_ptr_array_new_with_free_func(free_row);
	g_ptr_array_add(grid->header, g_strdup("condition"));
	for (guint m = 0; m < metrics->len; m++)
		g_ptr_array_add(grid->header, g_strdup(g_ptr_array_index(metrics, m)));
	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);
		GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *name = condition_words(design, condition, varying, -1);

		g_ptr_array_add(row, g_strdup(*name ? name : condition->executor));
		for (guint m = 0; m < metrics->len; m++) {
			const char *metric = g_ptr_array_index(metrics, m);

			g_ptr_array_add(row, item->result && !condition->absent
			                             ? cell_text(item->result->samples, i, metric)
			                             : g_strdup("–"));
		}
		g_ptr_array_add(grid->rows, row);
	}
	return grid;
}

Grid *
block_grid(const PlanItem *item)
{
	return grid_of(item, item->experiment->sampled);
}

/* Append a cell of a pipe table. */
static void
append_cell(GString *out, const char *text)
{
	g_string_append(out, "| ");
	for (const char *p = text; *p; p++) {
		if (strchr("|\\`*_[]<>$@^~", *p))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
	g_string_append_c(out, ' ');
}

static void
append_row(GString *out, const GPtrArray *cells)
{
	for (guint i = 0; i < cells->len; i++)
		append_cell(out, g_ptr_array_index(cells, i));
	g_string_append(out, "|\n");
}

static void
append_table(GString *out, const Block *block)
{
	g_autoptr(Grid) grid = grid_of(block->item, block->experiment->metrics);

	g_string_append_printf(out, "::: {#tbl-%s .table}\n", block->experiment->id);
	append_row(out, grid->header);
	for (guint i = 0; i < grid->header->len; i++)
		g_string_append(out, i ? "|---:" : "|:---");
	g_string_append(out, "|\n");
	for (guint i = 0; i < grid->rows->len; i++)
		append_row(out, g_ptr_array_index(grid->rows, i));
	if (*block->table_caption)
		g_string_append_printf(out, "\n: %s\n", block->table_caption);
	g_string_append(out, ":::\n\n");
}

/* Boxes -------------------------------------------------------------------------------- */

/* Why there are no samples; the ids that others link to are kept. */
static void
append_failure(GString *out, const Block *block)
{
	const Experiment *experiment = block->experiment;
	const PlanItem *item = block->item;

	g_string_append_printf(out, "::: {.%s #result-%s}\n",
	                       item->failure   ? "failed"
	                       : item->pending ? "pending"
	                                       : "untestable",
	                       experiment->id);
	if (book_has_figure(experiment))
		g_string_append_printf(out, "[]{#fig-%s}", experiment->id);
	if (book_has_table(experiment))
		g_string_append_printf(out, "[]{#tbl-%s}", experiment->id);
	g_string_append(out, "\n\n");
	if (item->failure || !item->pending)
		append_fence(out, ".default .output", item->failure ? item->failure : item->why);
	g_string_append(out, "\n:::");
}

static void
append_result(GString *out, const Block *block)
{
	const Experiment *experiment = block->experiment;
	const Result *result = block->item->result;
	const char *measuring = block->item->pending ? " .measuring" : "";

	g_string_append_printf(out, "::: {.result%s #result-%s}\n", measuring, experiment->id);
	if (block->item->no_figure)
		g_string_append_printf(out, "[]{#fig-%s}There is no figure: %s.\n\n",
		                       experiment->id, block->item->no_figure);
	else if (book_has_figure(experiment))
		g_string_append_printf(out, "![%s](%s/%s){#fig-%s .lectern%s}\n\n",
		                       block->figure_caption, block->figures, experiment->id,
		                       experiment->id, measuring);
	if (book_has_table(experiment))
		append_table(out, block);
	if (result && experiment->output && *result->output) {
		append_fence(out, ".default .output", result->output);
		g_string_append(out, "\n\n");
	}
	while (out->len && out->str[out->len - 1] == '\n')
		g_string_truncate(out, out->len - 1);
	g_string_append(out, "\n:::");
}

char *
block_text(const Block *block)
{
	GString *out = g_string_new(NULL);

	if (!block->experiment->include)
		return g_string_free(out, FALSE);
	append_code(out, block);
	if (block->experiment->snippet) {
		if (block->output && *block->output)
			append_fence(out, ".default .output", block->output);
	} else if (block->item && (block->item->result || block->item->former)) {
		append_result(out, block);
	} else if (block->item) {
		append_failure(out, block);
	}
	while (out->len && out->str[out->len - 1] == '\n')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}
