/*
 * assemble.h - from spliced notes to a whole site and handouts.
 *
 * Renders the pages whose text changed, makes start page and ledger from the claims of all pages,
 * and has the files beside them made (annex.h).
 *
 * Knows of pages, rendering and the site's folder; nothing of measuring or judging.
 */
#ifndef LECTERN_ASSEMBLE_H
#define LECTERN_ASSEMBLE_H

#include "events.h"
#include "page.h"
#include "progress.h"
#include "render.h"

/* What is needed; borrowed, but for the last line. */
typedef struct Assembly {
	const Course *course;
	const Plan *plan;
	const Paths *paths;
	const GPtrArray *pages; /* Page, all that are published */
	const Look *look;
	double confidence;
	gboolean html, pdf, slides; /* which outputs are wanted */
	gboolean volume;            /* likewise the PDF of the whole course */
	guint jobs;                 /* helpers side by side */
	FILE *trace;                /* command lines go here; NULL: nowhere */
	Progress *progress;         /* NULL: nobody looks */
	Interrupt *interrupt;
	Diag *diag;
	guint handouts_made; /* set: how many were written */
	GPtrArray *written;  /* char *: added are the names of pages that are new */
	Events *events;      /* told them as soon as all are there */
} Assembly;

/* Make everything that is not there.  Errors: no pandoc, no disk, G_IO_ERROR_CANCELLED. */
gboolean assemble(Assembly *assembly, GError **error);

#endif
