/*
 * page.h - one note on its way to its outputs: what it depends on, and what was found last time.
 *
 * A page has two keys.  The input key covers everything that could change it: the note's bytes, the
 * results it names, the shape of the course, the program.  While it holds nothing is loaded, judged
 * or rendered.  The render key covers the spliced text: while that holds pandoc is not run.  Both
 * stand, with the claims for the ledger, in out/build/pages/NAME.json.
 *
 * Knows of plans, evidence and files; nothing of stages (build.h).
 */
#ifndef LECTERN_PAGE_H
#define LECTERN_PAGE_H

#include "hash.h"
#include "job.h"
#include "paths.h"
#include "splice.h"

typedef struct Page {
	const Note *note;
	char *inputs;                    /* input key of this build */
	char *rendered[RENDER_PER_NOTE]; /* render key of what stands of each format, or NULL */
	gboolean dirty;                  /* something may have changed: judge, splice, render */
	gboolean known;                  /* the rows are those of the last build, and hold */
	GPtrArray *rows;                 /* ClaimRow, owned: of this build, or of the last one */
	GPtrArray *evidence;             /* Evidence, owned; NULL unless dirty */
	char *md;                        /* path of the spliced note */
	char *side;                      /* path of its side file */
	char *output[RENDER_PER_NOTE];   /* paths of its outputs */
	GPtrArray *ids;                  /* PageId, owned; empty unless dirty */
	char *text_key;                  /* of what was spliced, in this build or before, or NULL */
} Page;

/* What input keys depend on beside note and results; borrowed. */
typedef struct PageContext {
	const Course *course;
	const Plan *plan;
	const Paths *paths;
	const char *program; /* identity of program, templates and tools */
	double confidence;
	guint formats; /* bits of build.h */
} PageContext;

/* Make the page of @note with what is known from the last build. */
Page *page_new(const Note *note, const PageContext *context);
void page_free(Page *page);

/* Make the input key anew, after experiments were measured. */
void page_renew(Page *page, const PageContext *context);

/*
 * Take the rows of the ledger from the evidence that @splice puts into the note.  Of a page that is
 * not made in this build only those are judged that back statements: only those are taken.
 */
void page_take_rows(Page *page, const Splice *splice);

/* Return the rows of the claims that back statements: const Mark * to ClaimRow * (borrowed). */
GHashTable *page_backing(const GPtrArray *pages);

/* Remember keys and rows for the next build.  Errors: G_FILE_ERROR. */
gboolean page_save(const Page *page, const Paths *paths, GError **error);

/* Tell whether the output of @format stands, made from what was spliced last. */
gboolean page_stands(const Page *page, RenderFormat format);

/*
 * Tell whether there is a handout, or are slides, to link to, or will be: @wanted says that this
 * build makes some.
 */
gboolean page_has(const Page *page, RenderFormat format, gboolean wanted);

/* Return what identifies the file or the files of the folder @path: names, sizes, times. */
char *page_identity(const char *path);

/* Return the items of @plan that @note shows or names, as a set of indices. */
GHashTable *page_items(const Note *note, const Plan *plan);

/* Hash the files that @note cites from, and its citation style. */
void page_hash_citations(Hash *hash, const Course *course, const Note *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

#endif
