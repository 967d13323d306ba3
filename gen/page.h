/*
 * page.h - one note on its way to its outputs: what it depends on, and what was found last time.
 *
 * A page has inputs, all that could change it (basis.h): while they hold nothing is loaded, judged
 * or spliced.  What was spliced has a key for each format, and what is rendered was made from a
 * text and with a look (look.h): while these hold pandoc is not run.  All stand, with the claims
 * for the ledger, in out/build/pages/NAME.  That file goes before any output of the page
 * changes and comes back when all are there, so that a build that was ended in between leaves none
 * behind.
 *
 * Knows of plans, evidence and files; nothing of stages (build.h).
 */
#ifndef LECTERN_PAGE_H
#define LECTERN_PAGE_H

#include "basis.h"
#include "paths.h"

/* What an output was made from. */
typedef struct PageMade {
	char *text; /* key of what was spliced; NULL: nothing was made */
	char *look; /* and of what it was made with */
} PageMade;

typedef struct Page {
	const Note *note;
	const Look *look;                /* of this build */
	GPtrArray *inputs;               /* of this build, see basis.h */
	GPtrArray *before;               /* of what stands; NULL: not known */
	gboolean dirty;                  /* something may have changed: judge, splice, render */
	gboolean known;                  /* the rows are those of the last build, and hold */
	gboolean linked;                 /* the page links to a handout */
	GPtrArray *rows;                 /* ClaimRow, owned: of this build, or of the last one */
	GPtrArray *evidence;             /* Evidence, owned; NULL unless dirty */
	char *stamp;                     /* path of what is remembered */
	char *md;                        /* path of the spliced note */
	char *side;                      /* path of its side file */
	char *output[RENDER_PER_NOTE];   /* paths of its outputs */
	GPtrArray *ids;                  /* PageId, owned; empty unless dirty */
	char *text_key[RENDER_PER_NOTE]; /* of what was spliced, now or before, or NULL */
	PageMade made[RENDER_PER_NOTE];  /* what stands of each format */
} Page;

/* Make the page of @note with what is known from the last build. */
Page *page_new(const Note *note, const Basis *basis, const Paths *paths);
void page_free(Page *page);

/* Look at the inputs again, after experiments were measured. */
void page_renew(Page *page, const Basis *basis);

/*
 * Take the rows of the ledger from the evidence that @splice puts into the note.  Of a page that is
 * not made in this build only those are judged that back statements: only those are taken.
 */
void page_take_rows(Page *page, const Splice *splice);

/* Return the rows of the claims that back statements: const Mark * to ClaimRow * (borrowed). */
GHashTable *page_backing(const GPtrArray *pages);

/* Forget what was made: it is about to change. */
void page_forget(const Page *page);

/* Note that the output of @format is made of what was spliced last. */
void page_set_made(Page *page, RenderFormat format);

/* Remember inputs, keys and rows for the next build.  Errors: G_FILE_ERROR. */
gboolean page_save(const Page *page, GError **error);

/* Tell whether the output of @format stands, made from what was spliced last and as now. */
gboolean page_stands(const Page *page, RenderFormat format);

/*
 * Tell whether there is a handout, or are slides, to link to, or will be: @wanted says that this
 * build makes some.  What is out of date has no place in the site.
 */
gboolean page_has(const Page *page, RenderFormat format, gboolean wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

#endif
