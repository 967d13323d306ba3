#include "factors.h"

#include "field.h"

#include <string.h>

/* Longest level and longest name of a factor, in bytes: they head columns and stand in labels. */
#define NAME_MAX_LENGTH  40
#define LEVEL_MAX_LENGTH 100

static const char *const c_methods[] = {"fork", "vfork", "exec", NULL};
static const char *const python_methods[] = {"fork", "spawn", "forkserver", NULL};
static const char *const all_methods[] = {"fork", "vfork", "exec", "spawn", "forkserver", NULL};

/* Names that mean something else in expressions, in CSV files or among the options. */
static const char *const reserved[] = {
	"experiment", "executor",     "workers", "worker",   "round",  "iteration",
	"warmup",     "foreign",      "dropped", "cores",    "metric", "value",
	"python",     "start-method", "release", "control",  "reduce", "condition",
	"and",        "when",         "expect",  "duration", NULL};

const char *const *
factors_start_methods(Language language)
{
	switch (language) {
	case LANGUAGE_NONE:
		return all_methods;
	case LANGUAGE_C:
		return c_methods;
	case LANGUAGE_PYTHON:
		return python_methods;
	}
	g_assert_not_reached();
}

/* Add @level to @levels; one that is there already is a finding at @item. */
static void
add_level(GPtrArray *levels, const char *level, const Yaml *item, Diag *diag)
{
	if (!g_ptr_array_find_with_equal_func(levels, level, g_str_equal, NULL))
		g_ptr_array_add(levels, g_strdup(level));
	else
		diag_add(diag, item->span, FINDING_LEVEL_DUPLICATE, "delete one of them",
		         "'%s' stands twice in the list", level);
}

void
factors_read_executors(Experiment *experiment, const Yaml *value, Diag *diag)
{
	g_autoptr(GPtrArray) items = field_items(value, "executors", diag);
	g_autoptr(GPtrArray) found = g_ptr_array_new();

	for (guint i = 0; items != NULL && i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);
		const Executor *executor = executor_find(item->text);

		if (executor == NULL) {
			g_autofree char *help = diag_did_you_mean(item->text, executor_names(),
			                                          "lectern list executors");

			diag_add(diag, item->span, FINDING_EXECUTOR_UNKNOWN, help,
			         "no executor is called '%s'", item->text);
		} else if (g_ptr_array_find(found, executor, NULL)) {
			diag_add(diag, item->span, FINDING_LEVEL_DUPLICATE, "delete one of them",
			         "'%s' stands twice in the list", item->text);
		} else {
			g_ptr_array_add(found, (gpointer)executor);
		}
	}
	if (found->len == 0)
		return;
	g_ptr_array_set_size(experiment->executors, 0);
	g_ptr_array_extend(experiment->executors, found, NULL, NULL);
}

/* Take @found for @levels unless it is empty. */
static void
replace_levels(GPtrArray **levels, GPtrArray *found)
{
	if (found->len == 0)
		return;
	g_ptr_array_unref(*levels);
	*levels = g_ptr_array_ref(found);
}

void
factors_read_workers(Experiment *experiment, const Yaml *value, Diag *diag)
{
	g_autoptr(GPtrArray) items = field_items(value, "workers", diag);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; items != NULL && i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);
		g_autofree char *level = NULL;
		guint64 n;

		if (!field_count(item, "workers", 1, EXPERIMENT_MAX_WORKERS, diag, &n))
			continue;
		level = g_strdup_printf("%" G_GUINT64_FORMAT, n);
		add_level(found, level, item, diag);
	}
	replace_levels(&experiment->workers, found);
}

/* Whether @text is a version ("3", "3.12", "3.13.1", "3.13t"), a path or a program's name. */
static gboolean
is_python(const char *text)
{
	return strchr(text, '/') != NULL ||
	       g_regex_match_simple("^(python|pypy)[0-9.]*[a-z]*$", text, G_REGEX_DEFAULT,
	                            G_REGEX_MATCH_DEFAULT) ||
	       g_regex_match_simple("^[0-9]+(\\.[0-9]+){0,2}t?$", text, G_REGEX_DEFAULT,
	                            G_REGEX_MATCH_DEFAULT);
}

void
factors_read_python(Experiment *experiment, const Yaml *value, Diag *diag)
{
	g_autoptr(GPtrArray) items = field_items(value, "python", diag);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; items != NULL && i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);

		if (is_python(item->text))
			add_level(found, item->text, item, diag);
		else
			diag_add(diag, item->span, FINDING_OPTION_RANGE,
			         "write 3.12, 3.13t, python3.12, or the path of an interpreter",
			         "'python' takes versions or paths of interpreters, not '%s'",
			         item->text);
	}
	replace_levels(&experiment->pythons, found);
}

void
factors_read_start_method(Experiment *experiment, const Yaml *value, Diag *diag)
{
	g_autoptr(GPtrArray) items = field_items(value, "start-method", diag);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; items != NULL && i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);
		const char *const *words = factors_start_methods(experiment->language);
		guint index;

		if (field_choice(item, "start-method", words, diag, &index))
			add_level(found, words[index], item, diag);
	}
	replace_levels(&experiment->start_methods, found);
}

void
factors_read_release(Experiment *experiment, const Yaml *value, Diag *diag)
{
	g_autoptr(GPtrArray) items = field_items(value, "release", diag);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; items != NULL && i < items->len; i++) {
		const Yaml *item = g_ptr_array_index(items, i);
		gboolean answer;

		if (field_boolean(item, "release", diag, &answer))
			add_level(found, answer ? "true" : "false", item, diag);
	}
	replace_levels(&experiment->releases, found);
}

/* Whether @name can name a factor of the workload's own; else a finding at @span. */
static gboolean
is_factor_name(const char *name, Span span, Diag *diag)
{
	if (g_strv_contains(reserved, name)) {
		diag_add(diag, span, FINDING_FACTOR_NAME, "call the parameter something else",
		         "'%s' has a meaning of its own and cannot name a parameter", name);
		return FALSE;
	}
	if (strlen(name) <= NAME_MAX_LENGTH &&
	    g_regex_match_simple("^[A-Za-z_][A-Za-z0-9_-]*$", name, G_REGEX_DEFAULT,
	                         G_REGEX_MATCH_DEFAULT))
		return TRUE;
	diag_add(diag, span, FINDING_FACTOR_NAME,
	         "names start with a letter and go on with letters, digits, _ and -, at most 40",
	         "'%s' cannot name a parameter", name);
	return FALSE;
}

/* Whether @item is a level: a printable word on one line; else a finding. */
static gboolean
is_level(const Yaml *item, const char *name, Diag *diag)
{
	const char *problem = NULL;

	if (item->kind != YAML_SCALAR)
		problem = yaml_kind_name(item);
	else if (item->text[0] == '\0')
		problem = "nothing";
	else if (strlen(item->text) > LEVEL_MAX_LENGTH)
		problem = "text of over 100 bytes";
	else if (strpbrk(item->text, "\n\r\t\"") != NULL)
		problem = "text with line ends, tabs or double quotes";
	if (problem == NULL)
		return TRUE;
	diag_add(diag, item->span, FINDING_LEVEL_BAD, "write numbers or words",
	         "a level of '%s' is %s", name, problem);
	return FALSE;
}

/* Read one parameter: a level or a list of levels; NULL when none is good. */
static Factor *
read_param(const YamlEntry *entry, Diag *diag)
{
	const Yaml *value = entry->value;
	gboolean list = value->kind == YAML_SEQUENCE;
	Factor *factor;

	if (!is_factor_name(entry->key, entry->key_span, diag))
		return NULL;
	if (list && value->items->len == 0) {
		diag_add(diag, value->span, FINDING_OPTION_EMPTY, NULL, "the list of '%s' is empty",
		         entry->key);
		return NULL;
	}
	factor = factor_new(entry->key);
	for (guint i = 0; i < (list ? value->items->len : 1); i++) {
		const Yaml *item = list ? g_ptr_array_index(value->items, i) : value;

		if (is_level(item, entry->key, diag))
			add_level(factor->levels, item->text, item, diag);
	}
	if (factor->levels->len == 0)
		g_clear_pointer(&factor, factor_free);
	return factor;
}

void
factors_read_params(Experiment *experiment, const Yaml *value, Diag *diag)
{
	if (value->kind != YAML_MAP || value->entries->len == 0) {
		diag_add(diag, value->span, FINDING_OPTION_TYPE,
		         "write {size: [10, 100], mode: fast}",
		         "'params' takes a map of names to levels, not %s", yaml_kind_name(value));
		return;
	}
	g_ptr_array_set_size(experiment->params, 0);
	for (guint i = 0; i < value->entries->len; i++) {
		Factor *factor = read_param(g_ptr_array_index(value->entries, i), diag);

		if (factor != NULL)
			g_ptr_array_add(experiment->params, factor);
	}
}

/* Add the factor @name with @levels to the design if they are at least @least. */
static void
add_factor(Design *design, const char *name, const GPtrArray *levels, guint least)
{
	Factor *factor;

	if (levels->len < least)
		return;
	factor = design_add_factor(design, name);
	for (guint i = 0; i < levels->len; i++)
		factor_add_level(factor, g_ptr_array_index(levels, i));
}

/* Return why @executor cannot run workloads in @language at all (transfer full), or NULL. */
static char *
impossible(const Executor *executor, Language language)
{
	const char *how = language == LANGUAGE_C ? executor->c : executor->python;

	if (language == LANGUAGE_NONE || how != NULL)
		return NULL;
	return g_strdup_printf("the executor %s does not run workloads in %s", executor->name,
	                       language_name(language));
}

/*
 * Add the conditions of @executor: the product of all factors, the last one fastest; never more
 * than the limit in all.
 */
static void
add_conditions(Design *design, const Executor *executor, Language language)
{
	guint n = design->factors->len;
	g_autofree guint *at = g_new0(guint, n + 1);
	g_autofree char **levels = g_new0(char *, n + 1);
	guint i;

	do {
		Condition *condition;

		for (i = 0; i < n; i++) {
			const Factor *factor = g_ptr_array_index(design->factors, i);

			levels[i] = g_ptr_array_index(factor->levels, at[i]);
		}
		condition = design_add_condition(design, executor->name, levels);
		condition->absent = impossible(executor, language);
		for (i = n; i > 0; i--) {
			const Factor *factor = g_ptr_array_index(design->factors, i - 1);

			if (++at[i - 1] < factor->levels->len)
				break;
			at[i - 1] = 0;
		}
	} while (i > 0 && design->conditions->len < EXPERIMENT_MAX_CONDITIONS);
}

/* Whether all start methods are of the language: defaults may have been read for another one. */
static void
check_start_methods(Experiment *experiment, Diag *diag)
{
	const char *const *words = factors_start_methods(experiment->language);

	for (guint i = 0; i < experiment->start_methods->len; i++) {
		const char *method = g_ptr_array_index(experiment->start_methods, i);
		g_autofree char *all = NULL;

		if (g_strv_contains(words, method))
			continue;
		all = g_strjoinv(", ", (char **)words);
		diag_add(diag, experiment_span(experiment, "start-method"), FINDING_OPTION_RANGE,
		         NULL, "workloads in %s are started by one of %s, not '%s'",
		         language_name(experiment->language), all, method);
	}
}

void
factors_make_design(Experiment *experiment, Diag *diag)
{
	Design *design = design_new(experiment->id);
	guint64 n = experiment->executors->len;

	design_free(experiment->design);
	experiment->design = design;
	check_start_methods(experiment, diag);
	add_factor(design, "workers", experiment->workers, 1);
	add_factor(design, "python", experiment->pythons, 2);
	add_factor(design, "start-method", experiment->start_methods, 2);
	add_factor(design, "release", experiment->releases, 2);
	for (guint i = 0; i < experiment->params->len; i++) {
		const Factor *factor = g_ptr_array_index(experiment->params, i);

		add_factor(design, factor->name, factor->levels, 1);
	}
	for (guint i = 0; i < design->factors->len && n <= EXPERIMENT_MAX_CONDITIONS; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);

		n *= factor->levels->len;
	}
	if (n > EXPERIMENT_MAX_CONDITIONS)
		diag_add(diag, experiment->info, FINDING_CONDITIONS_MANY,
		         "take fewer levels, or make two experiments of it",
		         "the factors make more than %d conditions", EXPERIMENT_MAX_CONDITIONS);
	for (guint i = 0;
	     i < experiment->executors->len && design->conditions->len < EXPERIMENT_MAX_CONDITIONS;
	     i++)
		add_conditions(design, g_ptr_array_index(experiment->executors, i),
		               experiment->language);
}
