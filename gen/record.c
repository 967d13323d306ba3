#include "record.h"

#include "jsontext.h"
#include "plain.h"

/* Return the text, or null. */
static json_t *
text_json(const char *text)
{
	return text == NULL ? json_null() : json_string(text);
}

static json_t *
machine_json(const Machine *machine)
{
	json_t *object = json_object();

	json_object_set_new(object, "cpu", text_json(machine->cpu));
	json_object_set_new(object, "cores", json_integer(machine->cores));
	json_object_set_new(object, "memory", json_integer((json_int_t)machine->memory));
	json_object_set_new(object, "kernel", text_json(machine->kernel));
	json_object_set_new(object, "system", text_json(machine->system));
	json_object_set_new(object, "governor", text_json(machine->governor));
	json_object_set_new(object, "virtualisation", text_json(machine->virtualisation));
	return object;
}

/* Add to @list when and where the samples of @item were taken, if there are some. */
static void
add_samples(json_t *list, const PlanItem *item)
{
	const Result *result = item->result;
	g_autoptr(GDateTime) begun = NULL;
	g_autofree char *time = NULL;
	json_t *object;

	if (result == NULL)
		return;
	begun = g_date_time_new_from_unix_utc(result->time);
	time = begun == NULL ? NULL : g_date_time_format(begun, "%Y-%m-%dT%H:%M:%SZ");
	object = json_object();
	json_object_set_new(object, "experiment", json_string(item->experiment->id));
	json_object_set_new(object, "time", text_json(time));
	json_object_set_new(object, "quick", json_boolean(result->quick));
	json_object_set_new(object, "machine", machine_json(result->machine));
	json_array_append_new(list, object);
}

/* The samples of every experiment that the claim is about, its own first. */
static json_t *
samples_json(const Plan *plan, const Evidence *evidence)
{
	const Formula *formula = evidence->mark->parsed;
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	json_t *list = json_array();

	g_hash_table_add(seen, (gpointer)evidence->item);
	add_samples(list, evidence->item);
	for (guint i = 0; i < formula->refs->len; i++) {
		const Ref *ref = g_ptr_array_index(formula->refs, i);
		PlanItem *item =
			ref->home < 0 ? NULL : g_ptr_array_index(plan->items, (guint)ref->home);

		if (item != NULL && g_hash_table_add(seen, item))
			add_samples(list, item);
	}
	return list;
}

char *
record_new(const Splice *splice, const Evidence *evidence, const char *sentence)
{
	const Mark *mark = evidence->mark;
	const char *name = splice->note->name;
	guint chapter = book_chapter(splice->course, splice->note);
	g_autofree char *href = g_strdup_printf("%s.html#%s", name, mark->key);
	g_autofree char *plain = plain_text(sentence);
	json_t *object = json_object(), *verdict = verdict_json(evidence->verdict);
	char *text;

	json_object_set_new(object, "id", json_string(mark->key));
	json_object_set_new(object, "note", json_string(name));
	json_object_set_new(object, "chapter", chapter == 0 ? json_null() : json_integer(chapter));
	json_object_set_new(object, "line", json_integer(mark->line));
	json_object_set_new(object, "href", json_string(href));
	json_object_set_new(object, "sentence", json_string(plain));
	json_object_set_new(object, "statement", text_json(mark->statement));
	json_object_set_new(object, "experiment", json_string(mark->experiment));
	json_object_update(object, verdict);
	json_decref(verdict);
	json_object_set_new(object, "samples", samples_json(splice->plan, evidence));
	text = jsontext_element(object);
	json_decref(object);
	return text;
}
