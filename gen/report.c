#include "report.h"
#include "number.h"

/* So many experiments are named as the slowest. */
enum { SLOWEST = 5 };

/* Return the mark of @page with the key @key, or NULL. */
static const Mark *
mark_of(const Page *page, const char *key)
{
	for (guint i = 0; i < page->note->marks->len; i++) {
		const Mark *mark = g_ptr_array_index(page->note->marks, i);

		if (g_strcmp0(mark->key, key) == 0)
			return mark;
	}
	return NULL;
}

/* Add a finding for every testable claim whose verdict is not the expected one. */
void
report_verdicts(Workspace *work)
{
	/* That a quick build leaves much undecided is no news: its summary counts. */
	gboolean hasty = work->options->quick && !work->options->strict;

	for (guint i = 0; i < work->pages->len; i++) {
		const Page *page = g_ptr_array_index(work->pages, i);

		for (guint k = 0; k < page->rows->len; k++) {
			const ClaimRow *row = g_ptr_array_index(page->rows, k);
			const Mark *mark = mark_of(page, row->key);

			if (!row->unexpected || !mark)
				continue;
			work->unexpected++;
			if (hasty && row->verdict == VERDICT_INCONCLUSIVE)
				continue;
			diag_add(work->diag, mark->where, FINDING_CLAIM_VERDICT,
			         *row->line ? row->line : NULL, "this claim is %s, expected was %s",
			         verdict_name(row->verdict), expected_name(row->expected));
		}
	}
}

/* As with a compiler: what is not made again is not warned of again. */
void
report_warnings(Workspace *work)
{
	for (guint i = 0; i < work->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(work->plan->items, i);

		for (guint k = 0; item->measured && k < item->result->warnings->len; k++)
			diag_add(work->diag, item->experiment->id_span, FINDING_MEASURE_WARNING,
			         NULL, "%s: %s", item->experiment->id,
			         (const char *)g_ptr_array_index(item->result->warnings, k));
	}
}

static gint
compare_took(gconstpointer a, gconstpointer b)
{
	const PlanItem *left = *(const PlanItem *const *)a, *right = *(const PlanItem *const *)b;

	return (left->took < right->took) - (left->took > right->took);
}

/* Print where the time went, if something was measured. */
static void
print_times(const Workspace *work)
{
	g_autofree char *measuring = number_duration(work->measuring);
	g_autofree char *rendering = number_duration(work->rendering);
	g_autoptr(GPtrArray) items = g_ptr_array_new();

	for (guint i = 0; i < work->plan->items->len; i++) {
		PlanItem *item = g_ptr_array_index(work->plan->items, i);

		if (item->took > 0)
			g_ptr_array_add(items, item);
	}
	if (items->len == 0)
		return;
	g_ptr_array_sort(items, compare_took);
	fprintf(stderr, "time         %s measuring, %s rendering\nslowest     ", measuring,
	        rendering);
	for (guint i = 0; i < MIN(items->len, (guint)SLOWEST); i++) {
		const PlanItem *item = g_ptr_array_index(items, i);
		g_autofree char *took = number_duration(item->took);

		fprintf(stderr, "%s %s %s", i ? "," : "", item->experiment->id, took);
	}
	fputc('\n', stderr);
}

/* End a line of the summary; what only previews have is told where there is some. */
static void
end_line(guint count, const char *words)
{
	if (count > 0)
		fprintf(stderr, ", %u %s", count, words);
	fputc('\n', stderr);
}

Tally
report_count(const Workspace *work)
{
	Tally tally = {.measured = work->measured,
	               .failed = work->failed,
	               .pending = work->pending,
	               .pages = work->pages_made,
	               .handouts = work->handouts_made};

	for (guint i = 0; i < work->pages->len; i++) {
		const Page *page = g_ptr_array_index(work->pages, i);

		for (guint k = 0; k < page->rows->len; k++)
			tally.claims[((const ClaimRow *)g_ptr_array_index(page->rows, k))
			                     ->verdict]++;
	}
	for (guint i = 0; i < work->plan->items->len; i++)
		tally.absent +=
			((const PlanItem *)g_ptr_array_index(work->plan->items, i))->reason ==
			PLAN_UNTESTABLE;
	tally.stored = work->plan->items->len - tally.measured - tally.failed - tally.pending -
	               tally.absent;
	return tally;
}

void
report_tally(const WorkspaceOptions *options, const Tally *tally, gint64 begun)
{
	g_autofree char *took = number_duration((double)(g_get_monotonic_time() - begun) / 1e6);

	if (options->quiet)
		return;
	fprintf(stderr, "experiments  %u measured, %u stored, %u failed, %u not testable here",
	        tally->measured, tally->stored, tally->failed, tally->absent);
	end_line(tally->pending, "to be measured");
	fprintf(stderr,
	        "claims       %u supported, %u refuted, %u inconclusive, %u not testable here",
	        tally->claims[VERDICT_SUPPORTED], tally->claims[VERDICT_REFUTED],
	        tally->claims[VERDICT_INCONCLUSIVE], tally->claims[VERDICT_UNTESTABLE]);
	end_line(tally->claims[VERDICT_PENDING], "not measured yet");
	fprintf(stderr, "written      %u pages, %u handouts, in %s\n", tally->pages,
	        tally->handouts, took);
}

void
report_site(const WorkspaceOptions *options, const Paths *paths)
{
	if (options->quiet || !(options->formats & FORMAT_HTML))
		return;
	if (!paths->search)
		fprintf(stderr,
		        "search       none: the library is not installed, see lectern doctor\n");
	fprintf(stderr, "site         %s/index.html\n", paths->site);
}

void
report_summary(Workspace *work)
{
	Tally tally = report_count(work);

	progress_clear(&work->progress);
	report_tally(work->options, &tally, work->begun);
	if (!work->options->quiet)
		print_times(work);
	report_site(work->options, work->paths);
}

/* Print what would be measured, and why. */
void
report_plan(const Workspace *work)
{
	double total = 0;

	for (guint i = 0; i < work->plan->items->len; i++) {
		const PlanItem *item = g_ptr_array_index(work->plan->items, i);
		double estimate = plan_must_measure(item) ? workspace_estimate(work, item) : 0;
		g_autofree char *text = number_duration(estimate);

		printf("%-20s %s%s%s\n", item->experiment->id, item->why,
		       estimate > 0 ? ", about " : "", estimate > 0 ? text : "");
		total += estimate;
	}
	g_autofree char *text = number_duration(total);
	printf("%u experiments, about %s\n", work->plan->items->len, text);
}
