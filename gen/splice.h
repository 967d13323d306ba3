/*
 * splice.h - put what was found into the text of a note, byte by byte.
 *
 * Every byte that is not a block, claim, value, reference, link to a note or definition of ours is
 * passed on as it is; a note with none of them comes out unchanged.  The result is Markdown that
 * people can read and pandoc renders; evidence stands in a side file (templates/lectern.lua).
 *
 * Knows of notes, plans and evidence; nothing of pandoc or of pages.
 */
#ifndef LECTERN_SPLICE_H
#define LECTERN_SPLICE_H

#include "evidence.h"
#include "pagecheck.h"

/* What the ledger, the list of statements and the summary need of a claim. */
typedef struct ClaimRow {
	char *key;      /* of its mark: "claim-startup-1" */
	char *sentence; /* Markdown, one line */
	char *formula;
	VerdictKind verdict;
	Expected expected;
	gboolean unexpected;
	char *line;   /* the evidence in one line */
	char *record; /* what machines are told: JSON, see record.h */
} ClaimRow;

/* What splicing needs; borrowed. */
typedef struct Splice {
	const Course *course;
	const Note *note;
	const Plan *plan;
	const GPtrArray *evidence; /* of this note */
	GHashTable *outputs;       /* const Experiment * to char *: what snippets printed */
	const char *figures;       /* folder of pictures as seen from the Markdown: "figures" */
	GHashTable *backing;       /* const Mark * to const ClaimRow *, of claims that back
	                            * statements; may be NULL */
} Splice;

/*
 * Return the spliced Markdown (transfer full).  What the rendered page must hold once is added to
 * @ids (PageId).
 */
char *splice_note(const Splice *splice, GPtrArray *ids);

/*
 * Return the text of @mark, a claim, in one line of Markdown, without its footnotes, which stay in
 * the chapter: for the ledger (transfer full).
 */
char *splice_sentence(const Splice *splice, const Mark *mark);

#endif
