#include "store.h"
#include "util.h"
#include <jansson.h>
#include <math.h>
#include <sys/stat.h>

Result *
result_new(void)
{
	Result *result = g_new0(Result, 1);

	result->tools = g_ptr_array_new_with_free_func(g_free);
	result->facts = g_ptr_array_new_with_free_func(g_free);
	result->inputs = g_ptr_array_new_with_free_func(g_free);
	result->claims = g_ptr_array_new_with_free_func(g_free);
	result->warnings = g_ptr_array_new_with_free_func(g_free);
	return result;
}

void
result_free(Result *result)
{
	if (!result)
		return;
	g_free(result->id);
	g_free(result->content);
	g_free(result->host);
	g_free(result->tier);
	g_free(result->output);
	machine_free(result->machine);
	g_ptr_array_unref(result->tools);
	g_ptr_array_unref(result->facts);
	g_ptr_array_unref(result->inputs);
	g_ptr_array_unref(result->claims);
	g_ptr_array_unref(result->warnings);
	samples_free(result->samples);
	g_free(result);
}

char *
store_name(const char *id, const char *content, const char *host)
{
	return g_strdup_printf("%s-%.*s-%.*s.json", id, STORE_KEY_DIGITS, content, STORE_KEY_DIGITS,
	                       host);
}

/* Writing ------------------------------------------------------------------------------ */

static json_t *
number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
texts(const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; i < list->len; i++)
		json_array_append_new(array, json_string(g_ptr_array_index(list, i)));
	return array;
}

static json_t *
machine_json(const Machine *machine)
{
	return json_pack("{s:s s:i s:i s:s s:I s:s s:s s:s s:s s:o s:o}", "cpu", machine->cpu,
	                 "cores", (int)machine->cores, "online", (int)machine->online, "affinity",
	                 machine->affinity, "memory", (json_int_t)machine->memory, "kernel",
	                 machine->kernel, "system", machine->system, "governor", machine->governor,
	                 "virtualisation", machine->virtualisation, "load", number(machine->load),
	                 "settings", texts(machine->settings));
}

static json_t *
design_json(const Design *design)
{
	json_t *factors = json_array(), *conditions = json_array();

	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);

		json_array_append_new(factors, json_pack("{s:s s:o}", "name", factor->name,
		                                         "levels", texts(factor->levels)));
	}
	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);
		json_t *row = json_pack("{s:s s:o s:b}", "executor", condition->executor, "levels",
		                        texts(condition->levels), "implied", condition->implied);

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
			json_array_append_new(array,
			                      number(*(double *)(void *)(rows->data + i * size +
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
		json_array_append_new(columns[5], number(sample->value));
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
		json_array_append_new(columns[2], number(turn->start));
		json_array_append_new(columns[3], number(turn->end));
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

static json_t *
result_json(const Result *result)
{
	const Samples *samples = result->samples;
	json_t *root = json_object();

	json_object_set_new(root, "format", json_string("lectern result"));
	json_object_set_new(root, "version", json_integer(STORE_VERSION));
	json_object_set_new(root, "id", json_string(result->id));
	json_object_set_new(root, "content", json_string(result->content));
	json_object_set_new(root, "host", json_string(result->host));
	json_object_set_new(root, "time", json_integer(result->time));
	json_object_set_new(root, "took", number(result->took));
	json_object_set_new(root, "machine", machine_json(result->machine));
	json_object_set_new(root, "load-after", number(result->load_after));
	json_object_set_new(root, "tools", texts(result->tools));
	json_object_set_new(root, "facts", texts(result->facts));
	json_object_set_new(root, "tier", json_string(result->tier));
	json_object_set_new(root, "seed", json_integer((json_int_t)result->seed));
	json_object_set_new(root, "iterations", json_integer(result->iterations));
	json_object_set_new(root, "warmup", json_integer(result->warmup));
	json_object_set_new(root, "batch", json_integer(result->batch));
	json_object_set_new(root, "final", json_boolean(result->final));
	json_object_set_new(root, "spent", json_boolean(result->spent));
	json_object_set_new(root, "inputs", texts(result->inputs));
	json_object_set_new(root, "claims", texts(result->claims));
	json_object_set_new(root, "warnings", texts(result->warnings));
	json_object_set_new(root, "output", json_string(result->output));
	json_object_set_new(root, "design", design_json(samples->design));
	json_object_set_new(root, "metrics", texts(samples->metrics));
	json_object_set_new(root, "reduce", reduce_json(samples));
	json_object_set_new(root, "rounds", rounds_json(samples));
	json_object_set_new(root, "runs", runs_json(samples->runs));
	json_object_set_new(root, "samples", samples_json(samples->samples));
	json_object_set_new(root, "turns", turns_json(samples->turns));
	return root;
}

gboolean
store_save(const char *data, const Result *result, GError **error)
{
	g_autofree char *name = store_name(result->id, result->content, result->host);
	g_autofree char *path = g_build_filename(data, name, NULL);
	json_t *root = result_json(result);
	char *text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(17));
	gboolean ok = file_write(path, text, strlen(text), error);

	free(text);
	json_decref(root);
	return ok;
}

/* Reading ------------------------------------------------------------------------------ */

/* Every getter turns what is missing or of another type into `*sound = FALSE`. */
static char *
get_text(const json_t *object, const char *key, gboolean *sound)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (!text)
		*sound = FALSE;
	return g_strdup(text ? text : "");
}

static gint64
get_integer(const json_t *object, const char *key, gboolean *sound)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value))
		*sound = FALSE;
	return json_integer_value(value);
}

static double
as_number(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static void
get_texts(const json_t *object, const char *key, GPtrArray *list, gboolean *sound)
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

static Machine *
get_machine(const json_t *object, gboolean *sound)
{
	Machine *machine = g_new0(Machine, 1);

	machine->cpu = get_text(object, "cpu", sound);
	machine->cores = (guint)get_integer(object, "cores", sound);
	machine->online = (guint)get_integer(object, "online", sound);
	machine->affinity = get_text(object, "affinity", sound);
	machine->memory = (guint64)get_integer(object, "memory", sound);
	machine->kernel = get_text(object, "kernel", sound);
	machine->system = get_text(object, "system", sound);
	machine->governor = get_text(object, "governor", sound);
	machine->virtualisation = get_text(object, "virtualisation", sound);
	machine->load = as_number(json_object_get(object, "load"));
	machine->settings = g_ptr_array_new_with_free_func(g_free);
	get_texts(object, "settings", machine->settings, sound);
	return machine;
}

static Design *
get_design(const json_t *object, const char *id, gboolean *sound)
{
	Design *design = design_new(id);
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(object, "factors"), i, item)
	{
		g_autofree char *name = get_text(item, "name", sound);
		g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func(g_free);
		Factor *factor = design_add_factor(design, name);

		get_texts(item, "levels", levels, sound);
		for (guint k = 0; k < levels->len; k++)
			factor_add_level(factor, g_ptr_array_index(levels, k));
	}
	json_array_foreach(json_object_get(object, "conditions"), i, item)
	{
		g_autofree char *executor = get_text(item, "executor", sound);
		g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func(g_free);
		const char *absent = json_string_value(json_object_get(item, "absent"));

		get_texts(item, "levels", levels, sound);
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

/* Get the columns @names of @table, which must be arrays of one length. */
static size_t
get_columns(const json_t *table, const char *const *names, const json_t **columns, guint n,
            gboolean *sound)
{
	size_t len = 0;

	for (guint c = 0; c < n; c++) {
		columns[c] = json_object_get(table, names[c]);
		if (!json_is_array(columns[c]) || (c && json_array_size(columns[c]) != len))
			*sound = FALSE;
		if (c == 0)
			len = json_array_size(columns[c]);
	}
	return *sound ? len : 0;
}

static json_int_t
cell(const json_t *column, size_t row)
{
	return json_integer_value(json_array_get(column, row));
}

/* Read @columns of @table into the row @i of @rows. */
static void
get_row(const json_t *table, const Column *columns, guint n, size_t i, gpointer row)
{
	for (guint c = 0; c < n; c++)
		*(double *)(void *)((char *)row + columns[c].offset) =
			as_number(json_array_get(json_object_get(table, columns[c].name), i));
}

static void
get_runs(Samples *samples, const json_t *table, gboolean *sound)
{
	static const char *const names[] = {"round", "condition", "control", "unheld"};
	const json_t *c[G_N_ELEMENTS(names)];
	size_t n = get_columns(table, names, c, G_N_ELEMENTS(names), sound);

	for (size_t i = 0; i < n; i++) {
		Run run = {.round = (guint)cell(c[0], i),
		           .condition = (guint)cell(c[1], i),
		           .control = cell(c[2], i) != 0,
		           .unheld = cell(c[3], i) != 0};

		if (run.condition >= samples->design->conditions->len || run.round > G_MAXUINT16) {
			*sound = FALSE;
			return;
		}
		get_row(table, run_columns, G_N_ELEMENTS(run_columns), i, &run);
		samples_add_run(samples, run);
	}
}

static void
get_rounds(Samples *samples, const json_t *table, gboolean *sound)
{
	const json_t *dropped = json_object_get(table, "dropped");

	if (json_array_size(dropped) != samples->rounds) {
		*sound = FALSE;
		return;
	}
	for (guint i = 0; i < samples->rounds; i++) {
		g_array_index(samples->dropped, gboolean, i) = cell(dropped, i) != 0;
		get_row(table, round_columns, G_N_ELEMENTS(round_columns), i,
		        &g_array_index(samples->machine, Disturbance, i));
	}
}

static void
get_samples(Samples *samples, const json_t *table, gboolean *sound)
{
	static const char *const names[] = {"run",       "metric", "worker",
	                                    "iteration", "warmup", "value"};
	const json_t *c[G_N_ELEMENTS(names)];
	size_t n = get_columns(table, names, c, G_N_ELEMENTS(names), sound);

	for (size_t i = 0; i < n; i++) {
		json_int_t run = cell(c[0], i), metric = cell(c[1], i);
		double value = as_number(json_array_get(c[5], i));

		if (run < 0 || run >= samples->runs->len || metric < 0 ||
		    metric >= samples->metrics->len || !isfinite(value)) {
			*sound = FALSE;
			return;
		}
		samples_add(samples, (guint32)run, (guint16)metric, (int)cell(c[2], i),
		            (guint32)cell(c[3], i), cell(c[4], i) != 0, value);
	}
}

static void
get_turns(Samples *samples, const json_t *table, gboolean *sound)
{
	static const char *const names[] = {"run", "worker", "start", "end"};
	const json_t *c[G_N_ELEMENTS(names)];
	size_t n = get_columns(table, names, c, G_N_ELEMENTS(names), sound);

	for (size_t i = 0; i < n; i++) {
		Turn turn = {.run = (guint32)cell(c[0], i),
		             .worker = (gint32)cell(c[1], i),
		             .start = as_number(json_array_get(c[2], i)),
		             .end = as_number(json_array_get(c[3], i))};

		if (turn.run >= samples->runs->len)
			*sound = FALSE;
		else
			g_array_append_val(samples->turns, turn);
	}
}

static Samples *
get_table(const json_t *root, const char *id, gboolean *sound)
{
	Samples *samples = samples_new(get_design(json_object_get(root, "design"), id, sound));
	g_autoptr(GPtrArray) metrics = g_ptr_array_new_with_free_func(g_free);
	json_t *item;
	const char *name;

	get_texts(root, "metrics", metrics, sound);
	for (guint k = 0; k < metrics->len; k++)
		samples_metric(samples, g_ptr_array_index(metrics, k));
	json_object_foreach(json_object_get(root, "reduce"), name, item)
	{
		Reduce reduce;

		if (json_is_string(item) && reduce_parse(json_string_value(item), &reduce))
			g_hash_table_insert(samples->reduce, g_strdup(name),
			                    GINT_TO_POINTER((int)reduce));
	}
	get_runs(samples, json_object_get(root, "runs"), sound);
	get_samples(samples, json_object_get(root, "samples"), sound);
	get_turns(samples, json_object_get(root, "turns"), sound);
	get_rounds(samples, json_object_get(root, "rounds"), sound);
	return samples;
}

Result *
store_load(const char *path)
{
	json_t *root = json_load_file(path, 0, NULL);
	gboolean sound = TRUE;

	if (!root)
		return NULL;
	if (get_integer(root, "version", &sound) != STORE_VERSION || !sound) {
		json_decref(root);
		return NULL;
	}
	g_autoptr(Result) result = result_new();
	result->id = get_text(root, "id", &sound);
	result->content = get_text(root, "content", &sound);
	result->host = get_text(root, "host", &sound);
	result->time = get_integer(root, "time", &sound);
	result->took = as_number(json_object_get(root, "took"));
	result->machine = get_machine(json_object_get(root, "machine"), &sound);
	result->load_after = as_number(json_object_get(root, "load-after"));
	get_texts(root, "tools", result->tools, &sound);
	get_texts(root, "facts", result->facts, &sound);
	result->tier = get_text(root, "tier", &sound);
	result->seed = (guint64)get_integer(root, "seed", &sound);
	result->iterations = (guint)get_integer(root, "iterations", &sound);
	result->warmup = (guint)get_integer(root, "warmup", &sound);
	result->batch = (guint)get_integer(root, "batch", &sound);
	result->final = json_is_true(json_object_get(root, "final"));
	result->spent = json_is_true(json_object_get(root, "spent"));
	get_texts(root, "inputs", result->inputs, &sound);
	get_texts(root, "claims", result->claims, &sound);
	get_texts(root, "warnings", result->warnings, &sound);
	result->output = get_text(root, "output", &sound);
	result->samples = get_table(root, result->id, &sound);
	json_decref(root);
	return sound ? g_steal_pointer(&result) : NULL;
}

/* Finding ------------------------------------------------------------------------------ */

/* Keep the newest file of @folder whose name begins with @prefix in @best. */
static void
newest(const char *folder, const char *prefix, char **best, gint64 *best_time)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		if (!g_str_has_prefix(name, prefix) || !g_str_has_suffix(name, ".json"))
			continue;
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autoptr(Result) result = store_load(path);

		/* The time in the file, not the file's own: a checkout sets that anew. */
		if (result && (!*best || result->time > *best_time)) {
			g_free(*best);
			*best = g_steal_pointer(&path);
			*best_time = result->time;
		}
	}
}

char *
store_path(const char *data, const char *kept, const char *id, const char *content,
           const char *host)
{
	const char *folders[] = {data, kept};

	if (host) {
		g_autofree char *name = store_name(id, content, host);

		for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
			g_autofree char *path =
				folders[i] ? g_build_filename(folders[i], name, NULL) : NULL;

			if (path && g_file_test(path, G_FILE_TEST_EXISTS))
				return g_steal_pointer(&path);
		}
		return NULL;
	}
	g_autofree char *prefix = g_strdup_printf("%s-%.*s-", id, STORE_KEY_DIGITS, content);
	char *best = NULL;
	gint64 best_time = 0;
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
		if (folders[i])
			newest(folders[i], prefix, &best, &best_time);
	return best;
}

Result *
store_find(const char *data, const char *kept, const char *id, const char *content,
           const char *host)
{
	g_autofree char *path = store_path(data, kept, id, content, host);

	return path ? store_load(path) : NULL;
}
