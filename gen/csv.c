#include "csv.h"

#include "cells.h"
#include "rowset.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* The rows of one experiment on their way into samples. */
typedef struct Build {
	const Rowset *rowset;
	Diag *diag;
	const char *id;    /* interned */
	Samples *samples;  /* once there is a design */
	GArray *factors;   /* guint: which factors of the file the experiment has */
	guint *conditions; /* by group: index of its condition */
	guint32 *rounds;   /* the rounds as the file numbers them, ascending */
	guint n_rounds;
	GHashTable *runs; /* condition, round and kind to index + 1 */
	guint64 last_key; /* of the row before */
	guint32 last_run;
} Build;

/* A set of 64-bit fingerprints, open addressing; a collision has odds of 1 in 10^7 per file. */
typedef struct Seen {
	guint64 *slots; /* 0: empty */
	guint64 mask;
} Seen;

const char *const *
csv_reserved(void)
{
	return rowset_columns();
}

Source *
csv_load(const char *path, GError **error)
{
	g_autoptr(GMappedFile) map = g_mapped_file_new(path, FALSE, NULL);
	char *text;
	gsize len;

	if (map != NULL && g_mapped_file_get_length(map) > CSV_MAX_BYTES) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
		            "%s: larger than %zu MiB, the largest CSV file that is read", path,
		            CSV_MAX_BYTES / (1024 * 1024));
		return NULL;
	}
	if (!g_file_get_contents(path, &text, &len, error))
		return NULL;
	return source_new(path, text, len);
}

static Group *
group_at(const Rowset *rowset, guint index)
{
	return g_ptr_array_index(rowset->groups, index);
}

static Row *
row_at(const Rowset *rowset, guint index)
{
	return &g_array_index(rowset->rows, Row, index);
}

/* Return the span of the line on which a row begins at @at. */
static Span
line_span(const Source *source, gsize at)
{
	return source_span(source, at, at + strcspn(source->text + at, "\r\n"));
}

/* Find which factors the experiment has: those of which it names levels, and then everywhere. */
static gboolean
find_factors(Build *build)
{
	const Rowset *rowset = build->rowset;
	gboolean sound = TRUE;

	build->factors = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint f = 0; f < rowset->factors->len; f++) {
		const Group *with = NULL, *without = NULL;

		for (guint g = 0; g < rowset->groups->len; g++) {
			const Group *group = group_at(rowset, g);

			if (group->names[0] != build->id)
				continue;
			if (group->names[2 + f][0] != '\0')
				with = with ? with : group;
			else
				without = without ? without : group;
		}
		sound = sound && (with == NULL || without == NULL);
		if (with != NULL && without != NULL)
			diag_add(build->diag, line_span(rowset->source, without->at),
			         FINDING_CSV_CELL, "give every row of the experiment a level",
			         "an empty cell in column '%s', which other rows fill",
			         (const char *)g_ptr_array_index(rowset->factors, f));
		if (with != NULL)
			g_array_append_val(build->factors, f);
	}
	return sound;
}

/* Make the design of the experiment, and tell for each group which condition it is. */
static Design *
make_design(Build *build)
{
	const Rowset *rowset = build->rowset;
	Design *design = design_new(build->id);
	g_autofree char **levels = g_new0(char *, build->factors->len + 1);

	for (guint i = 0; i < build->factors->len; i++) {
		guint f = g_array_index(build->factors, guint, i);
		Factor *factor = design_add_factor(design, g_ptr_array_index(rowset->factors, f));

		for (guint g = 0; g < rowset->groups->len; g++)
			if (group_at(rowset, g)->names[0] == build->id)
				factor_add_level(factor, group_at(rowset, g)->names[2 + f]);
	}
	build->conditions = g_new0(guint, rowset->groups->len);
	for (guint g = 0; g < rowset->groups->len; g++) {
		const Group *group = group_at(rowset, g);

		if (group->names[0] != build->id)
			continue;
		for (guint i = 0; i < build->factors->len; i++)
			levels[i] =
				(char *)group->names[2 + g_array_index(build->factors, guint, i)];
		build->conditions[g] = design->conditions->len;
		design_add_condition(design, group->names[1], levels);
	}
	return design;
}

static int
compare_rounds(const void *a, const void *b)
{
	guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;

	return (x > y) - (x < y);
}

/* Number the rounds of the experiment anew, from 0 without gaps, in ascending order. */
static void
number_rounds(Build *build)
{
	g_autoptr(GHashTable) set = g_hash_table_new(NULL, NULL);
	const Rowset *rowset = build->rowset;
	GHashTableIter iter;
	gpointer key;
	guint32 last = 0;

	for (guint i = 0; i < rowset->rows->len; i++) {
		const Row *row = row_at(rowset, i);

		if (group_at(rowset, row->group)->names[0] != build->id)
			continue;
		if (row->round == last && g_hash_table_size(set) > 0)
			continue;
		g_hash_table_add(set, GUINT_TO_POINTER(row->round));
		last = row->round;
	}
	build->rounds = g_new(guint32, g_hash_table_size(set) + 1);
	g_hash_table_iter_init(&iter, set);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		build->rounds[build->n_rounds++] = GPOINTER_TO_UINT(key);
	qsort(build->rounds, build->n_rounds, sizeof(guint32), compare_rounds);
}

static guint
find_round(const Build *build, guint32 round)
{
	const guint32 *found =
		bsearch(&round, build->rounds, build->n_rounds, sizeof(guint32), compare_rounds);

	return (guint)(found - build->rounds);
}

/* Return the run that @row belongs to, beginning it with its first row. */
static guint32
find_run(Build *build, const Row *row)
{
	guint condition = build->conditions[row->group];
	guint64 key = ((guint64)condition << 33) | ((guint64)row->round << 1) | !!row->control;
	gpointer known;

	if (build->samples->runs->len > 0 && key == build->last_key)
		return build->last_run;
	known = g_hash_table_lookup(build->runs, &key);
	if (known == NULL) {
		Run run = {.round = find_round(build, row->round),
		           .condition = condition,
		           .control = row->control,
		           .started = (double)NAN,
		           .took = (double)NAN,
		           .usage = usage_unknown};

		known = GUINT_TO_POINTER(samples_add_run(build->samples, run) + 1);
		g_hash_table_insert(build->runs, g_memdup2(&key, sizeof(key)), known);
	}
	build->last_key = key;
	build->last_run = GPOINTER_TO_UINT(known) - 1;
	return build->last_run;
}

static void
take_disturbance(Samples *samples, const Row *row, guint round)
{
	Disturbance *machine = &g_array_index(samples->machine, Disturbance, round);

	if (!(machine->foreign >= row->foreign) && !isnan(row->foreign))
		machine->foreign = row->foreign;
	if (row->dropped || row->foreign > CSV_MAX_FOREIGN)
		g_array_index(samples->dropped, gboolean, round) = TRUE;
}

/* Add all rows of the experiment to its samples. */
static void
add_rows(Build *build)
{
	const Rowset *rowset = build->rowset;
	Samples *samples = build->samples;
	g_autofree int *metrics = g_new(int, rowset->metrics->len);

	for (guint m = 0; m < rowset->metrics->len; m++)
		metrics[m] = -1;
	for (guint i = 0; i < rowset->rows->len; i++) {
		const Row *row = row_at(rowset, i);
		guint32 run;
		guint round;

		if (group_at(rowset, row->group)->names[0] != build->id)
			continue;
		if (metrics[row->metric] < 0)
			metrics[row->metric] = samples_metric(
				samples, g_ptr_array_index(rowset->metrics, row->metric));
		run = find_run(build, row);
		samples_add(samples, run, (guint16)metrics[row->metric], row->worker,
		            row->iteration, row->warmup, row->value);
		round = g_array_index(samples->runs, Run, run).round;
		take_disturbance(samples, row, round);
	}
}

/* Remember @key; FALSE when it was there. */
static gboolean
seen_add(Seen *seen, guint64 key)
{
	guint64 at = key & seen->mask;

	for (; seen->slots[at] != 0; at = (at + 1) & seen->mask)
		if (seen->slots[at] == key)
			return FALSE;
	seen->slots[at] = key;
	return TRUE;
}

/* Mix @word into @hash: the finalizer of MurmurHash3 (Appleby 2011). */
static guint64
mix(guint64 hash, guint64 word)
{
	hash ^= word + G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	hash = (hash ^ hash >> 33) * G_GUINT64_CONSTANT(0xff51afd7ed558ccd);
	hash = (hash ^ hash >> 33) * G_GUINT64_CONSTANT(0xc4ceb9fe1a85ec53);
	return hash ^ hash >> 33;
}

/* Find samples that are given twice. */
static void
check_repeated(const Rowset *rowset, Diag *diag)
{
	guint64 size = 16;
	guint found = 0;
	Seen seen;

	while (size < 2 * (guint64)rowset->rows->len)
		size *= 2;
	seen = (Seen){g_new0(guint64, size), size - 1};
	for (guint i = 0; i < rowset->rows->len && found < ROWSET_MAX_FINDINGS; i++) {
		const Row *row = row_at(rowset, i);
		guint64 key = mix(mix(0, (guint64)row->group << 32 | row->round),
		                  (guint64)row->metric << 32 | row->iteration);

		key = mix(key, (guint64)(guint16)row->worker << 1 | !!row->control) | 1;
		if (seen_add(&seen, key))
			continue;
		found++;
		diag_add(diag, line_span(rowset->source, row->at), FINDING_CSV_REPEATED,
		         "number repetitions in a column `iteration`",
		         "this sample is given twice");
	}
	g_free(seen.slots);
}

/* Warn of a condition that lacks rounds which another has. */
static void
check_rounds(const Build *build)
{
	const Samples *samples = build->samples;
	guint n = samples->design->conditions->len, most = 0;
	g_autofree guint *rounds = g_new0(guint, n);

	for (guint i = 0; i < samples->runs->len; i++) {
		const Run *run = &g_array_index(samples->runs, Run, i);

		if (!run->control)
			rounds[run->condition]++;
	}
	for (guint c = 0; c < n; c++)
		most = MAX(most, rounds[c]);
	for (guint g = 0; g < build->rowset->groups->len; g++) {
		const Group *group = group_at(build->rowset, g);
		guint c = build->conditions[g];
		g_autofree char *label = NULL;

		if (group->names[0] != build->id || rounds[c] == most)
			continue;
		label = condition_label(samples->design,
		                        g_ptr_array_index(samples->design->conditions, c));
		diag_add(build->diag, line_span(build->rowset->source, group->at),
		         FINDING_CSV_ROUNDS,
		         "formulas use the rounds that all their conditions have",
		         "%s has %u of %u rounds", label, rounds[c], most);
	}
}

/* Warn of measured times that never vary. */
static void
check_constant(const Build *build)
{
	const Samples *samples = build->samples;

	for (guint g = 0; g < build->rowset->groups->len; g++) {
		const Group *group = group_at(build->rowset, g);
		guint c = build->conditions[g];

		for (guint m = 0; group->names[0] == build->id && m < samples->metrics->len; m++) {
			const char *name = g_ptr_array_index(samples->metrics, m);
			const Metric *metric = metric_find(name);
			g_autoptr(GArray) series = NULL;
			g_autofree char *label = NULL;
			double first = (double)NAN;
			guint same = 0, other = 0;

			if (metric == NULL || metric->unit != UNIT_SECOND)
				continue;
			series = samples_series(samples, c, name, OVER_NONE, TRUE);
			for (guint i = 0; i < series->len; i++) {
				double value = g_array_index(series, double, i);

				first = isnan(first) ? value : first;
				same += value == first;
				other += value < first || value > first;
			}
			if (same < 2 || other > 0)
				continue;
			label = condition_label(samples->design,
			                        g_ptr_array_index(samples->design->conditions, c));
			diag_add(build->diag, line_span(build->rowset->source, group->at),
			         FINDING_CSV_CONSTANT, "times that are measured vary",
			         "'%s' under %s is the same in all %u rounds", name, label, same);
		}
	}
}

/* Make the samples of the experiment that @build names. */
static Samples *
build_samples(Build *build)
{
	GHashTableIter iter;
	gpointer metric, reduce;

	build->samples = samples_new(make_design(build));
	build->runs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	number_rounds(build);
	add_rows(build);
	g_hash_table_iter_init(&iter, build->rowset->reduce);
	while (g_hash_table_iter_next(&iter, &metric, &reduce))
		g_hash_table_insert(build->samples->reduce, g_strdup(metric), reduce);
	check_rounds(build);
	check_constant(build);
	return build->samples;
}

/* Add the experiment whose name is that of the group @index, unless it is there. */
static void
add_experiment(Table *table, const Rowset *rowset, guint index, Diag *diag)
{
	Build build = {.rowset = rowset, .diag = diag, .id = group_at(rowset, index)->names[0]};
	guint cores = 0;

	for (guint g = 0; g < index; g++)
		if (group_at(rowset, g)->names[0] == build.id)
			return;
	for (guint g = index; g < rowset->groups->len; g++)
		if (group_at(rowset, g)->names[0] == build.id)
			cores = MAX(cores, group_at(rowset, g)->cores);
	if (find_factors(&build)) {
		g_ptr_array_add(table->samples, build_samples(&build));
		g_array_append_val(table->cores, cores);
		g_hash_table_unref(build.runs);
	}
	g_array_unref(build.factors);
	g_free(build.conditions);
	g_free(build.rounds);
}

Table *
csv_read(const Source *source, Diag *diag)
{
	g_autoptr(Rowset) rowset = rowset_read(source, diag);
	g_autoptr(Table) table = NULL;
	guint before = diag_count(diag, SEVERITY_ERROR);

	if (rowset == NULL)
		return NULL;
	check_repeated(rowset, diag);
	table = g_new0(Table, 1);
	table->samples = g_ptr_array_new_with_free_func((GDestroyNotify)samples_free);
	table->cores = g_array_new(FALSE, FALSE, sizeof(guint));
	for (guint g = 0; g < rowset->groups->len; g++)
		add_experiment(table, rowset, g, diag);
	return diag_count(diag, SEVERITY_ERROR) > before ? NULL : g_steal_pointer(&table);
}

void
table_free(Table *table)
{
	if (table == NULL)
		return;
	g_ptr_array_unref(table->samples);
	g_array_unref(table->cores);
	g_free(table);
}

/* Append a number that reads back as itself, in as few digits as that takes. */
static void
write_number(GString *out, double value)
{
	static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];

	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_ascii_formatd(buffer, sizeof(buffer), formats[i], value);
		if (g_ascii_strtod(buffer, NULL) == value)
			break;
	}
	g_string_append(out, buffer);
}

/* What the columns of a file hold beside those that are always there. */
typedef struct Writer {
	const Samples *samples;
	guint cores;
	gboolean control; /* there are runs of an A/A control */
	gboolean reduce;  /* a metric is reduced in its own way */
	GString *out;
} Writer;

static void
write_header(const Writer *writer)
{
	const Design *design = writer->samples->design;

	g_string_append(writer->out, "experiment,executor");
	for (guint i = 0; i < design->factors->len; i++) {
		g_string_append_c(writer->out, ',');
		cells_write(writer->out,
		            ((const Factor *)g_ptr_array_index(design->factors, i))->name);
	}
	g_string_append(writer->out, ",round,worker,iteration,warmup,foreign,dropped,cores");
	g_string_append(writer->out, writer->control ? ",control" : "");
	g_string_append(writer->out, writer->reduce ? ",reduce" : "");
	g_string_append(writer->out, ",metric,value\n");
}

/* Write one sample of @metric, taken in @run. */
static void
write_row(const Writer *writer, const Run *run, const Sample *sample, const char *metric)
{
	const Design *design = writer->samples->design;
	const Condition *condition = g_ptr_array_index(design->conditions, run->condition);
	const Disturbance *machine =
		&g_array_index(writer->samples->machine, Disturbance, run->round);
	GString *out = writer->out;
	gpointer how;

	cells_write(out, design->id[0] != '\0' ? design->id : "experiment");
	g_string_append_c(out, ',');
	cells_write(out, condition->executor);
	for (guint i = 0; i < condition->levels->len; i++) {
		g_string_append_c(out, ',');
		cells_write(out, g_ptr_array_index(condition->levels, i));
	}
	g_string_append_printf(out, ",%u,", run->round);
	if (sample->worker >= 0)
		g_string_append_printf(out, "%d", sample->worker);
	g_string_append_printf(out, ",%u,%d,", sample->iteration, sample->warmup ? 1 : 0);
	if (isfinite(machine->foreign))
		write_number(out, machine->foreign);
	g_string_append_printf(
		out, ",%d,", g_array_index(writer->samples->dropped, gboolean, run->round) ? 1 : 0);
	if (writer->cores > 0)
		g_string_append_printf(out, "%u", writer->cores);
	if (writer->control)
		g_string_append(out, run->control ? ",1" : ",0");
	if (writer->reduce)
		g_string_append_printf(
			out, ",%s",
			g_hash_table_lookup_extended(writer->samples->reduce, metric, NULL, &how)
				? reduce_name((Reduce)GPOINTER_TO_INT(how))
				: "");
	g_string_append_c(out, ',');
	cells_write(out, metric);
	g_string_append_c(out, ',');
	write_number(out, sample->value);
	g_string_append_c(out, '\n');
}

/*
 * Write the speed-ups of a workload that runs for a set time: a reader of the file cannot know that
 * they are of throughputs.
 */
static void
write_speedups(const Writer *writer)
{
	const Samples *samples = writer->samples;

	for (guint c = 0; c < samples->design->conditions->len; c++) {
		g_autoptr(GArray) series = samples_series(samples, c, "speedup", OVER_NONE, TRUE);

		for (guint r = 0; r < samples->runs->len; r++) {
			const Run *run = &g_array_index(samples->runs, Run, r);
			double *value = &g_array_index(series, double, run->round);
			const Sample sample = {.worker = -1, .value = *value};

			if (run->condition != c || run->control || isnan(*value))
				continue;
			write_row(writer, run, &sample, "speedup");
			*value = (double)NAN; /* once a round */
		}
	}
}

void
csv_write(const Samples *samples, guint cores, GString *out)
{
	Writer writer = {.samples = samples, .cores = cores, .out = out};

	writer.reduce = g_hash_table_size(samples->reduce) > 0;
	for (guint i = 0; i < samples->runs->len; i++)
		writer.control |= g_array_index(samples->runs, Run, i).control;
	write_header(&writer);
	for (guint i = 0; i < samples->samples->len; i++) {
		const Sample *sample = &g_array_index(samples->samples, Sample, i);
		const Run *run = &g_array_index(samples->runs, Run, sample->run);

		if (samples_serves(samples, sample))
			write_row(&writer, run, sample,
			          g_ptr_array_index(samples->metrics, sample->metric));
	}
	if (samples->timed && samples_find_metric(samples, "speedup") < 0)
		write_speedups(&writer);
}
