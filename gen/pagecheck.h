/*
 * pagecheck.h - is all that was spliced in the page, once?  And nothing that nobody needs.
 *
 * cmark and pandoc read some Markdown differently.  What was put into the text as an object of ours
 * must come out of pandoc as one element with its id; a lost or doubled one, an address of ours
 * that nobody replaced, or a reference that pandoc took for a citation is a finding at the note's
 * line.
 *
 * Knows of HTML as pandoc writes it (well formed tags, quoted attributes) and of findings; nothing
 * of notes or of how pages are made.
 */
#ifndef LECTERN_PAGECHECK_H
#define LECTERN_PAGECHECK_H

#include "diag.h"

/* An object that the page must hold once. */
typedef struct PageId {
	char *id;  /* "claim-startup-1" */
	Span span; /* where the note has it */
} PageId;

PageId *page_id_new(const char *id, Span span);
void page_id_free(PageId *page_id);

/*
 * Check the page @html, @len bytes, against @expected (PageId).  What has no place of its own in
 * the note is searched for in the source of @note, and else reported at @note.
 */
void page_check(const char *html, gsize len, const GPtrArray *expected, Span note, Diag *diag);

/*
 * Return where @needle stands in the source of @note, from the start of @note on; @note itself when
 * it does not.
 */
Span page_find(Span note, const char *needle);

/*
 * Return @html, @len bytes, without the links that pandoc puts before all lines of code: a tenth of
 * a page (transfer full).
 */
char *page_lighten(const char *html, gsize len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageId, page_id_free)

#endif
