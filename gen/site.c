#include "site.h"
#include <string.h>
#include <unistd.h>

/* How a verdict is shown: class of the style sheet, sign and words. */
typedef struct VerdictRow {
	const char *class;
	const char *mark;
	const char *words;
} VerdictRow;

static const VerdictRow verdicts[SITE_VERDICTS] = {
	[SITE_SUPPORTED] = {"supported", "✓", "supported"},
	[SITE_REFUTED] = {"refuted", "✗", "refuted"},
	[SITE_INCONCLUSIVE] = {"inconclusive", "?", "inconclusive"},
	[SITE_UNTESTABLE] = {"untestable", "–", "not testable here"},
	[SITE_PENDING] = {"pending", "…", "not measured yet"},
};

/* What a site needs beside its pages; paths in the folder of templates. */
static const char *const assets[] = {"style.css", "lectern.js", "search.js", "favicon.svg"};

static void
row_free(LedgerRow *row)
{
	g_free(row->sentence);
	g_free(row->formula);
	g_free(row->experiment);
	g_free(row->statement);
	g_free(row->evidence);
	g_free(row->href);
	g_free(row->figure_href);
	g_free(row->figure);
	g_free(row);
}

static void
page_free(SitePage *page)
{
	g_free(page->href);
	g_free(page->title);
	g_free(page->subtitle);
	g_free(page->handout);
	g_free(page->slides);
	g_ptr_array_unref(page->rows);
	g_free(page);
}

Site *
site_new(void)
{
	Site *site = g_new0(Site, 1);

	site->pages = g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
	return site;
}

void
site_free(Site *site)
{
	if (site == NULL)
		return;
	g_free(site->title);
	g_free(site->subtitle);
	g_free(site->author);
	g_free(site->licence);
	g_free(site->handout);
	g_free(site->ledger);
	g_ptr_array_unref(site->pages);
	g_free(site);
}

SitePage *
site_add_page(Site *site)
{
	SitePage *page = g_new0(SitePage, 1);

	page->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
	g_ptr_array_add(site->pages, page);
	return page;
}

LedgerRow *
site_add_row(SitePage *page)
{
	LedgerRow *row = g_new0(LedgerRow, 1);

	g_ptr_array_add(page->rows, row);
	return row;
}

static void
count_page(const SitePage *page, guint counts[SITE_VERDICTS])
{
	for (guint i = 0; i < page->rows->len; i++) {
		const LedgerRow *row = g_ptr_array_index(page->rows, i);

		counts[row->verdict]++;
	}
}

void
site_count(const Site *site, const SitePage *page, guint counts[SITE_VERDICTS])
{
	memset(counts, 0, SITE_VERDICTS * sizeof counts[0]);
	if (page != NULL) {
		count_page(page, counts);
		return;
	}
	for (guint i = 0; i < site->pages->len; i++)
		count_page(g_ptr_array_index(site->pages, i), counts);
}

static guint
total_of(const guint counts[SITE_VERDICTS])
{
	guint total = 0;

	for (guint i = 0; i < SITE_VERDICTS; i++)
		total += counts[i];
	return total;
}

/* Markdown ------------------------------------------------------------------------------------- */

char *
site_escape(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\n' || *c == '\r') {
			g_string_append_c(out, ' ');
			continue;
		}
		if (strchr("\\`*_{}[]()<>#+-.!|$@^~\"'&:", *c) != NULL)
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c);
	}
	return g_string_free(out, FALSE);
}

/* Count the claims of @page, or of all pages when it is NULL, that are not as expected. */
static guint
count_unexpected(const Site *site, const SitePage *page)
{
	guint n = 0;

	for (guint i = 0; i < site->pages->len; i++) {
		const SitePage *one = g_ptr_array_index(site->pages, i);

		for (guint k = 0; (page == NULL || page == one) && k < one->rows->len; k++)
			n += ((const LedgerRow *)g_ptr_array_index(one->rows, k))->unexpected !=
			     FALSE;
	}
	return n;
}

static void
append_escaped(GString *out, const char *text)
{
	g_autofree char *escaped = site_escape(text);

	g_string_append(out, escaped);
}

/* Append a field of the front matter; a YAML string in single quotes holds anything on one line. */
static void
append_field(GString *out, const char *key, const char *value)
{
	g_auto(GStrv) parts = NULL;
	g_autofree char *escaped = NULL, *quoted = NULL;

	if (value == NULL || *value == '\0')
		return;
	escaped = site_escape(value);
	parts = g_strsplit(escaped, "'", -1);
	quoted = g_strjoinv("''", parts);
	g_string_append_printf(out, "%s: '%s'\n", key, quoted);
}

/*
 * Spans are tags here: pandoc reads text in brackets several times over, once for each thing that
 * brackets may be, and brackets in brackets as often again.  A long ledger took it seconds.
 */
#define CLOSE "</span>"

static void
append_open(GString *out, const char *classes)
{
	g_string_append_printf(out, "<span class=\"%s\">", classes);
}

/* Append the span of the class @class around the plain text @text. */
static void
append_span(GString *out, const char *class, const char *text)
{
	append_open(out, class);
	append_escaped(out, text);
	g_string_append(out, CLOSE);
}

/* Append a span of our own with the sign of a verdict and a space. */
static void
append_glyph(GString *out, const char *mark)
{
	append_open(out, "glyph");
	g_string_append_printf(out, "%s" CLOSE " ", mark);
}

/*
 * Append a span "tally" with sign, count and word for every verdict that occurs; with a @ledger as
 * links to the claims with this verdict.
 */
static void
append_tallies(GString *out, const guint counts[SITE_VERDICTS], const char *ledger)
{
	const char *gap = "";

	for (guint i = 0; i < SITE_VERDICTS; i++) {
		if (counts[i] == 0)
			continue;
		g_string_append_printf(out, "%s<span class=\"tally %s\">%s", gap, verdicts[i].class,
		                       ledger ? "[" : "");
		append_glyph(out, verdicts[i].mark);
		g_string_append_printf(out, "%u %s", counts[i], verdicts[i].words);
		if (ledger)
			g_string_append_printf(out, "](<%s#show-%s>)", ledger, verdicts[i].class);
		g_string_append(out, CLOSE);
		gap = "\n";
	}
}

static void
append_chapter(GString *out, const SitePage *page)
{
	guint counts[SITE_VERDICTS] = {0};

	count_page(page, counts);
	g_string_append_printf(out, "- <span class=\"num\">%u" CLOSE " [", page->number);
	append_escaped(out, page->title);
	g_string_append_printf(out, "](<%s>){.chapter-title}", page->href);
	if (page->handout != NULL)
		g_string_append_printf(out, " [PDF](<%s>){.pdf}", page->handout);
	if (page->slides != NULL)
		g_string_append_printf(out, " [Slides](<%s>){.pdf}", page->slides);
	if (page->subtitle != NULL) {
		g_string_append(out, "\n  ");
		append_span(out, "summary", page->subtitle);
	}
	if (total_of(counts) > 0) {
		g_string_append(out, "\n  ");
		append_open(out, "tallies");
		append_tallies(out, counts, NULL);
		g_string_append(out, CLOSE);
	}
	g_string_append_c(out, '\n');
}

char *
site_start_text(const Site *site, const char *body)
{
	GString *out = g_string_new("---\n");
	guint counts[SITE_VERDICTS];

	append_field(out, "title", site->title);
	append_field(out, "subtitle", site->subtitle);
	append_field(out, "author", site->author);
	g_string_append(out, "---\n\n");
	if (body != NULL && *body != '\0')
		g_string_append_printf(out, "%s\n\n", body);
	site_count(site, NULL, counts);
	if (total_of(counts) > 0) {
		const char *ledger = site->ledger != NULL ? site->ledger : "ledger.html";
		guint unexpected = count_unexpected(site, NULL);

		g_string_append_printf(out, "::: {.verdicts}\n%u claims: ", total_of(counts));
		append_tallies(out, counts, ledger);
		if (unexpected > 0)
			g_string_append_printf(out,
			                       "\n<span class=\"tally\">"
			                       "[%u not as expected](<%s#show-unexpected>)" CLOSE,
			                       unexpected, ledger);
		g_string_append_printf(out, "\n[All claims and their evidence](<%s>)\n:::\n\n",
		                       ledger);
	}
	g_string_append(out, "# Chapters {#chapters .top}\n\n::: {.chapters}\n");
	for (guint i = 0; i < site->pages->len; i++) {
		const SitePage *page = g_ptr_array_index(site->pages, i);

		if (page->number > 0)
			append_chapter(out, page);
	}
	g_string_append(out, ":::\n");
	if (site->handout != NULL)
		g_string_append_printf(out, "\n[All chapters as one PDF](<%s>){.pdf}\n",
		                       site->handout);
	if (site->licence != NULL) {
		g_string_append(out, "\n[Licence: ");
		append_escaped(out, site->licence);
		g_string_append(out, "]{.licence}\n");
	}
	return g_string_free(out, FALSE);
}

/* The ledger ----------------------------------------------------------------------------------- */

/* By so much the planned looks add to the risk of one (five at 99 %: 1.64 %; t-simulation.c). */
#define LOOKS_COST 2

static void
append_row(GString *out, const LedgerRow *row)
{
	const VerdictRow *verdict = &verdicts[row->verdict];

	g_string_append_printf(out, "- <span class=\"verdict %s%s\">", verdict->class,
	                       row->unexpected ? " unexpected" : "");
	append_glyph(out, verdict->mark);
	g_string_append(out, verdict->words);
	if (row->unexpected)
		g_string_append_printf(out, ", expected: %s", verdicts[row->expected].words);
	else if (row->expected != SITE_SUPPORTED && row->verdict == row->expected)
		g_string_append(out, ", as expected");
	g_string_append_printf(out, CLOSE "\n  <span class=\"sentence\">%s" CLOSE "\n  ",
	                       row->sentence);
	if (row->formula != NULL) {
		append_span(out, "formula", row->formula);
		g_string_append(out, "\n  ");
	}
	if (row->evidence != NULL) {
		append_span(out, "why", row->evidence);
		g_string_append(out, "\n  ");
	}
	append_open(out, "where");
	g_string_append_printf(out, "[In the text](<%s>)", row->href);
	if (row->figure != NULL && row->figure_href != NULL) {
		g_string_append(out, " · [");
		append_escaped(out, row->figure);
		g_string_append_printf(out, "](<%s>)", row->figure_href);
	}
	if (row->experiment != NULL) {
		g_string_append(out, " · experiment ");
		append_escaped(out, row->experiment);
	}
	if (row->statement != NULL) {
		g_string_append(out, " · backs ");
		append_escaped(out, row->statement);
	}
	g_string_append(out, CLOSE "\n");
}

/* Radio buttons that the style sheet alone makes work. */
static void
append_filter(GString *out, const Site *site, const guint counts[SITE_VERDICTS])
{
	guint unexpected = count_unexpected(site, NULL);

	g_string_append_printf(out,
	                       "```{=html}\n<fieldset class=\"filter\"><legend>Show</legend>\n"
	                       "<label><input type=\"radio\" name=\"show\" value=\"all\" checked> "
	                       "all %u</label>\n",
	                       total_of(counts));
	for (guint i = 0; i < SITE_VERDICTS; i++) {
		if (counts[i] > 0)
			g_string_append_printf(
				out,
				"<label><input type=\"radio\" name=\"show\" id=\"show-%s\" "
				"value=\"%s\"> <span aria-hidden=\"true\">%s</span> %u "
				"%s</label>\n",
				verdicts[i].class, verdicts[i].class, verdicts[i].mark, counts[i],
				verdicts[i].words);
	}
	if (unexpected > 0)
		g_string_append_printf(
			out,
			"<label><input type=\"radio\" name=\"show\" "
			"id=\"show-unexpected\" value=\"unexpected\"> %u not as expected</label>\n",
			unexpected);
	/* The script says here how many are shown. */
	g_string_append(out, "</fieldset>\n<p class=\"shown\" role=\"status\"></p>\n```\n\n");
}

static void
append_chapter_rows(GString *out, const Site *site, const SitePage *page)
{
	g_autofree char *name = g_strndup(page->href, strcspn(page->href, ".#"));
	guint counts[SITE_VERDICTS] = {0};

	count_page(page, counts);
	g_string_append(out, "# ");
	if (page->number > 0)
		g_string_append_printf(out, "%u\\. ", page->number);
	append_escaped(out, page->number > 0 ? page->title : "Start page");
	g_string_append_printf(out, " {#ledger-%s", name);
	/* The filter hides a heading that has nothing to show below it. */
	for (guint i = 0; i < SITE_VERDICTS; i++)
		if (counts[i] > 0)
			g_string_append_printf(out, " .has-%s", verdicts[i].class);
	if (count_unexpected(site, page) > 0)
		g_string_append(out, " .has-unexpected");
	g_string_append(out, "}\n\n");
	append_open(out, "tallies");
	append_tallies(out, counts, NULL);
	g_string_append(out, CLOSE "\n\n::: {.ledger-rows}\n");
	for (guint i = 0; i < page->rows->len; i++)
		append_row(out, g_ptr_array_index(page->rows, i));
	g_string_append(out, ":::\n\n");
}

char *
site_confidence_text(const Site *site)
{
	guint counts[SITE_VERDICTS];
	guint decided;
	double wrong;

	site_count(site, NULL, counts);
	decided = counts[SITE_SUPPORTED] + counts[SITE_REFUTED];
	wrong = decided * LOOKS_COST * (1 - site->confidence);
	if (site->confidence <= 0 || decided == 0)
		return NULL;
	return g_strdup_printf(
		"A verdict is given at %.4g\\ %% confidence, at one of several looks: "
		"among the %u decided here at most about %.*g can be expected to be "
		"wrong by chance.",
		100 * site->confidence, decided, wrong < 10 ? 2 : 3, wrong);
}

char *
site_ledger_text(const Site *site)
{
	GString *out = g_string_new("---\ntitle: 'All claims'\n");
	guint counts[SITE_VERDICTS];
	g_autofree char *trust = site_confidence_text(site);

	append_field(out, "subtitle", site->title);
	g_string_append(out, "---\n\n");
	site_count(site, NULL, counts);
	if (total_of(counts) == 0) {
		g_string_append(out, "The course makes no claims yet.\n");
		return g_string_free(out, FALSE);
	}
	g_string_append(out, "Every claim of the course, with what was measured for it. ");
	if (trust != NULL)
		g_string_append(out, trust);
	g_string_append(out, "\n\n");
	append_filter(out, site, counts);
	for (guint i = 0; i < site->pages->len; i++) {
		const SitePage *page = g_ptr_array_index(site->pages, i);

		if (page->rows->len > 0)
			append_chapter_rows(out, site, page);
	}
	append_open(out, "programs");
	g_string_append(out, "For programs: [all claims as JSON](<claims.json>). For a README: "
	                     "[a badge](<badges/course.svg>) of the course, and one of every note "
	                     "beside it." CLOSE "\n");
	return g_string_free(out, FALSE);
}

/* The folder ----------------------------------------------------------------------------------- */

gboolean
site_copy_assets(const char *templates, Manifest *files, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(assets); i++) {
		g_autofree char *from = g_build_filename(templates, assets[i], NULL);
		g_autofree char *name = g_build_filename("assets", assets[i], NULL);

		if (!manifest_copy(files, name, from, error))
			return FALSE;
	}
	return TRUE;
}
