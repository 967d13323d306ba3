#include "trial.h"
#include "control.h"

#include <string.h>

struct Trial {
	const Table *table;
	GPtrArray *sources;           /* Source, of the expressions */
	GPtrArray *formulas;          /* Formula, those that are sound */
	GPtrArray *metrics;           /* GPtrArray of char *: what each experiment can yield */
	ScopeExperiment *experiments; /* one for each of the table */
	Scope scope;
};

/* Return the names of the metrics of @samples, and of those that can be computed (transfer full).
 */
static GPtrArray *
list_metrics(const Samples *samples)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < samples->metrics->len; i++)
		g_ptr_array_add(names, g_strdup(g_ptr_array_index(samples->metrics, i)));
	if (samples_find_metric(samples, "speedup") < 0 &&
	    (samples_find_metric(samples, "elapsed") >= 0 ||
	     samples_find_metric(samples, "throughput") >= 0))
		g_ptr_array_add(names, g_strdup("speedup"));
	return names;
}

/* Let formulas speak of what the table holds. */
static void
make_scope(Trial *trial)
{
	guint n = trial->table->samples->len;

	trial->experiments = g_new0(ScopeExperiment, n);
	trial->metrics = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < n; i++) {
		const Samples *samples = g_ptr_array_index(trial->table->samples, i);

		trial->experiments[i].design = samples->design;
		g_ptr_array_add(trial->metrics, list_metrics(samples));
		trial->experiments[i].metrics = g_ptr_array_index(trial->metrics, i);
	}
	/* confidence 0: too few rounds are a verdict here, no finding */
	trial->scope = (Scope){.experiments = trial->experiments, .n = n, .home = -1};
}

Trial *
trial_new(const Table *table, const char *const *texts, guint n, Diag *diag)
{
	Trial *trial = g_new0(Trial, 1);

	trial->table = table;
	trial->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	trial->formulas = g_ptr_array_new_with_free_func((GDestroyNotify)formula_free);
	make_scope(trial);
	for (guint i = 0; i < n; i++) {
		g_autofree char *name = g_strdup_printf("expression %u", i + 1);
		Source *source = source_new(name, g_strdup(texts[i]), strlen(texts[i]));
		g_autoptr(Formula) formula = NULL;

		g_ptr_array_add(trial->sources, source);
		formula = formula_parse(source->text, source_span(source, 0, source->len), diag);
		if (formula != NULL && formula_check(formula, &trial->scope, diag))
			g_ptr_array_add(trial->formulas, g_steal_pointer(&formula));
	}
	return trial;
}

void
trial_free(Trial *trial)
{
	if (trial == NULL)
		return;
	g_ptr_array_unref(trial->formulas);
	g_ptr_array_unref(trial->sources);
	g_ptr_array_unref(trial->metrics);
	g_free(trial->experiments);
	g_free(trial);
}

/*
 * Find which of the experiments that @formula names differ from themselves: by the metric that the
 * file says its claims name first or, where it does not say, by the one that the formula does.
 */
static gboolean *
find_differing(const Trial *trial, const Formula *formula)
{
	const Table *table = trial->table;
	gboolean *differs = g_new0(gboolean, table->samples->len);
	g_autofree gboolean *known = g_new0(gboolean, table->samples->len);

	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);
		const Origin *origin = &g_array_index(table->origins, Origin, ref->home);
		const char *metric = origin->claimed != NULL ? origin->claimed : ref->metric;

		if (!known[ref->home])
			differs[ref->home] =
				control_differs(g_ptr_array_index(table->samples, ref->home),
			                        metric, JUDGE_CONFIDENCE);
		known[ref->home] = TRUE;
	}
	return differs;
}

/* Return the cores of the machine that measured what @formula names; of several, the least. */
static guint
find_cores(const Trial *trial, const Formula *formula)
{
	guint cores = 0;

	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);
		guint its = g_array_index(trial->table->origins, Origin, ref->home).cores;

		if (its > 0 && (cores == 0 || its < cores))
			cores = its;
	}
	return cores;
}

GPtrArray *
trial_judge(const Trial *trial, const TrialOptions *options)
{
	GPtrArray *verdicts = g_ptr_array_new_with_free_func((GDestroyNotify)verdict_free);

	g_assert(trial->formulas->len == trial->sources->len);
	for (guint i = 0; i < trial->formulas->len; i++) {
		const Formula *formula = g_ptr_array_index(trial->formulas, i);
		g_autofree gboolean *differs = find_differing(trial, formula);
		const JudgeOptions how = {.confidence = options->confidence,
		                          .seed = options->seed,
		                          .differs = differs};
		Scope scope = trial->scope;

		scope.cores = options->cores > 0 ? options->cores : find_cores(trial, formula);
		g_ptr_array_add(verdicts,
		                judge_claim(formula, &scope,
		                            (const Samples *const *)trial->table->samples->pdata,
		                            &how));
	}
	return verdicts;
}
