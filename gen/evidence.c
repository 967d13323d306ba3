#include "evidence.h"
#include "control.h"
#include "figure.h"
#include "number.h"
#include "phrase.h"
#include "stats.h"
#include "wording.h"
#include "words.h"
#include <math.h>

void
evidence_free(Evidence *evidence)
{
	if (!evidence)
		return;
	verdict_free(evidence->verdict);
	g_free(evidence->reason);
	g_free(evidence->text);
	g_free(evidence);
}

const Evidence *
evidence_find(const GPtrArray *list, const Mark *mark)
{
	for (guint i = 0; i < list->len; i++) {
		const Evidence *evidence = g_ptr_array_index(list, i);

		if (evidence->mark == mark)
			return evidence;
	}
	return NULL;
}

/* Judging ------------------------------------------------------------------------------ */

/* The samples of every experiment of the plan, NULL where there are none. */
static const Samples **
samples_of(const Plan *plan)
{
	const Samples **samples = g_new0(const Samples *, plan->items->len + 1);

	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);

		samples[i] = item->result ? item->result->samples : NULL;
	}
	return samples;
}

/* Return the metric of the experiment @index that @formula names first, or NULL. */
static const char *
metric_of(const Formula *formula, guint index)
{
	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);

		if (ref->home == (int)index)
			return ref->metric;
	}
	return NULL;
}

const char *
evidence_claimed(const Plan *plan, guint index)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);
	const char *metric = NULL;

	/* Claims on the experiment itself come before those on others that compare with it. */
	for (guint i = 0; i < item->naming->len; i++) {
		const Mark *mark = g_ptr_array_index(item->naming, i);
		gboolean own = g_str_equal(mark->experiment, item->experiment->id);

		if (mark->kind != MARK_CLAIM || (metric && !own))
			continue;
		metric = metric_of(mark->parsed, index);
		if (own)
			break;
	}
	return metric;
}

gboolean
evidence_differs(const Plan *plan, guint index, const Samples *samples)
{
	const char *metric = evidence_claimed(plan, index);

	return metric && control_differs(samples, metric, JUDGE_CONFIDENCE);
}

/* The scope of a formula of @item: preconditions hold for the machine that measured. */
static Scope
scope_of(const Plan *plan, const PlanItem *item)
{
	Scope scope = plan_scope(plan, item->experiment->id);

	if (item->result)
		scope.cores = item->result->machine->cores;
	return scope;
}

static Verdict *
failed_verdict(const Formula *formula, const PlanItem *item, double confidence)
{
	Verdict *verdict = verdict_new(formula->text);

	verdict->verdict = item->failure ? VERDICT_INCONCLUSIVE : VERDICT_UNTESTABLE;
	verdict->testable = item->failure != NULL;
	verdict->expected = formula->expected;
	verdict->confidence = confidence > 0 ? confidence : JUDGE_CONFIDENCE;
	verdict->reason = g_strdup(item->failure ? "the experiment failed" : item->why);
	return verdict;
}

/* Tell whether an experiment that @evidence speaks of is pending; @missing: and has no samples. */
static gboolean
is_pending(const Evidence *evidence, const Plan *plan, gboolean missing)
{
	const Formula *formula = evidence->mark->parsed;
	const PlanItem *item = evidence->item;

	for (guint i = 0; i <= formula->refs->len; i++) {
		const Ref *ref = i > 0 ? g_ptr_array_index(formula->refs, i - 1) : NULL;

		if (ref && ref->home >= 0)
			item = g_ptr_array_index(plan->items, (guint)ref->home);
		if (item->pending && !(missing && item->result))
			return TRUE;
	}
	return FALSE;
}

static Verdict *
pending_verdict(const Formula *formula, double confidence)
{
	Verdict *verdict = verdict_new(formula->text);

	verdict->verdict = VERDICT_PENDING;
	verdict->expected = formula->expected;
	verdict->confidence = confidence > 0 ? confidence : JUDGE_CONFIDENCE;
	verdict->reason = g_strdup("its experiment is being measured");
	return verdict;
}

/* Tell whether a build would make more rounds for @formula: then `always` is not supported yet. */
static gboolean
may_go_on(const Result *result, const Formula *formula)
{
	return !result->final && !result->spent &&
	       (samples_clean_rounds(result->samples) < STATS_LAST_ROUNDS ||
	        formula_needs_more(formula));
}

/* What all claims and values of a note are judged by. */
typedef struct Ground {
	const Plan *plan;
	const Samples *const *samples; /* by experiment of the plan */
	gboolean *differs;             /* likewise: from itself; where `asked` is set */
	gboolean *asked;
	double confidence;
	Memory *memory; /* or NULL */
} Ground;

/* Find out which of the experiments that @formula speaks of differ from themselves. */
static void
find_differing(const Ground *ground, const Formula *formula)
{
	for (guint i = 0; i < formula->refs->len; i++) {
		int home = ((const Ref *)g_ptr_array_index(formula->refs, i))->home;
		const Samples *samples = home >= 0 ? ground->samples[home] : NULL;

		if (!samples || ground->asked[home])
			continue;
		ground->asked[home] = TRUE;
		ground->differs[home] = evidence_differs(ground->plan, (guint)home, samples);
	}
}

static void
judge(Evidence *evidence, const Ground *ground)
{
	const PlanItem *item = evidence->item;
	const Samples *const *samples = ground->samples;
	const Formula *formula = evidence->mark->parsed;
	Scope scope = scope_of(ground->plan, item);
	JudgeOptions options = {.confidence = ground->confidence,
	                        .more_looks = item->result && may_go_on(item->result, formula),
	                        .differs = ground->differs};
	gboolean missing = is_pending(evidence, ground->plan, TRUE);

	find_differing(ground, formula);
	evidence->measuring = is_pending(evidence, ground->plan, FALSE);
	if (evidence->mark->kind == MARK_CLAIM) {
		g_autofree char *untestable = formula_untestable(formula, &scope);

		evidence->verdict = untestable || (item->result && !missing)
		                            ? memory_claim(ground->memory, ground->plan, formula,
		                                           &scope, samples, &options)
		                    : missing ? pending_verdict(formula, ground->confidence)
		                              : failed_verdict(formula, item, ground->confidence);
		if (evidence->measuring && !missing)
			verdict_warn(evidence->verdict, "its experiment is being measured again: "
			                                "this is of the samples so far");
		return;
	}
	if (missing) {
		evidence->estimate = (Estimate){NAN, NAN, NAN, UNIT_NONE, 0, 0, FALSE};
		evidence->reason = g_strdup("its experiment is being measured");
		evidence->text = g_strdup("…");
		return;
	}
	if (item->result) {
		evidence->estimate = memory_value(ground->memory, ground->plan, formula, &scope,
		                                  samples, &options, &evidence->reason);
	} else {
		evidence->estimate = (Estimate){NAN, NAN, NAN, UNIT_NONE, 0, 0, FALSE};
		evidence->reason = g_strdup(item->failure ? "the experiment failed" : item->why);
	}
	evidence->text = wording_value(evidence->mark, &evidence->estimate);
}

static void
free_evidence(gpointer evidence)
{
	evidence_free(evidence);
}

GPtrArray *
evidence_collect(const Note *note, const Plan *plan, double confidence, Memory *memory)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(free_evidence);
	g_autofree const Samples **samples = samples_of(plan);
	g_autofree gboolean *differs = g_new0(gboolean, plan->items->len + 1);
	g_autofree gboolean *asked = g_new0(gboolean, plan->items->len + 1);
	const Ground ground = {plan, samples, differs, asked, confidence, memory};

	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);
		Evidence *evidence;

		if ((mark->kind != MARK_CLAIM && mark->kind != MARK_VALUE) || !mark->formula)
			continue;
		evidence = g_new0(Evidence, 1);
		evidence->mark = mark;
		evidence->item = plan_find(plan, mark->experiment);
		if (evidence->item)
			judge(evidence, &ground);
		else
			evidence->text = machine_fact(plan->machine, mark->formula);
		g_ptr_array_add(list, evidence);
	}
	return list;
}

void
evidence_load(const Plan *plan, guint index)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);

	for (guint i = 0; i < item->naming->len; i++) {
		const Mark *mark = g_ptr_array_index(item->naming, i);
		const Formula *formula = mark->parsed;

		for (guint r = 0; r < formula->refs->len; r++) {
			int home = ((const Ref *)g_ptr_array_index(formula->refs, r))->home;

			if (home >= 0 && home != (int)index)
				plan_load(g_ptr_array_index(plan->items, home));
		}
	}
}

gboolean
evidence_listed(const Note *note, const Plan *plan, guint index)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);
	const GPtrArray *claims[] = {item->marks, item->naming};

	if (!note_has_list(note))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(claims); i++)
		for (guint k = 0; k < claims[i]->len; k++)
			if (((const Mark *)g_ptr_array_index(claims[i], k))->statement)
				return TRUE;
	return FALSE;
}

/* Tell whether an interval is as narrow as half widths of @precision, relative to its estimate. */
static gboolean
is_narrow(const Estimate *estimate, double precision)
{
	double half = (estimate->high - estimate->low) / 2;

	return half == 0 || half <= precision * fabs(estimate->estimate);
}

/* Tell whether the intervals that figure and table of @item show are narrow enough. */
static gboolean
is_precise(const PlanItem *item, const Samples *samples)
{
	const Experiment *experiment = item->experiment;
	const Design *design = samples->design;

	for (guint c = 0; c < design->conditions->len; c++) {
		const Condition *condition = g_ptr_array_index(design->conditions, c);
		Estimate shown;

		if (condition->absent || condition->implied ||
		    !samples_has(samples, c, experiment->metric))
			continue;
		shown = judge_median(samples, c, experiment->metric, FIGURE_CONFIDENCE);
		if (!is_narrow(&shown, experiment->precision))
			return FALSE;
	}
	return TRUE;
}

gboolean
evidence_decided(const Plan *plan, guint index, const Samples *samples)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);
	g_autofree const Samples **all = samples_of(plan);
	guint claims = 0;

	all[index] = samples;
	for (guint i = 0; i < item->naming->len; i++) {
		const Mark *mark = g_ptr_array_index(item->naming, i);
		Scope scope = scope_of(plan, plan_find(plan, mark->experiment));
		JudgeOptions options = {.more_looks = TRUE};

		if (mark->kind != MARK_CLAIM)
			continue;
		/* Beyond the fifth look only quantile and rate claims are worth more. */
		if (samples_clean_rounds(samples) >= STATS_LAST_ROUNDS &&
		    !formula_needs_more(mark->parsed))
			continue;
		g_autoptr(Verdict) verdict = judge_claim(mark->parsed, &scope, all, &options);
		if (!judge_decided(verdict))
			return FALSE;
		claims++;
	}
	if (claims > 0 || samples_clean_rounds(samples) >= STATS_LAST_ROUNDS)
		return TRUE;
	return is_precise(item, samples);
}

gboolean
evidence_unexpected(const Evidence *evidence)
{
	return evidence->verdict && !verdict_as_expected(evidence->verdict);
}

/* Words -------------------------------------------------------------------------------- */

const char *
evidence_sign(VerdictKind kind)
{
	switch (kind) {
	case VERDICT_SUPPORTED:
		return "✓";
	case VERDICT_REFUTED:
		return "✗";
	case VERDICT_INCONCLUSIVE:
		return "?";
	case VERDICT_UNTESTABLE:
		return "–";
	case VERDICT_PENDING:
		return "…";
	}
	return "";
}

char *
evidence_line(const Verdict *verdict)
{
	if (verdict->parts->len > 0) {
		GString *all = g_string_new(NULL);

		for (guint i = 0; i < verdict->parts->len; i++) {
			g_autofree char *line = evidence_line(g_ptr_array_index(verdict->parts, i));

			g_string_append_printf(all, i ? "; %s" : "%s", line);
		}
		return g_string_free(all, FALSE);
	}
	if (!verdict->has_scale || isnan(verdict->estimate.estimate))
		return g_strdup(verdict->reason ? verdict->reason : "");
	return wording_line(verdict);
}

char *
evidence_control(const Plan *plan, guint index)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);
	const Samples *samples = item->result->samples;
	const char *claimed = evidence_claimed(plan, index);
	const char *metric = claimed ? claimed : item->experiment->metric;
	const Metric *row = metric_find(metric);
	guint clean = samples_clean_rounds(samples), n = 0, condition;
	g_autoptr(GArray) control = samples_control(samples, metric, &condition);
	g_autoptr(Varying) varying = varying_new(samples->design);
	g_autofree char *words = NULL;

	for (guint i = 0; control && i < control->len; i++)
		n += !isnan(g_array_index(control, double, i));
	if (n == 0)
		return NULL;
	words = condition_words(samples->design,
	                        g_ptr_array_index(samples->design->conditions, condition), varying,
	                        -1);
	return g_strdup_printf(
		"%s was measured twice in every round; %s (%s)", *words ? words : "the condition",
		MIN(n, clean) < stats_min_rounds(JUDGE_CONFIDENCE)
			? "the rounds are too few to tell whether the two differ"
		: control_differs(samples, metric, JUDGE_CONFIDENCE) ? "the two differed"
								     : "the two did not differ",
		row ? row->label : metric);
}

/* The side file ------------------------------------------------------------------------ */

static void
write_count(Lua *lua, const char *key, guint count)
{
	g_autofree char *text = g_strdup_printf("%u", count);

	if (count > 0)
		lua_text(lua, key, text);
}

static void
write_verdict(Lua *lua, const Verdict *verdict, const Term *term)
{
	g_autofree char *confidence = number_percent(verdict->confidence);

	lua_text(lua, "label", verdict_name(verdict->verdict));
	lua_text(lua, "mark", evidence_sign(verdict->verdict));
	lua_text(lua, "formula", verdict->claim);
	if (term) {
		const Compare *compare = term->compare;
		g_autofree char *lhs = wording_side(compare->lhs, &verdict->lhs);
		g_autofree char *rhs = wording_side(compare->rhs, &verdict->rhs);
		/* constants alone are told by the formula */
		gboolean measured = (lhs && verdict->lhs.rounds) || (rhs && verdict->rhs.rounds);

		lua_text(lua, "lhs", measured ? lhs : NULL);
		lua_text(lua, "rhs", measured ? rhs : NULL);
	}
	if (verdict->has_scale && !isnan(verdict->estimate.estimate)) {
		g_autofree char *number = wording_measured(verdict);
		g_autofree char *interval = wording_interval(verdict);

		lua_text(lua, "estimate", number);
		lua_text(lua, "interval", interval);
		lua_text(lua, "scale", wording_scale(verdict->scale));
	}
	write_count(lua, "rounds", verdict->rounds);
	write_count(lua, "dropped", verdict->dropped);
	if (verdict->rounds > 0)
		lua_text(lua, "confidence", confidence);
	lua_text(lua, "reason", verdict->reason);
	lua_texts(lua, "warnings", verdict->warnings);
}

/* Link to the figure that shows the samples; none when the page has no such figure. */
static void
write_figure(Lua *lua, const Course *course, const Note *from, const PlanItem *item)
{
	char *href = NULL;

	if (!item || !book_has_figure(item->experiment))
		return;
	g_autofree char *target = g_strconcat("fig-", item->experiment->id, NULL);
	g_autofree char *text = book_reference(course, from, target, &href);
	if (text) {
		lua_open(lua, "figure");
		lua_text(lua, "href", href);
		lua_text(lua, "text", text);
		lua_close(lua);
	}
	g_free(href);
}

static void
write_claim(Lua *lua, const Evidence *evidence, const Course *course, const Note *note)
{
	const Verdict *verdict = evidence->verdict;
	const Formula *formula = evidence->mark->parsed;
	const Term *first = formula->terms->len == 1 ? g_ptr_array_index(formula->terms, 0) : NULL;
	g_autofree char *words = phrase_claim(formula);

	lua_open(lua, evidence->mark->key);
	write_verdict(lua, verdict, first);
	lua_text(lua, "words", words);
	if (verdict->expected != EXPECTED_SUPPORTED || evidence_unexpected(evidence))
		lua_text(lua, "expected", expected_name(verdict->expected));
	lua_flag(lua, "unexpected", evidence_unexpected(evidence));
	if (verdict->parts->len > 0) {
		lua_open(lua, "parts");
		for (guint i = 0; i < verdict->parts->len; i++) {
			const Term *term = g_ptr_array_index(formula->terms, i);
			g_autofree char *part = phrase_part(formula, i);

			lua_open(lua, NULL);
			write_verdict(lua, g_ptr_array_index(verdict->parts, i), term);
			lua_text(lua, "words", part);
			lua_close(lua);
		}
		lua_close(lua);
	}
	write_figure(lua, course, note, evidence->item);
	lua_close(lua);
}

static void
write_value(Lua *lua, const Evidence *evidence, const Course *course, const Note *note)
{
	lua_open(lua, evidence->mark->key);
	if (evidence->item) {
		const Formula *formula = evidence->mark->parsed;
		g_autofree char *words = phrase_value(formula);
		g_autofree char *written = formula_words(formula);
		const Estimate *estimate = &evidence->estimate;
		g_autofree char *interval = wording_value_interval(evidence->mark, estimate);
		g_autofree char *confidence = number_percent(JUDGE_CONFIDENCE);
		g_autofree char *exact = wording_exact(estimate);

		lua_text(lua, "words", words);
		lua_text(lua, "formula", written);
		lua_text(lua, "estimate", exact);
		lua_text(lua, "interval", interval);
		write_count(lua, "rounds", estimate->rounds);
		write_count(lua, "dropped", estimate->dropped);
		if (interval)
			lua_text(lua, "confidence", confidence);
		lua_text(lua, "reason", evidence->reason);
		write_figure(lua, course, note, evidence->item);
	}
	lua_close(lua);
}

void
evidence_write(const GPtrArray *list, const Course *course, const Note *note, Lua *lua)
{
	lua_open(lua, "claims");
	for (guint i = 0; i < list->len; i++) {
		const Evidence *evidence = g_ptr_array_index(list, i);

		if (evidence->verdict)
			write_claim(lua, evidence, course, note);
	}
	lua_close(lua);
	lua_open(lua, "values");
	for (guint i = 0; i < list->len; i++) {
		const Evidence *evidence = g_ptr_array_index(list, i);

		if (!evidence->verdict)
			write_value(lua, evidence, course, note);
	}
	lua_close(lua);
}
