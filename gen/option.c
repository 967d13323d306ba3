#include "option.h"

#include "factors.h"
#include "field.h"
#include "gnuplot.h"
#include "plot.h"
#include "service.h"
#include "tasks.h"

#include <stddef.h>
#include <string.h>

/* How long an experiment or a run may be asked to take, in s. */
#define BUDGET_MAX   86400
#define TIMEOUT_MAX  3600
#define DURATION_MAX 60

static const char *const reductions[] = {"median", "p25", "min", "mean", "sum", NULL};
static const char *const engines[] = {"native", "embedded", NULL};
static const char *const axes[] = {"none", "x", "y", "xy", NULL};

/* Return the address of the field that @option fills in. */
static void *
field(const Option *option, Experiment *experiment)
{
	return (char *)experiment + option->field;
}

static void
read_text(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	char **text = field(option, experiment);
	char *read;

	if (!field_text(value, option->name, diag, &read))
		return;
	g_free(*text);
	*text = read;
}

static void
read_word(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	char **word = field(option, experiment);
	char *read;

	if (!field_word(value, option->name, diag, &read))
		return;
	g_free(*word);
	*word = read;
}

static void
read_choice(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	char **word = field(option, experiment);
	guint index;

	if (!field_choice(value, option->name, option->words, diag, &index))
		return;
	g_free(*word);
	*word = g_strdup(option->words[index]);
}

static void
read_plot(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	Option choice = *option;

	choice.words = plot_names();
	read_choice(&choice, value, experiment, diag);
}

/* Commands of the author that would do more than change the figure are refused at their place. */
static void
read_gnuplot(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	const char *why;
	gsize at = 0;

	read_text(option, value, experiment, diag);
	why = experiment->gnuplot ? gnuplot_refuse(experiment->gnuplot, &at) : NULL;
	if (why)
		diag_add(diag, yaml_span(value, at, at + 1), FINDING_OPTION_GNUPLOT,
		         "`set`, `unset` and assignments are good", "gnuplot: %s", why);
}

static void
read_boolean(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	gboolean *answer = field(option, experiment);

	field_boolean(value, option->name, diag, answer);
}

static void
read_count(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	guint *count = field(option, experiment);
	guint64 n;

	if (field_count(value, option->name, (guint64)option->min, (guint64)option->max, diag, &n))
		*count = (guint)n;
}

static void
read_fraction(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	double *fraction = field(option, experiment);

	field_fraction(value, option->name, option->min, option->max, diag, fraction);
}

static void
read_duration(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	double *seconds = field(option, experiment);

	field_duration(value, option->name, option->min, option->max, diag, seconds);
}

static void
read_size(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	guint64 *bytes = field(option, experiment);

	field_size(value, option->name, (guint64)option->min, (guint64)option->max, diag, bytes);
}

/* Read a list of words, each of them one of the option's where it has some. */
static void
read_words(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	GPtrArray **words = field(option, experiment);
	g_autoptr(GPtrArray) items = field_items(value, option->name, diag);
	guint index;

	if (items == NULL)
		return;
	g_ptr_array_set_size(*words, 0);
	for (guint i = 0; i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);

		if (option->words == NULL ||
		    field_choice(item, option->name, option->words, diag, &index))
			g_ptr_array_add(*words, g_strdup(item->text));
	}
}

/* Read the text of @item from @start to @end as a value of its own; clear it with g_free(). */
static Yaml
part(const Yaml *item, gsize start, gsize end)
{
	Yaml value = *item;

	value.text = g_strndup(item->text + start, end - start);
	value.span = yaml_span(item, start, end);
	return value;
}

/* Read one service: its name, and the latency where it is not the usual one. */
static void
read_service(const Option *option, const Yaml *item, Experiment *experiment, Diag *diag)
{
	gsize name_end = strcspn(item->text, " "), length = strlen(item->text);
	gsize latency = name_end + strspn(item->text + name_end, " ");
	Yaml name = part(item, 0, name_end), amount = part(item, latency, length);
	g_autofree char *key = g_strdup_printf("%s' of '%s", option->name, name.text);
	guint index;
	gboolean good = field_choice(&name, option->name, service_names(), diag, &index);
	const ServiceKind *kind = good ? service_find(name.text) : NULL;
	double seconds = good ? kind->latency : 0;

	if (good && latency < length)
		good = field_duration(&amount, key, 0, kind->longest, diag, &seconds);
	if (good && experiment_service(experiment, name.text)) {
		diag_add(diag, item->span, FINDING_OPTION_CONFLICT, NULL, "'%s' names '%s' twice",
		         option->name, name.text);
		good = FALSE;
	}
	if (good)
		g_ptr_array_add(experiment->services, service_text(kind, seconds));
	g_free(name.text);
	g_free(amount.text);
}

static void
read_services(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	g_autoptr(GPtrArray) items = field_items(value, option->name, diag);

	if (items == NULL)
		return;
	g_ptr_array_set_size(experiment->services, 0);
	for (guint i = 0; i < items->len; i++)
		read_service(option, g_ptr_array_index(items, i), experiment, diag);
}

static void
read_caption(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	Caption *caption = field(option, experiment);
	char *text;
	gsize len;

	if (!field_text(value, option->name, diag, &text))
		return;
	/* A block scalar ends with a line end that nobody means. */
	g_strchomp(text);
	len = strlen(text);
	g_free(caption->text);
	source_free(caption->source);
	g_clear_pointer(&caption->offsets, g_array_unref);
	caption->text = text;
	caption->span = value->span;
	caption->source = source_new(value->span.source->path, g_strdup(text), len);
	caption->offsets = g_array_new(FALSE, FALSE, sizeof(gsize));
	for (gsize i = 0; i <= len; i++) {
		gsize offset = yaml_span(value, i, i).start;

		g_array_append_val(caption->offsets, offset);
	}
}

static void
read_seed(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	if (field_count(value, option->name, 0, G_MAXUINT64, diag, &experiment->seed))
		experiment->has_seed = TRUE;
}

static void
read_reduce(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	guint index;

	if (field_choice(value, option->name, option->words, diag, &index))
		experiment->has_reduce = reduce_parse(option->words[index], &experiment->reduce);
}

static void
read_log(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	g_autoptr(GPtrArray) items = field_items(value, option->name, diag);
	gboolean x = FALSE, y = FALSE;
	guint index;

	if (items == NULL)
		return;
	for (guint i = 0; i < items->len; i++) {
		if (!field_choice(g_ptr_array_index(items, i), option->name, axes, diag, &index))
			return;
		x = x || index == 1 || index == 3;
		y = y || index == 2 || index == 3;
	}
	experiment->log_x = x;
	experiment->log_y = y;
}

/* Read variables of the environment: NAME=VALUE, or a map. */
static void
read_env(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	g_autoptr(GPtrArray) items = NULL;

	if (value->kind == YAML_MAP) {
		g_ptr_array_set_size(experiment->env, 0);
		for (guint i = 0; i < value->entries->len; i++) {
			const YamlEntry *entry = g_ptr_array_index(value->entries, i);
			g_autofree char *word = NULL;

			if (field_word(entry->value, entry->key, diag, &word))
				g_ptr_array_add(experiment->env,
				                g_strdup_printf("%s=%s", entry->key, word));
		}
		return;
	}
	items = field_items(value, option->name, diag);
	if (items == NULL)
		return;
	g_ptr_array_set_size(experiment->env, 0);
	for (guint i = 0; i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);

		if (item->text[0] != '=' && strchr(item->text, '=') != NULL)
			g_ptr_array_add(experiment->env, g_strdup(item->text));
		else
			diag_add(diag, item->span, FINDING_OPTION_TYPE, NULL,
			         "'env' takes NAME=VALUE, not '%s'", item->text);
	}
}

/* Remember where the shared workload is named; the note finds it. */
static void
read_workload(const Option *option, const Yaml *value, Experiment *experiment, Diag *diag)
{
	read_word(option, value, experiment, diag);
	experiment->workload_span = value->span;
}

#define FACTOR_READER(name, function)                                                              \
	static void name(const Option *option, const Yaml *value, Experiment *experiment,          \
	                 Diag *diag)                                                               \
	{                                                                                          \
		(void)option;                                                                      \
		function(experiment, value, diag);                                                 \
	}

FACTOR_READER(read_executors, factors_read_executors)
FACTOR_READER(read_workers, factors_read_workers)
FACTOR_READER(read_python, factors_read_python)
FACTOR_READER(read_start_method, factors_read_start_method)
FACTOR_READER(read_release, factors_read_release)
FACTOR_READER(read_params, factors_read_params)

#define M        OPTION_MEASURED
#define R        OPTION_RUN
#define OWN      OPTION_OWN
#define C        OPTION_C
#define AT(name) offsetof(Experiment, name)

/* name, takes, default, scope, reader, field, min, max, words, meaning */
#define OPTIONS(ROW)                                                                               \
	ROW("fig-cap", "text", "none", M | OWN, read_caption, AT(fig_cap), 0, 0, NULL,             \
	    "caption of the figure: Markdown, with claims and values")                             \
	ROW("fig-alt", "text", "made from the data", M | OWN, read_caption, AT(fig_alt), 0, 0,     \
	    NULL, "what the figure shows, for those who cannot see it")                            \
	ROW("tbl-cap", "text", "none", M | OWN, read_caption, AT(tbl_cap), 0, 0, NULL,             \
	    "caption of the table of conditions")                                                  \
	ROW("workload", "name", "the block's own code", M | OWN, read_workload, AT(workload), 0,   \
	    0, NULL, "file in experiments/, without ending, that is run instead of the block")     \
	ROW("executors", "list of executors", "[serial]", M, read_executors, 0, 0, 0, NULL,        \
	    "how the workers are run")                                                             \
	ROW("workers", "list of numbers", "[1]", M, read_workers, 0, 1, EXPERIMENT_MAX_WORKERS,    \
	    NULL, "numbers of workers")                                                            \
	ROW("params", "map of names to levels", "none", M, read_params, 0, 0, 0, NULL,             \
	    "further factors, given to the workload; conditions are the product of all factors")   \
	ROW("duration", "duration", "until work returns", M, read_duration, AT(duration), 1e-4,    \
	    DURATION_MAX, NULL, "the workload runs for this long and counts its ticks")            \
	ROW("metric", "metric", "wall", M, read_word, AT(metric), 0, 0, NULL,                      \
	    "what the figure shows")                                                               \
	ROW("metrics", "list of metrics", "the metric", M, read_words, AT(metrics), 0, 0, NULL,    \
	    "what the table shows")                                                                \
	ROW("plot", "kind of plot", "by factors", M, read_plot, AT(plot), 0, 0, NULL,              \
	    "how the figure is drawn")                                                             \
	ROW("x", "factor", "by factors", M, read_word, AT(x), 0, 0, NULL,                          \
	    "factor on the horizontal axis")                                                       \
	ROW("log", "x, y, xy, none", "by factors", M, read_log, 0, 0, 0, axes,                     \
	    "axes with logarithmic scale")                                                         \
	ROW("ideal", "true or false", "false", M, read_boolean, AT(ideal), 0, 0, NULL,             \
	    "draw the line of ideal scaling")                                                      \
	ROW("gnuplot", "text", "none", M, read_gnuplot, AT(gnuplot), 0, 0, NULL,                   \
	    "extra gnuplot commands, run before the figure is drawn")                              \
	ROW("echo", "true or false", "true", M | R, read_boolean, AT(echo), 0, 0, NULL,            \
	    "show the code")                                                                       \
	ROW("code-fold", "true or false", "false", M | R, read_boolean, AT(code_fold), 0, 0, NULL, \
	    "show the code folded")                                                                \
	ROW("code-line-numbers", "true or false", "false", M | R, read_boolean, AT(line_numbers),  \
	    0, 0, NULL, "number the lines of the code")                                            \
	ROW("figure", "true or false", "true", M, read_boolean, AT(figure), 0, 0, NULL,            \
	    "show the figure")                                                                     \
	ROW("table", "true or false", "false", M, read_boolean, AT(table), 0, 0, NULL,             \
	    "show the table of conditions; a folded one is always on the page")                    \
	ROW("output", "true or false", "false; true in .run", M | R, read_boolean, AT(output), 0,  \
	    0, NULL, "show what the workload printed in its first run")                            \
	ROW("include", "true or false", "true", M | R, read_boolean, AT(include), 0, 0, NULL,      \
	    "show anything at all; false: measured, for claims elsewhere")                         \
	ROW("rounds", "number", "by looks at the data", M, read_count, AT(rounds), 1,              \
	    EXPERIMENT_MAX_ROUNDS, NULL, "number of rounds, fixed beforehand")                     \
	ROW("precision", "fraction", "5 %", M, read_fraction, AT(precision), 0.001, 1, NULL,       \
	    "half width of intervals at which an experiment without claims stops")                 \
	ROW("budget", "duration", "20 s", M, read_duration, AT(budget), 0.1, BUDGET_MAX, NULL,     \
	    "time after which no further look is taken")                                           \
	ROW("timeout", "duration", "60 s", M | R, read_duration, AT(timeout), 0.01, TIMEOUT_MAX,   \
	    NULL, "limit of one run; what takes longer is killed")                                 \
	ROW("seed", "number", "from the names", M, read_seed, 0, 0, 0, NULL,                       \
	    "seed of all random choices")                                                          \
	ROW("iterations", "number", "calibrated", M, read_count, AT(iterations), 1,                \
	    EXPERIMENT_MAX_ITERATIONS, NULL, "in-process iterations of a run")                     \
	ROW("warmup", "number", "by the workload", M, read_count, AT(warmup), 0,                   \
	    EXPERIMENT_MAX_ITERATIONS, NULL, "iterations run first that do not count")             \
	ROW("reduce", "median, p25, min, mean, sum", "each metric's own", M, read_reduce, 0, 0, 0, \
	    reductions, "how the iterations of a run become one value")                            \
	ROW("python", "list of versions or paths", "the first python3", M | R, read_python, 0, 0,  \
	    0, NULL, "interpreters; several are a factor")                                         \
	ROW("engine", "native or embedded", "native", M | R, read_choice, AT(engine), 0, 0,        \
	    engines, "how Python is run: by the interpreter itself, or by its library")            \
	ROW("start-method", "list of start methods", "fork", M, read_start_method, 0, 0, 0, NULL,  \
	    "how processes start: fork, spawn, forkserver in Python; fork, vfork, exec in C")      \
	ROW("release", "true, false or both", "false", M | C, read_release, 0, 0, 0, NULL,         \
	    "C under the GIL: let go of it while working")                                         \
	ROW("pool", "number", "none", M, read_count, AT(pool_chunk), 1, 1000000, NULL,             \
	    "how many tasks are handed out at a time")                                             \
	ROW("tasks", "number", "none", M, read_count, AT(pool_tasks), 1, 1000000, NULL,            \
	    "workers serve this many tasks instead of one call each")                              \
	ROW("window", "duration", "20 ms", M, read_duration, AT(window), 1e-4, DURATION_MAX, NULL, \
	    "length of the windows of fairness")                                                   \
	ROW("services", "list of services", "none", M | R, read_services, 0, 0, 0, NULL,           \
	    "helpers that run beside the workload, as in [slow-http 50 ms]")                       \
	ROW("memory", "size", "the limit of all runs", M | R, read_size, AT(memory), 1048576,      \
	    0x1p40, NULL, "limit of the memory of one run")                                        \
	ROW("pids", "number", "the limit of all runs", M | R, read_count, AT(pids), 1, 100000,     \
	    NULL, "limit of the number of processes and threads of one run")                       \
	ROW("network", "true or false", "false", M | R, read_boolean, AT(network), 0, 0, NULL,     \
	    "let the workload use the network")                                                    \
	ROW("env", "list of NAME=VALUE", "none", M | R, read_env, 0, 0, 0, NULL,                   \
	    "variables of the workload's environment")                                             \
	ROW("read", "list of paths", "none", M | R, read_words, AT(read), 0, 0, NULL,              \
	    "files and folders that the workload may read")                                        \
	ROW("cflags", "text", "none", M | R | C, read_text, AT(cflags), 0, 0, NULL,                \
	    "further flags of the C compiler")                                                     \
	ROW("ldflags", "text", "none", M | R | C, read_text, AT(ldflags), 0, 0, NULL,              \
	    "further flags of the linker")                                                         \
	ROW("requires", "list of modules and programs", "none", M | R, read_words, AT(requires),   \
	    0, 0, NULL, "without these the experiment is not testable here")

#define AS_ROW(name, takes, initial, scope, read, at, min, max, words, meaning)                    \
	{name, takes, initial, meaning, scope, read, at, min, max, words},
#define AS_NAME(name, ...) name,

static const Option rows[] = {OPTIONS(AS_ROW)};
static const char *const names[] = {OPTIONS(AS_NAME) NULL};

const Option *
option_table(guint *n)
{
	*n = G_N_ELEMENTS(rows);
	return rows;
}

const char *const *
option_names(void)
{
	return names;
}

void
option_reset(Experiment *experiment)
{
	g_ptr_array_add(experiment->executors, (gpointer)executor_find("serial"));
	g_ptr_array_add(experiment->workers, g_strdup("1"));
	g_ptr_array_add(experiment->start_methods, g_strdup("fork"));
	g_ptr_array_add(experiment->releases, g_strdup("false"));
	experiment->metric = g_strdup("wall");
	experiment->engine = g_strdup("native");
	experiment->echo = experiment->figure = experiment->include = TRUE;
	experiment->output = experiment->snippet;
	experiment->precision = 0.05;
	experiment->budget = 20;
	experiment->timeout = 60;
	experiment->window = 0.02;
	experiment->warmup = G_MAXUINT;
	experiment->sound = TRUE;
}

/* Remember where @option was set. */
static void
set_span(Experiment *experiment, const char *option, Span span)
{
	Span *copy = g_new(Span, 1);

	*copy = span;
	g_hash_table_insert(experiment->spans, g_strdup(option), copy);
}

/* Report an option that does nothing for @experiment. */
static void
check_meaning(const Option *option, const Experiment *experiment, Span span, Diag *diag)
{
	if (experiment->snippet && (option->scope & OPTION_RUN) == 0)
		diag_add(diag, span, FINDING_OPTION_MEANINGLESS, NULL,
		         "'%s' is for experiments; this block is run once", option->name);
	else if ((option->scope & OPTION_C) != 0 && experiment->language == LANGUAGE_PYTHON)
		diag_add(diag, span, FINDING_OPTION_MEANINGLESS, NULL,
		         "'%s' is for workloads in C; this one is in Python", option->name);
}

void
option_read(Experiment *experiment, const Yaml *map, gboolean own, Diag *diag)
{
	for (guint i = 0; map != NULL && i < G_N_ELEMENTS(rows); i++) {
		const Yaml *value = yaml_take(map, rows[i].name);
		Span key;

		if (value == NULL)
			continue;
		key = yaml_entry(map, rows[i].name)->key_span;
		if (!own && (rows[i].scope & OPTION_OWN) != 0) {
			diag_add(diag, key, FINDING_OPTION_MEANINGLESS, NULL,
			         "'%s' belongs to one block and is no default for all",
			         rows[i].name);
			continue;
		}
		if (own)
			check_meaning(&rows[i], experiment, key, diag);
		rows[i].read(&rows[i], value, experiment, diag);
		set_span(experiment, rows[i].name, value->span);
	}
	if (map != NULL)
		yaml_reject_rest(map, FINDING_OPTION_UNKNOWN, "option", names,
		                 "lectern list options", diag);
}

void
option_check_defaults(const Yaml *map, Diag *diag)
{
	g_autoptr(Experiment) experiment = experiment_new();

	option_reset(experiment);
	option_read(experiment, map, FALSE, diag);
}

/* Make sure that the figure's metric is in the table, first. */
static void
complete_metrics(Experiment *experiment)
{
	if (!g_ptr_array_find_with_equal_func(experiment->metrics, experiment->metric, g_str_equal,
	                                      NULL))
		g_ptr_array_insert(experiment->metrics, 0, g_strdup(experiment->metric));
}

/* Report metrics that neither the table has nor the workload's text names in quotes. */
static void
check_metrics(const Experiment *experiment, const char *recorded, Diag *diag)
{
	for (guint i = 0; i < experiment->metrics->len; i++) {
		const char *name = g_ptr_array_index(experiment->metrics, i);
		const char *option = g_str_equal(name, experiment->metric) ? "metric" : "metrics";
		g_autofree char *twice = g_strdup_printf("\"%s\"", name);
		g_autofree char *once = g_strdup_printf("'%s'", name);
		g_autofree char *help = NULL;

		if (metric_find(name) != NULL || recorded == NULL ||
		    strstr(recorded, twice) != NULL || strstr(recorded, once) != NULL)
			continue;
		help = diag_did_you_mean(name, metric_names(), "lectern list metrics");
		diag_add(diag, experiment_span(experiment, option), FINDING_METRIC_UNKNOWN, help,
		         "no metric is called '%s', and the workload records none of that name",
		         name);
	}
}

/* Report factors whose name is that of a service: a parameter can be one only. */
static void
check_services(const Experiment *experiment, Diag *diag)
{
	for (guint i = 0; i < experiment->params->len; i++) {
		const Factor *factor = g_ptr_array_index(experiment->params, i);

		if (experiment_service(experiment, factor->name))
			diag_add(diag, experiment_span(experiment, "params"),
			         FINDING_OPTION_CONFLICT, "give the factor another name",
			         "the parameter '%s' holds the address of the service",
			         factor->name);
	}
}

/* Report an axis that is no factor. */
static void
check_x(const Experiment *experiment, Diag *diag)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *help = NULL;

	g_ptr_array_add(words, (gpointer) "executor");
	for (guint i = 0; i < experiment->design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(experiment->design->factors, i);

		g_ptr_array_add(words, factor->name);
	}
	g_ptr_array_add(words, NULL);
	if (experiment->x == NULL ||
	    g_strv_contains((const char *const *)words->pdata, experiment->x))
		return;
	help = diag_did_you_mean(experiment->x, (const char *const *)words->pdata, NULL);
	diag_add(diag, experiment_span(experiment, "x"), FINDING_OPTION_RANGE, help,
	         "'x' takes a factor of the experiment, and '%s' is none", experiment->x);
}

void
option_finish(Experiment *experiment, const char *recorded, Diag *diag)
{
	gboolean shown = experiment->include && experiment->figure &&
	                 g_strcmp0(experiment->plot, "none") != 0;

	complete_metrics(experiment);
	factors_make_design(experiment, diag);
	if (!experiment->sound || experiment->snippet)
		return;
	check_metrics(experiment, recorded, diag);
	check_x(experiment, diag);
	check_services(experiment, diag);
	tasks_check(experiment, diag);
	if (shown && !g_hash_table_contains(experiment->spans, "fig-cap"))
		diag_add(diag, experiment->info, FINDING_CAPTION_MISSING,
		         "add an option line `fig-cap: what is seen`, or `figure: false`",
		         "the figure of '%s' has no caption", experiment->id);
}
