/*
 * render.h - from spliced Markdown to pages and handouts: pandoc, and LaTeX for the PDF.
 *
 * A job is one output file.  Jobs run side by side, each a chain of helper processes; all that is
 * wrong with a note is a finding at the note, and the other jobs go on.  An output file is replaced
 * when its new contents are whole, so the earlier one stays readable until then.  A page is a
 * function of its input: no clock, no name of a host or of a folder gets into it.
 *
 * Nothing is measured while helpers run.  To add a format, add a row to the table in render.c: the
 * arguments of pandoc and what follows it.
 *
 * Knows of helper processes, the templates and findings; nothing of experiments or verdicts.  What
 * the side file holds is told at the top of templates/lectern.lua.
 */
#ifndef LECTERN_RENDER_H
#define LECTERN_RENDER_H

#include "interrupt.h"
#include "job.h"

typedef struct RenderOptions {
	const char *templates; /* folder with page.html, handout.tex, lectern.lua */
	const char *notes;     /* folder of the notes: pictures and bibliographies are found here */
	const char *work;      /* folder for what LaTeX leaves: "out/build/handouts" */
	gboolean search;       /* pages can be searched */
	Progress *progress;    /* is told what is waited for; NULL: nobody looks */
	guint parallel;        /* helpers that run at a time; 0: 1 */
	FILE *trace;           /* every command line goes here; NULL: nowhere */
} RenderOptions;

/*
 * Run @jobs (RenderJob) and set `made` of those that went well.  What pandoc or LaTeX refuse, what
 * is lost on the way to the page and what cannot be printed are findings; without a PDF engine
 * handouts are left out with one warning.  Errors: no pandoc, no template, no disk, and
 * G_IO_ERROR_CANCELLED when @interrupt (may be NULL) came; no helper is left behind.
 */
gboolean render_jobs(const GPtrArray *jobs, const RenderOptions *options, Interrupt *interrupt,
                     Diag *diag, GError **error);

/* Tell whether handouts can be made here: a PDF engine is on PATH. */
gboolean render_has_pdf(void);

#endif
