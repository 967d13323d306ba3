#include "job.h"
#include <glib/gstdio.h>
#include <string.h>

RenderJob *
render_job_new(RenderFormat format, const char *input, const char *evidence, const char *output,
               Span note)
{
	RenderJob *job = g_new0(RenderJob, 1);

	job->format = format;
	job->input = g_strdup(input);
	job->evidence = g_strdup(evidence);
	job->output = g_strdup(output);
	job->note = note;
	job->expected = g_ptr_array_new_with_free_func((GDestroyNotify)page_id_free);
	return job;
}

void
render_job_free(RenderJob *job)
{
	if (job == NULL)
		return;
	g_free(job->input);
	g_free(job->evidence);
	g_free(job->output);
	g_ptr_array_unref(job->expected);
	g_free(job);
}

void
render_job_expect(RenderJob *job, const char *id, Span span)
{
	g_ptr_array_add(job->expected, page_id_new(id, span));
}

/* Return about how long @job takes, in bytes of a page. */
static goffset
length_of(const RenderJob *job)
{
	static const goffset times[] = {[RENDER_HTML] = 1,
	                                [RENDER_PDF] = 10,
	                                [RENDER_SLIDES] = 10,
	                                [RENDER_VOLUME] = G_MAXINT32};
	GStatBuf st;

	return g_stat(job->input, &st) == 0 ? times[job->format] * st.st_size : 0;
}

int
render_job_compare(gconstpointer a, gconstpointer b)
{
	goffset one = length_of(*(const RenderJob *const *)a);
	goffset other = length_of(*(const RenderJob *const *)b);

	return (one > other) - (one < other);
}

gboolean
render_job_cites(const RenderJob *job)
{
	g_autoptr(GMappedFile) file = NULL;

	if (job->bibliography == NULL || job->bibliography->len == 0)
		return FALSE;
	if (job->format == RENDER_VOLUME)
		return TRUE; /* its text comes from the chapters */
	file = g_mapped_file_new(job->input, FALSE, NULL);
	return file == NULL || (g_mapped_file_get_length(file) > 0 &&
	                        memchr(g_mapped_file_get_contents(file), '@',
	                               g_mapped_file_get_length(file)) != NULL);
}

void
render_job_show(const RenderJob *job, gboolean printing, guint left, guint total,
                Progress *progress)
{
	g_autofree char *name = g_path_get_basename(job->output);
	g_autofree char *what = g_strconcat(printing ? "LaTeX: " : "", name, NULL);

	if (progress)
		progress_stage(progress, "rendering", total - left, total, "file", what);
}
