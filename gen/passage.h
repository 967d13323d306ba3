/*
 * passage.h - what a page says, section by section, as plain text: what a search finds.
 *
 * A passage is what stands between the start of a section and that of the next; the first one is
 * what stands before all sections.  Claims are told apart.  What only helps to use a page (menus,
 * buttons, contents), and what says again what the text says (evidence, provenance, marks), is left
 * out.  To leave out more, add an element or a class to the tables of passage.c.
 *
 * Knows of HTML as pandoc and our templates write it, and reads on where an author's own HTML is
 * not well formed; nothing of files or of how a search works.
 */
#ifndef LECTERN_PASSAGE_H
#define LECTERN_PASSAGE_H

#include <glib.h>

/* A sentence that wears a mark. */
typedef struct PassageClaim {
	char *id;      /* "claim-startup-1" */
	char *verdict; /* the class: "supported", "refuted", ... */
	GString *text;
} PassageClaim;

typedef struct Passage {
	char *id;          /* of the section; "": the page itself */
	GString *title;    /* its heading */
	GString *text;     /* without the heading; words are a blank apart, paragraphs a line */
	GPtrArray *claims; /* PassageClaim, owned, in the order of the text */
} Passage;

/* Return the passages of the page @html, in its order (Passage; transfer full). */
GPtrArray *passage_read(const char *html);

#endif
