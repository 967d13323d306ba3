#include "resolve.h"

#include "util.h"

#include <math.h>
#include <string.h>

/* At most so many choices are listed in a finding. */
#define MAX_CHOICES 8

/* A reference under way. */
typedef struct Search {
	Formula *formula;
	Ref *ref;
	const Scope *scope;
	const ScopeExperiment *experiment; /* once it is known */
	Diag *diag;
} Search;

static gboolean
parse_number(const char *text, double *number)
{
	char *end;

	*number = g_ascii_strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*number);
}

int
level_compare(const char *a, const char *b)
{
	double x, y;

	if (parse_number(a, &x) && parse_number(b, &y))
		return (x > y) - (x < y);
	return strcmp(a, b);
}

gboolean
level_matches(const char *factor, const char *level, const char *wanted)
{
	gsize len = strlen(wanted);

	if (!g_str_equal(factor, "python"))
		return level_compare(level, wanted) == 0;
	/* 3.10 is not 3.1, and 3.12 is any 3.12.x */
	return strncmp(level, wanted, len) == 0 && (level[len] == '\0' || level[len] == '.');
}

gboolean
order_satisfies(int order, CompareOp op)
{
	switch (op) {
	case COMPARE_GREATER:
		return order > 0;
	case COMPARE_GREATER_EQUAL:
		return order >= 0;
	case COMPARE_LESS:
		return order < 0;
	case COMPARE_LESS_EQUAL:
		return order <= 0;
	case COMPARE_EQUAL:
	case COMPARE_NEAR:
		return order == 0;
	case COMPARE_NOT_EQUAL:
		return order != 0;
	}
	g_assert_not_reached();
}

/* Add a finding about the bytes @start to @start + strlen(@word) of the formula; return FALSE. */
static G_GNUC_PRINTF(6, 7) gboolean
	complain(Search *search, FindingId id, gsize start, const char *word, const char *help,
                 const char *format, ...)
{
	gsize end = start + strlen(word);
	g_autofree char *message = NULL;
	va_list arguments;

	if (search->formula->text[start] == '"' || search->formula->text[start] == '\'')
		end += 2;
	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	diag_add(search->diag, formula_span(search->formula, start, end), id, help, "%s", message);
	return FALSE;
}

/* Return "did you mean 'x'?" or "there are a, b, c" (transfer full); @words are borrowed. */
static char *
choices_help(const char *word, GPtrArray *words)
{
	g_autoptr(GString) list = NULL;
	char *nearest;

	if (words->len == 0)
		return NULL;
	g_ptr_array_add(words, NULL);
	nearest = diag_did_you_mean(word, (const char *const *)words->pdata, NULL);
	g_ptr_array_set_size(words, (int)words->len - 1);
	if (nearest != NULL)
		return nearest;
	list = g_string_new(words->len == 1 ? "there is only " : "there are ");
	for (guint i = 0; i < words->len && i < MAX_CHOICES; i++)
		g_string_append_printf(list, "%s'%s'", i > 0 ? ", " : "",
		                       (const char *)g_ptr_array_index(words, i));
	if (words->len > MAX_CHOICES)
		g_string_append(list, ", ...");
	return g_string_free(g_steal_pointer(&list), FALSE);
}

/* Tell whether @name is one of the strings of @words. */
static gboolean
contains(const GPtrArray *words, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)words, name, g_str_equal, NULL);
}

/* Collect the executors of @experiment (borrowed), those that were asked for first. */
static GPtrArray *
list_executors(const ScopeExperiment *experiment)
{
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < experiment->design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(experiment->design->conditions, i);

		if (!contains(names, condition->executor))
			g_ptr_array_add(names, condition->executor);
	}
	return names;
}

/* Tell whether the workload's code may record a metric called @name. */
static gboolean
may_record(const ScopeExperiment *experiment, const char *name)
{
	g_autofree char *doubled = g_strdup_printf("\"%s\"", name);
	g_autofree char *single = g_strdup_printf("'%s'", name);
	const char *near;

	if (!experiment->open)
		return FALSE;
	if (experiment->code == NULL || experiment->code[0] == '\0' ||
	    strstr(experiment->code, doubled) != NULL || strstr(experiment->code, single) != NULL)
		return TRUE;
	if (strstr(experiment->code, "record") == NULL)
		return FALSE;
	near = diag_nearest(name, metric_names()); /* the name may be computed, or misspelt */
	return near == NULL || edit_distance(name, near) > 1;
}

/* Tell whether @experiment can yield the metric @name. */
static gboolean
has_metric(const ScopeExperiment *experiment, const char *name)
{
	return (experiment->metrics != NULL && contains(experiment->metrics, name)) ||
	       (experiment->open && metric_find(name) != NULL) || may_record(experiment, name);
}

static gboolean
resolve_metric(Search *search)
{
	const Ref *ref = search->ref;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *help = NULL;

	if (has_metric(search->experiment, ref->metric))
		return TRUE;
	for (guint i = 0; search->experiment->metrics && i < search->experiment->metrics->len; i++)
		g_ptr_array_add(names, g_ptr_array_index(search->experiment->metrics, i));
	for (guint i = 0; search->experiment->open && metric_names()[i] != NULL; i++)
		if (!contains(names, metric_names()[i]))
			g_ptr_array_add(names, (gpointer)metric_names()[i]);
	if (strchr(ref->metric, '-') != NULL && metric_find(ref->metric) == NULL)
		help = g_strdup("a minus has spaces around it; or see `lectern list metrics`");
	else
		help = choices_help(ref->metric, names);
	return complain(search, FINDING_FORMULA_METRIC, ref->metric_start, ref->metric, help,
	                metric_find(ref->metric) != NULL ? "the experiment does not sample '%s'"
	                                                 : "no metric is called '%s'",
	                ref->metric);
}

/* Find the experiment of a reference without prefix where none is at home. */
static gboolean
guess_experiment(Search *search)
{
	g_autoptr(GString) list = g_string_new("write ");
	Ref *ref = search->ref;
	guint found = 0;

	for (guint i = 0; i < search->scope->n; i++) {
		const ScopeExperiment *experiment = &search->scope->experiments[i];
		g_autoptr(GPtrArray) executors = list_executors(experiment);

		if (!contains(executors, ref->executor) || !has_metric(experiment, ref->metric))
			continue;
		ref->home = (int)i;
		if (++found <= MAX_CHOICES)
			g_string_append_printf(list, "%s%s:%s.%s", found > 1 ? " or " : "",
			                       experiment->design->id, ref->executor, ref->metric);
	}
	if (found == 1)
		return TRUE;
	ref->home = -1;
	if (found == 0)
		return complain(search, FINDING_FORMULA_EXECUTOR, ref->executor_start,
		                ref->executor, "name its experiment, as in startup:gil.wall",
		                "no experiment has '%s.%s'", ref->executor, ref->metric);
	return complain(search, FINDING_FORMULA_AMBIGUOUS, ref->executor_start, ref->executor,
	                list->str, "%u experiments have '%s.%s'", found, ref->executor,
	                ref->metric);
}

/* Return the index of the experiment @id in @scope, or -1. */
static int
find_experiment(const Scope *scope, const char *id)
{
	if (scope->indices != NULL)
		return GPOINTER_TO_INT(g_hash_table_lookup(scope->indices, id)) - 1;
	for (guint i = 0; i < scope->n; i++)
		if (g_str_equal(scope->experiments[i].design->id, id))
			return (int)i;
	return -1;
}

static gboolean
resolve_experiment(Search *search)
{
	Ref *ref = search->ref;
	g_autoptr(GPtrArray) ids = NULL;
	g_autofree char *help = NULL;

	if (ref->experiment == NULL) {
		ref->home = search->scope->home >= 0 ? search->scope->home
		            : search->scope->n == 1  ? 0
		                                     : -1;
		return ref->home >= 0 || guess_experiment(search);
	}
	ref->home = find_experiment(search->scope, ref->experiment);
	if (ref->home >= 0)
		return TRUE;
	ids = g_ptr_array_new();
	for (guint i = 0; i < search->scope->n; i++) {
		const char *id = search->scope->experiments[i].design->id;

		if (id[0] != '\0')
			g_ptr_array_add(ids, (gpointer)id);
	}
	help = choices_help(ref->experiment, ids);
	return complain(search, FINDING_EXPERIMENT_UNKNOWN, ref->start, ref->experiment, help,
	                "no experiment is called '%s'", ref->experiment);
}

static gboolean
resolve_executor(Search *search)
{
	const Ref *ref = search->ref;
	g_autoptr(GPtrArray) executors = list_executors(search->experiment);
	g_autofree char *help = NULL;

	if (contains(executors, ref->executor))
		return TRUE;
	help = strchr(ref->executor, '-') != NULL ? g_strdup("a minus has spaces around it")
	                                          : choices_help(ref->executor, executors);
	return complain(search, FINDING_FORMULA_EXECUTOR, ref->executor_start, ref->executor, help,
	                "the experiment has no conditions on '%s'", ref->executor);
}

/* Check one setting of the reference: its factor and level exist, and it stands there once. */
static gboolean
resolve_setting(Search *search, const Setting *setting)
{
	const Design *design = search->experiment->design;
	int index = design_factor(design, setting->factor);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *help = NULL;
	const Factor *factor;

	for (guint i = 0; index < 0 && i < design->factors->len; i++)
		g_ptr_array_add(names, ((Factor *)g_ptr_array_index(design->factors, i))->name);
	if (index < 0) {
		help = choices_help(setting->factor, names);
		return complain(search, FINDING_FORMULA_FACTOR, setting->factor_start,
		                setting->factor, help, "the experiment has no factor '%s'",
		                setting->factor);
	}
	factor = g_ptr_array_index(design->factors, index);
	for (guint i = 0; i < factor->levels->len; i++)
		if (level_matches(factor->name, g_ptr_array_index(factor->levels, i),
		                  setting->level))
			return TRUE;
	help = choices_help(setting->level, factor->levels);
	return complain(search, FINDING_FORMULA_LEVEL, setting->level_start, setting->level, help,
	                "'%s' has no level '%s'", setting->factor, setting->level);
}

static gboolean
resolve_settings(Search *search)
{
	const GPtrArray *settings = search->ref->settings;

	for (guint i = 0; i < settings->len; i++) {
		const Setting *setting = g_ptr_array_index(settings, i);

		if (!resolve_setting(search, setting))
			return FALSE;
		for (guint k = 0; k < i; k++) {
			const Setting *other = g_ptr_array_index(settings, k);

			if (g_str_equal(other->factor, setting->factor))
				return complain(search, FINDING_FORMULA_SYNTAX,
				                setting->factor_start, setting->factor,
				                "delete one", "'%s' stands twice", setting->factor);
		}
	}
	return TRUE;
}

/* Return the level to which `when factor == level` fixes the factor @name, or NULL. */
static const char *
fixed_level(const Formula *formula, const char *name)
{
	for (guint i = 0; i < formula->whens->len; i++) {
		const When *when = g_ptr_array_index(formula->whens, i);

		if (when->op == COMPARE_EQUAL && g_str_equal(when->subject, name))
			return when->level;
	}
	return NULL;
}

/* Tell whether @condition is one that the reference can mean. */
static gboolean
matches(const Search *search, const Condition *condition)
{
	const Design *design = search->experiment->design;

	if (!g_str_equal(condition->executor, search->ref->executor))
		return FALSE;
	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);
		const char *level = g_ptr_array_index(condition->levels, i);
		const char *wanted = NULL;

		for (guint k = 0; k < search->ref->settings->len; k++) {
			const Setting *setting = g_ptr_array_index(search->ref->settings, k);

			if (g_str_equal(setting->factor, factor->name))
				wanted = setting->level;
		}
		if (wanted == NULL && factor->levels->len > 1)
			wanted = fixed_level(search->formula, factor->name);
		if (wanted != NULL && !level_matches(factor->name, level, wanted))
			return FALSE;
	}
	return TRUE;
}

/* Complain that several conditions are meant, and list them. */
static gboolean
complain_ambiguous(Search *search, const GPtrArray *found)
{
	const Ref *ref = search->ref;
	const Design *design = search->experiment->design;
	g_autoptr(GString) list = g_string_new("write ");

	for (guint i = 0; i < found->len && i < MAX_CHOICES; i++) {
		g_autofree char *label = condition_label(design, g_ptr_array_index(found, i));

		g_string_append_printf(list, "%s%s.%s", i > 0 ? " or " : "", label, ref->metric);
	}
	if (found->len > MAX_CHOICES)
		g_string_append(list, " or ...");
	diag_add(search->diag, formula_span(search->formula, ref->start, ref->end),
	         FINDING_FORMULA_AMBIGUOUS, list->str, "%u conditions on '%s' are meant by this",
	         found->len, ref->executor);
	return FALSE;
}

static gboolean
resolve_condition(Search *search)
{
	const Design *design = search->experiment->design;
	g_autoptr(GPtrArray) asked = g_ptr_array_new(), implied = g_ptr_array_new();
	const GPtrArray *found;

	for (guint i = 0; i < design->conditions->len; i++) {
		Condition *condition = g_ptr_array_index(design->conditions, i);

		if (matches(search, condition))
			g_ptr_array_add(condition->implied ? implied : asked, condition);
	}
	found = asked->len > 0 ? asked : implied;
	if (found->len == 0) {
		diag_add(search->diag,
		         formula_span(search->formula, search->ref->start, search->ref->end),
		         FINDING_FORMULA_CONDITION, NULL,
		         "the experiment has no such condition on '%s'", search->ref->executor);
		return FALSE;
	}
	if (found->len > 1)
		return complain_ambiguous(search, found);
	for (guint i = 0; i < design->conditions->len; i++)
		if (g_ptr_array_index(design->conditions, i) == g_ptr_array_index(found, 0))
			search->ref->condition = (int)i;
	return TRUE;
}

void
formula_resolve(Formula *formula, const Scope *scope, Diag *diag)
{
	for (guint i = 0; i < formula->refs->len; i++) {
		Search search = {.formula = formula,
		                 .ref = g_ptr_array_index(formula->refs, i),
		                 .scope = scope,
		                 .diag = diag};

		search.ref->home = -1;
		search.ref->condition = -1;
		if (!resolve_experiment(&search))
			continue;
		search.experiment = &scope->experiments[search.ref->home];
		if (resolve_executor(&search) && resolve_settings(&search) &&
		    resolve_metric(&search))
			resolve_condition(&search);
	}
}
