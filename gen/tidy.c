#include "tidy.h"

#include "index.h"

#include <math.h>

static const Group *
group_at(const Rowset *rowset, guint index)
{
	return g_ptr_array_index(rowset->groups, index);
}

static const Row *
row_at(const Rowset *rowset, guint index)
{
	return &g_array_index(rowset->rows, Row, index);
}

/* Tell whether two rows are the same sample. */
static gboolean
same_sample(const Row *a, const Row *b)
{
	return a->group == b->group && a->round == b->round && a->metric == b->metric &&
	       a->iteration == b->iteration && a->worker == b->worker && a->control == b->control;
}

void
tidy_check_rows(const Rowset *rowset, Diag *diag)
{
	Index seen = {0};

	for (guint32 i = 0, found = 0; i < rowset->rows->len && found < ROWSET_MAX_FINDINGS; i++) {
		const Row *row = row_at(rowset, i), *first;
		guint64 key = index_mix(index_mix(0, (guint64)row->group << 32 | row->round),
		                        (guint64)row->metric << 32 | row->iteration);
		gboolean added;
		guint32 *known;

		key = index_mix(key, (guint64)(guint16)row->worker << 1 | row->control) | 1;
		known = index_add(&seen, key, &added);
		if (added) {
			*known = i;
			continue;
		}
		first = row_at(rowset, *known);
		if (!same_sample(row, first))
			continue; /* two samples with one key: one file in 10^7 */
		found++;
		diag_add(diag, rowset_line(rowset, row->at), FINDING_CSV_REPEATED,
		         "number repetitions in a column `iteration`",
		         "this sample is given twice, first on line %u",
		         source_line_at(rowset->source, first->at));
	}
	index_clear(&seen);
}

/* Warn of a condition that lacks rounds which another has. */
static void
check_rounds(const Rowset *rowset, const Samples *samples, const guint *conditions, const char *id,
             Diag *diag)
{
	guint n = samples->design->conditions->len, most = 0;
	g_autofree guint *rounds = g_new0(guint, n);

	for (guint i = 0; i < samples->runs->len; i++) {
		const Run *run = &g_array_index(samples->runs, Run, i);

		if (!run->control)
			rounds[run->condition]++;
	}
	for (guint c = 0; c < n; c++)
		most = MAX(most, rounds[c]);
	for (guint g = 0; g < rowset->groups->len; g++) {
		const Group *group = group_at(rowset, g);
		g_autofree char *label = NULL;
		guint c = conditions[g];

		if (group->names[0] != id || rounds[c] == most)
			continue;
		label = condition_label(samples->design,
		                        g_ptr_array_index(samples->design->conditions, c));
		diag_add(diag, rowset_line(rowset, group->at), FINDING_CSV_ROUNDS,
		         "formulas use the rounds that all their conditions have",
		         "%s has %u of %u rounds", label, rounds[c], most);
	}
}

/* Return how many rounds of a series there are if all are the same; 0: they vary. */
static guint
count_same(const GArray *series)
{
	double first = (double)NAN;
	guint same = 0;

	for (guint i = 0; i < series->len; i++) {
		double value = g_array_index(series, double, i);

		if (isnan(value))
			continue;
		first = isnan(first) ? value : first;
		if (value < first || value > first)
			return 0;
		same++;
	}
	return same;
}

/* Warn of measured times that never vary under the condition of @group, which is @c. */
static void
check_constant(const Rowset *rowset, const Samples *samples, const Group *group, guint c,
               Diag *diag)
{
	for (guint m = 0; m < samples->metrics->len; m++) {
		const char *name = g_ptr_array_index(samples->metrics, m);
		const Metric *metric = metric_find(name);
		g_autoptr(GArray) series = NULL;
		g_autofree char *label = NULL;
		guint same;

		if (metric == NULL || metric->unit != UNIT_SECOND)
			continue;
		series = samples_series(samples, c, name, OVER_NONE, TRUE);
		same = count_same(series);
		if (same < 2)
			continue;
		label = condition_label(samples->design,
		                        g_ptr_array_index(samples->design->conditions, c));
		diag_add(diag, rowset_line(rowset, group->at), FINDING_CSV_CONSTANT,
		         "times that are measured vary",
		         "'%s' under %s is the same in all %u rounds", name, label, same);
	}
}

void
tidy_check_samples(const Rowset *rowset, const Samples *samples, const guint *conditions,
                   const char *id, Diag *diag)
{
	check_rounds(rowset, samples, conditions, id, diag);
	for (guint g = 0; g < rowset->groups->len; g++)
		if (group_at(rowset, g)->names[0] == id)
			check_constant(rowset, samples, group_at(rowset, g), conditions[g], diag);
}
