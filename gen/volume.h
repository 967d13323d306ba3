/*
 * volume.h - the PDF of the whole course: all chapters in one document.
 *
 * It is made from the same spliced notes and side files as the chapters' pages, by
 * templates/volume.lua, and made again when one of them has changed.  Its own side file says which
 * they are; the key of what stands is in out/build/volume.key.
 *
 * Knows of pages and of one job of rendering; nothing of the site.
 */
#ifndef LECTERN_VOLUME_H
#define LECTERN_VOLUME_H

#include "page.h"
#include "render.h"

/* Where the site has it. */
#define VOLUME_NAME "handouts/course.pdf"

typedef struct Volume {
	char *md;                /* path of its Markdown, which holds nothing of its own */
	char *side;              /* path of its side file */
	char *pdf;               /* path of what is made */
	char *stamp;             /* path of the key of what stands */
	char *text;              /* of the side file */
	char *key;               /* of everything that could change it */
	GPtrArray *bibliography; /* char *, borrowed: what any note cites from, once each */
	gboolean current;        /* what stands was made from the same */
	const RenderJob *job;    /* borrowed; NULL: none was made */
} Volume;

/*
 * Describe the volume of @pages (Page), which must have been spliced; @intro opens its list of
 * claims, NULL: nothing does.
 */
Volume *volume_new(const Course *course, const GPtrArray *pages, const Paths *paths,
                   const Look *look, const char *intro);
void volume_free(Volume *volume);

/*
 * Write what pandoc reads and return the job (transfer full); it borrows from @volume and @course.
 * Errors: G_FILE_ERROR.
 */
RenderJob *volume_job(Volume *volume, const Course *course, GError **error);

/* Remember that its job was done, if it was.  Errors: G_FILE_ERROR. */
gboolean volume_save(const Volume *volume, GError **error);

/* Tell whether there is a PDF of what the pages say now. */
gboolean volume_stands(const Volume *volume);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Volume, volume_free)

#endif
