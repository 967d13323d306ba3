#include "archive.h"
#include <math.h>
#include <stddef.h>

/* Writing ------------------------------------------------------------------------------ */

json_t *
archive_number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *
archive_texts(const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; i < list->len; i++)
		json_array_append_new(array, json_string(g_ptr_array_index(list, i)));
	return array;
}

static json_t *
design_json(const Design *design)
{
	json_t *factors = json_array(), *conditions = json_array();

	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);

		json_array_append_new(factors, json_pack("{s:s s:o}", "name", factor->name,
		                                         "levels", archive_texts(factor->levels)));
	}
	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);
		json_t *row =
			json_pack("{s:s s:o s:b}", "executor", condition->executor, "levels",
		                  archive_texts(condition->levels), "implied", condition->implied);

		if (condition->absent)
			json_object_set_new(row, "absent", json_string(condition->absent));
		json_array_append_new(conditions, row);
	}
	return json_pack("{s:o s:o}", "factors", factors, "conditions", conditions);
}

/* Numbers that are columns of their own: where they stand in their row. */
typedef struct Column {
	const char *name;
	gsize offset;
} Column;

static const Column run_columns[] = {
	{"started", offsetof(Run, started)},
	{"took", offsetof(Run, took)},
	{"user", offsetof(Run, usage.user)},
	{"system", offsetof(Run, usage.system)},
	{"switches", offsetof(Run, usage.switches)},
	{"preemptions", offsetof(Run, usage.preemptions)},
	{"faults", offsetof(Run, usage.faults)},
	{"peak", offsetof(Run, usage.peak)},
	{"ran", offsetof(Run, usage.ran)},
	{"waited", offsetof(Run, usage.waited)},
};

static const Column round_columns[] = {
	{"steal", offsetof(Disturbance, steal)},
	{"foreign", offsetof(Disturbance, foreign)},
	{"waiting", offsetof(Disturbance, waiting)},
	{"capacity", offsetof(Disturbance, capacity)},
};

/* Add to @table the @columns of @rows, each a JSON array: that keeps a file of many rows small. */
static void
add_columns(json_t *table, const GArray *rows, const Column *columns, guint n)
{
	gsize size = g_array_get_element_size((GArray *)rows);

	for (guint c = 0; c < n; c++) {
		json_t *array = json_array();

		for (guint i = 0; i < rows->len; i++)
			json_array_append_new(
				array, archive_number(*(double *)(void *)(rows->data + i * size +
			                                                  columns[c].offset)));
		json_object_set_new(table, columns[c].name, array);
	}
}

static json_t *
runs_json(const GArray *runs)
{
	json_t *columns[4], *table;

	for (guint c = 0; c < G_N_ELEMENTS(columns); c++)
		columns[c] = json_array();
	for (guint i = 0; i < runs->len; i++) {
		const Run *run = &g_array_index(runs, Run, i);

		json_array_append_new(columns[0], json_integer(run->round));
		json_array_append_new(columns[1], json_integer(run->condition));
		json_array_append_new(columns[2], json_integer(run->control));
		json_array_append_new(columns[3], json_integer(run->unheld));
	}
	table = json_pack("{s:o s:o s:o s:o}", "round", columns[0], "condition", columns[1],
	                  "control", columns[2], "unheld", columns[3]);
	add_columns(table, runs, run_columns, G_N_ELEMENTS(run_columns));
	return table;
}

static json_t *
samples_json(const GArray *samples)
{
	json_t *columns[6];

	for (guint c = 0; c < G_N_ELEMENTS(columns); c++)
		columns[c] = json_array();
	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = &g_array_index(samples, Sample, i);

		json_array_append_new(columns[0], json_integer(sample->run));
		json_array_append_new(columns[1], json_integer(sample->metric));
		json_array_append_new(columns[2], json_integer(sample->worker));
		json_array_append_new(columns[3], json_integer(sample->iteration));
		json_array_append_new(columns[4], json_integer(sample->warmup));
		json_array_append_new(columns[5], archive_number(sample->value));
	}
	return json_pack("{s:o s:o s:o s:o s:o s:o}", "run", columns[0], "metric", columns[1],
	                 "worker", columns[2], "iteration", columns[3], "warmup", columns[4],
	                 "value", columns[5]);
}

static json_t *
turns_json(const GArray *turns)
{
	json_t *columns[4];

	for (guint c = 0; c < G_N_ELEMENTS(columns); c++)
		columns[c] = json_array();
	for (guint i = 0; i < turns->len; i++) {
		const Turn *turn = &g_array_index(turns, Turn, i);

		json_array_append_new(columns[0], json_integer(turn->run));
		json_array_append_new(columns[1], json_integer(turn->worker));
		json_array_append_new(columns[2], archive_number(turn->start));
		json_array_append_new(columns[3], archive_number(turn->end));
	}
	return json_pack("{s:o s:o s:o s:o}", "run", columns[0], "worker", columns[1], "start",
	                 columns[2], "end", columns[3]);
}

static json_t *
reduce_json(const Samples *samples)
{
	json_t *object = json_object();
	GHashTableIter iter;
	gpointer name, value;

	g_hash_table_iter_init(&iter, samples->reduce);
	while (g_hash_table_iter_next(&iter, &name, &value))
		json_object_set_new(object, name, json_string(reduce_name(GPOINTER_TO_INT(value))));
	return object;
}

static json_t *
rounds_json(const Samples *samples)
{
	json_t *dropped = json_array(), *table;

	for (guint i = 0; i < samples->dropped->len; i++)
		json_array_append_new(dropped,
		                      json_integer(g_array_index(samples->dropped, gboolean, i)));
	table = json_pack("{s:o}", "dropped", dropped);
	add_columns(table, samples->machine, round_columns, G_N_ELEMENTS(round_columns));
	return table;
}

void
archive_samples(json_t *root, const Samples *samples)
{
	json_object_set_new(root, "design", design_json(samples->design));
	json_object_set_new(root, "metrics", archive_texts(samples->metrics));
	json_object_set_new(root, "reduce", reduce_json(samples));
	json_object_set_new(root, "rounds", rounds_json(samples));
	json_object_set_new(root, "runs", runs_json(samples->runs));
	json_object_set_new(root, "samples", samples_json(samples->samples));
	json_object_set_new(root, "turns", turns_json(samples->turns));
}

/* Reading ------------------------------------------------------------------------------ */

char *
archive_get_text(const json_t *object, const char *key, gboolean *sound)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (!text)
		*sound = FALSE;
	return g_strdup(text ? text : "");
}

double
archive_get_number(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

void
archive_get_texts(const json_t *object, const char *key, GPtrArray *list, gboolean *sound)
{
	const json_t *array = json_object_get(object, key);
	const json_t *item;
	size_t i;

	if (!json_is_array(array))
		*sound = FALSE;
	json_array_foreach(array, i, item)
	{
		if (!json_is_string(item))
			*sound = FALSE;
		else
			g_ptr_array_add(list, g_strdup(json_string_value(item)));
	}
}

static Design *
get_design(const json_t *object, const char *id, gboolean *sound)
{
	Design *design = design_new(id);
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(object, "factors"), i, item)
	{
		g_autofree char *name = archive_get_text(item, "name", sound);
		g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func(g_free);
		Factor *factor = design_add_factor(design, name);

		archive_get_texts(item, "levels", levels, sound);
		for (guint k = 0; k < levels->len; k++)
			factor_add_level(factor, g_ptr_array_index(levels, k));
	}
	json_array_foreach(json_object_get(object, "conditions"), i, item)
	{
		g_autofree char *executor = archive_get_text(item, "executor", sound);
		g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func(g_free);
		const char *absent = json_string_value(json_object_get(item, "absent"));

		archive_get_texts(item, "levels", levels, sound);
		if (levels->len != design->factors->len) {
			*sound = FALSE;
			break;
		}
		Condition *condition =
			design_add_condition(design, executor, (char *const *)levels->pdata);
		condition->absent = g_strdup(absent);
		condition->implied = json_is_true(json_object_get(item, "implied"));
	}
	return design;
}

/* Get the columns @names of @table, which must be of one length; return how long they are. */
static guint
get_columns(const Arrays *arrays, const json_t *table, const char *const *names,
            const GArray **columns, guint n, gboolean *sound)
{
	for (guint c = 0; c < n; c++) {
		columns[c] = arrays_get(arrays, json_object_get(table, names[c]));
		if (!columns[c] || columns[c]->len != columns[0]->len) {
			*sound = FALSE;
			return 0;
		}
	}
	return columns[0]->len;
}

/* Return a number of @column, NAN where it has none. */
static double
cell(const GArray *column, guint row)
{
	return column && row < column->len ? g_array_index(column, double, row) : (double)NAN;
}

/* Return a whole number of @column that is from @least to @most, else @least. */
static int
whole(const GArray *column, guint row, int least, int most, gboolean *sound)
{
	double value = cell(column, row);

	if (value >= least && value <= most)
		return (int)value;
	*sound = FALSE;
	return least;
}

/* Read @columns of @table, those that it has, into @rows, whose elements they are fields of. */
static void
get_fields(const Arrays *arrays, const json_t *table, const Column *columns, guint n, GArray *rows)
{
	gsize size = g_array_get_element_size(rows);

	for (guint c = 0; c < n; c++) {
		const GArray *column = arrays_get(arrays, json_object_get(table, columns[c].name));

		for (guint i = 0; i < rows->len; i++)
			*(double *)(void *)(rows->data + i * size + columns[c].offset) =
				cell(column, i);
	}
}

static void
get_runs(Samples *samples, const Arrays *arrays, const json_t *table, gboolean *sound)
{
	static const char *const names[] = {"round", "condition", "control", "unheld"};
	const GArray *c[G_N_ELEMENTS(names)];
	guint n = get_columns(arrays, table, names, c, G_N_ELEMENTS(names), sound);
	int last = (int)samples->design->conditions->len - 1;

	for (guint i = 0; i < n && *sound; i++) {
		Run run = {.round = (guint)whole(c[0], i, 0, G_MAXUINT16, sound),
		           .condition = (guint)whole(c[1], i, 0, last, sound),
		           .control = whole(c[2], i, 0, 1, sound),
		           .unheld = whole(c[3], i, 0, 1, sound)};

		if (*sound)
			samples_add_run(samples, run);
	}
	get_fields(arrays, table, run_columns, G_N_ELEMENTS(run_columns), samples->runs);
}

static void
get_rounds(Samples *samples, const Arrays *arrays, const json_t *table, gboolean *sound)
{
	const GArray *dropped = arrays_get(arrays, json_object_get(table, "dropped"));

	if (!dropped || dropped->len != samples->rounds) {
		*sound = FALSE;
		return;
	}
	for (guint i = 0; i < samples->rounds; i++)
		g_array_index(samples->dropped, gboolean, i) = whole(dropped, i, 0, 1, sound);
	get_fields(arrays, table, round_columns, G_N_ELEMENTS(round_columns), samples->machine);
}

static void
get_samples(Samples *samples, const Arrays *arrays, const json_t *table, gboolean *sound)
{
	static const char *const names[] = {"run",       "metric", "worker",
	                                    "iteration", "warmup", "value"};
	const GArray *c[G_N_ELEMENTS(names)];
	guint n = get_columns(arrays, table, names, c, G_N_ELEMENTS(names), sound);
	int runs = (int)samples->runs->len, metrics = (int)samples->metrics->len;

	for (guint i = 0; i < n && *sound; i++) {
		int run = whole(c[0], i, 0, runs - 1, sound);
		int metric = whole(c[1], i, 0, metrics - 1, sound);
		int worker = whole(c[2], i, -1, G_MAXINT16, sound);
		int iteration = whole(c[3], i, 0, G_MAXINT, sound);
		gboolean warmup = whole(c[4], i, 0, 1, sound);
		double value = cell(c[5], i);

		*sound &= isfinite(value);
		if (*sound)
			samples_add(samples, (guint32)run, (guint16)metric, worker,
			            (guint32)iteration, warmup, value);
	}
}

static void
get_turns(Samples *samples, const Arrays *arrays, const json_t *table, gboolean *sound)
{
	static const char *const names[] = {"run", "worker", "start", "end"};
	const GArray *c[G_N_ELEMENTS(names)];
	guint n = get_columns(arrays, table, names, c, G_N_ELEMENTS(names), sound);
	int runs = (int)samples->runs->len;

	for (guint i = 0; i < n && *sound; i++) {
		Turn turn = {.run = (guint32)whole(c[0], i, 0, runs - 1, sound),
		             .worker = whole(c[1], i, -1, G_MAXINT, sound),
		             .start = cell(c[2], i),
		             .end = cell(c[3], i)};

		if (*sound)
			g_array_append_val(samples->turns, turn);
	}
}

Samples *
archive_get_samples(const Arrays *arrays, const char *id, gboolean *sound)
{
	const json_t *root = arrays->root;
	Samples *samples = samples_new(get_design(json_object_get(root, "design"), id, sound));
	g_autoptr(GPtrArray) metrics = g_ptr_array_new_with_free_func(g_free);
	json_t *item;
	const char *name;

	archive_get_texts(root, "metrics", metrics, sound);
	for (guint k = 0; k < metrics->len; k++)
		samples_metric(samples, g_ptr_array_index(metrics, k));
	json_object_foreach(json_object_get(root, "reduce"), name, item)
	{
		Reduce reduce;

		if (json_is_string(item) && reduce_parse(json_string_value(item), &reduce))
			g_hash_table_insert(samples->reduce, g_strdup(name),
			                    GINT_TO_POINTER((int)reduce));
	}
	get_runs(samples, arrays, json_object_get(root, "runs"), sound);
	get_samples(samples, arrays, json_object_get(root, "samples"), sound);
	get_turns(samples, arrays, json_object_get(root, "turns"), sound);
	get_rounds(samples, arrays, json_object_get(root, "rounds"), sound);
	return samples;
}
