#include "publication.h"

#include "util.h"

#include <glib/gstdio.h>
#include <string.h>

/* So many files of each kind are named. */
enum { NAMED = 20 };

Publication *
publication_new(const Destination *to, const char *title, const char *site, const char *notes,
                const char *work)
{
	Publication *publication = g_new0(Publication, 1);

	publication->to = to;
	publication->title = g_strdup(title);
	publication->site = g_canonicalize_filename(site, NULL);
	publication->notes = g_canonicalize_filename(notes, NULL);
	publication->work = g_canonicalize_filename(work, NULL);
	publication->files = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < CHANGES; i++)
		publication->names[i] = g_ptr_array_new_with_free_func(g_free);
	return publication;
}

void
publication_free(Publication *publication)
{
	if (publication == NULL)
		return;
	g_free(publication->title);
	g_free(publication->site);
	g_free(publication->notes);
	g_free(publication->work);
	g_ptr_array_unref(publication->files);
	for (guint i = 0; i < CHANGES; i++)
		g_ptr_array_unref(publication->names[i]);
	g_free(publication->parent);
	g_free(publication->tree);
	g_free(publication->list);
	g_free(publication);
}

/* Add all files below the folder @below of the site; "" is the site itself. */
static gboolean
read_folder(Publication *publication, const char *below, GError **error)
{
	g_autofree char *path = g_build_filename(publication->site, below, NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, error);
	const char *name;

	if (folder == NULL)
		return FALSE;
	while ((name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *file =
			*below ? g_build_filename(below, name, NULL) : g_strdup(name);
		g_autofree char *full = g_build_filename(path, name, NULL);
		GStatBuf st;

		if (strchr(name, '\n') != NULL) {
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			            "the name of a file in %s holds a line break: rename it", path);
			return FALSE;
		}
		if (g_stat(full, &st) != 0)
			continue; /* gone, or a link to nothing */
		if (S_ISDIR(st.st_mode)) {
			if (!read_folder(publication, file, error))
				return FALSE;
		} else if (S_ISREG(st.st_mode)) {
			publication->bytes += (guint64)st.st_size;
			g_ptr_array_add(publication->files, g_steal_pointer(&file));
		}
	}
	return TRUE;
}

gboolean
publication_read(Publication *publication, GError **error)
{
	g_ptr_array_set_size(publication->files, 0);
	publication->bytes = 0;
	if (!read_folder(publication, "", error))
		return FALSE;
	g_ptr_array_sort(publication->files, text_compare);
	return TRUE;
}

void
publication_add(Publication *publication, Change change, const char *name)
{
	g_ptr_array_add(publication->names[change], g_strdup(name));
}

guint
publication_count(const Publication *publication)
{
	guint count = 0;

	for (guint i = 0; i < CHANGES; i++)
		count += publication->names[i]->len;
	return count;
}

static gboolean
is_page(const char *name)
{
	return g_str_has_suffix(name, ".html");
}

/* Pages first: they are what readers see. */
static gint
compare_pages(gconstpointer a, gconstpointer b)
{
	int order = is_page(*(const char *const *)b) - is_page(*(const char *const *)a);

	return order != 0 ? order : text_compare(a, b);
}

/* Print "added        2 pages, 5 other files", then names behind @sign. */
static void
print_change(GPtrArray *names, const char *word, char sign, FILE *out)
{
	guint pages = 0, others, named = MIN(names->len, (guint)NAMED);

	g_ptr_array_sort(names, compare_pages);
	while (pages < names->len && is_page(g_ptr_array_index(names, pages)))
		pages++;
	others = names->len - pages;
	fprintf(out, "%-12s ", word);
	if (pages > 0)
		fprintf(out, "%u page%s%s", pages, pages == 1 ? "" : "s", others > 0 ? ", " : "");
	if (others > 0)
		fprintf(out, "%u other file%s", others, others == 1 ? "" : "s");
	fputc('\n', out);
	for (guint i = 0; i < named; i++) {
		g_autofree char *name = g_utf8_make_valid(g_ptr_array_index(names, i), -1);

		fprintf(out, "  %c %s\n", sign, name);
	}
	if (names->len > named)
		fprintf(out, "  %c and %u more\n", sign, names->len - named);
}

void
publication_print(const Publication *publication, FILE *out)
{
	static const struct {
		const char *word;
		char sign;
	} rows[CHANGES] = {[CHANGE_ADDED] = {"added", '+'},
	                   [CHANGE_CHANGED] = {"changed", '~'},
	                   [CHANGE_REMOVED] = {"removed", '-'}};

	for (guint i = 0; i < CHANGES; i++)
		if (publication->names[i]->len > 0)
			print_change(publication->names[i], rows[i].word, rows[i].sign, out);
}
