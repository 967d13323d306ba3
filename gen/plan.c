#include "plan.h"
#include "absent.h"
#include "key.h"
#include "tasks.h"

static PlanItem *
item_new(guint index, const Note *note, Experiment *experiment)
{
	PlanItem *item = g_new0(PlanItem, 1);

	item->index = index;
	item->note = note;
	item->experiment = experiment;
	if (!experiment->workload_path ||
	    !g_file_get_contents(experiment->workload_path, &item->code, NULL, NULL))
		item->code = g_strdup(experiment->code);
	item->marks = g_ptr_array_new();
	item->naming = g_ptr_array_new();
	item->decides = g_ptr_array_new_with_free_func(g_free);
	item->inputs = g_ptr_array_new_with_free_func(g_free);
	item->versions = g_ptr_array_new_with_free_func(g_free);
	return item;
}

static void
item_free(gpointer data)
{
	PlanItem *item = data;

	g_free(item->code);
	g_free(item->why);
	g_free(item->content);
	g_free(item->host);
	g_free(item->stored);
	g_free(item->failure);
	g_free(item->alt);
	g_free(item->legend);
	g_free(item->no_figure);
	g_clear_pointer(&item->pythons, g_ptr_array_unref);
	g_ptr_array_unref(item->versions);
	g_ptr_array_unref(item->inputs);
	g_ptr_array_unref(item->marks);
	g_ptr_array_unref(item->naming);
	g_ptr_array_unref(item->decides);
	result_free(item->result);
	g_free(item);
}

void
plan_free(Plan *plan)
{
	if (!plan)
		return;
	g_ptr_array_unref(plan->items);
	g_hash_table_unref(plan->indices);
	machine_free(plan->machine);
	g_free(plan->compiler);
	g_free(plan->cc);
	g_free(plan->experiments);
	g_free(plan);
}

PlanItem *
plan_find(const Plan *plan, const char *id)
{
	int index = plan_index(plan, id);

	return index < 0 ? NULL : g_ptr_array_index(plan->items, index);
}

int
plan_index(const Plan *plan, const char *id)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(plan->indices, id)) - 1;
}

char *
plan_hint(const Plan *plan, const char *id)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);

		g_ptr_array_add(names, item->experiment->id);
	}
	g_ptr_array_add(names, NULL);
	return diag_did_you_mean(id, (const char *const *)names->pdata, "lectern list experiments");
}

gboolean
plan_must_measure(const PlanItem *item)
{
	switch (item->reason) {
	case PLAN_CURRENT:
	case PLAN_UNTESTABLE:
	case PLAN_MISSING:
		return FALSE;
	case PLAN_NEW:
	case PLAN_OLD:
	case PLAN_FRESH:
	case PLAN_HASTY:
	case PLAN_UNDECIDED:
		return TRUE;
	}
	return FALSE;
}

const Python *
plan_python(const PlanItem *item, const Condition *condition)
{
	return absent_python_of(item->experiment, item->pythons, condition);
}

/* Formulas ----------------------------------------------------------------------------- */

static gboolean
is_formula(const Mark *mark)
{
	return (mark->kind == MARK_CLAIM || mark->kind == MARK_VALUE) && mark->formula &&
	       !g_str_equal(mark->experiment, "machine");
}

static void
free_formula(gpointer formula)
{
	formula_free(formula);
}

/* A value of the machine names a fact instead of a formula. */
static void
check_fact(const Mark *mark, Diag *diag)
{
	g_autofree char *help = NULL;

	if (g_strv_contains(machine_facts(), mark->formula))
		return;
	help = diag_did_you_mean(mark->formula, machine_facts(), "lectern list machine");
	diag_add(diag, mark->formula_span, FINDING_MACHINE_FACT, help,
	         "no fact of the machine is called '%s'", mark->formula);
}

/* Parse the formulas of all notes and hand each mark to the experiments that it names. */
static void
parse_formulas(Plan *plan, const Course *course, Diag *diag)
{
	for (guint n = 0; n < course->notes->len; n++) {
		const Note *note = g_ptr_array_index(course->notes, n);

		for (guint i = 0; i < note->marks->len; i++) {
			Mark *mark = g_ptr_array_index(note->marks, i);
			PlanItem *home;

			if (mark->kind == MARK_VALUE && mark->formula &&
			    g_str_equal(mark->experiment, "machine"))
				check_fact(mark, diag);
			if (!is_formula(mark))
				continue;
			mark->parsed =
				mark->kind == MARK_CLAIM
					? formula_parse(mark->formula, mark->formula_span, diag)
					: value_parse(mark->formula, mark->formula_span, diag);
			mark->parsed_free = free_formula;
			home = plan_find(plan, mark->experiment);
			if (mark->parsed && home)
				g_ptr_array_add(home->marks, mark);
		}
	}
}

static void
want(GPtrArray *sampled, const char *metric)
{
	for (guint i = 0; i < sampled->len; i++)
		if (g_str_equal(g_ptr_array_index(sampled, i), metric))
			return;
	g_ptr_array_add(sampled, g_strdup(metric));
}

/* Collect the metrics that figure, table, claims and values need. */
static void
collect_metrics(Plan *plan, Diag *diag)
{
	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);
		Experiment *experiment = item->experiment;

		want(experiment->sampled, experiment->metric);
		for (guint k = 0; k < experiment->metrics->len; k++)
			want(experiment->sampled, g_ptr_array_index(experiment->metrics, k));
	}
	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);

		for (guint k = 0; k < item->marks->len; k++) {
			const Mark *mark = g_ptr_array_index(item->marks, k);
			const Formula *formula = mark->parsed;

			for (guint r = 0; r < formula->refs->len; r++) {
				const Ref *ref = g_ptr_array_index(formula->refs, r);
				const char *id =
					ref->experiment ? ref->experiment : mark->experiment;
				Span span = formula_span(formula, ref->start, ref->end);
				PlanItem *named = plan_find(plan, id);

				if (named &&
				    tasks_allow(named->experiment, ref->metric, span, diag))
					want(named->experiment->sampled, ref->metric);
			}
		}
	}
}

static gboolean
wants(const Experiment *experiment, const char *metric)
{
	for (guint i = 0; i < experiment->sampled->len; i++)
		if (g_str_equal(g_ptr_array_index(experiment->sampled, i), metric))
			return TRUE;
	return FALSE;
}

/* Add the serial conditions against which speed-ups are taken, and say which runs are needed. */
static void
complete_design(PlanItem *item)
{
	Experiment *experiment = item->experiment;
	Design *design = experiment->design;
	guint n = design->conditions->len;

	for (guint i = 0; i < n && wants(experiment, "speedup"); i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);
		const Executor *executor = executor_find(condition->executor);
		char *const *levels = (char *const *)condition->levels->pdata;

		if (executor && executor->given)
			continue; /* so is its speed-up */
		if (design_find(design, "serial", levels) < 0)
			design_add_condition(design, "serial", levels)->implied = TRUE;
	}
	for (guint i = 0; i < experiment->sampled->len; i++) {
		const Metric *metric = metric_find(g_ptr_array_index(experiment->sampled, i));

		if (metric && metric->unheld)
			item->unheld = TRUE;
		else
			item->held = TRUE;
	}
}

static void
resolve(Plan *plan, Tools *tools)
{
	for (guint i = 0; i < plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(plan->items, i);

		complete_design(item);
		item->pythons = absent_pythons(item->experiment, tools);
		absent_mark(item->experiment, item->pythons, plan->cc, tools);
		for (guint k = 0; k < item->pythons->len; k++) {
			const Python *python = g_ptr_array_index(item->pythons, k);

			g_ptr_array_add(item->versions, g_strdup(python ? python->version : NULL));
		}
	}
}

/* What formulas may speak of: the same experiments, in the same order. */
static void
make_scope(Plan *plan)
{
	plan->experiments = g_new0(ScopeExperiment, plan->items->len + 1);
	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);
		const Experiment *experiment = item->experiment;
		const Python *first = g_ptr_array_index(item->pythons, 0);

		plan->experiments[i] = (ScopeExperiment){
			.design = experiment->design,
			.metrics = experiment->metrics,
			.open = TRUE,
			.code = item->code,
			.rounds = experiment->rounds,
			.python = first ? first->version : NULL,
			.versions = design_factor(experiment->design, "python") >= 0
		                            ? item->versions
		                            : NULL,
		};
	}
	plan->scope = (Scope){.experiments = plan->experiments,
	                      .indices = plan->indices,
	                      .n = plan->items->len,
	                      .home = -1,
	                      .cores = plan->machine->cores,
	                      .confidence = 0.99};
}

Scope
plan_scope(const Plan *plan, const char *id)
{
	Scope scope = plan->scope;

	scope.home = plan_index(plan, id);
	return scope;
}

/* Hand @mark to the experiments that its formula speaks of, once each. */
static void
link_formula(const Plan *plan, Mark *mark)
{
	const Formula *formula = mark->parsed;

	for (guint i = 0; i < formula->refs->len; i++) {
		int home = ((const Ref *)g_ptr_array_index(formula->refs, i))->home;
		const PlanItem *item = home < 0 ? NULL : g_ptr_array_index(plan->items, home);
		GPtrArray *naming = item ? item->naming : NULL;

		if (naming && (!naming->len || naming->pdata[naming->len - 1] != mark))
			g_ptr_array_add(naming, mark);
	}
}

static void
check_formulas(Plan *plan, Diag *diag)
{
	for (guint i = 0; i < plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(plan->items, i);
		const Experiment *experiment = item->experiment;
		Scope scope = plan_scope(plan, experiment->id);

		if (!experiment->sound)
			continue;
		for (guint k = 0; k < item->marks->len; k++) {
			Mark *mark = g_ptr_array_index(item->marks, k);

			if (formula_check(mark->parsed, &scope, diag) && mark->kind == MARK_CLAIM)
				g_ptr_array_add(item->decides, g_strdup(mark->formula));
			link_formula(plan, mark);
		}
		g_ptr_array_add(item->decides, g_strdup_printf("budget %g", experiment->budget));
		g_ptr_array_add(item->decides,
		                g_strdup_printf("precision %g", experiment->precision));
	}
}

/* Keys and stored results -------------------------------------------------------------- */

static gboolean
nothing_testable(const Design *design)
{
	for (guint i = 0; i < design->conditions->len; i++)
		if (!((const Condition *)g_ptr_array_index(design->conditions, i))->absent)
			return FALSE;
	return TRUE;
}

static void
make_keys(const Plan *plan, const PlanOptions *options, PlanItem *item)
{
	KeyContext context = {.paths = &options->paths,
	                      .machine = plan->machine,
	                      .compiler = plan->compiler,
	                      .rounds = options->rounds,
	                      .held = item->held,
	                      .unheld = item->unheld};
	g_autoptr(GPtrArray) content = key_content(item->experiment, &context);
	g_autoptr(GPtrArray) host = key_host(item->experiment, &context, item->pythons);

	item->content = key_make("content", content);
	item->host = key_make("host", host);
	for (guint i = 0; i < content->len; i++)
		g_ptr_array_add(item->inputs, g_strdup(g_ptr_array_index(content, i)));
	for (guint i = 0; i < host->len; i++)
		g_ptr_array_add(item->inputs, g_strdup(g_ptr_array_index(host, i)));
}

/* A result may be so much newer than the clock, in s: clocks of file systems differ. */
#define FUTURE_MAX 86400

/* Tell whether @time is so late that nobody can say how old the result is. */
static gboolean
is_future(gint64 time)
{
	return time - g_get_real_time() / G_USEC_PER_SEC > FUTURE_MAX;
}

static gboolean
is_old(gint64 time, const PlanOptions *options)
{
	return is_future(time) ||
	       (double)(g_get_real_time() / G_USEC_PER_SEC - time) > options->max_age;
}

static void decide(PlanItem *item, PlanReason reason, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
decide(PlanItem *item, PlanReason reason, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_free(item->why);
	item->reason = reason;
	item->why = g_strdup_vprintf(format, args);
	va_end(args);
}

/* What could not be measured is what could not be measured there, not here. */
static void
take_frozen(PlanItem *item)
{
	const Design *design = item->experiment->design;

	item->result = store_load(item->stored);
	if (item->result)
		plan_prepare(item, item->result->samples);
	for (guint i = 0; item->result && i < design->conditions->len; i++) {
		Condition *condition = g_ptr_array_index(design->conditions, i);
		const Condition *there =
			g_ptr_array_index(item->result->samples->design->conditions, i);

		g_free(condition->absent);
		condition->absent = g_strdup(there->absent);
	}
}

/* In a hurry, what was measured in a hurry of late goes before what is too old. */
static void
prefer_hasty(const PlanOptions *options, PlanItem *item)
{
	g_autofree char *name = store_name(item->experiment->id, item->content, item->host, TRUE);
	g_autofree char *path = g_build_filename(options->data, name, NULL);

	if (!item->stored || !is_old(store_time(item->stored, options->kept), options) ||
	    !g_file_test(path, G_FILE_TEST_EXISTS))
		return;
	g_free(item->stored);
	item->stored = g_steal_pointer(&path);
}

static void
find_stored(const PlanOptions *options, PlanItem *item, Diag *diag)
{
	const Experiment *experiment = item->experiment;

	item->stored = store_path(options->data, options->kept, experiment->id, item->content,
	                          options->frozen ? NULL : item->host);
	if (options->quick)
		prefer_hasty(options, item);
	if (item->stored && !options->frozen)
		item->taken = store_time(item->stored, options->kept);
	if (options->frozen && item->stored) {
		take_frozen(item);
		decide(item, PLAN_CURRENT, "frozen: the newest result is taken");
	} else if (nothing_testable(experiment->design)) {
		const Condition *first = g_ptr_array_index(experiment->design->conditions, 0);

		decide(item, PLAN_UNTESTABLE, "%s", first->absent);
		diag_add(diag, experiment->id_span, FINDING_EXPERIMENT_ABSENT, NULL,
		         "'%s' is not testable here: %s", experiment->id, first->absent);
	} else if (options->frozen) {
		decide(item, PLAN_MISSING, "frozen, and there is no stored result");
		diag_add(diag, experiment->id_span, FINDING_RESULT_MISSING,
		         "measure with `lectern build`, then keep it with `lectern freeze`",
		         "there is no stored result of '%s'", experiment->id);
	} else if (options->fresh) {
		decide(item, PLAN_FRESH, "a fresh measurement was asked for");
	} else if (!item->stored) {
		decide(item, PLAN_NEW, "there is no result of this code on this machine");
	} else if (is_future(item->taken)) {
		decide(item, PLAN_OLD, "the stored result is later than the clock");
	} else if (is_old(item->taken, options)) {
		decide(item, PLAN_OLD, "the stored result is older than %g days",
		       options->max_age / 86400);
	} else if (store_is_quick(item->stored) && !options->quick) {
		decide(item, PLAN_HASTY, "the stored result was measured in a hurry (--quick)");
	} else {
		decide(item, PLAN_CURRENT, "the stored result holds");
	}
}

void
plan_prepare(const PlanItem *item, Samples *samples)
{
	const Experiment *experiment = item->experiment;

	samples->timed = experiment->duration > 0;
	g_hash_table_remove_all(samples->reduce);
	for (guint i = 0; experiment->has_reduce && i < experiment->sampled->len; i++)
		g_hash_table_insert(samples->reduce,
		                    g_strdup(g_ptr_array_index(experiment->sampled, i)),
		                    GINT_TO_POINTER((int)experiment->reduce));
}

void
plan_defer(Plan *plan)
{
	for (guint i = 0; i < plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(plan->items, i);

		item->pending = plan_must_measure(item);
	}
}

void
plan_load(PlanItem *item)
{
	if (item->result || !item->stored || !(item->reason == PLAN_CURRENT || item->pending))
		return;
	item->result = store_load(item->stored);
	if (item->result)
		plan_prepare(item, item->result->samples);
	else if (!item->pending)
		decide(item, PLAN_NEW, "the stored result cannot be read");
}

static gboolean
has_text(const GPtrArray *texts, const char *text)
{
	for (guint i = 0; i < texts->len; i++)
		if (g_str_equal(g_ptr_array_index(texts, i), text))
			return TRUE;
	return FALSE;
}

gboolean
plan_has_new_claims(const PlanItem *item)
{
	for (guint i = 0; item->result && i < item->decides->len; i++)
		if (!has_text(item->result->claims, g_ptr_array_index(item->decides, i)))
			return TRUE;
	return FALSE;
}

void
plan_reopen(PlanItem *item)
{
	g_clear_pointer(&item->result, result_free);
	decide(item, PLAN_UNDECIDED, "a changed claim is undecided, and more rounds may decide it");
}

/* The plan ----------------------------------------------------------------------------- */

static gboolean
any_c(const Plan *plan)
{
	for (guint i = 0; i < plan->items->len; i++)
		if (((const PlanItem *)g_ptr_array_index(plan->items, i))->experiment->language ==
		    LANGUAGE_C)
			return TRUE;
	return FALSE;
}

/* Add the experiments of @note; of those with the same id the first one counts. */
static void
add_items(Plan *plan, const Note *note)
{
	for (guint i = 0; i < note->experiments->len; i++) {
		Experiment *experiment = g_ptr_array_index(note->experiments, i);

		if (experiment->snippet || plan_find(plan, experiment->id))
			continue;
		g_ptr_array_add(plan->items, item_new(plan->items->len, note, experiment));
		g_hash_table_insert(plan->indices, experiment->id,
		                    GUINT_TO_POINTER(plan->items->len));
	}
}

Plan *
plan_make(const Course *course, const PlanOptions *options, Tools *tools, Diag *diag)
{
	Plan *plan = g_new0(Plan, 1);

	plan->items = g_ptr_array_new_with_free_func(item_free);
	plan->indices = g_hash_table_new(g_str_hash, g_str_equal);
	plan->machine = machine_read();
	for (guint n = 0; n < course->notes->len; n++)
		add_items(plan, g_ptr_array_index(course->notes, n));
	if (any_c(plan)) {
		plan->cc = tool_compiler();
		plan->compiler = plan->cc ? g_strdup(tools_version(tools, plan->cc)) : NULL;
	}
	parse_formulas(plan, course, diag);
	collect_metrics(plan, diag);
	resolve(plan, tools);
	make_scope(plan);
	check_formulas(plan, diag);
	for (guint i = 0; i < plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(plan->items, i);

		make_keys(plan, options, item);
		find_stored(options, item, diag);
	}
	return plan;
}
