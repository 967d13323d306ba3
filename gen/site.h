/*
 * site.h - the pages that no note makes, and the looks of all pages.
 *
 * The start page lists the chapters, the ledger lists every claim of the course; both are written
 * as Markdown and go through pandoc like notes, with a side file that holds the field `note` only.
 *
 * To show more of a chapter or a claim, add a field here and a line to the Markdown in site.c.
 *
 * Knows of plain text; nothing of notes, samples or pandoc.
 */
#ifndef LECTERN_SITE_H
#define LECTERN_SITE_H

#include "manifest.h"

/* Verdicts in the order in which they are counted and shown. */
typedef enum SiteVerdict {
	SITE_SUPPORTED,
	SITE_REFUTED,
	SITE_INCONCLUSIVE,
	SITE_UNTESTABLE,
	SITE_PENDING,
	SITE_VERDICTS, /* how many there are */
} SiteVerdict;

/* One claim of the course. */
typedef struct LedgerRow {
	char *sentence; /* Markdown, one line; values spliced in, no footnotes */
	SiteVerdict verdict;
	SiteVerdict expected;
	gboolean unexpected; /* testable, and not the expected one */
	char *formula;       /* as written */
	char *experiment;    /* its id, or NULL */
	char *statement;     /* of the course that it backs, or NULL */
	char *evidence;      /* one line: both sides, interval, rounds; or the reason */
	char *href;          /* where it stands: "04-gil.html#claim-startup-1" */
	char *figure_href;   /* its figure, or NULL */
	char *figure;        /* "Figure 4.1", or NULL */
} LedgerRow;

/* One chapter. */
typedef struct SitePage {
	char *href;      /* "04-gil.html" */
	char *title;     /* plain text */
	char *subtitle;  /* plain text, or NULL */
	char *handout;   /* address of its PDF, or NULL */
	char *slides;    /* likewise of its slides */
	guint number;    /* of the chapter; 0: it is none, its claims count */
	GPtrArray *rows; /* LedgerRow, owned, in the order of the text */
} SitePage;

/* The course. */
typedef struct Site {
	char *title; /* plain text, as all that follow; NULL where there is none */
	char *subtitle;
	char *author;
	char *licence;
	char *handout;     /* address of the PDF of all chapters, or NULL */
	char *ledger;      /* address of the ledger: "ledger.html" */
	double confidence; /* of every verdict, a fraction */
	GPtrArray *pages;  /* SitePage, owned, in the order of the course */
} Site;

/* Make an empty site; strings are set by the caller, with memory of its own. */
Site *site_new(void);
void site_free(Site *site);

/* Add a page without rows and return it (borrowed). */
SitePage *site_add_page(Site *site);

/* Add an empty row to @page and return it (borrowed). */
LedgerRow *site_add_row(SitePage *page);

/* Count the claims of @page, or of all pages when it is NULL, by verdict. */
void site_count(const Site *site, const SitePage *page, guint counts[SITE_VERDICTS]);

/*
 * Return the start page as Markdown (transfer full).  @body is text of the author's own that goes
 * before the chapters, Markdown without front matter, or NULL.
 */
char *site_start_text(const Site *site, const char *body);

/*
 * Return a sentence in Markdown that says how far verdicts can be trusted, or NULL when none was
 * given (transfer full).
 */
char *site_confidence_text(const Site *site);

/* Return the ledger as Markdown (transfer full). */
char *site_ledger_text(const Site *site);

/* Return @text with all that Markdown would read as markup escaped (transfer full). */
char *site_escape(const char *text);

/* Have the styles and scripts of the folder @templates among @files.  Errors: G_FILE_ERROR. */
gboolean site_copy_assets(const char *templates, Manifest *files, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Site, site_free)

#endif
