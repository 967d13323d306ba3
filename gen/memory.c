#include "memory.h"

#include "key.h"
#include "util.h"

/* Program, and by key an Estimate with a reason, or a Verdict. */
#define MEMORY_TYPE "(sa{sv})"

struct Memory {
	char *path;
	char *program;
	GHashTable *before; /* char * to GVariant: what the file holds */
	GHashTable *now;    /* likewise: what was asked for */
	gboolean changed;   /* something was asked for that is not in the file */
};

static void
unref_value(gpointer value)
{
	g_variant_unref(value);
}

static GHashTable *
table_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_value);
}

Memory *
memory_open(const char *path, const char *program)
{
	Memory *memory = g_new0(Memory, 1);
	g_autoptr(GVariant) all = NULL;
	g_autoptr(GVariantIter) items = NULL;
	const char *writer, *key;
	char *bytes = NULL;
	GVariant *value;
	gsize len = 0;

	memory->path = g_strdup(path);
	memory->program = g_strdup(program);
	memory->before = table_new();
	memory->now = table_new();
	if (!g_file_get_contents(path, &bytes, &len, NULL))
		return memory;
	all = g_variant_ref_sink(g_variant_new_from_data(G_VARIANT_TYPE(MEMORY_TYPE), bytes, len,
	                                                 FALSE, g_free, bytes));
	if (!g_variant_is_normal_form(all))
		return memory;
	g_variant_get(all, "(&sa{sv})", &writer, &items);
	while (g_str_equal(writer, program) && g_variant_iter_loop(items, "{&sv}", &key, &value))
		g_hash_table_insert(memory->before, g_strdup(key), g_variant_ref(value));
	return memory;
}

static void
save(const Memory *memory)
{
	GVariantBuilder items;
	g_autoptr(GVariant) all = NULL;
	g_autoptr(GList) keys = g_hash_table_get_keys(memory->now);

	g_variant_builder_init(&items, G_VARIANT_TYPE("a{sv}"));
	for (GList *at = keys; at; at = at->next)
		g_variant_builder_add(&items, "{sv}", at->data,
		                      g_hash_table_lookup(memory->now, at->data));
	all = g_variant_ref_sink(g_variant_new(MEMORY_TYPE, memory->program, &items));
	/* It saves work only: where it cannot be written, the next build does that work. */
	file_refresh(memory->path, g_variant_get_data(all), g_variant_get_size(all), NULL);
}

void
memory_close(Memory *memory)
{
	if (!memory)
		return;
	if (memory->changed || g_hash_table_size(memory->now) != g_hash_table_size(memory->before))
		save(memory);
	g_free(memory->path);
	g_free(memory->program);
	g_hash_table_unref(memory->before);
	g_hash_table_unref(memory->now);
	g_free(memory);
}

/* Return what is remembered under @key (borrowed), or NULL. */
static GVariant *
recall(Memory *memory, const char *key, const char *type)
{
	GVariant *value = g_hash_table_lookup(memory->before, key);

	if (!value || !g_variant_is_of_type(value, G_VARIANT_TYPE(type)))
		return NULL;
	g_hash_table_insert(memory->now, g_strdup(key), g_variant_ref(value));
	return value;
}

static void
keep(Memory *memory, const char *key, GVariant *value)
{
	g_hash_table_insert(memory->now, g_strdup(key), g_variant_ref_sink(value));
	memory->changed = TRUE;
}

/* Keys --------------------------------------------------------------------------------- */

static void
hash_design(Hash *hash, const Design *design)
{
	hash_text(hash, "design", design->id);
	for (guint i = 0; i < design->factors->len; i++) {
		const Factor *factor = g_ptr_array_index(design->factors, i);

		hash_text(hash, "factor", factor->name);
		hash_list(hash, "levels", factor->levels);
	}
	for (guint i = 0; i < design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(design->conditions, i);

		hash_text(hash, "executor", condition->executor);
		hash_list(hash, "levels", condition->levels);
		hash_text(hash, "absent", condition->absent);
		hash_integer(hash, "implied", condition->implied);
	}
}

/* Hash the samples of @item, how they are read, and how formulas see them. */
static void
hash_item(Hash *hash, const PlanItem *item, const ScopeExperiment *seen)
{
	key_feed_stored(hash, item->result ? item->stored : NULL);
	key_feed_reading(hash, item->experiment);
	hash_list(hash, "metrics", seen->metrics);
	hash_integer(hash, "rounds", seen->rounds);
	hash_text(hash, "python", seen->python);
	hash_list(hash, "versions", seen->versions);
	hash_design(hash, seen->design);
}

/* Return the key of @formula, or NULL when its samples are stored nowhere (transfer full). */
static char *
key_of(const Plan *plan, const Formula *formula, const Scope *scope, const JudgeOptions *options)
{
	Hash *hash = hash_new("judged");
	gboolean stored = TRUE;
	g_autofree char *key = NULL;

	hash_text(hash, "formula", formula->text);
	hash_integer(hash, "cores", scope->cores);
	hash_number(hash, "scope", scope->confidence);
	hash_number(hash, "confidence", options->confidence);
	hash_integer(hash, "seed", (gint64)options->seed);
	hash_integer(hash, "more-looks", options->more_looks);
	for (guint i = 0; i <= formula->refs->len; i++) {
		const Ref *ref = i > 0 ? g_ptr_array_index(formula->refs, i - 1) : NULL;
		int index = ref ? ref->home : scope->home;
		const PlanItem *item;

		hash_integer(hash, "resolved", index >= 0);
		hash_integer(hash, "condition", ref ? ref->condition : -1);
		if (index < 0)
			continue;
		item = g_ptr_array_index(plan->items, (guint)index);
		hash_item(hash, item, &scope->experiments[index]);
		hash_integer(hash, "differs", options->differs && options->differs[index]);
		stored &= !item->result || item->stored;
	}
	key = hash_end(hash);
	return stored ? g_steal_pointer(&key) : NULL;
}

/* Judging ------------------------------------------------------------------------------ */

Verdict *
memory_claim(Memory *memory, const Plan *plan, const Formula *formula, const Scope *scope,
             const Samples *const *samples, const JudgeOptions *options)
{
	g_autofree char *key = memory ? key_of(plan, formula, scope, options) : NULL;
	GVariant *known = key ? recall(memory, key, VERDICT_TYPE) : NULL;
	Verdict *verdict =
		known ? verdict_unpack(known) : judge_claim(formula, scope, samples, options);

	if (key && !known)
		keep(memory, key, verdict_pack(verdict));
	return verdict;
}

Estimate
memory_value(Memory *memory, const Plan *plan, const Formula *formula, const Scope *scope,
             const Samples *const *samples, const JudgeOptions *options, char **reason)
{
	g_autofree char *key = memory ? key_of(plan, formula, scope, options) : NULL;
	GVariant *known = key ? recall(memory, key, "(" ESTIMATE_TYPE "ms)") : NULL;
	g_autoptr(GVariant) packed = NULL;
	Estimate estimate;

	if (known) {
		g_variant_get(known, "(@" ESTIMATE_TYPE "ms)", &packed, reason);
		return estimate_unpack(packed);
	}
	estimate = judge_value(formula, scope, samples, options, reason);
	if (key)
		keep(memory, key,
		     g_variant_new("(@" ESTIMATE_TYPE "ms)", estimate_pack(&estimate), *reason));
	return estimate;
}
