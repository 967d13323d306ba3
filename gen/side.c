#include "side.h"
#include "address.h"
#include "block.h"
#include "card.h"
#include "gate.h"
#include "number.h"
#include "util.h"
#include <math.h>
#include <string.h>

/* So many dropped rounds are told one by one. */
#define TOLD_ROUNDS 3

/* So many chapters the menu of a page lists; the start page has all. */
#define MENU_MAX 60

/* The field `note` says first what all formats show, and from this field on what only pages do. */
#define FIRST_OF_SITE "home"

/* The place in the course -------------------------------------------------------------- */

static void
write_place(Lua *lua, const char *key, const Course *course, const Note *note, gboolean current)
{
	guint chapter = book_chapter(course, note);
	g_autofree char *href = g_strconcat(note->name, ".html", NULL);
	g_autofree char *number = chapter ? g_strdup_printf("%u", chapter) : NULL;

	lua_open(lua, key);
	lua_text(lua, "href", href);
	lua_text(lua, "title", note->title);
	lua_text(lua, "number", number);
	lua_flag(lua, "current", current);
	lua_close(lua);
}

static void
write_all(Lua *lua)
{
	lua_open(lua, NULL);
	lua_text(lua, "href", "index.html#chapters");
	lua_text(lua, "title", "All chapters");
	lua_close(lua);
}

/* The chapters, or those around @note: the pages of a large course would be nothing but menus. */
static void
write_menu(Lua *lua, const Course *course, const Note *note)
{
	guint all = roster_chapters(course->roster), n = MIN(all, (guint)MENU_MAX);
	guint chapter = note ? book_chapter(course, note) : 0;
	guint first = chapter > n / 2 ? MIN(chapter - n / 2, all - n) : 0;

	lua_open(lua, "chapters");
	if (n < all)
		write_all(lua);
	for (guint i = first + 1; i <= first + n; i++) {
		const Note *other = roster_numbered(course->roster, i);

		write_place(lua, NULL, course, other, other == note);
	}
	lua_close(lua);
}

/* Return the note @step places after @note among those that are published, or NULL. */
static const Note *
neighbour(const Course *course, const Note *note, int step)
{
	gint64 n = course->notes->len, at = -1;

	for (gint64 i = 0; i < n; i++)
		if (g_ptr_array_index(course->notes, i) == note)
			at = i;
	for (at += step; at >= 0 && at < n; at += step) {
		const Note *other = g_ptr_array_index(course->notes, at);

		if (!other->draft)
			return other;
	}
	return NULL;
}

void
side_navigation(Lua *lua, const Course *course, const Note *note, const char *name,
                const char *kind, gboolean handouts, gboolean hasty)
{
	const Note *previous = note ? neighbour(course, note, -1) : NULL;
	const Note *next = note ? neighbour(course, note, 1) : NULL;
	guint chapter = note ? book_chapter(course, note) : 0;
	g_autofree char *number = chapter ? g_strdup_printf("%u", chapter) : NULL;
	g_autofree char *file = g_strconcat(name, ".html", NULL);
	g_autofree char *canonical = address_page(course->base_url, file);
	g_autofree char *card = address_page(course->base_url, CARD_FILE);
	g_autofree char *handout =
		handouts && chapter ? g_strconcat("handouts/", name, ".pdf", NULL) : NULL;

	lua_open(lua, "note");
	lua_text(lua, "name", name);
	lua_text(lua, "kind", kind);
	lua_text(lua, "number", number);
	lua_text(lua, "course", course->title);
	lua_text(lua, "lang", note && note->lang ? note->lang : course->language);
	lua_text(lua, "url", course->base_url);
	if (hasty)
		lua_text(lua, "notice",
		         "Quick: samples on this page were taken in a hurry, in 10 rounds at "
		         "most. A full measurement may differ.");
	lua_text(lua, FIRST_OF_SITE, "index.html"); /* from here on for pages only */
	lua_text(lua, "ledger", "ledger.html");
	lua_text(lua, "handout", handout);
	lua_text(lua, "author", course->author);
	lua_text(lua, "licence", course->licence);
	lua_text(lua, "canonical", canonical);
	lua_text(lua, "card", card);
	if (previous)
		write_place(lua, "prev", course, previous, FALSE);
	if (next)
		write_place(lua, "next", course, next, FALSE);
	write_menu(lua, course, note);
	lua_close(lua);
}

char *
side_printed(const char *text)
{
	const char *from = strstr(text, "\n\t\t[\"" FIRST_OF_SITE "\"] = ");
	const char *to = from ? strstr(from, "\n\t},\n") : NULL;

	g_assert(to); /* texts hold no line ends: they are escaped */
	return g_strdup_printf("%.*s%s", (int)(from - text), text, to);
}

/* Provenance --------------------------------------------------------------------------- */

char *
side_date(gint64 time)
{
	static const char *const months[] = {"January",   "February", "March",    "April",
	                                     "May",       "June",     "July",     "August",
	                                     "September", "October",  "November", "December"};
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);

	if (!date)
		return g_strdup("an unknown day");
	return g_strdup_printf("%d %s %d", g_date_time_get_day_of_month(date),
	                       months[g_date_time_get_month(date) - 1], g_date_time_get_year(date));
}

static void
write_pair(Lua *lua, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	lua_open(lua, NULL);
	lua_text(lua, NULL, name);
	lua_text(lua, NULL, value);
	lua_close(lua);
}

/* Write "name: value" texts as pairs. */
static void
write_pairs(Lua *lua, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		const char *text = g_ptr_array_index(texts, i);
		const char *colon = strstr(text, ": ");
		g_autofree char *name = colon ? g_strndup(text, (gsize)(colon - text)) : NULL;

		if (colon)
			write_pair(lua, name, colon + 2);
	}
}

/* How many rounds there are, and why those that are not used are not. */
static void
write_rounds(Lua *lua, const Samples *samples)
{
	guint clean = samples_clean_rounds(samples), told = 0;
	g_autofree char *rounds = NULL;
	g_autoptr(GString) dropped = g_string_new(NULL);

	rounds = clean == samples->rounds
	                 ? g_strdup_printf("%u, none dropped", clean)
	                 : g_strdup_printf("%u used of %u: the machine was disturbed in the others",
	                                   clean, samples->rounds);
	write_pair(lua, "Rounds", rounds);
	for (guint i = 0; i < samples->rounds && told < TOLD_ROUNDS; i++) {
		g_autofree char *reason =
			gate_reason(&g_array_index(samples->machine, Disturbance, i));

		if (!g_array_index(samples->dropped, gboolean, i))
			continue;
		g_string_append_printf(dropped, "%sround %u", told++ ? "; " : "", i + 1);
		if (reason)
			g_string_append_printf(dropped, ": %s", reason);
	}
	if (samples->rounds - clean > told)
		g_string_append_printf(dropped, "; and %u more, which are marked in the data",
		                       samples->rounds - clean - told);
	write_pair(lua, "Dropped", dropped->str);
}

/* How every run was made. */
static void
write_runs(Lua *lua, const Result *result)
{
	g_autoptr(GString) runs = g_string_new(NULL);

	g_string_append_printf(runs, "%u iteration%s", result->iterations,
	                       result->iterations == 1 ? "" : "s");
	if (result->warmup > 0)
		g_string_append_printf(runs, " after %u warm-up%s", result->warmup,
		                       result->warmup == 1 ? "" : "s");
	if (result->batch > 1)
		g_string_append_printf(runs, ", %u calls in each", result->batch);
	g_string_append(runs, ", every run in a process of its own");
	write_pair(lua, "A run", runs->str);
	write_pair(lua, "Order of runs",
	           "every condition once in a round, in an order drawn anew; it "
	           "is in the data");
}

/* What interrupted measuring: fact "paused 14.2", in s. */
static void
write_pauses(Lua *lua, const Result *result)
{
	double pauses = fact_number(result->facts, "pauses");
	g_autofree char *took = number_duration(fact_number(result->facts, "paused"));
	g_autofree char *text = g_strdup_printf("%.0f between runs, %s in all", pauses, took);

	if (pauses > 0)
		write_pair(lua, "Pauses", text);
}

/* What it costs to say worker.tick(), which the runner found out: "tick 1.5e-08", in s. */
static void
write_tick(Lua *lua, const Result *result)
{
	for (guint i = 0; i < result->facts->len; i++) {
		const char *fact = g_ptr_array_index(result->facts, i);
		g_autofree char *text = NULL;

		if (!g_str_has_prefix(fact, "tick "))
			continue;
		text = number_format(g_ascii_strtod(fact + strlen("tick "), NULL), (double)NAN,
		                     (double)NAN, UNIT_SECOND);
		write_pair(lua, "Cost of a tick", text);
		return;
	}
}

/* All settings that could be seen and are told by no other fact, in one text. */
static void
write_settings(Lua *lua, const GPtrArray *settings)
{
	static const char *const told[] = {"CPUs online", "CPUs allowed", "governor", "hypervisor",
	                                   NULL};
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < settings->len; i++) {
		const char *text = g_ptr_array_index(settings, i);
		const char *colon = strstr(text, ": ");
		g_autofree char *name = colon ? g_strndup(text, (gsize)(colon - text)) : NULL;

		if (!colon || g_strv_contains(told, name) || g_str_equal(colon + 2, "not visible"))
			continue;
		g_string_append_printf(out, "%s%s %s", out->len ? "; " : "", name, colon + 2);
	}
	write_pair(lua, "Settings", out->str);
}

static void
write_machine(Lua *lua, const Result *result)
{
	const Machine *machine = result->machine;
	g_autofree char *line = machine_line(machine);
	g_autofree char *load =
		g_strdup_printf("%.2f before, %.2f after", machine->load, result->load_after);

	write_pair(lua, "Machine", line);
	write_pair(lua, "CPUs used", machine->affinity);
	write_pair(lua, "System", machine->system);
	write_pair(lua, "Virtualisation", machine->virtualisation);
	write_pair(lua, "Frequency scaling", machine->governor);
	if (machine->settings)
		write_settings(lua, machine->settings);
	write_pair(lua, "Load", load);
	write_tick(lua, result);
	write_pairs(lua, result->tools);
	write_pair(lua, "Isolation", result->tier);
}

static void
write_facts(Lua *lua, const Plan *plan, guint index)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);
	const Result *result = item->result;
	g_autofree char *day = side_date(result->time);
	g_autofree char *took = number_duration(result->took);
	g_autofree char *when = g_strdup_printf("%s, in %s", day, took);
	g_autofree char *control = evidence_control(plan, index);
	g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, result->seed);

	lua_open(lua, "facts");
	write_pair(lua, "Measured", when);
	write_rounds(lua, result->samples);
	write_runs(lua, result);
	write_pauses(lua, result);
	write_pair(lua, "Control", control);
	write_pair(lua, "Seed", seed);
	write_machine(lua, result);
	lua_close(lua);
}

/* What the numbers of a table are (transfer full). */
static char *
table_marks(void)
{
	g_autofree char *confidence = number_percent(JUDGE_CONFIDENCE);

	return g_strdup_printf("Medians over the rounds; in parentheses their %s intervals.",
	                       confidence);
}

static void
write_grid(Lua *lua, const PlanItem *item)
{
	g_autoptr(Grid) grid = block_grid(item);
	g_autofree char *marks = table_marks();

	lua_open(lua, "table");
	lua_text(lua, "marks", marks);
	lua_texts(lua, "header", grid->header);
	lua_open(lua, "rows");
	for (guint i = 0; i < grid->rows->len; i++)
		lua_texts(lua, NULL, g_ptr_array_index(grid->rows, i));
	lua_close(lua);
	lua_close(lua);
}

static void
write_file(Lua *lua, const char *id, const char *ending, const char *text)
{
	g_autofree char *href = g_strdup_printf("data/%s.%s", id, ending);

	lua_open(lua, NULL);
	lua_text(lua, "href", href);
	lua_text(lua, "text", text);
	lua_close(lua);
}

/* "33 rounds (2 dropped) on 12 May 2026, Ryzen 7 (8 cores)". */
static char *
summary_text(const Result *result)
{
	guint rounds = samples_clean_rounds(result->samples);
	guint dropped = result->samples->rounds - rounds, cores = result->machine->cores;
	g_autofree char *day = side_date(result->time);
	g_autofree char *less = NULL;

	if (rounds == 0 && dropped > 0)
		less = g_strdup_printf("No round of %u could be used", dropped);
	else if (dropped > 0)
		less = g_strdup_printf("%u round%s (%u dropped)", rounds, rounds == 1 ? "" : "s",
		                       dropped);
	else
		less = g_strdup_printf("%u round%s", rounds, rounds == 1 ? "" : "s");
	return g_strdup_printf("%s%s on %s, %s (%u core%s)", result->quick ? "quick: " : "", less,
	                       day, result->machine->cpu, cores, cores == 1 ? "" : "s");
}

/* What readers of a preview are told of an experiment that is to be measured. */
static const char *
measuring_text(const PlanItem *item)
{
	if (!item->pending)
		return NULL;
	if (item->result)
		return "Being measured again: what is shown is of the samples so far.";
	return item->former ? "Being measured: this is the figure of what stood here before."
	                    : "There is nothing to show yet.";
}

/* Nothing but that it is to be measured. */
static void
write_pending(Lua *lua, const PlanItem *item)
{
	g_autofree char *key = g_strconcat("result-", item->experiment->id, NULL);

	lua_open(lua, key);
	lua_text(lua, "measuring", measuring_text(item));
	lua_close(lua);
}

static void
write_result(Lua *lua, const Plan *plan, guint index)
{
	const PlanItem *item = g_ptr_array_index(plan->items, index);
	const Result *result = item->result;
	g_autofree char *key = g_strconcat("result-", result->id, NULL);
	g_autofree char *summary = summary_text(result);
	g_autoptr(GString) inputs = g_string_new(NULL);

	for (guint i = 0; i < result->inputs->len; i++)
		g_string_append_printf(inputs, "%s\n",
		                       (char *)g_ptr_array_index(result->inputs, i));
	lua_open(lua, key);
	lua_text(lua, "measuring", measuring_text(item));
	lua_text(lua, "summary", summary);
	write_facts(lua, plan, index);
	lua_texts(lua, "warnings", result->warnings);
	write_grid(lua, item);
	lua_text(lua, "experiment", inputs->str);
	lua_open(lua, "files");
	write_file(lua, result->id, "csv", "Samples (CSV)");
	write_file(lua, result->id, "json", "Everything (JSON)");
	lua_close(lua);
	lua_close(lua);
}

/* Numbers ------------------------------------------------------------------------------ */

static void
write_number(Lua *lua, const char *prefix, const char *id, guint number, const char *alt,
             const char *marks)
{
	g_autofree char *key = g_strconcat(prefix, id, NULL);
	g_autofree char *text = g_strdup_printf("%u", number);

	lua_open(lua, key);
	lua_text(lua, "number", text);
	lua_text(lua, "alt", alt);
	lua_text(lua, "marks", marks);
	lua_close(lua);
}

static void
write_numbers(Lua *lua, const Note *note, const Plan *plan)
{
	lua_open(lua, "figures");
	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);
		const PlanItem *item = experiment->snippet ? NULL : plan_find(plan, experiment->id);

		if (book_has_figure(experiment))
			write_number(lua, "fig-", experiment->id, book_figure(note, experiment),
			             experiment->fig_alt.text ? experiment->fig_alt.text
			             : item                   ? item->alt
			                                      : NULL,
			             item ? item->legend : NULL);
	}
	lua_close(lua);
	g_autofree char *marks = table_marks();
	lua_open(lua, "tables");
	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *experiment = g_ptr_array_index(note->experiments, i);

		if (book_has_table(experiment))
			write_number(lua, "tbl-", experiment->id, book_table(note, experiment),
			             NULL, marks);
	}
	lua_close(lua);
}

/* Tell whether a claim or value of @note names the experiment @index of the plan. */
static gboolean
is_named(const Note *note, const Plan *plan, guint index)
{
	for (guint i = 0; i < note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(note->marks, i);
		const Formula *formula = mark->parsed;

		if ((mark->kind != MARK_CLAIM && mark->kind != MARK_VALUE) || !formula)
			continue;
		if (plan_index(plan, mark->experiment) == (int)index)
			return TRUE;
		for (guint r = 0; r < formula->refs->len; r++)
			if (((const Ref *)g_ptr_array_index(formula->refs, r))->home == (int)index)
				return TRUE;
	}
	return FALSE;
}

/* Tell whether the page of @note shows samples that were taken in a hurry. */
static gboolean
is_hasty(const Note *note, const Plan *plan)
{
	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);
		gboolean shown = item->note == note && item->experiment->include;

		if (item->result && item->result->quick &&
		    (shown || is_named(note, plan, i) || evidence_listed(note, plan, i)))
			return TRUE;
	}
	return FALSE;
}

char *
side_text(const Course *course, const Note *note, const Plan *plan, const GPtrArray *evidence,
          gboolean handouts)
{
	Lua lua;

	lua_begin(&lua);
	side_navigation(&lua, course, note, note->name,
	                book_chapter(course, note) ? "chapter" : "start", handouts,
	                is_hasty(note, plan));
	evidence_write(evidence, course, note, &lua);
	write_numbers(&lua, note, plan);
	lua_open(&lua, "results");
	for (guint i = 0; i < plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(plan->items, i);

		if (item->note != note || !item->experiment->include)
			continue;
		if (item->result)
			write_result(&lua, plan, i);
		else if (item->pending && !item->failure)
			write_pending(&lua, item);
	}
	lua_close(&lua);
	return lua_end(&lua);
}
