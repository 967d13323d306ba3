/*
 * job.h - one file to render: what from, what to, and what it must hold.
 *
 * Knows of notes' places, of ids and of input files; nothing of how files are made (render.h).
 */
#ifndef LECTERN_JOB_H
#define LECTERN_JOB_H

#include "pagecheck.h"
#include "progress.h"

typedef enum RenderFormat {
	RENDER_HTML,   /* a page of the site */
	RENDER_PDF,    /* a handout */
	RENDER_SLIDES, /* the slides of a chapter */
	RENDER_VOLUME, /* the handout of the whole course */
} RenderFormat;

/* So many formats, the first ones, are made of one note. */
#define RENDER_PER_NOTE RENDER_VOLUME

/* One file to make.  Paths are absolute, or relative to the working folder. */
typedef struct RenderJob {
	RenderFormat format;
	char *input;                   /* spliced Markdown: "out/md/04-gil.md" */
	char *evidence;                /* its side file; figures are found beside it; NULL: none */
	char *output;                  /* "out/site/04-gil.html", "out/handouts/04-gil.pdf" */
	const GPtrArray *bibliography; /* char *: files in the folder of the notes, borrowed */
	const char *csl;     /* citation style: a file likewise, borrowed; NULL: pandoc's */
	Span note;           /* where findings about all of it point: the note's first bytes */
	GPtrArray *expected; /* PageId: what the page must hold once each; HTML only */
	gboolean made;       /* set: the output is new and whole */
} RenderJob;

/* Make a job; strings are copied, @evidence may be NULL. */
RenderJob *render_job_new(RenderFormat format, const char *input, const char *evidence,
                          const char *output, Span note);
void render_job_free(RenderJob *job);

/* Expect the spliced object @id, which stands at @span of the note, in the page. */
void render_job_expect(RenderJob *job, const char *id, Span span);

/* Compare two jobs (RenderJob **) by how long they take: those of much text, and of LaTeX, longer.
 */
int render_job_compare(gconstpointer a, gconstpointer b);

/* Tell whether @job may cite: it has a bibliography, and its text a sign that begins a citation. */
gboolean render_job_cites(const RenderJob *job);

/*
 * Tell that @left of @total jobs are to be done and that pandoc or, @printing, LaTeX is at work on
 * @job; @progress may be NULL.
 */
void render_job_show(const RenderJob *job, gboolean printing, guint left, guint total,
                     Progress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RenderJob, render_job_free)

#endif
