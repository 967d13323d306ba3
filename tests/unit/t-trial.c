/*
 * t-trial.c - `lectern judge` on the CSV file of a page gives the page's verdicts, to the last bit;
 * and no verdict hangs on what else is judged.
 */
#include "evidence.h"
#include "random.h"
#include "stats.h"
#include "trial.h"
#include "util.h"
#include <math.h>
#include <string.h>

/* What the A/A control of an experiment does. */
typedef enum Control {
	CONTROL_NONE,
	CONTROL_SAME,
	CONTROL_WALL, /* differs in `wall` */
	CONTROL_LOST, /* differs in `lost` */
} Control;

static const char block[] = "```` {.c .experiment #%s}\n"
			    "//| fig-cap: Pace\n"
			    "//| executors: [serial, thread]\n"
			    "//| workers: [1, 2]\n"
			    "//| params: {mode: [fast, 'slow, or not']}\n"
			    "%s"
			    "#include <lectern.h>\n"
			    "void work(struct worker *self) { worker_record(self, \"lost\", 1); }\n"
			    "````\n\n";

/* Conditions are written short: S and T for serial and thread of two workers. */
static const char *const formulas[] = {
	"S.wall > 1.2 * T.wall",
	"S.wall > 2.5 * T.wall expect refuted",
	"S.wall > 1.9 * T.wall",
	"median(S.wall / T.wall) > 1.2",
	"mean(S.wall) - mean(T.wall) > 1 ms",
	"mean(S.wall) / median(T.wall) > 1 and S.wall > 0 ms",
	"p75(T.wall) < 1 s",
	"p95(T.wall) < 1 s",
	"rate(T.lost > 0) > 0.1",
	"rate(T.lost > 0) + rate(S.lost > 0) < 1.5",
	"always(S.lost == 0)",
	"always(T.lost == 0) and T.wall < 1 s",
	"sometimes(T.lost > 0)",
	"T.speedup > 1.1 and S.wall > T.wall and T.start < 1 ns",
	"S.wall < 1 s when cores >= 4",
	"S.wall < 1 s when cores >= 64",
	"S.wall < 1 s when mode == fast",
	"S.lost < 1 when python >= 3.8",
	"spread(T.work) < 1 ms",
	"distinct(T.tid) == 2",
	"S.wall ~= T.wall within 5%",
	"T.start < 1 ms",
	"S.lost - T.lost < 1",
	"log(S.wall / T.wall) > 0.1",
};

typedef struct Fixture {
	char *root;
	Diag *diag;
	Tools *tools;
	Course *course;
	Plan *plan;
} Fixture;

/* Return @formula with the conditions written out (transfer full). */
static char *
write_out(const char *formula)
{
	g_autoptr(GString) text = g_string_new(formula);

	g_string_replace(text, "S.", "serial(workers=2, mode=fast).", 0);
	g_string_replace(text, "T.", "thread(mode=fast, workers=2).", 0);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Append the block @id with the options @options, and claims of every kind on it. */
static void
add_experiment(GString *note, const char *id, const char *options)
{
	g_string_append_printf(note, block, id, options);
	for (guint i = 0; i < G_N_ELEMENTS(formulas); i++) {
		g_autofree char *text = write_out(formulas[i]);

		g_string_append_printf(note, "[Claim %u](claim:%s '%s').\n", i, id, text);
	}
	g_string_append_c(note, '\n');
}

static void
set_up(Fixture *f, gconstpointer data)
{
	g_autoptr(GString) note = g_string_new("---\ntitle: Pace\n---\n\n");
	g_autofree char *path = NULL, *notes = NULL, *memory = NULL, *text = NULL;
	g_autoptr(GError) error = NULL;
	PlanOptions options = {.max_age = 1e6};

	f->root = g_dir_make_tmp("lectern-t-trial-XXXXXX", &error);
	g_assert_no_error(error);
	notes = g_build_filename(f->root, "notes", NULL);
	path = g_build_filename(notes, "pace.md", NULL);
	memory = g_build_filename(f->root, "tools.json", NULL);
	add_experiment(note, "one", data);
	add_experiment(note, "two", data);
	text = write_out("one:S.wall > 1.5 * two:T.wall");
	g_string_append_printf(note, "[Both](claim:one '%s').\n", text);
	g_assert_true(file_write(path, note->str, note->len, &error));
	options.data = f->root;
	options.paths = (WorkloadPaths){.build = f->root, .include = f->root};
	f->diag = diag_new();
	f->course = course_load(notes, f->diag, &error);
	g_assert_no_error(error);
	options.paths.shared = f->course->experiments;
	f->tools = tools_open(memory);
	f->plan = plan_make(f->course, &options, f->tools, f->diag);
	diag_print(f->diag, stderr, FALSE);
	g_assert_cmpint(diag_worst(f->diag), !=, SEVERITY_ERROR);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
	(void)data;
	plan_free(f->plan);
	course_free(f->course);
	tools_free(f->tools);
	diag_free(f->diag);
	directory_remove(f->root);
	g_free(f->root);
}

/* Add a run with samples of all kinds; @scale multiplies times, @lost is added to what is lost. */
static void
add_run(Samples *samples, Run run, double scale, double lost, Random *random)
{
	guint32 index = samples_add_run(samples, run);
	const char *whole[] = {"wall", "elapsed", "throughput"};

	for (guint it = 0; it < 4; it++) {
		double noise = exp(0.05 * random_normal(random));

		for (guint m = 0; m < G_N_ELEMENTS(whole); m++)
			samples_add(samples, index, samples_metric(samples, whole[m]), -1, it,
			            it == 0, (m == 2 ? 100 / scale : 0.01 * scale) * noise);
		for (int w = 0; w < 2; w++) {
			samples_add(samples, index, samples_metric(samples, "work"), w, it, it == 0,
			            0.009 * scale * exp(0.02 * random_normal(random)));
			samples_add(samples, index, samples_metric(samples, "start"), w, it,
			            it == 0, 2e-5 * exp(0.3 * random_normal(random)));
			samples_add(samples, index, samples_metric(samples, "tid"), w, it, it == 0,
			            4711 + w);
			samples_add(samples, index, samples_metric(samples, "lost"), w, it, it == 0,
			            lost);
		}
	}
}

/*
 * Give @item samples as if it had been measured: @rounds rounds, of which the gate dropped every
 * sixth.
 */
static void
measure(PlanItem *item, guint rounds, Control control, guint64 seed)
{
	Random random = random_new(seed);
	Result *result = result_new();
	Samples *samples = samples_new(design_copy(item->experiment->design));
	guint n = samples->design->conditions->len;

	for (guint round = 0; round < rounds; round++) {
		Run run = {.round = round, .usage = usage_unknown};

		for (guint c = 0; c < n; c++) {
			guint which = (c + round) % n; /* in an order of its own */
			const Condition *condition =
				g_ptr_array_index(samples->design->conditions, which);
			gboolean thread = g_str_equal(condition->executor, "thread");

			run.condition = which;
			run.unheld = round % 2 == 0 && c == 1;
			add_run(samples, run, thread ? 0.5 : 1.0,
			        thread ? random_below(&random, 3) : 0, &random);
			run.unheld = FALSE;
		}
		run.condition = 0;
		run.control = TRUE;
		if (control != CONTROL_NONE)
			add_run(samples, run, control == CONTROL_WALL ? 1.5 : 1.0,
			        control == CONTROL_LOST ? 1 : 0, &random);
		g_array_index(samples->machine, Disturbance, round).foreign = round % 7 * 0.04;
	}
	for (guint round = 3; round < rounds; round += 6)
		g_array_index(samples->dropped, gboolean, round) = TRUE;
	plan_prepare(item, samples);
	result->samples = samples;
	result->machine = g_new0(Machine, 1);
	result->machine->cores = 8;
	result->final =
		rounds < STATS_LAST_ROUNDS; /* else decided at a look that is not the last */
	item->result = result;
}

/* Return the samples of @item as the site has them. */
static Table *
read_back(const Fixture *f, guint index, Source **source)
{
	const PlanItem *item = g_ptr_array_index(f->plan->items, index);
	const Origin origin = {.cores = item->result->machine->cores,
	                       .claimed = (char *)evidence_claimed(f->plan, index),
	                       .python = (char *)f->plan->experiments[index].python};
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Diag) diag = diag_new();
	Table *table;

	csv_write(item->result->samples, &origin, text);
	*source = source_new("page.csv", g_strdup(text->str), text->len);
	table = csv_read(*source, diag);
	diag_print(diag, stderr, FALSE);
	g_assert_nonnull(table);
	return table;
}

static void
same_number(double a, double b)
{
	g_assert_true((isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof(a)) == 0);
}

static void
same_estimate(const Estimate *a, const Estimate *b)
{
	same_number(a->estimate, b->estimate);
	same_number(a->low, b->low);
	same_number(a->high, b->high);
	g_assert_cmpuint(a->rounds, ==, b->rounds);
	g_assert_cmpuint(a->dropped, ==, b->dropped);
	g_assert_cmpint(a->unit, ==, b->unit);
}

static void
same_verdict(const Verdict *a, const Verdict *b)
{
	g_assert_cmpstr(a->claim, ==, b->claim);
	g_test_message("%s", a->claim);
	g_assert_cmpstr(verdict_name(a->verdict), ==, verdict_name(b->verdict));
	g_assert_cmpstr(a->reason, ==, b->reason);
	g_assert_cmpint(a->expected, ==, b->expected);
	g_assert_cmpint(a->has_scale, ==, b->has_scale);
	g_assert_cmpint(a->scale, ==, b->scale);
	same_estimate(&a->estimate, &b->estimate);
	same_estimate(&a->lhs, &b->lhs);
	same_estimate(&a->rhs, &b->rhs);
	same_number(a->confidence, b->confidence);
	g_assert_cmpuint(a->rounds, ==, b->rounds);
	g_assert_cmpuint(a->dropped, ==, b->dropped);
	g_assert_cmpuint(a->needed, ==, b->needed);
	g_assert_cmpuint(a->warnings->len, ==, b->warnings->len);
	for (guint i = 0; i < a->warnings->len; i++)
		g_assert_cmpstr(g_ptr_array_index(a->warnings, i), ==,
		                g_ptr_array_index(b->warnings, i));
	g_assert_cmpuint(a->parts->len, ==, b->parts->len);
	for (guint i = 0; i < a->parts->len; i++)
		same_verdict(g_ptr_array_index(a->parts, i), g_ptr_array_index(b->parts, i));
}

/* Judge @texts by @table. */
static GPtrArray *
judge(const Table *table, const char *const *texts, guint n)
{
	const TrialOptions options = {.confidence = 0.99};
	g_autoptr(Diag) diag = diag_new();
	g_autoptr(Trial) trial = trial_new(table, texts, n, diag);

	diag_print(diag, stderr, FALSE);
	g_assert_cmpint(diag_worst(diag), !=, SEVERITY_ERROR);
	return trial_judge(trial, &options);
}

/* Compare all claims on the experiment @index; return how many are decided. */
static guint
compare_claims(const Fixture *f, const GPtrArray *evidence, guint index)
{
	const PlanItem *item = g_ptr_array_index(f->plan->items, index);
	g_autoptr(GPtrArray) texts = g_ptr_array_new(), page = g_ptr_array_new();
	g_autoptr(Source) source = NULL;
	g_autoptr(Table) table = read_back(f, index, &source);
	g_autoptr(GPtrArray) verdicts = NULL;
	guint decided = 0;

	for (guint i = 0; i < evidence->len; i++) {
		const Evidence *e = g_ptr_array_index(evidence, i);

		if (e->item != item || strchr(e->mark->formula, ':') != NULL)
			continue;
		g_ptr_array_add(texts, e->mark->formula);
		g_ptr_array_add(page, e->verdict);
		decided += e->verdict->verdict == VERDICT_SUPPORTED ||
		           e->verdict->verdict == VERDICT_REFUTED;
	}
	g_assert_cmpuint(texts->len, ==, G_N_ELEMENTS(formulas));
	verdicts = judge(table, (const char *const *)texts->pdata, texts->len);
	for (guint i = 0; i < texts->len; i++) {
		const char *const text[] = {g_ptr_array_index(texts, i)};
		g_autoptr(GPtrArray) alone = judge(table, text, 1);

		same_verdict(g_ptr_array_index(verdicts, i), g_ptr_array_index(page, i));
		same_verdict(g_ptr_array_index(alone, 0), g_ptr_array_index(page, i));
	}
	return decided;
}

static guint
compare_page(Fixture *f, guint rounds, Control control)
{
	const Note *note = course_note(f->course, "pace");
	g_autoptr(GPtrArray) evidence = NULL;
	guint decided;

	for (guint i = 0; i < f->plan->items->len; i++)
		measure(g_ptr_array_index(f->plan->items, i), rounds, control, i + 1);
	evidence = evidence_collect(note, f->plan, 0, NULL);
	decided = compare_claims(f, evidence, 0);
	g_assert_cmpuint(compare_claims(f, evidence, 1), >, 0);
	return decided;
}

static void
test_plain(Fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpuint(compare_page(f, 24, CONTROL_NONE), >, 12);
}

static void
test_control_same(Fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpuint(compare_page(f, 24, CONTROL_SAME), >, 12);
}

/* Beyond the fifth look `always` waits for no more rounds, as they are for quantiles and rates. */
static void
test_many_rounds(Fixture *f, gconstpointer data)
{
	const Note *note = course_note(f->course, "pace");
	g_autoptr(GPtrArray) evidence = NULL;
	guint facts = 0;

	(void)data;
	g_assert_cmpuint(compare_page(f, 66, CONTROL_SAME), >, 12);
	evidence = evidence_collect(note, f->plan, 0, NULL);
	for (guint i = 0; i < evidence->len; i++) {
		const Evidence *e = g_ptr_array_index(evidence, i);

		if (!g_str_has_prefix(e->mark->formula, "always(serial"))
			continue;
		g_assert_cmpint(e->verdict->verdict, ==, VERDICT_SUPPORTED);
		facts++;
	}
	g_assert_cmpuint(facts, ==, 2);
}

/* `wall` is claimed first: nothing but facts is decided, whatever a claim speaks of. */
static void
test_control_differs(Fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpuint(compare_page(f, 24, CONTROL_WALL), <, 6);
}

/* Nobody asks of `lost` first, also where it is claimed alone. */
static void
test_control_other(Fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpuint(compare_page(f, 24, CONTROL_LOST), >, 12);
}

/* Files of two experiments make one, of which claims on both are judged. */
static void
test_two_experiments(Fixture *f, gconstpointer data)
{
	const Note *note = course_note(f->course, "pace");
	g_autoptr(GPtrArray) evidence = NULL, verdicts = NULL;
	g_autoptr(Source) first = NULL, second = NULL, both = NULL;
	g_autoptr(Table) one = NULL, two = NULL, table = NULL;
	g_autoptr(Diag) diag = diag_new();
	const Evidence *last;
	const char *texts[1];
	char *joined;

	(void)data;
	for (guint i = 0; i < f->plan->items->len; i++)
		measure(g_ptr_array_index(f->plan->items, i), 24, CONTROL_SAME, i + 1);
	evidence = evidence_collect(note, f->plan, 0, NULL);
	last = g_ptr_array_index(evidence, evidence->len - 1);
	one = read_back(f, 0, &first);
	two = read_back(f, 1, &second);
	joined = g_strconcat(first->text, strchr(second->text, '\n') + 1, NULL);
	both = source_new("both.csv", joined, strlen(joined));
	table = csv_read(both, diag);
	g_assert_nonnull(table);
	texts[0] = last->mark->formula;
	verdicts = judge(table, texts, 1);
	same_verdict(g_ptr_array_index(verdicts, 0), last->verdict);
	g_assert_cmpint(last->verdict->verdict, ==, VERDICT_SUPPORTED);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name, *options;
	} kinds[] = {
		{"plain", ""}, {"reduce", "//| reduce: min\n"}, {"timed", "//| duration: 10 ms\n"}};
	static const struct {
		const char *name;
		void (*run)(Fixture *, gconstpointer);
	} tests[] = {{"no-control", test_plain},
	             {"control-same", test_control_same},
	             {"many-rounds", test_many_rounds},
	             {"control-differs", test_control_differs},
	             {"control-other", test_control_other},
	             {"two-experiments", test_two_experiments}};

	g_test_init(&argc, &argv, NULL);
	for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
		for (guint t = 0; t < G_N_ELEMENTS(tests); t++) {
			g_autofree char *path =
				g_strdup_printf("/trial/%s/%s", kinds[k].name, tests[t].name);

			g_test_add(path, Fixture, kinds[k].options, set_up, tests[t].run,
			           tear_down);
		}
	}
	return g_test_run();
}
