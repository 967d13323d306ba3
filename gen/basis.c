#include "basis.h"
#include "key.h"

#include <string.h>

void
basis_open(Basis *basis)
{
	const Course *course = basis->course;

	basis->chapters = inputs_new();
	for (guint i = 0; i < course->notes->len; i++) {
		const Note *note = g_ptr_array_index(course->notes, i);
		g_autofree char *name = g_strconcat("title of ", note->name, NULL);

		if (!note->draft)
			inputs_add(basis->chapters, name, note->title);
	}
	basis->chapters_key = inputs_key(basis->chapters);
}

void
basis_close(Basis *basis)
{
	g_clear_pointer(&basis->chapters, g_ptr_array_unref);
	g_clear_pointer(&basis->chapters_key, g_free);
}

/* Results ------------------------------------------------------------------------------ */

static void
add_item(GHashTable *items, PlanItem *item)
{
	if (item)
		g_hash_table_add(items, item);
}

static gint
compare_items(gconstpointer a, gconstpointer b)
{
	const PlanItem *left = *(const PlanItem *const *)a, *right = *(const PlanItem *const *)b;

	return (left->index > right->index) - (left->index < right->index);
}

/* Return the members of @set in the order of the plan. */
static GPtrArray *
sort_items(GHashTable *set)
{
	GPtrArray *items = g_ptr_array_new();
	GHashTableIter iter;
	gpointer item;

	g_hash_table_iter_init(&iter, set);
	while (g_hash_table_iter_next(&iter, &item, NULL))
		g_ptr_array_add(items, item);
	g_ptr_array_sort(items, compare_items);
	return items;
}

GPtrArray *
basis_items(const Note *note, const Plan *plan)
{
	g_autoptr(GHashTable) items = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);

		if (!experiment->snippet)
			add_item(items, plan_find(plan, experiment->id));
	}
	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);
		const Formula *formula = mark->parsed;

		if (mark->kind != MARK_CLAIM && mark->kind != MARK_VALUE)
			continue;
		add_item(items, plan_find(plan, mark->experiment));
		for (guint r = 0; formula && r < formula->refs->len; r++) {
			int home = ((const Ref *)g_ptr_array_index(formula->refs, r))->home;

			add_item(items, home < 0 ? NULL : g_ptr_array_index(plan->items, home));
		}
	}
	for (guint i = 0; note_has_list(note) && i < plan->items->len; i++)
		if (evidence_listed(note, plan, i))
			add_item(items, g_ptr_array_index(plan->items, i));
	return sort_items(items);
}

/* The samples of an experiment, or why there are none. */
static void
add_result(GPtrArray *inputs, const PlanItem *item)
{
	g_autofree char *name = g_strconcat("result of ", item->experiment->id, NULL);
	Hash *hash = hash_new("result");

	hash_text(hash, "content", item->content);
	hash_text(hash, "host", item->host);
	key_feed_stored(hash, item->stored);
	if (!item->stored)
		hash_text(hash, "why", item->failure ? item->failure : item->why);
	if (item->pending)
		hash_text(hash, "pending", item->failure);
	inputs_add_hash(inputs, name, hash);
}

/* How the samples are read and shown, which other notes may have a say in by what they claim. */
static void
add_reading(GPtrArray *inputs, const Plan *plan, guint index)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);
	const Experiment *experiment = item->experiment;
	g_autofree char *name = g_strconcat("use of ", experiment->id, NULL);
	Hash *hash = hash_new("use");

	key_feed_reading(hash, experiment);
	hash_text(hash, "claimed", evidence_claimed(plan, index));
	for (guint i = 0; i < experiment->design->conditions->len; i++) {
		const Condition *condition = g_ptr_array_index(experiment->design->conditions, i);

		hash_text(hash, "absent", condition->absent);
	}
	inputs_add_hash(inputs, name, hash);
}

static void
add_items(GPtrArray *inputs, const Note *note, const Plan *plan)
{
	g_autoptr(GPtrArray) items = basis_items(note, plan);

	for (guint i = 0; i < items->len; i++) {
		const PlanItem *item = g_ptr_array_index(items, i);
		const Experiment *experiment = item->experiment;

		add_result(inputs, item);
		add_reading(inputs, plan, item->index);
		if (item->note == note && experiment->workload) {
			g_autofree char *name = g_strconcat("code of ", experiment->workload, NULL);

			inputs_add(inputs, name, item->code);
		}
	}
}

static void
add_snippets(GPtrArray *inputs, const Note *note, const Snippets *snippets)
{
	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);
		g_autofree char *name = NULL, *key = NULL;

		if (!experiment->snippet)
			continue;
		name = g_strconcat("output of ", experiment->id, NULL);
		key = snippet_key(snippets, experiment);
		inputs_add(inputs, name, key);
	}
}

/* What figures are drawn with, if there are any. */
static void
add_figures(GPtrArray *inputs, const Note *note, const Look *look)
{
	gboolean any = FALSE;

	for (guint i = 0; i < note->experiments->len; i++)
		any |= book_has_figure(g_ptr_array_index(note->experiments, i));
	for (guint i = 0; any && i < look->figures->len; i++)
		g_ptr_array_add(inputs, g_strdup(g_ptr_array_index(look->figures, i)));
}

/* Other notes -------------------------------------------------------------------------- */

/* What a reference to @target in another note reads; the note itself is an input already. */
static void
add_target(GPtrArray *inputs, GHashTable *known, const Basis *basis, const Note *note,
           const char *target)
{
	g_autofree char *href = NULL, *text = NULL, *name = NULL, *value = NULL;

	if (!g_hash_table_add(known, g_strdup(target)))
		return;
	text = book_reference(basis->course, note, target, &href);
	if (!text || *href == '#')
		return;
	name = g_strconcat("reference to ", target, NULL);
	value = g_strdup_printf("%s (%s)", text, href);
	inputs_add(inputs, name, value);
}

static void
add_references(GPtrArray *inputs, const Basis *basis, const Note *note)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);
		const PlanItem *item;

		if (mark->kind == MARK_REFERENCE || mark->kind == MARK_CITATION_LIKE)
			add_target(inputs, known, basis, note, mark->target);
		if (mark->kind != MARK_CLAIM && mark->kind != MARK_VALUE)
			continue;
		/* evidence links to the figure that shows the samples */
		item = plan_find(basis->plan, mark->experiment);
		if (item && book_has_figure(item->experiment)) {
			g_autofree char *target = g_strconcat("fig-", mark->experiment, NULL);

			add_target(inputs, known, basis, note, target);
		}
	}
}

/* The statements of the course and the claims that back them. */
static void
add_statements(GPtrArray *inputs, const Basis *basis)
{
	const Course *course = basis->course;

	for (guint i = 0; i < course->statements->len; i++) {
		const Statement *statement = g_ptr_array_index(course->statements, i);
		g_autofree char *name = g_strconcat("statement ", statement->id, NULL);

		inputs_add(inputs, name, statement->text);
	}
	for (guint n = 0; n < course->notes->len; n++) {
		const Note *note = g_ptr_array_index(course->notes, n);
		const Splice splice = {.course = course, .note = note, .plan = basis->plan};

		for (guint i = 0; i < note->marks->len && !note->draft; i++) {
			const Mark *mark = g_ptr_array_index(note->marks, i);
			g_autofree char *name = NULL, *sentence = NULL;
			Hash *hash;

			if (!mark->statement)
				continue;
			name = g_strdup_printf("%s of %s", mark->key, note->name);
			sentence = splice_sentence(&splice, mark);
			hash = hash_new("claim");
			hash_text(hash, "statement", mark->statement);
			hash_text(hash, "sentence", sentence);
			hash_text(hash, "formula", mark->formula);
			hash_text(hash, "experiment", mark->experiment);
			inputs_add_hash(inputs, name, hash);
		}
	}
}

/* The course and the world ------------------------------------------------------------- */

/* Options that course.yaml gives to all blocks. */
static void
add_defaults(GPtrArray *inputs, const Course *course)
{
	const Yaml *defaults = course->defaults;
	g_autofree char *text = NULL;

	if (!defaults)
		return;
	text = g_strndup(course->source->text + defaults->span.start,
	                 defaults->span.end - defaults->span.start);
	inputs_add(inputs, "defaults", text);
}

static void
add_course(GPtrArray *inputs, const Basis *basis)
{
	const Course *course = basis->course;

	inputs_add(inputs, "course title", course->title);
	inputs_add(inputs, "author", course->author);
	inputs_add(inputs, "licence", course->licence);
	inputs_add(inputs, "language", course->language);
	inputs_add(inputs, "base-url", course->base_url);
	inputs_add(inputs, "chapters", basis->chapters_key);
	inputs_add_number(inputs, "confidence", basis->confidence);
	add_defaults(inputs, course);
}

gboolean
basis_cites(const Note *note)
{
	/* a list of statements shows sentences of other notes */
	return note_has_list(note) || strchr(note->source->text, '@');
}

/* Call @visit with every file that @note cites from, and with its citation style. */
static void
visit_citations(const Course *course, const Note *note,
                void (*visit)(gpointer data, const char *what, const char *path), gpointer data)
{
	const GPtrArray *files = course_bibliography(course, note);
	const char *csl = course_csl(course, note);

	for (guint i = 0; i <= files->len && basis_cites(note); i++) {
		const char *name = i < files->len ? g_ptr_array_index(files, i) : csl;
		g_autofree char *path = name ? g_build_filename(course->folder, name, NULL) : NULL;
		g_autofree char *what =
			name ? g_strconcat(i < files->len ? "bibliography " : "csl ", name, NULL)
			     : NULL;

		if (path)
			visit(data, what, path);
	}
}

static void
visit_pictures(const Course *course, const Note *note,
               void (*visit)(gpointer data, const char *what, const char *path), gpointer data)
{
	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);
		g_autofree char *what = NULL, *path = NULL;

		if (mark->kind != MARK_FILE)
			continue;
		what = g_strconcat("file ", mark->target, NULL);
		path = g_build_filename(course->folder, mark->target, NULL);
		visit(data, what, path);
	}
}

static void
add_file(gpointer inputs, const char *what, const char *path)
{
	inputs_add_file(inputs, what, path);
}

static void
feed_file(gpointer hash, const char *what, const char *path)
{
	hash_file(hash, what, path);
}

void
basis_hash_files(Hash *hash, const Course *course, const Note *note, gboolean pictures)
{
	visit_citations(course, note, feed_file, hash);
	if (pictures)
		visit_pictures(course, note, feed_file, hash);
}

/* What values show of this machine, and what preconditions ask of it. */
static void
add_machine(GPtrArray *inputs, const Note *note, const Plan *plan)
{
	for (guint i = 0; machine_facts()[i]; i++) {
		const char *name = machine_facts()[i];
		g_autofree char *label = g_strconcat("machine ", name, NULL);
		g_autofree char *fact = NULL;
		gboolean shown = g_str_equal(name, "cores");

		for (guint k = 0; !shown && k < note->marks->len; k++) {
			const Mark *mark = g_ptr_array_index(note->marks, k);

			shown = mark->kind == MARK_VALUE &&
			        g_strcmp0(mark->experiment, "machine") == 0 &&
			        g_strcmp0(mark->formula, name) == 0;
		}
		if (!shown)
			continue;
		fact = machine_fact(plan->machine, name);
		inputs_add(inputs, label, fact);
	}
}

GPtrArray *
basis_inputs(const Basis *basis, const Note *note)
{
	GPtrArray *inputs = inputs_new();
	Hash *text = hash_new("note");

	hash_text(text, "note", note->source->text);
	inputs_add_hash(inputs, "note", text);
	inputs_add(inputs, "program", basis->look->program);
	add_course(inputs, basis);
	add_references(inputs, basis, note);
	if (note_has_list(note))
		add_statements(inputs, basis);
	add_machine(inputs, note, basis->plan);
	visit_citations(basis->course, note, add_file, inputs);
	visit_pictures(basis->course, note, add_file, inputs);
	add_items(inputs, note, basis->plan);
	add_snippets(inputs, note, basis->snippets);
	add_figures(inputs, note, basis->look);
	return inputs;
}
