/* cmd-judge.c - lectern judge: verdicts on the samples of a CSV file, as JSON. */
#include "cli.h"
#include "commands.h"
#include "input.h"
#include "judge.h"
#include <string.h>

/* The expressions of a command line and what they are about. */
typedef struct Trial {
	const Input *input;
	GPtrArray *sources;           /* Source, of the expressions */
	GPtrArray *formulas;          /* Formula, those that are sound */
	GPtrArray *metrics;           /* GPtrArray of char *: what each experiment can yield */
	ScopeExperiment *experiments; /* one for each of the file */
	Scope scope;
} Trial;

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

/* Let formulas speak of what the file holds. */
static void
make_scope(Trial *trial)
{
	const Table *table = trial->input->table;
	guint n = table->samples->len;

	trial->experiments = g_new0(ScopeExperiment, n);
	trial->metrics = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < n; i++) {
		const Samples *samples = g_ptr_array_index(table->samples, i);

		trial->experiments[i].design = samples->design;
		g_ptr_array_add(trial->metrics, list_metrics(samples));
		trial->experiments[i].metrics = g_ptr_array_index(trial->metrics, i);
	}
	/* confidence 0: too few rounds are a verdict here, no finding */
	trial->scope = (Scope){.experiments = trial->experiments, .n = n, .home = -1};
	for (guint i = 0; i < n; i++)
		trial->scope.cores = MAX(trial->scope.cores, g_array_index(table->cores, guint, i));
	if (trial->input->cores > 0)
		trial->scope.cores = (guint)trial->input->cores;
}

/* Parse and check the expressions. */
static void
read_formulas(Trial *trial, char **texts, int n)
{
	for (int i = 0; i < n; i++) {
		g_autofree char *name = g_strdup_printf("expression %d", i + 1);
		Source *source = source_new(name, g_strdup(texts[i]), strlen(texts[i]));
		Span span = source_span(source, 0, source->len);
		g_autoptr(Formula) formula = NULL;

		g_ptr_array_add(trial->sources, source);
		formula = formula_parse(source->text, span, trial->input->diag);
		if (formula != NULL && formula_check(formula, &trial->scope, trial->input->diag))
			g_ptr_array_add(trial->formulas, g_steal_pointer(&formula));
	}
}

/* Find the experiments whose A/A control differs from itself in the metric claimed first. */
static gboolean *
find_differing(const Trial *trial)
{
	const GPtrArray *all = trial->input->table->samples;
	gboolean *differs = g_new0(gboolean, all->len);
	gboolean *known = g_new0(gboolean, all->len);

	for (guint f = 0; f < trial->formulas->len; f++) {
		const Formula *formula = g_ptr_array_index(trial->formulas, f);

		for (guint r = 0; r < formula->refs->len; r++) {
			const Ref *ref = g_ptr_array_index(formula->refs, r);

			if (!known[ref->home])
				differs[ref->home] =
					judge_control(g_ptr_array_index(all, ref->home),
				                      ref->metric, trial->input->confidence);
			known[ref->home] = TRUE;
		}
	}
	g_free(known);
	return differs;
}

static json_t *
judge_all(const Trial *trial)
{
	g_autofree gboolean *differs = find_differing(trial);
	const JudgeOptions options = {.confidence = trial->input->confidence,
	                              .seed = (guint64)trial->input->seed,
	                              .differs = differs};
	json_t *array = json_array();

	for (guint i = 0; i < trial->formulas->len; i++) {
		g_autoptr(Verdict) verdict = judge_claim(
			g_ptr_array_index(trial->formulas, i), &trial->scope,
			(const Samples *const *)trial->input->table->samples->pdata, &options);

		json_array_append_new(array, verdict_json(verdict));
	}
	return array;
}

/* Judge @n expressions @texts by the samples of @input; returns the exit status. */
static int
run_trial(const Input *input, char **texts, int n)
{
	Trial trial = {.input = input};
	int status;

	trial.sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	trial.formulas = g_ptr_array_new_with_free_func((GDestroyNotify)formula_free);
	if (input->table != NULL) {
		make_scope(&trial);
		read_formulas(&trial, texts, n);
	}
	status = input_report(input);
	if (status == STATUS_GOOD)
		status = input_print(judge_all(&trial));
	g_ptr_array_unref(trial.formulas);
	g_ptr_array_unref(trial.sources);
	g_free(trial.experiments);
	g_clear_pointer(&trial.metrics, g_ptr_array_unref);
	return status;
}

int
cmd_judge(int argc, char **argv)
{
	Input input;
	int status = input_open(&input, &argc, &argv);

	if (status == STATUS_GOOD && argc < 3) {
		fprintf(stderr, "lectern: name an expression; see `lectern judge --help`\n");
		status = STATUS_USAGE;
	}
	if (status == STATUS_GOOD)
		status = run_trial(&input, argv + 2, argc - 2);
	input_close(&input);
	return status;
}
