/*
 * basis.h - what a page is made from: its note, and what it shows of results and of other notes.
 *
 * The inputs of a page (inputs.h) are all that its spliced text and its side file depend on, and
 * nothing more: of other notes what its references read, the titles in the navigation, and the
 * claims in a list of statements.  To make pages show something more, add an input here.
 *
 * Knows of courses, plans and splicing; nothing of what was made before (page.h).
 */
#ifndef LECTERN_BASIS_H
#define LECTERN_BASIS_H

#include "look.h"
#include "snippet.h"
#include "splice.h"

/* What all pages of a course depend on; borrowed but for the last fields. */
typedef struct Basis {
	const Course *course;
	const Plan *plan;
	const Look *look;
	const Snippets *snippets;
	double confidence;
	GPtrArray *chapters; /* inputs: "title of NAME", in the order of the course; owned */
	char *chapters_key;  /* of these, owned */
} Basis;

/* Fill in what is owned.  The rest has been set. */
void basis_open(Basis *basis);
void basis_close(Basis *basis);

/* Return the inputs of the page of @note (transfer full). */
GPtrArray *basis_inputs(const Basis *basis, const Note *note);

/* Return the items of @plan that @note shows or names (PlanItem, borrowed), in its order. */
GPtrArray *basis_items(const Note *note, const Plan *plan);

/* Tell whether there may be something to cite on the page of @note. */
gboolean basis_cites(const Note *note);

/*
 * Feed the bytes of the files that @note cites from, and of its citation style; with @pictures also
 * those of the pictures and other files that it names.
 */
void basis_hash_files(Hash *hash, const Course *course, const Note *note, gboolean pictures);

#endif
