#include "csv.h"

#include "column.h"
#include "index.h"
#include "rowset.h"
#include "tidy.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	Index runs;       /* by condition, round and kind */
	guint64 last_key; /* of the row before */
	guint32 last_run;
} Build;

/* What of a file is read at a time, in bytes. */
#define PIECE ((gsize)1024 * 1024)

const char *const *
csv_reserved(void)
{
	return column_names();
}

/* Read what @file holds up to CSV_MAX_BYTES; NULL on @error. */
static GByteArray *
read_all(int file, const char *name, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	struct stat status;
	gsize len = 0;
	gssize got;

	if (fstat(file, &status) == 0 && status.st_size > 0)
		g_byte_array_set_size(bytes, (guint)MIN((gsize)status.st_size, CSV_MAX_BYTES) + 1);
	do {
		if (bytes->len - len < 1)
			g_byte_array_set_size(bytes, (guint)(len + PIECE));
		got = read(file, bytes->data + len, bytes->len - len);
		if (got < 0 && errno != EINTR) {
			g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "%s: %s",
			            name, g_strerror(errno));
			return NULL;
		}
		len += (gsize)MAX(got, 0);
		if (len > CSV_MAX_BYTES) {
			g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			            "%s: larger than %zu MiB, the largest CSV file that is read",
			            name, CSV_MAX_BYTES / (1024 * 1024));
			return NULL;
		}
	} while (got != 0);
	g_byte_array_set_size(bytes, (guint)len);
	return g_steal_pointer(&bytes);
}

Source *
csv_load(const char *path, GError **error)
{
	gboolean input = g_str_equal(path, "-");
	const char *name = input ? "standard input" : path;
	int file = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	GByteArray *bytes = NULL;
	gsize len;
	char *text;

	if (file < 0)
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "%s: %s", path,
		            g_strerror(errno));
	else
		bytes = read_all(file, name, error);
	if (file >= 0 && !input)
		close(file);
	if (bytes == NULL)
		return NULL;
	len = bytes->len;
	text = (char *)g_byte_array_free(bytes, FALSE);
	return source_new(name, text, len);
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
			diag_add(build->diag, rowset_line(rowset, without->at), FINDING_CSV_CELL,
			         "give every row of the experiment a level",
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
	guint64 key = ((guint64)condition << 34) | ((guint64)row->round << 2) |
	              ((guint64)row->control << 1) | 1;
	gboolean added;
	guint32 *known;

	if (key == build->last_key)
		return build->last_run;
	known = index_add(&build->runs, key, &added);
	if (added) {
		Run run = {.round = find_round(build, row->round),
		           .condition = condition,
		           .control = row->control,
		           .started = (double)NAN,
		           .took = (double)NAN,
		           .usage = usage_unknown};

		*known = samples_add_run(build->samples, run);
	}
	build->last_key = key;
	build->last_run = *known;
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

/* Keep what the file says of the metrics of the experiment. */
static void
take_remarks(Build *build, Origin *origin)
{
	const GArray *remarks = build->rowset->remarks;

	for (guint i = 0; i < remarks->len; i++) {
		const Remark *remark = &g_array_index(remarks, Remark, i);

		if (remark->experiment != build->id)
			continue;
		if (remark->reduced)
			g_hash_table_insert(build->samples->reduce, g_strdup(remark->metric),
			                    GINT_TO_POINTER(remark->reduce));
		if (remark->claimed && origin->claimed == NULL)
			origin->claimed = g_strdup(remark->metric);
	}
}

/* Return what the file says of the experiment beside its samples. */
static Origin
find_origin(const Build *build)
{
	const Rowset *rowset = build->rowset;
	Origin origin = {0};

	for (guint g = 0; g < rowset->groups->len; g++) {
		const Group *group = group_at(rowset, g);

		if (group->names[0] == build->id && group->cores > 0)
			origin.cores =
				origin.cores > 0 ? MIN(origin.cores, group->cores) : group->cores;
	}
	return origin;
}

/* Add the experiment whose name is that of the group @index, unless it is there. */
static void
add_experiment(Table *table, const Rowset *rowset, guint index, Diag *diag)
{
	Build build = {.rowset = rowset, .diag = diag, .id = group_at(rowset, index)->names[0]};
	Origin origin = find_origin(&build);

	for (guint g = 0; g < index; g++)
		if (group_at(rowset, g)->names[0] == build.id)
			return;
	if (find_factors(&build)) {
		build.samples = samples_new(make_design(&build));
		number_rounds(&build);
		add_rows(&build);
		take_remarks(&build, &origin);
		tidy_check_samples(rowset, build.samples, build.conditions, build.id, diag);
		g_ptr_array_add(table->samples, build.samples);
		g_array_append_val(table->origins, origin);
	}
	g_array_unref(build.factors);
	g_free(build.conditions);
	g_free(build.rounds);
	index_clear(&build.runs);
}

static void
origin_clear(gpointer data)
{
	Origin *origin = data;

	g_free(origin->claimed);
	g_free(origin->python);
}

Table *
csv_read(const Source *source, Diag *diag)
{
	g_autoptr(Rowset) rowset = rowset_read(source, diag);
	g_autoptr(Table) table = NULL;
	guint before = diag_count(diag, SEVERITY_ERROR);

	if (rowset == NULL)
		return NULL;
	tidy_check_rows(rowset, diag);
	table = g_new0(Table, 1);
	table->samples = g_ptr_array_new_with_free_func((GDestroyNotify)samples_free);
	table->origins = g_array_new(FALSE, FALSE, sizeof(Origin));
	g_array_set_clear_func(table->origins, origin_clear);
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
	g_array_unref(table->origins);
	g_free(table);
}

/* What the columns of a file hold beside those that are always there. */
typedef struct Writer {
	const Samples *samples;
	const Origin *origin;
	gboolean python;  /* the version of Python is told, and no factor */
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
	g_string_append(writer->out, writer->python ? ",python" : "");
	g_string_append(writer->out, ",round,worker,iteration,warmup,foreign,dropped,cores");
	g_string_append(writer->out, writer->control ? ",control" : "");
	g_string_append(writer->out, writer->reduce ? ",reduce" : "");
	g_string_append(writer->out, ",metric,value\n");
}

/* Write whether the run is one of the A/A control, and whether the metric is the one that counts.
 */
static void
write_control(const Writer *writer, const Run *run, const char *metric)
{
	gboolean claimed = run->control && g_strcmp0(metric, writer->origin->claimed) == 0;

	g_string_append(writer->out, claimed ? ",claimed" : run->control ? ",1" : ",0");
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
	if (writer->python) {
		g_string_append_c(out, ',');
		cells_write(out, writer->origin->python);
	}
	g_string_append_printf(out, ",%u,", run->round);
	if (sample->worker >= 0)
		g_string_append_printf(out, "%d", sample->worker);
	g_string_append_printf(out, ",%u,%d,", sample->iteration, sample->warmup ? 1 : 0);
	if (isfinite(machine->foreign))
		cells_write_number(out, machine->foreign);
	g_string_append_printf(
		out, ",%d,", g_array_index(writer->samples->dropped, gboolean, run->round) ? 1 : 0);
	if (writer->origin->cores > 0)
		g_string_append_printf(out, "%u", writer->origin->cores);
	if (writer->control)
		write_control(writer, run, metric);
	if (writer->reduce)
		g_string_append_printf(
			out, ",%s",
			g_hash_table_lookup_extended(writer->samples->reduce, metric, NULL, &how)
				? reduce_name((Reduce)GPOINTER_TO_INT(how))
				: "");
	g_string_append_c(out, ',');
	cells_write(out, metric);
	g_string_append_c(out, ',');
	cells_write_number(out, sample->value);
	g_string_append_c(out, '\n');
}

/* Write the speed-ups of the condition @c, of its own runs or of those of the A/A control. */
static void
write_speedups_of(const Writer *writer, guint c, gboolean control, GArray *series)
{
	for (guint r = 0; r < writer->samples->runs->len; r++) {
		const Run *run = &g_array_index(writer->samples->runs, Run, r);
		double *value = &g_array_index(series, double, run->round);
		const Sample sample = {.worker = -1, .value = *value};

		if (run->condition != c || !run->control != !control || isnan(*value))
			continue;
		write_row(writer, run, &sample, "speedup");
		*value = (double)NAN; /* once a round */
	}
}

/*
 * Write the speed-ups of a workload that runs for a set time: a reader of the file cannot know that
 * they are of throughputs.
 */
static void
write_speedups(const Writer *writer)
{
	const Samples *samples = writer->samples;
	guint controlled = 0;
	g_autoptr(GArray) control = samples_control(samples, "speedup", &controlled);

	for (guint c = 0; c < samples->design->conditions->len; c++) {
		g_autoptr(GArray) series = samples_series(samples, c, "speedup", OVER_NONE, TRUE);

		write_speedups_of(writer, c, FALSE, series);
	}
	if (control != NULL)
		write_speedups_of(writer, controlled, TRUE, control);
}

void
csv_write(const Samples *samples, const Origin *origin, GString *out)
{
	Writer writer = {.samples = samples, .origin = origin, .out = out};

	writer.python = origin->python != NULL && design_factor(samples->design, "python") < 0;
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
