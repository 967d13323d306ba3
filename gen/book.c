#include "book.h"

guint
book_chapter(const Course *course, const Note *note)
{
	return roster_chapter(course->roster, note);
}

gboolean
book_has_figure(const Experiment *experiment)
{
	return !experiment->snippet && experiment->include && experiment->figure &&
	       !(experiment->plot && g_str_equal(experiment->plot, "none"));
}

gboolean
book_has_table(const Experiment *experiment)
{
	return !experiment->snippet && experiment->include && experiment->table;
}

/* Count the experiments up to @experiment of which @has is true. */
static guint
number_of(const Note *note, const Experiment *experiment, gboolean (*has)(const Experiment *))
{
	guint number = 0;

	if (!has(experiment))
		return 0;
	for (guint i = 0; i < note->experiments->len; i++) {
		const Experiment *other = g_ptr_array_index(note->experiments, i);

		number += (guint)has(other);
		if (other == experiment)
			return number;
	}
	return 0;
}

guint
book_figure(const Note *note, const Experiment *experiment)
{
	return number_of(note, experiment, book_has_figure);
}

guint
book_table(const Note *note, const Experiment *experiment)
{
	return number_of(note, experiment, book_has_table);
}

char *
book_href(const Note *from, const Note *note, const char *anchor)
{
	if (from == note)
		return g_strconcat("#", anchor, NULL);
	return g_strconcat(note->name, ".html#", anchor, NULL);
}

/* Return "Figure 3", or "Figure 4.3" from another note. */
static char *
numbered(const Course *course, const Note *from, const Note *note, const char *word, guint number)
{
	guint chapter = book_chapter(course, note);

	if (from == note || chapter == 0)
		return g_strdup_printf("%s\u00a0%u", word, number);
	return g_strdup_printf("%s\u00a0%u.%u", word, chapter, number);
}

char *
book_reference(const Course *course, const Note *from, const char *target, char **href)
{
	gboolean table = g_str_has_prefix(target, "tbl-");
	Note *note = NULL;
	char *text = NULL;

	if (table || g_str_has_prefix(target, "fig-")) {
		const Experiment *experiment = course_experiment(course, target + 4, &note);

		if (experiment)
			text = numbered(course, from, note, table ? "Table" : "Figure",
			                table ? book_table(note, experiment)
			                      : book_figure(note, experiment));
	} else if (g_str_has_prefix(target, "sec-")) {
		const Heading *heading = course_section(course, from, target, &note);

		if (heading) {
			text = g_strdup(heading->title);
			*href = book_href(from, note, heading->id);
			return text;
		}
	}
	if (text)
		*href = book_href(from, note, target);
	return text;
}
