#include "job.h"

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
